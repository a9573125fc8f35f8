/** What happens inside: the first requests on a line of time, one lane a design, or one for each connection. */
import type { Results, TimelineBar, TimelineResult } from '../../results/types.ts';
import { formatCount, formatTime } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { onToken } from '../tokens.ts';
import { makeAxis, titled } from './_axis.ts';
import { type Canvas, drawPair, type FigureOptions } from './_canvas.ts';
import { foremostDesigns } from './_designs.ts';
import {
  type Bar,
  barLayer,
  clampLabel,
  clearOf,
  drawing,
  frameOf,
  type Label,
  labelLayers,
  type Rule,
  ruleLayer,
} from './_drawing.ts';
import { groupPhases, OTHER, type PhaseGroup, phaseWords } from './_phases.ts';
import { fitName, fitText, textWidth } from './_text-width.ts';
import { firstRequestsTitle, timelineTitle } from './titles.ts';

/** One lane holds four requests; several lanes up to twelve. */
const REQUESTS_IN_A_LANE = 4;
const REQUESTS_IN_LANES = 12;
const MOST_LANES = 12;
const MOST_DESIGNS = 6;
const MOST_BARS = 200;
/** A slow design is cut off here, in lengths of the fastest: else the fast one is a hairline. */
const LONGEST_RATIO = 8;
const WIDE_LANE = 46;
const THIN_LANE = 22;
const HEAD = 20;

interface Track {
  readonly design: string;
  readonly bars: readonly TimelineBar[];
  /** Numbers of the lanes in use, in order. */
  readonly lanes: readonly number[];
  /** Entities drawn and entities there were. */
  readonly shown: number;
  readonly of: number;
  readonly endSeconds: number;
}

/** Null if no design recorded requests. */
export function timelineFigure(results: Results, options: FigureOptions = {}): Figure | null {
  const all = tracksOf(results);
  if (all.length === 0) return null;
  const kept = foremostDesigns(
    results,
    all.map((track) => track.design),
    MOST_DESIGNS,
  );
  const tracks = all.filter((track) => kept.includes(track.design));
  const groups = groupPhases(tracks.map(secondsByPhase));
  const limit = Math.max(...tracks.map((track) => track.endSeconds));
  const shortest = Math.min(...tracks.map((track) => track.endSeconds));
  const domainEnd = Math.min(limit, shortest * LONGEST_RATIO);
  const single = tracks.every((track) => track.lanes.length === 1);
  const done = finishedFirst(tracks, domainEnd);
  return {
    id: 'timeline',
    section: 'behaviour',
    title: titleOf(tracks, done),
    howToRead: [
      single ? 'One lane a design' : 'One lane a connection',
      `, time from 0; the requests drawn: ${shownWords(tracks)}.`,
    ].join(''),
    description: describe(tracks, done),
    key: groups.map(({ label, token }) => ({ label, token })),
    ...drawPair(options, (canvas) => draw(tracks, groups, domainEnd, single, done, canvas)),
    table: table(tracks),
    ...(domainEnd < limit
      ? { note: `Cut off at ${formatTime(domainEnd)}; the slowest goes on to ${formatTime(limit)}.` }
      : {}),
  };
}

/** "first 4 of 1,000 in many_small, …", or once if it is the same in all. */
function shownWords(tracks: readonly Track[]): string {
  const words = tracks.map(({ shown, of }) => `first ${shown} of ${formatCount(of)}`);
  if (new Set(words).size === 1) return words[0]!;
  return tracks.map(({ design }, index) => `${words[index]} in ${design}`).join(', ');
}

function tracksOf(results: Results): Track[] {
  const timelines = results.designOrder.flatMap((design): { design: string; timeline: TimelineResult }[] => {
    const timeline = results.designs[design]?.timeline;
    return timeline && timeline.bars.length > 0 ? [{ design, timeline }] : [];
  });
  const single = timelines.every(({ timeline }) => new Set(timeline.bars.map((bar) => bar.lane)).size === 1);
  const most = single ? REQUESTS_IN_A_LANE : REQUESTS_IN_LANES;
  const barsEach = Math.floor(MOST_BARS / Math.max(1, timelines.length));
  return timelines.flatMap(({ design, timeline }): Track[] => {
    const lanes = [...new Set(timeline.bars.map((bar) => bar.lane))].sort((a, b) => a - b).slice(0, MOST_LANES);
    const inLanes = timeline.bars.filter((bar) => lanes.includes(bar.lane));
    const entities = [...new Set(inLanes.map((bar) => bar.entity))].sort((a, b) => a - b).slice(0, most);
    const bars = inLanes
      .filter((bar) => entities.includes(bar.entity) && bar.to > bar.from)
      .sort((a, b) => a.from - b.from)
      .slice(0, barsEach);
    if (bars.length === 0) return [];
    const used = lanes.filter((lane) => bars.some((bar) => bar.lane === lane));
    const shown = new Set(bars.map((bar) => bar.entity)).size;
    return [{ design, bars, lanes: used, shown, of: timeline.of, endSeconds: Math.max(...bars.map((bar) => bar.to)) }];
  });
}

function secondsByPhase(track: Track): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const { phase, from, to } of track.bars) seconds[phase] = (seconds[phase] ?? 0) + to - from;
  return seconds;
}

function finishedFirst(tracks: readonly Track[], domainEnd: number): Track | null {
  const finished = tracks.filter((track) => track.shown === track.of && track.endSeconds <= domainEnd);
  if (finished.length === 0 || tracks.length < 2) return null;
  const first = finished.reduce((a, b) => (b.endSeconds < a.endSeconds ? b : a));
  return tracks.some((track) => track.endSeconds > first.endSeconds * 1.001) ? first : null;
}

