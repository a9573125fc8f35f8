/** Liquid clustering: which files an OPTIMIZE orders anew, and what each cube spares. */
import { describe, expect, it } from 'vitest';
import type { Commit, Committer, RowFilter, TablePart } from '../../../src/models/capabilities.ts';
import { pickedParts } from '../../../src/models/compact/_picked.ts';
import type { ChangingTable } from '../../../src/models/table/changing-table.ts';
import { countOf, type TableValues, tableLake } from './_table.ts';

const by: Committer = { activity: 'optimize', writer: 'optimize' };
/** Files of 10,000 rows of 100 B, stored as they are. */
const rowsEach = 10_000;
const fileBytes = 1e6;
const clustered = {
  files: 40,
  fileSize: fileBytes,
  rowSize: 100,
  compression: 1,
  encoding: 'text',
  codec: 'none',
  columns: { user_id: { distinct: 1e6 }, day: { distinct: 1e6 } },
  layout: 'cluster',
  orderBy: ['user_id', 'day'],
} as const;

/** Bytes of a stable cube, and the most of one. */
interface Sizes {
  readonly stable: number;
  readonly cube: number;
}
const picked = (table: ChangingTable, { stable, cube }: Sizes): readonly TablePart[] =>
  pickedParts(
    {
      ...{ pick: 'unordered', recent: null, small: 0.75, target: fileBytes, minFiles: 2, maxDeleted: 0.05 },
      ...{ stable, cube, orderBy: [], tasks: null },
    },
    table,
    true,
  );
const filesOf = (parts: readonly TablePart[]): number[] => parts.map(({ files }) => countOf(files));

const through = (commit: Commit | null): void => {
  if (commit === null) throw new Error('no log');
  for (;;) {
    const end = commit.tell(0);
    if (end === 'more') continue;
    expect(end).toBe('committed');
    return;
  }
};
/** One file for each that is taken; by cubes, what was taken. */
const optimize = (table: ChangingTable, sizes: Sizes): number[] => {
  const parts = picked(table, sizes);
  const taken = filesOf(parts);
  if (parts.length === 0) return taken;
  const rewrites = parts.map((part, nth) => ({
    rewrite: table.rewrite(part, 'optimize'),
    files: [{ count: taken[nth]!, sizeBytes: fileBytes }],
  }));
  through(table.commitTogether(rewrites, { isOrdered: true, by }));
  return taken;
};
const append = (table: ChangingTable, count: number): void =>
  table.add({ rowsAtSeconds: 0, count, bytes: count * fileBytes, rows: count * rowsEach }, 1);

const at = (
  then: (table: ChangingTable, last: (metric: string) => number) => void,
  given: Partial<TableValues> = {},
): void => {
  let isDone = false;
  const lake = tableLake('delta', { ...clustered, ...given });
  lake.at(60, () => {
    then(lake.table, lake.last);
    isDone = true;
  });
  expect(isDone).toBe(true);
};

