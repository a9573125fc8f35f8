import { describe, expect, it } from 'vitest';
import { costOf, packFiles } from '../../../src/replay/what-if.ts';

const KiB = 2 ** 10;
const MiB = 2 ** 20;
const GiB = 2 ** 30;
const defaults = { maxPartitionBytes: 128 * MiB, openCostBytes: 4 * MiB };

describe("Spark's packing of files into tasks", () => {
  // Worked with FilePartition's rule by hand or by another implementation: files, size, parallelism, tasks, most pieces.
  it.each([
    [10_000, 20 * KiB, 64, 313, 32],
    [1, GiB, 8, 8, 1],
    [1, GiB, 200, 200, 1],
    [100, 10 * MiB, 16, 17, 6],
    [1000, MiB, 4, 39, 26],
    [500_000, 20_000, 80, 15_625, 32],
    [200, 130 * MiB, 100, 210, 22],
  ])('%d files of %d bytes at parallelism %d are %d tasks', (files, fileBytes, parallelism, tasks, most) => {
    const bins = packFiles(files * fileBytes, fileBytes, { ...defaults, parallelism });
    expect(bins).toHaveLength(tasks);
    expect(Math.max(...bins.map((bin) => bin.files))).toBe(most);
    expect(bins.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(files * fileBytes);
  });
});

describe('what a task costs for a file and for a byte', () => {
  it('is the line through its tasks', () => {
    const cost = costOf([
      [100, 1.2],
      [50, 0.7],
      [200, 2.2],
    ]);
    expect(cost.perByteSeconds).toBeCloseTo(0.01, 12);
    expect(cost.perFileSeconds).toBeCloseTo(0.2, 12);
  });

  it('is never below zero', () => {
    expect(costOf([[100, 1]])).toEqual({ perFileSeconds: 0, perByteSeconds: 0.01 });
    expect(
      costOf([
        [100, 1],
        [200, 3],
      ]).perFileSeconds,
    ).toBe(0);
    expect(
      costOf([
        [100, 3],
        [200, 1],
      ]),
    ).toEqual({ perFileSeconds: 2, perByteSeconds: 0 });
  });
});
