import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { createConstantLaw, createLaw, type Law } from '../distribution.ts';

/** Q(p) = -mean ln(1 - p). With 53-bit uniforms the tail reaches 36 means. */
export function createExponential(spec: Extract<DistributionSpec, { kind: 'exponential' }>): Law {
  const { mean } = spec;
  if (mean === 0) return createConstantLaw(spec, 0);
  return createLaw({
    spec,
    mean,
    // 1 - p is exact for a multiple of 2^-53, and log takes three quarters of log1p's time; only near 0 would it round.
    quantile: (p) => -mean * (p > 1e-3 ? Math.log(1 - p) : Math.log1p(-p)),
    cdf: (x) => (x <= 0 ? 0 : -Math.expm1(-x / mean)),
    partialMean: (p) => (p >= 1 ? mean : mean * (p + (1 - p) * Math.log1p(-p))),
  });
}
