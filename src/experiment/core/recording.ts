/**
 * What happened in a run one by one, for logs and traces: events that components emit, requests, occurrences, and levels
 * over time. Bounded: a month must not fill the memory.
 */
import type { Kernel } from '../../kernel/index.ts';
import type { EventRecorder, Recorder, RunEvent, TimelineRecorder } from '../../models/model.ts';
import type { TimelineBar } from '../../results/index.ts';
import { BudgetError } from './errors.ts';
import { budgets } from './messages.ts';

export interface RecordingOptions {
  /** Events of a run beyond which it is stopped, or the rest of them left out. */
  readonly mostEvents: number;
  readonly whenFull: 'stop' | 'cut';
}

export interface RecordedOccurrence {
  readonly activity: string;
  readonly index: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** A step function: the value from each time on. */
export interface RecordedLevel {
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Every so many changes one is kept; 1: all of them. */
  readonly stride: number;
}

export interface RecordingResult {
  readonly endSeconds: number;
  /** By component. */
  readonly events: Readonly<Record<string, readonly RunEvent[]>>;
  /** Bars of requests, by the client that sent them. */
  readonly bars: Readonly<Record<string, readonly TimelineBar[]>>;
  readonly occurrences: readonly RecordedOccurrence[];
  /** By `<component>.<metric>`. */
  readonly levels: Readonly<Record<string, RecordedLevel>>;
  /** Requests that are there, and that there were; likewise events left out. */
  readonly requests: { readonly shown: number; readonly of: number };
  readonly eventsLeftOut: number;
}

/** Requests, occurrences and changes of a level: a trace of more is hard to open, and harder to read. */
const mostRequests = 20_000;
const mostBars = 120_000;
const mostOccurrences = 20_000;
const mostChanges = 20_000;

export class Recording {
  private readonly kernel: Kernel;
  private readonly options: RecordingOptions;
  private readonly events = new Map<string, RunEvent[]>();
  private readonly bars = new Map<string, TimelineBar[]>();
  private readonly occurrences: RecordedOccurrence[] = [];
  private readonly levels = new Map<string, Level>();
  private readonly requests = new Set<string>();
  private eventCount = 0;
  private barCount = 0;

  constructor(kernel: Kernel, options: RecordingOptions) {
    this.kernel = kernel;
    this.options = options;
  }

  eventsOf(owner: string): EventRecorder {
    const { kernel, options } = this;
    const mine: RunEvent[] = [];
    this.events.set(owner, mine);
    return {
      emit: (kind, fields) => {
        if (this.eventCount++ < options.mostEvents) mine.push({ kind, atSeconds: kernel.now, fields });
        else if (options.whenFull === 'stop') {
          throw new BudgetError('LOG_TOO_LONG', budgets.logTooLong(options.mostEvents, kernel.now));
        }
      },
    };
  }

  timelineOf(owner: string): TimelineRecorder {
    const mine: TimelineBar[] = [];
    this.bars.set(owner, mine);
    const { requests } = this;
    const hasRoom = (): boolean => requests.size < mostRequests && this.barCount < mostBars;
    return {
      get open() {
        return hasRoom();
      },
      bar: (activity, lane, entity, phase, from, to) => {
        const key = `${activity}\n${entity}`;
        if (!requests.has(key)) {
          if (!hasRoom()) return;
          requests.add(key);
        }
        this.barCount++;
        mine.push({ activity, lane, entity, phase, from, to });
      },
    };
  }

  /** A recorder whose levels are kept as they are set. */
  watch(name: string, inner: Recorder): Recorder {
    const { kernel } = this;
    const level = this.levels.get(name) ?? new Level();
    this.levels.set(name, level);
    return {
      add: (value, times) => inner.add(value, times),
      set: (value, sinceSeconds) => {
        inner.set(value, sinceSeconds);
        level.set(kernel.now, value);
      },
    };
  }

  occurred(activity: string, index: number, fromSeconds: number): void {
    if (this.occurrences.length >= mostOccurrences) return;
    this.occurrences.push({ activity, index, fromSeconds, toSeconds: this.kernel.now });
  }

  /** `requests` is how many there were in the run. */
  result(requests: number): RecordingResult {
    const { options, eventCount } = this;
    return {
      endSeconds: this.kernel.now,
      events: filled(this.events, (events) => events.length),
      bars: filled(this.bars, (bars) => bars.length),
      occurrences: this.occurrences,
      levels: filled(this.levels, (level) => level.times.length),
      requests: { shown: this.requests.size, of: Math.max(requests, this.requests.size) },
      eventsLeftOut: Math.max(0, eventCount - options.mostEvents),
    };
  }
}

/** Changes of a level. When there are too many every second one goes, and as many of those to come. */
class Level implements RecordedLevel {
  times: number[] = [];
  values: number[] = [];
  stride = 1;
  private skipped = 0;

  set(now: number, value: number): void {
    const last = this.times.length - 1;
    if (last >= 0 && this.times[last] === now) {
      this.values[last] = value;
      return;
    }
    if (last >= 0 && this.values[last] === value) return;
    if (++this.skipped < this.stride && last >= 0) return;
    this.skipped = 0;
    this.times.push(now);
    this.values.push(value);
    if (this.times.length <= mostChanges) return;
    this.times = this.times.filter((_, i) => i % 2 === 0);
    this.values = this.values.filter((_, i) => i % 2 === 0);
    this.stride *= 2;
  }
}

const filled = <T>(map: ReadonlyMap<string, T>, size: (value: T) => number): Record<string, T> =>
  Object.fromEntries([...map].filter(([, value]) => size(value) > 0));
