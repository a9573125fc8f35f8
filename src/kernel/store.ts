import { TimeAverage, WaitTally } from './_accumulators.ts';
import { ItemLine } from './_item-line.ts';
import { Ring } from './_ring.ts';
import { KernelError } from './errors.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import { messages } from './messages.ts';
import type { Command, ProcessHandle } from './process.ts';

export interface StoreOptions {
  /** Shown in errors. */
  name: string;
  /** Most items held: a whole number, or Infinity. With 0, an item goes from hand to hand. Default: Infinity. */
  capacity?: number;
}

/** Since time 0 or the last resetStats(). `carriedOver + put = got + level` holds at any moment. */
export interface StoreStats {
  /** Items held, averaged over time. */
  meanLevel: number;
  /** Getters in line, averaged over time. */
  meanGetters: number;
  /** Putters in line, averaged over time; what they bring is not in the store yet. */
  meanPutters: number;
  /** Seconds from asking to getting, of the items got in the window, those got at once included; NaN when none. */
  getWaits: { count: number; mean: number; max: number };
  /** Seconds from asking to putting, likewise. */
  putWaits: { count: number; mean: number; max: number };
  /** Items that came in. */
  put: number;
  /** Items that went out. */
  got: number;
  /** Items that tryPut() turned away. */
  refused: number;
  /** Items held when the window began. */
  carriedOver: number;
}

/**
 * Items on their way from producers to consumers, first in, first out; the getters and the putters stand in line
 * likewise. What can be done at once is done at once, without an event. An item handed to the first in line is the
 * waiter's from that moment on, so that a newcomer cannot overtake, and the waiter runs as an event at now: nobody runs
 * inside a put or a get.
 *
 * Processes exchange items of any type. A handler gets its item as its argument, so stores for handlers hold numbers,
 * usually indices into the model's own arrays; nothing is allocated for such an item.
 */
export class Store<Item = number> {
  readonly name: string;
  readonly capacity: number;
  private readonly kernel: Kernel;
  private readonly items = new Ring<Item>();
  /** Who waits for an item, and null for a handler. */
  private readonly getters = new ItemLine<ProcessHandle | null>();
  private readonly putters = new ItemLine<Item>();
  private readonly getting: Command;

  /** What was handed to waiting processes at `handedSeconds`: an interrupt at the same moment gives it back. */
  private readonly handedTo: ProcessHandle[] = [];
  private readonly handedItems: Item[] = [];
  private handedSeconds = -1;

  private readonly heldLevel: TimeAverage;
  private readonly getterLevel: TimeAverage;
  private readonly putterLevel: TimeAverage;
  private readonly getWaits = new WaitTally();
  private readonly putWaits = new WaitTally();
  private putCount = 0;
  private gotCount = 0;
  private refusedCount = 0;
  private carriedOver = 0;

  constructor(kernel: Kernel, options: StoreOptions) {
    const { name, capacity = Infinity } = options;
    this.kernel = kernel;
    this.name = name;
    this.capacity = capacity;
    if (!(capacity === Infinity || (Number.isInteger(capacity) && capacity >= 0))) {
      const text = messages.outOfRange(name, 'the capacity', capacity, 'a whole number, zero or more, or Infinity');
      throw new KernelError('OUT_OF_RANGE', text, { timeSeconds: kernel.now, label: name });
    }
    this.getting = new Get(this);
    this.heldLevel = new TimeAverage(kernel.now);
    this.getterLevel = new TimeAverage(kernel.now);
    this.putterLevel = new TimeAverage(kernel.now);
  }

  /** Items held. */
  get level(): number {
    return this.items.length;
  }

  /** Getters in line. */
  get getterCount(): number {
    return this.getters.length;
  }

  /** Putters in line. */
  get putterCount(): number {
    return this.putters.length;
  }

  /**
   * For processes: `yield store.put(item)` goes on when the item is in. An interrupt takes the process out of the line; an
   * item that got in at that very moment stays in.
   */
  put(item: Item): Command {
    return new Put(this, item);
  }

