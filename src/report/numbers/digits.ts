/** How many decimals a figure deserves. */
import { formatFixed } from '../../units/index.ts';

/** Decimals that show the value to so many digits, without zeros at the end: 56 needs 0, 0.075 needs 3. */
export function decimalsNeeded(value: number, digits: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const [mantissa = '0', exponent = '0'] = Math.abs(value)
    .toExponential(digits - 1)
    .split('e');
  const significant = mantissa.replace('.', '').replace(/0+$/, '').length;
  return Math.max(0, significant - 1 - Number(exponent));
}

/** Decimals at which a half-width has one digit, or two if it begins with 1 or 2. */
export function decimalsOfHalfWidth(halfWidth: number): number {
  const [mantissa = '0', exponent = '0'] = halfWidth.toExponential(1).split('e');
  const second = mantissa.startsWith('1') || mantissa.startsWith('2') ? 1 : 0;
  return Math.max(0, second - Number(exponent));
}

/** All the digits that a number has, up to fifteen: for unit prices. 4e-7 is `0.0000004`. */
export function fullDigits(value: number): string {
  return formatFixed(value, Math.min(15, decimalsNeeded(value, 15)));
}
