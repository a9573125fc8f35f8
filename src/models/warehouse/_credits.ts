import type { World } from '../model.ts';

/**
 * Credits of a warehouse: node seconds while it runs, each start at least `minimum` of them. They go to the activities under
 * way in equal parts for each query; while there is none, and for what the minimum adds, they are nobody's: idle.
 */
export class Credits {
  private readonly world: World;
  private readonly item: string;
  private readonly minimumSeconds: number;
  private nodes = 0;
  private since: number;
  private readonly seconds = new Map<string, number>();
  private readonly running = new Map<string, number>();
  private runningCount = 0;
  private idleSeconds = 0;

  constructor(world: World, item: string, minimumSeconds: number) {
    this.world = world;
    this.item = item;
    this.minimumSeconds = minimumSeconds;
    this.since = world.kernel.now;
    world.atBill(() => this.bill());
  }

  started(nodes: number): void {
    this.settle();
    this.nodes += nodes;
  }
  stopped(nodes: number, startedAtSeconds: number): void {
    this.settle();
    this.nodes -= nodes;
    this.pad(nodes, startedAtSeconds);
  }
  /** The run stops while it runs: the minimum is owed all the same. */
  pad(nodes: number, startedAtSeconds: number): void {
    this.idleSeconds += nodes * Math.max(0, this.minimumSeconds - (this.world.kernel.now - startedAtSeconds));
  }

  begin(activity: string): void {
    this.settle();
    this.running.set(activity, (this.running.get(activity) ?? 0) + 1);
    this.runningCount++;
  }
  finish(activity: string): void {
    this.settle();
    this.running.set(activity, (this.running.get(activity) ?? 0) - 1);
    this.runningCount--;
  }

  private settle(): void {
    const { now } = this.world.kernel;
    const passed = (now - this.since) * this.nodes;
    this.since = now;
    if (passed === 0) return;
    if (this.runningCount === 0) {
      this.idleSeconds += passed;
      return;
    }
    for (const [activity, count] of this.running) {
      if (count === 0) continue;
      this.seconds.set(activity, (this.seconds.get(activity) ?? 0) + (passed * count) / this.runningCount);
    }
  }

  private bill(): void {
    this.settle();
    for (const [activity, seconds] of this.seconds)
      if (seconds > 0) this.world.meter('warehouse', this.item, seconds, activity);
    if (this.idleSeconds > 0) this.world.meter('warehouse', this.item, this.idleSeconds);
    this.seconds.clear();
    this.idleSeconds = 0;
  }
}
