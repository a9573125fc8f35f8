/** The metrics that every activity emits, recorded as its occurrences go by. */
import type { ActivityKind, OpenItem } from '../../models/model.ts';
import type { Metric } from '../../results/index.ts';
import { commonMetrics, type Timing } from '../../scenario/core/index.ts';
import { InvariantError } from './errors.ts';
import { invariants, reasons } from './messages.ts';
import type { RunningOccurrence } from './occurrence.ts';
import {
  type Clock,
  createMeter,
  type Keep,
  type Meter,
  type SampleMeter,
  ShareMeter,
  sampleMeter,
  scalarRecord,
  TotalMeter,
} from './recorders.ts';
import type { MetricRecord, ReplicationBound } from './replication.ts';

/** Time asked for that is part of every activity, declared or not. */
export const waitPhase = 'wait';

const common = (name: string): Metric => {
  const metric = commonMetrics.find((each) => each.name === name);
  if (!metric) throw new InvariantError('common metrics', invariants.noKind('common metric', name), null);
  return metric;
};
const secondsTotal = (name: string): Metric => ({ name, unit: 's', kind: 'total', doc: name });

/** Rounding of the clock that an item may gather, over a few attempts. */
const itemSlack = 256 * Number.EPSILON;

type RhythmTiming = Pick<Timing, 'deadlineSeconds' | 'everySeconds' | 'arrivals'>;

export class ActivityMetrics {
  readonly phases: readonly string[];
  readonly bounds: readonly string[];
  readonly count: TotalMeter;
  readonly requests: TotalMeter;
  readonly bytesRead: TotalMeter;
  readonly bytesWritten: TotalMeter;
  readonly wait: SampleMeter;
  private readonly own = new Map<string, Meter>();
  private readonly failed: TotalMeter;
  private readonly latency: SampleMeter;
  private readonly late: ShareMeter | null;
  private readonly phaseTotals: readonly TotalMeter[];
  private readonly allPhases: TotalMeter;
  private readonly boundSums: Float64Array;
  private readonly boundMaxima: Float64Array;
  private readonly failures = new Map<string, number>();
  private readonly name: string;
  private readonly clock: Clock;
  private readonly deadlineSeconds: number | null;
  /** Asked for by a clock or by chance, whether the last one is over or not. */
  private readonly hasRhythm: boolean;
  private overranAtSeconds: number | null = null;
  private firstBegunSeconds = Number.POSITIVE_INFINITY;
  private lastDoneSeconds = Number.NEGATIVE_INFINITY;
  private running = 0;
  private overlapped = false;
  /** Occurrences are measured that were asked for from here on. */
  private fromSeconds = 0;
  /** Open when the warm-up ended. */
  private carried = 0;
  /** Rounding that the sum of all phases may have gathered. */
  private slackSeconds = 0;

  constructor(name: string, kind: ActivityKind, timing: RhythmTiming, clock: Clock, keep: Keep) {
    const { plan } = keep;
    this.name = name;
    this.clock = clock;
    const { deadlineSeconds } = timing;
    this.deadlineSeconds = deadlineSeconds;
    this.hasRhythm = !kind.serves && !kind.continuous && (timing.everySeconds !== null || timing.arrivals !== null);
    this.phases = kind.phases.includes(waitPhase) ? kind.phases : [...kind.phases, waitPhase];
    this.bounds = kind.bounds;
    const total = (metric: Metric): TotalMeter => new TotalMeter(name, metric, clock, plan);
    const samples = (metric: string): SampleMeter => sampleMeter(name, common(metric), clock, keep);
    this.count = total(common('count'));
    this.failed = total(common('failed'));
    this.requests = total(common('requests'));
    this.bytesRead = total(common('bytesRead'));
    this.bytesWritten = total(common('bytesWritten'));
    this.latency = samples('latency');
    this.wait = samples('wait');
    this.late = deadlineSeconds === null ? null : new ShareMeter(name, common('late'), clock, plan);
    this.phaseTotals = this.phases.map((phase) => total(secondsTotal(`time.${phase}`)));
    this.allPhases = total(secondsTotal('time.total'));
    this.boundSums = new Float64Array(kind.bounds.length);
    this.boundMaxima = new Float64Array(kind.bounds.length);
    for (const metric of kind.metrics) this.own.set(metric.name, createMeter(name, metric, clock, keep));
  }

  /** One of the activity's own metrics. */
  meter(name: string): Meter {
    const meter = this.own.get(name);
    if (meter) return meter;
    const { now } = this.clock;
    throw new InvariantError('declared metrics', invariants.undeclared(this.name, 'metric', name, now), now);
  }

