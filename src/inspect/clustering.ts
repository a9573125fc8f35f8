/**
 * How far the ranges [min, max] of files overlap. A value is drawn from the ends of all ranges, each as likely; its depth
 * is the number of ranges that hold it: the files that equality on it must read. O(n log n).
 * Texts sort slowly: of more than 50,000 files about as many are drawn, by a hash of their place in the log, and depths are
 * scaled to all: 1 + (depth - 1)(n - 1)/(m - 1), which is exact for ranges that never meet and for ranges that all do.
 */
import type { Clustering } from '../results/table-summary.ts';

export type Bound = number | string;

const mostTexts = 50_000;

/** `mins[i]` to `maxs[i]` is one file; all of one type. */
export function clusteringOf(mins: readonly Bound[], maxs: readonly Bound[]): Clustering | null {
  const files = mins.length;
  if (typeof mins[0] !== 'string' || files <= mostTexts) return exactly(mins, maxs);
  const share = (2 ** 32 * mostTexts) / files;
  const drawn = (_: Bound, i: number): boolean => Math.imul(i, 0x9e3779b1) >>> 0 < share;
  const sample = exactly(mins.filter(drawn), maxs.filter(drawn))!;
  const scaled = (depth: number): number => 1 + ((depth - 1) * (files - 1)) / (sample.files - 1);
  const meanDepth = scaled(sample.meanDepth);
  return { files, meanDepth, overlapShare: meanDepth / files, maxDepth: Math.round(scaled(sample.maxDepth)) };
}

function exactly(mins: readonly Bound[], maxs: readonly Bound[]): Clustering | null {
  const files = mins.length;
  if (files < 2) return null;
  const low = sorted(mins);
  // Partition values are points: sorting texts once is half of the time.
  const high = mins.every((min, i) => min === maxs[i]) ? low : sorted(maxs);
  let sum = 0;
  let maxDepth = 0;
  // Both lists in order: each end has passed `begun` starts (its own value included) and `ended` ends before it.
  for (const ends of [low, high]) {
    let begun = 0;
    let ended = 0;
    for (let i = 0; i < files; i++) {
      const value = ends[i]!;
      while (begun < files && low[begun]! <= value) begun++;
      while (ended < files && high[ended]! < value) ended++;
      const depth = begun - ended;
      sum += depth;
      if (depth > maxDepth) maxDepth = depth;
    }
  }
  const meanDepth = sum / (2 * files);
  return { files, meanDepth, overlapShare: meanDepth / files, maxDepth };
}

function sorted(values: readonly Bound[]): ArrayLike<Bound> {
  if (typeof values[0] === 'number') return Float64Array.from(values as readonly number[]).sort();
  const texts = values as readonly string[];
  // Partition values are many times the same: sorting each once is a tenth of the time.
  const counts = new Map<string, number>();
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
    if (counts.size > texts.length / 8) return texts.slice().sort();
  }
  return [...counts.keys()].sort().flatMap((text) => new Array<string>(counts.get(text)!).fill(text));
}
