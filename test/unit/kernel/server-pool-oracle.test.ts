import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel, type Process, ServerPool } from '../../../src/kernel/index.ts';
import { type NaivePoolOptions, type NaiveVisit, naivePool } from './naive-pool.ts';

/** What became of every visit: NaN where it never began or ended, or where the driver cannot see it. */
interface Outcome {
  starts: number[];
  ends: number[];
  refused: boolean[];
  kernel: Kernel;
  pool: ServerPool;
}

type Driver = (visits: NaiveVisit[], options: NaivePoolOptions) => Outcome;

function setUp(visits: NaiveVisit[], { servers, capacity = Infinity, preemptive }: NaivePoolOptions) {
  const kernel = new Kernel({ firstCapacity: 4 });
  const preemption = preemptive ? 'resume' : 'none';
  const pool = new ServerPool(kernel, { name: 'pool', servers, capacity, preemption });
  const starts = visits.map(() => Number.NaN);
  const ends = visits.map(() => Number.NaN);
  const refused = visits.map(() => false);
  return { kernel, pool, starts, ends, refused };
}

/** Arrivals as events that come before, or after, all others of their moment. */
function arrivalPriority({ arrivalsFirst }: NaivePoolOptions) {
  return arrivalsFirst ? -1 : 1;
}

const withRequests: Driver = (visits, options) => {
  const { kernel, pool, starts, ends, refused } = setUp(visits, options);
  const begin = (index: number) => {
    starts[index] = kernel.now;
    kernel.schedule(visits[index]!.seconds, depart, index);
  };
  const granted = kernel.handler(begin);
  const depart = kernel.handler((index) => {
    ends[index] = kernel.now;
    pool.release();
  });
  const tickets = visits.map(() => Number.NaN);
  const leave = kernel.handler((index) => {
    if (pool.withdraw(tickets[index]!)) ends[index] = kernel.now;
  });
  const arrive = kernel.handler((index) => {
    const { priority, patience } = visits[index]!;
    const answer = pool.request(granted, index, priority);
    if (answer) begin(index);
    else if (answer === null) refused[index] = true;
    else {
      tickets[index] = pool.ticket;
      if (patience !== undefined) kernel.schedule(patience, leave, index);
    }
  });
  visits.forEach(({ at }, index) => {
    kernel.scheduleAt(at, arrive, index, arrivalPriority(options));
  });
  kernel.run();
  return { starts, ends, refused, kernel, pool };
};

const withServices: Driver = (visits, options) => {
  const { kernel, pool, starts, ends, refused } = setUp(visits, options);
  const ended = kernel.handler((index) => {
    ends[index] = kernel.now;
  });
  const tickets = visits.map(() => Number.NaN);
  const leave = kernel.handler((index) => {
    if (pool.withdraw(tickets[index]!)) ends[index] = kernel.now;
  });
  const arrive = kernel.handler((index) => {
    const { seconds, priority, patience } = visits[index]!;
    const answer = pool.serve(seconds, ended, index, priority);
    refused[index] = answer === null;
    if (patience !== undefined && answer === false) {
      tickets[index] = pool.ticket;
      kernel.schedule(patience, leave, index);
    }
  });
  visits.forEach(({ at }, index) => {
    kernel.scheduleAt(at, arrive, index, arrivalPriority(options));
  });
  kernel.run();
  return { starts, ends, refused, kernel, pool };
};

type Story = (visit: NaiveVisit, index: number) => Process<void>;

/** Processes that are all there from the beginning wake up before the ends of services at the same moment. */
function run({ kernel, visits, story }: { kernel: Kernel; visits: NaiveVisit[]; story: Story }) {
  function* visitor(visit: NaiveVisit, index: number): Process<void> {
    yield visit.at;
    yield* story(visit, index);
  }
  visits.forEach((visit, index) => {
    kernel.spawn(visitor(visit, index), `visitor ${index}`);
  });
  kernel.run();
}

