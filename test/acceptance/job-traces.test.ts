/** The two published traces of Facebook's Hadoop (SWIM, 2009 and 2010): jobs and bytes are read and replayed whole. */
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runScenario } from '../../src/experiment/index.ts';
import type { TraceJob } from '../../src/fields/index.ts';
import { loadScenario, type RawMap } from '../../src/scenario/index.ts';
import { readTraces } from '../../src/scenario/language/traces.ts';

const folder = join(process.env.LAKESIM_REAL_DATA ?? 'nowhere', 'traces');
const work = mkdtempSync(join(tmpdir(), 'job-traces-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The value with a share p of all before it. 3 % is half of the last digit of the shortest number, 1.7 GB. */
const quantile = (sorted: readonly number[], p: number): number => sorted[Math.floor(p * sorted.length)]!;

describe.skipIf(!existsSync(folder))('traces of Facebook (skipped without LAKESIM_REAL_DATA)', () => {
  it.each([
    // Counted from the files: jobs, bytes of input, the median and 99 % point of input, the mean gap in seconds.
    ['swim-FB-2009_samples_24_times_1hr_0.tsv', 5894, 26.9e12, 19e3, 82.6e9, 14.7],
    ['swim-FB-2010_samples_24_times_1hr_0.tsv', 24_442, 1083e12, 10.4e6, 1.11e12, 3.5],
  ])('%s', async (file, count, inputBytes, medianBytes, p99Bytes, gapSeconds) => {
    writeFileSync(
      join(work, 'a.yaml'),
      `lakesim: 1
title: t
question: q
designs:
  a: { workload: [ { read: { objects: 1, size: 0 B, arrivals: { trace: ./here/${file} } } } ] }
run: { seed: 1, replications: 1 }
`,
    );
    if (!existsSync(join(work, 'here'))) symlinkSync(folder, join(work, 'here'));
    const loaded = await loadScenario(join(work, 'a.yaml'));
    if (!loaded.ok) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'));
    const { jobs = [] } = loaded.resolved.designs[0]!.activities[0]!.timing.arrivals!.trace!;
    const inputs = jobs.map((job) => job.inputBytes).sort((a, b) => a - b);
    expect(jobs.length).toBe(count);
    expect(loaded.resolved.designs[0]!.activities[0]!.timing.arrivals!.trace!.amounts.reduce((a, b) => a + b)).toBe(
      count,
    );
    const near = (found: number, published: number): void => expect(Math.abs(found / published - 1)).toBeLessThan(0.03);
    near(
      inputs.reduce((a, b) => a + b, 0),
      inputBytes,
    );
    near(quantile(inputs, 0.5), medianBytes);
    near(quantile(inputs, 0.99), p99Bytes);
    near((jobs.at(-1)!.atSeconds - jobs[0]!.atSeconds) / (jobs.length - 1), gapSeconds);
    const { designs } = await runScenario(loaded.scenario, { version: '0.0.0' });
    expect(designs.a!.metrics['read.count']!.mean).toBe(count);
  });

  it('of 2009 has the shuffles and outputs that were published', () => {
    const raw: RawMap = { trace: './swim-FB-2009_samples_24_times_1hr_0.tsv' };
    readTraces(raw, folder, (_, message) => {
      throw new Error(message);
    });
    const { jobs } = raw.trace as unknown as { jobs: TraceJob[] };
    const at = (key: 'shuffleBytes' | 'outputBytes', p: number): number =>
      quantile(
        jobs.map((job) => job[key]).sort((a, b) => a - b),
        p,
      );
    const found = [at('shuffleBytes', 0.9), at('shuffleBytes', 0.99), at('outputBytes', 0.5), at('outputBytes', 0.9)];
    const published = [72e6, 53e9, 783e3, 1.7e9];
    for (const [i, value] of found.entries()) expect(Math.abs(value / published[i]! - 1)).toBeLessThan(0.03);
  });

  it('of 2009 runs as queries on a cluster, which read and write what the jobs did', async () => {
    const file = 'swim-FB-2009_samples_24_times_1hr_0.tsv';
    writeFileSync(
      join(work, 'q.yaml'),
      `lakesim: 1
title: t
question: q
designs:
  a:
    table: { profile: plain, size: 10 TB, fileSize: 128 MB, encoding: csv }
    compute: { profile: spark-emr, workers: 40, instance: m5.4xlarge }
    workload: [ { query: { arrivals: { trace: ./here/${file} } } } ]
run: { seed: 1, replications: 1, fidelity: collapsed }
`,
    );
    const loaded = await loadScenario(join(work, 'q.yaml'));
    if (!loaded.ok) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'));
    const { metrics } = (await runScenario(loaded.scenario, { version: '0.0.0' })).designs.a!;
    expect(metrics['query.count']!.mean).toBe(5894);
    // The sums of the columns; each query lists the table as well: 78,125 files and the folder, of 300 B each.
    const listedBytes = 5894 * 78_126 * 300;
    expect(metrics['query.bytesWritten']!.mean! / 6.85269e12).toBeCloseTo(1, 4);
    expect((metrics['query.bytesRead']!.mean! - listedBytes) / 2.68865e13).toBeCloseTo(1, 4);
  }, 300_000);
});
