import { describe, expect, it } from 'vitest';
import { hypergeometric } from '../../../src/models/table/_hypergeometric.ts';
import type { Found, Layout } from '../../../src/models/table/_layout.ts';
import { filterOn, layoutOf, luck, sample } from './_layout.ts';

/** Yao 1977, CACM 20(4): files touched by k rows of m files of n, without replacement. The product, by logarithms. */
function yao(files: number, rowsEach: number, rows: number): number {
  let log = 0;
  for (let i = 0; i < rows; i++) log += Math.log1p(-rowsEach / (files * rowsEach - i));
  return -files * Math.expm1(log);
}

const findIn = (layout: Layout, files: number, rowsEach: number, rows: number, key: number): Found =>
  layout.find([{ count: files, rowsEach, isOrdered: true }], filterOn(['a'], rows, key), luck)[0]!;

describe('rows at random', () => {
  const layout = layoutOf({ order: 'random' });

  it.each([
    [3, 1000, 1],
    [1000, 1_000_000, 100],
    [1000, 1_000_000, 1000],
    [8000, 1_000_000, 100],
    [8000, 1_000_000, 2000],
    [100, 10, 50],
    // More than half of the places: the free ones are placed.
    [100, 10, 700],
    // So many a file that files are drawn one by one.
    [40, 100, 1400],
    [4, 400, 300],
  ])('%i files of %i rows: deleting %i touches as many as Yao says', (files, rowsEach, rows) => {
    const expected = yao(files, rowsEach, rows);
    const { mean, standardError } = sample(2000, (key) => {
      const found = findIn(layout, files, rowsEach, rows, key);
      expect(found.rows).toBe(rows);
      return found.touched;
    });
    // Four standard errors, themselves under 1 % of what is measured.
    expect(Math.abs(mean - expected)).toBeLessThanOrEqual(4 * standardError + 1e-9);
    expect(standardError).toBeLessThan(0.01 * expected);
  });

  it('rows are places: with as many as there are, every file is touched in every row', () => {
    for (const rows of [1000, 2000])
      expect(findIn(layout, 100, 10, rows, 1)).toMatchObject({
        touched: 100,
        rows: 1000,
        byRows: [{ rows: 10, files: 100 }],
      });
  });

  it('a file of n rows is hit by x of k as the hypergeometric law says, whichever way they are placed', () => {
    // m = 20, n = 10; k = 60 is row by row, k = 140 by what is left. Variance of x: k (1/m) (1 - 1/m) (N - k) / (N - 1).
    for (const rows of [60, 140]) {
      const { mean, standardError } = sample(
        4000,
        (key) =>
          findIn(layout, 20, 10, rows, key).byRows.reduce(
            (sum, each) => sum + each.files * (each.rows - rows / 20) ** 2,
            0,
          ) +
          (20 - findIn(layout, 20, 10, rows, key).touched) * (rows / 20) ** 2,
      );
      const expected = 20 * rows * (1 / 20) * (19 / 20) * ((200 - rows) / 199);
      expect(Math.abs(mean - expected)).toBeLessThan(4 * standardError);
    }
  });

  it('rows fall into strata by their rows, and a stratum at random is touched as Yao says for its part', () => {
    const strata = [
      { count: 100, rowsEach: 1000, isOrdered: true },
      { count: 50, rowsEach: 10, isOrdered: false },
    ];
    const small = sample(2000, (key) => layout.find(strata, filterOn(['a'], 1005, key), luck)[1]!.rows);
    expect(Math.abs(small.mean - 5)).toBeLessThan(4 * small.standardError);
  });

  it('the same key has the same luck, whatever was asked before', () => {
    const first = findIn(layout, 1000, 1000, 500, 17);
    findIn(layout, 1000, 1000, 500, 18);
    expect(findIn(layout, 1000, 1000, 500, 17)).toEqual(first);
    expect(findIn(layout, 1000, 1000, 500, 18)).not.toEqual(first);
  });

  it('eight million files and ten million rows are counted, none lost', () => {
    const found = findIn(layout, 8_000_000, 1_000_000, 10_000_000, 3);
    expect(found.rows).toBe(10_000_000);
    // 8e6 (1 - e^-1.25) = 5.708e6; a standard deviation is about 1,000.
    expect(Math.abs(found.touched - 8e6 * -Math.expm1(-1.25))).toBeLessThan(5000);
  });
});

