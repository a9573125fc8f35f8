import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { createConstantLaw, createLaw, type Law } from '../distribution.ts';

/**
 * Bounded Pareto: density in proportion to x^(-shape - 1) on [low, high].
 *
 * Q(p) = low (1 - p m)^(-1 / shape) with m = 1 - (low / high)^shape. Written with expm1 and log1p, so that a shape of
 * exactly 1, where the textbook's mean divides by zero, needs no case of its own but one.
 */
export function createPareto(spec: Extract<DistributionSpec, { kind: 'pareto' }>): Law {
  const { shape, low, high } = spec;
  if (low === high) return createConstantLaw(spec, low);
  const mass = -Math.expm1(-shape * Math.log(high / low));
  const quantile = (p: number): number =>
    p >= 1 ? high : Math.min(high, low * Math.exp(-Math.log1p(-p * mass) / shape));
  const cdf = (x: number): number => {
    if (x <= low) return 0;
    return x >= high ? 1 : -Math.expm1(-shape * Math.log(x / low)) / mass;
  };
  // The integral of x times the density from low to x.
  const partialMeanTo = (x: number): number => {
    const logRatio = Math.log(x / low);
    const excess = shape - 1;
    const integral = excess === 0 ? logRatio : -Math.expm1(-excess * logRatio) / excess;
    return (shape * low * integral) / mass;
  };
  return createLaw({
    spec,
    mean: partialMeanTo(high),
    quantile,
    cdf,
    partialMean: (p) => partialMeanTo(quantile(p)),
  });
}
