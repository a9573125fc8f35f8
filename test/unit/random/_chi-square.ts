/**
 * How far counts in cells are from equal, in standard deviations of the chi-square law. With its many degrees of
 * freedom that is nearly normal: a sound generator stays under 4.5 but once in some 100,000 trials, and since all seeds
 * are fixed, a test that passes once passes always.
 */
export const chiSquareLimit = 4.5;

export function equidistribution(counts: ArrayLike<number>): number {
  const cells = counts.length;
  let total = 0;
  for (let i = 0; i < cells; i++) total += counts[i]!;
  const expected = total / cells;
  let chiSquare = 0;
  for (let i = 0; i < cells; i++) chiSquare += (counts[i]! - expected) ** 2 / expected;
  return (chiSquare - (cells - 1)) / Math.sqrt(2 * (cells - 1));
}

/** The same for pairs, on a grid of `side` x `side`: unequal if the two depend on each other in any way that shows. */
export function pairs(n: number, draw: (i: number) => readonly [number, number], side = 32): number {
  const counts = new Float64Array(side * side);
  for (let i = 0; i < n; i++) {
    const [a, b] = draw(i);
    counts[Math.floor(a * side) * side + Math.floor(b * side)]! += 1;
  }
  return equidistribution(counts);
}

/** The bits below the first `skip` as a number in [0, 1). */
export function lowBits(u: number, skip: number): number {
  const shifted = u * 2 ** skip;
  return shifted - Math.floor(shifted);
}
