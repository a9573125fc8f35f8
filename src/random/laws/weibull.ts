import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { logGamma, regularizedGamma } from '../_gamma-functions.ts';
import { createLaw, type Law } from '../distribution.ts';

/** Q(p) = scale (-ln(1 - p))^(1 / shape); the mean is scale x gamma(1 + 1 / shape). */
export function createWeibull(spec: Extract<DistributionSpec, { kind: 'weibull' }>): Law {
  const { shape, scale } = spec;
  const power = 1 / shape;
  const mean = scale * Math.exp(logGamma(1 + power));
  return createLaw({
    spec,
    mean,
    quantile: (p) => scale * (-Math.log1p(-p)) ** power,
    cdf: (x) => (x <= 0 ? 0 : -Math.expm1(-((x / scale) ** shape))),
    partialMean: (p) => mean * regularizedGamma(1 + power, -Math.log1p(-p)).lower,
  });
}
