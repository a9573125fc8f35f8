/** A simulated cluster as Spark would have written it down. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { DesignRecording } from '../../../src/experiment/index.ts';
import { calm, eventsOf, graph, record, resultsOf, stormy } from './_recorded.ts';
import { keysOf, sparkKeys } from './_spark-keys.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON of another program's making.
type Event = any;
const monday = Date.UTC(2024, 0, 1);
const of = (events: readonly Event[], kind: string): Event[] =>
  events.filter((event) => event.Event === `SparkListener${kind}`);

describe.each([
  ['in calm weather', calm],
  ['with failures, losses and a horizon', stormy],
])('an event log %s', (_, yaml) => {
  let design: DesignRecording;
  let events: Event[];
  beforeAll(async () => {
    [design] = (await record(yaml)) as [DesignRecording];
    events = eventsOf(design);
  });

  it('has the keys that Spark 3.5 writes, and no others', () => {
    for (const event of events) {
      const allowed = sparkKeys[event.Event.split('.').at(-1)];
      expect(allowed, event.Event).toBeDefined();
      const found = keysOf(event);
      expect(found.filter((key) => !allowed!.required.includes(key) && !allowed!.optional.includes(key))).toEqual([]);
      expect(allowed!.required.filter((key) => !found.includes(key) && parentIsThere(found, key))).toEqual([]);
    }
  });

  it('begins with LogStart, ends with ApplicationEnd, and is in the order of time', () => {
    expect(events[0]).toEqual({ Event: 'SparkListenerLogStart', 'Spark Version': '3.5.0' });
    expect(events.at(-1)).toEqual({
      Event: 'SparkListenerApplicationEnd',
      Timestamp: monday + Math.round(1000 * design.recording.endSeconds),
    });
    const times = events.flatMap(timeOf);
    expect(times.length).toBeGreaterThan(100);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBe(monday);
  });

  it('starts each task once and ends it at most once, and a stage that succeeded has one success for each index', () => {
    const ids = of(events, 'TaskStart').map((event) => event['Task Info']['Task ID']);
    expect(new Set(ids).size).toBe(ids.length);
    const ended = of(events, 'TaskEnd');
    const endedIds = ended.map((event) => event['Task Info']['Task ID']);
    expect(new Set(endedIds).size).toBe(endedIds.length);
    expect(endedIds.filter((id) => !ids.includes(id))).toEqual([]);
    const completed = of(events, 'StageCompleted').filter((event) => !('Failure Reason' in event['Stage Info']));
    expect(completed.length).toBeGreaterThan(1);
    for (const { 'Stage Info': stage } of completed) {
      const succeeded = ended
        .filter((event) => event['Stage ID'] === stage['Stage ID'] && event['Task End Reason'].Reason === 'Success')
        .map((event) => event['Task Info'].Index);
      expect(succeeded.sort((a, b) => a - b)).toEqual(Array.from({ length: stage['Number of Tasks'] }, (__, i) => i));
    }
  });

  it('runs tasks on executors that are there', () => {
    const there = new Set<string>();
    for (const event of events) {
      const id: string = event['Executor ID'] ?? event['Task Info']?.['Executor ID'];
      if (event.Event === 'SparkListenerExecutorAdded') there.add(id);
      if (event.Event === 'SparkListenerExecutorRemoved') there.delete(id);
      if (event.Event === 'SparkListenerTaskStart') expect(there).toContain(id);
    }
  });

  it('never runs longer on the executor than from launch to finish', () => {
    for (const { 'Task Info': info, 'Task Metrics': metrics } of of(events, 'TaskEnd')) {
      const run = metrics?.['Executor Run Time'] ?? 0;
      expect(run).toBeGreaterThanOrEqual(0);
      expect(run).toBeLessThanOrEqual(info['Finish Time'] - info['Launch Time']);
    }
  });

  it('is the same twice', async () => {
    const [again] = (await record(yaml)) as [DesignRecording];
    expect(eventsOf(again)).toEqual(events);
  });
});

describe('an event log', () => {
  it('says what the results say of their first replication', async () => {
    const [design] = (await record(calm)) as [DesignRecording];
    const events = eventsOf(design);
    const { metrics } = (await resultsOf(calm)).designs.calm!;
    expect(design.recording.endSeconds).toBeCloseTo(metrics['query.makespan']!.values![0]!, 9);
    const last = of(events, 'TaskEnd').filter((event) => event['Task Type'] === 'ResultTask');
    const written = last.reduce((sum, event) => sum + event['Task Metrics']['Output Metrics']['Bytes Written'], 0);
    // Two queries of 100 MB; each of the files is rounded to a byte.
    expect(Math.abs(written - 200e6)).toBeLessThanOrEqual(last.length);
    const reading = of(events, 'TaskEnd').map((event) => event['Task Metrics']['Input Metrics']);
    const read = reading.reduce((sum, each) => sum + each['Bytes Read'], 0);
    // All of the files, and footers that are read on top.
    expect(read).toBeGreaterThanOrEqual(2 * 300 * 4 * 2 ** 20 * 0.99);
    expect(read).toBeLessThan(2 * 300 * 4 * 2 ** 20 * 1.05);
    expect(reading.some((each) => each['Records Read'] > 0)).toBe(true);
  });

  it('shuffles as much in as out, and skips the map stage of the job before', async () => {
    const [design] = (await record(calm)) as [DesignRecording];
    const events = eventsOf(design);
    const sum = (read: (metrics: Event) => number): number =>
      of(events, 'TaskEnd').reduce((total, event) => total + read(event['Task Metrics']), 0);
    const written = sum((metrics) => metrics['Shuffle Write Metrics']['Shuffle Bytes Written']);
    const read = sum(
      ({ 'Shuffle Read Metrics': shuffle }) => shuffle['Remote Bytes Read'] + shuffle['Local Bytes Read'],
    );
    expect(written).toBeGreaterThan(1e6);
    // Every task rounds to a byte, twice where it reads.
    expect(Math.abs(read - written)).toBeLessThan(2 * of(events, 'TaskEnd').length);
    const jobs = of(events, 'JobStart');
    expect(jobs.map((job) => job['Stage IDs'])).toEqual([[0], [1, 2], [3], [4, 5]]);
    expect(jobs[1]['Stage Infos'].map((stage: Event) => stage['Parent IDs'])).toEqual([[], [1]]);
    expect(of(events, 'StageSubmitted').map((event) => event['Stage Info']['Stage ID'])).toEqual([0, 2, 3, 5]);
  });

  it('has the graph of stages in one job, or with adaptive execution in a job for each', async () => {
    const [whole, adaptive] = (await record(graph)).map((design) =>
      of(eventsOf(design), 'JobStart').map((job) =>
        job['Stage Infos'].map((stage: Event) => ({ id: stage['Stage ID'], parents: stage['Parent IDs'] })),
      ),
    );
    const joined = { id: 2, parents: [0, 1] };
    expect(whole).toEqual([[{ id: 0, parents: [] }, { id: 1, parents: [] }, joined]]);
    expect(adaptive).toEqual([
      [{ id: 0, parents: [] }],
      [{ id: 1, parents: [] }],
      [
        { id: 2, parents: [] },
        { id: 3, parents: [] },
        { id: 4, parents: [2, 3] },
      ],
    ]);
  });

  it('tells failures, losses and killed tasks apart as Spark does', async () => {
    const [design] = (await record(stormy)) as [DesignRecording];
    const events = eventsOf(design);
    const reasons = new Set(of(events, 'TaskEnd').map((event) => event['Task End Reason'].Reason));
    expect(reasons).toContain('Success');
    expect(reasons).toContain('ExceptionFailure');
    expect(reasons).toContain('ExecutorLostFailure');
    const lost = of(events, 'ExecutorRemoved').filter((event) => event['Removed Reason'] === 'Executor Process Lost');
    expect(lost.length).toBe(design.recording.events.compute!.filter(({ fields }) => fields.lost === true).length);
    expect(lost.length).toBeGreaterThan(2);
  });

  it('is a name that a History Server takes for no compressed file and no hidden one', async () => {
    const [design] = (await record(calm)) as [DesignRecording];
    expect(design.files('spark-events', 'my.first scenario').map(({ path }) => path)).toEqual([
      'lakesim-my-first-scenario-calm',
    ]);
    expect(design.files('another-format', 'x')).toEqual([]);
  });
});

/** A key inside something optional is asked for only where that is there. */
function parentIsThere(found: readonly string[], key: string): boolean {
  const parent = key.slice(0, key.lastIndexOf('/')).replace(/\[\]$/, '');
  return !key.includes('/') || found.includes(parent);
}

/** When the event came; opening lines have none. */
function timeOf(event: Event): number[] {
  const info = event['Task Info'] ?? {};
  const stage = event['Stage Info'] ?? {};
  const kind = event.Event;
  if (kind === 'SparkListenerTaskStart') return [info['Launch Time']];
  if (kind === 'SparkListenerTaskEnd') return [info['Finish Time']];
  if (kind === 'SparkListenerStageCompleted') return [stage['Completion Time']];
  const time =
    event.Timestamp ?? event.time ?? event['Completion Time'] ?? event['Submission Time'] ?? stage['Submission Time'];
  return time === undefined ? [] : [time];
}
