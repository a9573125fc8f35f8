import { describe, expect, it } from 'vitest';
import type { Found, Layout, LayoutOrder } from '../../../src/models/table/_layout.ts';
import { evenLuck, filterOn, layoutOf, luck, sample, zOrderedRows } from './_layout.ts';

const names = ['a', 'b', 'c', 'd'];
const findIn = (layout: Layout, files: number, rowsEach: number, column: string, rows: number, key: number): Found =>
  layout.find([{ count: files, rowsEach, isOrdered: true }], filterOn([column], rows, key), luck)[0]!;

/** Mean share of files that equality on a column leaves out, over values spread evenly and forty tables. */
function skipped(layout: Layout, files: number, rowsEach: number, column: string, values = 2000): number {
  const tables = Array.from({ length: 40 }, (_, table) => evenLuck(values, table));
  const { mean } = sample(
    values,
    (key) =>
      layout.find([{ count: files, rowsEach, isOrdered: true }], filterOn([column], 1, key), tables[key % 40]!)[0]!
        .candidates,
  );
  return 1 - mean / files;
}

describe('sorted rows', () => {
  const layout = layoutOf({ order: { sort: ['a'] } });

  it.each([
    [1000, 100, 100],
    [1000, 1000, 1],
    [500, 64, 1000],
  ])('%i files of %i rows: a key of %i touches 1 + (k - 1)/n', (files, rowsEach, rows) => {
    const { mean, standardError } = sample(4000, (key) => {
      const found = findIn(layout, files, rowsEach, 'a', rows, key);
      expect(found.candidates).toBe(found.touched);
      expect(found.isConsecutive).toBe(true);
      return found.touched;
    });
    // Summed over the files' edges: those near the table's ends lie in fewer of the places that k rows can have.
    const places = files * rowsEach - rows + 1;
    let expected = 1;
    for (let edge = rowsEach; edge < files * rowsEach; edge += rowsEach)
      expected += Math.min(edge, rows - 1, files * rowsEach - edge, places) / places;
    expect(Math.abs(mean - expected)).toBeLessThanOrEqual(4 * standardError);
    expect(Math.abs(expected - 1 - (rows - 1) / rowsEach)).toBeLessThan(0.05 * expected);
  });

  it('by the first of four columns, 100 files: 99, 0, 0, 0 % are skipped (Armbrust et al. 2020, figure 5)', () => {
    expect(names.map((name) => Math.round(100 * skipped(layout, 100, 1e6, name)))).toEqual([99, 0, 0, 0]);
  });

  it('by two columns, few values in the first: the second is skipped within each value of the first', () => {
    const columns = [
      { name: 'a', distinct: 4 },
      { name: 'b', distinct: Number.POSITIVE_INFINITY },
    ];
    const both = layoutOf({ order: { sort: ['a', 'b'] }, columns });
    // 100 files, 25 for each value of a, which b cuts into 25.
    // Three files may lie across the end of a value of a, as values are not just as frequent as each other.
    const share = skipped(both, 100, 1e6, 'b');
    expect(share).toBeLessThan(1 - 4 / 100 + 1e-3);
    expect(share).toBeGreaterThan(1 - 7 / 100 - 1e-3);
    const found = both.find([{ count: 100, rowsEach: 1000, isOrdered: true }], filterOn(['a'], 25_000, 1), luck)[0]!;
    expect(found.touched).toBeGreaterThanOrEqual(25);
    expect(found.touched).toBeLessThanOrEqual(26);
    expect(
      both.find([{ count: 100, rowsEach: 1000, isOrdered: true }], filterOn(['b', 'a'], 10, 1), luck)[0]!.candidates,
    ).toBeLessThanOrEqual(2);
  });

  it('keys do not lie over each other', () => {
    const found = layout.find([{ count: 10, rowsEach: 10, isOrdered: true }], filterOn(['a'], 2, 0, 50), luck)[0]!;
    expect(found).toMatchObject({ touched: 10, rows: 100, byRows: [{ rows: 10, files: 10 }] });
  });
});

