import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedPolicy,
  type Failure,
  givenUp,
  onError,
  onThrottle,
  onTimeout,
  Retries,
  type RetryPolicy,
  retryPolicyOf,
} from '../../../src/models/network/_retry.ts';
import { loadProfiles } from '../../../src/scenario/language/profiles.ts';

const rows = loadProfiles().tables.retries!;
const policyOf = (name: string): RetryPolicy => retryPolicyOf(rows[name]!);
const names = Object.keys(rows);

/** The waits of a call that always fails in one way, with the same luck each time. */
const waits = (name: string, failure: Failure, uniform: number, most = 30): number[] => {
  const retries = new Retries(policyOf(name));
  retries.begin(0);
  const seconds: number[] = [];
  while (seconds.length < most) {
    const wait = retries.failed(0, failure, uniform);
    if (wait === givenUp) break;
    seconds.push(wait);
  }
  return seconds;
};

/** One call at a time, written as the documents say it; the quota is kept between calls. */
const naiveCalls = (policy: RetryPolicy, calls: { failures: Failure[]; uniform: number }[]): number[][] => {
  let quota = policy.tokens;
  return calls.map(({ failures, uniform }) => {
    const seconds: number[] = [];
    let round = 0;
    let k = 0;
    let cost = 0;
    for (const failure of failures) {
      k++;
      const price = policy.costs[failure];
      if (k < policy.attempts && (policy.tokens === 0 || price <= quota)) {
        if (policy.tokens > 0) quota -= price;
        cost = price;
        const ceiling = Math.min(policy.capSeconds, policy.baseSeconds[failure] * 2 ** (k - 1));
        const least = policy.leastRatio[failure] * ceiling;
        seconds.push(k === 1 && policy.firstAtOnce ? 0 : least + (ceiling - least) * uniform);
        continue;
      }
      if (round === policy.rounds[failure]) return [...seconds, givenUp];
      round++;
      const factor = policy.roundLeastRatio + uniform * (policy.roundMostRatio - policy.roundLeastRatio);
      seconds.push(policy.roundBaseSeconds[failure] * 2 ** round * factor);
      k = 0;
      cost = 0;
    }
    if (policy.tokens > 0) quota = Math.min(policy.tokens, quota + (k === 0 ? 1 : cost));
    return seconds;
  });
};

