import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FlipOptions, findFlip, type VerdictWord } from '../../../src/statistics/index.ts';

type Case = Omit<FlipOptions, 'evaluate'>;
const whole = (low: number, high: number, base: number): Case => ({ low, high, base, integer: true, scale: 'linear' });
const linear = (low: number, high: number, base: number): Case => ({
  low,
  high,
  base,
  integer: false,
  scale: 'linear',
});
const log = (low: number, high: number, base: number): Case => ({ low, high, base, integer: false, scale: 'log' });

/** Searches with the verdict a function of the value, and counts the calls. */
function search(options: Case, verdict: (at: number) => VerdictWord) {
  const asked: number[] = [];
  const result = findFlip({
    ...options,
    evaluate: (at) => {
      asked.push(at);
      return { value: 1 / at, verdict: verdict(at) };
    },
  });
  expect(new Set(asked).size, 'each value is evaluated once').toBe(asked.length);
  return { ...result, asked };
}

const turnsAt =
  (place: number) =>
  (at: number): VerdictWord =>
    at < place ? 'confirmed' : 'refuted';

describe('findFlip', () => {
  it('looks at every value of a short range of whole numbers, and reports neighbours', () => {
    const { flipsAt, flipsBetween, changes, asked } = search(whole(1, 16, 1), turnsAt(2));
    expect([flipsAt, flipsBetween, changes]).toEqual([2, [1, 2], 1]);
    expect(asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  });

  it('names the first value on the far side of the base', () => {
    expect(search(whole(1, 10, 1), turnsAt(4))).toMatchObject({ flipsAt: 4, flipsBetween: [3, 4] });
    expect(search(whole(1, 10, 10), turnsAt(4))).toMatchObject({ flipsAt: 3, flipsBetween: [3, 4] });
  });

  it('halves a long range of whole numbers down to neighbours', () => {
    const { flipsAt, flipsBetween, asked } = search({ ...whole(1, 100_000, 1), scale: 'log' }, turnsAt(777));
    expect([flipsAt, flipsBetween]).toEqual([777, [776, 777]]);
    expect(asked.every(Number.isInteger)).toBe(true);
    expect(asked.length).toBeLessThan(22);
  });

  it('spaces nine values evenly, or by decades', () => {
    expect(search(linear(0, 8, 3), () => 'confirmed').asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const decades = search(log(1, 1e8, 50), () => 'confirmed').asked;
    expect(decades).toHaveLength(10);
    expect([decades[0], decades[2], decades[9]]).toEqual([1, 50, 1e8]);
    expect(decades[1]! / 10).toBeCloseTo(1, 12);
  });

  it('brings a continuous flip to one part in a thousand', () => {
    for (const options of [linear(0, 100, 10), log(0.01, 1000, 10)]) {
      const { flipsAt, flipsBetween } = search(options, turnsAt(26.18));
      expect(flipsBetween![0]).toBeLessThan(26.18);
      expect(flipsBetween![1]).toBeGreaterThanOrEqual(26.18);
      expect(flipsBetween![1] / flipsBetween![0]).toBeLessThan(1.0011);
      expect(flipsAt).toBe(flipsBetween![1]);
    }
  });

  it('ends at a flip at zero, where no relative tolerance is ever met', () => {
    const { flipsAt, asked } = search(linear(-3, 4, 2), turnsAt(0));
    expect(Math.abs(flipsAt!)).toBeLessThan(1e-5);
    expect(asked.length).toBeLessThan(40);
  });

  it('says none where nothing turns, with the values it looked at', () => {
    const { flipsAt, flipsBetween, changes, points } = search(linear(1, 9, 5), () => 'refuted');
    expect([flipsAt, flipsBetween, changes]).toEqual([null, null, 0]);
    expect(points).toHaveLength(9);
    expect(points[0]).toEqual({ at: 1, value: 1, verdict: 'refuted' });
  });

  it('takes the change nearest to the base, and counts the others', () => {
    const band = (at: number): VerdictWord => (at >= 20 && at < 70 ? 'confirmed' : 'refuted');
    expect(search(linear(0, 100, 65), band)).toMatchObject({ changes: 2 });
    expect(search(linear(0, 100, 65), band).flipsAt).toBeCloseTo(70, 0);
    expect(search(linear(0, 100, 25), band).flipsAt).toBeCloseTo(20, 0);
  });

  it('brackets a zone of chance from the last sure value to the first sure value', () => {
    const noisy = (at: number): VerdictWord => (at < 40 ? 'confirmed' : at < 46 ? 'inconclusive' : 'refuted');
    const { flipsAt, flipsBetween, changes } = search(whole(1, 100, 1), noisy);
    expect([flipsAt, flipsBetween, changes]).toEqual([46, [39, 46], 1]);
    // From the other side, the far end is the other one.
    expect(search(whole(1, 100, 100), noisy).flipsAt).toBe(39);
    // A base inside the zone is nearer to one end.
    expect(search(whole(1, 100, 44), noisy).flipsAt).toBe(46);
  });

  it('does not call losing certainty a flip', () => {
    const fading = (at: number): VerdictWord => (at < 4 ? 'confirmed' : 'inconclusive');
    expect(search(whole(1, 9, 1), fading)).toMatchObject({ flipsAt: null, changes: 0 });
  });

  it('looks at the base even outside the range', () => {
    expect(search(whole(2, 5, 1), turnsAt(2))).toMatchObject({ flipsAt: 2, flipsBetween: [1, 2] });
  });

  it('finds any single threshold of any range of whole numbers', () => {
    const size = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(size, size, size, size, fc.boolean(), (a, b, c, d, byDecades) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b) + 1];
        const base = low + (c % (high - low + 1));
        const place = low + 1 + (d % (high - low));
        const { flipsBetween } = search(
          { ...whole(low, high, base), scale: byDecades ? 'log' : 'linear' },
          turnsAt(place),
        );
        expect(flipsBetween).toEqual([place - 1, place]);
      }),
      { seed: 71, numRuns: 500 },
    );
  });
});
