/**
 * Student's t: the half-width, in standard errors, of a two-sided interval.
 *
 * Newton's method on the tail area, which is an incomplete beta function (NIST Digital Library of Mathematical
 * Functions, 8.17.22). The tail falls and is convex for t > 0, so steps that begin at zero approach from below and
 * cannot overshoot.
 */

/** `confidence` is two-sided (0.95); degrees of freedom above zero, whole or not. To about 1e-12. */
export function studentT(confidence: number, degreesOfFreedom: number): number {
  if (!(confidence >= 0 && confidence < 1)) throw new RangeError(`a confidence lies in [0, 1), not ${confidence}`);
  if (!(degreesOfFreedom > 0)) throw new RangeError(`degrees of freedom are more than 0, not ${degreesOfFreedom}`);
  const outside = 1 - confidence;
  // The density at zero, gamma((df + 1) / 2) / gamma(df / 2) / sqrt(pi df).
  const peak = halfStepGammaRatio(degreesOfFreedom / 2) / Math.sqrt(Math.PI * degreesOfFreedom);
  let t = 0;
  for (let step = 0; step < 500; step++) {
    const density = peak * (1 + (t * t) / degreesOfFreedom) ** (-(degreesOfFreedom + 1) / 2);
    const next = t + (tailArea(t, degreesOfFreedom) - outside) / (2 * density);
    if (Math.abs(next - t) <= 1e-14 * next) return next;
    t = next;
  }
  return t;
}

/** The probability that |T| is beyond t. */
function tailArea(t: number, df: number): number {
  if (t === 0) return 1;
  const square = t * t;
  const x = df / (df + square);
  const complement = square / (df + square);
  const a = df / 2;
  // x^a (1 - x)^(1/2) / B(a, 1/2)
  const front =
    (Math.exp(-a * Math.log1p(square / df)) * Math.sqrt(complement) * halfStepGammaRatio(a)) / Math.sqrt(Math.PI);
  return x < (a + 1) / (a + 2.5)
    ? (front * betaFraction(x, a, 0.5)) / a
    : 1 - (front * betaFraction(complement, 0.5, a)) / 0.5;
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    let change = 1;
    for (const numerator of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + numerator * d || tiny);
      c = 1 + numerator / c || tiny;
      change = c * d;
      fraction *= change;
    }
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return fraction;
}

/** gamma(x + 1/2) / gamma(x): its asymptotic series in 1 / x, after a shift to where seven terms are exact. */
function halfStepGammaRatio(x: number): number {
  let shift = 1;
  let z = x;
  while (z < 64) {
    shift *= z / (z + 0.5);
    z += 1;
  }
  const y = 1 / (8 * z);
  const series = 1 + y * (-1 + y * (0.5 + y * (2.5 + y * (-2.625 + y * (-49.875 + y * 54.3125)))));
  return shift * Math.sqrt(z) * series;
}
