/**
 * Exact scaling of decimal text: digits x 10^exponent x numerator / denominator, rounded once, to the nearest double.
 * So "1.7 ms" is the same double as the literal 0.0017, and "1.1 GB" is a whole number of bytes.
 */

export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Of text that matches `[-]digits[.digits][e[-]digits]`, already checked by the caller. */
export function parseDecimal(text: string): Decimal {
  const [mantissa = '', exponentText = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(`${whole}${fraction}`), exponent: Number(exponentText) - fraction.length };
}

/** digits x 10^exponent x numerator / denominator as the nearest double. The denominator is positive. */
export function scaleDecimal(decimal: Decimal, numerator: bigint, denominator: bigint): number {
  const whole = decimal.digits * numerator;
  // The engine's own reading of decimal text is correctly rounded, and fast.
  if (denominator === 1n) return Number(`${whole}e${decimal.exponent}`);
  const power = 10n ** BigInt(Math.abs(decimal.exponent));
  return decimal.exponent < 0 ? divideRounded(whole, denominator * power) : divideRounded(whole * power, denominator);
}

/** The double nearest to a / b, b > 0: 64 or more bits of quotient and a sticky bit, so that it rounds only once. */
function divideRounded(a: bigint, b: bigint): number {
  if (a === 0n) return 0;
  const magnitude = a < 0n ? -a : a;
  const shift = BigInt(Math.max(0, 66 + bitLength(b) - bitLength(magnitude)));
  const scaled = magnitude << shift;
  const quotient = scaled / b;
  const sticky = quotient * b === scaled ? 0n : 1n;
  // Halving the shift keeps each power of two within the range of a double.
  const half = Number(shift / 2n);
  const value = Number(quotient | sticky) / 2 ** half / 2 ** (Number(shift) - half);
  return a < 0n ? -value : value;
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
