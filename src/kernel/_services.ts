/** Services whose length a pool knows, waiting or under way, by slot, in arrays that grow by doubling. */
export class Services {
  handlers = new Int32Array(0);
  serviceArguments = new Float64Array(0);
  /** What is left of the service, in seconds, when it next begins. */
  seconds = new Float64Array(0);
  private next = new Int32Array(0);
  private firstFree = -1;

  constructor() {
    this.grow(16);
  }

  /** The slot of a new service; its length is to be set. */
  take(handler: number, argument: number): number {
    if (this.firstFree < 0) this.grow(2 * this.handlers.length);
    const slot = this.firstFree;
    this.firstFree = this.next[slot]!;
    this.handlers[slot] = handler;
    this.serviceArguments[slot] = argument;
    return slot;
  }

  free(slot: number): void {
    this.next[slot] = this.firstFree;
    this.firstFree = slot;
  }

  private grow(capacity: number): void {
    const { handlers, serviceArguments, seconds, next } = this;
    this.handlers = new Int32Array(capacity);
    this.handlers.set(handlers);
    this.serviceArguments = new Float64Array(capacity);
    this.serviceArguments.set(serviceArguments);
    this.seconds = new Float64Array(capacity);
    this.seconds.set(seconds);
    this.next = new Int32Array(capacity);
    this.next.set(next);
    for (let slot = capacity - 1; slot >= handlers.length; slot--) this.free(slot);
  }
}
