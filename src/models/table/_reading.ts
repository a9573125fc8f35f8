/** How readers find a table: its files as they are, those that a filter leaves, and those of an older version. */
import type {
  PartitionFiles,
  ReadEnd,
  RowFilter,
  ScanOf,
  TableFiles,
  TableLogReads,
  TableScan,
} from '../capabilities.ts';
import type { Recorder, World } from '../model.ts';
import type { Cohorts } from './_cohorts.ts';
import type { LiveFiles } from './_live-files.ts';
import type { TableLog } from './_log.ts';
import { newestBytes } from './_newest-bytes.ts';
import type { Removals } from './_removals.ts';
import type { SlotRewrite } from './_rewrite.ts';
import { beginning, candidateFiles, findRows, problemOf, type RowPlaces } from './_row-match.ts';
import { Scan } from './_scan.ts';
import type { Upkeep } from './_upkeep.ts';
import { readsAsOf, Versions } from './_versions.ts';
import type { StandingTable } from './standing-table.ts';

/** What readers see of a table that changes. */
export interface ReadTable {
  readonly live: LiveFiles;
  readonly cohorts: Cohorts;
  /** Its files before anybody has written. */
  readonly standing: StandingTable;
  readonly hasChanged: boolean;
  /** Another one with whatever changes what readers find. */
  readonly version: number;
  readonly nowSeconds: number;
  readonly places: RowPlaces;
  readonly removals: Removals;
  /** Rewrites that readers see half done. */
  readonly mixed: ReadonlySet<SlotRewrite>;
  readonly tableLog: TableLog | null;
  readonly readsVersions: boolean;
  readonly logOf: 'delta' | 'iceberg' | 'hudi';
  readonly upkeep: Pick<Upkeep, 'isBroken'>;
  readonly partitionSeconds: number;
  readonly partitionsPerSlot: number;
  /** Those who write in stretches tell what they have written. */
  settle(): void;
  /** From then on its files are kept slot by slot. */
  change(): void;
}

export class Reading {
  private readonly table: ReadTable;
  private readonly versions = new Versions();
  /** The last answer, as long as nothing changes. */
  private listed: { version: number; fromSlot: number; files: readonly TableFiles[] } | null = null;
  private readonly mixedReads: Recorder;
  private readonly brokenReads: Recorder;

  constructor(table: ReadTable, world: World) {
    this.table = table;
    this.mixedReads = world.metric('mixedReads');
    this.brokenReads = world.metric('brokenReads');
  }

