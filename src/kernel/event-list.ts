/**
 * What the kernel needs of a pending-event set. An entry is a slot number with a key; what the slot means is the owner's
 * business. The order is total: by time, then by order. Equal times therefore come out the same way from any structure,
 * and one implementation can be the oracle of another.
 */
export interface EventList {
  /** Entries held, the cancelled ones included. */
  readonly size: number;
  /** Makes room for slots 0 .. capacity - 1. A slot is in the list at most once. */
  reserve(capacity: number): void;
  /** Adds an entry. `order` must differ from that of every other entry of equal time. */
  push(time: number, order: number, slot: number): void;
  /** Time of the earliest entry; Infinity when there is none. */
  firstTime(): number;
  /** Takes the earliest entry out and returns its slot. Only straight after firstTime() gave a finite time. */
  takeFirst(): number;
  /** Takes out every entry with marks[slot] === mark, telling `removed` each slot. */
  sweep(marks: Int32Array, mark: number, removed: (slot: number) => void): void;
}

/** Priorities are whole numbers from -31 to 31, so that priority * 2^48 + sequence is exact in a float64. */
export const highestPriority = 31;

/** One priority step in an order key: 2^48 events are ten weeks at 40 million a second. */
export const priorityStep = 2 ** 48;
