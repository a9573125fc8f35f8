import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { Kernel, type KernelOptions, type Process, ServerPool } from '../../../src/kernel/index.ts';

/** Handlers, priorities, timers that are moved and cancelled, processes and a pool, all by chance; tells what ran when. */
function runMixture(options: KernelOptions, pending: number): string[] {
  const draws = seedrandom.alea('mixture');
  const below = (n: number) => Math.floor(draws.double() * n);
  const kernel = new Kernel(options);
  const told: string[] = [];
  const delays = [() => 0, () => 0.1 * below(8), () => 0.7 * below(4), () => draws.double(), () => 50 * draws.double()];
  const delay = () => delays[below(delays.length)]!();
  let left = 4000;

  const act = kernel.handler((index) => {
    told.push(`${kernel.now} act ${index}`);
    if (left-- <= 0) return;
    kernel.schedule(delay(), act, index, below(10) === 0 ? below(5) - 2 : 0);
    if (below(40) === 0) kernel.schedule(delay(), act, 1000 + index);
    const timer = timers[below(timers.length)]!;
    if (below(3) === 0) timer.cancel();
    else timer.set(delay());
    if (below(4) === 0) kernel.spawn(visit(index), `visit ${index}`);
  });
  const strike = kernel.handler((index) => told.push(`${kernel.now} timer ${index}`));
  const timers = Array.from({ length: 50 }, (_, index) => kernel.timer(strike, index));
  const pool = new ServerPool(kernel, { name: 'pool', servers: 2 });
  function* visit(index: number): Process<void> {
    yield pool.acquire(index % 3);
    told.push(`${kernel.now} begins ${index}`);
    yield delay();
    pool.release();
  }
  for (let index = 0; index < pending; index++) kernel.schedule(delay(), act, index);
  expect(kernel.run()).toBe('drained');
  expect(kernel.pendingCount).toBe(0);
  return told;
}

describe('the order of events', () => {
  it.each([5, 60, 700])('is the same with a heap, a ladder, or both, with about %d pending', (pending) => {
    const expected = runMixture({ eventList: 'heap' }, pending);
    expect(expected.length).toBeGreaterThan(4000);
    expect(runMixture({ eventList: 'ladder' }, pending)).toEqual(expected);
    expect(runMixture({}, pending)).toEqual(expected);
    expect(runMixture({ firstCapacity: 10_000 }, pending)).toEqual(expected);
  });

  it.each(['heap', 'ladder', 'auto'] as const)(
    'holds across the end of the sequence counter, with a %s',
    (eventList) => {
      const end = 2 ** 31;
      for (const before of [1, 10, 2500, 6000]) {
        expect(runMixture({ eventList, firstSequence: end - before }, 300)).toEqual(runMixture({ eventList }, 300));
      }
    },
  );
});
