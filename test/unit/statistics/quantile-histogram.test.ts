import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDistribution, createStream } from '../../../src/random/index.ts';
import { QuantileHistogram } from '../../../src/statistics/index.ts';

function histogramOf(values: Iterable<number>): QuantileHistogram {
  const histogram = new QuantileHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

/** Linear between the neighbours of position (n - 1) p. */
function exactQuantile(sorted: ArrayLike<number>, p: number): number {
  const position = (sorted.length - 1) * p;
  const rank = Math.floor(position);
  const low = sorted[rank]!;
  const high = sorted[Math.min(rank + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - rank);
}

function samples(n: number, name: string): Float64Array {
  const stream = createStream(1, 0, name);
  const latency = createDistribution({ kind: 'lognormal', mu: Math.log(0.026), sigma: 0.6 });
  return Float64Array.from({ length: n }, () => stream.draw(latency));
}

describe('QuantileHistogram', () => {
  it('is exact up to 10,000 values', () => {
    const values = samples(10_000, 'exact');
    const histogram = histogramOf(values);
    const sorted = values.toSorted();
    for (const p of [0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.9999, 1]) {
      expect(histogram.quantile(p)).toBeCloseTo(exactQuantile(sorted, p), 15);
    }
    expect([histogram.n, histogram.min, histogram.max]).toEqual([10_000, sorted[0], sorted[9999]]);
  });

  it('is within half a per cent beyond', () => {
    const values = samples(200_000, 'many');
    const histogram = histogramOf(values);
    const sorted = values.toSorted();
    for (const p of [0.001, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999]) {
      expect(Math.abs(histogram.quantile(p) / exactQuantile(sorted, p) - 1), `p ${p}`).toBeLessThan(0.005);
    }
    expect(histogram.quantile(0)).toBe(sorted[0]);
    expect(histogram.quantile(1)).toBe(sorted[sorted.length - 1]);
  });

  it('gives the very value where all are alike', () => {
    const histogram = histogramOf(Array(20_000).fill(0.0213));
    for (const p of [0, 0.3, 0.999, 1]) expect(histogram.quantile(p)).toBe(0.0213);
  });

  it('knows nothing when empty', () => {
    const histogram = new QuantileHistogram();
    expect([histogram.n, histogram.min, histogram.max, histogram.quantile(0.5)]).toEqual([0, NaN, NaN, NaN]);
    expect(histogram.buckets(10)).toEqual([]);
  });

  it('counts zeros apart', () => {
    const histogram = histogramOf(Array.from({ length: 20_000 }, (_, i) => (i % 4 === 0 ? 1 + i : 0)));
    expect(histogram.quantile(0.7)).toBe(0);
    expect(histogram.quantile(0.76)).toBeGreaterThan(1);
    expect(histogram.buckets(5)[0]).toEqual({ lo: 0, hi: 0, count: 15_000 });
  });

  it.each([-1e-9, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (x) => {
    expect(() => new QuantileHistogram().add(x)).toThrow('a histogram holds no');
  });

  it('takes any size a double can have', () => {
    const sizes = [Number.MIN_VALUE, 1e-300, 1e-9, 1, 2 ** 53, 1e300, Number.MAX_VALUE];
    const histogram = histogramOf(Array.from({ length: 14_000 }, (_, i) => sizes[i % 7]!));
    for (const [i, size] of sizes.entries()) {
      expect(histogram.quantile((i + 0.5) / 7) / size, String(size)).toBeCloseTo(1, size < 1e-300 ? -300 : 2);
    }
  });

  it('counts a weighted value as that many equal ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 10, noNaN: true }), fc.integer({ min: 1, max: 6 })), {
          minLength: 1,
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (pairs, p) => {
          const weighted = new QuantileHistogram();
          for (const [value, weight] of pairs) weighted.add(value, weight);
          const repeated = histogramOf(pairs.flatMap(([value, weight]) => Array<number>(weight).fill(value)));
          expect(weighted.n).toBe(repeated.n);
          expect(weighted.quantile(p)).toBe(repeated.quantile(p));
        },
      ),
      { seed: 51 },
    );
    const weighted = new QuantileHistogram();
    const repeated = new QuantileHistogram();
    for (const value of samples(11_000, 'weights')) {
      weighted.add(value, 3);
      for (let k = 0; k < 3; k++) repeated.add(value);
    }
    for (const p of [0.01, 0.5, 0.99]) expect(weighted.quantile(p)).toBe(repeated.quantile(p));
  });

  it('holds the same whatever the order and the pieces in which values came', () => {
    const values = samples(25_000, 'pieces');
    const whole = JSON.stringify(histogramOf(values));
    expect(JSON.stringify(histogramOf(values.toReversed()))).toBe(whole);
    for (const cuts of [
      [0, 4000, 25_000],
      [0, 12_000, 24_999, 25_000],
      [0, 5000, 10_000, 15_000, 25_000],
    ]) {
      const pieces = cuts.slice(1).map((end, i) => values.subarray(cuts[i], end));
      for (const order of [pieces, pieces.toReversed()]) {
        const merged = new QuantileHistogram();
        for (const piece of order) merged.merge(histogramOf(piece));
        expect(JSON.stringify(merged)).toBe(whole);
      }
    }
  });

  it('stays exact when merged up to 10,000 values', () => {
    const values = samples(10_000, 'merge exactly');
    const merged = histogramOf(values.subarray(0, 3000));
    merged.merge(histogramOf(values.subarray(3000)));
    expect(JSON.stringify(merged)).toBe(JSON.stringify(histogramOf(values)));
    expect(merged.quantile(0.5)).toBeCloseTo(exactQuantile(values.toSorted(), 0.5), 15);
  });

  it.each([0, 100, 12_000])('crosses a thread as plain data with %d values', (n) => {
    const histogram = histogramOf(samples(n, 'thread'));
    if (n > 0) histogram.add(0, 4);
    const copy = QuantileHistogram.fromJSON(structuredClone(histogram.toJSON()));
    for (const each of [histogram, copy]) each.add(0.5);
    expect(copy.toJSON()).toEqual(histogram.toJSON());
    expect(copy.quantile(0.9)).toBe(histogram.quantile(0.9));
  });

  it.each([50, 20_000])('draws %d values in few buckets that hold them all, in order', (n) => {
    const values = samples(n, 'picture');
    const histogram = histogramOf(values);
    for (const maxBuckets of [1, 7, 40]) {
      const buckets = histogram.buckets(maxBuckets);
      expect(buckets.length).toBeLessThanOrEqual(maxBuckets);
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(n);
      expect([buckets[0]?.lo, buckets[buckets.length - 1]?.hi]).toEqual([histogram.min, histogram.max]);
      for (const { lo, hi, count } of buckets) {
        const inside = values.filter((x) => x >= lo && (x < hi || hi === histogram.max)).length;
        expect(inside).toBe(count);
      }
    }
  });
});