describe('retry policies', () => {
  it('are those of seven clients, before 2026 and with its defaults', () => {
    expect(names).toEqual(
      expect.arrayContaining(
        ['java', 'cpp', 'go', 'dotnet', 'javascript', 'python'].flatMap((n) => [`${n}-2025`, `${n}-2026`]),
      ),
    );
    expect(names).toEqual(expect.arrayContaining(['python-legacy', 's3a-2.8', 's3a-3.3', 's3a-3.4']));
    expect(names.filter((name) => name.includes('adaptive'))).toEqual([]);
  });

  // With the worst luck, u near 1, a wait is its ceiling: min(cap, base x 2^(k - 1)).
  it.each([
    ['java-2025', onError, [0.1, 0.2, 0.4]],
    ['java-2025', onThrottle, [0.5, 1, 2]],
    ['java-2026', onError, [0.05, 0.1]],
    ['java-2026', onThrottle, [1, 2]],
    ['go-2025', onError, [1, 2]],
    ['go-2026', onTimeout, [0.05, 0.1]],
    ['javascript-2025', onThrottle, [0.1, 0.2]],
    ['python-legacy', onError, [1, 2, 4, 8]],
    // 25 ms x 2^n, the first at once, ten retries.
    ['cpp-2025', onThrottle, [0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8]],
  ] as const)('%s waits at most so long after failure %i', (name, failure, expected) => {
    const seconds = waits(name, failure, 1);
    expect(seconds).toHaveLength(expected.length);
    seconds.forEach((wait, k) => {
      expect(wait).toBeCloseTo(expected[k]!, 12);
    });
  });

  it('draw the whole wait, or its upper half, or nothing', () => {
    expect(waits('go-2025', onError, 0.25)).toEqual([0.25, 0.5]);
    // Half jitter: 0.5 s x (0.5 + 0.5 x 0.25) = 0.3125 s.
    expect(waits('java-2025', onThrottle, 0.25)).toEqual([0.3125, 0.625, 1.25]);
    expect(waits('cpp-2025', onError, 0.25, 3)).toEqual(waits('cpp-2025', onError, 0.75, 3));
  });

  it('have a cap: the 19 retries of S3A 2.8 wait 20 s at most', () => {
    const seconds = waits('s3a-2.8', onError, 1);
    expect(seconds).toHaveLength(19);
    // 0.1 x 2^7 = 12.8, then 25.6 would be over it.
    expect(seconds.slice(7, 10)).toEqual([12.8, 20, 20]);
  });

  it('call anew in rounds where the caller does: S3A has 8 x 5 attempts after errors, and 21 x 5 after 503s', () => {
    const seconds = waits('s3a-3.4', onError, 0.5, 200);
    expect(seconds).toHaveLength(8 * 5 - 1);
    // After four retries in the SDK: 500 ms x 2 x (0.5 + 0.5), then 500 ms x 4.
    expect([seconds[4], seconds[9], seconds[14]]).toEqual([1, 2, 4]);
    expect(waits('s3a-3.4', onThrottle, 0.5, 200)).toHaveLength(21 * 5 - 1);
  });

  it('stop when the quota is used up: 500 tokens are 35 retries of 14, or 100 of 5', () => {
    const retriesOf = (failure: Failure): number => {
      const retries = new Retries(policyOf('java-2026'));
      for (let call = 0; call < 1000; call++) {
        retries.begin(call);
        while (retries.failed(call, failure, 0.5) !== givenUp);
      }
      expect(retries.failures).toBe(1000);
      return retries.retries;
    };
    expect(retriesOf(onError)).toBe(35);
    expect(retriesOf(onThrottle)).toBe(100);
    // Legacy Java pays nothing after a 503.
    const legacy = new Retries(policyOf('java-2025'));
    for (let call = 0; call < 1000; call++) {
      legacy.begin(call);
      while (legacy.failed(call, onThrottle, 0.5) !== givenUp);
    }
    expect([legacy.retries, legacy.refused, legacy.tokensLeft]).toEqual([3000, 0, 500]);
  });

  it('give back to the quota what the last retry cost, or one token for a call without retries', () => {
    const retries = new Retries(policyOf('python-2025'));
    retries.begin(0);
    retries.failed(0, onTimeout, 0.5);
    retries.failed(0, onError, 0.5);
    expect(retries.tokensLeft).toBe(500 - 10 - 5);
    expect(retries.attemptOf(0)).toBe(2);
    retries.succeeded(0);
    expect(retries.tokensLeft).toBe(490);
    retries.begin(0);
    retries.succeeded(0);
    expect(retries.tokensLeft).toBe(491);
    for (let n = 0; n < 20; n++) {
      retries.begin(0);
      retries.succeeded(0);
    }
    expect(retries.tokensLeft).toBe(500);
  });

  it('listen to the server since 2026, by at most 5 s more', () => {
    const wait = (name: string, says: number): number => {
      const retries = new Retries(policyOf(name));
      retries.begin(0);
      return retries.failed(0, onThrottle, 0.5, says);
    };
    expect(wait('java-2026', 0.2)).toBe(0.5);
    expect(wait('java-2026', 3)).toBe(3);
    expect(wait('java-2026', 60)).toBe(5.5);
    expect(wait('go-2025', 60)).toBe(0.5);
  });

  it('can be changed key by key', () => {
    const none = { attempts: null, base: null, cap: null, jitter: null, tokens: null };
    expect(changedPolicy(policyOf('java-2026'), null)).toEqual(policyOf('java-2026'));
    expect(changedPolicy(policyOf('java-2026'), none)).toEqual(policyOf('java-2026'));
    const own = changedPolicy(policyOf('java-2026'), {
      attempts: 5,
      base: 2,
      cap: 5,
      jitter: 0.5,
      tokens: 0,
    });
    const retries = new Retries(own);
    retries.begin(0);
    // Ceilings 2, 4, 5, 5; with u = 0 half of each.
    expect([1, 2, 3, 4, 5].map(() => retries.failed(0, onError, 0))).toEqual([1, 2, 2.5, 2.5, givenUp]);
  });
});

describe('laws of retries', () => {
  const failure = fc.constantFrom<Failure>(onError, onThrottle, onTimeout);
  const calls = fc.array(
    fc.record({
      failures: fc.array(failure, { maxLength: 12 }),
      uniform: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    }),
    { maxLength: 120 },
  );

  it.each(names)('%s does as its naive twin, call after call, and its quota stays between 0 and full', (name) => {
    const policy = policyOf(name);
    fc.assert(
      fc.property(calls, (list) => {
        const retries = new Retries(policy);
        const slow = naiveCalls(policy, list);
        list.forEach(({ failures, uniform }, call) => {
          const slot = call % 3;
          retries.begin(slot);
          const seconds: number[] = [];
          for (const each of failures) {
            seconds.push(retries.failed(slot, each, uniform));
            if (seconds.at(-1) === givenUp) break;
          }
          if (seconds.at(-1) !== givenUp) retries.succeeded(slot);
          expect(seconds).toHaveLength(slow[call]!.length);
          seconds.forEach((wait, k) => {
            expect(wait).toBeCloseTo(slow[call]![k]!, 9);
          });
          expect(retries.tokensLeft).toBeGreaterThanOrEqual(0);
          expect(retries.tokensLeft).toBeLessThanOrEqual(policy.tokens);
        });
      }),
      { seed: 17, numRuns: 25 },
    );
  });
});
