import { describe, expect, it } from 'vitest';
import { Kernel, type Process, ServerPool } from '../../../src/kernel/index.ts';

function setUp(servers: number) {
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'pool', servers });
  const told: string[] = [];
  function* customer(name: string, seconds: number, priority = 0): Process<void> {
    yield pool.acquire(priority);
    told.push(`${name} begins at ${kernel.now}`);
    yield seconds;
    pool.release();
    told.push(`${name} ends at ${kernel.now}`);
  }
  return { kernel, pool, told, customer };
}

describe('a server pool', () => {
  it('serves first come, first served', () => {
    const { kernel, told, customer } = setUp(1);
    for (const name of ['a', 'b', 'c']) kernel.spawn(customer(name, 2));
    kernel.run();
    expect(told.filter((line) => line.includes('begins'))).toEqual(['a begins at 0', 'b begins at 2', 'c begins at 4']);
  });

  it('does not let a newcomer overtake between a release and the waiter it wakes', () => {
    const { kernel, pool, told, customer } = setUp(1);
    kernel.spawn(customer('holder', 2));
    kernel.spawn(customer('waiter', 2));
    const grant = kernel.handler(() => told.push(`newcomer begins at ${kernel.now}`));
    // Comes at 2, after the holder's release and before the waiter's turn, which was scheduled by the release.
    const arrive = kernel.handler(() => {
      expect(told).toEqual(['holder begins at 0', 'holder ends at 2']);
      expect(pool.request(grant, 0)).toBe(false);
    });
    kernel.schedule(
      1,
      kernel.handler(() => kernel.scheduleAt(2, arrive)),
    );
    kernel.run();
    expect(told.slice(2)).toEqual(['waiter begins at 2', 'waiter ends at 4', 'newcomer begins at 4']);
  });

  it('refuses a request straight after a release that had a waiter', () => {
    const { kernel, pool } = setUp(1);
    const granted: number[] = [];
    const grant = kernel.handler((argument) => granted.push(argument));
    expect(pool.request(grant, 1)).toBe(true);
    expect(pool.request(grant, 2)).toBe(false);
    pool.release();
    expect(granted).toEqual([]);
    expect(pool.request(grant, 3)).toBe(false);
    expect([pool.busy, pool.queueLength]).toEqual([1, 1]);
    kernel.run();
    expect(granted).toEqual([2]);
  });

  it('grants a free unit at once, without an event', () => {
    const { kernel, told, customer } = setUp(2);
    kernel.spawn(customer('a', 1));
    kernel.run();
    expect(told).toEqual(['a begins at 0', 'a ends at 1']);
    expect(kernel.eventCount).toBe(2);
  });

  it('takes the lower priority number first, first come first served within', () => {
    const { kernel, told, customer } = setUp(1);
    const wishes: [string, number][] = [
      ['holder', 0],
      ['late', 5],
      ['a', 0],
      ['first', -1.5],
      ['b', 0],
    ];
    for (const [name, priority] of wishes) kernel.spawn(customer(name, 1, priority));
    kernel.run();
    const begins = told.filter((line) => line.includes('begins')).map((line) => line.split(' ')[0]);
    expect(begins).toEqual(['holder', 'first', 'a', 'b', 'late']);
  });

  it('is held and given back by use(), also when the process gives up', () => {
    const { kernel, pool } = setUp(1);
    function* story(): Process<void> {
      yield* pool.use(3);
      yield 1;
    }
    kernel.spawn(story());
    kernel.run(1);
    expect(pool.busy).toBe(1);
    kernel.run();
    expect([pool.busy, kernel.now]).toEqual([0, 4]);
    const given = pool.use(1);
    given.next();
    pool.request(0, 0);
    given.next();
    given.return(undefined);
    expect(pool.busy).toBe(0);
  });

  it('measures itself: a case worked by hand', () => {
    // One server. a comes at 0 and needs 4, b comes at 1 and needs 2; looked at 10.
    // Busy 0 to 6: 6/10. Queue: b from 1 to 4, 3/10. Waits 0 and 3.
    const { kernel, pool, customer } = setUp(1);
    kernel.spawn(customer('a', 4));
    kernel.schedule(
      1,
      kernel.handler(() => kernel.spawn(customer('b', 2))),
    );
    kernel.run(10);
    expect(pool.stats()).toEqual({
      utilization: 0.6,
      meanQueueLength: 0.3,
      meanBusy: 0.6,
      waits: { count: 2, mean: 1.5, max: 3 },
      served: 2,
      interrupted: 0,
      offered: 2,
      refused: 0,
      reneged: 0,
      preemptions: 0,
      carriedOver: 0,
    });
  });

  it('starts a new window at resetStats(), and its counts still balance', () => {
    // As above with a reset at 2: busy 2 to 6 of 8, queue 2 to 4 of 8; b is carried over and granted within.
    const { kernel, pool, customer } = setUp(1);
    kernel.spawn(customer('a', 4));
    kernel.schedule(
      1,
      kernel.handler(() => kernel.spawn(customer('b', 2))),
    );
    kernel.run(2);
    pool.resetStats();
    kernel.run(10);
    expect(pool.stats()).toEqual({
      utilization: 0.5,
      meanQueueLength: 0.25,
      meanBusy: 0.5,
      waits: { count: 1, mean: 3, max: 3 },
      served: 2,
      interrupted: 0,
      offered: 0,
      refused: 0,
      reneged: 0,
      preemptions: 0,
      carriedOver: 2,
    });
  });

  it('gives the present level for a window without length, and NaN for the waits of nobody', () => {
    const { pool } = setUp(2);
    pool.request(0, 0);
    pool.resetStats();
    expect(pool.stats()).toMatchObject({ utilization: 0.5, meanBusy: 1, waits: { count: 0, mean: NaN, max: NaN } });
  });

  it('keeps ten thousand waiters in line', () => {
    const { kernel, pool } = setUp(1);
    const order: number[] = [];
    const grant = kernel.handler((argument) => {
      order.push(argument);
      kernel.schedule(0.5, release);
    });
    const release = kernel.handler(() => pool.release());
    pool.request(grant, -1);
    kernel.schedule(3000, release);
    for (let index = 0; index < 10_000; index++) pool.request(grant, index);
    kernel.run();
    expect(order).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  });

  it.each([0, -1, 1.5, Number.NaN])('of %d servers is refused', (servers) => {
    expect(() => new ServerPool(new Kernel(), { name: 'p', servers })).toThrow(
      expect.objectContaining({ code: 'OUT_OF_RANGE', label: 'p' }),
    );
  });

  it('refuses a unit that nobody held, and a priority that is none', () => {
    const { pool } = setUp(1);
    expect(() => pool.release()).toThrow(expect.objectContaining({ code: 'NOT_HELD', label: 'pool' }));
    expect(() => pool.acquire(Number.NaN)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
  });
});
