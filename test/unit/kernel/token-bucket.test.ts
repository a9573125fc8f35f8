import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interrupt, Kernel, type Process, TokenBucket } from '../../../src/kernel/index.ts';
import { type NaiveRequest, naiveBucket } from './naive-bucket.ts';

function setUp(ratePerSecond: number, burst: number, start = 0) {
  const kernel = new Kernel();
  kernel.run(start);
  const bucket = new TokenBucket(kernel, { name: 'bucket', ratePerSecond, burst });
  return { kernel, bucket };
}

/** When each request is granted, asked for by handlers or by processes. */
function grantTimes(
  rate: number,
  burst: number,
  requests: NaiveRequest[],
  changes: [number, number][],
  byProcesses: boolean,
): number[] {
  const { kernel, bucket } = setUp(rate, burst, 0);
  const granted = requests.map(() => Number.NaN);
  const grant = kernel.handler((index) => {
    granted[index] = kernel.now;
  });
  const ask = kernel.handler((index) => {
    if (bucket.request(grant, index, requests[index]!.tokens)) granted[index] = kernel.now;
  });
  function* asker(index: number): Process<void> {
    try {
      yield requests[index]!.at;
      yield bucket.acquire(requests[index]!.tokens);
      granted[index] = kernel.now;
    } catch (error) {
      expect(error).toBeInstanceOf(Interrupt);
    }
  }
  const change = kernel.handler((index) => bucket.setRate(changes[index]![1]));
  changes.forEach(([at], index) => {
    kernel.scheduleAt(at, change, index);
  });
  requests.forEach(({ at, leaveAt }, index) => {
    if (!byProcesses) kernel.scheduleAt(at, ask, index);
    const process = byProcesses ? kernel.spawn(asker(index)) : undefined;
    const leave = kernel.handler(() => process?.interrupt());
    if (leaveAt !== undefined) kernel.scheduleAt(leaveAt, leave);
  });
  kernel.run();
  const stats = bucket.stats();
  expect(stats.offered).toBe(stats.granted + stats.refused + stats.withdrawn + bucket.waiting);
  expect(stats.granted).toBe(granted.filter((time) => time >= 0).length);
  return granted;
}

