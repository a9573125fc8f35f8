import type { EventTable } from './event-table.ts';

/** A few entries in their order, the first at the end: taking one is a step back. Sorted by insertion. */
export class SortedRun {
  /** How many there are. */
  length = 0;
  private readonly table: EventTable;
  private readonly times: Float64Array;
  private readonly slots: Int32Array;

  constructor(table: EventTable, capacity: number) {
    this.table = table;
    this.times = new Float64Array(capacity);
    this.slots = new Int32Array(capacity);
  }

  /**
   * Takes in a linked list, when the run is empty; at most so many entries as there is room for. First all slots are
   * gathered, then all times, so that the memory is asked for many at once; then they are sorted.
   */
  fill(firstSlot: number, entries: number): void {
    const { slots, times, table } = this;
    let linked = firstSlot;
    for (let place = 0; place < entries; place++) {
      slots[place] = linked;
      linked = table.nextOf(linked);
    }
    for (let place = 0; place < entries; place++) times[place] = table.timeOf(slots[place]!);
    for (let place = 1; place < entries; place++) this.insert(place);
    this.length = entries;
  }

  /** Only when there is one. */
  first(): number {
    return this.slots[this.length - 1]!;
  }

  removeFirst(): void {
    this.length--;
  }

  drain(taken: (slot: number) => void): void {
    while (this.length > 0) taken(this.slots[--this.length]!);
  }

  /** Takes out the entries with this code. */
  sweep(code: number, removed: (slot: number) => void): void {
    const { times, slots, length } = this;
    let kept = 0;
    for (let place = 0; place < length; place++) {
      const slot = slots[place]!;
      if (this.table.codeOf(slot) === code) {
        removed(slot);
        continue;
      }
      times[kept] = times[place]!;
      slots[kept++] = slot;
    }
    this.length = kept;
  }

  /** Moves an entry to its place among those before it. */
  private insert(from: number): void {
    const { times, slots, table } = this;
    const time = times[from]!;
    const slot = slots[from]!;
    let place = from;
    while (place > 0) {
      const before = times[place - 1]!;
      if (before > time || (before === time && table.orderOf(slots[place - 1]!) > table.orderOf(slot))) break;
      times[place] = before;
      slots[place] = slots[place - 1]!;
      place--;
    }
    times[place] = time;
    slots[place] = slot;
  }
}
