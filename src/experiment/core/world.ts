/** The world of one design in one replication: what components offer, what they record, meter and draw. */
import type { DistributionSpec } from '../../fields/index.ts';
import type { Kernel } from '../../kernel/index.ts';
import type { Capabilities, Capability } from '../../models/capabilities.ts';
import type { ComponentKind, EventRecorder, KeyedDraw, Recorder, TimelineRecorder, World } from '../../models/model.ts';
import type { RandomStream } from '../../random/index.ts';
import type { RunSpec } from '../../scenario/core/index.ts';
import type { UsageMeter } from './bill.ts';
import type { Chance } from './chance.ts';
import { InvariantError } from './errors.ts';
import { invariants } from './messages.ts';
import { createMeter, type Keep, type Meter } from './recorders.ts';
import type { Recording } from './recording.ts';
import type { ModelWarning } from './replication.ts';

type Offers = Partial<Capabilities>;

/** Of `fidelity: auto`. */
const mostExactRequests = 1e7;

/** What all worlds of a run share. */
export class SharedWorld {
  readonly kernel: Kernel;
  readonly chance: Chance;
  readonly usage: UsageMeter;
  readonly keep: Keep;
  readonly timeline: TimelineRecorder | null;
  /** Requests were drawn as one. */
  collapsed = false;
  readonly fidelity: RunSpec['fidelity'];
  /** What models have to say. */
  readonly warnings: ModelWarning[] = [];
  private predictedRequests = 0;
  /** Null unless somebody wants to know what happens one by one. */
  readonly recording: Recording | null;
  private readonly offers = new Map<string, Offers>();
  private readonly restarts: (() => void)[] = [];
  private readonly settlings: (() => void)[] = [];
  private readonly closings: (() => void)[] = [];
  private readonly billings: (() => void)[] = [];

  constructor(
    kernel: Kernel,
    chance: Chance,
    keep: Keep,
    timeline: TimelineRecorder | null,
    { fidelity, recording, usage }: Pick<SharedWorld, 'fidelity' | 'recording' | 'usage'>,
  ) {
    this.usage = usage;
    this.fidelity = fidelity;
    this.kernel = kernel;
    this.chance = chance;
    this.keep = keep;
    this.timeline = timeline;
    this.recording = recording;
  }

  /** A component's world and what it says it can do, which others can ask for from now on. */
  addComponent(
    name: string,
    kind: ComponentKind,
    values: { readonly [key: string]: unknown },
    needs: { readonly [capability: string]: string },
  ): ComponentMeters {
    const meters = new ComponentMeters(name, kind, this);
    const world = new OwnedWorld(this, name, needs, (metric) => meters.recorder(metric));
    this.offers.set(name, kind.create(values, world) as Offers);
    return meters;
  }

  find(owner: string, capability: Capability, name: string | undefined): Offers[Capability] {
    if (name !== undefined) {
      const offered = this.offers.get(name)?.[capability];
      if (offered !== undefined) return offered;
      throw new InvariantError('references', invariants.missing(owner, `${name}.${capability}`), this.kernel.now);
    }
    const fitting = [...this.offers].filter(([, offered]) => offered[capability] !== undefined);
    if (fitting.length === 1) return fitting[0]![1][capability];
    const text =
      fitting.length === 0
        ? invariants.missing(owner, capability)
        : invariants.severalFit(owner, capability, fitting.map(([each]) => each).join(', '));
    throw new InvariantError('references', text, this.kernel.now);
  }

  /** The first component that offers it, or null. */
  findAny<C extends Capability>(capability: C): Capabilities[C] | null {
    for (const offered of this.offers.values()) {
      const found = offered[capability];
      if (found !== undefined) return found as Capabilities[C];
    }
    return null;
  }

  collapses(requests: number): boolean {
    this.predictedRequests += requests;
    const chosen =
      this.fidelity === 'collapsed' || (this.fidelity === 'auto' && this.predictedRequests > mostExactRequests);
    if (chosen) this.collapsed = true;
    return chosen;
  }

  atWarmUpEnd(restart: () => void): void {
    this.restarts.push(restart);
  }

  atSettle(settle: () => void): void {
    this.settlings.push(settle);
  }

  /** Somebody works in stretches of time. */
  get hasToSettle(): boolean {
    return this.settlings.length > 0;
  }

  /** What has been done up to now is told. */
  settle(): void {
    for (const settle of this.settlings) settle();
  }

