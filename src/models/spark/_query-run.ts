import type { Row } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { OccurrencePort, Query, TableScan } from '../capabilities.ts';
import { adaptiveTasks } from './_adaptive.ts';
import { type CommittedJob, Committer } from './_commit.ts';
import { type CodingCpu, codingCpuOf, writeSeconds } from './_cpu.ts';
import { type Connector, fileOpenOf, fileOpenRow } from './_file-open.ts';
import { fileStatusesOf, heapOfListing } from './_file-statuses.ts';
import { type FileCodec, type FileFormat, isSplittable } from './_formats.ts';
import { ListWork, planOfListings } from './_list-work.ts';
import { type ListingPlan, type ListingStep, listingDefaults, planListing } from './_listing.ts';
import { RequestPlanBuilder } from './_request-plan.ts';
import { ScanWork } from './_scan-work.ts';
import { type OutputWork, ShuffleWork } from './_shuffle-work.ts';
import {
  answerColumn,
  closeColumn,
  computeColumn,
  openColumn,
  queueColumn,
  retryColumn,
  scheduleColumn,
  shuffleColumn,
  transferColumn,
  waitColumn,
} from './_slot-account.ts';
import { planSplits, type SplitPlan } from './_splits.ts';
import { ThenWrites } from './_then-writes.ts';
import type { TaskWork } from './_work.ts';
import type { SparkEngine, StageResult } from './engine.ts';

/** Numbers of requests: so many of each step of a query, and of each query of an activity. */
const entitiesPerStep = 2 ** 31;
const entitiesPerQuery = 2 ** 36;

const columnar: readonly string[] = ['parquet', 'orc', 'avro'];

/** Columns of a stage's account by the phase that they belong to, for a stage that reads. */
const readingPhases: readonly (readonly [number, string])[] = [
  [queueColumn, 'wait'],
  [waitColumn, 'wait'],
  [openColumn, 'open'],
  [answerColumn, 'firstByte'],
  [transferColumn, 'transfer'],
  [closeColumn, 'close'],
  [retryColumn, 'retry'],
  [computeColumn, 'compute'],
  [shuffleColumn, 'shuffle'],
  [scheduleColumn, 'schedule'],
];

/** One query on Spark: plan, list, split, stages, commit. */
export class QueryRun {
  private readonly engine: SparkEngine;
  private readonly query: Query;
  private readonly occurrence: OccurrencePort & { readonly index: number };
  private readonly job: number;
  private readonly askedAt: number;
  private step = 0;
  private requests = 0;
  private wastedSeconds = 0;

  constructor(engine: SparkEngine, query: Query, occurrence: OccurrencePort & { readonly index: number }) {
    this.engine = engine;
    this.query = query;
    this.occurrence = occurrence;
    this.job = engine.nextJob();
    this.askedAt = engine.world.kernel.now;
  }

  *run(): Process<void> {
    const { engine, query, occurrence } = this;
    const { table } = query;
    const scan = table.scan(query.recentSeconds, query.scanBytes);
    yield* this.plan(scan);
    const listing = this.planListing(scan);
    const outOfMemory = this.driverMemoryFailure(listing);
    if (outOfMemory !== null) {
      occurrence.fail(outOfMemory);
      return;
    }
    const failure = yield* this.list(listing);
    if (failure !== null) {
      occurrence.fail(failure);
      return;
    }
    const splits = this.split(scan);
    occurrence.sample('plan')(engine.world.kernel.now - this.askedAt);
    const files = scan.files.reduce((sum, { count }) => sum + count, 0);
    occurrence.sample('files')(files);
    occurrence.sample('partitions')(scan.partitions);
    occurrence.sample('skipped')(scan.filesInAll > 0 ? 1 - files / scan.filesInAll : 0);
    const failed = yield* this.stages(scan, splits);
    if (failed !== null) occurrence.fail(failed);
    if (files > 0) occurrence.sample('requestsPerFile')(this.requests / files);
  }

  // --- before the first task -----------------------------------------------------------------------------------

