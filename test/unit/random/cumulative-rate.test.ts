import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RateSpec } from '../../../src/fields/index.ts';
import { CumulativeRate, rateAt } from '../../../src/random/index.ts';

const hour = 3600;
const day = 24 * hour;
const evening = Array.from({ length: 24 }, (_, h) => (h >= 18 ? 3 : 1 / 3));
const trace = { times: [100, 160, 400, 1000], amounts: [6, 0, 1200] };

const specs: [string, RateSpec][] = [
  ['that is constant', { base: 3 }],
  ['by the hour', { base: 3, daily: evening }],
  ['with weekends', { base: 3, weekend: 0.4 }],
  ['that grows', { base: 3, yearlyGrowth: 0.6 }],
  ['that shrinks', { base: 3, yearlyGrowth: -0.5 }],
  ['in bursts', { base: 3, bursts: { factor: 10, forSeconds: 300, everySeconds: 5000 } }],
  [
    'with all of these',
    {
      base: 3,
      daily: evening,
      weekend: 0.4,
      yearlyGrowth: 0.6,
      bursts: { factor: 10, forSeconds: 300, everySeconds: 5000 },
    },
  ],
  ['of a trace', { base: 2, trace }],
];

describe.each(specs)('the integral of a rate %s', (_, spec) => {
  it('is the sum of the rate over short steps', () => {
    const cumulative = new CumulativeRate(spec);
    let sum = 0;
    // Steps of 10 s: changes are at multiples of it, and growth within one is a billionth.
    for (let t = 0; t < 8 * day; t += 10) {
      sum += 10 * rateAt(spec, t + 5);
      if (t % 9000 === 0) expect(Math.abs(cumulative.at(t + 10) - sum)).toBeLessThan(1e-6 * Math.max(1, sum));
    }
  });

  it('is undone by its inverse, which is the first time that so much has come', () => {
    const cumulative = new CumulativeRate(spec);
    const all = cumulative.at(20 * day);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), (share) => {
        const amount = share * all;
        const time = cumulative.inverse(amount);
        expect(Math.abs(cumulative.at(time) - amount)).toBeLessThan(1e-9 * Math.max(1, all));
        const before = time - 1e-3;
        if (before > 0) expect(cumulative.at(before)).toBeLessThanOrEqual(amount + 1e-9 * all);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('does not depend on the order in which it is asked', () => {
    const forwards = new CumulativeRate(spec);
    const backwards = new CumulativeRate(spec);
    const times = Array.from({ length: 50 }, (_, i) => i * 7919);
    const found = times.map((time) => forwards.at(time));
    expect([...times].reverse().map((time) => backwards.at(time))).toEqual([...found].reverse());
  });
});

describe('a trace', () => {
  it('has brought its amounts at the ends of its steps, and nothing more comes after it', () => {
    const cumulative = new CumulativeRate({ base: 1, trace });
    expect([0, 100, 130, 160, 400, 700, 1000, 1e6].map((time) => cumulative.at(time))).toEqual([
      0, 0, 3, 6, 6, 606, 1206, 1206,
    ]);
    expect(cumulative.inverse(1206)).toBe(1000);
    expect(cumulative.inverse(1207)).toBe(Number.POSITIVE_INFINITY);
    expect(cumulative.inverse(6.5)).toBeCloseTo(400.25, 9);
  });
});
