/** Holds a value against a Schema and lists what does not fit. Knows the words that `schema.ts` uses, no others. */
import { messages } from './messages.ts';
import { childPointer } from './pointer.ts';
import type { Schema } from './schema.ts';

export interface Mismatch {
  code: 'missing' | 'wrong-type';
  /** JSON pointer. */
  path: string;
  message: string;
}

export function checkShape(value: unknown, schema: Schema, path = ''): Mismatch[] {
  const types = schema.type === undefined ? [] : ([] as string[]).concat(schema.type);
  const wrong = (expected: string): Mismatch[] => [
    { code: 'wrong-type', path, message: messages.wrongType(path, expected, describe(value)) },
  ];
  if (types.length > 0 && !types.some((type) => hasType(value, type))) return wrong(types.map(nameOf).join(' or '));
  if (schema.const !== undefined && value !== schema.const) return wrong(JSON.stringify(schema.const));
  if (schema.enum && !schema.enum.includes(value as string)) return wrong(`one of ${schema.enum.join(', ')}`);
  if (Array.isArray(value)) return checkList(value, schema, path, wrong);
  if (typeof value === 'object' && value !== null) return checkObject(value as Record<string, unknown>, schema, path);
  return [];
}

function checkList(list: unknown[], schema: Schema, path: string, wrong: (expected: string) => Mismatch[]): Mismatch[] {
  if (list.length < (schema.minItems ?? 0) || list.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)) {
    return wrong(`a list of ${schema.minItems}`);
  }
  const { items } = schema;
  return items ? list.flatMap((item, i) => checkShape(item, items, childPointer(path, i))) : [];
}

function checkObject(object: Record<string, unknown>, schema: Schema, path: string): Mismatch[] {
  const missing = (schema.required ?? [])
    .filter((key) => !Object.hasOwn(object, key))
    .map((key): Mismatch => {
      const at = childPointer(path, key);
      return { code: 'missing', path: at, message: messages.missing(at) };
    });
  const inside = Object.entries(object).flatMap(([key, value]) => {
    const known = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    const expected = known ?? schema.additionalProperties;
    return expected ? checkShape(value, expected, childPointer(path, key)) : [];
  });
  return [...missing, ...inside];
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function nameOf(type: string): string {
  if (type === 'null') return 'null';
  if (type === 'array') return 'a list';
  return type === 'object' || type === 'integer' ? `an ${type}` : `a ${type}`;
}

/** What was found, in words. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return value.length > 40 ? 'a long text' : JSON.stringify(value);
  return String(value);
}
