/** How long, and how often: density over a logarithmic axis, one strip a design, the same area each. */
import type { DistributionResult, Results } from '../../results/types.ts';
import { formatCount, formatValue } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { type Axis, makeAxis, titled } from './_axis.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { paint } from './_config.ts';
import { type DesignTokens, designTokens, foremostDesigns } from './_designs.ts';
import {
  boxOf,
  clampLabel,
  drawing,
  type Frame,
  frameOf,
  type Label,
  type Layer,
  labelLayers,
  overlaps,
  type Rule,
  round2,
  ruleLayer,
} from './_drawing.ts';
import { fitName, textWidth } from './_text-width.ts';
import { distributionTitle, medianTitle } from './titles.ts';

const MOST_STRIPS = 8;
const STRIP_HEIGHT = 76;
const WORDS_HEIGHT = 18;
const NAME_HEIGHT = 18;
const GAP = 6;
/** Room for words may make the axis so many times as long; beyond, the words would be wider than the drawing. */
const MOST_WIDENED = 6;
/** Under so many samples a 99th percentile is luck. */
const SAMPLES_FOR_P99 = 1000;
/** Closer together than this, all samples are one value. */
const POINT_SPAN = 1.02;
/** One strip so much higher than another would flatten it: each then has its own height. */
const UNEVEN_PEAKS = 4;

interface Strip {
  readonly design: string;
  readonly tokens: DesignTokens;
  readonly data: DistributionResult;
  readonly p99: number | null;
  /** Share of samples per e-fold, by bucket. */
  readonly steps: readonly { readonly low: number; readonly high: number; readonly density: number }[];
}

