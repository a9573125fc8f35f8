/** A scenario file to a checked scenario, or to everything that is wrong with it at once. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Model } from '../../models/model.ts';
import { models as registry } from '../../models/registry.ts';
import { nearestName } from '../../units/index.ts';
import { createCatalog } from '../core/catalog.ts';
import { resolveScenario } from '../core/resolve.ts';
import type { Expression, Issue, Path, Raw, RawMap, Resolved, Scenario } from '../core/types.ts';
import { isMap } from '../core/typing.ts';
import { checkForm } from './check.ts';
import { checkMetricExpressions, checkVariations, readCharts, readClaims, readSweep } from './claims.ts';
import { checkNames } from './names.ts';
import { loadProfiles, ProfileError, type ProfileLibrary } from './profiles.ts';
import { scenarioShape } from './shape.ts';
import { Source, type SourceIssue } from './source.ts';
import { readTraces } from './traces.ts';
import { checkTune, readTune } from './tune.ts';

export interface LoadOptions {
  /** Address to text. */
  readonly set?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly replications?: number;
  /** Another registry than the program's own. */
  readonly models?: readonly Model[];
  /** Profiles of models that are not the program's own. */
  readonly profiles?: ProfileLibrary['profiles'];
}
export type LoadResult =
  | { readonly ok: true; readonly scenario: Scenario; readonly resolved: Resolved; readonly warnings: SourceIssue[] }
  | { readonly ok: false; readonly issues: SourceIssue[] };

const plain = (code: string, file: string, message: string, hint?: string): LoadResult => ({
  ok: false,
  issues: [{ code, file, line: null, column: null, subject: '', message, ...(hint ? { hint } : {}) }],
});

/** Reads and checks a scenario file. The user's mistakes come back as issues; nothing is thrown for them. */
export const loadScenario = async (file: string, options: LoadOptions = {}): Promise<LoadResult> => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EISDIR') return plain('folder', file, 'is a folder; a scenario is a YAML file', nearestFile(file));
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return plain('no-file', file, 'there is no such file', nearestFile(file));
    return plain('unreadable', file, `cannot be read (${code ?? String(error)})`);
  }
  return parseScenario(file, text, options);
};

const nearestFile = (file: string): string | undefined => {
  try {
    const folder = dirname(file);
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    const nearest = nearestName(basename(file), names);
    return nearest ? `did you mean ${folder === '.' ? nearest : `${folder}/${nearest}`}?` : undefined;
  } catch {
    return undefined;
  }
};

