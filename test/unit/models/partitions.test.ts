import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel, TokenBucket } from '../../../src/kernel/index.ts';
import type { KeyedDraw } from '../../../src/models/model.ts';
import { type PartitionLimits, Partitions, reads, writes } from '../../../src/models/object-store/_partitions.ts';
import { NaivePartitions } from './_naive-partitions.ts';

const minute = 60;
const day = 86_400;
const always = (seconds: number): KeyedDraw => ({ mean: seconds, at: () => seconds });
/** A tenth of S3's quota, to save requests: the law knows no scale but the burst. */
const tenth: PartitionLimits = {
  startCount: 1,
  readsPerSecond: 550,
  writesPerSecond: 350,
  splitAtRatio: 0.8,
  splitSeconds: always(10 * minute),
  idleSeconds: 2 * day,
};
const fixed: PartitionLimits = { ...tenth, splitSeconds: null, readsPerSecond: 10, writesPerSecond: 4 };

/** Requests at even distances from `from` to `to`; returns how many were admitted. */
const load = (partitions: Partitions, perSecond: number, from: number, to: number, slot = 0): number => {
  let admitted = 0;
  const count = Math.round((to - from) * perSecond);
  for (let n = 0; n < count; n++) if (partitions.admits(slot, reads, from + n / perSecond)) admitted++;
  return admitted;
};

