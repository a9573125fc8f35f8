import type { FileMarks, TableFiles } from '../capabilities.ts';

/** Rows of the files of a group that are gone, and what says so: sums over its files. */
export interface GroupMarks {
  /** Rows that are gone. */
  readonly rows: number;
  /** Rows or values that are named in what a reader of each file gets, those that are not in the file among them. */
  readonly named: number;
  readonly bytes: number;
  /** Objects that readers get, file by file. */
  readonly gets: number;
  readonly by: FileMarks['by'];
  readonly objects: readonly MarkObjects[];
}

/** Objects in the store that hold marks: they are needed as long as a group has some of them. */
export interface MarkObjects {
  count: number;
  bytes: number;
  writtenSeconds: number;
  /** Groups that have some of them. */
  users: number;
}

/** Of a share of the files. The objects are used by one more group, if somebody else keeps the rest. */
export const marksOf = (marks: GroupMarks | null, share: number): GroupMarks | null =>
  marks === null
    ? null
    : {
        ...marks,
        rows: marks.rows * share,
        named: marks.named * share,
        bytes: marks.bytes * share,
        gets: marks.gets * share,
      };

/** Marks beside those that are there; of these the objects are used once more, if they were not before. */
export const addedMarks = (a: GroupMarks | null, b: GroupMarks): GroupMarks => {
  for (const each of b.objects) if (a === null || !a.objects.includes(each)) each.users++;
  if (a === null) return b;
  return { ...sums(a, b), objects: [...new Set([...a.objects, ...b.objects])] };
};

/** Of two groups that become one. Objects that only these have used become one entry. */
export const joinedMarks = (a: GroupMarks, b: GroupMarks): GroupMarks => {
  const shared: MarkObjects[] = [];
  const own: MarkObjects = { count: 0, bytes: 0, writtenSeconds: Infinity, users: 1 };
  for (const each of new Set([...a.objects, ...b.objects])) {
    if (a.objects.includes(each) && b.objects.includes(each)) each.users--;
    if (each.users > 1) {
      shared.push(each);
      continue;
    }
    own.count += each.count;
    own.bytes += each.bytes;
    own.writtenSeconds = Math.min(own.writtenSeconds, each.writtenSeconds);
  }
  return { ...sums(a, b), objects: own.count > 0 ? [...shared, own] : shared };
};

const sums = (a: GroupMarks, b: GroupMarks): Omit<GroupMarks, 'objects'> => ({
  by: a.by,
  rows: a.rows + b.rows,
  named: a.named + b.named,
  bytes: a.bytes + b.bytes,
  gets: a.gets + b.gets,
});

/** Files of a size with their marks, of which the GETs and bytes are whole: some have one GET more than others. */
export const listMarked = (
  files: TableFiles[],
  { count, sizeBytes }: TableFiles,
  { count: all, marks }: { readonly count: number; readonly marks: GroupMarks },
): void => {
  const { by, gets, bytes, named } = marks;
  const least = Math.floor(gets / all + 1e-9);
  const more = Math.max(0, Math.min(count, Math.round((gets / all - least) * count)));
  const bytesEach = Math.max(1, Math.round(bytes / gets));
  for (const [some, each] of [
    [more, least + 1],
    [count - more, least],
  ] as const) {
    if (some === 0) continue;
    if (each === 0) files.push({ count: some, sizeBytes });
    else files.push({ count: some, sizeBytes, marks: { gets: each, by, bytesEach, rows: (named / gets) * each } });
  }
};

/** Marks of some groups at a moment, to tell later what has come since. */
export class SeenMarks {
  private readonly before: Omit<GroupMarks, 'objects' | 'by'>;
  private readonly objects: ReadonlySet<MarkObjects>;

  constructor(groups: readonly Marked[]) {
    this.before = sumOf(groups);
    this.objects = new Set(groups.flatMap(({ marks }) => marks?.objects ?? []));
  }

  /** What has come to these groups since; null: nothing. */
  since(groups: readonly Marked[]): GroupMarks | null {
    const objects = [...new Set(groups.flatMap(({ marks }) => marks?.objects ?? []))].filter(
      (each) => !this.objects.has(each),
    );
    const marks = groups.find((group) => group.marks !== null)?.marks;
    if (objects.length === 0 || marks == null) return null;
    const { before } = this;
    const now = sumOf(groups);
    return {
      by: marks.by,
      rows: now.rows - before.rows,
      named: now.named - before.named,
      bytes: now.bytes - before.bytes,
      gets: now.gets - before.gets,
      objects,
    };
  }
}

interface Marked {
  readonly marks: GroupMarks | null;
}

const sumOf = (groups: readonly Marked[]): Omit<GroupMarks, 'objects' | 'by'> => {
  const sum = { rows: 0, named: 0, bytes: 0, gets: 0 };
  for (const { marks } of groups) {
    if (marks === null) continue;
    sum.rows += marks.rows;
    sum.named += marks.named;
    sum.bytes += marks.bytes;
    sum.gets += marks.gets;
  }
  return sum;
};

/** Marks of old files as their new ones have them: a delete by value applies to each file, a log has as many rows as before. */
export const marksOfNew = (marks: GroupMarks, files: { readonly before: number; readonly now: number }): GroupMarks => {
  const times = files.before === 0 ? 1 : files.now / files.before;
  const inAll = marks.by === 'value' ? times : 1;
  return { ...marks, named: marks.named * inAll, bytes: marks.bytes * inAll, gets: marks.gets * times };
};
