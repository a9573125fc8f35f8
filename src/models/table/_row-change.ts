import type { Commit, Committer, RowChange, Table, TableFiles } from '../capabilities.ts';
import type { KeyedDraw } from '../model.ts';
import { packedFileBytes, scatteredVectorBytes } from './_deletion-vector.ts';
import { type FileGroup, type Holder, liveRowsOf, type MarkObjects, type Watch } from './_groups.ts';
import type { LiveFiles } from './_live-files.ts';
import type { EntryOf } from './_log.ts';
import { type RewrittenTable, SourceTable } from './_rewrite.ts';
import type { FoundPiece, Match } from './_row-match.ts';
import type { Change, Snapshot } from './_transactions.ts';

/** Several vectors share a file up to this size. Source: delta-io/delta, DeltaSQLConf.scala, deletionVectors.packing.targetSize. */
const packedBytes = 2 * 1024 * 1024;
/** Vectors of so many files are worked out one by one; of more, so many of them stand for all. */
const mostVectors = 16_384;

/** A table whose rows are changed through its log. */
export interface ChangedTable extends RewrittenTable {
  readonly live: LiveFiles;
  readonly changes: 'copy-on-write' | 'merge-on-read';
  readonly partitionsPerSlot: number;
  /** Where rows of now belong. */
  readonly slotNow: number;
  /** Luck of the vectors, and of which files two changes have both looked into. */
  readonly vectorLuck: KeyedDraw;
  readonly overlapLuck: KeyedDraw;
  /** New files of some rows. */
  put(slot: number, files: readonly TableFiles[], rows: number, order: number | null): void;
  /** Those who write all the time tell what they have written; from then on its files are kept slot by slot. */
  look(): void;
  /** An entry of the log, which whoever commits has written. */
  entered(actions: EntryOf, activity: string): void;
  /** Calls back when nothing of what was there before that time is left in the log, and no old version of an object. */
  whenForgotten(beforeSeconds: number, forgotten: () => void): void;
}

interface TouchedGroup {
  readonly group: FileGroup;
  readonly rows: number;
}

/**
 * A change of rows on its way: the touched files are set apart. As copy-on-write what is left of them is written anew; as
 * merge-on-read each gets a new vector of all its rows that are gone; whole partitions are only taken out.
 */
export class LogRowChange implements RowChange, Holder {
  readonly work: 'rewrite' | 'mark' | 'none';
  readonly source: Table;
  readonly leftRows: number;
  readonly leftBytes: number;
  readonly newBytes: number;
  readonly marks: readonly TableFiles[];
  readonly replacement = null;
  readonly files: number;
  readonly partitions: number;
  private readonly table: ChangedTable;
  private readonly match: Match;
  private readonly by: Committer;
  private readonly snapshot: Snapshot;
  private readonly touched: TouchedGroup[] = [];
  /** What others have parted from its groups. */
  private readonly parts = new Map<FileGroup, FileGroup[]>();
  private readonly rootOf = new Map<FileGroup, FileGroup>();
  private readonly newRows: number;
  private readonly vectorBytes: number;
  private readonly watch: Watch;
  private erased: (() => void) | null = null;
  private isErased = false;

  constructor(
    table: ChangedTable,
    match: Match,
    change: { readonly kind: 'delete' | 'update'; readonly inserted: number },
    by: Committer,
  ) {
    this.table = table;
    this.match = match;
    this.by = by;
    this.snapshot = table.transactions!.begin();
    this.watch = { groups: 0, removedSeconds: -Infinity, done: () => this.filesGone() };
    this.work = match.isWhole ? 'none' : table.changes === 'merge-on-read' ? 'mark' : 'rewrite';
    const vectors: number[] = [];
    for (const found of match.found) this.take(found, vectors);
    const groups = this.touched.map(({ group }) => group);
    this.files = sum(groups, ({ count }) => count);
    this.partitions = partitionsOf(groups, table.partitionsPerSlot);
    const rows = sum(groups, liveRowsOf);
    this.leftRows = rows - match.rows;
    this.leftBytes = Math.round(
      sum(this.touched, ({ group, rows: gone }) => (group.bytes / group.rows) * (liveRowsOf(group) - gone)),
    );
    this.newRows = change.kind === 'update' ? match.rows + change.inserted : 0;
    const { live } = table;
    this.newBytes = live.rows > 0 ? Math.round((this.newRows * live.bytes) / live.rows) : 0;
    const packed = this.work === 'mark' ? packedFileBytes(vectors, packedBytes) : [];
    // Vectors that stand for more than themselves.
    const times = vectors.length === 0 ? 1 : this.files / vectors.length;
    this.marks = packed.map((sizeBytes) => ({ count: 1, sizeBytes }));
    if (times > 1) this.marks = this.marks.map(({ sizeBytes }) => ({ count: Math.round(times), sizeBytes }));
    this.vectorBytes = sum(vectors, (bytes) => bytes) * times;
    // What others take out stays in the store: the work is lost when it is committed, not before.
    this.source = new SourceTable(table, Math.max(1, groups.length), groups, () => false);
  }

