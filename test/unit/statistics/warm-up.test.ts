import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStream, type RandomStream } from '../../../src/random/index.ts';
import { commonCut, cutAtTime, mser5 } from '../../../src/statistics/index.ts';

/** MSER-5 as its definition reads, in quadratic time. */
function slowTwin(series: readonly number[]): number {
  const batches = Array.from({ length: Math.floor(series.length / 5) }, (_, i) => mean(series.slice(5 * i, 5 * i + 5)));
  const m = batches.length;
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let d = 0; d <= Math.floor(m / 2); d++) {
    const rest = batches.slice(d);
    const centre = mean(rest);
    const statistic = rest.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (m - d) ** 2;
    // Rounding may tell equal ones apart.
    if (statistic < least * (1 - 1e-9)) {
      least = statistic;
      best = d;
    }
  }
  return 5 * best;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
/** A transient of that size that dies with e^(-i / length), and noise of size 1. */
function transient(n: number, size: number, length: number, name: string): number[] {
  const stream = createStream(1, 0, name);
  return Array.from({ length: n }, (_, i) => 10 + size * Math.exp(-i / length) + (stream.uniform() - 0.5));
}

describe('MSER-5', () => {
  it('cuts off a step exactly where it ends', () => {
    // 12 batches at 0, then 88 between 9 and 11: leaving out fewer keeps the step, more throws good batches away.
    const series = Array.from({ length: 500 }, (_, i) => (i < 60 ? 0 : 10 + (i % 2 === 0 ? 1 : -1)));
    expect(mser5(series)).toEqual({ count: 60, atLimit: false });
  });

  it('cuts most of a transient that dies away, and nothing to speak of where there is none', () => {
    const { count, atLimit } = mser5(transient(5000, 20, 100, 'transient'));
    // After 460 observations the transient of 20 is down to 0.2, a fifth of the noise; after 1,000 to a thousandth.
    expect(count).toBeGreaterThan(300);
    expect(count).toBeLessThan(1000);
    expect(atLimit).toBe(false);
    expect(mser5(transient(5000, 0, 1, 'settled')).count).toBeLessThan(500);
  });

  it('agrees with its definition', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 50, maxLength: 300 }), (series) => {
        expect(mser5(series).count).toBe(slowTwin(series));
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('leaves a constant series whole', () => {
    expect(mser5(Array(100).fill(7.3))).toEqual({ count: 0, atLimit: false });
  });

  it('never cuts more than half, and says when it would like to: the series never settles', () => {
    const growing = Array.from({ length: 1000 }, (_, i) => i);
    expect(mser5(growing)).toEqual({ count: 500, atLimit: true });
  });

  it('cuts nothing off fewer than fifty observations, and says that they are too few', () => {
    expect(mser5(Array(49).fill(1))).toEqual({ count: 0, atLimit: true });
    expect(mser5([])).toEqual({ count: 0, atLimit: true });
  });

  it('takes the bias of a bad start out of the mean of a queue', () => {
    // M/M/1 at load .9 with service .9 s: the true mean wait is .81 / .1 = 8.1 s. The first of 4,000 customers waits 100 s,
    // which takes some 1,000 customers to work off: about 12 s too much on average over the whole run.
    const stream = createStream(3, 0, 'queue with a bad start');
    const runs = 100;
    let whole = 0;
    let cut = 0;
    for (let run = 0; run < runs; run++) {
      const waits = waitsOf(stream, 100, 4000);
      whole += mean(waits) / runs;
      cut += mean(waits.slice(mser5(waits).count)) / runs;
    }
    expect(whole - 8.1).toBeGreaterThan(8);
    // The mean of one run has a standard deviation of about 3, of a hundred .3; the heuristic follows the single run.
    expect(Math.abs(cut - 8.1)).toBeLessThan(1.5);
  });

  it('sees the fill of an empty queue in the mean of many runs', () => {
    // M/M/1 at load .5: the mean of 400 runs rises to .25 / .5 = .5 s over some twenty customers.
    const stream = createStream(3, 0, 'queue from empty');
    const average = new Array<number>(1000).fill(0);
    for (let run = 0; run < 400; run++) {
      waitsOf(stream, 0, 1000, 0.5).forEach((wait, i) => {
        average[i]! += wait / 400;
      });
    }
    const { count, atLimit } = mser5(average);
    expect(count).toBeGreaterThanOrEqual(5);
    expect(count).toBeLessThan(300);
    expect(atLimit).toBe(false);
    // The mean wait of 400,000 customers at this load has a standard error of about .004; four of them.
    expect(Math.abs(mean(average.slice(count)) - 0.5)).toBeLessThan(0.016);
  });
});

/** Lindley's recursion: arrivals one second apart on average. */
function waitsOf(stream: RandomStream, first: number, customers: number, serviceSeconds = 0.9): number[] {
  let wait = first;
  return Array.from({ length: customers }, () => {
    const now = wait;
    wait = Math.max(0, wait + stream.exponential(serviceSeconds) - stream.exponential(1));
    return now;
  });
}

describe('one cut for all', () => {
  it('is the largest of several series, and at the limit if one of them is', () => {
    const early = Array.from({ length: 200 }, (_, i) => (i < 20 ? 0 : 10 + (i % 2)));
    const late = Array.from({ length: 200 }, (_, i) => (i < 55 ? 0 : 10 + (i % 2)));
    expect(commonCut([early, late])).toEqual({ count: 55, atLimit: false });
    expect(commonCut([early, Array.from({ length: 200 }, (_, i) => i)])).toEqual({ count: 100, atLimit: true });
    expect(commonCut([])).toEqual({ count: 0, atLimit: false });
  });
});

describe('a cut at a time', () => {
  it('is the first observation at or after it', () => {
    expect(cutAtTime([0, 1, 2, 3], 2)).toBe(2);
    expect(cutAtTime([0, 1, 2, 3], 1.5)).toBe(2);
    expect(cutAtTime([0, 1], 0)).toBe(0);
    expect(cutAtTime([0, 1], 5)).toBe(2);
  });
});
