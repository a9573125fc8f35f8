/** An application as its log tells it. Times are the log's: milliseconds since 1970, by the driver's clock. */
import type { LogWarning } from './messages.ts';

export interface LoggedTask {
  readonly index: number;
  readonly attempt: number;
  readonly executor: string;
  readonly launchMs: number;
  readonly finishMs: number;
  /** When fetching a result that was too large for the message began; 0 when it was not. */
  readonly gettingResultMs: number;
  /** By the executor's clock; null where the log has no metrics. */
  readonly runMs: number | null;
  readonly deserializeMs: number;
  readonly serializeResultMs: number;
  readonly resultBytes: number;
  readonly inputBytes: number;
  readonly shuffleReadBytes: number;
  readonly shuffleWriteBytes: number;
  readonly outputBytes: number;
  readonly locality: string;
  readonly speculative: boolean;
  readonly outcome: TaskOutcome;
}

/** `lost`: its executor went away. `killed`: no longer needed, another attempt was through. */
export type TaskOutcome = 'success' | 'failed' | 'killed' | 'lost';

export interface LoggedStage {
  readonly id: number;
  readonly attempt: number;
  readonly name: string;
  readonly parents: readonly number[];
  /** Job events (starts and ends) that the log has before its submission. */
  readonly jobEventsBefore: number;
  readonly plannedTasks: number;
  readonly submittedMs: number | null;
  readonly completedMs: number | null;
  readonly failureReason: string | null;
  /** Resource profile; 0 is the application's own. */
  readonly profile: number;
  /** Number of the job that ran it, -1 when the log does not say. */
  readonly job: number;
  /** In the order of their ends. */
  readonly tasks: readonly LoggedTask[];
}

export interface LoggedJob {
  readonly id: number;
  readonly submittedMs: number;
  readonly endedMs: number | null;
  readonly succeeded: boolean;
  /** All stages of its plan, those that were not run again among them. */
  readonly stageIds: readonly number[];
  readonly pool: string;
  readonly sqlExecution: string | null;
  /** Position among all job events of the log, starts and ends, of its start and its end. */
  readonly startOrder: number;
  readonly endOrder: number | null;
}

export interface LoggedExecutor {
  readonly id: string;
  readonly host: string;
  readonly cores: number;
  readonly profile: number;
  readonly addedMs: number;
  readonly removedMs: number | null;
}

/** What tasks of a resource profile take of an executor. */
export interface LoggedProfile {
  readonly id: number;
  readonly taskCpus: number;
  /** Slots that an executor's other resources (GPUs) allow; Infinity without any. */
  readonly slotsByResources: number;
}

export interface LoggedApplication {
  readonly id: string;
  readonly name: string;
  readonly attempt: string | null;
  readonly sparkVersion: string;
  readonly startedMs: number;
  readonly endedMs: number;
  /** The log says so; else endedMs is its last event. */
  readonly endKnown: boolean;
  readonly properties: { readonly [name: string]: string };
  readonly profiles: readonly LoggedProfile[];
  readonly executors: readonly LoggedExecutor[];
  /** In the order of their starts in the log. */
  readonly jobs: readonly LoggedJob[];
  /** Attempts of stages that ran, in the order of their submission in the log. */
  readonly stages: readonly LoggedStage[];
  readonly warnings: readonly LogWarning[];
}
