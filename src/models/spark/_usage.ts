import type { Kernel } from '../../kernel/index.ts';
import type { Recorder, World } from '../model.ts';
import type { WaveStretch } from './scheduler/index.ts';

/** Metrics of a cluster: its slots, how many of them are in use, and for how long. */
export class Usage {
  busySlots = 0;
  slots = 0;
  private readonly kernel: Kernel;
  private readonly slotsEach: number;
  private readonly waitingTasks: () => number;
  private readonly workerLevel: Recorder;
  private readonly utilization: Recorder;
  private readonly queue: Recorder;
  private readonly busy: Recorder;
  private readonly idle: Recorder;
  private since = 0;
  /** Slots in use beside those, in the mean. */
  private carried = 0;

  constructor(world: World, slotsEach: number, waitingTasks: () => number) {
    this.kernel = world.kernel;
    this.slotsEach = slotsEach;
    this.waitingTasks = waitingTasks;
    this.workerLevel = world.metric('workers');
    this.utilization = world.metric('utilization');
    this.queue = world.metric('queue');
    this.busy = world.metric('busy');
    this.idle = world.metric('idle');
    world.atEnd(() => this.settle());
    world.atWarmUpEnd(() => {
      this.since = this.kernel.now;
    });
    this.report();
  }

  /** Slots that are there, and those of them that are in use, change by so many. */
  change(slots: number, busySlots: number): void {
    this.settle();
    this.slots += slots;
    this.busySlots += busySlots;
    this.report();
  }

  /** Beside those, until it is said anew: so many slots in use, in the mean and at the most; and tasks that wait. */
  carry({ slots, mostSlots, waitingTasks, mostWaitingTasks }: WaveStretch): void {
    this.settle();
    this.carried = mostSlots;
    this.tellUtilization();
    this.carried = slots;
    this.tellUtilization();
    this.queue.set(mostWaitingTasks);
    this.queue.set(waitingTasks);
  }

  private settle(): void {
    const passed = this.kernel.now - this.since;
    this.since = this.kernel.now;
    if (passed === 0) return;
    const inUse = this.busySlots + this.carried;
    this.busy.add(inUse * passed);
    this.idle.add(Math.max(0, this.slots - inUse) * passed);
  }

  private report(): void {
    this.workerLevel.set(this.slots / this.slotsEach);
    this.tellUtilization();
    this.queue.set(this.waitingTasks());
  }
  private tellUtilization(): void {
    this.utilization.set(this.slots === 0 ? 0 : Math.min(1, (this.busySlots + this.carried) / this.slots));
  }
}
