/** What zod found, as issues with a place, an expectation and the nearest valid name. */
import type * as z from 'zod';
import { nearestName } from '../../units/index.ts';
import type { Path, Raw } from '../core/types.ts';
import { isMap, printRaw } from '../core/typing.ts';
import { notYet, type Shape, shapeAt } from './shape.ts';
import type { Source } from './source.ts';
import { type CarriedIssue, zodSchema } from './zod-schema.ts';

/** A block written as a word is its profile; `none` gives no keys to check. */
const normalise = (shape: Shape, raw: Raw): Raw | undefined => {
  switch (shape.k) {
    case 'block': {
      if (typeof raw === 'string') return raw === 'none' ? undefined : { profile: raw };
      return normaliseKeys(shape.keys, raw);
    }
    case 'map':
      return normaliseKeys(shape.keys, raw);
    case 'choice': {
      if (!isMap(raw)) return raw;
      return Object.fromEntries(
        Object.entries(raw).map(([key, value]) => {
          const option = Object.hasOwn(shape.options, key) ? shape.options[key] : undefined;
          if (value === 'none') return [key, {}];
          return [key, option ? (normalise(option, value) ?? {}) : value];
        }),
      );
    }
    case 'names':
      return isMap(raw)
        ? Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, normalise(shape.of, value) ?? {}]))
        : raw;
    case 'list':
      return Array.isArray(raw) ? raw.map((value: Raw) => normalise(shape.of, value) ?? {}) : raw;
    default:
      return raw;
  }
};
const normaliseKeys = (keys: { readonly [key: string]: Shape }, raw: Raw): Raw => {
  if (!isMap(raw)) return raw;
  const result: Record<string, Raw> = {};
  for (const [key, value] of Object.entries(raw)) {
    const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
    const normal = shape ? normalise(shape, value) : value;
    if (normal !== undefined) result[key] = normal;
  }
  return result;
};

const keysOf = (shape: Shape | undefined): string[] => {
  if (shape?.k === 'map' || shape?.k === 'block') return Object.keys(shape.keys);
  if (shape?.k === 'choice') return Object.keys(shape.options);
  return [];
};

const rawAt = (raw: Raw, path: Path): Raw | undefined => {
  let at: Raw | undefined = raw;
  for (const key of path) {
    if (Array.isArray(at)) at = at[Number(key)];
    else if (isMap(at) && Object.hasOwn(at, key)) at = at[key];
    else return undefined;
  }
  return at;
};

const subjectOf = (path: Path): string => {
  const words = path.map(String);
  // `designs.a.storage.open` reads better as `a.storage.open`.
  return (words[0] === 'designs' ? words.slice(1) : words)
    .filter((word) => word !== 'workload' && !/^\d+$/.test(word))
    .join('.');
};

const form = (shape: Shape | undefined): string => {
  switch (shape?.k) {
    case 'map':
    case 'block':
      return `a map with ${keysOf(shape).slice(0, 6).join(', ')}${keysOf(shape).length > 6 ? ' …' : ''}`;
    case 'names':
      return 'a map of names';
    case 'list':
      return 'a list';
    case 'choice':
      return `a map with one key: the ${shape.what}`;
    case 'text':
      return 'text';
    default:
      return 'another kind of value';
  }
};

/** Checks the form of the file and adds what is wrong to the source's issues. */
export const checkForm = (source: Source, shape: Shape): void => {
  const raw = source.data;
  const result = (zodSchema(shape) as z.ZodType).safeParse(normalise(shape, raw));
  if (result.success) return;
  for (const issue of result.error.issues) {
    const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
    const at = shapeAt(shape, path);
    switch (issue.code) {
      case 'unrecognized_keys':
        for (const key of issue.keys) unknownKey(source, at, [...path, key]);
        break;
      case 'invalid_type': {
        const found = rawAt(raw, path);
        const here = found === undefined ? source.place(path) : source.place(path);
        if (found === undefined || found === null) {
          const missing = found === undefined;
          const last = String(path.at(-1) ?? 'the file');
          const doc = at?.doc ? `: ${at.doc}` : '';
          source.add(
            missing ? 'missing-key' : 'empty',
            here,
            subjectOf(missing ? path.slice(0, -1) : path),
            missing ? `needs ${last}${doc}` : `has no value${doc}`,
          );
        } else source.add('wrong-form', here, subjectOf(path), `needs ${form(at)}; found ${printRaw(found)}`);
        break;
      }
      case 'invalid_value': {
        const found = rawAt(raw, path);
        const words = issue.values.map(String);
        const nearest = nearestName(String(found), words);
        if (found === undefined)
          source.add('missing-key', source.place(path), subjectOf(path), `needs one of ${words.join(', ')}`);
        else
          source.add(
            'unknown-word',
            source.place(path),
            subjectOf(path),
            `${printRaw(found)} is not one of ${words.join(', ')}`,
            nearest ? `did you mean ${nearest}?` : undefined,
          );
        break;
      }
      default: {
        const carried = 'params' in issue ? (issue.params as CarriedIssue | undefined)?.lakesim : undefined;
        source.add(
          carried?.code ?? 'form',
          source.place(path, carried?.atKey),
          subjectOf(path),
          issue.message,
          carried?.hint,
        );
      }
    }
  }
};

const unknownKey = (source: Source, shape: Shape | undefined, path: Path): void => {
  const key = String(path.at(-1));
  if (key === '<<') return;
  const place = source.place(path, true);
  const later = notYet[path.join('.')];
  if (later) {
    source.add('not-yet', place, subjectOf(path), 'is part of the language, but this version does not run it', later);
    return;
  }
  const allowed = keysOf(shape);
  const nearest = nearestName(key, allowed);
  const what = shape?.k === 'choice' ? `there is no ${shape.what} "${key}"` : 'unknown key';
  source.add(
    'unknown-key',
    place,
    subjectOf(path),
    what,
    nearest ? `did you mean ${nearest}?` : `known here: ${allowed.join(', ')}`,
  );
};
