import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Interrupt,
  Kernel,
  type Process,
  type ProcessHandle,
  type Refusal,
  ServerPool,
} from '../../../src/kernel/index.ts';
import { runBalanced } from './pool-balance.ts';

/** Times that coincide often, zero among them. */
const time = fc.oneof(
  fc.nat(30).map((steps) => steps / 8),
  fc.nat(8).map((steps) => steps * 0.7),
);
const visit = {
  at: time,
  seconds: time,
  priority: fc.oneof(
    fc.constantFrom(0, 0, 1.5, -2),
    fc.nat(60).map((urgency) => urgency / 4 - 7),
  ),
};

const act = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('request' as const), ...visit }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('serve' as const), ...visit }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('use' as const), ...visit }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('acquire' as const), ...visit }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('acquireWithin' as const), ...visit, patience: time }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), at: time, whom: fc.nat(1000) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('interrupt' as const), at: time, whom: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const), at: time }) },
);
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

/** What a visit came to; exactly one of these. */
type Fate = 'served' | 'refused' | 'withdrawn' | 'out of patience' | 'interrupted';

/** Plays the acts on one pool, whose counts must balance before every event; each visit must come to one end. */
function play(acts: Act[], options: { servers: number; capacity: number; preemption: 'none' | 'resume' }): void {
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'pool', ...options });
  const preemptive = options.preemption === 'resume';
  const fates = acts.map((): Fate[] => []);
  const tickets: { ticket: number; visit: number }[] = [];
  const handles: ProcessHandle[] = [];
  let refusedSinceReset = 0;

  const come = (index: number, fate: Fate) => {
    fates[index]!.push(fate);
    if (fate === 'refused') refusedSinceReset++;
  };
  const hold = (index: number) => kernel.schedule((acts[index] as { seconds: number }).seconds, letGo, index);
  const granted = kernel.handler(hold);
  const letGo = kernel.handler((index) => {
    pool.release();
    come(index, 'served');
  });
  const served = kernel.handler((index) => come(index, 'served'));
  const keepTicket = (index: number) => tickets.push({ ticket: pool.ticket, visit: index });

  function* story(index: number, one: Extract<Act, { kind: 'use' | 'acquire' | 'acquireWithin' }>): Process<void> {
    try {
      const refusal = yield* visitPool(one);
      come(index, refusal === undefined ? 'served' : refusal === 'full' ? 'refused' : refusal);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(Interrupt);
      come(index, 'interrupted');
    }
  }
  function* visitPool(one: Extract<Act, { kind: 'use' | 'acquire' | 'acquireWithin' }>): Process<Refusal | undefined> {
    if (one.kind === 'use' || preemptive) return yield* pool.use(one.seconds, one.priority);
    const refusal: Refusal | undefined =
      one.kind === 'acquire' ? yield pool.acquire(one.priority) : yield* pool.acquireWithin(one.patience, one.priority);
    if (refusal !== undefined) return refusal;
    try {
      yield one.seconds;
    } finally {
      pool.release();
    }
    return undefined;
  }

  const run = kernel.handler((index) => {
    const one = acts[index]!;
    switch (one.kind) {
      case 'request': {
        if (preemptive) return;
        const answer = pool.request(granted, index, one.priority);
        if (answer === null) come(index, 'refused');
        else if (answer) hold(index);
        else keepTicket(index);
        return;
      }
      case 'serve': {
        const answer = pool.serve(one.seconds, served, index, one.priority);
        if (answer === null) come(index, 'refused');
        else if (!answer) keepTicket(index);
        return;
      }
      case 'withdraw': {
        const { ticket, visit } = tickets[one.whom % tickets.length] ?? { ticket: -1, visit: -1 };
        if (pool.withdraw(ticket)) come(visit, 'withdrawn');
        return;
      }
      case 'interrupt':
        handles[one.whom % handles.length]?.interrupt(index);
        return;
      case 'reset':
        pool.resetStats();
        refusedSinceReset = 0;
        expect(pool.stats()).toMatchObject({ carriedOver: pool.busy + pool.queueLength, offered: 0, served: 0 });
        return;
      default:
        handles.push(kernel.spawn(story(index, one), `process ${index}`));
    }
  });
  acts.forEach(({ at }, index) => {
    kernel.scheduleAt(at, run, index);
  });

  runBalanced(kernel, pool);
  expect([pool.busy, pool.queueLength, kernel.pendingCount]).toEqual([0, 0, 0]);
  expect(pool.stats().refused).toBe(refusedSinceReset);
  expect(handles.every((handle) => handle.done)).toBe(true);
  acts.forEach(({ kind }, index) => {
    const isVisit = !['withdraw', 'interrupt', 'reset'].includes(kind) && !(kind === 'request' && preemptive);
    expect(fates[index], `${kind} ${index}`).toHaveLength(isVisit ? 1 : 0);
  });
}

describe.each(['none', 'resume'] as const)('a pool with preemption: %s', (preemption) => {
  it('loses nobody and counts everybody, whatever comes, leaves and is interrupted', () => {
    const load = fc.record({
      acts: fc.array(act, { maxLength: 60, size: 'max' }),
      servers: fc.integer({ min: 1, max: 3 }),
      room: fc.constantFrom(Infinity, Infinity, 0, 1, 4),
    });
    fc.assert(
      fc.property(load, ({ acts, servers, room }) => play(acts, { servers, capacity: servers + room, preemption })),
      { seed: 31, numRuns: 250 },
    );
  });
});
