import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Expectation, judge, replicationsToSettle } from '../../../src/statistics/index.ts';

const between = (low: number, high: number): Expectation => ({ low, high, lowOpen: false, highOpen: false });
const above = (low: number): Expectation => ({ low, high: Infinity, lowOpen: true, highOpen: false });
const atLeast = (low: number): Expectation => ({ low, high: Infinity, lowOpen: false, highOpen: false });
const below = (high: number): Expectation => ({ low: -Infinity, high, lowOpen: false, highOpen: true });

describe('judge', () => {
  it.each<[string, number, number, Expectation, string]>([
    ['inside', 740, 760, between(700, 800), 'confirmed'],
    ['above', 900, 950, between(700, 800), 'refuted'],
    ['below', 1, 2, between(700, 800), 'refuted'],
    ['over a bound', 790, 810, between(700, 800), 'inconclusive'],
    ['around all that is expected', 600, 900, between(700, 800), 'inconclusive'],
    ['touching a bound from outside', 800, 900, between(700, 800), 'inconclusive'],
    ['ending on a closed bound', 700, 800, between(700, 800), 'confirmed'],
    ['a point on a closed bound', 5, 5, atLeast(5), 'confirmed'],
    ['a point on an open bound', 5, 5, above(5), 'refuted'],
    ['a point on an open upper bound', 5, 5, below(5), 'refuted'],
    ['beginning on an open bound', 5, 7, above(5), 'inconclusive'],
    ['ending on an open bound from outside', 3, 5, above(5), 'refuted'],
    ['a hair beside a closed bound', 757.5 * (1 + 1e-12), 757.5 * (1 + 1e-12), between(742.5, 757.5), 'confirmed'],
    ['clearly beside a closed bound', 757.5001, 757.5001, between(742.5, 757.5), 'refuted'],
    ['exactly as expected', 3, 3, between(3, 3), 'confirmed'],
    ['infinite against at least', Infinity, Infinity, atLeast(5), 'confirmed'],
    ['absent', NaN, NaN, atLeast(5), 'inconclusive'],
    ['half absent', 1, NaN, atLeast(5), 'inconclusive'],
  ])('an interval %s', (_, lo, hi, expectation, verdict) => {
    expect(judge(lo, hi, expectation)).toBe(verdict);
  });

  it('is never unsure of a point', () => {
    const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(number, number, number, fc.boolean(), fc.boolean(), (x, a, b, lowOpen, highOpen) => {
        const expectation = { low: Math.min(a, b), high: Math.max(a, b), lowOpen, highOpen };
        expect(judge(x, x, expectation)).not.toBe('inconclusive');
      }),
      { seed: 61 },
    );
  });

  it('never takes a confirmation back when the interval shrinks', () => {
    const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(number, number, number, number, (a, b, c, d) => {
        const [lo, inner, outer, hi] = [a, b, c, d].sort((x, y) => x - y) as [number, number, number, number];
        const expectation = between(-100, 100);
        const wide = judge(lo, hi, expectation);
        if (wide !== 'inconclusive') expect(judge(inner, outer, expectation)).toBe(wide);
      }),
      { seed: 62 },
    );
  });
});

describe('replicationsToSettle', () => {
  it('shrinks the half-width with the square root of n until it clears the bound', () => {
    // 95 +- 10 against < 100: half the width is needed, four times the replications.
    expect(replicationsToSettle(95, 85, 105, 20, below(100))).toBe(80);
    // From outside as well.
    expect(replicationsToSettle(105, 95, 115, 20, below(100))).toBe(80);
  });

  it('asks for the harder of two bounds when inside, and for the near one when outside', () => {
    // 2 to the upper bound, 8 to the lower; half-width 4: (4 / 2)^2 = 4.
    expect(replicationsToSettle(8, 4, 12, 10, between(0, 10))).toBe(40);
    expect(replicationsToSettle(12, 8, 16, 10, between(0, 10))).toBe(40);
  });

  it('uses the side that faces the bound', () => {
    // Below the value the interval reaches 6, above it 3.
    expect(replicationsToSettle(8, 2, 11, 10, below(9))).toBe(90);
  });

  it('has no answer for a value on the bound or without an interval', () => {
    expect(replicationsToSettle(100, 90, 110, 20, below(100))).toBeNull();
    expect(replicationsToSettle(95, 95, 95, 1, below(100))).toBeNull();
    expect(replicationsToSettle(95, NaN, NaN, 20, below(100))).toBeNull();
  });
});
