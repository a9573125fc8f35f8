/** All figures of a report in reading order; one of them is the chart of the first screen. */
import type { ClaimResult, Results, Verdict } from '../../results/types.ts';
import type { Figure } from '../figure.ts';
import type { FigureOptions } from './_canvas.ts';
import { FIRST_PIXELS } from './_config.ts';
import { type Candidate, chooseFirst } from './_first.ts';
import { planSweep } from './_sweep-plan.ts';
import { askedFigure } from './asked.ts';
import { distributionFigure, distributionMetrics } from './distribution.ts';
import { frontFigure } from './front.ts';
import { moneyAccountFigure } from './money-account.ts';
import { overTimeFigure, seriesMetrics } from './over-time.ts';
import { ratiosFigure } from './ratios.ts';
import { timeAccountFigure } from './time-account.ts';
import { timelineFigure } from './timeline.ts';
import { tornadoFigure } from './tornado.ts';

const MOST_TORNADOS = 3;
const MOST_DISTRIBUTIONS = 2;
const MOST_SERIES = 2;

/** A figure that can still be drawn at another width. */
interface Planned extends Candidate {
  readonly draw: (options: FigureOptions) => Figure | null;
}

/**
 * The figures of a report, in reading order, with unique ids. Exactly one, if there is any, has section `first`; it
 * stands at the front and is 600 px wide.
 */
export function figures(results: Results): Figure[] {
  const plan = planOf(results);
  const drawn = plan.flatMap((planned) => {
    const figure = planned.draw({});
    return figure ? [{ ...planned, figure }] : [];
  });
  const chosen = chooseFirst(results, drawn);
  if (!chosen) return [];
  const first = chosen.draw({ widthPixels: FIRST_PIXELS }) ?? chosen.figure;
  const rest = drawn.filter((entry) => entry !== chosen).map((entry) => entry.figure);
  return withUniqueIds([{ ...first, section: 'first' }, ...rest]);
}

function planOf(results: Results): Planned[] {
  const series = seriesMetrics(results);
  const plan: Planned[] = [
    { kind: 'front', draw: (options) => frontFigure(results, options) },
    { kind: 'ratios', draw: (options) => ratiosFigure(results, options) },
    { kind: 'time', draw: (options) => timeAccountFigure(results, options) },
    { kind: 'money', draw: (options) => moneyAccountFigure(results, options) },
  ];
  for (const claim of claimsWithAssumptions(results)) {
    plan.push({ kind: 'tornado', claim: claim.id, draw: (options) => tornadoFigure(results, claim, options) });
  }
  plan.push(...planSweep(results).map((planned) => ({ kind: 'sweep' as const, ...planned })));
  for (const metric of series.slice(0, MOST_SERIES)) {
    plan.push({ kind: 'days', draw: (options) => overTimeFigure(results, metric, options) });
  }
  plan.push({ kind: 'timeline', draw: (options) => timelineFigure(results, options) });
  // Only those that have something to show count against the limit.
  const spread = distributionMetrics(results).filter((metric) => distributionFigure(results, metric) !== null);
  for (const metric of spread.slice(0, MOST_DISTRIBUTIONS)) {
    plan.push({ kind: 'distribution', draw: (options) => distributionFigure(results, metric, options) });
  }
  for (const chart of results.charts) {
    plan.push({
      kind: 'asked',
      own: /^chart-\d+$/.test(chart.id),
      draw: (options) => askedFigure(results, chart, options),
    });
  }
  return plan;
}

const severity: readonly Verdict[] = ['refuted', 'inconclusive', 'not_modelled', 'confirmed'];

/** The claim of the answer first, then the worst verdicts. */
function claimsWithAssumptions(results: Results): ClaimResult[] {
  const rank = (claim: ClaimResult): number =>
    claim.id === results.answer.claim ? -1 : severity.indexOf(claim.verdict);
  return results.claims
    .filter((claim) => claim.assumptions.length > 0)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST_TORNADOS);
}

function withUniqueIds(all: readonly Figure[]): Figure[] {
  const seen = new Map<string, number>();
  return all.map((figure) => {
    const count = (seen.get(figure.id) ?? 0) + 1;
    seen.set(figure.id, count);
    return count === 1 ? figure : { ...figure, id: `${figure.id}-${count}` };
  });
}
