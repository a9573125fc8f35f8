import { describe, expect, it } from 'vitest';
import { Kernel, type Process, ServerPool } from '../../../src/kernel/index.ts';
import { runBalanced } from './pool-balance.ts';

interface Visit {
  at: number;
  seconds: number;
  priority: number;
}

/** Visits as services of handlers; at equal times arrivals come in order, before the ends of services. */
function serveAll(visits: Visit[], servers = 1) {
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'surgery', servers, preemption: 'resume' });
  const ends = visits.map(() => Number.NaN);
  const end = kernel.handler((customer) => {
    ends[customer] = kernel.now;
  });
  const arrive = kernel.handler((customer) => {
    const { seconds, priority } = visits[customer]!;
    pool.serve(seconds, end, customer, priority);
  });
  visits.forEach(({ at }, customer) => {
    kernel.scheduleAt(at, arrive, customer, -1);
  });
  return { kernel, pool, ends, end };
}

describe('a pool with preemption', () => {
  it('resumes what was interrupted where it stopped, over three priorities: a case worked by hand', () => {
    // low 0 to 2 (8 left), middle 2 to 3 (3 left), high 3 to 5, middle 5 to 8, low 8 to 16.
    const { kernel, pool, ends } = serveAll([
      { at: 0, seconds: 10, priority: 2 },
      { at: 2, seconds: 4, priority: 1.5 },
      { at: 3, seconds: 2, priority: -3 },
    ]);
    runBalanced(kernel, pool);
    expect(ends).toEqual([16, 8, 5]);
    // In line: low 2 to 8, middle 3 to 5: 8 in all.
    const stats = pool.stats();
    expect(stats).toMatchObject({ utilization: 1, meanBusy: 1, meanQueueLength: 0.5, served: 3, preemptions: 2 });
    expect(stats.waits).toMatchObject({ count: 3, mean: 8 / 3 });
  });

  it('interrupts the same service again and again', () => {
    // 0 to 1, 2 to 3, 4 to 5 and 6 to 8: five seconds.
    const { kernel, pool, ends } = serveAll([
      { at: 0, seconds: 5, priority: 1 },
      { at: 1, seconds: 1, priority: 0 },
      { at: 3, seconds: 1, priority: 0 },
      { at: 5, seconds: 1, priority: 0 },
    ]);
    runBalanced(kernel, pool);
    expect(ends).toEqual([8, 2, 4, 6]);
    expect(pool.stats()).toMatchObject({ preemptions: 3, served: 4, utilization: 1 });
  });

  it('never preempts for an equal priority', () => {
    const { kernel, pool, ends } = serveAll([
      { at: 0, seconds: 3, priority: 1 },
      { at: 1, seconds: 1, priority: 1 },
      { at: 2, seconds: 1, priority: 1 + Number.EPSILON },
    ]);
    runBalanced(kernel, pool);
    expect(ends).toEqual([3, 4, 5]);
    expect(pool.stats().preemptions).toBe(0);
  });

  it('preempts for the smallest difference', () => {
    const { kernel, pool, ends } = serveAll([
      { at: 0, seconds: 3, priority: 1 + Number.EPSILON },
      { at: 1, seconds: 1, priority: 1 },
    ]);
    kernel.run();
    expect([ends, pool.stats().preemptions]).toEqual([[4, 2], 1]);
  });

  it('takes the server from the least urgent, of several from the one that began last', () => {
    // Three servers: a (1), b (2), c (2). The urgent at 3, 4 and 5, of 10 seconds each, take c, b, a. At 13 the first is over and
    // a, the most urgent, goes on (5 left, to 18); at 14 b (8 left, to 22), at 15 c (8 left, to 23).
    const { kernel, pool, ends } = serveAll(
      [
        { at: 0, seconds: 10, priority: 1 },
        { at: 1, seconds: 11, priority: 2 },
        { at: 2, seconds: 9, priority: 2 },
        { at: 3, seconds: 10, priority: 0 },
        { at: 4, seconds: 10, priority: 0 },
        { at: 5, seconds: 10, priority: 0 },
      ],
      3,
    );
    const lengths: number[][] = [];
    const look = kernel.handler(() => lengths.push([pool.busy, pool.queueLength]));
    for (const at of [2.5, 3.5, 4.5, 5.5, 13.5, 14.5, 15.5]) kernel.scheduleAt(at, look);
    runBalanced(kernel, pool);
    expect(ends).toEqual([18, 22, 23, 13, 14, 15]);
    expect(lengths.map(([, waiting]) => waiting)).toEqual([0, 1, 2, 3, 2, 1, 0]);
    expect(pool.stats().preemptions).toBe(3);
  });

  it('takes a free server before it preempts', () => {
    const { kernel, pool, ends } = serveAll(
      [
        { at: 0, seconds: 5, priority: 9 },
        { at: 1, seconds: 5, priority: 0 },
      ],
      2,
    );
    kernel.run();
    expect([ends, pool.stats().preemptions]).toEqual([[5, 6], 0]);
  });

  it('keeps an interrupted service before the others of its priority, and behind the more urgent', () => {
    // a (2) is interrupted at 1 by the urgent one; b (2) waits since .5, c (1) comes at 1.5. Then c 2 to 3, a 3 to 6, b 6 to 7.
    const { kernel, ends } = serveAll([
      { at: 0, seconds: 4, priority: 2 },
      { at: 0.5, seconds: 1, priority: 2 },
      { at: 1, seconds: 1, priority: 0 },
      { at: 1.5, seconds: 1, priority: 1 },
    ]);
    kernel.run();
    expect(ends).toEqual([6, 7, 2, 3]);
  });

  it('resumes several of one priority in the order in which they first began', () => {
    // a and b are interrupted at 1, b first. Both urgent ones end at 2; a goes on before b before c.
    const { kernel, ends } = serveAll(
      [
        { at: 0, seconds: 3, priority: 1 },
        { at: 0, seconds: 3, priority: 1 },
        { at: 0, seconds: 3, priority: 1 },
        { at: 1, seconds: 1, priority: 0 },
        { at: 1, seconds: 2, priority: 0 },
      ],
      2,
    );
    kernel.run();
    // a 2 to 4, b 3 to 5, c 4 to 7.
    expect(ends).toEqual([4, 5, 7, 2, 3]);
  });

  it('lets an urgent service of no length through, and what it interrupts loses no time', () => {
    const { kernel, pool, ends } = serveAll([
      { at: 0, seconds: 3, priority: 1 },
      { at: 1, seconds: 0, priority: 0 },
      { at: 2, seconds: 0, priority: 0 },
    ]);
    runBalanced(kernel, pool);
    expect(ends).toEqual([3, 1, 2]);
    expect(pool.stats()).toMatchObject({ meanBusy: 1, meanQueueLength: 0, preemptions: 2 });
  });

  it('does not interrupt a service that is over at this very moment: who came at 3 has had all of it', () => {
    // low is served 0 to 3; the urgent one comes at 3, before the end of the service in the order of events.
    const { kernel, pool, ends } = serveAll([
      { at: 0, seconds: 3, priority: 1 },
      { at: 3, seconds: 10, priority: 0 },
    ]);
    runBalanced(kernel, pool);
    expect(ends).toEqual([3, 13]);
    expect(pool.stats().preemptions).toBe(0);
  });

  it('interrupts another than the one that is over at this very moment', () => {
    // Both of priority 1; b began last and is over at 3, a has 7 left. The urgent one takes the server of b, or that of a
    // until b's is free: nobody loses time but by the two servers being busy.
    const { kernel, ends } = serveAll(
      [
        { at: 0, seconds: 10, priority: 1 },
        { at: 1, seconds: 2, priority: 1 },
        { at: 3, seconds: 4, priority: 0 },
      ],
      2,
    );
    kernel.run();
    expect(ends).toEqual([10, 3, 7]);
  });

  it('gives exactly what was asked, over ten thousand interruptions on a grid that binary fractions miss', () => {
    const asked = 1000;
    const visits: Visit[] = [{ at: 0, seconds: asked, priority: 1 }];
    for (let index = 0; index < 10_000; index++) {
      visits.push({ at: 0.1 + index * 0.7, seconds: index % 7 === 0 ? 0.1 : 0.7 - 0.1, priority: 0 });
    }
    const { kernel, pool, ends } = serveAll(visits);
    kernel.run();
    const urgent = visits.filter(({ at, priority }) => priority === 0 && at < ends[0]!);
    const before = urgent.reduce((total, { seconds }) => total + seconds, 0);
    expect(urgent.length).toBeGreaterThan(4000);
    expect(Math.abs(ends[0]! - before - asked)).toBeLessThan(1e-9);
    const total = visits.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(Math.abs(pool.stats().meanBusy * kernel.now - total)).toBeLessThan(1e-8);
  });

  it('lets processes and handlers preempt each other', () => {
    const { kernel, pool, ends } = serveAll([{ at: 0, seconds: 4, priority: 1 }]);
    const told: string[] = [];
    function* story(name: string, at: number, seconds: number, priority: number): Process<void> {
      yield at;
      yield* pool.use(seconds, priority);
      told.push(`${name} at ${kernel.now}`);
    }
    // The handler's service 0 to 1; urgent 1 to 2; the handler's 2 to 5; idle 5 to 6, first 6 to 8 and again 9 to 10.
    kernel.spawn(story('urgent', 1, 1, 0));
    kernel.spawn(story('idle', 1.5, 4, 5));
    kernel.spawn(story('first', 6, 2, 0));
    runBalanced(kernel, pool);
    expect(told).toEqual(['urgent at 2', 'first at 8', 'idle at 11']);
    expect([ends, pool.stats().preemptions]).toEqual([[5], 2]);
  });

  it('counts a wait in the window in which the service ends, all its parts together', () => {
    // low is interrupted at 1, the window begins at 2, low goes on at 3; it has waited 2 in all, the urgent one 0.
    const { kernel, pool } = serveAll([
      { at: 0, seconds: 4, priority: 1 },
      { at: 1, seconds: 2, priority: 0 },
    ]);
    kernel.run(2);
    pool.resetStats();
    runBalanced(kernel, pool);
    expect(pool.stats()).toMatchObject({
      carriedOver: 2,
      offered: 0,
      served: 2,
      preemptions: 0,
      meanBusy: 1,
      meanQueueLength: 0.25,
      waits: { count: 2, mean: 1, max: 2 },
    });
  });

  it('has one way in: a unit without a time of service is refused, whoever asks', () => {
    const { kernel, pool, end } = serveAll([]);
    const message =
      '"surgery" is a pool with preemption: ask it with serve() or use(), which tell it how long the service takes, at simulated time 0 s';
    const refusal = { code: 'NEEDS_SERVICE_TIME', label: 'surgery', timeSeconds: 0 };
    expect(() => pool.request(end, 0)).toThrow(expect.objectContaining({ ...refusal, message }));
    const ways: (() => Process)[] = [
      function* () {
        yield pool.acquire();
      },
      () => pool.acquireWithin(1),
    ];
    for (const way of ways) {
      kernel.spawn(way(), 'story');
      expect(() => kernel.run()).toThrow(expect.objectContaining({ ...refusal, during: 'story' }));
    }
    expect(pool.stats()).toMatchObject({ offered: 0, refused: 0 });
  });

  it('refuses a release by hand: nobody holds a unit of it', () => {
    const { kernel, pool } = serveAll([{ at: 0, seconds: 4, priority: 1 }]);
    kernel.run(1);
    expect(() => pool.release()).toThrow(expect.objectContaining({ code: 'NOT_HELD', label: 'surgery' }));
    expect(pool.busy).toBe(1);
    kernel.run();
    expect(pool.stats()).toMatchObject({ served: 1 });
  });
});

