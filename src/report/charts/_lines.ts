/** Lines with points where runs were, words at their ends, bands for intervals; for sweeps and for days. */
import { type Axis, makeAxis, titled, withScaleWord } from './_axis.ts';
import type { Canvas } from './_canvas.ts';
import { paint } from './_config.ts';
import {
  boxOf,
  clampLabel,
  drawing,
  frameOf,
  type Label,
  type Layer,
  labelLayers,
  type Rule,
  round2,
  ruleLayer,
} from './_drawing.ts';
import { pushApart } from './_push-apart.ts';
import { fitName, fitText, textWidth } from './_text-width.ts';
import { printValue } from './_values.ts';

export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

export interface Line {
  readonly name: string;
  readonly mark: string;
  readonly text: string;
  readonly points: readonly LinePoint[];
}

export interface LinesStyle {
  readonly x: {
    readonly title: string;
    readonly unit: string;
    readonly log: boolean;
    readonly domain?: readonly [number, number];
  };
  readonly y: { readonly title: string; readonly unit: string; readonly log?: boolean };
  readonly heightPixels: number;
  /** Points where runs were; none for windows. */
  readonly dots: boolean;
  /** The last value beside the name. */
  readonly endValues?: boolean;
  /** The scenario's own setting. */
  readonly base?: { readonly x: number; readonly words: string } | null;
  /** What a claim expects; null for an open side. */
  readonly band?: { readonly low: number | null; readonly high: number | null; readonly words: string } | null;
  /** Where a verdict flips. */
  readonly flip?: { readonly x: number; readonly y: number } | null;
  /** Lower bounds of what the lines show: thin, dashed, named at their ends. */
  readonly bounds?: readonly Bound[];
}

