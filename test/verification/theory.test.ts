/** Formulas against each other and against values computed by hand: two ways to one number. */
import { describe, expect, it } from 'vitest';
import * as theory from '../../src/verification/theory/index.ts';

describe('formulas agree where they overlap', () => {
  it('M/M/c as a birth-death chain has the mean wait of Erlang C', () => {
    for (const [servers, rate] of [
      [1, 0.9],
      [3, 1.5],
      [16, 14.4],
      [100, 90],
    ] as const) {
      const chain = theory.birthDeath(
        () => rate,
        (n) => Math.min(n, servers),
      );
      expect(chain.mean((n) => Math.max(0, n - servers)) / rate).toBeCloseTo(theory.meanWaitMmc(servers, rate, 1), 9);
      const busy = chain.probabilities.reduce((sum, p, n) => (n >= servers ? sum + p : sum), 0);
      expect(busy).toBeCloseTo(theory.erlangC(servers, rate), 9);
    }
  });

  it('M/M/c/c as a birth-death chain blocks as Erlang B says', () => {
    const chain = theory.birthDeath(
      () => 10,
      (n) => n,
      10,
    );
    expect(chain.probabilities[10]).toBeCloseTo(theory.erlangB(10, 10), 12);
  });

  it('M/G/1 with cv2 = 1, G/M/1 with Poisson arrivals and M/M/1 are the same', () => {
    const root = theory.rootGm1((s) => 0.9 / (0.9 + s), 1);
    expect(root).toBeCloseTo(0.9, 9);
    expect(theory.meanWaitGm1(root, 1)).toBeCloseTo(9, 6);
    expect(theory.meanWaitMg1(0.9, 1, 1)).toBeCloseTo(9, 12);
    expect(theory.waitQuantileGm1(root, 1, 0.99)).toBeCloseTo(theory.waitQuantileMmc(1, 0.9, 1, 0.99), 6);
  });

  it('D/M/1 at load 0.5 has the root of sigma = exp(-2 (1 - sigma)), 0.2031878700', () => {
    expect(theory.rootGm1((s) => Math.exp(-s / 0.5), 1)).toBeCloseTo(0.20318787, 8);
  });

  it('the distribution of the wait in M/D/1 begins at 1 - rho, ends at 1 and has the mean of Pollaczek and Khinchine', () => {
    expect(theory.waitDistributionMd1(0.5, 0)).toBeCloseTo(0.5, 12);
    expect(theory.waitDistributionMd1(0.5, 20)).toBeCloseTo(1, 6);
    let mean = 0;
    for (let t = 0.005; t < 20; t += 0.01) mean += 0.01 * (1 - theory.waitDistributionMd1(0.5, t));
    expect(mean).toBeCloseTo(theory.meanWaitMg1(0.5, 1, 0), 4);
  });

  it('priorities conserve work: waits weighted by load are those without priorities (Kleinrock)', () => {
    const classes = [
      { arrivalRate: 0.5, meanService: 0.5, secondMoment: 0.25 },
      { arrivalRate: 0.2, meanService: 1, secondMoment: 5 },
      { arrivalRate: 0.1, meanService: 2, secondMoment: 6 },
    ];
    const load = classes.reduce((sum, { arrivalRate, meanService }) => sum + arrivalRate * meanService, 0);
    const residual = classes.reduce((sum, each) => sum + (each.arrivalRate * each.secondMoment) / 2, 0);
    const weighted = theory
      .meanWaitsPriorities(classes)
      .reduce((sum, wait, index) => sum + wait * classes[index]!.arrivalRate * classes[index]!.meanService, 0);
    expect(weighted).toBeCloseTo((load * residual) / (1 - load), 12);
  });

  it('one class is no priority, with preemption or without', () => {
    const only = [{ arrivalRate: 0.7, meanService: 1, secondMoment: 2 }];
    expect(theory.meanWaitsPriorities(only)[0]).toBeCloseTo(theory.meanWaitMmc(1, 0.7, 1), 12);
    expect(theory.meanTimesPreemptive(only)[0]).toBeCloseTo(theory.meanWaitMmc(1, 0.7, 1) + 1, 12);
    expect(theory.meanWaitsPrioritiesMmc(4, 1, [3.2])[0]).toBeCloseTo(theory.meanWaitMmc(4, 3.2, 1), 12);
  });

  it('the first class of a preemptive queue does not see the others', () => {
    const [first] = theory.meanTimesPreemptive([
      { arrivalRate: 0.3, meanService: 1, secondMoment: 2 },
      { arrivalRate: 0.4, meanService: 1, secondMoment: 2 },
    ]);
    expect(first).toBeCloseTo(1 / (1 - 0.3), 12);
  });

  it('preemption on several servers: one class is M/M/c, and on one server it is the M/G/1 formula', () => {
    expect(theory.meanTimesPreemptiveMmc(4, 1, [3.2])[0]).toBeCloseTo(theory.meanWaitMmc(4, 3.2, 1) + 1, 12);
    const single = theory.meanTimesPreemptive(
      [0.3, 0.4].map((arrivalRate) => ({ arrivalRate, meanService: 1, secondMoment: 2 })),
    );
    const several = theory.meanTimesPreemptiveMmc(1, 1, [0.3, 0.4]);
    expect(several[0]).toBeCloseTo(single[0]!, 12);
    expect(several[1]).toBeCloseTo(single[1]!, 12);
  });

  it('groups of one are no groups', () => {
    expect(theory.meanNumberGroups(0.9, 1, 1, 1)).toBeCloseTo(9, 12);
  });

  it('flows capped at the whole link share it as without caps', () => {
    expect(theory.meanFlowsCapped(0.8, 1, 1)).toBeCloseTo(0.8 * theory.meanTimeProcessorSharing(0.8, 1), 12);
  });

  it('the machine repair chain with one crew is a closed network with thinking', () => {
    const chain = theory.birthDeath(
      (n) => (12 - n) / 4,
      () => 1,
      12,
    );
    const { queues } = theory.closedNetwork([1], 4, 12);
    expect(chain.mean((n) => n)).toBeCloseTo(queues[0]!, 9);
  });

  it('the traffic of a tandem is that of its source, and feedback adds a geometric series', () => {
    expect(
      theory.trafficRates(
        [0.7, 0],
        [[0, 1], []].map((row) => [...row, 0, 0].slice(0, 2)),
      ),
    ).toEqual([0.7, 0.7]);
    expect(theory.trafficRates([0.6], [[0.25]])[0]).toBeCloseTo(0.8, 12);
  });

  it('a makespan on one slot is the sum, on as many slots as tasks the maximum', () => {
    expect(theory.meanMakespan(10, 1)).toBeCloseTo(10, 12);
    expect(theory.meanMakespan(10, 10)).toBeCloseTo(theory.harmonic(10), 12);
    expect(theory.harmonic(4)).toBeCloseTo(25 / 12, 12);
  });
});
