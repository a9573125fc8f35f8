import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { normalCdf, normalDensity, normalQuantile } from '../_normal-functions.ts';
import { createConstantLaw, createLaw, type Law } from '../distribution.ts';

/** Both tails: a normal time is negative now and then, unless it is truncated. */
export function createNormal(spec: Extract<DistributionSpec, { kind: 'normal' }>): Law {
  const { mean, sd } = spec;
  if (sd === 0) return createConstantLaw(spec, mean);
  return createLaw({
    spec,
    mean,
    quantile: (p) => mean + sd * normalQuantile(p),
    cdf: (x) => normalCdf((x - mean) / sd),
    partialMean: (p) => mean * p - sd * normalDensity(normalQuantile(p)),
  });
}
