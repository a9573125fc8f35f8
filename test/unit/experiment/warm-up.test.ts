import { describe, expect, it } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import { TotalMeter } from '../../../src/experiment/core/recorders.ts';
import { planWindows } from '../../../src/experiment/core/windows.ts';
import { runScenario } from '../../../src/experiment/index.ts';
import { checkShape, type Results, resultsSchema, writeResults } from '../../../src/results/index.ts';
import { parseScenario } from '../../../src/scenario/index.ts';
import {
  claim,
  constant,
  metric,
  type ToyDesign,
  type ToyScenario,
  type ToyShape,
  toyCatalog,
  toyDesign,
  toyModels,
  toyRun,
  toyScenario,
} from './_toy.ts';

const run = ({ scenario, resolve }: ToyScenario): Promise<Results> =>
  runScenario(scenario, { version: 'test', models: toyModels, resolve });
const once = (design: ToyDesign, given: Parameters<typeof toyRun>[0]) =>
  simulate(toyDesign(design), { replication: 0, run: toyRun(given), catalog: toyCatalog });

/** Three seconds of work every four seconds, from 0 s: asked for at 0, 4, 8, 12, 16. */
const shift: ToyDesign = { time: constant(3), activities: [{ timing: { everySeconds: 4 } }] };

describe('a warm-up by time', () => {
  it('leaves out what was asked for before it ended, and measures levels from there on', () => {
    const { metrics, stoppedAtSeconds } = once(shift, { horizonSeconds: 20, warmUpSeconds: 5 });
    const value = (name: string) => metrics[name]!.whole.value;
    expect(stoppedAtSeconds).toBe(20);
    // Asked for at 8, 12 and 16.
    expect([value('toycut.count'), value('toycut.latency'), value('toycut.unfinished')]).toEqual([3, 3, 0]);
    expect([value('time.saw'), value('time.total'), value('toycut.makespan')]).toEqual([9, 9, 11]);
    // At work from 5 to 7, 8 to 11, 12 to 15, 16 to 19: 11 of 15 seconds.
    expect(value('toybench.busy')).toBeCloseTo(11 / 15, 12);
    // Done at 7, 11, 15 and 19: totals and samples count from the cut on as they happen.
    expect([value('toybench.pieces'), metrics['toybench.pieceTime']!.whole.samples]).toEqual([4, 4]);
  });

  it('measures what happens at the very moment it ends', () => {
    const { metrics } = once(shift, { horizonSeconds: 20, warmUpSeconds: 8 });
    expect(metrics['toycut.count']!.whole.value).toBe(3);
    expect(metrics['toybench.busy']!.whole).toMatchObject({ value: 9 / 12, min: 0, max: 1 });
  });

  it('never cuts a bill: what was spent was spent', () => {
    const whole = once(shift, { horizonSeconds: 20 });
    const cut = once(shift, { horizonSeconds: 20, warmUpSeconds: 5 });
    expect(cut.cost).toEqual(whole.cost);
    for (const name of ['cost.total', 'cost.monthly', 'toycut.cost']) {
      expect(cut.metrics[name]).toEqual(whole.metrics[name]);
    }
  });

  it('says of what began before and never came again that nothing was measured', () => {
    const { metrics } = once({ time: constant(10), activities: [{}] }, { horizonSeconds: 20, warmUpSeconds: 5 });
    expect(metrics['toycut.makespan']!.whole).toMatchObject({
      value: null,
      reason: expect.stringMatching(/before the warm-up/),
    });
  });

  it('does not hide what began before and is not over at the end', () => {
    const { metrics } = once({ time: constant(30), activities: [{}] }, { horizonSeconds: 20, warmUpSeconds: 5 });
    expect(metrics['toycut.unfinished']!.whole.value).toBe(1);
    expect(metrics['toycut.latency']!.whole).toMatchObject({ value: null, atLeast: true });
    expect(metrics['toycut.makespan']!.whole).toMatchObject({ value: null, atLeast: true });
  });

  it('begins the windows with the first whole one after it', async () => {
    const results = await run(
      toyScenario(() => [shift], {
        claims: [claim('c', metric('shop.toybench.busy.first'))],
        toyRun: { horizonSeconds: 20, windowSeconds: 4, warmUpSeconds: 5 },
      }),
    );
    const busy = results.designs.shop!.series.find((series) => series.metric === 'toybench.busy');
    expect(busy).toMatchObject({ from: 8, windowSeconds: 4, mean: [0.75, 0.75, 0.75] });
    expect(results.claims[0]!.value).toBe(0.75);
    expect(results.designs.shop!.warmUp).toEqual({ seconds: 5, method: 'given' });
    expect(checkShape(JSON.parse(writeResults(results)), resultsSchema)).toEqual([]);
  });

  it.each([
    // horizon, window, warm-up -> first window, width, windows
    [20, 4, 0, 0, 4, 5],
    [20, 4, 8, 8, 4, 3],
    [20, 4, 9, 12, 4, 2],
    [20, 4, 17, 17, 3, 1],
    [20, null, 10, 10, 10 / 48, 48],
  ])('of a horizon of %d s, windows of %s and a warm-up of %d s', (horizon, window, warmUp, from, width, count) => {
    const plan = planWindows(horizon, window, warmUp)!;
    expect([plan.fromSeconds, plan.count]).toEqual([from, count]);
    expect(plan.widthSeconds).toBeCloseTo(width, 12);
    expect(plan.lastUntilSeconds).toBeLessThanOrEqual(horizon * (1 + 1e-9));
  });

  it('takes the transient out of a mean: a bench with work for 100 s at the start', async () => {
    // 100 pieces at 0 s, then one every 2 s that takes 1 s: the first wait up to 100 s. Backlog is gone after 200 s.
    const shape: ToyShape = () => [
      {
        activities: [
          { name: 'backlog', timing: { at: Array<number>(100).fill(0) } },
          { name: 'daily', timing: { everySeconds: 2, fromSeconds: 1 } },
        ],
      },
    ];
    const of = async (warmUpSeconds: number | 'auto') => {
      const results = await run(toyScenario(shape, { toyRun: { horizonSeconds: 2000, warmUpSeconds } }));
      return results.designs.shop!.metrics['daily.latency']!.mean!;
    };
    expect(await of(0)).toBeGreaterThan(1.5);
    expect(await of(250)).toBe(1);
    expect(await of('auto')).toBe(1);
  });
});

