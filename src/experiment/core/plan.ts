/** What a scenario will need to know: its primary metrics, its charts, the columns that anything calculates with. */
import type { Model } from '../../models/model.ts';
import type { MetricUnit } from '../../results/index.ts';
import {
  type Catalog,
  createCatalog,
  type Expression,
  metricsOfDesign,
  type Resolved,
  type ResolvedActivity,
  type Scenario,
} from '../../scenario/core/index.ts';
import { type ChartPlan, planCharts } from './chart-plan.ts';
import { type ReadyClaim, readyClaim } from './claims.ts';
import { type ColumnRef, columnKey } from './columns.ts';
import type { Formula, FormulaContext } from './formula.ts';
import { metricOf, planWish, type WishPlan } from './wish.ts';

export interface Plan {
  readonly context: FormulaContext;
  readonly catalog: Catalog;
  readonly resolved: Resolved;
  readonly claims: readonly ReadyClaim[];
  readonly primaryMetrics: readonly string[];
  readonly charts: readonly ChartPlan[];
  readonly sweepColumns: readonly PlannedColumn[];
  readonly wish: WishPlan | null;
  /** All columns of any design that claims, the wish, sweeps and charts look at. */
  readonly wanted: readonly ColumnRef[];
}

/** A column of the sweep: one formula at every point. */
export interface PlannedColumn {
  readonly name: string;
  readonly unit: string;
  readonly design?: string;
  readonly metric?: string;
  readonly claim?: string;
  /** Where it is neither a metric's mean nor a claim: it may name parameters, which an axis changes. */
  readonly expression?: Expression;
  readonly formula: Formula;
}

export function planScenario(scenario: Scenario, resolved: Resolved, models: readonly Model[]): Plan {
  const catalog = createCatalog(models);
  const context: FormulaContext = { resolved, catalog, claims: scenario.claims };
  const claims = scenario.claims.map((claim) => readyClaim(claim, context));
  const primaryMetrics = primaryMetricsOf(resolved, catalog);
  const axes = scenario.sweep?.axes.map((axis) => axis.address) ?? [];
  const charts = planCharts(scenario, context, axes);
  const wish = planWish(scenario, context);
  const sweepColumns = scenario.sweep ? planColumns(context, primaryMetrics, claims, charts, wish) : [];
  const wanted = new Map<string, ColumnRef>();
  const want = (ref: ColumnRef): void => {
    wanted.set(columnKey(ref), ref);
  };
  for (const { formula } of claims) for (const { ref } of formula?.needs ?? []) want(ref);
  for (const metric of primaryMetrics) want({ metric, window: null, statistic: 'mean' });
  for (const { formulas } of charts)
    for (const formula of formulas.values()) for (const { ref } of formula.needs) want(ref);
  for (const { ref } of wish?.needs ?? []) want(ref);
  return {
    context,
    catalog,
    resolved,
    claims,
    primaryMetrics,
    charts,
    sweepColumns,
    wish,
    wanted: [...wanted.values()],
  };
}

/** Happens more than once in a run, as far as can be told beforehand. */
const isRepeated = ({ timing }: ResolvedActivity): boolean =>
  timing.everySeconds !== null ||
  timing.arrivals !== null ||
  timing.closedLoop !== null ||
  timing.after !== null ||
  timing.when !== null ||
  timing.times > 1 ||
  (timing.at?.length ?? 0) > 1;

/**
 * What designs are compared by: of each activity the makespan, or the latency where it happens again and again, or the
 * first of its own samples where it never ends; and the bill.
 */
export function primaryMetricsOf({ designs }: Resolved, catalog: Catalog): string[] {
  const repeated = new Map<string, boolean>();
  const continuous = new Map<string, string | null>();
  for (const activity of designs.flatMap((design) => design.activities)) {
    const { name } = activity;
    const kind = catalog.activities.get(activity.kind);
    repeated.set(name, (repeated.get(name) ?? false) || isRepeated(activity));
    if (!kind?.continuous) continue;
    const own = kind.metrics.find((metric) => metric.kind === 'samples' && metric.better !== undefined);
    continuous.set(name, own?.name ?? null);
  }
  const found = [...repeated].flatMap(([name, isOften]) => {
    const own = continuous.get(name);
    if (own === null) return [];
    return [`${name}.${own ?? (isOften ? 'latency' : 'makespan')}`];
  });
  return [...found, 'cost.total'];
}

function planColumns(
  context: FormulaContext,
  primaryMetrics: readonly string[],
  claims: readonly ReadyClaim[],
  charts: readonly ChartPlan[],
  wish: WishPlan | null,
): PlannedColumn[] {
  const columns: PlannedColumn[] = [];
  for (const metric of primaryMetrics) {
    for (const { name: design } of context.resolved.designs) {
      const unit = unitOf(context, design, metric);
      if (unit === null) continue;
      columns.push({ name: `${design}.${metric}`, unit, design, metric, formula: meanOf(design, metric, unit) });
    }
  }
  for (const { spec, formula } of claims) {
    if (formula) columns.push({ name: spec.id, unit: formula.unit, claim: spec.id, formula });
  }
  for (const { chart, kind, formulas, unit } of charts) {
    if (kind !== 'lines' && kind !== 'heat') continue;
    for (const [design, formula] of formulas) {
      const name = design === '' ? chart.y : `${design}.${chart.y}`;
      if (columns.some((column) => column.name === name || column.claim === chart.y)) continue;
      columns.push({ name, unit, ...(design === '' ? {} : { design }), metric: chart.y, formula });
    }
  }
  for (const { text, expression, design, formula } of wish?.columns ?? []) {
    const metric = metricOf(text, formula);
    const name =
      design === null || formula.needs.every((need) => text.includes(`${need.design}.`)) ? text : `${design}.${text}`;
    if (columns.some((column) => column.name === name)) continue;
    columns.push({
      name,
      unit: formula.unit,
      ...(design === null ? {} : { design }),
      ...(metric === null ? {} : { metric }),
      expression,
      formula,
    });
  }
  return columns;
}

/** Null where the design does not have it. */
function unitOf(context: FormulaContext, design: string, metric: string): MetricUnit | null {
  const [owner = '', ...rest] = metric.split('.');
  const found = context.resolved.designs.find((each) => each.name === design);
  const metrics = found ? metricsOfDesign(context.catalog, found).get(owner) : undefined;
  return metrics?.find((each) => each.name === rest.join('.'))?.unit ?? null;
}

/** The mean of one metric of one design. */
const meanOf = (design: string, metric: string, unit: MetricUnit): Formula => ({
  needs: [{ design, ref: { metric, window: null, statistic: 'mean' } }],
  unit,
  value: ([value]) => value!,
});
