/**
 * How many of `drawn` rows, taken without replacement from `total`, are among `marked` marked ones:
 *
 *     P(x) = C(marked, x) C(total - marked, drawn - x) / C(total, drawn)
 *
 * One uniform gives one number, by inversion. Few rows: from x = 0 up, where P(0) is a short product. Many: from the mode
 * down as far as P counts, then up; P(mode) by the saddle point expansion (C. Loader, Fast and accurate computation of
 * binomial probabilities, 2000), whose terms are small numbers: a difference of log-gammas loses every digit when the
 * total is 1e13. Exact but for rounding: 1e-12 in the distribution function.
 */
export function hypergeometric(total: number, marked: number, drawn: number, luck: number): number {
  if (marked <= 0 || drawn <= 0) return 0;
  if (marked >= total) return drawn;
  if (drawn >= total) return marked;
  // C(marked, x) C(.., ..) is the same with marked and drawn exchanged, and the unmarked are what the marked are not.
  const few = Math.min(marked, drawn);
  const many = Math.max(marked, drawn);
  if (many > total - many) return few - below(total, total - many, few, 1 - luck);
  return below(total, many, few, luck);
}

/** Below this many, from zero up. */
const mostFromZero = 64;

/** marked <= total / 2, drawn <= total / 2 or marked <= drawn. */
function below(total: number, marked: number, drawn: number, luck: number): number {
  if (marked <= 0) return 0;
  const few = Math.min(marked, drawn);
  const many = Math.max(marked, drawn);
  if (few === 1) return luck > 1 - many / total ? 1 : 0;
  return few <= mostFromZero && many + few <= total
    ? fromZero(total, many, few, luck)
    : fromMode(total, many, few, luck);
}

function fromZero(total: number, marked: number, drawn: number, luck: number): number {
  let p = 1;
  for (let i = 0; i < drawn; i++) p *= (total - marked - i) / (total - i);
  let x = 0;
  let left = luck - p;
  while (left > 0 && x < drawn) {
    p *= ((marked - x) * (drawn - x)) / ((x + 1) * (total - marked - drawn + x + 1));
    x++;
    left -= p;
  }
  return x;
}

function fromMode(total: number, marked: number, drawn: number, luck: number): number {
  const least = Math.max(0, drawn + marked - total);
  const most = Math.min(drawn, marked);
  const mode = Math.min(most, Math.max(least, Math.floor(((drawn + 1) * (marked + 1)) / (total + 2))));
  const peak = probability(total, marked, drawn, mode);
  const negligible = peak * 1e-18;
  const others = total - marked - drawn;
  // F(mode - 1), the smaller terms added last: what they lack is below 1e-16 of it.
  let lower = 0;
  let x = mode;
  let p = peak;
  while (x > least && p > negligible) {
    p *= (x * (others + x)) / ((marked - x + 1) * (drawn - x + 1));
    x--;
    lower += p;
  }
  x = mode;
  p = peak;
  if (luck > lower) {
    let left = luck - lower - p;
    while (left > 0 && x < most && p > negligible) {
      p *= ((marked - x) * (drawn - x)) / ((x + 1) * (others + x + 1));
      x++;
      left -= p;
    }
    return x;
  }
  let left = lower - luck;
  while (left >= 0 && x > least && p > negligible) {
    p *= (x * (others + x)) / ((marked - x + 1) * (drawn - x + 1));
    x--;
    left -= p;
  }
  return x;
}

/** P(x) by three binomial probabilities of the same p, so that the large terms are never formed. */
function probability(total: number, marked: number, drawn: number, x: number): number {
  const p = drawn / total;
  return Math.exp(logBinomial(x, marked, p) + logBinomial(drawn - x, total - marked, p) - logBinomial(drawn, total, p));
}

function logBinomial(x: number, n: number, p: number): number {
  const q = 1 - p;
  if (x === 0) return n * Math.log1p(-p);
  if (x === n) return n * Math.log(p);
  return (
    stirlingRest(n) -
    stirlingRest(x) -
    stirlingRest(n - x) -
    deviance(x, n * p) -
    deviance(n - x, n * q) +
    0.5 * Math.log(n / (2 * Math.PI * x * (n - x)))
  );
}

/** log n! less Stirling's formula; exact sums for small n, the series beyond (its next term is below 1e-16 from 16 on). */
function stirlingRest(n: number): number {
  if (n < 16) {
    let log = 0;
    for (let i = 2; i <= n; i++) log += Math.log(i);
    return log - ((n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI));
  }
  const s = 1 / (n * n);
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - s / 1188) * s) * s) * s) / n;
}

/** x log(x / mean) + mean - x, by a series where the two are near each other. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const v = (x - mean) / (x + mean);
  let sum = (x - mean) * v;
  let term = 2 * x * v;
  for (let j = 1; j < 1000; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
