import type { Kernel } from '../../kernel/index.ts';
import type { Recorder, World } from '../model.ts';

/** Metrics of a warehouse: its nodes, their cores, how many of these are in use, and for how long. */
export class Usage {
  private readonly kernel: Kernel;
  private readonly coresEach: number;
  private readonly workers: Recorder;
  private readonly utilization: Recorder;
  private readonly busy: Recorder;
  private readonly idle: Recorder;
  private nodes = 0;
  private busyCores = 0;
  private since: number;

  constructor(world: World, coresEach: number) {
    this.kernel = world.kernel;
    this.coresEach = coresEach;
    this.workers = world.metric('workers');
    this.utilization = world.metric('utilization');
    this.busy = world.metric('busy');
    this.idle = world.metric('idle');
    this.since = world.kernel.now;
    world.atEnd(() => this.settle());
    world.atWarmUpEnd(() => {
      this.since = this.kernel.now;
    });
    this.report();
  }

  change(nodes: number, busyCores: number): void {
    this.settle();
    this.nodes += nodes;
    this.busyCores += busyCores;
    this.report();
  }

  private settle(): void {
    const passed = this.kernel.now - this.since;
    this.since = this.kernel.now;
    if (passed === 0) return;
    this.busy.add(this.busyCores * passed);
    this.idle.add(Math.max(0, this.nodes * this.coresEach - this.busyCores) * passed);
  }

  private report(): void {
    const cores = this.nodes * this.coresEach;
    this.workers.set(this.nodes);
    this.utilization.set(cores === 0 ? 0 : Math.min(1, Math.max(0, this.busyCores / cores)));
  }
}