const withProcesses: Driver = (visits, options) => {
  const { kernel, pool, starts, ends, refused } = setUp(visits, options);
  function* story({ seconds, priority, patience }: NaiveVisit, index: number): Process<void> {
    const refusal = yield* patience === undefined ? acquire(priority) : pool.acquireWithin(patience, priority);
    refused[index] = refusal === 'full';
    if (refusal === undefined) {
      starts[index] = kernel.now;
      yield seconds;
      pool.release();
    }
    if (refusal !== 'full') ends[index] = kernel.now;
  }
  function* acquire(priority: number): Process<'full' | undefined> {
    return yield pool.acquire(priority);
  }
  run({ kernel, visits, story });
  return { starts, ends, refused, kernel, pool };
};

const withUse: Driver = (visits, options) => {
  const { kernel, pool, starts, ends, refused } = setUp(visits, options);
  function* story({ seconds, priority }: NaiveVisit, index: number): Process<void> {
    refused[index] = (yield* pool.use(seconds, priority)) === 'full';
    if (!refused[index]) ends[index] = kernel.now;
  }
  run({ kernel, visits, story });
  return { starts, ends, refused, kernel, pool };
};

/** Every customer's start and end, to 1e-9, and the pool's own account of them. */
function compare(driver: Driver, visits: NaiveVisit[], options: NaivePoolOptions): void {
  const { customers, times } = naivePool(visits, options);
  // Where rounding alone decides who was first, the two models may differ.
  const inOrder = times.toSorted((a, b) => a - b);
  fc.pre(inOrder.every((time, index) => index === 0 || !isNearTie(inOrder[index - 1]!, time)));
  const { starts, ends, refused, kernel, pool } = driver(visits, options);

  const seesStarts = starts.some((start) => !Number.isNaN(start));
  customers.forEach(({ start, end, fate }, index) => {
    expect(refused[index], `refusal of ${index}`).toBe(fate === 'refused');
    expectTime(ends[index]!, end, `end of ${index}`);
    if (seesStarts) expectTime(starts[index]!, start, `start of ${index}`);
  });

  const served = customers.filter(({ fate }) => fate === 'served');
  const count = (fate: string) => customers.filter((customer) => customer.fate === fate).length;
  const stats = pool.stats();
  expect(stats).toMatchObject({
    offered: visits.length,
    served: served.length,
    refused: count('refused'),
    reneged: count('reneged'),
    preemptions: sum(customers.map(({ interruptions }) => interruptions)),
  });
  expect([pool.busy, pool.queueLength, stats.waits.count]).toEqual([0, 0, served.length]);
  const waited = sum(served.map(({ at, end, seconds }) => end - at - seconds));
  if (served.length > 0) expect(stats.waits.mean * served.length).toBeCloseTo(waited, 9);
  if (kernel.now === 0) return;
  // Little's law over a window that begins and ends empty.
  const inLine = waited + sum(customers.map(({ fate, patience }) => (fate === 'reneged' ? patience! : 0)));
  expect(stats.meanBusy * kernel.now).toBeCloseTo(sum(served.map(({ seconds }) => seconds)), 9);
  expect(stats.meanQueueLength * kernel.now).toBeCloseTo(inLine, 9);
}

function isNearTie(before: number, after: number): boolean {
  return after !== before && after - before < 1e-9;
}

