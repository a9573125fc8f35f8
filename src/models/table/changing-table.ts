import type { Values } from '../../fields/index.ts';
import type {
  NewFiles,
  ObjectStore,
  PartitionFiles,
  ReadEnd,
  Rewritable,
  Rewrite,
  Table,
  TableFiles,
  TableLogReads,
  TablePart,
  TableScan,
  TableWrites,
} from '../capabilities.ts';
import type { Recorder, World } from '../model.ts';
import { Cohorts, listFiles, type NewCohort } from './_cohorts.ts';
import { createLog } from './_create-log.ts';
import { FileSize } from './_file-size.ts';
import { Levels } from './_levels.ts';
import type { Commits, TableLog } from './_log.ts';
import { newestBytes } from './_newest-bytes.ts';
import { Removals } from './_removals.ts';
import { type Pinned, type RewrittenTable, SlotPart, SlotRewrite, unpin } from './_rewrite.ts';
import { Scan } from './_scan.ts';
import { levelsOf, spanOf, type TimeUnit } from './_spans.ts';
import type { tableFields } from './fields.ts';
import { StandingTable } from './standing-table.ts';

/** A slot before all others. */
const beginning = -(2 ** 31);
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
export class ChangingTable implements Table, TableWrites, RewrittenTable {
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
  private readonly standing: StandingTable;
  private readonly units: readonly TimeUnit[];
  private readonly keys: readonly number[];
  /** Partitions of a slot, those that a table without a span began with among them. */
  private readonly partitionsPerSlot: number;
  private readonly fileSize: FileSize;
  private readonly smallBelowBytes: number;
  private readonly store: ObjectStore;
  private readonly world: World;
  private readonly cohorts: Cohorts;
  private readonly tableLog: TableLog | null;
  private readonly pinned = new Map<number, Pinned[]>();
  private readonly pinnedSum = { count: 0, bytes: 0, rows: 0, small: 0 };
  private deadBytes = 0;
  private readonly removals = new Removals();
  private readonly mixed = new Set<SlotRewrite>();
  private readonly settlers: (() => void)[] = [];
  private isSettling = false;
  /** Of the last time that somebody told: files, and how long each had been coming. */
  private settledFiles = 0;
  private settledFileSeconds = 0;
  private hasChanged = false;
  /** The last answer, as long as nothing changes. */
  private version = 0;
  private listed: { version: number; fromSlot: number; files: readonly TableFiles[] } | null = null;
  private readonly levels: Levels;
  private readonly fileSizes: Recorder;
  private readonly commits: Recorder;
  private readonly conflicts: Recorder;
  private readonly mixedReads: Recorder;

  constructor(values: Values<typeof tableFields>, world: World) {
    const standing = new StandingTable(values, world.name);
    this.standing = standing;
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
    this.fileSize = new FileSize({
      encoding: values.encoding,
      codec: values.codec,
      columns: values.columns,
      rowGroupBytes: values.rowGroup,
      rowBytes: values.rowSize,
      compression: values.compression,
      fileFormats: values.fileFormats,
      codecs: values.codecs,
    });
    this.smallBelowBytes = values.smallBelow;
    this.world = world;
    this.store = world.find('objects');
    this.cohorts = new Cohorts({
      spanSeconds: this.partitionSeconds,
      smallBelowBytes: values.smallBelow,
      limits: tableLimits,
    });
    this.readsVersions = values.catalog === 'log';
    this.tableLog = this.readsVersions ? createLog(values, this.store) : null;
    this.levels = new Levels(world);
    this.fileSizes = world.metric('fileSize');
    this.commits = world.metric('commits');
    this.conflicts = world.metric('conflicts');
    this.mixedReads = world.metric('mixedReads');
    this.begin();
    world.atSettle(() => this.settle());
  }

  get directories(): readonly number[] {
    const { partitionSeconds, standing, units, keys, cohorts } = this;
    if (!this.hasChanged) return standing.directories;
    if (partitionSeconds === Infinity) return standing.directories.length > 0 ? standing.directories : keys;
    return levelsOf(units, partitionSeconds, cohorts.slots, keys);
  }

  // --- readers ---------------------------------------------------------------------------------------------------

  scan(recentSeconds: number | null, bytes: number | null): TableScan {
    this.settle();
    const { cohorts, partitionSeconds, partitionsPerSlot } = this;
    const isAll = recentSeconds === null || partitionSeconds === Infinity;
    if (!this.hasChanged) {
      const fromSlot = isAll ? beginning : -Math.ceil(recentSeconds / partitionSeconds);
      return this.asScan(this.standing.scan(recentSeconds, bytes), fromSlot);
    }
    const fromSlot = isAll ? beginning : Math.floor((this.now - recentSeconds) / partitionSeconds);
    const files = this.listFrom(fromSlot);
    const found = {
      partitions: partitionsPerSlot * (isAll ? cohorts.slots : cohorts.slotsFrom(fromSlot)),
      partitionsInAll: partitionsPerSlot * cohorts.slots,
      files: bytes === null ? files : newestBytes(files, bytes),
      filesInAll: this.filesInAll,
    };
    return this.asScan(found, fromSlot);
  }

