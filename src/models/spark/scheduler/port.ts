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

/** Tasks of a set whose seconds are known when they are launched: nothing but the store holds them up, and none fails. See _waves.ts. */
export interface KnownTasks {
  /** Of each task, for the driver; small enough to come with its report. */
  readonly resultBytes: number;
  /** Of the attempt that began last: what it asks of the store. */
  readonly requests: number;
  readonly bytes: number;
  /** What each of its requests takes of what the store admits, in place of 1. */
  readonly weight: number;
  /** Requests a second that the next one gets, at the most; Infinity: nothing holds it up. Set before begin(). */
  mostPerSecond: number;
  /** Attempts under way; the scheduler's own. */
  running: number;
  /** False: what begins from now on has events, as its requests may be held up. */
  inWaves: boolean;
  /** Up to this task, without it, all are like this one, so that some of them may go as one; the task itself: none is. */
  alikeUntil(task: number): number;
  /** An attempt will begin, of so many tasks in turn: its seconds, from its first instruction to its last, if nothing holds it up. */
  begin(run: number, task: number, attempt: number, slot: number, executor: number, tasks: number): number;
  /** Of the tasks that it began with only the first are its own. */
  unpack(run: number): void;
  /** It went through, from then to then. */
  ended(run: number, fromSeconds: number, toSeconds: number): void;
  /** It began then, and has done so much of its own seconds: from now on it has events, and is a body like any other. */
  resume(run: number, fromSeconds: number, doneSeconds: number): void;
  /** What has ended since the last time can be counted. */
  tell(): void;
}

/** What attempts without events do in a stretch of time that begins now, in the mean. */
export interface WaveStretch {
  readonly slots: number;
  readonly mostSlots: number;
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly waitingTasks: number;
  readonly mostWaitingTasks: number;
  /** For each request, in the mean, where the store refuses some. */
  readonly waitingSeconds: number;
}

export interface WaveListener {
  /** Requests a second that nothing holds up. */
  readonly room: number;
  /** Requests a second that are admitted; Infinity: all are. 0: more than there is room for is not to be told at all. */
  readonly limit: number;
  /** From now on, until it is said anew. */
  carry(stretch: WaveStretch): void;
}

/** Hears of attempts as the driver does, for a log of them. */
export interface AttemptListener {
  /** The driver has chosen the attempt's slot: its launch time. */
  launched(run: number): void;
  /** The driver has stamped its end. `lost`: with its executor; `killed`: it was not wanted any more. */
  ended(run: number, outcome: AttemptOutcome): void;
}
export type AttemptOutcome = 'success' | 'failed' | 'killed' | 'lost';

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
  /** Its tasks need no events of their own. Not where attempts are copied or written down. */
  readonly known?: KnownTasks | null;
}

/** Hosts that tasks would rather run on: of their blocks of a file, or those with most of what they read of a shuffle. */
export interface Preferences {
  readonly hostGroups: readonly (readonly number[])[];
  /** Position of each task's group, -1 for none. */
  readonly groupOfTask: Int32Array;
}
