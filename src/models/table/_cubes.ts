import type { LivePiece } from './_live-files.ts';
import { someOf } from './_row-match.ts';

/** How the files of an order are kept together: below `belowBytes` in all they are ordered anew with what has come. */
export interface Cubes {
  readonly belowBytes: number;
  /** Files that are ordered together have so many bytes at the most; one file alone may have more. */
  readonly upToBytes: number;
}

/**
 * Files of one slot that liquid clustering orders anew, by the cubes that it makes of them. A cube is the files that were
 * ordered together; its curve spans all values.
 *
 *     taken     files in no order, and those of cubes that have less than belowBytes in all
 *     nothing   if all of them are of one cube: there is nothing to join it with
 *     cubes     files in no order first, then cube by cube, file by file until the next one would exceed upToBytes
 *
 * Source: delta-io/delta, OptimizeTableStrategy.scala (ClusteringStrategy: applyMinZCube, prepareFilesPerPartition) and
 * OptimizeTableCommand.scala (groupFilesIntoBins).
 */
export const cubesOf = (pieces: readonly LivePiece[], cubes: Cubes): LivePiece[][] => {
  const byOrder = new Map<number | null, LivePiece[]>();
  for (const piece of pieces) {
    if (piece.count === 0) continue;
    const known = byOrder.get(piece.order);
    if (known) known.push(piece);
    else byOrder.set(piece.order, [piece]);
  }
  const taken = [...byOrder]
    .filter(([order, of]) => order === null || bytesOf(of) < cubes.belowBytes)
    .sort(([a], [b]) => (a ?? -1) - (b ?? -1));
  if (taken.length === 0 || (taken.length === 1 && taken[0]![0] !== null)) return [];
  return dealt(
    taken.flatMap(([, of]) => of),
    cubes.upToBytes,
  );
};

/** Whole files in turn, into one cube after another. */
const dealt = (pieces: readonly LivePiece[], upToBytes: number): LivePiece[][] => {
  const all: LivePiece[][] = [];
  let cube: LivePiece[] = [];
  let room = upToBytes;
  for (const piece of pieces) {
    const sizeBytes = piece.bytes / piece.count;
    let left = piece.count;
    while (left > 0) {
      // Sizes are means: half a byte is no reason for another cube.
      const fitting = Math.floor((room + 0.5) / sizeBytes);
      if (fitting < 1 && cube.length > 0) {
        all.push(cube);
        cube = [];
        room = upToBytes;
        continue;
      }
      const files = Math.min(left, Math.max(1, fitting));
      const share = files / piece.count;
      cube.push(files === piece.count ? piece : { ...piece, ...someOf(piece, files), rows: piece.rows * share });
      room -= files * sizeBytes;
      left -= files;
    }
  }
  if (cube.length > 0) all.push(cube);
  return all;
};

const bytesOf = (pieces: readonly LivePiece[]): number => pieces.reduce((sum, { bytes }) => sum + bytes, 0);
