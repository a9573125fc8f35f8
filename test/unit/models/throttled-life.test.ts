/** Partitions, retries, timeouts and hedges together on the kernel: the life of a request that a client wires up. */
import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../src/kernel/index.ts';
import { Hedging, winnerSeconds } from '../../../src/models/network/_hedge.ts';
import {
  type Failure,
  givenUp,
  onThrottle,
  onTimeout,
  Retries,
  retryPolicyOf,
} from '../../../src/models/network/_retry.ts';
import { Timeouts } from '../../../src/models/network/_timeouts.ts';
import { Partitions, reads } from '../../../src/models/object-store/_partitions.ts';
import { createDistribution, keyedDraws } from '../../../src/random/index.ts';
import { loadProfiles } from '../../../src/scenario/language/profiles.ts';

const rows = loadProfiles().tables.retries!;
/** A tenth of S3's: 550 GETs a second, and a split of a minute instead of many. */
const limits = {
  startCount: 1,
  readsPerSecond: 550,
  writesPerSecond: 350,
  splitAtRatio: 0.8,
  splitSeconds: { mean: 60, at: () => 60 },
  idleSeconds: 2 * 86_400,
};

interface Wishes {
  policy: string;
  perSecond: number;
  seconds: number;
  prefixes?: number;
  hedging?: Hedging | null;
  timeouts?: Timeouts | null;
}

/** Calls at even distances; a slot is used again when its call has ended. */
const run = ({ policy, perSecond, seconds, prefixes = 1, hedging = null, timeouts = null }: Wishes) => {
  const kernel = new Kernel();
  const partitions = new Partitions(limits);
  const retries = new Retries(retryPolicyOf(rows[policy]!));
  const law = createDistribution({ kind: 'lognormal', mu: Math.log(0.026), sigma: 0.7 });
  const answers = keyedDraws(1, 0, 'firstByte');
  const backoff = keyedDraws(1, 0, 'backoff');
  const calls = { made: 0, done: 0, failed: 0, sent: 0, throttled: 0, late: 0, seconds: 0 };
  const throttledIn: number[] = [];
  const free: number[] = [];
  const entity: number[] = [];
  const begunAt: number[] = [];

  const fail = (slot: number, failure: Failure): void => {
    const wait = retries.failed(slot, failure, backoff.uniform(entity[slot]!, retries.attemptOf(slot)));
    if (wait === givenUp) {
      calls.failed++;
      free.push(slot);
    } else kernel.schedule(wait, send, slot);
  };
  const end = (slot: number): void => {
    retries.succeeded(slot);
    calls.done++;
    calls.seconds += kernel.now - begunAt[slot]!;
    free.push(slot);
  };
  const answered = kernel.handler(end, 'answered');
  const timedOut = kernel.handler((slot) => {
    calls.late++;
    fail(slot, onTimeout);
  }, 'timed out');
  const refused = kernel.handler((slot) => fail(slot, onThrottle), '503');
  const answerSeconds = (slot: number, copy: number): number =>
    law.sample(answers.uniform(entity[slot]!, 2 * retries.attemptOf(slot) + copy));
  const hedge = kernel.handler((slot) => {
    const left = answerSeconds(slot, 0) - hedging!.waitSeconds;
    if (!hedging!.grant()) {
      kernel.schedule(left, answered, slot);
      return;
    }
    calls.sent++;
    kernel.schedule(winnerSeconds(left, answerSeconds(slot, 1)), answered, slot);
  }, 'hedge');
  const send = kernel.handler((slot) => {
    calls.sent++;
    const attempt = retries.attemptOf(slot);
    if (!partitions.admits(entity[slot]! % prefixes, reads, kernel.now)) {
      calls.throttled++;
      const minute = Math.floor(kernel.now / 60);
      throttledIn[minute] = (throttledIn[minute] ?? 0) + 1;
      kernel.schedule(0.005, refused, slot);
      return;
    }
    hedging?.sent();
    const wait = answerSeconds(slot, 0);
    if (timeouts?.isLate(wait, attempt)) kernel.schedule(timeouts.limitSeconds(attempt), timedOut, slot);
    else if (hedging && wait > hedging.waitSeconds) kernel.schedule(hedging.waitSeconds, hedge, slot);
    else kernel.schedule(wait, answered, slot);
  }, 'send');
  const arrive = kernel.handler((n) => {
    if (n + 1 < perSecond * seconds) kernel.scheduleAt((n + 1) / perSecond, arrive, n + 1);
    const slot = free.pop() ?? entity.length;
    entity[slot] = n;
    begunAt[slot] = kernel.now;
    calls.made++;
    retries.begin(slot);
    kernel.schedule(0, send, slot);
  }, 'arrive');
  kernel.scheduleAt(0, arrive, 0);
  kernel.run();
  return { ...calls, throttledIn, retries, partitions: partitions.total };
};

