/**
 * Curves through the space of range ids. A curve is a walk down a binary tree: each step halves the ids of one column, and
 * what lies on the first side of the cut comes before what lies on the other. A node of the tree is a box of ids, and a
 * stretch of the curve. Two numbers describe a step's rule, so that walks need no objects:
 *
 * - Z-order (Morton 1966): bits interleaved from the highest on, the columns in turn; low ids first. Ids stand right
 *   aligned, as Delta's interleave_bits takes them (delta-io/delta, MultiDimClusteringFunctions.scala): a column with few
 *   ids is cut only after the others have been cut down to as few.
 * - Hilbert (for `cluster` on several columns; delta-io/delta, HilbertClustering in MultiDimClustering.scala): the same cuts, in an
 *   order that never jumps. The state is (corner where the curve enters, direction) of C. Hamilton, Compact Hilbert
 *   Indices, Dalhousie University, CS-2006-07.
 * - Lexicographic (`sort`): all bits of the first column, then those of the second.
 */
export interface Curve {
  /** Bits in which each column's ids are written. */
  readonly bits: readonly number[];
  /** Cuts until every box is a single id in each column. */
  readonly depth: number;
  readonly root: number;
  /** Which column is cut at this depth. */
  axis(state: number, depth: number): number;
  /** 1 when the upper half comes first. */
  upperFirst(state: number, depth: number): number;
  /** The state in the half that comes first (0) or second (1). */
  next(state: number, depth: number, half: number): number;
}

export function zOrderCurve(bits: readonly number[]): Curve {
  const most = Math.max(...bits);
  const axes: number[] = [];
  for (let level = most; level > 0; level--) for (let j = 0; j < bits.length; j++) if (bits[j]! >= level) axes.push(j);
  return fixedOrder(bits, axes);
}

export function lexicographicCurve(bits: readonly number[]): Curve {
  return fixedOrder(
    bits,
    bits.flatMap((count, j) => Array<number>(count).fill(j)),
  );
}

const fixedOrder = (bits: readonly number[], axes: readonly number[]): Curve => ({
  bits,
  depth: axes.length,
  root: 0,
  axis: (_state, depth) => axes[depth]!,
  upperFirst: () => 0,
  next: () => 0,
});

/** All columns in as many bits. */
export function hilbertCurve(columns: number, bits: number): Curve {
  const d = columns;
  const all = 2 ** d - 1;
  const rotateLeft = (x: number, by: number) => ((x << (by % d)) | (x >> ((d - (by % d)) % d))) & all;
  const gray = (w: number) => w ^ (w >> 1);
  const trailingOnes = (w: number) => {
    let count = 0;
    for (let rest = w; rest & 1; rest >>= 1) count++;
    return count;
  };
  const entry = (w: number) => (w === 0 ? 0 : gray(2 * ((w - 1) >> 1)));
  const direction = (w: number) => (w === 0 ? 0 : w % 2 === 0 ? trailingOnes(w - 1) % d : trailingOnes(w) % d);
  // State: the corner e, the direction r, and the bits w of this level that are known, packed as ((e d + r) 2^d + w).
  const axisOf = (state: number, depth: number) => {
    const r = (state >> d) % d;
    return (d - 1 - (depth % d) + r + 1) % d;
  };
  return {
    bits: Array<number>(d).fill(bits),
    depth: d * bits,
    root: 0,
    axis: axisOf,
    upperFirst: (state, depth) => {
      const e = Math.floor((state >> d) / d);
      // Bit i of the Gray code is w_i xor w_(i+1): with w_i = 0 what was chosen last.
      const before = depth % d === 0 ? 0 : state & 1;
      return before ^ ((e >> axisOf(state, depth)) & 1);
    },
    next: (state, depth, half) => {
      const w = ((state & all) << 1) | half;
      const er = state >> d;
      if (depth % d < d - 1) return (er << d) | w;
      const r = er % d;
      const e = Math.floor(er / d) ^ rotateLeft(entry(w), r + 1);
      return (e * d + ((r + direction(w) + 1) % d)) << d;
    },
  };
}
