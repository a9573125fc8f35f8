/** Scenarios from the command line: found, read and checked, all issues of all files at once. */
import type { Resolved, Scenario } from '../scenario/index.ts';
import { InputError, type Issue } from './errors.ts';
import { findScenario } from './input-files.ts';

export interface Overrides {
  set: Record<string, string>;
  seed?: number | undefined;
  replications?: number | undefined;
}

export interface Loaded {
  /** As typed, or where the bundled one lies. */
  file: string;
  scenario: Scenario;
  resolved: Resolved;
  warnings: readonly Issue[];
}

type LoadOutcome = Awaited<ReturnType<typeof import('../scenario/index.ts').loadScenario>>;
export type LoadResult = { word: string } & ({ loaded: Loaded; issues: [] } | { loaded: null; issues: Issue[] });

/** One file; an override that is undefined is none. */
export async function loadScenarioFile(file: string, { set, seed, replications }: Overrides): Promise<LoadOutcome> {
  const { loadScenario } = await import('../scenario/index.ts');
  return loadScenario(file, {
    set,
    ...(seed === undefined ? {} : { seed }),
    ...(replications === undefined ? {} : { replications }),
  });
}

/** Every file's outcome, in the order of the words. */
export async function loadEach(words: readonly string[], overrides: Overrides, cwd: string): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  for (const word of words) {
    const found = findScenario(word, cwd);
    if (!found.ok) {
      results.push({ word, loaded: null, issues: [found.issue] });
      continue;
    }
    const { file } = found;
    const read = await loadScenarioFile(file, overrides);
    if (read.ok) {
      const { scenario, resolved, warnings } = read;
      results.push({ word, loaded: { file, scenario, resolved, warnings }, issues: [] });
    } else results.push({ word, loaded: null, issues: [...read.issues] });
  }
  return results;
}

/** All of them, or an InputError with the issues of all. */
export async function loadAll(words: readonly string[], overrides: Overrides, cwd: string): Promise<Loaded[]> {
  const results = await loadEach(words, overrides, cwd);
  const issues = results.flatMap((result) => result.issues);
  if (issues.length > 0) throw new InputError(issues);
  return results.flatMap((result) => (result.loaded ? [result.loaded] : []));
}
