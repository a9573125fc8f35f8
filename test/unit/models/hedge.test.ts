import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hedging, winnerSeconds } from '../../../src/models/network/_hedge.ts';
import { Timeouts } from '../../../src/models/network/_timeouts.ts';
import { createDistribution, keyedDraws } from '../../../src/random/index.ts';

describe('hedged requests', () => {
  it('end with the first answer of the two', () => {
    // Hedged after 50 ms. First answer due at 300 ms, i.e. 250 ms on; the hedge takes 30 ms: 80 ms instead of 300.
    expect(0.05 + winnerSeconds(0.25, 0.03)).toBeCloseTo(0.08, 12);
    expect(winnerSeconds(0.25, 0.4)).toBe(0.25);
  });

  it('are at most a share of the requests sent by then', () => {
    const hedging = new Hedging({ afterSeconds: 0.05, afterQuantile: 0.95, atMostRatio: 0.25 });
    const granted = Array.from({ length: 9 }, () => {
      hedging.sent();
      return hedging.grant();
    });
    // The fourth request earns the first hedge, the eighth the second.
    expect(granted).toEqual([false, false, false, true, false, false, false, true, false]);
    expect([hedging.requests, hedging.hedges]).toEqual([9, 2]);
  });

  it('wait for a quantile of the answers: none before 100, then within 2 % above the exact one', () => {
    const hedging = new Hedging({ afterSeconds: null, afterQuantile: 0.95, atMostRatio: 1 });
    const law = createDistribution({ kind: 'lognormal', mu: Math.log(0.026), sigma: 0.6 });
    const draws = keyedDraws(1, 0, 'answers');
    const seconds: number[] = [];
    for (let n = 0; n < 5000; n++) {
      if (n < 100) expect(hedging.waitSeconds).toBe(Infinity);
      seconds.push(law.sample(draws.uniform(n, 0)));
      hedging.answered(seconds[n]!);
    }
    const exact = [...seconds].sort((a, b) => a - b)[0.95 * 5000 - 1]!;
    expect(hedging.waitSeconds).toBeGreaterThanOrEqual(exact);
    expect(hedging.waitSeconds).toBeLessThanOrEqual(exact * 1.02 * (1 + 1e-9));
  });

  it('cut the tail and not the body: an exponential of mean 1, hedged after 2, has its mean at 1 - exp(-2) / 2', () => {
    // Past 2, memoryless: the rest is the smaller of two exponentials, mean 1/2 instead of 1. Share past 2: exp(-2).
    // 200,000 draws, sd below 1: a standard error of 0.0022; four of them.
    const hedging = new Hedging({ afterSeconds: 2, afterQuantile: 0.5, atMostRatio: 1 });
    const law = createDistribution({ kind: 'exponential', mean: 1 });
    const draws = keyedDraws(3, 0, 'hedge');
    const n = 200_000;
    let sum = 0;
    for (let entity = 0; entity < n; entity++) {
      hedging.sent();
      const first = law.sample(draws.uniform(entity, 0));
      sum +=
        first > hedging.waitSeconds && hedging.grant()
          ? hedging.waitSeconds + winnerSeconds(first - hedging.waitSeconds, law.sample(draws.uniform(entity, 1)))
          : first;
    }
    expect(Math.abs(sum / n - (1 - Math.exp(-2) / 2))).toBeLessThan(0.009);
    expect(Math.abs(hedging.hedges / n - Math.exp(-2))).toBeLessThan(0.004);
  });

  it('do as the naive twin, which keeps every request and its answers, and are never slower than without', () => {
    const times = fc.array(
      fc.tuple(fc.double({ min: 0.001, max: 1, noNaN: true }), fc.double({ min: 0.001, max: 1, noNaN: true })),
      {
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(times, fc.double({ min: 0.01, max: 1, noNaN: true }), (requests, atMostRatio) => {
        const afterSeconds = 0.3;
        const hedging = new Hedging({ afterSeconds, afterQuantile: 0, atMostRatio });
        const kept: { hedged: boolean; answers: number[] }[] = [];
        for (const [first, second] of requests) {
          hedging.sent();
          const granted = first > hedging.waitSeconds && hedging.grant();
          const ends = granted ? afterSeconds + winnerSeconds(first - afterSeconds, second) : first;

          const already = kept.filter(({ hedged }) => hedged).length;
          const hedged = first > afterSeconds && already + 1 <= atMostRatio * (kept.length + 1);
          kept.push({ hedged, answers: hedged ? [first, afterSeconds + second] : [first] });
          expect(granted).toBe(hedged);
          expect(ends).toBeCloseTo(Math.min(...kept.at(-1)!.answers), 12);
          expect(ends).toBeLessThanOrEqual(first + 1e-12);
        }
        expect(hedging.hedges).toBeLessThanOrEqual(atMostRatio * requests.length);
      }),
      { seed: 19, numRuns: 50 },
    );
  });
});

describe('timeouts', () => {
  it('grow as AWS advises, 2 s and then 4 s, up to a cap', () => {
    const timeouts = new Timeouts({ seconds: 2, growth: 2, capSeconds: 10 });
    expect([0, 1, 2, 3, 9].map((attempt) => timeouts.limitSeconds(attempt))).toEqual([2, 4, 8, 10, 10]);
    expect(new Timeouts({ seconds: 1, growth: 3, capSeconds: Infinity }).limitSeconds(2)).toBe(9);
    expect(timeouts.isLate(2, 0)).toBe(false);
    expect(timeouts.isLate(2.001, 0)).toBe(true);
    expect(timeouts.isLate(3.9, 1)).toBe(false);
  });
  it('are the same for every attempt without growth, and never come without a limit', () => {
    const socket = new Timeouts({ seconds: 200, growth: 1, capSeconds: Infinity });
    expect([0, 5].map((attempt) => socket.limitSeconds(attempt))).toEqual([200, 200]);
    const never = new Timeouts({ seconds: Infinity, growth: 2, capSeconds: Infinity });
    expect(never.isLate(1e9, 3)).toBe(false);
  });
  it('end a call after the sum that the naive twin walks through', () => {
    // A step at a time of 1 ms: who has no answer within the attempt's limit begins the next one.
    const timeouts = new Timeouts({ seconds: 0.05, growth: 2, capSeconds: 0.12 });
    const answers = [0.3, 0.11, 0.119, 0.5];
    let millisecond = 0;
    let attempt = 0;
    let begun = 0;
    for (;;) {
      const here = millisecond - begun;
      if (here === Math.round(1000 * answers[attempt]!)) break;
      if (here === [50, 100, 120, 120][attempt]) {
        attempt++;
        begun = millisecond;
      }
      millisecond++;
    }
    let seconds = 0;
    let tries = 0;
    while (timeouts.isLate(answers[tries]!, tries)) seconds += timeouts.limitSeconds(tries++);
    expect(tries).toBe(attempt);
    expect(seconds + answers[tries]!).toBeCloseTo(millisecond / 1000, 9);
  });
});