describe('what a model or a recorder keeps over the end of a warm-up', () => {
  it('a total that is set, not added to, counts from there on', () => {
    const clock = { now: 0 };
    const meter = new TotalMeter('a', { name: 'b', unit: '1', kind: 'total', doc: '' }, clock, null);
    meter.set(7);
    meter.cut();
    meter.set(10);
    expect(meter.read().whole.value).toBe(3);
    meter.cut();
    meter.add(2);
    expect(meter.read().whole.value).toBe(2);
  });

  it('the throughput of reads is of those after it', async () => {
    const of = async (run: string) => {
      const read = await parseScenario(
        'throughput.yaml',
        `lakesim: 1
title: t
question: q
designs:
  a: { storage: textbook, client: { keepAlive: false }, workload: [ { read: { every: 10 s, objects: 3, size: 1 MB } } ] }
run: { ${run} }
`,
      );
      if (!read.ok) throw new Error(JSON.stringify(read.issues));
      return (await runScenario(read.scenario, { version: 'test' })).designs.a!.metrics['read.throughput']!.mean!;
    };
    const whole = await of('horizon: 5 min');
    expect(whole).toBeGreaterThan(1e5);
    expect((await of('horizon: 5 min, warmUp: 1 min')) / whole).toBeCloseTo(1, 9);
  });
});

describe('a warm-up that is found', () => {
  /** The slower the bench, the longer its backlog of 20 pieces lasts. */
  const shape: ToyShape = () => [
    { name: 'quick', time: { kind: 'uniform', low: 0.4, high: 0.6 }, activities: backlog },
    { name: 'slow', time: { kind: 'uniform', low: 0.8, high: 1.2 }, activities: backlog },
  ];
  const backlog = [
    { name: 'backlog', timing: { at: Array<number>(20).fill(0) } },
    { name: 'daily', timing: { everySeconds: 2, fromSeconds: 1 } },
  ];

  it('is one cut for all designs, by the design that takes longest to settle', async () => {
    const toy = toyScenario(shape, { toyRun: { horizonSeconds: 1000, warmUpSeconds: 'auto' } });
    const { designs, inputs } = await run(toy);
    const { quick, slow } = { quick: designs.quick!.warmUp!, slow: designs.slow!.warmUp! };
    expect(quick.seconds).toBe(slow.seconds);
    expect(quick.seconds).toBe(Math.max(quick.ownSeconds!, slow.ownSeconds!));
    expect(quick).toMatchObject({ method: 'MSER-5', settled: true, metrics: ['daily.latency'] });
    // Work for 20 s, worked off beside one second of new work in two: gone by 40 s.
    expect(slow.seconds).toBeGreaterThan(15);
    expect(slow.seconds).toBeLessThan(300);
    expect(designs.slow!.metrics['daily.latency']!.max!).toBeLessThan(1.2);
    expect(inputs).toContainEqual(expect.objectContaining({ path: 'run.warmUp', value: slow.seconds }));
  });

  it('warns where nothing settles: a queue that only grows', async () => {
    const growing: ToyShape = () => [{ time: constant(3), activities: [{ timing: { everySeconds: 2 } }] }];
    const results = await run(toyScenario(growing, { toyRun: { horizonSeconds: 1000, warmUpSeconds: 'auto' } }));
    expect(results.designs.shop!.warmUp).toMatchObject({ settled: false });
    const warning = results.warnings.find(({ code }) => code === 'warm_up_unsettled');
    expect(warning?.text).toMatch(/^toycut\.latency in shop had not settled after half of the run/);
  });

  it('is the same with any number of workers, in the sweep too', async () => {
    const read = await parseScenario(
      'warm-up.yaml',
      `lakesim: 1
title: t
question: q
defaults:
  storage: s3-standard
  client: { connections: 1 }
  workload: [ { read: { arrivals: 10 /s, objects: 1, size: 1 kB } } ]
designs: { one: {}, two: { client: { connections: 2 } } }
run: { replications: 3, horizon: 2 min, warmUp: auto }
claims: [ { id: c, says: s, value: one.read.latency / two.read.latency, expect: "> 0" } ]
sweep: { axes: { client.connections: [1, 2] } }
`,
    );
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    const alone = await runScenario(read.scenario, { version: 'test' });
    const threads = await runScenario(read.scenario, { version: 'test', workers: 2, alwaysThreads: true });
    expect(writeResults(threads)).toBe(writeResults(alone));
    const { seconds } = alone.designs.one!.warmUp!;
    expect(alone.inputs).toContainEqual(
      expect.objectContaining({ path: 'run.warmUp', value: seconds, origin: 'derived' }),
    );
    const column = alone.sweep!.columns.findIndex(({ name }) => name === 'one.read.latency');
    // The sweep's point with the design's own setting is the design itself, cut alike.
    expect(seconds).toBeGreaterThanOrEqual(0);
    expect(alone.sweep!.points[0]!.mean[column]).toBe(alone.designs.one!.metrics['read.latency']!.mean);
  });
});
