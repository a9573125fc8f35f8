/** What a parameter does: lines over a numeric axis, one a design, or one for each value of a second axis. */
import type { Results, SweepAxis, SweepColumn, SweepResult } from '../../results/types.ts';
import type { Figure } from '../figure.ts';
import { drawPair, type FigureOptions } from './_canvas.ts';
import { expectationWords } from './_claims.ts';
import { designTokens, foremostDesigns } from './_designs.ts';
import { focusDesign } from './_focus.ts';
import { type Bound, drawLines, type Line, type LinesStyle, MOST_LINES } from './_lines.ts';
import {
  baseOf,
  type ColumnWords,
  changeOf,
  claimWords,
  columnWords,
  extremes,
  isNumeric,
  movesAlong,
  type Setting,
  type Step,
  sweepLookup,
  thinValues,
  variedAxes,
} from './_sweep.ts';
import { isNumber, lastWord, printSetting, printValue } from './_values.ts';
import { type Bounds, boundsOf, wallRuns, wallShare } from './_walls.ts';
import { sweepTitle, wallsTitle } from './sweep-title.ts';

const MOST_POINTS = 20;
const HEIGHT = 240;

export interface SweepLinesChoice {
  /** Columns of one metric, one a design; or a single one. */
  readonly columns: readonly SweepColumn[];
  readonly axis: SweepAxis;
  /** Its values are the lines; then there is a single column. */
  readonly second?: SweepAxis | undefined;
}

interface Drawn extends Line {
  /** Claim or design it belongs to. */
  readonly words: ColumnWords;
  /** The line is a value of the second axis, not a design. */
  readonly isSetting: boolean;
}

/** Null if the axis is not numeric or no line has two points. */
export function sweepLinesFigure(
  results: Results,
  sweep: SweepResult,
  choice: SweepLinesChoice,
  options: FigureOptions = {},
): Figure | null {
  const { axis } = choice;
  const first = choice.columns[0];
  if (!isNumeric(axis) || first === undefined) return null;
  const all = linesOf(results, sweep, choice).filter((line) => line.points.length > 1);
  if (all.length === 0) return null;
  const lines = foremost(results, all);
  const words = columnWords(results, first);
  const single = lines.length === 1 && !choice.second ? columnOf(choice, lines[0]!) : undefined;
  const bounds = single ? boundsOf(results, sweep, single) : null;
  const beside = bounds?.ofColumn ? boundLines(bounds, axis) : [];
  const style: LinesStyle = {
    x: { title: axis.address, unit: axis.unit || '1', log: axis.scale === 'log' },
    y: { title: yTitle(words, choice), unit: words.unit },
    heightPixels: HEIGHT,
    dots: true,
    base: baseRule(axis),
    band: words.claim?.expect
      ? { low: words.claim.expect.low, high: words.claim.expect.high, words: expectationWords(words.claim) }
      : null,
    flip: words.claim && lines.length === 1 ? flipOf(results, words, axis, lines[0]!) : null,
    bounds: beside,
  };
  const shaded = lines.some((line) => line.points.some(({ low, high }) => (high ?? 0) > (low ?? 0)));
  const named = beside.length > 0 && bounds ? [{ ...lines[0]!, name: bounds.design }] : lines;
  return {
    id: `sweep-${slug(words.claim?.id ?? first.metric ?? first.name)}`,
    section: 'sweep',
    title: titleOf(lines, words, axis, { bounds, focus: focusDesign(results) }),
    howToRead: [
      choice.second
        ? `One line for each ${lastWord(choice.second.address)}; points where runs were.`
        : `${lines.length > 1 ? 'One line a design; points' : 'Points'} where runs were${fixedWords(sweep, choice)}.`,
      ...claimWords(results, words),
      ...(beside.length > 0 ? ['Dashed: the time if only that resource took any.'] : []),
      ...(shaded ? ['Pale: the 95% interval.'] : []),
      ...(style.flip ? ['Diamond: where the verdict flips.'] : []),
    ].join(' '),
    description: describe(lines, words, axis),
    key: [],
    ...drawPair(options, (canvas) => drawLines(named, style, canvas)),
    table: table(all, words, axis, bounds),
    ...(lines.length < all.length
      ? { note: `${lines.length} of ${all.length} lines are drawn; the table has all.` }
      : {}),
  };
}

