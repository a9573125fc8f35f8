import type { World } from '../model.ts';

/**
 * What machines cost while they run: their time goes to the activities under way, in equal parts for each occurrence,
 * and is nobody's while there is none.
 */
export class MachineTime {
  private readonly world: World;
  private readonly service: string;
  private readonly seconds = new Map<string, Map<string | undefined, number>>();
  private readonly running = new Map<string, number>();
  private runningCount = 0;
  private since: number;
  private item: string;
  private count: number;

  constructor(world: World, service: string, item: string, count: number) {
    this.world = world;
    this.service = service;
    this.item = item;
    this.count = count;
    this.since = world.kernel.now;
  }

  /** From now on it is so many of these. */
  machines(item: string, count: number): void {
    this.settle();
    this.item = item;
    this.count = count;
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

  bill(): void {
    this.settle();
    for (const [item, byActivity] of this.seconds) {
      for (const [activity, seconds] of byActivity) {
        if (seconds > 0) this.world.meter(this.service, item, seconds, activity);
      }
    }
    this.seconds.clear();
  }

  private settle(): void {
    const { now } = this.world.kernel;
    const passed = (now - this.since) * this.count;
    this.since = now;
    if (passed === 0) return;
    if (this.runningCount === 0) this.add(undefined, passed);
    for (const [activity, count] of this.running)
      if (count > 0) this.add(activity, (passed * count) / this.runningCount);
  }

  private add(activity: string | undefined, seconds: number): void {
    const of = this.seconds.get(this.item) ?? new Map<string | undefined, number>();
    this.seconds.set(this.item, of);
    of.set(activity, (of.get(activity) ?? 0) + seconds);
  }
}
