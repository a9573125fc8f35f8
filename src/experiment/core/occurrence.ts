/** One occurrence of an activity: what it reports while it runs, folded into the activity's metrics when it is done. */
import type { Items, Occurrence } from '../../models/model.ts';

/** What an occurrence reports to. */
export interface OccurrenceSink {
  readonly name: string;
  phaseIndex(phase: string): number;
  boundIndex(resource: string): number;
  requests(count: number): void;
  bytesRead(bytes: number): void;
  bytesWritten(bytes: number): void;
  sampler(metric: string): (value: number) => void;
  nextJob(): number;
  refuse(what: string, value: number): never;
  /** The activity's `until`, or the run's end. */
  readonly endSeconds: number;
  readonly deadlineSeconds: number | null;
}

export class RunningOccurrence implements Occurrence {
  readonly activity: string;
  readonly index: number;
  readonly askedAtSeconds: number;
  readonly begunAtSeconds: number;
  readonly untilSeconds: number;
  readonly deadlineSeconds: number | null;
  readonly items?: Items;
  /** Seconds by phase and by bound, in the order in which the activity declares them. */
  readonly phases: Float64Array;
  readonly bounds: Float64Array;
  requestCount = 0;
  failure: string | null = null;
  private readonly sink: OccurrenceSink;

  constructor(
    sink: OccurrenceSink,
    sizes: { phases: number; bounds: number },
    index: number,
    askedAtSeconds: number,
    begunAtSeconds: number,
    items?: Items,
  ) {
    this.sink = sink;
    this.activity = sink.name;
    this.phases = new Float64Array(sizes.phases);
    this.bounds = new Float64Array(sizes.bounds);
    this.index = index;
    this.askedAtSeconds = askedAtSeconds;
    this.begunAtSeconds = begunAtSeconds;
    this.untilSeconds = sink.endSeconds;
    this.deadlineSeconds = sink.deadlineSeconds;
    if (items) this.items = items;
  }

  phase(name: string, seconds: number): void {
    if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY)) this.sink.refuse(`the phase ${name}`, seconds);
    this.phases[this.sink.phaseIndex(name)]! += seconds;
  }

  bound(resource: string, seconds: number): void {
    if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY)) this.sink.refuse(`the bound ${resource}`, seconds);
    this.bounds[this.sink.boundIndex(resource)]! += seconds;
  }

  requests(count: number): void {
    this.requestCount += count;
    this.sink.requests(count);
  }

  bytesRead(bytes: number): void {
    this.sink.bytesRead(bytes);
  }

  bytesWritten(bytes: number): void {
    this.sink.bytesWritten(bytes);
  }

  sample(metric: string): (value: number) => void {
    return this.sink.sampler(metric);
  }

  nextJob(): number {
    return this.sink.nextJob();
  }

  fail(reason: string): void {
    this.failure ??= reason;
  }
}