describe('a token bucket', () => {
  it.each([0, 1e8, 1e8 + 1 / 3])('admits the burst, then one at each grid time and no more, from %d s on', (start) => {
    // Rate 10, burst 5: five at once; the sixth 0.1 s later, then one each 0.1 s, though 0.1 is no float.
    const { kernel, bucket } = setUp(10, 5, start);
    const told: boolean[] = [];
    const twice = kernel.handler(() => told.push(bucket.take(), bucket.take()));
    for (let k = 0; k < 5; k++) expect(bucket.take()).toBe(true);
    expect([bucket.take(), bucket.level]).toEqual([false, 0]);
    expect(Math.abs(bucket.delaySeconds() - 0.1)).toBeLessThan(start * Number.EPSILON + 1e-15);
    const n = 20_000;
    for (let k = 1; k <= n; k++) kernel.scheduleAt(start + k / 10, twice);
    kernel.run();
    expect(told).toEqual(Array.from({ length: 2 * n }, (_, index) => index % 2 === 0));
  });

  it.each([
    [0, 7],
    [1e8, 7],
    [0, 1],
    [1e8, 1],
  ])('does not drift: a million grants from %d s on, burst %d, end where arithmetic says', (start, burst) => {
    // 5,500 tokens a second: an interval is 12,201.6 steps of the clock at 1e8 s. With a burst of 1 the bucket is just full
    // at each grant.
    const { kernel, bucket } = setUp(5500, burst, start);
    let left = 1_000_000;
    const next = kernel.handler(() => {
      while (--left > 0 && bucket.request(next, 0)) {}
    });
    kernel.schedule(0, next);
    kernel.run();
    const expected = start + (999_999 - burst) / 5500;
    expect(Math.abs(kernel.now - expected)).toBeLessThanOrEqual(expected * Number.EPSILON);
  });

  it('does not drift with fractions of tokens either', () => {
    // A million times 0.1 token at 3 a second: a plain sum of tenths is 1e-6 off, which would be 0.4 microseconds.
    const { kernel, bucket } = setUp(3, 0.1);
    let left = 1_000_001;
    const next = kernel.handler(() => {
      while (--left > 0 && bucket.request(next, 0, 0.1)) {}
    });
    kernel.schedule(0, next);
    kernel.run();
    expect(Math.abs(kernel.now / ((999_999 * 0.1) / 3) - 1)).toBeLessThan(1e-15);
  });

  it.each([0, 1e8])('is ready after the delay it gave, from %d s on', (start) => {
    const { kernel, bucket } = setUp(7.3, 2.5, start);
    let refusals = 0;
    let left = 20_000;
    const attempt = kernel.handler((again) => {
      if (!bucket.take(1.1)) {
        expect(again).toBe(0);
        refusals++;
        kernel.schedule(bucket.delaySeconds(1.1), attempt, 1);
      } else if (--left > 0) {
        kernel.schedule(0, attempt, 0);
      }
    });
    kernel.schedule(0, attempt, 0);
    kernel.run();
    expect([left, refusals]).toEqual([0, 19_998]);
  });

  it('is never fuller than its burst, and takes part of what is there', () => {
    const { kernel, bucket } = setUp(2, 6);
    kernel.run(100);
    expect([bucket.level, bucket.take(4), bucket.level]).toEqual([6, true, 2]);
    kernel.run(101);
    expect([bucket.level, bucket.take(4.5), bucket.take(4), bucket.level]).toEqual([4, false, true, 0]);
  });

  it('serves those who wait in order, and lets nobody overtake', () => {
    const { kernel, bucket } = setUp(1, 4);
    const told: string[] = [];
    const grant = kernel.handler((index) => told.push(`handler ${index} at ${kernel.now}`));
    function* story(tokens: number): Process<void> {
      yield bucket.acquire(tokens);
      told.push(`process at ${kernel.now}`);
    }
    expect(bucket.take(3)).toBe(true);
    // One token is there. The first wants 3; the others, who want less, come after it.
    expect([bucket.delaySeconds(3), bucket.request(grant, 1, 3)]).toEqual([2, false]);
    kernel.spawn(story(1));
    kernel.run(0.5);
    expect([bucket.delaySeconds(1), bucket.take(1), bucket.request(grant, 2, 1), bucket.waiting]).toEqual([
      3.5,
      false,
      false,
      3,
    ]);
    kernel.run();
    expect(told).toEqual(['handler 1 at 2', 'process at 3', 'handler 2 at 4']);
    expect(bucket.stats().waits).toEqual({ count: 4, mean: (0 + 2 + 3 + 3.5) / 4, max: 3.5 });
  });

  it('does not run a waiter inside another call, and grants what is free at once', () => {
    const { kernel, bucket } = setUp(1, 2);
    let granted = 0;
    const grant = kernel.handler(() => granted++);
    expect([bucket.request(grant, 0, 2), bucket.request(grant, 0, 2)]).toEqual([true, false]);
    bucket.setRate(Infinity);
    expect(granted).toBe(0);
    kernel.run();
    expect([granted, kernel.now, bucket.level, bucket.take(2), bucket.take(2)]).toEqual([1, 0, 2, true, true]);
  });

  it('keeps its tokens when the rate changes, and those who wait come earlier or later', () => {
    // Empty at 0, rate 1; 2 tokens at 2; then rate 4: the 6th token comes at 3. Rate 0 from 2.5 to 5: it comes at 5.5.
    const changes: [number, number][] = [[2, 4]];
    const requests = [
      { at: 0, tokens: 6 },
      { at: 0, tokens: 6 },
    ];
    expect(grantTimes(1, 6, requests, changes, false)).toEqual([0, 3]);
    changes.push([2.5, 0], [5, 4]);
    expect(grantTimes(1, 6, requests, changes, true)).toEqual([0, 5.5]);
    const { kernel, bucket } = setUp(1, 6);
    bucket.take(6);
    kernel.run(2);
    bucket.setRate(0);
    expect([bucket.level, bucket.ratePerSecond, bucket.delaySeconds(2), bucket.delaySeconds(3)]).toEqual([
      2,
      0,
      0,
      Infinity,
    ]);
    expect([bucket.take(2), bucket.take(1)]).toEqual([true, false]);
    kernel.run(3);
    expect(bucket.level).toBe(0);
    // 6 taken at 0; 0 to 2 until 2; then nothing: an area of 2 in 3 s.
    expect(bucket.stats().meanLevel).toBeCloseTo(2 / 3, 12);
  });

  it('lets the next in line go at once when the one before it is interrupted', () => {
    const { kernel, bucket } = setUp(1, 10);
    const told: string[] = [];
    function* story(name: string, tokens: number): Process<void> {
      try {
        yield bucket.acquire(tokens);
        told.push(`${name} at ${kernel.now}`);
      } catch (error) {
        told.push(`${name} ${String((error as Interrupt).reason)} at ${kernel.now}`);
        yield bucket.acquire(1);
        told.push(`${name} again at ${kernel.now}`);
      }
    }
    bucket.take(8);
    const greedy = kernel.spawn(story('greedy', 9));
    kernel.spawn(story('modest', 4));
    kernel.schedule(
      5,
      kernel.handler(() => greedy.interrupt('patience')),
    );
    kernel.run();
    // 7 tokens are there at 5: the modest one takes 4 of them, and the greedy one, now behind it, takes 1.
    expect(told).toEqual(['greedy patience at 5', 'modest at 5', 'greedy again at 5']);
    expect(bucket.stats()).toMatchObject({ offered: 4, granted: 3, withdrawn: 1, refused: 0, grantedTokens: 13 });
  });

  it('measures itself: a case worked by hand', () => {
    // Burst 4, rate 1. All taken at 0; full again at 4; level 2 on average until then. One waits from 1 to 2 for 2.
    // Level: 0 to 2 until 2, then 0 again, 0 to 4 until 6, 4 until 8: (2 + 8 + 8) / 8. Queue: 1 of 8 s.
    const { kernel, bucket } = setUp(1, 4);
    bucket.take(4);
    kernel.run(1);
    bucket.request(
      kernel.handler(() => {}),
      0,
      2,
    );
    expect(bucket.take(1)).toBe(false);
    kernel.run(8);
    expect(bucket.stats()).toEqual({
      offered: 3,
      granted: 2,
      refused: 1,
      withdrawn: 0,
      grantedTokens: 6,
      meanLevel: 18 / 8,
      meanQueueLength: 1 / 8,
      waits: { count: 2, mean: 0.5, max: 1 },
      carriedOver: 0,
    });
  });

  it('starts a new window at resetStats(), and its counts still balance', () => {
    const { kernel, bucket } = setUp(1, 4);
    bucket.take(4);
    bucket.request(
      kernel.handler(() => {}),
      0,
      2,
    );
    kernel.run(1);
    bucket.resetStats();
    expect(bucket.stats()).toMatchObject({ meanLevel: 1, meanQueueLength: 1, carriedOver: 1 });
    kernel.run(4);
    // Level 1 to 2 until 2, then 0 to 2: (1.5 + 2) / 3.
    const { offered, granted, carriedOver, meanLevel, waits } = bucket.stats();
    expect([offered, granted, carriedOver, bucket.waiting]).toEqual([0, 1, 1, 0]);
    expect(meanLevel).toBeCloseTo(3.5 / 3, 12);
    expect(waits).toEqual({ count: 1, mean: 2, max: 2 });
  });

  it.each([0, -1, 5.5, Number.NaN])('refuses a request of %d tokens: it could never be granted', (tokens) => {
    const { bucket } = setUp(1, 5);
    const refusal = expect.objectContaining({ code: 'OUT_OF_RANGE', label: 'bucket' });
    expect(() => bucket.take(tokens)).toThrow(refusal);
    expect(() => bucket.request(0, 0, tokens)).toThrow(refusal);
    expect(() => bucket.delaySeconds(tokens)).toThrow(`a request is ${tokens}; it must be more than zero tokens`);
    expect(bucket.stats().offered).toBe(0);
  });

  it('refuses a burst and a rate that are none', () => {
    expect(() => setUp(1, 0)).toThrow('bucket: the burst is 0');
    expect(() => setUp(1, Infinity)).toThrow('bucket: the burst is Infinity');
    expect(() => setUp(-1, 1)).toThrow('bucket: the rate is -1');
    expect(() => setUp(1, 1).bucket.setRate(Number.NaN)).toThrow('bucket: the rate is NaN');
  });
});