describe('cubes of liquid clustering', () => {
  it('a small append has the whole of a cube that is not full written anew', () => {
    at((table, last) => {
      append(table, 2);
      // 40 MB are below 41: 2 new files and 40 old ones, which become one cube.
      expect(optimize(table, { stable: 41e6, cube: 60e6 })).toEqual([42]);
      expect([last('table.files'), last('table.tombstones')]).toEqual([42, 42]);
      expect(last('table.rows')).toBe(42 * rowsEach);
    });
  });

  it('a stable cube stays as it is, and new files become a cube of their own that takes the next ones in', () => {
    at((table, last) => {
      append(table, 2);
      expect(optimize(table, { stable: 40e6, cube: 60e6 })).toEqual([2]);
      append(table, 3);
      // The cube of 2 is not full.
      expect(optimize(table, { stable: 40e6, cube: 60e6 })).toEqual([5]);
      expect([last('table.files'), last('table.tombstones')]).toEqual([45, 2 + 5]);
      expect(last('table.rows')).toBe(45 * rowsEach);
    });
  });

  it('small appends write a cube anew again and again until it is full: of k files each, k (1 + 2 + ... + n) of them', () => {
    at((table) => {
      const taken: number[] = [];
      for (let nth = 0; nth < 7; nth++) {
        append(table, 3);
        taken.push(...optimize(table, { stable: 15e6, cube: 22e6 }));
      }
      // With 15 files it is stable, and another begins.
      expect(taken).toEqual([3, 6, 9, 12, 15, 3, 6]);
    });
  });

  it('with nothing new nothing is written, be it stable or not', () => {
    at((table) => {
      expect(optimize(table, { stable: 100e6, cube: 150e6 })).toEqual([]);
      append(table, 1);
      expect(optimize(table, { stable: 100e6, cube: 150e6 })).toEqual([41]);
      expect(optimize(table, { stable: 100e6, cube: 150e6 })).toEqual([]);
    });
  });

  it('several cubes that are not full become one, though nothing is new', () => {
    at((table) => {
      append(table, 4);
      expect(optimize(table, { stable: 1, cube: 10e6 })).toEqual([4]);
      expect(optimize(table, { stable: 41e6, cube: 60e6 })).toEqual([44]);
      expect(optimize(table, { stable: 50e6, cube: 60e6 })).toEqual([]);
    });
  });

  it('much at once is dealt out into cubes of the size that is asked for, the last one of what is left', () => {
    at((table, last) => {
      expect(optimize(table, { stable: 10e6, cube: 15e6 })).toEqual([]);
      append(table, 37);
      expect(optimize(table, { stable: 10e6, cube: 15e6 })).toEqual([15, 15, 7]);
      // A cube is never to be smaller than a stable one.
      append(table, 13);
      expect(optimize(table, { stable: 10e6, cube: 5e6 })).toEqual([10, 10]);
      expect(last('table.rows')).toBe(90 * rowsEach);
    });
  });

  it('if somebody has deleted rows of one cube meanwhile, all cubes have been written for nothing, and no row is lost', () => {
    at((table, last) => {
      append(table, 30);
      const parts = picked(table, { stable: 10e6, cube: 15e6 });
      expect(filesOf(parts)).toEqual([15, 15]);
      const rewrites = parts.map((part) => ({
        rewrite: table.rewrite(part, 'optimize'),
        files: [{ count: 15, sizeBytes: fileBytes }],
      }));
      // So many rows that each file has some.
      const filter: RowFilter = {
        ...{ columns: ['user_id'], keys: 1, rowsPerKey: 2000, entity: 0, activity: 'forget' },
      };
      const match = table.rowChanges.match({ filter });
      const change = table.rowChanges.begin(match, { kind: 'delete', inserted: 0 }, { ...by, writer: 'forget' });
      through(change.commit([{ count: change.files, sizeBytes: fileBytes }]));
      expect(last('table.rows')).toBeCloseTo(70 * rowsEach - 2000, 6);
      const commit = table.commitTogether(rewrites, { isOrdered: true, by })!;
      let end = commit.tell(0);
      while (end === 'more') end = commit.tell(0);
      expect(end).toBe('conflict');
      expect(last('table.rows')).toBeCloseTo(70 * rowsEach - 2000, 6);
      // What is there can still be ordered.
      optimize(table, { stable: 1e9, cube: 1e9 });
      expect(last('table.rows')).toBeCloseTo(70 * rowsEach - 2000, 6);
    });
  });

  it('files that a delete writes anew stay each in its cube, so that nothing is new for the next OPTIMIZE', () => {
    at((table, last) => {
      append(table, 30);
      const sizes = { stable: 10e6, cube: 15e6 };
      expect(optimize(table, sizes)).toEqual([15, 15]);
      const filter: RowFilter = {
        ...{ columns: ['user_id'], keys: 1, rowsPerKey: 2000, entity: 0, activity: 'forget' },
      };
      const match = table.rowChanges.match({ filter });
      expect(match.touched).toBeGreaterThan(3);
      expect(match.touched).toBeLessThan(30);
      const change = table.rowChanges.begin(match, { kind: 'delete', inserted: 0 }, { ...by, writer: 'forget' });
      through(change.commit([{ count: change.files, sizeBytes: fileBytes }]));
      expect(last('table.files')).toBe(70);
      expect(last('table.rows')).toBeCloseTo(70 * rowsEach - 2000, 6);
      expect(picked(table, sizes)).toEqual([]);
    });
  });

  it('each cube spares files by its own ranges: of c cubes of m files a query reads c times what it reads of one', () => {
    const filter = (entity: number): RowFilter => ({
      ...{ columns: ['user_id'], keys: 1, rowsPerKey: 1, entity, activity: 'look' },
    });
    const mean = (table: ChangingTable): number => {
      let candidates = 0;
      for (let entity = 0; entity < 300; entity++)
        candidates += table.rowChanges.match({ filter: filter(entity) }).candidates;
      return candidates / 300;
    };
    // A cube of 64 files on two columns is cut in 8 x 8, so that 8 files hold a value.
    at(
      (table) => {
        const one = mean(table);
        expect(one).toBeGreaterThanOrEqual(8);
        expect(one).toBeLessThan(12);
        for (let cubes = 2; cubes <= 4; cubes++) {
          append(table, 64);
          expect(mean(table)).toBeCloseTo(one * (cubes - 1) + 64, -1);
          expect(optimize(table, { stable: 64e6, cube: 64e6 })).toEqual([64]);
          // The draws are of the files, so that cubes differ in those at the edges of a range: half a file each.
          expect(Math.abs(mean(table) - cubes * one)).toBeLessThan(0.5 * cubes);
        }
      },
      { files: 64 },
    );
  });
});
