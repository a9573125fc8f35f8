import { EventTable } from './event-table.ts';
import { HeapEventList } from './heap-event-list.ts';

/** In place of a handler: whoever stood here has left. */
const gone = -1;

/** Below so many who have left, a sweep is not worth the walk. */
const fewestToSweep = 32;

/**
 * Waiters in the ascending order of a priority, and for equal ones of an order that each has for itself: for as many
 * priorities as there are waiters. A waiter is a slot of a table, as an event is.
 */
export class WaiterHeap {
  /** Waiters in it. */
  length = 0;
  private goneCount = 0;
  private readonly table = new EventTable(16);
  private readonly heap = new HeapEventList(this.table, 16);
  private since = new Float64Array(16);

  /** Returns the slot, which stays the waiter's until it goes. */
  add(waiter: { priority: number; order: number; handler: number; argument: number; sinceSeconds: number }): number {
    const { table } = this;
    const slot = table.take(waiter.handler, waiter.argument);
    if (slot >= this.since.length) this.grow();
    this.since[slot] = waiter.sinceSeconds;
    table.setKey(slot, waiter.priority, waiter.order);
    this.heap.push(slot);
    this.length++;
    return slot;
  }

  /** The slot of the first waiter. Only when there is one. */
  first(): number {
    const { heap, table } = this;
    for (let slot = heap.first(); ; slot = heap.first()) {
      if (table.codeOf(slot) !== gone) return slot;
      heap.removeFirst();
      table.free(slot);
      this.goneCount--;
    }
  }

  /** The priority of the first waiter; Infinity when there is none. */
  firstPriority(): number {
    return this.length > 0 ? this.table.timeOf(this.first()) : Infinity;
  }

  /** Takes out the waiter that first() returned just before. What its slot holds can be read until the next add(). */
  removeFirst(): void {
    const slot = this.heap.first();
    this.heap.removeFirst();
    this.table.free(slot);
    this.length--;
  }

  /** Takes out the waiter of a slot. What the slot holds can be read until the next call, but for the handler. */
  leave(slot: number): void {
    this.table.setCode(slot, gone);
    this.length--;
    this.goneCount++;
    if (this.goneCount < fewestToSweep || this.goneCount <= this.length) return;
    this.heap.sweep(gone, (swept) => this.table.free(swept));
    this.goneCount = 0;
  }

  orderOf(slot: number): number {
    return this.table.orderOf(slot);
  }

  handlerOf(slot: number): number {
    return this.table.codeOf(slot);
  }

  argumentOf(slot: number): number {
    return this.table.argumentOf(slot);
  }

  sinceOf(slot: number): number {
    return this.since[slot]!;
  }

  private grow(): void {
    const { since } = this;
    this.since = new Float64Array(this.table.capacity);
    this.since.set(since);
  }
}
