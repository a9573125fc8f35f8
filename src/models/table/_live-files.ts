import type { ObjectStore, TableFiles } from '../capabilities.ts';
import type { Recorder, World } from '../model.ts';
import { type CohortLimits, Cohorts, listFiles, type NewCohort } from './_cohorts.ts';
import { Graveyard, released } from './_dead-files.ts';
import { type FileGroup, type Gone, Groups, liveRowsOf, newGroup } from './_groups.ts';
import { addedMarks, type GroupMarks, listMarked, type MarkObjects } from './_marks.ts';
import { bytesOfPart } from './_pieces.ts';

/** Files alike of a slot, as they are at one moment: some of those that came, or a group. */
export interface LivePiece {
  readonly slot: number;
  readonly count: number;
  readonly bytes: number;
  /** Those that are not gone. */
  readonly rows: number;
  readonly order: number | null;
  readonly marks: GroupMarks | null;
  readonly group: FileGroup | null;
}

/** Of new files: the order that they are in, marks that apply to them as well, and since when they have come. */
export interface NewPlace {
  readonly order?: number | null;
  readonly marks?: GroupMarks | null;
  readonly sinceSeconds?: number | undefined;
}

export interface LiveFilesOptions {
  readonly world: World;
  readonly store: ObjectStore;
  readonly spanSeconds: number;
  readonly smallBelowBytes: number;
  readonly limits: CohortLimits;
  readonly fileSizes: Recorder;
}

/** The files of a table: those that came, as cohorts; those that are set apart, as groups; and the dead ones. */
export class LiveFiles {
  readonly cohorts: Cohorts;
  readonly groups: Groups;
  readonly dead: Graveyard;
  /** Objects that hold marks. */
  markObjects = 0;
  private readonly options: LiveFilesOptions;

  constructor(options: LiveFilesOptions) {
    this.options = options;
    const { spanSeconds, smallBelowBytes, limits, store } = options;
    this.cohorts = new Cohorts({ spanSeconds, smallBelowBytes, limits });
    this.groups = new Groups(smallBelowBytes);
    this.dead = new Graveyard(store);
  }

  get count(): number {
    return this.cohorts.files + this.groups.count;
  }
  get bytes(): number {
    return this.cohorts.bytes + this.groups.bytes;
  }
  get rows(): number {
    return this.cohorts.rows + this.groups.rows;
  }
  get smallFiles(): number {
    return this.cohorts.smallFiles + this.groups.smallFiles;
  }

  /** Puts all files that are there into an order, slot by slot. */
  orderAll(order: number): void {
    const slots: { slot: number; sizes: readonly NewCohort[] }[] = [];
    this.cohorts.eachSlot(-Infinity, (slot, sizes) => slots.push({ slot, sizes }));
    for (const { slot } of slots) {
      const changedAt = this.cohorts.changeOf(slot);
      this.cohorts.take(
        slot,
        () => true,
        (files) => this.groups.add(newGroup({ slot, ...files, ...this.writtenBetween(slot), order })),
      );
      this.cohorts.touch(slot, changedAt);
    }
  }

  /** New files in a slot and in the store. */
  place(slot: number, files: NewCohort, { order = null, marks = null, sinceSeconds }: NewPlace = {}): void {
    const { world, fileSizes } = this.options;
    const { now } = world.kernel;
    if (order === null && marks === null) this.cohorts.add(slot, files, now);
    else {
      const own = marks === null ? null : addedMarks(null, marks);
      this.groups.add(
        newGroup({ slot, ...files, fromSeconds: sinceSeconds ?? now, toSeconds: now, order, marks: own }),
      );
      this.cohorts.touch(slot, now);
    }
    this.keep(files.count, files.bytes, (count, sizeBytes) => fileSizes.add(sizeBytes, count), sinceSeconds);
  }

  /** Objects of so many bytes together lie in the store from now on: whole bytes, some have one more. */
  keep(
    count: number,
    bytes: number,
    tell: (count: number, sizeBytes: number) => void = () => {},
    sinceSeconds?: number,
  ): void {
    if (count === 0) return;
    const sizeBytes = Math.floor(bytes / count);
    const larger = bytes - sizeBytes * count;
    for (const [objects, size] of [
      [larger, sizeBytes + 1],
      [count - larger, sizeBytes],
    ] as const) {
      if (objects === 0) continue;
      this.options.store.contents.write(objects, size, sinceSeconds);
      tell(objects, size);
    }
  }

  /** By slot: what came and what is set apart. */
  eachSlot(fromSlot: number, visit: (slot: number, pieces: readonly LivePiece[]) => void): void {
    const { groups } = this;
    this.cohorts.eachSlot(fromSlot, (slot, sizes) => {
      const pieces: LivePiece[] = sizes.map((each) => ({ slot, ...each, order: null, marks: null, group: null }));
      for (const group of groups.of(slot)) {
        const { count, bytes, order, marks } = group;
        pieces.push({ slot, count, bytes, rows: liveRowsOf(group), order, marks, group });
      }
      visit(slot, pieces);
    });
  }

  list(fromSlot: number): TableFiles[] {
    const files = this.cohorts.list(fromSlot);
    for (const [slot, groups] of this.groups.bySlot) {
      if (slot >= fromSlot) for (const group of groups) listPiece(files, group);
    }
    return files;
  }

