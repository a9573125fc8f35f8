/**
 * What models record, tallied by the kind of the metric, over the whole run and its windows:
 *
 *     total     the sum of what was added
 *     samples   the mean over the samples, and their histogram
 *     level     the time average, from the start of the run; 0 until it is first set
 */
import type { Recorder } from '../../models/model.ts';
import type { Metric } from '../../results/index.ts';
import { QuantileHistogram, Tally, TimeWeighted } from '../../statistics/index.ts';
import { InvariantError } from './errors.ts';
import { invariants, reasons } from './messages.ts';
import type { Measured, MetricRecord } from './replication.ts';
import type { WindowPlan } from './windows.ts';

/** Where a meter looks up the time. */
export interface Clock {
  readonly now: number;
}

export interface Meter extends Recorder {
  /** The warm-up is over: what was recorded so far is forgotten; a level stays where it is. */
  cut(): void;
  read(endSeconds: number): MetricRecord;
}

/** What a run keeps besides sums: its windows, and the metrics (`<owner>.<metric>`) of which it keeps histograms. */
export interface Keep {
  readonly plan: WindowPlan | null;
  /** Null for all. */
  readonly histograms: ReadonlySet<string> | null;
  /** Those of which it keeps one for each window. */
  readonly windowHistograms: ReadonlySet<string>;
}

const keepsHistogram = ({ histograms }: Keep, owner: string, metric: string): boolean =>
  histograms === null || histograms.has(`${owner}.${metric}`);

/** The meter of samples, with the histograms that somebody will ask for. */
export const sampleMeter = (owner: string, metric: Metric, clock: Clock, keep: Keep): SampleMeter =>
  new SampleMeter(owner, metric, clock, keep.plan, {
    whole: keepsHistogram(keep, owner, metric.name),
    windows: keep.windowHistograms.has(`${owner}.${metric.name}`),
  });

export function createMeter(owner: string, metric: Metric, clock: Clock, keep: Keep): Meter {
  const { plan } = keep;
  switch (metric.kind) {
    case 'total':
      return new TotalMeter(owner, metric, clock, plan);
    case 'samples':
      return sampleMeter(owner, metric, clock, keep);
    case 'level':
      return new LevelMeter(owner, metric, clock, plan);
  }
}

const nothing = (reason: string): Measured => ({ value: null, min: null, max: null, reason });
const one = (value: number): Measured => ({ value, min: value, max: value });

/** A metric that is known in one number when the run stops. */
export const scalarRecord = (
  metric: Pick<Metric, 'unit' | 'kind'>,
  value: number | null,
  more: { atLeast?: boolean; reason?: string } = {},
): MetricRecord => ({
  unit: metric.unit,
  kind: metric.kind,
  whole: { ...(value === null ? nothing(more.reason ?? reasons.noSamples) : one(value)), ...more },
});

abstract class BaseMeter {
  protected readonly owner: string;
  protected readonly metric: Metric;
  protected readonly clock: Clock;
  protected readonly plan: WindowPlan | null;

  constructor(owner: string, metric: Metric, clock: Clock, plan: WindowPlan | null) {
    this.owner = owner;
    this.metric = metric;
    this.clock = clock;
    this.plan = plan;
  }

  protected refuse(value: number): never {
    const { now } = this.clock;
    throw new InvariantError('numbers', invariants.notANumber(this.owner, this.metric.name, value, now), now);
  }
}

export class TotalMeter extends BaseMeter implements Meter {
  private sum = 0;
  private touched = false;
  /** What had been added when the warm-up ended. */
  private before = 0;
  private firstSum = 0;
  private lastSum = 0;
  private readonly sums: Float64Array | null;

  constructor(owner: string, metric: Metric, clock: Clock, plan: WindowPlan | null) {
    super(owner, metric, clock, plan);
    this.sums = plan === null ? null : new Float64Array(plan.count);
  }

  add(value: number): void {
    if (!Number.isFinite(value)) this.refuse(value);
    this.touched = true;
    this.sum += value;
    if (this.sums !== null) this.addToWindows(this.plan!, this.sums, value);
  }

  /** The total so far, in place of what was added. */
  set(value: number): void {
    this.add(value - this.before - this.sum);
  }

