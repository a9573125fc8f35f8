import fc from 'fast-check';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import type { EventList } from '../../../src/kernel/event-list.ts';
import { EventTable } from '../../../src/kernel/event-table.ts';
import { HeapEventList } from '../../../src/kernel/heap-event-list.ts';
import { LadderEventList } from '../../../src/kernel/ladder-event-list.ts';
import { SortedArrayList } from './sorted-array-list.ts';

const lists: [string, (table: EventTable) => EventList][] = [
  ['the heap', (table) => new HeapEventList(table, 1)],
  ['the ladder', (table) => new LadderEventList(table, { heapUpTo: 0 })],
  ['the ladder with a heap for up to 8 entries', (table) => new LadderEventList(table, { heapUpTo: 8 })],
  ['the ladder with a heap for up to 64 entries', (table) => new LadderEventList(table)],
];

const cancelledCode = -1;

/** One list and the sorted array, kept in step; every slot that comes out is compared. */
class Pair {
  readonly table = new EventTable(4);
  readonly list: EventList;
  readonly twin = new SortedArrayList(this.table);
  now = 0;
  private sequence = 0;

  constructor(create: (table: EventTable) => EventList) {
    this.list = create(this.table);
  }

  push(time: number, priority = 0): number {
    const slot = this.table.take(0, 0);
    this.table.setKey(slot, time, priority * 2 ** 31 + this.sequence++);
    this.list.push(slot);
    this.twin.push(slot);
    return slot;
  }

  /** False when there was nothing to take. */
  take(): boolean {
    const slot = this.list.first();
    if (slot !== this.twin.first()) throw new Error(`${slot} came out, not ${this.twin.first()}, at ${this.now}`);
    if (slot < 0) return false;
    this.now = this.table.timeOf(slot);
    this.list.removeFirst();
    this.twin.removeFirst();
    this.table.free(slot);
    return true;
  }

  peek(): void {
    expect(this.list.peek()).toBe(this.twin.first());
  }

  /** Cancels every entry for which it is asked, and sweeps. */
  cancel(isCancelled: (index: number) => boolean): void {
    const slots = this.twin.slots.filter((_, index) => isCancelled(index));
    for (const slot of slots) this.table.setCode(slot, cancelledCode);
    const removed: number[] = [];
    this.list.sweep(cancelledCode, (slot) => removed.push(slot));
    expect(removed.sort()).toEqual(slots.sort());
    this.twin.sweep(cancelledCode, (slot) => this.table.free(slot));
    expect(this.list.size).toBe(this.twin.size);
  }

  finish(): void {
    while (this.take());
    expect([this.list.size, this.list.first()]).toEqual([0, -1]);
  }
}

/** Steps of a random load: push with a delay on a grid (ties are the rule), take, look, or sweep about a third. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('push' as const), delay: fc.nat(7), priority: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('take' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('peek' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const), third: fc.nat(2) }) },
);

describe.each(lists)('%s', (_, create) => {
  it.each([0.1, 0.7, 1])('gives the same order as a sorted array, with ties on a grid of %d', (grid) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const pair = new Pair(create);
        for (const action of steps) {
          if (action.kind === 'push') pair.push(pair.now + action.delay * grid, action.priority);
          else if (action.kind === 'take') pair.take();
          else if (action.kind === 'peek') pair.peek();
          else pair.cancel((index) => index % 3 === action.third);
          expect(pair.list.size).toBe(pair.twin.size);
        }
        pair.finish();
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  const stream = (name: string) => {
    const draws = seedrandom.alea(name);
    return { uniform: () => draws.double(), below: (n: number) => Math.floor(draws.double() * n) };
  };

  // Delays as they come in simulations; each law is drawn from its own stream.
  const laws: [string, (draws: ReturnType<typeof stream>) => number][] = [
    ['exponential', ({ uniform }) => -Math.log1p(-uniform())],
    ['uniform', ({ uniform }) => uniform()],
    ['all equal', () => 1],
    ['all equal to a tenth', () => 0.1],
    ['multiples of .1', ({ below }) => 0.1 * below(10)],
    ['multiples of .7', ({ below }) => 0.7 * below(5)],
    ['bimodal', ({ uniform }) => (uniform() < 0.9 ? 0.01 * uniform() : 10 + uniform())],
    ['heavy-tailed', ({ uniform }) => (1 - uniform()) ** -1.2 - 1],
    ['of twelve orders of magnitude', ({ uniform }) => 10 ** (12 * uniform() - 6)],
    ['mostly zero', ({ below }) => Math.max(0, below(6) - 4)],
    ['bursts', ({ uniform, below }) => (below(50) === 0 ? 5 : 1e-9 * uniform())],
    ['far outliers', ({ uniform, below }) => (below(100) === 0 ? 1e9 * uniform() : uniform())],
    ['subnormal', ({ below }) => below(20) * Number.MIN_VALUE],
  ];

  it.each(laws)('holds the order with up to some thousand pending and delays %s', (name, delayOf) => {
    const draws = stream(name);
    for (const [start, most] of [
      [0, 3000],
      [1e8, 700],
    ] as const) {
      const pair = new Pair(create);
      pair.now = start;
      // Grows, holds, shrinks below the heap's limit, grows again; now and then a sweep.
      for (const target of [most, most, 30, 200, 5, most / 2]) {
        for (let steps = 0; steps < 1.5 * most; steps++) {
          if (pair.twin.size < target || (pair.twin.size === target && draws.below(2) === 0)) {
            pair.push(pair.now + delayOf(draws), draws.below(20) === 0 ? draws.below(3) - 1 : 0);
          } else pair.take();
        }
        if (pair.twin.size > 100) pair.cancel(() => draws.below(4) === 0);
        pair.peek();
      }
      pair.finish();
    }
  });

  it('sorts ten thousand equal times by order', () => {
    const table = new EventTable(10_000);
    const list = create(table);
    for (let index = 0; index < 10_000; index++) {
      const slot = table.take(0, 0);
      table.setKey(slot, 1, (index * 7919) % 10_000);
      list.push(slot);
    }
    for (let order = 0; order < 10_000; order++) {
      expect(table.orderOf(list.first())).toBe(order);
      list.removeFirst();
    }
  });

  it('gives all entries back, each once, and can be used again', () => {
    const pair = new Pair(create);
    const draws = stream('drain');
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 500; index++) pair.push(pair.now + draws.uniform());
      for (let index = 0; index < 100; index++) pair.take();
      const slots: number[] = [];
      pair.list.drain((slot) => slots.push(slot));
      expect(slots.sort()).toEqual([...pair.twin.slots].sort());
      expect([pair.list.size, pair.list.first()]).toEqual([0, -1]);
      for (const slot of slots) pair.list.push(slot);
      expect(pair.list.size).toBe(slots.length);
      for (let index = 0; index < 50; index++) pair.take();
    }
    pair.finish();
  });
});