describe('rows by arrival', () => {
  it('sessions of s rows touch 1 + (s - 1)/n files each, as long as they are far apart', () => {
    const layout = layoutOf({ order: 'arrival', rowsPerSession: 20 });
    const { mean, standardError } = sample(2000, (key) => findIn(layout, 10_000, 100, 100, key).touched);
    // Five sessions; that two of them share a file: 10 pairs, each with probability below 3 / 10,000.
    expect(Math.abs(mean - 5 * (1 + 19 / 100))).toBeLessThan(4 * standardError + 0.003);
  });

  it('of keys that fall unevenly into ordered and new files no row is lost', () => {
    const layout = layoutOf({ order: { sort: ['b'] }, rowsPerSession: 4 });
    const strata = [
      { count: 60, rowsEach: 100, isOrdered: true },
      { count: 40, rowsEach: 100, isOrdered: false },
    ];
    for (let first = 0; first < 200; first += 10) {
      const found = layout.find(strata, filterOn(['a'], 11, first, 10), luck);
      expect(found[0]!.rows + found[1]!.rows).toBe(110);
    }
  });

  it('places none twice when sessions fill the table', () => {
    const layout = layoutOf({ order: 'arrival', rowsPerSession: 7 });
    expect(findIn(layout, 10, 14, 140, 1)).toMatchObject({ touched: 10, byRows: [{ rows: 14, files: 10 }] });
    expect(findIn(layout, 10, 14, 100, 1).rows).toBe(100);
  });
});

describe('the hypergeometric draw', () => {
  const exact = (total: number, marked: number, drawn: number): number[] => {
    const logFactorial = (n: number): number => {
      let log = 0;
      for (let i = 2; i <= n; i++) log += Math.log(i);
      return log;
    };
    const choose = (n: number, k: number): number =>
      k < 0 || k > n ? 0 : Math.exp(logFactorial(n) - logFactorial(k) - logFactorial(n - k));
    return Array.from(
      { length: drawn + 1 },
      (_, x) => (choose(marked, x) * choose(total - marked, drawn - x)) / choose(total, drawn),
    );
  };

  it.each([
    [10, 4, 3],
    [10, 7, 6],
    [50, 1, 30],
    [300, 100, 150],
    [300, 200, 290],
    [500, 250, 80],
    [900, 70, 800],
  ])('of %i with %i marked and %i drawn is the inverse of its distribution function', (total, marked, drawn) => {
    const steps = 20_000;
    const found = new Float64Array(drawn + 1);
    let before = 0;
    for (let i = 0; i < steps; i++) {
      const x = hypergeometric(total, marked, drawn, (i + 0.5) / steps);
      expect(x).toBeGreaterThanOrEqual(before);
      before = x;
      found[x]! += 1 / steps;
    }
    // One step of the grid for each edge.
    exact(total, marked, drawn).forEach((p, x) => {
      expect(Math.abs(found[x]! - p)).toBeLessThan(1.01 / steps);
    });
  });

  it('keeps its digits among 8e12 rows', () => {
    // A million of 8e12 drawn 1e6: x is Poisson with mean 0.125; and a large one against the normal law's median and 84 %.
    expect(hypergeometric(8e12, 1e6, 1e6, Math.exp(-0.125) - 1e-6)).toBe(0);
    expect(hypergeometric(8e12, 1e6, 1e6, Math.exp(-0.125) + 1e-6)).toBe(1);
    const deviation = Math.sqrt(1e8 * 0.125 * 0.875);
    expect(Math.abs(hypergeometric(8e12, 1e12, 1e8, 0.5) - 1.25e7)).toBeLessThan(2);
    expect(Math.abs((hypergeometric(8e12, 1e12, 1e8, 0.841344746) - 1.25e7) / deviation - 1)).toBeLessThan(1e-3);
  });
});
