import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { createConstantLaw, createLaw, type Law } from '../distribution.ts';
import { tabulate } from './_tabulate.ts';

/**
 * Draws from one part or another, by share.
 *
 * Inverted as a whole, so that a larger uniform never gives a smaller value: the quantile is the least x at which the
 * shares' sum of distribution functions reaches p. It lies between the parts' own quantiles and is found by bisection;
 * a table stands
 * in front (_tabulate.ts).
 */
export function createMix(
  spec: Extract<DistributionSpec, { kind: 'mix' }>,
  createPart: (spec: DistributionSpec) => Law,
): Law {
  const parts = spec.parts.filter(({ share }) => share > 0).map(({ share, of }) => ({ share, law: createPart(of) }));
  const [first] = parts;
  if (first !== undefined && parts.every(({ law }) => law.constant && law.mean === first.law.mean)) {
    return createConstantLaw(spec, first.law.mean);
  }
  const cdf = (x: number): number => parts.reduce((sum, { share, law }) => sum + share * law.cdf(x), 0);

  // Values with a probability of their own: the distribution function jumps there, and bisection would only come near.
  const atoms = [...new Set(parts.flatMap(({ law }) => law.atoms))].sort((a, b) => a - b);
  const jumps = atoms.map((value) => ({ value, from: cdf(justBelow(value)), to: cdf(value) }));

  const solve = (p: number): number => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const { law } of parts) {
      const value = law.quantile(p);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (p <= 0) return low;
    if (p >= 1 || low === high) return high;
    for (const { value, from, to } of jumps) if (p > from && p <= to) return value;
    while (high - low > 1e-13 * Math.max(Math.abs(low), Math.abs(high))) {
      // Bisect in the logarithm while the bracket spans decades.
      const middle = low > 0 && high > 4 * low ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2;
      if (middle <= low || middle >= high) break;
      if (cdf(middle) < p) low = middle;
      else high = middle;
    }
    return high;
  };

  return createLaw({
    spec,
    mean: parts.reduce((sum, { share, law }) => sum + share * law.mean, 0),
    quantile: tabulate(solve),
    cdf,
    partialMean: (p) => {
      if (p <= 0) return 0;
      const x = solve(p);
      if (!Number.isFinite(x)) return parts.reduce((sum, { share, law }) => sum + share * law.partialMean(1), 0);
      // What the parts have at or below x, less what lies at x itself and belongs beyond p.
      let sum = 0;
      let reached = 0;
      for (const { share, law } of parts) {
        const below = law.cdf(x);
        reached += share * below;
        sum += share * law.partialMean(below);
      }
      return sum + x * (p - reached);
    },
    atoms,
  });
}

/** The largest double under x, or nearly. */
export function justBelow(x: number): number {
  return x - Math.max(Math.abs(x) * 2 ** -52, Number.MIN_VALUE);
}