describe('a throttled prefix', () => {
  it('loses no call, and no request: each is answered, throttled or late', () => {
    const result = run({
      policy: 'java-2025',
      perSecond: 1200,
      seconds: 60,
      timeouts: new Timeouts({ seconds: 0.3, growth: 2, capSeconds: 10 }),
    });
    expect(result.done + result.failed).toBe(result.made);
    expect(result.done + result.throttled + result.late).toBe(result.sent);
    expect(result.late).toBeGreaterThan(0);
    expect(result.retries.failures).toBe(result.failed);
    expect(result.sent).toBe(result.made + result.retries.retries);
    // A full bucket of a second, then at most two partitions.
    expect(result.done).toBeLessThanOrEqual(550 + 60 * 2 * 550);
  });
  it('heals by itself: 1,200 a second need 1200 / 440 = 2.73 partitions, 1.73 splits of a minute', () => {
    const result = run({ policy: 'java-2025', perSecond: 1200, seconds: 240 });
    // Capacity is 1,200 after 1.18 min; retries still wait a few seconds.
    expect(result.throttledIn[0]).toBeGreaterThan(0.3 * 60 * 1200);
    expect(result.throttledIn[2] ?? 0).toBe(0);
    expect(result.throttledIn[3] ?? 0).toBe(0);
    expect(result.partitions).toBeGreaterThan(2.1);
  });
  it('is not throttled at all on ten prefixes', () => {
    const result = run({ policy: 'java-2025', perSecond: 1200, seconds: 60, prefixes: 10 });
    expect([result.throttled, result.failed]).toEqual([0, 0]);
    expect(result.partitions).toBe(10);
  });
  it('is spared by the quota of 2026: fewer retries, and more calls that fail early', () => {
    const [old, young] = ['java-2025', 'java-2026'].map((policy) => run({ policy, perSecond: 1200, seconds: 60 }));
    expect(young!.retries.refused).toBeGreaterThan(0);
    expect(old!.retries.refused).toBe(0);
    expect(young!.sent).toBeLessThan(old!.sent);
    expect(young!.failed).toBeGreaterThan(old!.failed);
  });
});

describe('hedged calls on a prefix with room', () => {
  it('are faster in the mean for at most 5 % more requests', () => {
    const plain = run({ policy: 'java-2025', perSecond: 300, seconds: 60 });
    const hedging = new Hedging({ afterSeconds: null, afterQuantile: 0.9, atMostRatio: 0.05 });
    const hedged = run({
      policy: 'java-2025',
      perSecond: 300,
      seconds: 60,
      hedging: Object.assign(hedging, { waitSeconds: 0.064 }),
    });
    expect(hedged.done).toBe(plain.done);
    expect(hedged.seconds).toBeLessThan(0.985 * plain.seconds);
    expect(hedged.sent - plain.sent).toBe(hedging.hedges);
    expect(hedging.hedges).toBeLessThanOrEqual(0.05 * plain.sent);
    expect(hedging.hedges).toBeGreaterThan(0.04 * plain.sent);
  });
});
