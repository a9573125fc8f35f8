/** The flows on a link, by slot, in arrays that grow by doubling. Free slots are linked through `next`. */
export class FlowTable {
  sizes = new Float64Array(0);
  startTimes = new Float64Array(0);
  handlers = new Int32Array(0);
  flowArguments = new Float64Array(0);
  /** The next free slot, or the next of those completing at this moment; -1 ends the list. */
  next = new Int32Array(0);
  private firstFree = -1;

  constructor(capacity: number) {
    this.grow(capacity);
  }

  get capacity(): number {
    return this.sizes.length;
  }

  get full(): boolean {
    return this.firstFree < 0;
  }

  /** Only when it is not full. */
  add(sizeBytes: number, startTime: number, handler: number, argument: number): number {
    const slot = this.firstFree;
    this.firstFree = this.next[slot]!;
    this.sizes[slot] = sizeBytes;
    this.startTimes[slot] = startTime;
    this.handlers[slot] = handler;
    this.flowArguments[slot] = argument;
    return slot;
  }

  free(slot: number): void {
    this.next[slot] = this.firstFree;
    this.firstFree = slot;
  }

  grow(capacity: number): void {
    const { sizes, startTimes, handlers, flowArguments, next } = this;
    this.sizes = new Float64Array(capacity);
    this.sizes.set(sizes);
    this.startTimes = new Float64Array(capacity);
    this.startTimes.set(startTimes);
    this.handlers = new Int32Array(capacity);
    this.handlers.set(handlers);
    this.flowArguments = new Float64Array(capacity);
    this.flowArguments.set(flowArguments);
    this.next = new Int32Array(capacity);
    this.next.set(next);
    for (let slot = capacity - 1; slot >= sizes.length; slot--) this.free(slot);
  }
}
