/** Two parameters at once: a grid of cells with their values, the base case framed, the claim's border drawn. */
import type { Results, SweepAxis, SweepColumn, SweepResult, Verdict } from '../../results/types.ts';
import type { Figure } from '../figure.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { paint } from './_config.ts';
import { drawing, frameOf, type Label, type Layer, labelLayers, type Rule, round2, ruleLayer } from './_drawing.ts';
import { capitalize } from './_nouns.ts';
import {
  baseOf,
  type ColumnWords,
  changeOf,
  claimWords,
  columnWords,
  extremes,
  flipsOn,
  type Setting,
  type Step,
  sweepLookup,
  thinValues,
  verdictAt,
} from './_sweep.ts';
import { fitText, textWidth } from './_text-width.ts';
import { isNumber, lastWord, printSetting, printValue } from './_values.ts';
import { abbreviate, boundsOf, type Wall, wallShare } from './_walls.ts';
import { slug } from './sweep-lines.ts';
import { sweepTitle } from './sweep-title.ts';
import { firstThatFits } from './titles.ts';

const MOST_COLUMNS = 12;
const MOST_COLUMNS_NARROW = 6;
const MOST_ROWS = 8;
/** Two lines of words in each cell are too many bytes for more. */
const MOST_WALLED_CELLS = 48;
const ROW_HEIGHT = 38;
const WALLED_ROW_HEIGHT = 46;
const WALL_FONT_PIXELS = 11;
const CELL_MARGIN = 8;
const CLASSES = 5;
const LOG_FROM_SPAN = 10;

interface Cell {
  readonly across: Setting;
  readonly down: Setting;
  readonly mean: number | null;
  readonly verdict: Verdict | null;
  /** Null if no lower bound is known there. */
  readonly wall: Wall | null;
}

interface Grid {
  readonly across: SweepAxis;
  readonly down: SweepAxis;
  readonly words: ColumnWords;
  readonly title: string;
  readonly thresholds: readonly number[];
  /** Each cell has a second line that names its wall: there are several. */
  readonly walled: boolean;
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
  const shown = shownCounts(grid);
  const drawn = shown.columns * shown.rows;
  const borders = new Set(measured.map((cell) => cell.verdict)).size > 1;
  const { words } = grid;
  const better = column.metric === undefined ? undefined : results.metricInfo[column.metric]?.better;
  const owner = column.claim ?? `${column.design ?? ''}-${column.metric ?? column.name}`;
  return {
    id: `sweep-${slug(owner)}`,
    section: 'sweep',
    title: titleOf(grid),
    howToRead: [
      `${grid.title}: stronger colour is ${strongWords(grid.words.unit, better)}.`,
      ...claimWords(results, words),
      ...wallWords(measured, grid),
      ...(hasBase(grid) ? ['Framed: the scenario’s own settings.'] : []),
      ...(borders ? ['Heavy line: there the verdict changes.'] : []),
    ].join(' '),
    description: describe(measured, grid),
    key: [],
    ...drawPair(options, (canvas) => draw(grid, canvas)),
    table: table(grid),
    ...(drawn < cells.length ? { note: `${drawn} of ${cells.length} cells are drawn; the table has all.` } : {}),
  };
}

/** What the second line of the cells says, or that there is one wall everywhere. */
function wallWords(measured: readonly Cell[], grid: Grid): string[] {
  const walls = measured.flatMap(({ wall }) => (wall ? [wall] : []));
  if (walls.length === 0) return [];
  if (!grid.walled) {
    const [low, high] = [
      walls.reduce((a, b) => (b.share < a.share ? b : a)),
      walls.reduce((a, b) => (b.share > a.share ? b : a)),
    ].map(wallShare);
    const range = low === high ? low : `${low} to ${high}`;
    return [`The wall is ${walls[0]!.name} in every cell: alone it would take ${range} of the time.`];
  }
  const shortened = [...new Set(walls.map(({ name }) => name))].filter((name) => abbreviate(name) !== name);
  const legend = shortened.map((name) => `; “${abbreviate(name)}” is ${name}`).join('');
  return [
    `Second line: the wall, the resource that alone would take longest, and where it fits its share of the time${legend}.`,
  ];
}

/** The scenario's own settings are a cell of the grid. */
function hasBase({ across, down }: Grid): boolean {
  return [across, down].every((axis) => axis.base !== null && axis.values.includes(axis.base));
}

