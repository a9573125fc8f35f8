/** What a claim or a metric is called: in a sentence ("the ratio", "read throughput of standard") and on an axis. */
import { metricWords, parseDesignRatio, parseMetric } from '../../results/index.ts';
import type { ClaimResult } from '../../results/types.ts';
import { claimUnit } from './_claims.ts';

const LONGEST_LABEL = 60;

/** For sentences, the fullest first; never the claim's id. */
export function claimNouns(claim: ClaimResult): string[] {
  const ref = claim.expression === null ? null : parseMetric(claim.expression);
  if (ref) {
    const words = metricWords(ref);
    return [`${words} of ${ref.design}`, words];
  }
  const unit = claimUnit(claim);
  return [unit === '×' ? 'the ratio' : unit === '%' ? 'the share' : 'the value claimed'];
}

/** For axes and keys: the expression where it is short, with names as the scenario writes them. */
export function claimLabel(claim: ClaimResult): string {
  const { expression } = claim;
  if (expression === null) return 'value of the claim';
  const ref = parseMetric(expression);
  if (ref) return `${expression.trim().slice(ref.design.length + 1)} of ${ref.design}`;
  const ratio = parseDesignRatio(expression);
  if (ratio) {
    const metric = ratio.over.statistic === 'mean' ? ratio.over.metric : `${ratio.over.metric}.${ratio.over.statistic}`;
    return `${metric}, ${ratio.over.design} over ${ratio.under.design}`;
  }
  return [...expression].length <= LONGEST_LABEL ? expression : 'value of the claim';
}

export function metricNouns(metric: string, design: string | undefined): string[] {
  const words = metricWords({ design: design ?? '', metric, statistic: 'mean' });
  return design === undefined ? [words] : [`${words} of ${design}`, words];
}

/** The first letter as a sentence begins. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
