import { describe, expect, it } from 'vitest';
import { type Job, JobRunner, runJob } from '../../../src/experiment/core/index.ts';
import { runScenario } from '../../../src/experiment/index.ts';
import { checkShape, resultsSchema, writeResults } from '../../../src/results/index.ts';
import { claim, constant, metric, quotient, type ToyScenario, type ToyShape, toyModels, toyScenario } from './_toy.ts';

const run = ({ scenario, resolve }: ToyScenario) =>
  runScenario(scenario, { version: 'test', models: toyModels, resolve });
const runnerOf = ({ scenario, resolve }: ToyScenario) => new JobRunner(scenario, toyModels, { resolve });

/** Two benches: `pieces` with one hand, in occurrences of one piece, against one piece. */
const twoDesigns: ToyShape = ({ pieces = 8, 'toybench.hands': hands = 1 }) => [
  { name: 'many', hands, activities: [{ timing: { at: Array.from({ length: pieces }, () => 0) } }] },
  { name: 'one', activities: [{}] },
];

describe('a run', () => {
  it('makes results of the right shape that can be written', async () => {
    const results = await run(
      toyScenario(twoDesigns, { claims: [claim('c', quotient('many.toycut.makespan', 'one.toycut.makespan'))] }),
    );
    expect(checkShape(JSON.parse(writeResults(results)), resultsSchema)).toEqual([]);
  });

  it('is one replication, with points for intervals, where nothing is random', async () => {
    const results = await run(
      toyScenario(twoDesigns, { claims: [claim('c', quotient('many.toycut.makespan', 'one.toycut.makespan'))] }),
    );
    expect(results.replications).toEqual({ n: 1, asked: 10, stoppedBy: 'nothing random' });
    expect(results.claims[0]).toMatchObject({ value: 8, ci95: [8, 8], verdict: 'confirmed', unit: '1' });
    expect(results.warnings.map((warning) => warning.code)).toContain('nothing_random');
    expect(results.comparisons).toContainEqual(
      expect.objectContaining({ metric: 'toycut.latency', design: 'one', baseline: 'many', ratio: 1 / 4.5 }),
    );
  });

  it('has as many replications as asked where anything is random, and the constant design stands in all of them', async () => {
    const shape: ToyShape = () => [
      { name: 'random', time: { kind: 'exponential', mean: 1 }, activities: [{ pieces: 20 }] },
      { name: 'fixed', activities: [{ pieces: 20 }] },
    ];
    const results = await run(
      toyScenario(shape, { claims: [claim('c', quotient('random.toycut.makespan', 'fixed.toycut.makespan'))] }),
    );
    expect(results.replications).toEqual({ n: 10, asked: 10, stoppedBy: 'count' });
    expect(results.designs.fixed!.metrics['toycut.makespan']).toMatchObject({ mean: 20, ci95: [20, 20], n: 10 });
    expect(results.designs.random!.metrics['toycut.makespan']!.values).toHaveLength(10);
    const [lo, hi] = results.claims[0]!.ci95!;
    expect(lo).toBeLessThan(1);
    expect(hi).toBeGreaterThan(1);
  });

  it('names primary metrics: the makespan of what happens once, the latency of what happens often, the bill', async () => {
    const shape: ToyShape = () => [
      { activities: [{ name: 'once' }, { name: 'often', timing: { everySeconds: 5, count: 3 } }] },
    ];
    expect((await run(toyScenario(shape))).primaryMetrics).toEqual(['once.makespan', 'often.latency', 'cost.total']);
  });

  it('adds time and money up', async () => {
    const { designs } = await run(toyScenario(twoDesigns));
    const { time, cost, metrics } = designs.many!;
    expect(Object.values(time.phases).reduce((a, b) => a + b, 0)).toBeCloseTo(time.totalSeconds, 9);
    expect(time).toMatchObject({ basis: 'sum of the latencies of toycut', totalSeconds: 36 });
    expect(cost.lines.reduce((sum, line) => sum + line.usd, 0)).toBeCloseTo(cost.totalUsd, 12);
    const parts = ['toycut.cost', 'cost.idle', 'cost.storage'].map((name) => metrics[name]!.mean!);
    expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(metrics['cost.total']!.mean!, 12);
    expect(cost.notPriced).toEqual(['toy.glue']);
  });

  it('puts lower bounds beside the makespan that they bound', async () => {
    const { designs } = await run(toyScenario(twoDesigns));
    // Eight at once on one hand: only the longest piece is sure.
    expect(designs.many!.lowerBounds).toEqual([{ metric: 'toycut.makespan', name: 'hands alone', value: 1 }]);
  });

  it('says what the models leave out, once', async () => {
    const { notModelled } = await run(toyScenario(twoDesigns));
    expect(notModelled).toEqual([{ text: 'Hands get tired.', direction: 'Long days come out too short.' }]);
  });

  it('says which inputs differ between designs', async () => {
    const results = await run(
      toyScenario(() => [
        { name: 'a', hands: 2 },
        { name: 'b', hands: 3 },
      ]),
    );
    expect(results.designs.a!.differs).toEqual({ 'toybench.hands': '2' });
    expect(results.inputs).toContainEqual(expect.objectContaining({ path: 'b.toybench.hands', value: 3 }));
  });

  it('warns with a remedy: a promise missed, a horizon that cut, occurrences left out, a wide interval', async () => {
    const shape: ToyShape = () => [
      { time: { kind: 'lognormal', mu: 1, sigma: 2 }, activities: [{ timing: { everySeconds: 2, overlap: 'skip' } }] },
    ];
    const claims = [claim('c', metric('shop.toycut.count'), { promised: 'refuted' })];
    const { warnings } = await run(toyScenario(shape, { claims, toyRun: { horizonSeconds: 21 } }));
    const codes = warnings.map((warning) => warning.code);
    expect(codes).toEqual(
      expect.arrayContaining(['promise_missed', 'horizon_cut', 'skipped', 'wide_interval', 'not_priced']),
    );
    expect(warnings.every((warning) => warning.remedy !== '')).toBe(true);
  });

  it('has series of levels where there is a horizon, and a month', async () => {
    const shape: ToyShape = () => [{ time: constant(3), activities: [{ timing: { everySeconds: 4 } }] }];
    const results = await run(toyScenario(shape, { toyRun: { horizonSeconds: 12, windowSeconds: 2 } }));
    const busy = results.designs.shop!.series.find((series) => series.metric === 'toybench.busy');
    expect(busy).toMatchObject({ windowSeconds: 2, from: 0, mean: [1, 0.5, 1, 0.5, 1, 0.5] });
    const { metrics } = results.designs.shop!;
    expect(metrics['cost.monthly']!.mean).toBeCloseTo((metrics['cost.total']!.mean! * 730 * 3600) / 12, 9);
    expect(results.charts.map((chart) => [chart.y, chart.kind])).toContainEqual(['toybench.busy', 'series']);
  });

  it('keeps the windows that a claim names', async () => {
    const shape: ToyShape = () => [{ time: constant(3), activities: [{ timing: { everySeconds: 4 } }] }];
    const claims = [claim('c', quotient('shop.toybench.busy.last', 'shop.toybench.busy.first'))];
    const results = await run(toyScenario(shape, { claims, toyRun: { horizonSeconds: 12, windowSeconds: 2 } }));
    expect(results.claims[0]!.value).toBe(0.5);
    expect(results.designs.shop!.metrics['toybench.busy.last']!.mean).toBe(0.5);
  });

  it('has a claim stand for its value in another, and leaves aside what is not modelled', async () => {
    const claims = [
      claim('twice', quotient('many.toycut.makespan', 'one.toycut.makespan')),
      claim('sum', { k: 'operator', op: '+', left: metric('twice'), right: metric('twice') }),
      { ...claim('never', metric('many.toycut.count')), notModelled: 'people are outside' },
    ];
    const results = await run(toyScenario(twoDesigns, { claims }));
    expect(results.claims.map((each) => [each.value, each.verdict])).toEqual([
      [8, 'confirmed'],
      [16, 'confirmed'],
      [8, 'not_modelled'],
    ]);
  });

  it('says why a claim has no value', async () => {
    const claims = [claim('zero', quotient('one.toycut.count', 'one.toycut.failed'))];
    const results = await run(toyScenario(twoDesigns, { claims }));
    expect(results.claims[0]).toMatchObject({
      value: null,
      verdict: 'inconclusive',
      reason: 'division by zero: one.toycut.failed is 0',
    });
  });

  it('reports its progress', async () => {
    const seen: [number, number][] = [];
    const { scenario, resolve } = toyScenario(twoDesigns);
    const onProgress = (done: number, total: number) => seen.push([done, total]);
    await runScenario(scenario, { version: 'test', models: toyModels, resolve, onProgress });
    expect(seen.at(-1)).toEqual([2, 2]);
  });
});

