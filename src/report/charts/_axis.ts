/** A scale with its marks and their words, for Vega-Lite and for our own placing of labels. */

import { textWidth } from './_text-width.ts';
import { linearLabels, linearTicks, logTickChoices, tickLabel } from './_ticks.ts';

export interface Axis {
  readonly log: boolean;
  readonly domain: readonly [number, number];
  readonly lengthPixels: number;
  readonly labels: readonly string[];
  /** For an encoding's `scale` and `axis`. */
  readonly scale: object;
  readonly guide: object;
  /** Place of a value in pixels from the low end; outside the domain it is cut off. */
  place(value: number): number;
}

export interface AxisOptions {
  /** Printed unit: `s`, `B`, `USD`, `1`, `×`, `%`. */
  readonly unit: string;
  readonly lengthPixels: number;
  readonly maxTicks: number;
  readonly title: string;
  /** Logarithmic from this span (high / low) on; default never. */
  readonly logFrom?: number;
  /** A linear axis begins at zero. Default true. */
  readonly zero?: boolean;
  /** Room beyond the values, as a share of the length. Default 0. */
  readonly padRatio?: number;
  readonly orient?: 'bottom' | 'left';
  /** Words of the marks of a logarithmic axis; default by unit. */
  readonly markWords?: (tick: number) => string;
  /** Pixels beyond either end in which the words of a mark may stand. Default 12. */
  readonly room?: { readonly left: number; readonly right: number };
}

const LABEL_GAP_PIXELS = 10;
const TIGHTEST_LABEL_PIXELS = 22;

/** An axis that holds all values. Values that are not finite are passed over; without any it runs from 0 to 1. */
export function makeAxis(values: readonly number[], options: AxisOptions): Axis {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const log = options.logFrom !== undefined && finite.length > 0 && low > 0 && high / low >= options.logFrom;
  const domain = log ? padLog(low, high, options) : padLinear(finite, low, high, options);
  const place = placer(log, domain, options.lengthPixels);
  const chosen = log ? chooseLogTicks(domain, options, place) : chooseLinearTicks(domain, options, place);
  const wordsOf = (ticks: number[]): string[] =>
    log ? ticks.map((tick) => markWords(tick, options)) : linearLabels(ticks, options.unit);
  const inside = wordsOf(chosen).map((label, index) => staysInside(label, place(chosen[index]!), options));
  const ticks = chosen.filter((_, index) => inside[index]);
  const labels = wordsOf(ticks);
  return {
    log,
    domain,
    lengthPixels: options.lengthPixels,
    labels,
    scale: { type: log ? 'log' : 'linear', domain: [...domain], nice: false, ...(log ? {} : { zero: false }) },
    guide: {
      values: ticks,
      labelExpr: `${JSON.stringify(labels)}[indexof(${JSON.stringify(ticks)}, datum.value)]`,
      labelFlush: false,
      title: options.orient === 'left' ? null : options.title,
      titleAnchor: 'start',
      titlePadding: 6,
      ...(options.orient === 'left' ? { grid: true } : {}),
    },
    place,
  };
}

function markWords(tick: number, options: AxisOptions): string {
  return options.markWords?.(tick) ?? tickLabel(tick, options.unit);
}

/** "query.latency (log)". */
export function withScaleWord(title: string, axis: Axis): string {
  return axis.log ? `${title} (log)` : title;
}

/** The same axis under another title, which may name the kind of scale. */
export function titled(axis: Axis, title: string): Axis {
  return { ...axis, guide: { ...axis.guide, title: withScaleWord(title, axis) } };
}

function padLog(low: number, high: number, { padRatio = 0 }: AxisOptions): [number, number] {
  const room = high > low ? (high / low) ** padRatio : 2;
  return [low / room, high * room];
}

function padLinear(finite: readonly number[], low: number, high: number, options: AxisOptions): [number, number] {
  if (finite.length === 0) return [0, 1];
  const bottom = options.zero === false ? low : Math.min(0, low);
  const top = options.zero === false ? high : Math.max(0, high);
  if (top === bottom) return top === 0 ? [0, 1] : [top - Math.abs(top) / 2, top + Math.abs(top) / 2];
  const room = (top - bottom) * (options.padRatio ?? 0);
  const padBottom = options.zero === false || bottom < 0 ? room : 0;
  return [bottom - padBottom, top > 0 || options.zero === false ? top + room : top];
}

function placer(log: boolean, domain: readonly [number, number], lengthPixels: number): (value: number) => number {
  const along = (value: number): number => (log ? Math.log(value) : value);
  const [start, end] = [along(domain[0]), along(domain[1])];
  return (value) => {
    const share = (along(value) - start) / (end - start);
    return Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share)) * lengthPixels;
  };
}

/** The words of a mark at an end may hang over it only as far as the margin goes. */
function staysInside(label: string, at: number, { orient, room, lengthPixels }: AxisOptions): boolean {
  if (orient === 'left') return true;
  const half = textWidth(label) / 2;
  return at - half >= -(room?.left ?? 12) && at + half <= lengthPixels + (room?.right ?? 12);
}

type Place = (value: number) => number;

function fits(ticks: readonly number[], labels: readonly string[], options: AxisOptions, place: Place): boolean {
  if (ticks.length > options.maxTicks) return false;
  for (let i = 1; i < ticks.length; i++) {
    const room = Math.abs(place(ticks[i]!) - place(ticks[i - 1]!));
    const needed =
      options.orient === 'left'
        ? TIGHTEST_LABEL_PIXELS
        : (textWidth(labels[i]!) + textWidth(labels[i - 1]!)) / 2 + LABEL_GAP_PIXELS;
    if (room < needed) return false;
  }
  return true;
}

function chooseLogTicks(domain: readonly [number, number], options: AxisOptions, place: Place): number[] {
  const [low, high] = domain;
  const choices = logTickChoices(low, high, options.unit);
  // Even steps suit an axis of less than a decade; beyond, they crowd the strong end.
  const usable = high / low < 8 ? choices : choices.slice(1);
  const chosen = usable.find((ticks) =>
    fits(
      ticks,
      ticks.map((tick) => markWords(tick, options)),
      options,
      place,
    ),
  );
  return chosen ?? choices.at(-1)?.slice(0, 1) ?? [];
}

function chooseLinearTicks(domain: readonly [number, number], options: AxisOptions, place: Place): number[] {
  for (let count = options.maxTicks; count >= 2; count--) {
    const ticks = linearTicks(domain[0], domain[1], count, options.unit);
    if (fits(ticks, linearLabels(ticks, options.unit), options, place)) return ticks;
  }
  return linearTicks(domain[0], domain[1], options.maxTicks, options.unit).slice(0, 1);
}
