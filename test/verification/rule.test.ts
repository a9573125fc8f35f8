/** The rule can fail: estimators are honest, and a broken kernel is noticed. */
import { describe, expect, it } from 'vitest';
import { FairShareLink, Kernel, ServerPool, type ServerPoolOptions } from '../../src/kernel/index.ts';
import { createStream } from '../../src/random/index.ts';
import { QuantileHistogram } from '../../src/statistics/index.ts';
import type { CaseSpec } from '../../src/verification/case.ts';
import { quantile, ratio, variance } from '../../src/verification/estimate.ts';
import { allCases, createLab, type Lab, rules, runCase } from '../../src/verification/index.ts';
import { Invariants } from '../../src/verification/invariants.ts';
import { judgeQuantity } from '../../src/verification/judge.ts';
import { studentTail } from '../../src/verification/student-tail.ts';
import { committedResults, complaints } from './_cases.ts';

const caseOf = (id: string): CaseSpec => allCases.find((spec) => spec.id === id)!;
const broken = (parts: Partial<Lab>): Lab => ({ ...createLab(), ...parts });
const complaintsOf = (id: string, lab: Lab): string[] => complaints(runCase(caseOf(id), 'quick', lab));

/** A queue that serves the last first: it stands in line as told, and goes as another. */
class LastComeFirstServed extends ServerPool {
  private readonly stack: [handler: number, argument: number][] = [];
  private readonly swap: number;

  constructor(kernel: Kernel, options: ServerPoolOptions) {
    super(kernel, options);
    this.swap = kernel.handler(() => {
      const [handler, argument] = this.stack.pop()!;
      kernel.dispatch(handler, argument);
    });
  }

  override request(handler: number, argument: number, priority = 0): boolean | null {
    const granted = super.request(this.swap, 0, priority);
    if (granted === false) this.stack.push([handler, argument]);
    return granted;
  }
}

/** Loses every 10,000th flow. */
class ForgetfulLink extends FairShareLink {
  private count = 0;

  override start(sizeBytes: number, flowClass: number, handler: number, argument: number): void {
    if (++this.count % 10_000 !== 0) super.start(sizeBytes, flowClass, handler, argument);
  }
}

/** Every delay a thousandth too long: loads and waits, as ratios of times, hardly move. */
class SlowKernel extends Kernel {
  override schedule(delaySeconds: number, handler: number, argument = 0, priority = 0): void {
    super.schedule(delaySeconds * 1.001, handler, argument, priority);
  }
}

describe('a broken part is noticed', () => {
  it('services that are 2 % too long', () => {
    const lab = broken({
      stream: (caseId, purpose, replication) => {
        const stream = createLab().stream(caseId, purpose, replication);
        const exponential = (mean: number) => stream.exponential(purpose.startsWith('services') ? 1.02 * mean : mean);
        return { ...stream, uniform: () => stream.uniform(), exponential } as typeof stream;
      },
    });
    expect(complaintsOf('mm3', lab)).toEqual([expect.stringMatching(/^Wq: .*standard errors/), expect.anything()]);
  });

  it('a line in which the last is served first: single waits and quantiles see it, the mean does not', () => {
    const lab = broken({ pool: (kernel, options) => new LastComeFirstServed(kernel, options) });
    expect(complaintsOf('coupling-lindley', lab)).toEqual([
      expect.stringMatching(/^handlers: differs by/),
      expect.stringMatching(/^processes: differs by/),
    ]);
    expect(complaintsOf('dm1-80', lab)).toEqual([expect.stringMatching(/^p99 Wq: .*standard errors/)]);
  });

  it('a link that forgets one flow in 10,000', () => {
    const lab = broken({ link: (kernel, options) => new ForgetfulLink(kernel, options) });
    expect(complaintsOf('ps-fixed', lab).join()).toMatch(/flow balance of the flows/);
  });

  it('a pool with one server less than it says', () => {
    const lab = broken({
      pool: (kernel, options) => new ServerPool(kernel, { ...options, servers: options.servers - 1 }),
    });
    const found = complaintsOf('mm3', lab).join();
    expect(found).toMatch(/Wq: .*standard errors/);
    expect(found).toMatch(/no server idle while somebody waits/);
  });

  it('a kernel whose delays are a thousandth too long', () => {
    const lab = broken({ kernel: (options) => new SlowKernel(options) });
    expect(complaintsOf('mm3-5', lab).join()).toMatch(/work conservation/);
  });

  it('a link of which 3 % of the capacity is missing', () => {
    const lab = broken({
      link: (kernel, options) =>
        new FairShareLink(kernel, { ...options, capacityBytesPerSecond: 0.97 * options.capacityBytesPerSecond }),
    });
    expect(complaintsOf('ps-by-size', lab).filter((each) => each.startsWith('E[T'))).toHaveLength(5);
  });
});