function strongWords(unit: string, better: 'low' | 'high' | undefined): string {
  if (unit === 's') return 'slower';
  if (unit === 'B/s') return 'faster';
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
  const bounds = boundsOf(results, sweep, column);
  const cell = (x: Setting, y: Setting): Cell => {
    const value = lookup({ [across.address]: x, [down.address]: y });
    const verdict = words.claim ? verdictAt(words.claim, value) : null;
    const wall = value.mean === null ? null : (bounds?.wall({ [across.address]: x, [down.address]: y }) ?? null);
    return { across: x, down: y, mean: value.mean, verdict, wall };
  };
  const cells = down.values.flatMap((y) => across.values.map((x) => cell(x, y)));
  const means = cells.map(({ mean }) => mean).filter(isNumber);
  const walled = new Set(cells.flatMap(({ wall }) => (wall ? [wall.name] : []))).size > 1;
  const title = column.design === undefined ? words.name : `${words.name} of ${column.design}`;
  return { across, down, words, title, thresholds: thresholdsOf(means), walled, cell };
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

/** Rows and columns that a wide drawing has room for. */
function shownCounts({ across, down, walled }: Grid): { rows: number; columns: number } {
  const rows = Math.min(MOST_ROWS, down.values.length);
  const most = walled ? Math.max(2, Math.floor(MOST_WALLED_CELLS / rows)) : MOST_COLUMNS;
  return { rows, columns: Math.min(MOST_COLUMNS, most, across.values.length) };
}

function draw(grid: Grid, canvas: Canvas): object {
  const shown = shownCounts(grid);
  const rowHeight = grid.walled ? WALLED_ROW_HEIGHT : ROW_HEIGHT;
  const rows = thinValues(grid.down.values, shown.rows, [baseOf(grid.down)]);
  const rowLabel = (value: Setting): string => printSetting(value, grid.down.unit);
  const left = Math.min(140, Math.max(...rows.map((row) => textWidth(rowLabel(row))))) + 14;
  const total = canvas.totalPixels - left - canvas.spare - 4;
  const columns = columnsThatFit(
    grid,
    rows,
    total,
    canvas.narrow ? Math.min(MOST_COLUMNS_NARROW, shown.columns) : shown.columns,
  );
  const cellWidth = Math.min(140, Math.floor(total / columns.length));
  const frame = frameOf(
    canvas.totalPixels,
    { left, right: canvas.totalPixels - left - cellWidth * columns.length, top: 26, bottom: 44 },
    rows.length * rowHeight,
  );
  const size = { width: cellWidth, height: rowHeight };
  const cells: (Cell & { x: number; y: number })[] = rows.flatMap((down, row) =>
    columns.map((across, column) => ({ ...grid.cell(across, down), x: column * cellWidth, y: row * rowHeight })),
  );
  const borders = borderRules(cells, columns.length, size);
  const labels: Label[] = [
    { x: -left + 2, y: -14, text: fitText(grid.down.address, canvas.totalPixels - 20), token: '--muted' },
    { x: 0, y: frame.height + 34, text: fitText(grid.across.address, frame.width + frame.right), token: '--muted' },
    ...rows.map(
      (row, index): Label => ({
        x: -8,
        y: (index + 0.5) * rowHeight,
        text: fitText(rowLabel(row), left - 12),
        align: 'right',
        ...ownSetting(row === grid.down.base),
      }),
    ),
    ...columns.map(
      (column, index): Label => ({
        x: (index + 0.5) * cellWidth,
        y: frame.height + 14,
        text: fitText(printSetting(column, grid.across.unit), cellWidth - 4),
        align: 'center',
        ...ownSetting(column === grid.across.base),
      }),
    ),
  ];
  return drawing(frame, [
    ...cellLayers(cells, grid, size),
    // With a rim in the page's colour, or it would be lost between two strong cells.
    ruleLayer(
      borders.map((rule) => ({ ...rule, token: '--bg' })),
      { width: 6 },
    ),
    ruleLayer(borders, { width: 3 }),
    ruleLayer(baseFrame(cells, grid, size), { width: 2 }),
    ...labelLayers(labels),
  ]);
}

/** The scenario's own row and column stand out among the words, too. */
function ownSetting(isBase: boolean): { token: string; bold: boolean } {
  return { token: isBase ? '--fg' : '--muted', bold: isBase };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** "latency 97%" where all cells have room for that, else shorter and shorter words. */
function wallTexts(cells: readonly Cell[], roomPixels: number): string[] {
  const forms: ((wall: Wall) => string)[] = [
    (wall) => `${wall.name} ${wallShare(wall)}`,
    (wall) => `${abbreviate(wall.name)} ${wallShare(wall)}`,
    ({ name }) => name,
    ({ name }) => abbreviate(name),
  ];
  const all = forms.map((form) => cells.map(({ wall }) => (wall ? form(wall) : '')));
  const fits = (texts: string[]): boolean => texts.every((text) => textWidth(text, WALL_FONT_PIXELS) <= roomPixels);
  return all.find(fits) ?? all.at(-1)!.map((text) => fitText(text, roomPixels, WALL_FONT_PIXELS));
}

/** As many columns as have room for their words. */
function columnsThatFit(grid: Grid, rows: readonly Setting[], totalPixels: number, maxCount: number): Setting[] {
  for (let count = Math.min(maxCount, grid.across.values.length); count > 1; count--) {
    const columns = thinValues(grid.across.values, count, [baseOf(grid.across)]);
    const widest = Math.max(
      ...rows.flatMap((row) => columns.map((column) => cellPixels(grid.cell(column, row), grid))),
    );
    if (widest + CELL_MARGIN <= Math.floor(totalPixels / columns.length)) return columns;
  }
  return thinValues(grid.across.values, 2, []).slice(0, 2);
}

/** The value's words, and at least the short name of the wall. */
function cellPixels(cell: Cell, grid: Grid): number {
  const wall = grid.walled && cell.wall ? textWidth(abbreviate(cell.wall.name), WALL_FONT_PIXELS) : 0;
  return Math.max(textWidth(cellText(cell, grid)), wall);
}

function cellText(cell: Cell, grid: Grid): string {
  return cell.mean === null ? '–' : printValue(cell.mean, grid.words.unit);
}

function cellLayers(cells: readonly (Cell & { x: number; y: number })[], grid: Grid, size: Size): Layer[] {
  const walls = grid.walled ? wallTexts(cells, size.width - CELL_MARGIN) : [];
  const values = cells.map((cell, index) => ({
    across: String(cell.across),
    down: String(cell.down),
    value: cell.mean,
    text: cellText(cell, grid),
    wall: walls[index] ?? '',
    x: cell.x,
    x2: cell.x + size.width,
    y: cell.y,
    y2: cell.y + size.height,
    middleX: round2(cell.x + size.width / 2),
    middleY: cell.y + size.height / 2 - (grid.walled ? 8 : 0),
    wallY: cell.y + size.height / 2 + 10,
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
        color: wordColour(strong),
      },
    },
    {
      data: { values: values.filter((cell) => cell.wall !== '') },
      mark: { type: 'text', align: 'center', baseline: 'middle', fontSize: WALL_FONT_PIXELS },
      encoding: {
        x: px('middleX'),
        y: px('wallY'),
        text: { field: 'wall', type: 'nominal' },
        color: wordColour(strong),
      },
    },
  ];
}

function wordColour(strong: number): object {
  return {
    condition: [
      { test: 'datum.value === null', value: paint('--muted') },
      { test: `datum.value >= ${strong}`, value: paint('--on-s-high') },
    ],
    value: paint('--on-s-low'),
  };
}

/** Between neighbours whose verdicts differ. */
function borderRules(cells: readonly (Cell & { x: number; y: number })[], perRow: number, size: Size): Rule[] {
  const rules: Rule[] = [];
  const differ = (a: Cell, b: Cell | undefined): boolean =>
    b !== undefined && a.verdict !== null && b.verdict !== null && a.verdict !== b.verdict;
  for (const [index, cell] of cells.entries()) {
    const rightEdge = cell.x + size.width;
    const bottom = cell.y + size.height;
    if ((index + 1) % perRow !== 0 && differ(cell, cells[index + 1])) {
      rules.push({ x: rightEdge, x2: rightEdge, y: cell.y, y2: bottom });
    }
    if (differ(cell, cells[index + perRow])) rules.push({ x: cell.x, x2: rightEdge, y: bottom, y2: bottom });
  }
  return rules;
}

/** A frame inside the cell, so that it is not taken for the claim's border. */
function baseFrame(cells: readonly (Cell & { x: number; y: number })[], grid: Grid, size: Size): Rule[] {
  const base = cells.find((cell) => cell.across === grid.across.base && cell.down === grid.down.base);
  if (!base) return [];
  const token = base.mean !== null && base.mean >= grid.thresholds[2]! ? '--on-s-high' : '--on-s-low';
  const [x, x2, y, y2] = [base.x + 4, base.x + size.width - 4, base.y + 4, base.y + size.height - 4];
  return [
    { x, x2, y, y2: y, token },
    { x, x2, y: y2, y2, token },
    { x, x2: x, y, y2, token },
    { x: x2, x2, y, y2, token },
  ];
}

/**
 * Between the extremes along one axis, the other at its base: the axis with the larger effect, where one on which the
 * verdict flips counts twice.
 */
function titleOf(grid: Grid): string {
  const stretches = [grid.across, grid.down].flatMap((axis) => {
    const steps = axis.values.flatMap((setting): Step[] => {
      const { mean } =
        axis === grid.across ? grid.cell(setting, baseOf(grid.down)) : grid.cell(baseOf(grid.across), setting);
      return mean === null ? [] : [{ setting, value: mean }];
    });
    const ends = extremes(steps);
    if (!ends) return [];
    const [from, to] = ends;
    const weight = grid.words.claim && flipsOn(grid.words.claim, axis) ? 2 : 1;
    return [{ axis, from, to, effect: weight * changeOf(from.value, to.value) }];
  });
  const nouns = grid.words.nouns;
  if (stretches.length === 0) {
    const means = grid.down.values.flatMap((y) => grid.across.values.map((x) => grid.cell(x, y).mean)).filter(isNumber);
    const range = `${printValue(Math.min(...means), grid.words.unit)} to ${printValue(Math.max(...means), grid.words.unit)}`;
    return firstThatFits(nouns.map((noun) => `${capitalize(noun)} goes from ${range}`));
  }
  const { axis, from, to } = stretches.reduce((a, b) => (b.effect > a.effect ? b : a));
  return sweepTitle({ address: axis.address, settingUnit: axis.unit, nouns, unit: grid.words.unit, from, to });
}

function describe(measured: readonly Cell[], grid: Grid): string {
  const low = measured.reduce((a, b) => (b.mean! < a.mean! ? b : a));
  const high = measured.reduce((a, b) => (b.mean! > a.mean! ? b : a));
  const at = (cell: Cell): string =>
    `${cellText(cell, grid)} at ${lastWord(grid.across.address)} ${printSetting(cell.across, grid.across.unit)} and ${lastWord(grid.down.address)} ${printSetting(cell.down, grid.down.unit)}`;
  const walls = new Map<string, number>();
  for (const { wall } of measured) if (wall) walls.set(wall.name, (walls.get(wall.name) ?? 0) + 1);
  const counts = [...walls].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} in ${count}`);
  const confirmed = measured.filter((cell) => cell.verdict === 'confirmed').length;
  return [
    `${grid.title} for ${grid.across.values.length} values of ${grid.across.address} by ${grid.down.values.length} of ${grid.down.address}.`,
    `The lowest is ${at(low)}, the highest ${at(high)}.`,
    grid.words.claim
      ? `The claim is confirmed in ${confirmed} of ${measured.length} cells.`
      : `${hasBase(grid) ? 'The scenario itself has' : 'Nearest to the scenario it is'} ${cellText(grid.cell(baseOf(grid.across), baseOf(grid.down)), grid)}.`,
    ...(counts.length > 0 ? [`The wall is ${counts.join(', ')} of ${measured.length} cells.`] : []),
  ].join(' ');
}

function table(grid: Grid): Figure['table'] {
  const head = (value: Setting): string => `${lastWord(grid.across.address)} ${printSetting(value, grid.across.unit)}`;
  return {
    columns: [
      { name: grid.down.address, numeric: true },
      ...grid.across.values.map((value) => ({ name: head(value), numeric: true })),
    ],
    rows: [
      ...grid.down.values.map((down) => [
        printSetting(down, grid.down.unit),
        ...grid.across.values.map((across) => {
          const cell = grid.cell(across, down);
          return cell.mean === null ? 'not measured' : printValue(cell.mean, grid.words.unit);
        }),
      ]),
      ...(grid.across.values.some((across) => grid.down.values.some((down) => grid.cell(across, down).wall))
        ? grid.down.values.map((down) => [
            `wall at ${printSetting(down, grid.down.unit)}`,
            ...grid.across.values.map((across) => {
              const { wall } = grid.cell(across, down);
              return wall ? `${wall.name} ${wallShare(wall)}` : 'none';
            }),
          ])
        : []),
    ],
  };
}
