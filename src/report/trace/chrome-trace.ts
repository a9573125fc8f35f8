/**
 * Spans and counters as a Chrome trace: the JSON array format of the Trace Event Format document, which Perfetto and
 * chrome://tracing open. Times are microseconds with three decimals, so that rounding is the same nanosecond everywhere
 * and what touches does not overlap.
 */
export interface TraceBlock {
  readonly name: string;
  readonly category: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly details: Readonly<Record<string, string | number>>;
  /** Inside it, none over another. */
  readonly inner: readonly { readonly name: string; readonly fromSeconds: number; readonly toSeconds: number }[];
}
/** None of its blocks overlap. */
export interface TraceThread {
  readonly name: string;
  readonly blocks: readonly TraceBlock[];
}
export interface TraceCounter {
  readonly name: string;
  readonly times: readonly number[];
  readonly values: readonly number[];
}
export interface TraceProcess {
  readonly name: string;
  /** Shown beside the name. */
  readonly label: string;
  readonly threads: readonly TraceThread[];
  readonly counters: readonly TraceCounter[];
}

/** What every trace of ours begins with. */
export const traceBeginning = '[\n{"name":"process_labels","ph":"M","pid":1,"args":{"labels":"lakesim';

/** The events of one process, each a line; `pid` counts from 1. */
export function* traceLines(process: TraceProcess, pid: number): Generator<string> {
  const { name, label, threads, counters } = process;
  yield JSON.stringify({ name: 'process_labels', ph: 'M', pid, args: { labels: label } });
  yield JSON.stringify({ name: 'process_name', ph: 'M', pid, args: { name } });
  yield JSON.stringify({ name: 'process_sort_index', ph: 'M', pid, args: { sort_index: pid } });
  for (const [at, thread] of threads.entries()) {
    const tid = at + 1;
    yield JSON.stringify({ name: 'thread_name', ph: 'M', pid, tid, args: { name: thread.name } });
    yield JSON.stringify({ name: 'thread_sort_index', ph: 'M', pid, tid, args: { sort_index: tid } });
    for (const block of thread.blocks) yield* blockLines(block, pid, tid);
  }
  for (const { name: counter, times, values } of counters) {
    for (const [i, time] of times.entries()) {
      const ts = nanoseconds(time) / 1000;
      yield JSON.stringify({ name: counter, ph: 'C', pid, ts, args: { value: values[i] } });
    }
  }
}

/** A file's lines: the array is begun, its events come one process after the other, and it is ended. */
export const traceStart = '[';
export const traceEnd = ']';
export function* separated(events: Iterable<string>, isFirst: boolean): Generator<string> {
  let first = isFirst;
  for (const event of events) {
    yield first ? event : `,${event}`;
    first = false;
  }
}

const nanoseconds = (seconds: number): number => Math.round(1e9 * seconds);

function* blockLines(block: TraceBlock, pid: number, tid: number): Generator<string> {
  const { name, category: cat, details: args } = block;
  const from = nanoseconds(block.fromSeconds);
  const to = nanoseconds(block.toSeconds);
  yield JSON.stringify({ name, cat, ph: 'X', ts: from / 1000, dur: (to - from) / 1000, pid, tid, args });
  for (const inner of block.inner) {
    const start = Math.min(to, Math.max(from, nanoseconds(inner.fromSeconds)));
    const end = Math.min(to, Math.max(start, nanoseconds(inner.toSeconds)));
    yield JSON.stringify({
      name: inner.name,
      cat: 'phase',
      ph: 'X',
      ts: start / 1000,
      dur: (end - start) / 1000,
      pid,
      tid,
      args: {},
    });
  }
}
