/** How many replications there were, and why no more. */
import { formatCount, formatShare } from '../units/index.ts';
import type { Results } from './types.ts';

type Input = Pick<Results, 'replications' | 'claims'>;

/** "28 replications, until every claim was known to ±2%". */
export function replicationWords(results: Input): string {
  const { n, precision, reached, stoppedBy } = results.replications;
  const counted = `${formatCount(n)} ${n === 1 ? 'replication' : 'replications'}`;
  if (precision === undefined || stoppedBy === 'nothing random') return counted;
  const what = results.claims.some(({ expression }) => expression !== null) ? 'claim' : 'primary metric';
  const wanted = `\u00b1${formatShare(precision)}`;
  if (stoppedBy === 'precision') return `${counted}, until every ${what} was known to ${wanted}`;
  const worst = reached === undefined ? '' : `, the worst to \u00b1${formatShare(reached)}`;
  return `${counted}, the most allowed: not every ${what} is known to ${wanted}${worst}`;
}