  parted(from: FileGroup, part: FileGroup): void {
    const root = this.rootOf.get(from) ?? from;
    this.rootOf.set(part, root);
    const parts = this.parts.get(root);
    if (parts === undefined) this.parts.set(root, [part]);
    else parts.push(part);
  }

  commit(files: readonly TableFiles[]): Commit {
    const { table, work } = this;
    const added = sum(files, ({ count }) => count);
    const removed = this.files;
    const groups = this.groups;
    const slots = groups.map(({ slot }) => ({ from: slot, to: slot }));
    const change: Change = {
      kind: 'change',
      isBlind: false,
      readsSlots: this.match.isWhole ? slots : 'all',
      addsSlots: slots,
      readsAll: false,
      removes: true,
      removedFiles: removed,
      appId: null,
      entry: work === 'mark' ? { added, removed: 0, marked: removed } : { added, removed },
      lostTo: (winner) => (this.isLost || this.hasLookedInto(winner) ? 'read' : 'none'),
      apply: () => this.apply(files),
    };
    return table.transactions!.commit(this.snapshot, change, this.by, (end) => {
      if (end === 'committed') return;
      this.abandon([...files, ...this.marks]);
      if (end === 'conflict') table.conflict();
    });
  }

  abandon(written: readonly TableFiles[] = []): void {
    const [first] = this.groups;
    if (first !== undefined) this.table.orphan(first.slot, written);
    this.let();
    for (const group of this.groups) {
      const at = group.watches.indexOf(this.watch);
      if (at >= 0) group.watches.splice(at, 1);
    }
  }

  whenErased(erased: () => void): void {
    this.erased = erased;
    if (this.isErased) erased();
  }

  // --- inside ----------------------------------------------------------------------------------------------------

  private get groups(): FileGroup[] {
    return this.touched.flatMap(({ group }) => [group, ...(this.parts.get(group) ?? [])]);
  }
  private get isLost(): boolean {
    return this.groups.some(({ takenBy }) => takenBy !== null && takenBy !== this);
  }

  /** Sets the touched files of a piece apart, and works out their vectors. */
  private take({ piece, touched, rows, byRows }: FoundPiece, vectors: number[]): void {
    if (touched === 0) return;
    const { table, watch } = this;
    if (this.work === 'mark') {
      const rowsEach = Math.round((piece.rows + (piece.marks?.rows ?? 0)) / piece.count);
      const markedEach = Math.round((piece.marks?.rows ?? 0) / piece.count);
      const share = Math.min(1, mostVectors / Math.max(1, this.match.touched));
      let file = 0;
      for (const each of byRows) {
        const deleted = Math.min(rowsEach, markedEach + each.rows);
        for (let nth = 0; nth < Math.max(1, Math.round(each.files * share)); nth++) {
          let attempt = 0;
          const entity = this.snapshot.version * mostVectors + file++;
          vectors.push(scatteredVectorBytes({ rows: rowsEach, deleted }, () => table.vectorLuck.at(entity, attempt++)));
        }
      }
    }
    const apart = table.live.setApart(piece, touched);
    const files = sum(apart, ({ count }) => count);
    for (const group of apart) {
      group.holders.push(this);
      group.watches.push(watch);
      watch.groups++;
      this.touched.push({ group, rows: (rows * group.count) / files });
    }
  }

  /** Whether somebody has removed a file that this one has looked into, beside those that it changes. */
  private hasLookedInto(winner: Change): boolean {
    const { candidates, filesInAll, isWhole } = this.match;
    const removed = winner.removedFiles ?? 0;
    if (isWhole || removed === 0 || filesInAll === 0) return false;
    const chance = 1 - (1 - Math.min(1, candidates / filesInAll)) ** removed;
    return chance >= 1 || this.table.overlapLuck.at(this.snapshot.version, this.table.transactions!.version) < chance;
  }

