/** Two parameters at once: a grid of cells with their values, the base case framed, the claim's border drawn. */
import type { Results, SweepAxis, SweepColumn, SweepResult, Verdict } from '../../results/types.ts';
import type { Figure } from '../figure.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { paint } from './_config.ts';
import { drawing, frameOf, type Label, type Layer, labelLayers, type Rule, round2, ruleLayer } from './_drawing.ts';
import { baseOf, type ColumnWords, columnWords, type Setting, sweepLookup, thinValues, verdictAt } from './_sweep.ts';
import { fitText, textWidth } from './_text-width.ts';
import { isNumber, lastWord, printSetting, printValue } from './_values.ts';
import { slug } from './sweep-lines.ts';
import { sweepTitle } from './titles.ts';

const MOST_COLUMNS = 12;
const MOST_COLUMNS_NARROW = 6;
const MOST_ROWS = 8;
const ROW_HEIGHT = 38;
const CELL_MARGIN = 8;
const CLASSES = 5;
const LOG_FROM_SPAN = 10;

interface Cell {
  readonly across: Setting;
  readonly down: Setting;
  readonly mean: number | null;
  readonly verdict: Verdict | null;
}

interface Grid {
  readonly across: SweepAxis;
  readonly down: SweepAxis;
  readonly words: ColumnWords;
  readonly title: string;
  readonly thresholds: readonly number[];
  cell(across: Setting, down: Setting): Cell;
}

/** Null if a column has no value anywhere. The longer axis runs across. */
export function sweepHeatFigure(
  results: Results,
  sweep: SweepResult,
  column: SweepColumn,
  axes: readonly [SweepAxis, SweepAxis],
  options: FigureOptions = {},
): Figure | null {
  const grid = gridOf(results, sweep, column, axes);
  const cells = grid.down.values.flatMap((down) => grid.across.values.map((across) => grid.cell(across, down)));
  const measured = cells.filter((cell) => cell.mean !== null);
  if (measured.length === 0) return null;
  const drawn = Math.min(MOST_COLUMNS, grid.across.values.length) * Math.min(MOST_ROWS, grid.down.values.length);
  const borders = new Set(measured.map((cell) => cell.verdict)).size > 1;
  const better = column.metric === undefined ? undefined : results.metricInfo[column.metric]?.better;
  const owner = column.claim ?? `${column.design ?? ''}-${column.metric ?? column.name}`;
  return {
    id: `sweep-${slug(owner)}`,
    section: 'sweep',
    title: titleOf(grid),
    howToRead: [
      `${grid.title}: stronger colour is ${strongWords(grid.words.unit, better)}.`,
      ...(hasBase(grid) ? ['Framed: the scenario’s own settings.'] : []),
      ...(borders ? ['Heavy line: there the claim’s verdict changes.'] : []),
    ].join(' '),
    description: describe(measured, grid),
    key: [],
    ...drawPair(options, (canvas) => draw(grid, canvas)),
    table: table(grid),
    ...(drawn < cells.length ? { note: `${drawn} of ${cells.length} cells are drawn; the table has all.` } : {}),
  };
}

/** The scenario's own settings are a cell of the grid. */
function hasBase({ across, down }: Grid): boolean {
  return [across, down].every((axis) => axis.base !== null && axis.values.includes(axis.base));
}

function strongWords(unit: string, better: 'low' | 'high' | undefined): string {
  if (unit === 's') return 'slower';
  if (unit === 'USD') return 'dearer';
  return better === 'high' ? 'a larger value, and better' : 'a larger value';
}

function gridOf(
  results: Results,
  sweep: SweepResult,
  column: SweepColumn,
  [first, second]: readonly [SweepAxis, SweepAxis],
): Grid {
  const [across, down] = second.values.length > first.values.length ? [second, first] : [first, second];
  const words = columnWords(results, column);
  const lookup = sweepLookup(sweep, column);
  const cell = (x: Setting, y: Setting): Cell => {
    const value = lookup({ [across.address]: x, [down.address]: y });
    return { across: x, down: y, mean: value.mean, verdict: words.claim ? verdictAt(words.claim, value) : null };
  };
  const means = down.values.flatMap((y) => across.values.map((x) => cell(x, y).mean)).filter(isNumber);
  const title = column.design === undefined ? words.name : `${words.name} of ${column.design}`;
  return { across, down, words, title, thresholds: thresholdsOf(means), cell };
}

/** Four borders of five classes, in even steps; in even ratios if the values span decades. */
function thresholdsOf(means: readonly number[]): number[] {
  const [low, high] = [Math.min(...means), Math.max(...means)];
  if (!(high > low)) return [1, 2, 3, 4].map((step) => low + step * Math.max(1, Math.abs(low)));
  const log = low > 0 && high / low >= LOG_FROM_SPAN;
  return [1, 2, 3, 4].map((step) => {
    const share = step / CLASSES;
    return Number((log ? low * (high / low) ** share : low + (high - low) * share).toPrecision(6));
  });
}

