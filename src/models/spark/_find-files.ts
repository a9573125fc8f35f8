import type { Process } from '../../kernel/index.ts';
import type { LogStep, Query, TableLogReads, TableScan } from '../capabilities.ts';
import { fileStatusesOf, heapOfListing } from './_file-statuses.ts';
import { ListWork, planOfListings } from './_list-work.ts';
import { type ListingOptions, type ListingPlan, type ListingStep, listingDefaults, planListing } from './_listing.ts';
import { isColumnar, type QueryContext } from './_query-context.ts';
import { type RequestPlan, RequestPlanBuilder } from './_request-plan.ts';
import type { CachedPartitions } from './_status-cache.ts';
import { rowOf } from './_tables.ts';
import { noOtherWork, type TaskWork } from './_work.ts';

/**
 * Plans a query and finds its files, as the driver does before the first task: by the table's log, where it has one, or by
 * listing its directories. Null, or why it cannot.
 */
export function* findFiles(context: QueryContext, scan: TableScan): Process<string | null> {
  const scannedSeconds = context.nowSeconds;
  const log = logOf(context);
  yield* plan(context, scan);
  if (log !== null) {
    const failure = yield* readLog(context, log);
    if (failure !== null || log.listsFiles !== true) return failure;
  }
  const listing = listingOf(context, scan);
  if (driverIsTooSmall(context, listing)) return 'driver out of memory';
  for (const step of listing.steps) {
    const from = context.nowSeconds;
    const failure = yield* listStep(context, step);
    context.occurrence.phase('list', context.nowSeconds - from);
    if (failure !== null) return failure;
  }
  const { engine, query } = context;
  if (query.table.catalog !== 'none') {
    engine.statusCache.keep(query.table.name, scan, filesPerPartition(query, scan), scannedSeconds);
  }
  return null;
}

/** What its driver does not know yet of the table's log; an older version is read anew each time. */
const logOf = ({ engine, query: { table, agoSeconds = null } }: QueryContext): TableLogReads | null =>
  agoSeconds !== null
    ? table.log(undefined, agoSeconds)
    : table.log(engine.knownLogs.versionOf(table.logName ?? table.name, engine.cluster.generation));

/**
 * The steps of the log one after another on the driver, and then what they name is replayed, or planned by. Partitions that
 * are not asked for are left out in memory. The driver knows that version from then on.
 * Source: delta-io/delta, PROTOCOL.md; Armbrust et al., Delta Lake, PVLDB 13(12), 2020, 3.2.1.
 */
function* readLog(context: QueryContext, log: TableLogReads): Process<string | null> {
  const { engine, occurrence, query } = context;
  const from = context.nowSeconds;
  for (const { serviceSeconds, steps } of runsOf(log.steps)) {
    if (serviceSeconds > 0) yield serviceSeconds;
    const failed = yield* context.onDriver(requestsOfSteps(steps, engine.store.keysPerPage), 'list');
    if (failed > 0) {
      occurrence.phase('list', context.nowSeconds - from);
      return 'a part of the log could not be read';
    }
  }
  occurrence.phase('list', context.nowSeconds - from);
  const seconds = log.actions * engine.values.replayAction;
  if (seconds > 0) yield seconds;
  occurrence.phase('plan', seconds);
  if (query.agoSeconds == null)
    engine.knownLogs.keep(query.table.logName ?? query.table.name, log.version, engine.cluster.generation);
  return null;
}

interface StepRun {
  readonly serviceSeconds: number;
  readonly steps: LogStep[];
}

/** Steps between which no service is asked are one plan. */
export const runsOf = (steps: readonly LogStep[]): StepRun[] => {
  const runs: StepRun[] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last === undefined || step.serviceSeconds > 0)
      runs.push({ serviceSeconds: step.serviceSeconds, steps: [step] });
    else last.steps.push(step);
  }
  return runs;
};

/** All requests of a log, without the services that are asked between them. */
export const requestsOfLog = (log: Pick<TableLogReads, 'steps'>, keysPerPage: number): RequestPlan =>
  requestsOfSteps(log.steps, keysPerPage);

const requestsOfSteps = (steps: readonly LogStep[], keysPerPage: number): RequestPlan => {
  const plan = new RequestPlanBuilder();
  for (const { listedKeys, gets, parallel } of steps) {
    if (listedKeys !== null) plan.phase(1).chain(1, () => plan.addPages(listedKeys, keysPerPage));
    plan.phase(parallel);
    for (const { count, sizeBytes } of gets) plan.chain(count, () => plan.add('get', sizeBytes));
  }
  return plan.build();
};

/** Of the partitions that are listed: with a catalog those of the scan, unless it stops within one. */
const filesPerPartition = ({ table, scanBytes }: Query, scan: TableScan): number => {
  if (table.catalog === 'none' || scanBytes !== null) return perPartition(scan.filesInAll, scan.partitionsInAll);
  return perPartition(
    scan.files.reduce((sum, { count }) => sum + count, 0),
    scan.partitions,
  );
};

const perPartition = (files: number, partitions: number): number =>
  partitions > 0 ? Math.ceil(files / partitions) : 0;

/** Parsing, analysis and the catalog's answer. */
export function* plan({ engine, query, occurrence }: QueryContext, scan: TableScan | null): Process<void> {
  const { values, planningSeconds } = engine;
  const partitions = scan === null || !hasCatalog(query) ? 0 : scan.partitions;
  const seconds = planningSeconds.at(occurrence.index, 0) + partitions * values.catalogPartition;
  if (seconds > 0) yield seconds;
  occurrence.phase('plan', seconds);
}

