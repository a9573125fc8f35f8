/**
 * How numbers of the verification are printed. As in other reports, each carries a pointer into results.json and the
 * code of its format; a test formats the pointed value and compares.
 */
import type { VerificationQuantity } from '../../results/verification.ts';
import { formatCount, formatFixed } from '../../units/index.ts';
import { decimalsNeeded, decimalsOfHalfWidth } from '../numbers/digits.ts';

// biome-ignore lint/suspicious/noExplicitAny: a format is applied to whatever the pointer leads to.
type Format = (value: any, args: readonly string[]) => string;

const formats = {
  text: (value: string) => value,
  count: (value: number) => formatCount(value),
  /** All digits of a whole number. */
  whole: (value: number) => formatFixed(value, 0),
  theory: (value: number) => significant(value, 7),
  simulated: (quantity: VerificationQuantity) => simulatedText(quantity),
  interval: (quantity: VerificationQuantity) => intervalText(quantity),
  errors: (value: number | null) => (value === null ? 'exact' : signed(value, 1)),
  relative: (quantity: VerificationQuantity) => relativeText(quantity),
  deviation: (value: number | null) => (value === null ? 'no value' : significant(value, 1)),
  decimals: (value: number, [decimals]) => formatFixed(value, Number(decimals)),
} satisfies Record<string, Format>;

export function formatVerification(value: unknown, code: string): string {
  const [name = '', ...args] = code.split(':');
  if (!Object.hasOwn(formats, name)) throw new Error(`unknown format ${code}`);
  return (formats[name as keyof typeof formats] as Format)(value, args);
}

/** So many digits without zeros at the end; very small numbers with a power of ten. */
function significant(value: number, digits: number): string {
  if (value !== 0 && Math.abs(value) < 1e-5) return powerOfTen(value, Math.min(digits, 2));
  return formatFixed(value, decimalsNeeded(value, digits));
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function powerOfTen(value: number, digits: number): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const raised = String(Math.abs(Number(exponent))).replace(/\d/g, (digit) => superscripts[Number(digit)]!);
  return `${mantissa.replace('-', '\u2212')}\u00a0×\u00a010${Number(exponent) < 0 ? '⁻' : ''}${raised}`;
}

function simulatedText({ simulated, ci95, exact }: VerificationQuantity): string {
  if (simulated === null) return 'no value';
  if (ci95 === null) return significant(simulated, exact ? 10 : 7);
  return formatFixed(simulated, decimalsOf(ci95));
}

function intervalText({ ci95 }: VerificationQuantity): string {
  if (ci95 === null) return 'exact';
  const decimals = decimalsOf(ci95);
  return `${formatFixed(ci95[0], decimals)} to ${formatFixed(ci95[1], decimals)}`;
}

/** One digit more than the half-width has, so that neighbouring ends can be told apart. */
function decimalsOf([low, high]: readonly [number, number]): number {
  return Math.min(12, 1 + decimalsOfHalfWidth((high - low) / 2));
}

function relativeText({ relativeError, theory, exact }: VerificationQuantity): string {
  if (relativeError === null) return 'no value';
  if (relativeError === 0) return '0';
  if (theory === 0 || exact) return significant(relativeError, 1);
  return `${signed(100 * relativeError, 2)}%`;
}

function signed(value: number, decimals: number): string {
  const text = formatFixed(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}
