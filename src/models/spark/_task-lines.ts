/** SparkListenerTaskStart and SparkListenerTaskEnd, with a task's metrics. */
import { executorId, toMs } from './_log-times.ts';
import type { LoggedStage } from './_logged-jobs.ts';
import type { AttemptEvent } from './_run-log.ts';

export interface TaskPlace {
  readonly stage: LoggedStage;
  readonly host: string;
}

export const taskStart = (attempt: AttemptEvent, { stage, host }: TaskPlace): string =>
  JSON.stringify({
    Event: 'SparkListenerTaskStart',
    'Stage ID': stage.id,
    'Stage Attempt ID': 0,
    'Task Info': taskInfo(attempt, host, { finished: 0, failed: false, killed: false }),
  });

export const taskEnd = (attempt: AttemptEvent, { stage, host }: TaskPlace): string => {
  const { outcome } = attempt;
  const failed = outcome === 'failed' || outcome === 'lost';
  const end = { finished: toMs(attempt.finished!), failed, killed: outcome === 'killed' };
  return JSON.stringify({
    Event: 'SparkListenerTaskEnd',
    'Stage ID': stage.id,
    'Stage Attempt ID': 0,
    'Task Type': stage.isMap ? 'ShuffleMapTask' : 'ResultTask',
    'Task End Reason': endReason(attempt),
    'Task Info': taskInfo(attempt, host, end),
    'Task Executor Metrics': noExecutorMetrics,
    // A lost executor has sent nothing.
    ...(outcome === 'lost' ? {} : { 'Task Metrics': taskMetrics(attempt) }),
  });
};

interface End {
  readonly finished: number;
  readonly failed: boolean;
  readonly killed: boolean;
}

const taskInfo = (attempt: AttemptEvent, host: string, { finished, failed, killed }: End) => ({
  'Task ID': attempt.id,
  Index: attempt.task,
  Attempt: attempt.attempt,
  'Partition ID': attempt.task,
  'Launch Time': toMs(attempt.launched),
  'Executor ID': executorId(attempt.executor),
  Host: host,
  // What Spark writes of a task that would not rather run anywhere.
  Locality: 'PROCESS_LOCAL',
  Speculative: attempt.speculative,
  'Getting Result Time': 0,
  'Finish Time': finished,
  Failed: failed,
  Killed: killed,
  Accumulables: [],
});

function endReason({ outcome, executor }: AttemptEvent): object {
  switch (outcome) {
    case 'failed':
      return {
        Reason: 'ExceptionFailure',
        'Class Name': 'java.lang.Exception',
        Description: 'the task failed',
        'Stack Trace': [],
        'Full Stack Trace': '',
        'Accumulator Updates': [],
      };
    case 'killed':
      return { Reason: 'TaskKilled', 'Kill Reason': 'not wanted any more', 'Accumulator Updates': [] };
    case 'lost':
      return {
        Reason: 'ExecutorLostFailure',
        'Executor ID': executorId(executor),
        'Exit Caused By App': true,
        'Loss Reason': 'Executor Process Lost',
      };
    default:
      return { Reason: 'Success' };
  }
}

/**
 * What the model knows, in Spark's units: times in ms, CPU and shuffle writes in ns. Class loading and what else passes
 * before the first instruction stands between Launch Time and the run time, where Spark's pages show scheduler delay.
 */
function taskMetrics(attempt: AttemptEvent) {
  const { began, ended, outcome } = attempt;
  const whole = outcome === 'success';
  const runMs = began === null || ended === null ? 0 : toMs(ended) - toMs(began);
  const bytes = (size: number): number => (whole ? Math.round(size) : 0);
  const nanoseconds = (seconds: number): number => Math.round(1e9 * seconds);
  return {
    'Executor Deserialize Time': 0,
    'Executor Deserialize CPU Time': 0,
    'Executor Run Time': runMs,
    'Executor CPU Time': nanoseconds(attempt.cpuSeconds),
    'Peak Execution Memory': 0,
    'Result Size': bytes(attempt.resultBytes),
    'JVM GC Time': 0,
    'Result Serialization Time': 0,
    'Memory Bytes Spilled': 0,
    'Disk Bytes Spilled': bytes(attempt.spilledBytes),
    'Shuffle Read Metrics': {
      'Remote Blocks Fetched': 0,
      'Local Blocks Fetched': 0,
      'Fetch Wait Time': Math.round(1000 * attempt.fetchSeconds),
      'Remote Bytes Read': bytes(attempt.remoteBytes),
      'Remote Bytes Read To Disk': 0,
      'Local Bytes Read': bytes(attempt.localBytes),
      'Total Records Read': 0,
      'Remote Requests Duration': 0,
      'Push Based Shuffle': noPushBasedShuffle,
    },
    'Shuffle Write Metrics': {
      'Shuffle Bytes Written': bytes(attempt.shuffleBytes),
      'Shuffle Write Time': nanoseconds(attempt.writeSeconds),
      'Shuffle Records Written': 0,
    },
    'Input Metrics': { 'Bytes Read': Math.round(attempt.readBytes), 'Records Read': bytes(attempt.recordsRead) },
    'Output Metrics': { 'Bytes Written': Math.round(attempt.writtenBytes), 'Records Written': 0 },
    'Updated Blocks': [],
  };
}

const zeros = <K extends string>(keys: readonly K[]): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;

const noPushBasedShuffle = zeros([
  'Corrupt Merged Block Chunks',
  'Merged Fetch Fallback Count',
  'Merged Remote Blocks Fetched',
  'Merged Local Blocks Fetched',
  'Merged Remote Chunks Fetched',
  'Merged Local Chunks Fetched',
  'Merged Remote Bytes Read',
  'Merged Local Bytes Read',
  'Merged Remote Requests Duration',
]);

/** Memory of executors is not modelled. */
const noExecutorMetrics = zeros([
  'JVMHeapMemory',
  'JVMOffHeapMemory',
  'OnHeapExecutionMemory',
  'OffHeapExecutionMemory',
  'OnHeapStorageMemory',
  'OffHeapStorageMemory',
  'OnHeapUnifiedMemory',
  'OffHeapUnifiedMemory',
  'DirectPoolMemory',
  'MappedPoolMemory',
  'ProcessTreeJVMVMemory',
  'ProcessTreeJVMRSSMemory',
  'ProcessTreePythonVMemory',
  'ProcessTreePythonRSSMemory',
  'ProcessTreeOtherVMemory',
  'ProcessTreeOtherRSSMemory',
  'MinorGCCount',
  'MinorGCTime',
  'MajorGCCount',
  'MajorGCTime',
  'TotalGCTime',
]);
