import { Rung } from './_rung.ts';
import { SortedRun } from './_sorted-run.ts';
import type { EventList } from './event-list.ts';
import type { EventTable } from './event-table.ts';
import { HeapEventList } from './heap-event-list.ts';

export interface LadderOptions {
  /** Up to so many entries, all of them are kept in the heap. Default: 64. */
  heapUpTo?: number;
}

/** A bucket with at most so many entries is sorted by insertion. */
const smallBucket = 24;
/** One with more is put through the heap; with more than this it is cut into an inner rung. */
const crowdedBucket = 64;
/** A front with more entries, while there are rungs, is cut into an inner rung. */
const crowdedFront = 128;
const deepest = 8;

/**
 * A ladder queue (Tang, Goh and Thng 2005): what is due next lies in a small heap, the front; what is due later in the
 * unsorted buckets of a rung, and the far future in one unsorted list. A bucket is sorted only when its turn comes, by
 * going through the heap; a crowded one is first cut into the buckets of an inner rung. When the outer rung is empty, the
 * far list is cut into a new one. An entry is moved two or three times, however many there are.
 *
 * With few entries all of them are in the heap, which is faster then.
 */
export class LadderEventList implements EventList {
  private readonly table: EventTable;
  private readonly front: HeapEventList;
  /** What was in the bucket that was opened last; what came in later, before the next bucket, is in the front. */
  private readonly run: SortedRun;
  private readonly heapUpTo: number;
  private readonly outer = new Rung();
  /** Outer rung first; the last of the first `depth` is the one whose buckets are due next. */
  private readonly rungs: Rung[] = [this.outer];
  private depth = 1;
  /** Everything is in the front. */
  private heapOnly = true;
  private frontLimit = 0;
  /** What first() found last is in the run, not in the front. */
  private runIsFirst = false;
  private farFirst = -1;
  private farCount = 0;
  /** Entries in the buckets of all rungs. */
  private inBuckets = 0;

  constructor(table: EventTable, { heapUpTo = 64 }: LadderOptions = {}) {
    this.table = table;
    this.heapUpTo = heapUpTo;
    this.front = new HeapEventList(table);
    this.run = new SortedRun(table, smallBucket);
    this.useHeapOnly();
  }

  get size(): number {
    return this.front.size + this.run.length + this.inBuckets + this.farCount;
  }

  push(slot: number): void {
    if (this.heapOnly === true) {
      this.front.push(slot);
      if (this.front.size > this.frontLimit) this.relieveFront();
      return;
    }
    const { outer } = this;
    const index = outer.index(this.table.timeOf(slot));
    if (!(index >= outer.next)) this.pushBeforeOuter(slot);
    else if (index < outer.count) {
      outer.put(index, slot, this.table);
      this.inBuckets++;
    } else this.pushFar(slot);
  }

  first(): number {
    if (this.heapOnly === true) return this.front.first();
    const { run } = this;
    if (run.length === 0) return this.firstWithoutRun();
    this.runIsFirst = this.front.isEmpty || this.isRunFirst();
    return this.runIsFirst === true ? run.first() : this.front.first();
  }

  removeFirst(): void {
    if (this.runIsFirst === true) this.run.removeFirst();
    else this.front.removeFirst();
  }

  peek(): number {
    return this.run.length === 0 && !this.front.isEmpty ? this.front.peek() : this.first();
  }

  drain(taken: (slot: number) => void): void {
    this.front.drain(taken);
    this.run.drain(taken);
    for (let level = 0; level < this.depth; level++) {
      const rung = this.rungs[level]!;
      for (; rung.next < rung.count; rung.next++) this.unlink(rung.heads[rung.next]!, taken);
    }
    this.unlink(this.farFirst, taken);
    this.farFirst = -1;
    this.farCount = 0;
    this.inBuckets = 0;
    this.useHeapOnly();
  }

  sweep(code: number, removed: (slot: number) => void): void {
    this.front.sweep(code, removed);
    this.run.sweep(code, removed);
    for (let level = 0; level < this.depth; level++) {
      const { heads, next, count } = this.rungs[level]!;
      for (let bucket = next; bucket < count; bucket++) {
        heads[bucket] = this.sweepLinked(heads[bucket]!, code, (slot) => {
          this.inBuckets--;
          removed(slot);
        });
      }
    }
    this.farFirst = this.sweepLinked(this.farFirst, code, (slot) => {
      this.farCount--;
      removed(slot);
    });
  }

  private firstWithoutRun(): number {
    do {
      const slot = this.front.first();
      this.runIsFirst = slot < 0 && this.run.length > 0;
      if (slot >= 0) return slot;
      if (this.runIsFirst === true) return this.run.first();
    } while (this.refill());
    return -1;
  }

  private isRunFirst(): boolean {
    const { table } = this;
    const inRun = this.run.first();
    const inFront = this.front.first();
    const difference = table.timeOf(inRun) - table.timeOf(inFront);
    return difference < 0 || (difference === 0 && table.orderOf(inRun) < table.orderOf(inFront));
  }

  private pushBeforeOuter(slot: number): void {
    if (this.depth > 1) {
      const time = this.table.timeOf(slot);
      const rung = this.innerRung(time);
      if (rung !== null) {
        // Behind the rung, but before the next bucket of the one around it: the last bucket is the place.
        rung.put(Math.min(rung.index(time), rung.count - 1), slot, this.table);
        this.inBuckets++;
        return;
      }
    }
    this.front.push(slot);
    if (this.front.size > this.frontLimit) this.relieveFront();
  }

