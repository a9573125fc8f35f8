/** Small event logs made by the tests: the fields that Spark writes, times in seconds from the start of the application. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machinery } from '../../../src/replay/index.ts';
import { type LoggedApplication, readApplication } from '../../../src/replay/log/index.ts';

export type Event = Record<string, unknown>;

export const startMs = 1_700_000_000_000;
const ms = (seconds: number): number => startMs + Math.round(1000 * seconds);

export const logStart = (version = '3.5.1'): Event => ({ Event: 'SparkListenerLogStart', 'Spark Version': version });

export const applicationStart = (about: { id?: string; attempt?: string; name?: string; at?: number } = {}): Event => ({
  Event: 'SparkListenerApplicationStart',
  'App Name': about.name ?? 'nightly',
  'App ID': about.id ?? 'app-1',
  Timestamp: ms(about.at ?? 0),
  User: 'spark',
  ...(about.attempt === undefined ? {} : { 'App Attempt ID': about.attempt }),
});

export const applicationEnd = (at: number): Event => ({ Event: 'SparkListenerApplicationEnd', Timestamp: ms(at) });

export const environment = (properties: Record<string, string> = {}): Event => ({
  Event: 'SparkListenerEnvironmentUpdate',
  'Spark Properties': { 'spark.master': 'spark://master:7077', ...properties },
});

export const executorAdded = (id: string, cores: number, at = 0, host = `host-${id}`): Event => ({
  Event: 'SparkListenerExecutorAdded',
  Timestamp: ms(at),
  'Executor ID': id,
  'Executor Info': { Host: host, 'Total Cores': cores, 'Log Urls': {} },
});

export const executorRemoved = (id: string, at: number): Event => ({
  Event: 'SparkListenerExecutorRemoved',
  Timestamp: ms(at),
  'Executor ID': id,
  'Removed Reason': 'idle',
});

const stageInfo = (stage: { id: number; tasks: number; parents?: readonly number[]; attempt?: number }): Event => ({
  'Stage ID': stage.id,
  'Stage Attempt ID': stage.attempt ?? 0,
  'Stage Name': `stage ${stage.id}`,
  'Number of Tasks': stage.tasks,
  'Parent IDs': stage.parents ?? [],
});

export interface StageOf {
  readonly id: number;
  readonly tasks: number;
  readonly parents?: readonly number[];
  readonly attempt?: number;
}

export const jobStart = (id: number, at: number, stages: readonly StageOf[], properties: Event = {}): Event => ({
  Event: 'SparkListenerJobStart',
  'Job ID': id,
  'Submission Time': ms(at),
  'Stage Infos': stages.map(stageInfo),
  'Stage IDs': stages.map((stage) => stage.id),
  Properties: properties,
});

export const jobEnd = (id: number, at: number, succeeded = true): Event => ({
  Event: 'SparkListenerJobEnd',
  'Job ID': id,
  'Completion Time': ms(at),
  'Job Result': { Result: succeeded ? 'JobSucceeded' : 'JobFailed' },
});

export const stageSubmitted = (stage: StageOf, at: number): Event => ({
  Event: 'SparkListenerStageSubmitted',
  'Stage Info': { ...stageInfo(stage), 'Submission Time': ms(at) },
});

export const stageCompleted = (stage: StageOf, from: number, to: number, failure?: string): Event => ({
  Event: 'SparkListenerStageCompleted',
  'Stage Info': {
    ...stageInfo(stage),
    'Submission Time': ms(from),
    'Completion Time': ms(to),
    ...(failure === undefined ? {} : { 'Failure Reason': failure }),
  },
});

export interface TaskOf {
  readonly stage: number;
  readonly stageAttempt?: number;
  readonly index: number;
  readonly attempt?: number;
  readonly executor?: string;
  readonly from: number;
  readonly to: number;
  /** Executor-side seconds; default to - from. Null: no metrics. */
  readonly runSeconds?: number | null;
  readonly reason?: string;
  readonly resultBytes?: number;
  readonly inputBytes?: number;
  readonly shuffleReadBytes?: number;
  readonly shuffleWriteBytes?: number;
  readonly speculative?: boolean;
}

