/** From what was typed to a file: a path, the name of a bundled scenario, or an issue with the nearest name. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Results } from '../results/index.ts';
import { nearestName } from '../units/index.ts';
import { errorCode, fileIssue, InputError, type Issue } from './errors.ts';
import { files, reasons, usage } from './messages.ts';
import { bundledScenarioFile, bundledScenarios } from './package-root.ts';

export type Found = { ok: true; file: string } | { ok: false; issue: Issue };

/** The file as typed if there is one (so that issues print the path as the user knows it), else a bundled one. */
export function findScenario(word: string, cwd: string): Found {
  const kind = kindOf(resolve(cwd, word));
  if (kind === 'file') return { ok: true, file: word };
  const bundled = bundledScenarios();
  if (bundled.includes(word)) return { ok: true, file: bundledScenarioFile(word) };
  if (kind === 'folder') {
    const inside = yamlFiles(resolve(cwd, word)).map((name) => join(word, name));
    const hint = inside.length > 0 ? files.holds(inside.slice(0, 5)) : undefined;
    return { ok: false, issue: fileIssue('is-a-folder', word, files.isFolder('a scenario file'), hint) };
  }
  const near = nearScenario(word, cwd, bundled);
  const hint = near !== undefined ? usage.didYouMean(near) : files.bundled(bundled);
  return { ok: false, issue: fileIssue('no-such-file', word, files.missing(), hint) };
}

/** The file's name without `.yaml`: what its report folder is called. */
export function scenarioName(file: string): string {
  return basename(file, extname(file));
}

/** Reads a results.json, or the one inside a report folder. Throws InputError. */
export async function readResultsFile(word: string, cwd: string): Promise<{ file: string; results: Results }> {
  const path = resolve(cwd, word);
  const file = kindOf(path) === 'folder' ? join(path, 'results.json') : path;
  const shown = file === path ? word : join(word, 'results.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError([fileIssue('unreadable', shown, unreadable(error))]);
  }
  const { readResults } = await import('../results/index.ts');
  const read = readResults(text);
  if (read.ok) return { file, results: read.results };
  throw new InputError(
    read.issues.map(({ code, path: at, message, hint }) => ({
      ...fileIssue(code, shown, message, hint),
      subject: message.startsWith(at) ? '' : at,
    })),
  );
}

function unreadable(error: unknown): string {
  const code = errorCode(error) ?? '';
  if (code === 'ENOENT') return files.missing();
  if (code === 'EISDIR') return files.isFolder('a results.json');
  return files.unreadable(reasons[code] ?? code);
}

function nearScenario(word: string, cwd: string, bundled: readonly string[]): string | undefined {
  const folder = dirname(word);
  const siblings = yamlFiles(resolve(cwd, folder));
  const sibling =
    nearestName(basename(word), siblings) ?? siblings.find((name) => scenarioName(name) === basename(word));
  if (sibling !== undefined) return join(folder, sibling);
  const name = nearestName(scenarioName(word), bundled);
  return name;
}

function yamlFiles(folder: string): string[] {
  if (kindOf(folder) !== 'folder') return [];
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
}

export function kindOf(path: string): 'file' | 'folder' | 'nothing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'nothing';
  }
}
