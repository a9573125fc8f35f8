/** `lakesim validate`: every problem of every file; nothing is run. */
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import type { Io } from '../io.ts';
import { type LoadResult, loadEach } from '../load.ts';
import { formatIssues, formatWarnings } from '../print-issues.ts';

export async function validate(given: ArgumentsOf<typeof commands.validate>, io: Io): Promise<ExitCode> {
  const results = await loadEach(given.words, { set: given.set }, io.cwd);
  const issues = results.flatMap((result) => result.issues);
  if (issues.length > 0) io.err(formatIssues(issues, io.errColors));
  for (const { loaded } of results) if (loaded) io.err(formatWarnings(loaded.warnings, io.errColors));
  if (given.json) io.out(`${JSON.stringify({ ok: issues.length === 0, files: results.map(asData) }, null, 2)}\n`);
  else for (const result of results) if (result.loaded) io.out(`${line(result)}\n`);
  return issues.length > 0 ? 2 : 0;
}

function line({ word, loaded }: LoadResult): string {
  if (!loaded) return '';
  const { designOrder, claims } = loaded.scenario;
  return `ok  ${word}: ${count(designOrder.length, 'design')}, ${count(claims.length, 'claim')}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function asData({ word, loaded, issues }: LoadResult): object {
  if (!loaded) return { file: word, ok: false, issues };
  const { title, question, designOrder, claims, sha256 } = loaded.scenario;
  return {
    file: word,
    ok: true,
    title,
    question,
    sha256,
    designs: designOrder,
    claims: claims.map(({ id }) => id),
    warnings: loaded.warnings,
    issues,
  };
}
