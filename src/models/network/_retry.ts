import type { Row } from '../../fields/index.ts';

/** Why an attempt failed. */
export const onError = 0;
export const onThrottle = 1;
export const onTimeout = 2;
export type Failure = typeof onError | typeof onThrottle | typeof onTimeout;

/** What Retries.failed() answers when the call has failed for good; every wait is zero or more. */
export const givenUp = -1;

/** By kind of failure where there are three numbers: error, throttle, timeout. */
export interface RetryPolicy {
  readonly name: string;
  /** Of one call, the first included. */
  readonly attempts: number;
  /** Ceiling of the first wait; it doubles from retry to retry. */
  readonly baseSeconds: readonly [number, number, number];
  /** Most that a ceiling can be. */
  readonly capSeconds: number;
  /** A wait is drawn evenly between this share of its ceiling and all of it. */
  readonly leastRatio: readonly [number, number, number];
  readonly firstAtOnce: boolean;
  /** The retry quota when full; 0: there is none. */
  readonly tokens: number;
  readonly costs: readonly [number, number, number];
  /** Most that the server's word adds to a wait. */
  readonly retryAfterSeconds: number;
  /** How often the caller of the SDK calls it anew after it has given up. */
  readonly rounds: readonly [number, number, number];
  readonly roundBaseSeconds: readonly [number, number, number];
  readonly roundLeastRatio: number;
  readonly roundMostRatio: number;
}

/** A policy from its row of the table of retries, in which a key that is left out has no effect. */
export const retryPolicyOf = ({ name, values }: Row): RetryPolicy => {
  const of = (key: string, otherwise: number): number => values[key] ?? otherwise;
  const base = of('base', 0);
  const least = of('least', 0);
  const cost = of('cost', 0);
  const rounds = of('rounds', 0);
  const roundBase = of('roundBase', 0);
  return {
    name,
    attempts: of('attempts', 1),
    baseSeconds: [base, of('throttleBase', base), base],
    capSeconds: of('cap', Infinity),
    leastRatio: [least, of('throttleLeast', least), least],
    firstAtOnce: of('firstAtOnce', 0) === 1,
    tokens: of('tokens', 0),
    costs: [cost, of('throttleCost', cost), of('timeoutCost', cost)],
    retryAfterSeconds: of('retryAfter', 0),
    rounds: [rounds, of('throttleRounds', rounds), rounds],
    roundBaseSeconds: [roundBase, of('roundThrottleBase', roundBase), roundBase],
    roundLeastRatio: of('roundLeast', 1),
    roundMostRatio: of('roundMost', 1),
  };
};

/** What a scenario sets otherwise: `base` for every kind of failure; `jitter`, the share of a wait that is chance. */
export interface RetrySettings {
  readonly attempts: number | null;
  readonly base: number | null;
  readonly cap: number | null;
  readonly jitter: number | null;
  readonly tokens: number | null;
}

export const changedPolicy = (policy: RetryPolicy, settings: RetrySettings | null): RetryPolicy => {
  if (settings === null) return policy;
  const { attempts, base, cap, jitter, tokens } = settings;
  return {
    ...policy,
    attempts: attempts ?? policy.attempts,
    baseSeconds: base === null ? policy.baseSeconds : [base, base, base],
    capSeconds: cap ?? policy.capSeconds,
    leastRatio: jitter === null ? policy.leastRatio : [1 - jitter, 1 - jitter, 1 - jitter],
    tokens: tokens ?? policy.tokens,
  };
};

/**
 * Retries of one client process. Before retry k (1, 2 ...) of a call it waits
 *
 *     ceiling = min(cap, base x 2^(k - 1)),   wait = ceiling x (least + (1 - least) u),   u even in (0, 1)
 *
 * and pays the retry quota, which all its calls share: with too little left the call fails at once. A call that succeeds
 * gives back what its last retry cost, or one token if there was none. (AWS SDKs, standard mode: botocore/retries/standard.py,
 * commit 0719e79, and the announcements of 2026-05-20; deviations are rows of the table.) The server's x-amz-retry-after
 * raises a wait, by at most 5 s. Whoever calls the SDK may call it anew when it has given up, in rounds: Hadoop S3A.
 *
 * A call is a slot, a small whole number: no objects, no closures. Left out: mode adaptive, which also delays first
 * attempts by a rate that it learns.
 */
