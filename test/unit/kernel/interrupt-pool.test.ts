import { describe, expect, it } from 'vitest';
import { type Process, ServerPool, type ServerPoolOptions } from '../../../src/kernel/index.ts';
import { storyTellers } from './interrupt-story.ts';
import { runBalanced } from './pool-balance.ts';

function withPool(options: Partial<ServerPoolOptions> = {}) {
  const tellers = storyTellers();
  const { kernel, tell, start } = tellers;
  const pool = new ServerPool(kernel, { name: 'pool', servers: 1, ...options });
  const customer = (name: string, seconds: number) =>
    start(name, function* () {
      yield pool.acquire();
      tell(`${name} begins`);
      try {
        yield seconds;
      } finally {
        pool.release();
      }
    });
  return { ...tellers, pool, customer };
}

describe('an interrupt in the line of a pool', () => {
  it('leaves the line; who is behind moves up', () => {
    const { kernel, told, at, pool, customer } = withPool();
    customer('a', 5);
    const b = customer('b', 5);
    customer('c', 5);
    at(2, () => b.interrupt('tired'));
    at(2.5, () => expect(pool.queueLength).toBe(1));
    runBalanced(kernel, pool);
    expect(told).toEqual([
      'a begins at 0',
      'b interrupted: tired at 2',
      'a done at 5',
      'c begins at 5',
      'c done at 10',
    ]);
    expect(pool.stats()).toMatchObject({ offered: 3, served: 2, reneged: 1, waits: { count: 2, max: 5 } });
  });

  it('finds the process among several priorities', () => {
    const { kernel, told, start, at, pool } = withPool();
    pool.serve(5);
    const handles = [0, 0.5, -3, 0].map((priority, index) => start(`${index}`, () => pool.use(1, priority)));
    at(2, () => handles[1]!.interrupt('x'));
    at(3, () => handles[2]!.interrupt('y'));
    runBalanced(kernel, pool);
    expect(told).toEqual(['1 interrupted: x at 2', '2 interrupted: y at 3', '0 done at 6', '3 done at 7']);
  });

  it('gives back a unit that was handed over and not yet taken up: the next gets it at the same moment', () => {
    const { kernel, told, at, pool, customer } = withPool();
    pool.request(0, 0);
    const b = customer('b', 5);
    customer('c', 1);
    at(3, () => {
      pool.release();
      b.interrupt('too late');
    });
    runBalanced(kernel, pool);
    expect(told).toEqual(['b interrupted: too late at 3', 'c begins at 3', 'c done at 4']);
    expect([pool.busy, pool.queueLength]).toEqual([0, 0]);
    expect(pool.stats()).toMatchObject({ offered: 3, reneged: 0, served: 3 });
  });

  it('gives back a unit that is handed over between the asking and the interrupt', () => {
    const { kernel, told, at, pool, customer } = withPool();
    pool.request(0, 0);
    const b = customer('b', 5);
    at(3, () => {
      b.interrupt('now');
      pool.release();
    });
    runBalanced(kernel, pool);
    expect([told, pool.busy]).toEqual([['b interrupted: now at 3'], 0]);
  });

  it('passes a unit through a chain of waiters that are all interrupted', () => {
    const { kernel, told, at, pool, customer } = withPool();
    pool.request(0, 0);
    const waiters = ['b', 'c', 'd'].map((name) => customer(name, 5));
    customer('e', 1);
    at(3, () => {
      pool.release();
      for (const waiter of waiters) waiter.interrupt('all');
    });
    runBalanced(kernel, pool);
    expect(told).toEqual([
      'b interrupted: all at 3',
      'c interrupted: all at 3',
      'd interrupted: all at 3',
      'e begins at 3',
      'e done at 4',
    ]);
  });

  it('gives back a unit that was granted at once, by the finally of the story', () => {
    const { kernel, told, at, pool, customer } = withPool();
    const a = customer('a', 5);
    customer('b', 1);
    at(2, () => a.interrupt('x'));
    runBalanced(kernel, pool);
    expect(told).toEqual(['a begins at 0', 'a interrupted: x at 2', 'b begins at 2', 'b done at 3']);
  });

  it('lets the process queue again, behind the others', () => {
    const { kernel, told, trying, tell, at, pool, customer } = withPool();
    customer('a', 5);
    function* stubborn(): Process<void> {
      const isInterrupted: boolean = yield* trying('b', () => pool.use(1));
      if (isInterrupted) yield* pool.use(1);
      tell('b served');
    }
    const b = kernel.spawn(stubborn());
    customer('c', 5);
    at(3, () => b.interrupt('restart'));
    runBalanced(kernel, pool);
    expect(told.slice(-2)).toEqual(['c done at 10', 'b served at 11']);
  });

  it('lets the process queue again at once for the unit that it has just given back', () => {
    const { kernel, told, trying, at, pool } = withPool();
    pool.request(0, 0);
    function* stubborn(): Process<void> {
      yield* trying('first', () => pool.use(1));
      yield* trying('second', () => pool.use(1));
      yield* trying('third', () => pool.use(1));
    }
    const b = kernel.spawn(stubborn());
    at(3, () => {
      pool.release();
      b.interrupt(1);
      b.interrupt(2);
    });
    runBalanced(kernel, pool);
    expect(told).toEqual(['first interrupted: 1 at 3', 'second interrupted: 2 at 3', 'third done at 4']);
  });
});