  /** The warm-up is over, and all recorders are cut: models start their own sums anew. */
  restart(): void {
    for (const restart of this.restarts) restart();
  }

  atEnd(close: () => void): void {
    this.closings.push(close);
  }

  atBill(meter: () => void): void {
    this.billings.push(meter);
  }

  /** From now on usage is of the next stretch of time. */
  bill(): void {
    this.settle();
    for (const meter of this.billings) meter();
    this.usage.over?.next(this.kernel.now);
  }

  /** Work is settled first, then models close, and then all of it is metered; each in the order in which they asked. */
  close(): void {
    this.settle();
    for (const close of this.closings) close();
    for (const meter of this.billings) meter();
  }
}

/** The metrics that a component declares, made when the component is. */
export class ComponentMeters {
  readonly name: string;
  private readonly meters = new Map<string, Meter>();
  private readonly kernel: Kernel;
  private readonly recording: Recording | null;

  constructor(name: string, kind: ComponentKind, { kernel, keep, recording }: SharedWorld) {
    this.name = name;
    this.kernel = kernel;
    this.recording = recording;
    for (const metric of kind.metrics) this.meters.set(metric.name, createMeter(name, metric, kernel, keep));
  }

  recorder(metric: string): Recorder {
    const meter = this.meters.get(metric);
    if (meter) return this.recording?.watch(`${this.name}.${metric}`, meter) ?? meter;
    const { now } = this.kernel;
    throw new InvariantError('declared metrics', invariants.undeclared(this.name, 'metric', metric, now), now);
  }

  cut(): void {
    for (const meter of this.meters.values()) meter.cut();
  }

  get entries(): Iterable<[string, Meter]> {
    return this.meters;
  }
}

/** The world as one component or activity sees it. */
export class OwnedWorld implements World {
  readonly name: string;
  readonly isReferredTo: boolean;
  readonly kernel: Kernel;
  readonly timeline: TimelineRecorder | null;
  readonly events: EventRecorder | null;
  private readonly shared: SharedWorld;
  private readonly references: { readonly [capability: string]: string };
  private readonly recorderOf: (metric: string) => Recorder;

  constructor(
    shared: SharedWorld,
    name: string,
    references: { readonly [capability: string]: string },
    recorderOf: (metric: string) => Recorder,
    isReferredTo = false,
  ) {
    this.shared = shared;
    this.name = name;
    this.isReferredTo = isReferredTo;
    this.kernel = shared.kernel;
    const { timeline, recording } = shared;
    this.timeline = recording?.timelineOf(name) ?? timeline;
    this.events = recording?.eventsOf(name) ?? null;
    this.references = references;
    this.recorderOf = recorderOf;
  }

  find<C extends Capability>(capability: C, name?: string): Capabilities[C] {
    return this.shared.find(this.name, capability, name ?? this.references[capability]) as Capabilities[C];
  }

  stream(purpose: string): RandomStream {
    return this.shared.chance.stream(`${this.name}.${purpose}`);
  }

  draw(purpose: string, spec: DistributionSpec, activity?: string): KeyedDraw {
    const name = `${this.name}.${purpose}`;
    return this.shared.chance.draw(activity === undefined ? name : `${name}.${activity}`, spec);
  }

  replicationDraw(purpose: string): number {
    return this.shared.chance.once(`${this.name}.${purpose}`);
  }

  meter(service: string, item: string, quantity: number, activity?: string): void {
    if (!(quantity >= 0 && quantity < Number.POSITIVE_INFINITY)) {
      const { now } = this.kernel;
      const text = invariants.notANumber(this.name, `${service}.${item}`, quantity, now);
      throw new InvariantError('numbers', text, now);
    }
    this.shared.usage.add(service, item, quantity, activity);
  }

  metric(name: string): Recorder {
    return this.recorderOf(name);
  }

  warn(text: string, remedy: string): void {
    this.shared.warnings.push({ by: this.name, text, remedy });
  }

  collapses(requests: number): boolean {
    return this.shared.collapses(requests);
  }

  atWarmUpEnd(restart: () => void): void {
    this.shared.atWarmUpEnd(restart);
  }

  atSettle(settle: () => void): void {
    this.shared.atSettle(settle);
  }

  atEnd(close: () => void): void {
    this.shared.atEnd(close);
  }

  atBill(meter: () => void): void {
    this.shared.atBill(meter);
  }
}
