import { describe, expect, it } from 'vitest';
import { Kernel, type Process, ServerPool } from '../../../src/kernel/index.ts';
import { runBalanced } from './pool-balance.ts';

function setUp(servers = 1, preemption: 'none' | 'resume' = 'none') {
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'barber', servers, preemption });
  const ends: number[][] = [];
  const end = kernel.handler((customer) => ends.push([customer, kernel.now]));
  return { kernel, pool, ends, end };
}

describe.each(['none', 'resume'] as const)('serve() in a pool with preemption: %s', (preemption) => {
  it('is request, service and release in one: a case worked by hand', () => {
    // Two servers, services of 5, 1, 2 and 4 that all come at 0: the third begins at 1, the fourth at 3.
    const { kernel, pool, ends, end } = setUp(2, preemption);
    [5, 1, 2, 4].forEach((seconds, customer) => {
      expect(pool.serve(seconds, end, customer)).toBe(customer < 2);
    });
    expect([pool.busy, pool.queueLength]).toEqual([2, 2]);
    runBalanced(kernel, pool);
    expect(ends).toEqual([
      [1, 1],
      [2, 3],
      [0, 5],
      [3, 7],
    ]);
    expect(pool.stats()).toEqual({
      utilization: 12 / 14,
      meanBusy: 12 / 7,
      meanQueueLength: 4 / 7,
      waits: { count: 4, mean: 1, max: 3 },
      served: 4,
      interrupted: 0,
      offered: 4,
      refused: 0,
      reneged: 0,
      preemptions: 0,
      carriedOver: 0,
    });
  });

  it('calls its handler after the unit was given on', () => {
    const { kernel, pool } = setUp(1, preemption);
    const seen: number[][] = [];
    const end = kernel.handler(() => seen.push([pool.busy, pool.queueLength]));
    for (let customer = 0; customer < 3; customer++) pool.serve(1, end);
    kernel.run();
    expect(seen).toEqual([
      [1, 1],
      [1, 0],
      [0, 0],
    ]);
  });

  it('lets the handler ask again: the line has been heeded before', () => {
    const { kernel, pool } = setUp(1, preemption);
    const told: string[] = [];
    const end = kernel.handler((customer) => {
      told.push(`${customer} at ${kernel.now}`);
      if (customer < 2) pool.serve(1, end, customer + 10);
    });
    pool.serve(1, end, 0);
    pool.serve(1, end, 1);
    kernel.run();
    expect(told).toEqual(['0 at 1', '1 at 2', '10 at 3', '11 at 4']);
  });

  it('needs no handler', () => {
    const { kernel, pool } = setUp(1, preemption);
    expect([pool.serve(1), pool.serve(2)]).toEqual([true, false]);
    kernel.run();
    expect([kernel.now, pool.busy, pool.stats().served]).toEqual([3, 0, 2]);
  });

  it('of no length passes through at its moment, in line all the same', () => {
    const { kernel, pool, ends, end } = setUp(1, preemption);
    pool.serve(0, end, 0);
    pool.serve(2, end, 1);
    pool.serve(0, end, 2);
    pool.serve(0, end, 3);
    expect(ends).toEqual([]);
    runBalanced(kernel, pool);
    expect(ends).toEqual([
      [0, 0],
      [1, 2],
      [2, 2],
      [3, 2],
    ]);
    expect(pool.stats()).toMatchObject({ served: 4, meanBusy: 1, meanQueueLength: 2, waits: { count: 4, mean: 1 } });
  });

  it('is taken by the lower priority number first, fractions among them', () => {
    const { kernel, pool, ends, end } = setUp(1, preemption);
    pool.serve(1, end, 0, -10);
    [0.25, 0.125, -0.5, 1e-300, 0].forEach((priority, index) => {
      pool.serve(1, end, index + 1, priority);
    });
    kernel.run();
    expect(ends.map(([customer]) => customer)).toEqual([0, 3, 5, 4, 2, 1]);
  });

  it('uses the places of ended services again: ten thousand visits at a time, three times', () => {
    const { kernel, pool, ends, end } = setUp(7, preemption);
    for (let round = 0; round < 3; round++) {
      for (let customer = 0; customer < 10_000; customer++) pool.serve(1, end, customer, customer % 3);
      kernel.run();
    }
    expect(ends).toHaveLength(30_000);
    expect(pool.stats()).toMatchObject({ served: 30_000, offered: 30_000 });
    // 10,000 services on 7 servers: 1,429 turns a round.
    expect(kernel.now).toBe(3 * 1429);
  });

  it.each([-1, Number.NaN, Infinity])('of %d seconds is refused', (seconds) => {
    const { pool } = setUp(1, preemption);
    const refusal = { code: 'OUT_OF_RANGE', label: 'barber', timeSeconds: 0 };
    const message = `barber: a service is ${seconds}; it must be finite, zero or more seconds`;
    expect(() => pool.serve(seconds)).toThrow(expect.objectContaining({ ...refusal, message }));
    expect(pool.stats().offered).toBe(0);
  });

  it.each([Number.NaN, Infinity, -Infinity])('with priority %d is refused, whether or not it must wait', (priority) => {
    const message = `barber: a priority is ${priority}; it must be finite`;
    for (const busy of [true, false]) {
      const { pool } = setUp(1, preemption);
      if (busy) pool.serve(1);
      expect(() => pool.serve(1, undefined, 0, priority)).toThrow(
        expect.objectContaining({ code: 'OUT_OF_RANGE', label: 'barber', message }),
      );
    }
  });
});

