import type { FlowTable } from './_flow-table.ts';
import { HeapEventList } from './heap-event-list.ts';

/**
 * The flows of one cap on a link. All of them run at the same rate, so one clock of bytes serves them all (Kleinrock,
 * Queueing Systems II, chapter 4: processor sharing): a flow that starts when the clock shows V is through at the tag
 * V + size, whatever happens to the rate in between. Keys are tags, never residual bytes.
 *
 * As long as the class has run at its full cap since it was last idle, the keys are finishing times instead, and a flow
 * takes size / cap to the last bit. At the first slow-down they become tags; a flow is converted at most once.
 *
 * The clock restarts whenever the class is idle, which keeps tags small and their resolution far below a byte.
 */
export class FlowClass {
  readonly capBytesPerSecond: number;
  count = 0;
  /** `count` when the water level was last filled; -1 after a restart. */
  filledCount = 0;
  /** Rate of each flow, in bytes per second. */
  rate = 0;
  /** Keys are finishing times. */
  private free = false;
  /** Bytes each flow got, at `anchorSeconds`. */
  private anchorBytes = 0;
  private anchorSeconds = 0;
  private readonly flows: HeapEventList;

  constructor(capBytesPerSecond: number, slots: number) {
    this.capBytesPerSecond = capBytesPerSecond;
    this.flows = new HeapEventList(slots);
  }

  reserve(slots: number): void {
    this.flows.reserve(slots);
  }

  add(slot: number, order: number, sizeBytes: number, capacityBytesPerSecond: number, now: number): void {
    if (this.count++ === 0) this.restart(capacityBytesPerSecond, now);
    const key = this.free ? now + sizeBytes / this.capBytesPerSecond : this.bytesAt(now) + sizeBytes;
    this.flows.push(key, order, slot);
  }

  /** Changes the rate of each flow from now on. */
  setRate(rate: number, now: number, { sizes, startTimes }: FlowTable): void {
    if (rate === this.rate) return;
    if (this.free) {
      const cap = this.capBytesPerSecond;
      this.flows.rekey((slot) => sizes[slot]! - cap * (now - startTimes[slot]!));
      this.free = false;
      this.anchorBytes = 0;
    } else {
      this.anchorBytes = this.bytesAt(now);
    }
    this.anchorSeconds = now;
    this.rate = rate;
  }

  /** When the next flow is through if no rate changes; Infinity when that is never. */
  nextFinish(): number {
    const key = this.flows.peekTime();
    if (this.free || key === Infinity) return key;
    const leftBytes = key - this.anchorBytes;
    return leftBytes > 0 ? this.anchorSeconds + leftBytes / this.rate : this.anchorSeconds;
  }

  /**
   * Takes the next flow out and returns its slot. When it is due, the clock of bytes is set to its tag, which it has
   * reached by definition: recomputing it from the rate would add the rounding of the time.
   */
  finishNext(now: number, due: boolean): number {
    const key = this.flows.firstTime();
    if (due && !this.free) {
      this.anchorBytes = Math.max(this.anchorBytes, key);
      this.anchorSeconds = now;
    }
    this.count--;
    return this.flows.takeFirst();
  }

  private restart(capacityBytesPerSecond: number, now: number): void {
    const cap = this.capBytesPerSecond;
    this.filledCount = -1;
    this.free = cap <= capacityBytesPerSecond && cap < Infinity;
    this.rate = this.free ? cap : 0;
    this.anchorBytes = 0;
    this.anchorSeconds = now;
  }

  private bytesAt(now: number): number {
    // Without the test an infinite rate times no time at all is NaN.
    return now > this.anchorSeconds ? this.anchorBytes + this.rate * (now - this.anchorSeconds) : this.anchorBytes;
  }
}

/**
 * The water level: every flow gets min(cap, level), and the level is such that the capacity is used up, or no flow is
 * held back by it. Classes must come in ascending order of cap. Sets their rates from now on and returns the total.
 */
export function fillToLevel(
  classes: readonly FlowClass[],
  activeCount: number,
  capacityBytesPerSecond: number,
  now: number,
  flows: FlowTable,
): number {
  let capacityLeft = capacityBytesPerSecond;
  let flowsLeft = activeCount;
  let total = 0;
  for (let index = 0; index < classes.length; index++) {
    const flowClass = classes[index]!;
    const { count, capBytesPerSecond } = flowClass;
    flowClass.filledCount = count;
    if (count === 0) continue;
    const share = capacityLeft / flowsLeft;
    // Four ulps: 3 flows capped at 0.1 on a link of 0.3 are not held back, though 0.3 / 3 < 0.1 in floating point.
    const rate = capBytesPerSecond <= share * (1 + 4 * Number.EPSILON) ? capBytesPerSecond : share;
    flowClass.setRate(rate, now, flows);
    total += count * rate;
    capacityLeft = Math.max(0, capacityLeft - count * rate);
    flowsLeft -= count;
  }
  return total;
}
