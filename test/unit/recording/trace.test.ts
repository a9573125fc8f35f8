/** Runs as traces: what a viewer needs of the format, and that nothing in them is more or less than in the results. */
import { describe, expect, it } from 'vitest';
import { traceProcess } from '../../../src/cli/trace-process.ts';
import { separated, traceBeginning, traceEnd, traceLines, traceStart } from '../../../src/report/index.ts';
import { calm, record, resultsOf, stormy } from './_recorded.ts';

interface TraceEvent {
  name: string;
  ph: 'M' | 'X' | 'C';
  pid: number;
  tid?: number;
  ts?: number;
  dur?: number;
  cat?: string;
  args: Record<string, unknown>;
}

const known = new Map<string, { text: string; events: TraceEvent[] }>();

async function traceOf(yaml: string, options = {}): Promise<{ text: string; events: TraceEvent[] }> {
  const key = `${yaml}${JSON.stringify(options)}`;
  const found = known.get(key) ?? (await makeTrace(yaml, options));
  known.set(key, found);
  return found;
}

async function makeTrace(yaml: string, options: object): Promise<{ text: string; events: TraceEvent[] }> {
  const designs = await record(yaml, options);
  const lines = designs.flatMap((design, i) => [
    ...separated(traceLines(traceProcess(design, 'test'), i + 1), i === 0),
  ]);
  const text = `${[traceStart, ...lines, traceEnd].join('\n')}\n`;
  return { text, events: JSON.parse(text) };
}

const threadsOf = (events: readonly TraceEvent[]): Map<string, TraceEvent[]> => {
  const threads = new Map<string, TraceEvent[]>();
  for (const event of events) {
    if (event.ph !== 'X') continue;
    const key = `${event.pid}.${event.tid}`;
    threads.set(key, [...(threads.get(key) ?? []), event]);
  }
  return threads;
};
/** Nanoseconds, which a viewer counts in. */
const startOf = ({ ts }: TraceEvent): number => Math.round(1000 * ts!);
const endOf = ({ ts, dur }: TraceEvent): number => Math.round(1000 * ts!) + Math.round(1000 * dur!);
const seconds = (events: readonly TraceEvent[]): number => events.reduce((sum, { dur }) => sum + dur! / 1e6, 0);

/** Requests of two kinds, without chance: 1 s for each read on two connections. */
const reads = `lakesim: 1
title: Reads
question: How long?
defaults: { storage: textbook, client: { connections: 2 } }
designs:
  small: { workload: [ { read: { objects: 100, size: 1 kB } }, { list: { objects: 3000, after: read } } ] }
  large: { workload: [ { read: { objects: 4, size: 100 MB } } ] }
`;
const requestLimit = `lakesim: 1
title: Many reads
question: How long?
defaults: { storage: textbook, client: { connections: 100 } }
designs:
  many: { workload: [ { read: { objects: 30000, size: 1 kB } } ] }
`;

describe.each([
  ['reads', reads],
  ['a calm cluster', calm],
  ['a stormy cluster', stormy],
])('a trace of %s', (_, yaml) => {
  it('is a JSON array of metadata, spans and counters, in the shape that viewers read', async () => {
    const { text, events } = await traceOf(yaml);
    expect(text.startsWith(traceBeginning)).toBe(true);
    for (const { name, ph, pid, tid, ts, dur, args } of events) {
      expect(['M', 'X', 'C']).toContain(ph);
      expect(typeof name).toBe('string');
      expect(Number.isInteger(pid)).toBe(true);
      expect(typeof args).toBe('object');
      if (ph === 'X') {
        expect(ts! >= 0 && dur! >= 0).toBe(true);
        expect(Number.isInteger(tid)).toBe(true);
      }
      if (ph === 'C') expect(typeof args.value === 'number' && ts! >= 0).toBe(true);
    }
    const named = new Set(events.filter(({ name }) => name === 'thread_name').map(({ pid, tid }) => `${pid}.${tid}`));
    expect([...threadsOf(events).keys()].filter((key) => !named.has(key))).toEqual([]);
    const processes = events.filter(({ name }) => name === 'process_name').map(({ args }) => args.name);
    expect(new Set(processes).size).toBe(processes.length);
  });

  it('has no span over another on its thread, and every phase inside its task or request', async () => {
    const { events } = await traceOf(yaml);
    const threads = [...threadsOf(events).values()];
    expect(threads.length).toBeGreaterThan(2);
    for (const spans of threads) {
      let outer: TraceEvent | null = null;
      let lastEnd = 0;
      let phaseEnd = 0;
      for (const span of spans) {
        if (span.cat === 'phase') {
          expect(startOf(span)).toBeGreaterThanOrEqual(Math.max(startOf(outer!), phaseEnd));
          expect(endOf(span)).toBeLessThanOrEqual(endOf(outer!));
          phaseEnd = endOf(span);
          continue;
        }
        expect(startOf(span)).toBeGreaterThanOrEqual(lastEnd);
        lastEnd = endOf(span);
        phaseEnd = startOf(span);
        outer = span;
      }
    }
  });
});

