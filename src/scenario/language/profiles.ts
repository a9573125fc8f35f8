/** Profiles and tables from YAML files: the bundled ones, and a user's own beside the scenario. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { parseQuantity } from '../../units/index.ts';
import type { Profile, ProfileValue, Raw, RawMap, TableRow } from '../core/types.ts';
import { isMap } from '../core/typing.ts';

export class ProfileError extends Error {
  readonly code = 'PROFILE';
  readonly file: string;
  constructor(file: string, message: string) {
    super(message);
    this.file = file;
  }
}

/** From the sources and from a bundle alike: the folder lies beside or one above this module's folder. */
const bundledFolder = (): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  for (const candidate of ['profiles', '../profiles', '../../profiles']) {
    const folder = resolve(here, candidate);
    try {
      if (statSync(join(folder, 'tables')).isDirectory()) return folder;
    } catch {
      // Not here; the next candidate may be it.
    }
  }
  throw new Error('the bundled profiles are missing from this installation');
};

export interface ProfileLibrary {
  readonly profiles: { readonly [kind: string]: { readonly [name: string]: Profile } };
  readonly tables: { readonly [table: string]: { readonly [row: string]: TableRow } };
  /** Expressions in profile values, to be read. */
  readonly texts: readonly string[];
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const readValue = (raw: Raw, file: string, key: string, own: boolean): ProfileValue => {
  if (isMap(raw) && raw.value !== undefined) {
    const source = text(raw.source);
    if (!source && !own) throw new ProfileError(file, `${key} has no source`);
    return {
      value: raw.value,
      source,
      ...(raw.date !== undefined ? { date: String(raw.date) } : {}),
      ...(raw.low !== undefined ? { low: raw.low } : {}),
      ...(raw.high !== undefined ? { high: raw.high } : {}),
    };
  }
  if (!own) throw new ProfileError(file, `${key} has no source`);
  return { value: raw, source: null };
};

const readValues = (raw: Raw | undefined, file: string, own: boolean): Record<string, ProfileValue> =>
  Object.fromEntries(
    Object.entries(isMap(raw) ? raw : {}).map(([key, value]) => [key, readValue(value, file, key, own)]),
  );

interface Draft extends Profile {
  readonly extends: string | null;
}

const readProfile = (raw: RawMap, file: string, own: boolean): Draft => {
  const name = text(raw.profile);
  const kind = text(raw.for);
  const model = text(raw.model);
  const parent = text(raw.extends);
  if (raw.lakesim !== 1) throw new ProfileError(file, 'a profile begins with lakesim: 1');
  if (!name || !kind || (!model && !parent))
    throw new ProfileError(file, 'a profile needs profile, for, and model or extends');
  const variants: Record<string, Record<string, Record<string, ProfileValue>>> = {};
  for (const [key, words] of Object.entries(isMap(raw.variants) ? raw.variants : {})) {
    variants[key] = Object.fromEntries(
      Object.entries(isMap(words) ? words : {}).map(([word, values]) => [word, readValues(values, file, own)]),
    );
  }
  return {
    name,
    for: kind,
    model: model ?? '',
    title: text(raw.title) ?? name,
    values: readValues(raw.values, file, own),
    variants,
    own,
    notModelled: Array.isArray(raw.notModelled) ? raw.notModelled.map(String) : [],
    prediction: Object.fromEntries(
      Object.entries(isMap(raw.prediction) ? raw.prediction : {}).map(([key, word]) => [key, String(word)]),
    ),
    extends: parent,
  };
};

/** A profile stands on the one that it extends, key by key. */
const settle = (
  draft: Draft,
  find: (kind: string, name: string) => Draft | undefined,
  file: string,
  depth = 0,
): Profile => {
  const { extends: parent, ...profile } = draft;
  if (!parent) return profile;
  if (depth > 10) throw new ProfileError(file, `profiles extend one another in a circle: ${draft.name}`);
  const found = find(draft.for, parent);
  if (!found) throw new ProfileError(file, `extends "${parent}", which is not a profile for ${draft.for}`);
  const base = settle(found, find, file, depth + 1);
  const variants = { ...base.variants };
  for (const [key, words] of Object.entries(profile.variants)) variants[key] = { ...variants[key], ...words };
  return {
    ...profile,
    model: profile.model || base.model,
    values: { ...base.values, ...profile.values },
    variants,
    notModelled: [...profile.notModelled, ...base.notModelled],
    prediction: { ...base.prediction, ...profile.prediction },
  };
};

const readTable = (raw: RawMap, file: string): { name: string; rows: Record<string, TableRow> } => {
  const name = text(raw.table)!;
  const rows: Record<string, TableRow> = {};
  for (const [row, columns] of Object.entries(isMap(raw.rows) ? raw.rows : {})) {
    if (!isMap(columns)) throw new ProfileError(file, `the row ${row} is not a map`);
    const source = text(columns.source) ?? text(raw.source);
    if (!source) throw new ProfileError(file, `the row ${row} has no source`);
    const values: Record<string, number> = {};
    for (const [column, value] of Object.entries(columns)) {
      if (column === 'source' || column === 'date' || column === 'refused') continue;
      if (typeof value === 'number') values[column] = value;
      else if (typeof value === 'string') {
        const parsed = parseQuantity(value);
        if (!parsed.ok) throw new ProfileError(file, `${row}.${column}: ${parsed.message}`);
        values[column] = parsed.value;
      }
    }
    const date = columns.date ?? raw.date;
    const refused = text(columns.refused);
    rows[row] = {
      name: row,
      values,
      source,
      ...(date !== undefined && date !== null ? { date: String(date) } : {}),
      ...(refused ? { refused } : {}),
    };
  }
  return { name, rows };
};

/** Every bundled profile, by kind and name. */
export const listProfiles = (): { kind: string; name: string; title: string }[] =>
  Object.entries(loadProfiles().profiles).flatMap(([kind, byName]) =>
    Object.values(byName).map(({ name, title }) => ({ kind, name, title })),
  );

const yamlFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory()
        ? yamlFiles(join(folder, entry.name))
        : entry.name.endsWith('.yaml')
          ? [join(folder, entry.name)]
          : [],
    );

