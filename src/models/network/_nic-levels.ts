import type { Recorder, World } from '../model.ts';
import type { Machine } from './_machine.ts';

/** The levels that the NICs of all machines give together. */
export class NicLevels {
  private readonly utilization: Recorder;
  private readonly burstLeft: Recorder;
  private readonly machines: () => readonly Machine[];

  constructor(world: World, machines: () => readonly Machine[]) {
    this.utilization = world.metric('utilization');
    this.burstLeft = world.metric('burstLeft');
    this.machines = machines;
    world.atEnd(() => this.update());
  }

  /** Call when a rate or a capacity has changed. */
  update(): void {
    let rate = 0;
    let capacity = 0;
    let credits = 0;
    let buckets = 0;
    for (const { link, bucket } of this.machines()) {
      if (link === null) continue;
      rate += link.rate;
      capacity += link.capacityBytesPerSecond;
      if (bucket === null) continue;
      credits += bucket.bytes;
      buckets++;
    }
    this.utilization.set(rate / capacity);
    if (buckets > 0) this.burstLeft.set(credits);
  }
}