  /** Some files of a piece as groups of their own; none where they are gone meanwhile. */
  setApart(piece: LivePiece, count: number): FileGroup[] {
    const { slot, group } = piece;
    if (group !== null) return this.groups.has(group) ? [this.groups.part(group, Math.min(count, group.count))] : [];
    const size = piece.bytes / piece.count;
    const changedAt = this.cohorts.changeOf(slot);
    const written = this.writtenBetween(slot);
    const back: NewCohort[] = [];
    const apart: FileGroup[] = [];
    let left = count;
    this.cohorts.take(
      slot,
      (sizeBytes) => Math.abs(sizeBytes - size) <= 1,
      (files) => {
        const taken = Math.min(left, files.count);
        left -= taken;
        const bytes = bytesOfPart(files.bytes, files.count, taken);
        const rows = taken === files.count ? files.rows : (files.rows / files.count) * taken;
        if (taken > 0) apart.push(newGroup({ slot, count: taken, bytes, rows, ...written }));
        if (taken < files.count)
          back.push({ count: files.count - taken, bytes: files.bytes - bytes, rows: files.rows - rows });
      },
    );
    for (const files of back) this.cohorts.add(slot, files, changedAt);
    for (const each of apart) this.groups.add(each);
    return apart;
  }

  /** The files of a group are in no version from now on; they lie there for those who read older ones. */
  bury(group: FileGroup): void {
    const { slot, fromSeconds, toSeconds, watches, marks } = group;
    const { count, bytes } = this.groups.remove(group, group.count);
    const removedSeconds = this.options.world.kernel.now;
    this.dead.add({ slot, count, bytes, fromSeconds, toSeconds, removedSeconds, watches });
    if (marks !== null) this.release(marks, slot);
  }

  /** The same files with other marks, as one group. */
  remark(groups: readonly FileGroup[], marks: GroupMarks): void {
    const [first] = groups;
    if (first === undefined) return;
    let [count, bytes, rows] = [0, 0, 0];
    const watches = [...new Set(groups.flatMap((group) => group.watches))];
    for (const watch of watches) watch.groups++;
    for (const group of groups) {
      const old = group.marks;
      const gone = this.groups.remove(group, group.count);
      count += gone.count;
      bytes += gone.bytes;
      rows += gone.rows;
      if (old !== null) this.release(old, group.slot);
      for (const watch of group.watches) watch.groups--;
    }
    const fromSeconds = Math.min(...groups.map((group) => group.fromSeconds));
    const toSeconds = Math.max(...groups.map((group) => group.toSeconds));
    const { slot, order } = first;
    const own = addedMarks(null, marks);
    this.groups.add(newGroup({ slot, order, count, bytes, rows, fromSeconds, toSeconds, marks: own, watches }));
  }

  /** Marks beside those that a group has; it stays what it is for those who hold it. */
  addMarks(group: FileGroup, marks: GroupMarks): void {
    this.groups.mark(group, addedMarks(group.marks, marks));
  }

  /** Files of a group are gone from the store, now. */
  erase(group: FileGroup, count: number): Gone {
    const { fromSeconds, toSeconds, watches } = group;
    const gone = this.groups.remove(group, count);
    this.options.store.contents.removeWritten({ count, bytes: gone.bytes, fromSeconds, toSeconds });
    if (group.count === 0) for (const watch of watches) released(watch, this.options.world.kernel.now);
    return gone;
  }

  /** A group is done with its marks. */
  private release({ objects }: GroupMarks, slot: number): void {
    for (const each of objects) {
      each.users--;
      if (each.users === 0) this.buryMarks(each, slot);
    }
  }
  /** Objects of marks that nobody needs any more. */
  buryMarks({ count, bytes, writtenSeconds }: MarkObjects, slot: number): void {
    const removedSeconds = this.options.world.kernel.now;
    const written = { fromSeconds: writtenSeconds, toSeconds: writtenSeconds };
    this.markObjects -= count;
    this.dead.add({ slot, count, bytes, ...written, removedSeconds, watches: [] });
  }

  /** Objects of marks, in the store from now on. */
  keepMarks(files: readonly TableFiles[]): MarkObjects {
    const objects = { count: 0, bytes: 0, writtenSeconds: this.options.world.kernel.now, users: 0 };
    for (const { count, sizeBytes } of files) {
      objects.count += count;
      objects.bytes += count * sizeBytes;
      this.keep(count, count * sizeBytes);
    }
    this.markObjects += objects.count;
    return objects;
  }

  /** When the files of a slot were written, as far as can be told: from its begin to its last change. */
  private writtenBetween(slot: number): { fromSeconds: number; toSeconds: number } {
    const { spanSeconds } = this.options;
    const fromSeconds = spanSeconds === Infinity ? 0 : Math.max(0, slot * spanSeconds);
    return { fromSeconds, toSeconds: Math.max(fromSeconds, this.cohorts.changeOf(slot)) };
  }
}

/** Files with their marks, as whole bytes. */
export const listPiece = (
  files: TableFiles[],
  { count, bytes, marks }: Pick<LivePiece, 'count' | 'bytes' | 'marks'>,
): void => {
  if (marks === null) {
    listFiles(files, count, bytes);
    return;
  }
  const own: TableFiles[] = [];
  listFiles(own, count, bytes);
  for (const each of own) listMarked(files, each, { count, marks });
};
