import { FairShareLink, Kernel } from '../src/kernel/index.ts';
import { Draws } from './draws.ts';
import type { BenchOutcome } from './model.ts';

/** So many flows always active on one link; each that ends starts the next. check: mean time between completions. */
export function runLink(completions: number, flows: number): BenchOutcome {
  const draws = new Draws(42);
  const kernel = new Kernel();
  const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 1 });
  const uncapped = link.flowClass(Infinity);
  let left = completions;
  const next = kernel.handler((index) => {
    if (left-- > 0) link.start(draws.exponential(), uncapped, next, index);
  }, 'next flow');
  for (let index = 0; index < flows; index++) link.start(draws.exponential(), uncapped, next, index);
  kernel.run();
  return { events: completions, check: kernel.now / completions };
}
