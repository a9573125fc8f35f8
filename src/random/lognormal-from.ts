import type { DistributionSpec } from '../fields/distribution-spec.ts';
import { normalQuantile } from './_normal-functions.ts';
import { messages } from './messages.ts';

/** The lognormal with this median and 99th percentile (any one unit). Throws if p50 is not positive or p99 below it. */
export function lognormalFromQuantiles(p50: number, p99: number): DistributionSpec {
  if (!(p50 > 0)) throw new RangeError(messages.medianNotPositive(p50));
  if (!(p99 >= p50)) throw new RangeError(messages.p99BelowMedian(p50, p99));
  return { kind: 'lognormal', mu: Math.log(p50), sigma: Math.log(p99 / p50) / normalQuantile(0.99) };
}

/**
 * The lognormal with this mean and coefficient of variation (sd / mean). Throws if the mean is not positive or cv
 * negative.
 */
export function lognormalFromMean(mean: number, cv: number): DistributionSpec {
  if (!(mean > 0)) throw new RangeError(messages.notPositive('mean', mean));
  if (!(cv >= 0)) throw new RangeError(messages.negative('cv', cv));
  const variance = Math.log1p(cv * cv);
  return { kind: 'lognormal', mu: Math.log(mean) - variance / 2, sigma: Math.sqrt(variance) };
}
