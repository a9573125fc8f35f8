/** `lakesim inspect`: what the metadata of a table says of its files, its layout and its log; what its upkeep would take. */
import { basename, join, resolve } from 'node:path';
import { InspectError, inspectTable } from '../../inspect/index.ts';
import type { TablePredictions, TableSummary } from '../../results/table-summary.ts';
import { canonicalText } from '../../results/write.ts';
import { version } from '../../version.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { InputError } from '../errors.ts';
import type { Io } from '../io.ts';
import { prepareOutputFolder } from '../output-folder.ts';

type Given = ArgumentsOf<typeof commands.inspect>;

export async function inspect(given: Given, io: Io): Promise<ExitCode> {
  const word = given.words[0]!;
  const path = resolve(io.cwd, word);
  const predicts = given.predict || given.workers !== undefined || given.instance !== undefined;
  const simulated = predicts || given.scenario !== undefined ? await import('../table-scenario.ts') : null;
  // Whatever can be refused is refused before the table is read.
  const cluster = simulated?.clusterOf(given);
  const file = given.scenario === undefined ? null : simulated!.prepareScenarioFile(given.scenario, io.cwd);
  const output = given.out === undefined ? null : prepareOutputFolder(resolve(io.cwd, given.out), given.out);
  const summary = await read(path, word);
  let predictions: TablePredictions | null = null;
  if (simulated !== null) {
    const { by, replications } = given;
    const scenario = simulated.describe(summary, { name: basename(path), cluster: cluster!, by, replications });
    file?.write(scenario.text);
    if (predicts) predictions = await simulated.predict(scenario, cluster!, io, { showProgress: !given.json });
  }
  if (output !== null) {
    const { renderInspect } = await import('../../report/inspect/index.ts');
    output.commit(await renderInspect({ name: basename(path), lakesim: version, table: summary, predictions }));
  }
  if (given.json) {
    io.out(canonicalText({ ...summary, predictions }));
    return 0;
  }
  const { renderInspectTerminal } = await import('../terminal/inspect.ts');
  const { columns, color, unicode } = io;
  io.out(renderInspectTerminal(summary, word, { columns, color, unicode, predictions }));
  if (given.scenario !== undefined) io.out(`\nscenario  ${given.scenario}\nrun it:   lakesim run ${given.scenario}\n`);
  if (given.out !== undefined) io.out(`\nreport    ${join(given.out, 'index.html')}\n`);
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
