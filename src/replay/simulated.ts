/** What a simulation of a plan is asked for, and what it gives. */
import type {
  ClusterManagerParameters,
  DynamicAllocationSettings,
  SchedulerParameters,
  SchedulerSettings,
} from '../models/spark/scheduler/index.ts';

export interface SimulatedSpan {
  readonly startSeconds: number;
  /** NaN: it did not end. */
  readonly endSeconds: number;
}

export interface SimulatedAttempt {
  readonly stage: number;
  readonly executor: number;
  readonly slot: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export interface Simulated {
  readonly stages: readonly SimulatedSpan[];
  readonly jobs: readonly SimulatedSpan[];
  readonly applicationSeconds: number;
  /** Slot-seconds of tasks at work, and of executors being there. */
  readonly busySeconds: number;
  readonly slotSeconds: number;
  readonly launchedCount: number;
  readonly executors: readonly SimulatedExecutor[];
  /** By stage: 1 for each task that was the first of its stage on its slot. */
  readonly firsts: readonly Uint8Array[];
  /** Every attempt, when asked for. */
  readonly attempts: readonly SimulatedAttempt[];
  readonly events: number;
}

export interface SimulatedAllocation {
  readonly settings: DynamicAllocationSettings;
  readonly manager: ClusterManagerParameters;
  readonly slotsPerExecutor: number;
  /** When the driver begins to ask. */
  readonly startSeconds: number;
}

export interface SimulatedExecutor {
  readonly name: string;
  readonly slots: number;
  readonly addedSeconds: number;
  /** Infinity: until the end. */
  removedSeconds: number;
}

export interface Place {
  /** No task of this stage ran on this slot before. */
  first: boolean;
  /** No task at all ran on this executor before. */
  fresh: boolean;
}

export interface SimulationOptions {
  readonly parameters: SchedulerParameters;
  readonly settings: SchedulerSettings;
  /** spark.shuffle.reduceLocality.enabled: tasks go where most of what they read was written. */
  readonly reduceLocality: boolean;
  readonly gpuPlugin: boolean;
  /** Executors as dynamic allocation asks for them, instead of as logged. Default null. */
  readonly allocation?: SimulatedAllocation | null;
  /** Keep every attempt, for a timeline. Default false. */
  readonly keepAttempts?: boolean;
  /**
   * Seconds of an attempt, by the stage's position and where it runs. Default: as logged, and for a copy or an attempt
   * that the log lacks the stage's median.
   */
  readonly seconds?: (stage: number, task: number, attempt: number, place: Place) => number;
}
