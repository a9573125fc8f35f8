/**
 * Drives one activity through a run: when it is asked for, what happens while the last one still runs, and what follows.
 *
 * One asking is a *row*: the work, `times` in a row. Each repetition is an occurrence of its own, asked for when the one
 * before is done. `overlap` and `after` look at rows. The users of a closed loop never get in each other's way: overlap is
 * not asked there.
 *
 * Of an activity that serves, one occurrence takes on all that is asked for: each asking is an item, and no row.
 */
import type { TraceJob } from '../../fields/index.ts';
import type { HandlerId, Kernel, Process } from '../../kernel/index.ts';
import type { ActivityKind, OpenItem, World } from '../../models/model.ts';
import { nextArrival } from '../../random/index.ts';
import type { ResolvedActivity, Timing } from '../../scenario/core/index.ts';
import { ActivityMetrics } from './activity-metrics.ts';
import { InvariantError } from './errors.ts';
import { invariants } from './messages.ts';
import { type OccurrenceSink, RunningOccurrence } from './occurrence.ts';
import type { Keep } from './recorders.ts';
import { ServedItems } from './served-items.ts';

/** What an activity tells the run that it is part of. */
export interface Host {
  readonly kernel: Kernel;
  /** Infinity without a horizon. */
  readonly horizonSeconds: number;
  /** Something more is to come, or is going on; each has its end in `ended`. */
  began(): void;
  ended(): void;
  /** One occurrence is over. */
  occurred(activity: string, index: number, fromSeconds: number): void;
}

interface Row {
  readonly index: number;
  readonly askedAtSeconds: number;
  readonly isUser: boolean;
}

export class ActivityRun implements OccurrenceSink {
  readonly name: string;
  readonly metrics: ActivityMetrics;
  /** Rows that were not begun because of `overlap: skip`. */
  skipped = 0;
  /** Activities that follow this one. */
  readonly followers: ActivityRun[] = [];
  private readonly kind: ActivityKind;
  private readonly values: ResolvedActivity['values'];
  private readonly timing: Timing;
  private readonly host: Host;
  private readonly world: World;
  private readonly untilSeconds: number;
  private readonly limit: number;
  private readonly askHandler: HandlerId;
  /** Asked for and not begun, from `nextWaiting` on: shifting a long array would copy it each time. */
  private waiting: Row[] = [];
  private nextWaiting = 0;
  private readonly openOccurrences = new Set<RunningOccurrence>();
  private asked = 0;
  private accepted = 0;
  private runningRows = 0;
  /** Times at which it will be asked for that are armed. */
  private armed = 0;
  /** Of a trace that is replayed, in the order in which they are asked for. */
  private jobsToCome: readonly TraceJob[] | null = null;
  private readonly given: ReadonlySet<string>;
  private jobs = 0;
  private readonly served: ServedItems | null;

  constructor(
    activity: ResolvedActivity,
    kind: ActivityKind,
    host: Host,
    keep: Keep,
    createWorld: (run: ActivityRun) => World,
  ) {
    this.name = activity.name;
    this.kind = kind;
    this.values = activity.values;
    this.timing = activity.timing;
    this.given = new Set(activity.given);
    this.host = host;
    this.untilSeconds = activity.timing.untilSeconds ?? Number.POSITIVE_INFINITY;
    this.limit = activity.timing.count ?? Number.POSITIVE_INFINITY;
    this.metrics = new ActivityMetrics(activity.name, kind, activity.timing, host.kernel, keep);
    this.askHandler = host.kernel.handler((isUser) => this.onTime(isUser === 1), `${activity.name}: asked`);
    this.world = createWorld(this);
    this.served = kind.serves ? new ServedItems(this.metrics, () => this.onItemDone()) : null;
  }

  /** Arms what makes it happen. Call once, at time 0. */
  start(): void {
    const { timing, kind, served } = this;
    if (served !== null) this.startService(served);
    if (kind.continuous) this.askAt(Math.max(0, timing.fromSeconds));
    else if (timing.everySeconds !== null) this.startEvery(timing.everySeconds);
    else if (timing.arrivals !== null) this.startArrivals(timing.arrivals);
    else if (timing.closedLoop !== null) {
      this.refuseEndless();
      for (let user = 0; user < timing.closedLoop.users; user++) this.askAt(timing.fromSeconds, true);
    } else if (timing.when !== null) this.startWhen(timing.when);
    else if (timing.after === null) {
      // Times before `from` fall away; if none is left (at 0 s is where nothing is said), it begins at `from`.
      const times = (timing.at ?? [0]).filter((time) => time >= timing.fromSeconds).sort((a, b) => a - b);
      for (const time of times.length > 0 ? times : [timing.fromSeconds]) this.askAt(time);
    }
    this.closeService();
  }

  private startService(served: ServedItems): void {
    const { kernel, horizonSeconds } = this.host;
    const { fromSeconds } = this.timing;
    if (fromSeconds >= horizonSeconds) return;
    const begin = kernel.handler(() => {
      kernel.spawn(this.serve(served), this.name);
    }, `${this.name}: begins to serve`);
    kernel.scheduleAt(Math.max(0, fromSeconds), begin);
  }

