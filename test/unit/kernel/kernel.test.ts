import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel, KernelError } from '../../../src/kernel/index.ts';

/** The error a function throws. */
function errorOf(run: () => unknown): KernelError {
  try {
    run();
  } catch (error) {
    if (error instanceof KernelError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** A kernel that records the argument of each event. */
function recorder(options = {}) {
  const kernel = new Kernel(options);
  const seen: number[] = [];
  const record = kernel.handler((argument) => seen.push(argument), 'record');
  return { kernel, seen, record };
}

describe('the order of events', () => {
  it('runs equal times in the order of scheduling', () => {
    const { kernel, seen, record } = recorder();
    for (let index = 0; index < 100; index++) kernel.schedule(1, record, index);
    kernel.run();
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('runs the lower priority number first among equal times', () => {
    const { kernel, seen, record } = recorder();
    kernel.schedule(1, record, 3, 31);
    kernel.schedule(1, record, 1);
    kernel.schedule(1, record, 0, -31);
    kernel.schedule(1, record, 2);
    kernel.schedule(0.5, record, -1, 31);
    kernel.run();
    expect(seen).toEqual([-1, 0, 1, 2, 3]);
  });

  it('runs what is scheduled at now after what is there already', () => {
    const { kernel, seen, record } = recorder();
    const first = kernel.handler(() => kernel.schedule(0, record, 2), 'first');
    kernel.schedule(1, first);
    kernel.schedule(1, record, 1);
    kernel.run();
    expect(seen).toEqual([1, 2]);
  });

  it('is that of an array sorted by time, priority and sequence, whatever is scheduled when', () => {
    const plan = fc.record({ delay: fc.nat(5), priority: fc.integer({ min: -1, max: 1 }), children: fc.nat(3) });
    type Plan = { delay: number; priority: number; children: number };

    /** Each event schedules the next few plans; `schedule` says how. Returns what to call for an event. */
    const story = (plans: Plan[], schedule: (delay: number, index: number, priority: number) => void) => {
      let next = 0;
      const scheduleNext = () => {
        if (next >= plans.length) return;
        const index = next++;
        schedule(plans[index]!.delay * 0.7, index, plans[index]!.priority);
      };
      for (let start = 0; start < 3; start++) scheduleNext();
      return (index: number) => {
        for (let child = 0; child < plans[index]!.children; child++) scheduleNext();
      };
    };

    const withKernel = (plans: Plan[]) => {
      const kernel = new Kernel({ firstCapacity: 1 });
      const seen: [number, number][] = [];
      const run = kernel.handler((index) => {
        seen.push([kernel.now, index]);
        event(index);
      });
      const event = story(plans, (delay, index, priority) => kernel.schedule(delay, run, index, priority));
      kernel.run();
      return seen;
    };

    const withArray = (plans: Plan[]) => {
      const pending: { time: number; priority: number; index: number }[] = [];
      const seen: [number, number][] = [];
      let now = 0;
      const event = story(plans, (delay, index, priority) => pending.push({ time: now + delay, priority, index }));
      while (pending.length > 0) {
        pending.sort((a, b) => a.time - b.time || a.priority - b.priority || a.index - b.index);
        const { time, index } = pending.shift()!;
        now = time;
        seen.push([now, index]);
        event(index);
      }
      return seen;
    };

    fc.assert(
      fc.property(fc.array(plan, { maxLength: 80 }), (plans) => {
        expect(withKernel(plans)).toEqual(withArray(plans));
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('is kept over a hundred thousand pending events with grid delays', () => {
    const kernel = new Kernel();
    let last = { time: 0, index: -1 };
    let misplaced = 0;
    const check = kernel.handler((index) => {
      if (!(kernel.now > last.time || index > last.index)) misplaced++;
      last = { time: kernel.now, index };
    });
    for (let index = 0; index < 100_000; index++) kernel.scheduleAt(((index * 7919) % 101) * 0.1, check, index);
    kernel.run();
    expect([kernel.eventCount, misplaced]).toEqual([100_000, 0]);
  });
});

describe('the horizon', () => {
  it('is half-open: every hour of 30 days is 720', () => {
    const { kernel, seen, record } = recorder();
    kernel.every(3600, record);
    expect(kernel.run(30 * 86_400)).toBe('horizon');
    expect(seen).toHaveLength(720);
    expect(kernel.now).toBe(30 * 86_400);
  });

  it('leaves the event at the horizon for the next run', () => {
    const { kernel, seen, record } = recorder();
    kernel.schedule(5, record, 1);
    expect(kernel.run(5)).toBe('horizon');
    expect(seen).toEqual([]);
    expect(kernel.run(5.5)).toBe('drained');
    expect(seen).toEqual([1]);
    expect(kernel.now).toBe(5.5);
  });

  it('gives the same events in one run as in many', () => {
    const story = (horizons: number[]) => {
      const { kernel, seen, record } = recorder();
      kernel.every(0.7, record, 1, { until: 50 });
      kernel.every(0.1, record, 2, { until: 50 });
      for (const horizon of horizons) kernel.run(horizon);
      return seen;
    };
    expect(story([0, 0.7, 1.4, 2.1, 30, 30, 51])).toEqual(story([Infinity]));
  });

  it('stays at the last event when there is no horizon', () => {
    const { kernel, record } = recorder();
    kernel.schedule(5, record);
    expect(kernel.run()).toBe('drained');
    expect(kernel.now).toBe(5);
  });

  it.each([
    [-1, 'PAST'],
    [Number.NaN, 'NOT_A_TIME'],
  ])('of %d is refused with %s', (until, code) => {
    expect(errorOf(() => new Kernel().run(until)).code).toBe(code);
  });
});

describe('periodic events', () => {
  it('come at start + k * period, without drift', () => {
    const kernel = new Kernel();
    const times: number[] = [];
    kernel.every(
      0.1,
      kernel.handler(() => times.push(kernel.now)),
      0,
      { from: 0.3, count: 100_000 },
    );
    kernel.run();
    expect(times).toEqual(Array.from({ length: 100_000 }, (_, k) => 0.3 + k * 0.1));
  });

  it('end before `until`, after `count`, or at stop()', () => {
    const { kernel, seen, record } = recorder();
    kernel.every(1, record, 1, { until: 3 });
    kernel.every(1, record, 2, { count: 2 });
    const stopped = kernel.every(1, record, 3);
    kernel.schedule(
      1.5,
      kernel.handler(() => stopped.stop()),
    );
    kernel.run();
    expect(seen.filter((argument) => argument === 1)).toHaveLength(3);
    expect(seen.filter((argument) => argument === 2)).toHaveLength(2);
    expect(seen.filter((argument) => argument === 3)).toHaveLength(2);
    expect(stopped.count).toBe(2);
  });

  it('may be stopped by their own handler', () => {
    const kernel = new Kernel();
    let count = 0;
    const periodic = kernel.every(
      1,
      kernel.handler(() => ++count === 3 && periodic.stop()),
    );
    expect(kernel.run()).toBe('drained');
    expect(count).toBe(3);
  });

  it.each([0, -1, Number.NaN, Infinity])('with a period of %d are refused', (period) => {
    const { kernel, record } = recorder();
    expect(errorOf(() => kernel.every(period, record)).code).toBe('OUT_OF_RANGE');
  });

  it('starting in the past are refused', () => {
    const { kernel, record } = recorder();
    kernel.run(5);
    expect(errorOf(() => kernel.every(1, record, 0, { from: 4 })).code).toBe('PAST');
  });
});

describe('timers', () => {
  it('run once at the time armed last', () => {
    const kernel = new Kernel();
    const times: number[] = [];
    const timer = kernel.timer(kernel.handler(() => times.push(kernel.now)));
    timer.set(5);
    timer.set(2);
    timer.setAt(3);
    expect(timer.armed).toBe(true);
    kernel.run();
    expect(times).toEqual([3]);
    expect(timer.armed).toBe(false);
  });

  it('pass their argument, and are disarmed when their handler runs', () => {
    const kernel = new Kernel();
    const seen: number[] = [];
    const timer = kernel.timer(
      kernel.handler((argument) => {
        seen.push(argument);
        expect(timer.armed).toBe(false);
        if (seen.length < 3) timer.set(1);
      }),
      17,
    );
    timer.set(1);
    kernel.run();
    expect(seen).toEqual([17, 17, 17]);
    expect(kernel.now).toBe(3);
  });

  it('do not run after cancel(), and a cancelled end does not move the clock', () => {
    const { kernel, seen, record } = recorder();
    const timer = kernel.timer(record, 1);
    timer.set(9);
    kernel.schedule(
      1,
      kernel.handler(() => timer.cancel()),
    );
    expect(kernel.run()).toBe('drained');
    expect(seen).toEqual([]);
    expect(kernel.now).toBe(1);
    timer.cancel();
    expect(kernel.pendingCount).toBe(0);
  });

  it('take the place in the order at which they were armed last', () => {
    const { kernel, seen, record } = recorder();
    const timer = kernel.timer(record, 1);
    timer.set(1);
    kernel.schedule(1, record, 2);
    timer.set(1);
    kernel.run();
    expect(seen).toEqual([2, 1]);
  });

  it('behave like a map of due times under random arming and cancelling', () => {
    const action = fc.record({ timer: fc.nat(9), delay: fc.nat(20), cancel: fc.boolean() });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 400 }), (actions) => {
        const kernel = new Kernel({ firstCapacity: 1 });
        const fired: [number, number][] = [];
        const expected: [number, number][] = [];
        const due = new Map<number, number>();
        const fire = kernel.handler((index) => fired.push([kernel.now, index]));
        const timers = Array.from({ length: 10 }, (_, index) => kernel.timer(fire, index));
        actions.forEach(({ timer, delay, cancel }, step) => {
          for (const [index, time] of [...due].sort((a, b) => a[1] - b[1])) {
            if (time < step) {
              expected.push([time, index]);
              due.delete(index);
            }
          }
          kernel.run(step);
          due.delete(timer);
          if (cancel) timers[timer]!.cancel();
          else {
            timers[timer]!.set(delay);
            due.set(timer, step + delay);
          }
          expect(kernel.pendingCount).toBe(due.size);
        });
        kernel.run();
        for (const [index, time] of [...due].sort((a, b) => a[1] - b[1])) expected.push([time, index]);
        // A map keeps the order of arming, and the sort is stable: ties agree too.
        expect(fired).toEqual(expected);
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  it('that are cancelled do not pile up: 200 s timeouts that never strike stay few', () => {
    const kernel = new Kernel({ firstCapacity: 4 });
    const timeout = kernel.handler(() => expect.unreachable());
    let left = 100_000;
    const request = kernel.handler(() => {
      const timer = kernel.timer(timeout);
      timer.set(200);
      timer.cancel();
      if (--left > 0) kernel.schedule(0.001, request);
    });
    kernel.schedule(0, request);
    kernel.run();
    // 100,000 entries would have grown the arrays to 2^17 slots; the sweep keeps them at twice the least worth sweeping.
    const { table } = kernel as unknown as { table: { capacity: number } };
    expect(table.capacity).toBeLessThanOrEqual(128);
  });
});

describe('guards', () => {
  it.each([
    [-1, 'PAST'],
    [Number.NaN, 'NOT_A_TIME'],
    [Infinity, 'NOT_A_TIME'],
    [-Infinity, 'NOT_A_TIME'],
  ])('a delay of %d is refused with %s, naming the handler and the time', (delay, code) => {
    const { kernel, record } = recorder();
    const culprit = kernel.handler(() => kernel.schedule(delay, record), 'culprit');
    kernel.schedule(12.5, culprit);
    const error = errorOf(() => kernel.run());
    expect(error).toMatchObject({ code, label: 'record', during: 'culprit', timeSeconds: 12.5 });
    expect(error.message).toContain('"record"');
    expect(error.message).toContain('12.5 s');
    expect(error.message).toContain('"culprit"');
  });

  it('also for absolute times and timers', () => {
    const { kernel, record } = recorder();
    kernel.run(10);
    expect(errorOf(() => kernel.scheduleAt(9, record)).code).toBe('PAST');
    expect(errorOf(() => kernel.scheduleAt(Number.NaN, record)).code).toBe('NOT_A_TIME');
    expect(errorOf(() => kernel.timer(record).set(-1)).code).toBe('PAST');
    expect(errorOf(() => kernel.timer(record).set(-1e-300)).code).toBe('PAST');
    expect(errorOf(() => kernel.timer(record).setAt(9)).code).toBe('PAST');
    expect(errorOf(() => kernel.timer(record).set(Infinity)).code).toBe('NOT_A_TIME');
    expect(kernel.pendingCount).toBe(0);
  });

  it.each([0.5, 32, -32, Number.NaN])('a priority of %d is refused', (priority) => {
    const { kernel, record } = recorder();
    expect(errorOf(() => kernel.schedule(1, record, 0, priority)).code).toBe('NOT_A_PRIORITY');
  });

  it('the event budget stops a run with an error before the event above it', () => {
    const { kernel, seen, record } = recorder({ eventBudget: 100 });
    kernel.every(1, record);
    expect(errorOf(() => kernel.run())).toMatchObject({ code: 'EVENT_BUDGET', timeSeconds: 100 });
    expect(seen).toHaveLength(100);
  });

  it('a run that needs just the event budget is not stopped', () => {
    const { kernel, seen, record } = recorder({ eventBudget: 100 });
    kernel.every(1, record, 0, { count: 100 });
    expect(kernel.run()).toBe('drained');
    expect(seen).toHaveLength(100);
  });

  it('a clock that stands still stops a run', () => {
    const kernel = new Kernel({ stallBudget: 1000 });
    const loop = kernel.handler(() => kernel.schedule(0, loop), 'loop');
    kernel.schedule(3, loop);
    expect(errorOf(() => kernel.run())).toMatchObject({ code: 'STALLED', label: 'loop', timeSeconds: 3 });
    expect(kernel.eventCount).toBe(1000);
  });

  it('many events at one time are no stall while the clock moves on in between', () => {
    const { kernel, seen, record } = recorder({ stallBudget: 10 });
    for (let index = 0; index < 100; index++) kernel.schedule(Math.floor(index / 10), record, index);
    kernel.run();
    expect(seen).toHaveLength(100);
  });

  it('what a handler throws is wrapped with label and time', () => {
    const kernel = new Kernel();
    const cause = new RangeError('no such file');
    const fail = kernel.handler(() => {
      throw cause;
    }, 'listing');
    kernel.schedule(7, fail);
    const error = errorOf(() => kernel.run());
    expect(error).toMatchObject({ code: 'HANDLER_FAILED', label: 'listing', timeSeconds: 7, cause });
    expect(error.message).toMatchInlineSnapshot(`""listing" failed at simulated time 7 s: no such file"`);
  });

  it('run() within a run is refused', () => {
    const kernel = new Kernel();
    kernel.schedule(
      1,
      kernel.handler(() => kernel.run()),
    );
    expect(errorOf(() => kernel.run()).code).toBe('ALREADY_RUNNING');
  });
});

describe('an observer', () => {
  it('is told time, handler and argument of each event until it is taken away', () => {
    const { kernel, record } = recorder();
    const told: [number, string, number][] = [];
    kernel.observe({
      event: (time, handler, argument) => {
        told.push([time, kernel.label(handler, argument), argument]);
        if (told.length === 2) kernel.observe(null);
      },
    });
    kernel.schedule(1, record, 10);
    kernel.timer(record, 11).set(2);
    kernel.schedule(3, record, 12);
    kernel.run();
    expect(told).toEqual([
      [1, 'record', 10],
      [2, 'record', 11],
    ]);
    expect(kernel.eventCount).toBe(3);
  });
});

describe('arguments', () => {
  it.each([0, -0.5, 2 ** 40, 1e300, -1])('of %d arrive as they were given', (argument) => {
    const { kernel, seen, record } = recorder();
    kernel.schedule(1, record, argument);
    kernel.run();
    expect(seen).toEqual([argument]);
  });
});

describe('the time until which all is quiet', () => {
  it('is that of the next event, and at most the horizon', () => {
    const { kernel, record } = recorder();
    const seen: number[] = [];
    const look = kernel.handler(() => seen.push(kernel.quietUntilSeconds), 'look');
    for (const at of [1, 2, 3]) kernel.schedule(at, look);
    kernel.schedule(2.5, record);
    kernel.run(2.2);
    kernel.run(7);
    expect(seen).toEqual([2, 2.2, 7]);
  });

  it('is now while something else is to happen now', () => {
    const { kernel, record } = recorder();
    let seen = -1;
    const look = kernel.handler(() => {
      kernel.schedule(0, record);
      seen = kernel.quietUntilSeconds;
    }, 'look');
    kernel.schedule(1, look);
    kernel.schedule(1, record);
    kernel.run();
    expect(seen).toBe(1);
  });

  it('is never over when nothing is to come', () => {
    const { kernel } = recorder();
    let seen = -1;
    const look = kernel.handler(() => {
      seen = kernel.quietUntilSeconds;
    }, 'look');
    kernel.schedule(1, look);
    kernel.run();
    expect(seen).toBe(Infinity);
  });
});
