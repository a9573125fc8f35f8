/** How many come, and when so many have come, where they come at random (Poisson): by inversion, one uniform each. */
import { gammaQuantile, regularizedGamma } from './_gamma-functions.ts';
import { normalCdf, normalQuantile } from './_normal-functions.ts';

/** Below this mean the sum of the probabilities is short; above it the expansion is off by less than 0.01 of a count. */
const smallMean = 30;
/** Above it the incomplete gamma function takes thousands of terms. */
const largeShape = 1e4;

/** The count below or at which a share p of Poisson counts of this mean falls. Above 30: Cornish and Fisher's expansion. */
export function poissonQuantile(mean: number, p: number): number {
  if (!(mean > 0)) return 0;
  if (mean >= smallMean) {
    const z = normalQuantile(p);
    return Math.max(0, Math.floor(mean + Math.sqrt(mean) * z + (z * z - 1) / 6 + 0.5));
  }
  let probability = Math.exp(-mean);
  let sum = probability;
  let count = 0;
  // Rounding ends the sum a little under 1: no count is larger than this.
  while (sum < p && count < 300) {
    count++;
    probability *= mean / count;
    sum += probability;
  }
  return count;
}

/** The time until `count` events at one a second in the mean have come: the quantile of a gamma law of that shape. */
export const erlangQuantile = (count: number, p: number): number => gammaQuantile(count, p, normalQuantile(p));

/** The chance that `count` events have come within `mean` seconds at one a second. */
export function erlangCdf(count: number, mean: number): number {
  if (!(mean > 0)) return 0;
  if (mean === Infinity) return 1;
  if (count < largeShape) return regularizedGamma(count, mean).lower;
  return normalCdf((Math.cbrt(mean / count) - 1 + 1 / (9 * count)) * 3 * Math.sqrt(count));
}
