/** Reads a results.json: the results, or what is wrong with the file, all at once. */
import { checkShape, describe, type Mismatch } from './check.ts';
import { hints, messages } from './messages.ts';
import { pointer } from './pointer.ts';
import { resultsSchema } from './schema.ts';
import type { Results, TuneCandidate } from './types.ts';

export interface ReadIssue {
  code: 'not-json' | 'not-an-object' | 'other-schema' | 'missing' | 'wrong-type' | 'unknown-design';
  /** JSON pointer into the file; empty for the whole. */
  path: string;
  message: string;
  hint: string;
}

export type ReadResult = { ok: true; results: Results } | { ok: false; issues: ReadIssue[] };

/** Issues of one file that are listed; the rest is counted. */
const maxIssues = 20;

/** Checks the shape, not the arithmetic: numbers are believed. A BOM is allowed. */
export function readResults(text: string): ReadResult {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return failed({ code: 'not-json', path: '', message: messages.notJson(detail), hint: hints.notJson });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = messages.notAnObject(describe(value));
    return failed({ code: 'not-an-object', path: '', message, hint: hints.notJson });
  }
  const schema = (value as { schema?: unknown }).schema;
  if (schema !== undefined && schema !== 1) {
    const message = messages.otherSchema(describe(schema));
    return failed({ code: 'other-schema', path: '/schema', message, hint: hints.otherSchema });
  }
  const mismatches = checkShape(value, resultsSchema);
  if (mismatches.length > 0) return failed(...shorten(mismatches));
  const results = value as Results;
  const strangers = [...unknownDesigns(results), ...unknownCandidates(results)];
  return strangers.length > 0 ? failed(...strangers) : { ok: true, results };
}

/** Names that lead nowhere would break a report in the middle of a table. */
function unknownDesigns(results: Results): ReadIssue[] {
  const named: [string, string][] = [
    [pointer('baseline'), results.baseline],
    ...results.designOrder.map((name, i): [string, string] => [pointer('designOrder', i), name]),
  ];
  return named
    .filter(([, name]) => !Object.hasOwn(results.designs, name))
    .map(([path, name]) => ({
      code: 'unknown-design',
      path,
      message: messages.unknownDesign(path, name),
      hint: hints.wrongShape,
    }));
}

/** The same of a wish: places of candidates, limits and objectives that there are not. */
function unknownCandidates({ tune }: Results): ReadIssue[] {
  if (!tune) return [];
  const { candidates, objectives, constraints, frontOf } = tune;
  const places: [string, number | null, number][] = [
    ...(['recommended', 'runnerUp', 'nearest'] as const).map((key): [string, number | null, number] => [
      pointer('tune', key),
      tune[key],
      candidates.length,
    ]),
    ...tune.flips.flatMap(({ candidate, constraint }, i): [string, number | null, number][] => [
      [pointer('tune', 'flips', i, 'candidate'), candidate, candidates.length],
      [pointer('tune', 'flips', i, 'constraint'), constraint, constraints.length],
    ]),
    ...tune.binding.map((k, i): [string, number, number] => [pointer('tune', 'binding', i), k, constraints.length]),
    ...frontOf.objectives.map((k, i): [string, number, number] => [
      pointer('tune', 'frontOf', 'objectives', i),
      k,
      objectives.length,
    ]),
    ...frontOf.constraints.map((k, i): [string, number, number] => [
      pointer('tune', 'frontOf', 'constraints', i),
      k,
      constraints.length,
    ]),
  ];
  const all: [string, TuneCandidate][] = [
    ...candidates.map((each, i): [string, TuneCandidate] => [pointer('tune', 'candidates', i), each]),
    ...tune.elsewhere.flatMap(({ candidate }, i): [string, TuneCandidate][] =>
      candidate ? [[pointer('tune', 'elsewhere', i, 'candidate'), candidate]] : [],
    ),
  ];
  const uneven = all.filter(
    ([, each]) => each.objectives.length !== objectives.length || each.constraints.length !== constraints.length,
  );
  const wrong = [
    ...(objectives.length === 0 ? [messages.missing(pointer('tune', 'objectives', 0))] : []),
    ...places
      .filter(([, at, length]) => at !== null && (at < 0 || at >= length))
      .map(([path, at]) => messages.noPlace(path, at!)),
    ...uneven.map(([path]) => messages.uneven(path)),
  ];
  return wrong.map((message) => ({
    code: 'wrong-type',
    path: message.split(' ')[0]!,
    message,
    hint: hints.wrongShape,
  }));
}

function shorten(mismatches: Mismatch[]): ReadIssue[] {
  const issues = mismatches.slice(0, maxIssues).map((mismatch) => ({ ...mismatch, hint: hints.wrongShape }));
  const left = mismatches.length - maxIssues;
  if (left > 0) issues.push({ code: 'wrong-type', path: '', message: messages.more(left), hint: hints.wrongShape });
  return issues;
}

function failed(...issues: ReadIssue[]): ReadResult {
  return { ok: false, issues };
}
