/**
 * Which layout of the table model gives about the overlap that was measured.
 *
 *     along a Z-order curve of k columns, equality on one of them reads n^(-1/k) of n files        k = ln n / -ln share
 *     k <= 1.4, or a value lies in two files at the most: sorted        share nearer to 1 than to n^(-1/k): as rows at random
 *
 * Real columns come first, the best clustered ones; what is left of k are columns that stand for something unknown.
 * The share is that of a curve whose cells are equal cuts of each column; what a scenario's layout really reads is
 * counted by the table model. A test holds the two together where equality reads a half; elsewhere they were seen up to 45 %
 * apart, and shares between 0.55 and 0.7 come out near 0.5.
 */
import type { ColumnSummary, TableSummary } from '../results/table-summary.ts';

export interface LayoutOf {
  /** The column whose values are deleted. */
  readonly key: ColumnSummary | null;
  readonly layout: 'random' | 'sort' | 'zorder';
  /** Names of the table's columns, and `null` for one that stands for something unknown. */
  readonly orderBy: readonly (string | null)[];
  /** False: so few files state bounds of the key that none can be left out. */
  readonly hasBounds: boolean;
}

/** More are all alike: from log2 n columns on a curve cuts each of them once, or not at all. */
const mostColumns = 10;

/** `by`: the key's name; undefined: the first column with bounds that no partition is by, or else the first such column. */
export function layoutOf({ columns }: TableSummary, by?: string): LayoutOf {
  const free = columns.filter(({ partition }) => !partition);
  const bounded = free.filter(isBounded);
  const key = by === undefined ? (bounded[0] ?? free[0] ?? null) : (free.find(({ name }) => name === by) ?? null);
  if (key === null || !isBounded(key)) return { key, layout: 'random', orderBy: [], hasBounds: false };
  const { files, meanDepth, overlapShare } = key.clustering!;
  const count = overlapShare >= 1 ? Infinity : Math.log(files) / -Math.log(overlapShare);
  if (meanDepth <= 2 || count <= 1.4) return { key, layout: 'sort', orderBy: [key.name], hasBounds: true };
  const whole = Math.max(2, Math.min(mostColumns, Math.round(count)));
  const isNearerToRandom = -Math.log(overlapShare) < Math.abs(Math.log(overlapShare) + Math.log(files) / whole);
  if (isNearerToRandom) return { key, layout: 'random', orderBy: [], hasBounds: true };
  const others = bounded
    .filter((each) => each !== key && each.clustering!.overlapShare < 0.5)
    .sort((a, b) => a.clustering!.overlapShare - b.clustering!.overlapShare || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
  const orderBy: (string | null)[] = [key.name, ...others].slice(0, whole);
  while (orderBy.length < whole) orderBy.push(null);
  return { key, layout: 'zorder', orderBy, hasBounds: true };
}

const isBounded = ({ boundsShare, clustering }: ColumnSummary): boolean => clustering !== null && boundsShare >= 0.5;
