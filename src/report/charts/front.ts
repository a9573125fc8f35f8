/**
 * The wish drawn: each candidate by the two numbers that pull against each other, the front as steps, the limit with what
 * it refuses, and the recommended candidate by name.
 */
import {
  bestWords,
  candidateVerdict,
  candidateWords,
  expectWords,
  headWords,
  limitWords,
  measureWords,
  namesDesigns,
  settingValue,
  settingWords,
} from '../../results/index.ts';
import type { Results, TuneCandidate, TuneResult } from '../../results/types.ts';
import { formatValue } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { type Axis, makeAxis, withScaleWord } from './_axis.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { paint } from './_config.ts';
import {
  type Box,
  blockLayer,
  boxOf,
  clampLabel,
  clearOf,
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
import { capitalize } from './_nouns.ts';
import { fitName, fitText, textWidth } from './_text-width.ts';
import { isNumber } from './_values.ts';
import { firstThatFits } from './titles.ts';

const MOST_POINTS = 200;
const MOST_NAMES = 5;
const LOG_FROM_SPAN = 10;

/** One of the two numbers. */
interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly better: 'low' | 'high';
  /** Where it is limited. */
  readonly limit: number | null;
  readonly limitText: string;
  of(candidate: TuneCandidate): number | null;
}

interface Spot {
  readonly index: number;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly candidate: TuneCandidate;
}

/** Null where there is one number alone, or fewer than two candidates to draw. */
export function frontFigure(results: Results, options: FigureOptions = {}): Figure | null {
  const { tune } = results;
  const measures = tune ? measuresOf(results, tune) : null;
  if (!tune || !measures) return null;
  const [across, up] = measures;
  const all = tune.candidates.flatMap((candidate, index): Spot[] => {
    const [x, y] = [across.of(candidate), up.of(candidate)];
    return isNumber(x) && isNumber(y) ? [{ index, candidate, x, y, name: shortName(tune, candidate) }] : [];
  });
  if (all.length < 2) return null;
  const drawn = [...all.filter(({ candidate }) => candidate.front), ...all.filter(({ candidate }) => !candidate.front)]
    .slice(0, MOST_POINTS)
    .sort((a, b) => a.index - b.index);
  const front = all.filter(({ candidate }) => candidate.front);
  const refused = all.filter(({ candidate }) => candidate.feasible !== 'yes').length;
  const title = titleOf(results, tune, all.length);
  const limited = across.limit !== null;
  const best = [across, up].map(({ better }) => better);
  return {
    id: 'front',
    section: 'front',
    title,
    howToRead: [
      `A mark is one candidate; ${best[1] === 'low' ? 'down' : 'up'} and ${best[0] === 'low' ? 'left' : 'right'} is better.`,
      `The steps join those that no other beats in both${tune.recommended === null ? '' : '; the diamond is the recommended one'}.`,
      ...(refused > 0 ? ['Hollow: a limit is broken or in doubt.'] : []),
      ...(limited ? ['Shaded: beyond the limit.'] : []),
    ].join(' '),
    description: [
      `${capitalize(up.name)} against ${across.name} for ${all.length} candidates, of which ${front.length} form the front.`,
      `${capitalize(up.name)} goes from ${extreme(all, up, 'y', Math.min)} to ${extreme(all, up, 'y', Math.max)}, ${across.name} from ${extreme(all, across, 'x', Math.min)} to ${extreme(all, across, 'x', Math.max)}.`,
      `${title}.`,
    ].join(' '),
    key: [
      { label: 'on the front', token: '--d1' },
      ...(front.length < all.length ? [{ label: 'beaten by another', token: '--axis' }] : []),
    ],
    ...drawPair(options, (canvas) => draw(drawn, { across, up, tune }, canvas)),
    table: {
      columns: [
        { name: 'candidate', numeric: false },
        { name: up.name, numeric: true },
        { name: across.name, numeric: true },
        { name: 'verdict', numeric: false },
        { name: 'on the front', numeric: false },
      ],
      rows: all.map(({ index, candidate, x, y }) => [
        candidateWords(candidate, namesDesigns(tune)),
        formatValue(y, up.unit),
        formatValue(x, across.unit),
        candidateVerdict(results, index),
        candidate.front ? 'yes' : 'no',
      ]),
    },
    ...(drawn.length < all.length
      ? { note: `${drawn.length} of ${all.length} candidates are drawn; the table has all.` }
      : {}),
  };
}

const extreme = (
  all: readonly Spot[],
  { unit }: Measure,
  key: 'x' | 'y',
  of: (...values: number[]) => number,
): string => formatValue(of(...all.map((spot) => spot[key])), unit);

