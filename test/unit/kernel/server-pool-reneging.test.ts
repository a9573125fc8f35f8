import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel, type Process, type Refusal, ServerPool } from '../../../src/kernel/index.ts';
import { expectBalance, runBalanced } from './pool-balance.ts';

function setUp(servers = 1) {
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'clinic', servers });
  const granted: number[] = [];
  const grant = kernel.handler((customer) => granted.push(customer));
  /** Queues a customer and returns the ticket. */
  const queue = (customer: number, priority = 0) => {
    expect(pool.request(grant, customer, priority)).toBe(false);
    return pool.ticket;
  };
  /** Serves who is left, one after the other, and returns whom. */
  const serveAll = () => {
    while (pool.busy > 0) pool.release();
    kernel.run();
    return granted;
  };
  return { kernel, pool, granted, grant, queue, serveAll };
}

describe('withdraw()', () => {
  it('takes a request out of the line, once, and nobody calls its handler', () => {
    const { pool, grant, queue, serveAll } = setUp();
    pool.request(grant, 0);
    const [first, second, third] = [queue(1), queue(2), queue(3)];
    expect([pool.withdraw(second), pool.withdraw(second)]).toEqual([true, false]);
    expect([pool.busy, pool.queueLength]).toEqual([1, 2]);
    expect(serveAll()).toEqual([1, 3]);
    expect([pool.withdraw(first), pool.withdraw(third)]).toEqual([false, false]);
    expect(pool.stats()).toMatchObject({ offered: 4, served: 3, reneged: 1, waits: { count: 3 } });
  });

  it('is too late when the unit has been handed over, even before its owner runs', () => {
    const { kernel, pool, grant, granted, queue } = setUp();
    pool.request(grant, 0);
    const ticket = queue(1);
    pool.release();
    expect(granted).toEqual([]);
    expect(pool.withdraw(ticket)).toBe(false);
    kernel.run();
    expect([granted, pool.busy]).toEqual([[1], 1]);
  });

  it('finds the place of each priority, fractions and negative ones among them', () => {
    const { pool, grant, queue, serveAll } = setUp();
    pool.request(grant, 0);
    const priorities = [0, 0.5, -2.25, 1e9, -1e-9, 0.5];
    const tickets = priorities.map((priority, customer) => queue(customer, priority));
    expect(new Set(tickets).size).toBe(tickets.length);
    expect([pool.withdraw(tickets[1]!), pool.withdraw(tickets[2]!)]).toEqual([true, true]);
    expect(serveAll()).toEqual([4, 0, 5, 3]);
  });

  it('takes zero and minus zero for one priority', () => {
    const { pool, grant, queue, serveAll } = setUp();
    pool.request(grant, 0);
    queue(1, 0);
    const ticket = queue(2, -0);
    queue(3, 0);
    expect(pool.withdraw(ticket)).toBe(true);
    expect(serveAll()).toEqual([1, 3]);
  });

  it.each([-1, 0, 1, 0.5, 65_536, 1e15, Number.NaN, Infinity, -Infinity])(
    'of %d in an empty pool is false',
    (ticket) => {
      const { pool } = setUp();
      expect(pool.withdraw(ticket)).toBe(false);
      expect(pool.withdraw(pool.ticket)).toBe(false);
      expectBalance(pool);
    },
  );

  it('never mistakes a ticket: the place of who is gone belongs to nobody', () => {
    const { pool, grant, queue } = setUp();
    pool.request(grant, 0);
    const old = queue(1);
    pool.withdraw(old);
    for (let customer = 2; customer < 100; customer++) {
      const ticket = queue(customer);
      expect(pool.withdraw(old)).toBe(false);
      if (customer % 2 === 0) pool.withdraw(ticket);
    }
    expect(pool.queueLength).toBe(49);
  });

  it('frees the place of a whole service too', () => {
    const { kernel, pool } = setUp();
    const ended: number[][] = [];
    const end = kernel.handler((customer) => ended.push([customer, kernel.now]));
    pool.serve(2, end, 0);
    pool.serve(2, end, 1);
    const ticket = pool.ticket;
    pool.serve(2, end, 2);
    expect([pool.withdraw(ticket), pool.withdraw(ticket)]).toEqual([true, false]);
    // The slot of the service that left is used again.
    pool.serve(3, end, 3);
    kernel.run();
    expect(ended).toEqual([
      [0, 2],
      [2, 4],
      [3, 7],
    ]);
    expect(pool.stats()).toMatchObject({ offered: 4, served: 3, reneged: 1 });
  });

  it('leaves a line of which everybody is gone as good as new', () => {
    const { pool, grant, queue, serveAll } = setUp();
    pool.request(grant, 0);
    const tickets = Array.from({ length: 50 }, (_, customer) => queue(customer));
    for (const ticket of tickets) expect(pool.withdraw(ticket)).toBe(true);
    expect(pool.queueLength).toBe(0);
    queue(77);
    expect(serveAll()).toEqual([77]);
  });

  it('knows the tickets of more than 65,536 priorities apart', () => {
    const { pool, grant, queue } = setUp();
    pool.request(grant, 0);
    const first = queue(0, 0);
    queue(1, 0);
    // Descending, so that each new line is the first one looked at.
    let last = -1;
    for (let line = 1; line <= 65_600; line++) last = queue(line + 1, -line);
    expect([pool.withdraw(last), pool.withdraw(last)]).toEqual([true, false]);
    expect(pool.withdraw(first)).toBe(true);
    expect(pool.queueLength).toBe(65_600);
  });

  it('keeps everybody else in order, whoever comes and goes', () => {
    const act = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('come' as const), urgency: fc.nat(80) }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('leave' as const), whom: fc.nat(1000) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const) }) },
    );
    // A few classes, or nearly everybody another one: more than a pool has lines for.
    const priorities = fc.constantFrom(
      (urgency: number) => [0, 0, 1.5, -1][urgency % 4]!,
      (urgency: number) => (urgency - 40) / 4,
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 150, size: 'max' }), priorities, (acts, priorityOf) => {
        const { kernel, pool, grant, granted } = setUp();
        const tickets: { ticket: number; customer: number }[] = [];
        let line: { customer: number; priority: number }[] = [];
        const expected: number[] = [];
        pool.request(grant, -1);
        acts.forEach((one, customer) => {
          if (one.kind === 'come') {
            const priority = priorityOf(one.urgency);
            const isGranted = pool.request(grant, customer, priority);
            expect(isGranted).toBe(pool.queueLength === 0);
            if (isGranted) return;
            tickets.push({ ticket: pool.ticket, customer });
            line.push({ customer, priority });
          } else if (one.kind === 'leave' && tickets.length > 0) {
            const { ticket, customer: leaver } = tickets[one.whom % tickets.length]!;
            expect(pool.withdraw(ticket)).toBe(line.some((waiter) => waiter.customer === leaver));
            line = line.filter((waiter) => waiter.customer !== leaver);
          } else if (one.kind === 'release' && pool.busy > 0) {
            pool.release();
            line.sort((a, b) => a.priority - b.priority);
            const next = line.shift();
            if (next !== undefined) expected.push(next.customer);
          }
          expect(pool.queueLength).toBe(line.length);
          expectBalance(pool);
        });
        kernel.run();
        expect(granted).toEqual(expected);
      }),
      { seed: 21, numRuns: 150 },
    );
  });
});

