import type { Refusal } from './_priority-line.ts';
import type { Command, ProcessHandle } from './process.ts';
import type { ServerPool } from './server-pool.ts';

/** A whole service of a process in a pool with preemption. */
export class ServiceVisit implements Command {
  private readonly pool: ServerPool;
  private readonly seconds: number;
  private readonly priority: number;
  private slot = -1;

  constructor(pool: ServerPool, seconds: number, priority: number) {
    this.pool = pool;
    this.seconds = seconds;
    this.priority = priority;
  }

  begin(process: ProcessHandle): boolean {
    this.slot = this.pool.visit(process, this.seconds, this.priority);
    if (this.slot >= 0) return false;
    process.receive('full' satisfies Refusal);
    return true;
  }

  /** The end of a service goes on with the process at once, so nothing is on its way that could come too late. */
  withdraw(): boolean {
    this.pool.cutShort(this.slot);
    return true;
  }
}
