/**
 * Spark's ExecutorAllocationManager. Each 100 ms: once tasks have waited for the backlog time-out, ask for one executor,
 * then each further second for 2, 4, 8 ..., as long as they wait, never for more than their number needs; an executor
 * whose slots were all free for the idle time-out is given back.
 */
import type { HandlerId, Kernel, Timer } from '../../../kernel/index.ts';
import type { SparkScheduler } from './scheduler.ts';

export interface DynamicAllocationSettings {
  readonly minExecutors: number;
  readonly maxExecutors: number;
  readonly initialExecutors: number;
  readonly tickSeconds: number;
  readonly backlogTimeoutSeconds: number;
  readonly sustainedBacklogTimeoutSeconds: number;
  readonly idleTimeoutSeconds: number;
  /** Share of what the tasks need that is asked for. */
  readonly allocationRatio: number;
}

/** spark.apache.org/docs/latest/configuration.html, "Dynamic Allocation". */
export const dynamicAllocationDefaults: DynamicAllocationSettings = {
  minExecutors: 0,
  maxExecutors: Number.POSITIVE_INFINITY,
  initialExecutors: 0,
  tickSeconds: 0.1,
  backlogTimeoutSeconds: 1,
  sustainedBacklogTimeoutSeconds: 1,
  idleTimeoutSeconds: 60,
  allocationRatio: 1,
};

/** How a cluster manager gives executors. */
export interface ClusterManagerParameters {
  /** From its taking up a request to the executor's registration. */
  readonly executorStartSeconds: number;
  /** It takes up requests at whole multiples of this; 0: at once. */
  readonly requestSeconds: number;
  /** Most that it takes up each time; Infinity: all. */
  readonly requestBatch: number;
}

export interface AllocationEvents {
  added?(executor: number): void;
  removed?(executor: number): void;
}

export class DynamicAllocation {
  /** Executors asked for: there, or on their way. */
  target: number;
  private readonly kernel: Kernel;
  private readonly scheduler: SparkScheduler;
  private readonly settings: DynamicAllocationSettings;
  private readonly manager: ClusterManagerParameters;
  private readonly slotsPerExecutor: number;
  private readonly events: AllocationEvents;
  private readonly tick: Timer;
  private readonly serve: HandlerId;
  private readonly arrive: HandlerId;
  private readonly mine: number[] = [];
  private hostCount = 0;
  /** Asked of the cluster manager, and not taken up by it yet. */
  private queued = 0;
  private serving = false;
  private starting = 0;
  private toAdd = 1;
  /** When more is asked for; Infinity while nothing waits. */
  private addAtSeconds = Infinity;

  constructor(
    kernel: Kernel,
    scheduler: SparkScheduler,
    options: {
      readonly settings: DynamicAllocationSettings;
      readonly manager: ClusterManagerParameters;
      readonly slotsPerExecutor: number;
      readonly events?: AllocationEvents;
    },
  ) {
    this.kernel = kernel;
    this.scheduler = scheduler;
    this.settings = options.settings;
    this.manager = options.manager;
    this.slotsPerExecutor = options.slotsPerExecutor;
    this.events = options.events ?? {};
    this.tick = kernel.timer(kernel.handler(() => this.look(), 'dynamic allocation'));
    this.serve = kernel.handler(() => this.takeUp(), 'cluster manager');
    this.arrive = kernel.handler(() => this.register(), 'executor registers');
    this.target = Math.max(options.settings.minExecutors, options.settings.initialExecutors);
  }

  /** Asks for the first executors, and looks each tick until stop(). */
  start(): void {
    this.ask(this.target);
    this.nextTick();
  }

  stop(): void {
    this.tick.cancel();
  }

  /** Executors that are there. */
  get executorCount(): number {
    return this.mine.length;
  }

  private nextTick(): void {
    const { tickSeconds } = this.settings;
    const past = Math.floor(this.kernel.now / tickSeconds + 1e-9);
    this.tick.setAt((past + 1) * tickSeconds);
  }

  private look(): void {
    const { settings, scheduler, kernel } = this;
    const waiting = scheduler.waitingTaskCount;
    const needed = Math.ceil(
      ((waiting + scheduler.runningTaskCount) * settings.allocationRatio) / this.slotsPerExecutor,
    );
    if (waiting === 0) {
      this.addAtSeconds = Infinity;
      this.toAdd = 1;
    } else if (this.addAtSeconds === Infinity) this.addAtSeconds = kernel.now + settings.backlogTimeoutSeconds;
    // Before the first stage nothing is known of the need: the initial executors are left alone.
    if (scheduler.submittedCount > 0 && needed < this.target) {
      this.target = Math.max(needed, settings.minExecutors);
      this.queued = Math.max(0, Math.min(this.queued, this.target - this.mine.length - this.starting));
      this.toAdd = 1;
    } else if (kernel.now >= this.addAtSeconds) {
      this.add(needed);
      this.addAtSeconds = kernel.now + settings.sustainedBacklogTimeoutSeconds;
    }
    this.removeIdle();
    this.nextTick();
  }

  private add(needed: number): void {
    const { settings } = this;
    const before = this.target;
    const from = Math.max(before, this.mine.length);
    this.target = Math.max(settings.minExecutors, Math.min(settings.maxExecutors, Math.min(from + this.toAdd, needed)));
    const added = this.target - before;
    if (added > 0) this.ask(this.target - this.mine.length - this.starting - this.queued);
    // Capped by the need or the limit: the next ramp begins with one again.
    this.toAdd = added === this.toAdd ? 2 * this.toAdd : 1;
  }

  private removeIdle(): void {
    const { settings, scheduler, kernel } = this;
    for (let i = 0; i < this.mine.length; i++) {
      if (this.mine.length <= Math.max(settings.minExecutors, this.target)) return;
      const executor = this.mine[i]!;
      if (kernel.now - scheduler.idleSince(executor) < settings.idleTimeoutSeconds) continue;
      this.mine.splice(i--, 1);
      scheduler.removeExecutor(executor);
      this.events.removed?.(executor);
    }
  }

  // --- Cluster manager ---

  private ask(count: number): void {
    if (count <= 0) return;
    this.queued += count;
    if (this.serving) return;
    this.serving = true;
    const { requestSeconds } = this.manager;
    if (requestSeconds === 0) this.takeUp();
    else this.kernel.scheduleAt((Math.floor(this.kernel.now / requestSeconds) + 1) * requestSeconds, this.serve);
  }

  private takeUp(): void {
    this.serving = false;
    const { requestBatch, executorStartSeconds, requestSeconds } = this.manager;
    const now = Math.min(this.queued, requestBatch);
    this.queued -= now;
    this.starting += now;
    for (let i = 0; i < now; i++) this.kernel.schedule(executorStartSeconds, this.arrive);
    if (this.queued === 0) return;
    this.serving = true;
    this.kernel.schedule(requestSeconds, this.serve);
  }

  private register(): void {
    this.starting--;
    const executor = this.scheduler.addExecutor(this.slotsPerExecutor, this.hostCount++);
    this.mine.push(executor);
    this.events.added?.(executor);
  }
}
