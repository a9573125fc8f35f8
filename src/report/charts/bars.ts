/** One value a design, as bars from zero; over decades as dots on a logarithmic axis. */
import type { MetricResult, Results } from '../../results/types.ts';
import { formatValue } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { makeAxis, titled } from './_axis.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { designTokens, foremostDesigns } from './_designs.ts';
import { barLayer, dotLayer, drawing, frameOf, type Label, labelLayers } from './_drawing.ts';
import { fitName, fitText, textWidth } from './_text-width.ts';
import { isNumber, printValue } from './_values.ts';
import { barsTitle } from './titles.ts';

const MOST_ROWS = 20;
const ROW_HEIGHT = 46;
const NAME_MIDDLE = 11;
const BAR_TOP = 20;
const BAR_HEIGHT = 18;

interface Row {
  readonly design: string;
  readonly value: number;
  readonly token: string;
}

/** What the scenario asked for: a metric, perhaps with a statistic, and the words of its figure. */
export interface BarsChoice {
  readonly id: string;
  readonly y: string;
  readonly unit: string;
  readonly log: boolean;
  readonly title: string;
  readonly howToRead: string;
}

/** Null if no design has the value. */
export function barsFigure(results: Results, choice: BarsChoice, options: FigureOptions = {}): Figure | null {
  const tokens = designTokens(results);
  const all = results.designOrder.flatMap((design): Row[] => {
    const value = statisticOf(results.designs[design]?.metrics ?? {}, choice.y);
    return isNumber(value) ? [{ design, value, token: tokens(design).mark }] : [];
  });
  if (all.length === 0) return null;
  const kept = foremostDesigns(
    results,
    all.map((row) => row.design),
    MOST_ROWS,
  );
  const rows = all.filter((row) => kept.includes(row.design));
  const low = rows.reduce((a, b) => (b.value < a.value ? b : a));
  const high = rows.reduce((a, b) => (b.value > a.value ? b : a));
  const { unit, y } = choice;
  const words = ({ design, value }: Row): [string, string] => [design, printValue(value, unit)];
  const title = choice.title || barsTitle(y, words(high), words(low));
  return {
    id: choice.id,
    section: 'asked',
    title,
    howToRead: choice.howToRead || 'One row a design.',
    description: [
      `${y} of ${all.length} ${all.length === 1 ? 'design' : 'designs'}, one row each.`,
      `The lowest is ${printValue(low.value, unit)} (${low.design}), the highest ${printValue(high.value, unit)} (${high.design}).`,
      `${title}.`,
    ].join(' '),
    key: [],
    ...drawPair(options, (canvas) => draw(rows, choice, canvas)),
    table: {
      columns: [
        { name: 'design', numeric: false },
        { name: y, numeric: true },
      ],
      rows: all.map((row) => [row.design, formatValue(row.value, unit)]),
    },
  };
}

/** `query.latency.p95` is a statistic of `query.latency`; without one it is the mean. Undefined if there is none. */
export function statisticOf(metrics: Readonly<Record<string, MetricResult>>, name: string): number | null | undefined {
  const whole = metrics[name];
  if (whole) return whole.mean;
  const dot = name.lastIndexOf('.');
  const metric = metrics[name.slice(0, dot)];
  const statistic = name.slice(dot + 1);
  if (!metric || !(statistic in metric)) return undefined;
  const value = metric[statistic as keyof MetricResult];
  return typeof value === 'number' ? value : undefined;
}

const LOG_FROM_SPAN = 10;

function draw(rows: readonly Row[], choice: BarsChoice, canvas: Canvas): object {
  const words = rows.map((row) => printValue(row.value, choice.unit));
  const widest = Math.max(...words.map((text) => textWidth(text)));
  const frame = frameOf(
    canvas.totalPixels,
    { left: 14, right: widest + 16 + canvas.spare, top: 0, bottom: 44 },
    rows.length * ROW_HEIGHT,
  );
  const axis = titled(
    makeAxis(
      rows.map((row) => row.value),
      {
        unit: choice.unit,
        lengthPixels: frame.width,
        room: frame,
        maxTicks: canvas.maxTicks,
        title: choice.y,
        ...(choice.log ? { logFrom: LOG_FROM_SPAN, padRatio: 0.04 } : {}),
      },
    ),
    fitText(choice.y, frame.width - 40),
  );
  const labels: Label[] = [];
  for (const [index, row] of rows.entries()) {
    const top = index * ROW_HEIGHT;
    labels.push({ x: 0, y: top + NAME_MIDDLE, text: fitName(row.design, frame.width, 12, true), bold: true });
    const x = Math.max(axis.place(row.value), axis.log ? 0 : axis.place(0)) + (axis.log ? 11 : 7);
    labels.push({ x, y: top + BAR_TOP + BAR_HEIGHT / 2, text: words[index]! });
  }
  const marks = axis.log
    ? dotLayer(
        rows.map(({ value, token, design }, i) => ({
          value,
          token,
          name: design,
          y: i * ROW_HEIGHT + BAR_TOP + BAR_HEIGHT / 2,
        })),
        axis,
        { size: 90 },
      )
    : barLayer(
        rows.map(({ value, token, design }, i) => ({
          from: Math.min(0, value),
          to: Math.max(0, value),
          top: i * ROW_HEIGHT + BAR_TOP,
          bottom: i * ROW_HEIGHT + BAR_TOP + BAR_HEIGHT,
          token,
          name: design,
        })),
        axis,
        { stroke: null },
      );
  return drawing(frame, [marks, ...labelLayers(labels)]);
}
