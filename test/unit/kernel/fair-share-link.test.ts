import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairShareLink, FairShareNetwork, type Interrupt, Kernel, type Process } from '../../../src/kernel/index.ts';
import { type NaiveFlow, naiveSharing } from './naive-sharing.ts';

interface Flow {
  at: number;
  size: number;
  cap?: number;
}

/** When each flow is through, on a link of such capacity; capacity changes as [time, capacity]. */
function finishTimes(capacity: number, flows: Flow[], changes: [number, number][] = []): number[] {
  const kernel = new Kernel();
  const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: capacity });
  const finished: number[] = flows.map(() => Number.NaN);
  const done = kernel.handler((index) => {
    finished[index] = kernel.now;
  });
  const start = kernel.handler((index) => {
    const { size, cap = Infinity } = flows[index]!;
    link.start(size, link.flowClass(cap), done, index);
  });
  const change = kernel.handler((index) => link.setCapacity(changes[index]![1]));
  flows.forEach(({ at }, index) => {
    kernel.scheduleAt(at, start, index);
  });
  changes.forEach(([at], index) => {
    kernel.scheduleAt(at, change, index);
  });
  kernel.run();
  const { completed, started, bytes } = link.stats();
  expect([completed, started, link.active, link.rate]).toEqual([flows.length, flows.length, 0, 0]);
  expect(bytes).toBeCloseTo(
    flows.reduce((sum, { size }) => sum + size, 0),
    6,
  );
  return finished;
}

