/** A value with its interval. */
import { formatFixed, nbsp } from './_number.ts';
import { type BaseUnit, formatValue, withScale } from './format.ts';
import { type PrintScale, printScale } from './print-scale.ts';

// Less than this share of the value is rounding, not chance.
const pointTolerance = 1e-9;

/**
 * "653 ±14 s" if the sides differ by no more than a tenth of the half-width, else "306 (291 to 330) s". The half-width
 * has one digit, two if it begins with 1 or 2, and the value ends at the same place. A point interval, or one that is
 * not finite, prints the value alone. The scale is the value's own unless given (653 s are 10.9 min in running text,
 * and stay seconds in a column of seconds).
 */
export function formatInterval(
  value: number,
  lo: number,
  hi: number,
  unit: BaseUnit | string,
  scale: PrintScale = printScale(value === 0 ? (hi - lo) / 2 : value, unit),
): string {
  const half = (hi - lo) / 2;
  if (!Number.isFinite(half) || half <= pointTolerance * Math.abs(value)) return formatValue(value, unit);
  const decimals = decimalsFor(half / scale.divisor, unit);
  const format = (x: number): string => formatFixed(x / scale.divisor, decimals);
  const symmetric = Math.abs(hi - value - (value - lo)) <= 0.1 * half;
  const range = symmetric ? `${nbsp}±${format(half)}` : ` (${format(lo)} to ${format(hi)})`;
  return withScale(`${format(value)}${range}`, scale);
}

/** Decimals at which the half-width has one digit, or two if it begins with 1 or 2; negative for tens and hundreds. */
function decimalsFor(half: number, unit: string): number {
  const [mantissa = '', exponent = '0'] = half.toExponential(1).split('e');
  const digits = mantissa.startsWith('1') || mantissa.startsWith('2') ? 2 : 1;
  const decimals = digits - 1 - Number(exponent);
  // Dollars have cents or none.
  return unit === 'USD' && decimals === 1 ? 2 : decimals;
}
