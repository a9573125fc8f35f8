/** Merging, weak to strong: schema default, profile, `defaults`, design, address. */
import type { Block, Field } from '../../fields/index.ts';
import type { ValueProblem } from '../../models/model.ts';
import type { Resolver } from './resolver.ts';
import type { Path, Profile, ProfileValue, Raw, RawMap, ResolvedInput } from './types.ts';
import { isMap } from './typing.ts';

/** One place that gives values to a block, with where it stands in the file. */
export interface Layer {
  readonly raw: RawMap;
  readonly path: Path;
}

/** A block written as a word is its profile; anything else that is not a map gives nothing (the checks said so). */
export const asLayer = (raw: Raw | undefined, path: Path): Layer | null => {
  if (typeof raw === 'string') return { raw: { profile: raw }, path };
  return isMap(raw) ? { raw, path } : null;
};

const mergeMaps = (weak: Raw | undefined, strong: Raw): Raw => {
  if (!isMap(weak) || !isMap(strong)) return strong;
  const merged: Record<string, Raw> = { ...weak };
  for (const [key, value] of Object.entries(strong)) merged[key] = mergeMaps(weak[key], value);
  return merged;
};

/** Blocks and maps merge key by key; everything else is replaced whole. */
const mergesByKey = (field: Field<unknown>): boolean => field.type === 'block' || field.type === 'map';

interface Found {
  readonly raw: Raw;
  readonly path: Path;
}

/** The value that a key has in the file: strongest layer wins; blocks merge key by key. */
export const given = (field: Field<unknown>, key: string, layers: readonly Layer[]): Found | null => {
  let found: Found | null = null;
  for (const layer of layers) {
    const raw = layer.raw[key];
    if (raw === undefined) continue;
    const merged: Raw = mergesByKey(field) && found ? mergeMaps(found.raw, raw) : raw;
    found = { raw: merged, path: [...layer.path, key] };
  }
  return found;
};

/** The values that a profile gives, with its variants chosen by the words that some of its keys have. */
export const profileValues = (
  profile: Profile,
  wordOf: (key: string) => string | null,
): { readonly [key: string]: ProfileValue } => {
  let values = profile.values;
  for (const [key, byWord] of Object.entries(profile.variants)) {
    const chosen = byWord[wordOf(key) ?? ''];
    if (chosen) values = { ...values, ...chosen };
  }
  return values;
};

export interface Owner {
  readonly design: string;
  readonly name: string;
}

/**
 * The typed values of a block for one component or activity, and its inputs with their origin. A key without a value
 * anywhere is an issue.
 */
