/**
 * How many files a write makes, and from how many tasks.
 * Source: apache/spark, FileFormatDataWriter.scala (a file for each partition value and bucket that a task sees, and one
 * more each maxRecordsPerFile rows), Dataset.coalesce and repartition.
 */

/** Files of one task. `maxRecordsPerFile` 0: no such limit. A task without rows writes no file. */
export const filesOfTask = (options: {
  readonly rows: number;
  readonly partitionsSeen: number;
  readonly maxRecordsPerFile: number;
}): number => {
  const { rows, partitionsSeen, maxRecordsPerFile } = options;
  if (rows === 0) return 0;
  const partitions = Math.min(rows, Math.max(1, partitionsSeen));
  if (maxRecordsPerFile === 0) return partitions;
  // Rows evenly over the partitions: some have one more than others.
  const each = Math.floor(rows / partitions);
  const more = rows - each * partitions;
  return (partitions - more) * Math.ceil(each / maxRecordsPerFile) + more * Math.ceil((each + 1) / maxRecordsPerFile);
};

export type Redistribution =
  | { readonly kind: 'none' }
  /** No shuffle: the stage before runs with these tasks as well. */
  | { readonly kind: 'coalesce'; readonly partitions: number }
  /** No shuffle: the same, and each task is given files of one directory. */
  | { readonly kind: 'bins'; readonly partitions: number }
  /** A shuffle; rows go round. */
  | { readonly kind: 'repartition'; readonly partitions: number }
  /** A shuffle by the columns of the directories: all rows of a value in one task. */
  | { readonly kind: 'repartitionByValue'; readonly partitions: number };

export interface OutputStages {
  /** Tasks of the stage that reads; it writes as well unless there is a shuffle. */
  readonly readTasks: number;
  readonly shuffle: boolean;
  readonly writeTasks: number;
  /** Partition values that each writing task sees, at most. */
  readonly partitionsSeen: number;
}

/** `values`: partition values in all; `valuesPerReadTask`: those that a task of the reading stage meets. */
export const outputStages = (options: {
  readonly tasks: number;
  readonly values: number;
  readonly valuesPerReadTask: number;
  readonly by: Redistribution;
}): OutputStages => {
  const { tasks, values, valuesPerReadTask, by } = options;
  const seen = (all: number): number => Math.min(values, Math.max(1, Math.ceil(all)));
  switch (by.kind) {
    case 'none':
      return { readTasks: tasks, shuffle: false, writeTasks: tasks, partitionsSeen: seen(valuesPerReadTask) };
    case 'coalesce': {
      const fewer = Math.min(tasks, by.partitions);
      const together = valuesPerReadTask * Math.ceil(tasks / fewer);
      return { readTasks: fewer, shuffle: false, writeTasks: fewer, partitionsSeen: seen(together) };
    }
    case 'bins': {
      const fewer = Math.min(tasks, by.partitions);
      return { readTasks: fewer, shuffle: false, writeTasks: fewer, partitionsSeen: seen(values / fewer) };
    }
    case 'repartition':
      return { readTasks: tasks, shuffle: true, writeTasks: by.partitions, partitionsSeen: seen(values) };
    case 'repartitionByValue': {
      // Each value goes to one task and makes one file; a task that gets no value writes nothing.
      const partitionsSeen = seen(values / by.partitions);
      return { readTasks: tasks, shuffle: true, writeTasks: Math.ceil(values / partitionsSeen), partitionsSeen };
    }
    default:
      return by satisfies never;
  }
};
