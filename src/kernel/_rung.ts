import type { EventTable } from './event-table.ts';

/** Buckets for each entry of a rung when it is filled: few entries to a bucket, and not too many buckets to clear. */
const bucketsPerEntry = 1;

/** For a rung at time zero, where one unit in the last place is no width. */
const leastWidth = 2 ** -1000;

/**
 * A stretch of time cut into buckets of equal width; each bucket is an unsorted list, linked through the table. The place
 * of a time is its index, (time - start) / width: a function that never descends. Whether an entry belongs before the
 * rung, in which bucket, or behind it is decided by that index alone, so that rounding cannot tear equal times apart.
 */
export class Rung {
  /** Buckets below this one have been emptied. */
  next = 0;
  /** Number of buckets. */
  count = 0;
  /** First entry of each bucket, or -1. */
  heads = new Int32Array(0);
  private start = 0.5;
  private perSecond = 0.5;

  /** The index of a time: under `next`, it comes before what is in the rung; `count` or more: behind the rung. */
  index(time: number): number {
    return (time - this.start) * this.perSecond;
  }

  /** Cuts the time from `low` to `high` into buckets for so many entries, all empty. */
  open(low: number, high: number, entries: number): void {
    // Narrower buckets than the clock can tell apart are of no use.
    const width = Math.max((high - low) / Math.ceil(entries * bucketsPerEntry), high * 2 ** -52, leastWidth);
    this.start = low;
    this.perSecond = 1 / width;
    this.count = Math.floor(this.index(high)) + 1;
    this.next = 0;
    if (this.heads.length < this.count) this.heads = new Int32Array(2 * this.count);
    this.heads.fill(-1, 0, this.count);
  }

  /** Puts an entry into the bucket of an index from `next` to `count`. */
  put(index: number, slot: number, table: EventTable): void {
    const bucket = index | 0;
    table.setNext(slot, this.heads[bucket]!);
    this.heads[bucket] = slot;
  }

  /** No buckets: everything lies behind it. */
  beforeEverything(): void {
    this.start = -Infinity;
    this.perSecond = 1;
    this.next = 0;
    this.count = 0;
  }

  /** No buckets: everything comes before it. */
  behindEverything(): void {
    this.start = 0;
    this.perSecond = 0;
    this.next = 1;
    this.count = 1;
  }
}
