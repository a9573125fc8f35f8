export {
  type AllocationEvents,
  type ClusterManagerParameters,
  DynamicAllocation,
  type DynamicAllocationSettings,
  dynamicAllocationDefaults,
} from './dynamic-allocation.ts';
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
export type {
  AbortReason,
  AttemptListener,
  AttemptOutcome,
  KnownTasks,
  Preferences,
  TaskBody,
  TaskSetOptions,
  WaveStretch,
} from './port.ts';
export { SparkScheduler } from './scheduler.ts';