describe('an interrupt of acquireWithin()', () => {
  function withPatient(patienceSeconds: number) {
    const all = withPool();
    all.pool.request(0, 0);
    const patient = (name: string, seconds: number) =>
      all.start(name, function* () {
        const refusal = yield* all.pool.acquireWithin(seconds);
        if (refusal !== undefined) return refusal;
        yield 1;
        all.pool.release();
        return 'served';
      });
    return { ...all, patient, handle: patient('a', patienceSeconds) };
  }

  it('leaves the line and ends the patience', () => {
    const { kernel, told, at, pool, handle } = withPatient(100);
    at(2, () => handle.interrupt('x'));
    expect(kernel.run()).toBe('drained');
    expect([told, kernel.now, kernel.pendingCount]).toEqual([['a interrupted: x at 2'], 2, 0]);
    expect([pool.busy, pool.queueLength]).toEqual([1, 0]);
    expect(pool.stats()).toMatchObject({ offered: 2, reneged: 1, served: 0 });
  });

  it('gives back a unit that was handed over at this moment', () => {
    const { kernel, told, at, pool, handle, patient } = withPatient(100);
    patient('b', 100);
    at(3, () => {
      pool.release();
      handle.interrupt('x');
    });
    runBalanced(kernel, pool);
    expect(told).toEqual(['a interrupted: x at 3', 'b served at 4']);
    expect(pool.stats()).toMatchObject({ offered: 3, reneged: 0, served: 3 });
  });

  it('at the moment at which patience ended: it has left already, and nothing is given back', () => {
    const { kernel, told, at, pool, handle, patient } = withPatient(5);
    patient('b', 100);
    // Scheduled after the end of the patience, runs before the turn of the process.
    at(4, () => at(5, () => handle.interrupt('x')));
    at(7, () => pool.release());
    runBalanced(kernel, pool);
    expect(told).toEqual(['a interrupted: x at 5', 'b served at 8']);
    expect(pool.stats()).toMatchObject({ offered: 3, reneged: 1, served: 2 });
  });

  it('at the moment of grant and of the end of patience at once', () => {
    const { kernel, told, at, pool, handle } = withPatient(5);
    at(4, () =>
      at(5, () => {
        handle.interrupt('x');
      }),
    );
    at(1, () =>
      kernel.scheduleAt(
        5,
        kernel.handler(() => pool.release()),
        0,
        -1,
      ),
    );
    runBalanced(kernel, pool);
    expect(told).toEqual(['a interrupted: x at 5']);
    expect([pool.busy, pool.queueLength]).toEqual([0, 0]);
    expect(pool.stats()).toMatchObject({ offered: 2, reneged: 0, served: 2 });
  });
});

