import { describe, expect, it } from 'vitest';
import { runScenario } from '../../../src/experiment/index.ts';
import { checkShape, resultsSchema, type TuneCandidate, writeResults } from '../../../src/results/index.ts';
import type { Scenario, TuneSpec } from '../../../src/scenario/core/index.ts';
import { metric, quotient, type ToyShape, toyModels, toyScenario } from './_toy.ts';

const wish = (
  objective: string,
  limit: { of: string; under: number } | null = null,
  given: readonly string[] = [],
): TuneSpec => ({
  objectives: [{ text: objective, expression: metric(objective), better: 'low' }],
  constraints: limit
    ? [
        {
          text: limit.of,
          expression: metric(limit.of),
          expect: {
            text: `< ${limit.under}`,
            low: Number.NEGATIVE_INFINITY,
            high: limit.under,
            lowOpen: false,
            highOpen: true,
          },
          index: 0,
        },
      ]
    : [],
  given,
});

async function tuned(shape: ToyShape, given: Partial<Scenario>) {
  const { scenario, resolve } = toyScenario(shape, given);
  const results = await runScenario(scenario, { version: 'test', models: toyModels, resolve });
  expect(checkShape(JSON.parse(writeResults(results)), resultsSchema)).toEqual([]);
  return results.tune!;
}

const label = ({ design, settings }: TuneCandidate): string =>
  [design, ...settings.map(({ value }) => value)].join(' ');

/** Pieces of a second each on a bench whose hands cost nothing; a piece costs a cent. */
const benches: ToyShape = ({ 'toybench.hands': hands = 1, pieces = 8 }) => [
  { name: 'many', hands, activities: [{ timing: { at: Array.from({ length: pieces }, () => 0) } }] },
  { name: 'one', activities: [{ pieces: 3 }] },
];
const hands = { axes: [{ address: 'toybench.hands', values: [1, 2, 4] }], paired: false };

