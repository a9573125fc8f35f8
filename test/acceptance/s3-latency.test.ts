/**
 * The shipped latency profiles against what was published. The tables set the profiles, so this checks that draws
 * reproduce them (interpolation, tails, generator), not that they predict anything new.
 */
import { describe, expect, it } from 'vitest';
import type { DistributionSpec } from '../../src/fields/index.ts';
import { createDistribution, keyedDraws } from '../../src/random/index.ts';
import { parseScenario } from '../../src/scenario/index.ts';

const firstByte = async (storage: string): Promise<DistributionSpec> => {
  const result = await parseScenario(
    'x.yaml',
    `lakesim: 1\ntitle: t\nquestion: q\ndesigns: { a: { storage: ${storage}, workload: [ { read: { objects: 1, size: 1 kB } } ] } }\n`,
  );
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.resolved.designs[0]!.components.find((each) => each.name === 'storage')!.values
    .firstByte as DistributionSpec;
};

/** Sorted milliseconds. */
const draw = (spec: DistributionSpec, n: number): Float64Array => {
  const distribution = createDistribution(spec);
  const luck = keyedDraws(7, 0, 'firstByte');
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = distribution.sample(luck.uniform(i, 0)) * 1000;
  return values.sort();
};
const quantile = (sorted: Float64Array, p: number): number => sorted[Math.floor(p * sorted.length)]!;
const mean = (sorted: Float64Array): number => sorted.reduce((a, b) => a + b, 0) / sorted.length;

// Skyrise, 1 KB GETs from Lambda, us-east-1, 2024-04; milliseconds.
const published = {
  's3-standard': { p50: 26.1, p75: 40.7, p90: 58.7, p95: 73.8, p99: 105, p999: 175, mean: 32.5 },
  's3-express-one-zone': { p50: 4.8, p75: 5.03, p90: 5.31, p95: 5.54, p99: 7.37, p999: 23.4, mean: 4.91 },
};

describe.each(Object.entries(published))('a million draws of %s', (storage, table) => {
  it('have the published quantiles within 2 % (p99.9 within 5 %) and the mean within 3 %', async () => {
    const values = draw(await firstByte(storage), 1_000_000);
    for (const [p, expected] of [
      [0.5, table.p50],
      [0.75, table.p75],
      [0.9, table.p90],
      [0.95, table.p95],
      [0.99, table.p99],
    ] as const) {
      expect(Math.abs(quantile(values, p) / expected - 1), `p${p * 100}`).toBeLessThan(0.02);
    }
    expect(Math.abs(quantile(values, 0.999) / table.p999 - 1)).toBeLessThan(0.05);
    expect(Math.abs(mean(values) / table.mean - 1)).toBeLessThan(0.03);
  });
});

describe('the load of the hour', () => {
  it.each([
    ['quiet', 17.7],
    ['typical', 26.1],
    ['busy', 40.9],
  ])('%s has a median of %d ms within 5 %', async (load, expected) => {
    const values = draw(await firstByte(`{ profile: s3-standard, load: ${load} }`), 100_000);
    expect(Math.abs(quantile(values, 0.5) / expected - 1)).toBeLessThan(0.05);
  });
});
