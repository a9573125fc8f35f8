import { expect } from 'vitest';
import type { Kernel, ServerPool } from '../../../src/kernel/index.ts';

/** What holds for every pool at any moment: nobody is lost, and no server is idle while somebody waits. */
export function expectBalance(pool: ServerPool): void {
  const { carriedOver, offered, served, refused, reneged, utilization } = pool.stats();
  const { busy, queueLength, servers, capacity } = pool;
  expect(carriedOver + offered).toBe(served + refused + reneged + busy + queueLength);
  expect(busy).toBeGreaterThanOrEqual(0);
  expect(busy).toBeLessThanOrEqual(servers);
  expect(queueLength).toBeGreaterThanOrEqual(0);
  if (queueLength > 0) expect(busy).toBe(servers);
  expect(busy + queueLength).toBeLessThanOrEqual(capacity);
  expect(utilization).toBeLessThanOrEqual(1 + 1e-12);
}

/** Looks at the pools before every event of the run, and after the last. */
export function runBalanced(kernel: Kernel, ...pools: ServerPool[]): void {
  const look = () => pools.forEach(expectBalance);
  kernel.observe({ event: look });
  kernel.run();
  look();
}
