/** The scenario of an inspected table: written, and simulated. */
import { existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { predictionsOf } from '../inspect/predictions.ts';
import { scenarioOf, type TableScenario } from '../inspect/scenario.ts';
import { sha256Hex } from '../results/index.ts';
import type { TablePredictions, TableSummary } from '../results/table-summary.ts';
import { loadProfiles, parseScenario } from '../scenario/index.ts';
import { nearestName } from '../units/index.ts';
import { errorCode, fileIssue, InputError, usageError } from './errors.ts';
import type { Io } from './io.ts';
import { files, reasons, usage, inspect as words } from './messages.ts';
import { simulate } from './simulate.ts';

export type Cluster = TablePredictions['cluster'];

const defaultReplications = 5;
const computeProfile = 'spark-emr';

/** The cluster that was named; what is left out is that of the profile. Throws InputError. */
export function clusterOf(given: { workers: number | undefined; instance: string | undefined }): Cluster {
  const { profiles, tables } = loadProfiles();
  const values = profiles.compute![computeProfile]!.values;
  const { workers, instance } = given;
  if (instance !== undefined) {
    const known = Object.keys(tables.instances ?? {});
    const near = nearestName(instance, known);
    if (!known.includes(instance))
      throw usageError(words.noInstance(instance), near ? usage.didYouMean(near) : undefined);
  }
  return {
    workers: workers ?? Number(values.workers!.value),
    instance: instance ?? String(values.instance!.value),
    isDefault: workers === undefined && instance === undefined,
  };
}

export interface DescribeOptions {
  readonly name: string;
  readonly cluster: Cluster;
  readonly by: string | undefined;
  readonly replications: number | undefined;
}

export type Described = TableScenario & { readonly replications: number };

/** Throws InputError: an unknown column, or nothing in the table. */
export function describe(table: TableSummary, { name, cluster, by, replications }: DescribeOptions): Described {
  if (table.liveFiles === 0) throw usageError(words.noFiles());
  const columns = table.columns.filter(({ partition }) => !partition).map((column) => column.name);
  if (by !== undefined && !columns.includes(by)) {
    const near = nearestName(by, columns);
    throw usageError(words.noColumn(by), near ? usage.didYouMean(near) : words.columns(columns));
  }
  const { workers, instance } = cluster;
  const count = replications ?? defaultReplications;
  return { ...scenarioOf(table, { name, workers, instance, by, replications: count }), replications: count };
}

/** Checks that the file can be written; what is there already is left alone. */
export function prepareScenarioFile(shown: string, cwd: string): { write(text: string): void } {
  const path = resolve(cwd, shown);
  const refuse = (code: string): InputError =>
    code === 'EEXIST'
      ? new InputError([fileIssue('exists', shown, files.exists(), words.anotherFile())])
      : new InputError([fileIssue('not-writable', shown, files.cannotWrite(reasons[code] ?? code))]);
  if (existsSync(path)) throw refuse('EEXIST');
  if (!existsSync(dirname(path))) throw refuse('ENOENT');
  return {
    write(text) {
      const fresh = `${path}.new-${process.pid}`;
      try {
        writeFileSync(fresh, text);
        // A link, as it does not replace what has come meanwhile.
        linkSync(fresh, path);
      } catch (error) {
        throw refuse(errorCode(error) ?? String(error));
      } finally {
        rmSync(fresh, { force: true });
      }
    },
  };
}

export async function predict(
  { text, layout, notModelled, replications }: Described,
  cluster: Cluster,
  io: Io,
  options: { showProgress: boolean },
): Promise<TablePredictions> {
  const read = await parseScenario('inspect', text);
  if (!read.ok)
    throw new Error(`the scenario of the table does not hold: ${read.issues.map(({ message }) => message).join('; ')}`);
  // Claims try other clusters and other keys as well: that is for `run`.
  const results = await simulate({ ...read.scenario, claims: [] }, io, {
    workers: undefined,
    label: 'inspect',
    ...options,
  });
  return {
    cluster,
    priceBook: bookOf(results.designs.as_it_is!.cost.priceBook),
    replications,
    deletedBy: layout.key?.name ?? null,
    layout: layout.layout === 'zorder' ? `zorder of ${layout.orderBy.length} columns` : layout.layout,
    operations: predictionsOf(results.designs),
    notModelled,
    scenarioSha256: sha256Hex(text),
  };
}

const bookOf = ({ name, date }: { name: string; date: string }): string => `${name}, ${date}`;
