/**
 * The units a scenario may use. Each is a whole number times a power of ten of its base unit, so that decimal text
 * can be scaled without rounding on the way (_decimal.ts).
 *
 * A month is 730 hours and a year 8,760, as cloud bills count them. GB and GiB are different words.
 */
import { type Dimension, dimensionless } from './dimension.ts';

export interface UnitDefinition {
  name: string;
  /** Base units in one of this unit. */
  factor: number;
  dimension: Dimension;
}

/** A unit with its factor taken apart: `whole` x 10^`exponent`. */
export interface ExactUnit extends UnitDefinition {
  readonly whole: bigint;
  readonly exponent: number;
}

const time: Dimension = { s: 1, B: 0, USD: 0 };
const size: Dimension = { s: 0, B: 1, USD: 0 };
const money: Dimension = { s: 0, B: 0, USD: 1 };

const rows: readonly (readonly [names: string, whole: number, exponent: number, dimension: Dimension])[] = [
  ['ns', 1, -9, time],
  ['us', 1, -6, time],
  ['ms', 1, -3, time],
  ['s', 1, 0, time],
  ['min', 60, 0, time],
  ['h', 3600, 0, time],
  ['d', 86_400, 0, time],
  ['week', 604_800, 0, time],
  ['month', 2_628_000, 0, time],
  ['yr', 31_536_000, 0, time],
  ['B', 1, 0, size],
  ['kB KB', 1, 3, size],
  ['MB', 1, 6, size],
  ['GB', 1, 9, size],
  ['TB', 1, 12, size],
  ['PB', 1, 15, size],
  ['EB', 1, 18, size],
  ['KiB', 2 ** 10, 0, size],
  ['MiB', 2 ** 20, 0, size],
  ['GiB', 2 ** 30, 0, size],
  ['TiB', 2 ** 40, 0, size],
  ['PiB', 2 ** 50, 0, size],
  ['EiB', 2 ** 60, 0, size],
  // A bit is 125 thousandths of a byte.
  ['bit', 125, -3, size],
  ['kbit', 125, 0, size],
  ['Mbit', 125, 3, size],
  ['Gbit', 125, 6, size],
  ['Tbit', 125, 9, size],
  ['USD', 1, 0, money],
  ...['record', 'row', 'file', 'object', 'request', 'event', 'task'].map(
    (word) => [`${word}s ${word}`, 1, 0, dimensionless] as const,
  ),
  ['queries query', 1, 0, dimensionless],
];

const unitsByName = new Map<string, ExactUnit>();
for (const [names, whole, exponent, dimension] of rows) {
  const [name = '', ...others] = names.split(' ');
  const factor = exponent < 0 ? whole / 10 ** -exponent : whole * 10 ** exponent;
  const unit: ExactUnit = { name, factor, dimension, whole: BigInt(whole), exponent };
  for (const each of [name, ...others]) unitsByName.set(each, unit);
}

/** The unit of that name, or undefined. Case counts, except that KB is read as kB. */
export function lookupUnit(name: string): UnitDefinition | undefined {
  return unitsByName.get(name);
}

export function lookupExactUnit(name: string): ExactUnit | undefined {
  return unitsByName.get(name);
}

/** All names that may be written, in the order of the table. */
export function unitNames(): string[] {
  return [...unitsByName.keys()];
}