describe('a partition', () => {
  it('admits a burst of a second of its rate, then one request for each token that flows in', () => {
    const partitions = new Partitions(fixed);
    const now = (direction: typeof reads | typeof writes, at: number): boolean => partitions.admits(0, direction, at);
    for (let n = 0; n < 10; n++) expect(now(reads, 0)).toBe(true);
    expect(now(reads, 0)).toBe(false);
    // Writes have tokens of their own: 4.
    expect([1, 2, 3, 4, 5].map(() => now(writes, 0))).toEqual([true, true, true, true, false]);
    // 10 a second: the next read's token is there at 0.1 s, the next write's at 0.25 s.
    expect(now(reads, 0.099)).toBe(false);
    expect(now(reads, 0.1)).toBe(true);
    expect(now(writes, 0.2)).toBe(false);
    expect(now(writes, 0.25)).toBe(true);
    // Full again after a second, and never more than full.
    for (let n = 0; n < 10; n++) expect(now(reads, 100)).toBe(true);
    expect(now(reads, 100)).toBe(false);
  });

  it('of less than one request a second admits one at a time, and gains by growth only from then on', () => {
    const partitions = new Partitions({ ...tenth, writesPerSecond: 0.5, splitSeconds: always(60) });
    expect(partitions.admits(0, writes, 0)).toBe(true);
    expect(partitions.admits(0, writes, 0)).toBe(false);
    load(partitions, 4000, 0, 1.97);
    // 0.5 in the first second, then 61 / 60 of that: at 1.98 s there are 0.998 tokens, at 1.99 s 1.003.
    expect(partitions.admits(0, writes, 1.98)).toBe(false);
    expect(partitions.admits(0, writes, 1.99)).toBe(true);
  });

  it('decides as a token bucket of the kernel does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }), (gaps) => {
        const kernel = new Kernel();
        const bucket = new TokenBucket(kernel, { name: 'twin', ratePerSecond: 10, burst: 10 });
        const partitions = new Partitions(fixed);
        let at = 0;
        for (const gap of gaps) {
          at += gap / 1024;
          kernel.run(at);
          expect(partitions.admits(0, reads, at)).toBe(bucket.take());
        }
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it('never grows or shrinks without a time of splitting, as the limits of a whole Express bucket', () => {
    const partitions = new Partitions({ ...fixed, readsPerSecond: 2000, writesPerSecond: 1000 });
    const admitted = load(partitions, 4000, 0, 60);
    expect(admitted).toBe(2000 + 60 * 2000 - 1);
    expect(partitions.partitionsOf(0, 30 * day)).toBe(1);
  });
});

describe('a prefix under sustained load', () => {
  it('grows by one partition a split while the load is above a share of its capacity', () => {
    const partitions = new Partitions(tenth);
    load(partitions, 4000, 0, 10 * minute);
    expect(partitions.partitionsOf(0, 10 * minute)).toBeCloseTo(2, 9);
    load(partitions, 4000, 10 * minute, 25 * minute);
    expect(partitions.partitionsOf(0, 25 * minute)).toBeCloseTo(3.5, 9);
  });
  it('grows until the load is that share of its capacity: 900 a second need 900 / (550 x 80 %) = 2.045 partitions', () => {
    const partitions = new Partitions(tenth);
    load(partitions, 900, 0, 40 * minute);
    expect(partitions.partitionsOf(0, 40 * minute)).toBeCloseTo(900 / 440, 3);
  });
  it('does not grow at half the load, however long', () => {
    const partitions = new Partitions(tenth);
    expect(load(partitions, 275, 0, 60 * minute)).toBe(275 * 3600);
    expect(partitions.partitionsOf(0, 60 * minute)).toBe(1);
  });
  it('grows by what is refused too, and by writes as by reads', () => {
    const partitions = new Partitions(tenth);
    for (let n = 0; n < 700 * 600; n++) partitions.admits(0, writes, n / 700);
    // 700 / (350 x 80 %) = 2.5 are needed, a split of 10 min brings the second.
    expect(partitions.partitionsOf(0, 600)).toBeCloseTo(2, 9);
  });
  it('keeps in a pause what has grown, and goes on from there', () => {
    const partitions = new Partitions(tenth);
    load(partitions, 4000, 0, 5 * minute);
    expect(partitions.partitionsOf(0, 20 * minute)).toBeCloseTo(1.5, 2);
    load(partitions, 4000, 20 * minute, 25 * minute);
    // 15 min of two idle days take 1 - exp(-15 / 2880) = 0.5 % of the half partition.
    expect(partitions.partitionsOf(0, 25 * minute)).toBeCloseTo(1 + 0.5 * Math.exp(-15 / 2880) + 0.5, 6);
  });
  it('does not add up short bursts far apart', () => {
    const partitions = new Partitions(tenth);
    for (let hour = 0; hour < 72; hour++) load(partitions, 2000, hour * 3600, hour * 3600 + 10);
    // Each brings 1/60 of a partition; an hour takes 1/48 of the surplus: it settles at 0.8, where load without pause brings 432.
    expect(partitions.partitionsOf(0, 72 * 3600)).toBeLessThan(1.81);
  });
  it('leaves other prefixes alone', () => {
    const heard: number[] = [];
    const partitions = new Partitions(tenth, (total) => heard.push(total));
    for (let second = 0; second < 600; second++) {
      load(partitions, 4000, second, second + 1, 3);
      load(partitions, 100, second, second + 1, 40);
    }
    expect(partitions.partitionsOf(3, 600)).toBeCloseTo(2, 9);
    expect(partitions.partitionsOf(40, 600)).toBe(1);
    expect(partitions.partitionsOf(4, 600)).toBe(1);
    // Prefixes 3 and 40 are in use, no other.
    expect(heard.at(-1)).toBeCloseTo(3, 9);
    expect(partitions.total).toBe(heard.at(-1));
  });
  it('takes the time of a split by prefix and number of the split', () => {
    const asked: string[] = [];
    const splitSeconds: KeyedDraw = {
      mean: 600,
      at: (slot, nth) => {
        const key = `${slot}.${nth}`;
        if (!asked.includes(key)) asked.push(key);
        return nth === 0 ? 300 : 600;
      },
    };
    const partitions = new Partitions({ ...tenth, splitSeconds });
    load(partitions, 4000, 0, 900, 5);
    expect(asked).toEqual(['5.0', '5.1']);
    expect(partitions.partitionsOf(5, 900)).toBeCloseTo(3, 6);
  });
  it('loses most of a surplus over days: 61 % is left after one of two idle days, 8 % after five', () => {
    const partitions = new Partitions(tenth);
    load(partitions, 4000, 0, 20 * minute);
    expect(partitions.partitionsOf(0, 20 * minute)).toBeCloseTo(3, 9);
    partitions.settle(20 * minute + day);
    expect(partitions.total).toBeCloseTo(1 + 2 * Math.exp(-1 / 2), 3);
    partitions.settle(20 * minute + 5 * day);
    expect(partitions.total).toBeCloseTo(1 + 2 * Math.exp(-5 / 2), 3);
  });
});

describe('the growth that was measured', () => {
  /** GETs answered per second, in the mean of ten fresh prefixes, 12 % of those sent answered 503 (Skyrise 2024-03). */
  const published: [minutes: number, perSecond: number][] = [
    [0, 5170],
    [3.1, 6810],
    [5.3, 9190],
    [7.2, 10_500],
    [10.1, 12_660],
  ];
  /** What was sent, a tenth of it: interpolated, and as steep after the last point. */
  const sentPerSecond = (minutes: number): number => {
    const next = published.findIndex(([at]) => at >= minutes);
    const i = next < 0 ? published.length - 1 : Math.max(1, next);
    const [t0, r0] = published[i - 1]!;
    const [t1, r1] = published[i]!;
    return (r0 + ((r1 - r0) * (minutes - t0)) / (t1 - t0)) / 0.88 / 10;
  };

  it('comes out of the quota and one number, the time of a split, within 15 %', () => {
    // Only the quota is S3's own word, and the time until twice the capacity, 10.3 min, is taken from the measurement; all else
    // follows. 15 %: the quota (5,500) itself is 6 % above the first point, and ten repetitions leave several per cent.
    const partitions = new Partitions({ ...tenth, splitSeconds: always(10.3 * minute) });
    const answered: number[] = [];
    let double = Number.NaN;
    let triple = Number.NaN;
    for (let at = 0; at < 24 * minute; at += 1 / sentPerSecond(at / minute)) {
      if (partitions.admits(0, reads, at)) {
        const second = Math.floor(at);
        answered[second] = (answered[second] ?? 0) + 1;
      }
      if (Number.isNaN(double) && partitions.total > 2 - 1e-9) double = at / minute;
      if (Number.isNaN(triple) && partitions.total > 3 - 1e-9) triple = at / minute;
    }
    for (const [minutes, perSecond] of published) {
      const from = Math.max(1, Math.round(minutes * minute - 15));
      const mean = answered.slice(from, from + 30).reduce((sum, each) => sum + each, 0) / 30;
      expect(Math.abs((10 * mean) / perSecond - 1), `${minutes} min: ${10 * mean}`).toBeLessThan(0.15);
    }
    // Measured: 10.3 and 21.5 min.
    expect(double).toBeCloseTo(10.3, 1);
    expect(Math.abs(triple / 21.5 - 1)).toBeLessThan(0.05);
  });
});

describe('laws', () => {
  /** Bursts of requests and pauses, over some splits of a minute. */
  const story = fc.array(
    fc.record({
      pauseSeconds: fc.double({ min: 0, max: 20, noNaN: true }),
      count: fc.integer({ min: 1, max: 60 }),
      gapSeconds: fc.double({ min: 0, max: 0.2, noNaN: true }),
      direction: fc.constantFrom(reads, writes),
    }),
    { maxLength: 25 },
  );
  const small: PartitionLimits = {
    ...tenth,
    readsPerSecond: 8,
    writesPerSecond: 5,
    splitSeconds: { mean: 60, at: (_slot, nth) => 40 + 20 * (nth % 3) },
    idleSeconds: 300,
  };

  it('admit as the naive twin does, and have its capacity', () => {
    fc.assert(
      fc.property(story, (bursts) => {
        const partitions = new Partitions(small);
        const naive = new NaivePartitions(small);
        let at = 0;
        for (const { pauseSeconds, count, gapSeconds, direction } of bursts) {
          at += pauseSeconds;
          for (let n = 0; n < count; n++, at += gapSeconds) {
            expect(partitions.admits(2, direction, at)).toBe(naive.admits(direction, at));
          }
          naive.advance(at);
          expect(partitions.partitionsOf(2, at)).toBeCloseTo(naive.capacity, 9);
        }
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('never admit more than burst + rate x window in any window, at the largest rate there has been', () => {
    fc.assert(
      fc.property(story, (bursts) => {
        const partitions = new Partitions(small);
        const admitted: number[] = [];
        let most = 1;
        let at = 0;
        for (const { pauseSeconds, count, gapSeconds } of bursts) {
          at += pauseSeconds;
          for (let n = 0; n < count; n++, at += gapSeconds) {
            if (partitions.admits(0, reads, at)) admitted.push(at);
            most = Math.max(most, partitions.total);
          }
        }
        const rate = 8 * most;
        for (let i = 0; i < admitted.length; i++) {
          for (let j = i; j < admitted.length; j++) {
            expect(j - i + 1).toBeLessThanOrEqual(rate + rate * (admitted[j]! - admitted[i]!) + 1e-6);
          }
        }
      }),
      { seed: 13, numRuns: 30 },
    );
  });
});
