import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codingCpuOf, readSeconds, writeSeconds } from '../../../src/models/spark/_cpu.ts';
import {
  type Connector,
  connectors,
  type FileOpen,
  fileOpenOf,
  fileOpenRow,
  planColumnarPiece,
  planTextPiece,
} from '../../../src/models/spark/_file-open.ts';
import {
  type ColumnarFile,
  columnarSizeBytes,
  columnRanges,
  footerBytes,
  rowGroupsOf,
} from '../../../src/models/spark/_parquet-layout.ts';
import {
  bytesOfPlan,
  connectionsLost,
  countRequests,
  describePlan,
  type RequestPlan,
} from '../../../src/models/spark/_request-plan.ts';
import { tableRow, tableRows } from './_spark-tables.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const open = (connector: Connector, format: 'parquet' | 'orc' | 'text' = 'parquet'): FileOpen =>
  fileOpenOf(tableRow('file-opens', fileOpenRow(connector, format)));
const whole = (file: ColumnarFile, how: FileOpen): RequestPlan =>
  planColumnarPiece(file, { fromBytes: 0, lengthBytes: file.sizeBytes }, how);
const file = (options: Partial<ColumnarFile>): ColumnarFile => ({
  sizeBytes: 20 * KiB,
  rowGroups: 1,
  columns: 10,
  columnsRead: 10,
  footerBytes: 1500,
  ...options,
});

describe('a small Parquet file, all columns', () => {
  // 20,480 B: 4 of magic, 18,968 of data, 1,500 of footer, 8 of trailer.
  it('takes 4 HEADs and 5 GETs where the footer is read twice', () => {
    const plan = whole(file({}), open('s3a-3.3'));
    // A footer's GET goes to the end of the file: 1,508 B. Once random, a read of the columns asks for 64 KiB: all that is
    // left, of which the footer is dropped: 20,476 B.
    expect(describePlan(plan)).toBe(
      ['1 at once: 2 head, get 8 B, get 1508 B', '1 at once: 2 head, get 8 B, get 1508 B, get 20476 B'].join('\n'),
    );
    expect(connectionsLost(plan)).toBe(0);
  });

  it('takes 2 GETs for the footer and 1 for the columns if the ranges are read as such', () => {
    expect(describePlan(whole(file({}), open('s3a-3.4')))).toBe(
      ['1 at once: 2 head, get 8 B, get 1508 B', '1 at once: 2 head', '4 at once: get 18968 B'].join('\n'),
    );
    expect(describePlan(whole(file({}), open('s3a-3.4-reused')))).toBe(
      ['1 at once: head, get 8 B, get 1508 B', '4 at once: get 18968 B'].join('\n'),
    );
  });

  it('costs S3FileIO 3 GETs and two connections: each goes to the end, and what is left is broken off', () => {
    const plan = whole(file({}), open('s3fileio'));
    expect(describePlan(plan)).toBe('1 at once: get 8 B, get 1500 B broken off, get 18968 B broken off');
    expect(connectionsLost(plan)).toBe(2);
  });

  it('costs a NameNode 4 calls', () => {
    expect(countRequests(whole(file({}), open('hdfs')))).toEqual({ head: 4, get: 3 });
  });

  it('is one GET where files of its size are read whole', () => {
    const plan = whole(file({}), { ...open('s3a-3.4-reused'), wholeFileBytes: 3e6 });
    expect(describePlan(plan)).toBe('1 at once: head, get 20480 B');
  });
});

