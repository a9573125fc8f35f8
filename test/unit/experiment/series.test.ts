/** What is drawn over time: means, and quantiles of the samples in each window. */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../../src/experiment/index.ts';
import type { ChartSpec } from '../../../src/scenario/core/index.ts';
import { QuantileHistogram } from '../../../src/statistics/index.ts';
import { constant, metric, type ToyShape, toyModels, toyScenario } from './_toy.ts';

const chart = (y: string): ChartSpec => ({ y: { text: y, expression: metric(y) }, x: 'time' });
const run = (shape: ToyShape, y: string) => {
  const { scenario, resolve } = toyScenario(shape, {
    charts: [chart(y)],
    toyRun: { horizonSeconds: 20, windowSeconds: 10, replications: 3 },
  });
  return runScenario(scenario, { version: 'test', models: toyModels, resolve });
};
const quantile = (values: readonly number[], p: number): number => {
  const histogram = new QuantileHistogram();
  for (const value of values) histogram.add(value);
  return histogram.quantile(p);
};

/** One hand, a second a piece: three at once at 0 s take 1, 2 and 3 s, five at once at 11 s take 1 to 5 s. */
const bursts: ToyShape = () => [{ activities: [{ timing: { at: [0, 0, 0, 11, 11, 11, 11, 11] } }] }];

describe('a chart over time', () => {
  it('draws a quantile of the samples of each window under its own name, beside the mean', async () => {
    const results = await run(bursts, 'toycut.latency.p90');
    const series = results.designs.shop!.series.filter(({ metric: name }) => name.startsWith('toycut.latency'));
    expect(series.map(({ metric: name, mean }) => [name, mean])).toEqual([
      ['toycut.latency', [2, 3]],
      ['toycut.latency.p90', [quantile([1, 2, 3], 0.9), quantile([1, 2, 3, 4, 5], 0.9)]],
    ]);
    expect(results.charts.find(({ y }) => y === 'toycut.latency.p90')).toMatchObject({ kind: 'series', x: 'time' });
    expect(results.warnings.map(({ code }) => code)).not.toContain('chart_left_out');
  });

  it('pools the samples of all replications', async () => {
    const shape: ToyShape = () => [
      { hands: 9, time: { kind: 'exponential', mean: 0.5 }, activities: [{ timing: { everySeconds: 1 } }] },
    ];
    const results = await run(shape, 'toycut.latency.p50');
    const series = results.designs.shop!.series.find(({ metric: name }) => name === 'toycut.latency.p50')!;
    // 3 x 20 samples; ten in 20 lie beyond the median, so that it has an interval.
    expect(results.designs.shop!.metrics['toycut.latency']!.samples).toBeGreaterThan(55);
    for (const [i, value] of series.mean.entries()) {
      expect(value).toBeGreaterThan(series.lo![i]!);
      expect(value).toBeLessThan(series.hi![i]!);
    }
  });

  it('says so where there are no samples to take a quantile of, or more than one metric', async () => {
    const results = await run(bursts, 'toycut.count.p50');
    expect(results.warnings.find(({ code }) => code === 'chart_left_out')?.text).toContain('of samples a quantile');
  });

  it('keeps nothing by window that nobody asks for', async () => {
    const results = await run(() => [{ time: constant(1) }], 'toycut.latency');
    expect(results.designs.shop!.series.map(({ metric: name }) => name)).not.toContain('toycut.latency.p50');
  });
});
