/** The answer where the question is from when on something is cheaper: a ratio of costs against 1 that flips once. */
import { formatComparison, formatValue } from '../units/index.ts';
import { directionOf } from './answer-words.ts';
import { type MetricRef, metricOf } from './expression.ts';
import type { AssumptionResult, ClaimResult, Results } from './types.ts';

/** `lake is cheaper than rds from **8.1 TB** (7.9 to 8.3 TB) of goal on; as asked, 3.4× cheaper.` Null if it does not apply. */
export function breakEvenSentence(
  results: Omit<Results, 'answer'>,
  claim: ClaimResult,
  { over, under }: { over: MetricRef; under: MetricRef },
): string | null {
  if (metricOf(results.designs, over)?.unit !== 'USD' || claim.value === null || !isAgainstOne(claim)) return null;
  const assumption = claim.assumptions.find(flipsOnce);
  if (!assumption || assumption.valueHigh === null) return null;
  const [winner, loser] = assumption.valueHigh > 1 ? [under.design, over.design] : [over.design, under.design];
  const show = (value: number): string => formatValue(value, assumption.unit, { style: 'title' });
  const range = assumption.flipsBetween ? ` (${assumption.flipsBetween.map(show).join(' to ')})` : '';
  const ratio = winner === over.design ? claim.value : 1 / claim.value;
  const asked = formatComparison(ratio, directionOf('USD', undefined), 'title');
  return (
    `${winner} is cheaper than ${loser} from **${show(assumption.flipsAt!)}**${range} of ${assumption.name} on; ` +
    `as asked (${typeof assumption.base === 'number' ? show(assumption.base) : String(assumption.base)}) it is ${asked}.`
  );
}

function isAgainstOne({ expect }: ClaimResult): boolean {
  if (!expect) return false;
  return (expect.low === 1 && expect.high === null) || (expect.low === null && expect.high === 1);
}

function flipsOnce(assumption: AssumptionResult): boolean {
  return assumption.flipsAt !== null && assumption.changes === 1 && typeof assumption.base === 'number';
}
