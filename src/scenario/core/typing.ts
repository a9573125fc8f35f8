/** One raw value against one field: base units out, or an issue that says what was found and what fits. */
import type { Field, Row } from '../../fields/index.ts';
import { nearestName } from '../../units/index.ts';
import type { Path, Raw } from './types.ts';
import {
  expressionText,
  isExpression,
  isMap,
  known,
  printRaw,
  type Typed,
  type TypingContext,
  unknown,
} from './typing-context.ts';
import { typeDistribution } from './typing-distribution.ts';
import { typeNumber } from './typing-number.ts';
import { typeRate } from './typing-rate.ts';

export {
  type ExpressionValue,
  isMap,
  printRaw,
  type Typed,
  type TypingContext,
  type TypingIssue,
} from './typing-context.ts';
export { distributionNames } from './typing-distribution.ts';

/** What a word, a flag or a name may come from: itself, or a parameter passed on whole. */
const passedOn = (raw: Raw, context: TypingContext, path: Path): Raw | undefined => {
  if (!isExpression(raw)) return raw;
  if (!context.expression) return undefined;
  const result = context.expression(expressionText(raw));
  if (!result.ok) {
    context.report({
      code: 'expression',
      path,
      message: result.message,
      ...(result.hint ? { hint: result.hint } : {}),
    });
    return undefined;
  }
  if ('word' in result) return result.word;
  context.report({ code: 'not-a-word', path, message: `needs a word; "${raw}" is a number` });
  return undefined;
};

const typeWord = (field: Field<unknown>, given: Raw, context: TypingContext, path: Path): Typed => {
  const raw = passedOn(given, context, path);
  if (raw === undefined) return unknown;
  const derived = isExpression(given) ? String(given) : null;
  if (typeof raw !== 'string') {
    context.report({
      code: 'not-a-word',
      path,
      message: `needs ${field.words ? `one of ${field.words.join(', ')}` : 'a word'}; found ${printRaw(raw)}`,
    });
    return unknown;
  }
  if (field.table) {
    const table = context.tables?.[field.table];
    if (!context.tables) return unknown;
    const row = table && Object.hasOwn(table, raw) ? table[raw] : undefined;
    if (!row) {
      const nearest = nearestName(raw, Object.keys(table ?? {}));
      context.report({
        code: 'unknown-word',
        path,
        message: `"${raw}" is not in the table of ${field.table}`,
        hint: nearest
          ? `did you mean ${nearest}?`
          : `such as ${Object.keys(table ?? {})
              .slice(0, 6)
              .join(' ')}`,
      });
      return unknown;
    }
    if (row.refused !== undefined) {
      context.report({ code: 'refused-row', path, message: `"${raw}" cannot be used: ${row.refused}` });
      return unknown;
    }
    return known({ name: row.name, values: row.values } satisfies Row, derived);
  }
  if (field.words && !field.words.includes(raw)) {
    const nearest = nearestName(raw, field.words);
    context.report({
      code: 'unknown-word',
      path,
      message: `"${raw}" is not one of ${field.words.join(', ')}`,
      ...(nearest ? { hint: `did you mean ${nearest}?` } : {}),
    });
    return unknown;
  }
  return known(raw, derived);
};

/** User-given names, each with a value of the same field. */
const typeMap = (field: Field<unknown>, raw: Raw, context: TypingContext, path: Path): Typed => {
  if (!isMap(raw) || !field.of) {
    context.report({ code: 'not-a-map', path, message: `needs a map: ${field.doc}; found ${printRaw(raw)}` });
    return unknown;
  }
  const value: Record<string, unknown> = {};
  const derived: string[] = [];
  let sound = true;
  for (const [key, item] of Object.entries(raw)) {
    const typed = typeValue(field.of, item, context, [...path, key]);
    if (typed.value === undefined) sound = false;
    else value[key] = typed.value;
    if (typed.derived) derived.push(typed.derived);
  }
  return sound ? known(value, derived.length > 0 ? derived.join(', ') : null) : unknown;
};

/**
 * A raw value as its field wants it. `none` is null where the field is optional. Issues go to the context; the value
 * is undefined where there is none to give.
 */