  cut(): void {
    this.before += this.sum;
    this.sum = 0;
    this.touched = false;
  }

  get total(): number {
    return this.sum;
  }

  private addToWindows(plan: WindowPlan, sums: Float64Array, value: number): void {
    const { now } = this.clock;
    if (now < plan.fromSeconds) return;
    const index = Math.floor((now - plan.fromSeconds) / plan.widthSeconds);
    if (index < sums.length) sums[index]! += value;
    if (now < plan.firstUntilSeconds) this.firstSum += value;
    if (now >= plan.lastFromSeconds && now < plan.lastUntilSeconds) this.lastSum += value;
  }

  read(): MetricRecord {
    const { unit, kind } = this.metric;
    // Nothing added up is zero; a rate that nobody worked out is not.
    if (!this.touched && unit === 'B/s') return { unit, kind, whole: nothing(reasons.neverSet) };
    const whole = one(this.sum);
    // A rate does not add up over windows.
    if (this.sums === null || unit === 'B/s') return { unit, kind, whole };
    return { unit, kind, whole, first: one(this.firstSum), last: one(this.lastSum), series: [...this.sums] };
  }
}

/**
 * Samples with their histogram. What the run's end cut off can be taken in as "at least so long"; so are those that failed,
 * which took less than it would have taken to get through.
 */
class SampleStretch {
  readonly tally = new Tally();
  private failed = 0;
  /** Null where nobody asks for quantiles. */
  private readonly histogram: QuantileHistogram | null;

  constructor(histograms: boolean) {
    this.histogram = histograms ? new QuantileHistogram() : null;
  }

  add(value: number): void {
    this.tally.add(value);
    if (this.histogram !== null) this.histogram.add(value);
  }

  addFailed(value: number): void {
    this.add(value);
    this.failed++;
  }

  addTimes(value: number, times: number): void {
    this.tally.addTimes(value, times);
    if (this.histogram !== null) this.histogram.add(value, times);
  }

  read(cutOff: readonly number[]): Measured {
    const { n } = this.tally;
    if (n === 0 && cutOff.length > 0) return { ...nothing(reasons.nothingFinished(cutOff.length)), atLeast: true };
    if (n === 0) return { ...nothing(reasons.noSamples), samples: 0 };
    const matters = cutOff.length > 0 && weighs(this.tally, cutOff);
    if (matters) for (const value of cutOff) this.add(value);
    const { mean: value, min, max, n: samples } = this.tally;
    const found = { value, min, max, samples, ...(this.histogram ? { histogram: this.histogram.toJSON() } : {}) };
    if (matters) return { ...found, atLeast: true, reason: reasons.cutOff(cutOff.length, samples) };
    if (this.failed <= negligible * samples) return found;
    return { ...found, atLeast: true, reason: reasons.failed(this.failed, samples) };
  }
}

const negligible = 0.01;

/**
 * Whether what is unfinished could change what the finished say: more than 1 % of all, or long enough already to move the
 * mean by more than 1 %. A stream of short requests always has a few open when the run stops; those do not.
 */
function weighs(finished: Tally, cutOff: readonly number[]): boolean {
  const all = finished.n + cutOff.length;
  if (cutOff.length > negligible * all) return true;
  let sum = finished.sum;
  for (const value of cutOff) sum += value;
  return sum / all > (1 + negligible) * finished.mean;
}

export class SampleMeter extends BaseMeter implements Meter {
  private readonly histograms: boolean;
  private whole: SampleStretch;
  private readonly first: SampleStretch;
  private readonly last: SampleStretch;
  private readonly sums: Float64Array | null;
  private readonly counts: Float64Array | null;
  /** By window; null while none has failed. */
  private failures: Float64Array | null = null;
  /** Of each window, where somebody asks for quantiles over time. */
  private readonly byWindow: (QuantileHistogram | null)[] | null;

