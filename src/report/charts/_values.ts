/** Values as the charts print them: short, and never turned upside down. */
import { type BaseUnit, formatRatio, formatShare, formatValue, printScale } from '../../units/index.ts';

/** Title digits (two under 100, three from there). A ratio below one stays below one: `0.5×`. */
export function printValue(value: number, unit: BaseUnit | string): string {
  if (unit === '×') {
    if (Math.abs(value) >= 1e7) return `${formatValue(value, '1', { style: 'title' })}×`;
    return value >= 1 ? formatRatio(value, 'title') : `${formatValue(value, '1', { style: 'title' })}×`;
  }
  if (unit === '%') return formatShare(value);
  return formatValue(value, unit, { style: 'title' });
}

/** The value in the unit that suits another, larger one: 1.38 h beside 9.64 h. */
export function printBeside(value: number, largest: number, unit: BaseUnit | string): string {
  const { divisor, prefix, suffix } = printScale(largest, unit);
  if (unit === 'USD' || value === 0) return formatValue(value, unit);
  return `${prefix}${formatValue(value / divisor, '1')}${suffix}`;
}

/** A setting as it was written: a word, a flag, or a number with its unit. */
export function printSetting(value: number | string | boolean, unit: string): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return typeof value === 'number' ? (clockWords(value, unit) ?? formatValue(value, unit || '1')) : value;
}

/** A time that is whole in a larger unit, in the largest: 60 s is "1 min", 3,600 s is "1 h". Undefined for others. */
export function clockWords(value: number, unit: string): string | undefined {
  if (unit !== 's') return undefined;
  for (const [seconds, name] of [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const) {
    if (value >= seconds && Number.isInteger(value / seconds))
      return `${formatValue(value / seconds, '1')}\u00a0${name}`;
  }
  return undefined;
}

/** `many_small.client.connections` to `connections`. */
export function lastWord(address: string): string {
  return address.split('.').at(-1) ?? address;
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
