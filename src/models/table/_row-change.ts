import type { Commit, Committer, RowChange, Table, TableFiles } from '../capabilities.ts';
import type { KeyedDraw } from '../model.ts';
import { type FileGroup, type Holder, liveRowsOf, type Watch } from './_groups.ts';
import type { LiveFiles, LivePiece } from './_live-files.ts';
import type { EntryOf } from './_log.ts';
import { type EachFile, type MarkKind, mostVectors, type TouchedFiles, type WrittenMarks } from './_mark-kinds.ts';
import { type GroupMarks, SeenMarks } from './_marks.ts';
import { type RewrittenTable, SourceTable } from './_rewrite.ts';
import { beginning, type FoundPiece, type Match } from './_row-match.ts';
import type { Change, Snapshot } from './_transactions.ts';

/** A table whose rows are changed through its log. */
export interface ChangedTable extends RewrittenTable {
  readonly live: LiveFiles;
  /** What merge-on-read writes; null: files are written anew. */
  readonly markKind: MarkKind | null;
  readonly partitionsPerSlot: number;
  /** Where rows of now belong. */
  readonly slotNow: number;
  /** Luck of the vectors, and of which files two changes have both looked into. */
  readonly vectorLuck: KeyedDraw;
  readonly overlapLuck: KeyedDraw;
  /** Of filters that take a key for one of their own. */
  readonly indexLuck: KeyedDraw;
  /** Is told of commits; null: nothing is to be done after one. */
  readonly autoCompaction: { committed(writer: string, slots: readonly number[]): void } | null;
  /** New rows of a change fill files below a size, up to another; null: they come into new ones. */
  readonly fill: { readonly belowBytes: number; readonly toBytes: number } | null;
  /** New files of some rows. */
  put(slot: number, files: readonly TableFiles[], rows: NewRows): void;
  /** The same rows as they lie now. */
  find(match: Match): readonly FoundPiece[];
  /** Those who write all the time tell what they have written; from then on its files are kept slot by slot. */
  look(): void;
  /** An entry of the log, which whoever commits has written; its files are there, and those that it removes are not. */
  entered(actions: EntryOf, activity: string): void;
  /** Calls back when nothing of what was there before that time is left in the log, and no old version of an object. */
  whenForgotten(beforeSeconds: number, forgotten: () => void): void;
}

/** What is in new files, the order that they are in, and marks that apply to them as well. */
export interface NewRows {
  readonly rows: number;
  readonly order: number | null;
  readonly marks?: GroupMarks | null;
}

interface TouchedGroup {
  readonly group: FileGroup;
  readonly rows: number;
}

