import type { FlowTable } from './_flow-table.ts';
import { LadderEventList } from './ladder-event-list.ts';

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
  rate = 0.5;
  /** When the next flow is through, as findFinish() found it; Infinity when that is never. */
  finishSeconds = 0.5;
  /** Key of the next flow, while `firstIsKnown` is 1. */
  private firstKey = 0.5;
  private firstIsKnown = 0;
  /** Keys are finishing times. */
  private free = false;
  /** Bytes each flow got, at `anchorSeconds`. */
  private anchorBytes = 0.5;
  private anchorSeconds = 0.5;
  private readonly table: FlowTable;
  private readonly flows: LadderEventList;

  constructor(capBytesPerSecond: number, table: FlowTable) {
    this.capBytesPerSecond = capBytesPerSecond;
    this.table = table;
    this.flows = new LadderEventList(table.events);
  }

  /** Before the first flow is added to an idle class. */
  restart(capacityBytesPerSecond: number, now: number): void {
    const cap = this.capBytesPerSecond;
    this.filledCount = -1;
    this.firstIsKnown = 0;
    this.free = cap <= capacityBytesPerSecond && cap < Infinity;
    this.rate = this.free ? cap : 0;
    this.anchorBytes = 0;
    this.anchorSeconds = now;
  }

  /** Adds a flow that starts at now, with its size and start in the table. */
  add(slot: number, order: number): void {
    const { sizes, startTimes, events } = this.table;
    this.count++;
    const size = sizes[slot]!;
    const now = startTimes[slot]!;
    const key = this.free === true ? now + size / this.capBytesPerSecond : this.bytesAt(now) + size;
    if (key < this.firstKey) this.firstIsKnown = 0;
    events.setKey(slot, key, order);
    this.flows.push(slot);
  }

  /** Changes the rate of each flow from now on. */
  setRate(rate: number, now: number): void {
    if (rate === this.rate) return;
    this.firstIsKnown = 0;
    if (this.free) {
      this.toTags(now);
      this.anchorBytes = 0;
    } else {
      this.anchorBytes = this.bytesAt(now);
    }
    this.anchorSeconds = now;
    this.rate = rate;
  }

  /** Finds out when the next flow is through if no rate changes, for `finishSeconds`. */
  findFinish(): void {
    if (this.firstIsKnown === 1) return;
    this.firstIsKnown = 1;
    const slot = this.flows.peek();
    if (slot < 0) {
      this.firstKey = Infinity;
      this.finishSeconds = Infinity;
      return;
    }
    const key = this.table.events.timeOf(slot);
    this.firstKey = key;
    if (this.free === true) this.finishSeconds = key;
    else {
      const leftBytes = key - this.anchorBytes;
      this.finishSeconds = leftBytes > 0 ? this.anchorSeconds + leftBytes / this.rate : this.anchorSeconds;
    }
  }

  /**
   * Takes the next flow out, which findFinish() found, and returns its slot. When it is due, the clock of bytes is set to
   * its tag, which it has reached by definition: recomputing it from the rate would add the rounding of the time.
   */
  removeNext(): number {
    const slot = this.flows.first();
    const now = this.table.nowSeconds;
    if (this.finishSeconds <= now && this.free === false) {
      this.anchorBytes = Math.max(this.anchorBytes, this.firstKey);
      this.anchorSeconds = now;
    }
    this.firstIsKnown = 0;
    this.count--;
    this.flows.removeFirst();
    return slot;
  }

  /** Takes a flow out before its end; its code in the table is `code`, which no other has. Looks at every flow. */
  abort(code: number): void {
    this.firstIsKnown = 0;
    this.flows.sweep(code, () => {
      this.count--;
    });
  }

  /** What a flow of this class still has to get, in bytes. */
  leftBytes(slot: number, now: number): number {
    const key = this.table.events.timeOf(slot);
    return this.free ? (key - now) * this.capBytesPerSecond : key - this.bytesAt(now);
  }

  /** Finishing times become tags of bytes still to come. */
  private toTags(now: number): void {
    const { events, sizes, startTimes } = this.table;
    const slots: number[] = [];
    this.flows.drain((slot) => slots.push(slot));
    for (const slot of slots) {
      const key = sizes[slot]! - this.capBytesPerSecond * (now - startTimes[slot]!);
      events.setKey(slot, key, events.orderOf(slot));
      this.flows.push(slot);
    }
    this.free = false;
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
    flowClass.setRate(rate, now);
    total += count * rate;
    capacityLeft = Math.max(0, capacityLeft - count * rate);
    flowsLeft -= count;
  }
  return total;
}
