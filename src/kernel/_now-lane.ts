/**
 * Events at the present moment, with the default priority: first in, first out, since each is scheduled after all that
 * stand there already. A ring that grows by doubling; it spares them the way through the event list.
 */
export class NowLane {
  length = 0;
  private head = 0;
  private codes = new Int32Array(16);
  private eventArguments = new Float64Array(16);
  private ordersRing = new Float64Array(16);

  push(code: number, argument: number, order: number): void {
    if (this.length === this.codes.length) this.grow();
    const index = (this.head + this.length++) & (this.codes.length - 1);
    this.codes[index] = code;
    this.eventArguments[index] = argument;
    this.ordersRing[index] = order;
  }

  /** Of the first event, as the next two. Only when there is one. */
  firstOrder(): number {
    return this.ordersRing[this.head]!;
  }

  firstCode(): number {
    return this.codes[this.head]!;
  }

  firstArgument(): number {
    return this.eventArguments[this.head]!;
  }

  removeFirst(): void {
    this.head = (this.head + 1) & (this.codes.length - 1);
    this.length--;
  }

  /** Of all events, in their order. */
  orders(): number[] {
    const mask = this.codes.length - 1;
    return Array.from({ length: this.length }, (_, place) => this.ordersRing[(this.head + place) & mask]!);
  }

  /** Gives every event a new order. */
  renumber(orderOf: (order: number) => number): void {
    for (let place = 0; place < this.length; place++) {
      const index = (this.head + place) & (this.codes.length - 1);
      this.ordersRing[index] = orderOf(this.ordersRing[index]!);
    }
  }

  private grow(): void {
    const { codes, eventArguments, ordersRing, head } = this;
    const capacity = codes.length;
    this.codes = new Int32Array(2 * capacity);
    this.eventArguments = new Float64Array(2 * capacity);
    this.ordersRing = new Float64Array(2 * capacity);
    for (let place = 0; place < capacity; place++) {
      const from = (head + place) & (capacity - 1);
      this.codes[place] = codes[from]!;
      this.eventArguments[place] = eventArguments[from]!;
      this.ordersRing[place] = ordersRing[from]!;
    }
    this.head = 0;
  }
}