  /**
   * For processes: `const item = yield store.get()`. An interrupt takes the process out of the line; an item that was
   * handed over at that very moment goes to the next getter, or back to the front.
   */
  get(): Command {
    return this.getting;
  }

  /** Puts the item if that can be done at once. False: it cannot, and the item is turned away and counted as refused. */
  tryPut(item: Item): boolean {
    const accepted = this.accept(item);
    if (!accepted) this.refusedCount++;
    return accepted;
  }

  /** Takes the first item; undefined when there is none (a store for this holds no undefined items). */
  tryGet(): Item | undefined {
    if (this.items.length > 0) return this.takeFirst();
    // Only with a capacity of 0: what a putter in line brings goes from hand to hand.
    return this.putters.length > 0 ? this.takeFromPutter() : undefined;
  }

  /**
   * For handlers. True: the item is in, the caller goes on itself and the handler is not called. False: the store is
   * full; the handler is scheduled with the argument at the moment when the item gets in.
   */
  requestPut(item: Item, handler: HandlerId, argument = 0): boolean {
    if (this.accept(item)) return true;
    const { now } = this.kernel;
    this.putters.push(item, handler, argument, now);
    this.putterLevel.change(this.putters.length, now);
    return false;
  }

  /**
   * For handlers, where items are numbers: the first item, and the caller goes on with it. Undefined when there is none:
   * then the handler is scheduled with the item as its argument at the moment when it is handed over.
   */
  requestGet(this: Store<number>, handler: HandlerId): number | undefined {
    const item = this.tryGet();
    if (item === undefined) this.waitForItem(null, handler, 0);
    return item;
  }

  stats(): StoreStats {
    const { now } = this.kernel;
    const { getWaits, putWaits } = this;
    return {
      meanLevel: this.heldLevel.mean(now),
      meanGetters: this.getterLevel.mean(now),
      meanPutters: this.putterLevel.mean(now),
      getWaits: { count: getWaits.count, mean: getWaits.mean, max: getWaits.max },
      putWaits: { count: putWaits.count, mean: putWaits.mean, max: putWaits.max },
      put: this.putCount,
      got: this.gotCount,
      refused: this.refusedCount,
      carriedOver: this.carriedOver,
    };
  }

  /** Starts a new window at now: the end of a warm-up. Who waits goes on waiting and is counted when served. */
  resetStats(): void {
    const { now } = this.kernel;
    this.heldLevel.reset(now);
    this.getterLevel.reset(now);
    this.putterLevel.reset(now);
    this.getWaits.reset();
    this.putWaits.reset();
    this.putCount = 0;
    this.gotCount = 0;
    this.refusedCount = 0;
    this.carriedOver = this.level;
  }

  /** For Get: true when there was an item, which the process then has received. @internal */
  getFor(process: ProcessHandle): boolean {
    if (this.items.length === 0 && this.putters.length === 0) {
      this.waitForItem(process, process.resumeHandler, process.id);
      return false;
    }
    process.receive(this.tryGet());
    return true;
  }

  /** For Get: leaves the line, or gives back what was handed over at this moment. @internal */
  withdrawGet(process: ProcessHandle): boolean {
    const { getters } = this;
    const place = getters.placeOf(process.resumeHandler, process.id);
    if (place >= 0) {
      getters.removeAt(place);
      this.getterLevel.change(getters.length, this.kernel.now);
      return true;
    }
    this.giveBack(this.handedItems[this.handedTo.lastIndexOf(process)]!);
    return false;
  }

  /** For Put: leaves the line; an item that got in at this moment stays in. @internal */
  withdrawPut(process: ProcessHandle): boolean {
    const { putters } = this;
    const place = putters.placeOf(process.resumeHandler, process.id);
    if (place < 0) return false;
    putters.removeAt(place);
    this.putterLevel.change(putters.length, this.kernel.now);
    return true;
  }

