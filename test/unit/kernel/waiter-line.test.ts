import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WaiterHeap } from '../../../src/kernel/_waiter-heap.ts';
import { WaiterLine } from '../../../src/kernel/_waiter-line.ts';
import { Kernel, Signal } from '../../../src/kernel/index.ts';

/** Words of memory that a line holds. */
function room(line: WaiterLine): number {
  return Reflect.get(line, 'words').length;
}

describe('a line of waiters', () => {
  it('is what an array would be, whoever comes, goes and leaves', () => {
    const act = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('push' as const), handler: fc.nat(2) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('shift' as const) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), which: fc.nat(1000) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat(1000) }) },
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 300, size: 'max' }), fc.constantFrom(2, 16), (acts, capacity) => {
        const line = new WaiterLine(capacity);
        let model: { handler: number; argument: number; ticket: number }[] = [];
        const tickets: number[] = [];
        const told = () => [line.shiftedHandler, line.shiftedArgument, line.shiftedSince];
        acts.forEach((one, index) => {
          switch (one.kind) {
            case 'push':
              tickets.push(line.nextTicket);
              model.push({ handler: one.handler, argument: index, ticket: line.nextTicket });
              line.push(one.handler, index, index / 4);
              break;
            case 'shift': {
              const first = model.shift();
              if (first === undefined) break;
              line.shift();
              expect(told()).toEqual([first.handler, first.argument, first.argument / 4]);
              break;
            }
            case 'leave': {
              const ticket = tickets[one.which % tickets.length] ?? 0;
              const found = model.find((waiter) => waiter.ticket === ticket);
              expect(line.leave(ticket)).toBe(found !== undefined);
              if (found !== undefined) expect(told()).toEqual([found.handler, found.argument, found.argument / 4]);
              model = model.filter((waiter) => waiter !== found);
              break;
            }
            case 'remove': {
              const found = model[one.which % model.length];
              if (found === undefined) {
                expect(line.remove(1, one.which)).toBe(false);
                break;
              }
              expect(line.remove(found.handler + 1, found.argument)).toBe(false);
              expect(line.remove(found.handler, found.argument)).toBe(true);
              expect(told()).toEqual([found.handler, found.argument, found.argument / 4]);
              model = model.filter((waiter) => waiter !== found);
            }
          }
          expect(line.length).toBe(model.length);
        });
        expect(new Set(tickets).size).toBe(tickets.length);
        for (const { handler, argument } of model) {
          line.shift();
          expect([line.shiftedHandler, line.shiftedArgument]).toEqual([handler, argument]);
        }
      }),
      { seed: 61, numRuns: 300 },
    );
  });

  it('needs no more room for thousands who come and leave than for a few', () => {
    const line = new WaiterLine();
    const before = room(line);
    let left = 0;
    for (let index = 0; index < 10_000; index++) {
      line.push(0, index, 0);
      if (line.leave(index)) left++;
    }
    expect([left, room(line)]).toEqual([10_000, before]);
  });

  it('closes the gaps between a first and a last who stay', () => {
    const line = new WaiterLine();
    line.push(0, -1, 0);
    for (let index = 0; index < 10_000; index++) {
      line.push(0, index, 0);
      if (index > 0) line.leave(index);
    }
    expect(line.length).toBe(2);
    expect(room(line)).toBeLessThan(1000);
    line.shift();
    line.shift();
    expect([line.shiftedArgument, line.length]).toEqual([9999, 0]);
  });

  it('takes out one of several that are alike, each in the end, and no more', () => {
    const line = new WaiterLine();
    for (const argument of [5, 7, 5, 6, 7, 8]) line.push(0, argument, 0);
    expect([line.remove(0, 7), line.remove(0, 7), line.remove(0, 7)]).toEqual([true, true, false]);
    expect(line.length).toBe(4);
  });

  it('finds everybody in the midst of a long line, also two of one argument and newcomers', () => {
    const line = new WaiterLine();
    const count = 1000;
    const push = (from: number) => {
      for (let index = from; index < from + count; index++) {
        line.push(1, index, 0);
        line.push(2, index, 0);
      }
    };
    push(0);
    const steps = Array.from({ length: 2 * count }, (_, index) => (index * 7919) % (2 * count));
    const remove = (step: number) => line.remove(1 + (step % 2), step >> 1);
    for (const step of steps.slice(0, count)) expect(remove(step)).toBe(true);
    for (const step of steps.slice(0, count)) expect(remove(step)).toBe(false);
    // Some of them come again, and the others are still found.
    for (const step of steps.slice(0, 100)) line.push(1 + (step % 2), step >> 1, 0);
    push(count);
    for (let shifted = 0; shifted < 10; shifted++) {
      line.shift();
      line.push(line.shiftedHandler, line.shiftedArgument, 0);
    }
    for (const step of steps.slice(0, 100)) expect(remove(step)).toBe(true);
    for (const step of steps.slice(count)) expect(remove(step)).toBe(true);
    for (const step of steps) expect(remove(step + 2 * count)).toBe(true);
    expect([line.length, line.remove(1, 0)]).toEqual([0, false]);
  });
});

describe('a signal that never fires', () => {
  it('keeps no trace of those who gave up waiting', () => {
    const kernel = new Kernel();
    const signal = new Signal(kernel);
    const handler = kernel.handler(() => undefined);
    for (let index = 0; index < 10_000; index++) {
      signal.request(handler, index);
      expect(signal.withdraw(handler, index)).toBe(true);
    }
    expect(signal.waiterCount).toBe(0);
    expect(room(Reflect.get(signal, 'waiters'))).toBe(room(new WaiterLine()));
  });
});

describe('a heap of waiters', () => {
  it('gives them in the order of priority, then of their own, whoever leaves', () => {
    const act = fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), priority: fc.nat(8) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('first' as const) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), which: fc.nat(1000) }) },
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 300, size: 'max' }), (acts) => {
        const heap = new WaiterHeap();
        let model: { slot: number; priority: number; order: number }[] = [];
        const takeFirst = () => {
          model.sort((a, b) => a.priority - b.priority || a.order - b.order);
          const expected = model.shift()!;
          expect(heap.firstPriority()).toBe(expected.priority);
          const slot = heap.first();
          heap.removeFirst();
          expect([slot, heap.handlerOf(slot), heap.argumentOf(slot)]).toEqual([expected.slot, 3, expected.order]);
          expect([heap.orderOf(slot), heap.sinceOf(slot)]).toEqual([expected.order, expected.order / 2]);
        };
        acts.forEach((one, order) => {
          if (one.kind === 'add') {
            const { priority } = one;
            const slot = heap.add({ priority, order, handler: 3, argument: order, sinceSeconds: order / 2 });
            expect(model.some((waiter) => waiter.slot === slot)).toBe(false);
            model.push({ slot, priority, order });
          } else if (model.length > 0 && one.kind === 'leave') {
            const leaver = model[one.which % model.length]!;
            heap.leave(leaver.slot);
            model = model.filter((waiter) => waiter !== leaver);
          } else if (model.length > 0) takeFirst();
          expect(heap.length).toBe(model.length);
        });
        while (model.length > 0) takeFirst();
        expect([heap.length, heap.firstPriority()]).toEqual([0, Infinity]);
      }),
      { seed: 62, numRuns: 300 },
    );
  });
});