describe('a large Parquet file', () => {
  // 4 row groups of 32 MiB, 16 columns of 2 MiB each; every fourth is read.
  const footer = 10_000;
  const large = file({
    sizeBytes: 4 + 128 * MiB + footer + 8,
    rowGroups: 4,
    columns: 16,
    columnsRead: 4,
    footerBytes: footer,
  });

  it('takes a GET for each column chunk, four at once', () => {
    const plan = whole(large, open('s3a-3.4'));
    expect(countRequests(plan)).toEqual({ head: 4, get: 2 + 16 });
    expect(bytesOfPlan(plan)).toBe(8 + footer + 8 + 32 * MiB);
    expect(describePlan(plan).split('\n').slice(2)).toEqual(
      Array.from({ length: 4 }, () => '4 at once: get 2097152 B; get 2097152 B; get 2097152 B; get 2097152 B'),
    );
  });

  it('loses a connection for each of them where GETs go to the end of the file', () => {
    const plan = whole(large, open('s3fileio'));
    expect(countRequests(plan)).toEqual({ get: 2 + 16 });
    // The footer's and each chunk's.
    expect(connectionsLost(plan)).toBe(17);
    expect(bytesOfPlan(plan)).toBe(8 + footer + 32 * MiB);
  });

  it('is read in steps of 8 MiB if all columns are one range', () => {
    const all = { ...large, columnsRead: 16 };
    expect(countRequests(whole(all, open('s3a-3.3')))).toEqual({ head: 4, get: 4 + 16 });
    // Vectored, each row group is one range, however large.
    expect(countRequests(whole(all, open('s3a-3.4')))).toEqual({ head: 4, get: 2 + 4 });
  });

  it('merges ranges over small gaps up to the most', () => {
    // Row groups of 64 KiB, chunks of 4 KiB, every second is read: gaps of 4 KiB.
    const fine = file({
      sizeBytes: 4 + 4 * 64 * KiB + 508,
      rowGroups: 4,
      columns: 16,
      columnsRead: 8,
      footerBytes: 500,
    });
    const gaps = (mergeGapBytes: number, mergeMostBytes: number): number =>
      countRequests(whole(fine, { ...open('s3a-3.4'), mergeGapBytes, mergeMostBytes })).get! - 2;
    expect(gaps(4 * KiB, MiB)).toBe(4 * 8);
    expect(gaps(4 * KiB + 1, MiB)).toBe(4 * 1);
    // 12 KiB hold two chunks and the gap.
    expect(gaps(4 * KiB + 1, 12 * KiB)).toBe(4 * 4);
  });

  it('reads only its footer in a piece without the middle of a row group', () => {
    const plan = planColumnarPiece(large, { fromBytes: 0, lengthBytes: MiB }, open('s3a-3.4'));
    expect(countRequests(plan)).toEqual({ head: 4, get: 2 });
  });

  it('reads each row group in one piece, however it is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 128 * MiB }), (rowGroups, step) => {
        const cut = { ...large, rowGroups };
        if (cut.sizeBytes / step > 2000) return;
        const seen: number[] = [];
        for (let from = 0; from < cut.sizeBytes; from += step) seen.push(...rowGroupsOf(cut, from, step));
        expect(seen).toEqual(Array.from({ length: rowGroups }, (_, group) => group));
      }),
      { numRuns: 100, seed: 20260103 },
    );
  });
});

describe('the columns that are read', () => {
  it('have their share of the bytes, in order and apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 }), (columns, read) => {
        const columnsRead = Math.min(read, columns);
        const some = file({ sizeBytes: 1e6, columns, columnsRead });
        let end = 0;
        let bytes = 0;
        columnRanges(some, 0, (from, lengthBytes) => {
          expect(from).toBeGreaterThan(end);
          end = from + lengthBytes;
          bytes += lengthBytes;
        });
        const data = 1e6 - 4 - 1500 - 8;
        // Chunks end at whole bytes.
        expect(Math.abs(bytes - (data * columnsRead) / columns)).toBeLessThanOrEqual(columnsRead);
      }),
      { seed: 20260104 },
    );
  });
});

describe('every connector', () => {
  const rows = tableRows('file-opens').filter((row) => row.endsWith('-parquet') || row.endsWith('-orc'));
  it.each(rows)('%s brings at least what is read, and its low and high are about its value', (row) => {
    const medium = file({ sizeBytes: 30 * MiB, rowGroups: 3, columns: 20, columnsRead: 7, footerBytes: 9000 });
    let needed = 0;
    for (let group = 0; group < 3; group++)
      columnRanges(medium, group, (_from, lengthBytes) => (needed += lengthBytes));
    const counts = (['low', 'value', 'high'] as const).map((bound) => {
      const plan = whole(medium, fileOpenOf(tableRow('file-opens', row), bound));
      expect(bytesOfPlan(plan)).toBeGreaterThanOrEqual(needed + 9000);
      // A higher gap for merging means fewer GETs: HEADs are compared.
      return countRequests(plan).head ?? 0;
    });
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  });

  it('has a row for each format, or says why not', () => {
    for (const connector of connectors) {
      if (connector === 's3a-3.4-reused') continue;
      for (const format of ['parquet', 'orc', 'json', 'csv', 'text'] as const)
        expect(() => tableRow('file-opens', fileOpenRow(connector, format))).not.toThrow();
    }
  });
});

