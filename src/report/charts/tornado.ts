/** What turns a claim: one bar an assumption, from the value at its low end to that at its high end, widest first. */
import type { AssumptionResult, ClaimResult, Results } from '../../results/types.ts';
import type { Figure } from '../figure.ts';
import { type Axis, makeAxis, titled } from './_axis.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { claimUnit, expectationWords } from './_claims.ts';
import { paint } from './_config.ts';
import {
  type Bar,
  barLayer,
  boxOf,
  clampLabel,
  type Dot,
  dotLayer,
  drawing,
  frameOf,
  type Label,
  labelLayers,
  overlaps,
  type Rule,
  ruleLayer,
} from './_drawing.ts';
import { claimLabel } from './_nouns.ts';
import { fitName, fitText, textWidth } from './_text-width.ts';
import { isNumber, printSetting, printValue } from './_values.ts';
import { slug } from './sweep-lines.ts';
import { tornadoTitle } from './titles.ts';

const MOST_ROWS = 8;
const ROW_HEIGHT = 50;
const NAME_MIDDLE = 12;
const BAR_TOP = 24;
const BAR_HEIGHT = 18;
/** An end this close to the base says nothing. */
const SAME_PLACE_PIXELS = 3;
const DIAMOND_PIXELS = 12;
const LOG_FROM_SPAN = 10;

interface Row {
  readonly assumption: AssumptionResult;
  readonly flip: string | null;
  readonly ends: readonly { readonly value: number; readonly text: string }[];
  readonly low: number;
  readonly high: number;
}

/** Null if the claim has no value or no assumption was evaluated. */
export function tornadoFigure(results: Results, claim: ClaimResult, options: FigureOptions = {}): Figure | null {
  const base = claim.value;
  if (!isNumber(base)) return null;
  const unit = claimUnit(claim);
  const rows = claim.assumptions.flatMap((assumption) => rowOf(assumption, base)).sort(byWidth);
  if (rows.length === 0) return null;
  const drawn = rows.slice(0, MOST_ROWS);
  const turning = rows.find((row) => row.flip !== null);
  // Of several claims' charts, those that are not about the answer name their claim.
  const quoted = claim.id === results.answer.claim ? null : claim.says;
  return {
    id: `tornado-${slug(claim.id)}`,
    section: 'assumptions',
    title: tornadoTitle(turning?.assumption.name ?? null, turning?.flip ?? '', printValue(base, unit), quoted),
    howToRead: [
      `“${claim.says}”: how its value moves with each assumption, widest first.`,
      'Solid line: the scenario’s own value.',
      ...(bounds(claim).length > 0 ? ['Dashed: what the claim expects.'] : []),
      ...(drawn.some((row) => row.flip !== null) ? ['Diamond: the verdict flips.'] : []),
    ].join(' '),
    description: describe(rows, claim, unit, base),
    key: [],
    ...drawPair(options, (canvas) => draw(drawn, claim, unit, base, canvas)),
    table: table(claim, unit),
    ...(drawn.length < rows.length ? { note: `${drawn.length} of ${rows.length} assumptions are drawn.` } : {}),
  };
}

function rowOf(assumption: AssumptionResult, base: number): Row[] {
  const ends = (
    [
      [assumption.valueLow, assumption.low],
      [assumption.valueHigh, assumption.high],
    ] as const
  ).flatMap(([value, setting]) => (isNumber(value) ? [{ value, text: printSetting(setting, assumption.unit) }] : []));
  if (ends.length === 0) return [];
  const values = [base, ...ends.map((end) => end.value)];
  return [{ assumption, flip: flipWords(assumption), ends, low: Math.min(...values), high: Math.max(...values) }];
}

/** Further apart than this, the two sides of a flip are worth naming both: the models could not stand between them. */
const LOOSE_RATIO = 1.1;

/**
 * "from 1 to 2", "at 2.6 d", "between 71 s and 78 s"; a word has no flip value, only a verdict: "if busy", "if true".
 * Two sides that print alike are one place. Null: no flip.
 */
function flipWords(a: AssumptionResult): string | null {
  const print = (value: number): string => printSetting(value, a.unit);
  const [low, high] = a.flipsBetween ?? [];
  if (isNumber(low) && isNumber(high) && print(low) !== print(high)) {
    if (a.integer && high - low <= 1) return `from ${print(low)} to ${print(high)}`;
    const loose = !(low > 0) || high / low > LOOSE_RATIO;
    if (a.integer || loose || !isNumber(a.flipsAt)) return `between ${print(low)} and ${print(high)}`;
  }
  if (isNumber(a.flipsAt)) return `at ${print(a.flipsAt)}`;
  if (a.changes === 0) return null;
  const verdict = a.curve.find((point) => point.at === a.base)?.verdict;
  const other = a.curve.find((point) => point.verdict !== verdict && verdict !== undefined);
  return other && typeof other.at !== 'number' ? `if ${printSetting(other.at, a.unit)}` : null;
}