  log(knownVersion?: number): TableLogReads | null {
    this.settle();
    return this.tableLog?.reads(knownVersion) ?? null;
  }
  entryBytes(files: number): number {
    return this.tableLog?.entryBytes({ added: files, removed: 0 }) ?? 0;
  }

  ended(scan: TableScan): ReadEnd {
    const end = this.readsVersions || !(scan instanceof Scan) ? 'whole' : this.endOf(scan);
    if (end !== 'whole') this.mixedReads.add(1);
    return end;
  }

  // --- writers ---------------------------------------------------------------------------------------------------

  fileBytes(rows: number, rawBytes: number): number {
    return rows > 0 ? this.fileSize.bytesOf(rawBytes) : 0;
  }

  add({ rowsAtSeconds, count, bytes, rows, sinceSeconds }: NewFiles, commits: number, activity = this.name): void {
    if (count === 0) return;
    const { partitionSeconds } = this;
    this.change();
    const slot = partitionSeconds === Infinity ? 0 : Math.floor(rowsAtSeconds / partitionSeconds);
    this.commit({ commits, added: count, removed: 0, activity, isPut: false, sinceSeconds });
    this.place(slot, { count, bytes: Math.round(bytes), rows }, sinceSeconds);
    this.settledFiles += count;
    this.settledFileSeconds += count * (this.now - (sinceSeconds ?? this.now));
    if (!this.isSettling) this.report(sinceSeconds);
  }

  beforeLook(settle: () => void): void {
    this.settlers.push(settle);
  }

  candidates({ recentSeconds, belowBytes }: Rewritable): readonly TablePart[] {
    this.settle();
    this.change();
    const { partitionSeconds, partitionsPerSlot, rowBytes } = this;
    const isAll = recentSeconds === null || partitionSeconds === Infinity;
    const fromSlot = isAll ? beginning : Math.floor((this.now - recentSeconds) / partitionSeconds);
    const fits = ({ count, bytes }: NewCohort): boolean => count > 0 && bytes / count < belowBytes;
    const parts: SlotPart[] = [];
    this.cohorts.eachSlot(fromSlot, (slot, sizes) => {
      const pieces = sizes.filter(fits);
      for (const { count, bytes, rows } of this.pinned.get(slot) ?? [])
        if (fits({ count, bytes, rows })) pieces.push({ count, bytes, rows });
      const files = pieces.reduce((sum, { count }) => sum + count, 0);
      // One file in each partition is as few as there can be.
      if (files > (belowBytes < Infinity ? partitionsPerSlot : 0))
        parts.push(new SlotPart({ slot, partitions: partitionsPerSlot, pieces, rowBytes }));
    });
    return parts;
  }

  rewrite(part: TablePart, activity = this.name): Rewrite {
    if (!(part instanceof SlotPart)) throw new TypeError('only a part that candidates() found can be written anew');
    this.settle();
    return new SlotRewrite(this, part, this.pin(part), activity);
  }

  // --- rewrites --------------------------------------------------------------------------------------------------

