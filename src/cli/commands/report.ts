/** `lakesim report`: the same numbers, drawn anew. */
import { dirname, join, relative } from 'node:path';
import { type ArgumentsOf, type commands, reportFormats } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { readResultsFile } from '../input-files.ts';
import type { Io } from '../io.ts';
import { prepareOutputFolder } from '../output-folder.ts';
import { createReportFiles } from '../report-files.ts';

export async function report(given: ArgumentsOf<typeof commands.report>, io: Io): Promise<ExitCode> {
  const { file, results } = await readResultsFile(given.words[0]!, io.cwd);
  const folder = given.out ?? (relative(io.cwd, dirname(file)) || '.');
  const output = prepareOutputFolder(folder);
  // The results stay with their report, or rendering it in one format would lose them.
  const formats = given.format ?? reportFormats;
  const files = await createReportFiles(results, [...new Set([...formats, 'json' as const])]);
  output.commit(files);
  const paths = files.map(({ path }) => path).sort();
  if (given.json) io.out(`${JSON.stringify({ ok: true, folder, files: paths }, null, 2)}\n`);
  else if (!given.quiet) io.out(paths.map((path) => `${join(folder, path)}\n`).join(''));
  return 0;
}
