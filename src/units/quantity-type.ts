import { type Dimension, dimensionless, sameDimension } from './dimension.ts';

/** What a key of a scenario may hold. */
export type QuantityType = 'time' | 'size' | 'bandwidth' | 'frequency' | 'price' | 'cpu' | 'share' | 'count' | 'number';

interface QuantityTypeDefinition {
  readonly dimension: Dimension | 'any-price';
  /** Valid texts, the most usual first; messages and the JSON schema show them. */
  readonly examples: readonly string[];
  /** Units to offer in a message; none where a bare number is meant. */
  readonly units: readonly string[];
}

const definitions: Readonly<Record<QuantityType, QuantityTypeDefinition>> = {
  time: {
    dimension: { s: 1, B: 0, USD: 0 },
    examples: ['10 ms', '15 min'],
    units: ['ns', 'us', 'ms', 's', 'min', 'h', 'd', 'week', 'month', 'yr'],
  },
  size: {
    dimension: { s: 0, B: 1, USD: 0 },
    examples: ['1 kB', '128 MiB'],
    units: ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'],
  },
  bandwidth: {
    dimension: { s: -1, B: 1, USD: 0 },
    examples: ['90 MB/s', '5 Gbit/s'],
    units: ['B/s', 'kB/s', 'MB/s', 'GB/s', 'Mbit/s', 'Gbit/s', 'GB/h', 'GB/d'],
  },
  frequency: {
    dimension: { s: -1, B: 0, USD: 0 },
    examples: ['1000 /s', '12 /h'],
    units: ['/s', '/min', '/h', '/d', '/week', '/month', '/yr'],
  },
  price: {
    dimension: 'any-price',
    examples: ['0.023 USD/GB/month', '0.0004 USD/1000'],
    units: ['USD', 'USD/h', 'USD/GB', 'USD/GB/month', 'USD/1000'],
  },
  cpu: {
    dimension: { s: 1, B: -1, USD: 0 },
    examples: ['10 ns/B', '4 ms/MB'],
    units: ['ns/B', 'us/kB', 'ms/MB', 's/GB'],
  },
  share: { dimension: dimensionless, examples: ['5%', '0.05'], units: ['%'] },
  count: { dimension: dimensionless, examples: ['1000', '64'], units: [] },
  number: { dimension: dimensionless, examples: ['2.5', '1e9'], units: [] },
};

/** The dimension a type asks for; a price is dollars for anything, so it has no single one. */
export function dimensionOf(type: QuantityType): Dimension | 'any-price' {
  return definitions[type].dimension;
}

/** Whether a quantity of this dimension may stand for the type. A price has exactly one factor USD. */
export function fitsType(dimension: Dimension, type: QuantityType): boolean {
  const wanted = definitions[type].dimension;
  return wanted === 'any-price' ? dimension.USD === 1 : sameDimension(dimension, wanted);
}

/** Valid texts for the type, the most usual first. */
export function exampleOf(type: QuantityType): string[] {
  return [...definitions[type].examples];
}

/** Units that fit the type, for messages; empty where a bare number is meant. */
export function unitsOf(type: QuantityType): string[] {
  return [...definitions[type].units];
}
