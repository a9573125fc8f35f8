/**
 * What the kernel needs of a pending-event set. An entry is a slot of an EventTable; its key, time and order, lies in
 * the table and is set before it is pushed. The order is total: by time, then by order. Equal times therefore come out
 * the same way from any structure, and one implementation can be the oracle of another.
 *
 * Slots go in and out, never times: an engine passes small integers in registers, and allocates for a double that it
 * hands to a function which it did not inline.
 */
export interface EventList {
  /** Entries held, the cancelled ones included. */
  readonly size: number;
  /** Adds an entry. Its order must differ from that of every other entry of equal time. */
  push(slot: number): void;
  /** Slot of the earliest entry; -1 when there is none. */
  first(): number;
  /** Takes out the entry that first() returned just before. */
  removeFirst(): void;
  /** The same slot as first(), for a look between removeFirst() and the next push(): that push then costs less. */
  peek(): number;
  /** Takes out all entries, telling `taken` each slot, in no order. */
  drain(taken: (slot: number) => void): void;
  /** Takes out every entry with this code in the table, telling `removed` each slot. */
  sweep(code: number, removed: (slot: number) => void): void;
}

/** Priorities are whole numbers from -31 to 31. */
export const highestPriority = 31;

/** One priority step in an order key; sequence numbers stay below it. Keys are exact in a float64. */
export const priorityStep = 2 ** 31;
