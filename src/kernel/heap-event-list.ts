import type { EventList } from './event-list.ts';
import type { EventTable } from './event-table.ts';

/** Index of the root. With 3, the children of index i are the four from 4 * (i - 2), a group that starts at a multiple of four. */
const root = 3;

/**
 * A 4-ary heap in typed arrays. Time and slot lie in heap order; the order key lies in the table and is looked at among
 * equal times only, so a sift moves 12 bytes a level.
 *
 * Taking the first entry leaves a hole at the root. Most events schedule another one, and that fills the hole with a
 * single sift down, instead of one sift for the removal and one for the new entry.
 */
export class HeapEventList implements EventList {
  private readonly table: EventTable;
  private times: Float64Array;
  private slots: Int32Array;
  /** Index after the last entry. */
  private end = root;
  /** 1 when the root is a hole. A number: the engine tests it faster than a flag. */
  private holes = 0;

  constructor(table: EventTable, capacity = 64) {
    this.table = table;
    this.times = new Float64Array(capacity + root);
    this.slots = new Int32Array(capacity + root);
  }

  get size(): number {
    return this.end - root - this.holes;
  }

  /** Nothing is in it but perhaps the hole. */
  get isEmpty(): boolean {
    return this.end - root === this.holes;
  }

  push(slot: number): void {
    if (this.holes > 0) {
      this.holes = 0;
      this.siftDown(root, slot);
      return;
    }
    if (this.end === this.times.length) this.grow();
    const { times, slots, table } = this;
    const time = table.timeOf(slot);
    let index = this.end++;
    while (index > root) {
      const parent = (index >> 2) + 2;
      const parentTime = times[parent]!;
      if (parentTime < time || (parentTime === time && this.isBefore(slots[parent]!, slot))) break;
      times[index] = parentTime;
      slots[index] = slots[parent]!;
      index = parent;
    }
    times[index] = time;
    slots[index] = slot;
  }

  first(): number {
    if (this.holes > 0) this.fillHole();
    return this.end > root ? this.slots[root]! : -1;
  }

  removeFirst(): void {
    this.holes = 1;
  }

  peek(): number {
    const { slots, end } = this;
    if (this.holes === 0) return end > root ? slots[root]! : -1;
    const { times } = this;
    let best = root + 1;
    if (best >= end) return -1;
    const last = Math.min(root + 5, end);
    for (let index = best + 1; index < last; index++) {
      const isBefore =
        times[index]! < times[best]! || (times[index] === times[best] && this.isBefore(slots[index]!, slots[best]!));
      if (isBefore) best = index;
    }
    return slots[best]!;
  }

  sweep(code: number, removed: (slot: number) => void): void {
    if (this.holes > 0) this.fillHole();
    const { times, slots, table } = this;
    let kept = root;
    for (let index = root; index < this.end; index++) {
      const slot = slots[index]!;
      if (table.codeOf(slot) === code) {
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

  /** Takes out all entries, in no order. */
  drain(taken: (slot: number) => void): void {
    if (this.holes > 0) this.fillHole();
    const { end } = this;
    this.end = root;
    for (let index = root; index < end; index++) taken(this.slots[index]!);
  }

  private fillHole(): void {
    this.holes = 0;
    const last = --this.end;
    if (last > root) this.siftDown(root, this.slots[last]!);
  }

  private restore(): void {
    const lastParent = ((this.end - 1) >> 2) + 2;
    for (let index = lastParent; index >= root; index--) {
      if (index < this.end) this.siftDown(index, this.slots[index]!);
    }
  }

  /** Of two entries at the same time. */
  private isBefore(slot: number, other: number): boolean {
    return this.table.orderOf(slot) < this.table.orderOf(other);
  }

  /** Puts an entry at `start` or below it, moving up what comes earlier. */
  private siftDown(start: number, slot: number): void {
    const { times, slots, end } = this;
    const time = this.table.timeOf(slot);
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
          if (otherTime < bestTime || this.isBefore(slots[other]!, slots[best]!)) {
            best = other;
            bestTime = otherTime;
          }
        }
      }
      if (time <= bestTime) {
        if (time < bestTime || this.isBefore(slot, slots[best]!)) break;
      }
      times[index] = bestTime;
      slots[index] = slots[best]!;
      index = best;
    }
    times[index] = time;
    slots[index] = slot;
  }

  private grow(): void {
    const { times, slots } = this;
    const capacity = 2 * times.length;
    this.times = new Float64Array(capacity);
    this.times.set(times);
    this.slots = new Int32Array(capacity);
    this.slots.set(slots);
  }
}