/** The second objective or the limited number across, the first objective upwards. */
function measuresOf({ designOrder }: Results, tune: TuneResult): readonly [Measure, Measure] | null {
  const objective = (k: number): Measure => {
    const { expression, unit, better } = tune.objectives[k]!;
    const limited = tune.constraints.find((each) => each.expression === expression);
    return {
      name: measureWords(expression, designOrder),
      unit,
      better,
      ...limitOf(limited),
      of: ({ objectives }) => objectives[k]?.value ?? null,
    };
  };
  const [first, second] = tune.frontOf.objectives;
  if (first === undefined) return null;
  if (second !== undefined) return [objective(second), objective(first)];
  const [k] = tune.frontOf.constraints;
  if (k === undefined) return null;
  const constraint = tune.constraints[k]!;
  const across: Measure = {
    name: measureWords(constraint.expression, designOrder),
    unit: constraint.unit,
    better: constraint.expect.high === null ? 'high' : 'low',
    ...limitOf(constraint),
    of: ({ constraints }) => constraints[k]?.value ?? null,
  };
  return [across, objective(first)];
}

function limitOf(constraint: TuneResult['constraints'][number] | undefined): Pick<Measure, 'limit' | 'limitText'> {
  const { low = null, high = null, text = '' } = constraint?.expect ?? {};
  return low === null || high === null
    ? { limit: high ?? low, limitText: `limit: ${expectWords(text)}` }
    : { limit: null, limitText: '' };
}

/** "standard, 64 MiB, 64 connections": the values alone, so that several fit into a drawing. */
function shortName(tune: TuneResult, { design, settings }: TuneCandidate): string {
  const parts = [
    ...(namesDesigns(tune) && design !== null ? [design] : []),
    ...settings.map((setting) =>
      typeof setting.value === 'number' && setting.unit !== '1' && setting.unit !== ''
        ? settingValue(setting)
        : settingWords(setting),
    ),
  ];
  return parts.length > 0 ? parts.join(', ') : (design ?? 'as it stands');
}

function titleOf(results: Results, tune: TuneResult, count: number): string {
  const { recommended } = tune;
  const limits = tune.constraints.map((each) => limitWords(each, results.designOrder));
  if (recommended === null) {
    const kept = limits.length === 1 ? limits[0]! : `all ${limits.length} limits`;
    return firstThatFits([
      `None of ${count} candidates surely keeps ${kept}`,
      `None of ${count} candidates surely keeps the limits`,
    ]);
  }
  const chosen = tune.candidates[recommended]!;
  const best = bestWords(tune.objectives[0]!, results.designOrder);
  const called = best === 'cheapest' ? 'the cheapest' : best;
  const limit = tune.constraints.length === 1 ? expectWords(tune.constraints[0]!.expect.text) : '';
  const own = shortName(tune, chosen);
  const names = [
    headWords(chosen, namesDesigns(tune)),
    own === chosen.design || namesDesigns(tune) ? own : capitalize(own),
  ];
  if (tune.objectives.length > 1) {
    const size = tune.candidates.filter(({ front }) => front).length;
    // Nothing pulls against anything: one is best in all.
    if (size === 1) {
      const measures = tune.objectives.map(({ expression }) => measureWords(expression, results.designOrder));
      const all = measures.length === 2 ? 'both' : 'all';
      return firstThatFits([
        ...names.map((name) => `${name} is best of ${count} in ${all} ${measures.join(' and ')}`),
        ...names.map((name) => `${name} is best of ${count} in ${all} objectives`),
        `One of ${count} candidates is best in ${all} objectives`,
      ]);
    }
    return firstThatFits([
      ...names.map((name) => `${name} is ${called} of ${size} on the front`),
      `${size} of ${count} candidates are on the front`,
    ]);
  }
  return firstThatFits([
    // The full name with the limit's number alone says more than the short name with the full limit.
    ...(limits.length === 1
      ? names.flatMap((name) => [`${name} is ${called} with ${limits[0]}`, `${name} is ${called} ${limit}`])
      : []),
    ...names.map((name) => `${name} is ${called} within the limits`),
    `One of ${count} candidates is ${called} within the limits`,
  ]);
}

interface Content {
  readonly across: Measure;
  readonly up: Measure;
  readonly tune: TuneResult;
}

const HEIGHT = 250;
const px = (field: string): object => ({ field, type: 'quantitative', scale: null, axis: null });