function byWidth(a: Row, b: Row): number {
  const width = (row: Row): number => (row.low > 0 ? Math.log(row.high / row.low) : row.high - row.low);
  return width(b) - width(a);
}

function bounds(claim: ClaimResult): number[] {
  return [claim.expect?.low, claim.expect?.high].filter(isNumber);
}

function draw(rows: readonly Row[], claim: ClaimResult, unit: string, base: number, canvas: Canvas): object {
  const endWidth = Math.max(...rows.flatMap((row) => row.ends.map((end) => textWidth(end.text))));
  const side = Math.min(endWidth, canvas.narrow ? 80 : 150) + 12;
  const frame = frameOf(
    canvas.totalPixels,
    { left: side, right: side + canvas.spare, top: 40, bottom: 44 },
    rows.length * ROW_HEIGHT,
  );
  const title = claimLabel(claim);
  const axis = titled(
    makeAxis([base, ...bounds(claim), ...rows.flatMap((row) => [row.low, row.high])], {
      unit,
      lengthPixels: frame.width,
      room: frame,
      maxTicks: canvas.maxTicks,
      title,
      zero: false,
      padRatio: 0.02,
      ...(unit === '×' ? { logFrom: 1.5 } : unit === '%' ? {} : { logFrom: LOG_FROM_SPAN }),
    }),
    fitText(title, frame.width + side - 40),
  );
  const labels: Label[] = [];
  const bars: Bar[] = [];
  const dots: Dot[] = [];
  const claimRules: Rule[] = [];
  const baseRules: Rule[] = [];
  const baseX = axis.place(base);
  const expected = bounds(claim);
  for (const [index, row] of rows.entries()) {
    const top = index * ROW_HEIGHT;
    const middle = top + BAR_TOP + BAR_HEIGHT / 2;
    labels.push(...nameLabels(row, 2 - side, top + NAME_MIDDLE, frame.width + 2 * side - 4));
    const name = row.assumption.name;
    bars.push({
      from: row.low,
      to: row.high,
      top: middle - BAR_HEIGHT / 2,
      bottom: middle + BAR_HEIGHT / 2,
      token: '--d1',
      name,
    });
    const ends = endLabels(row, axis, middle, { base: baseX, claims: expected.map(axis.place), side });
    labels.push(...ends);
    const y = { y: top + BAR_TOP - 4, y2: top + BAR_TOP + BAR_HEIGHT + 4 };
    baseRules.push({ x: baseX, x2: baseX, ...y });
    for (const x of expected.map(axis.place)) {
      const covered = ends.some((label) => overlaps({ x0: x, x1: x, y0: y.y, y1: y.y2 }, boxOf(label), 2));
      if (!covered) claimRules.push({ x, x2: x, ...y, token: '--muted' });
    }
    for (const value of row.flip === null ? [] : crossingsOf(row, base, expected, axis)) {
      dots.push({ value, y: middle, token: '--fg', name: `${name} flips` });
    }
  }
  labels.push(...headLabels(claim, unit, base, axis, frame.width, side));
  return drawing(frame, [
    barLayer(bars, axis, { stroke: null, opacity: 0.75 }),
    ruleLayer(claimRules, { dash: [3, 2] }),
    ruleLayer(baseRules, { width: 2 }),
    dotLayer(dots, axis, { shape: 'diamond', size: 110, stroke: paint('--bg'), strokeWidth: 1 }),
    ...labelLayers(labels),
  ]);
}

/** Name and flip on one line above the bar; the flip is kept whole, the name is cut. */
function nameLabels(row: Row, x: number, y: number, room: number): Label[] {
  const flip = row.flip === null ? 'no flip in range' : `flips ${row.flip}`;
  const shownFlip = fitText(`: ${flip}`, room * 0.6);
  const name = fitName(row.assumption.name, room - textWidth(shownFlip) - 4, 12, true);
  return [
    { x, y, text: name, bold: true },
    { x: x + textWidth(name, 12, true) + 1, y, text: shownFlip, token: '--muted' },
  ];
}

/** Places on the horizontal axis, in pixels. */
interface Lines {
  readonly base: number;
  readonly claims: readonly number[];
  /** Room beyond either end of the plot. */
  readonly side: number;
}

