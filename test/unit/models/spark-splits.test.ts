import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileCodecs, isSplittable } from '../../../src/models/spark/_formats.ts';
import {
  defaultMaxPartitionBytes,
  defaultOpenCostBytes,
  type FileCohort,
  planSplits,
  type SplitOptions,
  type SplitPlan,
} from '../../../src/models/spark/_splits.ts';
import { type NaivePiece, naiveSplits } from './_naive-splits.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const usual: SplitOptions = {
  maxPartitionBytes: defaultMaxPartitionBytes,
  openCostBytes: defaultOpenCostBytes,
  minPartitionNum: 8,
  maxPartitionNum: null,
  splittable: true,
};

const binsOf = ({ tasks }: SplitPlan): NaivePiece[][] =>
  Array.from({ length: tasks.tasks }, (_, task) => {
    const bin: NaivePiece[] = [];
    tasks.eachSegment(task, (run, first, count) => {
      for (let index = first; index < first + count; index++) {
        const { cohort, file, offsetBytes, lengthBytes } = tasks.piece(run, index);
        bin.push({ cohort, file, offset: offsetBytes, length: lengthBytes });
      }
    });
    return bin;
  });

describe('cutting files into tasks', () => {
  // Computed with apache/spark's FilePartition.
  it.each([
    { files: [[10_000, 20 * KiB]], par: 64, maxSplit: 134217728, pieces: 10_000, tasks: 313, most: 32 },
    { files: [[1, 1024 * MiB]], par: 8, maxSplit: 134217728, pieces: 8, tasks: 8, most: 1 },
    { files: [[1, 1024 * MiB]], par: 200, maxSplit: 5389680, pieces: 200, tasks: 200, most: 1 },
    { files: [[100, 10 * MiB]], par: 16, maxSplit: 91750400, pieces: 100, tasks: 17, most: 6 },
    { files: [[100, 10 * MiB]], par: 16, maxSplit: 91750400, pieces: 100, tasks: 10, most: 10, maxPartitionNum: 10 },
    { files: [[1000, MiB]], par: 4, maxSplit: 134217728, pieces: 1000, tasks: 39, most: 26 },
    {
      files: [
        [1, 300 * MiB],
        [10, 5 * MiB],
      ],
      par: 8,
      maxSplit: 51642368,
      pieces: 11,
      tasks: 3,
      most: 5,
      splittable: false,
    },
    { files: [[500_000, 20_000]], par: 80, maxSplit: 134217728, pieces: 500_000, tasks: 15_625, most: 32 },
    { files: [[200, 130 * MiB]], par: 100, maxSplit: 134217728, pieces: 400, tasks: 210, most: 22 },
    {
      files: [
        [3, 200 * MiB],
        [1000, 64 * KiB],
      ],
      par: 32,
      maxSplit: 134217728,
      pieces: 1006,
      tasks: 37,
      most: 32,
    },
  ])('of $files at parallelism $par gives $tasks tasks', (row) => {
    const files = row.files.map(([count, sizeBytes]) => ({ count: count!, sizeBytes: sizeBytes! }));
    const { splittable = true, maxPartitionNum = null } = row;
    const plan = planSplits(files, { ...usual, minPartitionNum: row.par, splittable, maxPartitionNum });
    expect(plan.maxSplitBytes).toBe(row.maxSplit);
    expect(plan.pieces).toBe(row.pieces);
    expect(plan.tasks.tasks).toBe(row.tasks);
    expect(plan.tasks.mostPieces).toBe(row.most);
  });

  const cohort = fc.record({ count: fc.integer({ min: 0, max: 60 }), sizeBytes: fc.integer({ min: 0, max: 3000 }) });
  const options = fc.record({
    maxPartitionBytes: fc.integer({ min: 50, max: 1500 }),
    openCostBytes: fc.integer({ min: 0, max: 60 }),
    minPartitionNum: fc.integer({ min: 1, max: 40 }),
    maxPartitionNum: fc.option(fc.integer({ min: 1, max: 30 })),
    splittable: fc.boolean(),
  });

  it('is what it is file by file', () => {
    fc.assert(
      fc.property(fc.array(cohort, { maxLength: 8 }), options, (files, options) => {
        // Without an open cost and with nothing to cut, Spark would divide by zero.
        const safe = { ...options, openCostBytes: Math.max(1, options.openCostBytes) };
        const plan = planSplits(files, safe);
        const naive = naiveSplits(files, safe);
        expect(plan.maxSplitBytes).toBe(naive.maxSplit);
        expect(binsOf(plan)).toEqual(naive.bins);
      }),
      { numRuns: 500, seed: 20260101 },
    );
  });

  it('covers every byte of every file once, and fills no bin over its limit but with a single piece', () => {
    fc.assert(
      fc.property(fc.array(cohort, { minLength: 1, maxLength: 8 }), options, (files, options) => {
        const safe = { ...options, openCostBytes: Math.max(1, options.openCostBytes) };
        const plan = planSplits(files, safe);
        const next = new Map<string, NaivePiece[]>();
        let tasks = 0;
        for (const bin of binsOf(plan)) {
          tasks++;
          const bytes = bin.reduce((sum, { length }) => sum + length, 0) + (bin.length - 1) * safe.openCostBytes;
          if (bin.length > 1) expect(bytes).toBeLessThanOrEqual(plan.packedBytes);
          for (const piece of bin) {
            const key = `${piece.cohort}/${piece.file}`;
            next.set(key, [...(next.get(key) ?? []), piece]);
          }
        }
        expect(tasks).toBe(plan.tasks.tasks);
        let expected = 0;
        files.forEach(({ count, sizeBytes }, cohort) => {
          if (sizeBytes === 0) return;
          expected += count;
          for (let file = 0; file < count; file++) {
            const pieces = (next.get(`${cohort}/${file}`) ?? []).sort((a, b) => a.offset - b.offset);
            let at = 0;
            for (const { offset, length } of pieces) {
              expect(offset).toBe(at);
              at += length;
            }
            expect(at).toBe(sizeBytes);
          }
        });
        expect(next.size).toBe(expected);
      }),
      { numRuns: 200, seed: 20260102 },
    );
  });

  it('keeps a million equal files in a handful of runs', () => {
    const plan = planSplits([{ count: 1e6, sizeBytes: 20_000 }], { ...usual, minPartitionNum: 80 });
    expect(plan.tasks.tasks).toBe(31_250);
    expect(plan.tasks.groups).toBeLessThanOrEqual(2);
    expect(plan.tasks.bytesOf(17)).toBe(32 * 20_000);
    expect(plan.tasks.piecesOf(31_249)).toBe(32);
  });

  it('plans a million files of different sizes', () => {
    const files: FileCohort[] = Array.from({ length: 1e6 }, (_, at) => ({
      count: 1,
      sizeBytes: 1000 + ((at * 7919) % 999_983),
    }));
    const plan = planSplits(files, usual);
    expect(plan.pieces).toBe(1e6);
    let bytes = 0;
    for (let task = 0; task < plan.tasks.tasks; task++) bytes += plan.tasks.bytesOf(task);
    expect(bytes).toBe(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  });

  it('of nothing gives no task', () => {
    expect(planSplits([], usual).tasks.tasks).toBe(0);
    expect(planSplits([{ count: 5, sizeBytes: 0 }], usual).tasks.tasks).toBe(0);
  });
});

describe('whether a file is cut', () => {
  it.each(['parquet', 'orc', 'avro'] as const)('%s: under any codec', (format) => {
    for (const codec of fileCodecs) expect(isSplittable(format, codec)).toBe(true);
  });
  it.each(['csv', 'json', 'text'] as const)(
    '%s: as it is or as bzip2, and not if a record has many lines',
    (format) => {
      const cut = fileCodecs.filter((codec) => isSplittable(format, codec));
      expect(cut).toEqual(['none', 'bzip2']);
      expect(isSplittable(format, 'none', true)).toBe(false);
    },
  );
});