/** One figure for a metric. Null if no design has a spread of positive values. */
export function distributionFigure(results: Results, metric: string, options: FigureOptions = {}): Figure | null {
  const strips = stripsOf(results, metric);
  if (strips.length === 0) return null;
  const unit = strips[0]!.data.unit;
  const print = (value: number): string => formatValue(value, unit, { style: 'title' });
  const peaks = strips.map((strip) => Math.max(...strip.steps.map((step) => step.density)));
  const own = Math.max(...peaks) / Math.min(...peaks) > UNEVEN_PEAKS;
  return {
    id: `distribution-${metric.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
    section: 'distributions',
    title: titleOf(strips, metric, print),
    howToRead: [
      `One strip a design: how ${formatCount(strips[0]!.data.samples)} values of ${metric} spread over a logarithmic axis.`,
      own ? 'Each strip has its own height.' : 'Height is the share of values.',
      ...(strips.some((strip) => strip.p99 === null) ? ['No p99 under 1,000 samples.'] : []),
    ].join(' '),
    description: describe(strips, metric, print),
    key: [],
    ...drawPair(options, (canvas) =>
      draw(strips, own ? peaks : strips.map(() => Math.max(...peaks)), metric, print, canvas),
    ),
    table: table(results, metric, strips, print),
  };
}

/** Metrics with a spread worth drawing, primary ones first. */
export function distributionMetrics(results: Results): string[] {
  const all = results.designOrder.flatMap((name) => results.designs[name]?.distributions.map((d) => d.metric) ?? []);
  const metrics = [...new Set(all)];
  const isPrimary = (metric: string): number => Number(results.primaryMetrics.includes(metric));
  return metrics.sort((a, b) => isPrimary(b) - isPrimary(a));
}

function stripsOf(results: Results, metric: string): Strip[] {
  const tokens = designTokens(results);
  const found = results.designOrder.flatMap((design): Strip[] => {
    const data = results.designs[design]?.distributions.find((d) => d.metric === metric);
    if (!data) return [];
    const steps = densities(data);
    const first = steps[0];
    const last = steps.at(-1);
    if (!first || !last || !(data.p50 > 0) || last.high / first.low < POINT_SPAN || data.max / data.min < POINT_SPAN)
      return [];
    const p99 = data.p99 !== undefined && data.samples >= SAMPLES_FOR_P99 && data.p99 >= data.p50 ? data.p99 : null;
    return [{ design, tokens: tokens(design), data, p99, steps }];
  });
  const kept = foremostDesigns(
    results,
    found.map((strip) => strip.design),
    MOST_STRIPS,
  );
  return found.filter((strip) => kept.includes(strip.design));
}

function densities(data: DistributionResult): Strip['steps'] {
  const positive = data.buckets.filter(([low, high, count]) => low > 0 && high > low && count > 0);
  const total = positive.reduce((sum, [, , count]) => sum + count, 0);
  return positive.map(([low, high, count]) => ({ low, high, density: count / total / Math.log(high / low) }));
}

function draw(
  strips: readonly Strip[],
  peaks: readonly number[],
  metric: string,
  print: (value: number) => string,
  canvas: Canvas,
): object {
  const longestName = Math.max(...strips.map((strip) => textWidth(strip.design, 12, true)));
  const nameRoom = Math.min(longestName, 180) + 14;
  // A long name beside a long tail would take half of a narrow drawing: there it has a line of its own.
  const above = canvas.narrow || strips.length > 6;
  const height = STRIP_HEIGHT + (above ? NAME_HEIGHT : 0);
  const frame = frameOf(
    canvas.totalPixels,
    { left: 26, right: 14 + canvas.spare, top: 2, bottom: 44 },
    strips.length * height,
  );
  const axis = titled(roomyAxis(strips, above ? 0 : nameRoom, print, metric, frame, canvas), metric);
  const labels: Label[] = [];
  const rules: Rule[] = [];
  const areas: Layer[] = [];
  for (const [index, strip] of strips.entries()) {
    const top = index * height;
    const words = top + (above ? NAME_HEIGHT : 0) + 10;
    const bottom = top + height - GAP;
    const areaTop = words + WORDS_HEIGHT - 8;
    labels.push(
      above
        ? {
            x: 0,
            y: top + 10,
            text: fitName(strip.design, frame.width, 12, true),
            bold: true,
            token: strip.tokens.text,
          }
        : {
            x: frame.width,
            y: words,
            text: fitName(strip.design, nameRoom - 10, 12, true),
            align: 'right',
            bold: true,
            token: strip.tokens.text,
          },
    );
    const heightAt = (s: Strip, value: number): number =>
      bottom - (densityAt(s, value) / peaks[index]!) * (bottom - areaTop);
    areas.push(areaLayer(strip, axis, areaTop, bottom, peaks[index]!));
    rules.push({ x: 0, x2: frame.width, y: bottom, y2: bottom, token: '--axis' });
    const x50 = axis.place(strip.data.p50);
    rules.push(...markAt(x50, words - 6, bottom, heightAt(strip, strip.data.p50)));
    const p50: Label = { x: x50 - 5, y: words, text: `p50 ${print(strip.data.p50)}`, align: 'right' };
    labels.push(clampLabel(p50, 2 - frame.left, frame.width));
    if (strip.p99 !== null) {
      const x99 = axis.place(strip.p99);
      rules.push(...markAt(x99, words - 6, bottom, heightAt(strip, strip.p99)));
      const p99: Label = { x: x99 + 5, y: words, text: `p99 ${print(strip.p99)}` };
      const others = labels.slice(-2).map(boxOf);
      const box = boxOf(p99);
      // Where the axis could make no room, the table has it.
      if (box.x1 <= frame.width + 14 && !others.some((other) => overlaps(box, other))) labels.push(p99);
    }
  }
  return drawing(frame, [...areas, ruleLayer(rules), ...labelLayers(labels)]);
}

/** A rule that is dark above the area and light within it, so that it is seen on any colour. */
function markAt(x: number, top: number, bottom: number, areaTop: number): Rule[] {
  const edge = Math.max(top, Math.min(areaTop, bottom));
  return [
    { x, x2: x, y: top, y2: edge },
    ...(edge < bottom - 1 ? [{ x, x2: x, y: edge, y2: bottom - 1, token: '--bg' }] : []),
  ];
}

function densityAt(strip: Strip, value: number): number {
  return strip.steps.find(({ low, high }) => value >= low && value <= high)?.density ?? 0;
}

/** The axis holds all values, and leaves the words at p50 (to its left) and p99 (to its right) the room they need. */
function roomyAxis(
  strips: readonly Strip[],
  nameRoom: number,
  print: (value: number) => string,
  metric: string,
  frame: Frame,
  canvas: Canvas,
): Axis {
  let low = Math.min(...strips.map((strip) => strip.steps[0]!.low));
  let high = Math.max(...strips.map((strip) => strip.steps.at(-1)!.high));
  const at = (value: number): number => (Math.log(value / low) / Math.log(high / low)) * frame.width;
  const needLeft = (strip: Strip): number => textWidth(`p50 ${print(strip.data.p50)}`) + 6;
  const needRight = (strip: Strip): number =>
    (strip.p99 === null ? 0 : textWidth(`p99 ${print(strip.p99)}`) + 8) + nameRoom;
  const widest = MOST_WIDENED * Math.log(high / low);
  while (Math.log(high / low) < widest) {
    const tightLeft = strips.some((strip) => at(strip.data.p50) < needLeft(strip));
    const tightRight = strips.some((strip) => at(strip.p99 ?? strip.data.p50) + needRight(strip) > frame.width);
    if (!tightLeft && !tightRight) break;
    const step = (high / low) ** 0.03;
    if (tightLeft) low /= step;
    if (tightRight) high *= step;
  }
  const unit = strips[0]!.data.unit;
  return makeAxis([low, high], {
    unit,
    lengthPixels: frame.width,
    room: frame,
    maxTicks: canvas.maxTicks,
    title: metric,
    logFrom: 1,
  });
}

/** Steps, not a curve: a bucket is as wide as it is counted. */
function areaLayer(strip: Strip, axis: Axis, top: number, bottom: number, peak: number): Layer {
  const height = (density: number): number => round2(bottom - (density / peak) * (bottom - top));
  const points: { x: number; y: number }[] = [];
  let end: number | null = null;
  for (const { low, high, density } of strip.steps) {
    if (end !== null && low > end * (1 + 1e-6)) points.push({ x: end, y: bottom }, { x: low, y: bottom });
    if (end === null) points.push({ x: low, y: bottom });
    points.push({ x: low, y: height(density) }, { x: high, y: height(density) });
    end = high;
  }
  if (end !== null) points.push({ x: end, y: bottom });
  return {
    data: { values: points.map(({ x, y }) => ({ x, y, base: round2(bottom) })) },
    mark: { type: 'area', color: paint(strip.tokens.mark), interpolate: 'linear', clip: true },
    encoding: {
      x: { field: 'x', type: 'quantitative', sort: null, scale: axis.scale, axis: axis.guide },
      y: { field: 'y', type: 'quantitative', scale: null },
      y2: { field: 'base' },
      order: { value: null },
    },
  };
}

function titleOf(strips: readonly Strip[], metric: string, print: (value: number) => string): string {
  const withTail = strips.filter((strip) => strip.p99 !== null);
  if (withTail.length === 0) {
    const slowest = strips.reduce((a, b) => (b.data.p50 > a.data.p50 ? b : a));
    return medianTitle(metric, print(slowest.data.p50), slowest.design);
  }
  const ratio = (strip: Strip): number => strip.p99! / strip.data.p50;
  const widest = withTail.reduce((a, b) => (ratio(b) > ratio(a) ? b : a));
  return distributionTitle(metric, ratio(widest), strips.length > 1 ? widest.design : null);
}

function describe(strips: readonly Strip[], metric: string, print: (value: number) => string): string {
  const slowest = strips.reduce((a, b) => (b.data.p50 > a.data.p50 ? b : a));
  const fastest = strips.reduce((a, b) => (b.data.p50 < a.data.p50 ? b : a));
  const tail = strips.find((strip) => strip.p99 !== null);
  return [
    `The distribution of ${metric} on a logarithmic axis, one strip for each of ${strips.length} designs.`,
    slowest === fastest
      ? `The median of ${slowest.design} is ${print(slowest.data.p50)}.`
      : `The largest median is ${print(slowest.data.p50)} (${slowest.design}), the smallest ${print(fastest.data.p50)} (${fastest.design}).`,
    tail
      ? `In ${tail.design} one value in a hundred is above ${print(tail.p99!)}.`
      : 'There are too few samples for a 99th percentile.',
  ].join(' ');
}

function table(
  results: Results,
  metric: string,
  strips: readonly Strip[],
  print: (value: number) => string,
): Figure['table'] {
  const withInterval = (design: string, name: 'p50' | 'p99', value: number): string => {
    const interval = results.designs[design]?.metrics[metric]?.quantileCi95?.[name];
    return interval ? `${print(value)} (${print(interval[0])} to ${print(interval[1])})` : print(value);
  };
  return {
    columns: [
      { name: 'design', numeric: false },
      ...['samples', 'min', 'p50', 'mean', 'p99', 'max'].map((name) => ({ name, numeric: true })),
    ],
    rows: strips.map(({ design, data, p99 }) => [
      design,
      formatCount(data.samples),
      print(data.min),
      withInterval(design, 'p50', data.p50),
      print(data.mean),
      p99 === null ? 'too few samples' : withInterval(design, 'p99', p99),
      print(data.max),
    ]),
  };
}
