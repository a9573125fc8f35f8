/** Sizes of files: classes by powers of four from 16 KiB to 4 GiB, and quantiles by nearest rank. */
import type { FileSizes, SizeClass } from '../results/table-summary.ts';

const MiB = 2 ** 20;
const edges = [
  16 * 2 ** 10,
  64 * 2 ** 10,
  256 * 2 ** 10,
  MiB,
  4 * MiB,
  16 * MiB,
  64 * MiB,
  128 * MiB,
  256 * MiB,
  1024 * MiB,
];

export function sizeHistogram(sizes: ArrayLike<number>): SizeClass[] {
  const files = new Array<number>(edges.length + 1).fill(0);
  const bytes = new Array<number>(edges.length + 1).fill(0);
  for (let i = 0; i < sizes.length; i++) {
    const size = sizes[i]!;
    let at = 0;
    while (at < edges.length && size >= edges[at]!) at++;
    files[at]!++;
    bytes[at]! += size;
  }
  return files.map((count, i) => ({
    fromBytes: i === 0 ? 0 : edges[i - 1]!,
    toBytes: edges[i] ?? null,
    files: count,
    bytes: bytes[i]!,
  }));
}

export function fileSizes(sizes: Float64Array): FileSizes | null {
  const count = sizes.length;
  if (count === 0) return null;
  const sorted = sizes.slice().sort();
  let sum = 0;
  let belowMiB = 0;
  let below128MiB = 0;
  for (const size of sorted) {
    sum += size;
    if (size < MiB) belowMiB++;
    if (size < 128 * MiB) below128MiB++;
  }
  return {
    minBytes: sorted[0]!,
    p50Bytes: sorted[(count - 1) >> 1]!,
    p90Bytes: nearestRank(sorted, 9, 10),
    maxBytes: sorted[count - 1]!,
    meanBytes: Math.round((sum / count) * 10) / 10,
    belowMiB,
    below128MiB,
  };
}

/** The ceil(n · numerator / denominator)-th smallest, in whole numbers: 0.9 · n in floats is above 9 for n = 10 on some machines' rounding. */
export function nearestRank(sorted: ArrayLike<number>, numerator: number, denominator: number): number {
  return sorted[Math.max(1, Math.ceil((sorted.length * numerator) / denominator)) - 1]!;
}
