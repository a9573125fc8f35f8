/** What the replay says of what it filled in. */
import type { LogWarning } from './log/index.ts';

const times = (count: number, one: string): string =>
  `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;

export const missingTasks = (count: number): LogWarning => ({
  code: 'missing-tasks',
  text: `${times(count, 'task')} of stages that completed ${count === 1 ? 'is' : 'are'} not in the log (events were dropped): taken to have run as long as the median of the stage`,
});
export const noMetrics = (count: number): LogWarning => ({
  code: 'no-metrics',
  text: `${times(count, 'attempt')} without metrics: taken to have run as long as the median of the stage`,
});
export const stageOutsideJobs = (count: number): LogWarning => ({
  code: 'stages-without-job',
  text: `${times(count, 'stage')} whose job is not in the log: replayed one after the other at the end, and not compared`,
});