  /** The inner rung that a time belongs to; null for the front. */
  private innerRung(time: number): Rung | null {
    for (let level = 1; level < this.depth; level++) {
      const rung = this.rungs[level]!;
      if (rung.index(time) >= rung.next) return rung;
    }
    return null;
  }

  private pushFar(slot: number): void {
    this.table.setNext(slot, this.farFirst);
    this.farFirst = slot;
    this.farCount++;
  }

  /** Opens the next bucket that holds something, or cuts the far list. Only with an empty front and run; false when nothing is left. */
  private refill(): boolean {
    this.frontLimit = crowdedFront;
    for (;;) {
      const rung = this.rungs[this.depth - 1]!;
      const { heads, count } = rung;
      let bucket = rung.next;
      while (bucket < count && heads[bucket]! < 0) bucket++;
      if (bucket < count) {
        rung.next = bucket + 1;
        this.openBucket(heads[bucket]!);
        return true;
      }
      rung.next = count;
      if (this.depth === 1) break;
      this.depth--;
    }
    if (this.farCount === 0) return false;
    const first = this.farFirst;
    const entries = this.farCount;
    this.farFirst = -1;
    this.farCount = 0;
    if (entries <= this.heapUpTo / 2) {
      this.useHeapOnly();
      this.moveToFront(first);
    } else {
      this.inBuckets += this.openRung(this.outer, first);
      this.fill(this.outer, first);
    }
    return true;
  }

  private openBucket(first: number): void {
    const { table, depth, rungs } = this;
    let entries = 0;
    for (let slot = first; slot >= 0 && entries <= crowdedBucket; slot = table.nextOf(slot)) entries++;
    const rung = rungs[depth - 1]!;
    // Nothing more belongs into an inner rung that is empty: what follows is before the next bucket of the one around it.
    if (depth > 1 && rung.next === rung.count) this.depth--;
    if (entries <= smallBucket) {
      this.run.fill(first, entries);
      this.inBuckets -= entries;
    } else if (entries > crowdedBucket && this.depth < deepest) this.cutInside(first);
    else this.inBuckets -= this.moveToFront(first);
  }

  /** Cuts a linked list, counted as in buckets, into a new inner rung; what the clock hardly tells apart goes to the front. */
  private cutInside(first: number): void {
    this.rungs[this.depth] ??= new Rung();
    const rung = this.rungs[this.depth]!;
    const entries = this.openRung(rung, first);
    if (rung.count > 1) {
      this.depth++;
      this.fill(rung, first);
    } else {
      this.frontLimit = 2 * entries;
      this.inBuckets -= this.moveToFront(first);
    }
  }

  /** Opens a rung for the entries of a linked list, which are not put into it, and returns how many there are. */
  private openRung(rung: Rung, first: number): number {
    const { table } = this;
    let entries = 0;
    let low = Infinity;
    let high = -Infinity;
    for (let slot = first; slot >= 0; slot = table.nextOf(slot)) {
      const time = table.timeOf(slot);
      if (time < low) low = time;
      if (time > high) high = time;
      entries++;
    }
    rung.open(low, high, entries);
    return entries;
  }

  private fill(rung: Rung, first: number): void {
    const { table } = this;
    for (let slot = first; slot >= 0; ) {
      const following = table.nextOf(slot);
      rung.put(rung.index(table.timeOf(slot)), slot, table);
      slot = following;
    }
  }

  /** The front has become long: everything to the far list when there are no rungs yet, else into an inner rung. */
  private relieveFront(): void {
    if (this.heapOnly === true) {
      this.heapOnly = false;
      this.outer.beforeEverything();
      this.front.drain((slot) => this.pushFar(slot));
      return;
    }
    this.frontLimit = 2 * this.front.size;
    if (this.depth === deepest) return;
    let first = -1;
    const link = (slot: number) => {
      this.table.setNext(slot, first);
      first = slot;
      this.inBuckets++;
    };
    this.front.drain(link);
    // What is in the run lies among them.
    this.run.drain(link);
    this.cutInside(first);
  }

  private useHeapOnly(): void {
    this.heapOnly = true;
    this.runIsFirst = false;
    this.frontLimit = this.heapUpTo;
    this.depth = 1;
    this.outer.behindEverything();
  }

  private moveToFront(first: number): number {
    const { table, front } = this;
    let entries = 0;
    for (let slot = first; slot >= 0; ) {
      const following = table.nextOf(slot);
      front.push(slot);
      entries++;
      slot = following;
    }
    return entries;
  }

  private unlink(first: number, taken: (slot: number) => void): void {
    for (let slot = first; slot >= 0; ) {
      const following = this.table.nextOf(slot);
      taken(slot);
      slot = following;
    }
  }

  /** The list without the entries of this code. */
  private sweepLinked(first: number, code: number, removed: (slot: number) => void): number {
    const { table } = this;
    let kept = -1;
    for (let slot = first; slot >= 0; ) {
      const following = table.nextOf(slot);
      if (table.codeOf(slot) === code) removed(slot);
      else {
        table.setNext(slot, kept);
        kept = slot;
      }
      slot = following;
    }
    return kept;
  }
}
