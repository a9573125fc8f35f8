/** Simulated against logged stage times, both logarithmic, with the line on which they are equal. */
import type { ReplayedStage, ReplayResult } from '../../results/replay.ts';
import { formatShare, formatTime } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { type Axis, makeAxis } from './_axis.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { paint } from './_config.ts';
import { drawing, frameOf, type Label, type Layer, labelLayers, type Rule, round2, ruleLayer } from './_drawing.ts';

interface Point {
  readonly stage: ReplayedStage;
  readonly logged: number;
  readonly simulated: number;
}

/** Both kinds also differ in shape. */
const kinds = {
  alone: { token: '--d1', shape: 'circle', words: '● ran alone' },
  beside: { token: '--d2', shape: 'square', words: '■ beside others' },
} as const;
type Kind = keyof typeof kinds;
const kindOf = ({ stage }: Point): Kind => (stage.overlapping ? 'beside' : 'alone');

/** Null without two stages that have both times. */
export function replayStagesFigure(result: ReplayResult, options: FigureOptions = {}): Figure | null {
  const points = result.stages.flatMap((stage): Point[] =>
    stage.loggedSeconds && stage.simulatedSeconds
      ? [{ stage, logged: stage.loggedSeconds, simulated: stage.simulatedSeconds }]
      : [],
  );
  if (points.length < 2) return null;
  const near = points.filter(({ logged, simulated }) => Math.abs(simulated / logged - 1) <= 0.1).length;
  const off = ({ logged, simulated }: Point): number => Math.abs(Math.log(simulated / logged));
  const worst = points.reduce((a, b) => (off(b) > off(a) ? b : a));
  const shown = (Object.keys(kinds) as Kind[]).filter((kind) => points.some((point) => kindOf(point) === kind));
  return {
    id: 'replay-stages',
    section: 'first',
    title: `${near} of ${points.length} stages are simulated within 10% of what was logged`,
    howToRead: 'A mark is one stage. On the line both times are equal; above it the simulation took longer.',
    description: [
      `Simulated against logged times of ${points.length} stages, both axes logarithmic.`,
      `${near} lie within 10% of each other.`,
      `Furthest off is stage ${worst.stage.id}: ${formatTime(worst.simulated)} simulated, ${formatTime(worst.logged)} logged.`,
    ].join(' '),
    key: shown.map((kind) => ({ label: kinds[kind].words, token: kinds[kind].token })),
    ...drawPair(options, (canvas) => draw(points, canvas)),
    table: {
      columns: [
        { name: 'stage', numeric: false },
        { name: 'tasks', numeric: true },
        { name: 'logged', numeric: true },
        { name: 'simulated', numeric: true },
        { name: 'off by', numeric: true },
      ],
      rows: points.map(({ stage, logged, simulated }) => [
        `${stage.id}${stage.attempt > 0 ? `.${stage.attempt}` : ''} ${stage.name}`,
        String(stage.taskCount),
        formatTime(logged),
        formatTime(simulated),
        formatShare(simulated / logged - 1),
      ]),
    },
  };
}

const px = (field: string): object => ({ field, type: 'quantitative', scale: null, axis: null });

function draw(points: readonly Point[], canvas: Canvas): object {
  const margins = { left: 58, right: 14 + canvas.spare, top: 26, bottom: 44 };
  const width = canvas.totalPixels - margins.left - margins.right;
  const height = Math.min(width, 300);
  const frame = frameOf(canvas.totalPixels, margins, height);
  const all = points.flatMap(({ logged, simulated }) => [logged, simulated]);
  const common = { unit: 's', title: '', logFrom: 1, padRatio: 0.05, maxTicks: canvas.maxTicks } as const;
  const across = makeAxis(all, { ...common, lengthPixels: frame.width, room: { left: 12, right: 12 } });
  const up = makeAxis(all, { ...common, lengthPixels: height, orient: 'left' });
  const x = (value: number): number => across.place(value);
  const y = (value: number): number => height - up.place(value);
  const [low, high] = across.domain;
  const words: Label[] = [
    { x: -44, y: -14, text: 'simulated', align: 'left', bold: true },
    { x: 0, y: height + 34, text: 'logged (both axes log)', align: 'left', token: '--muted' },
    ...ticksOf(across).map(
      ({ at, text }): Label => ({ x: x(at), y: height + 14, text, align: 'center', token: '--muted' }),
    ),
    ...ticksOf(up).map(({ at, text }): Label => ({ x: -8, y: y(at), text, align: 'right', token: '--muted' })),
  ];
  const grid: Rule[] = ticksOf(up).map(({ at }) => ({ x: 0, x2: frame.width, y: y(at), y2: y(at), token: '--grid' }));
  return drawing(frame, [
    ruleLayer(grid),
    ruleLayer([{ x: 0, x2: frame.width, y: height, y2: height, token: '--axis' }]),
    ruleLayer([{ x: x(low), y: y(low), x2: x(high), y2: y(high), token: '--muted' }], { dash: [4, 3] }),
    ...(Object.keys(kinds) as Kind[]).map(
      (kind): Layer => ({
        data: {
          values: points
            .filter((point) => kindOf(point) === kind)
            .map(({ stage, logged, simulated }) => ({
              name: `stage ${stage.id}`,
              x: round2(x(logged)),
              y: round2(y(simulated)),
            })),
        },
        mark: {
          type: 'point',
          shape: kinds[kind].shape,
          filled: true,
          size: 34,
          opacity: 1,
          color: paint(kinds[kind].token),
        },
        encoding: { x: px('x'), y: px('y') },
      }),
    ),
    ...labelLayers(words),
  ]);
}

function ticksOf(axis: Axis): { at: number; text: string }[] {
  const { values } = axis.guide as { values: number[] };
  return values.map((at, index) => ({ at, text: axis.labels[index]! }));
}
