/** `lakesim verify-kernel`: the simulation kernel against theory, case by case. A case that fails is our bug: exit 1. */
import { mathDigest } from '../../experiment/core/math-digest.ts';
import type { VerificationCase, VerificationResults } from '../../results/verification.ts';
import { canonicalText } from '../../results/write.ts';
import { nearestName } from '../../units/index.ts';
import { version } from '../../version.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { usageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { usage, verifyKernel as words } from '../messages.ts';
import { prepareOutputFolder } from '../output-folder.ts';
import { createProgress } from '../progress.ts';

type Given = ArgumentsOf<(typeof commands)['verify-kernel']>;

export async function verifyKernel(given: Given, io: Io): Promise<ExitCode> {
  const start = Date.now();
  const { allCases } = await import('../../verification/index.ts');
  const chosen = choose(allCases, given.only);
  const output = given.out === undefined ? null : prepareOutputFolder(given.out);
  const results = await runSuite(chosen, given, io);
  if (output !== null) {
    const { renderVerification } = await import('../../report/verification/index.ts');
    output.commit(await renderVerification(results));
  }
  const holds = results.cases.every(({ verdict }) => verdict === 'holds');
  if (given.json) {
    io.out(canonicalText(results));
  } else if (!given.quiet || !holds) {
    const { renderVerificationTerminal } = await import('../terminal/verification.ts');
    const text = renderVerificationTerminal(results, {
      columns: io.columns,
      color: io.color,
      unicode: io.unicode,
      elapsedSeconds: (Date.now() - start) / 1000,
      reportPath: given.out === undefined ? null : `${given.out.replace(/[\\/]+$/, '')}/index.html`,
    });
    io.out(text);
  }
  return holds ? 0 : 1;
}

type Spec = typeof import('../../verification/index.ts')['allCases'][number];

/** One case by its name, or a group by its own. */
function choose(all: readonly Spec[], only: string | undefined): readonly Spec[] {
  if (only === undefined) return all;
  const chosen = all.filter(({ id, group }) => id === only || group === only);
  if (chosen.length > 0) return chosen;
  const groups = [...new Set(all.map(({ group }) => group))];
  const near = nearestName(only, [...all.map(({ id }) => id), ...groups]);
  throw usageError(words.unknownCase(only), near ? usage.didYouMean(near) : words.groups(groups));
}

async function runSuite(chosen: readonly Spec[], given: Given, io: Io): Promise<VerificationResults> {
  const { assembleResults, entitiesOf, runCase, suiteSeed } = await import('../../verification/index.ts');
  const size = given.long ? 'long' : 'quick';
  // A case without chance takes about as long as so many customers.
  const weights = chosen.map((spec) => entitiesOf(spec, size) || 100_000);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const progress = createProgress(io, 'kernel against theory', !given.quiet);
  const cases: VerificationCase[] = [];
  let done = 0;
  try {
    for (const [index, spec] of chosen.entries()) {
      cases.push(runCase(spec, size));
      done += weights[index]!;
      progress.update(done, total);
    }
  } finally {
    progress.end();
  }
  return assembleResults(cases, { version, mathDigest: mathDigest(), size, seed: suiteSeed });
}
