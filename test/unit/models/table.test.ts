import { describe, expect, it } from 'vitest';
import { StandingTable } from '../../../src/models/table/standing-table.ts';

const values = {
  contents: [],
  size: null as number | null,
  files: null as number | null,
  fileSize: null as number | null,
  rows: null,
  rowSize: 500,
  columnCount: 20,
  encoding: 'parquet',
  codec: 'snappy',
  directories: [] as number[],
  partitions: null as number | null,
  partitionBy: [] as string[],
  partitionSpan: null as number | null,
  catalog: 'none',
  prefixes: 1,
} as const;

type Sizes = Partial<Record<'size' | 'files' | 'fileSize' | 'partitions' | 'partitionSpan', number>> & {
  directories?: number[];
  partitionBy?: string[];
};

const table = (sizes: Sizes) =>
  new StandingTable({ ...values, ...sizes } as unknown as ConstructorParameters<typeof StandingTable>[0], 'table');

const bytesOf = (files: readonly { count: number; sizeBytes: number }[]): number =>
  files.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0);

describe('a standing table', () => {
  it('leaves what is left over to the last file when the size of a file is given', () => {
    const { files, filesInAll } = table({ size: 1000, fileSize: 300 }).scan(null, null);
    expect(files).toEqual([
      { count: 3, sizeBytes: 300 },
      { count: 1, sizeBytes: 100 },
    ]);
    expect(filesInAll).toBe(4);
  });

  it('has so many partitions, or as many as its directories come to', () => {
    expect(table({ files: 48, fileSize: 1, partitions: 24 }).scan(null, null).partitionsInAll).toBe(24);
    const nested = table({ files: 48, fileSize: 1, partitions: 24, directories: [3, 12] });
    expect(nested.scan(null, null).partitionsInAll).toBe(36);
    expect(nested.directories).toEqual([3, 12]);
  });

  it('knows by what its partitions are how many the recent past has: five hours of days and hours are five', () => {
    const hourly = table({ files: 48, fileSize: 1, partitions: 24, partitionBy: ['day', 'hour'] });
    expect(hourly.scan(5 * 3600, null)).toMatchObject({ partitions: 5, partitionsInAll: 24 });
  });

  it('has as many files as are asked for, of whole bytes that add up', () => {
    const { files, filesInAll } = table({ size: 1000, files: 7 }).scan(null, null);
    expect(filesInAll).toBe(7);
    expect(files).toEqual([
      { count: 6, sizeBytes: 143 },
      { count: 1, sizeBytes: 142 },
    ]);
    expect(bytesOf(files)).toBe(1000);
  });

  it.each([1e6 / 3, 1000.4, 7.5])('has files of whole bytes where %d B are asked for', (fileSize) => {
    const { files } = table({ size: 1e9, fileSize }).scan(null, null);
    for (const { sizeBytes, count } of files) expect([sizeBytes % 1, count % 1]).toEqual([0, 0]);
    expect(bytesOf(files)).toBe(1e9);
  });

  it('is asked for as many partitions as the time spans, and never for more than there are', () => {
    const hourly = table({ files: 240, fileSize: 100, directories: [24], partitionSpan: 3600 });
    expect(hourly.scan(2 * 3600, null).partitions).toBe(2);
    expect(bytesOf(hourly.scan(2 * 3600, null).files)).toBe(2000);
    expect(hourly.scan(48 * 3600, null).partitions).toBe(24);
  });
});
