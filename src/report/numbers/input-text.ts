/** An input's value as text: a number with its unit, a word, a distribution in a few of its numbers. */
import type { InputResult } from '../../results/index.ts';
import { formatShare, formatValue } from '../../units/index.ts';

export function inputText(input: Pick<InputResult, 'value' | 'unit'>): string {
  return valueText(input.value, input.unit);
}

export function valueText(value: unknown, unit: string): string {
  if (typeof value === 'number') return unit === '' ? formatValue(value, '1') : formatValue(value, unit, { digits: 5 });
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((item) => valueText(item, unit)).join(', ');
  return mapText(value as Fields, unit);
}

type Fields = Readonly<Record<string, unknown>>;

function mapText(map: Fields, unit: string): string {
  if (typeof map.kind === 'string') return distributionText(map.kind, map, unit);
  // A named row of a table, such as an instance type: the name stands for its numbers.
  if (typeof map.name === 'string') return map.name;
  return fieldsText(map, unit);
}

/** Distance of the 99th percentile of a normal distribution from its mean, in standard deviations. */
const z99 = 2.3263;

/** Distributions by what a reader can compare: a constant is its value, a lognormal its median and p99. */
function distributionText(kind: string, map: Fields, unit: string): string {
  switch (kind) {
    case 'constant':
      return valueText(map.value, unit);
    case 'lognormal': {
      const { mu, sigma } = map as { mu: number; sigma: number };
      return `lognormal, ${fieldsText({ p50: Math.exp(mu), p99: Math.exp(mu + z99 * sigma) }, unit, 3)}`;
    }
    case 'quantiles':
      return `quantiles, ${quantilesText(map.points as [number, number][], unit)}`;
    case 'mix':
      return (map.parts as { share: number; of: unknown }[])
        .map(({ share, of }) => `${formatShare(share)} ${valueText(of, unit)}`)
        .join(' and ');
    case 'truncated':
      return `${valueText(map.of, unit)}, within ${valueText(map.low, unit)} to ${valueText(map.high, unit)}`;
    default: {
      const { kind: _, ...rest } = map;
      return `${kind}, ${fieldsText(rest, unit)}`;
    }
  }
}

const shownQuantiles = [0, 0.5, 0.9, 0.99, 1];

/** Five points of the table at most; the file of results has all. */
function quantilesText(points: readonly [p: number, value: number][], unit: string): string {
  const shown = points.filter(([p]) => shownQuantiles.includes(p));
  return (shown.length > 1 ? shown : points)
    .map(([p, value]) => `p${formatValue(p * 100, '1', { digits: 5 })} ${valueText(value, unit)}`)
    .join(', ');
}

/** Keys whose values are pure numbers whatever the unit of the whole: a shape, a factor, a growth. */
const pureKeys = new Set(['cv', 'shape', 'factor', 'yearlyGrowth', 'weekend', 'daily']);

function fieldsText(map: Fields, unit: string, digits?: number): string {
  const entries = Object.entries(map);
  if (entries.length === 0) return 'none';
  const text = (key: string, value: unknown): string => {
    if (key === 'share' && typeof value === 'number') return formatShare(value);
    if (digits !== undefined && typeof value === 'number') return formatValue(value, unit, { digits });
    return valueText(value, pureKeys.has(key) ? '1' : unit);
  };
  return entries.map(([key, value]) => `${key} ${text(key, value)}`).join(', ');
}
