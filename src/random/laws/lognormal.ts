import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { normalCdf, normalQuantile } from '../_normal-functions.ts';
import { createConstantLaw, createLaw, type Law } from '../distribution.ts';

/** Q(p) = exp(mu + sigma z(p)); the mean is exp(mu + sigma^2 / 2). */
export function createLognormal(spec: Extract<DistributionSpec, { kind: 'lognormal' }>): Law {
  const { mu, sigma } = spec;
  if (sigma === 0) return createConstantLaw(spec, Math.exp(mu));
  const mean = Math.exp(mu + (sigma * sigma) / 2);
  return createLaw({
    spec,
    mean,
    quantile: (p) => Math.exp(mu + sigma * normalQuantile(p)),
    cdf: (x) => (x <= 0 ? 0 : normalCdf((Math.log(x) - mu) / sigma)),
    partialMean: (p) => mean * normalCdf(normalQuantile(p) - sigma),
  });
}
