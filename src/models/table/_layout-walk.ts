import { hypergeometric } from './_hypergeometric.ts';
import type { RowLuck } from './_layout-luck.ts';
import type { Runs } from './_layout-runs.ts';
import { Box, type Space } from './_layout-space.ts';
import type { Touched } from './_layout-touched.ts';

/** A value asked for, in the columns of a curve: its range and the ranks that it takes. */
export interface Wanted {
  readonly range: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Walks on a curve whose files are runs of it. All that is asked of files follows from the curve's boxes: a run is the boxes
 * that it covers, no more than two a depth, and its range in a column is theirs.
 */
export class CurveWalk {
  private readonly space: Space;
  private readonly runs: Runs;
  private readonly box: Box;
  /** Shares of rows below this are rounding: less than a hundredth of a row in any file up to 1e6 rows. */
  private readonly nothing: number;
  private readonly drift: number;

  /** `drift`: see `start`. */
  constructor(space: Space, runs: Runs, drift: number) {
    this.drift = runs.fewestRows < 16 ? 0 : drift;
    this.space = space;
    this.runs = runs;
    this.box = new Box(space);
    this.nothing = Math.max(1e-9 / runs.count, 1e-14);
  }

  /**
   * Where a file begins on the curve. Of N rows a part q lies not at the share q of their law but, give or take, a standard
   * deviation of sqrt(q (1 - q) / N) from it: cells hold not just as many rows as are to be expected, so that a file that would
   * end where a cell does takes some rows of the next. One deviate serves for the whole curve: each place has its right law,
   * and files keep their widths.
   */
  private start(file: number): number {
    const q = this.runs.start(file);
    return q + this.drift * Math.sqrt((q * (1 - q)) / this.runs.rows);
  }

  /** The file at a share of the law. */
  private at(share: number): number {
    const { runs } = this;
    const inside = Math.min(1, Math.max(0, share));
    let file = runs.at(inside - this.drift * Math.sqrt((inside * (1 - inside)) / runs.rows));
    while (file > 0 && this.start(file) > share) file--;
    while (file < runs.count - 1 && this.start(file + 1) <= share) file++;
    return file;
  }

  /**
   * Places the rows that have the wanted values (null: any) in the columns: down the curve, at each cut of a column that is
   * not asked for split as rows at random are, without replacement among the places of the box.
   */
  place(rows: number, wanted: readonly (Wanted | null)[], luck: RowLuck, touched: Touched): void {
    this.placeIn(0, this.space.curve.root, 0, 1, rows, this.runs.rows, wanted, luck, touched);
  }

  private placeIn(
    depth: number,
    state: number,
    start: number,
    share: number,
    rows: number,
    places: number,
    wanted: readonly (Wanted | null)[],
    luck: RowLuck,
    touched: Touched,
  ): void {
    if (rows <= 0) return;
    const runs = this.runs;
    const first = this.at(start + this.nothing);
    const last = this.at(start + share - this.nothing);
    if (first >= last) {
      touched.spill(runs, first, rows);
      return;
    }
    const { curve } = this.space;
    if (depth === curve.depth) {
      // One cell in several files: which rows of it lie where is chance.
      let left = rows;
      let leftShare = share;
      for (let file = first; file <= last; file++) {
        const here = Math.min(this.start(file + 1), start + share) - Math.max(this.start(file), start);
        const found = file === last ? left : split(left, places * (leftShare / share), here / leftShare, luck);
        touched.spill(runs, file, found);
        left -= found;
        leftShare -= here;
      }
      return;
    }
    const axis = curve.axis(state, depth);
    const { low, width } = this.box;
    const lowWas = low[axis]!;
    const widthWas = width[axis]!;
    const half = widthWas / 2;
    const middle = this.space.edge(axis, lowWas + half);
    const lower = middle - this.space.edge(axis, lowWas);
    const upper = this.space.edge(axis, lowWas + widthWas) - middle;
    const upperFirst = curve.upperFirst(state, depth);
    const firstPart = (upperFirst ? upper : lower) / (lower + upper);
    const value = wanted[axis]!;
    const inFirst =
      value === null
        ? split(rows, places, firstPart, luck)
        : value.range >= lowWas + half === (upperFirst === 1)
          ? rows
          : 0;
    width[axis] = half;
    for (let side = 0; side < 2; side++) {
      const isUpper = (upperFirst === 1) === (side === 0);
      const part = side === 0 ? firstPart : 1 - firstPart;
      low[axis] = isUpper ? lowWas + half : lowWas;
      this.placeIn(
        depth + 1,
        curve.next(state, depth, side),
        side === 0 ? start : start + share * firstPart,
        share * part,
        side === 0 ? inFirst : rows - inFirst,
        places * part,
        wanted,
        luck,
        touched,
      );
    }
    low[axis] = lowWas;
    width[axis] = widthWas;
  }

  /**
   * Calls `see` once for each file that may hold one of the values in its ranges: its boxes are to be looked at with
   * `shares`. Files that lie whole in a box without a value are passed by; a file across a cut is seen at the first cut
   * that it lies across.
   */
  visit(wanted: readonly (readonly (Wanted | null)[])[], see: (file: number, keys: readonly number[]) => void): void {
    const keys = wanted.map((_, key) => key);
    this.visitIn(0, this.space.curve.root, 0, 1, keys, wanted, see);
  }

