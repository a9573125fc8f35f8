import type { World } from './model.ts';

/** Seconds of one item of the bill. */
interface Line {
  readonly byActivity: Map<string, number>;
  idleSeconds: number;
}

/**
 * What is paid by the time while it is there: machines, nodes of a warehouse. Their time goes to the activities under way, in
 * equal parts for each occurrence, and is nobody's while there is none.
 */
export class PaidTime {
  private readonly world: World;
  private readonly service: string;
  private item: string;
  private count: number;
  private readonly lines = new Map<string, Line>();
  private readonly running = new Map<string, number>();
  private runningCount = 0;
  private since: number;

  constructor(world: World, service: string, item: string, count: number) {
    this.world = world;
    this.service = service;
    this.item = item;
    this.count = count;
    this.since = world.kernel.now;
    world.atBill(() => this.bill());
  }

  /** From now on so many are there, and of this kind. */
  machines(count: number, item = this.item): void {
    this.settle();
    this.count = count;
    this.item = item;
  }
  begin(activity: string): void {
    this.settle();
    this.running.set(activity, (this.running.get(activity) ?? 0) + 1);
    this.runningCount++;
  }
  finish(activity: string): void {
    this.settle();
    this.running.set(activity, this.running.get(activity)! - 1);
    this.runningCount--;
  }
  /** So much more is owed, and nobody has had it. */
  owe(seconds: number): void {
    this.line.idleSeconds += seconds;
  }

  private get line(): Line {
    let line = this.lines.get(this.item);
    if (line === undefined) {
      line = { byActivity: new Map(), idleSeconds: 0 };
      this.lines.set(this.item, line);
    }
    return line;
  }

  private settle(): void {
    const { now } = this.world.kernel;
    const passed = (now - this.since) * this.count;
    this.since = now;
    if (passed === 0) return;
    const { line } = this;
    if (this.runningCount === 0) {
      line.idleSeconds += passed;
      return;
    }
    for (const [activity, count] of this.running) {
      if (count === 0) continue;
      const share = (passed * count) / this.runningCount;
      line.byActivity.set(activity, (line.byActivity.get(activity) ?? 0) + share);
    }
  }

  private bill(): void {
    this.settle();
    for (const [item, { byActivity, idleSeconds }] of this.lines) {
      for (const [activity, seconds] of byActivity) this.world.meter(this.service, item, seconds, activity);
      if (idleSeconds > 0) this.world.meter(this.service, item, idleSeconds);
    }
    this.lines.clear();
  }
}