describe('files whose rows are at random', () => {
  it.each([2, 10, 100, 1000])('of %i rows: a range holds the quantile q with 1 - q^n - (1 - q)^n', (rowsEach) => {
    const layout = layoutOf({ order: 'random' });
    for (const q of [0.002, 0.05, 0.5]) {
      const files = 20_000;
      const at = { ...luck, value: { mean: 0.5, at: () => q } };
      const found = layout.find([{ count: files, rowsEach, isOrdered: true }], filterOn(['b'], 1), at)[0]!;
      const p = 1 - q ** rowsEach - (1 - q) ** rowsEach;
      // Binomial; one file more, as it holds the value.
      expect(Math.abs(found.candidates - files * p)).toBeLessThanOrEqual(4 * Math.sqrt(files * p * (1 - p)) + 1);
    }
  });

  it('without statistics nothing is skipped, whatever the order', () => {
    const layout = layoutOf({ order: { sort: ['c'] }, statistics: 2 });
    expect(findIn(layout, 100, 2, 'c', 1, 0)).toMatchObject({ candidates: 100, touched: 1 });
    expect(findIn(layoutOf({ order: { sort: ['c'] }, statistics: 3 }), 100, 2, 'c', 1, 0)).toMatchObject({
      candidates: 1,
    });
  });

  it('that came after the ordering are not skipped, those ordered are', () => {
    const found = layoutOf({ order: { sort: ['a'] } }).find(
      [
        { count: 90, rowsEach: 1e6, isOrdered: true },
        { count: 10, rowsEach: 1e6, isOrdered: false },
      ],
      filterOn(['a'], 100, 5),
      luck,
    );
    expect(found.map((each) => each.candidates)).toEqual([found[0]!.touched, 10]);
    expect(found[0]!.rows + found[1]!.rows).toBe(100);
  });

  it('files ordered at different times span the values each anew', () => {
    const layout = layoutOf({ order: { sort: ['a'] } });
    const found = (order: number) =>
      layout.find(
        [
          { count: 50, rowsEach: 1e6, isOrdered: true },
          { count: 50, rowsEach: 1e6, isOrdered: true, order },
        ],
        filterOn(['a'], 1000, 5),
        luck,
      );
    const sum = (each: readonly Found[]) => each.reduce((all, { candidates }) => all + candidates, 0);
    expect(sum(found(0))).toBe(1);
    expect(sum(found(1))).toBe(2);
  });
});

