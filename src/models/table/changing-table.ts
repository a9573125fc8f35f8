import type { Values } from '../../fields/index.ts';
import type {
  Commit,
  CommitRequest,
  Committer,
  NewFiles,
  ObjectStore,
  ReadEnd,
  Rewritable,
  Rewrite,
  ScanOf,
  Table,
  TableFiles,
  TableLogReads,
  TablePart,
  TableScan,
  TableWrites,
} from '../capabilities.ts';
import type { KeyedDraw, Recorder, World } from '../model.ts';
import { AutoCompacting } from './_auto-compaction.ts';
import { candidateParts } from './_candidates.ts';
import type { Cohorts } from './_cohorts.ts';
import { createLog } from './_create-log.ts';
import { markKindOf } from './_create-marks.ts';
import { createTransactions } from './_create-transactions.ts';
import { whenForgotten } from './_erasure.ts';
import { type FileSize, fileSizeOf } from './_file-size.ts';
import type { FileGroup } from './_groups.ts';
import { Levels } from './_levels.ts';
import { LiveFiles } from './_live-files.ts';
import type { Commits, EntryOf, TableLog } from './_log.ts';
import type { MarkKind } from './_mark-kinds.ts';
import { marksOf, marksOfNew } from './_marks.ts';
import { isOrder, placesOf } from './_places.ts';
import { Reading, type ReadTable } from './_reading.ts';
import { Removals } from './_removals.ts';
import { commitTogether, SlotPart, SlotRewrite } from './_rewrite.ts';
import type { ChangedTable, NewRows } from './_row-change.ts';
import { rowChangesOf, type TableRowChanges } from './_row-changes.ts';
import type { FoundPiece, Match, RowPlaces } from './_row-match.ts';
import { levelsOf, spanOf, type TimeUnit } from './_spans.ts';
import { buryAtStart, joinedSizes, markAtStart, startingRows } from './_start.ts';
import { blindAppends, type Change, type Transactions } from './_transactions.ts';
import { type KeptTable, Upkeep } from './_upkeep.ts';
import type { tableFields } from './fields.ts';
import { StandingTable } from './standing-table.ts';
/** What a table keeps apart: a year of hours and more; about a megabyte. */
export const tableLimits = { stretches: 10_240, pieces: 16_384 } as const;

/**
 * A table that is written to while it is read. It begins as a StandingTable, whose files lie in the slots before time 0;
 * once something has been written its partitions are the slots that have files, and `recent` means those that reach into
 * the time (now - recent, now].
 *
 *     slot         = floor(time of the rows / span)          span: the shortest of partitionBy; none: one slot for all
 *     partitions   = slots x distinct values of its keys     files of a slot are spread evenly over them
 *
 * The table tells the store what lies in it, and takes it out again; whoever writes makes the requests alone.
 */
export class ChangingTable implements Table, TableWrites, ChangedTable, KeptTable, ReadTable {
  readonly name: string;
  readonly encoding: string;
  readonly codec: string;
  readonly columns: number;
  readonly rowBytes: number;
  readonly catalog: string;
  readonly prefixes: number;
  readonly writes: TableWrites = this;
  readonly partitionSeconds: number;
  readonly partitionsPerSpan: number;
  readonly readsVersions: boolean;
  readonly rowChanges: TableRowChanges;
  readonly upkeep: Upkeep;
  readonly autoCompaction: AutoCompacting | null;
  readonly transactions: Transactions | null;
  readonly markKind: MarkKind | null;
  readonly vectorLuck: KeyedDraw;
  readonly overlapLuck: KeyedDraw;
  readonly indexLuck: KeyedDraw;
  readonly fill: { readonly belowBytes: number; readonly toBytes: number } | null;
  readonly live: LiveFiles;
  readonly places: RowPlaces;
  readonly orderBy: readonly string[];
  private readonly isOrdered: boolean;
  /** What others have put into the log without waiting for their turn. */
  private readonly appended = blindAppends();
  private orders = 0;
  readonly standing: StandingTable;
  private readonly start: Pick<Values<typeof tableFields>, 'contents' | 'rows' | 'marked' | 'removed'>;
  private readonly units: readonly TimeUnit[];
  private readonly keys: readonly number[];
  /** Partitions of a slot, those that a table without a span began with among them. */
  readonly partitionsPerSlot: number;
  private readonly fileSize: FileSize;
  private readonly smallBelowBytes: number;
  private readonly store: ObjectStore;
  private readonly world: World;
  readonly cohorts: Cohorts;
  private readonly reading: Reading;
  readonly tableLog: TableLog | null;
  readonly keepCommits: number;
  readonly keepsSnapshots: boolean;
  readonly logOf: 'delta' | 'iceberg' | 'hudi';
  readonly removals = new Removals();
  readonly mixed = new Set<SlotRewrite>();
  private readonly settlers: (() => void)[] = [];
  private isSettling = false;
  /** Of the last time that somebody told: files, and how long each had been coming. */
  private settledFiles = 0;
  private settledFileSeconds = 0;
  hasChanged = false;
  /** Another one with whatever changes what readers find. */
  version = 0;
  private readonly levels: Levels;
  private readonly commits: Recorder;
  private readonly conflicts: Recorder;
  private readonly retries: Recorder;
  private readonly lostCommits: Recorder;
  private readonly lostRows: Recorder;

