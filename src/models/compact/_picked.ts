/**
 * Which parts of a table are written anew, and which are worth it.
 *
 *     small      files below small x target; in a table with a log also those with more than maxDeleted of their rows marked
 *     deleted    every file with marks, whatever its size: what has been purged is not found again
 *     unordered  files that are not in the order of the layout; as long as the ordered ones are below `stable` in all, these too
 *     all        all, every time; so is everything where an order is asked for
 *
 * Source: delta-io/delta, DeltaSQLConf.scala (optimize.minFileSize, maxDeletedRowsRatio, clusteredTable minimum cube size),
 * docs optimizations-oss, delta-deletion-vectors, delta-clustering. Left out: several cubes: once the ordered files are more
 * than `stable` only new ones are taken, while a last cube that is not full would be as well.
 */
import type { TableFiles, TablePart, TableWrites } from '../capabilities.ts';

export interface Picking {
  readonly pick: 'small' | 'deleted' | 'unordered' | 'all';
  readonly recent: number | null;
  readonly small: number;
  readonly target: number;
  readonly minFiles: number;
  readonly maxDeleted: number;
  readonly stable: number;
  readonly orderBy: readonly string[];
  readonly tasks: number | null;
}

export const pickedParts = (of: Picking, writes: TableWrites, hasLog: boolean): readonly TablePart[] => {
  const { recent: recentSeconds } = of;
  const belowBytes = of.small * of.target;
  switch (pickOf(of)) {
    case 'all':
      return writes.candidates({ recentSeconds, belowBytes: Infinity }).filter((part) => isWorthIt(of, part));
    case 'deleted':
      return writes.candidates({ recentSeconds, belowBytes: 0, markedAbove: 0 });
    case 'unordered': {
      const fresh = writes.candidates({ recentSeconds, belowBytes: 0, unordered: true });
      const all = writes.candidates({ recentSeconds, belowBytes: Infinity });
      const orderedBytes = bytesOf(all) - bytesOf(fresh);
      return fresh.length > 0 && orderedBytes < of.stable ? all : fresh;
    }
    case 'small': {
      const marks = hasLog ? { markedAbove: of.maxDeleted } : {};
      return writes.candidates({ recentSeconds, belowBytes, ...marks }).filter((part) => isWorthIt(of, part));
    }
  }
};

/** New files of each partition. */
export const filesEach = ({ tasks, target }: Picking, { bytes, partitions }: TablePart): number =>
  tasks ?? Math.max(1, Math.ceil(bytes / partitions / target));

/** ZORDER takes all files of the parts it is about. */
const pickOf = ({ pick, orderBy }: Picking): Picking['pick'] => (pick === 'small' && orderBy.length > 0 ? 'all' : pick);

/** Enough files, and fewer than before afterwards, unless all are wanted anew or some are taken for their marks. */
const isWorthIt = (of: Picking, part: TablePart): boolean => {
  const files = countOf(part.files);
  const isMarked = pickOf(of) === 'small' && part.files.some(({ sizeBytes }) => sizeBytes >= of.small * of.target);
  if (isMarked) return true;
  if (files < of.minFiles * part.partitions) return false;
  return pickOf(of) === 'all' || files > filesEach(of, part) * part.partitions;
};

export const countOf = (files: readonly TableFiles[]): number => files.reduce((sum, { count }) => sum + count, 0);
const bytesOf = (parts: readonly TablePart[]): number => parts.reduce((sum, { bytes }) => sum + bytes, 0);
