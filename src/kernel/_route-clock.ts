import { type NetworkFlowTable, notInHeap } from './_network-flow-table.ts';

/**
 * The flows of one route. All of them run at the same rate, so one clock of bytes serves them all: a flow that starts
 * when the clock shows V is through at the tag V + size, whatever happens to the rate in between (Kleinrock, Queueing
 * Systems II, chapter 4: processor sharing). Keys are tags, never residual bytes.
 *
 * As long as the route has run at its full cap since it was last idle, the keys are finishing times instead, and a flow
 * takes size / cap to the last bit. At the first slow-down they become tags; a flow is converted at most once. The clock
 * restarts whenever the route is idle.
 *
 * A binary heap of slots; their keys, orders and positions lie in the flow table, so that an idle route takes no room
 * and a flow can be taken out from the middle.
 */
export class RouteClock {
  readonly capBytesPerSecond: number;
  count = 0;
  /** `count` when the rates were last filled; -1 after a restart. */
  filledCount = 0;
  /** Rate of each flow, in bytes per second. */
  rate = 0;
  /** Keys are finishing times. */
  private free = false;
  /** Bytes each flow got, at `anchorSeconds`. */
  private anchorBytes = 0;
  private anchorSeconds = 0;
  private heap = new Int32Array(4);
  private readonly flows: NetworkFlowTable;

  constructor(capBytesPerSecond: number, flows: NetworkFlowTable) {
    this.capBytesPerSecond = capBytesPerSecond;
    this.flows = flows;
  }

  add(slot: number, now: number): void {
    if (this.count === 0) this.restart(now);
    if (this.count === this.heap.length) this.grow();
    const size = this.flows.sizes[slot]!;
    this.flows.keys[slot] = this.free ? now + size / this.capBytesPerSecond : this.bytesAt(now) + size;
    this.settle(slot, this.count++);
  }

  /** Changes the rate of each flow from now on. */
  setRate(rate: number, now: number): void {
    if (rate === this.rate) return;
    if (this.free) this.turnIntoTags(now);
    else this.anchorBytes = this.bytesAt(now);
    this.anchorSeconds = now;
    this.rate = rate;
  }

  /** When the next flow is through if no rate changes; Infinity when that is never. */
  nextFinish(): number {
    if (this.count === 0) return Infinity;
    const key = this.flows.keys[this.heap[0]!]!;
    if (this.free) return key;
    const leftBytes = key - this.anchorBytes;
    return leftBytes > 0 ? this.anchorSeconds + leftBytes / this.rate : this.anchorSeconds;
  }

  /**
   * Takes the next flow out and returns its slot. When it is due, the clock of bytes is set to its tag, which it has
   * reached by definition: recomputing it from the rate would add the rounding of the time.
   */
  finishNext(now: number, due: boolean): number {
    const slot = this.heap[0]!;
    if (due && !this.free) {
      this.anchorBytes = Math.max(this.anchorBytes, this.flows.keys[slot]!);
      this.anchorSeconds = now;
    }
    this.remove(slot);
    return slot;
  }

  /** Bytes that a flow has received by now: from zero to its size. */
  receivedBytes(slot: number, now: number): number {
    const { sizes, startTimes, keys } = this.flows;
    const size = sizes[slot]!;
    const received = this.free
      ? this.capBytesPerSecond * (now - startTimes[slot]!)
      : size - (keys[slot]! - this.bytesAt(now));
    return Math.min(size, Math.max(0, received));
  }

  remove(slot: number): void {
    const { positions } = this.flows;
    const position = positions[slot]!;
    positions[slot] = notInHeap;
    const last = --this.count;
    if (position < last) this.settle(this.heap[last]!, position);
  }

  private restart(now: number): void {
    this.filledCount = -1;
    this.free = this.capBytesPerSecond < Infinity;
    this.rate = this.free ? this.capBytesPerSecond : 0;
    this.anchorBytes = 0;
    this.anchorSeconds = now;
  }

  private bytesAt(now: number): number {
    // Without the test an infinite rate times no time at all is NaN.
    return now > this.anchorSeconds ? this.anchorBytes + this.rate * (now - this.anchorSeconds) : this.anchorBytes;
  }

  private turnIntoTags(now: number): void {
    const { heap, count, capBytesPerSecond: cap } = this;
    const { sizes, startTimes, keys } = this.flows;
    for (let position = 0; position < count; position++) {
      const slot = heap[position]!;
      keys[slot] = sizes[slot]! - cap * (now - startTimes[slot]!);
    }
    this.free = false;
    this.anchorBytes = 0;
    // Rounding may have made ties, which are in the order of starting.
    for (let position = (count >> 1) - 1; position >= 0; position--) this.sink(heap[position]!, position);
  }

  /** Finds the place of a flow, upwards or downwards from a position that is free. */
  private settle(slot: number, from: number): void {
    const { heap } = this;
    const { positions } = this.flows;
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const above = heap[parent]!;
      if (this.isBefore(above, slot)) break;
      heap[position] = above;
      positions[above] = position;
      position = parent;
    }
    this.sink(slot, position);
  }

  private sink(slot: number, from: number): void {
    const { heap, count } = this;
    const { positions } = this.flows;
    let position = from;
    for (let child = 2 * position + 1; child < count; child = 2 * position + 1) {
      if (child + 1 < count && this.isBefore(heap[child + 1]!, heap[child]!)) child++;
      const least = heap[child]!;
      if (this.isBefore(slot, least)) break;
      heap[position] = least;
      positions[least] = position;
      position = child;
    }
    heap[position] = slot;
    positions[slot] = position;
  }

  private isBefore(slot: number, other: number): boolean {
    const { keys, orders } = this.flows;
    const key = keys[slot]!;
    const otherKey = keys[other]!;
    return key < otherKey || (key === otherKey && orders[slot]! < orders[other]!);
  }

  private grow(): void {
    const longer = new Int32Array(2 * this.heap.length);
    longer.set(this.heap);
    this.heap = longer;
  }
}