function draw(spots: readonly Spot[], { across, up, tune }: Content, canvas: Canvas): object {
  const limits = (measure: Measure): number[] => (measure.limit === null ? [] : [measure.limit]);
  const common = { title: '', logFrom: LOG_FROM_SPAN, padRatio: 0.06, maxTicks: canvas.maxTicks } as const;
  const yAxis = makeAxis([...spots.map(({ y }) => y), ...limits(up)], {
    ...common,
    unit: up.unit,
    lengthPixels: HEIGHT,
    orient: 'left',
  });
  const left = Math.max(44, ...yAxis.labels.map((text) => textWidth(text) + 16));
  const frame = frameOf(canvas.totalPixels, { left, right: 14 + canvas.spare, top: 34, bottom: 46 }, HEIGHT);
  const { width, height } = frame;
  const xAxis = makeAxis([...spots.map(({ x }) => x), ...limits(across)], {
    ...common,
    unit: across.unit,
    lengthPixels: width,
    room: { left: 12, right: 12 },
  });
  const placed = spots.map((spot) => ({ ...spot, px: xAxis.place(spot.x), py: height - yAxis.place(spot.y) }));
  const words: Label[] = [
    {
      x: 4 - frame.left,
      y: -24,
      text: fitText(withScaleWord(up.name, yAxis), width + frame.left - 4),
      align: 'left',
      token: '--muted',
    },
    { x: 0, y: height + 36, text: fitText(withScaleWord(across.name, xAxis), width), align: 'left', token: '--muted' },
    ...ticksOf(xAxis).map(
      ({ at, text }): Label => ({ x: xAxis.place(at), y: height + 15, text, align: 'center', token: '--muted' }),
    ),
    ...ticksOf(yAxis).map(
      ({ at, text }): Label => ({ x: -8, y: height - yAxis.place(at), text, align: 'right', token: '--muted' }),
    ),
  ];
  const { blocks, at, labels } = limitMarks(across, xAxis, frame);
  const stairs = steps(
    placed.filter(({ candidate }) => candidate.front),
    across.better,
  );
  const { names, leaders } = namesOf(placed, tune, {
    taken: [...words, ...labels],
    walls: stairs,
    width,
    height,
  });
  const isChosen = ({ index }: Spot): boolean => index === tune.recommended;
  const fill = ({ candidate }: Spot): boolean => candidate.feasible === 'yes';
  const token = ({ candidate }: Spot): string => (candidate.front ? '--d1' : '--axis');
  return drawing(frame, [
    blockLayer(blocks),
    ruleLayer(
      ticksOf(yAxis).map(({ at }) => ({
        x: 0,
        x2: width,
        y: height - yAxis.place(at),
        y2: height - yAxis.place(at),
        token: '--grid',
      })),
    ),
    ruleLayer([
      { x: 0, x2: width, y: height, y2: height, token: '--axis' },
      ...ticksOf(xAxis).map(({ at }) => ({
        x: xAxis.place(at),
        x2: xAxis.place(at),
        y: height,
        y2: height + 4,
        token: '--axis',
      })),
    ]),
    ruleLayer(at === null ? [] : clearOf(at, -14, height, [...names, ...labels]), { width: 1, dash: [4, 3] }),
    ruleLayer(stairs, { width: 1.5 }),
    ruleLayer(leaders, { width: 1 }),
    ...['--axis', '--d1'].flatMap((colour) => [
      markLayer(
        placed.filter((spot) => !fill(spot) && token(spot) === colour),
        colour,
        { filled: false, strokeWidth: 1.5, size: 42 },
      ),
      markLayer(
        placed.filter((spot) => fill(spot) && token(spot) === colour && !isChosen(spot)),
        colour,
        { filled: true, size: 46 },
      ),
    ]),
    markLayer(placed.filter(isChosen), '--d1', {
      filled: true,
      shape: 'diamond',
      size: 190,
      stroke: paint('--bg'),
      strokeWidth: 1.5,
    }),
    ...labelLayers([...words, ...labels, ...names]),
  ]);
}

/** The limit as a dashed line with its words above, and what lies beyond it shaded. */
function limitMarks(
  { limit, limitText, better }: Measure,
  axis: Axis,
  { width, height }: { width: number; height: number },
) {
  if (limit === null) return { blocks: [], at: null, labels: [] };
  const x = axis.place(limit);
  const onLeft = x > width / 2;
  const blocks = [
    { x: better === 'low' ? x : 0, x2: better === 'low' ? width : x, y: 0, y2: height, token: '--surface' },
  ];
  const text = fitText(limitText, width);
  const label: Label = { x: onLeft ? x - 5 : x + 5, y: -8, text, align: onLeft ? 'right' : 'left' };
  const labels: Label[] = [clampLabel(label, 0, width + 10)];
  return { blocks, at: x, labels };
}

type Placed = Spot & { readonly px: number; readonly py: number };

