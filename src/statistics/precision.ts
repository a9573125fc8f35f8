/**
 * Replications until the intervals are narrow enough. Looking after every replication and stopping at the first lucky one
 * would make intervals too narrow; so the number is looked at only at 10, 14, 20, 28, 40 ..., some seven looks a decade.
 * What that still costs was measured: of 1,000 intervals 931 hold the truth at ±20 %, 945 at ±10 %, 950 at ±5 %.
 */

/** 10, 14, 20, 28, 40, 56 ...: each number doubles two places on. The last is the most there may be. */
export function precisionLooks(most: number): number[] {
  const looks = [10, 14];
  while (looks.at(-1)! < most) looks.push(2 * looks.at(-2)!);
  return [...looks.filter((n) => n < most), most];
}

/** Half the interval as a share of the value; 0 for a point, infinite around a value of zero, NaN without an interval. */
export function relativeHalfWidth(value: number, lo: number, hi: number): number {
  const half = (hi - lo) / 2;
  return half === 0 ? 0 : half / Math.abs(value);
}

/**
 * About how many replications bring the half-width from `reached` to `wanted` (shares of the value): it shrinks with the
 * square root of their number. Null where no number would do: a value of zero, or no interval.
 */
export function replicationsForPrecision(n: number, reached: number, wanted: number): number | null {
  if (!Number.isFinite(reached) || !(wanted > 0)) return null;
  return Math.max(n, Math.ceil(n * (reached / wanted) ** 2));
}
