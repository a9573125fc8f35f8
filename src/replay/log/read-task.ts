/** A SparkListenerTaskEnd as a task; null when it lacks what makes it one. */
import { countAt, type Json, numberAt, objectAt, textAt } from './json.ts';
import type { LoggedTask, TaskOutcome } from './types.ts';

export function readTask(event: Json): LoggedTask | null {
  const info = objectAt(event, 'Task Info');
  const index = numberAt(info, 'Index');
  if (index === null) return null;
  const metrics = objectAt(event, 'Task Metrics');
  const read = objectAt(metrics, 'Shuffle Read Metrics');
  return {
    index,
    attempt: countAt(info, 'Attempt'),
    executor: textAt(info, 'Executor ID') ?? '',
    launchMs: countAt(info, 'Launch Time'),
    finishMs: countAt(info, 'Finish Time'),
    gettingResultMs: countAt(info, 'Getting Result Time'),
    runMs: numberAt(metrics, 'Executor Run Time'),
    deserializeMs: countAt(metrics, 'Executor Deserialize Time'),
    serializeResultMs: countAt(metrics, 'Result Serialization Time'),
    resultBytes: countAt(metrics, 'Result Size'),
    inputBytes: countAt(objectAt(metrics, 'Input Metrics'), 'Bytes Read'),
    shuffleReadBytes: countAt(read, 'Remote Bytes Read') + countAt(read, 'Local Bytes Read'),
    // Up to Spark 1.4 the names were Shuffle Bytes Written alone or nothing.
    shuffleWriteBytes: countAt(objectAt(metrics, 'Shuffle Write Metrics'), 'Shuffle Bytes Written'),
    outputBytes: countAt(objectAt(metrics, 'Output Metrics'), 'Bytes Written'),
    locality: textAt(info, 'Locality') ?? 'ANY',
    speculative: info.Speculative === true,
    outcome: outcomeOf(event, info),
  };
}

function outcomeOf(event: Json, info: Json): TaskOutcome {
  const reason = textAt(objectAt(event, 'Task End Reason'), 'Reason') ?? 'Success';
  if (reason === 'Success') return info.Failed === true ? 'failed' : 'success';
  if (reason === 'TaskKilled') return 'killed';
  if (reason === 'ExecutorLostFailure') return 'lost';
  return 'failed';
}