  /**
   * The warm-up is over. From here on everything is of occurrences that are asked for from now on; the requests and bytes
   * of those under way still count as they happen. `open`: how many are under way or waiting.
   */
  cut(open: number): void {
    this.fromSeconds = this.clock.now;
    this.carried = open;
    const { count, failed, requests, bytesRead, bytesWritten, wait, latency, late, phaseTotals, allPhases } = this;
    const meters = [count, failed, requests, bytesRead, bytesWritten, wait, latency, ...phaseTotals, allPhases];
    for (const meter of [...meters, ...this.own.values()]) meter.cut();
    late?.cut();
    this.boundSums.fill(0);
    this.boundMaxima.fill(0);
    this.failures.clear();
    this.firstBegunSeconds = Number.POSITIVE_INFINITY;
    this.lastDoneSeconds = Number.NEGATIVE_INFINITY;
    this.overlapped = false;
    this.overranAtSeconds = null;
    this.slackSeconds = 0;
  }

  /** It is asked for while the last one runs or waits. */
  overran(): void {
    this.overranAtSeconds ??= this.clock.now;
  }

  begun(occurrence: RunningOccurrence): void {
    const { now } = this.clock;
    if (this.running++ > 0) this.overlapped = true;
    if (occurrence.askedAtSeconds < this.fromSeconds) return;
    if (now < this.firstBegunSeconds) this.firstBegunSeconds = now;
    const waited = now - occurrence.askedAtSeconds;
    this.wait.add(waited);
    if (waited > 0) occurrence.phase(waitPhase, waited);
  }

  done(occurrence: RunningOccurrence): void {
    const { now } = this.clock;
    this.running--;
    if (occurrence.askedAtSeconds < this.fromSeconds) return;
    this.lastDoneSeconds = now;
    const latency = now - occurrence.askedAtSeconds;
    // A sum of many delays at a late time is rounded at each step: a few units in the last place of the clock a request.
    const slack = 1e-9 * latency + (16 + 8 * occurrence.requestCount) * Number.EPSILON * now;
    this.slackSeconds += slack;
    this.takePhases(occurrence, latency, slack);
    this.takeBounds(occurrence, now - occurrence.begunAtSeconds, slack);
    this.took(latency, occurrence.failure);
  }

  private took(latency: number, failure: string | null): void {
    if (failure === null) this.latency.add(latency);
    else this.latency.addFailed(latency);
    if (this.late !== null) this.late.add(latency > this.deadlineSeconds!);
    if (failure !== null) this.fail(failure);
  }

  private fail(reason: string): void {
    this.failed.add(1);
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }

  /** One of the many that a single occurrence serves. They overlap, and have no lower bounds. */
  itemBegun(askedAtSeconds: number): void {
    const { now } = this.clock;
    if (askedAtSeconds < this.fromSeconds) return;
    if (now < this.firstBegunSeconds) this.firstBegunSeconds = now;
    this.wait.add(now - askedAtSeconds);
  }

  itemDone(askedAtSeconds: number, phases: Float64Array, at: number, failure: string | null): void {
    const { now } = this.clock;
    if (askedAtSeconds < this.fromSeconds) return;
    this.lastDoneSeconds = now;
    const latency = now - askedAtSeconds;
    const slack = 1e-9 * latency + itemSlack * now;
    this.slackSeconds += slack;
    const { phaseTotals } = this;
    let sum = 0;
    for (let i = 0; i < phaseTotals.length; i++) {
      const seconds = phases[at + i]!;
      if (seconds === 0) continue;
      sum += seconds;
      phaseTotals[i]!.add(seconds);
    }
    this.allPhases.add(sum);
    if (Math.abs(sum - latency) > slack) this.refusePhases(this.count.total, sum, latency);
    this.took(latency, failure);
  }

  private takePhases({ phases, index }: RunningOccurrence, latency: number, slack: number): void {
    let sum = 0;
    for (let i = 0; i < phases.length; i++) {
      const seconds = phases[i]!;
      if (seconds === 0) continue;
      sum += seconds;
      this.phaseTotals[i]!.add(seconds);
    }
    this.allPhases.add(sum);
    if (Math.abs(sum - latency) > slack) this.refusePhases(index, sum, latency);
  }

  private refusePhases(index: number, sum: number, latency: number): never {
    const { now } = this.clock;
    throw new InvariantError('phases add up', invariants.phases(this.name, index, sum, latency, now), now);
  }

  private takeBounds({ bounds }: RunningOccurrence, took: number, slack: number): void {
    for (let i = 0; i < bounds.length; i++) {
      const bound = bounds[i]!;
      if (bound > took + slack) this.refuseBound(i, bound, took);
      this.boundSums[i]! += bound;
      if (bound > this.boundMaxima[i]!) this.boundMaxima[i] = bound;
    }
  }

