/** `lakesim verify`: the scenario inside a results.json is run again, and what comes out is held against what stands there. */
import { basename } from 'node:path';
import { type Results, sha256Hex, writeResults } from '../../results/index.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import { type Difference, findDifferences } from '../differences.ts';
import type { ExitCode } from '../dispatch.ts';
import { fileIssue, InputError } from '../errors.ts';
import { readResultsFile } from '../input-files.ts';
import type { Io } from '../io.ts';
import { verification } from '../messages.ts';
import { simulate } from '../simulate.ts';
import { findOutsideIntervals } from '../within-intervals.ts';

const shownDifferences = 10;

interface Outcome {
  same: boolean;
  compared: 'bytes' | 'intervals';
  /** Why not byte for byte; null if so. */
  because: string | null;
  differences: Difference[];
}

export async function verify(given: ArgumentsOf<typeof commands.verify>, io: Io): Promise<ExitCode> {
  const word = given.words[0]!;
  const { results: before } = await readResultsFile(word, io.cwd);
  checkDigest(before, word);
  const after = await runAgain(before, word, given, io);
  const outcome = compareRuns(before, after);
  if (given.json) io.out(`${JSON.stringify(asData(outcome), null, 2)}\n`);
  else if (!outcome.same) io.err(asText(outcome, word));
  else if (!given.quiet) io.out(asText(outcome, word));
  return outcome.same ? 0 : 2;
}

/** The text must be the one that was run, or running it again proves nothing. */
function checkDigest(results: Results, word: string): void {
  const { text, sha256 } = results.scenario;
  const found = sha256Hex(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
  if (found !== sha256) {
    throw new InputError([fileIssue('other-digest', word, verification.otherDigest(sha256, found))]);
  }
}

async function runAgain(
  before: Results,
  word: string,
  given: ArgumentsOf<typeof commands.verify>,
  io: Io,
): Promise<Results> {
  const { parseScenario } = await import('../../scenario/index.ts');
  const { scenario, seed } = before;
  // Only the last part of the name is taken, since a results.json may come from anybody. Profiles beside the scenario
  // are looked for where the command is given.
  const name = basename(scenario.file.replaceAll('\\', '/')) || 'scenario.yaml';
  const read = await parseScenario(name, scenario.text, scenario.overrides);
  if (!read.ok) throw new InputError(read.issues.map((issue) => ({ ...issue, file: `${word} (${name})` })));
  return simulate(read.scenario, io, {
    workers: given.workers,
    label: `${name}, seed ${seed}`,
    showProgress: !given.quiet,
  });
}

/** Byte for byte if both come from the same program on the same arithmetic. */
export function compareRuns(before: Results, after: Results): Outcome {
  if (before.engine.mathDigest !== after.engine.mathDigest) {
    return withinIntervals(verification.otherMath(before.engine.mathDigest, after.engine.mathDigest), before, after);
  }
  if (before.lakesim !== after.lakesim) {
    return withinIntervals(verification.otherVersion(before.lakesim, after.lakesim), before, after);
  }
  const same = writeResults(before) === writeResults(after);
  const differences = same ? [] : findDifferences(JSON.parse(writeResults(before)), JSON.parse(writeResults(after)));
  return { same, compared: 'bytes', because: null, differences };
}

function withinIntervals(because: string, before: Results, after: Results): Outcome {
  const differences = findOutsideIntervals(before, after);
  return { same: differences.length === 0, compared: 'intervals', because, differences };
}

function asText({ same, compared, because, differences }: Outcome, word: string): string {
  const lines = because === null ? [] : [`${because}; compared within the intervals`];
  if (same) return `${[...lines, `same  ${word}: ${verification.same(compared)}`].join('\n')}\n`;
  lines.push(`differs  ${word}: ${verification.differs(differences.length)}`);
  for (const { path, before, after } of differences.slice(0, shownDifferences)) {
    lines.push(`  ${path || '/'}: ${shortText(before)} in the file, ${shortText(after)} now`);
  }
  if (differences.length > shownDifferences) lines.push(`  and ${differences.length - shownDifferences} more`);
  return `${lines.join('\n')}\n`;
}

function asData(outcome: Outcome): object {
  const differences = outcome.differences.map(({ path, before, after }) => ({
    path,
    inFile: before ?? null,
    now: after ?? null,
  }));
  return { ok: outcome.same, ...outcome, differences };
}

function shortText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
