import type { KeyedDraw } from '../model.ts';
import { columnNumber } from './_layout-luck.ts';
import type { Space } from './_layout-space.ts';
import type { EqualityFilter, LayoutColumn } from './_layout-types.ts';
import type { Wanted } from './_layout-walk.ts';

/** A column that is asked for: by key the value's quantile, its number among the distinct ones, and the ranks it takes. */
export interface Asked {
  readonly name: string;
  readonly number: number;
  readonly distinct: number;
  readonly quantile: Float64Array;
  readonly value: Float64Array;
}

/** As often as this a tuple that is already there is drawn anew. */
const mostTries = 1000;

/** The distinct values that a filter asks for: each quantile is one draw, the same in every design. */
export function askedValues(columns: readonly LayoutColumn[], filter: EqualityFilter, luck: KeyedDraw): Asked[] {
  const asked = filter.columns.map((name): Asked => {
    const column = columns.find((each) => each.name === name);
    if (!column) throw new Error(`layout: no column ${name}`);
    return {
      name,
      number: columnNumber(name),
      distinct: column.distinct,
      quantile: new Float64Array(filter.keys),
      value: new Float64Array(filter.keys),
    };
  });
  const seen = new Set<string>();
  for (let key = 0; key < filter.keys; key++) {
    for (let attempt = 0; ; attempt++) {
      for (const column of asked) {
        const share = luck.at(filter.firstKey + key, column.number + attempt * 2 ** 20);
        column.quantile[key] = share;
        column.value[key] = column.distinct === Infinity ? share : Math.floor(share * column.distinct);
      }
      if (filter.keys === 1) break;
      const tuple = asked.map((column) => column.value[key]).join();
      if (!seen.has(tuple)) {
        seen.add(tuple);
        break;
      }
      if (attempt === mostTries)
        throw new Error(
          `layout: ${filter.keys} distinct values of ${filter.columns.join(', ')} asked for, there are fewer`,
        );
    }
  }
  return asked;
}

export const lowRank = (asked: Asked, key: number): number =>
  asked.distinct === Infinity ? asked.quantile[key]! : asked.value[key]! / asked.distinct;

export const highRank = (asked: Asked, key: number): number =>
  asked.distinct === Infinity ? asked.quantile[key]! : (asked.value[key]! + 1) / asked.distinct;

/** What is asked of the columns of a curve, by key; null where nothing is. */
export function wantedOn(
  space: Space,
  names: readonly string[],
  asked: readonly Asked[],
  keys: number,
): (Wanted | null)[][] {
  const columns = names.map((name) => asked.find((each) => each.name === name));
  return Array.from({ length: keys }, (_, key) =>
    columns.map((column, axis) =>
      column
        ? {
            range: space.rangeOf(axis, column.value[key]!),
            low: lowRank(column, key),
            high: highRank(column, key),
          }
        : null,
    ),
  );
}
