/**
 * The wish made ready: which designs it can be asked of, and what it calculates with. An expression that names no design
 * means each; one that names its own means that one, whatever else is varied.
 */
import { type Expression, metricsOfDesign, type Scenario, type TuneSpec } from '../../scenario/core/index.ts';
import { columnKey } from './columns.ts';
import { type Formula, type FormulaContext, type Need, readFormula } from './formula.ts';

export interface WishPlan {
  readonly spec: TuneSpec;
  /** Null where every expression names its designs and these are several. */
  readonly designs: readonly (string | null)[];
  readonly needs: readonly Need[];
  /** Every expression for every design, for the columns of a sweep. */
  readonly columns: readonly {
    readonly text: string;
    readonly expression: Expression;
    readonly design: string | null;
    readonly formula: Formula;
  }[];
}

export interface WishFormulas {
  readonly objectives: readonly Formula[];
  readonly constraints: readonly Formula[];
}

export const needKey = ({ design, ref }: Need): string => `${design}.${columnKey(ref)}`;

/** The expressions for one design; null where that does not have what they ask for. */
export function wishFormulas(
  { objectives, constraints }: TuneSpec,
  context: FormulaContext,
  design: string | null,
): WishFormulas | null {
  const all = [...objectives, ...constraints].map(({ expression }) => readFormula(expression, context, design ?? ''));
  const formulas = all.flatMap((reading) => (reading.ok ? [reading.formula] : []));
  if (formulas.length < all.length || !formulas.every((formula) => isThere(context, formula))) return null;
  return { objectives: formulas.slice(0, objectives.length), constraints: formulas.slice(objectives.length) };
}

export function planWish({ tune }: Scenario, context: FormulaContext): WishPlan | null {
  if (!tune) return null;
  const wished = [...tune.objectives, ...tune.constraints];
  const names = context.resolved.designs.map(({ name }) => name);
  const read = wished.map(({ expression }) => readFormula(expression, context, ''));
  const needed = new Set(
    read.flatMap((reading) => (reading.ok ? reading.formula.needs.map(({ design }) => design) : [])),
  );
  const named = names.filter((name) => needed.has(name));
  const candidates = needed.has('') ? names : named.length === 1 ? named : [null];
  const designs = candidates.filter((design) => wishFormulas(tune, context, design) !== null);
  const columns = designs.flatMap((design) => {
    const { objectives, constraints } = wishFormulas(tune, context, design)!;
    return [...objectives, ...constraints].map((formula, i) => ({
      text: wished[i]!.text,
      expression: wished[i]!.expression,
      design,
      formula,
    }));
  });
  const needs = new Map(columns.flatMap(({ formula }) => formula.needs.map((need) => [needKey(need), need] as const)));
  return { spec: tune, designs, columns, needs: [...needs.values()] };
}

/** The metric that a text is; null for anything else. */
export function metricOf(text: string, { needs }: Formula): string | null {
  const [need, more] = needs;
  if (!need || more) return null;
  const { metric, window } = need.ref;
  const plain = window === null ? metric : `${metric}.${window}`;
  const own = text.startsWith(`${need.design}.`) ? text.slice(need.design.length + 1) : text;
  return own === plain || own === columnKey(need.ref) ? own : null;
}

function isThere({ resolved, catalog }: FormulaContext, { needs }: Formula): boolean {
  return needs.every(({ design, ref }) => {
    const found = resolved.designs.find(({ name }) => name === design);
    if (!found) return false;
    return [...metricsOfDesign(catalog, found)].some(([owner, metrics]) =>
      metrics.some(({ name }) => `${owner}.${name}` === ref.metric),
    );
  });
}
