import { Ring } from './_ring.ts';

/**
 * A first-in first-out line of waiters who bring something: an item to put, tokens to take. shift() leaves the waiter it
 * took in the `shifted` fields, so that nothing is allocated.
 */
export class ItemLine<Item> {
  shiftedHandler = 0;
  shiftedArgument = 0;
  shiftedSince = 0;
  private readonly items = new Ring<Item>();
  private readonly handlers = new Ring<number>();
  private readonly waiterArguments = new Ring<number>();
  private readonly since = new Ring<number>();

  get length(): number {
    return this.items.length;
  }

  push(item: Item, handler: number, argument: number, sinceSeconds: number): void {
    this.items.push(item);
    this.handlers.push(handler);
    this.waiterArguments.push(argument);
    this.since.push(sinceSeconds);
  }

  /** What the first waiter brings. Only when there is one. */
  first(): Item {
    return this.items.at(0);
  }

  /** Takes the first waiter and returns what it brings. Only when there is one. */
  shift(): Item {
    this.shiftedHandler = this.handlers.shift();
    this.shiftedArgument = this.waiterArguments.shift();
    this.shiftedSince = this.since.shift();
    return this.items.shift();
  }

  /** Place of the first waiter with this handler and argument; -1 when there is none. Looks at every place. */
  placeOf(handler: number, argument: number): number {
    const { handlers, waiterArguments } = this;
    for (let place = 0; place < handlers.length; place++) {
      if (handlers.at(place) === handler && waiterArguments.at(place) === argument) return place;
    }
    return -1;
  }

  /** Takes out the waiter at a place and returns what it brings. */
  removeAt(place: number): Item {
    this.handlers.removeAt(place);
    this.waiterArguments.removeAt(place);
    this.since.removeAt(place);
    return this.items.removeAt(place);
  }
}