/** All in eighths, which floats hold exactly; sums of products of them are exact in whole numbers of 64ths. */
const eighths = fc.integer({ min: 1, max: 400 });

describe('a token bucket under random loads', () => {
  it.each([0, 1e8])('decides as exact arithmetic does, from %d s on', (start) => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: 60 }), tokens: eighths, rate: fc.option(fc.nat(300)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 300 }), (steps, firstRate) => {
        const burst = 400;
        const { kernel, bucket } = setUp(firstRate / 8, burst / 8, start);
        let rate = firstRate;
        let level = burst * 8;
        let now = 0;
        for (const { wait, tokens, rate: newRate } of steps) {
          now += wait;
          level = Math.min(burst * 8, level + rate * wait);
          kernel.run(start + now / 8);
          expect(bucket.level).toBe(level / 64);
          const isThere = level >= tokens * 8;
          expect(bucket.delaySeconds(tokens / 8) === 0).toBe(isThere);
          expect(bucket.take(tokens / 8)).toBe(isThere);
          if (isThere) level -= tokens * 8;
          if (newRate !== null) {
            bucket.setRate(newRate / 8);
            rate = newRate;
          }
        }
      }),
      { seed: 21, numRuns: 300 },
    );
  });

  it('has the tokens after the delay it gave, though the clock rounds', () => {
    // Taken between 0 and 1, asked between 1 and 2, there after 3: now + (due - now) is now and then a step below due.
    const share = fc.integer({ min: 0, max: 2 ** 30 }).map((k) => (k * Math.SQRT1_2) / 2 ** 30);
    fc.assert(
      fc.property(share, share, share, (start, wait, amount) => {
        const { kernel, bucket } = setUp(1, 5, start);
        bucket.take(5);
        kernel.run(1 + wait);
        const tokens = 3 + amount;
        kernel.run(kernel.now + bucket.delaySeconds(tokens));
        expect(bucket.take(tokens)).toBe(true);
      }),
      { seed: 24, numRuns: 1000 },
    );
  });

  it.each([0, 1e8])('admits at most burst + rate * window in any window, from %d s on', (start) => {
    const step = fc.record({
      wait: fc.double({ min: 0, max: 0.5, noNaN: true }),
      tokens: fc.double({ min: 0.01, max: 4, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), fc.double({ min: 0.3, max: 30, noNaN: true }), (steps, rate) => {
        const burst = 4;
        const { kernel, bucket } = setUp(rate, burst, start);
        const admitted: [number, number][] = [];
        const take = kernel.handler((index) => {
          const { tokens } = steps[index]!;
          if (bucket.take(tokens)) admitted.push([kernel.now, tokens]);
        });
        let at = start;
        steps.forEach(({ wait }, index) => {
          at += wait;
          kernel.scheduleAt(at, take, index);
        });
        kernel.run();
        // Two steps of the clock at either end, and the rounding of the sums.
        const slack = 4 * rate * at * Number.EPSILON + 1e-12;
        admitted.forEach(([from], first) => {
          let sum = 0;
          for (const [to, tokens] of admitted.slice(first)) {
            sum += tokens;
            expect(sum).toBeLessThanOrEqual(burst + rate * (to - from) + slack);
          }
        });
      }),
      { seed: 22, numRuns: 200 },
    );
  });

  it.each([false, true])('grants in line as a slow model does (by processes: %s)', (byProcesses) => {
    const request = fc.record({ at: fc.nat(60).map((k) => k * 0.25), tokens: fc.integer({ min: 1, max: 9 }) });
    const leave = fc.option(fc.nat(40).map((k) => k * 0.31 + 0.0137));
    const change = fc.tuple(
      fc.nat(50).map((k) => k * 0.3 + 0.01),
      fc.constantFrom(0, 0.7, 3, 11, Infinity),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(request, leave), { minLength: 1, maxLength: 30 }),
        fc.array(change, { maxLength: 4 }),
        fc.constantFrom(0.7, 3, 8),
        (raw, changes, rate) => {
          const requests = raw.map(
            ([one, after]): NaiveRequest => (byProcesses && after !== null ? { ...one, leaveAt: one.at + after } : one),
          );
          const sorted = changes.toSorted((a, b) => a[0] - b[0]);
          const expected = naiveBucket(rate, 9, requests, sorted);
          grantTimes(rate, 9, requests, sorted, byProcesses).forEach((granted, index) => {
            expect(Number.isNaN(granted)).toBe(Number.isNaN(expected[index]));
            if (granted >= 0) expect(Math.abs(granted - expected[index]!)).toBeLessThan(1e-9);
          });
        },
      ),
      { seed: 23, numRuns: 300 },
    );
  });
});
