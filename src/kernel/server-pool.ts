import { TimeAverage, WaitTally } from './_accumulators.ts';
import { WaiterLine } from './_waiter-line.ts';
import { KernelError } from './errors.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import { messages } from './messages.ts';
import type { Command, Process, ProcessHandle } from './process.ts';

export interface ServerPoolOptions {
  /** Shown in errors. */
  name: string;
  /** Number of equal servers: a whole number, at least 1. */
  servers: number;
}

/** Since time 0 or the last resetStats(). `carriedOver + offered = served + busy + queueLength` holds at any moment. */
export interface ServerPoolStats {
  /** Share of the servers that was busy, averaged over time. */
  utilization: number;
  /** Waiters, averaged over time. */
  meanQueueLength: number;
  /** Busy servers, averaged over time. */
  meanBusy: number;
  /** Seconds from request to grant, of those granted in the window, the immediate grants included; NaN when none. */
  waits: { count: number; mean: number; max: number };
  /** Units given back. */
  served: number;
  /** Requests made. */
  offered: number;
  /** Waiting or being served when the window began. */
  carriedOver: number;
}

/**
 * Equal servers with one waiting line: first come, first served among equal priorities, the lower number first.
 * A free server is granted at once; a release hands the unit to the next waiter and schedules it at now, so that a
 * newcomer at the same moment cannot overtake and no waiter runs inside release().
 */
export class ServerPool {
  readonly name: string;
  readonly servers: number;
  private readonly kernel: Kernel;
  private readonly lines: PriorityLine[];
  private readonly busyLevel: TimeAverage;
  private readonly queueLevel: TimeAverage;
  private readonly waits = new WaitTally();
  private served = 0;
  private offered = 0;
  private carriedOver = 0;

  constructor(kernel: Kernel, options: ServerPoolOptions) {
    this.kernel = kernel;
    this.name = options.name;
    this.servers = options.servers;
    if (!(Number.isInteger(options.servers) && options.servers >= 1)) {
      const text = messages.outOfRange(options.name, 'servers', options.servers, 'a whole number, at least 1');
      throw new KernelError('OUT_OF_RANGE', text, { timeSeconds: kernel.now, label: options.name });
    }
    this.lines = [new PriorityLine(this, 0)];
    this.busyLevel = new TimeAverage(kernel.now);
    this.queueLevel = new TimeAverage(kernel.now);
  }

  get busy(): number {
    return this.busyLevel.level;
  }

  get queueLength(): number {
    return this.queueLevel.level;
  }

  /**
   * Asks for a unit. True: granted at once, the caller goes on itself and the handler is not called. False: queued; the
   * handler is scheduled with the argument at the moment of the grant. Either way release() must follow in the end.
   */
  request(handler: HandlerId, argument: number, priority = 0): boolean {
    const { busyLevel, queueLevel, kernel } = this;
    this.offered++;
    if (busyLevel.level < this.servers) {
      busyLevel.change(busyLevel.level + 1, kernel.now);
      this.waits.addNone();
      return true;
    }
    this.lineOf(priority).waiters.push(handler, argument, kernel.now);
    queueLevel.change(queueLevel.level + 1, kernel.now);
    return false;
  }

  /** Gives one unit back. */
  release(): void {
    const { busyLevel, queueLevel, kernel } = this;
    if (busyLevel.level === 0) {
      const text = messages.notHeld(this.name, kernel.now);
      throw new KernelError('NOT_HELD', text, { timeSeconds: kernel.now, label: this.name });
    }
    this.served++;
    if (queueLevel.level === 0) {
      busyLevel.change(busyLevel.level - 1, kernel.now);
      return;
    }
    const { now } = kernel;
    const waiters = this.firstLine();
    waiters.shift();
    queueLevel.change(queueLevel.level - 1, now);
    this.waits.add(now - waiters.shiftedSince);
    kernel.schedule(0, waiters.shiftedHandler, waiters.shiftedArgument);
  }

  /** For processes: `yield pool.acquire()`, later `pool.release()`. */
  acquire(priority = 0): Command {
    return this.lineOf(priority);
  }

  /** For processes: `yield* pool.use(1)` acquires, holds for so many seconds and releases. */
  *use(seconds: number, priority = 0): Process<void> {
    yield this.acquire(priority);
    try {
      yield seconds;
    } finally {
      this.release();
    }
  }

  stats(): ServerPoolStats {
    const { now } = this.kernel;
    const meanBusy = this.busyLevel.mean(now);
    return {
      utilization: meanBusy / this.servers,
      meanQueueLength: this.queueLevel.mean(now),
      meanBusy,
      waits: { count: this.waits.count, mean: this.waits.mean, max: this.waits.max },
      served: this.served,
      offered: this.offered,
      carriedOver: this.carriedOver,
    };
  }

  /** Starts a new window at now: the end of a warm-up. Who waits goes on waiting and is counted when granted. */
  resetStats(): void {
    const { now } = this.kernel;
    this.busyLevel.reset(now);
    this.queueLevel.reset(now);
    this.waits.reset();
    this.served = 0;
    this.offered = 0;
    this.carriedOver = this.busy + this.queueLength;
  }

  private firstLine(): WaiterLine {
    const { lines } = this;
    let index = 0;
    while (lines[index]!.waiters.length === 0) index++;
    return lines[index]!.waiters;
  }

  /** The line of a priority; lines are kept in order of priority, and there is usually one. */
  private lineOf(priority: number): PriorityLine {
    const { lines } = this;
    let index = 0;
    while (index < lines.length && lines[index]!.priority < priority) index++;
    const found = lines[index];
    if (found !== undefined && found.priority === priority) return found;
    if (!Number.isFinite(priority)) {
      const text = messages.outOfRange(this.name, 'a priority', priority, 'finite');
      throw new KernelError('OUT_OF_RANGE', text, { timeSeconds: this.kernel.now, label: this.name });
    }
    const line = new PriorityLine(this, priority);
    lines.splice(index, 0, line);
    return line;
  }
}

/** The waiters of one priority, and the command that joins them. */
class PriorityLine implements Command {
  readonly priority: number;
  readonly waiters = new WaiterLine();
  private readonly pool: ServerPool;

  constructor(pool: ServerPool, priority: number) {
    this.pool = pool;
    this.priority = priority;
  }

  begin(process: ProcessHandle): boolean {
    return this.pool.request(process.resumeHandler, process.id, this.priority);
  }
}
