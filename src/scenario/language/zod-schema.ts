/** The form as a zod schema: it finds unknown keys, missing keys and values of the wrong sort, and gives the JSON Schema. */
import * as z from 'zod';
import type { Field } from '../../fields/index.ts';
import { exampleOf, type QuantityType, unitsOf } from '../../units/index.ts';
import type { Raw } from '../core/types.ts';
import { distributionNames, isMap, type TypingIssue, typeValue } from '../core/typing.ts';
import type { Shape } from './shape.ts';

type Patch = Record<string, unknown>;
const patches = new WeakMap<object, Patch>();
const patched = <T extends z.ZodType>(schema: T, patch: Patch): T => {
  patches.set(schema, patch);
  return schema;
};

const quantityTypes: readonly string[] = [
  'time',
  'size',
  'bandwidth',
  'frequency',
  'price',
  'cpu',
  'share',
  'count',
  'number',
];

/** What an editor may check of a value: a number, or text with a unit that fits, or an expression. */
const leafJson = (field: Field<unknown>): Patch => {
  const forms: Patch[] = [];
  const type = field.type;
  if (quantityTypes.includes(type)) {
    const kind = type as QuantityType;
    const bare = kind === 'share' || kind === 'count' || kind === 'number';
    if (bare)
      forms.push({
        type: 'number',
        ...(field.min !== undefined ? { minimum: field.min } : {}),
        ...(field.max !== undefined ? { maximum: field.max } : {}),
      });
    const units = unitsOf(kind);
    const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    const simple =
      kind === 'time' || kind === 'size'
        ? `^\\s*-?[0-9][0-9.eE+-]*\\s*(${units.map(literally).join('|')})\\s*$`
        : '^\\s*-?[0-9].*$';
    forms.push({
      type: 'string',
      pattern: `${simple}|^\\s*=.+$${field.optional ? '|^none$' : ''}${field.words ? `|^(${field.words.join('|')})$` : ''}`,
      examples: exampleOf(kind),
    });
    if (field.random)
      forms.push({
        type: 'object',
        properties: Object.fromEntries(distributionNames.map((name) => [name, {}])),
        minProperties: 1,
        maxProperties: 1,
        additionalProperties: false,
      });
  } else if (type === 'flag') forms.push({ type: 'boolean' }, { type: 'string', pattern: '^\\s*=.+$' });
  else if (type === 'word')
    forms.push(
      field.words
        ? {
            anyOf: [
              { enum: [...field.words, ...(field.optional ? ['none'] : [])] },
              { type: 'string', pattern: '^\\s*=.+$' },
            ],
          }
        : { type: 'string' },
    );
  else if (type === 'rate') forms.push({ type: 'string' }, { type: 'object' });
  else if (type === 'list') forms.push({ type: 'array' }, ...(field.of ? [leafJson(field.of)] : []));
  else if (type === 'map') forms.push({ type: 'object', additionalProperties: field.of ? leafJson(field.of) : true });
  else if (type === 'block') {
    const properties = Object.fromEntries(
      Object.entries(field.fields ?? {}).map(([key, child]) => [key, leafJson(child)]),
    );
    forms.push(
      { type: 'object', properties, additionalProperties: false },
      ...(field.optional ? [{ const: 'none' }] : []),
    );
  } else forms.push({ type: 'string' });
  const description = field.doc;
  return forms.length === 1 ? { ...forms[0], description } : { anyOf: forms, description };
};

/** Where a zod issue carries one of ours. */
export interface CarriedIssue {
  readonly lakesim: TypingIssue;
}

const leafSchema = (field: Field<unknown>): z.ZodType =>
  patched(
    z.unknown().superRefine((raw, context) => {
      if (raw === undefined) return;
      // Closed loops are users and think; their own check is in the resolving.
      if (field.type === 'rate' && isMap(raw as Raw) && (raw as Record<string, unknown>).users !== undefined) return;
      typeValue(field, raw as Raw, {
        expression: null,
        tables: null,
        report: (issue) =>
          context.addIssue({
            code: 'custom',
            path: [...issue.path],
            message: issue.message,
            params: { lakesim: issue } satisfies CarriedIssue,
          }),
      });
    }),
    leafJson(field),
  );

export const zodSchema = (shape: Shape): z.ZodType => {
  const described = (schema: z.ZodType): z.ZodType => schema.describe(shape.doc);
  const object = (keys: { readonly [key: string]: Shape }, required: readonly string[]): z.ZodObject =>
    z.strictObject(
      Object.fromEntries(
        Object.entries(keys).map(([key, child]) => [
          key,
          required.includes(key) ? zodSchema(child) : zodSchema(child).optional(),
        ]),
      ),
    );
  switch (shape.k) {
    case 'leaf':
      return leafSchema(shape.field);
    case 'map':
      return described(object(shape.keys, shape.required));
    case 'block': {
      const schema = object(shape.keys, []);
      blocks.set(schema, { anyOf: [{ type: 'string', examples: [...shape.profiles] }], description: shape.doc });
      return schema;
    }
    case 'names':
      return described(
        z.record(z.string(), zodSchema(shape.of)).superRefine((value, context) => {
          if (shape.nonEmpty && Object.keys(value).length === 0)
            context.addIssue({ code: 'custom', message: `is empty: ${shape.doc}` });
        }),
      );
    case 'list':
      return described(
        z.array(zodSchema(shape.of)).superRefine((value, context) => {
          if (shape.nonEmpty && value.length === 0)
            context.addIssue({ code: 'custom', message: `is empty: ${shape.doc}` });
        }),
      );
    case 'choice':
      return patched(
        z
          .strictObject(
            Object.fromEntries(
              Object.entries(shape.options).map(([key, option]) => {
                const schema = zodSchema(option);
                // `- vacuum: none` drops what was inherited; the checks see an empty map in its place.
                if (option.k === 'map') blocks.set(schema, { anyOf: [{ const: 'none' }], description: option.doc });
                return [key, schema.optional()];
              }),
            ),
          )
          .superRefine((value, context) => {
            const names = Object.keys(value);
            if (names.length !== 1) {
              context.addIssue({
                code: 'custom',
                message:
                  names.length === 0
                    ? `needs one key: the ${shape.what}`
                    : `has ${names.length} keys (${names.join(', ')}); each ${shape.what} is an item of its own`,
              });
            }
          }),
        { minProperties: 1, maxProperties: 1 },
      );
    case 'text': {
      const words = shape.words;
      if (words) return described(z.enum(words as [string, ...string[]]));
      return described(z.string());
    }
    case 'value':
      return described(z.unknown());
  }
};

const blocks = new WeakMap<object, Patch>();

/** JSON Schema, draft 7, of the same schema: for editors. */
export const toJsonSchema = (schema: z.ZodType): object =>
  z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    reused: 'ref',
    override: ({ zodSchema: of, jsonSchema }) => {
      const patch = patches.get(of);
      if (patch) Object.assign(jsonSchema, patch);
      const block = blocks.get(of);
      if (block) {
        const map = { ...jsonSchema };
        for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[key];
        Object.assign(jsonSchema, { ...block, anyOf: [...(block.anyOf as Patch[]), map] });
      }
    },
  });
