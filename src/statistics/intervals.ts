/** Intervals over replications. All are 95 %, two-sided, by Student's t. */
import { studentT } from './student-t.ts';
import { Tally } from './tally.ts';

export const confidence = 0.95;

export interface MeanInterval {
  mean: number;
  lo: number;
  hi: number;
  n: number;
}

/** The mean of independent values and its interval; a point for one value or when all are equal, NaN for none. */
export function meanInterval(values: readonly number[]): MeanInterval {
  const tally = tallyOf(values);
  const { n, mean } = tally;
  if (n < 2 || tally.variance === 0) return { mean, lo: mean, hi: mean, n };
  const half = studentT(confidence, n - 1) * Math.sqrt(tally.variance / n);
  return { mean, lo: mean - half, hi: mean + half, n };
}

export interface JackknifeResult {
  /** The expression on the means over all replications, less the bias where that is corrected. */
  value: number;
  lo: number;
  hi: number;
  /** The jackknife's estimate of value minus truth. */
  bias: number;
  /** The bias was more than a tenth of the half-width and has been subtracted from the value. */
  biasCorrected: boolean;
  n: number;
}

// A spread under this share of the value is rounding (a ratio that is the same in every replication), not chance.
const roundingShare = 1e-12;

/**
 * The value of an expression of several means, with its interval by the delete-one jackknife: replication i is left out
 * of all inputs at once, so that what the designs share cancels.
 *
 * `perReplication[k][i]` is input k in replication i; all inputs have the same number of replications. With one
 * replication, or inputs that do not vary, the interval is a point. If leaving out a replication makes the expression
 * infinite or absent, `lo` and `hi` are NaN: there is a value, but no interval.
 */
export function jackknife(
  perReplication: readonly (readonly number[])[],
  expression: (inputs: readonly number[]) => number,
): JackknifeResult {
  const n = perReplication[0]?.length ?? 0;
  if (perReplication.some((values) => values.length !== n)) {
    throw new Error('the inputs of a jackknife differ in their number of replications');
  }
  const means = perReplication.map((values) => tallyOf(values).mean);
  const value = expression(means);
  const point: JackknifeResult = { value, lo: value, hi: value, bias: 0, biasCorrected: false, n };
  if (n < 2) return point;

  const leftOut = new Tally();
  for (let i = 0; i < n; i++) {
    // The mean without value i, in a form that is exact when all values are equal.
    leftOut.add(expression(means.map((mean, k) => mean + (mean - perReplication[k]![i]!) / (n - 1))));
  }
  if (!Number.isFinite(value) || !Number.isFinite(leftOut.variance))
    return { ...point, lo: Number.NaN, hi: Number.NaN };
  const standardError = (n - 1) * Math.sqrt(leftOut.variance / n);
  const half = studentT(confidence, n - 1) * standardError;
  const bias = (n - 1) * (leftOut.mean - value);
  const rounding = roundingShare * Math.abs(value);
  if (half <= rounding && Math.abs(bias) <= rounding) return point;
  const biasCorrected = Math.abs(bias) > half / 10;
  const centre = biasCorrected ? value - bias : value;
  return { value: centre, lo: centre - half, hi: centre + half, bias, biasCorrected, n };
}

function tallyOf(values: readonly number[]): Tally {
  const tally = new Tally();
  for (const value of values) tally.add(value);
  return tally;
}
