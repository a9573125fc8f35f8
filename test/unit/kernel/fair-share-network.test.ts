import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairShareLink, FairShareNetwork, Interrupt, Kernel, type Process } from '../../../src/kernel/index.ts';
import { type CapacityChange, type NaiveNetworkFlow, naiveNetwork, waterFilling } from './naive-network.ts';

interface Flow {
  at: number;
  size: number;
  path: number[];
  cap?: number;
  abortAt?: number;
  after?: number;
}

function networkOf(capacities: number[]) {
  const kernel = new Kernel();
  const network = new FairShareNetwork(kernel, { name: 'network' });
  const links = capacities.map((capacityBytesPerSecond, index) =>
    network.link({ name: `link ${index}`, capacityBytesPerSecond }),
  );
  const routeOf = ({ path, cap = Infinity }: { path: number[]; cap?: number }) =>
    network.route(
      path.map((index) => links[index]!),
      cap,
    );
  const nothing = kernel.handler(() => {});
  return { kernel, network, links, routeOf, nothing };
}

/** When each flow is through; NaN for those that are not. Every link's accounts are checked at the end. */
function finishTimes(capacities: number[], flows: Flow[], changes: CapacityChange[] = []): number[] {
  const { kernel, network, links, routeOf } = networkOf(capacities);
  const finished: number[] = flows.map(() => Number.NaN);
  const tickets: number[] = [];
  const begin = (index: number) => {
    const flow = flows[index]!;
    network.start(flow.size, routeOf(flow), done, index);
    tickets[index] = network.ticket;
  };
  const start = kernel.handler(begin);
  const done = kernel.handler((index) => {
    finished[index] = kernel.now;
    flows.forEach(({ after }, next) => {
      if (after === index) begin(next);
    });
  });
  const abort = kernel.handler((index) => {
    expect(network.abort(tickets[index]!)).toBe(Number.isNaN(finished[index]));
  });
  const change = kernel.handler((index) => links[changes[index]![1]]!.setCapacity(changes[index]![2]));
  flows.forEach(({ at, abortAt, after }, index) => {
    if (after === undefined) kernel.scheduleAt(at, start, index);
    if (abortAt !== undefined) kernel.scheduleAt(abortAt, abort, index);
  });
  changes.forEach(([at], index) => {
    kernel.scheduleAt(at, change, index);
  });
  kernel.run();
  links.forEach((link, index) => {
    const over = flows.filter(({ path }) => path.includes(index));
    const { started, completed, aborted, carriedOver, utilization, bytes } = link.stats();
    expect(started).toBe(over.length);
    expect(carriedOver + started).toBe(completed + aborted + link.active);
    expect(utilization).toBeLessThanOrEqual(1);
    expect(utilization).toBeGreaterThanOrEqual(0);
    const sum = over.reduce((total, { size }) => total + size, 0);
    if (aborted === 0 && link.active === 0) expect(Math.abs(bytes - sum)).toBeLessThanOrEqual(1e-9 * sum);
    else expect(bytes).toBeLessThanOrEqual(sum * (1 + 1e-9));
  });
  return finished;
}