describe.each(['none', 'resume'] as const)('an interrupt of use() in a pool with preemption: %s', (preemption) => {
  it('while it waits leaves the line', () => {
    const { kernel, told, start, at, pool } = withPool({ preemption });
    start('a', () => pool.use(5));
    const b = start('b', () => pool.use(5));
    start('c', () => pool.use(1));
    at(2, () => b.interrupt('x'));
    runBalanced(kernel, pool);
    expect(told).toEqual(['b interrupted: x at 2', 'a done at 5', 'c done at 6']);
    expect(pool.stats()).toMatchObject({ offered: 3, served: 2, reneged: 1 });
  });

  it('while it is served gives the unit back at once', () => {
    const { kernel, told, start, at, pool } = withPool({ preemption });
    const a = start('a', () => pool.use(5));
    start('b', () => pool.use(5));
    at(2, () => a.interrupt('x'));
    runBalanced(kernel, pool);
    expect(told).toEqual(['a interrupted: x at 2', 'b done at 7']);
    expect(kernel.now).toBe(7);
    expect(pool.stats()).toMatchObject({ offered: 2, served: 2, reneged: 0, meanBusy: 1 });
  });

  it('at the moment at which its service ends, before that in the order of events', () => {
    const { kernel, told, start, at, pool } = withPool({ preemption });
    at(5, () => a.interrupt('x'));
    const a = start('a', () => pool.use(5));
    start('b', () => pool.use(1));
    runBalanced(kernel, pool);
    expect(told).toEqual(['a interrupted: x at 5', 'b done at 6']);
    expect(pool.stats()).toMatchObject({ offered: 2, served: 2 });
  });

  it('at the moment at which it is handed the unit', () => {
    const { kernel, told, start, at, pool } = withPool({ preemption });
    start('a', () => pool.use(5));
    const b = start('b', () => pool.use(3));
    start('c', () => pool.use(1));
    // After the end of the first service in the order of events: b has the unit.
    at(4, () => at(5, () => b.interrupt('x')));
    runBalanced(kernel, pool);
    expect(told).toEqual(['a done at 5', 'b interrupted: x at 5', 'c done at 6']);
    expect(pool.stats()).toMatchObject({ offered: 3, served: 3, reneged: 0 });
  });

  it('of no length at all', () => {
    const { kernel, told, start, at, pool } = withPool({ preemption });
    at(0, () => at(0, () => a.interrupt('x')));
    const a = start('a', () => pool.use(0));
    start('b', () => pool.use(1));
    runBalanced(kernel, pool);
    expect(told).toEqual(['a interrupted: x at 0', 'b done at 1']);
  });

  it('lets the same process be served again under its new number', () => {
    const { kernel, told, trying, at, pool } = withPool({ preemption, servers: 2 });
    function* story(name: string): Process<void> {
      for (let turn = 0; turn < 3; turn++) yield* trying(`${name}${turn}`, () => pool.use(4));
    }
    const [a, b] = [kernel.spawn(story('a')), kernel.spawn(story('b'))];
    at(1, () => a.interrupt('x'));
    at(2, () => b.interrupt('y'));
    at(3, () => a.interrupt('z'));
    runBalanced(kernel, pool);
    expect(told).toEqual([
      'a0 interrupted: x at 1',
      'b0 interrupted: y at 2',
      'a1 interrupted: z at 3',
      'b1 done at 6',
      'a2 done at 7',
      'b2 done at 10',
    ]);
  });

  it('while it is served, and once more while it waits: nothing is left of either', () => {
    const { kernel, told, trying, start, at, pool } = withPool({ preemption });
    const story = function* (): Process<void> {
      for (let turn = 0; turn < 3; turn++) yield* trying(`a${turn}`, () => pool.use(10));
    };
    const a = kernel.spawn(story());
    at(1, () => a.interrupt('x'));
    start('b', () => pool.use(4));
    at(3, () => a.interrupt('y'));
    at(3.5, () => expect(pool.queueLength).toBe(1));
    runBalanced(kernel, pool);
    // b has waited since 0 and is served 1 to 5; a queues again at 1 and at 3.
    expect(told).toEqual(['a0 interrupted: x at 1', 'a1 interrupted: y at 3', 'b done at 5', 'a2 done at 15']);
    expect(pool.stats()).toMatchObject({ offered: 4, served: 3, reneged: 1 });
  });
});

describe.each(['none', 'resume'] as const)('the count of interrupted services, with preemption: %s', (preemption) => {
  it('is of those cut short, not of those who left the line', () => {
    const { kernel, start, at, pool } = withPool({ preemption });
    const handles = ['a', 'b', 'c', 'd'].map((name) => start(name, () => pool.use(4)));
    at(1, () => handles[1]!.interrupt('in line'));
    at(2, () => handles[0]!.interrupt('served'));
    runBalanced(kernel, pool);
    // a 0 to 2, c 2 to 6, d 6 to 10.
    expect(kernel.now).toBe(10);
    expect(pool.stats()).toMatchObject({ offered: 4, served: 3, interrupted: 1, reneged: 1 });
    pool.resetStats();
    expect(pool.stats().interrupted).toBe(0);
  });
});

