/** How many times: one row a design, a dot with its interval, against the baseline. */
import { expectWords } from '../../results/index.ts';
import type { ClaimResult, Comparison, Results } from '../../results/types.ts';
import { formatComparison, formatRatio, formatShare, formatValue } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { makeAxis, titled } from './_axis.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { paint } from './_config.ts';
import { designTokens, foremostDesigns } from './_designs.ts';
import {
  blockLayer,
  clampLabel,
  clearOf,
  dotLayer,
  drawing,
  frameOf,
  type Label,
  labelLayers,
  ruleLayer,
} from './_drawing.ts';
import { answerClaim, designsOf } from './_focus.ts';
import { fitName, fitText, textWidth } from './_text-width.ts';
import { isNumber, printValue } from './_values.ts';
import { type ComparisonWords, comparisonWords, isDifferent, type RatioFinding, ratioTitle } from './titles.ts';

const MOST_ROWS = 20;
const LOG_FROM_SPAN = 3;

interface Row extends RatioFinding {
  readonly token: string;
  readonly label: string;
  /** What a claim expects of this ratio, turned the same way. */
  readonly expected: { readonly low: number; readonly high: number; readonly text: string } | null;
}

/** Ratios of the given metric, or of the first primary metric. Null if nothing was compared. */
export function ratiosFigure(results: Results, options: FigureOptions & { metric?: string } = {}): Figure | null {
  const metric = options.metric ?? results.primaryMetrics[0];
  if (metric === undefined) return null;
  const info = results.metricInfo[metric];
  const unit = info?.unit ?? '1';
  const words = comparisonWords(metric, unit, info?.better);
  // Turned so that more is better: "times as fast".
  const invert = info?.better !== 'high';
  const rows = rowsOf(results, metric, words, invert);
  if (rows.length === 0) return null;
  const drawn = new Set(
    foremostDesigns(
      results,
      rows.map((row) => row.design),
      MOST_ROWS,
    ),
  );
  const shown = rows.filter((row) => drawn.has(row.design));
  const { baseline } = results;
  const axisTitle = `${invert ? `${metric} of ${baseline} over the design’s` : `${metric} over that of ${baseline}`}`;
  const chance = shown.some((row) => row.high > row.low);
  const claimed = shown.some((row) => row.expected !== null);
  return {
    id: metric === results.primaryMetrics[0] ? 'ratios' : `ratios-${metric.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
    section: 'ratios',
    title: ratioTitle(rows, baseline, words, focusOf(results, rows)),
    howToRead: [
      `One row a design; right of 1× (dashed) is better than ${baseline}.`,
      ...(chance ? ['The bar is the 95% interval.'] : []),
      ...(claimed ? ['Shaded: what the claim expects.'] : []),
    ].join(' '),
    description: describe(rows, metric, baseline),
    key: [],
    ...drawPair(options, (canvas) => draw(shown, { title: axisTitle, words, chance }, canvas)),
    table: table(rows, results, metric),
    ...(shown.length < rows.length
      ? { note: `${shown.length} of ${rows.length} designs are drawn; the table has all.` }
      : {}),
  };
}

/** The one design that the answer's claim sets against the baseline. */
function focusOf(results: Results, rows: readonly Row[]): string | null {
  const named = designsOf(results, answerClaim(results));
  const others = named.filter((design) => design !== results.baseline);
  const [only, more] = others;
  const isAgainstBaseline = others.length < named.length && only !== undefined && more === undefined;
  return isAgainstBaseline && rows.some((row) => row.design === only) ? only : null;
}

function rowsOf(results: Results, metric: string, words: ComparisonWords, invert: boolean): Row[] {
  const tokens = designTokens(results);
  const rows: Row[] = [];
  for (const design of results.designOrder) {
    const found = results.comparisons.find((c) => c.metric === metric && c.design === design);
    if (!found || !isNumber(found.ratio) || !(found.ratio > 0) || design === results.baseline) continue;
    const finding = { design, ...turned(found.ratio, found.ci95, invert) };
    rows.push({
      ...finding,
      token: tokens(design).mark,
      label: isDifferent(finding)
        ? formatComparison(finding.advantage, { above: words.better, below: words.worse }, 'title')
        : 'no difference seen',
      expected: expectedOf(results.claims, found, metric, invert),
    });
  }
  return rows;
}

/** An interval that reaches to zero or below, as a far too wide one can, ends at a hundredth of the value. */
function turned(ratio: number, ci95: Comparison['ci95'], invert: boolean): Omit<RatioFinding, 'design'> {
  const low = Math.max(ci95?.[0] ?? ratio, ratio / 100);
  const high = ci95?.[1] ?? ratio;
  return invert
    ? { advantage: 1 / ratio, low: 1 / high, high: 1 / low }
    : { advantage: ratio, low: Math.max(low, Number.MIN_VALUE), high };
}

/** The claim that divides exactly these two: `baseline.metric / design.metric`, or the other way round. */
function expectedOf(claims: readonly ClaimResult[], c: Comparison, metric: string, invert: boolean): Row['expected'] {
  const over = `${c.baseline}.${metric} / ${c.design}.${metric}`;
  const under = `${c.design}.${metric} / ${c.baseline}.${metric}`;
  const claim = claims.find(({ expression, expect }) => expect && (expression === over || expression === under));
  if (!claim?.expect) return null;
  const { low, high, text } = claim.expect;
  const asDrawn = (claim.expression === over) === invert;
  const bounds = asDrawn
    ? { low: low ?? 0, high: high ?? Number.POSITIVE_INFINITY }
    : { low: high ? 1 / high : 0, high: low ? 1 / low : Number.POSITIVE_INFINITY };
  // Left of one the axis counts the other way, as the claim does.
  const asWritten = asDrawn || bounds.high <= 1;
  const words = expectWords(text);
  return { ...bounds, text: asWritten ? `claim: ${words}` : `claim: 1 / (${words})` };
}

const NAME_HEIGHT = 18;
const ROW_HEIGHT = 34;
const CLAIM_HEIGHT = 16;

interface Style {
  readonly title: string;
  readonly words: ComparisonWords;
  /** There are intervals to be drawn. */
  readonly chance: boolean;
}

/** A word longer than this makes a mark of the axis too wide. */
const LONGEST_MARK_WORD = 8;

/** "100× slower" left of one, where the number alone would be a hundredth. */
function markWords({ better, worse }: ComparisonWords): ((tick: number) => string) | undefined {
  if (Math.max(better.length, worse.length) > LONGEST_MARK_WORD) return undefined;
  return (tick) => (tick < 1 ? `${formatRatio(tick, 'title')} ${worse}` : printValue(tick, '×'));
}

/** " (613 to 691)", turned as the value is; across one as it stands. */
function intervalWords({ advantage, low, high }: Row): string {
  const print = (x: number): string => formatValue(x, '1');
  const [from, to] = advantage < 1 && high < 1 ? [1 / high, 1 / low] : [low, high];
  const crosses = low < 1 && high > 1;
  // Under 1.1 the value is a share, and so are its ends.
  if (!crosses && Math.max(advantage, 1 / advantage) < 1.1) {
    return ` (${formatShare(from - 1)} to ${formatShare(to - 1)})`;
  }
  return ` (${print(from)} to ${print(to)}${crosses ? '×' : ''})`;
}

function draw(rows: readonly Row[], style: Style, canvas: Canvas): object {
  const named = canvas.narrow;
  const values = (row: Row): string =>
    style.chance && !named && row.high > row.low ? `${row.label}${intervalWords(row)}` : row.label;
  const valueWidth = Math.max(...rows.map((row) => textWidth(values(row), 12, true)));
  const nameWidth = Math.min(170, Math.max(...rows.map((row) => textWidth(row.design, 12, true))));
  const left = named ? 14 : nameWidth + 14;
  const frame = frameOf(
    canvas.totalPixels,
    { left, right: valueWidth + 14 + canvas.spare, top: 8, bottom: 44 },
    rows.reduce((sum, row) => sum + rowHeight(row, named), 0),
  );
  const ends = rows.flatMap((row) => [row.low, row.high, ...finiteBounds(row)]);
  const marks = markWords(style.words);
  const axis = titled(
    makeAxis([1, ...ends], {
      unit: '×',
      lengthPixels: frame.width,
      room: frame,
      maxTicks: canvas.maxTicks,
      title: style.title,
      logFrom: LOG_FROM_SPAN,
      zero: false,
      padRatio: 0.06,
      ...(marks ? { markWords: marks } : {}),
    }),
    fitText(style.title, frame.width + frame.right - 60),
  );

  const labels: Label[] = [];
  const bands = [];
  const dots = [];
  const intervals = [];
  let top = 0;
  for (const row of rows) {
    const y = top + (named ? NAME_HEIGHT : 0) + ROW_HEIGHT / 2;
    labels.push(
      named
        ? { x: -2, y: top + 12, text: fitName(row.design, frame.width + valueWidth, 12, true), bold: true }
        : { x: -10, y, text: fitName(row.design, nameWidth, 12, true), align: 'right', bold: true },
    );
    let valueX = axis.place(row.high) + 10;
    if (row.expected) {
      const x = axis.place(row.expected.low);
      const x2 = Math.max(x + 3, axis.place(row.expected.high));
      // Words stand beside the band, not across its edge.
      if (x < valueX + textWidth(values(row)) && x2 > valueX - 6) valueX = x2 + 8;
      bands.push({ x, x2, y: y - ROW_HEIGHT / 2, y2: y + ROW_HEIGHT / 2, token: '--line' });
      const text = fitText(row.expected.text, frame.width + frame.right - 12);
      const label: Label = { x: (x + x2) / 2, y: y + 22, text, align: 'center', token: '--muted' };
      labels.push(clampLabel(label, 0, frame.width + frame.right - 6));
    }
    labels.push({ x: valueX, y, text: values(row) });
    if (row.high > row.low) {
      intervals.push({ x: axis.place(row.low), x2: axis.place(row.high), y, y2: y, token: row.token });
    }
    dots.push({ value: row.advantage, y, token: row.token, name: row.design });
    top += rowHeight(row, named);
  }
  const one = axis.place(1);
  return drawing(frame, [
    blockLayer(bands),
    ruleLayer(clearOf(one, 0, frame.height, labels, '--axis'), { dash: [4, 3] }),
    ruleLayer(intervals, { width: 3 }),
    dotLayer(dots, axis, { size: 64, stroke: paint('--bg'), strokeWidth: 1 }),
    ...labelLayers(labels),
  ]);
}

function finiteBounds(row: Row): number[] {
  if (!row.expected) return [];
  return [row.expected.low, row.expected.high].filter((bound) => Number.isFinite(bound) && bound > 0);
}

function rowHeight(row: Row, named: boolean): number {
  return ROW_HEIGHT + (named ? NAME_HEIGHT : 0) + (row.expected ? CLAIM_HEIGHT : 0);
}

function describe(rows: readonly Row[], metric: string, baseline: string): string {
  const sorted = [...rows].sort((a, b) => b.advantage - a.advantage);
  const best = sorted[0]!;
  const worst = sorted.at(-1)!;
  const seen = rows.filter(isDifferent).length;
  return [
    `${metric} of ${rows.length} ${rows.length === 1 ? 'design' : 'designs'} as a ratio to ${baseline}.`,
    best === worst
      ? `${best.design}: ${best.label}.`
      : `The best is ${best.design} (${best.label}), the worst ${worst.design} (${worst.label}).`,
    `${seen} of ${rows.length} differ from the baseline by more than chance.`,
  ].join(' ');
}

function table(rows: readonly Row[], results: Results, metric: string): Figure['table'] {
  const unit = results.metricInfo[metric]?.unit ?? '1';
  const mean = (design: string): string => {
    const value = results.designs[design]?.metrics[metric]?.mean;
    return isNumber(value) ? formatValue(value, unit) : 'not measured';
  };
  return {
    columns: [
      { name: 'design', numeric: false },
      { name: metric, numeric: true },
      { name: `against ${results.baseline}`, numeric: true },
      { name: '95% interval', numeric: true },
    ],
    rows: [
      [results.baseline, mean(results.baseline), 'baseline', 'baseline'],
      ...rows.map((row) => [
        row.design,
        mean(row.design),
        row.label,
        row.high > row.low ? intervalWords(row).replace(/^ \((.*)\)$/, '$1') : 'exact',
      ]),
    ],
  };
}