  /** The one occurrence that takes on all items; it is not counted itself. */
  private *serve(served: ServedItems): Process<void> {
    const { now } = this.host.kernel;
    const sizes = { phases: this.metrics.phases.length, bounds: this.metrics.bounds.length };
    yield* this.kind.perform(this.values, this.world, new RunningOccurrence(this, sizes, 0, now, now, served));
    for (const follower of this.followers) follower.follow();
  }

  private onItemDone(): void {
    const { closedLoop } = this.timing;
    if (closedLoop) this.askAt(this.host.kernel.now + closedLoop.thinkSeconds, true);
    this.host.ended();
    if (closedLoop) this.closeService();
  }

  /** Nothing more will be asked for: what is open may yet ask again where users do, or where it follows another. */
  private closeService(): void {
    const { served, timing } = this;
    if (served === null || this.armed > 0 || timing.after !== null) return;
    if (timing.closedLoop === null || served.openCount === 0) served.close();
  }

  private arm(): void {
    this.armed++;
    this.host.began();
  }

  private disarm(): void {
    this.armed--;
    this.host.ended();
    if (this.armed === 0) this.closeService();
  }

  private startEvery(periodSeconds: number): void {
    this.repeat(periodSeconds, `every ${periodSeconds} s`, () => this.ask(false));
  }

  /** Looks at the world at from + k x check. While a row runs nobody looks, unless rows may run side by side. */
  private startWhen({ condition, checkSeconds }: NonNullable<Timing['when']>): void {
    const { when } = this.kind;
    if (when === undefined) throw new InvariantError('conditions', invariants.noCondition(this.name), 0);
    this.repeat(checkSeconds, `is it due, every ${checkSeconds} s`, () => {
      if (this.runningRows > 0 && this.timing.overlap !== 'parallel') return;
      if (when.isDue(condition, this.values, this.world)) this.ask(false);
    });
  }

  private repeat(periodSeconds: number, label: string, act: () => void): void {
    this.refuseEndless();
    const { kernel } = this.host;
    const from = this.timing.fromSeconds;
    let k = 0;
    // Each time is a product, never a running sum.
    const arm = (): void => {
      const next = from + k * periodSeconds;
      if (!this.hasRoom(next)) return;
      this.arm();
      kernel.scheduleAt(next, tick);
    };
    const tick = kernel.handler(() => {
      k++;
      act();
      arm();
      this.disarm();
    }, `${this.name}: ${label}`);
    arm();
  }

  private startArrivals(spec: NonNullable<Timing['arrivals']>): void {
    if (spec.trace?.jobs) {
      this.startJobs(spec.trace.jobs);
      return;
    }
    this.refuseEndless();
    const { kernel, horizonSeconds } = this.host;
    const stream = this.world.stream('arrivals');
    const until = Math.min(this.untilSeconds, horizonSeconds);
    const arm = (afterSeconds: number): void => {
      if (this.accepted >= this.limit) return;
      const next = nextArrival(spec, stream, afterSeconds, until);
      if (!this.hasRoom(next)) return;
      this.arm();
      kernel.scheduleAt(next, arrive);
    };
    const arrive = kernel.handler(() => {
      this.ask(false);
      arm(kernel.now);
      this.disarm();
    }, `${this.name}: arrival`);
    arm(this.timing.fromSeconds);
  }

  /** Each job at its own time, from `from` on; nothing is left to chance. */
  private startJobs(jobs: readonly TraceJob[]): void {
    const { kernel } = this.host;
    const first = jobs.findIndex(({ atSeconds }) => atSeconds >= this.timing.fromSeconds);
    let next = first < 0 ? jobs.length : first;
    this.jobsToCome = jobs.slice(next);
    const arm = (): void => {
      const job = jobs[next];
      if (job === undefined || !this.hasRoom(job.atSeconds)) return;
      this.arm();
      kernel.scheduleAt(job.atSeconds, arrive);
    };
    const arrive = kernel.handler(() => {
      next++;
      this.ask(false);
      arm();
      this.disarm();
    }, `${this.name}: job of the trace`);
    arm();
  }

  /** Where it replays a trace, the sizes of that job. An asking that is left out has its number, and so its job. */
  private valuesOf({ index }: Row): ActivityRun['values'] {
    const job = this.jobsToCome?.[index];
    const { fromJob } = this.kind;
    if (job === undefined || fromJob === undefined) return this.values;
    return fromJob(this.values, job, (key) => this.given.has(key));
  }

  /** Whether it may still be asked for at that time. */
  private hasRoom(timeSeconds: number): boolean {
    return timeSeconds < this.untilSeconds && timeSeconds < this.host.horizonSeconds && this.accepted < this.limit;
  }

  private refuseEndless(): void {
    const bounded = this.limit < Infinity || this.untilSeconds < Infinity || this.host.horizonSeconds < Infinity;
    if (!bounded) throw new InvariantError('runs end', invariants.endless(this.name), 0);
  }

  private askAt(timeSeconds: number, isUser = false): void {
    if (!this.hasRoom(timeSeconds)) return;
    this.arm();
    this.host.kernel.scheduleAt(timeSeconds, this.askHandler, isUser ? 1 : 0);
  }

