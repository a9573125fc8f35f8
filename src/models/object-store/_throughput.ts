import type { Recorder, World } from '../model.ts';

/** Bytes of the reads that are done, over the time in which at least one was under way. */
export class Throughput {
  private static readonly known = new WeakMap<World, Throughput>();
  private readonly metric: Recorder;
  private running = 0;
  private since = 0;
  private seconds = 0;
  private bytes = 0;
  private reported = 0;

  /** The one of an activity in a replication: its world is its own. */
  static of(world: World): Throughput {
    const found = Throughput.known.get(world) ?? new Throughput(world);
    Throughput.known.set(world, found);
    return found;
  }

  private constructor(world: World) {
    this.metric = world.metric('throughput');
    world.atWarmUpEnd(() => {
      this.since = world.kernel.now;
      this.seconds = 0;
      this.bytes = 0;
      this.reported = 0;
    });
  }

  begin(now: number): void {
    if (this.running++ === 0) this.since = now;
  }

  finish(now: number, bytes: number): void {
    this.running--;
    this.seconds += now - this.since;
    this.since = now;
    this.bytes += bytes;
    // A total adds up: what it grows by makes it the ratio as of now. Without time there is no rate.
    const rate = this.seconds > 0 ? this.bytes / this.seconds : 0;
    this.metric.add(rate - this.reported);
    this.reported = rate;
  }
}