  constructor(values: Values<typeof tableFields>, world: World) {
    const standing = new StandingTable(values, world.name);
    this.standing = standing;
    this.start = values;
    this.name = standing.name;
    this.encoding = standing.encoding;
    this.codec = standing.codec;
    this.columns = standing.columns;
    this.rowBytes = standing.rowBytes;
    this.catalog = standing.catalog;
    this.prefixes = standing.prefixes;
    this.units = values.partitionBy;
    this.keys = Object.values(values.keys);
    this.partitionSeconds = spanOf(values.partitionBy, values.partitionSpan) ?? Infinity;
    this.partitionsPerSpan = this.keys.reduce((product, distinct) => product * distinct, 1);
    const atStart = standing.scan(null, null).partitionsInAll;
    this.partitionsPerSlot =
      this.partitionSeconds === Infinity ? Math.max(atStart, this.partitionsPerSpan) : this.partitionsPerSpan;
    this.fileSize = fileSizeOf(values, this.rowBytes);
    this.smallBelowBytes = values.smallBelow;
    this.world = world;
    this.store = world.find('objects');
    this.live = new LiveFiles({
      ...{ world, store: this.store, limits: tableLimits },
      spanSeconds: this.partitionSeconds,
      smallBelowBytes: values.smallBelow,
      fileSizes: world.metric('fileSize'),
    });
    this.cohorts = this.live.cohorts;
    this.readsVersions = values.catalog === 'log';
    this.logOf = values.log;
    this.tableLog = this.readsVersions ? createLog(values, this.store) : null;
    this.retries = world.metric('retries');
    this.lostCommits = world.metric('lostCommits');
    this.lostRows = world.metric('lostRows');
    this.keepCommits = this.readsVersions ? values.keepCommits : 0;
    this.keepsSnapshots = this.readsVersions && values.log === 'iceberg';
    this.upkeep = new Upkeep(this);
    this.autoCompaction = values.autoCompact ? new AutoCompacting(this, values, world) : null;
    this.transactions =
      this.tableLog === null
        ? null
        : createTransactions(values, {
            log: this.tableLog,
            world,
            settle: () => this.settle(),
            onRetry: () => this.retries.add(1),
            onLost: () => this.lostCommits.add(1),
          });
    this.markKind = markKindOf(values, this.partitionsPerSlot);
    this.vectorLuck = world.draw('deletion vectors', uniform);
    this.overlapLuck = world.draw('overlapping changes', uniform);
    this.places = placesOf(values, this.live, world);
    this.indexLuck = world.draw('bloom filters', uniform);
    this.fill = values.fillBelow > 0 ? { belowBytes: values.fillBelow, toBytes: values.fillTo } : null;
    this.rowChanges = rowChangesOf(this, values, this.places);
    this.isOrdered = isOrder(values.layout);
    this.orderBy = this.isOrdered ? values.orderBy : [];
    this.levels = new Levels(world);
    this.commits = world.metric('commits');
    this.conflicts = world.metric('conflicts');
    this.reading = new Reading(this, world);
    this.lieThere();
    world.atSettle(() => this.settle());
  }