  /** Hands the item to the first getter, or lays it down where there is room. */
  private accept(item: Item): boolean {
    if (this.getters.length > 0) {
      this.putCount++;
      this.putWaits.addNone();
      this.handOver(item);
      return true;
    }
    const { items } = this;
    // Whoever waits to put is served before a newcomer: while somebody waits the store is full.
    if (items.length >= this.capacity) return false;
    items.push(item);
    this.putCount++;
    this.putWaits.addNone();
    this.heldLevel.change(items.length, this.kernel.now);
    return true;
  }

  private takeFirst(): Item {
    const { items, kernel, putters } = this;
    const item = items.shift();
    this.gotCount++;
    this.getWaits.addNone();
    if (putters.length > 0 && items.length < this.capacity) items.push(this.servePutter());
    this.heldLevel.change(items.length, kernel.now);
    return item;
  }

  private takeFromPutter(): Item {
    this.gotCount++;
    this.getWaits.addNone();
    return this.servePutter();
  }

  /** Takes the item of the first putter, who goes on as an event at now. */
  private servePutter(): Item {
    const { putters, kernel } = this;
    const { now } = kernel;
    const item = putters.shift();
    this.putCount++;
    this.putWaits.add(now - putters.shiftedSince);
    this.putterLevel.change(putters.length, now);
    kernel.scheduleNow(putters.shiftedHandler, putters.shiftedArgument);
    return item;
  }

  private waitForItem(process: ProcessHandle | null, handler: HandlerId, argument: number): void {
    const { now } = this.kernel;
    this.getters.push(process, handler, argument, now);
    this.getterLevel.change(this.getters.length, now);
  }

  private handOver(item: Item): void {
    const { getters, kernel } = this;
    const { now } = kernel;
    const process = getters.shift();
    this.gotCount++;
    this.getWaits.add(now - getters.shiftedSince);
    this.getterLevel.change(getters.length, now);
    if (process === null) {
      // Handlers get into the line through requestGet() alone, where items are numbers.
      kernel.scheduleNow(getters.shiftedHandler, item as number);
      return;
    }
    process.receive(item);
    this.remember(process, item);
    kernel.scheduleNow(getters.shiftedHandler, getters.shiftedArgument);
  }

  private remember(process: ProcessHandle, item: Item): void {
    const { now } = this.kernel;
    if (now !== this.handedSeconds) {
      this.handedTo.length = 0;
      this.handedItems.length = 0;
      this.handedSeconds = now;
    }
    this.handedTo.push(process);
    this.handedItems.push(item);
  }

  /** The item is the oldest there is: to the first getter, or to the front, even of a store that has become full since. */
  private giveBack(item: Item): void {
    // Got before the window began: then it was there when it began.
    if (this.gotCount === 0) this.carriedOver++;
    else this.gotCount--;
    if (this.getters.length > 0) {
      this.handOver(item);
      return;
    }
    this.items.unshift(item);
    this.heldLevel.change(this.items.length, this.kernel.now);
  }
}

/** Waiting for an item. One command serves all, since the store knows its getters. */
class Get<Item> implements Command {
  private readonly store: Store<Item>;

  constructor(store: Store<Item>) {
    this.store = store;
  }

  begin(process: ProcessHandle): boolean {
    return this.store.getFor(process);
  }

  withdraw(process: ProcessHandle): boolean {
    return this.store.withdrawGet(process);
  }
}

/** Waiting until an item is in. An object of its own, because a command may be kept before it is yielded. */
class Put<Item> implements Command {
  private readonly store: Store<Item>;
  private readonly item: Item;

  constructor(store: Store<Item>, item: Item) {
    this.store = store;
    this.item = item;
  }

  begin(process: ProcessHandle): boolean {
    return this.store.requestPut(this.item, process.resumeHandler, process.id);
  }

  withdraw(process: ProcessHandle): boolean {
    return this.store.withdrawPut(process);
  }
}
