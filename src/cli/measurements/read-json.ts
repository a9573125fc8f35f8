/**
 * Latencies in JSON: a list of numbers, a list of objects, or any nesting in which a key holds them. Each list of
 * numbers is one client. Names (of a group, a condition) are looked up from where the latencies stand outwards.
 */
import { fileIssue, InputError } from '../errors.ts';
import { findSyntaxError, type JsonPath, placeOf } from './json-places.ts';
import { measurements as words } from './messages.ts';
import { type Reading, type Selection, SeriesByClient } from './readings.ts';
import { IssueList, issueAt, type SourceText } from './source-text.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonMap = { [key: string]: Json };

const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = (value: Json | undefined): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Throws InputError. */
export function readJson(source: SourceText, selection: Selection): Reading {
  let root: Json;
  try {
    root = JSON.parse(source.text) as Json;
  } catch {
    const { offset, expected } = findSyntaxError(source.text) ?? { offset: 0, expected: 'a value' };
    throw new InputError([issueAt(source, offset, 1, { code: 'not-json', message: words.json(expected) })]);
  }
  const list = Array.isArray(root) && selection.column === undefined && !root.some((item) => typeof item === 'object');
  const column = list ? '' : (selection.column ?? onlyColumn(root, source));
  const collector = new Collector(source, column, selection);
  if (list) collector.take(root, [], []);
  else collector.walk(root, [], []);
  return collector.finish();
}

class Collector {
  private readonly source: SourceText;
  private readonly column: string;
  private readonly selection: Selection;
  private readonly rows = new SeriesByClient();
  private readonly issues: IssueList;
  private found = false;
  private readonly missing = new Set<string>();
  private readonly seen = new Map<string, Set<string>>();

  constructor(source: SourceText, column: string, selection: Selection) {
    this.source = source;
    this.column = column;
    this.selection = selection;
    this.issues = new IssueList(source);
  }

  walk(value: Json, path: JsonPath, outer: readonly JsonMap[]): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (typeof item === 'object') this.walk(item, [...path, index], outer);
      }
      return;
    }
    if (!isMap(value)) return;
    const inner = [...outer, value];
    const steps = this.column.split('.');
    const held = Object.hasOwn(value, this.column) ? value[this.column] : at(value, steps);
    if (held !== undefined) {
      this.take(held, [...path, ...(Object.hasOwn(value, this.column) ? [this.column] : steps)], inner);
    }
    for (const [key, item] of Object.entries(value)) {
      if (item !== held && typeof item === 'object') this.walk(item, [...path, key], inner);
    }
  }

  /** A list of latencies is a client of its own; a single one belongs to the client it names. */
  take(held: Json, path: JsonPath, outer: readonly JsonMap[]): void {
    this.found = true;
    const { by, requester, where } = this.selection;
    for (const [name, wanted] of Object.entries(where)) {
      const value = this.lookUp(name, outer);
      if (value === undefined) this.missing.add(name);
      else remember(this.seen, name, value);
      if (value !== wanted) return;
    }
    const group = by === undefined ? '' : this.named(by, outer);
    const named = requester === undefined ? '' : this.named(requester, outer);
    if (!Array.isArray(held)) {
      this.add(held, path, group, named);
      return;
    }
    const own = requester === undefined ? JSON.stringify(path) : named;
    for (const [index, item] of held.entries()) this.add(item, [...path, index], group, own);
  }

  finish(): Reading {
    const { file } = this.source;
    const { column, by, requester, where } = this.selection;
    if (!this.found) {
      throw new InputError([
        fileIssue('no-such-name', file, words.noName('column', column ?? ''), words.names(columnsOf(this.root()))),
      ]);
    }
    for (const [name, wanted] of Object.entries(where)) {
      const seen = [...(this.seen.get(name) ?? [])];
      if (seen.length === 0) throw new InputError([fileIssue('no-such-name', file, words.noName('where', name))]);
      if (!seen.includes(wanted)) {
        throw new InputError([fileIssue('none-left', file, words.noneLeft(name, wanted), words.values(seen))]);
      }
    }
    for (const [option, name] of [['by', by] as const, ['requester', requester] as const]) {
      if (name !== undefined && this.missing.has(name)) {
        throw new InputError([fileIssue('no-such-name', file, words.noName(option, name))]);
      }
    }
    this.issues.throwIfAny();
    return { series: this.rows.series, quantiles: [], names: this.column === '' ? [] : [this.column] };
  }

  private root(): Json {
    return JSON.parse(this.source.text) as Json;
  }

  private add(value: Json, path: JsonPath, group: string, requester: string): void {
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) {
      this.rows.add(group, requester, value);
      return;
    }
    const place = (): { offset: number; length: number } => placeOf(this.source.text, path);
    const subject = path
      .map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`))
      .join('');
    if (typeof value === 'number') {
      this.issues.add(place, { code: 'not-positive', subject, message: words.notPositive(String(value)) });
      return;
    }
    const hint =
      typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? words.quoted() : undefined;
    const message = words.notANumber(JSON.stringify(value).slice(0, 40));
    this.issues.add(place, { code: 'not-a-number', subject, message, ...(hint === undefined ? {} : { hint }) });
  }

  private named(name: string, outer: readonly JsonMap[]): string {
    const value = this.lookUp(name, outer);
    if (value === undefined) this.missing.add(name);
    return value ?? '';
  }

  /** From the innermost object outwards: the name itself, as a path, or inside one of the object's own maps. */
  private lookUp(name: string, outer: readonly JsonMap[]): string | undefined {
    for (let i = outer.length - 1; i >= 0; i--) {
      const map = outer[i]!;
      const direct = Object.hasOwn(map, name) ? map[name] : at(map, name.split('.'));
      if (isScalar(direct)) return String(direct);
      const inside = Object.values(map).filter((value) => isMap(value) && isScalar(value[name])) as JsonMap[];
      if (inside.length === 1) return String(inside[0]![name]);
    }
    return undefined;
  }
}

function at(map: JsonMap, steps: readonly string[]): Json | undefined {
  let value: Json | undefined = map;
  for (const step of steps) {
    if (!isMap(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

function remember(seen: Map<string, Set<string>>, name: string, value: string): void {
  const values = seen.get(name);
  if (values === undefined) seen.set(name, new Set([value]));
  else values.add(value);
}

/** The key whose lists (or else whose numbers, in a list of objects) are the only ones. */
function onlyColumn(root: Json, source: SourceText): string {
  const names = columnsOf(root);
  if (names.length === 1) return names[0]!;
  const hint = names.length === 0 ? undefined : words.columns(names);
  throw new InputError([fileIssue('which-column', source.file, words.whichColumn(names), hint)]);
}

function columnsOf(root: Json): string[] {
  const lists = new Set<string>();
  const numbers = new Set<string>();
  const visit = (value: Json): void => {
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object') visit(item);
    } else if (isMap(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (Array.isArray(item) && item.some((each) => typeof each === 'number')) lists.add(key);
        else if (typeof item === 'number') numbers.add(key);
        else if (typeof item === 'object') visit(item);
      }
    }
  };
  visit(root);
  return [...(lists.size > 0 ? lists : numbers)].sort();
}
