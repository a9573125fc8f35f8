import type { Refusal } from './_priority-line.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import type { Command, ProcessHandle } from './process.ts';
import type { ServerPool } from './server-pool.ts';
import type { Timer } from './timer.ts';

/** The processes that wait for a pool with limited patience: one handler for all, and waits that are used again. */
export class Patience {
  private readonly kernel: Kernel;
  private readonly pool: ServerPool;
  private readonly handler: HandlerId;
  private readonly waits: PatientWait[] = [];
  private readonly idle: PatientWait[] = [];

  constructor(kernel: Kernel, pool: ServerPool) {
    this.kernel = kernel;
    this.pool = pool;
    this.handler = kernel.handler((index) => this.waits[index]!.expire(), `${pool.name}: end of a patience`);
  }

  /** A command for one process, which must be given back. */
  take(seconds: number, priority: number): PatientWait {
    const wait = this.idle.pop() ?? this.addWait();
    wait.seconds = seconds;
    wait.priority = priority;
    return wait;
  }

  /** The wait is over, in whatever way. */
  giveBack(wait: PatientWait): void {
    wait.end();
    this.idle.push(wait);
  }

  private addWait(): PatientWait {
    const timer = this.kernel.timer(this.handler, this.waits.length);
    const wait = new PatientWait(this.kernel, this.pool, timer);
    this.waits.push(wait);
    return wait;
  }
}

class PatientWait implements Command {
  /** Infinity for a patience that never ends. */
  seconds = 0;
  priority = 0;
  private readonly kernel: Kernel;
  private readonly pool: ServerPool;
  private readonly timer: Timer;
  /** Who waits, until patience ends. */
  private process: ProcessHandle | null = null;
  private ticket = -1;

  constructor(kernel: Kernel, pool: ServerPool, timer: Timer) {
    this.kernel = kernel;
    this.pool = pool;
    this.timer = timer;
  }

  begin(process: ProcessHandle): boolean {
    const { pool } = this;
    const granted = pool.request(process.resumeHandler, process.id, this.priority);
    if (granted === null) process.receive('full' satisfies Refusal);
    if (granted !== false) return true;
    this.process = process;
    this.ticket = pool.ticket;
    if (this.seconds < Infinity) this.timer.set(this.seconds);
    return false;
  }

  withdraw(): boolean {
    if (this.pool.withdraw(this.ticket)) return true;
    // Not in line: a unit is on its way to the process, or its patience has just ended.
    if (this.process !== null) this.pool.breakOff();
    return false;
  }

  /** The patience is at its end. A unit that was handed over at this very moment is kept. */
  expire(): void {
    const { process } = this;
    if (process === null || !this.pool.withdraw(this.ticket)) return;
    this.process = null;
    process.receive('out of patience' satisfies Refusal);
    this.kernel.scheduleNow(process.resumeHandler, process.id);
  }

  end(): void {
    this.process = null;
    this.timer.cancel();
  }
}
