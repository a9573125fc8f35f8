/** Time travel: what a reader of an older version gets, and when there is nothing left of it. */
import { describe, expect, it } from 'vitest';
import type { TableLogReads } from '../../../src/models/capabilities.ts';
import { countOf, tableLake } from './_table.ts';

const day = 86_400;
/** Ten files of a megabyte, a row a byte. */
const ten = { files: 10, fileSize: 1e6, rowSize: 1, compression: 1, encoding: 'text', codec: 'none' } as const;

const getsOf = ({ steps }: TableLogReads): number => steps.reduce((sum, { gets }) => sum + countOf(gets), 0);
const listedOf = ({ steps }: TableLogReads): number =>
  steps.reduce((sum, { listedKeys }) => sum + (listedKeys ?? 0), 0);
const file = (at: number, bytes = 1e6) => ({ rowsAtSeconds: at, count: 1, bytes, rows: bytes });

describe('an older version', () => {
  it('of Delta is its checkpoint and the commits up to it, found by a listing of today', () => {
    const { table, at } = tableLake('delta', ten);
    for (let hour = 1; hour <= 25; hour++) at(hour * 3600, () => table.add(file(hour * 3600), 1));
    at(26 * 3600, () => {
      // The pointer, the checkpoint of version 20, five commits.
      expect(getsOf(table.log()!)).toBe(1 + 1 + 5);
      for (let version = 1; version <= 25; version++) {
        const then = table.log(undefined, (26 - version - 0.5) * 3600)!;
        expect(then.version).toBe(version);
        expect(getsOf(then)).toBe(1 + 1 + (version % 10));
        expect(listedOf(then)).toBe(listedOf(table.log()!));
        const [files] = then.steps.at(-1)!.gets;
        // A checkpoint names what was there when it was written.
        const named = 10 + 10 * Math.floor(version / 10);
        expect(files).toEqual({ count: 1, sizeBytes: 15_000 + 100 * named });
      }
    });
  });

  it('is the same whatever the reader knows of the newest', () => {
    const { table, at } = tableLake('delta', ten);
    for (let hour = 1; hour <= 5; hour++) at(hour * 3600, () => table.add(file(hour * 3600), 1));
    at(6 * 3600, () => {
      expect(getsOf(table.log(5)!)).toBe(0);
      expect(table.log(5, 3.5 * 3600)).toEqual(table.log(undefined, 3.5 * 3600));
    });
  });

  it('of Iceberg is the newest metadata.json and the manifests of its snapshot', () => {
    const { table, at } = tableLake('iceberg', ten);
    for (let hour = 1; hour <= 5; hour++) at(hour * 3600, () => table.add(file(hour * 3600), 1));
    at(6 * 3600, () => {
      const now = table.log()!;
      const then = table.log(undefined, 3.5 * 3600)!;
      expect(then.steps.slice(0, 2)).toEqual(now.steps.slice(0, 2));
      // One of the start, and one of each commit up to it.
      expect(countOf(then.steps.at(-1)!.gets)).toBe(1 + 2);
      expect(countOf(now.steps.at(-1)!.gets)).toBe(1 + 5);
    });
  });

  it('without spans of time has its files by size; with them, as of mean size', () => {
    const sizes = (given: object) => {
      const { table, at } = tableLake('delta', { ...ten, ...given });
      at(day, () => table.add(file(day, 5e6), 1));
      at(2 * day, () => table.add(file(2 * day, 9e6), 1));
      let found: unknown;
      at(3 * day, () => {
        found = table.scan(null, null, { agoSeconds: 1.5 * day }).files;
      });
      return found;
    };
    expect(sizes({})).toEqual([
      { count: 10, sizeBytes: 1e6 },
      { count: 1, sizeBytes: 5e6 },
    ]);
    const mean = sizes({ partitionBy: ['day'], directories: [5] }) as { count: number; sizeBytes: number }[];
    expect(countOf(mean)).toBe(11);
    for (const { sizeBytes } of mean) expect(Math.abs(sizeBytes - 15e6 / 11)).toBeLessThan(1);
  });

  it('is gone once a file of it is deleted: those before that file came, and after it was taken out, are not', () => {
    const { table, at } = tableLake('delta', { ...ten, partitionBy: ['day'], directories: [5] });
    at(1 * day, () => table.add({ rowsAtSeconds: day, count: 2, bytes: 2e3, rows: 2e3 }, 1));
    at(2 * day, () => {
      const part = table.candidates({ recentSeconds: null, belowBytes: 1e5 })[0]!;
      expect(table.rewrite(part).swap([{ count: 1, sizeBytes: 2e3 }])).toBe(true);
    });
    at(3 * day, () => {
      const problem = (days: number) => table.scan(null, null, { agoSeconds: (3 - days) * day }).problem ?? null;
      expect([problem(0.5), problem(1.5), problem(2.5)]).toEqual([null, null, null]);
      const garbage = table.upkeep.garbage({ retainSeconds: 0, orphans: false });
      expect(garbage.files).toBe(2);
      garbage.removed(2);
      expect(problem(1.5)).toBe('files of that version have been deleted');
      expect([problem(0.5), problem(2.5)]).toEqual([null, null]);
    });
  });
});
