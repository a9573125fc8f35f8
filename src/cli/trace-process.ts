/** A recorded run as one process of a trace: who did what on which thread, none of it over another. */
import type { DesignRecording } from '../experiment/index.ts';
import type { TraceSpan } from '../models/model.ts';
import type { TraceBlock, TraceProcess, TraceThread } from '../report/index.ts';
import type { TimelineBar } from '../results/index.ts';
import { formatCount } from '../units/index.ts';

export function traceProcess({ recording, spans, design }: DesignRecording, scenario: string): TraceProcess {
  const lanes = new Map<string, TraceBlock[]>();
  const add = (lane: string, block: TraceBlock): void => {
    const blocks = lanes.get(lane) ?? [];
    lanes.set(lane, blocks);
    blocks.push(block);
  };
  for (const { activity, index, fromSeconds, toSeconds } of recording.occurrences) {
    const name = `${activity} ${index}`;
    add(activity, { name, category: 'activity', fromSeconds, toSeconds, details: {}, inner: [] });
  }
  const lanesOf = (owner: string, found: readonly (readonly [lane: string, block: TraceBlock])[]): void => {
    const sorted = [...found].sort(([a], [b]) => byNumbersInside.compare(a, b));
    for (const [lane, block] of sorted) add(`${owner}: ${lane}`, block);
  };
  for (const [owner, mine] of Object.entries(spans))
    lanesOf(
      owner,
      mine.map((span) => [span.lane, blockOf(span)]),
    );
  for (const [owner, bars] of Object.entries(recording.bars)) lanesOf(owner, requestsOf(bars));
  const counters = Object.entries(recording.levels)
    .filter(([, { times }]) => times.length > 1)
    .map(([name, { times, values }]) => ({ name, times, values }));
  return {
    name: `${scenario}: ${design}`,
    label: ['lakesim', ...leftOut(recording)].join('; '),
    threads: [...lanes].flatMap(([name, blocks]) => threadsOf(name, blocks)),
    counters,
  };
}

const byNumbersInside = new Intl.Collator('en', { numeric: true });

function leftOut({ requests, eventsLeftOut, levels }: DesignRecording['recording']): string[] {
  const said: string[] = [];
  if (requests.shown > 0 && requests.shown < requests.of) {
    said.push(`the first ${formatCount(requests.shown)} of ${formatCount(requests.of)} requests`);
  }
  if (eventsLeftOut > 0) said.push(`${formatCount(eventsLeftOut)} tasks, stages and the like left out at the end`);
  const thinned = Object.values(levels).some(({ stride }) => stride > 1);
  if (thinned) said.push('counters thinned out');
  return said;
}

function blockOf({ name, category, fromSeconds, toSeconds, details, parts }: TraceSpan): TraceBlock {
  let at = fromSeconds;
  const inner = parts.map((part) => {
    const from = at;
    at += part.seconds;
    return { name: part.name, fromSeconds: from, toSeconds: at };
  });
  return { name, category, fromSeconds, toSeconds, details, inner };
}

/** Between requests: it holds no connection, and another request may have that by then. */
const betweenRequests = 'compute';

/** Bars of one request on one connection are one block; where it began again on another there are two. */
function requestsOf(bars: readonly TimelineBar[]): (readonly [string, TraceBlock])[] {
  const requests = new Map<string, TimelineBar[]>();
  for (const bar of bars) {
    if (bar.phase === betweenRequests) continue;
    const key = `${bar.lane} ${bar.activity} ${bar.entity}`;
    const known = requests.get(key);
    if (known === undefined) requests.set(key, [bar]);
    else known.push(bar);
  }
  return [...requests.values()].map((mine) => {
    const { activity, lane, entity } = mine[0]!;
    return [
      `connection ${lane}`,
      {
        name: `${activity} request ${entity}`,
        category: 'request',
        fromSeconds: mine[0]!.from,
        toSeconds: mine.at(-1)!.to,
        details: {},
        inner: mine.map(({ phase, from, to }) => ({ name: phase, fromSeconds: from, toSeconds: to })),
      },
    ];
  });
}

/** One thread, or as many as it takes for no block to stand over another. */
function threadsOf(name: string, blocks: readonly TraceBlock[]): TraceThread[] {
  const rows: { blocks: TraceBlock[]; free: number }[] = [];
  for (const block of [...blocks].sort((a, b) => a.fromSeconds - b.fromSeconds)) {
    let row = rows.find(({ free }) => free <= block.fromSeconds);
    if (row === undefined) {
      row = { blocks: [], free: 0 };
      rows.push(row);
    }
    row.blocks.push(block);
    row.free = block.toSeconds;
  }
  return rows.map((row, i) => ({ name: i === 0 ? name : `${name} (${i + 1})`, blocks: row.blocks }));
}
