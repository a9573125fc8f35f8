import type { Rewritable } from '../capabilities.ts';
import { cubesOf } from './_cubes.ts';
import type { LiveFiles, LivePiece } from './_live-files.ts';
import { SlotPart } from './_rewrite.ts';
import { beginning } from './_row-match.ts';

/** Slots with files that are worth writing anew, oldest first. `slots`: of these; null: of all. */
export const candidateParts = (
  { recentSeconds, belowBytes, markedAbove, cubes }: Rewritable,
  table: {
    readonly live: LiveFiles;
    readonly nowSeconds: number;
    readonly partitionSeconds: number;
    readonly partitionsPerSlot: number;
    readonly rowBytes: number;
  },
  slots: ReadonlySet<number> | null = null,
): SlotPart[] => {
  const { live, nowSeconds, partitionSeconds, partitionsPerSlot, rowBytes } = table;
  const isAll = recentSeconds === null || partitionSeconds === Infinity;
  const recentFrom = isAll ? beginning : Math.floor((nowSeconds - recentSeconds) / partitionSeconds);
  const fromSlot = slots === null ? recentFrom : Math.max(recentFrom, Math.min(...slots));
  const isMarked = ({ marks, rows }: LivePiece): boolean =>
    markedAbove !== undefined &&
    marks !== null &&
    (markedAbove === 0 || marks.rows > markedAbove * (rows + marks.rows));
  const fits = (piece: LivePiece): boolean =>
    piece.count > 0 && (piece.bytes / piece.count < belowBytes || isMarked(piece));
  const parts: SlotPart[] = [];
  live.eachSlot(fromSlot, (slot, all) => {
    if (slots?.has(slot) === false) return;
    if (cubes !== undefined) {
      for (const pieces of cubesOf(all, cubes))
        parts.push(new SlotPart({ slot, partitions: partitionsPerSlot, pieces, rowBytes }));
      return;
    }
    const pieces = all.filter(fits);
    const files = pieces.reduce((sum, { count }) => sum + count, 0);
    // One file in each partition is as few as there can be.
    const least = belowBytes < Infinity && !pieces.some(isMarked);
    if (files > (least ? partitionsPerSlot : 0))
      parts.push(new SlotPart({ slot, partitions: partitionsPerSlot, pieces, rowBytes }));
  });
  return parts;
};
