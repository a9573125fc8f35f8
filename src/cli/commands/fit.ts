/** `lakesim fit latency`: from measured latencies to a profile, with how well it holds. */
import { basename } from 'node:path';
import { fitLatency, lawNames } from '../../random/fitting/index.ts';
import { canonicalText } from '../../results/write.ts';
import { nearestName } from '../../units/index.ts';
import { version } from '../../version.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { plainIssue, usageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { advise, independenceSentence } from '../measurements/advise.ts';
import { latencyUnits } from '../measurements/latency-unit.ts';
import { measurements as words } from '../measurements/messages.ts';
import { profileMark, renderProfile } from '../measurements/profile-text.ts';
import { readMeasurements } from '../measurements/read-measurements.ts';
import { usage } from '../messages.ts';
import { checkOwnFile, writeOwnFile } from '../own-file.ts';
import { formatWarnings } from '../print-issues.ts';

type Given = ArgumentsOf<typeof commands.fit>;

const defaultParent = 's3-standard';

export async function fit(given: Given, io: Io): Promise<ExitCode> {
  const [what, ...names] = given.words;
  if (what !== 'latency') {
    const near = what !== undefined && nearestName(what, ['latency']);
    throw usageError(words.what(what), near ? usage.didYouMean(near) : usage.seeHelp('fit'));
  }
  if (names.length === 0) throw usageError(words.noFile(), usage.seeHelp('fit'));
  const unit = given.unit === undefined ? undefined : oneOf('unit', given.unit, latencyUnits);
  const law = oneOf('law', given.law ?? 'quantiles', lawNames);
  const key = matching(given.key ?? 'firstByte', /^[a-z][A-Za-z0-9]*$/, words.badKey);
  const stem = basename(given.out ?? names[0]!)
    .replace(/(\.[a-z]+)+$/i, '')
    .replace(/[^A-Za-z0-9]+/g, '-');
  const name = matching(
    given.name ?? (/^[A-Za-z]/.test(stem) ? stem : `measured-${stem}`),
    /^[A-Za-z][A-Za-z0-9-]*$/,
    words.badName,
  );
  const date = given.date === undefined ? undefined : matching(given.date, /^\d{4}(-\d\d){0,2}$/, words.badDate);
  if (given.out !== undefined) checkOwnFile(given.out, io.cwd, profileMark, words);

  const { column, by, requester, where } = given;
  const read = readMeasurements(
    names,
    { column, by, requester, where, unit, skipFirst: given['skip-first'] ?? 0 },
    io.cwd,
  );
  const parent = given.extends === undefined ? defaultParent : await knownProfile(given.extends);
  const result = fitLatency(read.measurement, law);
  const source = given.source ?? names.map((file) => basename(file)).join(', ');
  const fitted = `${source}; lakesim fit latency, ${result.count.toLocaleString('en-US')} values`;
  const profile = renderProfile(result, { name, parent, key, source: fitted, date });
  const warnings = [...read.warnings, ...advise(result)];
  if (given.out !== undefined) writeOwnFile(given.out, profile, io.cwd);

  if (given.json) {
    io.out(
      canonicalText({
        ...result,
        files: names.map((file) => basename(file)),
        independence: independenceSentence(result),
        key,
        lakesim: version,
        ok: true,
        profile,
        schema: 1,
        unit: read.unit,
        warnings,
      }),
    );
    return 0;
  }
  const unitWarnings = read.warnings.map(({ code, text, remedy }) => plainIssue(code, '', text, remedy));
  if (!given.quiet) io.err(formatWarnings(unitWarnings, io.errColors));
  if (!given.quiet) {
    const { renderFit } = await import('../terminal/fit.ts');
    io.out(renderFit(result, { columns: io.columns, color: io.color, unicode: io.unicode, files: names }));
  }
  if (given.out === undefined) io.out(given.quiet ? profile : `\n${profile}`);
  else if (!given.quiet) io.out(`\nprofile  ${given.out}\n`);
  return 0;
}

function oneOf<T extends string>(option: string, found: string, known: readonly T[]): T {
  const match = known.find((each) => each === found);
  if (match !== undefined) return match;
  const near = nearestName(found, known);
  throw usageError(words.oneOf(option, found, known), near ? usage.didYouMean(near) : undefined);
}

async function knownProfile(name: string): Promise<string> {
  const { loadProfiles } = await import('../../scenario/index.ts');
  return oneOf('extends', name, Object.keys(loadProfiles().profiles.storage ?? {}));
}

function matching(found: string, pattern: RegExp, message: (found: string) => string): string {
  if (pattern.test(found)) return found;
  throw usageError(message(found));
}
