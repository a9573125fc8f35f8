import { expect } from 'vitest';
import { Kernel, ServerPool } from '../../src/kernel/index.ts';
import { BatchMeans } from './estimates.ts';

export const batchCount = 40;

export interface StationLoad {
  servers: number;
  /** Customers a batch. */
  batchSize: number;
  interarrival: () => number;
  service: (customer: number) => number;
  priority?: (customer: number) => number;
}

/** One station with a pool until it is empty again, and what must hold in every run. */
export function runStation({ servers, batchSize, interarrival, service, priority = () => 0 }: StationLoad) {
  const kernel = new Kernel();
  const pool = new ServerPool(kernel, { name: 'station', servers });
  const customers = batchSize * (batchCount + 1);
  const waits = new BatchMeans(batchCount, batchSize);
  const waited = new BatchMeans(batchCount, batchSize);
  const sojourns = new BatchMeans(batchCount, batchSize);
  const arrivedAt = new Float64Array(customers);
  const sojournTimes = new Float64Array(customers);

  const begin = (customer: number) => {
    const wait = kernel.now - arrivedAt[customer]!;
    const seconds = service(customer);
    waits.add(customer, wait);
    sojournTimes[customer] = wait + seconds;
    sojourns.add(customer, wait + seconds);
    kernel.schedule(seconds, depart);
  };
  const granted = kernel.handler(begin, 'granted');
  const depart = kernel.handler(() => pool.release(), 'depart');
  const arrive = kernel.handler((customer) => {
    if (customer + 1 < customers) kernel.schedule(interarrival(), arrive, customer + 1);
    arrivedAt[customer] = kernel.now;
    if (pool.request(granted, customer, priority(customer))) begin(customer);
    else waited.add(customer, 1);
  }, 'arrive');
  kernel.schedule(interarrival(), arrive, 0);
  expect(kernel.run()).toBe('drained');

  const stats = pool.stats();
  expect(stats.utilization).toBeLessThanOrEqual(1);
  expect([stats.offered, stats.served, stats.waits.count, pool.busy, pool.queueLength]).toEqual([
    customers,
    customers,
    customers,
    0,
    0,
  ]);
  // Little's law over a window that begins and ends empty is an identity: only rounding may differ.
  expect((stats.meanQueueLength * kernel.now) / waits.total).toBeCloseTo(1, 9);
  expect(((stats.meanQueueLength + stats.meanBusy) * kernel.now) / sojourns.total).toBeCloseTo(1, 9);
  expect((stats.waits.mean * customers) / waits.total).toBeCloseTo(1, 9);
  return { waits: waits.means(), waited: waited.means(), sojourns: sojourns.means(), sojournTimes };
}