const textsIn = (raw: unknown, into: Set<string>): void => {
  if (typeof raw === 'string' && raw.trimStart().startsWith('=')) into.add(raw.trim().slice(1).trim());
  else if (Array.isArray(raw)) for (const item of raw) textsIn(item, into);
  else if (typeof raw === 'object' && raw !== null) for (const item of Object.values(raw)) textsIn(item, into);
};

/** The bundled profiles and tables, with a user's own (paths relative to `folder`) added under the words that name them. */
export const loadProfiles = (
  own: readonly { readonly path: string; readonly folder: string }[] = [],
): ProfileLibrary => {
  const drafts: Record<string, Record<string, Draft>> = {};
  const tables: Record<string, Record<string, TableRow>> = {};
  const texts = new Set<string>();
  const take = (file: string, raw: unknown, isOwn: boolean, as?: string): void => {
    if (!isMap(raw)) throw new ProfileError(basename(file), 'is not a map');
    if (typeof raw.table === 'string') {
      const table = readTable(raw, basename(file));
      tables[table.name] = { ...tables[table.name], ...table.rows };
      return;
    }
    const draft = readProfile(raw, basename(file), isOwn);
    textsIn(raw.values, texts);
    textsIn(raw.variants, texts);
    const ofKind = drafts[draft.for] ?? {};
    ofKind[as ?? draft.name] = draft;
    drafts[draft.for] = ofKind;
  };
  for (const file of yamlFiles(bundledFolder())) take(file, parse(readFileSync(file, 'utf8')), false);
  for (const { path, folder } of own) {
    let raw: unknown;
    try {
      raw = parse(readFileSync(resolve(folder, path), 'utf8'), { maxAliasCount: 100 });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      throw new ProfileError(
        path,
        code === 'ENOENT'
          ? 'there is no such file'
          : code === 'EISDIR'
            ? 'is a folder'
            : `cannot be read: ${(error as Error).message.split('\n')[0]}`,
      );
    }
    take(path, raw, true, path);
  }
  const profiles: Record<string, Record<string, Profile>> = {};
  const find = (kind: string, name: string): Draft | undefined => drafts[kind]?.[name];
  for (const [kind, byName] of Object.entries(drafts)) {
    profiles[kind] = Object.fromEntries(
      Object.entries(byName).map(([name, draft]) => [name, settle(draft, find, name)]),
    );
  }
  return { profiles, tables, texts: [...texts] };
};
