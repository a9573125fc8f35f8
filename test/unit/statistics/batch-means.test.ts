import { describe, expect, it } from 'vitest';
import { createStream, type RandomStream } from '../../../src/random/index.ts';
import { BatchMeans, lag1Correlation } from '../../../src/statistics/index.ts';
import { countHeld, expectCoverage } from './_coverage.ts';

describe('batch means', () => {
  it('are a case worked by hand: forty batches of one', () => {
    // 1, 3, 1, 3 ...: mean 2, variance 40 / 39, standard error sqrt(1 / 39) = 0.160128; t with 39 degrees 2.022691.
    const batches = new BatchMeans();
    for (let i = 0; i < 40; i++) batches.add(i % 2 === 0 ? 1 : 3);
    const found = batches.interval()!;
    expect(found).toMatchObject({ mean: 2, n: 40, batches: 40, batchSize: 1 });
    expect(found.hi - 2).toBeCloseTo(2.022691 * 0.160128, 5);
    // Neighbours are opposites.
    expect(found.lag1).toBeCloseTo(-39 / 40, 6);
  });

  it('are 20 to 40, however long the run, and the mean is of all values', () => {
    const batches = new BatchMeans();
    let sum = 0;
    for (let n = 1; n <= 100_000; n++) {
      batches.add(n % 97);
      sum += n % 97;
      if (n % 1357 !== 0) continue;
      const found = batches.interval()!;
      expect(found.batches).toBeGreaterThanOrEqual(20);
      expect(found.batches).toBeLessThanOrEqual(40);
      // What is left over at both ends is under a twentieth.
      expect(found.batches * found.batchSize).toBeGreaterThan(0.94 * n);
      expect(found.mean).toBeCloseTo(sum / n, 9);
    }
  });

  it('are none of fewer than twenty values, a point of equal ones, and begin anew after a reset', () => {
    const batches = new BatchMeans();
    for (let i = 0; i < 19; i++) batches.add(5);
    expect(batches.interval()).toBeNull();
    for (let i = 0; i < 5000; i++) batches.add(5);
    expect(batches.interval()).toMatchObject({ mean: 5, lo: 5, hi: 5, lag1: 0, settled: true });
    batches.reset();
    expect([batches.n, batches.interval()]).toEqual([0, null]);
  });

  it('say when they are too short for the memory of the series', () => {
    const slow = autoregressive(createStream(1, 0, 'slow'), 0.999);
    const short = new BatchMeans();
    for (let i = 0; i < 2000; i++) short.add(slow());
    expect(short.interval()!.settled).toBe(false);
    const quick = autoregressive(createStream(1, 0, 'quick'), 0.5);
    const long = new BatchMeans();
    for (let i = 0; i < 20_000; i++) long.add(quick());
    expect(long.interval()!.settled).toBe(true);
  });

  it('hold the mean of an AR(1) series 95 times in 100', () => {
    // Correlation .9: 10,000 values are worth 526 independent ones.
    const stream = createStream(4, 0, 'coverage AR(1)');
    const held = countHeld(0, () => {
      const next = autoregressive(stream, 0.9);
      const batches = new BatchMeans();
      for (let i = 0; i < 10_000; i++) batches.add(next());
      return batches.interval()!;
    });
    expectCoverage(held);
  });

  it('hold the mean wait of M/M/1 at load .8 95 times in 100', () => {
    // Service .8 s: mean wait in queue .8 x .8 / (1 - .8) = 3.2 s. 50,000 customers after 1,000 of warm-up.
    const stream = createStream(4, 0, 'coverage M/M/1');
    const held = countHeld(3.2, () => {
      const batches = new BatchMeans();
      let wait = 0;
      for (let i = 0; i < 51_000; i++) {
        if (i >= 1000) batches.add(wait);
        wait = Math.max(0, wait + stream.exponential(0.8) - stream.exponential(1));
      }
      return batches.interval()!;
    });
    expectCoverage(held);
  });
});

describe('the correlation of neighbours', () => {
  it('is that of an AR(1) series', () => {
    const next = autoregressive(createStream(5, 0, 'lag'), 0.6);
    // Standard error sqrt((1 - .36) / 100,000) = 0.0025; four of them.
    expect(Math.abs(lag1Correlation(Array.from({ length: 100_000 }, next)) - 0.6)).toBeLessThan(0.01);
  });

  it('is zero of equal or too few values', () => {
    expect(lag1Correlation([4, 4, 4, 4])).toBe(0);
    expect(lag1Correlation([1, 2])).toBe(0);
  });
});

/** Uniform noise; starts in its own mean and is stepped until that is forgotten. */
function autoregressive(stream: RandomStream, correlation: number): () => number {
  let x = 0;
  const next = (): number => {
    x = correlation * x + stream.uniform() - 0.5;
    return x;
  };
  for (let i = 0; i < 10 / (1 - correlation); i++) next();
  return next;
}
