/** Replays worked by hand, and the promise that nothing of when and where tasks ran is read. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReplayChanges, replay } from '../../../src/replay/index.ts';
import {
  applicationEnd,
  applicationStart,
  type Event,
  environment,
  executorAdded,
  executorRemoved,
  jobEnd,
  jobStart,
  logStart,
  noOverheads,
  read,
  type StageOf,
  simpleLog,
  stageCompleted,
  stageSubmitted,
  startMs,
  type TaskOf,
  taskEnd,
} from './_log.ts';

const run = (events: readonly Event[], changes: ReplayChanges = {}, machinery = noOverheads()) =>
  replay(read(events), () => machinery, { changes });

/** A stage with all its events; tasks of so many seconds each. */
function ran(
  stage: StageOf,
  from: number,
  to: number,
  seconds: readonly number[],
  more: Partial<TaskOf> = {},
): Event[] {
  return [
    stageSubmitted(stage, from),
    ...seconds.map((each, index) => taskEnd({ stage: stage.id, index, from, to: from + each, ...more })),
    stageCompleted(stage, from, to),
  ];
}

describe('a replay', () => {
  it('puts tasks on the slots of the log, and keeps the think times', () => {
    const result = run(simpleLog());
    // Job at 10 s; two rounds of 1 s on two slots; 7.5 s from the job's end to the application's.
    expect(result.stages[0]).toMatchObject({
      id: 0,
      attempt: 0,
      overlapping: false,
      simulatedSeconds: 2,
      taskCount: 4,
    });
    expect(result.stages[0]!.loggedSeconds).toBeCloseTo(2.3, 9);
    expect(result.jobs).toEqual([{ id: 0, loggedSeconds: 2.5, simulatedSeconds: 2, simulatedStartSeconds: 10 }]);
    expect(result.applicationSeconds).toEqual({ logged: 20, simulated: 19.5 });
  });

  it('waits for executors that come late', () => {
    const events = simpleLog();
    events[3] = executorAdded('1', 2, 30);
    expect(run(events).stages[0]!.simulatedSeconds).toBe(22);
  });

  it('runs stages by their parents, and the next job after the end of this one', () => {
    const [a, b, c] = [
      { id: 0, tasks: 2 },
      { id: 1, tasks: 2 },
      { id: 2, tasks: 1, parents: [0, 1] },
    ];
    const next = { id: 3, tasks: 1 };
    const result = run([
      applicationStart(),
      executorAdded('1', 4),
      jobStart(0, 1, [a, b, c]),
      ...ran(a, 1, 9, [2, 3]),
      ...ran(b, 1, 9, [5, 1]),
      ...ran(c, 9, 12, [1]),
      jobEnd(0, 12),
      // Half a second of thought.
      jobStart(1, 12.5, [next]),
      ...ran(next, 12.5, 14, [1]),
      jobEnd(1, 14),
      applicationEnd(14),
    ]);
    expect(result.stages.map((stage) => [stage.simulatedStartSeconds, stage.simulatedSeconds])).toEqual([
      [1, 3],
      [1, 5],
      [6, 1],
      [7.5, 1],
    ]);
    expect(result.stages.map(({ overlapping }) => overlapping)).toEqual([true, true, false, false]);
    expect(result.applicationSeconds.simulated).toBe(8.5);
    expect(result.criticalPath.map(({ text, startSeconds, endSeconds }) => [text, startSeconds, endSeconds])).toEqual([
      ['driver', 0, 1],
      ['stage 1', 1, 6],
      ['stage 2', 6, 7],
      ['driver', 7, 7.5],
      ['stage 3', 7.5, 8.5],
    ]);
  });

  it('jobs that overlapped begin relative to the job event before them', () => {
    const [a, b, c] = [0, 1, 2].map((id) => ({ id, tasks: 1 })) as [StageOf, StageOf, StageOf];
    const result = run([
      applicationStart(),
      executorAdded('1', 4),
      jobStart(0, 1, [a]),
      jobStart(1, 1.5, [b]),
      ...ran(a, 1, 4, [2]),
      jobEnd(0, 4),
      ...ran(b, 1.5, 6, [1]),
      jobEnd(1, 6),
      jobStart(2, 7, [c]),
      ...ran(c, 7, 8, [1]),
      jobEnd(2, 8),
      applicationEnd(8),
    ]);
    // Job 1 half a second after job 0; both ended before job 2, which begins a second after the later of them.
    expect(result.jobs.map(({ simulatedStartSeconds }) => simulatedStartSeconds)).toEqual([1, 1.5, 4]);
  });

  it('tries failed tasks again for as long as they took, and fails where the log does', () => {
    const stage = { id: 0, tasks: 1 };
    const attempts = (failures: number) =>
      Array.from({ length: failures }, (_, attempt) =>
        taskEnd({ stage: 0, index: 0, attempt, from: 0, to: 2, reason: 'ExceptionFailure' }),
      );
    const events = (failures: number, end: Event[]) => [
      applicationStart(),
      environment(),
      executorAdded('1', 1),
      jobStart(0, 0, [stage]),
      stageSubmitted(stage, 0),
      ...attempts(failures),
      ...end,
      applicationEnd(20),
    ];
    const mended = run(
      events(2, [
        taskEnd({ stage: 0, index: 0, attempt: 2, from: 0, to: 1 }),
        stageCompleted(stage, 0, 9),
        jobEnd(0, 9),
      ]),
    );
    expect(mended.stages[0]!.simulatedSeconds).toBe(5);
    const aborted = run(
      events(4, [
        stageCompleted(stage, 0, 9, 'Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times'),
        jobEnd(0, 9, false),
      ]),
    );
    expect(aborted.stages[0]!.simulatedSeconds).toBe(8);
  });

  it('ends a job that was cancelled with the job event before that', () => {
    const [a, b] = [0, 1].map((id) => ({ id, tasks: 2 })) as [StageOf, StageOf];
    const result = run([
      applicationStart(),
      executorAdded('1', 4),
      jobStart(0, 0, [a]),
      jobStart(1, 0, [b]),
      stageSubmitted(a, 0),
      stageSubmitted(b, 0),
      taskEnd({ stage: 1, index: 0, from: 0, to: 1 }),
      ...[0, 1].map((index) => taskEnd({ stage: 0, index, from: 0, to: 3 })),
      stageCompleted(a, 0, 3),
      jobEnd(0, 3),
      // Two seconds later somebody cancels job 1.
      stageCompleted(b, 0, 5, 'Stage cancelled because SparkContext was shut down'),
      jobEnd(1, 5, false),
      applicationEnd(5),
    ]);
    expect(result.jobs.map(({ simulatedSeconds }) => simulatedSeconds)).toEqual([3, 5]);
  });

  it('runs a stage again when its outputs were lost', () => {
    const first = { id: 0, tasks: 2 };
    const second = { id: 1, tasks: 1, parents: [0] };
    const again = { id: 0, tasks: 1, attempt: 1 };
    const result = run([
      applicationStart(),
      executorAdded('1', 2),
      jobStart(0, 0, [first, second]),
      ...ran(first, 0, 1, [1, 1]),
      stageSubmitted(second, 1),
      taskEnd({ stage: 1, index: 0, from: 1, to: 3, reason: 'FetchFailed' }),
      stageCompleted(second, 1, 3, 'FetchFailed'),
      stageSubmitted(again, 3),
      taskEnd({ stage: 0, stageAttempt: 1, index: 1, from: 3, to: 4 }),
      stageCompleted(again, 3, 4),
      stageSubmitted({ ...second, attempt: 1 }, 4),
      taskEnd({ stage: 1, stageAttempt: 1, index: 0, from: 4, to: 6 }),
      stageCompleted({ ...second, attempt: 1 }, 4, 6),
      jobEnd(0, 6),
      applicationEnd(6),
    ]);
    expect(result.stages.map(({ id, attempt, simulatedSeconds }) => [id, attempt, simulatedSeconds])).toEqual([
      [0, 0, 1],
      [1, 0, 2],
      [0, 1, 1],
      [1, 1, 2],
    ]);
    expect(result.jobs[0]!.simulatedSeconds).toBe(6);
  });

  it('keeps reduce tasks on the hosts that have a fifth of what they read', () => {
    const map = { id: 0, tasks: 1 };
    const reduce = { id: 1, tasks: 4, parents: [0] };
    const events = (locality: Record<string, string>) => [
      applicationStart(),
      environment(locality),
      logStart('3.5.0'),
      executorAdded('1', 1),
      executorAdded('2', 1),
      jobStart(0, 0, [map, reduce]),
      ...ran(map, 0, 1, [0.5], { shuffleWriteBytes: 1000 }),
      ...ran(reduce, 1, 3, [0.5, 0.5, 0.5, 0.5], { shuffleReadBytes: 250 }),
      jobEnd(0, 3),
      applicationEnd(3),
    ];
    // All four wait for the slot of the map task's host; without locality both slots are used.
    expect(run(events({})).stages[1]!.simulatedSeconds).toBe(2);
    expect(run(events({ 'spark.locality.wait': '0s' })).stages[1]!.simulatedSeconds).toBe(1);
    expect(run(events({ 'spark.shuffle.reduceLocality.enabled': 'false' })).stages[1]!.simulatedSeconds).toBe(1);
  });

  it('fills in what a log lacks with the median of the stage, and says so', () => {
    const stage = { id: 0, tasks: 4 };
    const result = run([
      applicationStart(),
      executorAdded('1', 1),
      jobStart(0, 0, [stage]),
      stageSubmitted(stage, 0),
      taskEnd({ stage: 0, index: 0, from: 0, to: 2 }),
      taskEnd({ stage: 0, index: 1, from: 0, to: 2 }),
      taskEnd({ stage: 0, index: 2, from: 0, to: 9, runSeconds: null }),
      stageCompleted(stage, 0, 9),
      jobEnd(0, 9),
      applicationEnd(9),
    ]);
    expect(result.stages[0]!.simulatedSeconds).toBe(8);
    expect(result.warnings.map(({ code }) => code).sort()).toEqual(['missing-tasks', 'no-metrics']);
  });

  it('says which stages no executor of the log can run', () => {
    const events = simpleLog().filter(({ Event: name }) => name !== 'SparkListenerExecutorAdded');
    const info = (event: Event): Event => ({
      ...event,
      'Stage Info': { ...(event['Stage Info'] as Event), 'Resource Profile Id': 7 },
    });
    const result = run([
      ...events.slice(0, 3),
      executorAdded('1', 2, 5),
      ...events.slice(3).map((event) => (event['Stage Info'] ? info(event) : event)),
    ]);
    expect(result.stages[0]!.simulatedSeconds).toBeNull();
    expect(result.warnings.map(({ code }) => code)).toEqual(['never-ran']);
  });

  it('no simulated time is below its lower bound', () => {
    const { lowerBounds, applicationSeconds, stages, slots } = run(simpleLog());
    for (const { seconds } of lowerBounds) expect(applicationSeconds.simulated).toBeGreaterThanOrEqual(seconds);
    for (const stage of stages) expect(stage.simulatedSeconds!).toBeGreaterThanOrEqual(stage.lowerBoundSeconds);
    // Two slots from 5 s to 19.5 s, four tasks of a second.
    expect(slots).toEqual({ thereSeconds: 29, busySeconds: 4, wastedSeconds: 25 });
  });
});

