/** All figures of a report in reading order; one of them is the chart of the first screen. */
import type { ClaimResult, Results, SweepAxis, Verdict } from '../../results/types.ts';
import type { Figure } from '../figure.ts';
import type { FigureOptions } from './_canvas.ts';
import { FIRST_PIXELS } from './_config.ts';
import { columnWords, isNumeric, movesAlong, variedAxes, worthyColumns } from './_sweep.ts';
import { askedFigure } from './asked.ts';
import { distributionFigure, distributionMetrics } from './distribution.ts';
import { moneyAccountFigure } from './money-account.ts';
import { overTimeFigure, seriesMetrics } from './over-time.ts';
import { ratiosFigure } from './ratios.ts';
import { sweepHeatFigure } from './sweep-heat.ts';
import { sweepLinesFigure } from './sweep-lines.ts';
import { timeAccountFigure } from './time-account.ts';
import { timelineFigure } from './timeline.ts';
import { tornadoFigure } from './tornado.ts';

const MOST_TORNADOS = 3;
const MOST_SWEEPS = 3;
const MOST_DISTRIBUTIONS = 2;
const MOST_SERIES = 2;

/** A figure that can still be drawn at another width. */
interface Planned {
  readonly kind: 'ratios' | 'time' | 'money' | 'tornado' | 'sweep' | 'days' | 'timeline' | 'distribution' | 'asked';
  /** Claim that the figure is about. */
  readonly claim?: string;
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
    return figure ? [{ planned, figure }] : [];
  });
  const chosen = chooseFirst(results, drawn);
  if (!chosen) return [];
  const first = chosen.planned.draw({ widthPixels: FIRST_PIXELS }) ?? chosen.figure;
  const rest = drawn.filter((entry) => entry !== chosen).map((entry) => entry.figure);
  return withUniqueIds([{ ...first, section: 'first' }, ...rest]);
}

function planOf(results: Results): Planned[] {
  const series = seriesMetrics(results);
  const plan: Planned[] = [
    { kind: 'ratios', draw: (options) => ratiosFigure(results, options) },
    { kind: 'time', draw: (options) => timeAccountFigure(results, options) },
    { kind: 'money', draw: (options) => moneyAccountFigure(results, options) },
  ];
  for (const claim of claimsWithAssumptions(results)) {
    plan.push({ kind: 'tornado', claim: claim.id, draw: (options) => tornadoFigure(results, claim, options) });
  }
  plan.push(...planSweep(results));
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
    plan.push({ kind: 'asked', draw: (options) => askedFigure(results, chart, options) });
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

/** Claims first; a metric in one figure with a line a design, or in a grid for each design. */
function planSweep(results: Results): Planned[] {
  const { sweep } = results;
  if (!sweep) return [];
  const axes = variedAxes(sweep);
  const [first, second] = axes;
  if (!first) return [];
  const columns = worthyColumns(results, sweep);
  if (second) {
    const pair = pickAxes(axes, results);
    return columns.slice(0, MOST_SWEEPS).map(
      (column): Planned => ({
        kind: 'sweep',
        ...(column.claim ? { claim: column.claim } : {}),
        draw: (options) => {
          // A grid whose rows are all alike is a line.
          const [only, other] = pair.filter((axis) => movesAlong(sweep, column, axis, pair));
          return only && !other && isNumeric(only)
            ? sweepLinesFigure(results, sweep, { columns: [column], axis: only }, options)
            : sweepHeatFigure(results, sweep, column, pair, options);
        },
      }),
    );
  }
  const groups = [...new Set(columns.map((column) => column.claim ?? column.metric ?? column.name))];
  return groups.slice(0, MOST_SWEEPS).map((name): Planned => {
    const members = columns.filter((column) => (column.claim ?? column.metric ?? column.name) === name);
    const claim = columnWords(results, members[0]!).claim?.id;
    return {
      kind: 'sweep',
      ...(claim ? { claim } : {}),
      draw: (options) => sweepLinesFigure(results, sweep, { columns: members, axis: first }, options),
    };
  });
}

/** Of more than two axes, those on which a verdict flips come first. */
function pickAxes(axes: readonly SweepAxis[], results: Results): [SweepAxis, SweepAxis] {
  const flips = (axis: SweepAxis): number => Number(results.claims.some((claim) => flipsOn(claim, axis)));
  const [first, second] = axes.length > 2 ? [...axes].sort((a, b) => flips(b) - flips(a)) : axes;
  return [first!, second!];
}

function flipsOn(claim: ClaimResult, axis: SweepAxis): boolean {
  return claim.assumptions.some((assumption) => assumption.name === axis.address && assumption.flipsAt !== null);
}

type Drawn = { readonly planned: Planned; readonly figure: Figure };

/**
 * The one chart that shows why: where the time goes if the claims speak of one activity; the days if there is a horizon
 * with windows; the sweep on which a verdict flips; else the ratios; else whatever there is.
 */
function chooseFirst(results: Results, drawn: readonly Drawn[]): Drawn | undefined {
  const find = (kind: Planned['kind'], claims?: ReadonlySet<string>): Drawn | undefined =>
    drawn.find(({ planned }) => planned.kind === kind && (!claims || claims.has(planned.claim ?? '')));
  const axes = results.sweep ? variedAxes(results.sweep).filter(isNumeric) : [];
  const flipping = results.claims.filter((claim) => axes.some((axis) => flipsOn(claim, axis)));
  return (
    (claimedActivities(results).size === 1 ? find('time') : undefined) ??
    (results.horizonSeconds !== null ? find('days') : undefined) ??
    find('sweep', new Set(flipping.map((claim) => claim.id))) ??
    find('ratios') ??
    drawn[0]
  );
}

const durations = new Set(['makespan', 'latency', 'wait', 'firstByte', 'throughput', 'freshness', 'plan']);

/** Activities whose durations the claims speak of: `many_small.read.makespan` names `read`. */
function claimedActivities(results: Results): Set<string> {
  const activities = new Set<string>();
  for (const { expression } of results.claims) {
    for (const [path] of (expression ?? '').matchAll(/[A-Za-z]\w*(?:\.\w+)+/g)) {
      const words = path.split('.');
      const at = words.findIndex((word, index) => index > 0 && durations.has(word));
      if (at > 0) activities.add(words[at - 1]!);
    }
  }
  return activities;
}

function withUniqueIds(all: readonly Figure[]): Figure[] {
  const seen = new Map<string, number>();
  return all.map((figure) => {
    const count = (seen.get(figure.id) ?? 0) + 1;
    seen.set(figure.id, count);
    return count === 1 ? figure : { ...figure, id: `${figure.id}-${count}` };
  });
}