describe('assumptions', () => {
  const flipping = toyScenario(twoDesigns, {
    claims: [
      claim('ratio', quotient('many.toycut.makespan', 'one.toycut.makespan'), {
        expect: { text: '> 3', low: 3, high: Number.POSITIVE_INFINITY, lowOpen: true, highOpen: true },
        assumptions: [{ address: 'toybench.hands', low: 1, high: 8 }],
      }),
    ],
  });

  it('find the flip of ceil(8 / hands) > 3 between 2 and 3 hands', () => {
    const { result } = runnerOf(flipping).run({ kind: 'assumption', claim: 'ratio', index: 0 });
    expect(result).toMatchObject({
      name: 'toybench.hands',
      base: 1,
      low: 1,
      high: 8,
      unit: '1',
      valueLow: 8,
      valueHigh: 1,
      verdictLow: 'confirmed',
      verdictHigh: 'refuted',
      flipsAt: 3,
      flipsBetween: [2, 3],
      integer: true,
      changes: 1,
      points: 8,
    });
  });

  it('find the flip of a continuous input: 8 pieces of x seconds take more than 100 s from 12.5 s on', () => {
    const shape: ToyShape = ({ 'toybench.time': time = 1 }) => [
      { name: 'many', time: constant(time), activities: [{ pieces: 8 }] },
    ];
    const toy = toyScenario(shape, {
      claims: [
        claim('long', metric('many.toycut.makespan'), {
          expect: { text: '> 100 s', low: 100, high: Number.POSITIVE_INFINITY, lowOpen: true, highOpen: true },
          assumptions: [{ address: 'toybench.time', low: 0.1, high: 1000, scale: 'log' }],
        }),
      ],
    });
    const { result } = runnerOf(toy).run({ kind: 'assumption', claim: 'long', index: 0 });
    expect(result).not.toHaveProperty('integer');
    expect(result).toMatchObject({ scale: 'log', verdictLow: 'refuted', verdictHigh: 'confirmed' });
    expect((result as { flipsAt: number }).flipsAt / 12.5).toBeCloseTo(1, 2);
  });

  it('simulate only the designs that the claim names, each variant once', () => {
    const runner = runnerOf(flipping);
    runner.run({ kind: 'assumption', claim: 'ratio', index: 0 });
    // Hands 1 to 8 in `many`, and `one` a single time: no address reaches it.
    expect(runner.evaluator.simulations).toBe(9);
  });
});

