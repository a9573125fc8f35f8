/** What a parameter does: lines over a numeric axis, one a design, or one for each value of a second axis. */
import type { Results, SweepAxis, SweepColumn, SweepResult } from '../../results/types.ts';
import type { Figure } from '../figure.ts';
import { drawPair, type FigureOptions } from './_canvas.ts';
import { expectationWords } from './_claims.ts';
import { designTokens } from './_designs.ts';
import { drawLines, type Line, type LinesStyle, MOST_LINES } from './_lines.ts';
import { baseOf, type ColumnWords, columnWords, isNumeric, type Setting, sweepLookup, thinValues } from './_sweep.ts';
import { isNumber, lastWord, printSetting, printValue } from './_values.ts';
import { sweepTitle } from './titles.ts';

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
  const lines = all.slice(0, MOST_LINES);
  const words = columnWords(results, first);
  const base = isNumber(axis.base) && axis.values.includes(axis.base) ? axis.base : null;
  const style: LinesStyle = {
    x: { title: axis.address, unit: axis.unit || '1', log: axis.scale === 'log' },
    y: { title: yTitle(words, choice), unit: words.unit },
    heightPixels: HEIGHT,
    dots: true,
    base: base === null ? null : { x: base, words: `base ${printSetting(base, axis.unit)}` },
    band: words.claim?.expect
      ? { low: words.claim.expect.low, high: words.claim.expect.high, words: expectationWords(words.claim) }
      : null,
    flip: words.claim && lines.length === 1 ? flipOf(results, words, axis, lines[0]!) : null,
  };
  const shaded = lines.some((line) => line.points.some(({ low, high }) => (high ?? 0) > (low ?? 0)));
  return {
    id: `sweep-${slug(words.claim?.id ?? first.metric ?? first.name)}`,
    section: 'sweep',
    title: titleOf(lines, words, axis),
    howToRead: [
      choice.second
        ? `One line for each ${lastWord(choice.second.address)}; points where runs were.`
        : `${lines.length > 1 ? 'One line a design; points' : 'Points'} where runs were.`,
      ...(shaded ? ['Pale: the 95% interval.'] : []),
      ...(style.flip ? ['Diamond: where the verdict flips.'] : []),
    ].join(' '),
    description: describe(lines, words, axis),
    key: [],
    ...drawPair(options, (canvas) => drawLines(lines, style, canvas)),
    table: table(all, words, axis),
    ...(lines.length < all.length
      ? { note: `${lines.length} of ${all.length} lines are drawn; the table has all.` }
      : {}),
  };
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

/** The line that changes most, from the base to the far end. */
function titleOf(lines: readonly Drawn[], words: ColumnWords, axis: SweepAxis): string {
  const change = (line: Line): number => {
    const [from, to] = endsOf(line, axis);
    return from.y > 0 && to.y > 0 ? Math.abs(Math.log(to.y / from.y)) : Math.abs(to.y - from.y);
  };
  const line = lines.reduce((a, b) => (change(b) > change(a) ? b : a));
  const [from, to] = endsOf(line, axis);
  const between = line.isSetting ? 'at' : 'of';
  const names = line.name === words.name ? [words.name] : [`${words.name} ${between} ${line.name}`, words.name];
  return sweepTitle({
    address: axis.address,
    setting: to.x,
    settingUnit: axis.unit,
    names,
    unit: words.unit,
    from: from.y,
    to: to.y,
  });
}

type Point = Line['points'][number];

/** From the base, or the first point, to the end that is further off. */
function endsOf(line: Line, axis: SweepAxis): [from: Point, to: Point] {
  const first = line.points[0]!;
  const last = line.points.at(-1)!;
  const base = line.points.find((point) => point.x === axis.base) ?? first;
  return [base, base === last ? first : last];
}

function describe(lines: readonly Drawn[], words: ColumnWords, axis: SweepAxis): string {
  const points = lines.flatMap((line) => line.points.map((point) => ({ ...point, name: line.name })));
  const low = points.reduce((a, b) => (b.y < a.y ? b : a));
  const high = points.reduce((a, b) => (b.y > a.y ? b : a));
  const at = (point: (typeof points)[number]): string =>
    `${printValue(point.y, words.unit)} at ${printSetting(point.x, axis.unit)} (${point.name})`;
  const [from, to] = endsOf(lines[0]!, axis);
  return [
    `${words.name} over ${axis.address}, ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}.`,
    `The lowest value is ${at(low)}, the highest ${at(high)}.`,
    `${lines[0]!.name} goes from ${printValue(from.y, words.unit)} to ${printValue(to.y, words.unit)}.`,
  ].join(' ');
}

function table(lines: readonly Drawn[], words: ColumnWords, axis: SweepAxis): Figure['table'] {
  const settings = axis.values.filter(isNumber);
  return {
    columns: [{ name: axis.address, numeric: true }, ...lines.map((line) => ({ name: line.name, numeric: true }))],
    rows: settings.map((x) => [
      printSetting(x, axis.unit),
      ...lines.map((line) => {
        const point = line.points.find((p) => p.x === x);
        return point === undefined ? 'not measured' : printValue(point.y, words.unit);
      }),
    ]),
  };
}