describe('acquireWithin()', () => {
  function withProcesses(servers = 1) {
    const kernel = new Kernel();
    const pool = new ServerPool(kernel, { name: 'clinic', servers });
    const told: string[] = [];
    function* customer(name: string, patience: number, seconds: number, at = 0): Process<Refusal | undefined> {
      yield at;
      const refusal = yield* pool.acquireWithin(patience);
      told.push(`${name} ${refusal ?? 'granted'} at ${kernel.now}`);
      if (refusal !== undefined) return refusal;
      yield seconds;
      pool.release();
      return undefined;
    }
    return { kernel, pool, told, customer };
  }

  it('leaves the line when patience is at its end, and who is behind moves up', () => {
    const { kernel, pool, told, customer } = withProcesses();
    kernel.spawn(customer('a', 1, 10));
    kernel.spawn(customer('b', 4, 1));
    kernel.spawn(customer('c', 20, 1));
    runBalanced(kernel, pool);
    expect(told).toEqual(['a granted at 0', 'b out of patience at 4', 'c granted at 10']);
    expect(pool.stats()).toMatchObject({ offered: 3, served: 2, reneged: 1, waits: { count: 2, mean: 5, max: 10 } });
  });

  it('does not keep the run going for a patience that was not needed', () => {
    const { kernel, customer } = withProcesses();
    kernel.spawn(customer('a', 1000, 1));
    kernel.spawn(customer('b', 1000, 1));
    expect(kernel.run()).toBe('drained');
    expect(kernel.now).toBe(2);
  });

  it('keeps a unit that was handed over at the very moment at which patience ends', () => {
    // The release at 5 was scheduled at 0, before the patience that ends at 5 began.
    const { kernel, pool, told, customer } = withProcesses();
    kernel.spawn(customer('a', 0, 5));
    kernel.spawn(customer('b', 4, 1, 1));
    runBalanced(kernel, pool);
    expect(told).toEqual(['a granted at 0', 'b granted at 5']);
    expect(pool.stats()).toMatchObject({ served: 2, reneged: 0 });
  });

  it('leaves when patience ends at the moment of a release that comes later in the order of events', () => {
    // The patience that ends at 5 began at 1, the holder's last second only at 4.
    const { kernel, pool, told } = withProcesses();
    function* holder(): Process<void> {
      yield pool.acquire();
      yield 4;
      yield 1;
      pool.release();
      told.push(`released at ${kernel.now}`);
    }
    kernel.spawn(holder());
    function* impatient(): Process<void> {
      yield 1;
      told.push(`${yield* pool.acquireWithin(4)} at ${kernel.now}`);
    }
    kernel.spawn(impatient());
    runBalanced(kernel, pool);
    expect(told).toEqual(['released at 5', 'out of patience at 5']);
    expect(pool.stats()).toMatchObject({ served: 1, reneged: 1 });
    expect([pool.busy, pool.queueLength]).toEqual([0, 0]);
  });

  it('with no patience at all takes a unit that is free and waits for none', () => {
    const { kernel, told, customer } = withProcesses();
    kernel.spawn(customer('a', 0, 5));
    kernel.spawn(customer('b', 0, 5));
    kernel.run();
    expect(told).toEqual(['a granted at 0', 'b out of patience at 0']);
  });

  it('with patience for ever waits for ever', () => {
    const { kernel, told, customer } = withProcesses();
    kernel.spawn(customer('a', Infinity, 5));
    kernel.spawn(customer('b', Infinity, 5));
    kernel.run();
    expect(told).toEqual(['a granted at 0', 'b granted at 5']);
  });

  it.each([-1, Number.NaN])('of %d seconds is refused, whether or not a unit is free', (patience) => {
    for (const patients of [1, 2]) {
      const { kernel, customer } = withProcesses();
      for (let index = 0; index < patients - 1; index++) kernel.spawn(customer('patient', 1, 1));
      kernel.spawn(customer('odd', patience, 1));
      expect(() => kernel.run()).toThrow(/odd|clinic/);
    }
  });

  it('counts patience anew at each wait', () => {
    const { kernel, pool, told } = withProcesses();
    pool.serve(10);
    function* persistent(): Process<void> {
      for (;;) {
        const refusal = yield* pool.acquireWithin(3);
        told.push(`${refusal ?? 'granted'} at ${kernel.now}`);
        if (refusal === undefined) return;
        yield 0.5;
      }
    }
    kernel.spawn(persistent());
    kernel.run();
    // The third wait, from 7 on, would end at 10 too; the service that ends there was scheduled first.
    expect(told).toEqual(['out of patience at 3', 'out of patience at 6.5', 'granted at 10']);
  });

  it('heeds priority', () => {
    const { kernel, pool, told } = withProcesses();
    pool.serve(2);
    function* one(name: string, priority: number): Process<void> {
      const refusal = yield* pool.acquireWithin(2.5, priority);
      told.push(`${name} ${refusal ?? 'granted'} at ${kernel.now}`);
      if (refusal !== undefined) return;
      yield 2;
      pool.release();
    }
    kernel.spawn(one('late', 0.5));
    kernel.spawn(one('early', -0.5));
    kernel.run();
    expect(told).toEqual(['early granted at 2', 'late out of patience at 2.5']);
  });
});
