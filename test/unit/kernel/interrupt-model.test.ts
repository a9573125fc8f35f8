import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Interrupt,
  Kernel,
  type Process,
  type ProcessHandle,
  type Refusal,
  ServerPool,
  Signal,
} from '../../../src/kernel/index.ts';
import { runBalanced } from './pool-balance.ts';

const time = (most: number) =>
  fc.oneof(
    fc.nat(most * 8).map((steps) => steps / 8),
    fc.nat(Math.ceil(most * 1.5)).map((steps) => steps * 0.7),
  );

describe('delays under random interrupts', () => {
  interface Plan {
    delays: number[];
    interrupts: number[];
  }

  /** Each delay ends in time, or by the next interrupt that is asked for before its end. */
  function expected({ delays, interrupts }: Plan): string[] {
    const open = interrupts.toSorted((a, b) => a - b);
    const told: string[] = [];
    let now = 0;
    for (const delay of delays) {
      const end = now + delay;
      // At equal times the interrupt is asked for first: it was scheduled before the run.
      const isInterrupted = open.length > 0 && open[0]! <= end;
      now = isInterrupted ? open.shift()! : end;
      told.push(`${isInterrupted ? 'interrupted' : 'done'} at ${now}`);
    }
    return told;
  }

  it('end when a model says so, to the bit, and no process meets what was meant for another', () => {
    const plan = fc.record({
      delays: fc.array(time(4), { maxLength: 8 }),
      interrupts: fc.array(time(12), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(plan, { maxLength: 12 }), (plans) => {
        const kernel = new Kernel({ firstCapacity: 4 });
        const told = plans.map((): string[] => []);
        function* story(index: number): Process<void> {
          for (const delay of plans[index]!.delays) {
            try {
              yield delay;
              told[index]!.push(`done at ${kernel.now}`);
            } catch (thrown) {
              expect((thrown as Interrupt).reason).toBe(index);
              told[index]!.push(`interrupted at ${kernel.now}`);
            }
          }
        }
        const handles: ProcessHandle[] = [];
        const interrupt = kernel.handler((index) => handles[index]!.interrupt(index));
        plans.forEach(({ interrupts }, index) => {
          for (const at of interrupts) kernel.scheduleAt(at, interrupt, index);
        });
        plans.forEach((_, index) => {
          handles.push(kernel.spawn(story(index), `process ${index}`));
        });
        kernel.run();
        expect(told).toEqual(plans.map(expected));
        expect(handles.every(({ done }) => done)).toBe(true);
      }),
      { seed: 41, numRuns: 300 },
    );
  });
});

type Wait =
  | { kind: 'delay'; seconds: number }
  | { kind: 'use' | 'useResume' | 'hold'; seconds: number; priority: number }
  | { kind: 'within'; seconds: number; patience: number }
  | { kind: 'signal' | 'command' }
  | { kind: 'join'; whom: number };

/** Waits of every kind that check themselves when they end. */
function world(plans: Wait[][]) {
  const kernel = new Kernel({ firstCapacity: 4 });
  const pool = new ServerPool(kernel, { name: 'pool', servers: 2, capacity: 6 });
  const resuming = new ServerPool(kernel, { name: 'resuming', servers: 1, preemption: 'resume' });
  const signal = new Signal(kernel);
  const handles: ProcessHandle[] = [];
  /** Interrupts asked for and not arrived, by process; all that were asked for, by number. */
  const expectedReasons = plans.map((): number[] => []);
  const interruptTimes: number[] = [];
  const endTimes = plans.map(() => Number.NaN);
  let firedAt = -1;

  const periodOfSignal = 1.75;
  const fire = kernel.handler(() => {
    firedAt = kernel.now;
    signal.fire();
    if (handles.some(({ done }) => !done)) kernel.schedule(periodOfSignal, fire);
  });

  /** One that cannot be called off. */
  const slow = {
    begin(process: ProcessHandle) {
      kernel.schedule(2.5, process.resumeHandler, process.id);
      return false;
    },
  };

  function* perform(wait: Wait, self: number): Process<void> {
    const began = kernel.now;
    switch (wait.kind) {
      case 'delay':
        expect(yield wait.seconds).toBeUndefined();
        expect(kernel.now).toBe(began + wait.seconds);
        return;
      case 'use':
      case 'useResume': {
        const refusal = yield* (wait.kind === 'use' ? pool : resuming).use(wait.seconds, wait.priority);
        expect([undefined, 'full']).toContain(refusal);
        expect(kernel.now - began).toBeGreaterThanOrEqual(refusal === undefined ? wait.seconds - 1e-9 : 0);
        return;
      }
      case 'hold':
      case 'within': {
        const refusal: Refusal | undefined =
          wait.kind === 'within' ? yield* pool.acquireWithin(wait.patience) : yield pool.acquire(wait.priority);
        expect([undefined, 'full', ...(wait.kind === 'within' ? ['out of patience'] : [])]).toContain(refusal);
        if (wait.kind === 'within' && refusal === 'out of patience') expect(kernel.now).toBe(began + wait.patience);
        if (refusal !== undefined) return;
        try {
          yield wait.seconds;
        } finally {
          pool.release();
        }
        return;
      }
      case 'signal':
        expect(yield signal.wait()).toBeUndefined();
        expect(kernel.now).toBe(firedAt);
        return;
      case 'command':
        expect(yield slow).toBeUndefined();
        expect(kernel.now).toBe(began + 2.5);
        return;
      case 'join': {
        // Only those before itself, so that nobody waits in a circle.
        if (self === 0) return;
        const whom = wait.whom % self;
        expect(yield handles[whom]!).toBe(`result of ${whom}`);
        expect(handles[whom]!.done).toBe(true);
      }
    }
  }

  function* story(index: number): Process<string> {
    for (const wait of plans[index]!) {
      try {
        yield* perform(wait, index);
      } catch (thrown) {
        if (!(thrown instanceof Interrupt)) throw thrown;
        // In the order of asking, at the moment of asking, none lost and none for somebody else.
        expect(thrown.reason).toBe(expectedReasons[index]!.shift());
        expect(kernel.now).toBe(interruptTimes[thrown.reason as number]);
      }
    }
    endTimes[index] = kernel.now;
    return `result of ${index}`;
  }

  const ask = (whom: number) => {
    const number = interruptTimes.push(kernel.now) - 1;
    if (handles[whom]!.interrupt(number)) expectedReasons[whom]!.push(number);
  };
  plans.forEach((_, index) => {
    handles.push(kernel.spawn(story(index), `process ${index}`));
  });
  kernel.schedule(periodOfSignal, fire);
  return { kernel, pool, resuming, handles, ask, expectedReasons, interruptTimes, endTimes };
}

describe('waits of every kind under random interrupts', () => {
  const priority = fc.constantFrom(0, 0, 1.5, -2);
  const wait: fc.Arbitrary<Wait> = fc.oneof(
    fc.record({ kind: fc.constant('delay' as const), seconds: time(3) }),
    fc.record({
      kind: fc.constantFrom('use' as const, 'useResume' as const, 'hold' as const),
      seconds: time(2),
      priority,
    }),
    fc.record({ kind: fc.constant('within' as const), seconds: time(2), patience: time(2) }),
    fc.record({ kind: fc.constantFrom('signal' as const, 'command' as const) }),
    fc.record({ kind: fc.constant('join' as const), whom: fc.nat(100) }),
  );
  const interrupt = fc.record({ at: time(12), whom: fc.nat(100), early: fc.boolean() });

  it('end right, every interrupt arrives, nothing stays taken, and numbers are never shared', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(wait, { maxLength: 8 }), { minLength: 1, maxLength: 10, size: 'max' }),
        fc.array(interrupt, { maxLength: 40, size: 'max' }),
        (plans, interrupts) => {
          const { kernel, pool, resuming, handles, ask, expectedReasons, interruptTimes, endTimes } = world(plans);
          const asking = kernel.handler(ask);
          for (const { at, whom, early } of interrupts) {
            kernel.scheduleAt(at, asking, whom % handles.length, early ? -1 : 1);
          }
          const check = kernel.handler(() => {
            const alive = handles.filter(({ done }) => !done);
            expect(new Set(alive.map(({ id }) => id)).size).toBe(alive.length);
          });
          for (const { at } of interrupts) kernel.scheduleAt(at, check, 0, 2);
          runBalanced(kernel, pool, resuming);

          expect(handles.map(({ result }) => result)).toEqual(plans.map((_, index) => `result of ${index}`));
          // Those that did not arrive were asked for at the moment at which the process ended.
          handles.forEach((_, index) => {
            for (const number of expectedReasons[index]!) expect(interruptTimes[number]).toBe(endTimes[index]);
          });
          for (const one of [pool, resuming]) expect([one.busy, one.queueLength]).toEqual([0, 0]);
          expect(kernel.pendingCount).toBe(0);
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });

  it('are the same with any number of bystanders that come and go', () => {
    const told = (bystanders: number): string[] => {
      const plans: Wait[][] = Array.from({ length: 6 }, (_, index) => [
        { kind: 'hold', seconds: 1 + index / 8, priority: index % 2 },
        { kind: 'signal' },
        { kind: 'useResume', seconds: 0.7, priority: index % 3 },
        { kind: 'command' },
        { kind: 'delay', seconds: 0.7 * index },
      ]);
      const { kernel, handles, ask } = world(plans);
      const ends: string[] = [];
      handles.forEach((handle, index) => {
        handle.onDone(kernel.handler(() => ends.push(`${index} at ${kernel.now}`)));
      });
      const asking = kernel.handler(ask);
      for (let index = 0; index < 30; index++) kernel.scheduleAt(index * 0.35, asking, (index * 7) % 6);
      function* bystander(): Process<void> {
        yield 0.1;
      }
      const bystand = kernel.handler(() => kernel.spawn(bystander()));
      for (let index = 0; index < bystanders; index++) kernel.scheduleAt(index * 0.01, bystand);
      kernel.run();
      return ends;
    };
    expect(told(0)).toHaveLength(6);
    expect(told(1000)).toEqual(told(0));
  });
});
