/** What a replay of a Spark event log gives: the document of `lakesim replay --json`, and all that its report shows. */
export interface ReplayedSpan {
  readonly loggedSeconds: number | null;
  readonly simulatedSeconds: number | null;
}

export interface ReplayedStage extends ReplayedSpan {
  readonly id: number;
  readonly attempt: number;
  readonly name: string;
  readonly jobId: number | null;
  /** In the log another stage ran at some moment of it. */
  readonly overlapping: boolean;
  readonly taskCount: number;
  readonly parents: readonly { readonly id: number; readonly attempt: number }[];
  /** Executor-side seconds of its tasks: all together, the median, the longest. */
  readonly taskSeconds: number;
  readonly medianTaskSeconds: number;
  readonly longestTaskSeconds: number;
  readonly inputBytes: number;
  readonly shuffleReadBytes: number;
  readonly shuffleWriteBytes: number;
  readonly outputBytes: number;
  readonly simulatedStartSeconds: number | null;
  /** No schedule is shorter: the longest task, or all tasks spread evenly over the most slots that there were. */
  readonly lowerBoundSeconds: number;
}

export interface ReplayedJob extends ReplayedSpan {
  readonly id: number;
  readonly simulatedStartSeconds: number | null;
}

/** One stretch of the simulated critical path: the last thing that everything after it waited for. */
export interface ReplayStretch {
  readonly kind: 'driver' | 'stage' | 'executors';
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export interface ReplayedExecutor {
  readonly id: string;
  readonly slotCount: number;
  readonly addedSeconds: number;
  readonly removedSeconds: number | null;
}

/** A bounded sample of task attempts for a picture: [stage position, executor position, slot, start, end]. */
export type ReplayedAttempt = readonly [stage: number, executor: number, slot: number, start: number, end: number];

export interface ReplayResult {
  readonly schema: 1;
  readonly lakesim: string;
  readonly files: readonly string[];
  readonly app: string;
  readonly appId: string;
  readonly sparkVersion: string;
  readonly clusterManager: string;
  /** What was changed against the log, in words; empty: nothing. */
  readonly changes: readonly string[];
  readonly applicationSeconds: { readonly logged: number; readonly simulated: number };
  readonly stages: readonly ReplayedStage[];
  readonly jobs: readonly ReplayedJob[];
  readonly executors: readonly ReplayedExecutor[];
  readonly attempts: readonly ReplayedAttempt[];
  readonly criticalPath: readonly ReplayStretch[];
  readonly slots: {
    readonly thereSeconds: number;
    readonly busySeconds: number;
    /** Of what was there, not used. */
    readonly wastedSeconds: number;
  };
  readonly lowerBounds: readonly { readonly name: string; readonly seconds: number }[];
  readonly errors: {
    /** Mean absolute errors of stages of 0.1 s and more; null without any. */
    readonly isolated: number | null;
    readonly overlapping: number | null;
    readonly application: number;
  };
  readonly cost: {
    readonly instance: string;
    readonly instanceCount: number;
    readonly usdPerHour: number;
    readonly loggedUsd: number;
    readonly simulatedUsd: number;
    readonly priceBook: string;
  } | null;
  readonly parameters: readonly { readonly name: string; readonly value: number }[];
  readonly parametersSource: string;
  readonly warnings: readonly { readonly code: string; readonly text: string }[];
  readonly notModelled: readonly string[];
}
