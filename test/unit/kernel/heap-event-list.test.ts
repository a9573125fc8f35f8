import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeapEventList } from '../../../src/kernel/heap-event-list.ts';

/** The slow twin: an array that is sorted at every look. */
class SortedArrayList {
  private entries: { time: number; order: number; slot: number }[] = [];

  push(time: number, order: number, slot: number): void {
    this.entries.push({ time, order, slot });
    this.entries.sort((a, b) => a.time - b.time || a.order - b.order);
  }

  firstTime(): number {
    return this.entries[0]?.time ?? Infinity;
  }

  takeFirst(): number {
    return this.entries.shift()!.slot;
  }

  sweep(marked: Set<number>): void {
    this.entries = this.entries.filter(({ slot }) => !marked.has(slot));
  }

  get size(): number {
    return this.entries.length;
  }
}

/** Steps of a random load: push with a delay on a grid (ties are the rule), take, or sweep about a third. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('push' as const), delay: fc.nat(7), priority: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('take' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const), third: fc.nat(2) }) },
);

describe('the heap', () => {
  it.each([0.1, 0.7, 1])('gives the same order as a sorted array, with ties on a grid of %d', (grid) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const heap = new HeapEventList(1);
        const twin = new SortedArrayList();
        const marks = new Int32Array(301);
        let slot = 0;
        let now = 0;
        for (const action of steps) {
          if (action.kind === 'push') {
            const order = action.priority * 2 ** 48 + slot;
            heap.reserve(slot + 1);
            heap.push(now + action.delay * grid, order, slot);
            twin.push(now + action.delay * grid, order, slot);
            slot++;
          } else if (action.kind === 'take') {
            expect(heap.firstTime()).toBe(twin.firstTime());
            if (twin.size === 0) continue;
            now = heap.firstTime();
            expect(heap.takeFirst()).toBe(twin.takeFirst());
          } else {
            const removed: number[] = [];
            for (let s = action.third; s < slot; s += 3) marks[s] = 9;
            const marked = new Set(Array.from({ length: slot }, (_, s) => s).filter((s) => marks[s] === 9));
            const before = twin.size;
            twin.sweep(marked);
            heap.sweep(marks, 9, (s) => removed.push(s));
            expect(removed).toHaveLength(before - twin.size);
            expect(removed.every((s) => marked.has(s))).toBe(true);
          }
          expect(heap.size).toBe(twin.size);
          expect(heap.peekTime()).toBe(twin.firstTime());
        }
        while (twin.size > 0) {
          expect(heap.firstTime()).toBe(twin.firstTime());
          expect(heap.takeFirst()).toBe(twin.takeFirst());
        }
        expect(heap.firstTime()).toBe(Infinity);
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it('sorts ten thousand equal times by order', () => {
    const heap = new HeapEventList(10_000);
    for (let slot = 0; slot < 10_000; slot++) heap.push(1, (slot * 7919) % 10_000, slot);
    for (let order = 0; order < 10_000; order++) {
      expect(heap.firstTime()).toBe(1);
      expect((heap.takeFirst() * 7919) % 10_000).toBe(order);
    }
  });

  it('takes new keys for all entries at once', () => {
    const heap = new HeapEventList(8);
    for (let slot = 0; slot < 8; slot++) heap.push(slot, slot, slot);
    heap.firstTime();
    heap.takeFirst();
    heap.rekey((slot) => -slot);
    const slots: number[] = [];
    while (heap.firstTime() < Infinity) slots.push(heap.takeFirst());
    expect(slots).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });
});
