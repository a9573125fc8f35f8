#!/usr/bin/env node
/** The program. Help and version are answered before anything else is loaded. */
import { version } from '../version.ts';
import { answerAtOnce, renderProgramHelp } from './help.ts';

const argv = process.argv.slice(2);

// A reader that has seen enough (`lakesim list | head -3`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});

const answer = answerAtOnce(argv, version);
if (answer !== null) {
  process.stdout.write(answer);
} else if (argv.length === 0) {
  process.stderr.write(renderProgramHelp());
  process.exitCode = 2;
} else {
  const [{ dispatch }, { createIo }] = await Promise.all([import('./dispatch.ts'), import('./io.ts')]);
  process.exitCode = await dispatch(argv, createIo());
}