  private refuseBound(index: number, bound: number, took: number): never {
    const { now } = this.clock;
    const text = invariants.bound(this.name, this.bounds[index]!, bound, took, now);
    throw new InvariantError('lower bounds', text, now);
  }

  /** Failures by reason. */
  get reasonsOfFailure(): { [reason: string]: number } {
    return Object.fromEntries(this.failures);
  }

  get latencySeconds(): number {
    return this.latency.sum;
  }

  /**
   * The least makespan if only one resource took any time: occurrences that never overlapped stand in a row and their
   * bounds add up; else no more is sure than the longest of them.
   */
  lowerBounds(): ReplicationBound[] {
    const found = this.overlapped ? this.boundMaxima : this.boundSums;
    return this.bounds.map((resource, i) => ({ activity: this.name, resource, seconds: found[i]! }));
  }

  /** All records by the metric's own name. `open`: what had been asked for and was not done at the end. */
  read(endSeconds: number, open: readonly OpenItem[]): Map<string, MetricRecord> {
    const records = new Map<string, MetricRecord>();
    // Before what was cut off is taken in: phases are known of what is done.
    this.readTimes(records, endSeconds);
    const lasted = open.map((each) => endSeconds - each.askedAtSeconds);
    const waiting = open.filter((each) => each.begunAtSeconds === null).map((each) => endSeconds - each.askedAtSeconds);
    records.set('count', this.count.read());
    records.set('failed', this.failed.read());
    records.set('unfinished', scalarRecord(common('unfinished'), open.length));
    records.set('latency', this.latency.read(endSeconds, lasted));
    records.set('wait', this.wait.read(endSeconds, waiting));
    records.set('makespan', this.makespan(endSeconds, open));
    if (this.late !== null) {
      // One that is late already will not become punctual; of the others nobody knows.
      for (const seconds of lasted) if (seconds > this.deadlineSeconds!) this.late.add(true);
      records.set('late', this.late.read(endSeconds));
    }
    if (this.hasRhythm) records.set('overrunAt', this.overrunAt(endSeconds));
    records.set('requests', this.requests.read());
    records.set('bytesRead', this.bytesRead.read());
    records.set('bytesWritten', this.bytesWritten.read());
    for (const [name, meter] of this.own) records.set(name, meter.read(endSeconds));
    for (const { resource, seconds } of this.lowerBounds()) {
      records.set(`bound.${resource}`, scalarRecord({ unit: 's', kind: 'total' }, seconds));
    }
    return records;
  }

  private readTimes(records: Map<string, MetricRecord>, endSeconds: number): void {
    const total = this.allPhases.total;
    const latencies = this.latency.sum;
    if (Math.abs(total - latencies) > 1e-9 * latencies + this.slackSeconds) {
      throw new InvariantError('phases add up', invariants.account(this.name, total, latencies), endSeconds);
    }
    records.set('time.total', this.allPhases.read());
    this.phases.forEach((phase, i) => {
      records.set(`time.${phase}`, this.phaseTotals[i]!.read());
    });
  }

  /** Where it never happened, it would have been later than the end. */
  private overrunAt(endSeconds: number): MetricRecord {
    const metric = common('overrunAt');
    if (this.overranAtSeconds !== null) return scalarRecord(metric, this.overranAtSeconds);
    return scalarRecord(metric, endSeconds, { atLeast: true, reason: reasons.neverOverran });
  }

  private makespan(endSeconds: number, open: readonly OpenItem[]): MetricRecord {
    const metric = common('makespan');
    if (this.firstBegunSeconds === Number.POSITIVE_INFINITY) {
      if (open.some((each) => each.begunAtSeconds !== null)) {
        return scalarRecord(metric, null, { reason: reasons.nothingFinished(open.length), atLeast: true });
      }
      const none = this.fromSeconds > 0 ? reasons.beforeWarmUp : reasons.noSamples;
      const reason = open.length > 0 ? reasons.neverBegun : none;
      return scalarRecord(metric, null, open.length > 0 ? { reason, atLeast: true } : { reason });
    }
    if (open.length > 0) {
      const reason = reasons.cutOff(open.length, this.count.total + this.carried);
      return scalarRecord(metric, endSeconds - this.firstBegunSeconds, { atLeast: true, reason });
    }
    const makespan = this.lastDoneSeconds - this.firstBegunSeconds;
    for (const { resource, seconds } of this.lowerBounds()) {
      if (seconds <= makespan + 1e-9 * makespan + this.slackSeconds) continue;
      const text = invariants.bound(this.name, resource, seconds, makespan, endSeconds);
      throw new InvariantError('lower bounds', text, endSeconds);
    }
    return scalarRecord(metric, makespan);
  }
}
