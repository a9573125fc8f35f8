import { describe, expect, it } from 'vitest';
import { createStream } from '../../../src/random/index.ts';
import { comparePaired, meanInterval } from '../../../src/statistics/index.ts';
import { countHeld, expectCoverage } from './_coverage.ts';

describe('a paired comparison', () => {
  it('is a case worked by hand', () => {
    // Differences 1, 2, 3: mean 2, standard error sqrt(1 / 3); ratio of means 5 / 3.
    const { difference, ratio, correlation } = comparePaired([3, 5, 7], [2, 3, 4]);
    expect(difference.mean).toBe(2);
    expect(difference.hi - 2).toBeCloseTo(4.302653 / Math.sqrt(3), 5);
    expect(ratio.value).toBeCloseTo(5 / 3, 2);
    expect(correlation).toBeCloseTo(1, 12);
  });

  it('cancels what both share', () => {
    const shared = [3.5, 4.25, 2.75, 5.5];
    const { difference, ratio } = comparePaired(
      shared.map((x) => x + 1),
      shared,
    );
    expect(difference).toEqual({ mean: 1, lo: 1, hi: 1, n: 4 });
    expect(ratio.hi).toBeGreaterThan(ratio.lo);
    expect(comparePaired([1, 1], [2, 2]).correlation).toBeNaN();
  });

  it('refuses sides of different length', () => {
    expect(() => comparePaired([1], [1, 2])).toThrow('differ in length');
  });

  it('holds the true difference 95 times in 100, in a fraction of the width that independent runs would give', () => {
    const stream = createStream(6, 0, 'common random numbers');
    let paired = 0;
    let apart = 0;
    const held = countHeld(1, () => {
      const one: number[] = [];
      const other: number[] = [];
      for (let i = 0; i < 20; i++) {
        const shared = stream.exponential(5) + stream.exponential(5);
        one.push(shared + 1 + stream.uniform());
        other.push(shared + stream.uniform());
      }
      const { difference } = comparePaired(one, other);
      const a = meanInterval(one);
      const b = meanInterval(other);
      paired += difference.hi - difference.lo;
      apart += Math.hypot(a.hi - a.lo, b.hi - b.lo);
      return difference;
    });
    expectCoverage(held);
    // Standard deviations .41 and 10: one twenty-fourth.
    expect(paired / apart).toBeLessThan(0.06);
  });
});
