/** The charts of the results: what was planned, with a title that states the finding, and the numbers behind new metrics. */
import type { ChartResult, DesignResult, MetricResult, MetricUnit, SweepResult } from '../../results/index.ts';
import type { ChartPlan } from './chart-plan.ts';
import type { Column } from './columns.ts';
import { columnKey } from './columns.ts';
import { type Estimate, estimate } from './estimate.ts';
import type { Formula } from './formula.ts';
import { barsTitle, type NamedValue, seriesTitle, sweepTitle } from './titles.ts';

export interface ChartInput {
  readonly designOrder: readonly string[];
  readonly designs: Readonly<Record<string, DesignResult>>;
  readonly sweep: SweepResult | null;
  readonly columnOf: (need: Formula['needs'][number]) => Column;
}

const units: readonly string[] = ['s', 'B', 'B/s', 'USD', '1'] satisfies MetricUnit[];

/** Expressions that no metric has in itself become metrics of their designs, under their own text. */
export function derivedMetrics(
  plans: readonly ChartPlan[],
  designs: readonly string[],
  columnOf: ChartInput['columnOf'],
): { design: string; name: string; result: MetricResult }[] {
  return plans.flatMap((plan) => {
    if (plan.kind !== 'bars' || plan.warning !== null || isPlain(plan)) return [];
    return [...plan.formulas].flatMap(([design, formula]) => {
      const found = estimate(formula, formula.needs.map(columnOf));
      const targets = design === '' ? designs : [design];
      return targets.map((target) => ({ design: target, name: plan.chart.y, result: derived(found, plan.unit) }));
    });
  });
}

/** One metric and nothing else: the results have it already. */
function isPlain({ chart, formulas }: ChartPlan): boolean {
  const [formula] = formulas.values();
  const [need] = formula?.needs ?? [];
  if (!need || formula!.needs.length > 1) return false;
  const { metric, window } = need.ref;
  const name = window === null ? metric : `${metric}.${window}`;
  return chart.y === name || chart.y === columnKey(need.ref);
}

function derived({ value, interval, n, reason }: Estimate, unit: string): MetricResult {
  return {
    unit: (units.includes(unit) ? unit : '1') as MetricUnit,
    kind: 'total',
    mean: value,
    ci95: interval ? [interval[0], interval[1]] : null,
    min: value,
    max: value,
    n: value === null ? 0 : n,
    ...(reason === null ? {} : { reason }),
  };
}

export function chartResults(plans: readonly ChartPlan[], input: ChartInput): ChartResult[] {
  return plans.flatMap((plan) => {
    if (plan.warning !== null) return [];
    const { chart, kind, unit } = plan;
    const title = chart.title ?? titleOf(plan, input);
    return title === null ? [] : [{ ...chart, kind, unit, title }];
  });
}

/** Null where nothing was measured: there is nothing to draw. */
function titleOf(plan: ChartPlan, input: ChartInput): string | null {
  const { chart, kind, unit } = plan;
  switch (kind) {
    case 'bars': {
      const values = [...plan.formulas].flatMap(([design, formula]): NamedValue[] => {
        const { value } = estimate(formula, formula.needs.map(input.columnOf));
        return value === null ? [] : [{ name: design === '' ? chart.y : design, value }];
      });
      return values.length === 0 ? null : barsTitle(chart.y, unit, values);
    }
    case 'series': {
      const found = input.designOrder.flatMap((name) => {
        const series = input.designs[name]!.series.find((each) => each.metric === plan.series?.name);
        const last = series?.mean.findLast((each) => each !== null);
        return series && last != null ? [{ name, value: last, span: series.mean.length * series.windowSeconds }] : [];
      });
      return found.length === 0 ? null : seriesTitle(chart.y, unit, found[0]!.span, found);
    }
    case 'lines':
    case 'heat': {
      const values = sweepValues(plan, input.sweep);
      return values.length === 0 ? null : sweepTitle(chart.y, unit, chart.x, values[0]!, values.at(-1)!);
    }
  }
}

/** The chart's first column along its axis, the other axes at their first value. */
function sweepValues({ chart }: ChartPlan, sweep: SweepResult | null): number[] {
  if (!sweep) return [];
  const column = sweep.columns.findIndex(({ name, metric, claim }) => [name, metric, claim].includes(chart.y));
  const along = sweep.axes.findIndex((axis) => axis.address === chart.x);
  return sweep.points.flatMap(({ at, mean }) => {
    const others = at.every((value, i) => i === along || sweep.paired || value === sweep.axes[i]!.values[0]);
    const value = mean[column];
    return others && value != null ? [value] : [];
  });
}
