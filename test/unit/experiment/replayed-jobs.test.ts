/** Jobs of a trace as queries: each at its time, and with its sizes unless the scenario has its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runScenario } from '../../../src/experiment/index.ts';
import { query } from '../../../src/models/query/query.ts';
import { loadScenario } from '../../../src/scenario/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const metricsOf = async (
  keys = '',
  jobs = 'a\t10\t10\t200000000\t50000000\t30000000\nb\t10\t0\t100000000\t0\t0\nc\t900\t890\t0\t0\t0\n',
) => {
  writeFileSync(join(folder, 'jobs.tsv'), jobs);
  writeFileSync(
    join(folder, 'a.yaml'),
    `lakesim: 1
title: t
question: q
designs:
  a:
    table: { profile: plain, size: 10 GB, fileSize: 100 MB, encoding: csv }
    compute: { profile: spark-emr, workers: 2, instance: m5.xlarge }
    workload: [ { query: { arrivals: { trace: ./jobs.tsv }${keys} } } ]
run: { seed: 1, replications: 1 }
`,
  );
  const loaded = await loadScenario(join(folder, 'a.yaml'));
  if (!loaded.ok) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'));
  const { designs } = await runScenario(loaded.scenario, { version: '0.0.0' });
  return (name: string): number => designs.a!.metrics[`query.${name}`]!.mean!;
};

it('ends with its last job, without a horizon, and reads and writes what the jobs did', async () => {
  const mean = await metricsOf();
  expect(mean('count')).toBe(3);
  // 200 MB, 100 MB, and a byte for the job that read nothing; each lists 100 files and the folder, of 300 B each.
  expect(mean('bytesRead')).toBeCloseTo(300e6 + 1 + 3 * 101 * 300, 0);
  expect(mean('bytesWritten')).toBeGreaterThan(30e6 * 0.999);
});

it('keeps sizes that the scenario gives', async () => {
  const own = await metricsOf(', scan: 1 GB, output: 0 B');
  expect(own('bytesRead') / 3e9).toBeCloseTo(1, 1);
});

it('leaves out jobs before from, and those that come keep their sizes', async () => {
  const mean = await metricsOf(', from: 5 min', 'a\t10\t10\t5000000000\t0\t0\nb\t600\t590\t100000000\t0\t0\n');
  expect(mean('count')).toBe(1);
  expect(mean('bytesRead')).toBeLessThan(300e6);
});

it('makes of the bytes of a shuffle a share of what comes through the filter', () => {
  const values = { scan: null, projection: 0.5, selectivity: 0.2, shuffle: 0, output: 0, stages: [] };
  const job = { atSeconds: 0, inputBytes: 1000, shuffleBytes: 30, outputBytes: 7 };
  const filled = (...given: string[]) =>
    query.fromJob!(values as unknown as Parameters<typeof query.perform>[0], job, (key) => given.includes(key));
  expect(filled()).toMatchObject({ scan: 1000, shuffle: 0.3, output: 7 });
  expect(filled('shuffle', 'output')).toMatchObject({ scan: 1000, shuffle: 0, output: 0 });
  expect(filled('stages')).toBe(values);
});
