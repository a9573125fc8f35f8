import type { Recorder, World } from '../model.ts';
import type { Machine } from './_machine.ts';

/** So many machines are summed up each time; of more, only the one that has changed is looked at. */
const fewMachines = 8;
/** Differences are added so often before all is summed anew, which takes rounding away. */
const fullEvery = 1024;
/** Of a machine: rate and capacity in, rate and capacity out, credits. */
const partCount = 5;

/**
 * The levels that the NICs of all machines give together: use of the busier direction, and what is left of the credits
 * of the direction that has fewer. With many machines the credits of each are as of its last change of rate.
 */
export class NicLevels {
  private readonly utilization: Recorder;
  private readonly burstLeft: Recorder;
  private readonly machines: () => readonly Machine[];
  // Fractions to begin with: fields that have held one stay unboxed.
  private rateIn = 0.5;
  private rateOut = 0.5;
  private capacityIn = 0.5;
  private capacityOut = 0.5;
  private credits = 0.5;
  private told = -0.5;
  private buckets = 0;
  /** By machine: its part in the sums, where they are carried on by differences. */
  private parts = new Float64Array(0);
  private sinceFull = fullEvery - 1;

  constructor(world: World, machines: () => readonly Machine[]) {
    this.utilization = world.metric('utilization');
    this.burstLeft = world.metric('burstLeft');
    this.machines = machines;
    world.atEnd(() => this.update());
  }

  /** Call when a rate or a capacity of the machine has changed; without a machine all are looked at. */
  update(changed = -1): void {
    const machines = this.machines();
    if (machines.length === 1) {
      this.tellOne(machines[0]!);
      return;
    }
    const few = machines.length <= fewMachines;
    if (changed < 0 || few || ++this.sinceFull === fullEvery) this.sumUp(machines);
    else this.change(changed, machines[changed]!);
    const sending = this.capacityOut > 0 ? this.rateOut / this.capacityOut : 0;
    this.utilization.set(Math.max(0, this.rateIn / this.capacityIn, sending));
    // Of many machines most are full, and a level that stays need not be told.
    if (this.buckets === 0 || (!few && this.credits === this.told)) return;
    this.told = this.credits;
    this.burstLeft.set(Math.max(0, this.credits));
  }

  /** The short way for what is most common: there is nothing to add up. */
  private tellOne({ directions }: Machine): void {
    const inbound = directions[0];
    if (inbound === undefined) return;
    const { link, bucket } = inbound;
    const received = inbound.rate / link.capacityBytesPerSecond;
    const outbound = directions.length > 1 ? directions[1]! : null;
    const sent = outbound === null ? 0 : outbound.rate / outbound.link.capacityBytesPerSecond;
    this.utilization.set(received > sent ? received : sent);
    if (bucket === null) return;
    const out = outbound?.bucket;
    this.burstLeft.set(out == null ? bucket.bytes : Math.min(bucket.bytes, out.bytes));
  }

  private sumUp(machines: readonly Machine[]): void {
    this.rateIn = 0;
    this.rateOut = 0;
    this.capacityIn = 0;
    this.capacityOut = 0;
    this.credits = 0;
    this.buckets = 0;
    this.sinceFull = 0;
    const size = machines.length * partCount;
    if (this.parts.length === size) this.parts.fill(0);
    else this.parts = new Float64Array(size);
    for (let index = 0; index < machines.length; index++) {
      const machine = machines[index]!;
      if (machine.inbound === null) continue;
      this.change(index, machine);
      if (machine.inbound.bucket !== null) this.buckets++;
    }
  }

  private change(index: number, { directions }: Machine): void {
    const { parts } = this;
    const at = index * partCount;
    const inbound = directions[0]!;
    const { link, bucket } = inbound;
    const outbound = directions.length > 1 ? directions[1]! : null;
    const rateIn = inbound.rate;
    const capacityIn = link.capacityBytesPerSecond;
    this.rateIn += rateIn - parts[at]!;
    this.capacityIn += capacityIn - parts[at + 1]!;
    parts[at] = rateIn;
    parts[at + 1] = capacityIn;
    if (outbound !== null) {
      const rateOut = outbound.rate;
      const capacityOut = outbound.link.capacityBytesPerSecond;
      this.rateOut += rateOut - parts[at + 2]!;
      this.capacityOut += capacityOut - parts[at + 3]!;
      parts[at + 2] = rateOut;
      parts[at + 3] = capacityOut;
    }
    if (bucket === null) return;
    // What nothing was sent through is full.
    const out = outbound?.bucket;
    const credits = out == null ? bucket.bytes : Math.min(bucket.bytes, out.bytes);
    this.credits += credits - parts[at + 4]!;
    parts[at + 4] = credits;
  }
}
