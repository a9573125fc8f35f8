import type { Sample } from './sample.ts';

/** The points of the shipped tables: close where tails bend. */
export const tableLevels: readonly number[] = [
  0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999, 1,
];

/** Values beyond a quantile under which it says more of chance than of the store. */
export const fewestBeyond = 5;

/** Whether so many values can say anything of this quantile; least, median and greatest are always stated. */
export function isResolved(p: number, count: number): boolean {
  // Half a value of slack: half of 99,900 values have 4.995 beyond p99.99.
  return p === 0 || p === 0.5 || p === 1 || Math.min(p, 1 - p) * count >= fewestBeyond - 0.5;
}

/**
 * The quantiles of a sample at the usual levels, with least and greatest value: a distribution's `points`. Levels with
 * fewer than five values beyond them are left out; values never descend.
 */
export function quantileTable({ quantile, count }: Sample): (readonly [p: number, seconds: number])[] {
  let before = 0;
  return tableLevels
    .filter((p) => isResolved(p, count))
    .map((p) => {
      before = Math.max(before, quantile(p));
      return [p, before] as const;
    });
}