describe('the rule', () => {
  const spec = { name: 'W', says: 'time', theory: 10, formula: '10', source: 'here' };
  const judge = (value: number, standardError: number | null, batches = 40) =>
    judgeQuantity(spec, { value, standardError }, batches, rules.quick);

  it.each([
    ['near and narrow', judge(10.2, 0.08), 'holds', undefined],
    ['too far', judge(10.33, 0.08), 'fails', '4.1 standard errors from theory'],
    ['too wide', judge(10, 0.11), 'fails', 'the standard error is 1.10 % of theory, too wide to tell'],
    ['too few batches', judge(10, 0.05, 29), 'fails', '29 batches, where 30 are needed'],
    ['not a number', judge(Number.NaN, Number.NaN), 'fails', 'no estimate'],
    ['nothing measured', judgeQuantity(spec, undefined, 40, rules.quick), 'fails', 'no estimate'],
    ['without chance where there is some', judge(10, null), 'fails', 'no estimate'],
  ])('%s', (_, { verdict, reason }, expected, why) => {
    expect([verdict, reason]).toEqual([expected, why]);
  });

  it('exact quantities agree to 1e-9, zero to 1e-9 absolutely', () => {
    const exact = (theory: number, value: number) =>
      judgeQuantity({ ...spec, theory, exact: true }, { value, standardError: null }, 0, rules.quick).verdict;
    expect([exact(10, 10 + 5e-9), exact(10, 10 + 2e-8), exact(0, 5e-10), exact(0, 2e-9), exact(0, Number.NaN)]).toEqual(
      ['holds', 'fails', 'holds', 'fails', 'fails'],
    );
  });

  it('an invariant that is not a number does not hold, whenever it comes', () => {
    const invariants = new Invariants();
    invariants.identity('a', 1, Number.NaN);
    invariants.identity('a', 1, 1);
    invariants.identity('b', 1, 1 + 1e-10);
    invariants.never('c', 1);
    expect(invariants.list().map(({ name, holds }) => [name, holds])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ]);
  });
});

describe('standard errors are honest', () => {
  const stream = createStream(7, 0, 'standard errors');

  // 1,000 intervals of nominally 95 %: 950 +- 4 x 6.9, less what 40 batches of a skewed value cost.
  it('a ratio of totals is covered by its interval', () => {
    let covered = 0;
    for (let run = 0; run < 1000; run++) {
      const sums = new Float64Array(40);
      const counts = new Float64Array(40);
      for (let batch = 0; batch < 40; batch++) {
        counts[batch] = 20 + stream.integer(20);
        for (let i = 0; i < counts[batch]!; i++) sums[batch]! += stream.exponential(1);
      }
      const { value, standardError } = ratio(sums, counts);
      if (Math.abs(value - 1) < 2.0227 * standardError!) covered++;
    }
    expect(covered).toBeGreaterThan(915);
    expect(covered).toBeLessThan(978);
  });

  it('so are a variance and a quantile', () => {
    const covered = { variance: 0, quantile: 0 };
    for (let run = 0; run < 400; run++) {
      const sums = new Float64Array(40);
      const squares = new Float64Array(40);
      const pooled = new QuantileHistogram();
      const batches = Array.from({ length: 40 }, () => new QuantileHistogram());
      for (let i = 0; i < 40 * 100; i++) {
        const value = stream.uniform();
        sums[i % 40]! += value;
        squares[i % 40]! += value * value;
        pooled.add(value);
        batches[i % 40]!.add(value);
      }
      const spread = variance(squares, sums, new Float64Array(40).fill(100));
      if (Math.abs(spread.value - 1 / 12) < 2.0227 * spread.standardError!) covered.variance++;
      const median = quantile(batches, pooled, 0.5);
      if (Math.abs(median.value - 0.5) < 2.0227 * median.standardError!) covered.quantile++;
    }
    // 380 +- 4 x 4.4.
    expect(covered.variance).toBeGreaterThan(362);
    expect(covered.quantile).toBeGreaterThan(362);
  });

  // Whitt (Planning queueing simulations, Management Science 35, 1989): the time average of the number in M/M/1 has the
  // asymptotic variance 2 rho (1 + rho) / (1 - rho)^4 a unit of time. The variance of 40 batches scatters by 23 %.
  it('M/M/1 has the error that theory gives it', () => {
    const { entities, quantities } = committedResults().cases.find(({ id }) => id === 'mm1-90')!;
    const { standardError } = quantities.find(({ name }) => name === 'L')!;
    const seconds = ((40 / 41) * entities) / 0.9;
    const expected = Math.sqrt((2 * 0.9 * 1.9) / 0.1 ** 4 / seconds);
    expect((standardError! / expected) ** 2).toBeGreaterThan(1 - 3 * 0.23);
    expect((standardError! / expected) ** 2).toBeLessThan(1 + 4 * 0.23);
  });

  it('the tail of Student t is that of the tables', () => {
    expect(studentTail(2.0227, 39)).toBeCloseTo(0.05, 4);
    expect(studentTail(4, 39)).toBeCloseTo(0.000274, 5);
  });
});
