/**
 * Classical tests of a sequence of uniforms (Knuth, The Art of Computer Programming 2, section 3.3.2; Marsaglia's birthday
 * spacings). Each gives its result in standard deviations from what a sound generator gives on average.
 */
import { equidistribution } from './_chi-square.ts';

/** The next value of a sequence in (0, 1). */
export type Next = () => number;

/** Counts of points of so many consecutive values on a grid of `side` cells in each dimension. */
export function evenness(next: Next, dimensions: number, side: number, points: number): number {
  const counts = new Float64Array(side ** dimensions);
  for (let i = 0; i < points; i++) {
    let cell = 0;
    for (let d = 0; d < dimensions; d++) cell = cell * side + Math.floor(next() * side);
    counts[cell]! += 1;
  }
  return equidistribution(counts);
}

/** The correlation of values so far apart: the mean of 12 (u - 1/2) (v - 1/2) has a standard deviation of 1 / sqrt(n). */
export function serialCorrelation(next: Next, lag: number, n: number): number {
  const past = new Float64Array(lag);
  for (let i = 0; i < lag; i++) past[i] = next() - 0.5;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const u = next() - 0.5;
    sum += 12 * u * past[i % lag]!;
    past[i % lag] = u;
  }
  return sum / Math.sqrt(n);
}

/** Runs up and down: their number in n values has mean (2 n - 1) / 3 and variance (16 n - 29) / 90. */
export function runs(next: Next, n: number): number {
  let count = 1;
  let before = next();
  let value = next();
  let rises = value > before;
  for (let i = 2; i < n; i++) {
    before = value;
    value = next();
    if (value > before === rises) continue;
    rises = !rises;
    count++;
  }
  return (count - (2 * n - 1) / 3) / Math.sqrt((16 * n - 29) / 90);
}

/** Values between two visits to [0, p): geometric. The last cell holds all longer gaps. */
export function gaps(next: Next, p: number, cells: number, visits: number): number {
  const counts = new Float64Array(cells);
  for (let i = 0; i < visits; i++) {
    let gap = 0;
    while (next() >= p) gap++;
    counts[Math.min(gap, cells - 1)]! += 1;
  }
  let chiSquare = 0;
  for (let k = 0; k < cells; k++) {
    const share = k === cells - 1 ? (1 - p) ** k : p * (1 - p) ** k;
    chiSquare += (counts[k]! - visits * share) ** 2 / (visits * share);
  }
  return (chiSquare - (cells - 1)) / Math.sqrt(2 * (cells - 1));
}

/**
 * 4,096 birthdays in a year of 2^32 days: how many spacings occur more than once is a Poisson number of mean
 * 4096^3 / 2^34 = 4. Lattices, which look even in every other test, have too many.
 */
export function birthdaySpacings(next: Next, years: number): number {
  const birthdays = new Float64Array(4096);
  const spacings = new Float64Array(4096);
  let repeated = 0;
  for (let year = 0; year < years; year++) {
    for (let i = 0; i < birthdays.length; i++) birthdays[i] = Math.floor(next() * 2 ** 32);
    birthdays.sort();
    spacings[0] = birthdays[0]!;
    for (let i = 1; i < spacings.length; i++) spacings[i] = birthdays[i]! - birthdays[i - 1]!;
    spacings.sort();
    for (let i = 1; i < spacings.length; i++) if (spacings[i] === spacings[i - 1]) repeated++;
  }
  return (repeated - 4 * years) / Math.sqrt(4 * years);
}