describe('an interrupt among more priorities than a pool has lines', () => {
  function crowd() {
    const all = withPool();
    const { kernel, pool, start } = all;
    pool.request(0, 0);
    const handles = Array.from({ length: 40 }, (_, index) =>
      start(`${index}`, function* () {
        yield pool.acquire(40 - index);
        pool.release();
      }),
    );
    kernel.run();
    expect(pool.queueLength).toBe(40);
    return { ...all, handles };
  }

  it('takes out the right one, and the others come in the order of priority', () => {
    const { kernel, told, pool, handles } = crowd();
    const called = [0, 3, 17, 18, 30, 39];
    for (const index of called) handles[index]!.interrupt('x');
    kernel.run();
    expect(pool.queueLength).toBe(34);
    pool.release();
    runBalanced(kernel, pool);
    const others = handles.map((_, index) => index).filter((index) => !called.includes(index));
    expect(told.slice(called.length)).toEqual(others.reverse().map((index) => `${index} done at 0`));
    expect(pool.stats()).toMatchObject({ offered: 41, served: 35, reneged: 6 });
  });

  it('tells apart the processes that yield one and the same command', () => {
    const { kernel, told, pool, start, handles } = crowd();
    const command = pool.acquire(0.5);
    const twins = ['p', 'q', 'r'].map((name) =>
      start(name, function* () {
        yield command;
        pool.release();
      }),
    );
    kernel.run();
    for (const handle of [...handles, twins[1]!]) handle.interrupt('x');
    kernel.run();
    pool.release();
    runBalanced(kernel, pool);
    expect(told.slice(-2)).toEqual(['p done at 0', 'r done at 0']);
    expect([pool.busy, pool.queueLength]).toEqual([0, 0]);
  });

  it('gives back a unit that was handed over', () => {
    const { kernel, told, pool, handles } = crowd();
    pool.release();
    handles[39]!.interrupt('too late');
    runBalanced(kernel, pool);
    expect(told.slice(0, 2)).toEqual(['39 interrupted: too late at 0', '38 done at 0']);
    expect(pool.stats()).toMatchObject({ served: 41, interrupted: 1, reneged: 0 });
  });
});

describe('an interrupt of a service that was preempted', () => {
  it('takes it out of the line with what was left of it', () => {
    const { kernel, told, start, at, pool } = withPool({ preemption: 'resume' });
    const low = start('low', () => pool.use(5, 2));
    start('next', () => pool.use(1, 2));
    at(1, () => start('high', () => pool.use(3, 0)));
    at(2, () => low.interrupt('x'));
    runBalanced(kernel, pool);
    expect(told).toEqual(['low interrupted: x at 2', 'high done at 4', 'next done at 5']);
    expect(pool.stats()).toMatchObject({ offered: 3, served: 2, reneged: 1, preemptions: 1, meanBusy: 1 });
  });

  it('when it has been resumed gives its unit back', () => {
    const { kernel, told, start, at, pool } = withPool({ preemption: 'resume' });
    const low = start('low', () => pool.use(5, 2));
    start('next', () => pool.use(1, 2));
    at(1, () => start('high', () => pool.use(1, 0)));
    at(3, () => low.interrupt('x'));
    runBalanced(kernel, pool);
    expect(told).toEqual(['high done at 2', 'low interrupted: x at 3', 'next done at 4']);
    expect(kernel.now).toBe(4);
  });

  it('lets the service that it had pushed aside go on at once', () => {
    const { kernel, told, start, at, pool } = withPool({ preemption: 'resume' });
    start('low', () => pool.use(5, 2));
    at(1, () => {
      const high = start('high', () => pool.use(10, 0));
      at(3, () => high.interrupt('x'));
    });
    runBalanced(kernel, pool);
    expect(told).toEqual(['high interrupted: x at 3', 'low done at 7']);
  });

  it('is not mistaken for the service of a handler with the same number', () => {
    const { kernel, told, tell, start, at, pool } = withPool({ preemption: 'resume' });
    const low = start('low', () => pool.use(5, 2));
    kernel.run(0.5);
    const ended = kernel.handler((argument) => tell(`service ${argument} ended`));
    pool.serve(1, ended, low.id, 2);
    at(1, () => low.interrupt('x'));
    runBalanced(kernel, pool);
    expect(told).toEqual(['low interrupted: x at 1', `service ${low.id} ended at 2`]);
  });
});