describe('the sums of a trace', () => {
  it('are the seconds of each phase that the results tell, where requests are all there is', async () => {
    const { events } = await traceOf(reads);
    const { designs } = await resultsOf(reads);
    // Each design is a process. One connection's phases follow each other; the account is of the activities' time.
    for (const [pid, name] of [
      [1, 'small'],
      [2, 'large'],
    ] as const) {
      const mine = events.filter((event) => event.pid === pid);
      const requests = mine.filter(({ cat }) => cat === 'request');
      const phases = mine.filter(({ cat }) => cat === 'phase');
      expect(requests.length).toBe(name === 'small' ? 103 : 4);
      // To the nanosecond, twice for each of them.
      expect(seconds(phases)).toBeCloseTo(seconds(requests), 6);
      const longest = Math.max(...mine.filter(({ ph }) => ph === 'X').map(endOf)) / 1e9;
      const { metrics } = designs[name]!;
      const sum = ['read', 'list'].reduce((total, activity) => total + (metrics[`${activity}.makespan`]?.mean ?? 0), 0);
      expect(longest).toBeCloseTo(sum, 6);
    }
  });

  it.each([
    ['calm', calm],
    ['stormy', stormy],
  ])('are the seconds of slots that the results of the %s cluster tell', async (design, yaml) => {
    const { events } = await traceOf(yaml);
    const tasks = events.filter(({ cat }) => cat === 'task');
    expect(tasks.length).toBeGreaterThan(50);
    const busy = (await resultsOf(yaml)).designs[design]!.metrics['compute.busy']!.values![0]!;
    // Each span is rounded to a nanosecond at either end.
    expect(Math.abs(seconds(tasks) - busy)).toBeLessThan(2e-9 * tasks.length);
    const whole = new Set(tasks.filter(({ args }) => args.outcome === 'success'));
    const phases = events.filter((event) => event.cat === 'phase' && isInside(event, whole));
    expect(Math.abs(seconds(phases) - seconds([...whole]))).toBeLessThan(1e-7 * tasks.length);
  });

  it('follow the queue and the utilisation', async () => {
    const { events } = await traceOf(calm);
    const counters = new Set(events.filter(({ ph }) => ph === 'C').map(({ name }) => name));
    expect(counters).toContain('compute.queue');
    expect(counters).toContain('compute.utilization');
    const levels = events.filter(({ name }) => name === 'compute.utilization').map(({ args }) => args.value as number);
    expect(Math.max(...levels)).toBe(1);
    expect(levels.at(-1)).toBe(0);
  });
});

describe('what is left out of a trace', () => {
  it('is said beside the name of the process', async () => {
    const { events } = await traceOf(requestLimit);
    const label = events.find(({ name }) => name === 'process_labels')!.args.labels;
    expect(label).toContain('the first 20,000 of 30,000 requests');
    expect(events.filter(({ cat }) => cat === 'request')).toHaveLength(20_000);
  });

  it('may be tasks, where there are more than are kept', async () => {
    const { events } = await traceOf(calm, { mostEvents: 20, whenFull: 'cut' });
    const label = events.find(({ name }) => name === 'process_labels')!.args.labels;
    expect(label).toMatch(/\d+ tasks, stages and the like left out at the end/);
    expect(events.filter(({ cat }) => cat === 'task').every(({ name }) => /^stage \d+ task \d+/.test(name))).toBe(true);
  });
});

function isInside(phase: TraceEvent, tasks: ReadonlySet<TraceEvent>): boolean {
  for (const task of tasks) {
    if (
      task.pid === phase.pid &&
      task.tid === phase.tid &&
      startOf(task) <= startOf(phase) &&
      endOf(phase) <= endOf(task)
    )
      return true;
  }
  return false;
}