/** The same log with every time of tasks and stages, and every place, shuffled or made up. */
function scrambled(events: readonly Event[], random: () => number): Event[] {
  const anyTime = (): number => startMs + Math.floor(random() * 60_000);
  return events.map((event) => {
    const copy = structuredClone(event) as Record<string, Record<string, unknown>>;
    if (event.Event === 'SparkListenerTaskEnd') {
      Object.assign(copy['Task Info']!, {
        'Launch Time': anyTime(),
        'Finish Time': anyTime(),
        'Getting Result Time': anyTime(),
        'Executor ID': random() < 0.5 ? '1' : '2',
      });
    }
    if (/Stage(Submitted|Completed)$/.test(String(event.Event))) {
      Object.assign(copy['Stage Info']!, { 'Submission Time': anyTime() });
      if (event.Event === 'SparkListenerStageCompleted') copy['Stage Info']!['Completion Time'] = anyTime();
    }
    return copy;
  });
}

it.each([true, false])(
  'reads no launch, finish or getting-result time, no place of a task and no stage time (end known: %s)',
  (endKnown) => {
    const [a, b] = [
      { id: 0, tasks: 12 },
      { id: 1, tasks: 5, parents: [0] },
    ];
    const events = [
      logStart(),
      environment(),
      applicationStart(),
      executorAdded('1', 2),
      executorAdded('2', 2, 1),
      executorRemoved('2', 30),
      jobStart(0, 2, [a, b]),
      ...ran(a, 2, 8, [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3], { shuffleWriteBytes: 500 }),
      ...ran(b, 8, 12, [1, 2, 1, 2, 1], { shuffleReadBytes: 1000 }),
      jobEnd(0, 12),
      ...(endKnown ? [applicationEnd(15)] : []),
    ];
    const machinery = noOverheads();
    const prediction = (of: readonly Event[]): string => {
      const result = run(
        of,
        {},
        { ...machinery, parameters: { ...machinery.parameters, launchSeconds: 0.002, stageSeconds: 0.01 } },
      );
      const { applicationSeconds, stages, jobs, attempts, criticalPath } = result;
      const text = JSON.stringify([
        applicationSeconds.simulated,
        stages.map(({ simulatedSeconds, simulatedStartSeconds }) => [simulatedSeconds, simulatedStartSeconds]),
        jobs.map(({ simulatedSeconds, simulatedStartSeconds }) => [simulatedSeconds, simulatedStartSeconds]),
        attempts,
        criticalPath,
      ]);
      return createHash('sha256').update(text).digest('hex');
    };
    const expected = prediction(events);
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (stream) => {
        const iterator = stream[Symbol.iterator]();
        expect(prediction(scrambled(events, () => iterator.next().value!))).toBe(expected);
      }),
      { numRuns: 25 },
    );
  },
);