  /** Parsing, analysis and the catalog's answer. */
  private *plan(scan: TableScan): Process<void> {
    const { values, planningSeconds } = this.engine;
    const fromCatalog = this.query.table.catalog === 'none' ? 0 : scan.partitions * values.catalogPartition;
    const seconds = planningSeconds.at(this.occurrence.index, 0) + fromCatalog;
    if (seconds > 0) yield seconds;
    this.occurrence.phase('plan', seconds);
  }

  private planListing(scan: TableScan): ListingPlan {
    const { engine, query } = this;
    const { values, store, cluster } = engine;
    const { table } = query;
    return planListing({
      tree: { children: table.directories, filesPerLeaf: Math.ceil(scan.filesInAll / scan.partitionsInAll) },
      partitions: table.catalog === 'none' ? null : scan.partitions,
      cachedPartitions: 0,
      threshold: values.listingThreshold,
      parallelism: listingDefaults.parallelism,
      keysPerPage: store.keysPerPage,
      flat: values.flatListing,
      pathsToCheck: table.catalog === 'none' ? 1 : 0,
      checkThreads: listingDefaults.checkThreads,
      footers: footersOf(query),
      defaultParallelism: cluster.workers * cluster.slotsEach,
    });
  }

  /** Null, or why the driver cannot hold what it lists. */
  private driverMemoryFailure(listing: ListingPlan): string | null {
    const { values } = this.engine;
    const statuses = fileStatusesOf(rowOf(values.fileStatuses, 'hdfs'));
    const byJob = listing.steps.some(({ kind }) => kind === 'job');
    const { peakBytes } = heapOfListing(listing.files, statuses, byJob);
    return peakBytes > values.driverMemory ? 'driver out of memory' : null;
  }

  private *list({ steps }: ListingPlan): Process<string | null> {
    for (const step of steps) {
      const from = this.engine.world.kernel.now;
      const failure = yield* this.listStep(step);
      this.occurrence.phase('list', this.engine.world.kernel.now - from);
      if (failure !== null) return failure;
    }
    return null;
  }

  private *listStep(step: ListingStep): Process<string | null> {
    const { engine, query, occurrence } = this;
    const { keysPerPage } = engine.store;
    const { prefixes } = query.table;
    if (step.kind === 'footers') return yield* this.readFooters(step.files, step.tasks);
    if (step.kind === 'job') {
      for (let job = 0; job < step.jobs; job++) {
        const work = new ListWork({
          tasks: step.tasks,
          paths: step.paths,
          listingsPerPath: step.listingsPerPath,
          keysPerPage,
          prefixes,
          firstEntity: this.nextEntity(),
          statusBytes: fileStatusesOf(rowOf(engine.values.fileStatuses, 'cache')).bytes,
        });
        const { failure } = yield* this.stage(work, engine.nextJob(), 0);
        if (failure !== null) return failure;
      }
      return null;
    }
    const plan =
      step.kind === 'serial'
        ? planOfListings(step.listings, keysPerPage)
        : new RequestPlanBuilder()
            .phase(step.threads)
            .chain(step.paths, (checks) => {
              checks.add('head');
              checks.add('list');
            })
            .build();
    const firstEntity = this.nextEntity();
    const failed = yield* engine.runOnDriver(plan, { answerPhase: 'list', firstEntity, prefixes, occurrence });
    return failed > 0 ? 'a listing failed' : null;
  }

  /** mergeSchema: a task reads the footers of its files, one after another. */
  private *readFooters(files: number, tasks: number): Process<string | null> {
    const { engine } = this;
    const open = this.fileOpen();
    const plan = new RequestPlanBuilder().phase(1);
    plan.chain(1, () => {
      plan.add('head', 0, 1, open.headsPerOpen);
      plan.add('get', open.tailBytes, 1, open.tailHolds ? 1 : 2);
    });
    const built = plan.build();
    const work: TaskWork = footerWork(files, tasks, built, this.nextEntity(), this.query.table.prefixes);
    const { failure } = yield* this.stage(work, engine.nextJob(), 0);
    return failure;
  }

