import { type GroupMarks, joinedMarks, marksOf } from './_marks.ts';
import { bytesOfPart } from './_pieces.ts';

/** Somebody who has begun to change files, and hears of it when a group of his is parted. */
export interface Holder {
  parted(from: FileGroup, part: FileGroup): void;
}

/** Somebody who waits until the files of some groups are gone from the store. */
export interface Watch {
  /** Groups that are left. */
  groups: number;
  /** When the last of those that are gone left the table. */
  removedSeconds: number;
  readonly done: () => void;
}

/**
 * Files alike of one slot that are set apart from those that come: in the order of the layout, marked, or about to be
 * changed. What happens to a part of them parts the group.
 */
export interface FileGroup {
  readonly slot: number;
  /** Written between these. */
  fromSeconds: number;
  toSeconds: number;
  /** Ordered together with others of the same number; null: in the order of arrival. */
  readonly order: number | null;
  count: number;
  bytes: number;
  /** All that are in its files, those among them that are gone. */
  rows: number;
  marks: GroupMarks | null;
  /** Whoever takes them away, or has put others in their place. */
  takenBy: Holder | null;
  readonly holders: Holder[];
  readonly watches: Watch[];
}

export interface Gone {
  readonly count: number;
  readonly bytes: number;
  readonly rows: number;
}

/** Groups of a slot that are told apart, at the most: beyond, those of nearest size join, if nobody holds them. */
const mostAlike = 24;

export const newGroup = (
  of: Pick<FileGroup, 'slot' | 'fromSeconds' | 'toSeconds' | 'count' | 'bytes' | 'rows'> & Partial<FileGroup>,
): FileGroup => ({ order: null, marks: null, takenBy: null, holders: [], watches: [], ...of });

export const liveRowsOf = ({ count, rows, marks }: FileGroup): number => (count === 0 ? 0 : rows - (marks?.rows ?? 0));

/** The groups of a table, by slot, and their sums. */
export class Groups {
  readonly bySlot = new Map<number, FileGroup[]>();
  count = 0;
  bytes = 0;
  /** Those that are not gone. */
  rows = 0;
  smallFiles = 0;
  markedFiles = 0;
  markBytes = 0;
  private readonly smallBelowBytes: number;

  constructor(smallBelowBytes: number) {
    this.smallBelowBytes = smallBelowBytes;
  }

  of(slot: number): readonly FileGroup[] {
    return this.bySlot.get(slot) ?? [];
  }
  has(group: FileGroup): boolean {
    return group.count > 0 && this.of(group.slot).includes(group);
  }

  add(group: FileGroup): void {
    if (group.count === 0) return;
    const known = this.bySlot.get(group.slot);
    if (known === undefined) this.bySlot.set(group.slot, [group]);
    else known.push(group);
    this.sum(group, 1);
    if (known !== undefined && known.length > mostAlike) this.joinNearest(known);
  }

  /** So many files of a group as one of their own. */
  part(group: FileGroup, count: number): FileGroup {
    if (count >= group.count) return group;
    const share = count / group.count;
    const marks = marksOf(group.marks, share);
    this.sum(group, -1);
    const { rows, bytes } = take(group, count);
    if (marks !== null && group.marks !== null) group.marks = marksOf(group.marks, 1 - share);
    const part: FileGroup = {
      ...group,
      ...{ count, bytes, rows, marks, holders: [...group.holders], watches: [...group.watches] },
    };
    this.sum(group, 1);
    this.bySlot.get(group.slot)!.push(part);
    this.sum(part, 1);
    for (const holder of part.holders) holder.parted(group, part);
    for (const watch of part.watches) watch.groups++;
    if (marks !== null) for (const each of marks.objects) each.users++;
    return part;
  }

  /** So many files of a group are not the table's any more. */
  remove(group: FileGroup, count: number): Gone {
    this.sum(group, -1);
    const marks = marksOf(group.marks, 1 - count / group.count);
    const gone = take(group, count);
    if (group.count > 0) group.marks = marks;
    this.sum(group, 1);
    if (group.count > 0) return gone;
    const left = this.bySlot.get(group.slot)!.filter((each) => each !== group);
    if (left.length === 0) this.bySlot.delete(group.slot);
    else this.bySlot.set(group.slot, left);
    return gone;
  }

  /** Marks of a group that stays where it is. */
  mark(group: FileGroup, marks: GroupMarks): void {
    this.sum(group, -1);
    group.marks = marks;
    this.sum(group, 1);
  }

  private joinNearest(groups: FileGroup[]): void {
    const free = groups
      .filter(({ holders, watches, marks, takenBy }) => {
        const isWatched = watches.length > 0 && marks === null;
        return holders.length === 0 && !isWatched && takenBy === null;
      })
      .sort((a, b) => a.bytes / a.count - b.bytes / b.count);
    let nearest: [FileGroup, FileGroup] | null = null;
    let least = Infinity;
    for (const [at, group] of free.entries()) {
      const other = free.slice(at + 1).find((each) => areOfAKind(group, each));
      if (other === undefined) continue;
      const ratio = other.bytes / other.count / (group.bytes / group.count);
      if (ratio >= least) continue;
      least = ratio;
      nearest = [group, other];
    }
    if (nearest === null) return;
    const [kept, gone] = nearest;
    this.sum(kept, -1);
    this.sum(gone, -1);
    kept.count += gone.count;
    kept.bytes += gone.bytes;
    kept.rows += gone.rows;
    kept.fromSeconds = Math.min(kept.fromSeconds, gone.fromSeconds);
    kept.toSeconds = Math.max(kept.toSeconds, gone.toSeconds);
    if (kept.marks !== null && gone.marks !== null) kept.marks = joinedMarks(kept.marks, gone.marks);
    for (const watch of gone.watches) {
      if (kept.watches.includes(watch)) watch.groups--;
      else kept.watches.push(watch);
    }
    this.sum(kept, 1);
    groups.splice(groups.indexOf(gone), 1);
  }

  private sum(group: FileGroup, sign: 1 | -1): void {
    const { count, bytes, marks } = group;
    this.count += sign * count;
    this.bytes += sign * bytes;
    this.rows = this.count === 0 ? 0 : this.rows + sign * liveRowsOf(group);
    if (count > 0 && bytes / count < this.smallBelowBytes) this.smallFiles += sign * count;
    if (marks === null || count === 0) return;
    this.markedFiles += sign * count;
    this.markBytes = this.markedFiles === 0 ? 0 : this.markBytes + sign * marks.bytes;
  }
}

const areOfAKind = (a: FileGroup, b: FileGroup): boolean => a.order === b.order && a.marks?.by === b.marks?.by;

/** Takes files out of a group; whole bytes, of their mean size. */
const take = (group: FileGroup, count: number): Gone => {
  const bytes = bytesOfPart(group.bytes, group.count, count);
  const rows = count === group.count ? group.rows : (group.rows / group.count) * count;
  group.bytes -= bytes;
  group.rows -= rows;
  group.count -= count;
  return { count, bytes, rows };
};