  get directories(): readonly number[] {
    const { partitionSeconds, standing, units, keys, cohorts } = this;
    if (!this.hasChanged) return standing.directories;
    if (partitionSeconds === Infinity) return standing.directories.length > 0 ? standing.directories : keys;
    return levelsOf(units, partitionSeconds, cohorts.slots, keys);
  }

  // --- readers ---------------------------------------------------------------------------------------------------

  scan(recentSeconds: number | null, bytes: number | null, of?: ScanOf): TableScan {
    return this.reading.scan(recentSeconds, bytes, of);
  }
  log(knownVersion?: number, agoSeconds: number | null = null): TableLogReads | null {
    return this.reading.log(knownVersion, agoSeconds);
  }
  ended(scan: TableScan): ReadEnd {
    return this.reading.ended(scan);
  }

  // --- writers ---------------------------------------------------------------------------------------------------

  fileBytes(rows: number, rawBytes: number): number {
    return rows > 0 ? this.fileSize.bytesOf(rawBytes) : 0;
  }

  add({ rowsAtSeconds, count, bytes, rows, sinceSeconds }: NewFiles, commits: number, activity = this.name): void {
    if (count === 0) return;
    this.change();
    const slot = this.slotOf(rowsAtSeconds);
    this.commit({ commits, added: count, removed: 0, activity, isPut: false, sinceSeconds });
    this.live.place(slot, { count, bytes: Math.round(bytes), rows }, { sinceSeconds });
    this.settledFiles += count;
    this.settledFileSeconds += count * (this.now - (sinceSeconds ?? this.now));
    if (!this.isSettling) this.report(sinceSeconds);
  }

  append(files: readonly NewFiles[], by: Committer): Commit | null {
    const { transactions } = this;
    if (transactions === null) return null;
    const count = files.reduce((sum, each) => sum + each.count, 0);
    const slots = files.map(({ rowsAtSeconds }) => this.slotOf(rowsAtSeconds));
    const change: Change = {
      ...this.appended,
      addsSlots: slots.map((slot) => ({ from: slot, to: slot })),
      entry: { added: count, removed: 0 },
      apply: () => this.appendNow(files, slots, by),
    };
    return transactions.beginning(change, by, (end) => {
      if (end === 'committed') return;
      files.forEach((each, nth) => {
        if (each.count > 0)
          this.orphan(slots[nth]!, [{ count: each.count, sizeBytes: Math.round(each.bytes / each.count) }]);
      });
      if (end !== 'lost') return;
      this.lostRows.add(files.reduce((sum, { rows }) => sum + rows, 0));
    });
  }

  beforeLook(settle: () => void): void {
    this.settlers.push(settle);
  }

  candidates(of: Rewritable, slots: ReadonlySet<number> | null = null): readonly TablePart[] {
    this.look();
    this.live.groups.tidy();
    return candidateParts(of, this, slots);
  }

  rewrite(part: TablePart, activity = this.name): Rewrite {
    if (!(part instanceof SlotPart)) throw new TypeError('only a part that candidates() found can be written anew');
    this.settle();
    this.version++;
    const groups = part.pieces.flatMap((piece) => this.live.setApart(piece, piece.count));
    return new SlotRewrite(this, part, groups, activity);
  }

  // --- rewrites --------------------------------------------------------------------------------------------------

  commitTogether(
    parts: readonly { readonly rewrite: Rewrite; readonly files: readonly TableFiles[] }[],
    of: { readonly isOrdered: boolean; readonly by: Committer },
  ): Commit | null {
    const own = parts.map(({ rewrite, files }) => {
      if (!(rewrite instanceof SlotRewrite)) throw new TypeError('only rewrites of this table can be committed');
      return { rewrite, files };
    });
    return commitTogether(own, { table: this, ...of });
  }

