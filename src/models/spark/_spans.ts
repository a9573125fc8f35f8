/** The cluster's run as spans of time: tasks on the slots of their executors, stages and jobs above them. */
import type { RunEvent, TraceSpan } from '../model.ts';
import { executorId } from './_log-times.ts';
import { jobsOf } from './_logged-jobs.ts';
import type { AttemptEvent, StageEvent } from './_run-log.ts';
import { phaseOfColumn } from './_slot-account.ts';

export function spansOf(events: readonly RunEvent[], endSeconds: number): TraceSpan[] {
  const told = <T>(kind: string): T[] =>
    events.filter((event) => event.kind === kind).map((event) => event.fields as unknown as T);
  const attempts = told<AttemptEvent>('attempt');
  const jobs = jobsOf(told<StageEvent>('stage'), attempts);
  const stages = jobs.flatMap(({ ran }) => ran);
  const numbers = new Map(stages.map(({ id, event }) => [event.stage, id]));
  return [
    ...jobs.map(
      ({ id, description, submitted, completed }): TraceSpan => ({
        lane: 'jobs',
        name: `job ${id}: ${description}`,
        category: 'job',
        fromSeconds: submitted,
        toSeconds: completed ?? endSeconds,
        details: {},
        parts: [],
      }),
    ),
    ...stages.map(
      ({ id, name, event }): TraceSpan => ({
        lane: 'stages',
        name: `stage ${id}: ${name}`,
        category: 'stage',
        fromSeconds: event.submitted,
        toSeconds: event.completed ?? endSeconds,
        details: {
          tasks: event.tasks,
          pool: event.pool,
          ...(event.failure === null ? {} : { failure: event.failure }),
        },
        parts: [],
      }),
    ),
    ...attempts.flatMap((attempt) => taskSpan(attempt, numbers.get(attempt.stage)!, endSeconds)),
  ];
}

/**
 * From a task's first instruction to its last. Its phases stand one after the other in a fixed order: how long each took
 * in all is right, and not when; requests go on side by side with each other.
 */
function taskSpan(attempt: AttemptEvent, stage: number, endSeconds: number): TraceSpan[] {
  const { began, ended, task, outcome } = attempt;
  if (began === null) return [];
  return [
    {
      lane: `executor ${executorId(attempt.executor)} core ${attempt.core}`,
      name: `stage ${stage} task ${task}${attempt.attempt > 0 ? ` attempt ${attempt.attempt}` : ''}`,
      category: 'task',
      fromSeconds: began,
      toSeconds: ended ?? endSeconds,
      details: {
        outcome,
        launchedSeconds: attempt.launched,
        ...(attempt.finished === null ? {} : { finishedSeconds: attempt.finished }),
        readBytes: attempt.readBytes,
        writtenBytes: attempt.writtenBytes,
        shuffleReadBytes: attempt.remoteBytes + attempt.localBytes,
        shuffleWriteBytes: attempt.shuffleBytes,
      },
      parts: attempt.seconds.flatMap((seconds, column) =>
        seconds > 0 ? [{ name: phaseOfColumn[column]!, seconds }] : [],
      ),
    },
  ];
}