const taskInfo = (task: TaskOf): Event => ({
  'Task ID': 1000 * task.stage + task.index,
  Index: task.index,
  Attempt: task.attempt ?? 0,
  'Launch Time': ms(task.from),
  'Executor ID': task.executor ?? '1',
  Host: `host-${task.executor ?? '1'}`,
  Locality: 'ANY',
  Speculative: task.speculative ?? false,
});

export const taskStart = (task: TaskOf): Event => ({
  Event: 'SparkListenerTaskStart',
  'Stage ID': task.stage,
  'Stage Attempt ID': task.stageAttempt ?? 0,
  'Task Info': { ...taskInfo(task), 'Finish Time': 0 },
});

export const taskEnd = (task: TaskOf): Event => ({
  Event: 'SparkListenerTaskEnd',
  'Stage ID': task.stage,
  'Stage Attempt ID': task.stageAttempt ?? 0,
  'Task Type': 'ResultTask',
  'Task End Reason': { Reason: task.reason ?? 'Success' },
  'Task Info': {
    ...taskInfo(task),
    'Getting Result Time': 0,
    'Finish Time': ms(task.to),
    Failed: task.reason !== undefined && task.reason !== 'TaskKilled',
    Killed: task.reason === 'TaskKilled',
  },
  ...(task.runSeconds === null
    ? {}
    : {
        'Task Metrics': {
          'Executor Deserialize Time': 0,
          'Executor Run Time': Math.round(1000 * (task.runSeconds ?? task.to - task.from)),
          'Result Serialization Time': 0,
          'Result Size': task.resultBytes ?? 1000,
          'Input Metrics': { 'Bytes Read': task.inputBytes ?? 0 },
          'Shuffle Read Metrics': { 'Remote Bytes Read': task.shuffleReadBytes ?? 0, 'Local Bytes Read': 0 },
          'Shuffle Write Metrics': { 'Shuffle Bytes Written': task.shuffleWriteBytes ?? 0 },
        },
      }),
});

export const text = (events: readonly Event[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

export const folder = (): string => mkdtempSync(join(tmpdir(), 'replay-'));

/** Reads a log of these events from a file. */
export function read(events: readonly Event[]): LoggedApplication {
  const path = join(folder(), 'app-1');
  writeFileSync(path, text(events));
  return readApplication([{ path, shown: 'app-1' }]);
}

/** One job of one stage on one executor of two cores: four tasks of 1 s; the job from 10 s to 12.5 s. */
export function simpleLog(): Event[] {
  const stage = { id: 0, tasks: 4 };
  return [
    logStart(),
    environment(),
    applicationStart(),
    executorAdded('1', 2, 5),
    jobStart(0, 10, [stage]),
    stageSubmitted(stage, 10.1),
    ...[0, 1, 2, 3].map((index) => taskEnd({ stage: 0, index, from: 10.2 + (index >> 1), to: 11.2 + (index >> 1) })),
    stageCompleted(stage, 10.1, 12.4),
    jobEnd(0, 12.5),
    applicationEnd(20),
  ];
}

/** No overheads: what is left is list scheduling. */
export const noOverheads = (change: Partial<Machinery> = {}): Machinery => ({
  parameters: {
    name: 'none',
    dispatchSeconds: 0,
    launchSeconds: 0,
    reportSeconds: 0,
    stageSeconds: 0,
    coldStageSeconds: 0,
    stampSeconds: 0,
    coldLaunchSeconds: 0,
    interpretedSeconds: 0,
    executorReadySeconds: 0,
    pluginReadySeconds: 0,
    resultRoundTripSeconds: 0,
    resultBytesPerSecond: 1e9,
  },
  manager: { executorStartSeconds: 0, requestSeconds: 0, requestBatch: Number.POSITIVE_INFINITY },
  contentionPerExecutor: 0,
  source: 'a test',
  ...change,
});