describe('Z-order', () => {
  it('on one column reads one file of m, up to the number of ranges', () => {
    for (const files of [1, 10, 250, 1000])
      expect(skipped(layoutOf({ order: { zorder: ['a'] } }), files, 1e6, 'a')).toBeCloseTo(1 - 1 / files, 2);
    // 8,000 files of 1,000 ranges: rows of a range lie in eight files, by chance, and two that others share with it.
    const found = findIn(layoutOf({ order: { zorder: ['a'] } }), 8000, 1e6, 'a', 1000, 1);
    expect(found.candidates).toBe(found.touched);
    expect(found.touched).toBeGreaterThanOrEqual(8);
    expect(found.touched).toBeLessThanOrEqual(9);
  });

  it.each([
    [1, 1000, 100, 200, false],
    [2, 1000, 100, 200, false],
    [2, 16, 64, 50, false],
    [3, 1000, 100, 200, false],
    [4, 1000, 100, 200, true],
    [4, 1000, 37, 20, false],
    [4, 1024, 100, 200, false],
  ])(
    'on %i columns with %i ranges skips what rows laid out one by one do (%i files of %i)',
    (columns, ranges, files, rowsEach, ranked) => {
      const tables = Array.from({ length: 12 }, (_, seed) =>
        zOrderedRows({ files, rowsEach, columns, ranges, ranked }, seed),
      );
      const layout = layoutOf({ order: { zorder: names.slice(0, columns) }, ranges });
      for (let column = 0; column < columns; column++) {
        const twin = sample(tables.length, (table) => {
          const widths = tables[table]!.map((rows) => {
            const ranks = rows.map((row) => row[column]!);
            return Math.max(...ranks) - Math.min(...ranks);
          });
          return 1 - widths.reduce((a, b) => a + b, 0) / files;
        });
        const model = skipped(layout, files, rowsEach, names[column]!);
        // The twin's error, and one deviate for the whole curve instead of one a place; and a file with the value is always
        // read (its one row: 1/n of a file more at the most). Without the drift of cells, the third is off by 0.04.
        expect(Math.abs(model - twin.mean)).toBeLessThan(4 * twin.standardError + 0.005);
      }
    },
  );

  it.each([1, 2, 3, 4])('on %i columns touches the files that rows laid out one by one are in', (columns) => {
    // A value asked for has 40 rows: in the twin, those next to a rank in the column.
    const [files, rowsEach, rows] = [100, 200, 40];
    const tables = Array.from({ length: 10 }, (_, seed) =>
      zOrderedRows({ files, rowsEach, columns, ranges: 1000, ranked: true }, seed),
    );
    const layout = layoutOf({ order: { zorder: names.slice(0, columns) } });
    const column = columns - 1;
    const half = rows / 2 / (files * rowsEach);
    const twin = sample(tables.length * 20, (i) => {
      const middle = ((Math.floor(i / tables.length) * 20 * 37 + 300) % 20_000) / 20_000;
      return tables[i % tables.length]!.filter((file) =>
        file.some((row) => row[column]! > middle - half && row[column]! < middle + half),
      ).length;
    });
    const model = sample(2000, (key) => findIn(layout, files, rowsEach, names[column]!, rows, key).touched);
    // Forty ranks of 20,000 reach over two ranges of 20 ranks, where one value lies in one: at the most a tenth more files.
    expect(Math.abs(model.mean / twin.mean - 1)).toBeLessThan(columns === 1 ? 0.75 : 0.1);
    for (let key = 0; key < 50; key++) {
      const found = findIn(layout, files, rowsEach, names[column]!, rows, key);
      expect(found.rows).toBe(rows);
      expect(found.candidates).toBeGreaterThanOrEqual(found.touched);
    }
  });

  it('right aligned: a column of two values is cut last, and not at all while there are fewer files than other cells', () => {
    const columns = [
      { name: 'a', distinct: 2 },
      { name: 'b', distinct: 1e9 },
    ];
    const layout = layoutOf({ order: { zorder: ['a', 'b'] }, columns });
    expect(findIn(layout, 500, 1e6, 'a', 2.5e8, 0).candidates).toBe(500);
    expect(findIn(layout, 500, 1e6, 'b', 1, 0).candidates).toBeLessThanOrEqual(2);
  });

  it('files full of one value hold as many of its rows as they have, and all are placed', () => {
    const columns = [
      { name: 'a', distinct: 4 },
      { name: 'b', distinct: 4 },
    ];
    const layout = layoutOf({ order: { zorder: ['a', 'b'] }, columns });
    const found = findIn(layout, 160, 100, 'a', 4000, 3);
    // Forty files' worth, in two stretches of the curve, whose lengths are chance.
    expect(found.rows).toBe(4000);
    expect(found.touched).toBeGreaterThanOrEqual(40);
    expect(found.touched).toBeLessThanOrEqual(44);
    expect(Math.max(...found.byRows.map((each) => each.rows))).toBe(100);
  });

  it('equality on two columns reads what both leave over', () => {
    const layout = layoutOf({ order: { zorder: ['a', 'b'] } });
    const even = evenLuck(400);
    const { mean } = sample(
      400,
      (key) =>
        layout.find([{ count: 256, rowsEach: 1e6, isOrdered: true }], filterOn(['a', 'b'], 1, key), even)[0]!
          .candidates,
    );
    expect(mean).toBeLessThan(3);
    expect(mean).toBeGreaterThanOrEqual(1);
  });
});

describe('the Hilbert curve', () => {
  const layout = (columns: number, ranges: number) => layoutOf({ order: { cluster: names.slice(0, columns) }, ranges });

  it.each([
    [2, 256, 16],
    [3, 512, 8],
    [4, 256, 4],
  ])('in %i columns cuts %i files into cells: each value is in one slice of %i', (columns, files, slices) => {
    // With 1,023 ranges the cells' edges lie within 0.1 % of the files': less than a file more a slice than files / slices.
    for (let c = 0; c < columns; c++) {
      const share = 1 - skipped(layout(columns, 1023), files, 1e4, names[c]!, 500);
      expect(share).toBeGreaterThanOrEqual(1 / slices - 1e-3);
      expect(share).toBeLessThan(1.35 / slices);
    }
  });

  it('on one column is the Z-order curve', () => {
    const of = (order: LayoutOrder) => findIn(layoutOf({ order }), 100, 1000, 'a', 10, 3);
    expect(of({ cluster: ['a'] })).toEqual(of({ zorder: ['a'] }));
  });
});
