import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { createConstantLaw, createLaw, type Law } from '../distribution.ts';
import { justBelow } from './mix.ts';

/**
 * The inner law, given that the value falls into [low, high]: values outside are drawn anew, not moved to the bound.
 * By inversion: Q(p) is the inner quantile of below + p x inside.
 */
export function createTruncated(
  spec: Extract<DistributionSpec, { kind: 'truncated' }>,
  createInner: (spec: DistributionSpec) => Law,
): Law {
  const { low, high } = spec;
  const inner = createInner(spec.of);
  if (inner.constant) return createConstantLaw(spec, inner.mean);
  const { below, inside } = massInside(inner, low, high);
  const quantile = (p: number): number => Math.min(high, Math.max(low, inner.quantile(below + p * inside)));
  if (low === high || quantile(0) === quantile(1)) return createConstantLaw(spec, quantile(0));
  const meanBelow = inner.partialMean(below);
  const partialMean = (p: number): number => (inner.partialMean(below + p * inside) - meanBelow) / inside;
  return createLaw({
    spec,
    mean: partialMean(1),
    quantile,
    cdf: (x) => (x < low ? 0 : x >= high ? 1 : Math.min(1, Math.max(0, (inner.cdf(x) - below) / inside))),
    partialMean,
    atoms: inner.atoms.filter((value) => value >= low && value <= high),
  });
}

/** The inner law's share under `low`, and from `low` to `high`, both included. */
export function massInside(inner: Law, low: number, high: number): { below: number; inside: number } {
  const below = inner.cdf(justBelow(low));
  return { below, inside: inner.cdf(high) - below };
}
