/**
 * Which wall a point of a sweep hits: the largest of its lower bounds (latency alone, NIC alone) and the share of the
 * time that it explains. Bounds are of a duration; a throughput is its bytes over that duration and hits the same wall.
 */
import { parseMetric } from '../../results/index.ts';
import type { Results, SweepColumn, SweepResult } from '../../results/types.ts';
import { pointLookup, type Setting } from './_sweep.ts';
import { isNumber } from './_values.ts';

type Place = Readonly<Record<string, Setting>>;

export interface Wall {
  /** `latency`, `NIC`. */
  readonly name: string;
  /** The bound over the time, at most one. */
  readonly share: number;
}

export interface Bounds {
  /** The duration that is bounded, and the design it is of. */
  readonly metric: string;
  readonly design: string;
  /** The column is that duration itself, so the bounds have a place beside its line. */
  readonly ofColumn: boolean;
  /** The bounds at a point, those that are positive. */
  at(at: Place): { readonly name: string; readonly value: number }[];
  /** Null where nothing is bounded or the time is not known. */
  wall(at: Place): Wall | null;
}

/** "NIC alone" of `nic alone`. */
export function boundWords(name: string): string {
  return name.replace(/\bnic\b/, 'NIC').replace(/\bcpu\b/, 'CPU');
}

const wallWords = (name: string): string => boundWords(name).replace(/ alone$/, '');

/** Null if no bound speaks of what the column holds: ratios of designs and money have none. */
export function boundsOf(results: Results, sweep: SweepResult, column: SweepColumn): Bounds | null {
  const of = quantityOf(results, column);
  if (!of) return null;
  const activity = of.metric.split('.')[0];
  const bounds = (sweep.lowerBounds ?? []).filter(
    ({ design, metric }) =>
      design === of.design && (of.unit === 's' ? metric === of.metric : metric === `${activity}.makespan`),
  );
  const [first] = bounds;
  if (!first || !['s', 'B/s'].includes(of.unit)) return null;
  const ofColumn = first.metric === of.metric;
  const timed = ofColumn ? column : sweep.columns.find((c) => c.design === of.design && c.metric === first.metric);
  if (!timed) return null;
  const index = sweep.columns.indexOf(timed);
  const pointAt = pointLookup(sweep);
  const at = (place: Place): { name: string; value: number }[] => {
    const point = pointAt(place);
    return bounds.flatMap(({ name, values }) => {
      const value = point === undefined ? null : values[point];
      return isNumber(value) && value > 0 ? [{ name: boundWords(name), value }] : [];
    });
  };
  const wall = (place: Place): Wall | null => {
    const seconds = sweep.points[pointAt(place) ?? -1]?.mean[index];
    const here = at(place);
    if (!isNumber(seconds) || !(seconds > 0) || here.length === 0) return null;
    const largest = here.reduce((a, b) => (b.value > a.value ? b : a));
    return { name: wallWords(largest.name), share: Math.min(1, largest.value / seconds) };
  };
  return { metric: first.metric, design: of.design, ofColumn, at, wall };
}

/** The one metric of one design that a column holds, be it as a claim. */
function quantityOf(
  results: Results,
  column: SweepColumn,
): { readonly design: string; readonly metric: string; readonly unit: string } | null {
  const { design, metric, unit } = column;
  if (design !== undefined && metric !== undefined) return { design, metric, unit };
  const expression = results.claims.find((claim) => claim.id === column.claim)?.expression;
  const ref = expression ? parseMetric(expression) : null;
  return ref && ref.statistic === 'mean' ? { design: ref.design, metric: ref.metric, unit } : null;
}

/** Whole per cent; 100% only of all of it. */
export function wallShare({ share }: Wall): string {
  return `${share > 1 - 1e-9 ? 100 : Math.min(99, Math.round(share * 100))}%`;
}

/** A stretch of neighbouring settings that hit the same wall. */
export interface WallRun {
  readonly name: string;
  readonly from: Setting;
  readonly to: Setting;
}

export function wallRuns(points: readonly { readonly setting: Setting; readonly wall: Wall | null }[]): WallRun[] {
  const runs: WallRun[] = [];
  for (const { setting, wall } of points) {
    if (!wall) continue;
    const last = runs.at(-1);
    if (last?.name === wall.name) runs[runs.length - 1] = { ...last, to: setting };
    else runs.push({ name: wall.name, from: setting, to: setting });
  }
  return runs;
}

/** Four letters and a full stop of a long name, for cells: `conn.`. */
export function abbreviate(name: string): string {
  return name.length > 8 ? `${name.slice(0, 4)}.` : name;
}
