/**
 * Which charts there will be: those that the scenario asks for, then those that the kinds that take part bring. A kind
 * names its metrics by its own word (`kind.metric`); here each component and activity of that kind puts its name in.
 */
import type { Chart, ChartResult } from '../../results/index.ts';
import { type Expression, metricsIn, metricsOfDesign, type Scenario } from '../../scenario/core/index.ts';
import { componentKind } from './catalog-lookup.ts';
import { quantileOf } from './columns.ts';
import { type Formula, type FormulaContext, readFormula } from './formula.ts';
import { warnings } from './messages.ts';

export interface ChartPlan {
  readonly chart: Chart;
  readonly kind: ChartResult['kind'];
  readonly unit: string;
  /** What is drawn, by design; under an empty name where the expression itself names its designs. */
  readonly formulas: ReadonlyMap<string, Formula>;
  /** What is drawn over time. */
  readonly series: SeriesRef | null;
  readonly warning: { code: string; text: string; remedy: string } | null;
}

/** A metric by window: its mean, or a quantile of the samples in each. */
export interface SeriesRef {
  readonly metric: string;
  readonly p?: number;
  /** `query.latency`, `query.latency.p95`. */
  readonly name: string;
}

interface Wish {
  readonly chart: Chart;
  readonly expression: Expression;
  /** A chart that a model brings is left out quietly where it does not fit. */
  readonly asked: boolean;
}

export function planCharts(scenario: Scenario, context: FormulaContext, axes: readonly string[]): ChartPlan[] {
  const plans: ChartPlan[] = [];
  const seen = new Set<string>();
  for (const wish of [...askedFor(scenario), ...broughtAlong(context)]) {
    const { y, x, color } = wish.chart;
    const key = [y, x, color ?? ''].join('\n');
    if (seen.has(key)) continue;
    seen.add(key);
    const plan = planChart(wish, context, axes);
    if (plan.warning === null || wish.asked) plans.push(plan);
  }
  return plans;
}

function askedFor(scenario: Scenario): Wish[] {
  return scenario.charts.map(({ y, x, color, scale, title }, i) => ({
    asked: true,
    expression: y.expression,
    chart: {
      id: `chart-${i + 1}`,
      y: y.text,
      x,
      ...(color ? { color } : {}),
      ...(scale ? { scale } : {}),
      ...(title ? { title } : {}),
      howToRead: '',
    },
  }));
}

function broughtAlong({ resolved, catalog }: FormulaContext): Wish[] {
  const wishes: Wish[] = [];
  const take = (charts: readonly Chart[], kind: string, name: string): void => {
    for (const chart of charts) {
      const own = (text: string): string =>
        text.startsWith(`${kind}.`) ? `${name}.${text.slice(kind.length + 1)}` : text;
      const words = own(chart.y).split('.');
      wishes.push({
        asked: false,
        expression: { k: 'metric', words },
        chart: {
          ...chart,
          id: kind === name ? chart.id : `${chart.id}-${name}`,
          y: words.join('.'),
          x: own(chart.x),
          ...(chart.color ? { color: own(chart.color) } : {}),
        },
      });
    }
  };
  for (const { activities, components } of resolved.designs) {
    for (const { kind, name } of activities) take(catalog.activities.get(kind)?.charts ?? [], kind, name);
    for (const component of components) take(componentKind(catalog, component).charts, component.kind, component.name);
  }
  return wishes;
}

function planChart({ chart, expression }: Wish, context: FormulaContext, axes: readonly string[]): ChartPlan {
  const leftOut = (why: string): ChartPlan => ({
    chart,
    kind: 'bars',
    unit: '1',
    formulas: new Map(),
    series: null,
    warning: warnings.notDrawn(chart.y, why),
  });
  const { resolved } = context;
  const formulas = new Map<string, Formula>();
  const named = readFormula(expression, context, '');
  if (!named.ok) return leftOut(named.reason);
  const isOpen = named.formula.needs.some(({ design }) => design === '');
  if (isOpen) {
    for (const { name, activities, components } of resolved.designs) {
      const owners = ['cost', 'time', ...[...activities, ...components].map((each) => each.name)];
      // A design without the activity has no bar.
      const isThere = metricsIn(expression).every(
        (words) => !isOwner(words[0]!, resolved) || owners.includes(words[0]!),
      );
      const reading = readFormula(expression, context, name);
      if (isThere && reading.ok) formulas.set(name, reading.formula);
    }
  } else formulas.set('', named.formula);
  if (formulas.size === 0) return leftOut('no design has it');
  const { unit } = named.formula;
  const plan = { chart, unit, formulas, series: null, warning: null };
  if (chart.x === 'design') return { ...plan, kind: 'bars' };
  if (chart.x === 'time') {
    if (resolved.run.horizonSeconds === null) return { ...plan, kind: 'series', warning: warnings.noTime(chart.y) };
    const [need, ...more] = named.formula.needs;
    const isPlain = expression.k === 'metric' && more.length === 0 && need?.ref.window === null;
    if (!need || !isPlain) return leftOut('over time only one metric is drawn');
    const { metric, statistic } = need.ref;
    if (statistic === 'mean') return { ...plan, kind: 'series', series: { metric, name: metric } };
    const p = quantileOf[statistic];
    if (p === undefined || !isSampled(metric, context))
      return leftOut('over time a mean is drawn, or of samples a quantile');
    return { ...plan, kind: 'series', series: { metric, p, name: `${metric}.${statistic}` } };
  }
  if (!axes.includes(chart.x)) return leftOut(`the sweep has no axis ${chart.x}`);
  return { ...plan, kind: chart.color !== undefined && axes.includes(chart.color) && !isOpen ? 'heat' : 'lines' };
}

function isSampled(metric: string, { resolved, catalog }: FormulaContext): boolean {
  return resolved.designs.some((design) =>
    [...metricsOfDesign(catalog, design)].some(([owner, metrics]) =>
      metrics.some((each) => each.kind === 'samples' && `${owner}.${each.name}` === metric),
    ),
  );
}

function isOwner(word: string, resolved: FormulaContext['resolved']): boolean {
  return resolved.designs.some(({ activities, components }) =>
    [...activities, ...components].some((each) => each.name === word),
  );
}
