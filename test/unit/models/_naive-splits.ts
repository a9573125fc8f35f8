/** Spark's cutting and packing, file by file and bin by bin: slow and obvious. */
import type { FileCohort, SplitOptions } from '../../../src/models/spark/_splits.ts';

export interface NaivePiece {
  cohort: number;
  file: number;
  offset: number;
  length: number;
}

export const naiveSplits = (
  cohorts: readonly FileCohort[],
  options: SplitOptions,
): { maxSplit: number; bins: NaivePiece[][] } => {
  const files = cohorts.flatMap(({ count, sizeBytes }, cohort) =>
    Array.from({ length: count }, (_, file) => ({ cohort, file, size: sizeBytes })).filter(({ size }) => size > 0),
  );
  const open = BigInt(options.openCostBytes);
  const total = files.reduce((sum, { size }) => sum + BigInt(size) + open, 0n);
  const perCore = total / BigInt(options.minPartitionNum);
  const maxSplit = Math.min(options.maxPartitionBytes, Math.max(options.openCostBytes, Number(perCore)));
  const pieces: NaivePiece[] = [];
  for (const { cohort, file, size } of files) {
    const step = options.splittable ? maxSplit : size;
    for (let offset = 0; offset < size; offset += step)
      pieces.push({ cohort, file, offset, length: Math.min(step, size - offset) });
  }
  pieces.sort((a, b) => b.length - a.length);
  const packed = (limit: number): NaivePiece[][] => {
    const bins: NaivePiece[][] = [];
    let bin: NaivePiece[] = [];
    let current = 0;
    const close = (): void => {
      if (bin.length > 0) bins.push(bin);
      bin = [];
      current = 0;
    };
    for (const piece of pieces) {
      if (current + piece.length > limit) close();
      current += piece.length + options.openCostBytes;
      bin.push(piece);
    }
    close();
    return bins;
  };
  let bins = packed(maxSplit);
  if (options.maxPartitionNum !== null && bins.length > options.maxPartitionNum) {
    const most = BigInt(options.maxPartitionNum);
    const sum = pieces.reduce((all, { length }) => all + BigInt(length) + open, 0n);
    bins = packed(Number((sum + most - 1n) / most));
  }
  return { maxSplit, bins };
};
