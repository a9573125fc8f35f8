/** The program's own models and language: the bytes of the results do not depend on the number of workers. */
import { beforeAll, describe, expect, it } from 'vitest';
import { BudgetError, runScenario } from '../../../src/experiment/index.ts';
import { writeResults } from '../../../src/results/index.ts';
import { parseScenario, type Scenario } from '../../../src/scenario/index.ts';

const text = (limits = '') => `lakesim: 1
title: Small and large
question: How much faster is one large object?
parameters: { files: 30, size: 1 kB }
defaults: { storage: s3-standard, client: { connections: 2 } }
designs:
  many_small: { workload: [ { read: { objects: =files, size: =size } } ] }
  one_large: { workload: [ { read: { objects: 1, size: =files * size } } ] }
run: { seed: 42, replications: 6${limits} }
claims:
  - id: faster
    says: faster
    value: many_small.read.makespan / one_large.read.makespan
    expect: "> 5"
    assumptions: [ { parameter: client.connections, low: 1, high: 4 }, { parameter: storage, low: textbook, high: s3-standard } ]
  - { id: tail, says: tail, value: many_small.read.firstByte.p95, expect: "< 1 s" }
sweep: { axes: { files: [10, 20], client.connections: [1, 4] } }
tune: { minimize: cost.total, subjectTo: [ { value: read.makespan, expect: < 2 s } ] }
`;

async function read(source: string): Promise<Scenario> {
  const result = await parseScenario('workers.yaml', source);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.scenario;
}

describe('workers', () => {
  let scenario: Scenario;
  let alone: string;
  beforeAll(async () => {
    scenario = await read(text());
    alone = writeResults(await runScenario(scenario, { version: 'test' }));
  });

  it.each([2, 3])('give the same bytes with %i as with none', async (workers) => {
    const results = await runScenario(scenario, { version: 'test', workers, alwaysThreads: true });
    expect(writeResults(results)).toBe(alone);
  });

  it('are not started where there is little to do', async () => {
    const workerEntry = new URL('./does-not-exist.js', import.meta.url);
    expect(writeResults(await runScenario(scenario, { version: 'test', workers: 2, workerEntry }))).toBe(alone);
  });

  it('report the end of a budget as what it is', async () => {
    const tight = await read(text(', limits: { events: 10 }'));
    await expect(runScenario(tight, { version: 'test', workers: 2 })).rejects.toBeInstanceOf(BudgetError);
    const short = await read(text(', limits: { wallTime: 1 ms }'));
    const outcome = runScenario(short, { version: 'test', workers: 2, alwaysThreads: true });
    await expect(outcome).rejects.toMatchObject({ code: 'WALL_TIME' });
  });

  it('say when their program cannot be started', async () => {
    const workerEntry = new URL('./does-not-exist.js', import.meta.url);
    await expect(
      runScenario(scenario, { version: 'test', workers: 2, alwaysThreads: true, workerEntry }),
    ).rejects.toThrow();
  });
});

it('another seed gives other numbers, the same seed the same', async () => {
  const scenario = await read(text());
  const other = await read(text().replace('seed: 42', 'seed: 43'));
  const [a, b, c] = await Promise.all(
    [scenario, scenario, other].map((each) => runScenario(each, { version: 'test' })),
  );
  expect(writeResults(b!)).toBe(writeResults(a!));
  expect(c!.claims[0]!.value).not.toBe(a!.claims[0]!.value);
});