describe('tickets in a pool with preemption', () => {
  it('are over when the service has begun, also when it waits to be resumed', () => {
    // first 0 to 1, low 1 to 2 and, interrupted by the urgent one, 3 to 5.
    const { kernel, pool, ends } = serveAll([
      { at: 0, seconds: 1, priority: 1 },
      { at: 0, seconds: 3, priority: 1 },
      { at: 2, seconds: 1, priority: 0 },
    ]);
    const answers: boolean[] = [];
    let ticket = Number.NaN;
    const note = kernel.handler(() => {
      ticket = pool.ticket;
    });
    kernel.scheduleAt(0.5, note);
    const withdraw = kernel.handler(() => answers.push(pool.withdraw(ticket)));
    for (const at of [1.5, 2.5, 3.5, 6]) kernel.scheduleAt(at, withdraw);
    runBalanced(kernel, pool);
    expect(answers).toEqual([false, false, false, false]);
    expect(ends).toEqual([1, 5, 3]);
  });

  it('of somebody who is gone take nobody else out', () => {
    // a is queued at 0 with a ticket and gone at 2. b is served at once at 3, interrupted at 4, and waits when a's ticket is shown.
    const { kernel, pool, ends } = serveAll([
      { at: 0, seconds: 1, priority: 1 },
      { at: 0, seconds: 1, priority: 1 },
      { at: 3, seconds: 4, priority: 1 },
      { at: 4, seconds: 2, priority: 0 },
    ]);
    let ticket = Number.NaN;
    const note = kernel.handler(() => {
      ticket = pool.ticket;
    });
    kernel.scheduleAt(0.5, note);
    const withdraw = kernel.handler(() => expect(pool.withdraw(ticket)).toBe(false));
    kernel.scheduleAt(5, withdraw);
    runBalanced(kernel, pool);
    expect(ends).toEqual([1, 2, 9, 6]);
  });

  it('take out a service that waits for the first time', () => {
    const { kernel, pool, ends } = serveAll([
      { at: 0, seconds: 5, priority: 1 },
      { at: 1, seconds: 1, priority: 0 },
      { at: 1.5, seconds: 3, priority: 2 },
    ]);
    const withdraw = kernel.handler(() => expect(pool.withdraw(pool.ticket)).toBe(true));
    kernel.scheduleAt(1.75, withdraw);
    runBalanced(kernel, pool);
    expect(ends).toEqual([6, 2, Number.NaN]);
    expect(pool.stats()).toMatchObject({ reneged: 1, served: 2 });
  });
});