function expectTime(actual: number, expected: number, what: string): void {
  if (Number.isNaN(expected)) expect(actual, what).toBeNaN();
  else expect(Math.abs(actual - expected), `${what}: ${actual}, expected ${expected}`).toBeLessThan(1e-9);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Times that are often equal: multiples of an eighth, which add up exactly, or of .1 and .7, which do not. */
const grids = {
  eighths: (most: number) => fc.nat(most).map((steps) => steps / 8),
  'tenths and sevens': (most: number) =>
    fc.oneof(
      fc.nat(most).map((steps) => steps * 0.1),
      fc.nat(Math.ceil(most / 7)).map((steps) => steps * 0.7),
    ),
};

type Grid = keyof typeof grids;

/** Nobody loses patience at a moment at which anything else happens. */
const offGrid = 1 / 64;

function loads(grid: Grid, { preemptive = false, patient = true, arrivalsFirst = null as boolean | null }) {
  const time = grids[grid];
  const visit = fc.record({
    at: time(40),
    seconds: time(12),
    urgency: fc.nat(80),
    patience: patient ? fc.constant(undefined) : fc.option(time(12), { nil: undefined }),
  });
  return fc
    .record({
      visits: fc.array(visit, { maxLength: 40, size: 'max' }),
      servers: fc.integer({ min: 1, max: 3 }),
      room: fc.constantFrom(Infinity, Infinity, 0, 2, 6),
      // A few classes, or nearly everybody another one: more than a pool has lines for.
      priorityOf: fc.constantFrom(
        (urgency: number) => [0, 0, 2, -1.5, 0.25][urgency % 5]!,
        (urgency: number) => (urgency - 40) / 4,
      ),
      arrivalsFirst: arrivalsFirst === null ? fc.boolean() : fc.constant(arrivalsFirst),
    })
    .map(({ visits, servers, room, priorityOf, arrivalsFirst }) => ({
      visits: visits.map(({ at, seconds, urgency, patience }): NaiveVisit => {
        const visit = { at, seconds, priority: priorityOf(urgency) };
        return patience === undefined ? visit : { ...visit, patience: patience + offGrid };
      }),
      options: { servers, capacity: servers + room, preemptive, arrivalsFirst },
    }));
}

describe('the naive pool', () => {
  const visits: NaiveVisit[] = [
    { at: 0, seconds: 4, priority: 2 },
    { at: 1, seconds: 2, priority: 1 },
    { at: 2, seconds: 3, priority: 0 },
    { at: 3, seconds: 1, priority: 2 },
  ];

  it('without preemption: a case worked by hand', () => {
    // 0 to 4 the first, then the most urgent of the three that wait: 4 to 7, 7 to 9, 9 to 10.
    const { customers } = naivePool(visits, { servers: 1 });
    expect(customers.map(({ start, end }) => [start, end])).toEqual([
      [0, 4],
      [7, 9],
      [4, 7],
      [9, 10],
    ]);
  });

  it('with preemption: a case worked by hand', () => {
    // The second takes over at 1 (3 left of the first), the third at 2 (1 left of the second) and is done at 5; the
    // second at 6, the first at 9, the last at 10.
    const { customers } = naivePool(visits, { servers: 1, preemptive: true });
    expect(customers.map(({ start, end, interruptions }) => [start, end, interruptions])).toEqual([
      [0, 9, 1],
      [1, 6, 1],
      [2, 5, 0],
      [9, 10, 0],
    ]);
  });
});

describe.each<Grid>(['eighths', 'tenths and sevens'])('times in %s', (grid) => {
  it.each<[string, Driver, boolean | null]>([
    ['requests of handlers', withRequests, null],
    ['services of handlers', withServices, null],
    ['processes', withProcesses, true],
    ['processes with use()', withUse, true],
  ])("%s start and end when the naive pool's do", (_, driver, arrivalsFirst) => {
    fc.assert(
      fc.property(loads(grid, { arrivalsFirst }), ({ visits, options }) => compare(driver, visits, options)),
      { seed: 11, numRuns: 300 },
    );
  });

  it.each<[string, Driver, boolean | null]>([
    ['requests of handlers', withRequests, null],
    ['services of handlers', withServices, null],
    ['processes', withProcesses, true],
  ])("%s of limited patience leave when the naive pool's do", (_, driver, arrivalsFirst) => {
    fc.assert(
      fc.property(loads(grid, { arrivalsFirst, patient: false }), ({ visits, options }) =>
        compare(driver, visits, options),
      ),
      { seed: 12, numRuns: 300 },
    );
  });

  it.each<[string, Driver, boolean]>([
    ['services of handlers, ends before arrivals', withServices, false],
    ['services of handlers, arrivals before ends', withServices, true],
    ['processes with use()', withUse, true],
  ])("%s that preempt end when the naive pool's do", (_, driver, arrivalsFirst) => {
    fc.assert(
      fc.property(loads(grid, { arrivalsFirst, preemptive: true }), ({ visits, options }) =>
        compare(driver, visits, options),
      ),
      { seed: 13, numRuns: 300 },
    );
  });

  it('services of limited patience that preempt: nobody leaves who has begun', () => {
    fc.assert(
      fc.property(loads(grid, { arrivalsFirst: false, preemptive: true, patient: false }), ({ visits, options }) =>
        compare(withServices, visits, options),
      ),
      { seed: 14, numRuns: 300 },
    );
  });
});