describe('the wish', () => {
  it('is asked of every design as it stands where nothing is swept', async () => {
    const tune = await tuned(benches, { tune: wish('toycut.makespan') });
    expect(tune.candidates.map(label)).toEqual(['one', 'many']);
    expect(tune).toMatchObject({ recommended: 0, runnerUp: 1, given: [], elsewhere: [] });
    expect(tune.candidates[1]).toMatchObject({
      base: true,
      objectives: [{ value: 8, ci95: [8, 8] }],
      against: { ratio: 8 / 3, difference: 5 },
    });
  });

  it('takes a design that an axis does not reach once, without a setting; the scenario as it stands is one of the points', async () => {
    const tune = await tuned(benches, { tune: wish('toycut.makespan'), sweep: hands });
    expect(tune.candidates.map(label)).toEqual(['many 4', 'one', 'many 2', 'many 1']);
    expect(tune.candidates.map(({ base }) => base)).toEqual([false, true, false, true]);
  });

  it('is asked of one design alone where every expression names it', async () => {
    const tune = await tuned(benches, {
      tune: wish('many.toycut.makespan', { of: 'many.toycut.latency', under: 3 }),
      sweep: hands,
    });
    expect(tune.candidates.map(label)).toEqual(['many 4', 'many 2', 'many 1']);
    // Eight pieces of a second over h hands: the mean latency is (8 / h + 1) / 2.
    expect(tune.candidates.map(({ constraints }) => constraints[0]!.value)).toEqual([1.5, 2.5, 4.5]);
    expect(tune.candidates.map(({ feasible }) => feasible)).toEqual(['yes', 'yes', 'no']);
  });

  it('of several designs at once is asked of the setting', async () => {
    const ratio: TuneSpec = {
      ...wish('x'),
      objectives: [
        {
          text: 'many.toycut.makespan / one.toycut.makespan',
          expression: quotient('many.toycut.makespan', 'one.toycut.makespan'),
          better: 'low',
        },
      ],
    };
    const tune = await tuned(benches, { tune: ratio, sweep: hands });
    expect(tune.candidates.map(label)).toEqual([' 4', ' 2', ' 1']);
    expect(tune.candidates[0]!.objectives[0]!.value).toBeCloseTo(2 / 3, 12);
  });

  it('is granted for each circumstance, first for the one that the scenario has or comes nearest to', async () => {
    const sweep = {
      axes: [
        { address: 'toybench.hands', values: [64, 2, 4] },
        { address: 'pieces', values: [8, 16] },
      ],
      paired: false,
    };
    const tune = await tuned(benches, {
      tune: wish('many.toycut.makespan', { of: 'many.toycut.latency', under: 2 }, ['toybench.hands']),
      sweep,
    });
    // With two hands the mean latency is (8 / 2 + 1) / 2 = 2.5 s and more.
    expect(tune.given).toEqual([{ address: 'toybench.hands', value: 2, unit: '1' }]);
    expect(tune).toMatchObject({ recommended: null, nearest: 0 });
    expect(tune.candidates.map(label)).toEqual(['many 8', 'many 16']);
    expect(tune.elsewhere.map(({ given, candidate }) => [given[0]!.value, candidate && label(candidate)])).toEqual([
      [64, 'many 8'],
      [4, 'many 8'],
    ]);
  });

  it('between designs alone is granted first for what the scenario has, on the axis or off it', async () => {
    const sweep = { axes: [{ address: 'toybench.hands', values: [4] }], paired: false };
    const tune = await tuned(benches, { tune: wish('toycut.makespan', null, ['toybench.hands']), sweep });
    expect(tune.given[0]!.value).toBe(1);
    expect(tune.candidates.map(label)).toEqual(['one', 'many']);
    expect(tune.elsewhere.map(({ given, candidate }) => [given[0]!.value, label(candidate!)])).toEqual([[4, 'many']]);
  });

  it('knows ties and differences by what the same luck leaves over', async () => {
    // Each piece takes the same time in every design of a replication: 21 of them take longer than 20 in each.
    const time = { kind: 'exponential', mean: 1 } as const;
    const shape: ToyShape = () => [
      { name: 'plain', time, activities: [{ pieces: 20 }] },
      { name: 'twin', time, activities: [{ pieces: 20 }] },
      { name: 'longer', time, activities: [{ pieces: 21 }] },
      { name: 'other', time: { kind: 'uniform', low: 0, high: 2 }, activities: [{ pieces: 20 }] },
    ];
    const tune = await tuned(shape, {
      tune: wish('toycut.makespan'),
      toyRun: { replications: 20 },
    } as Partial<Scenario>);
    const of = (design: string) => tune.candidates.find((each) => each.design === design)!;
    const best = tune.candidates[tune.recommended!]!;
    expect(['plain', 'twin', 'other']).toContain(best.design);
    expect(of('twin').objectives).toEqual(of('plain').objectives);
    // Their own intervals overlap by far; that of the difference does not reach zero.
    expect(of('longer').objectives[0]!.ci95![0]).toBeLessThan(of('plain').objectives[0]!.value!);
    const { difference, differenceCi95 } = of('longer').against!;
    expect(difference).toBeGreaterThan(0);
    if (best.design !== 'other') {
      expect(differenceCi95![0]).toBeGreaterThan(0);
      expect(of('longer').tied).toBe(false);
      expect(of(best.design === 'plain' ? 'twin' : 'plain').tied).toBe(true);
    }
  });

  it('adds its numbers to the columns of the sweep', async () => {
    const { scenario, resolve } = toyScenario(benches, { tune: wish('toycut.latency.max'), sweep: hands });
    const { sweep } = await runScenario(scenario, { version: 'test', models: toyModels, resolve });
    const column = sweep!.columns.findIndex(({ name }) => name === 'many.toycut.latency.max');
    expect(sweep!.points.map(({ mean }) => mean[column])).toEqual([8, 4, 2]);
  });

  it('changes nothing else in the results', async () => {
    const run = async (tune: TuneSpec | null) => {
      const { scenario, resolve } = toyScenario(benches, { tune });
      const {
        answer: _,
        tune: __,
        ...rest
      } = await runScenario(scenario, { version: 'test', models: toyModels, resolve });
      return rest;
    };
    expect(await run(wish('toycut.makespan'))).toEqual(await run(null));
  });
});
