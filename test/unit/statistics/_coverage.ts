import { expect } from 'vitest';

/**
 * Of 1,000 intervals at 95 %: binomial, mean 950, standard deviation sqrt(1000 x .95 x .05) = 6.9. Outside 926 to 974,
 * three and a half of them, a sound method falls once in 2,000 seeds.
 */
export function expectCoverage(held: number): void {
  expect(held).toBeGreaterThanOrEqual(926);
  expect(held).toBeLessThanOrEqual(974);
}

/** How many of so many intervals hold the truth. */
export function countHeld(truth: number, interval: () => { lo: number; hi: number }, intervals = 1000): number {
  let held = 0;
  for (let i = 0; i < intervals; i++) {
    const { lo, hi } = interval();
    if (lo <= truth && truth <= hi) held++;
  }
  return held;
}