/** A service that is asked for partitions. */
const hasCatalog = ({ table }: Query): boolean => table.catalog !== 'none' && table.catalog !== 'log';

const listingOf = ({ engine, query }: QueryContext, scan: TableScan): ListingPlan => {
  const { values, store, cluster } = engine;
  const { table } = query;
  const catalog = table.catalog !== 'none';
  const cached = catalog ? engine.statusCache.cached(table.name, scan, cluster.generation) : notCached;
  return planListing({
    tree: { children: table.directories, filesPerLeaf: filesPerPartition(query, scan) },
    partitions: catalog ? scan.partitions : null,
    cachedPartitions: cached.partitions,
    ...(catalog ? listedOf(scan, cached, values.listingThreshold) : {}),
    threshold: values.listingThreshold,
    parallelism: listingDefaults.parallelism,
    keysPerPage: store.keysPerPage,
    flat: values.flatListing,
    pathsToCheck: catalog ? 0 : 1,
    checkThreads: listingDefaults.checkThreads,
    footers: footersOf(query),
    defaultParallelism: cluster.cores,
  });
};

const notCached: CachedPartitions = { partitions: 0, seconds: null };

/** Where it is those that have changed which are listed, each has its own files. */
const listedOf = (
  scan: TableScan,
  { partitions, seconds }: CachedPartitions,
  threshold: number,
): Pick<ListingOptions, 'listed'> => {
  const since = seconds ?? -Infinity;
  const count = scan.partitions - partitions;
  if (count > threshold || scan.changedSince(since) !== count) return {};
  const listed = scan.changedPartitions?.(since) ?? null;
  return listed === null ? {} : { listed };
};

const footersOf = ({ table, mergeSchema }: Query): 'none' | 'one' | 'all' => {
  if (!isColumnar(table.encoding)) return 'none';
  if (mergeSchema) return 'all';
  return table.catalog === 'none' ? 'one' : 'none';
};

const driverIsTooSmall = ({ engine }: QueryContext, { steps, files }: ListingPlan): boolean => {
  const { values } = engine;
  const statuses = fileStatusesOf(rowOf(values.fileStatuses, 'hdfs'));
  const byJob = steps.some(({ kind }) => kind === 'job');
  return heapOfListing(files, statuses, byJob).peakBytes > values.driverMemory;
};

function* listStep(context: QueryContext, step: ListingStep): Process<string | null> {
  const { keysPerPage } = context.engine.store;
  switch (step.kind) {
    case 'footers':
      return yield* readFooters(context, step.files, step.tasks);
    case 'job':
      return yield* listByJobs(context, step);
    case 'serial':
      return yield* listOnDriver(context, planOfListings(step.listings, keysPerPage));
    case 'check':
      return yield* listOnDriver(context, checksOf(step.paths, step.threads));
    default:
      return step satisfies never;
  }
}

function* listByJobs(context: QueryContext, step: ListingStep & { kind: 'job' }): Process<string | null> {
  const { engine, query } = context;
  for (let job = 0; job < step.jobs; job++) {
    const work = new ListWork({
      tasks: step.tasks,
      paths: step.paths,
      listingsPerPath: step.listingsPerPath,
      keysPerPage: engine.store.keysPerPage,
      prefixes: query.table.prefixes,
      firstEntity: context.nextEntity(),
      statusBytes: fileStatusesOf(rowOf(engine.values.fileStatuses, 'cache')).bytes,
    });
    const { failure } = yield* context.stage(work);
    if (failure !== null) return failure;
  }
  return null;
}

function* listOnDriver(context: QueryContext, requests: RequestPlan): Process<string | null> {
  return (yield* context.onDriver(requests, 'list')) > 0 ? 'a listing failed' : null;
}

/** Is it there? A HEAD and a LIST for each path. */
const checksOf = (paths: number, threads: number): RequestPlan =>
  new RequestPlanBuilder()
    .phase(threads)
    .chain(paths, (checks) => {
      checks.add('head');
      checks.add('list');
    })
    .build();

/** mergeSchema: a task reads the footers of its files, one after another. */
function* readFooters(context: QueryContext, files: number, tasks: number): Process<string | null> {
  const open = context.fileOpen;
  const footer = new RequestPlanBuilder().phase(1).chain(1, (requests) => {
    requests.add('head', 0, 1, open.headsPerOpen);
    requests.add('get', open.tailBytes, 1, open.tailHolds ? 1 : 2);
  });
  const work = footerWork(files, tasks, footer.build(), context.nextEntity(), context.query.table.prefixes);
  return (yield* context.stage(work)).failure;
}

const footerWork = (
  files: number,
  tasks: number,
  footer: RequestPlan,
  firstEntity: number,
  prefixes: number,
): TaskWork => {
  const first = (task: number): number => Math.floor((task * files) / tasks);
  const next: TaskWork['next'] = (cursor) => {
    cursor.piece++;
    const file = first(cursor.task) + cursor.piece;
    if (file >= first(cursor.task + 1)) return null;
    cursor.firstEntity = firstEntity + file * footer.requests;
    cursor.prefix = file % prefixes;
    cursor.cpuSeconds = 0;
    return footer;
  };
  const begin: TaskWork['begin'] = (cursor) => {
    cursor.piece = -1;
    return next(cursor);
  };
  return { ...noOtherWork, tasks, begin, next };
};