function draw(
  tracks: readonly Track[],
  groups: readonly PhaseGroup[],
  domainEnd: number,
  single: boolean,
  done: Track | null,
  canvas: Canvas,
): object {
  const lane = single ? WIDE_LANE : THIN_LANE;
  const heights = tracks.map((track) => (single ? lane : HEAD + track.lanes.length * lane + 6));
  const frame = frameOf(
    canvas.totalPixels,
    { left: 14, right: 16 + canvas.spare, top: done ? 24 : 4, bottom: 44 },
    heights.reduce((sum, height) => sum + height, 0),
  );
  const axis = titled(
    makeAxis([0, domainEnd], {
      unit: 's',
      lengthPixels: frame.width,
      room: frame,
      maxTicks: canvas.maxTicks,
      title: 'time',
    }),
    'time since the first request',
  );
  const tokenOf = (phase: string): PhaseGroup => groups.find((group) => group.phases.includes(phase)) ?? groups.at(-1)!;
  const worded = single || tracks.reduce((sum, track) => sum + track.lanes.length, 0) <= 4;
  const labels: Label[] = [];
  const bars: Bar[] = [];
  const rules: Rule[] = [];
  let top = 0;
  for (const [index, track] of tracks.entries()) {
    const cut = track.endSeconds > domainEnd * (1 + 1e-9);
    const name = fitName(track.design, frame.width - 70, 12, true);
    labels.push({ x: 0, y: top + 10, text: name, bold: true });
    if (cut) labels.push({ x: frame.width, y: top + 10, text: 'goes on', align: 'right', token: '--muted' });
    for (const bar of track.bars) {
      if (bar.from >= domainEnd) continue;
      const row = track.lanes.indexOf(bar.lane);
      const barTop = top + HEAD + (single ? 0 : row * lane);
      const height = single ? 22 : 16;
      const to = Math.min(bar.to, domainEnd);
      const group = tokenOf(bar.phase);
      bars.push({
        from: bar.from,
        to,
        top: barTop,
        bottom: barTop + height,
        token: group.token,
        name: `${track.design}, ${bar.phase}`,
      });
      const width = axis.place(to) - axis.place(bar.from);
      const text = group.label === OTHER ? '' : phaseWords(bar.phase);
      if (!worded || textWidth(text, 12, true) + 8 > width) continue;
      const x = (axis.place(bar.from) + axis.place(to)) / 2;
      labels.push({ x, y: barTop + height / 2, text, align: 'center', bold: true, token: onToken(group.token) });
    }
    top += heights[index]!;
  }
  if (done) {
    const x = axis.place(done.endSeconds);
    const text = fitText(`${done.design} done, ${formatTime(done.endSeconds)}`, frame.width);
    const label = clampLabel({ x: x + 5, y: -12, text }, -10, frame.width + 16);
    labels.push(label);
    // The rule passes between names and words, or it stops above them.
    rules.push(...clearOf(x, -20, frame.height, labels));
  }
  return drawing(frame, [barLayer(bars, axis), ruleLayer(rules, { dash: [4, 3] }), ...labelLayers(labels)]);
}

/** At the moment the first design is done, another one is still in some phase of its n-th request. */
function titleOf(tracks: readonly Track[], done: Track | null): string {
  const slowest = tracks.reduce((a, b) => (b.endSeconds / b.shown > a.endSeconds / a.shown ? b : a));
  if (!done) return firstRequestsTitle(slowest.shown, slowest.design, slowest.endSeconds);
  const others = tracks.filter((track) => track !== done && track.endSeconds > done.endSeconds * 1.001);
  const other = others.reduce((a, b) => (b.endSeconds > a.endSeconds ? b : a));
  const next = other.bars.find((bar) => bar.to > done.endSeconds)!;
  return timelineTitle({
    done: done.design,
    seconds: done.endSeconds,
    other: other.design,
    phase: next.phase,
    index: next.entity,
    unit: next.activity === 'read' || next.activity === 'write' ? 'object' : 'request',
  });
}

function describe(tracks: readonly Track[], done: Track | null): string {
  const longest = tracks.reduce((a, b) => (b.endSeconds > a.endSeconds ? b : a));
  const shortest = tracks.reduce((a, b) => (b.endSeconds < a.endSeconds ? b : a));
  return [
    `The first requests of ${tracks.length} ${tracks.length === 1 ? 'design' : 'designs'} by phase, on a line of time.`,
    longest === shortest
      ? `${longest.design} takes ${formatTime(longest.endSeconds)} for ${longest.shown} requests.`
      : `${shortest.design} takes ${formatTime(shortest.endSeconds)} for ${shortest.shown}, ${longest.design} ${formatTime(longest.endSeconds)} for ${longest.shown}.`,
    done ? `${done.design} is done at ${formatTime(done.endSeconds)}.` : 'None is done within what is drawn.',
  ].join(' ');
}

function table(tracks: readonly Track[]): Figure['table'] {
  return {
    columns: [
      { name: 'design', numeric: false },
      { name: 'request', numeric: true },
      { name: 'connection', numeric: true },
      { name: 'phase', numeric: false },
      { name: 'from', numeric: true },
      { name: 'to', numeric: true },
    ],
    rows: tracks.flatMap(({ design, bars }) =>
      bars.map((bar) => [
        design,
        String(bar.entity + 1),
        String(bar.lane + 1),
        phaseWords(bar.phase),
        formatTime(bar.from),
        formatTime(bar.to),
      ]),
    ),
  };
}
