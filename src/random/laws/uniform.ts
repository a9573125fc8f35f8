import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { createConstantLaw, createLaw, type Law } from '../distribution.ts';

export function createUniform(spec: Extract<DistributionSpec, { kind: 'uniform' }>): Law {
  const { low, high } = spec;
  if (low === high) return createConstantLaw(spec, low);
  const width = high - low;
  return createLaw({
    spec,
    mean: low + width / 2,
    quantile: (p) => (p >= 1 ? high : low + width * p),
    cdf: (x) => Math.min(1, Math.max(0, (x - low) / width)),
    partialMean: (p) => p * (low + (width * p) / 2),
  });
}
