/** Executors over simulated time, one band each, filled as far as their slots were at work, stage by stage. */
import type { ReplayResult } from '../../results/replay.ts';
import { formatCount, formatShare, formatTime } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { makeAxis, titled } from './_axis.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { type Bar, type Block, barLayer, blockLayer, drawing, frameOf, type Label, labelLayers } from './_drawing.ts';

const mostLanes = 16;
const mostBars = 1200;
const laneHeight = 22;
const stageTokens = ['--d1', '--d2', '--d3', '--d4'] as const;

interface Lane {
  readonly index: number;
  readonly name: string;
  readonly slotCount: number;
  readonly from: number;
  readonly to: number;
  readonly busySeconds: number;
}

/** Null where nothing ran. */
export function replayTimelineFigure(result: ReplayResult, options: FigureOptions = {}): Figure | null {
  const { attempts, executors, applicationSeconds, slots } = result;
  if (attempts.length === 0) return null;
  const end = applicationSeconds.simulated;
  const busy = executors.map(() => 0);
  for (const [, executor, , from, to] of attempts) busy[executor]! += to - from;
  const lanes = executors
    .map(
      ({ id, slotCount, addedSeconds, removedSeconds }, index): Lane => ({
        index,
        name: id,
        slotCount,
        from: addedSeconds,
        to: removedSeconds ?? end,
        busySeconds: busy[index]!,
      }),
    )
    .filter(({ from }) => from < end);
  const shown = [...lanes].sort((a, b) => b.busySeconds - a.busySeconds).slice(0, mostLanes);
  shown.sort((a, b) => a.index - b.index);
  const share = slots.thereSeconds > 0 ? slots.busySeconds / slots.thereSeconds : 0;
  const drawn = thinned(attempts, new Set(shown.map(({ index }) => index)));
  return {
    id: 'replay-timeline',
    section: 'behaviour',
    title: `Slots were at work ${formatShare(share)} of the time that they were there`,
    howToRead:
      'One band an executor, as long as it was there; each line in it is a task on its slot. Neighbouring stages differ in colour.',
    description: [
      `${lanes.length} executors over ${formatTime(end)} of simulated time.`,
      `Their slots were there for ${formatTime(slots.thereSeconds)} in all, and at work for ${formatTime(slots.busySeconds)}.`,
      `${formatCount(drawn.length)} tasks are drawn.`,
    ].join(' '),
    key: [],
    ...drawPair(options, (canvas) => draw(result, shown, drawn, canvas)),
    table: {
      columns: [
        { name: 'executor', numeric: false },
        { name: 'slots', numeric: true },
        { name: 'from', numeric: true },
        { name: 'to', numeric: true },
      ],
      rows: lanes.map(({ name, slotCount, from, to }) => [name, String(slotCount), formatTime(from), formatTime(to)]),
    },
    ...(lanes.length > shown.length || drawn.length < attempts.length
      ? {
          note: `Drawn: ${shown.length} of ${lanes.length} executors and a sample of ${formatCount(drawn.length)} tasks.`,
        }
      : {}),
  };
}

function thinned(attempts: ReplayResult['attempts'], lanes: ReadonlySet<number>): ReplayResult['attempts'] {
  const own = attempts.filter(([, executor]) => lanes.has(executor));
  // The longest are what is seen at this size.
  return [...own].sort((a, b) => b[4] - b[3] - (a[4] - a[3])).slice(0, mostBars);
}

function draw(
  { applicationSeconds, executors }: ReplayResult,
  lanes: readonly Lane[],
  attempts: ReplayResult['attempts'],
  canvas: Canvas,
): object {
  const left = canvas.narrow ? 34 : 44;
  const frame = frameOf(
    canvas.totalPixels,
    { left, right: 14 + canvas.spare, top: 18, bottom: 44 },
    lanes.length * laneHeight,
  );
  const axis = titled(
    makeAxis([0, applicationSeconds.simulated], {
      unit: 's',
      lengthPixels: frame.width,
      room: frame,
      maxTicks: canvas.maxTicks,
      title: 'time',
    }),
    'simulated time since the application started',
  );
  const firstSlot: number[] = [];
  let slots = 0;
  for (const { slotCount } of executors) {
    firstSlot.push(slots);
    slots += slotCount;
  }
  const topOf = new Map(lanes.map(({ index }, row) => [index, row * laneHeight]));
  const bands: Block[] = lanes.map(({ index, from, to }) => ({
    x: axis.place(from),
    x2: axis.place(to),
    y: topOf.get(index)! + 1,
    y2: topOf.get(index)! + laneHeight - 3,
    token: '--band',
  }));
  const bars = attempts.map(([stage, executor, slot, from, to]): Bar => {
    const row = topOf.get(executor)! + 1;
    const height = (laneHeight - 4) / executors[executor]!.slotCount;
    const at = Math.max(0, Math.min(executors[executor]!.slotCount - 1, slot - firstSlot[executor]!));
    return {
      from,
      to,
      top: row + at * height,
      bottom: row + (at + 1) * height,
      token: stageTokens[stage % stageTokens.length]!,
      name: `executor ${executors[executor]!.id}`,
    };
  });
  const labels: Label[] = [
    { x: -left + 4, y: -9, text: 'executor', align: 'left', token: '--muted' },
    ...lanes.map(
      ({ index, name }): Label => ({
        x: -8,
        y: topOf.get(index)! + laneHeight / 2 - 1,
        text: name.length > 5 ? `${name.slice(0, 4)}…` : name,
        align: 'right',
        token: '--muted',
      }),
    ),
  ];
  return drawing(frame, [blockLayer(bands), barLayer(bars, axis, { strokeWidth: 0 }), ...labelLayers(labels)]);
}
