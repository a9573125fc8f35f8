import { FairShareLink, type HandlerId, type Kernel, type Timer } from '../../kernel/index.ts';
import type { PrefixFlow } from '../capabilities.ts';
import { burstSeconds, type Direction, type Partitions } from './_partitions.ts';

/** Paces are on a grid of 1 %, upwards, since a link takes time in proportion to the number of different ones. */
const stepsPerOctave = 70;

/**
 * What a prefix admits of requests that are drawn as one, as a fluid. With n senders whose paces are p_i and a capacity
 * of C requests a second each gets
 *
 *     min(p_i, share),   where the sum over all is C, or all have their pace
 *
 * and while the bucket of a second's requests lasts (Partitions), all have their pace: at a rate r it empties by r - C, or
 * fills by C - r. This is what the token bucket comes to when those it refuses try again within its second: none of
 * its tokens is lost. Left out: single requests that go to the same prefix meanwhile have a bucket of their own.
 */
export class FluidPrefix implements PrefixFlow {
  private readonly kernel: Kernel;
  private readonly partitions: Partitions;
  private readonly slot: number;
  private readonly direction: Direction;
  private readonly link: FairShareLink;
  private readonly dry: Timer;
  private capacity: number;
  private tokens: number;
  private drain: number;
  private since: number;
  private isDry = false;

  constructor(kernel: Kernel, name: string, partitions: Partitions, slot: number, direction: Direction) {
    this.kernel = kernel;
    this.partitions = partitions;
    this.slot = slot;
    this.direction = direction;
    this.capacity = partitions.offer(slot, direction, 0, kernel.now);
    this.tokens = this.full;
    this.drain = -this.capacity;
    this.since = kernel.now;
    this.link = new FairShareLink(kernel, { name, capacityBytesPerSecond: Infinity });
    this.link.onRate((rate) => this.onRate(rate));
    this.dry = kernel.timer(
      kernel.handler(() => this.runDry(), `${name}: bucket empty`),
      0,
    );
  }

  get admittedPerSecond(): number {
    return this.isDry ? this.capacity / Math.max(1, this.link.active) : Infinity;
  }
  get senders(): number {
    return this.link.active;
  }

  start(requests: number, mostPerSecond: number, handler: HandlerId, argument: number): void {
    this.settle();
    if (this.isDry && this.tokens > 0) {
      this.isDry = false;
      this.link.setCapacity(Infinity);
    }
    const pace = 2 ** (Math.ceil(stepsPerOctave * Math.log2(mostPerSecond)) / stepsPerOctave);
    this.link.start(requests, this.link.flowClass(pace), handler, argument);
  }

  offered(requests: number): void {
    const capacity = this.partitions.offer(this.slot, this.direction, requests, this.kernel.now);
    if (capacity === this.capacity) return;
    this.settle();
    this.capacity = capacity;
    if (this.isDry) this.link.setCapacity(capacity);
    this.onRate(this.link.rate);
  }

  private get full(): number {
    return Math.max(1, this.capacity * burstSeconds);
  }

  private onRate(rate: number): void {
    this.settle();
    const drain = rate - this.capacity;
    // A link that is full gives its capacity to the last bit or so.
    this.drain = Math.abs(drain) < 1e-9 * this.capacity ? 0 : drain;
    if (this.drain > 0) this.dry.set(this.tokens / this.drain);
    else this.dry.cancel();
  }

  private settle(): void {
    const { now } = this.kernel;
    this.tokens = Math.min(this.full, Math.max(0, this.tokens - this.drain * (now - this.since)));
    this.since = now;
  }

  private runDry(): void {
    this.settle();
    // What is left is rounding.
    this.tokens = 0;
    this.isDry = true;
    this.link.setCapacity(this.capacity);
  }
}
