import { curveDrift, isSure, type LayoutLuck, type RowLuck, rangeHolds, type Shares } from './_layout-luck.ts';
import type { Runs } from './_layout-runs.ts';
import { placeBlocks, scatter, stretch } from './_layout-scatter.ts';
import type { Space } from './_layout-space.ts';
import { Touched } from './_layout-touched.ts';
import type { Found } from './_layout-types.ts';
import { type Asked, highRank, lowRank, wantedOn } from './_layout-values.ts';
import { CurveWalk } from './_layout-walk.ts';

export interface SearchOptions {
  readonly runs: Runs;
  /** The files' numbers begin here, for their luck. */
  readonly firstFile: number;
  readonly asked: readonly Asked[];
  /** Matching rows in these files, by key. */
  readonly rows: Float64Array;
  readonly rowLuck: RowLuck;
  readonly luck: LayoutLuck;
  /** Columns with min and max. */
  readonly hasStatistics: (name: string) => boolean;
  /** The curve that the files are runs of, and its columns; null: rows lie in no order. */
  readonly space: Space | null;
  readonly names: readonly string[];
  readonly rowsPerSession: number;
  /** The filter's columns are the first ones of a sort. */
  readonly isPrefix: boolean;
}

/** The matching rows in files that lie in one order, and the files that statistics leave over. */
export class Search {
  private readonly options: SearchOptions;
  private readonly touched: Touched;
  /** Files that may be asked for though they hold nothing; null: all. */
  private readonly left: Float64Array | null;

  constructor(options: SearchOptions) {
    this.options = options;
    this.touched = this.place();
    this.left = this.filesLeft();
  }

  /** Files `first` to `first + count`. */
  result(first: number, count: number): Found {
    const histogram = this.touched.histogram(first, count);
    const byRows = [...histogram].map(([rows, files]) => ({ rows, files })).sort((a, b) => a.rows - b.rows);
    const touched = byRows.reduce((sum, each) => sum + each.files, 0);
    let candidates = count;
    if (this.left) {
      candidates = touched;
      for (const file of this.left) if (file >= first && file < first + count) candidates++;
    }
    return {
      candidates,
      touched,
      rows: byRows.reduce((sum, each) => sum + each.rows * each.files, 0),
      byRows,
      isConsecutive: this.options.isPrefix && this.options.rows.length === 1,
    };
  }

  private place(): Touched {
    const { runs, rows, rowLuck, space, names, asked, rowsPerSession, isPrefix, luck, firstFile } = this.options;
    const all = rows.reduce((a, b) => a + b, 0);
    if (isPrefix) return this.placeSorted(all);
    if (space) {
      const touched = new Touched(runs.count, all);
      const walk = new CurveWalk(space, runs, curveDrift(luck.file, firstFile));
      wantedOn(space, names, asked, rows.length).forEach((wanted, key) => {
        walk.place(rows[key]!, wanted, rowLuck, touched);
      });
      return touched;
    }
    if (rowsPerSession <= 1) return scatter(runs, all, rowLuck);
    let count = 0;
    const shortRows: number[] = [];
    for (const each of rows) {
      count += Math.floor(each / rowsPerSession);
      const rest = each % rowsPerSession;
      if (rest > 0) shortRows.push(rest);
    }
    return placeBlocks(runs, { count, rowsEach: rowsPerSession, shortRows }, rowLuck);
  }

  /** Of a sort, the rows of a value of its first columns are next to each other, at the value's quantile among all rows. */
  private placeSorted(all: number): Touched {
    const { runs, rows, names, asked } = this.options;
    const columns = names.slice(0, asked.length).map((name) => asked.find((each) => each.name === name)!);
    const keys = [...rows.keys()].filter((key) => rows[key]! > 0);
    const quantile = Float64Array.from(rows, (_, key) => {
      let share = columns.at(-1)!.quantile[key]!;
      for (let c = columns.length - 2; c >= 0; c--) {
        const { distinct, value, quantile: own } = columns[c]!;
        share = distinct === Infinity ? own[key]! : (value[key]! + share) / distinct;
      }
      return share;
    });
    keys.sort((a, b) => quantile[a]! - quantile[b]!);
    const touched = new Touched(runs.count, all);
    const places = runs.rows - all + keys.length;
    let before = 0;
    let least = 0;
    keys.forEach((key, i) => {
      const most = places - keys.length + i;
      const place = Math.min(most, Math.max(least, Math.floor(quantile[key]! * places)));
      stretch(runs, place - i + before, rows[key]!, touched);
      before += rows[key]!;
      least = place + 1;
    });
    return touched;
  }

  /** Files without a matching row whose ranges hold a value all the same. */
  private filesLeft(): Float64Array | null {
    const { runs, asked, rows, hasStatistics, space, names, isPrefix, luck, firstFile } = this.options;
    const known = asked.filter((column) => hasStatistics(column.name));
    if (known.length === 0) return null;
    if (isPrefix && known.length === asked.length) return new Float64Array(0);
    const free = known.filter((column) => !space || !names.includes(column.name));
    const onCurve = known.filter((column) => space && names.includes(column.name));
    // Of the rows that have a value in a column, those that are not found: none, when it alone is asked for.
    const rest = (column: Asked, key: number) => Math.max(0, 1 - (rows[key]! * column.distinct) / runs.rows);
    const shares = free.map((column) =>
      Array.from(rows, (_, key): Shares => {
        const low = lowRank(column, key);
        const high = highRank(column, key);
        const inside = high > low ? (high - low) * rest(column, key) : 0;
        const all = low + inside + 1 - high;
        return { below: low / all, upTo: (low + inside) / all };
      }),
    );
    const passes = (file: number, key: number): boolean =>
      free.every((column, c) => {
        const { below, upTo } = shares[c]![key]!;
        return rangeHolds(luck.file, firstFile + file, column.number, runs.rowsOf(file), below, upTo);
      });
    const left: number[] = [];
    if (space && onCurve.length > 0) {
      const walk = new CurveWalk(space, runs, curveDrift(luck.file, firstFile));
      const wanted = wantedOn(space, names, onCurve, rows.length);
      const at = { below: 0, upTo: 0 };
      walk.visit(wanted, (file, keys) => {
        if (this.touched.rowsIn(file) > 0) return;
        const holds = keys.some(
          (key) =>
            onCurve.every((column) => {
              const axis = names.indexOf(column.name);
              walk.shares(axis, wanted[key]![axis]!, column.distinct === Infinity ? 0 : rest(column, key), at);
              return rangeHolds(luck.file, firstFile + file, column.number, runs.rowsOf(file), at.below, at.upTo);
            }) && passes(file, key),
        );
        if (holds) left.push(file);
      });
      return Float64Array.from(left);
    }
    const fewest = runs.fewestRows;
    for (let key = 0; key < rows.length; key++)
      if (free.every((_, c) => isSure(fewest, shares[c]![key]!.below, shares[c]![key]!.upTo))) return null;
    for (let file = 0; file < runs.count; file++) {
      if (this.touched.rowsIn(file) > 0) continue;
      for (let key = 0; key < rows.length; key++) {
        if (!passes(file, key)) continue;
        left.push(file);
        break;
      }
    }
    return Float64Array.from(left);
  }
}
