/** The two published traces of Facebook's Hadoop (SWIM, 2009 and 2010): jobs and bytes are read and replayed whole. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runScenario } from '../../src/experiment/index.ts';
import { loadScenario } from '../../src/scenario/index.ts';

const folder = join(process.env.LAKESIM_REAL_DATA ?? 'nowhere', 'traces');
const work = mkdtempSync(join(tmpdir(), 'job-traces-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const quantile = (sorted: readonly number[], p: number): number => sorted[Math.floor(p * (sorted.length - 1))]!;

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
  a: { workload: [ { read: { objects: 1, size: 0 B, arrivals: { trace: "${join(folder, file)}" } } } ] }
run: { seed: 1, replications: 1 }
`.replace(folder, './here'),
    );
    const { symlinkSync } = await import('node:fs');
    if (!existsSync(join(work, 'here'))) symlinkSync(folder, join(work, 'here'));
    const loaded = await loadScenario(join(work, 'a.yaml'));
    if (!loaded.ok) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'));
    const { jobs = [] } = loaded.resolved.designs[0]!.activities[0]!.timing.arrivals!.trace!;
    const inputs = jobs.map((job) => job.inputBytes).sort((a, b) => a - b);
    expect(jobs.length).toBe(count);
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
});