  private visitIn(
    depth: number,
    state: number,
    start: number,
    share: number,
    keys: readonly number[],
    wanted: readonly (readonly (Wanted | null)[])[],
    see: (file: number, keys: readonly number[]) => void,
  ): void {
    if (share <= 2 * this.nothing || keys.length === 0) return;
    const { nothing } = this;
    const { curve } = this.space;
    let first = this.at(start + nothing);
    if (this.start(first) < start - nothing) first++;
    let last = this.at(start + share - nothing);
    if (this.start(last + 1) > start + share + nothing) last--;
    if (first > last) return;
    if (depth === curve.depth) {
      for (let file = first; file <= last; file++) {
        this.found = 0;
        this.keep(this.start(file + 1) - this.start(file));
        see(file, keys);
      }
      return;
    }
    const axis = curve.axis(state, depth);
    const { low, width } = this.box;
    const lowWas = low[axis]!;
    const widthWas = width[axis]!;
    const half = widthWas / 2;
    const middle = this.space.edge(axis, lowWas + half);
    const lower = middle - this.space.edge(axis, lowWas);
    const upper = this.space.edge(axis, lowWas + widthWas) - middle;
    const upperFirst = curve.upperFirst(state, depth);
    const firstPart = (upperFirst ? upper : lower) / (lower + upper);
    const cut = start + share * firstPart;
    const across = this.at(cut);
    if (
      across >= first &&
      across <= last &&
      this.start(across) < cut - nothing &&
      this.start(across + 1) > cut + nothing
    ) {
      this.found = 0;
      this.collect(depth, state, start, share, this.start(across), this.start(across + 1));
      see(across, keys);
    }
    width[axis] = half;
    for (let side = 0; side < 2; side++) {
      const isUpper = (upperFirst === 1) === (side === 0);
      low[axis] = isUpper ? lowWas + half : lowWas;
      const inside = keys.filter((key) => {
        const value = wanted[key]![axis]!;
        return value === null || value.range >= lowWas + half === isUpper;
      });
      this.visitIn(
        depth + 1,
        curve.next(state, depth, side),
        side === 0 ? start : cut,
        side === 0 ? share * firstPart : share * (1 - firstPart),
        inside,
        wanted,
        see,
      );
    }
    low[axis] = lowWas;
    width[axis] = widthWas;
  }

  // The boxes of the file looked at: share, then low and high rank by column.
  private boxes = new Float64Array(64);
  private found = 0;

  private keep(share: number): void {
    const columns = this.space.columns;
    const each = 1 + 2 * columns;
    if ((this.found + 1) * each > this.boxes.length) {
      const larger = new Float64Array(2 * this.boxes.length);
      larger.set(this.boxes);
      this.boxes = larger;
    }
    let at = this.found++ * each;
    this.boxes[at++] = share;
    for (let column = 0; column < columns; column++) {
      this.boxes[at++] = this.space.edge(column, this.box.low[column]!);
      this.boxes[at++] = this.space.edge(column, this.box.low[column]! + this.box.width[column]!);
    }
  }

  /** The boxes that the curve covers from `from` to `to`. */
  private collect(depth: number, state: number, start: number, share: number, from: number, to: number): void {
    const overlap = Math.min(to, start + share) - Math.max(from, start);
    if (overlap <= this.nothing) return;
    const { curve } = this.space;
    if (overlap >= share - this.nothing || depth === curve.depth) {
      this.keep(overlap);
      return;
    }
    const axis = curve.axis(state, depth);
    const { low, width } = this.box;
    const lowWas = low[axis]!;
    const widthWas = width[axis]!;
    const half = widthWas / 2;
    const middle = this.space.edge(axis, lowWas + half);
    const lower = middle - this.space.edge(axis, lowWas);
    const upper = this.space.edge(axis, lowWas + widthWas) - middle;
    const upperFirst = curve.upperFirst(state, depth);
    const firstPart = (upperFirst ? upper : lower) / (lower + upper);
    width[axis] = half;
    low[axis] = upperFirst ? lowWas + half : lowWas;
    this.collect(depth + 1, curve.next(state, depth, 0), start, share * firstPart, from, to);
    low[axis] = upperFirst ? lowWas : lowWas + half;
    this.collect(depth + 1, curve.next(state, depth, 1), start + share * firstPart, share * (1 - firstPart), from, to);
    low[axis] = lowWas;
    width[axis] = widthWas;
  }

  /**
   * Of the rows of the file looked at that are not found: the share below the value in a column, and the share up to its
   * end. `rest`: of the rows with the value in the column, the part that is not found (as they lack another value).
   */
  shares(column: number, value: Wanted, rest: number, into: { below: number; upTo: number }): void {
    const each = 1 + 2 * this.space.columns;
    let below = 0;
    let inside = 0;
    let above = 0;
    for (let i = 0; i < this.found; i++) {
      const share = this.boxes[i * each]!;
      const low = this.boxes[i * each + 1 + 2 * column]!;
      const high = this.boxes[i * each + 2 + 2 * column]!;
      const under = share * clamp((value.low - low) / (high - low));
      const over = share * clamp((high - value.high) / (high - low));
      below += under;
      above += over;
      inside += (share - under - over) * rest;
    }
    if (below <= this.nothing) below = 0;
    if (above <= this.nothing) above = 0;
    if (inside <= this.nothing) inside = 0;
    const all = below + inside + above;
    into.below = all > 0 ? below / all : 0;
    into.upTo = all > 0 ? (below + inside) / all : 1;
  }
}

const clamp = (x: number): number => (x < 0 ? 0 : x > 1 ? 1 : x);

/** How many of the rows lie in a part of the places. */
function split(rows: number, places: number, part: number, luck: RowLuck): number {
  if (part <= 0) return 0;
  if (part >= 1) return rows;
  const all = Math.max(rows, Math.round(places));
  return hypergeometric(all, Math.min(all, Math.round(all * part)), rows, luck.next());
}
