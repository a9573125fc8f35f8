/**
 * What a replay needs of a log, and nothing else: executor-side seconds and result sizes of tasks, the stages' DAG, the
 * executors, and the driver's think times between jobs. No launch or finish, no stage time, no place where a task ran
 * is in it; a test holds that. Seconds count from the start of the application.
 */
export interface TaskAttempts {
  /** Executor-side seconds (run, deserialise, serialise the result) of each logged attempt, in their order. */
  readonly seconds: readonly number[];
  /** Whether it failed and was tried again, or was what made the stage fail. */
  readonly failed: readonly boolean[];
  readonly resultBytes: number;
  readonly inputBytes: number;
  readonly shuffleWriteBytes: number;
  readonly shuffleReadBytes: number;
}

export interface PlannedStage {
  readonly id: number;
  readonly attempt: number;
  /** Position in ReplayPlan.jobs. */
  readonly job: number;
  /** Positions in ReplayPlan.stages of what must be through before. */
  readonly parents: readonly number[];
  readonly profile: number;
  readonly tasks: readonly TaskAttempts[];
  /** Median of the executor-side seconds of attempts that were through: what an attempt takes that the log lacks. */
  readonly medianSeconds: number;
  /** Bytes read, written and shuffled, all tasks together. */
  readonly inputBytes: number;
  readonly shuffleReadBytes: number;
  readonly shuffleWriteBytes: number;
  readonly outputBytes: number;
}

/** `job` is a position in ReplayPlan.jobs. */
export interface JobEvent {
  readonly job: number;
  readonly event: 'start' | 'end';
}

export interface PlannedJob {
  readonly id: number;
  readonly pool: string;
  /** Positions in ReplayPlan.stages: it ends when all of them are through. */
  readonly stages: readonly number[];
  /** The job event before it in the log: start or end of a job, or the start of the application (null). */
  readonly after: JobEvent | null;
  /** So many jobs, in the order of their logged ends, had ended before it began. */
  readonly endedBefore: number;
  /** Think time: from that event to its submission. */
  readonly thinkSeconds: number;
  /**
   * It was cancelled from outside, so long after the job event before that; its stages are over then. Null: it ends by
   * itself.
   */
  readonly cancelled: { readonly after: JobEvent | null; readonly thinkSeconds: number } | null;
}

export interface PlannedExecutor {
  readonly slots: number;
  readonly host: number;
  readonly profile: number;
  readonly addedSeconds: number;
  /** Infinity: until the end. */
  readonly removedSeconds: number;
  readonly name: string;
}

export interface ReplayPlan {
  readonly jobs: readonly PlannedJob[];
  /** Positions of jobs in the order of their logged ends; those without an end come last. */
  readonly ends: readonly number[];
  readonly stages: readonly PlannedStage[];
  readonly executors: readonly PlannedExecutor[];
  /** From the last end of a job to the end of the application. */
  readonly closingSeconds: number;
}
