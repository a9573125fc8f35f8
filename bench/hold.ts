import { Kernel } from '../src/kernel/index.ts';
import { Draws } from './draws.ts';
import type { BenchOutcome } from './model.ts';

/** The hold model: so many pending events, each of which schedules one more. check: the time of the last hold. */
export function runHold(holds: number, pending: number): BenchOutcome {
  const draws = new Draws(42);
  const kernel = new Kernel();
  let left = holds;
  let lastHold = 0;
  const hold = kernel.handler((index) => {
    // What is pending at the end runs out without scheduling more; the two run lengths share that tail.
    if (left-- <= 0) return;
    if (left === 0) lastHold = kernel.now;
    kernel.schedule(draws.exponential(), hold, index);
  }, 'hold');
  for (let index = 0; index < pending; index++) kernel.schedule(draws.exponential(), hold, index);
  kernel.run();
  return { events: holds, check: lastHold };
}
