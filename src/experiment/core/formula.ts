/**
 * A metric expression made ready: which columns of which designs it needs, its unit, and its value for given means. A
 * claim's id inside an expression stands for that claim's own expression.
 */
import {
  type Catalog,
  type ClaimSpec,
  dimensionless,
  dimensionOf,
  dimensionOfUnit,
  type Expression,
  evaluate,
  metricsIn,
  type Resolved,
  readMetricName,
} from '../../scenario/core/index.ts';
import { type Dimension, formatDimension, parseQuantity } from '../../units/index.ts';
import type { ColumnRef } from './columns.ts';
import { reasons } from './messages.ts';

export interface FormulaContext {
  readonly resolved: Resolved;
  readonly catalog: Catalog;
  readonly claims: readonly ClaimSpec[];
}

export interface Need {
  readonly design: string;
  readonly ref: ColumnRef;
}

export interface Formula {
  readonly needs: readonly Need[];
  /** Base unit of the value: `s`, `USD`, `1`, `1/s`. */
  readonly unit: string;
  /** One number for each need, in order. May be infinite or absent. */
  value(inputs: readonly number[]): number;
}

export type FormulaReading =
  | { readonly ok: true; readonly formula: Formula }
  | { readonly ok: false; readonly reason: string };

/** `design` is meant where the expression names none; without it the scenario's only one. */
export function readFormula(expression: Expression, context: FormulaContext, design?: string): FormulaReading {
  const { resolved, catalog, claims } = context;
  const { designs } = resolved;
  const fallback = design ?? (designs.length === 1 ? designs[0]!.name : undefined);
  const claimIds = claims.map((claim) => claim.id);
  const needs: Need[] = [];
  const indexOf = new Map<string, number>();
  const dimensions = new Map<string, Dimension>();
  const claimOf = new Map<string, Expression>();
  const open: string[] = [];

  const collect = (part: Expression): string | null => {
    for (const words of metricsIn(part)) {
      const text = words.join('.');
      if (indexOf.has(text) || claimOf.has(text)) {
        if (open.includes(text)) return reasons.circle(text);
        continue;
      }
      const reading = readMetricName(words, designs, catalog, claimIds, false);
      if (!reading.ok) return reading.message;
      if (reading.claim !== null) {
        const inner = claims.find((claim) => claim.id === reading.claim)?.value?.expression;
        if (!inner) return reasons.claimWithoutValue(reading.claim);
        claimOf.set(text, inner);
        open.push(text);
        const problem = collect(inner);
        open.pop();
        if (problem !== null) return problem;
        continue;
      }
      const owner = reading.design ?? fallback;
      if (owner === undefined) return reasons.noDesign(text);
      const { metric, window, statistic } = reading;
      indexOf.set(text, needs.length);
      dimensions.set(text, dimensionOfUnit(reading.unit));
      needs.push({ design: owner, ref: { metric: `${reading.owner}.${metric}`, window, statistic } });
    }
    return null;
  };
  const problem = collect(expression);
  if (problem !== null) return { ok: false, reason: problem };

  const parameterDimension = (name: string): Dimension => {
    const unit = resolved.parameterInputs.find((each) => each.address === name)?.unit ?? '';
    return dimensionOfText(unit);
  };
  const dimensionOfPart = (part: Expression): Dimension =>
    dimensionOf(part, parameterDimension, (words) => {
      const text = words.join('.');
      const inner = claimOf.get(text);
      return inner ? dimensionOfPart(inner) : (dimensions.get(text) ?? dimensionless);
    });
  const value = (inputs: readonly number[]): number => {
    const numberOf = (part: Expression): number =>
      evaluate(
        part,
        (name) => Number(resolved.parameters[name]),
        (words) => {
          const text = words.join('.');
          const inner = claimOf.get(text);
          return inner ? numberOf(inner) : inputs[indexOf.get(text)!]!;
        },
      );
    return numberOf(expression);
  };
  try {
    return { ok: true, formula: { needs, unit: formatDimension(dimensionOfPart(expression)), value } };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'DIMENSION') {
      return { ok: false, reason: error.message };
    }
    throw error;
  }
}

/** The dimension of a base unit as the inputs print it: `B/s`, `1/s`, `USD/B·s`. */
function dimensionOfText(unit: string): Dimension {
  const written = unit.replace(/^1(?=\/)/, '').replaceAll('\u00b7', '*');
  const parsed = parseQuantity(`1 ${written}`);
  return parsed.ok ? parsed.dimension : dimensionless;
}