  constructor(
    owner: string,
    metric: Metric,
    clock: Clock,
    plan: WindowPlan | null,
    { whole: histograms, windows }: { readonly whole: boolean; readonly windows: boolean },
  ) {
    super(owner, metric, clock, plan);
    this.histograms = histograms;
    this.byWindow = plan !== null && windows ? Array.from({ length: plan.count }, () => null) : null;
    this.whole = new SampleStretch(histograms);
    this.first = new SampleStretch(histograms && plan !== null);
    this.last = new SampleStretch(histograms && plan !== null);
    this.sums = plan === null ? null : new Float64Array(plan.count);
    this.counts = plan === null ? null : new Float64Array(plan.count);
  }

  add(value: number, times = 1): void {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) this.refuse(value);
    if (times === 1) this.whole.add(value);
    else this.whole.addTimes(value, times);
    if (this.plan !== null) this.addToWindows(this.plan, value, times);
  }

  /** How long one took that failed: it would have taken at least so long. */
  addFailed(value: number): void {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) this.refuse(value);
    this.whole.addFailed(value);
    const { plan, clock } = this;
    if (plan === null) return;
    const index = this.addToSeries(plan, value, 1);
    if (index >= 0) {
      this.failures ??= new Float64Array(plan.count);
      this.failures[index]!++;
    }
    if (clock.now < plan.fromSeconds) return;
    if (clock.now < plan.firstUntilSeconds) this.first.addFailed(value);
    if (clock.now >= plan.lastFromSeconds && clock.now < plan.lastUntilSeconds) this.last.addFailed(value);
  }

  set(value: number): void {
    this.add(value);
  }

  cut(): void {
    this.whole = new SampleStretch(this.histograms);
  }

  get count(): number {
    return this.whole.tally.n;
  }

  get sum(): number {
    return this.whole.tally.sum;
  }

  private addToWindows(plan: WindowPlan, value: number, times: number): void {
    const { now } = this.clock;
    if (now < plan.fromSeconds) return;
    this.addToSeries(plan, value, times);
    if (now < plan.firstUntilSeconds) this.first.addTimes(value, times);
    if (now >= plan.lastFromSeconds && now < plan.lastUntilSeconds) this.last.addTimes(value, times);
  }

  /** Returns the window, or -1. */
  private addToSeries(plan: WindowPlan, value: number, times: number): number {
    const index = Math.floor((this.clock.now - plan.fromSeconds) / plan.widthSeconds);
    if (index < 0 || index >= plan.count) return -1;
    this.sums![index]! += times * value;
    this.counts![index]! += times;
    if (this.byWindow !== null) this.histogramAt(this.byWindow, index).add(value, times);
    return index;
  }

  /** A window in which half or more failed has no mean that says how long it takes. */
  private isMeasured(index: number): boolean {
    const count = this.counts![index]!;
    return count > 0 && (this.failures === null || 2 * this.failures[index]! < count);
  }

  private histogramAt(byWindow: (QuantileHistogram | null)[], index: number): QuantileHistogram {
    const found = byWindow[index] ?? new QuantileHistogram();
    byWindow[index] = found;
    return found;
  }

  /** `cutOff`: durations that the run's end cut off, as long as they had become by then. */
  read(_endSeconds: number, cutOff: readonly number[] = []): MetricRecord {
    const { unit, kind } = this.metric;
    const whole = this.whole.read(cutOff);
    if (this.plan === null) return { unit, kind, whole };
    const series = Array.from(this.sums!, (sum, i) => (this.isMeasured(i) ? sum / this.counts![i]! : null));
    const histograms = this.byWindow?.map((each, i) => (each !== null && this.isMeasured(i) ? each.toJSON() : null));
    const found = { unit, kind, whole, first: this.first.read([]), last: this.last.read(cutOff), series };
    return histograms === undefined ? found : { ...found, histograms };
  }
}

/** A share of occurrences: the mean of zeros and ones. */
export class ShareMeter extends BaseMeter {
  private readonly samples: SampleMeter;

  constructor(owner: string, metric: Metric, clock: Clock, plan: WindowPlan | null) {
    super(owner, metric, clock, plan);
    this.samples = new SampleMeter(owner, metric, clock, plan, { whole: false, windows: false });
  }

  add(isCounted: boolean): void {
    this.samples.add(isCounted ? 1 : 0);
  }

  cut(): void {
    this.samples.cut();
  }

