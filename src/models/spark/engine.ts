import type { Values } from '../../fields/index.ts';
import { type Process, Signal } from '../../kernel/index.ts';
import type { ObjectStore, OccurrencePort, Query, QueryEngine } from '../capabilities.ts';
import type { KeyedDraw, World } from '../model.ts';
import { applicationOf } from './_application.ts';
import { PlanBatch } from './_plan-batch.ts';
import { QueryRun } from './_query-run.ts';
import type { RequestPlan } from './_request-plan.ts';
import { RunLog } from './_run-log.ts';
import { Stage, type StageHost, type TaskLuck } from './_stage.ts';
import type { TaskWork } from './_work.ts';
import { Cluster } from './cluster.ts';
import type { sparkFields } from './fields.ts';
import type { AbortReason, TaskBody } from './scheduler/index.ts';

export type SparkValues = Values<typeof sparkFields>;

/** A stage on its way through the scheduler. */
interface Submitted {
  readonly stage: Stage;
  readonly done: Signal;
  over: boolean;
  reason: AbortReason | null;
}

export interface StageResult {
  /** Seconds along the critical path, by column. */
  readonly account: Float64Array;
  readonly wastedSeconds: number;
  readonly requests: number;
  /** Why it came to nothing; null: it did not. */
  readonly failure: string | null;
}

export interface StageOptions {
  readonly job: number;
  readonly stage: number;
  readonly pool: string;
  readonly prefixes: number;
  readonly occurrence: OccurrencePort;
  /** Places in the query of the stages that it reads from; default: the one before it. */
  readonly after?: readonly number[];
}

/** Spark as a query engine: it holds the cluster, and tells the scheduler's tasks to the stages that they belong to. */
export class SparkEngine implements QueryEngine, TaskBody {
  readonly values: SparkValues;
  readonly world: World;
  readonly cluster: Cluster;
  readonly store: ObjectStore;
  readonly planningSeconds: KeyedDraw;
  /** Null when nobody writes down what happens. */
  private readonly log: RunLog | null;
  private readonly bySet: Submitted[] = [];
  private jobCount = 0;

  constructor(values: SparkValues, world: World) {
    this.values = values;
    this.world = world;
    this.store = world.find('objects');
    this.planningSeconds = world.draw('planning', values.planning);
    this.cluster = new Cluster(values, world, this);
    this.log = this.openLog();
  }

  *run(query: Query, occurrence: OccurrencePort & { readonly index: number }): Process<void> {
    const from = this.world.kernel.now;
    yield* this.cluster.use(occurrence.activity);
    const waited = this.world.kernel.now - from;
    if (waited > 0) occurrence.phase('wait', waited);
    this.log?.queryBegan(occurrence, occurrence.activity);
    yield* new QueryRun(this, query, occurrence).run();
    this.log?.queryEnded(occurrence);
    this.cluster.leave(occurrence.activity);
  }

  /** FIFO rank of a new job. */
  nextJob(): number {
    return this.jobCount++;
  }

  /** Runs the tasks of a stage on the executors. */
  *runStage(work: TaskWork, options: StageOptions): Process<StageResult> {
    const { job, stage: nth, pool, prefixes, occurrence } = options;
    const { kernel } = this.world;
    const { cluster, store, log } = this;
    const { scheduler } = cluster;
    const host: StageHost = {
      kernel,
      log,
      listBytesPerKey: store.listBytesPerKey,
      prefixes,
      machineOf: (executor) => cluster.machineOf(executor),
      diskOf: (executor) => cluster.diskOf(executor),
      networkOf: (executor) => cluster.networkOf(executor),
      slotFreeSince: (slot) => cluster.slotFreeSince(slot),
      finished: (run, resultBytes) => {
        cluster.taskEnded(scheduler.slotOf(run));
        scheduler.finished(run, resultBytes);
      },
      failed: (run) => {
        cluster.taskEnded(scheduler.slotOf(run));
        scheduler.failed(run);
      },
    };
    const stage = new Stage(host, work, this.luckOf(occurrence.activity), cluster.workers * cluster.slotsEach);
    const done = new Signal(kernel);
    kernel.spawn(cluster.client.run(stage, tasksOf(occurrence)), 'spark: requests of a stage');
    const set = scheduler.submit({ job, stage: nth, taskCount: work.tasks, pool });
    const after = options.after ?? (nth > 0 ? [nth - 1] : []);
    log?.submitted(set, { work, job, nth, after, query: occurrence, activity: occurrence.activity, pool });
    const submitted: Submitted = { stage, done, over: false, reason: null };
    this.bySet[set] = submitted;
    if (!submitted.over) yield done.wait();
    stage.close();
    log?.completed(set, submitted.reason);
    const { requests, wastedSeconds } = stage;
    return { account: stage.account.total(kernel.now), wastedSeconds, requests, failure: submitted.reason };
  }

  /** Runs requests on the driver. Returns how many failed for good. */
  *runOnDriver(
    plan: RequestPlan,
    options: { answerPhase: 'list' | 'firstByte'; firstEntity: number; prefixes: number; occurrence: OccurrencePort },
  ): Process<number> {
    const { cluster, store } = this;
    const batch = new PlanBatch(plan, {
      ...options,
      machine: cluster.driverMachine,
      listBytesPerKey: store.listBytesPerKey,
    });
    if (batch.parallel > 0) yield* cluster.client.run(batch, tasksOf(options.occurrence));
    return batch.failed;
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
    this.cluster.taskEnded(scheduler.slotOf(run));
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
    const { stragglers, taskFailures } = this.values;
    const { world } = this;
    return {
      slowness:
        stragglers === null
          ? null
          : slowOrNot(world.draw('straggler', { kind: 'uniform', low: 0, high: 1 }, activity), stragglers),
      failure: taskFailures > 0 ? world.draw('failure', { kind: 'uniform', low: 0, high: 1 }, activity) : null,
      failureRatio: taskFailures,
    };
  }
}

const slowOrNot = (draw: KeyedDraw, { share, factor }: { share: number; factor: number }): KeyedDraw => ({
  mean: 1 + share * (factor - 1),
  at: (task, attempt) => (draw.at(task, attempt) < share ? factor : 1),
});

/** What tasks do counts for the query; how long it took them is told by its stages, and failures are retried. */
const tasksOf = (occurrence: OccurrencePort): OccurrencePort => ({
  activity: occurrence.activity,
  phase: () => {},
  bound: () => {},
  requests: (count) => occurrence.requests(count),
  bytesRead: (bytes) => occurrence.bytesRead(bytes),
  bytesWritten: (bytes) => occurrence.bytesWritten(bytes),
  sample: () => () => {},
  fail: () => {},
});
