/** Which design, claim and activity a report is about. */
import type { ClaimResult, Results } from '../../results/types.ts';
import { hasWord } from './_designs.ts';

/** The claim of the answer. */
export function answerClaim(results: Results): ClaimResult | undefined {
  return results.claims.find((claim) => claim.id === results.answer.claim);
}

/** Designs that a claim's expression names, in the scenario's order. */
export function designsOf(results: Results, claim: ClaimResult | undefined): string[] {
  return results.designOrder.filter((design) => hasWord(claim?.expression ?? '', design));
}

/** The first design of the answer's claim as it is written, else the baseline. */
export function focusDesign(results: Results): string {
  const expression = answerClaim(results)?.expression ?? '';
  const first = expression.split(/[^A-Za-z0-9_]+/).find((word) => results.designOrder.includes(word));
  return first ?? results.baseline;
}

/** A time or a rate: the metric's words, less the statistic or window that may stand behind them. */
function isTimed(results: Results, words: readonly string[]): boolean {
  for (let length = words.length; length > 1; length--) {
    const name = words.slice(0, length).join('.');
    const info = Object.hasOwn(results.metricInfo, name) ? results.metricInfo[name] : undefined;
    if (info) return info.unit === 's' || info.unit === 'B/s';
  }
  return false;
}

/** Activities whose durations the claims speak of: `many_small.read.makespan` and `many_small.read.time.open` name `read`. */
export function claimedActivities(results: Results): Set<string> {
  const activities = new Set<string>();
  for (const { expression } of results.claims) {
    for (const [path] of (expression ?? '').matchAll(/[A-Za-z]\w*(?:\.\w+)+/g)) {
      const [design = '', ...words] = path.split('.');
      if (results.designOrder.includes(design) && isTimed(results, words)) activities.add(words[0]!);
    }
  }
  return activities;
}
