import type { TableScan } from '../capabilities.ts';
import { type FileStatuses, partitionsCached } from './_file-statuses.ts';

type Scanned = Pick<TableScan, 'partitions' | 'changedSince'>;

export interface CachedPartitions {
  readonly partitions: number;
  /** When they were listed; null: none is there. */
  readonly seconds: number | null;
}

interface KnownTable {
  readonly listings: readonly { readonly partitions: number; readonly seconds: number }[];
  readonly bytes: number;
}
/** Windows of several widths that are read in turn. */
const mostListings = 4;

/**
 * The driver's cache of file statuses, shared by all tables that a catalog knows: what was listed is not listed again, as
 * long as the driver lives and it has not changed: whoever changes it sees to it (REFRESH TABLE). Least recently used tables make room first.
 *
 * Of a table that changes, a listing of its newest partitions counts for those of them that have not changed since:
 *
 *     cached = max over its listings of min(partitions kept then, partitions asked for - those changed since)
 *
 * A partition that is new has changed. Listings that a later one covers are forgotten.
 * Source: apache/spark, FileStatusCache.scala; spark.sql.hive.filesourcePartitionFileCacheSize.
 */
export class StatusCache {
  private readonly capacityBytes: number;
  private readonly statuses: FileStatuses;
  /** Guava divides its weight by this; a single entry has one share at most. */
  private readonly concurrency = 4;
  /** Listings of each table, the latest first; the table last used at the end. */
  private readonly tables = new Map<string, KnownTable>();
  private driver = 0;

  constructor(capacityBytes: number, statuses: FileStatuses) {
    this.capacityBytes = capacityBytes;
    this.statuses = statuses;
  }

  /** Of the partitions of a scan, those that need not be listed. `driver`: the number of the present one. */
  cached(table: string, scan: Scanned, driver: number): CachedPartitions {
    if (driver !== this.driver) this.tables.clear();
    this.driver = driver;
    let most: CachedPartitions = { partitions: 0, seconds: null };
    for (const { partitions: kept, seconds } of this.tables.get(table)?.listings ?? []) {
      const partitions = Math.min(kept, scan.partitions - scan.changedSince(seconds));
      if (partitions > most.partitions) most = { partitions, seconds };
    }
    return most;
  }

  /** What a scan found at that time has been listed: so many files in each partition. */
  keep(table: string, scan: Scanned, filesPerPartition: number, seconds: number): void {
    const { capacityBytes, concurrency, statuses, tables } = this;
    const { partitions } = scan;
    const kept = partitionsCached(partitions, filesPerPartition, statuses, { capacityBytes, concurrency });
    const before = tables.get(table)?.listings ?? [];
    // What was there before stays for those that it was not asked for, and where what came now does not fit.
    const still = before.filter((each) => each.partitions > kept).slice(0, mostListings - 1);
    const listings = kept > 0 ? [{ partitions: kept, seconds }, ...still] : still;
    tables.delete(table);
    const now = Math.max(0, ...listings.map((each) => each.partitions));
    if (now === 0) return;
    tables.set(table, { listings, bytes: now * filesPerPartition * statuses.bytes });
    let bytes = 0;
    for (const each of tables.values()) bytes += each.bytes;
    for (const [name, each] of tables) {
      if (bytes <= capacityBytes || name === table) break;
      tables.delete(name);
      bytes -= each.bytes;
    }
  }
}
