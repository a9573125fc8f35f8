/**
 * What the models predict against what was measured: times in one panel, rates in the other, both logarithmic, with the
 * line on which they are equal and the band of a factor of two around it.
 */
import type { ValidationResults, ValidationValue } from '../../results/validation.ts';
import { formatShare, formatValue } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { type Axis, makeAxis } from './_axis.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { paint } from './_config.ts';
import {
  type Box,
  boxOf,
  drawing,
  frameOf,
  type Label,
  type Layer,
  labelLayers,
  overlaps,
  type Rule,
  round2,
  ruleLayer,
} from './_drawing.ts';

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly values: readonly ValidationValue[];
}

/** Marks by what a value is: three shapes, so that colour is not the only carrier. */
const kinds = {
  within: { token: '--d1', shape: 'circle', words: 'checked, within its band' },
  miss: { token: '--refuted', shape: 'cross', words: 'checked, missed' },
  set: { token: '--axis', shape: 'square', words: 'set the model' },
} as const;
type Kind = keyof typeof kinds;

const kindOf = ({ role, pass }: ValidationValue): Kind => (role === 'set' ? 'set' : pass ? 'within' : 'miss');

/** Null where too little ran to draw. */
export function predictedFigure(results: ValidationResults, options: FigureOptions = {}): Figure | null {
  const { rows, check } = results;
  const panels = panelsOf(rows);
  if (panels.length === 0) return null;
  const undrawn = rows.length - panels.reduce((sum, { values }) => sum + values.length, 0);
  const shown = (Object.keys(kinds) as Kind[]).filter((kind) => rows.some((row) => kindOf(row) === kind));
  const worst = [...rows].sort((a, b) => b.error - a.error)[0]!;
  const beyond = rows.filter(({ role, error }) => role === 'check' && error > 1).length;
  return {
    id: 'predicted',
    section: 'first',
    title: `${check.pass} of ${check.values} checked values lie within their band, ${beyond} beyond a factor of two`,
    howToRead:
      'A mark is one measured value. On the line the model is right, above it too high, in the shaded band less than a factor of two off.',
    description: [
      `Predicted against measured for ${rows.length} values, times and rates in panels of their own, both axes logarithmic.`,
      `Checked values within their band: ${check.pass} of ${check.values}; beyond a factor of two: ${beyond}.`,
      `The worst is ${worst.id}, predicted ${formatValue(worst.predicted, worst.unit)} where ${formatValue(worst.measured, worst.unit)} was measured.`,
    ].join(' '),
    key: shown.map((kind) => ({ label: `${kindWords[kind]} ${kinds[kind].words}`, token: kinds[kind].token })),
    ...drawPair(options, (canvas) => draw(panels, canvas)),
    table: {
      columns: [
        { name: 'value', numeric: false },
        { name: 'measured', numeric: true },
        { name: 'predicted', numeric: true },
        { name: 'off by', numeric: true },
        { name: 'role', numeric: false },
      ],
      rows: rows.map(({ id, says, measured, predicted, unit, error, role, pass }) => [
        `${id}, ${says}`,
        formatValue(measured, unit),
        formatValue(predicted, unit),
        formatShare(error),
        role === 'set' ? 'set' : pass ? 'check, within' : 'check, missed',
      ]),
    },
    ...(undrawn === 0 ? {} : { note: `${undrawn} values in other units are in the data of the chart alone.` }),
  };
}

const kindWords: Readonly<Record<Kind, string>> = { within: '●', miss: '✚', set: '■' };

/** Fewer do not make a panel: they stand in the table alone, and a note says so. */
const fewest = 5;

function panelsOf(rows: readonly ValidationValue[]): Panel[] {
  const times = rows.filter(({ unit }) => unit === 's');
  const bytes = rows.filter(({ unit }) => unit === 'B/s');
  const requests = rows.filter(({ unit }) => unit === '1/s');
  return [
    { title: 'Times', unit: 's', values: times },
    { title: 'Bytes a second', unit: 'B/s', values: bytes },
    { title: 'Requests a second', unit: '1/s', values: requests },
  ].filter(({ values }) => values.length >= fewest);
}

const gap = { across: 68, down: 84 };

function draw(panels: readonly Panel[], canvas: Canvas): object {
  const columns = canvas.narrow ? 1 : Math.min(2, panels.length);
  const lines = Math.ceil(panels.length / columns);
  const margins = { left: 66, right: 14 + canvas.spare, top: 26, bottom: 44 };
  const inner = canvas.totalPixels - margins.left - margins.right;
  const side = Math.floor((inner - (columns - 1) * gap.across) / columns);
  const height = canvas.narrow ? side : Math.min(side, 230);
  const frame = frameOf(canvas.totalPixels, margins, lines * height + (lines - 1) * gap.down);
  const layers = panels.flatMap((panel, index) =>
    drawPanel(panel, {
      left: (index % columns) * (side + gap.across),
      top: Math.floor(index / columns) * (height + gap.down),
      width: side,
      height,
      maxTicks: canvas.maxTicks,
    }),
  );
  return drawing(frame, layers);
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly maxTicks: number;
}

const px = (field: string): object => ({ field, type: 'quantitative', scale: null, axis: null });

