/**
 * The gamma function's family, to about 1e-13: logarithm (Stirling's series after a shift), regularized incomplete
 * gamma (series below the mean, Lentz's continued fraction above), and its inverse.
 *
 * Source: NIST Digital Library of Mathematical Functions, 5.11.1, 8.11.4 and 8.9.2.
 */

const halfLogTwoPi = 0.9189385332046728;

/** ln of the gamma function, x > 0. */
export function logGamma(x: number): number {
  // Stirling's series needs a large argument: shift there by gamma(x + 1) = x gamma(x).
  let shift = 1;
  let z = x;
  while (z < 12) {
    shift *= z;
    z += 1;
  }
  const y = 1 / (z * z);
  const series =
    (1 / 12 + y * (-1 / 360 + y * (1 / 1260 + y * (-1 / 1680 + y * (1 / 1188 + y * (-691 / 360_360 + y / 156)))))) / z;
  return (z - 0.5) * Math.log(z) - z + halfLogTwoPi + series - Math.log(shift);
}

/** The regularized incomplete gamma functions P (below x) and Q (above x); each is accurate where it is small. */
export function regularizedGamma(shape: number, x: number): { lower: number; upper: number } {
  if (!(x > 0)) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const scale = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (shape + n);
      sum += term;
    }
    const lower = Math.min(1, scale * sum);
    return { lower, upper: 1 - lower };
  }
  const tiny = 1e-300;
  let b = x + 1 - shape;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 100_000; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b || tiny);
    c = b + a / c || tiny;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  const upper = Math.min(1, scale * fraction);
  return { lower: 1 - upper, upper };
}

// From this shape on (a coefficient of variation under 0.1 %) Wilson and Hilferty's cube is right to 1e-9 of the mean.
const cubeShape = 1e6;

/** The p-quantile of the gamma law with this shape and scale 1; `z` is the normal quantile of p, as a first guess. */
export function gammaQuantile(shape: number, p: number, z: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  const cube = shape * (1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3;
  if (shape >= cubeShape) return cube;
  // Near zero P(x) is x^shape / gamma(shape + 1). The guess must be positive; below the smallest double it is zero.
  const nearZero = Math.exp((Math.log(p) + logGamma(shape + 1)) / shape);
  if (nearZero < 1e-300) return 0;
  let logX = Math.log(shape > 0.5 && cube > nearZero ? cube : nearZero);
  const fromBelow = p < 0.5;
  const target = Math.log(fromBelow ? p : 1 - p);
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  // Newton's steps for ln P or ln Q against ln x, whichever tail is the smaller, kept inside the bracket found so far.
  for (let step = 0; step < 100; step++) {
    const x = Math.exp(logX);
    const { lower, upper } = regularizedGamma(shape, x);
    const tail = fromBelow ? lower : upper;
    const error = Math.log(tail) - target;
    if (fromBelow === error > 0) high = logX;
    else low = logX;
    const slope = Math.exp(shape * logX - x - logGamma(shape)) / tail;
    let next = logX + (fromBelow ? -error : error) / slope;
    if (!(next > low && next < high)) {
      if (low === Number.NEGATIVE_INFINITY) next = high - 1;
      else if (high === Number.POSITIVE_INFINITY) next = low + 1;
      else next = (low + high) / 2;
    }
    const moved = Math.abs(next - logX);
    logX = next;
    if (moved < 1e-15 * Math.max(1, Math.abs(logX))) break;
  }
  return Math.exp(logX);
}
