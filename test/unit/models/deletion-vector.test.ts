import { describe, expect, it } from 'vitest';
import {
  consecutiveVectorBytes,
  deletionVectorBytes,
  packedFileBytes,
  scatteredVectorBytes,
} from '../../../src/models/table/_deletion-vector.ts';
import { deltaVectors } from '../../../src/models/table/_mark-kinds.ts';
import { createStream } from '../../../src/random/index.ts';

const every = (step: number, count: number): number[] => Array.from({ length: count }, (_, i) => i * step);

describe('the size of a deletion vector', () => {
  it.each([
    [1, 34],
    [2, 36],
    [3, 38],
    [10, 52],
    [23, 78],
  ])('%i rows of one container, apart: %i B, as in the logs of Delta', (rows, bytes) => {
    expect(deletionVectorBytes(every(11, rows))).toBe(bytes);
    expect(scatteredVectorBytes({ rows: 100_000_000, deleted: 1 }, () => 0.5)).toBe(34);
  });

  it('4 + 8 + 4 + 8, and 8 + min(2k, 8192) for each container', () => {
    // Rows 0, 70,000 and 140,000: three containers of one row. 24 + 3 x 10.
    expect(deletionVectorBytes([0, 70_000, 140_000])).toBe(54);
    // Every second row of a container: 32,768 of them, a bitmap of 8192 B.
    expect(deletionVectorBytes(every(2, 32_768))).toBe(24 + 8 + 8192);
    expect(deletionVectorBytes(every(16, 4096))).toBe(24 + 8 + 8192);
    expect(deletionVectorBytes(every(16, 4095))).toBe(24 + 8 + 8190);
  });

  it('rows next to each other are a run: 4 + 1 + 4 + 2 + 4 instead of 8 + 8 + 2k', () => {
    // 16 B for magic, bitmaps and key.
    expect(deletionVectorBytes(every(1, 100))).toBe(31);
    expect(consecutiveVectorBytes(0, 100)).toBe(31);
    // Three rows: 6 B as an array are not more than a run's.
    expect(deletionVectorBytes([5, 6, 7])).toBe(38);
    // Over a container's end: two of them.
    expect(consecutiveVectorBytes(65_500, 100)).toBe(16 + 4 + 1 + 2 * (4 + 6));
    // From four containers on, run vectors have offsets too.
    expect(consecutiveVectorBytes(0, 4 * 65_536)).toBe(16 + 4 + 1 + 4 * (8 + 6));
    const positions = Array.from({ length: 200_000 }, (_, i) => i + 1234);
    expect(consecutiveVectorBytes(1234, 200_000)).toBe(deletionVectorBytes(positions));
  });

  it('rows beyond 2^32 are in a bitmap of their own', () => {
    expect(deletionVectorBytes([2 ** 32])).toBe(4 + 8 + (4 + 8) + (4 + 8 + 10));
  });

  it.each([
    [200_000, 50],
    [200_000, 5000],
    [200_000, 120_000],
    [70_000, 69_000],
    [3000, 2900],
    [1000, 1000],
  ])('of %i rows with %i deleted at random it is as large as that of rows really picked', (rows, deleted) => {
    const stream = createStream(5, 0, 'rows');
    const draws = 300;
    const picked = Array.from({ length: draws }, () => {
      const all = Float64Array.from({ length: rows }, (_, i) => i);
      for (let i = 0; i < deleted; i++) {
        const j = i + stream.integer(rows - i);
        [all[i], all[j]] = [all[j]!, all[i]!];
      }
      return deletionVectorBytes(all.slice(0, deleted).sort());
    });
    const drawn = picked.map(() => scatteredVectorBytes({ rows, deleted }, () => stream.uniform()));
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / draws;
    const variance = (values: number[]) => values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / draws;
    const standardError = Math.sqrt((variance(picked) + variance(drawn)) / draws);
    expect(Math.abs(mean(drawn) - mean(picked))).toBeLessThanOrEqual(4 * standardError);
    expect(Math.abs(Math.sqrt(variance(drawn)) - Math.sqrt(variance(picked)))).toBeLessThanOrEqual(
      0.25 * Math.sqrt(variance(picked)) + 0.5,
    );
  });
});

describe('files of deletion vectors', () => {
  it('hold a version byte, and a length and a CRC with each vector', () => {
    expect(packedFileBytes([34, 34], deltaVectors)).toEqual([1 + 42 + 42]);
  });

  it('are closed once the next vector would not fit', () => {
    // 1 + 2 x 1,000,008 = 2,000,017; a third would exceed 2 MiB.
    expect(packedFileBytes([1e6, 1e6, 1e6], deltaVectors)).toEqual([2_000_017, 1_000_009]);
    expect(packedFileBytes([], deltaVectors)).toEqual([]);
    expect(packedFileBytes([3e6, 34], deltaVectors)).toEqual([3_000_009, 43]);
  });
});