  private apply(files: readonly TableFiles[]): void {
    const { table, work } = this;
    const groups = this.groups;
    for (const group of groups) group.takenBy = this;
    this.let();
    const rowsLeft = work === 'mark' ? 0 : work === 'none' ? 0 : this.leftRows;
    const touched = [...new Set(groups.map(({ slot }) => slot))];
    // Rows that are new go to where rows come now, if nothing else says it.
    const slots = touched.length > 0 ? touched : [table.slotNow];
    const bytesOf = (slot: number): number => sum(groups, (group) => (group.slot === slot ? group.bytes : 0));
    const bytes = slots.map(bytesOf);
    const orders = slots.map((slot) => orderOf(groups.filter((group) => group.slot === slot)));
    const removed = sum(groups, ({ count }) => count);
    if (work === 'mark') this.mark(groups);
    else for (const group of groups) table.live.bury(group);
    const rows = rowsLeft + this.newRows;
    // New rows come beside the files of a marked table, in no order.
    const shares = shareFiles(files, bytes);
    const all = sum(bytes, (each) => each);
    slots.forEach((slot, nth) => {
      table.put(
        slot,
        shares[nth]!,
        all > 0 ? (rows * bytes[nth]!) / all : rows,
        work === 'rewrite' ? orders[nth]! : null,
      );
    });
    const added = sum(files, ({ count }) => count);
    table.entered(work === 'mark' ? { added, removed: 0, marked: removed } : { added, removed }, this.by.activity);
    for (const slot of slots) table.changed(slot);
  }

  /** All marked files of a slot and an order are one group from now on. */
  private mark(groups: readonly FileGroup[]): void {
    const { table, vectorBytes, marks } = this;
    const objects: MarkObjects = {
      count: sum(marks, ({ count }) => count),
      bytes: sum(marks, ({ count, sizeBytes }) => count * sizeBytes),
      writtenSeconds: table.nowSeconds,
      users: 0,
    };
    table.live.keep(objects.count, objects.bytes);
    const alike = new Map<string, { groups: FileGroup[]; rows: number }>();
    for (const { group, rows } of this.touched) {
      const parts = [group, ...(this.parts.get(group) ?? [])].filter(({ count }) => count > 0);
      for (const each of parts) {
        const key = `${each.slot} ${each.order}`;
        const found = alike.get(key) ?? { groups: [], rows: 0 };
        found.groups.push(each);
        found.rows += (rows * each.count) / sum(parts, ({ count }) => count) + (each.marks?.rows ?? 0);
        alike.set(key, found);
      }
    }
    const all = sum(groups, ({ count }) => count);
    for (const { groups: together, rows } of alike.values()) {
      const bytes = (vectorBytes * sum(together, ({ count }) => count)) / all;
      table.live.remark(together, { rows, bytes, gets: 1, by: 'position', objects });
    }
  }

  private filesGone(): void {
    this.table.whenForgotten(this.watch.removedSeconds, () => {
      this.isErased = true;
      this.erased?.();
    });
  }

  private let(): void {
    this.table.transactions!.close(this.snapshot);
    for (const { holders } of this.groups) {
      const at = holders.indexOf(this);
      if (at >= 0) holders.splice(at, 1);
    }
  }
}

const sum = <T>(of: readonly T[], each: (one: T) => number): number => of.reduce((all, one) => all + each(one), 0);

/** Partitions that files of some slots are in, if each is in one of its slot by chance: 1 - (1 - 1/p)^k of p. */
const partitionsOf = (groups: readonly FileGroup[], perSlot: number): number => {
  const bySlot = new Map<number, number>();
  for (const { slot, count } of groups) bySlot.set(slot, (bySlot.get(slot) ?? 0) + count);
  const each = [...bySlot.values()].map((files) =>
    Math.max(1, Math.round(perSlot * -Math.expm1(files * Math.log1p(-1 / perSlot)))),
  );
  return Math.max(
    1,
    sum(each, (partitions) => partitions),
  );
};

/** Files that come of files of one order stay in it. */
const orderOf = (groups: readonly FileGroup[]): number | null => {
  const [first] = groups;
  return first !== undefined && groups.every(({ order }) => order === first.order) ? first.order : null;
};

/** Deals files out by weight: each gets its share of their number, none is lost. */
export const shareFiles = (files: readonly TableFiles[], weights: readonly number[]): TableFiles[][] => {
  const all = sum(weights, (each) => each);
  const shares: TableFiles[][] = weights.map(() => []);
  for (const { count, sizeBytes } of files) {
    let [before, dealt] = [0, 0];
    weights.forEach((weight, nth) => {
      before += weight;
      const upTo = nth === weights.length - 1 ? count : Math.round((count * before) / all);
      if (upTo > dealt) shares[nth]!.push({ count: upTo - dealt, sizeBytes });
      dealt = Math.max(dealt, upTo);
    });
  }
  return shares;
};