describe('a sweep', () => {
  const swept = toyScenario(twoDesigns, {
    claims: [claim('ratio', quotient('many.toycut.makespan', 'one.toycut.makespan'))],
    sweep: {
      axes: [
        { address: 'pieces', values: [4, 8, 16] },
        { address: 'toybench.hands', values: [1, 2] },
      ],
      paired: false,
    },
  });

  it('takes a design that no axis reaches from the cache', () => {
    const runner = runnerOf(swept);
    for (let index = 0; index < 6; index++) runner.run({ kind: 'sweep-point', index });
    expect(runner.evaluator.simulations).toBe(7);
  });

  it('is a full grid, the first axis slowest, with a column a design and claim', async () => {
    const { sweep } = await run(swept);
    expect(sweep!.points.map((point) => point.at)).toEqual([
      [4, 1],
      [4, 2],
      [8, 1],
      [8, 2],
      [16, 1],
      [16, 2],
    ]);
    expect(sweep!.columns.map((column) => column.name)).toEqual([
      'many.toycut.latency',
      'one.toycut.latency',
      'many.cost.total',
      'one.cost.total',
      'ratio',
    ]);
    const ratio = sweep!.columns.findIndex((column) => column.claim === 'ratio');
    expect(sweep!.points.map((point) => point.mean[ratio])).toEqual([4, 2, 8, 4, 16, 8]);
    expect(sweep!.lowerBounds).toHaveLength(2);
  });

  it('steps all axes together when paired', async () => {
    const { sweep } = await run({
      ...swept,
      scenario: { ...swept.scenario, sweep: { ...swept.scenario.sweep!, paired: true } },
    });
    expect(sweep!.points.map((point) => point.at)).toEqual([
      [4, 1],
      [8, 2],
    ]);
  });

  it('cuts a range into points, the ends exact', async () => {
    const axes = [{ address: 'toybench.hands', low: 1, high: 100, points: 3 }];
    const { sweep } = await run({ ...swept, scenario: { ...swept.scenario, sweep: { axes, paired: false } } });
    expect(sweep!.axes[0]).toEqual({
      address: 'toybench.hands',
      unit: '1',
      values: [1, 10, 100],
      scale: 'log',
      base: 1,
    });
  });
});

describe('jobs', () => {
  it('give the same on their own as one after the other', () => {
    const toy = toyScenario(() => [{ time: { kind: 'exponential', mean: 1 }, activities: [{ pieces: 9 }] }], {
      claims: [
        claim('c', metric('shop.toycut.makespan'), { assumptions: [{ address: 'toybench.hands', low: 1, high: 2 }] }),
      ],
    });
    const runner = runnerOf(toy);
    const jobs: Job[] = [
      { kind: 'replication', design: 'shop', replication: 3 },
      { kind: 'assumption', claim: 'c', index: 0 },
    ];
    for (const job of jobs) {
      expect(runner.run(job)).toEqual(runJob(toy.scenario, job, toyModels, { resolve: toy.resolve }));
    }
  });

  it('refuse a scenario that does not resolve', () => {
    const { scenario, resolve } = toyScenario(twoDesigns);
    const issue = { code: 'x', path: [], subject: 'toybench', message: 'is missing' };
    const broken = () => ({ ...resolve(scenario, {}), issues: [issue] });
    expect(() => new JobRunner(scenario, toyModels, { resolve: broken })).toThrow(/toybench is missing/);
  });
});