/** Designs that the answer names before others; settings of a second axis in their order. */
function foremost(results: Results, all: readonly Drawn[]): Drawn[] {
  if (all.some((line) => line.isSetting)) return all.slice(0, MOST_LINES);
  const kept = foremostDesigns(
    results,
    all.map((line) => line.name),
    MOST_LINES,
  );
  return all.filter((line) => kept.includes(line.name));
}

function columnOf(choice: SweepLinesChoice, line: Drawn): SweepColumn | undefined {
  return choice.columns.length === 1 ? choice.columns[0] : choice.columns.find((c) => c.design === line.name);
}

/** The scenario's own value, also where no run was made at it. */
function baseRule(axis: SweepAxis): { x: number; words: string } | null {
  const numbers = axis.values.filter(isNumber);
  const { base } = axis;
  if (!isNumber(base) || base < Math.min(...numbers) || base > Math.max(...numbers)) return null;
  return { x: base, words: `base ${printSetting(base, axis.unit)}` };
}

/** ", with connections at 16": the other axes stand at the base. */
function fixedWords(sweep: SweepResult, { axis, columns }: SweepLinesChoice): string {
  const moving = variedAxes(sweep).filter(
    (other) => other !== axis && columns.some((column) => movesAlong(sweep, column, other, [axis, other])),
  );
  const words = moving.map((other) => `${lastWord(other.address)} at ${printSetting(baseOf(other), other.unit)}`);
  return words.length === 0 ? '' : `, with ${words.join(' and ')}`;
}

const MOST_BOUNDS = 3;
/** A bound that nowhere explains a twentieth of the time is not worth a line. */
const WORTHY_SHARE = 0.05;

function boundLines(bounds: Bounds, axis: SweepAxis): Bound[] {
  const lines = new Map<string, { x: number; y: number }[]>();
  const strongest = new Map<string, number>();
  for (const x of thinValues(axis.values, MOST_POINTS, [baseOf(axis)])) {
    if (!isNumber(x)) continue;
    const at = { [axis.address]: x };
    const wall = bounds.wall(at);
    const here = bounds.at(at);
    const largest = Math.max(...here.map((bound) => bound.value));
    for (const { name, value } of here) {
      lines.set(name, [...(lines.get(name) ?? []), { x, y: value }]);
      const share = wall ? (wall.share * value) / largest : 0;
      strongest.set(name, Math.max(strongest.get(name) ?? 0, share));
    }
  }
  return [...lines]
    .filter(([name, points]) => strongest.get(name)! >= WORTHY_SHARE && points.length > 1)
    .sort(([a], [b]) => strongest.get(b)! - strongest.get(a)!)
    .slice(0, MOST_BOUNDS)
    .map(([name, points]) => ({ name, points }));
}

export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function yTitle(words: ColumnWords, choice: SweepLinesChoice): string {
  const design = choice.columns.length === 1 ? choice.columns[0]!.design : undefined;
  return design === undefined ? words.name : `${words.name} of ${design}`;
}

function linesOf(results: Results, sweep: SweepResult, choice: SweepLinesChoice): Drawn[] {
  const { axis, second } = choice;
  const settings = thinValues(axis.values, MOST_POINTS, [baseOf(axis)]);
  const tokens = designTokens(results);
  const pointsAt = (column: SweepColumn, fixed: Readonly<Record<string, Setting>>): Line['points'] => {
    const lookup = sweepLookup(sweep, column);
    return settings.flatMap((x) => {
      const { mean, low, high } = lookup({ ...fixed, [axis.address]: x });
      if (!isNumber(x) || mean === null) return [];
      return [{ x, y: mean, ...(isNumber(low) && isNumber(high) ? { low, high } : {}) }];
    });
  };
  if (second) {
    const column = choice.columns[0]!;
    const words = columnWords(results, column);
    return second.values.map((value, index) => ({
      name: `${lastWord(second.address)} ${printSetting(value, second.unit)}`,
      mark: `--d${(index % 6) + 1}`,
      text: `--t${(index % 6) + 1}`,
      points: pointsAt(column, { [second.address]: value }),
      words,
      isSetting: true,
    }));
  }
  return choice.columns.map((column) => {
    const words = columnWords(results, column);
    const colour = column.design === undefined ? { mark: '--d1', text: '--t1' } : tokens(column.design);
    return { name: column.design ?? words.name, ...colour, points: pointsAt(column, {}), words, isSetting: false };
  });
}

