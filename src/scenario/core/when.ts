/** `when`: an activity that a state of the world asks for. Its kind says what can be asked; a word is a named rule. */
import type { Block } from '../../fields/index.ts';
import type { ActivityKind } from '../../models/model.ts';
import { nearestName } from '../../units/index.ts';
import { checkFields } from './common-fields.ts';
import { given, inUnits, type Layer, type Owner, resolveBlock } from './layers.ts';
import { type Resolver, rawFromText } from './resolver.ts';
import type { Path, Profile, ProfileValue, Raw, ResolvedInput, TableRow, Timing } from './types.ts';
import { isMap } from './typing.ts';

/** All keys of a condition. */
export const whenFields = ({ when }: ActivityKind): Block => ({ ...(when?.fields ?? {}), ...checkFields });

/** The condition of one activity. A rule is written as a word, or as `profile` beside keys that differ from it. */
export const resolveWhen = (
  resolver: Resolver,
  kind: ActivityKind,
  { design, name }: Owner,
  layers: readonly Layer[],
): { when: Timing['when']; inputs: ResolvedInput[] } | null => {
  // A kind without a condition has no such key: the check of the form has said so.
  if (kind.when === undefined) return null;
  const fields = whenFields(kind);
  const changed = resolver.override(`${design}.${name}.when`, `${name}.when`);
  const found = given({ doc: kind.when.doc, type: 'block' }, 'when', layers);
  const path = found?.path ?? layers.at(-1)?.path ?? [];
  const raw: Raw =
    changed === null
      ? (found?.raw ?? {})
      : 'raw' in changed.override
        ? rawFromText(String(changed.override.raw))
        : changed.override.base;
  const rule = isMap(raw) ? raw.profile : raw;
  const subject = `${name}.when`;
  const row = rule === undefined ? null : ruleOf(resolver, kind, rule, path, subject);
  if (row === undefined) return null;
  const own: Layer[] = isMap(raw) ? [{ raw, path }] : [];
  const block = resolveBlock(
    resolver,
    fields,
    { design, name: subject },
    // Where something is missing, it is said of this place.
    own.length > 0 ? own : [{ raw: {}, path }],
    row && asProfile(row, fields, kind.kind),
  );
  const { check, ...condition } = block.values;
  return { when: { condition, checkSeconds: Number(check) }, inputs: block.inputs };
};

/** The row that a word names; undefined where there is none, which has been said. */
const ruleOf = (
  resolver: Resolver,
  { when }: ActivityKind,
  rule: Raw,
  path: Path,
  subject: string,
): TableRow | undefined => {
  const rows = resolver.scenario.tables[when?.rules ?? ''] ?? {};
  if (typeof rule === 'string' && Object.hasOwn(rows, rule)) return rows[rule];
  const names = Object.keys(rows);
  const nearest = nearestName(String(rule), names);
  resolver.issue({
    code: 'unknown-word',
    path,
    subject,
    message: `there is no rule "${String(rule)}"`,
    hint: nearest ? `did you mean ${nearest}?` : `rules: ${names.join(', ') || 'none'}; or the keys of a condition`,
  });
  return undefined;
};

/** Its numbers with where they come from, as a profile has them. */
const asProfile = (row: TableRow, fields: Block, kind: string): Profile => {
  const values: Record<string, ProfileValue> = {};
  for (const [key, field] of Object.entries(fields)) {
    const value = row.values[key];
    if (value === undefined) continue;
    values[key] = { value: inUnits(field, value), source: row.source, ...(row.date ? { date: row.date } : {}) };
  }
  return {
    name: row.name,
    for: kind,
    model: '',
    title: row.name,
    values,
    variants: {},
    own: false,
    notModelled: [],
    prediction: {},
  };
};
