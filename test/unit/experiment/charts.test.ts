import { describe, expect, it } from 'vitest';
import { barsTitle, seriesTitle, sweepTitle } from '../../../src/experiment/core/titles.ts';
import { runScenario } from '../../../src/experiment/index.ts';
import type { ChartSpec, Scenario } from '../../../src/scenario/core/index.ts';
import { constant, metric, quotient, type ToyShape, toyModels, toyScenario } from './_toy.ts';

const shape: ToyShape = ({ pieces = 8 }) => [
  { name: 'many', activities: [{ name: 'work', pieces }] },
  { name: 'one', activities: [{ name: 'work' }] },
];
const chart = (y: ChartSpec['y'], x: string, more: Partial<ChartSpec> = {}): ChartSpec => ({ y, x, ...more });
const run = (charts: ChartSpec[], more: Partial<Scenario> = {}) => {
  const { scenario, resolve } = toyScenario(shape, { charts, ...more });
  return runScenario(scenario, { version: 'test', models: toyModels, resolve });
};
const pieces = { axes: [{ address: 'pieces', values: [4, 8, 16] }], paired: false };

describe('charts', () => {
  it('stand in the order asked for, before those that models bring under the names of a design', async () => {
    const { charts } = await run([chart({ text: 'cost.total', expression: metric('cost.total') }, 'design')]);
    expect(charts.map(({ id, y, kind }) => [id, y, kind])).toEqual([
      ['chart-1', 'cost.total', 'bars'],
      ['cut-work', 'work.makespan', 'bars'],
    ]);
    expect(charts[1]!.title).toBe('work.makespan goes from 1\u00a0s in one to 8\u00a0s in many');
  });

  it('make a metric of an expression, so that results hold what is drawn', async () => {
    const y = { text: 'work.makespan / work.requests', expression: quotient('work.makespan', 'work.requests') };
    const { charts, designs } = await run([chart(y, 'design', { title: 'Seconds a piece' })]);
    expect(charts[0]).toMatchObject({ y: y.text, unit: 's', title: 'Seconds a piece' });
    expect(designs.many!.metrics[y.text]).toMatchObject({ mean: 1, ci95: [1, 1], unit: 's' });
  });

  it('add columns to the sweep for what they draw along an axis', async () => {
    const y = { text: 'work.requests', expression: metric('work.requests') };
    const { charts, sweep } = await run([chart(y, 'pieces')], { sweep: pieces });
    expect(charts[0]).toMatchObject({ kind: 'lines', title: 'pieces takes work.requests from 4 to 16' });
    const column = sweep!.columns.findIndex(({ name }) => name === 'many.work.requests');
    expect(sweep!.points.map((point) => point.mean[column])).toEqual([4, 8, 16]);
  });

  it.each([
    ['over time without a horizon', metric('work.latency'), 'time', 'chart_without_time'],
    ['along an axis that the sweep does not have', metric('work.latency'), 'colour', 'chart_left_out'],
    ['of a metric that does not exist', metric('work.beauty'), 'design', 'chart_left_out'],
  ])('are left out with a warning: %s', async (_, expression, x, code) => {
    const { charts, warnings } = await run([chart({ text: 'y', expression }, x)]);
    expect(charts.filter(({ id }) => id === 'chart-1')).toEqual([]);
    expect(warnings.map((warning) => warning.code)).toContain(code);
  });

  it('over time have a series in the results', async () => {
    const every: ToyShape = () => [{ time: constant(3), activities: [{ timing: { everySeconds: 4 } }] }];
    const charts = [chart({ text: 'toycut.requests', expression: metric('toycut.requests') }, 'time')];
    const toy = toyScenario(every, { charts, toyRun: { horizonSeconds: 12, windowSeconds: 4 } });
    const results = await runScenario(toy.scenario, { version: 'test', models: toyModels, resolve: toy.resolve });
    expect(results.charts[0]).toMatchObject({ kind: 'series', title: 'After 12\u00a0s toycut.requests is 1 in shop' });
    expect(results.designs.shop!.series).toContainEqual(
      expect.objectContaining({ metric: 'toycut.requests', mean: [1, 1, 1] }),
    );
  });
});

describe('titles', () => {
  const long = 'a_design_with_a_name_that_is_longer_than_anybody_would_like_to_read';

  it.each([
    barsTitle('read.makespan', 's', [
      { name: long, value: 1 },
      { name: `${long}2`, value: 7 },
    ]),
    barsTitle(`${long}.makespan`, 's', [
      { name: long, value: 1 },
      { name: 'b', value: 7 },
    ]),
    barsTitle('cost', 'USD', [
      { name: 'a', value: 1 },
      { name: 'b', value: 1 },
    ]),
    seriesTitle(`${long}.files`, '1', 86_400, [{ name: long, value: 1e9 }]),
    sweepTitle(`${long}.makespan`, 's', `x.${long}`, 1, 2),
    sweepTitle('a.b', 's', 'x.y', 1, 1.01),
  ])('are sentences of at most 80 characters: %s', (title) => {
    expect(title.length).toBeLessThanOrEqual(80);
    expect(title).toMatch(/ (is|goes|takes|have|changes) /);
  });
});