/** The same from text. `file` names it in messages and gives the folder for profiles beside it. */
export const parseScenario = async (file: string, text: string, options: LoadOptions = {}): Promise<LoadResult> => {
  const models = options.models ?? registry;
  const catalog = createCatalog(models);
  const source = new Source(file, text);
  const fail = (): LoadResult => ({ ok: false, issues: sortIssues(source.issues) });
  if (source.issues.length > 0 && source.data === null) return fail();
  const data = source.data;
  if (!isMap(data)) {
    source.add('wrong-form', source.place([]), '', 'a scenario is a map of keys', 'begin with lakesim: 1');
    return fail();
  }

  let library: ProfileLibrary;
  try {
    const own = [...ownProfiles(data)].map((path) => ({ path, folder: dirname(file) }));
    library = loadProfiles(own);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    source.add('profile', source.place(pathOfText(data, error.file) ?? []), error.file, error.message);
    return fail();
  }
  const profiles = { ...library.profiles, ...options.profiles };
  readTraces(data, dirname(file), (path, message, hint) =>
    source.add('trace', source.place(path), path.join('.'), message, hint),
  );

  const names = Object.fromEntries(
    Object.entries(profiles).map(([kind, byName]) => [kind, Object.keys(byName).sort()]),
  );
  checkForm(source, scenarioShape(catalog, names));
  checkNames(source, [...catalog.components.keys(), ...catalog.activities.keys()]);
  for (const [key, value] of [
    ['--seed', options.seed],
    ['--replications', options.replications],
  ] as const) {
    const floor = key === '--seed' ? 0 : 1;
    if (value !== undefined && (!Number.isInteger(value) || value < floor)) {
      source.add('range', null, key, `needs a whole number from ${floor}; here is ${value}`);
    }
  }

  const { parseExpression } = await import('./parse-expression.ts');
  const parameters = isMap(data.parameters) ? data.parameters : {};
  const parameterNames = Object.keys(parameters);
  const expressions: Record<string, Expression> = {};
  const readInput = (written: string, path: Path, subject: string): void => {
    if (Object.hasOwn(expressions, written)) return;
    const read = parseExpression(written, { metrics: false, parameters: parameterNames });
    if (read.ok) expressions[written] = read.expression;
    else source.add('expression', source.place(path), subject, read.message, read.hint);
  };
  const { claims: _claims, charts: _charts, tune: _tune, ...inputs } = data;
  visitTexts(inputs, [], (written, path) => readInput(written, path, path.at(-1) === undefined ? '' : path.join('.')));
  const assumptionTexts = isMap(data) && Array.isArray(data.claims) ? data.claims : [];
  assumptionTexts.forEach((claim: Raw, index: number) => {
    if (isMap(claim))
      visitTexts(claim.assumptions ?? null, ['claims', index, 'assumptions'], (written, path) =>
        readInput(written, path, path.join('.')),
      );
  });
  for (const written of library.texts) readInput(written, [], 'profile');
  for (const [address, raw] of Object.entries(options.set ?? {})) {
    if (raw.trim().startsWith('=')) readInput(raw.trim().slice(1).trim(), [], `--set ${address}`);
  }
  const parseMetric = (written: string) => parseExpression(written, { metrics: true, parameters: parameterNames });

  const designs = isMap(data.designs) ? data.designs : {};
  const designOrder = Object.keys(designs);
  const baseline = typeof data.baseline === 'string' ? data.baseline : (designOrder[0] ?? '');
  if (data.baseline !== undefined && !designOrder.includes(baseline)) {
    const nearest = nearestName(baseline, designOrder);
    source.add(
      'unknown-reference',
      source.place(['baseline']),
      'baseline',
      `there is no design "${baseline}"`,
      nearest ? `did you mean ${nearest}?` : `designs: ${designOrder.join(', ')}`,
    );
  }
  const scenario: Scenario = {
    file: basename(file),
    text: source.text,
    sha256: source.sha256,
    title: String(data.title ?? ''),
    question: String(data.question ?? data.title ?? ''),
    parameters,
    defaults: isMap(data.defaults) ? data.defaults : {},
    designs: Object.fromEntries(
      Object.entries(designs).map(([name, design]): [string, RawMap] => [name, isMap(design) ? design : {}]),
    ),
    designOrder,
    baseline,
    run: isMap(data.run) ? data.run : {},
    claims: readClaims(source, parseMetric),
    sweep: readSweep(source),
    tune: readTune(source, parseMetric),
    charts: readCharts(source, parseMetric),
    expressions,
    profiles,
    tables: library.tables,
    lines: source.lines,
    set: { ...options.set },
    overridden: {
      ...(options.seed !== undefined ? { seed: options.seed } : {}),
      ...(options.replications !== undefined ? { replications: options.replications } : {}),
    },
  };
  const resolution = resolveScenario(scenario, {}, models);
  for (const issue of resolution.issues) addIssue(source, issue, scenario);
  const before = source.issues.length;
  checkMetricExpressions(source, scenario, resolution.resolved, catalog);
  checkTune(source, scenario, resolution.resolved, catalog);
  checkVariations(source, scenario, models, before);
  if (source.issues.length > 0) return fail();
  return { ok: true, scenario, resolved: resolution.resolved, warnings: [] };
};

const addIssue = (source: Source, issue: Issue, scenario: Scenario): void => {
  if (issue.path.length > 0) {
    source.add(issue.code, source.place(issue.path, issue.atKey), issue.subject, issue.message, issue.hint);
    return;
  }
  const changed = Object.hasOwn(scenario.set, issue.subject);
  const subject = changed ? `--set ${issue.subject}=${scenario.set[issue.subject]}` : issue.subject;
  source.add(issue.code, null, subject, issue.message, issue.hint);
};

/** By place, each place and message once: what the form says and what resolving says of one place are one mistake. */
const sortIssues = (issues: readonly SourceIssue[]): SourceIssue[] => {
  const seen = new Set<string>();
  return [...issues]
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
    .filter((issue) => {
      const key =
        issue.line === null ? `${issue.subject}|${issue.message}` : `${issue.line}:${issue.column}|${issue.code}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
};

const visitTexts = (raw: Raw, path: Path, found: (written: string, path: Path) => void): void => {
  if (typeof raw === 'string') {
    if (raw.trimStart().startsWith('=')) found(raw.trim().slice(1).trim(), path);
  } else if (Array.isArray(raw)) for (const [index, item] of raw.entries()) visitTexts(item, [...path, index], found);
  else if (isMap(raw)) for (const [key, item] of Object.entries(raw)) visitTexts(item, [...path, key], found);
};

const isOwnProfile = (raw: string): boolean => /^\.\.?\/.*\.ya?ml$/.test(raw);

const ownProfiles = (raw: Raw, found = new Set<string>()): Set<string> => {
  if (typeof raw === 'string') {
    if (isOwnProfile(raw)) found.add(raw);
  } else if (Array.isArray(raw)) for (const item of raw) ownProfiles(item, found);
  else if (isMap(raw)) for (const item of Object.values(raw)) ownProfiles(item, found);
  return found;
};

const pathOfText = (raw: Raw, wanted: string, path: Path = []): Path | null => {
  if (raw === wanted) return path;
  const entries: [string | number, Raw][] = Array.isArray(raw)
    ? raw.map((item: Raw, i: number) => [i, item])
    : isMap(raw)
      ? Object.entries(raw)
      : [];
  for (const [key, item] of entries) {
    const inside = pathOfText(item, wanted, [...path, key]);
    if (inside) return inside;
  }
  return null;
};