describe('what if', () => {
  it('other executors', () => {
    const result = run(simpleLog(), { executors: 2, cores: 2 });
    expect(result.stages[0]!.simulatedSeconds).toBe(1);
    expect(result.changes[0]).toBe('2 executors of 2 slots all the time');
    expect(run(simpleLog(), { cores: 1 }).stages[0]!.simulatedSeconds).toBe(4);
  });

  it('tasks are slower where executors share something', () => {
    const result = run(simpleLog(), { executors: 2 }, noOverheads({ contentionPerExecutor: 0.1 }));
    expect(result.stages[0]!.simulatedSeconds).toBeCloseTo(1.2 / 1.1, 9);
    expect(run(simpleLog(), {}, noOverheads({ contentionPerExecutor: 0.1 })).stages[0]!.simulatedSeconds).toBe(2);
  });

  it('copies of slow tasks', () => {
    const stage = { id: 0, tasks: 8 };
    const events = [
      logStart(),
      applicationStart(),
      executorAdded('1', 4),
      executorAdded('2', 5),
      jobStart(0, 0, [stage]),
      ...ran(stage, 0, 50, [1, 1, 1, 1, 1, 1, 1, 50]),
      jobEnd(0, 50),
      applicationEnd(50),
    ];
    expect(run(events).stages[0]!.simulatedSeconds).toBe(50);
    // Seen at 1.6 s; the copy takes the median, 1 s.
    expect(run(events, { speculation: true }).stages[0]!.simulatedSeconds).toBeCloseTo(2.6, 9);
  });

  it('executors by dynamic allocation', () => {
    const events = [
      environment({ 'spark.dynamicAllocation.maxExecutors': '2', 'spark.dynamicAllocation.initialExecutors': '0' }),
      ...simpleLog().filter((_, i) => i !== 1),
    ];
    const result = run(events, { dynamicAllocation: true });
    // Job at 10 s, seen at the next tick; one executor of two slots a second later, the second one another second later.
    expect(result.executors.map(({ slotCount }) => slotCount)).toEqual([2, 2]);
    expect(result.executors[0]!.addedSeconds).toBeCloseTo(11.1, 6);
    expect(result.stages[0]!.simulatedSeconds).toBeCloseTo(3.1, 6);
  });

  it('takes executors that came too early for a backlog for the initial ones', () => {
    const result = run(simpleLog(), { dynamicAllocation: true });
    expect(result.changes[0]).toMatch(/1 at first/);
    expect(result.executors[0]!.addedSeconds).toBe(5);
    expect(result.stages[0]!.simulatedSeconds).toBe(2);
  });

  it('the same bytes in other files', () => {
    const stage = { id: 0, tasks: 2 };
    const MiB = 2 ** 20;
    const events = [
      logStart(),
      applicationStart(),
      executorAdded('1', 2),
      jobStart(0, 0, [stage]),
      stageSubmitted(stage, 0),
      // 0.2 s for a file and 10 ms for a MiB.
      taskEnd({ stage: 0, index: 0, from: 0, to: 1.2, inputBytes: 100 * MiB }),
      taskEnd({ stage: 0, index: 1, from: 0, to: 0.7, inputBytes: 50 * MiB }),
      stageCompleted(stage, 0, 1.2),
      jobEnd(0, 1.2),
      applicationEnd(1.2),
    ];
    // 150 files of 1 MiB, 5 MiB each with its open cost, at most 128 MiB a task: 26 files in each but the last.
    const small = run(events, { fileBytes: MiB });
    expect(small.stages[0]!.taskCount).toBe(6);
    expect(small.stages[0]!.taskSeconds).toBeCloseTo(150 * 0.2 + 1.5, 6);
    expect(run(events, { fileBytes: 75 * MiB }).stages[0]!.taskSeconds).toBeCloseTo(2 * 0.2 + 1.5, 6);
  });
});