describe('the answer of serve()', () => {
  it('tells who is served at once, who is queued and who is turned away', () => {
    const kernel = new Kernel();
    const pool = new ServerPool(kernel, { name: 'barber', servers: 1, capacity: 2 });
    expect([pool.serve(1), pool.serve(1), pool.serve(1)]).toEqual([true, false, null]);
  });

  it('is true for who preempts, and false for who may not', () => {
    const { pool } = setUp(1, 'resume');
    const answers = [5, 5, 4, 4.5].map((priority) => pool.serve(1, undefined, 0, priority));
    expect(answers).toEqual([true, false, true, false]);
  });
});

describe('onWait()', () => {
  it('tells every wait once, those of no length too, until it is ended', () => {
    // Served 0 to 5, 0 to 1, 1 to 3, 3 to 7; by hand 5 to 6.
    const { kernel, pool } = setUp(2);
    const waits: number[] = [];
    pool.onWait((seconds) => waits.push(seconds));
    for (const seconds of [5, 1, 2, 4]) pool.serve(seconds);
    const release = kernel.handler(() => pool.release());
    const granted = kernel.handler(() => kernel.schedule(1, release));
    pool.request(granted, 0);
    kernel.run();
    expect(waits).toEqual([0, 0, 1, 3, 5]);
    pool.request(granted, 0);
    expect(waits).toEqual([0, 0, 1, 3, 5, 0]);
    pool.onWait(null);
    pool.request(granted, 0);
    expect(waits).toHaveLength(6);
    expect(pool.stats().waits.count).toBe(7);
  });

  it('tells the waits of a preempted service as one, when it is over', () => {
    // The last comes at 0 and waits to 1; it is interrupted at 2 and at 4, and goes on at 3 and at 6: 1 + 1 + 2.
    const { kernel, pool } = setUp(1, 'resume');
    const told: string[] = [];
    pool.onWait((seconds) => told.push(`${seconds} at ${kernel.now}`));
    const urgent = kernel.handler((seconds) => pool.serve(seconds, undefined, 0, -1));
    pool.serve(1);
    pool.serve(5);
    kernel.scheduleAt(2, urgent, 1);
    kernel.scheduleAt(4, urgent, 2);
    kernel.run();
    expect(told).toEqual(['0 at 1', '0 at 3', '0 at 6', '4 at 9']);
    expect(pool.stats().waits).toEqual({ count: 4, mean: 1, max: 4 });
  });

  it('says nothing of who leaves the line', () => {
    const { kernel, pool } = setUp(1);
    const waits: number[] = [];
    pool.onWait((seconds) => waits.push(seconds));
    pool.serve(2);
    pool.serve(2);
    pool.withdraw(pool.ticket);
    kernel.run();
    expect(waits).toEqual([0]);
  });
});

