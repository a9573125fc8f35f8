/**
 * What is wrong with a distribution: one sentence each, without a full stop, to stand behind the place in a scenario.
 */
import type { DistributionSpec } from '../fields/distribution-spec.ts';

/** 0.999 as "p99.9", without the rounding of 0.07 x 100. */
export const percentileName = (p: number): string => `p${Number((p * 100).toPrecision(12))}`;

export const messages = {
  notFinite: (name: string, value: number) => `${name} must be a finite number, not ${value}`,
  negative: (name: string, value: number) => `${name} must not be negative (found ${value})`,
  notPositive: (name: string, value: number) => `${name} must be more than zero (found ${value})`,
  lowAboveHigh: (low: number, high: number) => `low (${low}) is above high (${high})`,
  tooFewPoints: () => 'a quantile table needs at least p0 and p100',
  missingEnd: (p: 0 | 1) => `a quantile table needs ${p === 0 ? 'p0, the least value' : 'p100, the greatest value'}`,
  outsideOne: (p: number) => `${percentileName(p)} is not a quantile: p lies between p0 and p100`,
  pointsNotAscending: (before: number, p: number) =>
    `the points must ascend: ${percentileName(p)} comes after ${percentileName(before)}`,
  valuesDescend: (p: number, value: number, before: number) =>
    `the values must not descend: ${percentileName(p)} is ${value} after ${before}`,
  noParts: () => 'a mix needs at least one part',
  sharesOff: (sum: number) => `the shares of a mix must add up to 1 (100%); they add up to ${sum}`,
  inPart: (index: number, problem: string) => `part ${index + 1}: ${problem}`,
  inTruncated: (problem: string) => `of: ${problem}`,
  nothingLeft: (low: number, high: number) => `next to nothing of the distribution lies between ${low} and ${high}`,
  noMean: (kind: DistributionSpec['kind']) => `the mean of this ${kind} distribution is too large to be a number`,
  medianNotPositive: (p50: number) => `p50 must be more than zero (found ${p50})`,
  p99BelowMedian: (p50: number, p99: number) => `p99 (${p99}) is below p50 (${p50})`,
};
