import type { EventList } from './event-list.ts';

/** Index of the root. With 3, the children of index i are the four from 4 * (i - 2), a group that starts at a multiple of four. */
const root = 3;

/**
 * A 4-ary heap in typed arrays. Time and slot lie in heap order; the order key lies at the slot and is looked at among
 * equal times only, so a sift moves 12 bytes a level.
 *
 * Taking the first entry leaves a hole at the root. Most events schedule another one, and that fills the hole with a
 * single sift down, instead of one sift for the removal and one for the new entry.
 */
export class HeapEventList implements EventList {
  private times: Float64Array;
  private slots: Int32Array;
  private orders: Float64Array;
  /** Index after the last entry. */
  private end = root;
  private hole = false;

  constructor(capacity = 64) {
    this.times = new Float64Array(capacity + root);
    this.slots = new Int32Array(capacity + root);
    this.orders = new Float64Array(capacity);
  }

  get size(): number {
    return this.end - root - (this.hole ? 1 : 0);
  }

  reserve(capacity: number): void {
    if (capacity <= this.orders.length) return;
    const { times, slots, orders } = this;
    this.times = new Float64Array(capacity + root);
    this.times.set(times);
    this.slots = new Int32Array(capacity + root);
    this.slots.set(slots);
    this.orders = new Float64Array(capacity);
    this.orders.set(orders);
  }

  push(time: number, order: number, slot: number): void {
    this.orders[slot] = order;
    if (this.hole) {
      this.hole = false;
      this.siftDown(root, time, slot);
      return;
    }
    const { times, slots, orders } = this;
    let index = this.end++;
    while (index > root) {
      const parent = (index >> 2) + 2;
      const parentTime = times[parent]!;
      if (parentTime < time || (parentTime === time && orders[slots[parent]!]! < order)) break;
      times[index] = parentTime;
      slots[index] = slots[parent]!;
      index = parent;
    }
    times[index] = time;
    slots[index] = slot;
  }

  firstTime(): number {
    if (this.hole) this.fillHole();
    return this.end > root ? this.times[root]! : Infinity;
  }

  /** The same as firstTime(), but leaves the hole for the next push. */
  peekTime(): number {
    const { times, end } = this;
    if (!this.hole) return end > root ? times[root]! : Infinity;
    let time = Infinity;
    const last = Math.min(root + 5, end);
    for (let index = root + 1; index < last; index++) {
      if (times[index]! < time) time = times[index]!;
    }
    return time;
  }

  takeFirst(): number {
    this.hole = true;
    return this.slots[root]!;
  }

  sweep(marks: Int32Array, mark: number, removed: (slot: number) => void): void {
    if (this.hole) this.fillHole();
    const { times, slots } = this;
    let kept = root;
    for (let index = root; index < this.end; index++) {
      const slot = slots[index]!;
      if (marks[slot] === mark) {
        removed(slot);
        continue;
      }
      times[kept] = times[index]!;
      slots[kept] = slot;
      kept++;
    }
    this.end = kept;
    this.restore();
  }

  /** Gives every entry a new time, keeping the orders. */
  rekey(timeOf: (slot: number) => number): void {
    if (this.hole) this.fillHole();
    for (let index = root; index < this.end; index++) this.times[index] = timeOf(this.slots[index]!);
    this.restore();
  }

  private fillHole(): void {
    this.hole = false;
    const last = --this.end;
    if (last > root) this.siftDown(root, this.times[last]!, this.slots[last]!);
  }

  private restore(): void {
    const lastParent = ((this.end - 1) >> 2) + 2;
    for (let index = lastParent; index >= root; index--) {
      if (index < this.end) this.siftDown(index, this.times[index]!, this.slots[index]!);
    }
  }

  /** Puts an entry at `start` or below it, moving up what comes earlier. */
  private siftDown(start: number, time: number, slot: number): void {
    const { times, slots, orders, end } = this;
    let index = start;
    for (;;) {
      const child = (index - 2) << 2;
      if (child >= end) break;
      let best = child;
      let bestTime = times[child]!;
      const last = child + 4 < end ? child + 4 : end;
      for (let other = child + 1; other < last; other++) {
        const otherTime = times[other]!;
        if (otherTime <= bestTime) {
          if (otherTime < bestTime || orders[slots[other]!]! < orders[slots[best]!]!) {
            best = other;
            bestTime = otherTime;
          }
        }
      }
      if (time <= bestTime) {
        if (time < bestTime || orders[slot]! < orders[slots[best]!]!) break;
      }
      times[index] = bestTime;
      slots[index] = slots[best]!;
      index = best;
    }
    times[index] = time;
    slots[index] = slot;
  }
}
