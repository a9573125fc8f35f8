/**
 * Dynamic allocation: how many executors are wanted. Every 100 ms:
 *
 *     needed = ceil((running + waiting tasks) / slots of an executor)
 *     needed < target:   target = max(needed, min), and the next step is 1 again
 *     tasks have waited for 1 s:   target += step, at most needed and max; if the whole step was taken, it doubles;
 *                                  once more after each further second
 *     an executor without a task for `idle`, and without shuffle files of a query under way, goes, down to the target
 *
 * Source: apache/spark, ExecutorAllocationManager.scala, ExecutorMonitor.scala (shuffle tracking), and
 * spark.dynamicAllocation.* (schedulerBacklogTimeout and sustainedSchedulerBacklogTimeout 1 s, executorAllocationRatio 1).
 * Left out: the rounds of the cluster manager (YARN, Kubernetes), in which asked-for executors are granted.
 */
const tickSeconds = 0.1;
const backlogSeconds = 1;

export interface AllocationSettings {
  readonly min: number;
  readonly max: number;
  readonly idleSeconds: number;
}

export interface AllocationPort {
  readonly nowSeconds: number;
  /** Tasks that run, and tasks that wait. */
  readonly runningTasks: number;
  readonly waitingTasks: number;
  readonly slotsEach: number;
  /** Executors that are there. */
  readonly executors: number;
  /** So many are to be there; what has been asked for beyond that is taken back. */
  aim(target: number): void;
  /** Gives back executors that have been idle for so long, at most so many. */
  giveBackIdle(idleSeconds: number, most: number): void;
  tickAfter(seconds: number): void;
}

export class Allocation {
  private target: number;
  private step = 1;
  /** When the next step is due, if tasks still wait; Infinity: none wait. */
  private dueAt = Infinity;
  private ticking = false;
  private readonly settings: AllocationSettings;
  private readonly port: AllocationPort;

  constructor(settings: AllocationSettings, port: AllocationPort) {
    this.settings = settings;
    this.port = port;
    this.target = settings.min;
  }

  /** Tasks came, or may have ended: it looks every 100 ms for as long as there is something to be decided. */
  watch(): void {
    if (this.ticking) return;
    this.ticking = true;
    this.port.tickAfter(tickSeconds);
  }

  tick(): void {
    const { port, settings } = this;
    this.ticking = false;
    const { nowSeconds, waitingTasks, runningTasks } = port;
    if (waitingTasks === 0) {
      this.dueAt = Infinity;
      this.step = 1;
    } else if (this.dueAt === Infinity) this.dueAt = nowSeconds - tickSeconds + backlogSeconds;
    const needed = Math.ceil((runningTasks + waitingTasks) / port.slotsEach);
    if (needed < this.target) {
      this.target = Math.max(needed, settings.min);
      this.step = 1;
      port.aim(this.target);
    } else if (nowSeconds >= this.dueAt - 1e-9) {
      this.grow(needed);
      this.dueAt = nowSeconds + backlogSeconds;
    }
    const spare = port.executors - Math.max(settings.min, this.target);
    if (spare > 0) port.giveBackIdle(settings.idleSeconds, spare);
    if (waitingTasks + runningTasks > 0 || port.executors > settings.min) this.watch();
  }

  /** A tick of a cluster that is not there: it looks again when tasks come. */
  rest(): void {
    this.ticking = false;
  }

  /** The cluster is given back as a whole. */
  reset(): void {
    this.target = this.settings.min;
    this.step = 1;
    this.dueAt = Infinity;
  }

  private grow(needed: number): void {
    const { min, max } = this.settings;
    const before = this.target;
    const from = Math.max(before, this.port.executors);
    this.target = Math.max(min, Math.min(max, needed, from + this.step));
    const change = this.target - before;
    if (change <= 0) {
      this.target = before;
      this.step = 1;
      return;
    }
    this.step = change === this.step ? 2 * this.step : 1;
    this.port.aim(this.target);
  }
}