export const resolveBlock = (
  resolver: Resolver,
  fields: Block,
  owner: Owner,
  layers: readonly Layer[],
  profile: Profile | null,
): { values: Record<string, unknown>; inputs: ResolvedInput[] } => {
  const values: Record<string, unknown> = {};
  const inputs: ResolvedInput[] = [];
  const addressesOf = (key: string): string[] =>
    owner.design === '' ? [`${owner.name}.${key}`] : [`${owner.design}.${owner.name}.${key}`, `${owner.name}.${key}`];
  const wordOf = (key: string): string | null => {
    const field = fields[key];
    if (!field) return null;
    const changed = resolver.override(...addressesOf(key));
    const raw: Raw | undefined =
      changed && 'raw' in changed.override
        ? changed.override.raw
        : (given(field, key, layers)?.raw ?? profile?.values[key]?.value);
    if (typeof raw !== 'string') return null;
    if (!raw.startsWith('=')) return raw;
    const result = resolver.expression(raw.slice(1).trim());
    return result.ok && 'word' in result ? String(result.word) : null;
  };
  const fromProfile = profile ? profileValues(profile, wordOf) : {};

  for (const [key, field] of Object.entries(fields)) {
    // A component of its own, with inputs of its own.
    if (field.type === 'part') continue;
    if (field.type === 'rows') {
      values[key] = resolver.scenario.tables[field.table ?? ''] ?? {};
      continue;
    }
    const subject = `${owner.name}.${key}`;
    const addresses = addressesOf(key);
    const changed = resolver.override(...addresses);
    const found = given(field, key, layers);
    const standard = fromProfile[key];
    const spread = standard ? { low: standard.low, high: standard.high } : {};
    const add = (value: unknown, from: Pick<ResolvedInput, 'origin' | 'source'> & Partial<ResolvedInput>): void => {
      values[key] = value;
      if (value === undefined) return;
      // A book of rows is too long for the list of inputs: each bill line names the row that it used.
      const rows = field.type === 'list' && field.of?.type === 'block' && Array.isArray(value);
      inputs.push(resolver.input(field, subject, rows ? `${value.length} rows` : value, from));
    };
    if (field.type === 'block') {
      // Addresses reach into a block: `client.nic.baseline`.
      for (const child of Object.keys(field.fields ?? {})) {
        resolver.known.add(`${subject}.${child}`);
      }
    }
    const nested = nestedOverrides(resolver, field, addresses);
    if (changed && !nested) {
      const typed = resolver.typeOverride(field, changed);
      add(typed.value, { origin: 'given', source: resolver.sourceOfOverride(changed.address), ...spread });
    } else if (found || nested) {
      const base = found?.raw ?? standard?.value;
      const raw = nested ? mergeMaps(isMap(base) ? base : {}, nested) : (found?.raw ?? null);
      const merged = mergesByKey(field) && standard && isMap(standard.value) ? mergeMaps(standard.value, raw) : raw;
      const path = found?.path ?? [];
      const typed = resolver.type(field, merged, path, subject);
      add(
        typed.value,
        typed.derived
          ? { origin: 'derived', source: typed.derived, ...spread }
          : { origin: 'given', source: resolver.placeOf(path), ...spread },
      );
    } else if (standard) {
      const typed = resolver.typeStandard(field, standard, `${profile?.name}: ${subject}`);
      add(typed.value, {
        origin: profile?.own && !standard.source ? 'assumed' : 'default',
        source: standard.source,
        profile: profile?.name ?? '',
        ...(standard.date ? { date: standard.date } : {}),
        ...spread,
      });
    } else if (field.fallback !== undefined) {
      add(field.fallback, { origin: 'default', source: null });
    } else {
      resolver.issue({
        code: 'missing-key',
        path: layers.at(-1)?.path ?? [],
        atKey: true,
        subject,
        message: `has no value: ${field.doc}`,
      });
    }
  }
  return { values, inputs };
};

/** Overrides of keys inside a block, as a map to merge over it; null where there are none. */
const nestedOverrides = (resolver: Resolver, field: Field<unknown>, addresses: readonly string[]): RawMap | null => {
  if (field.type !== 'block') return null;
  const map: Record<string, Raw> = {};
  for (const [key, child] of Object.entries(field.fields ?? {})) {
    const changed = resolver.override(...addresses.map((address) => `${address}.${key}`));
    if (!changed) continue;
    map[key] = 'raw' in changed.override ? changed.override.raw : inUnits(child, changed.override.base);
  }
  return Object.keys(map).length > 0 ? map : null;
};

/** A number in base units, written so that its field reads it back. */
export const inUnits = (field: Field<unknown>, base: number): Raw => {
  const unit: Record<string, string> = { time: 's', size: 'B', bandwidth: 'B/s', frequency: '/s' };
  const name = unit[field.type];
  return name ? `${base} ${name}` : base;
};

/** Values that are right one by one, and may not go together: told at the place of the key that is to blame. */
export const reportTogether = (
  resolver: Resolver,
  kind: { readonly fields: Block },
  { name, layers }: { readonly name: string; readonly layers: readonly Layer[] },
  problem: ValueProblem | null,
): void => {
  if (problem === null) return;
  const { key, message, hint } = problem;
  resolver.issue({
    code: 'together',
    path: given(kind.fields[key]!, key, layers)?.path ?? layers.at(-1)?.path ?? [],
    atKey: true,
    subject: `${name}.${key}`,
    message,
    ...(hint === undefined ? {} : { hint }),
  });
};