  private split(scan: TableScan): SplitPlan {
    const { values, cluster } = this.engine;
    const { table } = this.query;
    return planSplits(scan.files, {
      maxPartitionBytes: Math.round(values.maxPartitionBytes),
      openCostBytes: Math.round(values.openCost),
      minPartitionNum: values.minPartitions ?? cluster.workers * cluster.slotsEach,
      maxPartitionNum: values.maxPartitions,
      splittable: isSplittable(table.encoding as FileFormat, table.codec as FileCodec),
    });
  }

  // --- stages --------------------------------------------------------------------------------------------------

  private *stages(scan: TableScan, splits: SplitPlan): Process<string | null> {
    const { query, occurrence, engine } = this;
    const { values, cluster } = engine;
    const slots = cluster.workers * cluster.slotsEach;
    const reading = this.scanWork(scan, splits);
    const valueBytes = reading.bytesInAll;
    const shuffled = valueBytes * query.selectivityRatio * query.shuffleRatio;
    const remoteRatio = (cluster.workers - 1) / cluster.workers;
    const output = (tasks: number): OutputWork | null =>
      query.outputBytes > 0 ? this.outputWork(tasks, query.outputBytes) : null;
    const withoutShuffle = shuffled === 0;
    const writes = withoutShuffle ? output(reading.tasks) : null;
    const first =
      writes === null
        ? reading
        : new ThenWrites(
            reading,
            this.shuffleWork({ tasks: reading.tasks, inputBytes: 0, output: writes, remoteRatio }),
          );
    let tasks = first.tasks;
    const scanned = yield* this.stage(first, this.job, 0);
    this.tell(scanned);
    if (scanned.failure !== null) return scanned.failure;
    let commit = writes;
    if (!withoutShuffle) {
      const count = values.adaptive
        ? adaptiveTasks({
            partitions: values.shufflePartitions,
            bytes: shuffled,
            advisoryBytes: values.advisorySize,
            minPartitionBytes: values.minPartitionSize,
            parallelism: slots,
          })
        : values.shufflePartitions;
      commit = output(count);
      const work = this.shuffleWork({ tasks: count, inputBytes: shuffled, output: commit, remoteRatio });
      const reduced = yield* this.stage(work, engine.nextJob(), 1);
      this.tell(reduced);
      if (reduced.failure !== null) return reduced.failure;
      tasks += count;
    }
    if (commit !== null) {
      const failure = yield* this.commit(commit);
      if (failure !== null) return failure;
    }
    occurrence.sample('tasks')(tasks);
    occurrence.bound('cores', reading.cpuSecondsInAll / slots);
    return null;
  }

  private scanWork(scan: TableScan, splits: SplitPlan): ScanWork {
    const { query, engine } = this;
    const { values } = engine;
    const { table } = query;
    const format = rowOf(values.fileFormats, table.encoding);
    const codec = rowOf(values.codecs, table.codec);
    return new ScanWork({
      splits,
      files: scan.files,
      table,
      projectionRatio: columnar.includes(table.encoding) ? query.projectionRatio : 1,
      open: this.fileOpen(),
      cpu: this.codingCpu(),
      overhead: { fixedBytes: format.values.fixed ?? 0, perChunkBytes: format.values.perChunk ?? 0 },
      compression: codec.values.ratio ?? 1,
      rowGroupBytes: values.rowGroup,
      columnar: columnar.includes(table.encoding),
      workSecondsPerByte: query.cpuSecondsPerByte ?? values.work,
      firstEntity: this.nextEntity(),
      shuffleRatio: query.selectivityRatio * query.shuffleRatio,
      resultBytesPerTask: 0,
    });
  }

  private shuffleWork(options: {
    tasks: number;
    inputBytes: number;
    output: OutputWork | null;
    remoteRatio: number;
  }): ShuffleWork {
    return new ShuffleWork({
      ...options,
      shuffleBytes: 0,
      resultBytes: 0,
      cpu: null,
      cpuSecondsPerByte: this.query.cpuSecondsPerByte ?? this.engine.values.work,
    });
  }

