/** `lakesim inspect`: what the metadata of a table says of its files, its layout and its log. */
import { resolve } from 'node:path';
import { InspectError, inspectTable } from '../../inspect/index.ts';
import type { TableSummary } from '../../results/table-summary.ts';
import { canonicalText } from '../../results/write.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { InputError } from '../errors.ts';
import type { Io } from '../io.ts';

type Given = ArgumentsOf<typeof commands.inspect>;

export async function inspect(given: Given, io: Io): Promise<ExitCode> {
  const word = given.words[0]!;
  const summary = await read(resolve(io.cwd, word), word);
  if (given.json) {
    io.out(canonicalText(summary));
    return 0;
  }
  const { renderInspectTerminal } = await import('../terminal/inspect.ts');
  const { columns, color, unicode } = io;
  io.out(renderInspectTerminal(summary, word, { columns, color, unicode }));
  return 0;
}

async function read(path: string, shown: string): Promise<TableSummary> {
  try {
    return await inspectTable(path, shown);
  } catch (error) {
    if (!(error instanceof InspectError)) throw error;
    const { file, line, message, hint } = error;
    const issue = { code: 'table', file, line, column: line === null ? null : 1, subject: '', message };
    throw new InputError([hint === undefined ? issue : { ...issue, hint }]);
  }
}
