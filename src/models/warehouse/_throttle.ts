import type { ObjectStore } from '../capabilities.ts';
import type { Admission } from '../side-by-side.ts';

/** Beyond so many prefixes, these stand for all. */
const mostPrefixes = 64;

/** What prefixes have to admit of so many GETs, spread evenly over them; none where they admit everything. */
export const admissionsOf = (
  store: ObjectStore,
  gets: number,
  prefixes: number,
  mostPerSecond: number,
): readonly Admission[] => {
  if (gets <= 0 || !store.limitsRequests) return [];
  const count = Math.max(1, Math.min(prefixes, mostPrefixes));
  const share = 1 / Math.max(1, prefixes);
  const admissions: Admission[] = [];
  for (let prefix = 0; prefix < count; prefix++) {
    const flow = store.collapsed.flowOf('get', prefix);
    if (flow !== null) admissions.push({ flow, requests: gets * share, mostPerSecond: mostPerSecond * share });
  }
  return admissions;
};