  /** Each task writes one file into the table, encoded and compressed. */
  private outputWork(tasks: number, bytes: number): OutputWork {
    const { engine, query } = this;
    const { table } = query;
    const codec = rowOf(engine.values.codecs, table.codec);
    const bytesPerFile = Math.max(1, Math.round(bytes / tasks));
    const chunks = columnar.includes(table.encoding) ? table.columns : 0;
    const encode = { bytes: bytesPerFile * (codec.values.ratio ?? 1), chunks, requests: 1 };
    const files = [{ count: 1, sizeBytes: bytesPerFile }];
    const job: CommittedJob = {
      tasks,
      files,
      partitionsPerTask: 0,
      partitions: 0,
      newPartitions: 0,
      replacedFilesPerPartition: null,
      keysPerPage: engine.store.keysPerPage,
    };
    return {
      committer: new Committer(engine.values.committer),
      job,
      filesPerTask: 1,
      bytesPerFile,
      encodeSecondsPerFile: writeSeconds(this.codingCpu(), encode),
      firstEntity: this.nextEntity(),
      prefixes: table.prefixes,
    };
  }

  private *commit({ committer, job }: OutputWork): Process<string | null> {
    const { engine, occurrence, query } = this;
    const from = engine.world.kernel.now;
    const failed = yield* engine.runOnDriver(committer.planJobCommit(job), {
      answerPhase: 'firstByte',
      firstEntity: this.nextEntity(),
      prefixes: query.table.prefixes,
      occurrence,
    });
    occurrence.phase('commit', engine.world.kernel.now - from);
    return failed > 0 ? 'the commit failed' : null;
  }

  private *stage(work: TaskWork, job: number, stage: number): Process<StageResult> {
    const { engine, query, occurrence } = this;
    const { prefixes } = query.table;
    const result = yield* engine.runStage(work, { job, stage, pool: query.pool, prefixes, occurrence });
    this.requests += result.requests;
    this.wastedSeconds += result.wastedSeconds;
    return result;
  }

  private tell({ account }: StageResult): void {
    for (const [column, phase] of readingPhases) {
      const seconds = account[column]!;
      if (seconds > 0) this.occurrence.phase(phase, seconds);
    }
  }

  private fileOpen() {
    const { values } = this.engine;
    const { encoding } = this.query.table;
    return fileOpenOf(rowOf(values.fileOpens, fileOpenRow(values.connector as Connector, encoding as FileFormat)));
  }
  private codingCpu(): CodingCpu {
    const { values } = this.engine;
    const { table } = this.query;
    return codingCpuOf(
      rowOf(values.fileFormats, table.encoding),
      rowOf(values.codecs, table.codec),
      rowOf(values.clientCpu, 'aws-sdk-java'),
    );
  }
  private nextEntity(): number {
    return this.occurrence.index * entitiesPerQuery + this.step++ * entitiesPerStep;
  }
}

const footersOf = ({ table, mergeSchema }: Query): 'none' | 'one' | 'all' => {
  if (!columnar.includes(table.encoding)) return 'none';
  if (mergeSchema) return 'all';
  return table.catalog === 'none' ? 'one' : 'none';
};

const footerWork = (
  files: number,
  tasks: number,
  plan: ReturnType<RequestPlanBuilder['build']>,
  firstEntity: number,
  prefixes: number,
): TaskWork => {
  const first = (task: number): number => Math.floor((task * files) / tasks);
  const at: TaskWork['next'] = (cursor) => {
    cursor.piece++;
    const file = first(cursor.task) + cursor.piece;
    if (file >= first(cursor.task + 1)) return null;
    cursor.firstEntity = firstEntity + file * plan.requests;
    cursor.prefix = file % prefixes;
    cursor.cpuSeconds = 0;
    return plan;
  };
  return {
    tasks,
    fetchBytes: () => 0,
    cpuSecondsBefore: () => 0,
    shuffleBytes: () => 0,
    resultBytes: () => 0,
    next: at,
    begin: (cursor) => {
      cursor.piece = -1;
      return at(cursor);
    },
  };
};

const rowOf = (rows: { readonly [row: string]: Row }, name: string): Row => {
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  if (row === undefined) throw new Error(`the table has no row ${name}; there are ${Object.keys(rows).join(', ')}`);
  return row;
};
