import type { DistributionSpec, Values } from '../../fields/index.ts';
import { type Process, Signal } from '../../kernel/index.ts';
import type {
  Commit,
  CommitEnd,
  ObjectStore,
  OccurrencePort,
  Query,
  QueryEngine,
  QueryOutcome,
  Removal,
  Table,
  TableListing,
} from '../capabilities.ts';
import type { KeyedDraw, World } from '../model.ts';
import { applicationOf } from './_application.ts';
import { Awaited } from './_awaited.ts';
import { fileStatusesOf } from './_file-statuses.ts';
import { KnownLogs } from './_known-logs.ts';
import { OfTasks } from './_of-tasks.ts';
import type { PiecePlan } from './_piece-plans.ts';
import { PlanBatch } from './_plan-batch.ts';
import type { QueryOccurrence } from './_query-context.ts';
import { QueryRun } from './_query-run.ts';
import { removeByTasks } from './_remove-work.ts';
import type { RequestPlan } from './_request-plan.ts';
import { RunLog } from './_run-log.ts';
import { Stage, type StageHost, type TaskLuck } from './_stage.ts';
import type { StageGroup } from './_stage-group.ts';
import { StatusCache } from './_status-cache.ts';
import { rowOf } from './_tables.ts';
import { commitThroughLog, removeFiles, writeLogEntry } from './_upkeep.ts';
import { listTable } from './_vacuum-listing.ts';
import type { TaskWork } from './_work.ts';
import { Cluster } from './cluster.ts';
import type { sparkFields } from './fields.ts';
import type { AbortReason, KnownTasks, TaskBody } from './scheduler/index.ts';

export type SparkValues = Values<typeof sparkFields>;

/** A stage on its way through the scheduler. */
interface Submitted {
  readonly stage: Stage;
  readonly done: Signal;
  over: boolean;
  reason: AbortReason | 'called off' | null;
}

export interface StageResult {
  /** Seconds along the critical path, by column. */
  readonly account: Float64Array;
  readonly wastedSeconds: number;
  readonly slotSeconds: number;
  readonly cpuSeconds: number;
  readonly requests: number;
  /** Why it came to nothing; null: it did not. */
  readonly failure: string | null;
}

/** Where a stage stands among those of its query, and which of them it reads from. */
export interface StagePlace {
  readonly nth: number;
  readonly after: readonly number[];
}

export interface DriverOptions {
  readonly answerPhase: 'list' | 'firstByte';
  readonly firstEntity: number;
  readonly prefixes: number;
  readonly occurrence: OccurrencePort;
  /** A request is through, with so many keys. */
  readonly done?: (keys: number) => void;
}

export interface StageOptions {
  /** FIFO: the lower number first. */
  readonly job: number;
  /** Sets the luck of its tasks apart from that of others. */
  readonly firstTask: number;
  readonly pool: string;
  readonly occurrence: OccurrencePort;
  readonly group: StageGroup | null;
  readonly place: StagePlace | null;
}

const uniform: DistributionSpec = { kind: 'uniform', low: 0, high: 1 };

/** Spark as a query engine: it holds the cluster, and tells the scheduler's tasks to the stages that they belong to. */
export class SparkEngine implements QueryEngine, TaskBody {
  readonly values: SparkValues;
  readonly world: World;
  readonly cluster: Cluster;
  readonly store: ObjectStore;
  readonly planningSeconds: KeyedDraw;
  readonly statusCache: StatusCache;
  readonly knownLogs = new KnownLogs();
  /** Where among the partitions the skewed one is, by query and stage. */
  readonly skewedAt: KeyedDraw;
  readonly awaited: Awaited;
  private readonly host: StageHost;
  /** Null when nobody writes down what happens. */
  private readonly log: RunLog | null;
  private readonly bySet: Submitted[] = [];
  private readonly luck = new Map<string, TaskLuck>();
  private readonly cpus = new Map<string, { readonly spec: DistributionSpec; readonly draw: KeyedDraw }>();
  private readonly wholeFiles = new Map<string, Map<number, PiecePlan>>();
  private jobCount = 0;
  /** Of the table that waves read. */
  private wavePrefixes = 1;