/** From member to member: what the front promises between them is the worse of the two. */
function steps(front: readonly Placed[], across: 'low' | 'high'): Rule[] {
  const sorted = [...front].sort((a, b) => a.px - b.px || a.py - b.py);
  return sorted.slice(1).flatMap((to, i): Rule[] => {
    const from = sorted[i]!;
    // Short of the right one's number, the left one is what there is; where more is better, the right one.
    const [x, y] = across === 'low' ? [to.px, from.py] : [from.px, to.py];
    return [
      { x: from.px, y: from.py, x2: x, y2: y, token: '--d1' },
      { x, y, x2: to.px, y2: to.py, token: '--d1' },
    ].filter((rule) => rule.x !== rule.x2 || rule.y !== rule.y2);
  });
}

function markLayer(spots: readonly Placed[], token: string, style: Record<string, unknown>): Layer {
  return {
    data: { values: spots.map(({ name, px: x, py: y }) => ({ name, x: round2(x), y: round2(y) })) },
    mark: { type: 'point', opacity: 1, color: paint(token), ...style },
    encoding: { x: px('x'), y: px('y') },
  };
}

interface Around {
  readonly taken: readonly Label[];
  readonly walls: readonly Rule[];
  readonly width: number;
  readonly height: number;
}

/** The recommended and the next one, then what a flip leads to: beside their marks, or further off on a thin line. */
function namesOf(placed: readonly Placed[], tune: TuneResult, around: Around): { names: Label[]; leaders: Rule[] } {
  const wanted = [tune.recommended, tune.nearest, tune.runnerUp, ...tune.flips.map(({ candidate }) => candidate)];
  const order = [...new Set(wanted.filter((index) => index !== null))].slice(0, MOST_NAMES);
  const taken: Box[] = [
    ...around.taken.map(boxOf),
    ...placed.map(({ px: x, py: y }) => ({ x0: x - 4, x1: x + 4, y0: y - 4, y1: y + 4 })),
    ...around.walls.map(({ x, y, x2, y2 }) => ({
      x0: Math.min(x, x2) - 3,
      x1: Math.max(x, x2) - 1,
      y0: Math.min(y, y2) - 1,
      y1: Math.max(y, y2) + 1,
    })),
  ];
  const names: Label[] = [];
  const leaders: Rule[] = [];
  const isFree = (label: Label): boolean => {
    const box = boxOf(label);
    const inside = box.x0 >= 0 && box.x1 <= around.width + 10 && box.y0 >= 0 && box.y1 <= around.height - 2;
    return inside && !taken.some((other) => overlaps(box, other, 2));
  };
  for (const index of order) {
    const spot = placed.find((each) => each.index === index);
    if (!spot) continue;
    const bold = index === tune.recommended;
    const near = beside(spot, bold, around.width).find(isFree);
    const far = near ? undefined : apart(spot, bold, around.width).find(({ label }) => isFree(label));
    const label = near ?? far?.label;
    if (!label) continue;
    if (far) leaders.push(far.leader);
    names.push(label);
    taken.push(boxOf(label));
  }
  return { names, leaders };
}

function beside({ name, px: x, py: y }: Placed, bold: boolean, width: number): Label[] {
  const gap = bold ? 13 : 9;
  return [name, fitName(name, width / 2, 12, bold)].flatMap((text): Label[] =>
    [0, 10, -10].flatMap((shift): Label[] => [
      { x: x + gap, y: y + shift, text, align: 'left', bold },
      { x: x - gap, y: y + shift, text, align: 'right', bold },
      { x, y: y + (shift < 0 ? -1 : 1) * (gap + 7), text, align: 'center', bold },
    ]),
  );
}

const FAR = [28, 42, 56, 72, 90, 110, 130];

function apart({ name, px: x, py: y }: Placed, bold: boolean, width: number): { label: Label; leader: Rule }[] {
  return [name, fitName(name, width * 0.7, 12, bold)].flatMap((text) =>
    FAR.flatMap((shift) =>
      [-1, 1].flatMap((way) =>
        (['left', 'right'] as const).map((align) => {
          const side = align === 'left' ? 1 : -1;
          const at = { x: x + side * (shift * 0.4 + 10), y: y + way * shift };
          const leader = { x: x + side * 5, y: y + way * 6, x2: at.x - side * 3, y2: at.y, token: '--muted' };
          return { label: { ...at, text, align, bold }, leader };
        }),
      ),
    ),
  );
}

function ticksOf(axis: Axis): { at: number; text: string }[] {
  const { values } = axis.guide as { values: number[] };
  return values.map((at, index) => ({ at, text: axis.labels[index]! }));
}
