import { describe, expect, it } from 'vitest';
import type { Operation, Prediction } from '../../src/results/table-summary.ts';
import { madeTable, predicted } from './_predict.ts';

const MB = 1e6;
const files = 200;
const base = { files, sizeBytes: MB };
/** By a quarter, which is ours: the differences that are meant are far larger, those of a seed far smaller. */
const surelyMore = (more: Prediction, less: Prediction, what: 'seconds' | 'usd' = 'seconds') =>
  expect(more[what]!.mean).toBeGreaterThan(1.25 * less[what]!.mean);

describe('predictions of tables of equal file counts', () => {
  let small: Record<Operation, Prediction>;

  it('give each operation a time and a cost', { timeout: 120_000 }, async () => {
    small = await predicted(madeTable(base));
    expect(Object.keys(small)).toEqual([
      'optimize',
      'vacuum',
      'delete-rewriting',
      'delete-marking',
      'full-scan',
      'full-scan-after-optimize',
    ]);
    for (const { seconds, usd, reason } of Object.values(small)) {
      expect(reason).toBeNull();
      expect(seconds!.mean).toBeGreaterThan(0);
      expect(usd!.mean).toBeGreaterThan(0);
    }
    // 200 MB are one file.
    expect(small.optimize).toMatchObject({ filesIn: files, filesOut: 1 });
    expect(small['delete-rewriting']).toMatchObject({ filesIn: files, filesOut: 1 });
    expect(small['full-scan']).toMatchObject({ filesIn: files });
  });

  it('larger files: reading all of them takes longer, and rewriting one of them; OPTIMIZE leaves more', {
    timeout: 120_000,
  }, async () => {
    const large = await predicted(madeTable({ ...base, sizeBytes: 100 * MB }));
    surelyMore(large['full-scan'], small['full-scan']);
    surelyMore(large['full-scan'], small['full-scan'], 'usd');
    surelyMore(large['delete-rewriting'], small['delete-rewriting']);
    // 20 GB in files of 1 GiB at the most.
    expect(large.optimize.filesOut).toBe(19);
  });

  it('more columns: a delete that looks into one of them reads less of each file', { timeout: 120_000 }, async () => {
    const large = { ...base, sizeBytes: 100 * MB };
    const [few, many] = [
      await predicted(madeTable({ ...large, columns: 2 })),
      await predicted(madeTable({ ...large, columns: 50 })),
    ];
    surelyMore(few['delete-marking'], many['delete-marking']);
  });

  it('sorted by the key: a delete looks into one file instead of all', { timeout: 120_000 }, async () => {
    const [sorted, half] = [
      await predicted(madeTable({ ...base, layout: 'sorted' })),
      await predicted(madeTable({ ...base, layout: 'half' })),
    ];
    expect(sorted['delete-marking'].filesIn).toBe(1);
    surelyMore(small['delete-marking'], sorted['delete-marking'], 'usd');
    surelyMore(small['delete-rewriting'], sorted['delete-rewriting'], 'usd');
    // Half of the files hold a value in the middle: between the two.
    expect(half['delete-marking'].filesIn).toBeGreaterThan(0.25 * files);
    expect(half['delete-marking'].filesIn).toBeLessThan(0.75 * files);
    // Whoever reads all does not care.
    const [a, b] = [small['full-scan'].seconds!.mean, sorted['full-scan'].seconds!.mean];
    expect(Math.abs(a / b - 1)).toBeLessThan(0.2);
  });

  it('more removed files: a clean-up takes longer, one DELETE each', { timeout: 120_000 }, async () => {
    const littered = await predicted(madeTable({ ...base, removed: 500 }));
    expect(littered.vacuum.filesIn).toBe(500);
    surelyMore(littered.vacuum, small.vacuum);
  });

  it('more workers: a scan is faster', { timeout: 120_000 }, async () => {
    const wide = await predicted(madeTable({ ...base, sizeBytes: 100 * MB }), { workers: 16 });
    const narrow = await predicted(madeTable({ ...base, sizeBytes: 100 * MB }), { workers: 2 });
    surelyMore(narrow['full-scan'], wide['full-scan']);
  });
});
