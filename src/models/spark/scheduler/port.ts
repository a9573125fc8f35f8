/**
 * Where a task's body comes from. The scheduler says which attempt begins where; the body says when it is through. Sets,
 * runs, executors and slots are small whole numbers: indices into whatever the owner keeps about them.
 */
export interface TaskBody {
  /**
   * An attempt begins on its slot. Ask the scheduler for taskOf(run), setOf(run), attemptOf(run), executorOf(run) and
   * isCold(run). Call finished(run) or failed(run) once, now or later.
   */
  start(run: number): void;
  /** The attempt is no longer wanted, or its executor is gone: it must not report any more. */
  stop(run: number): void;
  /** All tasks of a set are through, by the DAG thread's clock. */
  setDone(set: number): void;
  setAborted(set: number, reason: AbortReason): void;
}

export type AbortReason = 'task failed too often' | 'results too large';

/** One stage attempt's tasks. */
export interface TaskSetOptions {
  /** FIFO order: the lower job first, then the lower stage. */
  readonly job: number;
  readonly stage: number;
  readonly taskCount: number;
  /** FAIR pool; default "default". */
  readonly pool?: string;
  /** Runs on executors of this resource profile alone; default 0. */
  readonly profile?: number;
  /** Where tasks would rather run. Default: no task minds. */
  readonly preferences?: Preferences;
  /** Its outputs lie on the executors, and are lost with one when there is no shuffle service. Default false. */
  readonly shuffleMap?: boolean;
}

/** Hosts that tasks would rather run on: of their blocks of a file, or those with most of what they read of a shuffle. */
export interface Preferences {
  readonly hostGroups: readonly (readonly number[])[];
  /** Position of each task's group, -1 for none. */
  readonly groupOfTask: Int32Array;
}
