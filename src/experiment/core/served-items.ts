/**
 * What is asked of an activity that serves: a single occurrence takes it all on, and each asking is an item with its own
 * wait, latency and phases.
 */
import type { ItemServer, Items, OpenItem } from '../../models/model.ts';
import type { ActivityMetrics } from './activity-metrics.ts';

export class ServedItems implements Items {
  /** Asked for and not done. */
  openCount = 0;
  private isClosed = false;
  private server: ItemServer | null = null;
  /** Asked for at the moment when the service begins, before it does. */
  private readonly early: number[] = [];
  private readonly metrics: ActivityMetrics;
  private readonly onDone: () => void;

  constructor(metrics: ActivityMetrics, onDone: () => void) {
    this.metrics = metrics;
    this.onDone = onDone;
  }

  get closed(): boolean {
    return this.isClosed;
  }

  take(server: ItemServer): void {
    this.server = server;
    for (const index of this.early) server.asked(index);
    this.early.length = 0;
  }

  ask(index: number): void {
    this.openCount++;
    if (this.server === null) this.early.push(index);
    else this.server.asked(index);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.server?.closed();
  }

  begun(askedAtSeconds: number): void {
    this.metrics.itemBegun(askedAtSeconds);
  }

  done(askedAtSeconds: number, phases: Float64Array, at: number, failure: string | null): void {
    this.openCount--;
    this.metrics.itemDone(askedAtSeconds, phases, at, failure);
    this.onDone();
  }

  open(): OpenItem[] {
    return this.server?.open() ?? [];
  }
}
