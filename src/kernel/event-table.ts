/**
 * Events by slot, 32 bytes each, in one buffer that grows by doubling: scheduling and running an event touches a single
 * cache line of it. Slots that are not in use are linked through `next`.
 *
 * As float64 words: time, order, argument, and a word whose first int32 is the code. The links lie apart: a walk along a
 * linked list then waits for a small array, and fetches the events beside it.
 */
export class EventTable {
  /** Word 4 * slot: time; + 1: order; + 2: argument. */
  words: Float64Array;
  /** Int 8 * slot + 6: code. */
  ints: Int32Array;
  /** By slot: the next slot of the list it is in, or -1. */
  private links: Int32Array;
  private firstFree = -1;

  /** @param capacity slots to make room for at first */
  constructor(capacity: number) {
    this.words = new Float64Array(4 * capacity);
    this.ints = new Int32Array(this.words.buffer);
    this.links = new Int32Array(capacity);
    this.addFree(0, capacity);
  }

  /** Slots there is room for. */
  get capacity(): number {
    return this.words.length >> 2;
  }

  /** Takes a slot for an event with this code and argument. The slot freed last comes first: it is still in the cache. */
  take(code: number, argument: number): number {
    if (this.firstFree < 0) this.grow();
    const slot = this.firstFree;
    this.firstFree = this.links[slot]!;
    this.ints[8 * slot + 6] = code;
    this.words[4 * slot + 2] = argument;
    return slot;
  }

  free(slot: number): void {
    this.links[slot] = this.firstFree;
    this.firstFree = slot;
  }

  /** Sets the key by which event lists order the slot. */
  setKey(slot: number, time: number, order: number): void {
    this.words[4 * slot] = time;
    this.words[4 * slot + 1] = order;
  }

  timeOf(slot: number): number {
    return this.words[4 * slot]!;
  }

  orderOf(slot: number): number {
    return this.words[4 * slot + 1]!;
  }

  argumentOf(slot: number): number {
    return this.words[4 * slot + 2]!;
  }

  codeOf(slot: number): number {
    return this.ints[8 * slot + 6]!;
  }

  setCode(slot: number, code: number): void {
    this.ints[8 * slot + 6] = code;
  }

  /** The next slot of the linked list that this one is in; -1 at its end. */
  nextOf(slot: number): number {
    return this.links[slot]!;
  }

  setNext(slot: number, next: number): void {
    this.links[slot] = next;
  }

  /** The slots in use, ascending. For what is rare: it looks at all slots. */
  usedSlots(): number[] {
    const isFree = new Uint8Array(this.capacity);
    for (let slot = this.firstFree; slot >= 0; slot = this.nextOf(slot)) isFree[slot] = 1;
    const slots: number[] = [];
    for (let slot = 0; slot < isFree.length; slot++) if (isFree[slot] === 0) slots.push(slot);
    return slots;
  }

  private grow(): void {
    const before = this.capacity;
    const words = new Float64Array(8 * before);
    words.set(this.words);
    this.words = words;
    this.ints = new Int32Array(words.buffer);
    const links = new Int32Array(2 * before);
    links.set(this.links);
    this.links = links;
    this.addFree(before, 2 * before);
  }

  /** The lowest slots are taken first, which keeps the part in use short. */
  private addFree(from: number, to: number): void {
    for (let slot = to - 1; slot >= from; slot--) this.free(slot);
  }
}