describe('a fair-share network', () => {
  it('shares max-min on links 1 and 2: A on both, B on the first, C on the second get .5, .5, 1.5', () => {
    const { network, routeOf, nothing, links } = networkOf([1, 2]);
    const routes = [[0, 1], [0], [1]].map((path) => routeOf({ path }));
    for (const route of routes) network.start(1, route, nothing, 0);
    expect(routes.map(({ rate }) => rate)).toEqual([0.5, 0.5, 1.5]);
    expect(links.map(({ rate }) => rate)).toEqual([1, 2]);
    expect(routes.map(({ boundBy }) => boundBy?.name)).toEqual(['link 0', 'link 0', 'link 1']);
  });

  it('moves bytes at those rates: sizes 1, 2, 3 are through at 2, 3, 2', () => {
    // Until 2: A has moved 1, B 1, C 3. Then B alone on the first link: the second byte takes 1 s.
    const flows = [
      { at: 0, size: 1, path: [0, 1] },
      { at: 0, size: 2, path: [0] },
      { at: 0, size: 3, path: [1] },
    ];
    expect(finishTimes([1, 2], flows)).toEqual([2, 3, 2]);
  });

  it.each([0, 1e8])('shares one link equally, from %d s on: sizes 10, 20, 30 at capacity 10 take 3, 5, 6', (at) => {
    const flows = [10, 20, 30].map((size) => ({ at, size, path: [0] }));
    expect(finishTimes([10], flows)).toEqual([at + 3, at + 5, at + 6]);
    const overlapping = [
      { at, size: 1, path: [0] },
      { at: at + 0.5, size: 1, path: [0] },
    ];
    expect(finishTimes([1], overlapping)).toEqual([at + 1.5, at + 2]);
  });

  it('gives a flow that is alone exactly start + size / rate, and size / cap while no link binds', () => {
    for (const [size, rate] of [
      [1000, 52578947.368421055],
      [1, 3],
      [134217728, 93e6],
      [0.1, 0.7],
    ] as const) {
      expect(finishTimes([2 * rate, rate], [{ at: 0.012, size, path: [0, 1] }])).toEqual([0.012 + size / rate]);
      expect(finishTimes([1e9], [{ at: 0.012, size, path: [0], cap: rate }])).toEqual([0.012 + size / rate]);
      expect(finishTimes([], [{ at: 0.012, size, path: [], cap: rate }])).toEqual([0.012 + size / rate]);
    }
    const flows = Array.from({ length: 300 }, (_, index) => ({
      at: 1000 + index * 0.037,
      size: 1 + ((index * 7919) % 1000) * 12.3,
      path: index % 3 === 0 ? [0] : [0, 1],
      cap: index % 2 === 0 ? 93e3 : 0.7e3,
    }));
    expect(finishTimes([1e9, Infinity], flows)).toEqual(flows.map(({ at, size, cap }) => at + size / cap));
  });

  it('is not held back by a capacity that is just the sum of the caps', () => {
    for (const cap of [0.1, 0.7]) {
      const flows = [0, 1, 2].map(() => ({ at: 0, size: 1, path: [0, 1], cap }));
      expect(finishTimes([3 * cap, 3], flows)).toEqual([1 / cap, 1 / cap, 1 / cap]);
    }
  });

  it('lets a parking lot share as theory says: one long flow over n links against one short on each', () => {
    // Max-min gives every flow half of its link (Bertsekas and Gallager, section 6.5.2), however long the way.
    const { network, routeOf, nothing } = networkOf(Array.from({ length: 20 }, () => 1));
    const long = routeOf({ path: Array.from({ length: 20 }, (_, index) => index) });
    const short = Array.from({ length: 20 }, (_, index) => routeOf({ path: [index] }));
    for (const route of [long, ...short]) network.start(1, route, nothing, 0);
    expect([long, ...short].map(({ rate }) => rate)).toEqual(Array.from({ length: 21 }, () => 0.5));
  });

  it('goes on from where it is when a capacity changes, to zero, to another and to no limit', () => {
    const flow = { at: 0, size: 10, path: [0, 1] };
    expect(finishTimes([1, 5], [flow], [[4, 0, 3]])).toEqual([6]);
    const stopped: CapacityChange[] = [
      [1, 1, 0],
      [2, 1, 1],
    ];
    expect(finishTimes([5, 1], [flow], stopped)).toEqual([11]);
    expect(finishTimes([1, Infinity], [flow], [[4, 0, Infinity]])).toEqual([4]);
    expect(finishTimes([1, Infinity], [flow], [[4, 1, 0.5]])).toEqual([16]);
    expect(finishTimes([1, 5], [flow], [[4, 0, 0]])).toEqual([Number.NaN]);
  });

  it('converts flows that ran at their cap when they are slowed, and keeps ties in the order of starting', () => {
    // Cap 2, size 10 on capacity 2: at 1, 8 left; capacity 1 until 3: 6 left; capacity 4: cap 2, through at 6.
    const changes: CapacityChange[] = [
      [1, 0, 1],
      [3, 0, 4],
    ];
    expect(finishTimes([2], [{ at: 0, size: 10, path: [0], cap: 2 }], changes)).toEqual([6]);
    const { kernel, network, links, routeOf } = networkOf([1000]);
    const order: number[] = [];
    const done = kernel.handler((index) => order.push(index));
    const slow = kernel.handler(() => links[0]!.setCapacity(1));
    for (let index = 0; index < 100; index++) network.start(3, routeOf({ path: [0], cap: 0.7 }), done, index);
    kernel.schedule(1, slow);
    kernel.run();
    expect(order).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it.each([
    ['no bytes', { at: 3, size: 0, path: [0] }, 5],
    ['no limit', { at: 3, size: 1e12, path: [0] }, Infinity],
    ['no limit and no link', { at: 3, size: 1e12, path: [] }, 5],
  ])('completes at now for %s, as an event of its own', (_, flow, capacity) => {
    expect(finishTimes([capacity], [flow])).toEqual([3]);
  });

  it('ends flows of equal size together, in one event, in the order in which they started', () => {
    const { kernel, network, routeOf } = networkOf([7, 9]);
    const order: number[] = [];
    const done = kernel.handler((index) => order.push(index));
    for (let index = 0; index < 100; index++) network.start(3, routeOf({ path: [0, 1] }), done, index);
    kernel.run();
    expect(order).toEqual(Array.from({ length: 100 }, (_, index) => index));
    // One to fill the rates at 0, one for the completion.
    expect(kernel.eventCount).toBe(2);
  });

  it('ends what the clock cannot tell apart: no stall at 1e15 s', () => {
    const kernel = new Kernel({ stallBudget: 2000 });
    kernel.run(1e15);
    const network = new FairShareNetwork(kernel, { name: 'network' });
    const link = network.link({ name: 'link', capacityBytesPerSecond: 1 });
    const route = network.route([link]);
    let left = 500;
    const next = kernel.handler(() => {
      if (left-- > 0) network.start(0.01, route, next, 0);
    });
    for (let index = 0; index < 5; index++) network.start(0.01 * index, route, next, 0);
    kernel.run();
    expect(link.stats().completed).toBe(505);
  });

  it('ends flows together that are one step of the clock apart', () => {
    const at = 1e8;
    const step = 2 ** -26;
    const flows = [0, 1, 2].map((steps) => ({ at, size: 1 + steps * step, path: [0], cap: 1 }));
    expect(finishTimes([5], flows)).toEqual([at + 1, at + 1, at + 1 + 2 * step]);
  });

  it('fills the rates once for a thousand flows that start at one moment', () => {
    const { kernel, network, links, routeOf, nothing } = networkOf([10, 10]);
    const told: number[] = [];
    links[0]!.onRate((rate) => told.push(rate));
    kernel.schedule(
      1,
      kernel.handler(() => {
        for (let index = 0; index < 1000; index++) network.start(1, routeOf({ path: [0] }), nothing, 0);
      }),
    );
    kernel.run();
    expect([told, kernel.eventCount]).toEqual([[10, 0], 3]);
  });

  it('tells the rate of each link whenever it has changed, of an unlimited one too', () => {
    // A on links 0 and 1, B on 1 and 2; capacities 4, 10, none. A: 4. B: 6. B, of size 12, is through at 2, A at 4.
    const { kernel, network, links, routeOf, nothing } = networkOf([4, 10, Infinity]);
    const told: [number, number, number][] = [];
    links.forEach((link, index) => {
      link.onRate((rate) => told.push([kernel.now, index, rate]));
    });
    network.start(16, routeOf({ path: [0, 1] }), nothing, 0);
    network.start(12, routeOf({ path: [1, 2] }), nothing, 0);
    kernel.run();
    expect(told).toEqual([
      [0, 0, 4],
      [0, 1, 10],
      [0, 2, 6],
      [2, 1, 4],
      [2, 2, 0],
      [4, 0, 0],
      [4, 1, 0],
    ]);
    links[1]!.onRate(null);
    network.start(16, routeOf({ path: [1] }), nothing, 0);
    kernel.run();
    expect(told.length).toBe(7);
  });

  it('may have a capacity changed by a rate hook', () => {
    // A burst: above 5 B/s the first link falls to 5 at once, and the second hears of 5 alone.
    const { kernel, network, links, routeOf, nothing } = networkOf([10, 20]);
    const rates: number[] = [];
    links[0]!.onRate((rate) => {
      if (rate > 5) links[0]!.setCapacity(5);
    });
    links[1]!.onRate((rate) => rates.push(rate));
    network.start(10, routeOf({ path: [0, 1] }), nothing, 0);
    kernel.run();
    expect([kernel.now, rates]).toEqual([2, [5, 0]]);
  });

  it('stops with an error when rate hooks chase each other for ever', () => {
    const { kernel, network, links, routeOf, nothing } = networkOf([1]);
    links[0]!.onRate((rate) => links[0]!.setCapacity(rate === 1 ? 2 : 1));
    network.start(10, routeOf({ path: [0] }), nothing, 0);
    expect(() => kernel.run()).toThrow(expect.objectContaining({ code: 'STALLED', label: 'link 0' }));
  });

  it('measures each link: a case worked by hand', () => {
    // Links 10 and 20, cap 5. A over both, 10 bytes from 0 to 2; B over the second, 10 bytes from 1 to 3; looked at 4.
    // First: rate 5 for 2 s of 4, .25. Second: 5, 10, 5, 0 of 20: .25. Flows .5 and (1 + 2 + 1) / 4.
    const { kernel, network, links, routeOf, nothing } = networkOf([10, 20]);
    const start = kernel.handler((b) => network.start(10, routeOf({ path: b ? [1] : [0, 1], cap: 5 }), nothing, 0));
    kernel.schedule(0, start, 0);
    kernel.schedule(1, start, 1);
    kernel.run(1.5);
    expect([network.active, ...links.map(({ active }) => active)]).toEqual([2, 1, 2]);
    kernel.run(4);
    const rest = { aborted: 0, carriedOver: 0 };
    expect(links.map((link) => link.stats())).toEqual([
      { utilization: 0.25, bytes: 10, meanFlows: 0.5, completed: 1, started: 1, ...rest },
      { utilization: 0.25, bytes: 20, meanFlows: 1, completed: 2, started: 2, ...rest },
    ]);
  });

  it('has no utilisation while it is without limit, but a rate', () => {
    // Rate 4 on capacity 8 for 1 s, then without limit for 1 s, then 4 of 16 for 2 s.
    const { kernel, network, links, routeOf, nothing } = networkOf([8, 4]);
    network.start(100, routeOf({ path: [0, 1] }), nothing, 0);
    kernel.run(1);
    links[0]!.setCapacity(Infinity);
    kernel.run(2);
    expect([links[0]!.rate, links[0]!.stats().utilization]).toEqual([4, 0.25]);
    links[0]!.setCapacity(16);
    kernel.run(4);
    expect(links[0]!.stats().utilization).toBe((0.5 + 0 + 0.25 + 0.25) / 4);
  });

  it('starts a new window at resetStats(), and its counts still balance', () => {
    const { kernel, network, links, routeOf, nothing } = networkOf([10]);
    network.start(10, routeOf({ path: [0], cap: 5 }), nothing, 0);
    kernel.run(1);
    network.resetStats();
    kernel.run(3);
    expect(links[0]!.stats()).toEqual({
      utilization: 0.25,
      bytes: 10,
      meanFlows: 0.5,
      completed: 1,
      aborted: 0,
      started: 0,
      carriedOver: 1,
    });
  });

  it('aborts a flow: the others get its share, and what it had received is counted', () => {
    // Two at 5 until 2, one given up with 10 received; the other has 20 left at 10: through at 4.
    const { kernel, network, links, routeOf } = networkOf([10]);
    const told: [number, number][] = [];
    const done = kernel.handler((index) => told.push([index, kernel.now]));
    network.start(40, routeOf({ path: [0] }), done, 1);
    const { ticket } = network;
    network.start(30, routeOf({ path: [0] }), done, 2);
    const later = network.ticket;
    const abort = kernel.handler(() => {
      expect(network.abort(ticket)).toBe(true);
      expect(network.abort(ticket)).toBe(false);
    });
    kernel.schedule(2, abort);
    kernel.run();
    expect(told).toEqual([[2, 4]]);
    expect(network.abort(later)).toBe(false);
    const { bytes, aborted, completed } = links[0]!.stats();
    expect([bytes, aborted, completed]).toEqual([40, 1, 1]);
    // The slot is used again; the old ticket is of no use.
    network.start(10, routeOf({ path: [0] }), done, 3);
    expect([network.abort(ticket), network.abort(later), network.abort(-1), network.active]).toEqual([
      false,
      false,
      false,
      1,
    ]);
  });

  it('aborts the transfer of a process that is interrupted', () => {
    const { kernel, network, links, routeOf } = networkOf([10]);
    const told: unknown[] = [];
    function* reader(name: string): Process<void> {
      try {
        yield network.transfer(40, routeOf({ path: [0] }));
        told.push(`${name} through at ${kernel.now}`);
      } catch (error) {
        told.push(`${name} ${error instanceof Interrupt ? error.reason : error} at ${kernel.now}`);
        yield network.transfer(0, routeOf({ path: [0] }));
        told.push(`${name} ends at ${kernel.now}`);
      }
    }
    const first = kernel.spawn(reader('a'));
    kernel.spawn(reader('b'));
    kernel.schedule(
      2,
      kernel.handler(() => first.interrupt('timeout')),
    );
    kernel.run();
    // Each has 10 at 2; b has 30 left at 10 B/s.
    expect(told).toEqual(['a timeout at 2', 'a ends at 2', 'b through at 5']);
    expect(network.active).toBe(0);
    expect(links[0]!.stats()).toMatchObject({ started: 3, completed: 2, aborted: 1, bytes: 50 });
  });

  it('lets processes wait, and wraps what a completion throws with its own label', () => {
    const { kernel, network, routeOf } = networkOf([1, 4]);
    function* reader(): Process<void> {
      yield network.transfer(2, routeOf({ path: [0, 1] }));
      throw new Error('corrupt block');
    }
    kernel.spawn(reader(), 'reader');
    expect(() => kernel.run()).toThrow(
      expect.objectContaining({ code: 'PROCESS_FAILED', label: 'reader', timeSeconds: 2 }),
    );
  });

  it('knows a route by its links and cap, in any order', () => {
    const { network, links } = networkOf([1, 2]);
    const [a, b] = links;
    expect(network.route([a!, b!], 3)).toBe(network.route([b!, a!], 3));
    expect(network.route([a!, b!])).not.toBe(network.route([a!, b!], 3));
  });

  it.each([-1, Number.NaN, Infinity])('refuses a size of %d', (size) => {
    const { network, routeOf } = networkOf([1]);
    expect(() => network.start(size, routeOf({ path: [0] }), 0, 0)).toThrow(
      expect.objectContaining({ code: 'OUT_OF_RANGE', label: 'network' }),
    );
  });

  it('refuses a cap and a capacity that are none, a link twice, and what belongs to another network', () => {
    const { network, links } = networkOf([1]);
    const other = networkOf([1]);
    expect(() => network.route(links, 0)).toThrow('network: a cap is 0');
    expect(() => network.route([links[0]!, links[0]!])).toThrow('network: a link is 0; it must be on the route once');
    expect(() => network.route(other.links)).toThrow('network: a link is 0; it must be one that link() returned');
    expect(() => network.start(1, other.routeOf({ path: [0] }), 0, 0)).toThrow('network: a route is 0');
    expect(() => links[0]!.setCapacity(-1)).toThrow('link 0: the capacity is -1');
    expect(() => network.link({ name: 'x', capacityBytesPerSecond: Number.NaN })).toThrow('x: the capacity is NaN');
  });
});

const linkCount = 5;
const capacityOf = fc.constantFrom(0.7, 1, 3, 10, 10.1, 40, Infinity);
const pathOf = fc.uniqueArray(fc.nat(linkCount - 1), { maxLength: 4 });
const capOf = fc.constantFrom(0.3, 1, 2.5, Infinity);
const flowOf = fc.record({
  at: fc.nat(40).map((k) => k * 0.25),
  size: fc.integer({ min: 1, max: 60 }),
  path: pathOf,
  cap: capOf,
});
const abortOf = fc.option(
  fc.nat(60).map((k) => k * 0.31 + 0.0137),
  { nil: undefined },
);
const changeOf = fc.tuple(
  fc.nat(40).map((k) => k * 0.3 + 0.01),
  fc.nat(linkCount - 1),
  fc.constantFrom(0, 0.5, 1, 4, 20, Infinity),
);
const capacitiesOf = fc.array(capacityOf, { minLength: linkCount, maxLength: linkCount });

describe('the network and a slow model that moves residual bytes step by step', () => {
  it.each([0, 1e8])('agree on every completion, starting at %d s', (start) => {
    fc.assert(
      fc.property(
        capacitiesOf,
        fc.array(fc.tuple(flowOf, abortOf), { minLength: 1, maxLength: 25 }),
        fc.array(changeOf, { maxLength: 4 }),
        (capacities, raw, changes) => {
          const flows = raw.map(([flow, abortAfter]): NaiveNetworkFlow => {
            const shifted = { ...flow, at: start + flow.at };
            return abortAfter === undefined ? shifted : { ...shifted, abortAt: shifted.at + abortAfter };
          });
          const sorted = changes
            .map(([at, link, to]): CapacityChange => [start + at, link, to])
            .sort((a, b) => a[0] - b[0]);
          const expected = naiveNetwork(capacities, flows, sorted);
          finishTimes(capacities, flows, sorted).forEach((finish, index) => {
            expect(Number.isNaN(finish)).toBe(Number.isNaN(expected[index]));
            // At 1e8 s: rounding of the clock (1.5e-8 s) times a few changes of rate.
            const tolerance = start === 0 ? 1e-9 * Math.max(1, finish) : 1e-5;
            if (finish >= 0) expect(Math.abs(finish - expected[index]!)).toBeLessThan(tolerance);
          });
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });

  it('agree on chains, in which the end of one flow starts the next', () => {
    fc.assert(
      fc.property(
        capacitiesOf,
        fc.array(fc.array(flowOf, { minLength: 1, maxLength: 6 }), { maxLength: 6 }),
        (capacities, chains) => {
          const flows: NaiveNetworkFlow[] = [];
          for (const chain of chains) {
            chain.forEach((flow, place) => {
              flows.push(place === 0 ? flow : { ...flow, after: flows.length - 1 });
            });
          }
          const expected = naiveNetwork(capacities, flows);
          finishTimes(capacities, flows).forEach((finish, index) => {
            expect(Math.abs(finish - expected[index]!)).toBeLessThanOrEqual(1e-9 * expected[index]!);
          });
        },
      ),
      { seed: 14, numRuns: 200 },
    );
  });

  it('agree with a network of one link, and with the fair-share link', () => {
    fc.assert(
      fc.property(fc.array(flowOf, { minLength: 1, maxLength: 30 }), fc.constantFrom(0.7, 3, 10), (raw, capacity) => {
        const flows = raw.map((flow) => ({ ...flow, path: [0] }));
        const kernel = new Kernel();
        const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: capacity });
        const finished: number[] = [];
        const done = kernel.handler((index) => {
          finished[index] = kernel.now;
        });
        const start = kernel.handler((index) =>
          link.start(flows[index]!.size, link.flowClass(flows[index]!.cap), done, index),
        );
        flows.forEach(({ at }, index) => {
          kernel.scheduleAt(at, start, index);
        });
        kernel.run();
        finishTimes([capacity], flows).forEach((finish, index) => {
          expect(Math.abs(finish / finished[index]! - 1)).toBeLessThan(1e-9);
        });
      }),
      { seed: 12, numRuns: 200 },
    );
  });
});

describe('the rates of a network', () => {
  it('are max-min fair: who is not at the cap crosses a full link on which nobody is faster', () => {
    fc.assert(
      fc.property(
        capacitiesOf,
        fc.array(fc.record({ path: pathOf, cap: capOf }), { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(39), { maxLength: 30 }),
        (capacities, wishes, gone) => {
          const { network, links, routeOf, nothing } = networkOf(capacities);
          const tickets = wishes.map((wish) => {
            network.start(1, routeOf(wish), nothing, 0);
            return network.ticket;
          });
          // Half of the way the rates are asked for, so that the rest is filled upon what was filled before.
          expect(links[0]!.rate).toBeLessThanOrEqual(capacities[0]!);
          gone.forEach((index) => {
            if (index < tickets.length) network.abort(tickets[index]!);
          });
          const left = wishes.filter((_, index) => !gone.includes(index) && tickets[index]! >= 0);
          const rates = left.map((wish) => routeOf(wish).rate);
          const sums = capacities.map((_, link) =>
            left.reduce((sum, { path }, index) => sum + (path.includes(link) ? rates[index]! : 0), 0),
          );
          links.forEach((link, index) => {
            expect(sums[index]).toBeLessThanOrEqual(capacities[index]! * (1 + 1e-12));
            expect(Math.abs(link.rate - sums[index]!)).toBeLessThanOrEqual(1e-12 * sums[index]!);
          });
          left.forEach((wish, index) => {
            const rate = rates[index]!;
            expect(rate).toBeLessThanOrEqual(wish.cap);
            const { boundBy } = routeOf(wish);
            if (rate === wish.cap) return;
            const bottlenecks = wish.path.filter(
              (link) =>
                sums[link]! >= capacities[link]! * (1 - 1e-12) &&
                left.every(({ path }, other) => !path.includes(link) || rates[other]! <= rate * (1 + 1e-12)),
            );
            expect(bottlenecks.map((link) => links[link])).toContain(boundBy);
          });
          waterFilling(capacities, left).forEach((rate, index) => {
            expect(Math.abs(rates[index]! / rate - 1)).toBeLessThan(1e-9);
          });
        },
      ),
      { seed: 13, numRuns: 500 },
    );
  });
});