export class Retries {
  /** Calls that failed for good, retries made, and retries that the quota refused. */
  failures = 0;
  retries = 0;
  refused = 0;
  private readonly policy: RetryPolicy;
  private left: number;
  /** By slot: attempts failed in this round, rounds ended, attempts in all, what the last retry cost. */
  private inRound = new Int32Array(16);
  private round = new Int32Array(16);
  private attempt = new Int32Array(16);
  private paid = new Float64Array(16);

  constructor(policy: RetryPolicy) {
    this.policy = policy;
    this.left = policy.tokens;
  }

  /** What is left of the quota; 0 where there is none. */
  get tokensLeft(): number {
    return this.left;
  }

  /** A new call in this slot. */
  begin(slot: number): void {
    if (slot >= this.round.length) this.grow(slot);
    this.inRound[slot] = 0;
    this.round[slot] = 0;
    this.attempt[slot] = 0;
    this.paid[slot] = 0;
  }

  /** 0, 1, 2 ...: the attempt under way, over all rounds. It keys what chance does to it. */
  attemptOf(slot: number): number {
    return this.attempt[slot]!;
  }

  /** The attempt under way has succeeded, and the call with it. */
  succeeded(slot: number): void {
    const { tokens } = this.policy;
    if (this.left === tokens) return;
    const back = this.inRound[slot] === 0 ? 1 : this.paid[slot]!;
    this.left = Math.min(tokens, this.left + back);
  }

  /**
   * The attempt under way has failed. Returns the seconds to wait before the next, or `givenUp`. `uniform` is a number in
   * (0, 1) that belongs to (call, attempt); `saysSeconds` is what the server asks to wait.
   */
  failed(slot: number, failure: Failure, uniform: number, saysSeconds = 0): number {
    const { policy } = this;
    const failed = ++this.inRound[slot]!;
    if (failed < policy.attempts) {
      if (this.pay(slot, policy.costs[failure]))
        return this.next(slot, this.waitSeconds(failed, failure, uniform, saysSeconds));
      this.refused++;
    }
    const round = this.round[slot]!;
    if (round >= policy.rounds[failure]) {
      this.failures++;
      return givenUp;
    }
    this.round[slot] = round + 1;
    this.inRound[slot] = 0;
    this.paid[slot] = 0;
    const ratio = policy.roundLeastRatio + (policy.roundMostRatio - policy.roundLeastRatio) * uniform;
    return this.next(slot, policy.roundBaseSeconds[failure] * 2 ** (round + 1) * ratio);
  }

  private next(slot: number, seconds: number): number {
    this.attempt[slot]!++;
    this.retries++;
    return seconds;
  }

  private waitSeconds(failed: number, failure: Failure, uniform: number, saysSeconds: number): number {
    const { policy } = this;
    if (failed === 1 && policy.firstAtOnce) return 0;
    const ceiling = Math.min(policy.capSeconds, policy.baseSeconds[failure] * 2 ** (failed - 1));
    const least = policy.leastRatio[failure];
    const seconds = ceiling * (least + (1 - least) * uniform);
    return Math.max(seconds, Math.min(saysSeconds, seconds + policy.retryAfterSeconds));
  }

  private pay(slot: number, cost: number): boolean {
    if (this.policy.tokens === 0) return true;
    if (cost > this.left) return false;
    this.left -= cost;
    this.paid[slot] = cost;
    return true;
  }

  private grow(slot: number): void {
    const size = Math.max(2 * this.round.length, slot + 1);
    const larger = <A extends Int32Array | Float64Array>(old: A): A => {
      const array = new (old.constructor as new (length: number) => A)(size);
      array.set(old);
      return array;
    };
    this.inRound = larger(this.inRound);
    this.round = larger(this.round);
    this.attempt = larger(this.attempt);
    this.paid = larger(this.paid);
  }
}
