import type { RetryPolicy } from './_retry.ts';
import { onThrottle } from './_retry.ts';

/** Waits of one request that is refused some times, and then admitted. */
export interface ThrottleWaits {
  /** Refusals for each request that is admitted. */
  readonly refusals: number;
  /** Of the wait of one request. */
  readonly variance: number;
}

/** Refusals in a row that are looked at, and rounds of halving. */
const mostRefusals = 64;
const halvings = 40;

/**
 * A client whose requests are refused with probability p waits for each of them
 *
 *     W = sum of the first J waits w_1, w_2 ... of its retry policy,   P(J >= j) = p^j
 *
 * Given the mean of W, which is what a prefix that admits less than is asked makes its senders wait, this is the p that
 * gives it, and with it the refusals and the spread. Waits are those of _retry.ts, the answer 503 included.
 * Left out: quotas of retries, and requests that fail for good.
 */
export class WaitsByMean {
  private readonly means: Float64Array;
  private readonly variances: Float64Array;
  private readonly known = new Map<number, ThrottleWaits>();

  constructor(policy: RetryPolicy, refusalSeconds: number) {
    this.means = new Float64Array(mostRefusals);
    this.variances = new Float64Array(mostRefusals);
    const { attempts, rounds } = policy;
    let inRound = 0;
    let round = 0;
    for (let nth = 0; nth < mostRefusals; nth++) {
      inRound++;
      let from: number;
      let to: number;
      if (inRound < attempts) {
        const ceiling = Math.min(policy.capSeconds, policy.baseSeconds[onThrottle] * 2 ** (inRound - 1));
        const atOnce = inRound === 1 && policy.firstAtOnce;
        from = atOnce ? 0 : ceiling * policy.leastRatio[onThrottle];
        to = atOnce ? 0 : ceiling;
      } else {
        const base = policy.roundBaseSeconds[onThrottle] * 2 ** (Math.min(round, rounds[onThrottle]) + 1);
        from = base * policy.roundLeastRatio;
        to = base * policy.roundMostRatio;
        round++;
        inRound = 0;
      }
      this.means[nth] = refusalSeconds + (from + to) / 2;
      this.variances[nth] = (to - from) ** 2 / 12;
    }
  }

  /** `meanSeconds` above zero; on a grid of 1 %. */
  of(meanSeconds: number): ThrottleWaits {
    const step = Math.round(70 * Math.log2(meanSeconds));
    const found = this.known.get(step);
    if (found !== undefined) return found;
    const made = this.solve(2 ** (step / 70));
    this.known.set(step, made);
    return made;
  }

  private solve(meanSeconds: number): ThrottleWaits {
    let low = 0;
    let high = 0.999;
    for (let round = 0; round < halvings; round++) {
      const middle = (low + high) / 2;
      if (this.meanAt(middle) < meanSeconds) low = middle;
      else high = middle;
    }
    return { refusals: low / (1 - low), variance: this.secondAt(low) - this.meanAt(low) ** 2 };
  }

  private meanAt(p: number): number {
    let sum = 0;
    for (let nth = 0, reached = p; nth < mostRefusals; nth++, reached *= p) sum += reached * this.means[nth]!;
    return sum;
  }
  private secondAt(p: number): number {
    let sum = 0;
    let mean = 0;
    let variance = 0;
    let reached = p;
    for (let nth = 0; nth < mostRefusals; nth++) {
      mean += this.means[nth]!;
      variance += this.variances[nth]!;
      sum += reached * (1 - p) * (mean * mean + variance);
      reached *= p;
    }
    return sum;
  }
}
