import { hilbertCurve, lexicographicCurve, zOrderCurve } from './_layout-curves.ts';
import { bitsFor, rangesOf, Space } from './_layout-space.ts';
import type { LayoutOptions, LayoutOrder } from './_layout-types.ts';

/** Bits of a column without equal values that are told apart when rows are sorted: 1e12 ranges. */
const sortBits = 40;

export function orderedColumns(order: LayoutOrder): readonly string[] {
  if (typeof order === 'string') return [];
  return 'sort' in order ? order.sort : 'zorder' in order ? order.zorder : order.cluster;
}

/**
 * The space and curve of a layout; null where rows lie in no order of their values. `cluster` on one column takes the
 * Z-order curve, as Delta does (its Hilbert curve wants two).
 */
export function spaceOf({ columns, order, ranges: asked }: LayoutOptions): Space | null {
  const names = orderedColumns(order);
  if (names.length === 0) return null;
  const distinct = names.map((name) => {
    const column = columns.find((each) => each.name === name);
    if (!column) throw new Error(`layout: no column ${name}`);
    return column.distinct;
  });
  if (typeof order === 'object' && 'sort' in order) {
    const ranges = distinct.map((count) => Math.min(count, 2 ** sortBits));
    return new Space(lexicographicCurve(ranges.map(bitsFor)), ranges, distinct);
  }
  const ranges = distinct.map((count) => rangesOf(asked, count));
  const curve =
    typeof order === 'object' && 'cluster' in order && names.length > 1
      ? hilbertCurve(names.length, bitsFor(asked + 1))
      : zOrderCurve(ranges.map(bitsFor));
  return new Space(curve, ranges, distinct);
}
