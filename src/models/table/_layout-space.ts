import type { Curve } from './_layout-curves.ts';

/**
 * The rows' ranks in the columns of a curve, each spread evenly from 0 to 1 and independent of the others, cut into ranges
 * of as many rows as the distinct values let them have. Value i of D takes the ranks [i / D, (i + 1) / D); range id g of R
 * takes those values with floor(i R / D) = g, as a range partitioner cuts them that ends a range at the first value at
 * which its share is reached. With D <= R each value is a range of its own.
 */
export class Space {
  readonly curve: Curve;
  readonly columns: number;
  private readonly ranges: readonly number[];
  private readonly distinct: readonly number[];

  constructor(curve: Curve, ranges: readonly number[], distinct: readonly number[]) {
    this.curve = curve;
    this.columns = ranges.length;
    this.ranges = ranges;
    this.distinct = distinct;
  }

  /** The rank at which range `id` of a column begins. */
  edge(column: number, id: number): number {
    const ranges = this.ranges[column]!;
    if (id >= ranges) return 1;
    const distinct = this.distinct[column]!;
    return distinct === Infinity ? id / ranges : Math.ceil((id * distinct) / ranges) / distinct;
  }

  /** The range that a value belongs to, given by its number (of D) or, where they are without end, its rank. */
  rangeOf(column: number, value: number): number {
    const distinct = this.distinct[column]!;
    const ranges = this.ranges[column]!;
    return Math.min(ranges - 1, Math.floor(distinct === Infinity ? value * ranges : (value * ranges) / distinct));
  }
}

/** Ranges a column gets: as many as asked for, but no more than it has values. */
export const rangesOf = (asked: number, distinct: number): number => Math.max(1, Math.min(asked, distinct));

export const bitsFor = (ranges: number): number => Math.ceil(Math.log2(Math.max(1, ranges)));

/** A walk's box: the ids that each column still may have, its stretch of the curve. */
export class Box {
  readonly low: Float64Array;
  readonly width: Float64Array;

  constructor(space: Space) {
    this.low = new Float64Array(space.columns);
    this.width = Float64Array.from(space.curve.bits, (bits) => 2 ** bits);
  }
}