  constructor(values: SparkValues, world: World) {
    this.values = values;
    this.world = world;
    this.store = world.find('objects');
    this.planningSeconds = world.draw('planning', values.planning);
    this.skewedAt = world.draw('skew', uniform);
    this.statusCache = new StatusCache(values.statusCache, fileStatusesOf(rowOf(values.fileStatuses, 'cache')));
    const cluster = new Cluster(values, world, this);
    const { scheduler } = cluster;
    this.cluster = cluster;
    this.log = this.openLog();
    const engine = this;
    scheduler.waveListener = {
      get room() {
        return cluster.wave.room(engine.wavePrefixes);
      },
      get limit() {
        return cluster.wave.limit(engine.wavePrefixes);
      },
      carry: (stretch) => cluster.carry(stretch, this.wavePrefixes),
    };
    this.awaited = new Awaited(world.kernel);
    this.host = {
      kernel: world.kernel,
      awaited: this.awaited,
      log: this.log,
      listBytesPerKey: this.store.listBytesPerKey,
      machineOf: (executor) => cluster.machineOf(executor),
      diskOf: (executor) => cluster.diskOf(executor),
      networkOf: (executor) => cluster.networkOf(executor),
      contention: () => cluster.contention,
      slotFreeSince: (slot) => cluster.slotFreeSince(slot),
      waveTaskEnded: (...task) => cluster.waveTaskEnded(...task),
      waveTaskResumed: (slot, executor) => cluster.taskBegan(slot, executor),
      finished: (run, resultBytes, shuffles) => {
        cluster.taskEnded(scheduler.slotOf(run), scheduler.executorOf(run), shuffles);
        scheduler.finished(run, resultBytes);
      },
      failed: (run) => {
        cluster.taskEnded(scheduler.slotOf(run), scheduler.executorOf(run));
        scheduler.failed(run);
      },
    };
  }

  *run(query: Query, occurrence: QueryOccurrence): Process<QueryOutcome> {
    yield* this.use(occurrence);
    this.log?.queryBegan(occurrence, occurrence.activity);
    const outcome = yield* new QueryRun(this, query, occurrence).run();
    this.log?.queryEnded(occurrence);
    this.cluster.leave(occurrence.activity);
    return outcome;
  }

  *remove(removal: Removal, occurrence: QueryOccurrence): Process<number> {
    yield* this.use(occurrence);
    const { parallel } = removal;
    const failed =
      parallel === undefined
        ? yield* removeFiles(this, removal, occurrence)
        : yield* removeByTasks(this, removal, parallel, occurrence);
    this.cluster.leave(occurrence.activity);
    return failed;
  }

  *writeLog(table: Table, bytes: number, occurrence: QueryOccurrence): Process<boolean> {
    yield* this.use(occurrence);
    const failed = yield* writeLogEntry(this, table, bytes, occurrence);
    this.cluster.leave(occurrence.activity);
    return failed === 0;
  }

  *commit(commit: Commit, table: Table, occurrence: QueryOccurrence): Process<CommitEnd> {
    yield* this.use(occurrence);
    const end = yield* commitThroughLog(this, commit, table, occurrence);
    this.cluster.leave(occurrence.activity);
    return end;
  }

  *list(listing: TableListing, occurrence: QueryOccurrence): Process<string | null> {
    yield* this.use(occurrence);
    const failure = yield* listTable(this, listing, occurrence);
    this.cluster.leave(occurrence.activity);
    return failure;
  }

  private *use(occurrence: QueryOccurrence): Process<void> {
    const from = this.world.kernel.now;
    yield* this.cluster.use(occurrence.activity);
    const waited = this.world.kernel.now - from;
    if (waited > 0) occurrence.phase('wait', waited);
  }

  /** FIFO rank of a new job. */
  nextJob(): number {
    return this.jobCount++;
  }

  /** Runs the tasks of a stage on the executors. */
  *runStage(work: TaskWork, options: StageOptions): Process<StageResult> {
    const { job, firstTask, pool, occurrence, group } = options;
    const { kernel } = this.world;
    const { cluster, log } = this;
    const stage = new Stage(this.host, work, this.luckOf(occurrence.activity), { slots: cluster.mostCores, firstTask });
    const submitted: Submitted = { stage, done: new Signal(kernel), over: false, reason: null };
    const known = this.maybeCollapse(stage, work, occurrence);
    kernel.spawn(cluster.client.run(stage.requests, new OfTasks(occurrence)), 'spark: requests of a stage');
    const set = cluster.scheduler.submit({ job, stage: 0, taskCount: work.tasks, pool, known });
    this.bySet[set] = submitted;
    log?.submitted(set, work, options);
    group?.sets.add(set);
    cluster.tasksCame();
    if (!submitted.over) yield submitted.done.wait();
    group?.sets.delete(set);
    stage.close();
    log?.completed(set, submitted.reason);
    const { wastedSeconds, slotSeconds, cpuSeconds } = stage;
    const account = stage.account.total(kernel.now);
    return { account, wastedSeconds, slotSeconds, cpuSeconds, requests: stage.requestCount, failure: submitted.reason };
  }

