import type { DistributionSpec } from '../fields/distribution-spec.ts';
import { checkDistribution } from './check-distribution.ts';
import type { Distribution } from './distribution.ts';
import { createLawOf } from './laws/create-law.ts';

// Tables that a law fills while it is drawn from are worth keeping from one replication to the next.
const known = new WeakMap<DistributionSpec, Distribution>();

/**
 * The distribution a spec describes; an error with what is wrong (see checkDistribution) if it describes none. The same
 * spec object gives the same distribution: it is a pure function of p, so sharing it shows in nothing but speed.
 */
export function createDistribution(spec: DistributionSpec): Distribution {
  const before = known.get(spec);
  if (before !== undefined) return before;
  const problem = checkDistribution(spec);
  if (problem !== null) throw new RangeError(problem);
  const distribution = createLawOf(spec);
  known.set(spec, distribution);
  return distribution;
}