  private onTime(isUser: boolean): void {
    this.ask(isUser);
    this.disarm();
  }

  private ask(isUser: boolean): void {
    if (this.accepted >= this.limit) return;
    // One that is left out has its number all the same: the others keep theirs, and their luck, in every design.
    const index = this.asked++;
    if (this.served !== null) {
      this.accepted++;
      this.host.began();
      this.metrics.count.add(1);
      this.served.ask(index);
      return;
    }
    if (this.runningRows > 0) this.metrics.overran();
    const overlap = isUser ? 'parallel' : this.timing.overlap;
    if (overlap === 'skip' && this.runningRows > 0) {
      this.skipped++;
      return;
    }
    this.accepted++;
    this.host.began();
    this.metrics.count.add(1);
    const row: Row = { index, askedAtSeconds: this.host.kernel.now, isUser };
    if (overlap === 'queue' && this.runningRows > 0) this.waiting.push(row);
    else this.begin(row);
  }

  private begin(row: Row): void {
    this.runningRows++;
    this.host.kernel.spawn(this.perform(row), this.name);
  }

  private *perform(row: Row): Process<void> {
    const { kernel } = this.host;
    const { times } = this.timing;
    const values = this.valuesOf(row);
    const sizes = { phases: this.metrics.phases.length, bounds: this.metrics.bounds.length };
    let askedAtSeconds = row.askedAtSeconds;
    for (let repetition = 0; repetition < times; repetition++) {
      if (repetition > 0) this.metrics.count.add(1);
      const index = row.index * times + repetition;
      const occurrence = new RunningOccurrence(this, sizes, index, askedAtSeconds, kernel.now);
      this.openOccurrences.add(occurrence);
      this.metrics.begun(occurrence);
      yield* this.kind.perform(values, this.world, occurrence);
      this.openOccurrences.delete(occurrence);
      this.metrics.done(occurrence);
      this.host.occurred(this.name, index, occurrence.begunAtSeconds);
      askedAtSeconds = kernel.now;
    }
    this.end(row);
  }

  private end(row: Row): void {
    const { kernel } = this.host;
    this.runningRows--;
    if (this.nextWaiting < this.waiting.length) this.begin(this.takeWaiting());
    for (const follower of this.followers) follower.follow();
    const { closedLoop } = this.timing;
    if (row.isUser && closedLoop) this.askAt(kernel.now + closedLoop.thinkSeconds, true);
    this.host.ended();
  }

  private takeWaiting(): Row {
    const row = this.waiting[this.nextWaiting++]!;
    if (this.nextWaiting > 1024 && 2 * this.nextWaiting > this.waiting.length) {
      this.waiting = this.waiting.slice(this.nextWaiting);
      this.nextWaiting = 0;
    }
    return row;
  }

  /** The activity that this one comes after has ended once. */
  private follow(): void {
    const { delaySeconds, fromSeconds } = this.timing;
    this.askAt(Math.max(this.host.kernel.now + delaySeconds, fromSeconds));
  }

  /** The warm-up is over. */
  cut(): void {
    this.skipped = 0;
    const { served, openOccurrences, waiting, nextWaiting } = this;
    this.metrics.cut(served !== null ? served.openCount : openOccurrences.size + waiting.length - nextWaiting);
  }

  /** What was asked for and is not done, in the order of asking. */
  open(): OpenItem[] {
    if (this.served !== null) return this.served.open();
    const rows = this.waiting.slice(this.nextWaiting);
    const waiting = rows.map(({ askedAtSeconds }) => ({ askedAtSeconds, begunAtSeconds: null }));
    return [...this.openOccurrences, ...waiting];
  }

  get endSeconds(): number {
    return Math.min(this.untilSeconds, this.host.horizonSeconds);
  }

  get deadlineSeconds(): number | null {
    return this.timing.deadlineSeconds;
  }

  phaseIndex(phase: string): number {
    const index = this.metrics.phases.indexOf(phase);
    if (index < 0) this.refuseName('phase', phase);
    return index;
  }

  boundIndex(resource: string): number {
    const index = this.metrics.bounds.indexOf(resource);
    if (index < 0) this.refuseName('bound', resource);
    return index;
  }

  requests(count: number): void {
    this.metrics.requests.add(count);
  }

  bytesRead(bytes: number): void {
    this.metrics.bytesRead.add(bytes);
  }

  bytesWritten(bytes: number): void {
    this.metrics.bytesWritten.add(bytes);
  }

  sampler(metric: string): (value: number) => void {
    const meter = this.metrics.meter(metric);
    return (value) => meter.add(value);
  }

  refuse(what: string, value: number): never {
    const { now } = this.host.kernel;
    throw new InvariantError('numbers', invariants.notANumber(this.name, what, value, now), now);
  }

  nextJob(): number {
    return this.jobs++;
  }

  private refuseName(what: string, name: string): never {
    const { now } = this.host.kernel;
    throw new InvariantError('declared metrics', invariants.undeclared(this.name, what, name, now), now);
  }
}