  publish(
    rewrite: SlotRewrite,
    files: readonly TableFiles[],
    { isOrdered, isEntered }: { readonly isOrdered: boolean; readonly isEntered: boolean },
  ): void {
    this.settle();
    const { slot, rows, activity, groups } = rewrite;
    const added = files.reduce((sum, { count }) => sum + count, 0);
    const removed = rewrite.files;
    if (!isEntered) this.commit({ commits: 1, added, removed, activity, isPut: true });
    const late = rewrite.lateMarks;
    const marks = late === null ? null : marksOfNew(late, { before: rewrite.left, now: added });
    this.put(slot, files, { rows, order: isOrdered ? ++this.orders : null, marks });
    if (!this.readsVersions) return;
    for (const each of groups) if (each.count > 0) this.live.bury(each);
  }

  put(slot: number, files: readonly TableFiles[], { rows, order, marks = null }: NewRows): void {
    const bytesInAll = files.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0);
    for (const { count, sizeBytes } of files) {
      if (count === 0) continue;
      const bytes = count * sizeBytes;
      const share = bytes / bytesInAll;
      this.live.place(slot, { count, bytes, rows: rows * share }, { order, marks: marksOf(marks, share) });
    }
  }

  orphan(slot: number, files: readonly TableFiles[]): void {
    if (!this.readsVersions) return;
    const now = this.nowSeconds;
    for (const { count, sizeBytes } of files) {
      this.store.contents.write(count, sizeBytes);
      const written = { fromSeconds: now, toSeconds: now, removedSeconds: -Infinity, watches: [] };
      this.live.dead.add({ slot, count, bytes: count * sizeBytes, ...written });
    }
    this.report();
  }

  takeAway(group: FileGroup, count: number): void {
    this.live.erase(group, count);
    this.removals.add(group.slot);
  }

  entryBytes(actions: number): number {
    return this.tableLog?.entryBytes({ added: actions, removed: 0 }) ?? 0;
  }

  find(match: Match): readonly FoundPiece[] {
    return this.rowChanges.find(match);
  }

  // --- for changes of rows ---------------------------------------------------------------------------------------

  look(): void {
    this.settle();
    this.change();
  }

  entered({ added, removed, marked = 0 }: EntryOf, activity: string): void {
    const filesBefore = this.filesInAll - added + removed;
    this.commit({ commits: 1, added, removed, marked, activity, isPut: true, isCheckpointPut: true, filesBefore });
  }

  whenForgotten(beforeSeconds: number, forgotten: () => void): void {
    const { world, tableLog: log, store } = this;
    whenForgotten({ world, log, keptSeconds: store.contents.keptVersionsSeconds }, beforeSeconds, forgotten);
  }

  rewriteManifests(): readonly CommitRequest[] {
    const { transactions, tableLog } = this;
    this.settle();
    const requests = tableLog?.rewriteManifests?.(this.now) ?? [];
    if (requests.length === 0) return requests;
    this.commits.add(1);
    // It stands in nobody's way.
    transactions?.made(1, {
      change: { ...this.appended, addsSlots: [], entry: { added: 0, removed: 0 } },
      writer: this.name,
    });
    this.report();
    return requests;
  }

  mixes(rewrite: SlotRewrite, isMixed: boolean): void {
    if (isMixed) this.mixed.add(rewrite);
    else this.mixed.delete(rewrite);
  }

  conflict(): void {
    this.conflicts.add(1);
  }

  changed(slot: number): void {
    this.version++;
    this.cohorts.touch(slot, this.now);
    this.report();
  }

  // --- inside ----------------------------------------------------------------------------------------------------

  get slotNow(): number {
    return this.slotOf(this.now);
  }
  private slotOf(seconds: number): number {
    return this.partitionSeconds === Infinity ? 0 : Math.floor(seconds / this.partitionSeconds);
  }
  get nowSeconds(): number {
    return this.now;
  }
  private get now(): number {
    return this.world.kernel.now;
  }
  private get filesInAll(): number {
    return this.live.count;
  }

  /** What lies there at the start is in the store. */
  private lieThere(): void {
    const { files, filesInAll } = this.standing.scan(null, null);
    this.tableLog?.begin(filesInAll);
    for (const { count, sizeBytes } of files) this.store.contents.write(count, sizeBytes);
    // Nothing by time has no partition; of other tables the directory is there.
    this.reading.begin(files);
    this.hasChanged = files.length === 0 && this.partitionSeconds !== Infinity && this.directories.length === 0;
    buryAtStart(this.live, this.start, this.partitionSeconds === Infinity ? 0 : -1);
    if (this.start.marked !== null) this.change();
    this.report();
  }

  /** From now on its files are kept slot by slot. */
  change(): void {
    this.version++;
    if (this.hasChanged) return;
    this.hasChanged = true;
    const { partitionSeconds, partitionsPerSpan, fileSize } = this;
    const { files, partitionsInAll } = this.standing.scan(null, null);
    if (files.length === 0) return;
    const { contents, rows } = this.start;
    const sizes = startingRows(files, rows, (sizeBytes) => fileSize.rowsIn(sizeBytes));
    const cohorts = contents.length > 0 ? joinedSizes(sizes) : sizes;
    const slots = partitionSeconds === Infinity ? 1 : Math.ceil(partitionsInAll / partitionsPerSpan);
    this.cohorts.start(partitionSeconds === Infinity ? 0 : -slots, slots, cohorts, 0);
    if (this.isOrdered) this.live.orderAll(0);
    markAtStart(this.live, this.start);
  }

  /** Those who write in stretches tell what they have written up to now. */
  settle(): void {
    if (this.settlers.length === 0 || this.isSettling) return;
    this.isSettling = true;
    this.settledFiles = 0;
    this.settledFileSeconds = 0;
    for (const settle of this.settlers) settle();
    this.isSettling = false;
    if (this.settledFiles > 0) this.report(this.now - this.settledFileSeconds / this.settledFiles);
  }

  /** New files of somebody who has waited for his turn. */
  private appendNow(files: readonly NewFiles[], slots: readonly number[], { activity, writer }: Committer): void {
    this.change();
    const count = files.reduce((sum, each) => sum + each.count, 0);
    files.forEach(({ count: own, bytes, rows }, nth) => {
      if (own > 0) this.live.place(slots[nth]!, { count: own, bytes: Math.round(bytes), rows });
    });
    this.entered({ added: count, removed: 0 }, activity);
    this.autoCompaction?.committed(writer, slots);
    this.report();
  }

  /** Before its files are there, unless it says how many were. */
  private commit(of: Omit<Commits, 'filesBefore' | 'nowSeconds'> & { readonly filesBefore?: number }): void {
    if (this.tableLog === null) return;
    const { filesInAll, now: nowSeconds } = this;
    this.tableLog.commit({ filesBefore: filesInAll, ...of, nowSeconds });
    this.commits.add(of.commits);
    // Whoever has made the PUT has had his turn.
    if (!of.isPut) this.transactions?.made(of.commits, { change: this.appended, writer: of.activity });
  }

  report(sinceSeconds?: number): void {
    const { cohorts, live, levels } = this;
    const deadBytes = live.dead.bytes;
    const tombstones = live.dead.files;
    const deletionVectors = live.groups.markedFiles;
    const logBytes = this.tableLog?.bytes ?? 0;
    if (!this.hasChanged) {
      const { files, filesInAll, partitionsInAll } = this.standing.scan(null, null);
      let [bytes, smallFiles, rows] = [0, 0, 0];
      for (const each of startingRows(files, this.start.rows, (size) => this.fileSize.rowsIn(size))) rows += each.rows;
      for (const { count, sizeBytes } of files) {
        bytes += count * sizeBytes;
        if (sizeBytes < this.smallBelowBytes) smallFiles += count;
      }
      const own = { files: filesInAll, smallFiles, partitions: partitionsInAll, rows, bytes };
      levels.set({ ...own, deadBytes, logBytes, tombstones, deletionVectors });
      return;
    }
    levels.set(
      {
        files: live.count,
        smallFiles: live.smallFiles,
        partitions: this.partitionsPerSlot * cohorts.slots,
        rows: live.rows,
        bytes: live.bytes,
        deadBytes,
        logBytes,
        tombstones,
        deletionVectors,
      },
      sinceSeconds,
    );
    if (this.readsVersions) this.reading.keepVersion();
  }
}

const uniform = { kind: 'uniform', low: 0, high: 1 } as const;