describe('a fair-share link', () => {
  it('shares equally: capacity 10, sizes 10, 20, 30 at time 0 are through at 3, 5, 6', () => {
    // Three at 10/3 until 3; then 10 and 20 left, two at 5 until 5; then 10 left, one at 10 until 6.
    const sizes = [10, 20, 30];
    expect(
      finishTimes(
        10,
        sizes.map((size) => ({ at: 0, size })),
      ),
    ).toEqual([3, 5, 6]);
  });

  it('shares equally: capacity 1, size 1 at 0 and at 0.5 are through at 1.5 and 2', () => {
    expect(
      finishTimes(1, [
        { at: 0, size: 1 },
        { at: 0.5, size: 1 },
      ]),
    ).toEqual([1.5, 2]);
  });

  it('does the same after 1e8 s, to the resolution of the clock', () => {
    const at = 1e8;
    expect(
      finishTimes(
        10,
        [10, 20, 30].map((size) => ({ at, size })),
      ),
    ).toEqual([at + 3, at + 5, at + 6]);
    const overlapping = [
      { at, size: 1 },
      { at: at + 0.5, size: 1 },
    ];
    expect(finishTimes(1, overlapping)).toEqual([at + 1.5, at + 2]);
  });

  it('serves a thousand flows after 1e8 s as exactly as at 0', () => {
    // 1,000 flows of sizes 1 to 1000 share 1 B/s. Flow k ends when sum over i of min(i, k) bytes are through.
    const sizes = Array.from({ length: 1000 }, (_, index) => index + 1);
    const at = 1e8;
    finishTimes(
      1,
      sizes.map((size) => ({ at, size })),
    ).forEach((finish, index) => {
      const k = index + 1;
      const expected = at + (k * (k + 1)) / 2 + k * (1000 - k);
      expect(Math.abs(finish - expected)).toBeLessThan(1e-6);
    });
  });

  it('gives a lone flow exactly start + size / rate', () => {
    for (const [size, rate] of [
      [1000, 52578947.368421055],
      [1, 3],
      [134217728, 93e6],
      [0.1, 0.7],
    ] as const) {
      expect(finishTimes(rate, [{ at: 0.012, size }])).toEqual([0.012 + size / rate]);
      expect(finishTimes(Infinity, [{ at: 0.012, size, cap: rate }])).toEqual([0.012 + size / rate]);
      expect(finishTimes(1e9, [{ at: 0.012, size, cap: rate }])).toEqual([0.012 + size / rate]);
    }
  });

  it('lets a chain of 1,000 small transfers take as long as by hand', () => {
    const kernel = new Kernel();
    const rate = 52578947.368421055;
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: rate });
    function* chain(): Process<void> {
      for (let k = 0; k < 1000; k++) {
        yield 0.01;
        yield link.transfer(1000);
      }
    }
    kernel.spawn(chain());
    kernel.run();
    const expected = 1000 * (0.01 + 1000 / rate);
    expect(Math.abs(kernel.now / expected - 1)).toBeLessThan(1e-12);
  });

  it('holds flows at their cap and gives the rest to the others', () => {
    // Capacity 10: caps 1 and 3 take 4, the uncapped gets 6. Sizes 2, 6, 12: all through at 2.
    expect(
      finishTimes(10, [
        { at: 0, size: 2, cap: 1 },
        { at: 0, size: 6, cap: 3 },
        { at: 0, size: 12 },
      ]),
    ).toEqual([2, 2, 2]);
    // Capacity 10, six flows: the level 10/6 is below the cap of 2, so all get it; 10 bytes take 6 s.
    const six = [2, 2, 2, 2, Infinity, Infinity].map((cap) => ({ at: 0, size: 10, cap }));
    for (const finish of finishTimes(10, six)) expect(finish).toBeCloseTo(6, 12);
  });

  it('takes size / cap to the last bit while the capacity does not bind, however the flows overlap', () => {
    const flows = Array.from({ length: 300 }, (_, index) => ({
      at: 1000 + index * 0.037,
      size: 1 + ((index * 7919) % 1000) * 12.3,
      cap: index % 2 === 0 ? 93e3 : 0.7e3,
    }));
    const expected = flows.map(({ at, size, cap }) => at + size / cap);
    expect(finishTimes(1e9, flows)).toEqual(expected);
    expect(finishTimes(Infinity, flows)).toEqual(expected);
  });

  it('is not held back by a capacity that is just the sum of the caps', () => {
    const flows = [0, 1, 2].map(() => ({ at: 0, size: 1, cap: 0.1 }));
    expect(finishTimes(0.3, flows)).toEqual([10, 10, 10]);
  });

  it('goes on from where it is when the capacity changes', () => {
    // 10 bytes at 1 B/s until 4, 6 left at 3 B/s: through at 6. Stopped from 1 to 2: through at 11.
    expect(finishTimes(1, [{ at: 0, size: 10 }], [[4, 3]])).toEqual([6]);
    expect(
      finishTimes(
        1,
        [{ at: 0, size: 10 }],
        [
          [1, 0],
          [2, 1],
        ],
      ),
    ).toEqual([11]);
    expect(finishTimes(1, [{ at: 0, size: 10 }], [[4, Infinity]])).toEqual([4]);
  });

  it('converts flows that ran at their cap when they are slowed, and none is lost', () => {
    // Cap 2, size 10 on capacity 2: at 1, 8 left; capacity 1 until 3: 6 left; capacity 4: cap 2, through at 6.
    const changes: [number, number][] = [
      [1, 1],
      [3, 4],
    ];
    expect(finishTimes(2, [{ at: 0, size: 10, cap: 2 }], changes)).toEqual([6]);
  });

  it.each([
    ['no bytes', { at: 3, size: 0 }, 5],
    ['no limit', { at: 3, size: 1e12 }, Infinity],
  ])('completes at now for %s, as an event of its own', (_, flow, capacity) => {
    expect(finishTimes(capacity, [flow])).toEqual([3]);
  });

  it('stops with a capacity of zero and keeps the flow', () => {
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 0 });
    link.start(
      1,
      link.flowClass(Infinity),
      kernel.handler(() => expect.unreachable()),
      0,
    );
    expect(kernel.run(1e6)).toBe('drained');
    expect([link.active, link.rate]).toEqual([1, 0]);
  });

  it('ends flows of equal size together, in the order in which they started', () => {
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 7 });
    const order: number[] = [];
    const done = kernel.handler((index) => order.push(index));
    for (let index = 0; index < 100; index++) link.start(3, link.flowClass(Infinity), done, index);
    kernel.run();
    expect(order).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(kernel.eventCount).toBe(1);
  });

  it('ends what the clock cannot tell apart: no stall at 1e15 s', () => {
    // A second is 8 steps of the clock here; 0.01 bytes at 1 B/s is no step at all.
    const kernel = new Kernel({ stallBudget: 1000 });
    kernel.run(1e15);
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 1 });
    let left = 500;
    const next = kernel.handler(() => {
      if (left-- > 0) link.start(0.01, link.flowClass(Infinity), next, 0);
    });
    for (let index = 0; index < 5; index++) link.start(0.01 * index, link.flowClass(Infinity), next, 0);
    kernel.run();
    expect(link.stats().completed).toBe(505);
  });

  it('tells the achieved rate whenever it changes, once for each moment', () => {
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 10 });
    const told: [number, number][] = [];
    link.onRate((rate) => told.push([kernel.now, rate]));
    const capped = link.flowClass(4);
    const done = kernel.handler((again) => again && link.start(8, capped, done, 0));
    link.start(8, capped, done, 1);
    link.start(8, capped, done, 0);
    link.start(4, capped, done, 0);
    kernel.run();
    // Rates 4, 8, then 3 x 10/3; the flow of 4 is through at 1.2, 4 are left to both others: they end at 2.2, together;
    // one starts again at 2.2 and runs at 4 for 2 s.
    expect(told.map(([at, rate]) => [at, Number(rate.toFixed(9))])).toEqual([
      [0, 4],
      [0, 8],
      [0, 10],
      [1.2, 8],
      [2.2, 4],
      [4.2, 0],
    ]);
  });

  it('may have its capacity changed by the rate hook itself', () => {
    // A burst: above 5 B/s the link falls to 5 at once.
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 10 });
    const rates: number[] = [];
    link.onRate((rate) => {
      rates.push(rate);
      if (rate > 5) link.setCapacity(5);
    });
    link.start(
      10,
      link.flowClass(Infinity),
      kernel.handler(() => {}),
      0,
    );
    kernel.run();
    expect([kernel.now, rates]).toEqual([2, [10, 5, 0]]);
  });

  it('measures itself: a case worked by hand', () => {
    // Capacity 10, cap 5, size 10 at 0 and 1: one flow 0 to 1 and 2 to 3, two flows 1 to 2; looked at 4.
    // Rate 5, 10, 5, 0: utilisation (0.5 + 1 + 0.5) / 4. Flows (1 + 2 + 1) / 4.
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 10 });
    const start = kernel.handler(() => link.start(10, link.flowClass(5), nothing, 0));
    const nothing = kernel.handler(() => {});
    kernel.schedule(0, start);
    kernel.schedule(1, start);
    kernel.run(1.5);
    expect([link.active, link.rate]).toEqual([2, 10]);
    kernel.run(4);
    expect(link.stats()).toEqual({
      utilization: 0.5,
      bytes: 20,
      meanFlows: 1,
      completed: 2,
      aborted: 0,
      started: 2,
      carriedOver: 0,
    });
  });

  it('starts a new window at resetStats(), and its counts still balance', () => {
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 10 });
    link.start(
      10,
      link.flowClass(5),
      kernel.handler(() => {}),
      0,
    );
    kernel.run(1);
    link.resetStats();
    kernel.run(3);
    expect(link.stats()).toEqual({
      utilization: 0.25,
      bytes: 10,
      meanFlows: 0.5,
      completed: 1,
      aborted: 0,
      started: 0,
      carriedOver: 1,
    });
  });

  it('wraps what a completion handler throws with its own label', () => {
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 1 });
    function* reader(): Process<void> {
      yield link.transfer(2);
      throw new Error('corrupt block');
    }
    kernel.spawn(reader(), 'reader');
    expect(() => kernel.run()).toThrow(
      expect.objectContaining({ code: 'PROCESS_FAILED', label: 'reader', timeSeconds: 2 }),
    );
  });

  it.each([-1, Number.NaN, Infinity])('refuses a size of %d', (size) => {
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 1 });
    expect(() => link.start(size, link.flowClass(1), 0, 0)).toThrow(
      expect.objectContaining({ code: 'OUT_OF_RANGE', label: 'link' }),
    );
  });

  it('refuses a class that it did not give out, a cap that is none, and a capacity that is none', () => {
    const link = new FairShareLink(new Kernel(), { name: 'link', capacityBytesPerSecond: 1 });
    expect(link.flowClass(5)).toBe(link.flowClass(5));
    expect(() => link.start(1, 7, 0, 0)).toThrow('link: a flow class is 7');
    expect(() => link.flowClass(0)).toThrow('link: a cap is 0');
    expect(() => link.flowClass(Number.NaN)).toThrow('link: a cap is NaN');
    expect(() => link.setCapacity(-1)).toThrow('link: the capacity is -1');
  });
});

