/**
 * The answer where the question is from when on: a ratio of costs against 1, or one that is about 1, that flips once.
 *
 *     lake is cheaper than rds from **8.1 TB** (7.9 to 8.3 TB) of goal on; as asked, 3.4× cheaper.
 *     From **8.9 MB** (8.9 to 9.9 MB) of file on, blocks are within 10% of one_file; as asked (128 MB) 3% faster.
 */
import { formatComparison, formatShare, formatValue } from '../units/index.ts';
import { directionOf } from './answer-words.ts';
import { type MetricRef, metricOf } from './expression.ts';
import type { AssumptionResult, ClaimResult, Results } from './types.ts';

interface Ratio {
  over: MetricRef;
  under: MetricRef;
}
type Input = Omit<Results, 'answer'>;

/** Null if it does not apply. */
export function breakEvenSentence(results: Input, claim: ClaimResult, ratio: Ratio): string | null {
  return ofCosts(results, claim, ratio) ?? ofEquals(results, claim, ratio);
}

function ofCosts(results: Input, claim: ClaimResult, { over, under }: Ratio): string | null {
  if (metricOf(results.designs, over)?.unit !== 'USD' || claim.value === null || !isAgainstOne(claim)) return null;
  const assumption = claim.assumptions.find(flipsOnce);
  if (!assumption || assumption.valueHigh === null) return null;
  const [winner, loser] = assumption.valueHigh > 1 ? [under.design, over.design] : [over.design, under.design];
  const { flip, base } = wordsOf(assumption);
  const ratio = winner === over.design ? claim.value : 1 / claim.value;
  const asked = formatComparison(ratio, directionOf('USD', undefined), 'title');
  return (
    `${winner} is cheaper than ${loser} from ${flip} of ${assumption.name} on; ` + `as asked (${base}) it is ${asked}.`
  );
}

/** A confirmed "as much as", by how far a number may go until it is no longer so. */
function ofEquals(results: Input, claim: ClaimResult, { over, under }: Ratio): string | null {
  const metric = metricOf(results.designs, over);
  const { expect, value, verdict } = claim;
  if (!metric || value === null || verdict !== 'confirmed' || expect === null) return null;
  if (expect.low === null || expect.high === null || expect.low >= 1 || expect.high <= 1) return null;
  const assumption = claim.assumptions.find(turnsInOnePlace);
  if (!assumption || typeof assumption.base !== 'number') return null;
  const { flip, base } = wordsOf(assumption);
  const holdsAbove = assumption.flipsAt! < assumption.base;
  const side = holdsAbove ? `From ${flip} of ${assumption.name} on` : `Up to ${flip} of ${assumption.name}`;
  const info = Object.hasOwn(results.metricInfo, over.metric) ? results.metricInfo[over.metric] : undefined;
  const asked = formatComparison(value, directionOf(metric.unit, info), 'title');
  const share = formatShare(Math.max(1 - expect.low, expect.high - 1));
  return `${side}, ${over.design} is within ${share} of ${under.design}; as asked (${base}) it is ${asked}.`;
}

function wordsOf(assumption: AssumptionResult) {
  const show = (value: number): string => formatValue(value, assumption.unit, { style: 'title' });
  const range = assumption.flipsBetween ? ` (${assumption.flipsBetween.map(show).join(' to ')})` : '';
  return {
    flip: `**${show(assumption.flipsAt!)}**${range}`,
    base: typeof assumption.base === 'number' ? show(assumption.base) : String(assumption.base),
  };
}

function isAgainstOne({ expect }: ClaimResult): boolean {
  if (!expect) return false;
  return (expect.low === 1 && expect.high === null) || (expect.low === null && expect.high === 1);
}

function flipsOnce(assumption: AssumptionResult): boolean {
  return assumption.flipsAt !== null && assumption.changes === 1 && typeof assumption.base === 'number';
}

/** It flips once, or to and fro within the interval that is told: on either side of that the verdict is one. */
function turnsInOnePlace(assumption: AssumptionResult): boolean {
  const { flipsAt, flipsBetween, verdictLow, verdictHigh, curve, base } = assumption;
  if (flipsAt === null || typeof base !== 'number' || verdictLow === verdictHigh) return false;
  const [from, to] = flipsBetween ?? [flipsAt, flipsAt];
  return curve.every(({ at, verdict }) => {
    if (typeof at !== 'number' || (at > from && at < to)) return true;
    return at <= from ? verdict === verdictLow || at === from : verdict === verdictHigh || at === to;
  });
}
