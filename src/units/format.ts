/**
 * Quantities for people. Three digits in text, two to three in titles, five where the value is exact; trailing zeros
 * are dropped. Non-breaking spaces before units, commas by thousands, U+2212 for minus, U+00D7 for times.
 */
import { digitsOf, formatFixed, formatNotFinite, formatSignificant, type NumberStyle, nbsp } from './_number.ts';
import { type PrintScale, printScale } from './print-scale.ts';

/** The units of results; anything else is printed as it is written. */
export type BaseUnit = 's' | 'B' | 'B/s' | 'USD' | '1';

export interface FormatOptions {
  /** Significant digits; default by style. */
  digits?: number;
  /** Default "text". */
  style?: NumberStyle;
}

const digitsFor = (options: FormatOptions, magnitude: number): number =>
  options.digits ?? digitsOf(options.style ?? 'text', magnitude);

/** "1.7 ms", "30.2 s", "15 min", "3.5 h", "1,095 d": ms under 1 s, s under 120 s, min under 120 min, h under 48 h. */
export function formatTime(seconds: number, options: FormatOptions = {}): string {
  return formatScaled(seconds, 's', options);
}

/** "134 MB"; with `binary` "128 MiB". */
export function formatBytes(bytes: number, options: FormatOptions & { binary?: boolean } = {}): string {
  return formatScaled(bytes, 'B', options);
}

/** "93 MB/s". */
export function formatRate(bytesPerSecond: number, options: FormatOptions & { binary?: boolean } = {}): string {
  return formatScaled(bytesPerSecond, 'B/s', options);
}

/**
 * "$0.000041" with three digits under a cent, "$12.34" under $100, "$1,235" from there, "$1.2 M" from a million in
 * titles. Exact values keep five digits and at least the cents; `digits` sets how many are kept at most.
 */
export function formatUsd(usd: number, options: FormatOptions = {}): string {
  if (!Number.isFinite(usd)) return formatNotFinite(usd);
  const magnitude = Math.abs(usd);
  const exact = options.digits !== undefined || options.style === 'exact';
  let text: string;
  if (usd === 0) text = '0';
  else if (options.style === 'title' && magnitude >= 999_500) {
    text = `${formatSignificant(magnitude / 1e6, digitsFor(options, magnitude / 1e6), true)}${nbsp}M`;
  } else if (exact || magnitude < 0.01) text = padCents(formatSignificant(magnitude, digitsFor(options, magnitude)));
  else if (magnitude < 99.995) text = magnitude.toFixed(2);
  else text = formatSignificant(magnitude, 1);
  return `${usd < 0 ? '\u2212' : ''}$${text}`;
}

/** Dollars with a broken cent keep their digits; "12.3" becomes "12.30" and "5" "5.00", as cents show under $100. */
function padCents(text: string): string {
  if (/^\d{1,2}$/.test(text)) return `${text}.00`;
  return /\.\d$/.test(text) ? `${text}0` : text;
}

/**
 * "1,234,567"; from ten million "62.2 M", then "1.2 bn" and "3 tn". A count that is a mean has three digits: "3.27".
 */
export function formatCount(n: number, options: FormatOptions = {}): string {
  return formatScaled(n, '1', options);
}

/**
 * A share of one as per cent: "5%", "97.3%", "0.4%". No decimals, but one between 90% and 99.9%, one digit under 1%,
 * and short of 100% as many as it takes not to say 100%. With `digits` or exact style: so many digits.
 */
export function formatShare(x: number, options: FormatOptions = {}): string {
  if (!Number.isFinite(x)) return formatNotFinite(x);
  // Twelve digits hide that 0.07 x 100 is 7.000000000000001.
  const percent = Number((x * 100).toPrecision(12));
  const magnitude = Math.abs(percent);
  if (options.digits !== undefined || options.style === 'exact') {
    return `${formatSignificant(percent, digitsFor(options, percent))}%`;
  }
  if (Number.isInteger(percent) || magnitude < 89.95 || magnitude > 100) return `${formatSignificant(percent, 1)}%`;
  let decimals = 1;
  while (Number(magnitude.toFixed(decimals)) >= 100) decimals++;
  return `${formatFixed(percent, decimals)}%`;
}

/**
 * A ratio, turned so that it is 1 or more: "1.4×", "747×", "12,300×"; "746.67×" where exact. The word for the
 * direction is the caller's; `formatComparison` has both.
 */
export function formatRatio(x: number, context: NumberStyle = 'text'): string {
  const ratio = x < 1 && x > 0 ? 1 / x : x;
  return `${formatSignificant(ratio, digitsOf(context, ratio), context !== 'exact')}×`;
}

/** "747× slower", "1.4× cheaper", under a ratio of 1.1 "4% slower", "the same" for 1. */
export function formatComparison(
  ratio: number,
  words: { above: string; below: string },
  context: NumberStyle = 'text',
): string {
  if (ratio === 1) return 'the same';
  const word = ratio > 1 ? words.above : words.below;
  const turned = ratio < 1 && ratio > 0 ? 1 / ratio : ratio;
  return `${turned < 1.1 ? formatShare(turned - 1) : formatRatio(turned, context)} ${word}`;
}

/** A value in base units with its unit: "30.2 s" as time, "134 MB", "$12.34", a count, "5%" and "747×", "1,200 /s". */
export function formatValue(value: number, unit: BaseUnit | string, options: FormatOptions = {}): string {
  switch (unit) {
    case 'USD':
      return formatUsd(value, options);
    case '%':
      return formatShare(value, options);
    case '×':
      return formatRatio(value, options.style);
    default:
      return formatScaled(value, unit, options);
  }
}

function formatScaled(value: number, unit: string, options: FormatOptions & { binary?: boolean }): string {
  if (!Number.isFinite(value)) return formatNotFinite(value);
  let scale = printScale(value, unit, options);
  const digits = digitsFor(options, value / scale.divisor);
  scale = printScale(value, unit, { ...options, digits });
  return withScale(formatSignificant(value / scale.divisor, digits), scale);
}

/** The number, already formatted, between the scale's prefix and suffix. */
export function withScale(text: string, scale: PrintScale): string {
  return text.startsWith('\u2212') && scale.prefix !== ''
    ? `\u2212${scale.prefix}${text.slice(1)}${scale.suffix}`
    : `${scale.prefix}${text}${scale.suffix}`;
}
