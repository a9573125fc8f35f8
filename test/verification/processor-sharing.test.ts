import { describe, expect, it } from 'vitest';
import { FairShareLink, Kernel } from '../../src/kernel/index.ts';
import { BatchMeans, drawsOf, expectTheory } from './estimates.ts';
import { meanTimeProcessorSharing } from './theory.ts';

const batchCount = 40;

describe('a fair-share link is M/G/1 with processor sharing: W = 5 at load 0.8 for every law of sizes', () => {
  it.each([
    { law: 'exponential', batchSize: 50_000 },
    { law: 'fixed', batchSize: 40_000 },
    { law: 'lognormal', batchSize: 60_000 },
    { law: 'hyperexponential', batchSize: 60_000 },
  ] as const)('$law', ({ law, batchSize }) => {
    const draws = drawsOf(`processor sharing, ${law}`);
    const drawSize = {
      exponential: () => draws.exponential(1),
      fixed: () => 1,
      lognormal: () => draws.lognormal(2),
      hyperexponential: () => draws.hyperexponential(2),
    }[law];
    const kernel = new Kernel();
    const link = new FairShareLink(kernel, { name: 'link', capacityBytesPerSecond: 1 });
    const uncapped = link.flowClass(Infinity);
    const customers = batchSize * (batchCount + 1);
    const arrivedAt = new Float64Array(customers);
    const sojourns = new BatchMeans(batchCount, batchSize);
    let bytes = 0;
    const done = kernel.handler((customer) => sojourns.add(customer, kernel.now - arrivedAt[customer]!), 'done');
    const arrive = kernel.handler((customer) => {
      if (customer + 1 < customers) kernel.schedule(draws.exponential(1 / 0.8), arrive, customer + 1);
      arrivedAt[customer] = kernel.now;
      const size = drawSize();
      bytes += size;
      link.start(size, uncapped, done, customer);
    }, 'arrive');
    kernel.schedule(0, arrive, 0);
    expect(kernel.run()).toBe('drained');

    expectTheory(sojourns.means(), meanTimeProcessorSharing(0.8, 1));
    const stats = link.stats();
    expect([stats.started, stats.completed, link.active]).toEqual([customers, customers, 0]);
    expect(stats.bytes / bytes).toBeCloseTo(1, 9);
    // Work conservation: bytes are moved at the full capacity whenever there is a flow.
    expect((stats.utilization * kernel.now) / bytes).toBeCloseTo(1, 9);
    expect(stats.utilization).toBeLessThanOrEqual(1);
    // Little's law over a window that begins and ends empty.
    expect((stats.meanFlows * kernel.now) / sojourns.total).toBeCloseTo(1, 9);
  });
});
