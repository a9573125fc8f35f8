import { describe, expect, it } from 'vitest';
import { runScenario } from '../../../src/experiment/index.ts';
import { checkShape, type Results, resultsSchema, writeResults } from '../../../src/results/index.ts';
import { parseScenario } from '../../../src/scenario/index.ts';
import { claim, metric, quotient, type ToyScenario, type ToyShape, toyModels, toyScenario } from './_toy.ts';

const run = ({ scenario, resolve }: ToyScenario): Promise<Results> =>
  runScenario(scenario, { version: 'test', models: toyModels, resolve });

/** Twenty exponential pieces in a row: the makespan has a coefficient of variation of .22. */
const sawing: ToyShape = ({ 'toybench.hands': hands = 1 }) => [
  { name: 'shop', hands, time: { kind: 'exponential', mean: 1 }, activities: [{ pieces: 20 }] },
];
const long = [claim('long', metric('shop.toycut.makespan'))];
const half = ([lo, hi]: readonly [number, number]): number => (hi - lo) / 2;

describe('replications until a precision', () => {
  it('stop at the first look at which every claim is known well enough', async () => {
    const results = await run(toyScenario(sawing, { claims: long, toyRun: { precision: 0.05, replications: 1000 } }));
    const { n, asked, stoppedBy, precision, reached } = results.replications;
    expect([10, 14, 20, 28, 40, 56, 80, 112, 160, 224]).toContain(n);
    expect([asked, stoppedBy, precision]).toEqual([1000, 'precision', 0.05]);
    const [found] = results.claims;
    expect(half(found!.ci95!) / found!.value!).toBeCloseTo(reached!, 12);
    expect(reached).toBeLessThanOrEqual(0.05);
    expect(results.designs.shop!.metrics['toycut.makespan']!.values).toHaveLength(n);
    expect(checkShape(JSON.parse(writeResults(results)), resultsSchema)).toEqual([]);
    expect(results.answer.scope).toContain(`over ${n} replications, until every claim was known to ±5%`);
  });

  it('are the very replications that the same number asked for would be', async () => {
    const found = await run(toyScenario(sawing, { claims: long, toyRun: { precision: 0.05, replications: 1000 } }));
    const { n } = found.replications;
    const asked = await run(toyScenario(sawing, { claims: long, toyRun: { replications: n } }));
    expect(found.designs).toEqual(asked.designs);
    expect(found.claims).toEqual(asked.claims);
  });

  it('give up at the most there may be, and say how many would do', async () => {
    const results = await run(toyScenario(sawing, { claims: long, toyRun: { precision: 0.001, replications: 14 } }));
    expect(results.replications).toMatchObject({ n: 14, asked: 14, stoppedBy: 'limit' });
    const warning = results.warnings.find(({ code }) => code === 'precision_not_reached')!;
    expect(warning.text).toMatch(
      /^After 14 replications, all that run\.limits\.replications allows, long is known to ±/,
    );
    // .22 x 1.96 / sqrt(n) = .001 for 190,000.
    const needed = Number(/about ([\d,]+) replications/.exec(warning.remedy)![1]!.replaceAll(',', ''));
    expect(needed).toBeGreaterThan(50_000);
    expect(needed).toBeLessThan(1_000_000);
  });

  it('are of the primary metrics where nothing is claimed', async () => {
    const results = await run(toyScenario(sawing, { toyRun: { precision: 0.1, replications: 1000 } }));
    expect(results.replications.stoppedBy).toBe('precision');
    expect(results.answer.scope).toContain('until every primary metric was known to ±10%');
  });

  it('are one where nothing is random', async () => {
    const still: ToyShape = () => [{ activities: [{ pieces: 3 }] }];
    const results = await run(toyScenario(still, { toyRun: { precision: 0.01, replications: 1000 } }));
    expect(results.replications).toMatchObject({ n: 1, asked: 1000, stoppedBy: 'nothing random' });
    expect(results.warnings.map(({ code }) => code)).not.toContain('precision_not_reached');
  });

  it('wait for the samples that a quantile needs, and not for what can have no interval', async () => {
    const claims = [
      claim('tail', metric('shop.toybench.pieceTime.p95')),
      claim('lost', quotient('shop.toycut.count', 'shop.toycut.failed')),
      claim('middle', metric('shop.toycut.makespan.p50')),
    ];
    const results = await run(toyScenario(sawing, { claims, toyRun: { precision: 0.5, replications: 1000 } }));
    // 20 pieces a replication: 200 samples, as many as p95 needs, are there at the first look.
    expect(results.replications).toMatchObject({ n: 10, stoppedBy: 'precision' });
    const without = results.warnings.find(({ code }) => code === 'precision_without')!;
    expect(without.text).toContain('lost, middle');
    const few = await run(
      toyScenario(() => [{ name: 'shop', time: { kind: 'exponential', mean: 1 }, activities: [{ pieces: 5 }] }], {
        claims: claims.slice(0, 1),
        toyRun: { precision: 0.9, replications: 1000 },
      }),
    );
    expect(few.replications.n).toBe(40);
  });

  it('are as many at every sweep point and in every assumption as the base case took', async () => {
    const claims = [
      claim('long', metric('shop.toycut.makespan'), { assumptions: [{ address: 'toybench.hands', low: 1, high: 2 }] }),
    ];
    const sweep = { axes: [{ address: 'toybench.hands', values: [1, 2] }], paired: false };
    const toy = (given: object) => toyScenario(sawing, { claims, sweep, toyRun: given });
    const found = await run(toy({ precision: 0.05, replications: 1000 }));
    const asked = await run(toy({ replications: found.replications.n }));
    expect(found.sweep).toEqual(asked.sweep);
    expect(found.claims).toEqual(asked.claims);
  });
});

describe('a precision in a scenario', () => {
  const text = (run: string): string => `lakesim: 1
title: t
question: q
parameters: { files: 30 }
defaults: { storage: s3-standard, client: { connections: 2 } }
designs:
  many_small: { workload: [ { read: { objects: =files, size: 1 kB } } ] }
  one_large: { workload: [ { read: { objects: 1, size: 30 kB } } ] }
run: { ${run} }
claims:
  - { id: faster, says: faster, value: many_small.read.makespan / one_large.read.makespan, expect: "> 5" }
sweep: { axes: { files: [10, 20] } }
`;
  const read = async (run: string) => {
    const result = await parseScenario('precision.yaml', text(run));
    if (!result.ok) throw new Error(JSON.stringify(result.issues));
    return result.scenario;
  };

  it('gives the same bytes with any number of workers', async () => {
    const scenario = await read('precision: 8%');
    const alone = await runScenario(scenario, { version: 'test' });
    expect(alone.replications.n).toBeGreaterThan(10);
    for (const workers of [2, 3]) {
      const results = await runScenario(scenario, { version: 'test', workers, alwaysThreads: true });
      expect(writeResults(results)).toBe(writeResults(alone));
    }
  });

  it('is capped by the limit of replications, and listed among the inputs', async () => {
    const results = await runScenario(await read('precision: 0.1%, limits: { replications: 12 }'), { version: 'test' });
    expect(results.replications).toMatchObject({ n: 12, asked: 12, stoppedBy: 'limit' });
    expect(results.inputs).toContainEqual(expect.objectContaining({ path: 'run.precision', value: 0.001 }));
    expect(results.inputs.map(({ path }) => path)).not.toContain('run.replications');
  });
});
