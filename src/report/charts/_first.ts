/** Which figure stands on the first screen. */
import type { Results } from '../../results/types.ts';
import { answerClaim, claimedActivities, designsOf } from './_focus.ts';
import { flipsOn, isNumeric, variedAxes } from './_sweep.ts';

export type FigureKind =
  | 'front'
  | 'ratios'
  | 'time'
  | 'money'
  | 'tornado'
  | 'sweep'
  | 'days'
  | 'timeline'
  | 'distribution'
  | 'asked';

export interface Candidate {
  readonly kind: FigureKind;
  /** Claim that the figure is about. */
  readonly claim?: string;
  /** The scenario itself asks for it. */
  readonly own?: boolean;
}

/**
 * The one chart that shows why. Where the scenario has a wish: the first chart that it asks for, else the front. Else by
 * the first of these that fits:
 *
 * 1. the sweep of the answer's claim, if that claim holds one design to a number, its verdict flips on a numeric axis of
 *    the sweep, and the same phase leads in every design. Such a question is "from where on?" or "which wall?", and an
 *    account of the time at one setting does not answer it. A claim that compares designs asks why they differ;
 * 2. if all claims speak of money: the sweep of one of them whose verdict flips on a numeric axis of it, else the bills;
 * 3. the time account, if all claims about durations speak of one activity;
 * 4. if there is a horizon with windows: the first chart that the scenario asks for, else the days;
 * 5. the sweep of any claim whose verdict flips on a numeric axis of it;
 * 6. the ratios; 7. whatever there is.
 */
export function chooseFirst<T extends Candidate>(results: Results, drawn: readonly T[]): T | undefined {
  const find = (kind: FigureKind, claims?: ReadonlySet<string>): T | undefined =>
    drawn.find((candidate) => candidate.kind === kind && (!claims || claims.has(candidate.claim ?? '')));
  if (results.tune) {
    const wished = drawn.find(({ own }) => own) ?? find('front');
    if (wished) return wished;
  }
  const axes = results.sweep ? variedAxes(results.sweep).filter(isNumeric) : [];
  const flipping = new Set(
    results.claims.filter((claim) => axes.some((axis) => flipsOn(claim, axis))).map((claim) => claim.id),
  );
  const answer = answerClaim(results);
  const asksWhere =
    answer !== undefined &&
    flipping.has(answer.id) &&
    designsOf(results, answer).length === 1 &&
    leadingPhases(results).size <= 1;
  return (
    (asksWhere ? find('sweep', new Set([answer.id])) : undefined) ??
    (claimsAreOfMoney(results) ? (find('sweep', flipping) ?? find('money')) : undefined) ??
    (claimedActivities(results).size === 1 ? find('time') : undefined) ??
    (results.horizonSeconds !== null ? (drawn.find(({ own }) => own) ?? find('days')) : undefined) ??
    find('sweep', flipping) ??
    find('ratios') ??
    drawn[0]
  );
}

/** Every claim that has a value takes it from the bill. */
function claimsAreOfMoney(results: Results): boolean {
  const valued = results.claims.flatMap(({ expression }) => (expression ? [expression] : []));
  return valued.length > 0 && valued.every((expression) => /\bcost\.\w/.test(expression));
}

/** The phases that take most time, each in some design. */
function leadingPhases(results: Results): Set<string> {
  const leaders = results.designOrder.flatMap((name) => {
    const phases = Object.entries(results.designs[name]?.time.phases ?? {}).filter(([, seconds]) => seconds > 0);
    return phases.length === 0 ? [] : [phases.reduce((a, b) => (b[1] > a[1] ? b : a))[0]];
  });
  return new Set(leaders);
}
