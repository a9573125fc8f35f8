import { hypergeometric } from './_hypergeometric.ts';
import type { RowLuck } from './_layout-luck.ts';
import type { Runs } from './_layout-runs.ts';
import { Touched } from './_layout-touched.ts';

/** Rows a file from which on a draw a file is cheaper than a draw a row (measured; both are exact). */
const rowsForADrawPerFile = 32;
/** So many rows are first shared out among parts of so many files, whose counts then stay in the cache: 2.6 times as fast (1e7 rows, 8e6 files). */
const manyRows = 2 ** 18;
const filesAtATime = 2 ** 15;

/**
 * Places rows at random in files, each place at most once: every set of places is as likely as every other.
 *
 * Row by row: one uniform is a place among all; a taken one is drawn again (in a file with c rows taken the first c places
 * count as taken: places of a file are alike). When more than half of the places are taken, the free ones are placed.
 * Many rows a file: file by file, each with the hypergeometric share of what is left, which is the same law.
 */
export function scatter(runs: Runs, rows: number, luck: RowLuck): Touched {
  const touched = new Touched(runs.count, rows);
  const taken = Math.min(rows, runs.rows);
  if (taken > rowsForADrawPerFile * runs.count) byFile(runs, taken, luck, touched);
  else if (taken > runs.rows / 2) {
    const free = new Touched(runs.count, runs.count);
    byRow(runs, runs.rows - taken, luck, free);
    for (let file = 0; file < runs.count; file++) touched.add(file, runs.rowsOf(file) - free.rowsIn(file));
  } else byRow(runs, taken, luck, touched);
  return touched;
}

function byRow(runs: Runs, rows: number, luck: RowLuck, touched: Touched): void {
  if (rows < manyRows || runs.count <= filesAtATime) {
    placeRows(runs, 0, runs.rows, rows, luck, touched);
    return;
  }
  let left = rows;
  for (let file = 0; file < runs.count && left > 0; file += filesAtATime) {
    const start = runs.startRow(file);
    const end = file + filesAtATime < runs.count ? runs.startRow(file + filesAtATime) : runs.rows;
    const found = hypergeometric(runs.rows - start, end - start, left, luck.next());
    placeRows(runs, start, end - start, found, luck, touched);
    left -= found;
  }
}

function placeRows(runs: Runs, start: number, places: number, rows: number, luck: RowLuck, touched: Touched): void {
  for (let row = 0; row < rows; row++) {
    for (let share = luck.next(); ; share = luck.again()) {
      const place = start + Math.floor(share * places);
      const file = runs.ofRow(place);
      const taken = touched.rowsIn(file);
      // The first row of a file is never taken there.
      if (taken > 0 && place - runs.startRow(file) < taken) continue;
      touched.add(file, 1);
      break;
    }
  }
}

function byFile(runs: Runs, rows: number, luck: RowLuck, touched: Touched): void {
  let left = rows;
  let places = runs.rows;
  for (let file = 0; file < runs.count && left > 0; file++) {
    const here = runs.rowsOf(file);
    const found = hypergeometric(places, here, left, luck.next());
    touched.add(file, found);
    left -= found;
    places -= here;
  }
}

/**
 * Places blocks of rows that lie next to each other, at random, none over another: every arrangement is as likely. Without
 * their rows but the first, blocks are single places of a shorter row; distinct places of that are drawn (the same again is
 * drawn anew) and the blocks stretched out.
 */
export function placeBlocks(
  runs: Runs,
  /** `shortRows`: the lengths of those that are shorter; as all places are alike, they are given out in order. */
  blocks: { readonly count: number; readonly rowsEach: number; readonly shortRows: readonly number[] },
  luck: RowLuck,
): Touched {
  const all = blocks.count + blocks.shortRows.length;
  const rows = blocks.shortRows.reduce((sum, each) => sum + each, blocks.count * blocks.rowsEach);
  const places = runs.rows - rows + all;
  const touched = new Touched(runs.count, rows);
  // A half marks the short ones, so that numbers alone are sorted.
  const at = new Float64Array(all);
  for (let i = 0; i < all; i++) at[i] = Math.floor(luck.next() * places) + (i < blocks.count ? 0 : 0.5);
  at.sort();
  for (let again = true; again; ) {
    again = false;
    for (let i = 1; i < all; i++) {
      if (Math.floor(at[i]!) !== Math.floor(at[i - 1]!)) continue;
      at[i] = Math.floor(luck.again() * places) + (at[i]! % 1);
      again = true;
    }
    if (again) at.sort();
  }
  let before = 0;
  let short = 0;
  for (let i = 0; i < all; i++) {
    const length = at[i]! % 1 === 0 ? blocks.rowsEach : blocks.shortRows[short++]!;
    stretch(runs, Math.floor(at[i]!) - i + before, length, touched);
    before += length;
  }
  return touched;
}

/** Rows `start` to `start + length`, in the files that they lie in. */
export function stretch(runs: Runs, start: number, length: number, touched: Touched): void {
  let row = start;
  for (let file = runs.ofRow(start); row < start + length; file++) {
    const end = Math.min(start + length, runs.startRow(file) + runs.rowsOf(file));
    touched.add(file, end - row);
    row = end;
  }
}
