import type { EventList } from '../../../src/kernel/event-list.ts';
import type { EventTable } from '../../../src/kernel/event-table.ts';

/** The slow twin of an event list: an array in order, the latest first; a newcomer is put in its place. */
export class SortedArrayList implements EventList {
  readonly slots: number[] = [];
  private readonly table: EventTable;

  constructor(table: EventTable) {
    this.table = table;
  }

  get size(): number {
    return this.slots.length;
  }

  push(slot: number): void {
    let place = this.slots.length;
    while (place > 0 && this.isBefore(this.slots[place - 1]!, slot)) place--;
    this.slots.splice(place, 0, slot);
  }

  first(): number {
    return this.slots.at(-1) ?? -1;
  }

  removeFirst(): void {
    this.slots.pop();
  }

  peek(): number {
    return this.first();
  }

  drain(taken: (slot: number) => void): void {
    for (const slot of this.slots.splice(0)) taken(slot);
  }

  sweep(code: number, removed: (slot: number) => void): void {
    const slots = this.slots.splice(0);
    for (const slot of slots) {
      if (this.table.codeOf(slot) === code) removed(slot);
      else this.slots.push(slot);
    }
  }

  private isBefore(slot: number, other: number): boolean {
    const { table } = this;
    const difference = table.timeOf(slot) - table.timeOf(other);
    return difference < 0 || (difference === 0 && table.orderOf(slot) < table.orderOf(other));
  }
}