/**
 * A change of rows on its way: the touched files are set apart. As copy-on-write what is left of them is written anew; as
 * merge-on-read marks are written (`_mark-kinds.ts`); whole partitions are only taken out. Deletes by value know no files
 * before they are committed.
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
  /** Rows of the match that no reader finds any more. */
  private readonly goneRows: number;
  private readonly kind: MarkKind | null;
  private readonly written: WrittenMarks | null;
  private readonly seen: SeenMarks;
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
    this.kind = match.isWhole ? null : table.markKind;
    const { kind } = this;
    this.work = match.isWhole ? 'none' : kind === null ? 'rewrite' : 'mark';
    const isUpdate = change.kind === 'update';
    const isFound = kind?.scope !== 'table';
    if (isFound) for (const found of match.found) this.take(found);
    if (isUpdate && kind === null && !match.isWhole) this.takeSmall(change.inserted);
    const groups = this.touched.map(({ group }) => group);
    this.seen = new SeenMarks(groups);
    this.files = sum(groups, ({ count }) => count);
    this.partitions = partitionsOf(groups, table.partitionsPerSlot);
    const rows = sum(groups, liveRowsOf);
    this.leftRows = isFound ? rows - match.rows : 0;
    this.leftBytes = Math.round(
      sum(this.touched, ({ group, rows: gone }) => (group.bytes / group.rows) * (liveRowsOf(group) - gone)),
    );
    // Rows that are changed where they are stay where they are.
    const staysPut = isUpdate && kind?.holdsRows === true;
    this.goneRows = staysPut ? 0 : match.rows;
    this.newRows = isUpdate ? (staysPut ? 0 : match.rows) + change.inserted : 0;
    const { live } = table;
    this.newBytes = live.rows > 0 ? Math.round((this.newRows * live.bytes) / live.rows) : 0;
    const { vectorLuck } = table;
    this.written =
      kind === null
        ? null
        : kind.write({
            slots: isFound ? touchedBySlot(match.found) : [],
            keys: match.keys,
            isUpdate,
            luck: (vector) => {
              let attempt = 0;
              const entity = this.snapshot.version * mostVectors + vector;
              return () => vectorLuck.at(entity, attempt++);
            },
          });
    this.marks = this.written?.objects ?? [];
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
    const { table, kind } = this;
    const groups = this.groups;
    const slots = groups.map(({ slot }) => ({ from: slot, to: slot }));
    // Who deletes by value has read nothing.
    const isBlind = kind?.scope === 'table';
    const change: Change = {
      kind: 'change',
      isBlind,
      readsSlots: isBlind ? 'none' : this.match.isWhole ? slots : 'all',
      addsSlots: slots,
      readsAll: false,
      removes: !isBlind,
      removedFiles: kind === null || kind.renamesFiles ? this.files : 0,
      appId: null,
      entry: this.actions(files),
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
    if (written.length > 0) this.table.orphan(first?.slot ?? this.table.slotNow, written);
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
  /** Others have its files, or have marked rows of them that its own files or marks would bring back. */
  private get isLost(): boolean {
    const { groups, kind } = this;
    if (groups.some(({ takenBy }) => takenBy !== null && takenBy !== this)) return true;
    return (kind === null || kind.isCumulative || kind.by === 'merge') && this.seen.since(groups) !== null;
  }
  /** What its entry in the log names. */
  private actions(files: readonly TableFiles[]): EntryOf {
    const { kind, files: touched } = this;
    const added = sum(files, ({ count }) => count);
    if (kind === null) return { added, removed: touched };
    if (kind.renamesFiles) return { added, removed: 0, marked: touched };
    return { added: added + sum(this.marks, ({ count }) => count), removed: 0 };
  }

  /** Sets the touched files of a piece apart. */
  private take({ piece, touched, rows }: FoundPiece): void {
    if (touched === 0) return;
    const { table, watch } = this;
    const apart = table.live.setApart(piece, touched);
    const files = sum(apart, ({ count }) => count);
    for (const group of apart) {
      group.holders.push(this);
      group.watches.push(watch);
      watch.groups++;
      this.touched.push({ group, rows: (rows * group.count) / files });
    }
  }

  /** Small files that new rows go into, which are written anew for it. */
  private takeSmall(inserted: number): void {
    const { live, fill, slotNow } = this.table;
    if (fill === null || inserted === 0 || live.rows === 0) return;
    let bytes = (inserted * live.bytes) / live.rows;
    const small: LivePiece[] = [];
    live.eachSlot(slotNow, (slot, pieces) => {
      if (slot !== slotNow) return;
      small.push(...pieces.filter(({ count, bytes: all }) => count > 0 && all / count < fill.belowBytes));
    });
    for (const piece of small) {
      if (bytes <= 0) return;
      const isTouched = this.touched.some(({ group }) => group === piece.group);
      if (isTouched) continue;
      const room = fill.toBytes - piece.bytes / piece.count;
      const files = Math.min(piece.count, Math.ceil(bytes / room));
      bytes -= files * room;
      this.take({ piece, touched: files, rows: 0, candidates: files, byRows: [], isConsecutive: true });
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
    const { table, work, kind } = this;
    if (kind?.scope === 'table') for (const found of table.find(this.match)) this.take(found);
    const groups = this.groups;
    if (kind === null || kind.isCumulative) for (const group of groups) group.takenBy = this;
    this.let();
    const rowsLeft = work === 'rewrite' ? this.leftRows : 0;
    const touched = placesOf(groups);
    // Rows that are new go to where rows come now, if nothing else says it.
    const places = touched.length > 0 ? touched : [{ slot: table.slotNow, order: null, bytes: 0 }];
    const bytes = places.map((place) => place.bytes);
    const actions = this.actions(files);
    if (kind !== null) this.mark(kind);
    else for (const group of groups) table.live.bury(group);
    const rows = rowsLeft + this.newRows;
    // New rows come beside the files of a marked table, in no order.
    const shares = shareFiles(files, bytes);
    const all = sum(bytes, (each) => each);
    places.forEach(({ slot, order }, nth) => {
      const share = { rows: all > 0 ? (rows * bytes[nth]!) / all : rows, order: work === 'rewrite' ? order : null };
      table.put(slot, shares[nth]!, share);
    });
    table.entered(actions, this.by.activity);
    // A file with a new vector is added anew.
    const renames = kind?.renamesFiles === true;
    const isAddedTo = (nth: number): boolean => (renames && touched.length > 0) || shares[nth]!.length > 0;
    const addedTo = places.filter((_, nth) => isAddedTo(nth)).map(({ slot }) => slot);
    table.autoCompaction?.committed(this.by.writer, [...new Set(addedTo)]);
    for (const slot of new Set(places.map((place) => place.slot))) table.changed(slot);
  }

  private mark(kind: MarkKind): void {
    const objects = this.table.live.keepMarks(this.marks);
    const base = { by: kind.by, objects: [objects] } as const;
    if (kind.isCumulative) this.markAnew(base);
    else if (kind.scope === 'file') this.markBeside(base);
    else this.markAll(kind.scope, base);
    if (objects.users === 0) this.table.live.buryMarks(objects, this.table.slotNow);
  }

  /** All marked files of a slot and an order are one group from now on. */
  private markAnew(base: Pick<GroupMarks, 'by' | 'objects'>): void {
    const { table } = this;
    const { bytes, named } = this.written!;
    const alike = new Map<string, { groups: FileGroup[]; rows: number }>();
    for (const { group, rows } of this.touched) {
      const parts = this.partsOf(group);
      for (const each of parts) {
        const key = `${each.slot} ${each.order}`;
        const found = alike.get(key) ?? { groups: [], rows: 0 };
        found.groups.push(each);
        found.rows += (rows * each.count) / sum(parts, ({ count }) => count) + (each.marks?.rows ?? 0);
        alike.set(key, found);
      }
    }
    const all = sum(this.groups, ({ count }) => count);
    for (const { groups: together, rows } of alike.values()) {
      const files = sum(together, ({ count }) => count);
      const share = files / all;
      table.live.remark(together, { ...base, rows, named: named * share, bytes: bytes * share, gets: files });
    }
  }

  /** Beside what each of the touched files has. */
  private markBeside(base: Pick<GroupMarks, 'by' | 'objects'>): void {
    const { table, match, goneRows } = this;
    const { bytes, named } = this.written!;
    for (const { group, rows } of this.touched) {
      const parts = this.partsOf(group);
      const files = sum(parts, ({ count }) => count);
      for (const each of parts) {
        const share = match.rows === 0 ? 0 : (rows * each.count) / files / match.rows;
        table.live.addMarks(each, {
          ...base,
          ...{ rows: goneRows * share, named: named * share, bytes: bytes * share, gets: each.count },
        });
      }
    }
  }

  /** All files of the touched slots, or of all. */
  private markAll(scope: 'partition' | 'table', base: Pick<GroupMarks, 'by' | 'objects'>): void {
    const { table } = this;
    const gone = new Map<FileGroup, number>();
    for (const { group, rows } of this.touched) {
      const parts = this.partsOf(group);
      const files = sum(parts, ({ count }) => count);
      for (const each of parts) gone.set(each, (gone.get(each) ?? 0) + (rows * each.count) / files);
    }
    const bySlot = slotsOf(this.match.found);
    const eachOf = (slot: number): EachFile | undefined => {
      const { eachFile } = this.written!;
      return scope === 'table' ? eachFile![0] : eachFile![bySlot.indexOf(slot)];
    };
    const pieces: LivePiece[] = [];
    table.live.eachSlot(beginning, (slot, all) => {
      if (eachOf(slot) !== undefined) pieces.push(...all);
    });
    for (const piece of pieces) {
      const { share, gets, bytes, named } = eachOf(piece.slot)!;
      for (const group of table.live.setApart(piece, piece.count)) {
        const files = group.count * share;
        const rows = Math.min(liveRowsOf(group), gone.get(group) ?? 0);
        table.live.addMarks(group, { ...base, rows, named: files * named, bytes: files * bytes, gets: files * gets });
      }
    }
  }

  private partsOf(group: FileGroup): FileGroup[] {
    return [group, ...(this.parts.get(group) ?? [])].filter(({ count }) => count > 0);
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
/** In the order in which they were found. */
const slotsOf = (found: readonly FoundPiece[]): readonly number[] => [
  ...new Set(found.filter(({ touched }) => touched > 0).map(({ piece }) => piece.slot)),
];

const touchedBySlot = (found: readonly FoundPiece[]): TouchedFiles[][] =>
  slotsOf(found).map((slot) =>
    found
      .filter(({ piece, touched }) => piece.slot === slot && touched > 0)
      .flatMap(({ piece, byRows }) => {
        const gone = piece.marks?.rows ?? 0;
        const rowsEach = Math.round((piece.rows + gone) / piece.count);
        const markedEach = Math.round(gone / piece.count);
        return byRows.map(({ files, rows }) => ({ files, rowsEach, markedEach, changedEach: rows }));
      }),
  );

/** Files that come of ordered files stay in their order; beside others that are in none, none of the slot's are in one. */
const placesOf = (groups: readonly FileGroup[]): { slot: number; order: number | null; bytes: number }[] => {
  const loose = new Set(groups.filter(({ order }) => order === null).map(({ slot }) => slot));
  const places: { slot: number; order: number | null; bytes: number }[] = [];
  for (const group of groups) {
    const { slot, bytes } = group;
    const order = loose.has(slot) ? null : group.order;
    const known = places.find((place) => place.slot === slot && place.order === order);
    if (known) known.bytes += bytes;
    else places.push({ slot, order, bytes });
  }
  return places;
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
