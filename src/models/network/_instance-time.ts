import type { MachineTime } from '../capabilities.ts';
import type { World } from '../model.ts';

/**
 * What the machines cost while they run: their time goes to the activities under way, in equal parts for each
 * occurrence, and is nobody's while there is none.
 */
export class InstanceTime implements MachineTime {
  private readonly world: World;
  private readonly instance: string;
  private count: number;
  private readonly seconds = new Map<string, number>();
  private readonly running = new Map<string, number>();
  private runningCount = 0;
  private idleSeconds = 0;
  private since = 0;

  constructor(world: World, instance: string, machines: number) {
    this.world = world;
    this.instance = instance;
    this.count = machines;
    this.since = world.kernel.now;
    world.atBill(() => this.bill());
  }

  machines(count: number): void {
    this.settle();
    this.count = count;
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
    const passed = (now - this.since) * this.count;
    this.since = now;
    if (this.runningCount === 0) {
      this.idleSeconds += passed;
      return;
    }
    for (const [activity, count] of this.running) {
      const share = (passed * count) / this.runningCount;
      this.seconds.set(activity, (this.seconds.get(activity) ?? 0) + share);
    }
  }

  private bill(): void {
    this.settle();
    const { world, instance } = this;
    for (const [activity, seconds] of this.seconds) {
      if (seconds > 0) world.meter('ec2', instance, seconds, activity);
    }
    if (this.idleSeconds > 0) world.meter('ec2', instance, this.idleSeconds);
    this.seconds.clear();
    this.idleSeconds = 0;
  }
}
