import { FairShareLink, type HandlerId, type Kernel, type Timer } from '../../kernel/index.ts';
import type { PrefixFlow } from '../capabilities.ts';
import { burstSeconds, type Direction, type Partitions } from './_partitions.ts';

/**
 * Paces are on a grid of 9 %, upwards, since a link takes time in proportion to the number of different ones: who runs
 * ahead of its pace is done sooner here, and waits for its own time.
 */
const stepsPerOctave = 8;
/** Of its capacity, what may be carried without a look at each request: it is then far from refusing any. */
const carriedRatio = 0.5;

/**
 * What a prefix admits of requests that are drawn as one, as a fluid. With n senders whose paces are p_i and a capacity
 * of C requests a second each gets
 *
 *     min(p_i, share),   where the sum over all is C, or all have their pace
 *
 * and while the bucket of a second's requests lasts (Partitions), all have their pace: at a rate r it empties by r - C, or
 * fills by C - r. This is what the token bucket comes to when those it refuses try again within its second: none of
 * its tokens is lost. Who sends so little that nothing is held up may tell what he sends in the mean (`carry`), and so may
 * one who sends alone and keeps to what he gets (`limit`). Left out: single requests that go to the same prefix meanwhile have a bucket of their own.
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
  refusals = 0;
  /** The rate above the capacity, and that capacity. */
  private drain: number;
  private drainedFrom: number;
  /** Requests that are not counted as load yet. */
  private unseen = 0;
  private since: number;
  private isDry = false;
  private looks = false;
  /** Requests a second by carrier, and of all. */
  private readonly carriers: number[] = [];
  private carried = 0;
  private carriedRefusals = 0;
  private readonly look: HandlerId;

  constructor(kernel: Kernel, name: string, partitions: Partitions, slot: number, direction: Direction) {
    this.kernel = kernel;
    this.partitions = partitions;
    this.slot = slot;
    this.direction = direction;
    this.capacity = partitions.offer(slot, direction, 0, kernel.now);
    this.tokens = this.full;
    this.drain = -this.capacity;
    this.drainedFrom = this.capacity;
    this.since = kernel.now;
    this.look = kernel.handler(() => this.onLook(), `${name}: look at the load`);
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
  get carriedPerSecond(): number {
    return this.capacity;
  }
  start(requests: number, mostPerSecond: number, handler: HandlerId, argument: number): void {
    this.settle();
    this.watch();
    this.reopen();
    const pace = 2 ** (Math.ceil(stepsPerOctave * Math.log2(mostPerSecond)) / stepsPerOctave);
    this.link.start(requests, this.link.flowClass(pace), handler, argument);
  }

  carrier(): number {
    return this.carriers.push(0) - 1;
  }
  carry(carrier: number, requestsPerSecond: number, refusals: number): void {
    if (this.carriers[carrier] === requestsPerSecond && this.carriedRefusals === refusals) return;
    this.settle();
    this.carriers[carrier] = requestsPerSecond;
    this.carriedRefusals = refusals;
    this.sumUp();
    if (this.carried > 0) this.watch();
    if (this.isDry) this.link.setCapacity(this.left);
    this.onRate(this.link.rate);
  }
  limit(carrier: number): number {
    this.settle();
    if (this.link.active > 0) return 0;
    for (let other = 0; other < this.carriers.length; other++) {
      if (other !== carrier && this.carriers[other]! > 0) return 0;
    }
    return this.capacity;
  }
  room(carrier: number): number {
    this.settle();
    this.reopen();
    if (this.isDry) return 0;
    return carriedRatio * this.capacity - this.link.rate - (this.carried - this.carriers[carrier]!);
  }

  /** Of an empty bucket nobody gets more than its capacity. */
  private sumUp(): void {
    this.carried = 0;
    for (const each of this.carriers) this.carried += each;
    if (this.isDry) this.carried = Math.min(this.carried, this.capacity);
  }

  private watch(): void {
    if (this.looks || this.partitions.lookSeconds === Infinity) return;
    this.looks = true;
    this.kernel.schedule(this.partitions.lookSeconds, this.look);
  }
  private reopen(): void {
    if (!this.isDry || this.tokens === 0) return;
    this.isDry = false;
    this.sumUp();
    this.link.setCapacity(Infinity);
    this.onRate(this.link.rate);
  }

  /** In every look some load, for as long as there is any. */
  private onLook(): void {
    this.settle();
    this.grow();
    this.looks = this.link.active > 0 || this.carried > 0;
    if (this.looks) this.kernel.schedule(this.partitions.lookSeconds, this.look);
  }

  private get full(): number {
    return Math.max(1, this.capacity * burstSeconds);
  }

  private onRate(rate: number): void {
    this.settle();
    const drain = rate + this.carried - this.capacity;
    // A link that is full gives its capacity to the last bit or so.
    this.drain = Math.abs(drain) < 1e-9 * this.capacity ? 0 : drain;
    this.drainedFrom = this.capacity;
    if (this.drain > 0) this.dry.set(this.tokens / this.drain);
    else this.dry.cancel();
  }

  private settle(): void {
    const { now } = this.kernel;
    this.unseen += (this.drain + this.drainedFrom) * (now - this.since);
    this.tokens = Math.min(this.full, Math.max(0, this.tokens - this.drain * (now - this.since)));
    this.since = now;
  }

  /** What has been offered since is load, and load makes the prefix grow. */
  private grow(): void {
    const { now } = this.kernel;
    const ofFlows = this.isDry && this.link.active > 0 ? this.refusals : 0;
    const requests = this.unseen * (1 + (this.carried > 0 ? this.carriedRefusals : ofFlows));
    this.unseen = 0;
    const capacity = this.partitions.offer(this.slot, this.direction, requests, now);
    if (capacity === this.capacity) return;
    this.capacity = capacity;
    this.sumUp();
    if (this.isDry) this.link.setCapacity(this.left);
    this.onRate(this.link.rate);
  }

  private runDry(): void {
    this.settle();
    // What is left is rounding.
    this.tokens = 0;
    this.isDry = true;
    this.sumUp();
    this.link.setCapacity(this.left);
    this.onRate(this.link.rate);
  }

  /** Of the capacity, beside what is carried. */
  private get left(): number {
    return Math.max(0, this.capacity - this.carried);
  }
}
