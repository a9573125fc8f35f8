/** A sweep: every point is the scenario with the axes' values put in; designs that no axis reaches come from the cache. */
import type { LowerBound, SweepResult } from '../../results/index.ts';
import type { Overrides, Scenario } from '../../scenario/core/index.ts';
import { type ReadyAxis, readyAxis } from './axis.ts';
import type { Column } from './columns.ts';
import { estimate } from './estimate.ts';
import type { Evaluator } from './evaluator.ts';
import { readFormula } from './formula.ts';
import { reasons } from './messages.ts';
import type { Plan, PlannedColumn } from './plan.ts';
import { needKey } from './wish.ts';

/** Plain data: one point as a worker hands it back. */
export interface SweepPoint {
  readonly at: (number | string | boolean)[];
  readonly mean: (number | null)[];
  readonly lo: (number | null)[];
  readonly hi: (number | null)[];
  readonly bounds: readonly (LowerBound & { readonly design: string })[];
  /** What the wish calculates with, by `<design>.<column>`: its choice compares replication by replication. */
  readonly columns: Readonly<Record<string, Column>>;
  /** Why there are no values here. */
  readonly problem: string | null;
}

export interface ReadySweep {
  readonly axes: readonly ReadyAxis[];
  readonly paired: boolean;
  readonly pointCount: number;
}

export function readySweep(evaluator: Evaluator): ReadySweep | null {
  const { sweep } = evaluator.scenario;
  if (!sweep || sweep.axes.length === 0) return null;
  const axes = sweep.axes.map((axis) => readyAxis(evaluator, axis));
  const lengths = axes.map((axis) => axis.overrides.length);
  const pointCount = sweep.paired ? Math.min(...lengths) : lengths.reduce((all, length) => all * length, 1);
  return { axes, paired: sweep.paired, pointCount };
}

/** The first axis moves slowest. */
export function positionsAt({ axes, paired }: ReadySweep, index: number): number[] {
  if (paired) return axes.map(() => index);
  const positions: number[] = [];
  let rest = index;
  for (const axis of [...axes].reverse()) {
    positions.unshift(rest % axis.overrides.length);
    rest = Math.floor(rest / axis.overrides.length);
  }
  return positions;
}

export const overridesAt = ({ axes }: ReadySweep, positions: readonly number[]): Overrides =>
  Object.fromEntries(axes.map((axis, i) => [axis.result.address, axis.overrides[positions[i]!]!]));

export function examinePoint(evaluator: Evaluator, plan: Plan, sweep: ReadySweep, index: number): SweepPoint {
  const positions = positionsAt(sweep, index);
  const at = sweep.axes.map((axis, i) => axis.result.values[positions[i]!]!);
  const { resolved, issues } = evaluator.resolve(overridesAt(sweep, positions));
  if (issues.length > 0) {
    const texts = issues.map((issue) => `${issue.subject} ${issue.message}`);
    const none = plan.sweepColumns.map(() => null);
    return { at, mean: none, lo: none, hi: none, bounds: [], columns: {}, problem: reasons.notResolved(texts) };
  }
  const designs = new Map(resolved.designs.map((design) => [design.name, evaluator.evaluate(design, resolved.run)]));
  const context = { ...plan.context, resolved };
  const found = plan.sweepColumns.map((column) => {
    const formula = formulaHere(column, evaluator.scenario, context);
    if (!formula) return { value: null, interval: null };
    const columns = formula.needs.map(({ design, ref }) => evaluator.column(designs.get(design)!, ref));
    return estimate(formula, columns);
  });
  return {
    at,
    mean: found.map(({ value }) => value),
    lo: found.map(({ interval }) => interval?.[0] ?? null),
    hi: found.map(({ interval }) => interval?.[1] ?? null),
    bounds: [...designs].flatMap(([design, { bounds }]) => bounds.map((bound) => ({ ...bound, design }))),
    columns: Object.fromEntries(
      (plan.wish?.needs ?? []).map((need) => [needKey(need), evaluator.column(designs.get(need.design)!, need.ref)]),
    ),
    problem: null,
  };
}

/** The expression of a claim or of the wish may name parameters, which an axis may have changed. */
function formulaHere(
  column: PlannedColumn,
  scenario: Scenario,
  context: Plan['context'],
): PlannedColumn['formula'] | null {
  const claim = scenario.claims.find((each) => each.id === column.claim);
  const expression = claim?.value?.expression ?? column.expression;
  if (!expression) return column.formula;
  const reading = readFormula(expression, context, column.design);
  return reading.ok ? reading.formula : null;
}

export function sweepResult(plan: Plan, sweep: ReadySweep, points: readonly SweepPoint[]): SweepResult {
  const bounds = new Map<string, NonNullable<SweepResult['lowerBounds']>[number]>();
  points.forEach((point, i) => {
    for (const { design, metric, name, value } of point.bounds) {
      const key = [design, metric, name].join('\n');
      const known = bounds.get(key) ?? { name, design, metric, values: points.map(() => null) };
      known.values[i] = value;
      bounds.set(key, known);
    }
  });
  return {
    axes: sweep.axes.map((axis) => axis.result),
    paired: sweep.paired,
    columns: plan.sweepColumns.map(({ name, unit, design, metric, claim }) => ({
      name,
      unit,
      ...(design === undefined ? {} : { design }),
      ...(metric === undefined ? {} : { metric }),
      ...(claim === undefined ? {} : { claim }),
    })),
    points: points.map(({ at, mean, lo, hi }) => ({ at, mean, lo, hi })),
    ...(bounds.size > 0 ? { lowerBounds: [...bounds.values()] } : {}),
  };
}
