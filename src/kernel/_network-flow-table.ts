/** In place of a position in a route's heap: through, its handler about to run; or no flow at all. */
export const notInHeap = -1;

/** The flows in a network, by slot, in arrays that grow by doubling. Free slots are linked through `next`. */
export class NetworkFlowTable {
  sizes = new Float64Array(0);
  startTimes = new Float64Array(0);
  /** What its route sorts it by, see RouteClock; among equal keys the order of starting. */
  keys = new Float64Array(0);
  orders = new Float64Array(0);
  /** Where it lies in its route's heap. */
  positions = new Int32Array(0);
  /** Numbers of the routes. */
  routes = new Int32Array(0);
  handlers = new Int32Array(0);
  flowArguments = new Float64Array(0);
  /** The next free slot, or the next of those completing at this moment; -1 ends the list. */
  next = new Int32Array(0);
  private firstFree = -1;
  private sequence = 0;

  constructor(capacity: number) {
    this.grow(capacity);
  }

  add(sizeBytes: number, startTime: number, route: number, handler: number, argument: number): number {
    if (this.firstFree < 0) this.grow(2 * this.sizes.length);
    const slot = this.firstFree;
    this.firstFree = this.next[slot]!;
    this.sizes[slot] = sizeBytes;
    this.startTimes[slot] = startTime;
    this.orders[slot] = this.sequence++;
    this.routes[slot] = route;
    this.handlers[slot] = handler;
    this.flowArguments[slot] = argument;
    return slot;
  }

  free(slot: number): void {
    this.positions[slot] = notInHeap;
    this.next[slot] = this.firstFree;
    this.firstFree = slot;
  }

  private grow(capacity: number): void {
    const before = this.sizes.length;
    this.sizes = longer(this.sizes, new Float64Array(capacity));
    this.startTimes = longer(this.startTimes, new Float64Array(capacity));
    this.keys = longer(this.keys, new Float64Array(capacity));
    this.orders = longer(this.orders, new Float64Array(capacity));
    this.positions = longer(this.positions, new Int32Array(capacity));
    this.routes = longer(this.routes, new Int32Array(capacity));
    this.handlers = longer(this.handlers, new Int32Array(capacity));
    this.flowArguments = longer(this.flowArguments, new Float64Array(capacity));
    this.next = longer(this.next, new Int32Array(capacity));
    for (let slot = capacity - 1; slot >= before; slot--) this.free(slot);
  }
}

function longer<A extends Float64Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
