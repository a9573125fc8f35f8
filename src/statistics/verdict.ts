/** From an interval and what was expected to a verdict. */

export type VerdictWord = 'confirmed' | 'refuted' | 'inconclusive';

/** What a claim says its value is: between `low` and `high`, either of which may be infinite. */
export interface Expectation {
  low: number;
  high: number;
  /** The bound itself is not allowed ("> 5"). */
  lowOpen: boolean;
  highOpen: boolean;
}

// So that 750 x 1.01 and 757.5 are the same bound.
const relativeSlack = 1e-9;

/**
 * The whole interval as expected: confirmed; none of it: refuted; else, or where it is absent (NaN), inconclusive.
 * A value within 1e-9 of a bound counts as on the bound: inside a closed one, outside an open one.
 */
export function judge(lo: number, hi: number, expect: Expectation): VerdictWord {
  if (Number.isNaN(lo) || Number.isNaN(hi)) return 'inconclusive';
  if (isAbove(lo, expect) && isBelow(hi, expect)) return 'confirmed';
  return isAbove(hi, expect) && isBelow(lo, expect) ? 'inconclusive' : 'refuted';
}

function isAbove(x: number, { low, lowOpen }: Expectation): boolean {
  if (!Number.isFinite(low)) return low < 0;
  const slack = relativeSlack * Math.abs(low);
  return lowOpen ? x > low + slack : x >= low - slack;
}

function isBelow(x: number, { high, highOpen }: Expectation): boolean {
  if (!Number.isFinite(high)) return high > 0;
  const slack = relativeSlack * Math.abs(high);
  return highOpen ? x < high - slack : x <= high + slack;
}

/**
 * About how many replications would settle an inconclusive verdict, if the value stays where it is: the half-width
 * shrinks with the square root of n until the interval no longer reaches the nearest bound. Null if the value sits on
 * a bound, where no number would do, or if there is no interval to shrink.
 */
export function replicationsToSettle(
  value: number,
  lo: number,
  hi: number,
  n: number,
  expect: Expectation,
): number | null {
  if (!Number.isFinite(value) || !Number.isFinite(lo) || !Number.isFinite(hi) || hi <= lo) return null;
  let factor = 0;
  // A value inside must clear both bounds, one outside the bound it is beyond; each with the side that faces it.
  const inside = judge(value, value, expect) === 'confirmed';
  for (const bound of [expect.low, expect.high]) {
    if (!Number.isFinite(bound)) continue;
    const distance = Math.abs(value - bound);
    if (distance <= relativeSlack * Math.abs(bound)) return null;
    const reach = bound < value ? value - lo : hi - value;
    const beyond = bound === expect.low ? value < bound : value > bound;
    if (inside || beyond) factor = Math.max(factor, reach / distance);
  }
  return Math.max(n, Math.ceil(n * factor * factor));
}
