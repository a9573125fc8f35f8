/**
 * How somebody who cleans up finds what lies under a table: the snapshot from its log, then a recursive listing by Spark.
 *
 *     first job    one task lists the table's own directory, not what is below it
 *     second job   its entries are dealt to `parallelism` tasks (10,000); each lists what it was dealt and all below it,
 *                  one directory after another
 *
 * So only the first level of directories is listed side by side: a table by year lists as many at once as it has years.
 * Tasks that were dealt nothing are started as well. A file of the first level needs no listing.
 *
 * Source: delta-io/delta, VacuumCommand.scala (parallelPartitionDiscoveryParallelism), DeltaFileOperations.scala
 * (recursiveListDirs). Left out: the join of what was found with the files of the snapshot.
 */
import type { Process } from '../../kernel/index.ts';
import type { TableListing } from '../capabilities.ts';
import { requestsOfLog, runsOf } from './_find-files.ts';
import { ListWork } from './_list-work.ts';
import { type Listings, listingDefaults, subtree } from './_listing.ts';
import { firstEntityOf, firstTaskOf, type QueryOccurrence } from './_query-context.ts';
import type { SparkEngine } from './engine.ts';

/** Numbers of requests and of tasks of one of its steps. */
const entitiesPerStep = 2 ** 31;
const tasksPerStep = 2 ** 22;

/** Null, or why it could not. */
export function* listTable(
  engine: SparkEngine,
  { table, directories, objects }: TableListing,
  occurrence: QueryOccurrence,
): Process<string | null> {
  const { kernel } = engine.world;
  const { keysPerPage } = engine.store;
  const firstEntity = firstEntityOf(occurrence);
  const planning = engine.planningSeconds.at(occurrence.index, 0);
  if (planning > 0) yield planning;
  occurrence.phase('plan', planning);
  const log = table.log();
  if (log !== null) {
    const from = kernel.now;
    const options = { answerPhase: 'list', firstEntity, prefixes: table.prefixes, occurrence } as const;
    let failed = 0;
    for (const run of runsOf(log.steps)) {
      if (run.serviceSeconds > 0) yield run.serviceSeconds;
      failed += yield* engine.runOnDriver(requestsOfLog(run, keysPerPage), options);
    }
    occurrence.phase('list', kernel.now - from);
    if (failed > 0) return 'a part of the log could not be read';
    const seconds = log.actions * engine.values.replayAction;
    if (seconds > 0) yield seconds;
    occurrence.phase('plan', seconds);
  }
  if (objects === null) return null;
  for (const [nth, job] of jobsOf(directories, objects).entries()) {
    const from = kernel.now;
    const work = new ListWork({
      ...job,
      keysPerPage,
      prefixes: table.prefixes,
      firstEntity: firstEntity + (nth + 1) * entitiesPerStep,
      // What they find goes to a shuffle, not to the driver.
      statusBytes: 0,
    });
    const { failure, wastedSeconds } = yield* engine.runStage(work, {
      job: engine.nextJob(),
      firstTask: firstTaskOf(occurrence) + nth * tasksPerStep,
      pool: 'default',
      occurrence,
      group: null,
      place: null,
    });
    occurrence.sample('wasted')(wastedSeconds);
    occurrence.phase('list', kernel.now - from);
    if (failure !== null) return failure;
  }
  return null;
}

interface ListJob {
  readonly tasks: number;
  readonly paths: number;
  readonly listingsPerPath: readonly Listings[];
}

/** The table's own directory, and then those of its first level with all below them. */
export const jobsOf = (directories: readonly number[], objects: number): readonly ListJob[] => {
  const leaves = directories.reduce((product, count) => product * count, 1);
  const tree = { children: directories, filesPerLeaf: leaves > 0 ? Math.ceil(objects / leaves) : 0 };
  // LogStore.listFrom lists a directory at a time, whatever the connector could do.
  const own = subtree({ tree, flat: false }, 0)[0]!;
  const first: ListJob = { tasks: 1, paths: 1, listingsPerPath: [own] };
  const paths = directories[0] ?? 0;
  const below = subtree({ tree, flat: false }, 1);
  return [first, { tasks: listingDefaults.parallelism, paths, listingsPerPath: below }];
};
