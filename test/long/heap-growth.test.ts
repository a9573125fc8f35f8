/** Memory over a hundred million events: half a minute. */
import { expect, it } from 'vitest';
import { heapGrowth } from '../unit/kernel/heap-growth.ts';

it('grows by less than a tenth of a byte an event over 1e8 events', () => {
  expect(heapGrowth(100_000_000)).toBeLessThan(0.1);
});