export interface Bound {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export const MOST_LINES = 6;
const LOG_FROM_SPAN = 10;
const LABEL_STEP = 16;
const WORD_GAP = 10;
const STACKED_FROM_PIXELS = 80;

export function drawLines(lines: readonly Line[], style: LinesStyle, canvas: Canvas): object {
  const height = style.heightPixels;
  const xs = style.x.domain ?? lines.flatMap((line) => line.points.map((point) => point.x));
  const ys = lines.flatMap((line) => line.points.flatMap((p) => [p.y, p.low ?? p.y, p.high ?? p.y]));
  const lower = boundsAbove(style.bounds ?? [], Math.min(...ys));
  const bounds = [style.band?.low, style.band?.high].filter((bound) => typeof bound === 'number');
  const spanned = [...ys, ...bounds];
  bounds.push(...lower.flatMap((bound) => bound.points.map((point) => point.y)));
  const positive = [...ys, ...bounds].every((y) => y > 0);
  // Lower bounds have room above zero; they alone do not make an axis logarithmic.
  const wide = Math.min(...spanned) > 0 && Math.max(...spanned) / Math.min(...spanned) >= LOG_FROM_SPAN;
  const y = makeAxis([...ys, ...bounds, ...(style.flip ? [style.flip.y] : [])], {
    unit: style.y.unit,
    lengthPixels: height,
    maxTicks: canvas.maxTicks,
    title: style.y.title,
    padRatio: 0.05,
    orient: 'left',
    ...(style.y.log && positive ? { logFrom: 1 } : wide ? { logFrom: LOG_FROM_SPAN } : {}),
  });
  const endText = (line: Line): string => (style.endValues ? printValue(line.points.at(-1)!.y, style.y.unit) : '');
  const room = canvas.narrow ? 116 : 190;
  // One line alone needs no name beside it: the words above the plot say what it is.
  const named = lines.length > 1 || lower.length > 0;
  const ends = [
    ...lines.map((line) => ({
      text: endLabel(named ? line.name : '', endText(line), room),
      token: line.text,
      mark: line.mark,
      last: line.points.at(-1)!,
    })),
    ...lower.map(({ name, points }) => ({
      text: fitText(name, room),
      token: '--muted',
      mark: '--muted',
      last: points.at(-1)!,
    })),
  ];
  const widest = Math.max(0, ...ends.map(({ text }) => textWidth(text)));
  const left = Math.max(18, Math.max(0, ...y.labels.map((label) => textWidth(label))) + 14);
  const hasWords = Boolean(style.base ?? style.band);
  // Side by side they need room; else the claim's words stand a line above.
  const stacked = Boolean(
    style.base && style.band && canvas.narrow && textWidth(style.band.words) > STACKED_FROM_PIXELS,
  );
  const frame = frameOf(
    canvas.totalPixels,
    {
      left,
      right: widest + (widest > 0 ? 22 : 8) + canvas.spare,
      top: hasWords ? (stacked ? 62 : 46) : 28,
      bottom: 44,
    },
    height,
  );
  const x = titled(
    makeAxis(xs, {
      unit: style.x.unit,
      lengthPixels: frame.width,
      room: frame,
      maxTicks: canvas.maxTicks,
      title: style.x.title,
      zero: false,
      ...(style.x.log ? { logFrom: 1 } : {}),
    }),
    fitText(style.x.title, frame.width - 40),
  );
  const at = (value: number): number => height - y.place(value);
  const axes = {
    x: { scale: x.scale, axis: x.guide },
    y: { scale: y.scale, axis: y.guide },
  };

  const labels: Label[] = [
    {
      x: -left + 2,
      y: -frame.top + 10,
      text: fitText(withScaleWord(style.y.title, y), frame.width + left),
      token: '--muted',
    },
  ];
  labels.push(...wordsAtTop(style, x, frame.width, { right: frame.right - canvas.spare, stacked }));
  const places = pushApart(
    ends.map(({ last }) => at(last.y)),
    LABEL_STEP,
    style.band ? 12 : 4,
    height - 2,
  );
  const leaders: Rule[] = [];
  for (const [index, { text, token, mark, last }] of ends.entries()) {
    if (text === '') continue;
    labels.push({ x: frame.width + 16, y: places[index]!, text, token });
    leaders.push({
      x: x.place(last.x) + 4,
      x2: frame.width + 13,
      y: at(last.y),
      y2: places[index]!,
      token: mark,
    });
  }
  const base = style.base
    ? [{ x: x.place(style.base.x), x2: x.place(style.base.x), y: 0, y2: height, token: '--axis' }]
    : [];
  return drawing(frame, [
    bandLayer(style, y, frame.width, height),
    ruleLayer(base, { dash: [2, 3] }),
    intervalLayer(lines, axes),
    ruleLayer(leaders, { width: 0.75 }),
    lineLayer(lines, axes),
    boundLayer(lower, axes),
    ...(style.dots ? [pointLayer(lines, axes)] : []),
    ...(style.flip ? [flipLayer(style.flip, axes)] : []),
    ...labelLayers(labels),
  ]);
}

/** The value is never cut, the name is. */
function endLabel(name: string, value: string, room: number): string {
  if (value === '' || name === '') return fitName(name + value, room);
  return `${fitName(name, room - textWidth(` ${value}`))} ${value}`;
}

/** Words of base and claim above the plot, on opposite sides. */
function wordsAtTop(
  style: LinesStyle,
  x: Axis,
  width: number,
  { right, stacked }: { right: number; stacked: boolean },
): Label[] {
  const labels: Label[] = [];
  if (style.base) {
    labels.push(
      clampLabel({ x: x.place(style.base.x), y: -10, text: style.base.words, align: 'center' }, 0, width + right),
    );
  }
  if (style.band && stacked) {
    labels.push({ x: 0, y: -26, text: fitText(style.band.words, width + right), token: '--muted' });
  } else if (style.band) {
    // The claim stands on the roomier side of the base.
    const taken = labels.map(boxOf)[0] ?? { x0: width + WORD_GAP, x1: width };
    const [before, after] = [taken.x0 - WORD_GAP, width + right - taken.x1 - WORD_GAP];
    const onLeft = before >= after;
    const text = fitText(style.band.words, onLeft ? before : after);
    const shared = { y: -10, text, token: '--muted' };
    labels.push(onLeft ? { ...shared, x: 0 } : { ...shared, x: width + right, align: 'right' });
  }
  return labels;
}

interface Axes {
  readonly x: { readonly scale: object; readonly axis: object };
  readonly y: { readonly scale: object; readonly axis: object };
}

function encoding(axes: Axes): Record<string, object> {
  return {
    x: { field: 'x', type: 'quantitative', ...axes.x },
    y: { field: 'y', type: 'quantitative', ...axes.y },
    color: { field: 'colour', type: 'nominal', scale: null },
  };
}

function valuesOf(lines: readonly Line[]): object[] {
  return lines.flatMap(({ name, mark, points }) => points.map(({ x, y }) => ({ name, x, y, colour: paint(mark) })));
}

/** Bounds this far under the lines would only stretch the scale. */
const FARTHEST_BOUND_RATIO = 1000;

function boundsAbove(bounds: readonly Bound[], lowest: number): Bound[] {
  const floor = lowest > 0 ? lowest / FARTHEST_BOUND_RATIO : 0;
  return bounds
    .map(({ name, points }) => ({ name, points: points.filter((point) => point.y > floor) }))
    .filter(({ points }) => points.length > 1);
}

function boundLayer(bounds: readonly Bound[], axes: Axes): Layer {
  const lines = bounds.map(({ name, points }) => ({ name, mark: '--muted', text: '--muted', points }));
  return {
    data: { values: valuesOf(lines) },
    mark: { type: 'line', strokeWidth: 1.25, strokeDash: [4, 3], interpolate: 'linear' },
    encoding: { ...encoding(axes), detail: { field: 'name', type: 'nominal' } },
  };
}

function lineLayer(lines: readonly Line[], axes: Axes): Layer {
  return {
    data: { values: valuesOf(lines) },
    mark: { type: 'line', strokeWidth: 2, interpolate: 'linear' },
    encoding: { ...encoding(axes), detail: { field: 'name', type: 'nominal' } },
  };
}

function pointLayer(lines: readonly Line[], axes: Axes): Layer {
  return {
    data: { values: valuesOf(lines) },
    mark: { type: 'point', filled: true, size: 40, opacity: 1 },
    encoding: encoding(axes),
  };
}

function flipLayer(flip: { x: number; y: number }, axes: Axes): Layer {
  return {
    data: { values: [{ x: flip.x, y: flip.y, colour: paint('--fg') }] },
    mark: { type: 'point', shape: 'diamond', filled: true, size: 130, opacity: 1, stroke: paint('--bg'), clip: true },
    encoding: encoding(axes),
  };
}

function intervalLayer(lines: readonly Line[], axes: Axes): Layer {
  const values = lines.flatMap(({ name, mark, points }) =>
    points.some(({ low, high }) => low !== undefined && high !== undefined && high > low)
      ? points.map(({ x, y, low, high }) => ({ name, x, low: low ?? y, high: high ?? y, colour: paint(mark) }))
      : [],
  );
  return {
    data: { values },
    mark: { type: 'area', opacity: 0.16, clip: true },
    encoding: {
      ...encoding(axes),
      y: { field: 'low', type: 'quantitative', ...axes.y },
      y2: { field: 'high' },
      detail: { field: 'name', type: 'nominal' },
    },
  };
}

function bandLayer(style: LinesStyle, y: Axis, width: number, height: number): Layer {
  const { band } = style;
  if (!band) return { data: { values: [] } };
  const top = band.high === null ? 0 : height - y.place(band.high);
  const bottom = band.low === null ? height : height - y.place(band.low);
  return {
    data: { values: [{ x: 0, x2: width, y: round2(top), y2: round2(Math.max(bottom, top + 2)) }] },
    mark: { type: 'rect', clip: true, color: paint('--band') },
    encoding: {
      x: { field: 'x', type: 'quantitative', scale: null },
      x2: { field: 'x2' },
      y: { field: 'y', type: 'quantitative', scale: null },
      y2: { field: 'y2' },
    },
  };
}