describe('ORC', () => {
  it('reads its tail of 16 KiB at once, and of each stripe the footer and the columns', () => {
    const stripes = file({ sizeBytes: 4 + 64 * MiB + 4008, rowGroups: 2, footerBytes: 4000 });
    const plan = whole(stripes, open('hdfs', 'orc'));
    // Tail; 2 x (2,000 B of footer, 32 MiB in steps of 8).
    expect(countRequests(plan)).toEqual({ head: 4, get: 1 + 2 * (1 + 4) });
    const wide = whole(file({ sizeBytes: 64 * MiB, footerBytes: 30_000 }), open('hdfs', 'orc'));
    // The rest of a footer that is larger than the tail.
    expect(describePlan(wide).split('\n')[0]).toBe('1 at once: 2 head, get 16384 B, get 13624 B');
  });
});

describe('text', () => {
  it('is one stream, broken off where its piece ends', () => {
    const piece = planTextPiece(300 * MiB, { fromBytes: 128 * MiB, lengthBytes: 128 * MiB }, open('s3a-3.3', 'text'));
    expect(describePlan(piece)).toBe(`1 at once: head, get ${128 * MiB} B broken off`);
    const last = planTextPiece(300 * MiB, { fromBytes: 256 * MiB, lengthBytes: 44 * MiB }, open('s3a-3.3', 'text'));
    expect(describePlan(last)).toBe(`1 at once: head, get ${44 * MiB} B`);
  });
});

describe('the size of a Parquet file', () => {
  const { values } = tableRow('file-formats', 'parquet');
  const overhead = { fixedBytes: values.fixed!, perChunkBytes: values.perChunk! };

  it('has a floor by its columns and row groups, to which rows add', () => {
    const size = (rows: number, columns: number, rowGroups: number): number =>
      columnarSizeBytes({ rows, rowBytes: 100, compression: 2, columns, rowGroups, overhead });
    // 86 + 20 x 150.
    expect(size(0, 20, 1)).toBe(3086);
    expect(size(1000, 20, 1)).toBe(3086 + 50_000);
    expect(footerBytes(20, 1, overhead)).toBe(3086 - 12);
  });

  it('is that of the files it was taken from within 3 %: 1 column and 1, 100 or 1,000 row groups of 54 B', () => {
    for (const [rowGroups, bytes] of [
      [1, 290],
      [100, 20_486],
      [1000, 207_687],
    ] as const) {
      const size = columnarSizeBytes({
        rows: rowGroups,
        rowBytes: 54,
        compression: 1,
        columns: 1,
        rowGroups,
        overhead,
      });
      expect(Math.abs(size / bytes - 1)).toBeLessThan(0.03);
    }
  });
});

describe('the CPU of a file', () => {
  const cpu = codingCpuOf(
    tableRow('file-formats', 'parquet'),
    tableRow('codecs', 'snappy'),
    tableRow('client-cpu', 'aws-sdk-java'),
  );
  it('is that of its bytes, its footer and its requests', () => {
    // 1 MB at 2.57 ns a byte; 2 footers of 20 chunks at 1.6 us; 9 requests at 0.3 ms.
    const read = readSeconds(cpu, { bytes: 1e6, chunks: 20, requests: 9 }, 2);
    expect(read).toBeCloseTo(2.57e-3 + 64e-6 + 2.7e-3, 12);
    // 23.92 ns a byte, 8.3 us a chunk.
    const write = writeSeconds(cpu, { bytes: 1e6, chunks: 20, requests: 3 });
    expect(write).toBeCloseTo(23.92e-3 + 166e-6 + 0.9e-3, 12);
  });
  it('is known for every codec that Spark cuts or does not cut, but bzip2', () => {
    expect(tableRows('codecs')).toEqual(['none', 'snappy', 'lz4', 'zstd', 'gzip']);
    for (const codec of tableRows('codecs')) {
      const { values } = tableRow('codecs', codec);
      expect(values.highDecompress ?? values.decompress).toBeGreaterThanOrEqual(values.decompress!);
      expect(values.highCompress ?? values.compress).toBeGreaterThanOrEqual(values.compress!);
    }
  });
});
