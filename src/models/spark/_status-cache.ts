import { type FileStatuses, partitionsCached } from './_file-statuses.ts';

/**
 * The driver's cache of file statuses, shared by all tables that a catalog knows: what was listed is not listed again, as
 * long as the driver lives. Least recently used tables make room first.
 * Source: apache/spark, FileStatusCache.scala; spark.sql.hive.filesourcePartitionFileCacheSize.
 */
export class StatusCache {
  private readonly capacityBytes: number;
  private readonly statuses: FileStatuses;
  /** Guava divides its weight by this; a single entry has one share at most. */
  private readonly concurrency = 4;
  /** Partitions of each table, the last used at the end. */
  private readonly tables = new Map<string, { readonly partitions: number; readonly bytes: number }>();
  private driver = 0;

  constructor(capacityBytes: number, statuses: FileStatuses) {
    this.capacityBytes = capacityBytes;
    this.statuses = statuses;
  }

  /** Of so many partitions, newest first: those that need not be listed. `driver`: the number of the present one. */
  cached(table: string, partitions: number, driver: number): number {
    if (driver !== this.driver) this.tables.clear();
    this.driver = driver;
    return Math.min(partitions, this.tables.get(table)?.partitions ?? 0);
  }

  /** After a listing of so many partitions with so many files each. */
  keep(table: string, partitions: number, filesPerPartition: number): void {
    const { capacityBytes, concurrency, statuses, tables } = this;
    const kept = partitionsCached(partitions, filesPerPartition, statuses, { capacityBytes, concurrency });
    const before = tables.get(table)?.partitions ?? 0;
    tables.delete(table);
    const now = Math.max(kept, Math.min(before, partitions));
    if (now === 0) return;
    tables.set(table, { partitions: now, bytes: now * filesPerPartition * statuses.bytes });
    let bytes = 0;
    for (const each of tables.values()) bytes += each.bytes;
    for (const [name, each] of tables) {
      if (bytes <= capacityBytes || name === table) break;
      tables.delete(name);
      bytes -= each.bytes;
    }
  }
}
