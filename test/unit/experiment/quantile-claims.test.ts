/** Claims that name a quantile: what their intervals hold, from the replications' histograms to the verdict's interval. */
import { describe, expect, it } from 'vitest';
import { readColumn } from '../../../src/experiment/core/columns.ts';
import { estimate } from '../../../src/experiment/core/estimate.ts';
import type { Formula } from '../../../src/experiment/core/formula.ts';
import type { ReplicationResult } from '../../../src/experiment/core/index.ts';
import { createStream } from '../../../src/random/index.ts';
import { QuantileHistogram, quantileInterval } from '../../../src/statistics/index.ts';
import { countHeld, expectCoverage } from '../statistics/_coverage.ts';

const ref = { metric: 'read.firstByte', window: null, statistic: 'p95' } as const;
const alone: Formula = { needs: [{ design: 'a', ref }], unit: 's', value: ([a]) => a! };
const ratio: Formula = { needs: ['a', 'b'].map((design) => ({ design, ref })), unit: '1', value: ([a, b]) => a! / b! };

/** What a replication with these samples leaves behind. */
function replication(values: readonly number[]): ReplicationResult {
  const histogram = new QuantileHistogram();
  let sum = 0;
  for (const value of values) {
    histogram.add(value);
    sum += value;
  }
  const whole = { value: sum / values.length, min: histogram.min, max: histogram.max, samples: values.length };
  return {
    replication: 0,
    random: true,
    fidelity: 'exact',
    events: 0,
    stoppedAtSeconds: 0,
    metrics: { [ref.metric]: { unit: 's', kind: 'samples', whole: { ...whole, histogram: histogram.toJSON() } } },
    bounds: [],
    cost: { totalUsd: 0, lines: [], notPriced: [], priceBook: { name: 'none', date: '' } },
    skipped: {},
    failures: {},
    warnings: [],
    timeline: null,
  };
}

const draws = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);
const pointer = ([lo, hi]: readonly [number, number]) => ({ lo, hi });

describe('a claim on a quantile', () => {
  it('alone has the very interval by sectioning around the pooled quantile', () => {
    const stream = createStream(1, 0, 'sections of a claim');
    const samples = Array.from({ length: 20 }, () => draws(50, () => stream.exponential(1)));
    const found = estimate(alone, [readColumn(samples.map(replication), ref)]);
    const histograms = samples.map((values) => {
      const histogram = new QuantileHistogram();
      for (const value of values) histogram.add(value);
      return histogram;
    });
    const { value, lo, hi } = quantileInterval(histograms, 0.95);
    expect(found.value).toBe(value);
    expect(found.interval![0]).toBeCloseTo(lo, 12);
    expect(found.interval![1]).toBeCloseTo(hi, 12);
  });

  it('has a value and no interval while the samples are too few, and says that more would tell', () => {
    const stream = createStream(1, 0, 'too few');
    const column = readColumn(
      Array.from({ length: 19 }, () => replication(draws(10, () => stream.exponential(1)))),
      ref,
    );
    expect(column).toMatchObject({ isTooFew: true, noInterval: expect.stringContaining('needs 200 samples') });
  });

  it.each([
    // samples a replication: many, some, and so few that a single one knows nothing of its 95th percentile.
    [200],
    [50],
    [10],
  ])('holds the true p95 95 times in 100: 20 replications of %d samples', (size) => {
    const stream = createStream(3, 0, `claims of ${size}`);
    const held = countHeld(Math.log(20), () => {
      const results = Array.from({ length: 20 }, () => replication(draws(size, () => stream.exponential(1))));
      return pointer(estimate(alone, [readColumn(results, ref)]).interval!);
    });
    expectCoverage(held);
  });

  it.each([[50], [10]])(
    'holds the true ratio of two that share their luck 95 times in 100: %d samples each',
    (size) => {
      const stream = createStream(3, 0, `claims of a ratio ${size}`);
      let paired = 0;
      let single = 0;
      const held = countHeld(2, () => {
        const one: ReplicationResult[] = [];
        const other: ReplicationResult[] = [];
        for (let i = 0; i < 20; i++) {
          // The same luck, but for one request in ten.
          const luck = draws(size, () => stream.uniform());
          const own = luck.map((u) => (stream.uniform() < 0.1 ? stream.uniform() : u));
          one.push(replication(luck.map((u) => -2 * Math.log(1 - u))));
          other.push(replication(own.map((u) => -Math.log(1 - u))));
        }
        const [lo, hi] = estimate(ratio, [readColumn(one, ref), readColumn(other, ref)]).interval!;
        const [from, to] = estimate(alone, [readColumn(one, ref)]).interval!;
        paired += (hi - lo) / 2;
        single += (to - from) / (2 * Math.log(20));
        return { lo, hi };
      });
      expectCoverage(held);
      // Independent designs would give sqrt(2) of a single one's width.
      expect(paired).toBeLessThan(0.8 * single);
    },
  );
});
