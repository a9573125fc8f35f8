/** Digits, commas and signs: what every printed number shares. */

/** No-break space: a number and its unit never part at the end of a line. */
export const nbsp = '\u00a0';
const minus = '\u2212';

/** How many digits a number deserves: a heading, running text and tables, or a value that is exact. */
export type NumberStyle = 'title' | 'text' | 'exact';

/**
 * Significant digits: titles have two under 100 and three from there (and between 1 and 1.1, which would read as 1),
 * text three, exact values five.
 */
export function digitsOf(style: NumberStyle, magnitude: number): number {
  switch (style) {
    case 'title':
      return Math.abs(magnitude) < 99.5 && !(magnitude > 1 && magnitude < 1.1) ? 2 : 3;
    case 'text':
      return 3;
    case 'exact':
      return 5;
  }
}

/** The value rounded to so many significant digits. */
export function roundSignificant(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/**
 * Significant digits without trailing zeros: 30.2, 0.0412, 56. Whole places are kept in full (1,095), as a number of
 * days or rows is not improved by zeros, unless `roundWhole` asks for them (12,300).
 */
export function formatSignificant(value: number, digits: number, roundWhole = false): string {
  if (!Number.isFinite(value)) return formatNotFinite(value);
  const exponent = Number(value.toExponential(digits - 1).split('e')[1]);
  const decimals = Math.max(0, digits - 1 - exponent);
  const shown = roundWhole && decimals === 0 ? roundSignificant(value, digits) : value;
  const fixed = shown.toFixed(Math.min(decimals, 100));
  return punctuate(fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed);
}

/** Exactly so many decimals, for columns; a negative number of decimals rounds to tens, hundreds and so on. */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatNotFinite(value);
  if (decimals >= 0) return punctuate(value.toFixed(decimals));
  const step = 10 ** -decimals;
  return punctuate((Math.round(value / step) * step).toFixed(0));
}

/** Words, so that an absent number is never taken for a zero. */
export function formatNotFinite(value: number): string {
  if (Number.isNaN(value)) return 'no value';
  return value > 0 ? 'unbounded' : `${minus}unbounded`;
}

/** Commas by thousands, U+2212 for a minus, none before a zero. */
function punctuate(fixed: string): string {
  const negative = fixed.startsWith('-') && /[1-9]/.test(fixed);
  const [whole = '', fraction] = fixed.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${negative ? minus : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}