export const typeValue = (field: Field<unknown>, raw: Raw, context: TypingContext, path: Path = []): Typed => {
  if (raw === 'none' && field.optional) return known(null);
  // A word in place of a quantity: `warmUp: auto`.
  if (typeof raw === 'string' && field.type !== 'word' && field.words?.includes(raw)) return known(raw);
  if (raw === null) {
    context.report({
      code: 'empty',
      path,
      message: 'has no value',
      ...(field.optional ? { hint: 'write none if there is none' } : {}),
    });
    return unknown;
  }
  switch (field.type) {
    case 'flag': {
      const flag = passedOn(raw, context, path);
      if (flag === undefined) return unknown;
      if (typeof flag === 'boolean') return known(flag, isExpression(raw) ? raw : null);
      context.report({ code: 'not-a-flag', path, message: `needs true or false; found ${printRaw(flag)}` });
      return unknown;
    }
    case 'word':
      return typeWord(field, raw, context, path);
    case 'ref':
    case 'text':
    case 'path': {
      if (typeof raw === 'string') return known(raw);
      if (field.type === 'text' && typeof raw === 'number') return known(String(raw));
      context.report({
        code: 'not-a-word',
        path,
        message: `needs ${field.type === 'ref' ? 'a name' : 'text'}; found ${printRaw(raw)}`,
      });
      return unknown;
    }
    case 'rate':
      return typeRate(field, raw, context, path);
    case 'list': {
      const items: readonly Raw[] = Array.isArray(raw) ? raw : [raw];
      const of = field.of;
      if (!of) throw new Error('a list field says what it holds');
      const typed = items.map((item, index) =>
        typeValue(of, item, context, Array.isArray(raw) ? [...path, index] : path),
      );
      if (typed.some((item) => item.value === undefined)) return unknown;
      const derived = typed.map((item) => item.derived).filter((text) => text !== null);
      return known(
        typed.map((item) => item.value),
        derived.length > 0 ? derived.join(', ') : null,
      );
    }
    case 'map':
      return typeMap(field, raw, context, path);
    case 'block': {
      if (!isMap(raw)) {
        context.report({
          code: 'not-a-map',
          path,
          message: `needs a map of ${Object.keys(field.fields ?? {}).join(', ')}; found ${printRaw(raw)}`,
        });
        return unknown;
      }
      const value: Record<string, unknown> = {};
      const derived: string[] = [];
      let sound = true;
      for (const [key, child] of Object.entries(field.fields ?? {})) {
        const given = raw[key];
        if (given === undefined) {
          if (child.fallback !== undefined) value[key] = child.fallback;
          else {
            // While a single place is looked at, a weaker one may give it: a profile, or defaults.
            if (context.expression !== null)
              context.report({ code: 'missing-key', path, message: `needs ${key}: ${child.doc}` });
            sound = false;
          }
          continue;
        }
        const typed = typeValue(child, given, context, [...path, key]);
        if (typed.value === undefined) sound = false;
        value[key] = typed.value;
        if (typed.derived) derived.push(typed.derived);
      }
      for (const key of Object.keys(raw)) {
        if (field.fields && !Object.hasOwn(field.fields, key)) {
          const nearest = nearestName(key, Object.keys(field.fields));
          context.report({
            code: 'unknown-key',
            path: [...path, key],
            atKey: true,
            message: 'unknown key',
            hint: nearest ? `did you mean ${nearest}?` : `it has ${Object.keys(field.fields).join(', ')}`,
          });
          sound = false;
        }
      }
      return sound ? known(value, derived.length > 0 ? derived.join(', ') : null) : unknown;
    }
    default:
      return field.random ? typeDistribution(field, raw, context, path) : typeNumber(field, raw, context, path);
  }
};

/** The base unit in which a field's value is given. */
export const unitOfField = (field: Field<unknown>): string => {
  switch (field.type) {
    case 'time':
      return 's';
    case 'size':
      return 'B';
    case 'bandwidth':
      return 'B/s';
    case 'frequency':
      return '1/s';
    case 'rate':
      return field.rateOf === 'bandwidth' ? 'B/s' : '1/s';
    case 'price':
      return 'USD';
    case 'cpu':
      return 's/B';
    case 'list':
    case 'map':
      return field.of ? unitOfField(field.of) : '';
    case 'share':
    case 'count':
    case 'number':
      return '1';
    default:
      return '';
  }
};
