import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interrupt, Kernel, type Process, type ProcessHandle, Store } from '../../../src/kernel/index.ts';
import { naiveStore, type StoreOutcome, type StoreStep } from './naive-store.ts';

function setUp<Item = number>(capacity?: number) {
  const kernel = new Kernel();
  const store = new Store<Item>(kernel, { name: 'store', ...(capacity !== undefined && { capacity }) });
  const told: string[] = [];
  const tell = (text: string) => told.push(`${text} at ${kernel.now}`);
  function* getter(name: string): Process<void> {
    const item: Item = yield store.get();
    tell(`${name} has ${item}`);
  }
  function* putter(item: Item): Process<void> {
    yield store.put(item);
    tell(`${item} is in`);
  }
  return { kernel, store, told, tell, getter, putter };
}

describe('a store', () => {
  it('hands out what came first, first', () => {
    const { kernel, store, told, getter, putter } = setUp<string>();
    for (const item of ['a', 'b', 'c']) kernel.spawn(putter(item));
    kernel.run(1);
    expect([store.level, told]).toEqual([3, ['a is in at 0', 'b is in at 0', 'c is in at 0']]);
    for (const name of ['x', 'y', 'z']) kernel.spawn(getter(name));
    kernel.run(2);
    expect(told.slice(3)).toEqual(['x has a at 1', 'y has b at 1', 'z has c at 1']);
  });

  it('keeps getters in line until something comes', () => {
    const { kernel, store, told, getter } = setUp<string>();
    for (const name of ['x', 'y', 'z']) kernel.spawn(getter(name));
    kernel.run(3);
    expect([store.getterCount, told]).toEqual([3, []]);
    expect([store.tryPut('a'), store.tryPut('b'), store.level, store.getterCount]).toEqual([true, true, 0, 1]);
    // Nobody runs inside a put.
    expect(told).toEqual([]);
    kernel.run(4);
    expect(told).toEqual(['x has a at 3', 'y has b at 3']);
  });

  it('keeps putters in line while it is full, and lets the first in when there is room', () => {
    const { kernel, store, told, putter } = setUp<string>(2);
    for (const item of ['a', 'b', 'c', 'd']) kernel.spawn(putter(item));
    kernel.run(5);
    expect([store.level, store.putterCount, store.tryPut('e')]).toEqual([2, 2, false]);
    expect([store.tryGet(), store.level, store.putterCount]).toEqual(['a', 2, 1]);
    expect(told).toEqual(['a is in at 0', 'b is in at 0']);
    kernel.run(6);
    expect(told.slice(2)).toEqual(['c is in at 5']);
    expect([store.tryGet(), store.tryGet(), store.tryGet(), store.tryGet()]).toEqual(['b', 'c', 'd', undefined]);
  });

  it('lets nobody overtake: an item that was handed over is not there for a newcomer', () => {
    const { kernel, store, told, getter } = setUp<string>();
    kernel.spawn(getter('waiter'));
    kernel.run(1);
    store.tryPut('a');
    expect(store.tryGet()).toBe(undefined);
    kernel.spawn(getter('newcomer'));
    kernel.run(2);
    expect(told).toEqual(['waiter has a at 1']);
    store.tryPut('b');
    kernel.run(3);
    expect(told.slice(1)).toEqual(['newcomer has b at 2']);
  });

  it('lets no putter overtake either: the place that became free is taken', () => {
    const { kernel, store, putter } = setUp<string>(1);
    kernel.spawn(putter('a'));
    kernel.spawn(putter('b'));
    kernel.run(1);
    expect([store.tryGet(), store.tryPut('c'), store.tryGet()]).toEqual(['a', false, 'b']);
  });

  it('does what it can at once, without an event', () => {
    const { kernel, store, told, getter, putter } = setUp<string>();
    kernel.spawn(putter('a'));
    kernel.spawn(getter('x'));
    kernel.run();
    expect([told, kernel.eventCount, store.level]).toEqual([['a is in at 0', 'x has a at 0'], 2, 0]);
  });

  it('serves handlers and processes in one line; a handler gets its item as its argument', () => {
    const { kernel, store, told, tell, getter, putter } = setUp(1);
    const take = kernel.handler((item) => tell(`handler has ${item}`));
    const accepted = kernel.handler((argument) => tell(`accepted ${argument}`));
    expect(store.requestGet(take)).toBe(undefined);
    kernel.spawn(getter('x'));
    kernel.run(1);
    expect([store.requestPut(0.5, accepted, 7), store.requestPut(2, accepted, 8)]).toEqual([true, true]);
    expect([store.requestPut(3, accepted, 9), store.requestPut(4, accepted, 10)]).toEqual([true, false]);
    kernel.spawn(putter(5));
    kernel.run(2);
    expect(told).toEqual(['handler has 0.5 at 1', 'x has 2 at 1']);
    expect([store.requestGet(take), store.requestGet(take), store.requestGet(take)]).toEqual([3, 4, 5]);
    kernel.run(3);
    expect(told.slice(2)).toEqual(['accepted 10 at 2', '5 is in at 2']);
  });

  it('with a capacity of zero passes items from hand to hand', () => {
    const { kernel, store, told, getter, putter } = setUp<string>(0);
    kernel.spawn(putter('a'));
    kernel.run(1);
    expect([store.level, store.putterCount]).toEqual([0, 1]);
    kernel.spawn(getter('x'));
    kernel.spawn(getter('y'));
    kernel.run(2);
    kernel.spawn(putter('b'));
    kernel.run(3);
    expect(told).toEqual(['x has a at 1', 'a is in at 1', 'b is in at 2', 'y has b at 2']);
    expect([store.level, store.tryPut('c'), store.tryGet()]).toEqual([0, false, undefined]);
  });

  it('carries items of any type, a million of them through a ring of a few', () => {
    const { store } = setUp<unknown>();
    const thing = { size: 3 };
    for (const item of [thing, null, 'text', 1.5, [1]]) store.tryPut(item);
    expect([store.tryGet(), store.tryGet(), store.tryGet(), store.tryGet(), store.tryGet()]).toEqual([
      thing,
      null,
      'text',
      1.5,
      [1],
    ]);
    const { store: numbers } = setUp();
    let sum = 0;
    for (let k = 0; k < 1_000_000; k++) {
      numbers.tryPut(k);
      if (k % 100 > 3) sum += numbers.tryGet()!;
      // 40,000 too many in the end, which are taken at a stroke.
      if (k === 999_999) while (numbers.level > 0) sum += numbers.tryGet()!;
    }
    expect(sum).toBe((999_999 * 1_000_000) / 2);
  });

  it('takes who is interrupted out of the line', () => {
    const { kernel, store, told, tell, getter } = setUp<string>(1);
    function* impatient(): Process<void> {
      try {
        yield store.get();
      } catch (error) {
        tell(`${(error as Interrupt).reason}`);
      }
    }
    function* insistent(item: string): Process<void> {
      try {
        yield store.put(item);
      } catch (error) {
        tell(`${item} ${(error as Interrupt).reason}`);
      }
    }
    const first = kernel.spawn(impatient());
    kernel.spawn(getter('x'));
    kernel.run(1);
    first.interrupt('patience');
    kernel.run(2);
    expect([told, store.getterCount]).toEqual([['patience at 1'], 1]);
    store.tryPut('a');
    store.tryPut('b');
    const second = kernel.spawn(insistent('c'));
    kernel.run(3);
    second.interrupt('patience');
    kernel.run(4);
    expect([store.putterCount, store.tryGet(), store.tryGet()]).toEqual([0, 'b', undefined]);
    expect(told.slice(1)).toEqual(['x has a at 2', 'c patience at 3']);
  });

  it('gives back what was handed to a process that is interrupted at that very moment', () => {
    const { kernel, store, told, tell, getter } = setUp<string>();
    function* unlucky(): Process<void> {
      try {
        yield store.get();
        tell('unlucky has it');
      } catch {
        tell('interrupted');
      }
    }
    const first = kernel.spawn(unlucky());
    kernel.run(1);
    store.tryPut('a');
    store.tryPut('b');
    first.interrupt();
    kernel.run(2);
    // In front again, before what came later.
    expect([told, store.level, store.tryGet(), store.tryGet()]).toEqual([['interrupted at 1'], 2, 'a', 'b']);
    const again = kernel.spawn(unlucky());
    kernel.spawn(getter('x'));
    kernel.run(3);
    store.tryPut('c');
    again.interrupt();
    kernel.run(4);
    expect(told.slice(1)).toEqual(['interrupted at 3', 'x has c at 3']);
    const { put, got, carriedOver } = store.stats();
    expect([put, got, carriedOver, store.level]).toEqual([3, 3, 0, 0]);
  });

  it('keeps its putters waiting while it holds one too many', () => {
    const { kernel, store } = setUp<string>(1);
    const nothing = kernel.handler(() => {});
    function* unlucky(): Process<void> {
      try {
        yield store.get();
      } catch {}
    }
    const first = kernel.spawn(unlucky());
    kernel.run(1);
    expect([store.tryPut('a'), store.tryPut('b'), store.requestPut('c', nothing)]).toEqual([true, true, false]);
    first.interrupt();
    kernel.run(2);
    expect([store.level, store.putterCount]).toEqual([2, 1]);
    expect([store.tryGet(), store.level, store.putterCount]).toEqual(['a', 1, 1]);
    expect([store.tryGet(), store.level, store.putterCount]).toEqual(['b', 1, 0]);
  });

  it('gives back the later of two items that a process was handed at one moment', () => {
    const { kernel, store, told, tell } = setUp<string>();
    function* twice(): Process<void> {
      tell(`first ${yield store.get()}`);
      try {
        tell(`second ${yield store.get()}`);
      } catch {
        tell('interrupted');
      }
    }
    const process = kernel.spawn(twice());
    kernel.run(1);
    store.tryPut('a');
    // Runs after the process, which then waits again.
    kernel.schedule(
      0,
      kernel.handler(() => {
        store.tryPut('b');
        store.resetStats();
        process.interrupt();
      }),
    );
    kernel.run(2);
    expect([told, store.tryGet()]).toEqual([['first a at 1', 'interrupted at 1'], 'b']);
    // Handed over before the window began and given back in it: it was there when the window began.
    const { carriedOver, put, got } = store.stats();
    expect([carriedOver, put, got]).toEqual([1, 0, 1]);
  });

  it('measures itself: a case worked by hand', () => {
    // Capacity 1. Put 10 at 0; 11 waits from 1 to 3, when 10 is got. 11 is got at 4. A getter waits from 5 to 6 for 12.
    // Level 1 from 0 to 4, looked at 8: 1/2. Putters 1 for 2 s: 1/4. Getters 1 for 1 s: 1/8.
    const { kernel, store } = setUp(1);
    const nothing = kernel.handler(() => {});
    const at = (time: number, act: () => void) => kernel.scheduleAt(time, kernel.handler(act));
    at(0, () => store.requestPut(10, nothing));
    at(1, () => store.requestPut(11, nothing));
    at(2, () => expect(store.tryPut(99)).toBe(false));
    at(3, () => expect(store.requestGet(nothing)).toBe(10));
    at(4, () => expect(store.requestGet(nothing)).toBe(11));
    at(5, () => expect(store.requestGet(nothing)).toBe(undefined));
    at(6, () => store.tryPut(12));
    kernel.run(8);
    expect(store.stats()).toEqual({
      meanLevel: 1 / 2,
      meanGetters: 1 / 8,
      meanPutters: 1 / 4,
      getWaits: { count: 3, mean: 1 / 3, max: 1 },
      putWaits: { count: 3, mean: 2 / 3, max: 2 },
      put: 3,
      got: 3,
      refused: 1,
      carriedOver: 0,
    });
  });

  it('starts a new window at resetStats(), and its counts still balance', () => {
    const { kernel, store } = setUp();
    store.tryPut(1);
    store.tryPut(2);
    kernel.run(4);
    store.resetStats();
    store.tryGet();
    kernel.run(6);
    expect([store.level, store.stats()]).toEqual([
      1,
      {
        meanLevel: 1,
        meanGetters: 0,
        meanPutters: 0,
        getWaits: { count: 1, mean: 0, max: 0 },
        putWaits: { count: 0, mean: Number.NaN, max: Number.NaN },
        put: 0,
        got: 1,
        refused: 0,
        carriedOver: 2,
      },
    ]);
  });

  it.each([-1, 1.5, Number.NaN])('refuses a capacity of %d', (capacity) => {
    expect(() => setUp(capacity)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE', label: 'store' }));
  });
});

describe('a store and a slow model that looks for what can be done after every step', () => {
  const at = fc.nat(12);
  const step = fc.oneof(
    fc.record({ at, kind: fc.constant('put' as const) }),
    fc.record({ at, kind: fc.constant('get' as const) }),
  );

  function stepsOf(raw: StoreStep[]): StoreStep[] {
    return raw.toSorted((a, b) => a.at - b.at);
  }

  function byProcesses(capacity: number, steps: StoreStep[]): StoreOutcome {
    const kernel = new Kernel();
    const store = new Store(kernel, { name: 'store', capacity });
    const times = steps.map(() => Number.NaN);
    const items = steps.map(() => -1);
    const handles: ProcessHandle<void>[] = [];
    function* run(index: number): Process<void> {
      const wish = steps[index]!;
      yield wish.at;
      if (wish.kind === 'interrupt') {
        if (steps[wish.step]!.kind !== 'interrupt') handles[wish.step]!.interrupt();
        return;
      }
      // What was in the line at the end of the horizon stays NaN, and so does who is interrupted.
      if (wish.kind === 'get') items[index] = yield store.get();
      else yield store.put(index);
      times[index] = kernel.now;
    }
    function* caught(index: number): Process<void> {
      try {
        yield* run(index);
      } catch (error) {
        expect(error).toBeInstanceOf(Interrupt);
      }
    }
    steps.forEach((_, index) => {
      handles.push(kernel.spawn(caught(index)));
    });
    kernel.run();
    const { put, got, carriedOver } = store.stats();
    expect(carriedOver + put).toBe(got + store.level);
    const left: number[] = [];
    while (store.level > 0) left.push(store.tryGet()!);
    return { times, items, left: left.slice(0, put - got) };
  }

  it('agree with handlers, at any capacity', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(0, 1, 2, 5, Infinity), (raw, capacity) => {
        const steps = stepsOf(raw);
        const kernel = new Kernel();
        const store = new Store(kernel, { name: 'store', capacity });
        const times = steps.map(() => Number.NaN);
        const items = steps.map(() => -1);
        const accepted = kernel.handler((index) => {
          times[index] = kernel.now;
        });
        const act = kernel.handler((index) => {
          if (steps[index]!.kind === 'put') {
            if (store.requestPut(index, accepted, index)) times[index] = kernel.now;
            return;
          }
          const take = (item: number) => {
            items[index] = item;
            times[index] = kernel.now;
          };
          const item = store.requestGet(kernel.handler(take));
          if (item !== undefined) take(item);
        });
        steps.forEach((one, index) => {
          kernel.scheduleAt(one.at, act, index);
        });
        kernel.run();
        const expected = naiveStore(capacity, steps);
        expect({ times, items }).toEqual({ times: expected.times, items: expected.items });
        expect(store.level).toBe(expected.left.length);
        const { put, got, carriedOver, putWaits, getWaits } = store.stats();
        expect(carriedOver + put).toBe(got + store.level);
        expect([putWaits.count, getWaits.count]).toEqual([put, got]);
        const waits = (kind: string) =>
          steps.reduce(
            (sum, one, index) => sum + (one.kind === kind && times[index]! >= 0 ? times[index]! - one.at : 0),
            0,
          );
        if (put > 0) expect(putWaits.mean).toBeCloseTo(waits('put') / put, 12);
        if (got > 0) expect(getWaits.mean).toBeCloseTo(waits('get') / got, 12);
      }),
      { seed: 31, numRuns: 300 },
    );
  });

  it('agree with processes of which some are interrupted', () => {
    const interrupt = fc.record({ at, kind: fc.constant('interrupt' as const), step: fc.nat(39) });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(step, step, interrupt), { maxLength: 40 }),
        fc.constantFrom(0, 1, 2, 5),
        (raw, capacity) => {
          const steps = stepsOf(raw).map(
            (one, _, all): StoreStep => (one.kind === 'interrupt' ? { ...one, step: one.step % all.length } : one),
          );
          expect(byProcesses(capacity, steps)).toEqual(naiveStore(capacity, steps));
        },
      ),
      { seed: 32, numRuns: 500 },
    );
  });
});
