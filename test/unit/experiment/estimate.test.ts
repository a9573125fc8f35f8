import { describe, expect, it } from 'vitest';
import { judgeEstimate } from '../../../src/experiment/core/claims.ts';
import { type Column, readColumn } from '../../../src/experiment/core/columns.ts';
import { type Estimate, estimate } from '../../../src/experiment/core/estimate.ts';
import type { Formula } from '../../../src/experiment/core/formula.ts';
import { mathDigest, type ReplicationResult, simulate } from '../../../src/experiment/core/index.ts';
import { createStream } from '../../../src/random/index.ts';
import type { ExpectSpec } from '../../../src/scenario/core/index.ts';
import { toyCatalog, toyDesign, toyRun } from './_toy.ts';

const ref = { metric: 'a.b', window: null, statistic: 'mean' } as const;
const needs = (n: number): Formula['needs'] => Array.from({ length: n }, (_, i) => ({ design: `d${i}`, ref }));
const ratio: Formula = { needs: needs(2), unit: '1', value: ([a, b]) => a! / b! };
const same: Formula = { needs: needs(1), unit: 's', value: ([a]) => a! };

const column = (values: (number | null)[], given: Partial<Column> = {}): Column => {
  const known = values.filter((each) => each !== null);
  const value = known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
  return { value, values, random: true, atLeast: false, reason: null, noInterval: null, ...given };
};

describe('the value of an expression', () => {
  it('is a ratio of means, not a mean of ratios: 747, not 971', () => {
    // One object takes 38.95 or 111.05 ms (mean 75), a thousand take 56 s: 56 / 0.075 = 746.7. The mean of the ratios is
    // (56 / 0.03895 + 56 / 0.11105) / 2 = 971.
    const found = estimate(ratio, [column([56, 56, 56, 56]), column([0.03895, 0.11105, 0.03895, 0.11105])]);
    expect(found.value! + found.bias).toBeCloseTo(56 / 0.075, 9);
    expect(found.interval![0]).toBeLessThan(56 / 0.075);
  });

  it('takes in what designs share: a ratio that is the same in every replication is a point', () => {
    const found = estimate(ratio, [column([2, 4, 6]), column([1, 2, 3])]);
    expect(found).toMatchObject({ value: 2, interval: [2, 2] });
  });

  it('takes a single value for all replications where a design draws nothing', () => {
    const found = estimate(ratio, [column([2, 4, 6]), column([2], { random: false })]);
    expect(found.value).toBe(2);
    expect(found.n).toBe(3);
    expect(found.interval![1]).toBeGreaterThan(2);
  });

  it.each([
    ['division by zero', ratio, [column([1, 1]), column([0, 0])], /division by zero: d1\.a\.b/],
    ['nothing measured', same, [column([null, null], { reason: 'nothing finished' })], /nothing finished/],
    ['no number', { ...same, value: () => Number.NaN }, [column([1, 2])], /finite/],
  ] as [string, Formula, Column[], RegExp][])('is absent with a reason: %s', (_, formula, columns, reason) => {
    const found = estimate(formula, columns);
    expect(found).toMatchObject({ value: null, interval: null });
    expect(found.reason).toMatch(reason);
  });

  it('has no interval from one replication that was random, and a point from one that was not', () => {
    expect(estimate(same, [column([5])])).toMatchObject({ value: 5, interval: null });
    expect(estimate(same, [column([5], { random: false })])).toMatchObject({ value: 5, interval: [5, 5] });
  });

  it('has no interval where leaving out one replication leaves nothing to divide by', () => {
    const found = estimate(ratio, [column([1, 1]), column([0, 1])]);
    expect(found).toMatchObject({ value: 2, interval: null });
  });

  it.each([
    ['longer above the line is at least', ratio, [true, false], 'atLeast'],
    ['longer below the line is at most', ratio, [false, true], 'atMost'],
    ['both is unknown', ratio, [true, true], 'unknown'],
    ['none is exact', ratio, [false, false], 'exact'],
  ] as const)('knows the side when durations were cut off: %s', (_, formula, cut, side) => {
    expect(
      estimate(
        formula,
        cut.map((atLeast) => column([3, 4], { atLeast })),
      ).side,
    ).toBe(side);
  });

  it('covers the true ratio in about 95 of 100 intervals', () => {
    // 400 claims of 20 replications each on exponential values: coverage within 4 x sqrt(0.95 x 0.05 / 400) = 0.044 of 0.95.
    const stream = createStream(3, 0, 'coverage');
    let covered = 0;
    for (let i = 0; i < 400; i++) {
      const draw = (mean: number) => Array.from({ length: 20 }, () => mean * (0.5 + stream.uniform()));
      const [lo, hi] = estimate(ratio, [column(draw(6)), column(draw(2))]).interval!;
      if (lo <= 3 && 3 <= hi) covered++;
    }
    expect(Math.abs(covered / 400 - 0.95)).toBeLessThan(0.044);
  });
});