function drawPanel({ title, unit, values }: Panel, { left, top, width, height, maxTicks }: Place): Layer[] {
  const all = values.flatMap(({ measured, predicted }) => [measured, predicted]);
  const common = { unit, title: '', logFrom: 1, padRatio: 0.06, maxTicks } as const;
  const across = makeAxis(all, { ...common, lengthPixels: width, room: { left: 12, right: 12 } });
  const up = makeAxis(all, { ...common, lengthPixels: height, orient: 'left' });
  const x = (value: number): number => left + across.place(value);
  const y = (value: number): number => top + height - up.place(value);
  const bottom = top + height;
  const [low, high] = across.domain;
  const marks = values.map((value) => ({ value, kind: kindOf(value), x: x(value.measured), y: y(value.predicted) }));
  const words: Label[] = [
    { x: left - 52, y: top - 14, text: `${title}: predicted`, align: 'left', bold: true },
    { x: left, y: bottom + 34, text: 'measured (both axes log)', align: 'left', token: '--muted' },
    ...ticksOf(across).map(
      ({ at, text }): Label => ({
        x: x(at),
        y: bottom + 14,
        text,
        align: 'center',
        token: '--muted',
      }),
    ),
    ...ticksOf(up).map(({ at, text }): Label => ({ x: left - 8, y: y(at), text, align: 'right', token: '--muted' })),
  ];
  const grid: Rule[] = ticksOf(up).map(({ at }) => ({
    x: left,
    x2: left + width,
    y: y(at),
    y2: y(at),
    token: '--grid',
  }));
  const ends: Rule[] = [
    { x: left, x2: left + width, y: bottom, y2: bottom, token: '--axis' },
    ...ticksOf(across).map(({ at }) => ({ x: x(at), x2: x(at), y: bottom, y2: bottom + 4, token: '--axis' })),
  ];
  const band = bandPoints(low, high);
  return [
    {
      data: {
        values: band.map(({ at, above, below }) => ({ x: round2(x(at)), y: round2(y(above)), y2: round2(y(below)) })),
      },
      mark: { type: 'area', color: paint('--band'), opacity: 1 },
      encoding: { x: px('x'), y: px('y'), y2: { field: 'y2' } },
    },
    ruleLayer(grid, { width: 1 }),
    ruleLayer(ends, { width: 1 }),
    ruleLayer([{ x: x(low), y: y(low), x2: x(high), y2: y(high), token: '--muted' }], { width: 1, dash: [4, 3] }),
    ...(Object.keys(kinds) as Kind[]).reverse().map(
      (kind): Layer =>
        markLayer(
          marks.filter((mark) => mark.kind === kind),
          kind,
        ),
    ),
    ...labelLayers([...words, ...namesOfMisses(marks, { words, left, right: left + width, top, bottom })]),
  ];
}

/** The band of a factor of two, cut off where the panel ends: its corners included. */
function bandPoints(low: number, high: number): { at: number; above: number; below: number }[] {
  const corners = [low, low * 2, high / 2, high].filter((at) => at >= low && at <= high);
  return [...new Set(corners)]
    .sort((a, b) => a - b)
    .map((at) => ({ at, above: Math.min(high, at * 2), below: Math.max(low, at / 2) }));
}

interface Mark {
  readonly value: ValidationValue;
  readonly kind: Kind;
  readonly x: number;
  readonly y: number;
}

function markLayer(marks: readonly Mark[], kind: Kind): Layer {
  const { token, shape } = kinds[kind];
  return {
    data: {
      values: marks.map(({ value, x, y }) => ({
        name: `${value.id} ${value.says}`,
        x: round2(x),
        y: round2(y),
      })),
    },
    mark: { type: 'point', shape, filled: true, size: kind === 'set' ? 22 : 34, opacity: 1, color: paint(token) },
    encoding: { x: px('x'), y: px('y') },
  };
}

/** Names of the misses, the worst first, where there is room for them. */
function namesOfMisses(
  marks: readonly Mark[],
  {
    words,
    left,
    right,
    top,
    bottom,
  }: { words: readonly Label[]; left: number; right: number; top: number; bottom: number },
): Label[] {
  const taken: Box[] = [
    ...words.map(boxOf),
    ...marks.map(({ x, y }) => ({ x0: x - 3, x1: x + 3, y0: y - 3, y1: y + 3 })),
  ];
  const named: Label[] = [];
  const seen = new Set<string>();
  const misses = marks.filter(({ kind }) => kind === 'miss').sort((a, b) => b.value.error - a.value.error);
  for (const { value, x, y } of misses) {
    if (value.error <= 1 || seen.has(value.measurement)) continue;
    const choices: Label[] = [
      { x: x + 7, y, text: value.id, align: 'left' },
      { x: x - 7, y, text: value.id, align: 'right' },
      { x, y: y - 12, text: value.id, align: 'center' },
      { x, y: y + 12, text: value.id, align: 'center' },
    ];
    const free = choices.find((label) => {
      const box = boxOf(label);
      const inside = box.x0 >= left && box.x1 <= right && box.y0 >= top && box.y1 <= bottom;
      return inside && !taken.some((other) => overlaps(box, other));
    });
    if (!free) continue;
    seen.add(value.measurement);
    named.push(free);
    taken.push(boxOf(free));
  }
  return named;
}

function ticksOf(axis: Axis): { at: number; text: string }[] {
  const { values } = axis.guide as { values: number[] };
  return values.map((at, index) => ({ at, text: axis.labels[index]! }));
}
