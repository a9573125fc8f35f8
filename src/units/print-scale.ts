/**
 * The unit in which a value is printed: milliseconds under a second, GB from a thousand MB, dollars as they are.
 *
 * A table asks once, for its largest value, and prints the whole column in that scale.
 */
import { nbsp, roundSignificant } from './_number.ts';

export interface PrintScale {
  /** Base units in one printed unit. */
  readonly divisor: number;
  /** Stands before the number: "$". */
  readonly prefix: string;
  /** Stands after the number, with its no-break space: " ms". */
  readonly suffix: string;
}

/** A unit and the value (in base units) from which the next larger one is used. */
type Step = readonly [divisor: number, name: string, below: number];

const none = Number.POSITIVE_INFINITY;
const timeSteps: readonly Step[] = [
  [1e-9, 'ns', 1e-6],
  [1e-6, 'µs', 1e-3],
  [1e-3, 'ms', 1],
  [1, 's', 120],
  [60, 'min', 7200],
  [3600, 'h', 172_800],
  [86_400, 'd', none],
];
const decimalByteSteps = createByteSteps(1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']);
const binaryByteSteps = createByteSteps(1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']);
const countSteps: readonly Step[] = [
  [1e6, 'M', 1e9],
  [1e9, 'bn', 1e12],
  [1e12, 'tn', none],
];

function createByteSteps(base: number, names: readonly string[]): Step[] {
  return names.map((name, i) => [base ** i, name, i === names.length - 1 ? none : base ** (i + 1)]);
}

/**
 * The scale for a value in the given unit: "s", "B", "B/s", "USD", "1", "%" (a share, printed per cent), "×" (a
 * ratio), or any other text, which is printed behind the number ("1/s" as "/s").
 *
 * `digits` are those the value will be rounded to, so that 999.9 ms at three digits is 1 s.
 */
export function printScale(
  value: number,
  unit: string,
  options: { digits?: number; binary?: boolean } = {},
): PrintScale {
  const digits = options.digits ?? 3;
  const byteSteps = options.binary ? binaryByteSteps : decimalByteSteps;
  switch (unit) {
    case 's':
      return pickStep(value, timeSteps, digits, '', 's');
    case 'B':
      return pickStep(value, byteSteps, digits, '', 'B');
    case 'B/s':
      return pickStep(value, byteSteps, digits, '/s', 'B');
    case '1':
      // Counts are printed to the last one up to ten million.
      return Math.round(Math.abs(value)) < 1e7 || !Number.isFinite(value)
        ? { divisor: 1, prefix: '', suffix: '' }
        : pickStep(value, countSteps, digits, '', 'M');
    case 'USD':
      return { divisor: 1, prefix: '$', suffix: '' };
    case '%':
      return { divisor: 0.01, prefix: '', suffix: '%' };
    case '×':
      return { divisor: 1, prefix: '', suffix: '×' };
    default:
      return { divisor: 1, prefix: '', suffix: `${nbsp}${unit.startsWith('1/') ? unit.slice(1) : unit}` };
  }
}

/** The smallest step whose bound the rounded value stays below; zero and absent values take the base unit. */
function pickStep(value: number, steps: readonly Step[], digits: number, ending: string, base: string): PrintScale {
  const magnitude = Math.abs(value);
  const plain = magnitude === 0 || !Number.isFinite(magnitude);
  const step = plain
    ? steps.find(([, name]) => name === base)
    : steps.find(([divisor, , below]) => roundSignificant(magnitude / divisor, digits) * divisor < below * (1 - 1e-12));
  const [divisor, name] = step ?? steps[steps.length - 1]!;
  return { divisor, prefix: '', suffix: `${nbsp}${name}${ending}` };
}
