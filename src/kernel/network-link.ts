import { TimeAverage } from './_accumulators.ts';
import type { FairShareNetwork } from './fair-share-network.ts';
import type { NetworkRoute } from './network-route.ts';

/**
 * Since time 0 or the last resetStats(). A flow counts on every link of its route.
 * `carriedOver + started = completed + aborted + active` holds at any moment.
 */
export interface NetworkLinkStats {
  /** Achieved rate over capacity, averaged over time, at most 1; 0 while the capacity is infinite or zero. */
  utilization: number;
  /**
   * Sizes of the completed flows, in bytes, and what the aborted ones had received. What is under way counts when it is
   * through, as a whole.
   */
  bytes: number;
  /** Flows under way, averaged over time. */
  meanFlows: number;
  completed: number;
  aborted: number;
  started: number;
  /** Flows under way when the window began. */
  carriedOver: number;
}

/** A link of a FairShareNetwork: network.link() makes it. */
export class NetworkLink {
  readonly name: string;
  private readonly network: FairShareNetwork;
  private capacity: number;
  private achieved = 0;
  /** The rate of an unlimited link is added up when somebody asks: it holds nobody back. */
  private isRateStale = false;
  private hook: ((rateBytesPerSecond: number) => void) | null = null;
  private reportedRate = 0;

  private readonly flowLevel: TimeAverage;
  private readonly utilizationLevel: TimeAverage;
  private bytes = 0;
  private completed = 0;
  private aborted = 0;
  private started = 0;
  private carriedOver = 0;

  /** Number in the network. @internal */
  readonly index: number;
  /** Routes over it with flows under way, and at which place of their path it comes. @internal */
  readonly routes: NetworkRoute[] = [];
  /** @internal */
  readonly pathPlaces: number[] = [];
  /** For ProgressiveFilling: the last filling that saw it; capacity and flows left in it; the sum of rates. @internal */
  filling = 0;
  /** @internal */
  leftBytesPerSecond = 0;
  /** @internal */
  openCount = 0;
  /** @internal */
  filledRate = 0;

  /** Use network.link(). @internal */
  constructor(
    network: FairShareNetwork,
    name: string,
    index: number,
    capacityBytesPerSecond: number,
    nowSeconds: number,
  ) {
    this.network = network;
    this.name = name;
    this.index = index;
    this.capacity = capacityBytesPerSecond;
    this.flowLevel = new TimeAverage(nowSeconds);
    this.utilizationLevel = new TimeAverage(nowSeconds);
  }

  /** Flows under way. */
  get active(): number {
    return this.flowLevel.level;
  }

  /** In bytes per second. */
  get capacityBytesPerSecond(): number {
    return this.capacity;
  }

  /** Achieved rate of all flows together, in bytes per second. */
  get rate(): number {
    this.network.settle();
    if (this.isRateStale) this.addUp();
    return this.achieved;
  }

  /** Changes the capacity from now on; flows under way keep what they have received. */
  setCapacity(bytesPerSecond: number): void {
    this.network.checkCapacity(this.name, bytesPerSecond);
    if (bytesPerSecond === this.capacity) return;
    this.capacity = bytesPerSecond;
    this.network.capacityChanged(this);
  }

  /** Calls the hook whenever the achieved total rate has changed, once for each moment. Null ends it. */
  onRate(hook: ((rateBytesPerSecond: number) => void) | null): void {
    this.hook = hook;
    this.network.hookChanged(this, hook !== null);
  }

  stats(): NetworkLinkStats {
    const now = this.network.settle();
    return {
      // Rounding of the sums; the rate itself is never above the capacity.
      utilization: Math.min(1, this.utilizationLevel.mean(now)),
      bytes: this.bytes,
      meanFlows: this.flowLevel.mean(now),
      completed: this.completed,
      aborted: this.aborted,
      started: this.started,
      carriedOver: this.carriedOver,
    };
  }

  /** Starts a new window at now: the end of a warm-up. */
  resetStats(): void {
    const now = this.network.settle();
    this.flowLevel.reset(now);
    this.utilizationLevel.reset(now);
    this.bytes = 0;
    this.completed = 0;
    this.aborted = 0;
    this.started = 0;
    this.carriedOver = this.active;
  }

  /** @internal */
  flowStarted(nowSeconds: number): void {
    this.started++;
    this.flowLevel.change(this.flowLevel.level + 1, nowSeconds);
  }

  /** @internal */
  flowCompleted(sizeBytes: number, nowSeconds: number): void {
    this.completed++;
    this.bytes += sizeBytes;
    this.flowLevel.change(this.flowLevel.level - 1, nowSeconds);
  }

  /** @internal */
  flowAborted(receivedBytes: number, nowSeconds: number): void {
    this.aborted++;
    this.bytes += receivedBytes;
    this.flowLevel.change(this.flowLevel.level - 1, nowSeconds);
  }

  /** A flow that took no time. @internal */
  flowPassed(sizeBytes: number): void {
    this.started++;
    this.completed++;
    this.bytes += sizeBytes;
  }

  /** From now on, in bytes per second. @internal */
  setRate(rateBytesPerSecond: number, nowSeconds: number): void {
    const { capacity } = this;
    this.isRateStale = false;
    this.achieved = Math.min(rateBytesPerSecond, capacity);
    const utilization = capacity > 0 && capacity < Infinity ? this.achieved / capacity : 0;
    if (utilization !== this.utilizationLevel.level) this.utilizationLevel.change(utilization, nowSeconds);
  }

  /** Some flow on this unlimited link has another rate. @internal */
  rateChanged(nowSeconds: number): void {
    this.isRateStale = true;
    if (this.utilizationLevel.level !== 0) this.utilizationLevel.change(0, nowSeconds);
  }

  /** Tells the hook of a new rate; true when there was one. @internal */
  report(): boolean {
    if (this.hook === null) return false;
    const { rate } = this;
    if (rate === this.reportedRate) return false;
    this.reportedRate = rate;
    this.hook(rate);
    return true;
  }

  private addUp(): void {
    let sum = 0;
    for (const { clock } of this.routes) sum += clock.count * clock.rate;
    this.achieved = sum;
    this.isRateStale = false;
  }
}
