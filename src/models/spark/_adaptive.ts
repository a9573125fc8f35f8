/**
 * How many tasks read a shuffle when its size is known: neighbouring partitions are joined while they stay under a
 * target, and one that is skewed is read by several tasks.
 *
 *     target = max(minPartitionBytes, min(advisoryBytes, ceil(bytes / parallelism)))
 *     skewed: over 5 times the median and over 256 MiB; read in pieces of max(advisoryBytes, median)
 *
 * Source: apache/spark, ShufflePartitionsUtil.scala, OptimizeSkewedJoin.scala and SQLConf.scala (parallelismFirst, on by
 * default; skewJoin.skewedPartitionFactor 5, skewedPartitionThresholdInBytes 256 MiB). Partitions are equal here but for
 * one, so that the factors for small ones at the end have nothing to do.
 */
export interface Adaptive {
  readonly advisoryBytes: number;
  readonly minPartitionBytes: number;
  readonly parallelism: number;
}

const skewedFactor = 5;
const skewedBytes = 256 * 2 ** 20;

export interface Shuffled {
  readonly partitions: number;
  readonly bytes: number;
  /** How many times as large as each of the others one partition is; 1: all are equal. */
  readonly skew: number;
  /** Between 0 and 1: which one it is. */
  readonly skewedAtRatio: number;
  /** Null: every partition is a task. */
  readonly adaptive: Adaptive | null;
}

/** What each task reads of a shuffle. */
export class ShuffleTasks {
  readonly tasks: number;
  readonly bytes: number;
  /** The large partition: its first task, how many it has, and bytes of each. */
  private readonly heavyFrom: number;
  private readonly heavyCount: number;
  private readonly heavyBytes: number;
  private readonly lightBytes: number;
  /** Bytes of a partition that is not skewed. */
  private readonly medianBytes: number;

  constructor({ partitions, bytes, skew, skewedAtRatio, adaptive }: Shuffled) {
    const medianBytes = bytes / (partitions - 1 + skew);
    const isSkewed = skew !== 1;
    const light = isSkewed ? partitions - 1 : partitions;
    const lightTasks = adaptive === null ? light : joinedTasks(light, medianBytes, bytes, adaptive);
    const largeBytes = isSkewed ? skew * medianBytes : 0;
    const pieces = adaptive === null || !isSkewed ? 1 : piecesOf(largeBytes, medianBytes, adaptive);
    this.bytes = bytes;
    this.heavyCount = isSkewed ? pieces : 0;
    this.tasks = lightTasks + this.heavyCount;
    this.heavyFrom = Math.floor(skewedAtRatio * (lightTasks + 1));
    this.heavyBytes = largeBytes / pieces;
    this.lightBytes = lightTasks === 0 ? 0 : (light * medianBytes) / lightTasks;
    this.medianBytes = medianBytes;
  }

  bytesOf(task: number): number {
    const isHeavy = task >= this.heavyFrom && task < this.heavyFrom + this.heavyCount;
    return isHeavy ? this.heavyBytes : this.lightBytes;
  }

  /** Of an ordinary partition's bytes; 1 where there are none. */
  shareOf(task: number): number {
    return this.medianBytes > 0 ? this.bytesOf(task) / this.medianBytes : 1;
  }
}

const joinedTasks = (partitions: number, each: number, bytes: number, adaptive: Adaptive): number => {
  if (partitions === 0) return 0;
  const { advisoryBytes, minPartitionBytes, parallelism } = adaptive;
  const target = Math.max(minPartitionBytes, Math.min(advisoryBytes, Math.ceil(bytes / parallelism)));
  const together = each > 0 ? Math.max(1, Math.floor(target / each)) : partitions;
  return Math.ceil(partitions / together);
};

const piecesOf = (bytes: number, median: number, { advisoryBytes }: Adaptive): number =>
  bytes > skewedFactor * median && bytes > skewedBytes ? Math.ceil(bytes / Math.max(advisoryBytes, median)) : 1;