function draw(grid: Grid, canvas: Canvas): object {
  const rows = thinValues(grid.down.values, MOST_ROWS, [baseOf(grid.down)]);
  const rowLabel = (value: Setting): string => printSetting(value, grid.down.unit);
  const left = Math.min(140, Math.max(...rows.map((row) => textWidth(rowLabel(row))))) + 14;
  const total = canvas.totalPixels - left - canvas.spare - 4;
  const columns = columnsThatFit(grid, rows, total, canvas.narrow ? MOST_COLUMNS_NARROW : MOST_COLUMNS);
  const cellWidth = Math.min(140, Math.floor(total / columns.length));
  const frame = frameOf(
    canvas.totalPixels,
    { left, right: canvas.totalPixels - left - cellWidth * columns.length, top: 26, bottom: 44 },
    rows.length * ROW_HEIGHT,
  );
  const cells: (Cell & { x: number; y: number })[] = rows.flatMap((down, row) =>
    columns.map((across, column) => ({ ...grid.cell(across, down), x: column * cellWidth, y: row * ROW_HEIGHT })),
  );
  const labels: Label[] = [
    { x: -left + 2, y: -14, text: fitText(grid.down.address, canvas.totalPixels - 20), token: '--muted' },
    { x: 0, y: frame.height + 34, text: fitText(grid.across.address, frame.width + frame.right), token: '--muted' },
    ...rows.map(
      (row, index): Label => ({
        x: -8,
        y: (index + 0.5) * ROW_HEIGHT,
        text: fitText(rowLabel(row), left - 12),
        align: 'right',
        token: '--muted',
      }),
    ),
    ...columns.map(
      (column, index): Label => ({
        x: (index + 0.5) * cellWidth,
        y: frame.height + 14,
        text: fitText(printSetting(column, grid.across.unit), cellWidth - 4),
        align: 'center',
        token: '--muted',
      }),
    ),
  ];
  return drawing(frame, [
    ...cellLayers(cells, grid, cellWidth),
    ruleLayer(borderRules(cells, columns.length, cellWidth), { width: 3 }),
    ruleLayer(baseFrame(cells, grid, cellWidth), { width: 2 }),
    ...labelLayers(labels),
  ]);
}

/** As many columns as have room for their words. */
function columnsThatFit(grid: Grid, rows: readonly Setting[], totalPixels: number, maxCount: number): Setting[] {
  for (let count = Math.min(maxCount, grid.across.values.length); count > 1; count--) {
    const columns = thinValues(grid.across.values, count, [baseOf(grid.across)]);
    const widest = Math.max(
      ...rows.flatMap((row) => columns.map((column) => textWidth(cellText(grid.cell(column, row), grid)))),
    );
    if (widest + CELL_MARGIN <= Math.floor(totalPixels / columns.length)) return columns;
  }
  return thinValues(grid.across.values, 2, []).slice(0, 2);
}

function cellText(cell: Cell, grid: Grid): string {
  return cell.mean === null ? '–' : printValue(cell.mean, grid.words.unit);
}

function cellLayers(cells: readonly (Cell & { x: number; y: number })[], grid: Grid, cellWidth: number): Layer[] {
  const values = cells.map((cell) => ({
    across: String(cell.across),
    down: String(cell.down),
    value: cell.mean,
    text: cellText(cell, grid),
    x: cell.x,
    x2: cell.x + cellWidth,
    y: cell.y,
    y2: cell.y + ROW_HEIGHT,
    middleX: round2(cell.x + cellWidth / 2),
    middleY: cell.y + ROW_HEIGHT / 2,
  }));
  const data = { values: values.filter((cell) => cell.value !== null) };
  const px = (field: string): object => ({ field, type: 'quantitative', scale: null });
  // The fourth and fifth class are strong: their words take the other colour.
  const strong = grid.thresholds[2]!;
  return [
    {
      data,
      mark: { type: 'rect', stroke: paint('--bg'), strokeWidth: 1 },
      encoding: {
        x: px('x'),
        x2: { field: 'x2' },
        y: px('y'),
        y2: { field: 'y2' },
        color: {
          field: 'value',
          type: 'quantitative',
          scale: {
            type: 'threshold',
            domain: grid.thresholds,
            range: [1, 2, 3, 4, 5].map((step) => paint(`--s${step}`)),
          },
          legend: null,
        },
      },
    },
    {
      data: { values },
      mark: { type: 'text', align: 'center', baseline: 'middle' },
      encoding: {
        x: px('middleX'),
        y: px('middleY'),
        text: { field: 'text', type: 'nominal' },
        color: {
          condition: [
            { test: 'datum.value === null', value: paint('--muted') },
            { test: `datum.value >= ${strong}`, value: paint('--on-s-high') },
          ],
          value: paint('--on-s-low'),
        },
      },
    },
  ];
}

