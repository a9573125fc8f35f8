/**
 * The standard normal law: density, distribution function and quantile.
 *
 * Quantile: Wichura, Algorithm AS 241 (Applied Statistics 37, 1988), PPND16, relative error about 1e-16: a ratio of two
 * polynomials of degree seven in each of three ranges.
 */
import { regularizedGamma } from './_gamma-functions.ts';

const logTwoPi = Math.log(2 * Math.PI);

export function normalDensity(z: number): number {
  return Math.exp(-0.5 * (z * z + logTwoPi));
}

/** The share at or below z. Accurate in the far lower tail, as erfc is an incomplete gamma function. */
export function normalCdf(z: number): number {
  const { lower, upper } = regularizedGamma(0.5, (z * z) / 2);
  return z < 0 ? upper / 2 : (1 + lower) / 2;
}

export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(centre.above, r)) / polynomial(centre.below, r);
  }
  const tail = q < 0 ? p : 1 - p;
  if (tail <= 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const root = Math.sqrt(-Math.log(tail));
  const range = root <= 5 ? shoulder : far;
  const r = root - (root <= 5 ? 1.6 : 5);
  const z = polynomial(range.above, r) / polynomial(range.below, r);
  return q < 0 ? -z : z;
}

/** Constant term first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = 7; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

const centre = {
  above: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  below: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};
const shoulder = {
  above: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  below: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const far = {
  above: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  below: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};
