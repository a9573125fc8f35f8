export { type JobListener, type JobSpec, Jobs, type StageSpec } from './jobs.ts';
export {
  defaultSettings,
  type PoolSetting,
  type SchedulerParameters,
  type SchedulerSettings,
  type SpeculationSettings,
  schedulerParametersOf,
  speculationDefaults,
} from './parameters.ts';
export type { AbortReason, AttemptListener, AttemptOutcome, TaskBody, TaskSetOptions } from './port.ts';
export { SparkScheduler } from './scheduler.ts';
