/**
 * Events by slot, 32 bytes each, in one buffer that grows by doubling: scheduling and running an event touches a single
 * cache line of it. Slots that are not in use are linked through `next`.
 *
 * As float64 words: time, order, argument, and a word that holds two int32: code and next.
 */
export class EventTable {
  /** Word 4 * slot: time; + 1: order; + 2: argument. */
  words: Float64Array;
  /** Int 8 * slot + 6: code; + 7: next. */
  ints: Int32Array;
  private firstFree = -1;

  /** @param capacity slots to make room for at first */
  constructor(capacity: number) {
    this.words = new Float64Array(4 * capacity);
    this.ints = new Int32Array(this.words.buffer);
    this.addFree(0, capacity);
  }

  /** Slots there is room for. */
  get capacity(): number {
    return this.words.length >> 2;
  }

  /** Takes a slot for an event with this code and argument. The slot freed last comes first: it is still in the cache. */
  take(code: number, argument: number): number {
    if (this.firstFree < 0) this.grow();
    const { ints } = this;
    const slot = this.firstFree;
    this.firstFree = ints[8 * slot + 7]!;
    ints[8 * slot + 6] = code;
    this.words[4 * slot + 2] = argument;
    return slot;
  }

  free(slot: number): void {
    this.ints[8 * slot + 7] = this.firstFree;
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
    return this.ints[8 * slot + 7]!;
  }

  setNext(slot: number, next: number): void {
    this.ints[8 * slot + 7] = next;
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
    this.addFree(before, 2 * before);
  }

  /** The lowest slots are taken first, which keeps the part in use short. */
  private addFree(from: number, to: number): void {
    for (let slot = to - 1; slot >= from; slot--) this.free(slot);
  }
}
