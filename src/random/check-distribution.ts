import type { DistributionSpec } from '../fields/distribution-spec.ts';
import { createLawOf } from './laws/create-law.ts';
import { massInside } from './laws/truncated.ts';
import { messages, percentileName } from './messages.ts';

// Rounded percentages of a mix add up to 1 within this.
const shareTolerance = 1e-9;

/**
 * A sentence that says what is wrong with the spec, or null. Means, cvs and spreads of zero are allowed: a constant.
 */
export function checkDistribution(spec: DistributionSpec): string | null {
  const problem = checkParameters(spec);
  if (problem !== null) return problem;
  return Number.isFinite(createLawOf(spec).mean) ? null : messages.noMean(spec.kind);
}

function checkParameters(spec: DistributionSpec): string | null {
  switch (spec.kind) {
    case 'constant':
      return finite('the value', spec.value);
    case 'exponential':
      return notNegative('mean', spec.mean);
    case 'uniform':
      return ordered(spec.low, spec.high);
    case 'normal':
      return finite('mean', spec.mean) ?? notNegative('sd', spec.sd);
    case 'lognormal':
      return finite('mu', spec.mu) ?? notNegative('sigma', spec.sigma);
    case 'gamma':
      return notNegative('mean', spec.mean) ?? notNegative('cv', spec.cv);
    case 'weibull':
      return positive('shape', spec.shape) ?? positive('scale', spec.scale);
    case 'pareto':
      return positive('shape', spec.shape) ?? positive('low', spec.low) ?? ordered(spec.low, spec.high);
    case 'quantiles':
      return checkPoints(spec.points);
    case 'mix':
      return checkParts(spec.parts);
    case 'truncated':
      return checkTruncated(spec);
  }
}

function checkPoints(points: readonly (readonly [number, number])[]): string | null {
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined || points.length < 2) return messages.tooFewPoints();
  let before: readonly [number, number] | undefined;
  for (const point of points) {
    const [p, value] = point;
    if (!(p >= 0 && p <= 1)) return messages.outsideOne(p);
    const problem = finite(percentileName(p), value);
    if (problem !== null) return problem;
    if (before !== undefined && p <= before[0]) return messages.pointsNotAscending(before[0], p);
    if (before !== undefined && value < before[1]) return messages.valuesDescend(p, value, before[1]);
    before = point;
  }
  if (first[0] !== 0) return messages.missingEnd(0);
  return last[0] === 1 ? null : messages.missingEnd(1);
}

function checkParts(parts: readonly { readonly share: number; readonly of: DistributionSpec }[]): string | null {
  if (parts.length === 0) return messages.noParts();
  let sum = 0;
  for (const [index, { share, of }] of parts.entries()) {
    const problem = notNegative('share', share) ?? checkParameters(of);
    if (problem !== null) return messages.inPart(index, problem);
    sum += share;
  }
  return Math.abs(sum - 1) <= shareTolerance ? null : messages.sharesOff(Number(sum.toPrecision(6)));
}

function checkTruncated(spec: Extract<DistributionSpec, { kind: 'truncated' }>): string | null {
  const problem = checkParameters(spec.of);
  if (problem !== null) return messages.inTruncated(problem);
  const order = ordered(spec.low, spec.high);
  if (order !== null) return order;
  // Under a billionth the inversion would have too few digits left.
  const { inside } = massInside(createLawOf(spec.of), spec.low, spec.high);
  return inside >= 1e-9 ? null : messages.nothingLeft(spec.low, spec.high);
}

function finite(name: string, value: number): string | null {
  return Number.isFinite(value) ? null : messages.notFinite(name, value);
}

function notNegative(name: string, value: number): string | null {
  return finite(name, value) ?? (value < 0 ? messages.negative(name, value) : null);
}

function positive(name: string, value: number): string | null {
  return finite(name, value) ?? (value > 0 ? null : messages.notPositive(name, value));
}

function ordered(low: number, high: number): string | null {
  return finite('low', low) ?? finite('high', high) ?? (low > high ? messages.lowAboveHigh(low, high) : null);
}
