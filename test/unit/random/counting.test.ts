import { describe, expect, it } from 'vitest';
import { createStream, erlangCdf, erlangQuantile, poissonQuantile } from '../../../src/random/index.ts';

describe('Poisson counts', () => {
  it.each([0.01, 0.7, 5, 29, 31, 200, 40_000])('have mean and variance %d', (mean) => {
    const stream = createStream(1, 0, 'counts');
    const n = 40_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const count = poissonQuantile(mean, stream.uniform());
      sum += count;
      squares += (count - mean) ** 2;
    }
    // Four standard errors: of the mean sqrt(mean / n), of the variance sqrt((mean + 2 mean^2) / n).
    expect(Math.abs(sum / n - mean)).toBeLessThan(4 * Math.sqrt(mean / n));
    expect(Math.abs(squares / n - mean)).toBeLessThan(4 * Math.sqrt((mean + 2 * mean * mean) / n));
  });

  it.each([1, 7, 40, 3000])('reach %d within a time exactly when that many events take no longer', (count) => {
    for (const share of [0.01, 0.5, 0.99]) expect(erlangCdf(count, erlangQuantile(count, share))).toBeCloseTo(share, 6);
    // P(N >= k) = P(the k-th comes in time), for the counts that are summed up.
    const mean = 10;
    if (count > 30) return;
    const p = 1 - erlangCdf(count, mean);
    expect(poissonQuantile(mean, p - 1e-9)).toBeLessThan(count);
    expect(poissonQuantile(mean, p + 1e-9)).toBeGreaterThanOrEqual(count);
  });
});
