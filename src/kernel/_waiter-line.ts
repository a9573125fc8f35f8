/**
 * A first-in first-out line of waiters: handler, argument, and since when. A ring in typed arrays that grows by
 * doubling. shift() leaves the waiter it took in the `shifted` fields, so that nothing is allocated.
 */
export class WaiterLine {
  length = 0;
  shiftedHandler = 0;
  shiftedArgument = 0;
  shiftedSince = 0;
  private head = 0;
  private handlers: Int32Array;
  private waiterArguments: Float64Array;
  private since: Float64Array;

  /** @param capacity a power of two */
  constructor(capacity = 16) {
    this.handlers = new Int32Array(capacity);
    this.waiterArguments = new Float64Array(capacity);
    this.since = new Float64Array(capacity);
  }

  push(handler: number, argument: number, sinceSeconds: number): void {
    if (this.length === this.handlers.length) this.grow();
    const index = (this.head + this.length++) & (this.handlers.length - 1);
    this.handlers[index] = handler;
    this.waiterArguments[index] = argument;
    this.since[index] = sinceSeconds;
  }

  shift(): void {
    const { head } = this;
    this.shiftedHandler = this.handlers[head]!;
    this.shiftedArgument = this.waiterArguments[head]!;
    this.shiftedSince = this.since[head]!;
    this.head = (head + 1) & (this.handlers.length - 1);
    this.length--;
  }

  private grow(): void {
    const { handlers, waiterArguments, since, head } = this;
    const capacity = handlers.length;
    this.handlers = new Int32Array(2 * capacity);
    this.waiterArguments = new Float64Array(2 * capacity);
    this.since = new Float64Array(2 * capacity);
    for (let place = 0; place < this.length; place++) {
      const from = (head + place) & (capacity - 1);
      this.handlers[place] = handlers[from]!;
      this.waiterArguments[place] = waiterArguments[from]!;
      this.since[place] = since[from]!;
    }
    this.head = 0;
  }
}
