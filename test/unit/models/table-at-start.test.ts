import { describe, expect, it } from 'vitest';
import { problemOfStart } from '../../../src/models/table/_start.ts';
import { sizesOf, tableLake, tableValues } from './_table.ts';

const day = 86_400;
const contents = [
  { files: 100, size: 1000 },
  { files: 3, size: 3001 },
];

describe('what a table is at the start', () => {
  it('has files of several sizes, of whole bytes that add up, and lets compaction find the small ones alone', () => {
    const { table, at, last } = tableLake('delta', { contents });
    expect(sizesOf(table.scan(null, null).files)).toEqual({ 10: 100, 1000: 2, 1001: 1 });
    expect([last('table.files'), last('table.bytes')]).toEqual([103, 4001]);
    at(1, () => {
      const parts = table.candidates({ recentSeconds: null, belowBytes: 500 });
      expect(parts.map(({ files, bytes }) => [sizesOf(files), bytes])).toEqual([[{ 10: 100 }, 1000]]);
    });
  });

  it('reads so many bytes as a share of each size', () => {
    const { table } = tableLake('delta', {
      contents: [
        { files: 100, size: 1000 },
        { files: 10, size: 1000 },
      ],
    });
    expect(sizesOf(table.scan(null, 1000).files)).toEqual({ 10: 50, 100: 5 });
  });

  it('has as many rows as are said, each byte alike, before it changes and after', () => {
    const { table, at, last } = tableLake('delta', { contents: [{ files: 2, size: 3000 }], rows: 600 });
    expect(last('table.rows')).toBe(600);
    at(1, () => {
      table.candidates({ recentSeconds: null, belowBytes: 1 });
      table.add({ rowsAtSeconds: 0, count: 1, bytes: 100, rows: 5 }, 1);
    });
    expect(last('table.rows')).toBe(605);
  });

  it('has a row in each file at the least', () => {
    expect(tableLake('delta', { contents: [{ files: 5, size: 50 }], rows: 2 }).last('table.rows')).toBe(5);
    expect(tableLake('delta', { contents: [{ files: 5, size: 50 }] }).last('table.rows')).toBe(5);
  });

  it('has a file in each of so many partitions, whatever bytes are left over: nothing is to be joined', () => {
    const { table, at } = tableLake('iceberg', {
      contents: [{ files: 6, size: 5594 }],
      partitions: 6,
      partitionSpan: day,
    });
    at(1, () => expect(table.candidates({ recentSeconds: null, belowBytes: 1e9 })).toEqual([]));
  });

  it('has files that were removed before: they lie in the store until a clean-up finds them old enough', () => {
    const { table, at, last } = tableLake('delta', {
      contents,
      removed: { files: 7, size: 700, ago: 6 * day },
    });
    expect([last('table.tombstones'), last('table.deadBytes'), last('table.files')]).toEqual([7, 700, 103]);
    const objects = last('storage.objects');
    at(day - 1, () => expect(table.upkeep.garbage({ retainSeconds: 7 * day, orphans: true }).files).toBe(0));
    at(day, () => {
      const garbage = table.upkeep.garbage({ retainSeconds: 7 * day, orphans: true });
      expect([garbage.files, garbage.bytes]).toEqual([7, 700]);
      garbage.removed(7);
    });
    expect([last('table.tombstones'), last('storage.objects')]).toEqual([0, objects! - 7]);
  });

  it('has deletion vectors that hide rows: a reader gets one for each marked file', () => {
    const { table, last } = tableLake('delta', {
      contents: [
        { files: 100, size: 100_000 },
        { files: 300, size: 3_000_000 },
      ],
      rows: 40_000,
      marked: { files: 40, rows: 200, size: 2000 },
    });
    expect([last('table.files'), last('table.deletionVectors'), last('table.rows')]).toEqual([400, 40, 39_800]);
    const marked = table.scan(null, null).files.filter(({ marks }) => marks !== undefined);
    // A tenth of each size.
    expect(marked.map(({ count }) => count).reduce((a, b) => a + b)).toBe(40);
    expect(sizesOf(marked)).toEqual({ 1000: 10, 10000: 30 });
    expect(marked.map(({ marks }) => [marks!.gets, marks!.bytesEach])).toEqual([
      [1, 50],
      [1, 50],
    ]);
  });

  it('refuses what cannot be together', () => {
    expect(problemOfStart(tableValues('delta', { contents, files: 3 }))).toMatchObject({ key: 'contents' });
    expect(problemOfStart(tableValues('hive', { marked: { files: 1, rows: 1, size: 1 } }))).toMatchObject({
      key: 'marked',
    });
    expect(problemOfStart(tableValues('hive', { removed: { files: 1, size: 1, ago: 1 } }))).toMatchObject({
      key: 'removed',
    });
    expect(problemOfStart(tableValues('delta', { contents }))).toBeNull();
  });
});
