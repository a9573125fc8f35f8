/** Where an axis has its marks: 1-2-5 on a linear one, decades or 1-2-5 on a logarithmic one, clock units for time. */
import { type BaseUnit, formatValue, printScale } from '../../units/index.ts';
import { clockWords, printValue } from './_values.ts';

/** Times people know, in seconds, above ten seconds; below, decades serve. */
const clockCoarse = [1, 10, 60, 600, 3600, 36_000, 86_400, 864_000, 8_640_000, 86_400_000, 864_000_000];
/** One of each unit, and what lies beyond. */
const clockUnits = [1e-12, 1e-9, 1e-6, 1e-3, 1, 60, 3600, 86_400, 8_640_000, 864_000_000, 86_400_000_000];
const clockThirds = [
  1, 3, 10, 30, 60, 180, 600, 1800, 3600, 10_800, 36_000, 86_400, 259_200, 864_000, 2_592_000, 8_640_000,
];
const clockFine = [
  1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18_000, 43_200, 86_400, 172_800, 432_000, 864_000, 1_728_000,
  4_320_000, 8_640_000, 31_536_000, 86_400_000, 864_000_000,
];

/** Steps of 1, 2 or 5 between low and high in the printed unit (20 min, not 1,000 s), at most so many marks. */
export function linearTicks(low: number, high: number, maxCount: number, unit: string): number[] {
  const { divisor } = printScale(Math.max(Math.abs(low), Math.abs(high)), unit);
  return plainTicks(low / divisor, high / divisor, maxCount).map((tick) => tick * divisor);
}

function plainTicks(low: number, high: number, maxCount: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / Math.max(1, maxCount - 1);
  const power = Math.floor(Math.log10(rough));
  for (let exponent = power; exponent <= power + 2; exponent++) {
    for (const factor of [1, 2, 5]) {
      const ticks = multiples(factor, exponent, low, high);
      if (ticks.length <= maxCount) return ticks;
    }
  }
  return [low];
}

/** Written as text and read back, so that 3 x 0.1 is 0.3. */
function multiples(factor: number, exponent: number, low: number, high: number): number[] {
  const step = Number(`${factor}e${exponent}`);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks: number[] = [];
  for (let i = first; i <= last && ticks.length < 100; i++) ticks.push(Number(`${i * factor}e${exponent}`));
  return ticks;
}

/** Choices of marks for a logarithmic axis, the densest first. */
export function logTickChoices(low: number, high: number, unit: string): number[][] {
  const within = (ticks: number[]): number[] => ticks.filter((t) => t >= low * (1 - 1e-9) && t <= high * (1 + 1e-9));
  const decades = (factors: number[], every: number): number[] => {
    const ticks: number[] = [];
    const first = Math.floor(Math.log10(low));
    for (let exponent = first; exponent <= Math.ceil(Math.log10(high)); exponent++) {
      if (exponent % every !== 0) continue;
      for (const factor of factors) ticks.push(Number(`${factor}e${exponent}`));
    }
    return ticks;
  };
  const mixed = (factors: number[], every: number, clock: number[]): number[] =>
    unit === 's' ? [...decades(factors, every).filter((t) => t < 1), ...clock] : decades(factors, every);
  const sparse = (every: number): number[] => (unit === 's' ? everyNth(clockUnits, every) : decades([1], every));
  return [
    linearTicks(low, high, 6, unit),
    mixed([1, 2, 3, 5, 7], 1, clockFine),
    mixed([1, 2, 5], 1, clockFine),
    mixed([1, 3], 1, clockThirds),
    mixed([1], 1, clockCoarse),
    ...(unit === 's' ? [clockUnits] : []),
    sparse(2),
    sparse(3),
    sparse(4),
    sparse(6),
    sparse(9),
    sparse(12),
    sparse(24),
  ]
    .map(within)
    .filter((ticks) => ticks.length >= 2);
}

function everyNth(ticks: number[], every: number): number[] {
  return ticks.filter((_, index) => index % every === 0);
}

/** Words of the marks of a linear axis: one unit for all, that of the largest. */
export function linearLabels(ticks: readonly number[], unit: string): string[] {
  const largest = Math.max(...ticks.map(Math.abs));
  const scale = printScale(largest, unit);
  if (unit === 'USD' && ticks.every(Number.isInteger)) return ticks.map((tick) => `$${formatValue(tick, '1')}`);
  if (unit === '×') return ticks.map((tick) => (tick === 0 ? '0' : `${formatValue(tick, '1', { digits: 6 })}×`));
  if (unit === 'USD' || unit === '%') return ticks.map((tick) => tickLabel(tick, unit));
  return ticks.map((tick) => {
    if (tick === 0) return '0';
    return `${scale.prefix}${formatValue(tick / scale.divisor, '1', { digits: 6 })}${scale.suffix}`;
  });
}

/** Words of a mark: settings people know, as "1 min" and "1 h"; a bare zero. */
export function tickLabel(tick: number, unit: BaseUnit | string): string {
  if (tick === 0 && unit !== 'USD') return '0';
  return clockWords(tick, unit) ?? printValue(tick, unit);
}
