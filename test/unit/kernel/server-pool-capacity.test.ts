import { describe, expect, it } from 'vitest';
import { Kernel, type Process, type Refusal, ServerPool } from '../../../src/kernel/index.ts';

function setUp(servers: number, capacity: number, preemption: 'none' | 'resume' = 'none') {
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'ward', servers, capacity, preemption });
  const nobody = kernel.handler(() => undefined);
  return { kernel, pool, nobody };
}

describe('a pool with a capacity', () => {
  it('turns away who comes when it is full, counts them, and has room again after a release', () => {
    const { pool, nobody } = setUp(1, 2);
    expect([pool.request(nobody, 0), pool.request(nobody, 1), pool.request(nobody, 2)]).toEqual([true, false, null]);
    pool.release();
    expect([pool.request(nobody, 3), pool.request(nobody, 4)]).toEqual([false, null]);
    expect([pool.busy, pool.queueLength]).toEqual([1, 1]);
    expect(pool.stats()).toMatchObject({ offered: 5, refused: 2, served: 1, reneged: 0, waits: { count: 2 } });
  });

  it('has room again when somebody leaves the line', () => {
    const { pool, nobody } = setUp(1, 2);
    pool.request(nobody, 0);
    pool.request(nobody, 1);
    expect(pool.withdraw(pool.ticket)).toBe(true);
    expect(pool.request(nobody, 2)).toBe(false);
    expect(pool.stats()).toMatchObject({ offered: 3, refused: 0, reneged: 1 });
  });

  it('counts a unit that was handed over and whose owner has not run yet', () => {
    const { pool, nobody } = setUp(1, 2);
    pool.request(nobody, 0);
    pool.request(nobody, 1);
    pool.release();
    pool.request(nobody, 2);
    expect([pool.busy, pool.queueLength, pool.request(nobody, 3)]).toEqual([1, 1, null]);
  });

  it('tells a process that it is turned away, at once, whichever way it asks', () => {
    const { kernel, pool, nobody } = setUp(1, 1);
    pool.request(nobody, 0);
    function* story(): Process<(Refusal | undefined)[]> {
      const first: Refusal | undefined = yield pool.acquire();
      const second = yield* pool.acquireWithin(5);
      const third = yield* pool.use(1);
      return [first, second, third];
    }
    const handle = kernel.spawn(story());
    kernel.run();
    expect(handle.result).toEqual(['full', 'full', 'full']);
    expect([kernel.now, kernel.eventCount, pool.busy]).toEqual([0, 1, 1]);
    expect(pool.serve(1)).toBeNull();
    expect(pool.stats()).toMatchObject({ offered: 5, refused: 4, served: 0, waits: { count: 1 } });
  });

  it('tells a process undefined when it is granted, at once or after a wait', () => {
    const { kernel, pool } = setUp(1, 2);
    function* story(): Process<unknown[]> {
      const acquired: unknown = yield pool.acquire();
      yield 1;
      pool.release();
      return [acquired, yield* pool.use(1)];
    }
    const first = kernel.spawn(story());
    const second = kernel.spawn(story());
    kernel.run();
    expect([first.result, second.result]).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('without room to wait loses who finds all servers busy: a case worked by hand', () => {
    // Two servers, services of 3, arrivals at 0, 1, 2, 3, 4, 5, 6: 0 and 1 are served until 3 and 4, 2 is lost, 3 and 4 are
    // served until 6 and 7, 5 is lost, 6 until 9. An end comes before the arrival of the same moment.
    const { kernel, pool } = setUp(2, 2);
    const ends: number[][] = [];
    const done = kernel.handler((customer) => ends.push([customer, kernel.now]));
    const arrive = kernel.handler((customer) => pool.serve(3, done, customer));
    for (let customer = 0; customer < 7; customer++) kernel.scheduleAt(customer, arrive, customer, 1);
    kernel.run(9.5);
    expect(ends).toEqual([
      [0, 3],
      [1, 4],
      [3, 6],
      [4, 7],
      [6, 9],
    ]);
    expect(pool.stats()).toMatchObject({ offered: 7, refused: 2, served: 5, meanBusy: 15 / 9.5, meanQueueLength: 0 });
  });

  it('turns away the urgent too, also where they could preempt: who is in stays in', () => {
    const { kernel, pool } = setUp(1, 2, 'resume');
    expect([pool.serve(1, undefined, 0, 5), pool.serve(1, undefined, 0, 5)]).toEqual([true, false]);
    expect(pool.serve(1, undefined, 0, -5)).toBeNull();
    kernel.run();
    expect(pool.stats()).toMatchObject({ offered: 3, refused: 1, served: 2, preemptions: 0 });
  });

  it('holds a preempted service within its capacity', () => {
    const { kernel, pool } = setUp(1, 2, 'resume');
    expect([pool.serve(1, undefined, 0, 5), pool.serve(1, undefined, 0, 0)]).toEqual([true, true]);
    expect(pool.serve(1, undefined, 0, -5)).toBeNull();
    kernel.run();
    expect(pool.stats()).toMatchObject({ refused: 1, served: 2, preemptions: 1 });
  });

  it('counts who is turned away in the window in which it happened', () => {
    const { pool, nobody } = setUp(1, 1);
    pool.request(nobody, 0);
    pool.request(nobody, 1);
    pool.resetStats();
    expect(pool.stats()).toMatchObject({ offered: 0, refused: 0, carriedOver: 1 });
    pool.request(nobody, 2);
    expect(pool.stats()).toMatchObject({ offered: 1, refused: 1, carriedOver: 1, served: 0 });
  });

  it.each([0, 1, -1, 1.5, Number.NaN, -Infinity])('of %d for two servers is refused', (capacity) => {
    expect(() => setUp(2, capacity)).toThrow(
      expect.objectContaining({
        code: 'OUT_OF_RANGE',
        label: 'ward',
        message: expect.stringContaining(`ward: the capacity is ${capacity}; it must be`),
      }),
    );
  });

  it('that is no whole number is refused: 2.5 would let in three', () => {
    expect(() => setUp(2, 2.5)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE', label: 'ward' }));
  });

  it.each([2, 3, Infinity])('of %d for two servers is taken, and told', (capacity) => {
    expect(setUp(2, capacity).pool.capacity).toBe(capacity);
  });
});
