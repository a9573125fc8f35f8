/** Reading a sweep: its numeric and worded axes, a column's values along one or two of them, the rest at the base. */
import type { ClaimResult, Results, SweepAxis, SweepColumn, SweepResult, Verdict } from '../../results/types.ts';
import { claimUnit } from './_claims.ts';
import { claimLabel, claimNouns, metricNouns } from './_nouns.ts';
import { isNumber } from './_values.ts';

export type Setting = number | string | boolean;

/** A column's value at a point; null where it was not measured. */
export interface SweepValue {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Axes with more than one value; of a paired sweep only the first, as the others move with it. */
export function variedAxes(sweep: SweepResult): SweepAxis[] {
  const varied = sweep.axes.filter((axis) => axis.values.length > 1);
  return sweep.paired ? varied.slice(0, 1) : varied;
}

export function isNumeric(axis: SweepAxis): boolean {
  return axis.scale !== 'ordinal' && axis.values.every(isNumber);
}

/** The base setting; where the scenario's own value is not on the axis, the nearest to it, of words the first. */
export function baseOf(axis: SweepAxis): Setting {
  const { base, values } = axis;
  if (base !== null && values.includes(base)) return base;
  const numbers = values.filter(isNumber);
  if (!isNumber(base) || numbers.length < values.length) return values[0]!;
  const log = axis.scale === 'log' && base > 0 && numbers.every((value) => value > 0);
  const distance = (value: number): number => Math.abs(log ? Math.log(value / base) : value - base);
  return numbers.reduce((a, b) => (distance(b) < distance(a) ? b : a));
}

type Place = Readonly<Record<string, Setting>>;

/** Index of the point at settings by address; addresses left out are at their base. Undefined if there is none. */
export function pointLookup(sweep: SweepResult): (at: Place) => number | undefined {
  const axes = sweep.paired ? sweep.axes.slice(0, 1) : sweep.axes;
  const keyed = new Map<string, number>();
  for (const [index, { at }] of sweep.points.entries())
    keyed.set(JSON.stringify(axes.map((_, axis) => at[axis])), index);
  return (at) => keyed.get(JSON.stringify(axes.map((axis) => at[axis.address] ?? baseOf(axis))));
}

/** Looks up a column at settings by address; addresses left out are at their base. */
export function sweepLookup(sweep: SweepResult, column: SweepColumn): (at: Place) => SweepValue {
  const index = sweep.columns.indexOf(column);
  const pointAt = pointLookup(sweep);
  return (at) => {
    const point = sweep.points[pointAt(at) ?? -1];
    const mean = point?.mean[index];
    return { mean: isNumber(mean) ? mean : null, low: point?.lo[index] ?? null, high: point?.hi[index] ?? null };
  };
}

/** What a column is called, in what unit it is printed, and which claim it belongs to. */
export interface ColumnWords {
  /** For axes, without the design of a metric: `read.makespan`. */
  readonly name: string;
  /** For sentences, the fullest first. */
  readonly nouns: readonly string[];
  readonly unit: string;
  readonly claim: ClaimResult | null;
}

export function columnWords(results: Results, column: SweepColumn): ColumnWords {
  const claim = results.claims.find((c) => c.id === column.claim) ?? null;
  if (claim) return { name: claimLabel(claim), nouns: claimNouns(claim), unit: claimUnit(claim), claim };
  const name = column.metric ?? column.name;
  const nouns = column.metric === undefined ? [name] : metricNouns(column.metric, column.design);
  return { name, nouns, unit: column.unit, claim: null };
}

/** The claim that a figure is about, quoted; that of the answer stands beside it. */
export function claimWords(results: Results, { claim }: ColumnWords): string[] {
  return claim && claim.id !== results.answer.claim ? [`The claim: “${claim.says}”.`] : [];
}

/** Columns worth a drawing: those of claims first, then of primary metrics; each changes by a twentieth somewhere. */
export function worthyColumns(results: Results, sweep: SweepResult): SweepColumn[] {
  const claims = sweep.columns.filter((column) => column.claim !== undefined);
  const metrics = results.primaryMetrics.flatMap((metric) =>
    sweep.columns.filter((column) => column.metric === metric),
  );
  return [...claims, ...metrics].filter((column) => changes(sweep, column));
}

const WORTHY_RATIO = 1.05;

function changes(sweep: SweepResult, column: SweepColumn): boolean {
  const index = sweep.columns.indexOf(column);
  const values = sweep.points.map((point) => point.mean[index]).filter(isNumber);
  if (values.length < 2) return false;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low > 0 ? high / low > WORTHY_RATIO : high > low;
}

/** True if a column changes by more than rounding when this axis moves and the other stands still. */
export function movesAlong(
  sweep: SweepResult,
  column: SweepColumn,
  axis: SweepAxis,
  axes: readonly SweepAxis[],
): boolean {
  const lookup = sweepLookup(sweep, column);
  const other = axes.find((a) => a !== axis);
  const settings: Record<string, Setting>[] = other ? other.values.map((value) => ({ [other.address]: value })) : [{}];
  return settings.some((fixed) => {
    const means = axis.values.map((value) => lookup({ ...fixed, [axis.address]: value }).mean).filter(isNumber);
    const [low, high] = [Math.min(...means), Math.max(...means)];
    return high - low > Math.abs(low) * 1e-9;
  });
}

/** True if a claim's verdict changes along this axis. */
export function flipsOn(claim: ClaimResult, axis: SweepAxis): boolean {
  return claim.assumptions.some(
    (assumption) => assumption.name === axis.address && (assumption.flipsAt !== null || assumption.changes > 0),
  );
}

/** One setting of an axis and the value there. */
export interface Step {
  readonly setting: Setting;
  readonly value: number;
}

/** Where the value is lowest and highest along an axis, in the order of the axis. Null of nothing. */
export function extremes(steps: readonly Step[]): [from: Step, to: Step] | null {
  const first = steps[0];
  if (first === undefined) return null;
  let [low, high] = [first, first];
  for (const step of steps) {
    if (step.value < low.value) low = step;
    if (step.value > high.value) high = step;
  }
  return steps.indexOf(low) <= steps.indexOf(high) ? [low, high] : [high, low];
}

/** How far apart two values are: in ratios, or as a difference where there is a zero or less. */
export function changeOf(a: number, b: number): number {
  return a > 0 && b > 0 ? Math.abs(Math.log(b / a)) : Math.abs(b - a);
}

/** What a claim says of a value with its interval. */
export function verdictAt(claim: ClaimResult, value: SweepValue): Verdict | null {
  const { expect } = claim;
  if (!expect || value.mean === null) return null;
  const low = value.low ?? value.mean;
  const high = value.high ?? value.mean;
  const slack = (bound: number): number => Math.abs(bound) * 1e-9;
  const above = (x: number): boolean => expect.low === null || x >= expect.low - slack(expect.low);
  const below = (x: number): boolean => expect.high === null || x <= expect.high + slack(expect.high);
  if (above(low) && below(high)) return 'confirmed';
  return !above(high) || !below(low) ? 'refuted' : 'inconclusive';
}

/** At most so many of the values, evenly, ends and base always among them. */
export function thinValues<T>(values: readonly T[], maxCount: number, always: readonly T[]): T[] {
  if (values.length <= maxCount) return [...values];
  const must = values.filter((value, index) => index === 0 || index === values.length - 1 || always.includes(value));
  const kept = new Set(must.slice(0, maxCount));
  for (let step = 1; step < maxCount && kept.size < maxCount; step++) {
    kept.add(values[Math.round((step * (values.length - 1)) / (maxCount - 1))]!);
  }
  return values.filter((value) => kept.has(value));
}