  publish(rewrite: SlotRewrite, files: readonly TableFiles[]): void {
    this.settle();
    const { slot, rows, sourceBytes, activity } = rewrite;
    const bytesInAll = files.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0);
    const added = files.reduce((sum, { count }) => sum + count, 0);
    this.commit({ commits: 1, added, removed: rewrite.files, activity, isPut: true });
    for (const { count, sizeBytes } of files) {
      if (count === 0) continue;
      const bytes = count * sizeBytes;
      this.place(slot, { count, bytes, rows: (rows * bytes) / bytesInAll });
    }
    if (!this.readsVersions) return;
    this.deadBytes += sourceBytes;
    for (const each of rewrite.pinned) this.unpinned(each, each.count);
  }

  takeAway(_rewrite: SlotRewrite, pinned: Pinned, count: number): void {
    const { fromSeconds, toSeconds } = pinned;
    const { bytes } = this.unpinned(pinned, count);
    this.store.contents.removeWritten({ count, bytes, fromSeconds, toSeconds });
    this.removals.add(pinned.slot);
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

  private get now(): number {
    return this.world.kernel.now;
  }
  private get filesInAll(): number {
    return this.cohorts.files + this.pinnedSum.count;
  }

  /** What lies there at the start is in the store. */
  private begin(): void {
    const { files, filesInAll } = this.standing.scan(null, null);
    this.tableLog?.begin(filesInAll);
    for (const { count, sizeBytes } of files) this.store.contents.write(count, sizeBytes);
    // Nothing by time has no partition; of other tables the directory is there.
    this.hasChanged = files.length === 0 && this.partitionSeconds !== Infinity && this.directories.length === 0;
    this.report();
  }

  /** From now on its files are kept slot by slot. */
  private change(): void {
    this.version++;
    if (this.hasChanged) return;
    this.hasChanged = true;
    const { partitionSeconds, partitionsPerSpan, fileSize } = this;
    const { files, partitionsInAll } = this.standing.scan(null, null);
    if (files.length === 0) return;
    const rowsOf = (sizeBytes: number): number => fileSize.rowsIn(sizeBytes);
    const cohorts = files.map(({ count, sizeBytes }) => ({
      count,
      bytes: count * sizeBytes,
      rows: count * rowsOf(sizeBytes),
    }));
    const slots = partitionSeconds === Infinity ? 1 : Math.ceil(partitionsInAll / partitionsPerSpan);
    this.cohorts.start(partitionSeconds === Infinity ? 0 : -slots, slots, cohorts, 0);
  }

  /** Those who write in stretches tell what they have written up to now. */
  private settle(): void {
    if (this.settlers.length === 0 || this.isSettling) return;
    this.isSettling = true;
    this.settledFiles = 0;
    this.settledFileSeconds = 0;
    for (const settle of this.settlers) settle();
    this.isSettling = false;
    if (this.settledFiles > 0) this.report(this.now - this.settledFileSeconds / this.settledFiles);
  }

  private commit(of: Omit<Commits, 'filesBefore' | 'nowSeconds'>): void {
    if (this.tableLog === null) return;
    const { filesInAll: filesBefore, now: nowSeconds } = this;
    this.tableLog.commit({ ...of, filesBefore, nowSeconds });
    this.commits.add(of.commits);
  }

  /** New files in a slot and in the store. */
  private place(slot: number, files: NewCohort, sinceSeconds?: number): void {
    this.cohorts.add(slot, files, this.now);
    const { count, bytes } = files;
    const sizeBytes = Math.floor(bytes / count);
    const larger = bytes - sizeBytes * count;
    if (larger > 0) this.keep(larger, sizeBytes + 1, sinceSeconds);
    this.keep(count - larger, sizeBytes, sinceSeconds);
  }

  private keep(count: number, sizeBytes: number, sinceSeconds?: number): void {
    this.store.contents.write(count, sizeBytes, sinceSeconds);
    this.fileSizes.add(sizeBytes, count);
  }

  private listFrom(fromSlot: number): readonly TableFiles[] {
    const { version } = this;
    if (this.listed?.version === version && this.listed.fromSlot === fromSlot) return this.listed.files;
    const files = this.cohorts.list(fromSlot);
    for (const [slot, pinned] of this.pinned) {
      if (slot >= fromSlot) for (const { count, bytes } of pinned) listFiles(files, count, bytes);
    }
    this.listed = { version, fromSlot, files };
    return files;
  }

  private asScan(found: Omit<TableScan, 'changedSince'>, fromSlot: number): Scan {
    const { cohorts } = this;
    return new Scan(found, {
      fromSlot,
      toSlot: this.hasChanged ? cohorts.newestSlot : this.partitionSeconds === Infinity ? 0 : -1,
      removals: this.removals.count,
      end: this.mixtureFrom(fromSlot),
      changedAfter: (toSlot, seconds) => this.partitionsPerSlot * cohorts.changedAfter(fromSlot, toSlot, seconds),
      changedPartitions: (toSlot, seconds) => this.changedPartitions(fromSlot, toSlot, seconds),
    });
  }

  private changedPartitions(fromSlot: number, toSlot: number, seconds: number): PartitionFiles[] | null {
    if (!this.hasChanged) return null;
    const found: PartitionFiles[] = [];
    this.cohorts.eachChanged({ fromSlot, toSlot, seconds }, (slots, files, first, last) => {
      let all = files;
      for (const [slot, pinned] of this.pinned)
        if (slot >= first && slot <= last) for (const { count } of pinned) all += count;
      const partitions = slots * this.partitionsPerSlot;
      found.push({ partitions, filesEach: Math.ceil(all / partitions) });
    });
    return found;
  }

  /** What rewrites that are half done make of a read that begins now. */
  private mixtureFrom(fromSlot: number): ReadEnd {
    let end: ReadEnd = 'whole';
    for (const { slot, isPublished } of this.mixed) {
      if (slot < fromSlot) continue;
      if (!isPublished) return 'missing';
      end = 'twice';
    }
    return end;
  }

  private endOf({ fromSlot, toSlot, removals, end }: Scan): ReadEnd {
    return this.removals.touched(fromSlot, toSlot, removals) ? 'missing' : end;
  }

  /** Sets the files of a part apart from those that come. */
  private pin(part: SlotPart): Pinned[] {
    const { slot } = part;
    const wanted = part.pieces.map(({ count, bytes }) => ({ sizeBytes: bytes / count, left: count }));
    const find = (sizeBytes: number) =>
      wanted.find((each) => each.left > 0 && Math.abs(each.sizeBytes - sizeBytes) <= 1);
    const pinned: Pinned[] = [];
    for (const each of this.pinned.get(slot) ?? []) {
      const piece = each.count > 0 ? find(each.bytes / each.count) : undefined;
      if (piece === undefined) continue;
      piece.left -= Math.min(piece.left, each.count);
      pinned.push(each);
    }
    const changedAt = this.cohorts.changeOf(slot);
    const written = this.writtenBetween(slot);
    const back: NewCohort[] = [];
    this.cohorts.take(
      slot,
      (sizeBytes) => find(sizeBytes) !== undefined,
      (files) => {
        const piece = find(files.bytes / files.count)!;
        const rest: Pinned = { slot, ...files, ...written, takenBy: null };
        const taken = unpin(rest, Math.min(piece.left, files.count));
        piece.left -= taken.count;
        if (rest.count > 0) back.push(rest);
        pinned.push({ slot, ...taken, ...written, takenBy: null });
      },
    );
    for (const { count, bytes, rows } of back) this.cohorts.add(slot, { count, bytes, rows }, changedAt);
    for (const each of pinned) this.keepPinned(each);
    this.version++;
    return pinned;
  }

  private keepPinned(pinned: Pinned): void {
    const known = this.pinned.get(pinned.slot);
    if (known?.includes(pinned)) return;
    if (known === undefined) this.pinned.set(pinned.slot, [pinned]);
    else known.push(pinned);
    this.sumPinned(pinned, 1);
  }

  /** So many of what is pinned are gone. */
  private unpinned(pinned: Pinned, count: number): NewCohort {
    this.sumPinned(pinned, -1);
    const gone = unpin(pinned, count);
    this.sumPinned(pinned, 1);
    if (pinned.count > 0) return gone;
    const left = this.pinned.get(pinned.slot)!.filter((each) => each !== pinned);
    if (left.length === 0) this.pinned.delete(pinned.slot);
    else this.pinned.set(pinned.slot, left);
    return gone;
  }

  private sumPinned({ count, bytes, rows }: Pinned, sign: 1 | -1): void {
    const sum = this.pinnedSum;
    sum.count += sign * count;
    sum.bytes += sign * bytes;
    sum.rows = sum.count === 0 ? 0 : sum.rows + sign * rows;
    if (count > 0 && bytes / count < this.smallBelowBytes) sum.small += sign * count;
  }

  /** When the files of a slot were written, as far as can be told: from its begin to its last change. */
  private writtenBetween(slot: number): { fromSeconds: number; toSeconds: number } {
    const { partitionSeconds } = this;
    const fromSeconds = partitionSeconds === Infinity ? 0 : Math.max(0, slot * partitionSeconds);
    return { fromSeconds, toSeconds: Math.max(fromSeconds, this.cohorts.changeOf(slot)) };
  }

  private report(sinceSeconds?: number): void {
    const { cohorts, pinnedSum, levels, deadBytes } = this;
    const logBytes = this.tableLog?.bytes ?? 0;
    if (!this.hasChanged) {
      const { files, filesInAll, partitionsInAll } = this.standing.scan(null, null);
      let [bytes, smallFiles, rows] = [0, 0, 0];
      for (const { count, sizeBytes } of files) {
        bytes += count * sizeBytes;
        rows += count * this.fileSize.rowsIn(sizeBytes);
        if (sizeBytes < this.smallBelowBytes) smallFiles += count;
      }
      levels.set({ files: filesInAll, smallFiles, partitions: partitionsInAll, rows, bytes, deadBytes, logBytes });
      return;
    }
    levels.set(
      {
        files: this.filesInAll,
        smallFiles: cohorts.smallFiles + pinnedSum.small,
        partitions: this.partitionsPerSlot * cohorts.slots,
        rows: cohorts.rows + pinnedSum.rows,
        bytes: cohorts.bytes + pinnedSum.bytes,
        deadBytes,
        logBytes,
      },
      sinceSeconds,
    );
  }
}
