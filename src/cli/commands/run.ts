/** `lakesim run`: everything that can be refused is refused before the first simulation starts. */
import { basename, join } from 'node:path';
import { canonicalText, type Results, sha256Hex, writeResults } from '../../results/index.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { fileIssue, InputError } from '../errors.ts';
import { scenarioName } from '../input-files.ts';
import type { Io } from '../io.ts';
import { type Loaded, loadAll } from '../load.ts';
import { files } from '../messages.ts';
import { type OutputFolder, prepareOutputFolder } from '../output-folder.ts';
import { formatWarnings } from '../print-issues.ts';
import { createReportFiles } from '../report-files.ts';
import { simulate } from '../simulate.ts';
import { type EventWriter, prepareEvents } from '../write-events.ts';

type RunArguments = ArgumentsOf<typeof commands.run>;

interface Job extends Loaded {
  /** As printed. */
  folder: string;
  output: OutputFolder;
}

export async function run(given: RunArguments, io: Io): Promise<ExitCode> {
  const loaded = await loadAll(given.words, given, io.cwd);
  const jobs = prepare(loaded, given);
  const all: Results[] = [];
  const events = await prepareEvents(jobs, given, io.cwd);
  try {
    for (const job of jobs) all.push(await runJob(job, given, io, { several: jobs.length > 1, events }));
    const written = events?.commit() ?? [];
    if (!given.json && !given.quiet) for (const file of written) io.out(`written   ${file}\n`);
  } finally {
    events?.discard();
  }
  if (given.json) io.out(all.length === 1 ? writeResults(all[0]!) : canonicalText(all));
  return exitCodeOf(all, given.strict);
}

interface RunJobOptions {
  several: boolean;
  events: EventWriter | null;
}

async function runJob(job: Job, given: RunArguments, io: Io, { several, events }: RunJobOptions): Promise<Results> {
  if (!given.quiet) io.err(formatWarnings(job.warnings, io.errColors));
  const start = Date.now();
  events?.record(job);
  const results = await simulate(job.scenario, io, {
    workers: given.workers,
    label: scenarioName(job.file),
    showProgress: !given.quiet,
  });
  job.output.commit(await createReportFiles(results, given.format));
  if (given.json || given.quiet) return results;
  const { renderTerminal } = await import('../terminal/index.ts');
  const text = renderTerminal(results, {
    columns: io.columns,
    color: io.color,
    unicode: io.unicode,
    reportPath: join(job.folder, firstFileOf(given)),
    elapsedSeconds: (Date.now() - start) / 1000,
    exitCode: exitCodeOf([results], given.strict),
  });
  io.out(several ? `${text}\n` : text);
  return results;
}

/** Output folders are tried now: nobody wants to learn after an hour that the disk is full of somebody else's files. */
function prepare(loaded: readonly Loaded[], given: RunArguments): Job[] {
  const folders = loaded.map((one) => folderOf(one, given, loaded.length > 1));
  const twice = folders.find((folder, i) => folders.indexOf(folder) !== i);
  if (twice !== undefined) {
    throw new InputError([fileIssue('same-output', twice, files.sameFolder(twice), files.oneByOne())]);
  }
  return loaded.map((one, i) => ({ ...one, folder: folders[i]!, output: prepareOutputFolder(folders[i]!) }));
}

/** reports/<name>, or with changes reports/<name>@<8 hex>, so that an experiment never overwrites a committed report. */
function folderOf(loaded: Loaded, given: RunArguments, several: boolean): string {
  const name = scenarioName(loaded.file);
  if (given.out !== undefined) return several ? join(given.out, name) : given.out;
  const { set, seed, replications } = given;
  if (Object.keys(set).length === 0 && seed === undefined && replications === undefined) return join('reports', name);
  const changes = { set, seed: seed ?? null, replications: replications ?? null, scenario: loaded.scenario.sha256 };
  return join('reports', `${name}@${sha256Hex(canonicalText(changes)).slice(0, 8)}`);
}

function firstFileOf(given: RunArguments): string {
  const formats = given.format ?? ['html'];
  if (formats.includes('html')) return 'report.html';
  if (formats.includes('md')) return 'report.md';
  return formats.includes('json') ? 'results.json' : basename('.');
}

function exitCodeOf(all: readonly Results[], strict: boolean): ExitCode {
  return strict && all.some(({ claims }) => claims.some(({ verdict }) => verdict === 'refuted')) ? 3 : 0;
}
