import type { Values } from '../../fields/index.ts';
import type { Command, HandlerId, Process, ProcessHandle } from '../../kernel/index.ts';
import type { CommitEnd, OccurrencePort, Query, QueryEngine, QueryOutcome, Removal } from '../capabilities.ts';
import type { KeyedDraw, Recorder, World } from '../model.ts';
import { PaidTime } from '../paid-time.ts';
import { WarehouseCluster } from './_cluster.ts';
import { Finder } from './_find-files.ts';
import { endOf, problemOfQuery, tellFiles } from './_queries.ts';
import { problemOfFiles, readingOf } from './_reading.ts';
import { Usage } from './_usage.ts';
import type { warehouseFields } from './fields.ts';

export type WarehouseValues = Values<typeof warehouseFields>;
type Occurrence = OccurrencePort & { readonly index: number };

/**
 * A warehouse of clusters alike. A query is compiled by the service, waits in line for one of `concurrency` places of a
 * cluster, and shares the cluster with those that run. Suspended, a warehouse costs nothing; a query that finds it so starts
 * it. When all places are taken and someone waits, another cluster is started, up to `maxClusters`; one beyond the first
 * that is idle for `clusterIdle` is given back.
 */
export class Warehouse implements QueryEngine {
  private readonly values: WarehouseValues;
  private readonly world: World;
  private readonly clusters: readonly WarehouseCluster[];
  private readonly finder: Finder;
  /** Node seconds while it runs, each start at least `minimumBilling` of them: what that adds is nobody's. */
  private readonly credits: PaidTime;
  private readonly usage: Usage;
  private readonly startSeconds: KeyedDraw;
  private readonly plans = new Map<string, KeyedDraw>();
  private readonly line: ProcessHandle[] = [];
  private lineHead = 0;
  private readonly queue: Recorder;
  private readonly cacheHits: Recorder;
  private readonly startCount: Recorder;
  private starts = 0;
  private readonly resumed: HandlerId;
  private readonly idle: HandlerId;
  private readonly admission: Command = { begin: (process) => this.admit(process) };

  constructor(values: WarehouseValues, world: World) {
    this.values = values;
    this.world = world;
    const { kernel } = world;
    this.usage = new Usage(world, values.cores);
    const nodes = values.size.values.nodes!;
    this.clusters = Array.from(
      { length: values.maxClusters },
      (_, each) =>
        new WarehouseCluster(values, world, {
          nodes,
          number: each + 1,
          onBusy: (change) => this.usage.change(0, change),
        }),
    );
    this.finder = new Finder({ ...values, listing: null, keepsLogs: true }, world, world.find('objects'));
    this.credits = new PaidTime(world, 'warehouse', `credit-${values.edition}`, 0);
    this.startSeconds = world.draw('start', values.start);
    this.queue = world.metric('queue');
    this.cacheHits = world.metric('cacheHits');
    this.startCount = world.metric('starts');
    this.queue.set(0);
    this.resumed = kernel.handler((cluster) => this.onResumed(this.clusters[cluster]!), `${world.name}: resumed`);
    this.idle = kernel.handler((argument) => this.onIdle(argument), `${world.name}: idle for too long`);
    // One that is never suspended has been there since before the run.
    if (values.shutdownAfter === null) this.onResumed(this.clusters[0]!);
    world.atEnd(() => {
      for (const cluster of this.clusters) if (cluster.state === 'on') this.pad(cluster);
    });
  }

  *run(query: Query, occurrence: Occurrence): Process<QueryOutcome> {
    const failure =
      (problemOfQuery(query) ?? problemOfFiles(this.values, query)) || (yield* this.answer(query, occurrence));
    if (failure) occurrence.fail(failure);
    return { files: [], failure: failure || null };
  }

  remove({ files }: Removal, occurrence: Occurrence): Process<number> {
    return refuse(occurrence, files);
  }
  writeLog(_table: unknown, _bytes: number, occurrence: Occurrence): Process<boolean> {
    return refuse(occurrence, false);
  }
  commit(_commit: unknown, _table: unknown, occurrence: Occurrence): Process<CommitEnd> {
    return refuse<CommitEnd>(occurrence, 'failed');
  }

  private *answer(query: Query, occurrence: Occurrence): Process<string | null> {
    const { kernel } = this.world;
    const { table, where = null, agoSeconds = null } = query;
    const askedAt = kernel.now;
    const scan = table.scan(query.recentSeconds, query.scanBytes, { where, agoSeconds });
    if (scan.problem != null) return scan.problem;
    const planSeconds = this.planOf(occurrence.activity).at(occurrence.index, 0);
    if (planSeconds > 0) yield planSeconds;
    occurrence.phase('plan', planSeconds);
    const requests = yield* this.finder.find(query, scan, occurrence);
    occurrence.sample('plan')(kernel.now - askedAt);
    const waitFrom = kernel.now;
    const cluster: WarehouseCluster = yield this.admission;
    this.credits.begin(occurrence.activity);
    occurrence.phase('wait', kernel.now - waitFrom);
    const reading = readingOf(this.values, query, scan);
    const hits = yield* cluster.run(query, scan, reading, occurrence);
    this.cacheHits.set(hits);
    this.credits.finish(occurrence.activity);
    this.leave(cluster);
    tellFiles(occurrence, scan, reading, requests + reading.gets * (1 - hits));
    return endOf(table.ended(scan));
  }

