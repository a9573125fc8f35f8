/** Claims: value, interval, verdict. */
import type { ClaimResult, Verdict } from '../../results/index.ts';
import type { ClaimSpec, ExpectSpec } from '../../scenario/core/index.ts';
import { judge, replicationsToSettle } from '../../statistics/index.ts';
import type { Column } from './columns.ts';
import { type Estimate, estimate } from './estimate.ts';
import { type Formula, type FormulaContext, readFormula } from './formula.ts';
import { reasons } from './messages.ts';

export type ColumnSource = (need: Formula['needs'][number]) => Column;

export interface Judged {
  readonly estimate: Estimate;
  readonly verdict: Exclude<Verdict, 'not_modelled'>;
  readonly reason: string | null;
}

/** The verdict on an estimate. One that was cut off can refute on its far side, and confirms only what it may exceed. */
export function judgeEstimate(found: Estimate, expect: ExpectSpec): Judged {
  const inconclusive = (reason: string | null): Judged => ({ estimate: found, verdict: 'inconclusive', reason });
  if (found.value === null || found.interval === null) return inconclusive(found.reason);
  const [lo, hi] = found.interval;
  const verdict = judge(lo, hi, expect);
  const judged: Judged = { estimate: found, verdict, reason: found.reason };
  if (found.side === 'exact' || verdict === 'inconclusive') return judged;
  if (found.side === 'unknown') return inconclusive(found.reason);
  const grows = found.side === 'atLeast';
  const openEnded = grows ? expect.high === Number.POSITIVE_INFINITY : expect.low === Number.NEGATIVE_INFINITY;
  if (verdict === 'confirmed') return openEnded ? judged : inconclusive(found.reason);
  // Refuted: is the value already past what is expected, or may it still come there?
  const isPast = grows ? lo >= expect.high : hi <= expect.low;
  return isPast ? judged : inconclusive(found.reason);
}

export interface ReadyClaim {
  readonly spec: ClaimSpec;
  readonly formula: Formula | null;
  readonly problem: string | null;
}

export function readyClaim(spec: ClaimSpec, context: FormulaContext): ReadyClaim {
  if (!spec.value) return { spec, formula: null, problem: spec.notModelled ?? null };
  const reading = readFormula(spec.value.expression, context);
  return reading.ok
    ? { spec, formula: reading.formula, problem: null }
    : { spec, formula: null, problem: reading.reason };
}

/** A claim without an expectation has a value and no verdict to give. */
export function judgeClaim({ spec, formula, problem }: ReadyClaim, columnOf: ColumnSource): Judged {
  const absent: Estimate = { value: null, interval: null, side: 'exact', reason: problem, n: 0, bias: 0 };
  if (!formula) return { estimate: absent, verdict: 'inconclusive', reason: problem };
  const found = estimate(formula, formula.needs.map(columnOf));
  return spec.expect
    ? judgeEstimate(found, spec.expect)
    : { estimate: found, verdict: 'inconclusive', reason: found.reason ?? reasons.nothingExpected };
}

/** The claim as the results have it; its assumptions are put in later. */
export function claimResult(ready: ReadyClaim, judged: Judged): ClaimResult {
  const { spec, formula } = ready;
  const { estimate: found, verdict, reason } = judged;
  const result: ClaimResult = {
    id: spec.id,
    says: spec.says,
    source: spec.source,
    tags: [...spec.tags],
    basis: spec.basis,
    expression: spec.value?.text ?? null,
    unit: formula?.unit ?? '1',
    value: found.value,
    ci95: found.interval ? [found.interval[0], found.interval[1]] : null,
    expect: spec.expect ? expectResult(spec.expect) : null,
    verdict: spec.notModelled === undefined ? verdict : 'not_modelled',
    assumptions: [],
  };
  if (spec.promised) result.promised = spec.promised;
  const said = spec.notModelled ?? reason;
  if (said !== null) result.reason = said;
  if (verdict === 'inconclusive' && spec.expect && found.value !== null && found.interval && found.side === 'exact') {
    const settled = replicationsToSettle(found.value, found.interval[0], found.interval[1], found.n, spec.expect);
    if (settled !== null) result.replicationsToSettle = settled;
    result.reason ??= reasons.reachesPast(spec.expect.text);
  }
  return result;
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const expectResult = ({ text, low, high, lowOpen, highOpen }: ExpectSpec): ClaimResult['expect'] => ({
  text,
  low: finiteOrNull(low),
  high: finiteOrNull(high),
  lowOpen,
  highOpen,
});