/** The setting at each end, outside the bar and past any line of the claim; of two on one side only the outer one. */
function endLabels(row: Row, axis: Axis, y: number, { base, claims, side }: Lines): Label[] {
  const placed = row.ends
    .map((end) => ({ text: fitText(end.text, side - 12), x: axis.place(end.value) }))
    .filter(({ x }) => Math.abs(x - base) > SAME_PLACE_PIXELS);
  const leftmost = placed.filter(({ x }) => x < base).sort((a, b) => a.x - b.x)[0];
  const rightmost = placed.filter(({ x }) => x > base).sort((a, b) => b.x - a.x)[0];
  const labels: Label[] = [];
  if (leftmost) {
    const { text, x } = leftmost;
    const width = textWidth(text) + 8;
    const edge = claims
      .filter((c) => c < x)
      .sort((a, b) => b - a)
      .reduce((at, c) => (c > at - width ? c : at), x);
    labels.push(
      clampLabel({ x: edge - 6, y, text, align: 'right', token: '--muted' }, -side, Number.POSITIVE_INFINITY),
    );
  }
  if (rightmost) {
    const { text, x } = rightmost;
    const width = textWidth(text) + 8;
    const edge = claims
      .filter((c) => c > x)
      .sort((a, b) => a - b)
      .reduce((at, c) => (c < at + width ? c : at), x);
    labels.push(clampLabel({ x: edge + 6, y, text, token: '--muted' }, 0, axis.lengthPixels + side));
  }
  return labels;
}

/** Where the bar passes what is expected; two that would cover each other are one. */
function crossingsOf(row: Row, base: number, expected: readonly number[], axis: Axis): number[] {
  const crossed = expected
    .filter((bound) => bound >= row.low && bound <= row.high)
    .sort((a, b) => Math.abs(a - base) - Math.abs(b - base));
  return crossed.filter(
    (bound, i) => i === 0 || Math.abs(axis.place(bound) - axis.place(crossed[0]!)) > DIAMOND_PIXELS,
  );
}

/** Words of base and claim on two lines above the plot: they may stand at the same place. */
function headLabels(claim: ClaimResult, unit: string, base: number, axis: Axis, width: number, side: number): Label[] {
  const baseLabel: Label = { x: axis.place(base), y: -8, text: `base ${printValue(base, unit)}`, align: 'center' };
  const placed = [clampLabel(baseLabel, -side + 2, width + side)];
  const expected = bounds(claim);
  if (expected.length > 0) {
    const middle = expected.reduce((sum, bound) => sum + axis.place(bound), 0) / expected.length;
    const text = fitText(expectationWords(claim), width + side);
    const label: Label = { x: middle, y: -26, text, align: 'center', token: '--muted' };
    placed.push(clampLabel(label, -side + 2, width + side));
  }
  return placed.filter((label, i) => placed.every((other, j) => i === j || !overlaps(boxOf(label), boxOf(other))));
}

function describe(rows: readonly Row[], claim: ClaimResult, unit: string, base: number): string {
  const widest = rows[0]!;
  const turning = rows.filter((row) => row.flip !== null);
  return [
    `How the value of the claim “${claim.says}” moves with ${rows.length} ${rows.length === 1 ? 'assumption' : 'assumptions'}.`,
    `The widest is ${widest.assumption.name}: ${printValue(widest.low, unit)} to ${printValue(widest.high, unit)}, base ${printValue(base, unit)}.`,
    turning.length === 0
      ? 'None of them turns the verdict within its range.'
      : `The verdict turns on ${turning.map((row) => `${row.assumption.name} (${row.flip})`).join(', ')}.`,
  ].join(' ');
}

function table(claim: ClaimResult, unit: string): Figure['table'] {
  const value = (x: number | null): string => (isNumber(x) ? printValue(x, unit) : 'not measured');
  return {
    columns: [
      { name: 'assumption', numeric: false },
      ...['base', 'low', 'high', 'value at low', 'value at high'].map((name) => ({ name, numeric: true })),
      { name: 'verdict at low', numeric: false },
      { name: 'verdict at high', numeric: false },
      { name: 'flips', numeric: false },
    ],
    rows: claim.assumptions.map((a) => [
      a.name,
      printSetting(a.base, a.unit),
      printSetting(a.low, a.unit),
      printSetting(a.high, a.unit),
      value(a.valueLow),
      value(a.valueHigh),
      a.verdictLow.replace('_', ' '),
      a.verdictHigh.replace('_', ' '),
      flipWords(a) ?? a.reason ?? `none at ${a.points} points`,
    ]),
  };
}
