/**
 * Estimates with honest standard errors. The run is cut into batches (or repeated); each batch gives totals, and the
 * spread between batches, never within one, gives the error, so that neighbours that resemble each other do no harm as
 * long as a batch is long beside their memory.
 */
import type { QuantileHistogram } from '../statistics/index.ts';

export interface Estimate {
  readonly value: number;
  /** Null: exact, without chance. */
  readonly standardError: number | null;
}

export function exactly(value: number): Estimate {
  return { value, standardError: null };
}

/**
 * Total over total: a mean (sum over count), a probability (those who waited over those who came), a time average (area
 * over seconds). The error is that of the ratio estimator: the batches' residuals y - r x (Cochran, Sampling Techniques,
 * section 6.3; Law and Kelton for batches).
 */
export function ratio(numerators: ArrayLike<number>, denominators: ArrayLike<number>): Estimate {
  const n = numerators.length;
  let above = 0;
  let below = 0;
  for (let i = 0; i < n; i++) {
    above += numerators[i]!;
    below += denominators[i]!;
  }
  const value = above / below;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (numerators[i]! - value * denominators[i]!) ** 2;
  return { value, standardError: Math.sqrt(squares / (n * (n - 1))) / (below / n) };
}

/** The mean of independent values, or of batch means of equal weight. */
export function meanOf(values: ArrayLike<number>): Estimate {
  return ratio(values, new Float64Array(values.length).fill(1));
}

/**
 * A variance from the batches' sums of values and of squares: mean of squares less square of the mean, over all batches;
 * the error by linearising in the two means.
 */
export function variance(squares: ArrayLike<number>, sums: ArrayLike<number>, weights: ArrayLike<number>): Estimate {
  const mean = ratio(sums, weights).value;
  // d(m2 - m1^2) = dm2 - 2 m1 dm1: the ratio of these combined totals has the variance sought but for a constant.
  const combined = Float64Array.from({ length: sums.length }, (_, i) => squares[i]! - 2 * mean * sums[i]!);
  const { value, standardError } = ratio(combined, weights);
  return { value: value + mean * mean, standardError };
}

/**
 * A quantile of all values together, by sectioning: the value from the pooled histogram, the error from the batches'
 * own quantiles around it (Asmussen and Glynn, Stochastic Simulation, section III.5). Batches too short to show their
 * tail make the error larger, not smaller.
 */
export function quantile(batches: readonly QuantileHistogram[], pooled: QuantileHistogram, p: number): Estimate {
  const value = pooled.quantile(p);
  const n = batches.length;
  const squares = batches.reduce((sum, batch) => sum + (batch.quantile(p) - value) ** 2, 0);
  return { value, standardError: Math.sqrt(squares / (n * (n - 1))) };
}
