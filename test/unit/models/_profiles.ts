/** Reads the shipped profiles as the scenario language types them; `=` sums of literals are worked out here. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Field, Values } from '../../../src/fields/index.ts';
import type { priceRowFields } from '../../../src/models/pricing/fields.ts';
import { models } from '../../../src/models/registry.ts';
import { type TypingIssue, typeValue } from '../../../src/scenario/core/typing.ts';
import { parseQuantity } from '../../../src/units/index.ts';

export const profilesFolder = new URL('../../../src/profiles/', import.meta.url);
export type TypedRow = Values<typeof priceRowFields>;

export interface RawValue {
  value: unknown;
  source?: string;
  date?: unknown;
  low?: unknown;
  high?: unknown;
}
export interface RawProfile {
  lakesim: number;
  profile?: string;
  table?: string;
  for?: string;
  model?: string;
  extends?: string;
  title?: string;
  values?: Record<string, RawValue>;
  variants?: Record<string, Record<string, Record<string, RawValue>>>;
  rows?: Record<string, Record<string, unknown>>;
  notModelled?: string[];
}

export const profileFiles = readdirSync(profilesFolder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replaceAll('\\', '/').replace(/\.yaml$/, ''))
  .sort();
/** With the values of the profile that it extends, where it has none of its own. */
export const readProfile = (file: string): RawProfile => {
  const own = parse(readFileSync(new URL(`${file}.yaml`, profilesFolder), 'utf8')) as RawProfile;
  if (own.extends === undefined) return own;
  const base = readProfile(`${own.for}/${own.extends}`);
  return { ...base, ...own, values: { ...base.values, ...own.values } };
};

export const fieldsOf = (profile: RawProfile): Record<string, Field<unknown>> => {
  const kind = models
    .find(({ id }) => id === profile.model)!
    .components.find((component) => component.kind === profile.for)!;
  return kind.fields as Record<string, Field<unknown>>;
};

/** A sum of literals: quantities become numbers of base units, the rest is arithmetic. */
const workOut = (text: string): number => {
  const plain = text.replace(/\d[\d.]*(\s*[a-zA-Z]+\b)?/g, (literal) => {
    const parsed = parseQuantity(literal);
    if (!parsed.ok) throw new Error(`${literal}: ${parsed.message}`);
    return `(${parsed.value})`;
  });
  if (!/^[-+*/(). \de]*$/.test(plain)) throw new Error(`not a sum of literals: ${text}`);
  return Number(new Function(`return ${plain}`)());
};

/** The value in base units; what is wrong with it goes to `issues`. */
export const typed = (field: Field<unknown>, raw: unknown, issues: TypingIssue[] = []): unknown => {
  if (typeof raw === 'string' && raw.startsWith('=')) {
    const value = workOut(raw.slice(1));
    return field.random ? { kind: 'constant', value } : value;
  }
  const context = { expression: null, tables: null, report: (issue: TypingIssue) => issues.push(issue) };
  return typeValue(field, raw as never, context).value;
};

/** All values of a profile, with the variants of some words. */
export const profileValues = (file: string, words: Record<string, string> = {}): Record<string, unknown> => {
  const profile = readProfile(file);
  const fields = fieldsOf(profile);
  const values = { ...profile.values };
  for (const [key, word] of Object.entries(words)) Object.assign(values, profile.variants?.[key]?.[word]);
  const issues: TypingIssue[] = [];
  const result: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    result[key] = key in values ? typed(field, values[key]!.value, issues) : field.fallback;
  }
  if (issues.length > 0) throw new Error(JSON.stringify(issues));
  return result;
};
