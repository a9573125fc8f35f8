import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tally, TimeWeighted } from '../../../src/statistics/index.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

function tallyOf(values: readonly number[]): Tally {
  const tally = new Tally();
  for (const value of values) tally.add(value);
  return tally;
}

describe('Tally', () => {
  it('counts, averages and spreads a case worked by hand', () => {
    // 2, 4, 9: mean 5, squared distances 9 + 1 + 16 = 26, variance 13.
    const tally = tallyOf([2, 4, 9]);
    expect([tally.n, tally.mean, tally.variance, tally.min, tally.max, tally.sum]).toEqual([3, 5, 13, 2, 9, 15]);
    expect(tally.sd).toBe(Math.sqrt(13));
  });

  it('knows nothing when empty, and no spread of a single value', () => {
    const tally = new Tally();
    expect([tally.n, tally.sum]).toEqual([0, 0]);
    expect([tally.mean, tally.variance, tally.sd, tally.min, tally.max]).toEqual(Array(5).fill(Number.NaN));
    tally.add(3);
    expect([tally.mean, tally.variance, tally.min, tally.max]).toEqual([3, Number.NaN, 3, 3]);
  });

  it('gives equal values a variance of exactly zero', () => {
    expect(tallyOf(Array(1000).fill(0.1)).variance).toBe(0);
    expect(tallyOf(Array(1000).fill(0.1)).mean).toBe(0.1);
  });

  it('keeps its digits where the mean is a billion times the spread', () => {
    // 1e9 + (0, 1, 2): variance 1; the sum of squares would have lost it.
    expect(tallyOf([1e9, 1e9 + 1, 1e9 + 2]).variance).toBe(1);
  });

  it('takes a value so often at once as one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(finite, fc.integer({ min: 0, max: 20 })), { maxLength: 20 }), (series) => {
        const [together, single] = [new Tally(), new Tally()];
        for (const [value, times] of series) {
          together.addTimes(value, times);
          for (let i = 0; i < times; i++) single.add(value);
        }
        expect([together.n, together.min, together.max]).toEqual([single.n, single.min, single.max]);
        if (single.n === 0) return;
        // Rounding of some hundred sums of numbers up to a million.
        expect(together.mean).toBeCloseTo(single.mean, 6);
        if (single.n > 1)
          expect(together.variance / (single.variance || 1)).toBeCloseTo(single.variance > 0 ? 1 : 0, 6);
      }),
      { seed: 4 },
    );
    const equal = new Tally();
    equal.addTimes(0.1, 1000);
    expect([equal.mean, equal.variance]).toEqual([0.1, 0]);
  });

  it('merges to what one tally would have', () => {
    fc.assert(
      fc.property(fc.array(finite), fc.array(finite), (a, b) => {
        const merged = tallyOf(a);
        merged.merge(tallyOf(b));
        const whole = tallyOf([...a, ...b]);
        expect([merged.n, merged.min, merged.max]).toEqual([whole.n, whole.min, whole.max]);
        if (whole.n > 0) expect(Math.abs(merged.mean - whole.mean)).toBeLessThan(1e-9 * 1e6);
        if (whole.n > 1) expect(Math.abs(merged.variance - whole.variance)).toBeLessThan(1e-9 * 1e12);
      }),
      { seed: 41 },
    );
  });

  it('crosses a thread as plain data and starts anew after a reset', () => {
    for (const tally of [tallyOf([2, 4, 9]), new Tally()]) {
      const copy = Tally.fromJSON(JSON.parse(JSON.stringify(tally)));
      copy.add(1);
      tally.add(1);
      expect(copy.toJSON()).toEqual(tally.toJSON());
    }
    const used = tallyOf([5, 6]);
    used.reset();
    expect(used).toEqual(new Tally());
  });
});

describe('TimeWeighted', () => {
  it('averages a level over time', () => {
    // 0 for 2 s, 3 for 1 s, 1 for 5 s: (0 + 3 + 5) / 8.
    const level = new TimeWeighted(10);
    level.set(12, 3);
    level.add(13, -2);
    expect([level.value, level.max, level.mean(18), level.integral(18)]).toEqual([1, 3, 1, 8]);
  });

  it('is the level itself at the start, and keeps a peak of no duration', () => {
    const level = new TimeWeighted(0, 4);
    expect(level.mean(0)).toBe(4);
    level.set(1, 9);
    level.set(1, 2);
    expect([level.max, level.mean(2)]).toEqual([9, 3]);
  });

  it('forgets what was before a reset, but not the level', () => {
    const level = new TimeWeighted(0, 100);
    level.set(5, 2);
    level.reset(6);
    expect([level.value, level.max, level.mean(8)]).toEqual([2, 2, 2]);
  });

  it('refuses to go back in time', () => {
    const level = new TimeWeighted(5);
    expect(() => level.set(4.9, 1)).toThrow('before 5 s');
    expect(() => level.set(Number.NaN, 1)).toThrow('before 5 s');
  });
});
