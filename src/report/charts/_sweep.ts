/** Reading a sweep: its numeric and worded axes, a column's values along one or two of them, the rest at the base. */
import type { ClaimResult, Results, SweepAxis, SweepColumn, SweepResult, Verdict } from '../../results/types.ts';
import { claimUnit } from './_claims.ts';
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

/** The base setting, or the first where the scenario's own value is not on the axis. */
export function baseOf(axis: SweepAxis): Setting {
  return axis.base !== null && axis.values.includes(axis.base) ? axis.base : axis.values[0]!;
}

/** Looks up a column at settings by address; addresses left out are at their base. */
export function sweepLookup(
  sweep: SweepResult,
  column: SweepColumn,
): (at: Readonly<Record<string, Setting>>) => SweepValue {
  const index = sweep.columns.indexOf(column);
  const keyed = new Map<string, SweepValue>();
  const axes = sweep.paired ? sweep.axes.slice(0, 1) : sweep.axes;
  for (const point of sweep.points) {
    const key = JSON.stringify(axes.map((_, axis) => point.at[axis]));
    const mean = point.mean[index] ?? null;
    keyed.set(key, { mean: isNumber(mean) ? mean : null, low: point.lo[index] ?? null, high: point.hi[index] ?? null });
  }
  return (at) => {
    const key = JSON.stringify(axes.map((axis) => at[axis.address] ?? baseOf(axis)));
    return keyed.get(key) ?? { mean: null, low: null, high: null };
  };
}

/** What a column is called, in what unit it is printed, and which claim it belongs to. */
export interface ColumnWords {
  readonly name: string;
  readonly unit: string;
  readonly claim: ClaimResult | null;
}

export function columnWords(results: Results, column: SweepColumn): ColumnWords {
  const claim = results.claims.find((c) => c.id === column.claim) ?? null;
  if (claim) return { name: claim.id, unit: claimUnit(claim), claim };
  return { name: column.metric ?? column.name, unit: column.unit, claim: null };
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