describe('request()', () => {
  it.each([Number.NaN, Infinity, -Infinity])('with priority %d is refused, whether or not it must wait', (priority) => {
    for (const busy of [true, false]) {
      const { pool, end } = setUp();
      if (busy) pool.serve(1);
      expect(() => pool.request(end, 0, priority)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
    }
  });

  it('and serve() and processes stand in one line', () => {
    const { kernel, pool } = setUp();
    const told: string[] = [];
    const tell = (name: string) => told.push(`${name} at ${kernel.now}`);
    const release = kernel.handler(() => pool.release());
    const granted = kernel.handler(() => {
      tell('request granted');
      kernel.schedule(1, release);
    });
    const ended = kernel.handler(() => tell('serve ended'));
    function* user(): Process<void> {
      yield* pool.use(1);
      tell('use ended');
    }
    function* acquirer(): Process<void> {
      yield pool.acquire();
      tell('acquire granted');
      yield 1;
      pool.release();
    }
    pool.serve(1, ended);
    pool.request(granted, 0);
    pool.serve(1, ended);
    kernel.spawn(user());
    kernel.spawn(acquirer());
    pool.request(granted, 0);
    runBalanced(kernel, pool);
    // The processes ask when they start, after the second request.
    expect(told).toEqual([
      'serve ended at 1',
      'request granted at 1',
      'serve ended at 3',
      'request granted at 3',
      'use ended at 5',
      'acquire granted at 5',
    ]);
    expect(kernel.now).toBe(6);
  });
});

describe('use()', () => {
  it.each(['none', 'resume'] as const)('returns undefined after a whole visit, with preemption: %s', (preemption) => {
    const { kernel, pool } = setUp(1, preemption);
    function* story(): Process<unknown[]> {
      const refusal = yield* pool.use(2.5);
      return [refusal, kernel.now, pool.busy];
    }
    const handle = kernel.spawn(story());
    kernel.run();
    expect(handle.result).toEqual([undefined, 2.5, 0]);
  });

  it.each(['none', 'resume'] as const)('of no length takes its turn, with preemption: %s', (preemption) => {
    const { kernel, pool } = setUp(1, preemption);
    const told: string[] = [];
    function* story(name: string, seconds: number): Process<void> {
      yield* pool.use(seconds);
      told.push(`${name} at ${kernel.now}`);
    }
    kernel.spawn(story('a', 0));
    kernel.spawn(story('b', 1));
    kernel.spawn(story('c', 0));
    runBalanced(kernel, pool);
    expect(told).toEqual(['a at 0', 'b at 1', 'c at 1']);
  });

  it.each(['none', 'resume'] as const)('of no time that could be stops the run, with preemption: %s', (preemption) => {
    for (const seconds of [-1, Number.NaN, Infinity]) {
      const { kernel, pool } = setUp(1, preemption);
      kernel.spawn(pool.use(seconds), 'story');
      const message = `barber: a service is ${seconds}; it must be finite, zero or more seconds (while "story" was running)`;
      expect(() => kernel.run()).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE', label: 'barber', message }));
      expect(pool.stats().offered).toBe(0);
    }
  });
});

describe('release()', () => {
  it('of more units than were taken is refused, with its moment', () => {
    const { kernel, pool, end } = setUp(2);
    pool.request(end, 0);
    pool.request(end, 0);
    kernel.schedule(
      3,
      kernel.handler(() => {
        pool.release();
        pool.release();
        pool.release();
      }, 'closing time'),
    );
    expect(() => kernel.run()).toThrow(
      expect.objectContaining({
        code: 'NOT_HELD',
        label: 'barber',
        timeSeconds: 3,
        during: 'closing time',
        message: '"barber" got back a unit that nobody held, at simulated time 3 s (while "closing time" was running)',
      }),
    );
  });
});

describe('a window that begins in the middle', () => {
  it('carries over who is there, and counts waits when they end', () => {
    // One server: services of 4, 3 and 2 at 0, one more of 1 at 5. The window begins at 2: the first is served until 4, the
    // second 4 to 7 (waited 4), the third 7 to 9 (waited 7), the last 9 to 10 (waited 4). Queue in the window: two until 4, one
    // until 5, two until 7, one until 9, to 10 none: 4 + 1 + 4 + 2 = 11 of 8.
    const { kernel, pool } = setUp();
    for (const seconds of [4, 3, 2]) pool.serve(seconds);
    kernel.schedule(
      5,
      kernel.handler(() => pool.serve(1)),
    );
    kernel.run(2);
    pool.resetStats();
    runBalanced(kernel, pool);
    expect(pool.stats()).toEqual({
      utilization: 1,
      meanBusy: 1,
      meanQueueLength: 11 / 8,
      waits: { count: 3, mean: 5, max: 7 },
      served: 4,
      interrupted: 0,
      offered: 1,
      refused: 0,
      reneged: 0,
      preemptions: 0,
      carriedOver: 3,
    });
  });
});