  /** The tasks of the stage without events, where they need none. */
  private maybeCollapse(stage: Stage, { chains, tasks }: TaskWork, occurrence: OccurrencePort): KnownTasks | null {
    if (chains === null || chains.requests === 0) return null;
    const { client, slotsEach: atOnce } = this.cluster;
    const fits = client.canChain({ atOnce, ...chains.heaviest });
    if (!fits || !this.world.collapses(chains.requests)) return null;
    const runner = stage.collapse(client, chains, new OfTasks(occurrence));
    const { wave: waves, allowsWaves } = this.cluster;
    const { mean } = waves.answers(1, 0, occurrence.activity);
    if (!allowsWaves || !this.cluster.hardlyShuffles(chains.shuffleBytes, chains.requests * mean)) return null;
    const wave = stage.wave(waves, chains, runner, new OfTasks(occurrence));
    if (wave === null || !this.cluster.takesResults(tasks, wave.resultBytes)) return null;
    this.wavePrefixes = chains.prefixes;
    return wave;
  }

  /** Plans of whole files of those who read alike, which the key says. */
  wholeFilesOf(key: string): Map<number, PiecePlan> {
    let found = this.wholeFiles.get(key);
    if (found === undefined) {
      found = new Map();
      this.wholeFiles.set(key, found);
    }
    return found;
  }

  /** Calls off what still runs of a group. */
  cancel(group: StageGroup): void {
    for (const set of [...group.sets]) {
      const submitted = this.bySet[set]!;
      if (submitted.over) continue;
      submitted.over = true;
      submitted.reason = 'called off';
      this.cluster.scheduler.cancelSet(set);
      submitted.done.fire();
    }
  }

  /** Runs requests on the driver. Returns how many failed for good. */
  *runOnDriver(plan: RequestPlan, options: DriverOptions): Process<number> {
    const { cluster, store } = this;
    const batch = new PlanBatch(plan, {
      ...options,
      machine: cluster.driverMachine,
      listBytesPerKey: store.listBytesPerKey,
    });
    if (batch.parallel > 0) yield* cluster.client.run(batch, new OfTasks(options.occurrence));
    return batch.failed;
  }

  /** What a task of a stage computes, where the query says it; made once, as long as it is the same. */
  taskCpu(activity: string, stage: string, spec: DistributionSpec): KeyedDraw {
    const key = `${activity}\n${stage}`;
    const found = this.cpus.get(key);
    if (found !== undefined && found.spec === spec) return found.draw;
    const draw = this.world.draw(`cpu.${stage}`, spec, activity);
    this.cpus.set(key, { spec, draw });
    return draw;
  }

  // --- the scheduler's word ------------------------------------------------------------------------------------

  start(run: number): void {
    const { scheduler } = this.cluster;
    const slot = scheduler.slotOf(run);
    const executor = scheduler.executorOf(run);
    const attempt = scheduler.attemptOf(run);
    this.cluster.taskBegan(slot, executor);
    this.log?.began(run);
    this.bySet[scheduler.setOf(run)]!.stage.start(run, { task: scheduler.taskOf(run), attempt, slot, executor });
  }
  stop(run: number): void {
    const { scheduler } = this.cluster;
    this.cluster.taskEnded(scheduler.slotOf(run), scheduler.executorOf(run));
    this.log?.stopped(run);
    this.bySet[scheduler.setOf(run)]!.stage.stop(run);
  }
  setDone(set: number): void {
    const submitted = this.bySet[set]!;
    submitted.over = true;
    submitted.done.fire();
  }
  setAborted(set: number, reason: AbortReason): void {
    this.bySet[set]!.reason = reason;
    this.setDone(set);
  }

  private openLog(): RunLog | null {
    const { world, cluster, values } = this;
    if (world.events === null) return null;
    const log = new RunLog(world.events, world.kernel, cluster.scheduler, cluster.slotsEach);
    world.events.emit('application', applicationOf(values, cluster.slotsEach));
    cluster.scheduler.listener = log;
    return log;
  }

  private luckOf(activity: string): TaskLuck {
    const found = this.luck.get(activity);
    if (found !== undefined) return found;
    const { stragglers, taskFailures } = this.values;
    const { world } = this;
    const luck: TaskLuck = {
      slowness: stragglers === null ? null : slowOrNot(world.draw('straggler', uniform, activity), stragglers),
      failure: taskFailures > 0 ? world.draw('failure', uniform, activity) : null,
      failureRatio: taskFailures,
    };
    this.luck.set(activity, luck);
    return luck;
  }
}

const slowOrNot = (draw: KeyedDraw, { share, factor }: { share: number; factor: number }): KeyedDraw => ({
  mean: 1 + share * (factor - 1),
  at: (task, attempt) => (draw.at(task, attempt) < share ? factor : 1),
});
