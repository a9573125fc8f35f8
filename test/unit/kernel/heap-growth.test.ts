import { expect, it } from 'vitest';
import { heapGrowth } from './heap-growth.ts';

it('grows by less than a tenth of a byte an event, with handlers, timers and a pool', () => {
  expect(heapGrowth(3_000_000)).toBeLessThan(0.1);
});