/** On the claim's own line, at the height that the line has there. */
function flipOf(results: Results, words: ColumnWords, axis: SweepAxis, line: Line): { x: number; y: number } | null {
  const claim = results.claims.find((c) => c.id === words.claim?.id);
  const x = claim?.assumptions.find((a) => a.name === axis.address)?.flipsAt;
  if (!isNumber(x)) return null;
  const right = line.points.findIndex((point) => point.x >= x);
  const b = line.points[right];
  const a = line.points[right - 1] ?? b;
  if (!a || !b || x < line.points[0]!.x) return null;
  const log = axis.scale === 'log' && a.x > 0;
  const along = (value: number): number => (log ? Math.log(value) : value);
  const share = a.x === b.x ? 0 : (along(x) - along(a.x)) / (along(b.x) - along(a.x));
  const y = a.y > 0 && b.y > 0 ? a.y * (b.y / a.y) ** share : a.y + (b.y - a.y) * share;
  return { x, y };
}

/**
 * The walls along the axis if there are two or three; else the line that changes most between its extremes, where that
 * of the design which the answer is about counts twice.
 */
function titleOf(
  lines: readonly Drawn[],
  words: ColumnWords,
  axis: SweepAxis,
  { bounds, focus }: { bounds: Bounds | null; focus: string },
): string {
  if (bounds?.ofColumn && !words.claim) {
    const points = axis.values.map((setting) => ({ setting, wall: bounds.wall({ [axis.address]: setting }) }));
    const title = wallsTitle(wallRuns(points), axis.unit, axis.address);
    if (title !== null) return title;
  }
  const change = (line: Line): number => {
    const [from, to] = endsOf(line);
    return changeOf(from.value, to.value) * (line.name === focus ? 2 : 1);
  };
  const line = lines.reduce((a, b) => (change(b) > change(a) ? b : a));
  const [from, to] = endsOf(line);
  return sweepTitle({
    address: axis.address,
    settingUnit: axis.unit,
    nouns: line.isSetting ? [`${words.nouns.at(-1)} at ${line.name}`, words.nouns.at(-1)!] : line.words.nouns,
    unit: words.unit,
    from,
    to,
  });
}

/** Where the line is lowest and highest. A line has a point or more. */
function endsOf(line: Line): [from: Step, to: Step] {
  return extremes(line.points.map(({ x, y }) => ({ setting: x, value: y })))!;
}

function describe(lines: readonly Drawn[], words: ColumnWords, axis: SweepAxis): string {
  const points = lines.flatMap((line) => line.points.map((point) => ({ ...point, name: line.name })));
  const low = points.reduce((a, b) => (b.y < a.y ? b : a));
  const high = points.reduce((a, b) => (b.y > a.y ? b : a));
  const at = (point: (typeof points)[number]): string =>
    `${printValue(point.y, words.unit)} at ${printSetting(point.x, axis.unit)} (${point.name})`;
  const [from, to] = endsOf(lines[0]!);
  return [
    `${words.name} over ${axis.address}, ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}.`,
    `The lowest value is ${at(low)}, the highest ${at(high)}.`,
    `${lines[0]!.name} goes from ${printValue(from.value, words.unit)} to ${printValue(to.value, words.unit)}.`,
  ].join(' ');
}

function table(lines: readonly Drawn[], words: ColumnWords, axis: SweepAxis, bounds: Bounds | null): Figure['table'] {
  const settings = axis.values.filter(isNumber);
  const boundNames = [...new Set(settings.flatMap((x) => bounds?.at({ [axis.address]: x }).map((b) => b.name) ?? []))];
  return {
    columns: [
      { name: axis.address, numeric: true },
      ...lines.map((line) => ({ name: line.name, numeric: true })),
      ...boundNames.map((name) => ({ name: `${bounds!.metric}: ${name}`, numeric: true })),
      ...(boundNames.length > 0 ? [{ name: 'wall', numeric: false }] : []),
    ],
    rows: settings.map((x) => {
      const here = bounds?.at({ [axis.address]: x }) ?? [];
      const wall = bounds?.wall({ [axis.address]: x });
      return [
        printSetting(x, axis.unit),
        ...lines.map((line) => {
          const point = line.points.find((p) => p.x === x);
          return point === undefined ? 'not measured' : printValue(point.y, words.unit);
        }),
        ...boundNames.map((name) => {
          const bound = here.find((b) => b.name === name);
          return bound ? printValue(bound.value, 's') : 'none';
        }),
        ...(boundNames.length > 0 ? [wall ? `${wall.name} ${wallShare(wall)}` : 'none'] : []),
      ];
    }),
  };
}
