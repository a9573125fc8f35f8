import { describe, expect, it } from 'vitest';
import type { RateSpec } from '../../../src/fields/index.ts';
import { createStream, nextArrival, rateAt } from '../../../src/random/index.ts';

const hour = 3600;
const day = 24 * hour;
const year = 8760 * hour;
const busyMorning = Array.from({ length: 24 }, (_, h) => (h === 9 ? 24 : 0));

const arrivals = (spec: RateSpec, until: number, seed = 1): number[] => {
  const stream = createStream(seed, 0, 'arrivals');
  const times: number[] = [];
  for (let t = nextArrival(spec, stream, 0, until); t < until; t = nextArrival(spec, stream, t, until)) times.push(t);
  return times;
};

describe('a rate', () => {
  it.each([
    ['plain', { base: 2 }, 5 * day + 3, 2],
    ['by the hour of the day', { base: 2, daily: busyMorning }, 9.5 * hour, 48],
    ['by the hour of the day, elsewhere', { base: 2, daily: busyMorning }, 10.5 * hour, 0],
    ['on a Friday', { base: 2, weekend: 0.4 }, 5 * day - 1, 2],
    ['on a Saturday: time 0 is a Monday', { base: 2, weekend: 0.4 }, 5 * day, 0.8],
    ['on the next Monday', { base: 2, weekend: 0.4 }, 7 * day, 2],
    ['after a year of growth', { base: 2, yearlyGrowth: 0.6 }, year, 3.2],
    ['in a burst', { base: 2, bursts: { factor: 10, forSeconds: 300, everySeconds: 6 * hour } }, 6 * hour + 299, 20],
    ['after a burst', { base: 2, bursts: { factor: 10, forSeconds: 300, everySeconds: 6 * hour } }, 6 * hour + 300, 2],
  ] as [string, RateSpec, number, number][])('is known %s', (_, spec, at, rate) => {
    expect(rateAt(spec, at)).toBeCloseTo(rate, 12);
  });
});

describe('arrivals', () => {
  it('come as often as the rate says, in the hours in which it is high', () => {
    // 7 days of 24 an hour between nine and ten: 24 x 3600 x 0.01 = 864 a day, 6048 in all; 4 sd of a Poisson count is 311.
    const times = arrivals({ base: 0.01, daily: busyMorning }, 7 * day);
    expect(Math.abs(times.length - 6048)).toBeLessThan(4 * Math.sqrt(6048));
    expect(times.every((time) => Math.floor((time % day) / hour) === 9)).toBe(true);
  });

  it('follow weekends, growth and bursts together', () => {
    const spec: RateSpec = {
      base: 1 / 60,
      weekend: 0.5,
      yearlyGrowth: 1,
      bursts: { factor: 5, forSeconds: 600, everySeconds: hour },
    };
    const times = arrivals(spec, 28 * day);
    let expected = 0;
    for (let t = 30; t < 28 * day; t += 60) expected += 60 * rateAt(spec, t);
    expect(Math.abs(times.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  it('are a Poisson process: gaps have the mean and the spread of an exponential', () => {
    const times = arrivals({ base: 2 }, 20_000);
    const gaps = times.map((time, i) => time - (times[i - 1] ?? 0));
    const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length;
    const variance = gaps.reduce((a, b) => a + (b - mean) ** 2, 0) / gaps.length;
    // 40,000 gaps: the mean is within 4 x 0.5 / 200, the coefficient of variation within 4 x 1 / 200.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(Math.sqrt(variance) / mean - 1)).toBeLessThan(0.02);
  });

  it('end where there are none', () => {
    const stream = createStream(1, 0, 'arrivals');
    expect(nextArrival({ base: 0 }, stream, 0, Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(nextArrival({ base: 1, weekend: 0 }, stream, 5 * day, 7 * day)).toBe(Number.POSITIVE_INFINITY);
  });
});
