/**
 * How many tasks read a shuffle when its size is known: neighbouring partitions are joined while they stay under a target.
 *
 *     target = max(minPartitionBytes, min(advisoryBytes, ceil(bytes / parallelism)))
 *
 * Source: apache/spark, ShufflePartitionsUtil.scala and SQLConf.scala (parallelismFirst, on by default). Partitions are
 * equal here, so that the factors for small ones at the end have nothing to do.
 */
export const adaptiveTasks = (options: {
  readonly partitions: number;
  readonly bytes: number;
  readonly advisoryBytes: number;
  readonly minPartitionBytes: number;
  readonly parallelism: number;
}): number => {
  const { partitions, bytes, advisoryBytes, minPartitionBytes, parallelism } = options;
  const target = Math.max(minPartitionBytes, Math.min(advisoryBytes, Math.ceil(bytes / parallelism)));
  const each = bytes / partitions;
  const together = each > 0 ? Math.max(1, Math.floor(target / each)) : partitions;
  return Math.ceil(partitions / together);
};
