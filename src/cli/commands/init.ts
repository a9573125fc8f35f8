/** `lakesim init`: a first scenario that runs as it is. */
import { existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { errorCode, fileIssue, InputError } from '../errors.ts';
import { scenarioName } from '../input-files.ts';
import type { Io } from '../io.ts';
import { files, reasons } from '../messages.ts';
import { firstScenario } from './_first-scenario.ts';

export async function init(given: ArgumentsOf<typeof commands.init>, io: Io): Promise<ExitCode> {
  const name = given.words[0] ?? 'my-scenario';
  const file = /\.ya?ml$/.test(name) ? name : `${name}.yaml`;
  const path = resolve(io.cwd, file);
  if (!/^[A-Za-z0-9][\w.-]*$/.test(basename(file)) || !existsSync(dirname(path))) {
    throw new InputError([fileIssue('bad-name', file, files.badName())]);
  }
  try {
    writeFileSync(path, firstScenario(scenarioName(file)), { flag: 'wx' });
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (code === 'EEXIST') throw new InputError([fileIssue('exists', file, files.exists(), files.anotherName())]);
    throw new InputError([fileIssue('not-writable', file, files.cannotWrite(reasons[code] ?? code))]);
  }
  if (given.json) io.out(`${JSON.stringify({ ok: true, file }, null, 2)}\n`);
  else io.out(`wrote ${file}\nrun it:  lakesim run ${file}\n`);
  return 0;
}