  /** The version that the table begins with. */
  begin(files: readonly TableFiles[]): void {
    this.versions.add({
      seconds: 0,
      files: files.reduce((sum, { count }) => sum + count, 0),
      bytes: files.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0),
      sizes: files,
      reads: this.table.tableLog?.reads() ?? null,
    });
  }

  scan(recentSeconds: number | null, bytes: number | null, of?: ScanOf): TableScan {
    this.table.settle();
    if (of?.agoSeconds != null) return this.scanAsOf(of.agoSeconds, bytes);
    if (of?.where != null) return this.scanWhere(of.where, recentSeconds, bytes);
    const { cohorts, partitionSeconds, partitionsPerSlot } = this.table;
    const isAll = recentSeconds === null || partitionSeconds === Infinity;
    if (!this.table.hasChanged) {
      const fromSlot = isAll ? beginning : -Math.ceil(recentSeconds / partitionSeconds);
      return this.asScan(this.table.standing.scan(recentSeconds, bytes), fromSlot);
    }
    const fromSlot = isAll ? beginning : Math.floor((this.table.nowSeconds - recentSeconds) / partitionSeconds);
    const files = this.listFrom(fromSlot);
    const found = {
      partitions: partitionsPerSlot * (isAll ? cohorts.slots : cohorts.slotsFrom(fromSlot)),
      partitionsInAll: partitionsPerSlot * cohorts.slots,
      files: bytes === null ? files : newestBytes(files, bytes),
      filesInAll: this.table.live.count,
    };
    return this.asScan(found, fromSlot);
  }

  log(knownVersion?: number, agoSeconds: number | null = null): TableLogReads | null {
    this.table.settle();
    const { tableLog } = this.table;
    if (tableLog === null) return null;
    if (agoSeconds === null) return tableLog.reads(knownVersion);
    const then = this.versions.at(this.table.nowSeconds - agoSeconds)?.reads ?? null;
    return then === null ? tableLog.reads() : readsAsOf(then, tableLog.reads(), this.table.logOf);
  }

  ended(scan: TableScan): ReadEnd {
    if (!(scan instanceof Scan)) return 'whole';
    if (this.table.readsVersions) {
      if (!this.table.upkeep.isBroken(scan)) return 'whole';
      this.brokenReads.add(1);
      return 'missing';
    }
    const end = this.endOf(scan);
    if (end !== 'whole') this.mixedReads.add(1);
    return end;
  }

  private listFrom(fromSlot: number): readonly TableFiles[] {
    const { version } = this.table;
    if (this.listed?.version === version && this.listed.fromSlot === fromSlot) return this.listed.files;
    const files = this.table.live.list(fromSlot);
    this.listed = { version, fromSlot, files };
    return files;
  }

  private asScan(found: Omit<TableScan, 'changedSince'>, fromSlot: number): Scan {
    const { cohorts } = this.table;
    return new Scan(found, {
      fromSlot,
      burials: this.table.live.dead.burials,
      deletions: this.table.live.dead.deletionCount,
      toSlot: this.table.hasChanged ? cohorts.newestSlot : this.table.partitionSeconds === Infinity ? 0 : -1,
      removals: this.table.removals.count,
      end: this.mixtureFrom(fromSlot),
      changedAfter: (toSlot, seconds) => this.table.partitionsPerSlot * cohorts.changedAfter(fromSlot, toSlot, seconds),
      changedPartitions: (toSlot, seconds) => this.changedPartitions(fromSlot, toSlot, seconds),
    });
  }

  private changedPartitions(fromSlot: number, toSlot: number, seconds: number): PartitionFiles[] | null {
    if (!this.table.hasChanged) return null;
    const found: PartitionFiles[] = [];
    this.table.cohorts.eachChanged({ fromSlot, toSlot, seconds }, (slots, files, first, last) => {
      let all = files;
      for (const [slot, groups] of this.table.live.groups.bySlot)
        if (slot >= first && slot <= last) for (const { count } of groups) all += count;
      const partitions = slots * this.table.partitionsPerSlot;
      found.push({ partitions, filesEach: Math.ceil(all / partitions) });
    });
    return found;
  }

  /** What rewrites that are half done make of a read that begins now. */
  private mixtureFrom(fromSlot: number): ReadEnd {
    let end: ReadEnd = 'whole';
    for (const { slot, isPublished } of this.table.mixed) {
      if (slot < fromSlot) continue;
      if (!isPublished) return 'missing';
      end = 'twice';
    }
    return end;
  }

  private endOf({ fromSlot, toSlot, removals, end }: Scan): ReadEnd {
    return this.table.removals.touched(fromSlot, toSlot, removals) ? 'missing' : end;
  }

  private scanWhere(where: RowFilter, recentSeconds: number | null, bytes: number | null): TableScan {
    this.table.change();
    const whole = this.scan(recentSeconds, null);
    const problem = problemOf(where, this.table.places);
    if (problem !== null || !(whole instanceof Scan)) return { ...plainScan(whole), problem };
    const files = candidateFiles(findRows(where, whole.fromSlot, this.table.places));
    const { partitions, partitionsInAll, filesInAll } = whole;
    return this.asScan(
      { partitions, partitionsInAll, filesInAll, files: bytes === null ? files : newestBytes(files, bytes) },
      whole.fromSlot,
    );
  }

  /** All of it. */
  private scanAsOf(agoSeconds: number, bytes: number | null): TableScan {
    const now = plainScan(this.scan(null, null));
    if (!this.table.readsVersions) return { ...now, problem: 'the table has no versions' };
    const gone = {
      areFilesThere: this.table.live.dead.hasAllOf(this.table.nowSeconds - agoSeconds),
      isLogThere: this.table.tableLog?.reaches(this.table.nowSeconds - agoSeconds) !== false,
    };
    const { problem, files } = this.versions.read(this.table.nowSeconds - agoSeconds, gone);
    if (problem !== null) return { ...now, problem };
    const filesInAll = files.reduce((sum, { count }) => sum + count, 0);
    return { ...now, filesInAll, files: bytes === null ? files : newestBytes(files, bytes) };
  }

  /** A table without spans of time has few sizes; of others they are too many for each of their versions. */
  keepVersion(): void {
    const { live, nowSeconds: seconds } = this.table;
    const files = this.table.partitionSeconds === Infinity ? this.listFrom(beginning) : null;
    const sizes = files !== null && files.length <= mostSizesOfVersions ? files : null;
    const reads = this.table.tableLog?.reads() ?? null;
    this.versions.add({ seconds, files: live.count, bytes: live.bytes, sizes, reads });
  }
}

/** Sizes that an older version is told apart in, at the most. */
const mostSizesOfVersions = 48;

const plainScan = (scan: TableScan): TableScan => ({
  partitions: scan.partitions,
  partitionsInAll: scan.partitionsInAll,
  files: scan.files,
  filesInAll: scan.filesInAll,
  changedSince: (seconds) => scan.changedSince(seconds),
});