  read(endSeconds: number): MetricRecord {
    const { unit, kind, whole, first, last, series } = this.samples.read(endSeconds);
    const plain = ({ value, reason }: Measured): Measured =>
      value === null ? nothing(reason ?? reasons.noSamples) : one(value);
    if (!first || !last || !series) return { unit, kind, whole: plain(whole) };
    return { unit, kind, whole: plain(whole), first: plain(first), last: plain(last), series };
  }
}

/** Integral of a level over a stretch, from differences of the integral over the run. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  area: number;
}

export class LevelMeter extends BaseMeter implements Meter {
  private readonly level: TimeWeighted;
  private least = 0;
  private touched = false;
  private at = 0;
  private readonly areas: Float64Array | null;
  private readonly stretches: readonly Stretch[];

  constructor(owner: string, metric: Metric, clock: Clock, plan: WindowPlan | null) {
    super(owner, metric, clock, plan);
    this.at = clock.now;
    this.level = new TimeWeighted(this.at, 0);
    this.areas = plan === null ? null : new Float64Array(plan.count);
    this.stretches =
      plan === null
        ? []
        : [
            { from: plan.fromSeconds, until: plan.firstUntilSeconds, area: 0 },
            { from: plan.lastFromSeconds, until: plan.lastUntilSeconds, area: 0 },
          ];
  }

  set(value: number, sinceSeconds?: number): void {
    if (!Number.isFinite(value)) this.refuse(value);
    const { now } = this.clock;
    if (sinceSeconds !== undefined && sinceSeconds < now) this.slope(value - this.level.value, sinceSeconds, now);
    if (this.areas !== null && now > this.at) this.spread(this.areas, now);
    // A level that is given its first value at the very start never was 0.
    if (!this.touched && now === 0) this.least = value;
    this.touched = true;
    this.at = now;
    this.level.set(now, value);
    if (value < this.least) this.least = value;
  }

  /** A change of the level. */
  add(value: number): void {
    this.set(this.level.value + value);
  }

  cut(): void {
    this.level.reset(this.clock.now);
    this.least = this.level.value;
  }

  /** What a change that came evenly adds to what the level was before: a triangle, over the windows it lay in. */
  private slope(change: number, since: number, now: number): void {
    this.level.addArea((change * (now - since)) / 2);
    if (this.areas === null) return;
    const { fromSeconds: from, widthSeconds: width } = this.plan!;
    const between = (a: number, b: number): number => {
      const start = Math.max(a, since) - since;
      const end = Math.min(b, now) - since;
      return end > start ? (change * (end * end - start * start)) / (2 * (now - since)) : 0;
    };
    const first = Math.max(0, Math.floor((since - from) / width));
    for (let index = first; index < this.areas.length && from + index * width < now; index++)
      this.areas[index]! += between(from + index * width, from + (index + 1) * width);
    for (const stretch of this.stretches) stretch.area += between(stretch.from, stretch.until);
  }

  /** Hands the level since the last change out to the windows it lay in. */
  private spread(areas: Float64Array, now: number): void {
    const { value } = this.level;
    const { fromSeconds: from, widthSeconds: width } = this.plan!;
    const first = Math.max(0, Math.floor((this.at - from) / width));
    for (let index = first; index < areas.length && from + index * width < now; index++) {
      areas[index]! += value * (Math.min(now, from + (index + 1) * width) - Math.max(this.at, from + index * width));
    }
    for (const stretch of this.stretches) {
      const seconds = Math.min(now, stretch.until) - Math.max(this.at, stretch.from);
      if (seconds > 0) stretch.area += value * seconds;
    }
  }

  read(endSeconds: number): MetricRecord {
    const { unit, kind } = this.metric;
    if (!this.touched) return { unit, kind, whole: nothing(reasons.neverSet) };
    if (this.areas !== null && endSeconds > this.at) this.spread(this.areas, endSeconds);
    this.at = endSeconds;
    const { value: end, max } = this.level;
    const whole = { value: this.level.mean(endSeconds), min: this.least, max, end };
    if (this.areas === null) return { unit, kind, whole };
    const width = this.plan!.widthSeconds;
    const [first, last] = this.stretches.map(({ area, from, until }) => one(area / (until - from)));
    return { unit, kind, whole, first: first!, last: last!, series: Array.from(this.areas, (area) => area / width) };
  }
}
