import type { Recorder, World } from '../model.ts';
import type { Machine } from './_machine.ts';

/**
 * The levels that the NICs of all machines give together: use of the busier direction, and what is left of the credits
 * of the direction that has fewer.
 */
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
    let rateIn = 0;
    let rateOut = 0;
    let capacityIn = 0;
    let capacityOut = 0;
    let credits = 0;
    let buckets = 0;
    for (const { directions } of this.machines()) {
      const inbound = directions[0];
      if (inbound === undefined) continue;
      const outbound = directions[1] ?? null;
      rateIn += inbound.link.rate;
      capacityIn += inbound.link.capacityBytesPerSecond;
      if (outbound !== null) {
        rateOut += outbound.link.rate;
        capacityOut += outbound.link.capacityBytesPerSecond;
      }
      if (inbound.bucket === null) continue;
      // What nothing was sent through is full.
      credits += Math.min(inbound.bucket.bytes, outbound?.bucket?.bytes ?? Infinity);
      buckets++;
    }
    const sending = capacityOut > 0 ? rateOut / capacityOut : 0;
    this.utilization.set(Math.max(rateIn / capacityIn, sending));
    if (buckets > 0) this.burstLeft.set(credits);
  }
}