  // --- the line ------------------------------------------------------------------------------------------------

  private get waiting(): number {
    return this.line.length - this.lineHead;
  }

  /** Of those that run and have a place, the one with the fewest queries. */
  private place(): WarehouseCluster | null {
    let best: WarehouseCluster | null = null;
    for (const cluster of this.clusters) {
      if (cluster.state !== 'on' || cluster.running >= this.values.concurrency) continue;
      if (best === null || cluster.running < best.running) best = cluster;
    }
    return best;
  }

  private admit(process: ProcessHandle): boolean {
    const cluster = this.waiting === 0 ? this.place() : null;
    if (cluster !== null) {
      this.enter(cluster);
      process.receive(cluster);
      return true;
    }
    this.line.push(process);
    this.queue.set(this.waiting);
    this.maybeStart();
    return false;
  }

  private serve(): void {
    for (;;) {
      if (this.waiting === 0) break;
      const cluster = this.place();
      if (cluster === null) break;
      const process = this.line[this.lineHead++]!;
      this.enter(cluster);
      process.receive(cluster);
      this.world.kernel.scheduleNow(process.resumeHandler, process.id);
    }
    if (this.lineHead > 1000 && this.lineHead * 2 > this.line.length) {
      this.line.splice(0, this.lineHead);
      this.lineHead = 0;
    }
    this.queue.set(this.waiting);
    this.maybeStart();
  }

  private enter(cluster: WarehouseCluster): void {
    cluster.running++;
    cluster.epoch++;
  }

  private leave(cluster: WarehouseCluster): void {
    cluster.running--;
    this.serve();
    if (cluster.running === 0) this.watch(cluster);
  }

  // --- starting and suspending ---------------------------------------------------------------------------------

  /** One at a time: who waits may find a place there. */
  private maybeStart(): void {
    if (this.waiting === 0 || this.clusters.some(({ state }) => state === 'starting')) return;
    const next = this.clusters.findIndex(({ state }) => state === 'off');
    if (next < 0) return;
    this.clusters[next]!.state = 'starting';
    this.world.kernel.schedule(this.startSeconds.at(this.starts++, 0), this.resumed, next);
  }

  private onResumed(cluster: WarehouseCluster): void {
    cluster.state = 'on';
    cluster.startedAtSeconds = this.world.kernel.now;
    cluster.starts++;
    this.startCount.add(1);
    this.credits.machines(this.nodesOn);
    this.usage.change(cluster.nodes, 0);
    this.serve();
    if (cluster.running === 0) this.watch(cluster);
  }

  private idleSecondsOf(cluster: WarehouseCluster): number | null {
    const { shutdownAfter, clusterIdle } = this.values;
    if (cluster === this.clusters[0]) return shutdownAfter;
    return shutdownAfter === null ? clusterIdle : Math.min(clusterIdle, shutdownAfter);
  }

  private watch(cluster: WarehouseCluster): void {
    const seconds = this.idleSecondsOf(cluster);
    if (seconds === null) return;
    this.world.kernel.schedule(
      seconds,
      this.idle,
      cluster.epoch * this.clusters.length + this.clusters.indexOf(cluster),
    );
  }

  private onIdle(argument: number): void {
    const cluster = this.clusters[argument % this.clusters.length]!;
    const epoch = Math.floor(argument / this.clusters.length);
    if (cluster.state !== 'on' || cluster.running > 0 || cluster.epoch !== epoch) return;
    // The first stays while another runs: they are suspended from the last on.
    if (cluster === this.clusters[0] && this.clusters.some((each) => each !== cluster && each.state === 'on')) {
      this.watch(cluster);
      return;
    }
    cluster.state = 'off';
    cluster.suspended();
    this.credits.machines(this.nodesOn);
    this.pad(cluster);
    this.usage.change(-cluster.nodes, 0);
  }

  private get nodesOn(): number {
    return this.clusters.reduce((sum, { state, nodes }) => sum + (state === 'on' ? nodes : 0), 0);
  }
  /** It stops, or the run does: what it has not run of the minimum is owed all the same. */
  private pad({ nodes, startedAtSeconds }: WarehouseCluster): void {
    const ran = this.world.kernel.now - startedAtSeconds;
    this.credits.owe(nodes * Math.max(0, this.values.minimumBilling - ran));
  }

  /** Taken once for each activity. */
  private planOf(activity: string): KeyedDraw {
    const draw = this.plans.get(activity) ?? this.world.draw('planning', this.values.planning, activity);
    this.plans.set(activity, draw);
    return draw;
  }
}

// biome-ignore lint/correctness/useYield: a process that ends at once.
function* refuse<T>(occurrence: OccurrencePort, answer: T): Process<T> {
  occurrence.fail('this engine answers queries and writes no files');
  return answer;
}
