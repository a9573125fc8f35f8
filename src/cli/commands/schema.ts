/** `lakesim schema`: for editors and for programs that read results. */
import { nearestName } from '../../units/index.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { usageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { usage } from '../messages.ts';

const known = ['scenario', 'results'] as const;

export async function schema(given: ArgumentsOf<typeof commands.schema>, io: Io): Promise<ExitCode> {
  const which = given.words[0] ?? 'scenario';
  io.out(`${JSON.stringify(await schemaOf(which), null, 2)}\n`);
  return 0;
}

async function schemaOf(which: string): Promise<object> {
  if (which === 'scenario') return (await import('../../scenario/index.ts')).scenarioJsonSchema();
  if (which === 'results') return (await import('../../results/index.ts')).resultsJsonSchema();
  const near = nearestName(which, known);
  throw usageError(usage.unknownSchema(which, known), near ? usage.didYouMean(near) : undefined);
}
