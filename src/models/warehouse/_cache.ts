import type { TableScan } from '../capabilities.ts';

/** Partitions of a table that a reader left behind, newest last: [from, to) of all that there are. */
interface Segment {
  readonly table: string;
  readonly from: number;
  readonly to: number;
  /** Bytes of a partition that are here, and the shares that these are: of each row, and of the files. */
  readonly partitionBytes: number;
  readonly projection: number;
  readonly coverage: number;
  readonly readAtSeconds: number;
}

export interface CachedRead {
  readonly table: string;
  readonly scan: TableScan;
  /** The newest so many: of a part of a table, its share of them. */
  readonly partitions: number;
  readonly bytes: number;
  /** Of each row. */
  readonly projection: number;
  /** Of the files of its partitions. */
  readonly coverage: number;
  readonly nowSeconds: number;
}

/**
 * What lies on the local disks of a cluster, least recently used first out. It is kept by stretches of partitions, which
 * are numbered from the oldest.
 *
 * - A partition that has changed since it was read is read anew as a whole.
 * - The columns of a narrower query are taken to be among those of a wider one: hits = min(1, cached / wanted projection).
 * - Where a query reads some files of its partitions, which ones is chance: hits = the share that is here, and then
 *   a + b - a x b of them are.
 * - What is read in one go and is larger than the cache finds nothing and leaves its newest part, as least recently used
 *   pages do in a scan.
 */
export class LocalCache {
  readonly capacityBytes: number;
  /** By last use, the least recent first. */
  private segments: Segment[] = [];

  constructor(capacityBytes: number) {
    this.capacityBytes = capacityBytes;
  }

  get bytes(): number {
    return this.segments.reduce((sum, each) => sum + bytesOf(each), 0);
  }

  clear(): void {
    this.segments = [];
  }

  /** Reads, and returns the share of the bytes that were here. */
  read(read: CachedRead): number {
    const { table, scan, partitions, bytes, nowSeconds } = read;
    if (this.capacityBytes <= 0 || bytes <= 0 || partitions <= 0) return 0;
    const to = scan.partitionsInAll;
    const from = to - partitions;
    const wantedEach = bytes / partitions;
    const changed = new Map<number, number>();
    let hits = 0;
    const kept: Segment[] = [];
    let { projection, coverage } = read;
    let coveredPartitions = 0;
    let coveredShare = 0;
    for (const segment of this.segments) {
      const [low, high] = [Math.max(from, segment.from), Math.min(to, segment.to)];
      if (segment.table !== table || high <= low) {
        kept.push(segment);
        continue;
      }
      const fresh = Math.max(0, high - low - changedSince(scan, segment.readAtSeconds, changed));
      const wide = Math.min(1, segment.projection / read.projection);
      hits += fresh * wantedEach * wide * segment.coverage;
      projection = Math.max(projection, segment.projection);
      coveredPartitions += fresh;
      coveredShare += fresh * segment.coverage;
      if (segment.from < low) kept.push({ ...segment, to: low });
      if (segment.to > high) kept.push({ ...segment, from: high });
    }
    this.segments = kept;
    const before = coveredShare / partitions;
    coverage = coverage + before - coverage * before;
    // What is here of columns that this query did not ask for stays, as far as there was any.
    if (coveredPartitions < partitions) projection = read.projection;
    const partitionBytes = (wantedEach / (read.projection * read.coverage)) * projection * coverage;
    if (bytes > this.capacityBytes) hits = 0;
    const fitting = Math.min(partitions, this.capacityBytes / partitionBytes);
    this.segments.push({
      table,
      from: to - fitting,
      to,
      partitionBytes,
      projection,
      coverage,
      readAtSeconds: nowSeconds,
    });
    this.evict();
    return Math.min(1, hits / bytes);
  }

  /** Of the least recent, the oldest partitions go first. */
  private evict(): void {
    let over = this.bytes - this.capacityBytes;
    while (over > 0 && this.segments.length > 1) {
      const first = this.segments[0]!;
      const size = bytesOf(first);
      if (size > over) {
        this.segments[0] = { ...first, from: first.from + over / first.partitionBytes };
        return;
      }
      this.segments.shift();
      over -= size;
    }
  }
}

const bytesOf = ({ from, to, partitionBytes }: Segment): number => (to - from) * partitionBytes;

const changedSince = (scan: TableScan, seconds: number, known: Map<number, number>): number => {
  const found = known.get(seconds) ?? scan.changedSince(seconds);
  known.set(seconds, found);
  return found;
};
