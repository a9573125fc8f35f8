/**
 * What a claim depends on: its value at both ends of an assumption, and where its verdict turns. Every value is a
 * simulation of the designs that the claim names, with the base's seeds: keyed luck makes it a smooth function.
 */
import type { AssumptionResult, Verdict } from '../../results/index.ts';
import type { AssumptionSpec, ClaimSpec, Overrides, Resolved } from '../../scenario/core/index.ts';
import { findFlip } from '../../statistics/index.ts';
import { type Judged, judgeClaim, readyClaim } from './claims.ts';
import type { Evaluator } from './evaluator.ts';
import { reasons } from './messages.ts';
import { findSetting, type Setting } from './setting.ts';

/** A range of a decade or more is looked at by factors. */
const decade = 10;

interface Look {
  readonly value: number | null;
  readonly verdict: Exclude<Verdict, 'not_modelled'>;
  readonly reason: string | null;
}

export function examineAssumption(
  evaluator: Evaluator,
  claim: ClaimSpec,
  assumption: AssumptionSpec,
): AssumptionResult {
  const { address, low, high } = assumption;
  const base = evaluator.resolve({}).resolved;
  const setting = findSetting(base, address);
  const ends = [low, high].map((raw) => findSetting(evaluator.resolve({ [address]: { raw } }).resolved, address));
  const [first, last] = ends;
  if (typeof first?.value === 'number' && typeof last?.value === 'number' && setting !== null) {
    return ofNumbers(evaluator, claim, assumption, setting, first.value, last.value);
  }
  return ofWords(evaluator, claim, assumption, setting);
}

/** The claim with some addresses changed. */
function lookAt(evaluator: Evaluator, claim: ClaimSpec, overrides: Overrides): Look {
  const { resolved, issues } = evaluator.resolve(overrides);
  if (issues.length > 0) {
    const texts = issues.map((issue) => `${issue.subject} ${issue.message}`);
    return { value: null, verdict: 'inconclusive', reason: reasons.notResolved(texts) };
  }
  const { estimate, verdict, reason } = judgeUnder(evaluator, claim, resolved);
  return { value: estimate.value, verdict, reason };
}

/** Simulates only the designs that the claim names. */
export function judgeUnder(evaluator: Evaluator, claim: ClaimSpec, resolved: Resolved): Judged {
  const { catalog, scenario } = evaluator;
  const ready = readyClaim(claim, { resolved, catalog, claims: scenario.claims });
  return judgeClaim(ready, ({ design, ref }) => {
    const found = resolved.designs.find((each) => each.name === design)!;
    return evaluator.column(evaluator.evaluate(found, resolved.run), ref);
  });
}

function ofNumbers(
  evaluator: Evaluator,
  claim: ClaimSpec,
  { address, scale: wanted }: AssumptionSpec,
  setting: Setting,
  one: number,
  other: number,
): AssumptionResult {
  const [low, high] = one <= other ? [one, other] : [other, one];
  const integer = setting.variesAs === 'integer';
  const scale = low > 0 ? (wanted ?? (high / low >= decade ? 'log' : 'linear')) : 'linear';
  const looks = new Map<number, Look>();
  const evaluate = (at: number): { value: number; verdict: Look['verdict'] } => {
    const look = lookAt(evaluator, claim, { [address]: { base: at } });
    looks.set(at, look);
    return { value: look.value ?? Number.NaN, verdict: look.verdict };
  };
  // A value that is no number (none, a distribution without a mean) cannot stand on the axis; the low end does for it.
  const base = typeof setting.value === 'number' ? setting.value : low;
  const found = findFlip({ low, high, base, integer, scale, evaluate });
  const lookAtEnd = (at: number): Look => looks.get(at) ?? looks.get(integer ? Math.round(at) : at)!;
  const atLow = lookAtEnd(integer ? Math.ceil(low) : low);
  const atHigh = lookAtEnd(integer ? Math.floor(high) : high);
  const result: AssumptionResult = {
    name: address,
    base: setting.value ?? 'none',
    low,
    high,
    unit: setting.unit,
    valueLow: atLow.value,
    valueHigh: atHigh.value,
    verdictLow: atLow.verdict,
    verdictHigh: atHigh.verdict,
    flipsAt: found.flipsAt,
    scale,
    changes: found.changes,
    points: found.points.length,
    curve: found.points.map(({ at }) => ({ at, value: looks.get(at)!.value, verdict: looks.get(at)!.verdict })),
  };
  if (found.flipsBetween) result.flipsBetween = found.flipsBetween;
  if (integer) result.integer = true;
  const why = [...looks.values()].find((look) => look.value === null)?.reason;
  if (why) result.reason = why;
  else if (setting.simplified) result.reason = reasons.simplified;
  return result;
}

/** Words have no value between them: two alternatives, and the scenario's own if it is a third. */
function ofWords(
  evaluator: Evaluator,
  claim: ClaimSpec,
  { address, low, high }: AssumptionSpec,
  setting: Setting | null,
): AssumptionResult {
  const alternatives = [low, high].map((raw) => ({
    at: printable(raw),
    look: lookAt(evaluator, claim, { [address]: { raw } }),
  }));
  const [atLow, atHigh] = alternatives as [(typeof alternatives)[0], (typeof alternatives)[0]];
  const base = setting?.value ?? 'none';
  const isThird = alternatives.every(({ at }) => at !== base);
  const all = isThird ? [atLow, { at: base, look: lookAt(evaluator, claim, {}) }, atHigh] : alternatives;
  const why = all.find(({ look }) => look.value === null)?.look.reason;
  return {
    name: address,
    base,
    low: atLow.at,
    high: atHigh.at,
    unit: setting?.unit ?? '',
    valueLow: atLow.look.value,
    valueHigh: atHigh.look.value,
    verdictLow: atLow.look.verdict,
    verdictHigh: atHigh.look.verdict,
    flipsAt: null,
    changes: changesAmong(all.map(({ look }) => look.verdict)),
    points: all.length,
    curve: all.map(({ at, look }) => ({ at, value: look.value, verdict: look.verdict })),
    reason: why ?? reasons.words,
  };
}

export const printable = (raw: unknown): number | string | boolean =>
  typeof raw === 'number' || typeof raw === 'string' || typeof raw === 'boolean' ? raw : JSON.stringify(raw);

function changesAmong(verdicts: readonly Look['verdict'][]): number {
  const sure = verdicts.filter((verdict) => verdict !== 'inconclusive');
  return sure.filter((verdict, i) => i > 0 && verdict !== sure[i - 1]).length;
}
