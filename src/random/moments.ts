import type { DistributionSpec } from '../fields/distribution-spec.ts';
import { createDistribution } from './create-distribution.ts';

/** Mean, variance and third central moment. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly third: number;
}

/** Ends of the intervals of probability that are summed up one by one: tails weigh most in the third moment. */
const ends = [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999, 1];
const pointsEach = 2000;

const known = new WeakMap<DistributionSpec, Moments>();

/** By summing the quantile function up, in the middle of small steps of probability. */
export const momentsOf = (spec: DistributionSpec): Moments => {
  const before = known.get(spec);
  if (before !== undefined) return before;
  const { quantile, mean, constant } = createDistribution(spec);
  let variance = 0;
  let third = 0;
  for (let part = 1; part < ends.length && !constant; part++) {
    const from = ends[part - 1]!;
    const step = (ends[part]! - from) / pointsEach;
    for (let point = 0; point < pointsEach; point++) {
      const off = quantile(from + (point + 0.5) * step) - mean;
      variance += step * off * off;
      third += step * off * off * off;
    }
  }
  const moments = { mean, variance, third };
  known.set(spec, moments);
  return moments;
};

export const scaled = ({ mean, variance, third }: Moments, factor: number): Moments => ({
  mean: mean * factor,
  variance: variance * factor ** 2,
  third: third * factor ** 3,
});
