/** Which figures a sweep deserves: few, and no two of the same values. */
import type { Results, SweepAxis, SweepColumn, SweepResult } from '../../results/types.ts';
import type { Figure } from '../figure.ts';
import type { FigureOptions } from './_canvas.ts';
import { focusDesign } from './_focus.ts';
import {
  changeOf,
  extremes,
  flipsOn,
  isNumeric,
  movesAlong,
  type Step,
  sweepLookup,
  variedAxes,
  worthyColumns,
} from './_sweep.ts';
import { boundsOf, wallRuns } from './_walls.ts';
import { sweepHeatFigure } from './sweep-heat.ts';
import { sweepLinesFigure } from './sweep-lines.ts';

const MOST_SWEEPS = 4;
/** Claims come first, but leave room for time and money. */
const MOST_CLAIMS_AT_FIRST = 2;

export interface PlannedSweep {
  readonly claim?: string;
  readonly columns: readonly SweepColumn[];
  readonly draw: (options: FigureOptions) => Figure | null;
}

/** At most four figures: claims that differ, then the primary metrics, then claims that had no room. */
export function planSweep(results: Results): PlannedSweep[] {
  const { sweep } = results;
  if (!sweep) return [];
  const axes = variedAxes(sweep);
  const [first, second] = axes;
  if (!first) return [];
  const pair: readonly SweepAxis[] = second ? pickAxes(axes, results) : [first];
  const columns = worthyColumns(results, sweep);
  const claims = withoutTwins(sweep, claimColumns(results, columns, pair));
  const early = claims.slice(0, MOST_CLAIMS_AT_FIRST);
  const metrics = results.primaryMetrics.flatMap((metric) => {
    const members = columns.filter((column) => column.claim === undefined && column.metric === metric);
    return planMetric(results, sweep, members, pair, early);
  });
  const toFigure = (column: SweepColumn): PlannedSweep => ({
    ...(column.claim === undefined ? {} : { claim: column.claim }),
    columns: [column],
    draw: (options) => drawColumn(results, sweep, column, pair, options),
  });
  const planned = [...early.map(toFigure), ...metrics];
  const late = claims
    .slice(MOST_CLAIMS_AT_FIRST)
    .filter((claim) => !planned.some(({ columns: shown }) => shown.some((column) => areTwins(sweep, claim, column))));
  return [...planned, ...late.map(toFigure)].slice(0, MOST_SWEEPS);
}

/** Of more than two axes, those on which a verdict flips come first. */
function pickAxes(axes: readonly SweepAxis[], results: Results): SweepAxis[] {
  const flips = (axis: SweepAxis): number => Number(results.claims.some((claim) => flipsOn(claim, axis)));
  return (axes.length > 2 ? [...axes].sort((a, b) => flips(b) - flips(a)) : [...axes]).slice(0, 2);
}

/** The answer's claim, then those that flip on an axis, then the others. */
function claimColumns(results: Results, columns: readonly SweepColumn[], axes: readonly SweepAxis[]): SweepColumn[] {
  const rank = ({ claim: id }: SweepColumn): number => {
    const claim = results.claims.find((c) => c.id === id);
    if (id === results.answer.claim) return 0;
    return claim && axes.some((axis) => flipsOn(claim, axis)) ? 1 : 2;
  };
  return columns.filter((column) => column.claim !== undefined).sort((a, b) => rank(a) - rank(b));
}

function meansOf(sweep: SweepResult, column: SweepColumn): (number | null)[] {
  const index = sweep.columns.indexOf(column);
  return sweep.points.map((point) => point.mean[index] ?? null);
}

function areTwins(sweep: SweepResult, a: SweepColumn, b: SweepColumn): boolean {
  const [left, right] = [meansOf(sweep, a), meansOf(sweep, b)];
  return a.unit === b.unit && left.every((value, index) => value === right[index]);
}

function withoutTwins(sweep: SweepResult, columns: readonly SweepColumn[]): SweepColumn[] {
  return columns.filter((column, index) => !columns.slice(0, index).some((before) => areTwins(sweep, before, column)));
}

/** A grid of one column; one whose rows or columns are all alike is a line. */
function drawColumn(
  results: Results,
  sweep: SweepResult,
  column: SweepColumn,
  axes: readonly SweepAxis[],
  options: FigureOptions,
): Figure | null {
  const [first, second] = axes as [SweepAxis, SweepAxis | undefined];
  if (!second) return sweepLinesFigure(results, sweep, { columns: [column], axis: first }, options);
  const [only, other] = axes.filter((axis) => movesAlong(sweep, column, axis, axes));
  return only && !other && isNumeric(only)
    ? sweepLinesFigure(results, sweep, { columns: [column], axis: only }, options)
    : sweepHeatFigure(results, sweep, column, [first, second], options);
}

/**
 * A metric with a line a design, over the axis that moves it most; one that a claim has not drawn already. Where bounds
 * beside a single line show that its wall changes, that line is drawn as well.
 */
function planMetric(
  results: Results,
  sweep: SweepResult,
  members: readonly SweepColumn[],
  axes: readonly SweepAxis[],
  drawn: readonly SweepColumn[],
): PlannedSweep[] {
  const focus = members.find((column) => column.design === focusDesign(results)) ?? members[0];
  if (!focus) return [];
  const isDrawn = (column: SweepColumn): boolean => drawn.some((other) => areTwins(sweep, other, column));
  const left = members.filter((column) => !isDrawn(column));
  const [across] = axes
    .filter(isNumeric)
    .map((axis) => ({ axis, effect: effectAlong(sweep, focus, axis) }))
    .sort((a, b) => b.effect - a.effect);
  const plan: PlannedSweep[] = [];
  const beside = across && wallsChange(results, sweep, focus, across.axis);
  if (beside && !(axes.length === 1 && isDrawn(focus))) {
    plan.push({
      columns: [focus],
      draw: (options) => sweepLinesFigure(results, sweep, { columns: [focus], axis: across.axis }, options),
    });
  }
  const alone = left.length === 1 && left[0] === focus;
  if (left.length === 0 || (beside && (alone || axes.length > 1))) return plan;
  const lines = across && (axes.length === 1 || left.length > 1);
  plan.push({
    columns: lines ? members : left,
    draw: (options) =>
      lines
        ? sweepLinesFigure(results, sweep, { columns: members, axis: across.axis }, options)
        : drawColumn(results, sweep, left[0]!, axes, options),
  });
  return plan;
}

function stepsAlong(sweep: SweepResult, column: SweepColumn, axis: SweepAxis): Step[] {
  const lookup = sweepLookup(sweep, column);
  return axis.values.flatMap((setting): Step[] => {
    const { mean } = lookup({ [axis.address]: setting });
    return mean === null ? [] : [{ setting, value: mean }];
  });
}

function effectAlong(sweep: SweepResult, column: SweepColumn, axis: SweepAxis): number {
  const ends = extremes(stepsAlong(sweep, column, axis));
  return ends ? changeOf(ends[0].value, ends[1].value) : 0;
}

function wallsChange(results: Results, sweep: SweepResult, column: SweepColumn, axis: SweepAxis): boolean {
  const bounds = boundsOf(results, sweep, column);
  if (!bounds?.ofColumn) return false;
  const points = axis.values.map((setting) => ({ setting, wall: bounds.wall({ [axis.address]: setting }) }));
  return wallRuns(points).length > 1;
}