describe('the link and a slow model that moves residual bytes step by step', () => {
  const cap = fc.constantFrom(0.3, 1, 2.5, Infinity);
  const flow = fc.record({ at: fc.nat(40).map((k) => k * 0.25), size: fc.integer({ min: 1, max: 60 }), cap });
  const change = fc.tuple(
    fc.nat(40).map((k) => k * 0.3 + 0.01),
    fc.constantFrom(0.5, 1, 4, 20, Infinity),
  );

  it.each([0, 1e8])('agree on every completion, starting at %d s', (start) => {
    fc.assert(
      fc.property(
        fc.array(flow, { minLength: 1, maxLength: 25 }),
        fc.array(change, { maxLength: 4 }),
        fc.constantFrom(0.7, 3, 10),
        (flows, changes, capacity) => {
          const shifted = flows.map((one) => ({ ...one, at: start + one.at }));
          const sorted = changes.map(([at, to]): [number, number] => [start + at, to]).sort((a, b) => a[0] - b[0]);
          const naive: NaiveFlow[] = shifted.map(({ at, size, cap: most }) => ({ at, size, cap: most }));
          const expected = naiveSharing(capacity, naive, sorted);
          finishTimes(capacity, shifted, sorted).forEach((finish, index) => {
            // Rounding of the clock (1.5e-8 s at 1e8 s) times a few changes of rate; relative to the run length at 0.
            const tolerance = start === 0 ? 1e-9 : 1e-5;
            expect(Math.abs(finish - expected[index]!)).toBeLessThan(tolerance);
          });
        },
      ),
      { seed: 4, numRuns: 150 },
    );
  });
});

