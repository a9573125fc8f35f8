import { hypergeometric } from './_hypergeometric.ts';
import { type LayoutLuck, RowLuck } from './_layout-luck.ts';
import { Runs, type Stratum } from './_layout-runs.ts';
import { Search } from './_layout-search.ts';
import { orderedColumns, spaceOf } from './_layout-spaces.ts';
import type { EqualityFilter, Found, LayoutOptions, LayoutOrder } from './_layout-types.ts';
import { askedValues } from './_layout-values.ts';

export type { LayoutLuck } from './_layout-luck.ts';
export type { Stratum } from './_layout-runs.ts';
export type { EqualityFilter, Found, LayoutColumn, LayoutOptions, LayoutOrder } from './_layout-types.ts';

/** Where the rows of a table lie: which files a request has to look at, and in which it really finds rows. */
export interface Layout {
  /** By stratum. Rows are placed and files counted; of the same luck the same comes out. */
  find(strata: readonly Stratum[], filter: EqualityFilter, luck: LayoutLuck): Found[];
}

/**
 * Columns are independent of each other, and those not in the layout's order of where a row lies. Rows at random (`random`)
 * lie anywhere; by arrival anywhere, in sessions; ordered ones on the layout's curve (`_layout-curves.ts`), of which each file
 * is a run. Rows that came after the ordering (not `isOrdered`) lie as those by arrival.
 *
 * Exact: the placing (without replacement), the curve's geometry, the order statistics of a file's ranges. Left out: the
 * range partitioner's sampling error, values more frequent than others (but for `rowsPerKey`), columns that go together,
 * the cut of strings at 32 characters. More rows than there are: all.
 */
export function createLayout(options: LayoutOptions): Layout {
  const space = spaceOf(options);
  const names = orderedColumns(options.order);
  const columnsWithStatistics = new Set(options.columns.slice(0, options.statistics).map((column) => column.name));
  const hasStatistics = (name: string) => columnsWithStatistics.has(name);
  const rowsPerSession = options.order === 'random' ? 1 : options.rowsPerSession;

  return {
    find(strata, filter, luck) {
      const asked = askedValues(options.columns, filter, luck.value);
      const rowLuck = new RowLuck(luck.row, filter.firstKey);
      const pools = poolsOf(strata, space !== null);
      const rows = shareOut(
        pools.map((pool) => pool.runs.rows),
        filter,
        rowLuck,
      );
      const results = Array<Found>(strata.length);
      let firstFile = 0;
      pools.forEach((pool, p) => {
        const search = new Search({
          runs: pool.runs,
          firstFile,
          asked,
          rows: rows[p]!,
          rowLuck,
          luck,
          hasStatistics,
          space: pool.isOrdered ? space : null,
          names,
          rowsPerSession,
          isPrefix: pool.isOrdered && isPrefix(options.order, filter.columns),
        });
        let file = 0;
        for (const index of pool.strata) {
          const { count, rowsEach } = strata[index]!;
          const files = rowsEach > 0 ? count : 0;
          results[index] = search.result(file, files);
          file += files;
        }
        firstFile += pool.runs.count;
      });
      return results;
    },
  };
}

interface Pool {
  readonly isOrdered: boolean;
  readonly strata: readonly number[];
  readonly runs: Runs;
}

/** Files that lie in one order together; those in none are the first. */
function poolsOf(strata: readonly Stratum[], hasOrder: boolean): Pool[] {
  const byOrder = new Map<number | null, number[]>([[null, []]]);
  strata.forEach((stratum, index) => {
    const order = hasOrder && stratum.isOrdered ? (stratum.order ?? 0) : null;
    const pool = byOrder.get(order);
    if (pool) pool.push(index);
    else byOrder.set(order, [index]);
  });
  return [...byOrder]
    .filter(([, indices]) => indices.length > 0)
    .map(([order, indices]) => ({
      isOrdered: order !== null,
      strata: indices,
      runs: new Runs(indices.map((index) => strata[index]!)),
    }));
}

/** Rows of each key by pool: as rows at random fall, without replacement. */
function shareOut(places: readonly number[], filter: EqualityFilter, luck: RowLuck): Float64Array[] {
  const all = places.reduce((a, b) => a + b, 0);
  const wanted = new Float64Array(filter.keys);
  let free = all;
  for (let key = 0; key < filter.keys; key++) {
    wanted[key] = Math.min(filter.rowsPerKey, free);
    free -= wanted[key]!;
  }
  let placesLeft = all;
  return places.map((here, p) => {
    if (p === places.length - 1) return wanted;
    const rows = new Float64Array(filter.keys);
    let total = placesLeft;
    let marked = here;
    for (let key = 0; key < filter.keys; key++) {
      rows[key] = hypergeometric(total, marked, wanted[key]!, luck.next());
      total -= wanted[key]!;
      marked -= rows[key]!;
      wanted[key] = wanted[key]! - rows[key]!;
    }
    placesLeft -= here;
    return rows;
  });
}

/** The filter's columns are the first ones of a sort, in any order. */
function isPrefix(order: LayoutOrder, columns: readonly string[]): boolean {
  if (typeof order !== 'object' || !('sort' in order) || columns.length === 0) return false;
  return (
    columns.length <= order.sort.length && order.sort.slice(0, columns.length).every((name) => columns.includes(name))
  );
}