describe('a verdict', () => {
  const under: ExpectSpec = { text: '< 10', low: Number.NEGATIVE_INFINITY, high: 10, lowOpen: false, highOpen: true };
  const over: ExpectSpec = { text: '> 10', low: 10, high: Number.POSITIVE_INFINITY, lowOpen: true, highOpen: false };
  const around = (value: number, side: Estimate['side'] = 'exact'): Estimate => ({
    value,
    interval: [value - 1, value + 1],
    side,
    reason: null,
    n: 10,
    bias: 0,
  });

  it.each([
    [5, 'exact', under, 'confirmed'],
    [50, 'exact', under, 'refuted'],
    [10, 'exact', under, 'inconclusive'],
    // "At least so long": it refutes "< 10", it never confirms it; it confirms "> 10" and never refutes it.
    [50, 'atLeast', under, 'refuted'],
    [5, 'atLeast', under, 'inconclusive'],
    [50, 'atLeast', over, 'confirmed'],
    [5, 'atLeast', over, 'inconclusive'],
    [5, 'atMost', under, 'confirmed'],
    [50, 'atMost', under, 'inconclusive'],
    [5, 'atMost', over, 'refuted'],
    [50, 'unknown', over, 'inconclusive'],
  ] as const)('on %d (%s) against what is expected is right', (value, side, expected, verdict) => {
    expect(judgeEstimate(around(value, side), expected).verdict).toBe(verdict);
  });

  it('is inconclusive, with the reason, where there is no interval', () => {
    const none = { ...around(5), interval: null, reason: 'one replication gives no interval' };
    expect(judgeEstimate(none, under)).toMatchObject({ verdict: 'inconclusive', reason: none.reason });
  });
});

describe('columns of random replications', () => {
  // M/M/1 at a load of 0.5: 400 customers a replication.
  const design = toyDesign({
    time: { kind: 'exponential', mean: 1 },
    activities: [{ timing: { arrivals: { base: 0.5 }, count: 400 } }],
  });
  const results: ReplicationResult[] = Array.from({ length: 30 }, (_, replication) =>
    simulate(design, { replication, run: toyRun(), catalog: toyCatalog }),
  );
  const read = (statistic: 'mean' | 'p50' | 'p99' | 'p999' | 'n' | 'max') =>
    readColumn(results, { metric: 'toycut.latency', window: null, statistic });

  it('hold the mean sojourn time of M/M/1 in the interval: 1 / (1 - 0.5) = 2 s', () => {
    const found = estimate(same, [read('mean')]);
    const [lo, hi] = found.interval!;
    expect(lo).toBeLessThan(2);
    expect(hi).toBeGreaterThan(2);
    // 30 x 400 correlated customers: half a per cent would be too good to be true, a tenth too wide.
    expect((hi - lo) / 2).toBeLessThan(0.2);
  });

  it('pool quantiles over all replications and spread their values around them', () => {
    const p50 = read('p50');
    // The sojourn time is exponential with mean 2: its median is 2 ln 2 = 1.386.
    expect(p50.value).toBeCloseTo(1.386, 0);
    const mean = p50.values.reduce<number>((a, b) => a + b!, 0) / p50.values.length;
    expect(mean).toBeCloseTo(p50.value!, 12);
    expect(read('n').value).toBe(400);
    expect(read('max').value).toBe(Math.max(...results.map((each) => each.metrics['toycut.latency']!.whole.max!)));
  });

  it('have an interval of p99 from 1,000 samples on, and none of p999 from fewer than 10,000', () => {
    expect(read('p99').noInterval).toBeNull();
    expect(
      readColumn(results.slice(0, 20), { metric: 'toycut.latency', window: null, statistic: 'p999' }).noInterval,
    ).toMatch(/10,000 samples/);
  });

  it('are absent with a reason where a window or a metric is not there', () => {
    expect(readColumn(results, { metric: 'toycut.latency', window: 'last', statistic: 'mean' }).reason).toMatch(
      /no windows/,
    );
    expect(readColumn(results, { metric: 'toycut.nothing', window: null, statistic: 'mean' }).reason).toMatch(
      /does not exist/,
    );
  });
});

it('the fingerprint of the mathematics is eight hexadecimal digits and the same each time', () => {
  expect(mathDigest()).toMatch(/^[0-9a-f]{8}$/);
  expect(mathDigest()).toBe(mathDigest());
});