/** Between neighbours whose verdicts differ. */
function borderRules(cells: readonly (Cell & { x: number; y: number })[], perRow: number, cellWidth: number): Rule[] {
  const rules: Rule[] = [];
  const differ = (a: Cell, b: Cell | undefined): boolean =>
    b !== undefined && a.verdict !== null && b.verdict !== null && a.verdict !== b.verdict;
  for (const [index, cell] of cells.entries()) {
    const rightEdge = cell.x + cellWidth;
    const bottom = cell.y + ROW_HEIGHT;
    if ((index + 1) % perRow !== 0 && differ(cell, cells[index + 1])) {
      rules.push({ x: rightEdge, x2: rightEdge, y: cell.y, y2: bottom });
    }
    if (differ(cell, cells[index + perRow])) rules.push({ x: cell.x, x2: rightEdge, y: bottom, y2: bottom });
  }
  return rules;
}

/** A frame inside the cell, so that it is not taken for the claim's border. */
function baseFrame(cells: readonly (Cell & { x: number; y: number })[], grid: Grid, cellWidth: number): Rule[] {
  const base = cells.find((cell) => cell.across === grid.across.base && cell.down === grid.down.base);
  if (!base) return [];
  const token = base.mean !== null && base.mean >= grid.thresholds[2]! ? '--on-s-high' : '--on-s-low';
  const [x, x2, y, y2] = [base.x + 4, base.x + cellWidth - 4, base.y + 4, base.y + ROW_HEIGHT - 4];
  return [
    { x, x2, y, y2: y, token },
    { x, x2, y: y2, y2, token },
    { x, x2: x, y, y2, token },
    { x: x2, x2, y, y2, token },
  ];
}

/** The axis along which the value changes most, seen from the base. */
function titleOf(grid: Grid): string {
  const [baseAcross, baseDown] = [baseOf(grid.across), baseOf(grid.down)];
  const from = grid.cell(baseAcross, baseDown).mean;
  const farthest = [grid.across, grid.down].flatMap((axis) =>
    axis.values.flatMap((setting) => {
      const cell = axis === grid.across ? grid.cell(setting, baseDown) : grid.cell(baseAcross, setting);
      return cell.mean === null ? [] : [{ axis, setting, to: cell.mean }];
    }),
  );
  if (from === null || farthest.length === 0) {
    const means = grid.down.values.flatMap((y) => grid.across.values.map((x) => grid.cell(x, y).mean)).filter(isNumber);
    const range = `${printValue(Math.min(...means), grid.words.unit)} to ${printValue(Math.max(...means), grid.words.unit)}`;
    return `${grid.words.name} goes from ${range}`;
  }
  const change = (to: number): number => (from > 0 && to > 0 ? Math.abs(Math.log(to / from)) : Math.abs(to - from));
  const end = farthest.reduce((a, b) => (change(b.to) > change(a.to) ? b : a));
  return sweepTitle({
    address: end.axis.address,
    setting: end.setting,
    settingUnit: end.axis.unit,
    names: [grid.title, grid.words.name],
    unit: grid.words.unit,
    from,
    to: end.to,
  });
}

function describe(measured: readonly Cell[], grid: Grid): string {
  const low = measured.reduce((a, b) => (b.mean! < a.mean! ? b : a));
  const high = measured.reduce((a, b) => (b.mean! > a.mean! ? b : a));
  const at = (cell: Cell): string =>
    `${cellText(cell, grid)} at ${lastWord(grid.across.address)} ${printSetting(cell.across, grid.across.unit)} and ${lastWord(grid.down.address)} ${printSetting(cell.down, grid.down.unit)}`;
  const confirmed = measured.filter((cell) => cell.verdict === 'confirmed').length;
  return [
    `${grid.title} for ${grid.across.values.length} values of ${grid.across.address} by ${grid.down.values.length} of ${grid.down.address}.`,
    `The lowest is ${at(low)}, the highest ${at(high)}.`,
    grid.words.claim
      ? `The claim is confirmed in ${confirmed} of ${measured.length} cells.`
      : `The scenario itself has ${cellText(grid.cell(baseOf(grid.across), baseOf(grid.down)), grid)}.`,
  ].join(' ');
}

function table(grid: Grid): Figure['table'] {
  const head = (value: Setting): string => `${lastWord(grid.across.address)} ${printSetting(value, grid.across.unit)}`;
  return {
    columns: [
      { name: grid.down.address, numeric: true },
      ...grid.across.values.map((value) => ({ name: head(value), numeric: true })),
    ],
    rows: grid.down.values.map((down) => [
      printSetting(down, grid.down.unit),
      ...grid.across.values.map((across) => {
        const cell = grid.cell(across, down);
        return cell.mean === null ? 'not measured' : printValue(cell.mean, grid.words.unit);
      }),
    ]),
  };
}
