/** What the replay says of what it filled in. */
import type { LogWarning } from './log/index.ts';

const times = (count: number, one: string): string =>
  `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;

export const missingTasks = (count: number): LogWarning => ({
  code: 'missing-tasks',
  text: `${times(count, 'task')} of stages that ended ${count === 1 ? 'is' : 'are'} not in the log (dropped, or cut off with the stage): taken to have run as long as the median of the stage`,
});
export const noMetrics = (count: number): LogWarning => ({
  code: 'no-metrics',
  text: `${times(count, 'attempt')} without metrics: taken to have run as long as the median of the stage`,
});
export const stageOutsideJobs = (count: number): LogWarning => ({
  code: 'stages-without-job',
  text: `${times(count, 'stage')} whose job is not in the log: taken to begin with the job event before`,
});

export const neverRan = (ids: readonly string[]): LogWarning => ({
  code: 'never-ran',
  text: `${times(ids.length, 'stage')} could not run to the end in the simulation (${ids.slice(0, 5).join(', ')}): no executor of the log takes what was left, and what came behind is missing`,
});

/** What was changed against the log. */
export const changes = {
  executors: (count: number, slots: number) => `${times(count, 'executor')} of ${times(slots, 'slot')} all the time`,
  files: (fileBytes: number, files: number) =>
    `the bytes that stages read in files of ${(fileBytes / 2 ** 20).toLocaleString('en-US', { maximumFractionDigits: 3 })} MiB (${times(files, 'file')}), packed into tasks by Spark's rule`,
  speculation: ({ quantile, multiplier }: { quantile: number; multiplier: number }) =>
    `speculation from ${quantile * 100}% of a stage's tasks on, at ${multiplier} times the median`,
  dynamicAllocation: (of: { minExecutors: number; maxExecutors: number; initialExecutors: number }) =>
    `executors by dynamic allocation, ${of.initialExecutors} at first, ${of.minExecutors} to ${Number.isFinite(of.maxExecutors) ? of.maxExecutors : 'any number'}`,
  contention: (factor: number) =>
    `tasks take ${factor.toFixed(3)} times as long by what so many executors share; the first on each slot takes as much longer than the others as the stage's first tasks do in the log`,
};

export const notModelled: readonly string[] = [
  'what slows a task from inside: garbage collection, spilling, a neighbour on its machine; its logged seconds have it',
  'stalls of the driver between a task and its result (planning, a full garbage collection)',
  'adaptive execution: another cluster keeps the partitions that the log has',
  'map outputs lost after their stage: fetch failures come from the log alone',
];
