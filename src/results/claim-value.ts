/** How a claim's value is printed: as a ratio (747×), a share (98%), or in its unit; with its interval. */
import { formatFixed, formatInterval, formatRatio, formatShare, formatValue } from '../units/index.ts';
import { parseQuotient } from './expression.ts';
import type { ClaimResult, Interval } from './types.ts';

export type ClaimStyle = 'ratio' | 'share' | 'value';

/** A quotient of two metrics is a ratio, unless the claim itself speaks of per cent. */
export function claimStyle(claim: Pick<ClaimResult, 'expression' | 'expect' | 'unit'>): ClaimStyle {
  if (claim.unit !== '1') return 'value';
  const expression = claim.expression ?? '';
  if (claim.expect?.text.includes('%') && !/±.*%$/.test(claim.expect.text)) return 'share';
  return parseQuotient(expression) ? 'ratio' : 'value';
}

/** The unit in which `formatValue` prints it. */
export function claimUnit(claim: Pick<ClaimResult, 'expression' | 'expect' | 'unit'>): string {
  const style = claimStyle(claim);
  if (style === 'value') return claim.unit;
  return style === 'share' ? '%' : '×';
}

/** "746.67×", "34.2× (31.5 to 37.0)", "61 ±1.2 s"; null where nothing was measured. */
export function formatClaimValue(claim: ClaimResult): string | null {
  if (claim.value === null) return null;
  const unit = claimUnit(claim);
  if (!claim.ci95 || isPointInterval(claim.ci95)) return formatExact(claim.value, unit);
  if (unit === '×') return formatRatioInterval(claim.value, claim.ci95);
  return formatInterval(claim.value, claim.ci95[0], claim.ci95[1], unit);
}

/** A value of the claim with no interval, such as one end of a range: three digits. */
export function formatClaimPoint(claim: ClaimResult, value: number): string {
  const unit = claimUnit(claim);
  return unit === '×' ? formatQuotient(value) : formatValue(value, unit);
}

function formatExact(value: number, unit: string): string {
  if (unit === '×') return value >= 1 ? formatRatio(value, 'exact') : `${formatValue(value, '1', { digits: 4 })}×`;
  return unit === '%' ? formatShare(value) : formatValue(value, unit, { style: 'exact' });
}

/** Not turned: a claim's ratio stands as its expression has it, so that it can be held against what is expected. */
function formatQuotient(value: number): string {
  return `${formatValue(value, '1')}×`;
}

/** "34.2× (31.5 to 37.0)": one digit of half-width, two if it begins with 1 or 2. */
export function formatRatioInterval(value: number, [low, high]: Interval): string {
  const decimals = halfWidthDecimals((high - low) / 2);
  return `${formatFixed(value, decimals)}× (${formatFixed(low, decimals)} to ${formatFixed(high, decimals)})`;
}

/** May be negative: tens and hundreds are rounded away. */
export function halfWidthDecimals(halfWidth: number): number {
  const [mantissa = '0', exponent = '0'] = halfWidth.toExponential(1).split('e');
  return (/^[12]/.test(mantissa) ? 1 : 0) - Number(exponent);
}

/** Less than a billionth of the value is rounding, not chance. */
export function isPointInterval([low, high]: Interval): boolean {
  return Math.abs(high - low) <= 2e-9 * Math.abs(low);
}

/** "single runs with storage.load hourly: 407 to 1,053×"; null without a prediction. */
export function predictionWords(claim: ClaimResult): string | null {
  const { prediction } = claim;
  if (!prediction) return null;
  const freed = prediction.varied.map(({ address, to }) => `${address} ${to}`).join(', ');
  return `single runs with ${freed}: ${predictionRange(claim)}`;
}

/** "407 to 1,053×", "24.6 to 48.4 s". */
export function predictionRange(claim: ClaimResult): string {
  const { prediction } = claim;
  if (!prediction) return 'no range';
  const [low, high] = [prediction.lo, prediction.hi].map((value) => formatClaimPoint(claim, value));
  const split = /^([\d.,]+)(\D+)$/;
  const [one, other] = [split.exec(low!), split.exec(high!)];
  return one && other && one[2] === other[2] ? `${one[1]} to ${high}` : `${low} to ${high}`;
}
