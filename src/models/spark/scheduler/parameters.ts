import type { Row } from '../../../fields/index.ts';

/** What Spark's own machinery takes, by cluster manager; seconds unless named. Data: see the table spark-schedulers. */
export interface SchedulerParameters {
  readonly name: string;
  /** The driver's one dispatch thread, for each launch: choosing, serialising and sending a task. */
  readonly dispatchSeconds: number;
  /** From the driver's sending to the task's first instruction, on an executor that has run much. */
  readonly launchSeconds: number;
  /** From the task's last instruction to the driver's dispatch thread, which frees the slot. */
  readonly reportSeconds: number;
  /** The DAG thread, for each stage before its tasks can be offered: finding what is missing, serialising the binary. */
  readonly stageSeconds: number;
  /** More than that for the first stage of an application; 1 / (1 + n)^2 of it for the one after n others. */
  readonly coldStageSeconds: number;
  /** The DAG thread, for each finished task: accumulators, bookkeeping. */
  readonly stampSeconds: number;
  /** More than launchSeconds on an executor where nothing was through yet: classes are loaded. */
  readonly coldLaunchSeconds: number;
  /**
   * More than launchSeconds as long as the executor's code is interpreted: 1 / sqrt(1 + n) of it when n tasks for each
   * of its cores were through. Observed to fall so over the first hundreds of tasks.
   */
  readonly interpretedSeconds: number;
  /** From an executor's registration to its slots being free. */
  readonly executorReadySeconds: number;
  /** More than that where executors begin with a GPU plugin. */
  readonly pluginReadySeconds: number;
  /** A result that is too large for its message: one round trip, then its bytes at this rate. */
  readonly resultRoundTripSeconds: number;
  readonly resultBytesPerSecond: number;
}

/** How Spark is set; the defaults are Spark's. */
export interface SchedulerSettings {
  readonly mode: 'FIFO' | 'FAIR';
  /** FAIR: pools that the allocation file names. A pool that it does not name has min share 0 and weight 1. */
  readonly pools: readonly PoolSetting[];
  /** A task that has failed so often aborts its stage. */
  readonly maxFailures: number;
  readonly localityWaitSeconds: number;
  /** Before Spark 3.1 each launch near the data begins the wait anew; since then it runs on while slots are refused. */
  readonly localityWaitAnew: boolean;
  readonly speculation: SpeculationSettings | null;
  readonly resultThreads: number;
  readonly maxDirectResultBytes: number;
  /** Results of one task set above this abort it; 0: no limit. */
  readonly maxResultBytes: number;
  /** Everything is offered anew so often, where locality is waited for. */
  readonly reviveSeconds: number;
  /** Shuffle files outlive their executor. If not, an executor that is lost takes the map outputs of running stages along. */
  readonly shuffleService: boolean;
}

export interface PoolSetting {
  readonly name: string;
  readonly minShare: number;
  readonly weight: number;
}

export interface SpeculationSettings {
  readonly intervalSeconds: number;
  /** Share of a stage's tasks that must be through. */
  readonly quantile: number;
  /** How many times the median a task may run. */
  readonly multiplier: number;
  readonly minTaskRuntimeSeconds: number;
}

/** Defaults before Spark 4.0 and since (core-migration-guide.md, "Upgrading from Core 3.5 to 4.0"). */
export const speculationDefaults = (sparkMajor: number): SpeculationSettings => ({
  intervalSeconds: 0.1,
  quantile: sparkMajor >= 4 ? 0.9 : 0.75,
  multiplier: sparkMajor >= 4 ? 3 : 1.5,
  minTaskRuntimeSeconds: 0.1,
});

/** spark.apache.org/docs/latest/configuration.html, "Scheduling" and "Application Properties". */
export const defaultSettings: SchedulerSettings = {
  mode: 'FIFO',
  pools: [],
  maxFailures: 4,
  localityWaitSeconds: 3,
  localityWaitAnew: false,
  speculation: null,
  resultThreads: 4,
  maxDirectResultBytes: 2 ** 20,
  maxResultBytes: 2 ** 30,
  reviveSeconds: 1,
  shuffleService: false,
};

/** Parameters from a row of the table spark-schedulers. */
export const schedulerParametersOf = ({ name, values }: Row): SchedulerParameters => {
  const of = (key: string): number => {
    const value = values[key];
    if (value === undefined) throw new Error(`the scheduler ${name} has no ${key}`);
    return value;
  };
  return {
    name,
    dispatchSeconds: of('dispatch'),
    launchSeconds: of('launch'),
    reportSeconds: of('report'),
    stageSeconds: of('stage'),
    coldStageSeconds: of('coldStage'),
    stampSeconds: of('stamp'),
    coldLaunchSeconds: of('coldLaunch'),
    interpretedSeconds: of('interpreted'),
    executorReadySeconds: of('executorReady'),
    pluginReadySeconds: of('pluginReady'),
    resultRoundTripSeconds: of('resultRoundTrip'),
    resultBytesPerSecond: of('resultRate'),
  };
};
