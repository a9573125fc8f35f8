import { describe, expect, it } from 'vitest';
import { Kernel, type Process, ServerPool } from '../../src/kernel/index.ts';
import { drawsOf, expectTheory } from './estimates.ts';
import { batchCount, runStation } from './station.ts';
import * as theory from './theory.ts';

describe('the formulas', () => {
  it.each([
    ['M/M/1 rate .9, Wq', theory.meanWaitMmc(1, 0.9, 1), 9],
    ['M/M/2 rate 1.6, Wq', theory.meanWaitMmc(2, 1.6, 1), 1.77778],
    ['M/M/2 rate 1.6, P(wait)', theory.erlangC(2, 1.6), 0.711111],
    ['M/M/4 rate 3.2, Wq', theory.meanWaitMmc(4, 3.2, 1), 0.745541],
    ['M/M/4 rate 3.2, P(wait)', theory.erlangC(4, 3.2), 0.596432],
    ['M/M/16 rate 14.4, W', theory.meanWaitMmc(16, 14.4, 1) + 1, 1.3695896],
    ['Erlang B c = a = 10', theory.erlangB(10, 10), 0.2145823],
    ['M/D/1 rate .8, Wq', theory.meanWaitMg1(0.8, 1, 0), 2],
    ['M/G/1 cv2 = 4 rate .7, Wq', theory.meanWaitMg1(0.7, 1, 4), 5.833333],
    ['processor sharing rate .8, W', theory.meanTimeProcessorSharing(0.8, 1), 5],
    ['closed, demands 1, 1, N = 10', theory.closedThroughput([1, 1], 0, 10), 0.909091],
    ['closed, demands .1, .05, think 1, N = 20', theory.closedThroughput([0.1, 0.05], 1, 20), 9.940837],
  ])('%s', (_, formula, published) => {
    expect(formula / published).toBeCloseTo(1, 5);
  });
});

describe('waiting lines agree with theory', () => {
  it.each([
    { servers: 1, rate: 0.9, batchSize: 150_000 },
    { servers: 2, rate: 1.6, batchSize: 75_000 },
    { servers: 4, rate: 3.2, batchSize: 100_000 },
    { servers: 16, rate: 14.4, batchSize: 50_000 },
  ])('M/M/$servers at rate $rate', ({ servers, rate, batchSize }) => {
    const draws = drawsOf(`M/M/${servers}`);
    const { waits, waited, sojourns } = runStation({
      servers,
      batchSize,
      interarrival: () => draws.exponential(1 / rate),
      service: () => draws.exponential(1),
    });
    const wait = theory.meanWaitMmc(servers, rate, 1);
    expectTheory(sojourns, wait + 1);
    expectTheory(waited, theory.erlangC(servers, rate));
    // The wait alone at 16 servers would need five times the customers for a standard error of 1 %.
    if (servers < 16) expectTheory(waits, wait);
  });

  it('M/D/1 at rate 0.8', () => {
    const draws = drawsOf('M/D/1');
    const { waits } = runStation({
      servers: 1,
      batchSize: 60_000,
      interarrival: () => draws.exponential(1 / 0.8),
      service: () => 1,
    });
    expectTheory(waits, theory.meanWaitMg1(0.8, 1, 0));
  });

  it('two priorities without preemption, rates 0.3 and 0.4', () => {
    const draws = drawsOf('priorities');
    const batchSize = 60_000;
    // Thinning one Poisson stream of rate 0.7 gives two independent ones.
    const isUrgent = new Uint8Array(batchSize * (batchCount + 1));
    const { sojournTimes } = runStation({
      servers: 1,
      batchSize,
      interarrival: () => draws.exponential(1 / 0.7),
      service: () => draws.exponential(1),
      priority: (customer) => {
        isUrgent[customer] = draws.uniform() < 0.3 / 0.7 ? 1 : 0;
        return isUrgent[customer] === 1 ? 0 : 1;
      },
    });
    const [first, second] = theory.meanTimesPriorities([
      { arrivalRate: 0.3, meanService: 1, secondMoment: 2 },
      { arrivalRate: 0.4, meanService: 1, secondMoment: 2 },
    ]);
    expect([first, second]).toEqual([expect.closeTo(2, 9), expect.closeTo(4.333333, 5)]);
    const meansOf = (kind: number) => {
      const sums = Array.from({ length: batchCount + 1 }, () => ({ count: 0, seconds: 0 }));
      sojournTimes.forEach((seconds, customer) => {
        if (isUrgent[customer] !== kind) return;
        const sum = sums[Math.floor(customer / batchSize)]!;
        sum.count++;
        sum.seconds += seconds;
      });
      return sums.slice(1).map(({ count, seconds }) => seconds / count);
    };
    expectTheory(meansOf(1), first!);
    expectTheory(meansOf(0), second!);
  });

  it('a closed network of two stations with ten jobs, told by processes', () => {
    const draws = drawsOf('closed');
    const kernel = new Kernel();
    const pools = [0, 1].map((index) => new ServerPool(kernel, { name: `station ${index}`, servers: 1 }));
    function* job(): Process<void> {
      for (;;) {
        for (const pool of pools) yield* pool.use(draws.exponential(1));
      }
    }
    for (let index = 0; index < 10; index++) kernel.spawn(job(), `job ${index}`);
    const throughputs: number[] = [];
    kernel.run(1000);
    for (let batch = 1; batch <= batchCount; batch++) {
      for (const pool of pools) pool.resetStats();
      kernel.run(1000 + batch * 10_000);
      throughputs.push(pools[0]!.stats().served / 10_000);
      for (const pool of pools) {
        const { carriedOver, offered, served, utilization, meanQueueLength, meanBusy } = pool.stats();
        expect(carriedOver + offered).toBe(served + pool.busy + pool.queueLength);
        expect(utilization).toBeLessThanOrEqual(1);
        expect(meanBusy + meanQueueLength).toBeLessThan(10);
      }
    }
    expectTheory(throughputs, theory.closedThroughput([1, 1], 0, 10));
  });
});
