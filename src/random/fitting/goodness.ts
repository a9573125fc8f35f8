/** How far a law lies from a sample that it was not fitted to. */
import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { createDistribution } from '../create-distribution.ts';
import { createLawOf } from '../laws/create-law.ts';
import { logDensity } from './log-density.ts';
import { isResolved } from './quantile-table.ts';
import type { Sample } from './sample.ts';

/** Where quantiles are compared. */
export const reportedLevels = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999] as const;

export interface QuantileError {
  readonly p: number;
  readonly fittedSeconds: number;
  readonly measuredSeconds: number;
  /** fitted / measured - 1 */
  readonly error: number;
}

/** Only the levels that the sample resolves. */
export function quantileErrors(spec: DistributionSpec, sample: Sample): QuantileError[] {
  const law = createDistribution(spec);
  return reportedLevels
    .filter((p) => isResolved(p, sample.count))
    .map((p) => {
      const fittedSeconds = law.quantile(p);
      const measuredSeconds = sample.quantile(p);
      return { p, fittedSeconds, measuredSeconds, error: fittedSeconds / measuredSeconds - 1 };
    });
}

/** Nats for each value; higher is better. `fittedCount`: values that the law was fitted to. */
export function meanLogLikelihood(spec: DistributionSpec, fittedCount: number, { values, weights }: Sample): number {
  const density = logDensity(spec, fittedCount);
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]! * density(values[i]!);
    mass += weights[i]!;
  }
  return sum / mass;
}

/** The largest distance between the law's and the sample's shares below a value, over all values. */
export function kolmogorovDistance(spec: DistributionSpec, { values, weights }: Sample): number {
  const law = createLawOf(spec);
  let mass = 0;
  for (const weight of weights) mass += weight;
  let below = 0;
  let largest = 0;
  for (let i = 0; i < values.length; ) {
    const value = values[i]!;
    let upTo = below;
    for (; i < values.length && values[i] === value; i++) upTo += weights[i]!;
    const share = law.cdf(value);
    largest = Math.max(largest, Math.abs(share - below / mass), Math.abs(share - upTo / mass));
    below = upTo;
  }
  return largest;
}

/**
 * The distance that chance alone exceeds once in twenty times, for independent values and a law that is known without
 * error: 1.358 / sqrt(n) (Kolmogorov's law; good from n = 35).
 */
export const kolmogorovAtFivePercent = (count: number): number => 1.3581 / Math.sqrt(count);
