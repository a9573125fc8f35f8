/**
 * Two designs that met the same luck, replication by replication: their difference and their ratio, each with an interval
 * from which what they share has cancelled.
 */
import { type JackknifeResult, jackknife, type MeanInterval, meanInterval } from './intervals.ts';

export interface PairedComparison {
  /** one - other: the mean of the differences. */
  readonly difference: MeanInterval;
  /** one / other: a ratio of means, by the jackknife. */
  readonly ratio: JackknifeResult;
  /** Between the two; NaN where one does not vary. */
  readonly correlation: number;
}

/** `one[i]` and `other[i]` are replication i of both. */
export function comparePaired(one: readonly number[], other: readonly number[]): PairedComparison {
  if (one.length !== other.length) throw new Error('the two sides of a paired comparison differ in length');
  const differences = one.map((value, i) => value - other[i]!);
  return {
    difference: meanInterval(differences),
    ratio: jackknife([one, other], ([a, b]) => a! / b!),
    correlation: correlation(one, other),
  };
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const a = meanInterval(one).mean;
  const b = meanInterval(other).mean;
  let both = 0;
  let ofOne = 0;
  let ofOther = 0;
  for (let i = 0; i < one.length; i++) {
    both += (one[i]! - a) * (other[i]! - b);
    ofOne += (one[i]! - a) ** 2;
    ofOther += (other[i]! - b) ** 2;
  }
  return both / Math.sqrt(ofOne * ofOther);
}
