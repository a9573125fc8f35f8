/** Spark's queries give the same bytes with any number of worker threads. */
import { expect, it } from 'vitest';
import { runScenario } from '../../../src/experiment/index.ts';
import { writeResults } from '../../../src/results/index.ts';
import { parseScenario } from '../../../src/scenario/index.ts';

const text = `lakesim: 1
title: Spark
question: How long?
defaults:
  table: { profile: hive, files: 200, fileSize: 100 kB, directories: [40] }
  compute: { profile: spark-emr, workers: 3, stragglers: { share: 5%, factor: 4 }, speculation: true, taskFailures: 2%, workerLosses: 20 /h }
  workload: [ { query: { shuffle: 30%, output: 10 MB, arrivals: 30 /h, count: 3 } } ]
designs:
  a: {}
  b: { compute: { autoscale: { min: 1, max: 4, idle: 10 s } } }
run: { seed: 42, replications: 4, horizon: 30 min }
`;

it('gives the same bytes with two worker threads as with none', async () => {
  const parsed = await parseScenario('spark.yaml', text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const alone = writeResults(await runScenario(parsed.scenario, { version: 'test' }));
  const threads = await runScenario(parsed.scenario, { version: 'test', workers: 2, alwaysThreads: true });
  expect(writeResults(threads)).toBe(alone);
});
