/** One number: text with a unit, a bare number where none is needed, or an expression. */
import type { Field } from '../../fields/index.ts';
import { exampleOf, fitsType, formatDimension, parseQuantity, type QuantityType, unitsOf } from '../../units/index.ts';
import type { Path, Raw } from './types.ts';
import {
  expressionText,
  isExpression,
  known,
  printRaw,
  type Typed,
  type TypingContext,
  unknown,
} from './typing-context.ts';

const article = (type: QuantityType): string =>
  ({
    time: 'a time',
    size: 'a size',
    bandwidth: 'a bandwidth',
    frequency: 'a frequency',
    price: 'a price',
    cpu: 'CPU time a byte',
    share: 'a share',
    count: 'a whole number',
    number: 'a number',
  })[type];

const needsUnit = (type: QuantityType): boolean => !['share', 'count', 'number'].includes(type);
const suchAs = (type: QuantityType): string =>
  exampleOf(type)
    .slice(0, 2)
    .map((text) => `"${text}"`)
    .join(' or ');

/** Whole, in bounds, finite: what a number must be for its field. Null when all is well. */
const judgeNumber = (field: Field<unknown>, value: number): string | null => {
  const type = field.type as QuantityType;
  if (!Number.isFinite(value)) return `is not a finite number (${value})`;
  if (type === 'count' && !Number.isInteger(value)) return `needs a whole number; ${value} is not`;
  const floor = field.min ?? (type === 'number' ? Number.NEGATIVE_INFINITY : 0);
  if (field.positive && value <= 0) return `must be more than zero; here is ${value}`;
  if (value < floor) {
    return floor === 0 ? `cannot be negative; here is ${value}` : `must be at least ${floor}; here is ${value}`;
  }
  if (field.max !== undefined && value > field.max) return `must be at most ${field.max}; here is ${value}`;
  return null;
};

export const typeNumber = (field: Field<unknown>, raw: Raw, context: TypingContext, path: Path): Typed => {
  const type = field.type as QuantityType;
  const say = (code: string, message: string, hint?: string): Typed => {
    context.report({ code, path, message, ...(hint ? { hint } : {}) });
    return unknown;
  };
  let value: number;
  let derived: string | null = null;
  if (isExpression(raw)) {
    if (!context.expression) return unknown;
    const text = expressionText(raw);
    const result = context.expression(text);
    if (!result.ok) return say('expression', result.message, result.hint);
    if ('word' in result) return say('not-a-number', `needs ${article(type)}; "=${text}" is the word "${result.word}"`);
    if (!fitsType(result.dimension, type)) {
      return say('dimension', `needs ${article(type)}; "=${text}" is in ${formatDimension(result.dimension)}`);
    }
    value = result.value;
    derived = `=${text}`;
  } else if (typeof raw === 'number') {
    if (needsUnit(type) && raw !== 0) {
      return say('no-unit', `needs a unit: ${suchAs(type)}`, `units that fit: ${unitsOf(type).join(' ')}`);
    }
    if (needsUnit(type)) return say('no-unit', `needs a unit: write "0 ${unitsOf(type)[0]}"`);
    value = raw;
  } else if (typeof raw === 'string') {
    const parsed = parseQuantity(raw);
    if (!parsed.ok) {
      if (parsed.code === 'syntax' && /^[A-Za-z]/.test(raw)) {
        const known = isMapWord(raw);
        return say('not-a-number', `needs ${article(type)}, such as ${suchAs(type)}; found "${raw}"`, known);
      }
      return say(parsed.code, parsed.message, parsed.suggestion);
    }
    if (parsed.bare && !parsed.percent && needsUnit(type)) {
      return say('no-unit', `needs a unit: ${suchAs(type)}`, `units that fit: ${unitsOf(type).join(' ')}`);
    }
    if (!fitsType(parsed.dimension, type)) {
      return say(
        'dimension',
        `needs ${article(type)}, such as ${suchAs(type)}; "${raw}" is in ${formatDimension(parsed.dimension)}`,
        `units that fit: ${unitsOf(type).join(' ')}`,
      );
    }
    value = parsed.value;
  } else {
    return say('not-a-number', `needs ${article(type)}, such as ${suchAs(type)}; found ${printRaw(raw)}`);
  }
  const wrong = judgeNumber(field, value);
  if (wrong) return say('range', derived ? `${wrong} ("${derived}")` : wrong);
  return known(value, derived);
};

const isMapWord = (raw: string): string | undefined =>
  /^[A-Za-z][A-Za-z0-9_]*( [-+*/] .*)?$/.test(raw)
    ? `for a parameter's value write "=${raw}" with the equals sign`
    : undefined;
