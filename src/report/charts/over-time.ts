/** And over days: a metric by window of simulated time, one line a design. */
import type { Results, SeriesResult } from '../../results/types.ts';
import { formatTime } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { drawPair, type FigureOptions } from './_canvas.ts';
import { designTokens, foremostDesigns } from './_designs.ts';
import { drawLines, type Line, type LinePoint, MOST_LINES } from './_lines.ts';
import { isNumber, printSetting, printValue } from './_values.ts';
import { slug } from './sweep-lines.ts';
import { daysTitle } from './titles.ts';

const HEIGHT = 300;
const MOST_WINDOWS = 120;

interface Track extends Line {
  readonly series: SeriesResult;
}

/** Null if fewer than two windows were measured in every design. */
export function overTimeFigure(
  results: Results,
  metric: string,
  options: FigureOptions & { log?: boolean } = {},
): Figure | null {
  const all = tracksOf(results, metric);
  if (all.length === 0) return null;
  const kept = foremostDesigns(
    results,
    all.map((track) => track.name),
    MOST_LINES,
  );
  const tracks = all.filter((track) => kept.includes(track.name));
  const { unit } = tracks[0]!.series;
  const end = Math.max(...all.map(({ series }) => series.from + series.windowSeconds * series.mean.length));
  const start = Math.min(...all.map(({ series }) => series.from));
  const window = printSetting(tracks[0]!.series.windowSeconds, 's');
  const shaded = tracks.some((track) => track.points.some(({ low, high }) => (high ?? 0) > (low ?? 0)));
  return {
    id: `over-time-${slug(metric)}`,
    section: 'behaviour',
    title: titleOf(tracks, results, metric, end),
    howToRead: `${tracks.length > 1 ? 'One line a design' : 'The line'}: ${statisticOf(metric)} of each window of ${window}; last value at the end.${shaded ? ' Pale: the 95% interval.' : ''}`,
    description: describe(tracks, metric, unit),
    key: [],
    ...drawPair(options, (canvas) =>
      drawLines(
        tracks,
        {
          x: { title: 'simulated time', unit: 's', log: false, domain: [start, end] },
          y: { title: metric, unit, log: options.log ?? false },
          heightPixels: HEIGHT,
          dots: false,
          endValues: true,
        },
        canvas,
      ),
    ),
    table: table(all, unit),
    ...(tracks.length < all.length
      ? { note: `${tracks.length} of ${all.length} designs are drawn; the table has all.` }
      : {}),
  };
}

/** A quantile stands at the end of the name. */
const statisticOf = (metric: string): string => /\.(p\d+)$/.exec(metric)?.[1] ?? 'the mean';

/** Metrics that have windows, primary ones first. */
export function seriesMetrics(results: Results): string[] {
  const all = results.designOrder.flatMap((name) => results.designs[name]?.series.map((s) => s.metric) ?? []);
  const isPrimary = (metric: string): number => Number(results.primaryMetrics.includes(metric));
  return [...new Set(all)].sort((a, b) => isPrimary(b) - isPrimary(a));
}

function tracksOf(results: Results, metric: string): Track[] {
  const tokens = designTokens(results);
  return results.designOrder.flatMap((name): Track[] => {
    const series = results.designs[name]?.series.find((s) => s.metric === metric);
    if (!series) return [];
    const points = thin(series.mean.flatMap((y, index) => pointAt(series, index, y)));
    const { mark, text } = tokens(name);
    return points.length > 1 ? [{ name, mark, text, points, series }] : [];
  });
}

/** A window stands at its middle. */
function pointAt(series: SeriesResult, index: number, y: number | null): LinePoint[] {
  if (!isNumber(y)) return [];
  const low = series.lo?.[index];
  const high = series.hi?.[index];
  const x = series.from + (index + 0.5) * series.windowSeconds;
  return [{ x, y, ...(isNumber(low) && isNumber(high) ? { low, high } : {}) }];
}

function thin(points: readonly LinePoint[]): LinePoint[] {
  if (points.length <= MOST_WINDOWS) return [...points];
  const step = (points.length - 1) / (MOST_WINDOWS - 1);
  return Array.from({ length: MOST_WINDOWS }, (_, index) => points[Math.round(index * step)]!);
}

function titleOf(tracks: readonly Track[], results: Results, metric: string, end: number): string {
  const sign = results.metricInfo[metric]?.better === 'high' ? -1 : 1;
  const last = (track: Track): number => track.points.at(-1)!.y;
  const worst = tracks.reduce((a, b) => (sign * last(b) > sign * last(a) ? b : a));
  const best = tracks.reduce((a, b) => (sign * last(b) < sign * last(a) ? b : a));
  const { unit } = worst.series;
  return daysTitle({
    metric,
    span: formatTime(end, { style: 'title' }),
    worst: worst.name,
    worstValue: printValue(last(worst), unit),
    best: best === worst || last(best) === last(worst) ? null : best.name,
    bestValue: printValue(last(best), unit),
  });
}

function describe(tracks: readonly Track[], metric: string, unit: string): string {
  const points = tracks.flatMap((track) => track.points.map((point) => ({ ...point, name: track.name })));
  const low = points.reduce((a, b) => (b.y < a.y ? b : a));
  const high = points.reduce((a, b) => (b.y > a.y ? b : a));
  const first = tracks[0]!;
  return [
    `${metric} by window of simulated time, one line for each of ${tracks.length} designs.`,
    `The lowest is ${printValue(low.y, unit)} (${low.name}), the highest ${printValue(high.y, unit)} (${high.name}).`,
    `${first.name} goes from ${printValue(first.points[0]!.y, unit)} to ${printValue(first.points.at(-1)!.y, unit)}.`,
  ].join(' ');
}

function table(tracks: readonly Track[], unit: string): Figure['table'] {
  const times = [...new Set(tracks.flatMap((track) => track.points.map((point) => point.x)))].sort((a, b) => a - b);
  return {
    columns: [{ name: 'middle of the window', numeric: true }, ...tracks.map(({ name }) => ({ name, numeric: true }))],
    rows: times.map((x) => [
      formatTime(x),
      ...tracks.map((track) => {
        const point = track.points.find((p) => p.x === x);
        return point === undefined ? 'not measured' : printValue(point.y, unit);
      }),
    ]),
  };
}
