/** Layouts in tests: luck with a seed, and tables laid out row by row as the slow twin of the curve's geometry. */
import type { KeyedDraw } from '../../../src/models/model.ts';
import {
  createLayout,
  type EqualityFilter,
  type Layout,
  type LayoutLuck,
  type LayoutOptions,
} from '../../../src/models/table/_layout.ts';
import { createStream, keyedDraws } from '../../../src/random/index.ts';

const draw = (purpose: string): KeyedDraw => {
  const draws = keyedDraws(7, 0, purpose);
  return { mean: 0.5, at: (entity, attempt) => draws.uniform(entity, attempt) };
};
export const luck: LayoutLuck = { value: draw('value'), row: draw('row'), file: draw('file') };

/** Values evenly spread: key i of `keys` asks for the middle of the i-th part. `table`: files of another luck. */
export const evenLuck = (keys: number, table = 0): LayoutLuck => ({
  ...luck,
  value: { mean: 0.5, at: (key) => (key + 0.5) / keys },
  file: { mean: 0.5, at: (file, attempt) => luck.file.at(file + table * 1e6, attempt) },
});

export const layoutOf = (options: Partial<LayoutOptions> & Pick<LayoutOptions, 'order'>): Layout =>
  createLayout({
    columns: ['a', 'b', 'c', 'd'].map((name) => ({ name, distinct: Number.POSITIVE_INFINITY })),
    statistics: 32,
    ranges: 1000,
    rowsPerSession: 1,
    ...options,
  });

export const filterOn = (columns: readonly string[], rowsPerKey: number, firstKey = 0, keys = 1): EqualityFilter => ({
  columns,
  keys,
  rowsPerKey,
  firstKey,
});

export interface Sample {
  readonly mean: number;
  readonly standardError: number;
}

export function sample(count: number, each: (index: number) => number): Sample {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = each(i);
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { mean, standardError: Math.sqrt(Math.max(0, squares / count - mean * mean) / (count - 1)) };
}

/** Ids to a place on the curve, from the highest bit on, the columns in turn. Right aligned. */
function interleaved(ids: readonly number[], bits: number): number {
  let key = 0;
  for (let level = bits - 1; level >= 0; level--)
    for (const id of ids) key = 2 * key + (Math.floor(id / 2 ** level) % 2);
  return key;
}

/**
 * A table laid out row by row: rows with random values, their range ids interleaved, sorted, cut into files. Returns the rows
 * file by file, each a list of values from 0 to 1 by column. `ranked`: ranges are of equally many rows of this table; else
 * of equal shares of the law, so that they have as many rows as chance gives them.
 */
export function zOrderedRows(
  options: { files: number; rowsEach: number; columns: number; ranges: number; ranked: boolean },
  seed: number,
): number[][][] {
  const { files, rowsEach, columns, ranges, ranked } = options;
  const count = files * rowsEach;
  const stream = createStream(seed, 0, 'rows');
  const ranks = Array.from({ length: columns }, () => {
    const values = Float64Array.from({ length: count }, () => stream.uniform());
    if (!ranked) return values;
    const order = [...values.keys()].sort((x, y) => values[x]! - values[y]!);
    const rank = new Float64Array(count);
    order.forEach((row, place) => {
      rank[row] = (place + 0.5) / count;
    });
    return rank;
  });
  const bits = Math.ceil(Math.log2(ranges));
  const key = Float64Array.from({ length: count }, (_, row) =>
    interleaved(
      ranks.map((rank) => Math.floor(rank[row]! * ranges)),
      bits,
    ),
  );
  const noise = Float64Array.from({ length: count }, () => stream.uniform());
  const order = [...key.keys()].sort((x, y) => key[x]! - key[y]! || noise[x]! - noise[y]!);
  return Array.from({ length: files }, (_, file) =>
    order.slice(file * rowsEach, (file + 1) * rowsEach).map((row) => ranks.map((rank) => rank[row]!)),
  );
}
