/**
 * One unit and one number of decimals for a column. An exact value shows up to five digits, an estimate as many as its
 * interval carries.
 */
import { type PrintScale, printScale } from '../../units/index.ts';
import { decimalsNeeded, decimalsOfHalfWidth } from './digits.ts';

export interface ColumnStyle {
  /** Base units in one printed unit. */
  readonly divisor: number;
  /** As in the column's head: `ms`, `GB`, `USD`; empty for plain numbers. */
  readonly unit: string;
  readonly decimals: number;
  /** The values lie too far apart for one unit: each cell should have its own, and the head none. */
  readonly perCell?: true;
}

/** A value to be printed in the column, with its 95 % interval if there is one. */
export interface Estimate {
  readonly value: number;
  readonly ci95?: readonly [number, number] | null;
}

/** More digits than these in one figure help nobody; the smallest values then round to zeros. */
const maxDigits = 8;

export function columnStyle(estimates: readonly Estimate[], unit: string): ColumnStyle {
  const scale = middleScale(
    estimates.map(({ value }) => value),
    unit,
  );
  const wanted = estimates.map((estimate) => decimalsOf(estimate, scale));
  const largest = Math.max(0, ...estimates.map(({ value }) => Math.abs(value) / scale.divisor));
  const wholeDigits = largest > 0 ? Math.floor(Math.log10(largest)) + 1 : 1;
  const decimals = Math.max(0, Math.min(Math.max(0, ...wanted), maxDigits - wholeDigits));
  const style = { divisor: scale.divisor, unit: unitName(scale), decimals };
  const chance = estimates.some(({ ci95 }) => ci95 && !isPoint(ci95));
  if (chance && spanOf(estimates) > maxSpan) return { ...style, perCell: true };
  return style;
}

/** Estimates further apart than this would show digits of chance in the large ones or none in the small. */
const maxSpan = 500;

/** Largest over smallest magnitude; zeros do not count. */
export function spanOf(estimates: readonly Estimate[]): number {
  const sizes = estimates.map(({ value }) => Math.abs(value)).filter((value) => value > 0);
  return sizes.length === 0 ? 1 : Math.max(...sizes) / Math.min(...sizes);
}

/** By the geometric middle of the magnitudes, so that neither a second nor an hour is lost beside the other. */
function middleScale(values: readonly number[], unit: string): PrintScale {
  const sizes = values.map(Math.abs).filter((value) => value > 0 && Number.isFinite(value));
  const logarithms = sizes.reduce((sum, value) => sum + Math.log(value), 0);
  return printScale(sizes.length === 0 ? 0 : Math.exp(logarithms / sizes.length), unit);
}

function unitName(scale: PrintScale): string {
  return scale.prefix === '$' ? 'USD' : scale.suffix.replace(/\u00a0/g, ' ').trim();
}

function decimalsOf({ value, ci95 }: Estimate, scale: PrintScale): number {
  if (!ci95 || isPoint(ci95)) return decimalsNeeded(value / scale.divisor, 5);
  return decimalsOfHalfWidth((ci95[1] - ci95[0]) / 2 / scale.divisor);
}

/** Nothing random: the interval has no width. */
export function isPoint([low, high]: readonly [number, number]): boolean {
  return Math.abs(high - low) <= 2e-9 * Math.abs(low);
}

/** The two halves differ by no more than a tenth, so that `±` tells the truth. */
export function isSymmetric(value: number, [low, high]: readonly [number, number]): boolean {
  return Math.abs(high - value - (value - low)) <= (0.1 * (high - low)) / 2;
}
