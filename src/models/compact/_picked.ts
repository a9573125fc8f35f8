/**
 * Which parts of a table are written anew, and which are worth it.
 *
 *     small      files below small x target; in a table with a log also those with more than maxDeleted of their rows marked
 *     deleted    every file with marks, whatever its size: what has been purged is not found again
 *     unordered  files in no order, and those of cubes (files that were ordered together) of less than `stable`, in new cubes
 *                of up to `cube`: what comes in small portions is written anew until its cube is full
 *     all        all, every time; so is everything where an order is asked for
 *
 * Source: delta-io/delta, DeltaSQLConf.scala (optimize.minFileSize, maxDeletedRowsRatio, clusteredTable minimum cube size),
 * OptimizeTableStrategy.scala (ClusteringStrategy); docs optimizations-oss, delta-deletion-vectors, delta-clustering.
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
  readonly cube: number;
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
      const cubes = { belowBytes: of.stable, upToBytes: Math.max(of.cube, of.stable) };
      return writes.candidates({ recentSeconds, belowBytes: 0, cubes });
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

/** The columns that the new files are in the order of; none: in the order in which they come. */
export const orderOf = (
  { pick, orderBy }: Pick<Picking, 'pick' | 'orderBy'>,
  writes: TableWrites,
): readonly string[] => (orderBy.length === 0 && pick === 'unordered' ? (writes.orderBy ?? []) : orderBy);

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
