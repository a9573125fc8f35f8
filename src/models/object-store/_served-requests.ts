import type { Kernel } from '../../kernel/index.ts';
import type { Operation, RequestBatch, RequestFeed } from '../capabilities.ts';
import type { Items, KeyedDraw, OpenItem } from '../model.ts';

export interface ServedOptions {
  readonly operation: Operation;
  /** The object of the next request: 0, 1, 2 ... */
  readonly nextObject: () => number;
  readonly sizes: KeyedDraw;
  /** Object i lies under prefix i modulo this. */
  readonly prefixes: number;
  /** Why the request failed that is through now, or null. */
  readonly takeFailure: () => string | null;
}

/** In place of a time. */
const never = -1;

/**
 * Requests that come one by one, as a batch that is fed: each has a place of its own from the moment it is asked for. A
 * request is a slot in flat arrays, used again: they are as long as most that were open at once.
 */
export class ServedRequests implements RequestBatch {
  readonly parallel = Infinity;
  readonly answerPhase = 'firstByte';
  readonly samplesFirstByte = true;
  readonly paths = null;
  readonly feed: RequestFeed;
  private readonly kernel: Kernel;
  private readonly options: ServedOptions;
  /** By slot: the number of the request and its object; when it was asked for (never: not in use) and begun. */
  private index = new Float64Array(64);
  private object = new Float64Array(64);
  private askedAt = new Float64Array(64);
  private begunAt = new Float64Array(64);
  private readonly free: number[] = [];
  private used = 0;
  /** Slots that next() has not given out yet: from `given` up to `came`. The array keeps its length. */
  private readonly arrived: number[] = [];
  private came = 0;
  private given = 0;

  constructor(kernel: Kernel, items: Items, options: ServedOptions) {
    this.kernel = kernel;
    this.options = options;
    const feed: RequestFeed = {
      get closed() {
        return items.closed;
      },
      wake: () => {},
      begun: (slot) => {
        this.begunAt[slot] = kernel.now;
        items.begun(this.askedAt[slot]!);
      },
      ended: (slot, phases, at) => {
        const askedAtSeconds = this.askedAt[slot]!;
        this.askedAt[slot] = never;
        this.free.push(slot);
        items.done(askedAtSeconds, phases, at, options.takeFailure());
      },
    };
    this.feed = feed;
    items.take({
      asked: (index) => this.take(index),
      closed: () => feed.wake(),
      open: () => this.openItems(),
    });
  }

  private take(index: number): void {
    const slot = this.free.pop() ?? this.used++;
    if (slot === this.index.length) this.grow();
    this.index[slot] = index;
    this.object[slot] = this.options.nextObject();
    this.askedAt[slot] = this.kernel.now;
    this.begunAt[slot] = never;
    this.arrived[this.came++] = slot;
    this.feed.wake();
  }

  private openItems(): OpenItem[] {
    const open: OpenItem[] = [];
    for (let slot = 0; slot < this.used; slot++) {
      const askedAtSeconds = this.askedAt[slot]!;
      if (askedAtSeconds === never) continue;
      const begun = this.begunAt[slot]!;
      open.push({ askedAtSeconds, begunAtSeconds: begun === never ? null : begun });
    }
    return open;
  }

  next(after: number): number {
    // All that have come are under way already: nothing follows in a place.
    if (after >= 0 || this.given === this.came) return -1;
    const slot = this.arrived[this.given++]!;
    if (this.given === this.came) {
      this.came = 0;
      this.given = 0;
    }
    return slot;
  }
  ended(): void {}
  follows(): boolean {
    return false;
  }
  operationOf(): Operation {
    return this.options.operation;
  }
  bytesOf(slot: number): number {
    return Math.round(this.options.sizes.at(this.object[slot]!, 0));
  }
  keysOf(): number {
    return 1;
  }
  prefixOf(slot: number): number {
    return this.object[slot]! % this.options.prefixes;
  }
  entityOf(slot: number): number {
    return this.index[slot]!;
  }

  private grow(): void {
    const doubled = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(2 * old.length);
      larger.set(old);
      return larger;
    };
    this.index = doubled(this.index);
    this.object = doubled(this.object);
    this.askedAt = doubled(this.askedAt);
    this.begunAt = doubled(this.begunAt);
  }
}