describe('an aborted flow', () => {
  const setUp = () => {
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 10 });
    const ended: [number, number][] = [];
    const done = kernel.handler((flow) => ended.push([flow, kernel.now]));
    const at = (seconds: number, act: () => void) => kernel.scheduleAt(seconds, kernel.handler(act));
    return { kernel, link, ended, done, at };
  };

  it('leaves its share to the others, and its handler does not run', () => {
    const { kernel, link, ended, done, at } = setUp();
    const uncapped = link.flowClass(Infinity);
    link.start(40, uncapped, done, 1);
    const { ticket } = link;
    link.start(40, uncapped, done, 2);
    at(2, () => expect(link.abort(ticket)).toBe(true));
    kernel.run();
    // 10 bytes each by 2, then 30 at the full rate.
    expect(ended).toEqual([[2, 5]]);
    expect(link.stats()).toMatchObject({ started: 2, completed: 1, aborted: 1, bytes: 50, utilization: 1 });
  });

  it('cannot be aborted twice, nor once it is through, nor by the ticket of a flow that took no time', () => {
    const { kernel, link, done, at } = setUp();
    const uncapped = link.flowClass(Infinity);
    link.start(0, uncapped, done, 0);
    expect([link.ticket, link.abort(link.ticket)]).toEqual([-1, false]);
    link.start(10, uncapped, done, 1);
    const first = link.ticket;
    link.start(100, uncapped, done, 2);
    const second = link.ticket;
    at(3, () => {
      expect(link.abort(first)).toBe(false);
      link.start(100, uncapped, done, 3);
      // The slot of the first is in use again.
      expect(link.abort(first)).toBe(false);
      expect([link.abort(second), link.abort(second)]).toEqual([true, false]);
    });
    kernel.run();
    expect(link.stats()).toMatchObject({ started: 4, completed: 3, aborted: 1 });
  });

  it('is that of an interrupted process', () => {
    const { kernel, link, at } = setUp();
    const told: unknown[] = [];
    function* copy(bytes: number): Process<void> {
      try {
        yield link.transfer(bytes);
        told.push(['through', kernel.now]);
      } catch (error) {
        told.push([(error as Interrupt).reason, kernel.now]);
      }
    }
    const first = kernel.spawn(copy(40));
    kernel.spawn(copy(40));
    at(2, () => first.interrupt('no more'));
    kernel.run();
    expect(told).toEqual([
      ['no more', 2],
      ['through', 5],
    ]);
    expect(link.active).toBe(0);
  });

  it('changes the times of the others as on a network of one link', () => {
    const flow = fc.record({
      at: fc.nat(40),
      size: fc.integer({ min: 1, max: 50 }),
      cap: fc.nat(2),
      abortAfter: fc.nat(60),
    });
    fc.assert(
      fc.property(fc.array(flow, { minLength: 2, maxLength: 40 }), (flows) => {
        const caps = [1, 4, Infinity];
        const ends = [0, 1].map((isNetwork) => {
          const kernel = new Kernel();
          const finished = flows.map(() => Number.NaN);
          const done = kernel.handler((index) => {
            finished[index] = kernel.now;
          });
          const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 10 });
          const classes = caps.map((cap) => link.flowClass(cap));
          const network = new FairShareNetwork(kernel, { name: 'network' });
          const only = network.link({ name: 'only', capacityBytesPerSecond: 10 });
          const routes = caps.map((cap) => network.route([only], cap));
          const tickets: number[] = [];
          const start = kernel.handler((index) => {
            const { size, cap } = flows[index]!;
            if (isNetwork) network.start(size, routes[cap]!, done, index);
            else link.start(size, classes[cap]!, done, index);
            tickets[index] = isNetwork ? network.ticket : link.ticket;
          });
          const abort = kernel.handler((index) => (isNetwork ? network : link).abort(tickets[index]!));
          flows.forEach(({ at, abortAfter }, index) => {
            kernel.scheduleAt(0.7 * at, start, index);
            // A third runs to its end.
            if (abortAfter % 3 > 0) kernel.scheduleAt(0.7 * at + 0.1 * abortAfter + 0.05, abort, index);
          });
          kernel.run();
          expect((isNetwork ? network : link).active).toBe(0);
          return finished;
        });
        ends[0]!.forEach((time, index) => {
          if (Number.isNaN(time)) expect(ends[1]![index]).toBeNaN();
          else expect(time / ends[1]![index]!).toBeCloseTo(1, 9);
        });
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
