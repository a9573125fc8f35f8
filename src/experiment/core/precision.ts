/** Whether so many replications are enough for the precision that was asked for, and how many would be. */
import { relativeHalfWidth, replicationsForPrecision } from '../../statistics/index.ts';
import type { ColumnSource } from './claims.ts';
import { estimate } from './estimate.ts';
import type { Formula } from './formula.ts';
import type { Plan } from './plan.ts';
import type { ReplicationResult } from './replication.ts';

/** How far it got: plain data. */
export interface PrecisionState {
  readonly isReached: boolean;
  /** Half an interval as a share of its value, where that is largest; null where nothing has an interval. */
  readonly reached: number | null;
  /** What is known least: a claim's id, or `<metric> in <design>`. */
  readonly worst: string | null;
  /** About how many replications would do; null where that cannot be said. */
  readonly needed: number | null;
  /** Claims that can have no interval at all, and so were not waited for. */
  readonly without: readonly string[];
}

interface Target {
  readonly what: string;
  readonly formula: Formula;
}

/** The claims that have a value; without any, the primary metrics of all designs. */
function targetsOf(plan: Plan, replications: ReadonlyMap<string, readonly ReplicationResult[]>): Target[] {
  const claims = plan.claims.flatMap(({ spec, formula }) =>
    formula && spec.notModelled === undefined ? [{ what: spec.id, formula }] : [],
  );
  if (claims.length > 0) return claims;
  return plan.primaryMetrics.flatMap((metric) =>
    [...replications].flatMap(([design, [first]]): Target[] => {
      if (!first?.metrics[metric]) return [];
      const needs: Formula['needs'] = [{ design, ref: { metric, window: null, statistic: 'mean' } }];
      return [{ what: `${metric} in ${design}`, formula: { needs, unit: '', value: ([value]) => value! } }];
    }),
  );
}

export function judgePrecision(
  plan: Plan,
  replications: ReadonlyMap<string, readonly ReplicationResult[]>,
  columnOf: ColumnSource,
  wanted: number,
): PrecisionState {
  const n = Math.max(...[...replications.values()].map((each) => each.length));
  const without: string[] = [];
  let worst: { what: string; share: number } | null = null;
  for (const { what, formula } of targetsOf(plan, replications)) {
    const columns = formula.needs.map(columnOf);
    const { value, interval } = estimate(formula, columns);
    // Too few samples yet: more replications will tell.
    const isToCome = value !== null && interval === null && columns.some((column) => column.isTooFew);
    if (value === null || (interval === null && !isToCome)) {
      without.push(what);
      continue;
    }
    const share = interval ? relativeHalfWidth(value, interval[0], interval[1]) : Number.POSITIVE_INFINITY;
    if (worst === null || share > worst.share) worst = { what, share };
  }
  const reached = worst && Number.isFinite(worst.share) ? worst.share : null;
  return {
    isReached: worst === null || worst.share <= wanted,
    reached,
    worst: worst?.what ?? null,
    needed: reached === null ? null : replicationsForPrecision(n, reached, wanted),
    without,
  };
}
