/** What a model folder hands in, and what the world hands to a model. */
import type { Block, DistributionSpec, Values } from '../fields/index.ts';
import type { Kernel, Process } from '../kernel/index.ts';
import type { RandomStream } from '../random/index.ts';
import type { Chart, Metric } from '../results/index.ts';
import type { Capabilities, Capability, OccurrencePort } from './capabilities.ts';

export interface Model {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: the registry forgets what defineComponent inferred.
  readonly components: readonly ComponentKind<any, any>[];
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly activities: readonly ActivityKind<any>[];
}

export interface ComponentKind<B extends Block = Block, O extends Capability = Capability> {
  /** The block's key in the scenario: `storage`. Several models may share one; profiles name theirs. */
  readonly kind: string;
  readonly doc: string;
  readonly fields: B;
  readonly defaultProfile: string;
  /** There in every design. */
  readonly always?: boolean;
  readonly offers: readonly O[];
  readonly needs: readonly Capability[];
  readonly metrics: readonly Metric[];
  readonly charts: readonly Chart[];
  /** What the model leaves out, as sentences for the report; the weightiest first. */
  readonly notModelled: readonly { text: string; direction?: string }[];
  create(values: Values<B>, world: World): Pick<Capabilities, O>;
}

export interface ActivityKind<B extends Block = Block> {
  readonly kind: string;
  readonly doc: string;
  readonly fields: B;
  readonly doneBy: Capability;
  /** Runs all the time between `from` and `until`. */
  readonly continuous?: boolean;
  readonly overlap: 'parallel' | 'queue' | 'skip';
  /** The phases its time is made of, in drawing order. */
  readonly phases: readonly string[];
  /** The resources whose lower bounds it reports. */
  readonly bounds: readonly string[];
  readonly metrics: readonly Metric[];
  readonly charts: readonly Chart[];
  /** One occurrence. */
  perform(values: Values<B>, world: World, occurrence: Occurrence): Process;
}

/** A handle on one metric: taken once, no string in the hot loop. */
export interface Recorder {
  /** A sample, or something added to a total. */
  add(value: number): void;
  /** A level's new value, from now on. */
  set(value: number): void;
}

/** Draws by key: the same (entity, attempt) has the same luck in every design. Constants draw nothing. */
export interface KeyedDraw {
  readonly mean: number;
  at(entity: number, attempt: number): number;
}

/** What `create` and `perform` get; names and purposes are seen from the component or activity that it is given to. */
export interface World {
  /** The component's or activity's name. */
  readonly name: string;
  readonly kernel: Kernel;
  /** By name, or the one that the design's references lead to. */
  find<C extends Capability>(capability: C, name?: string): Capabilities[C];
  /** A sequential stream for arrivals and what entities bring with them; seeded by name and purpose. */
  stream(purpose: string): RandomStream;
  /** What happens to an entity later. `activity` keeps the luck of two activities apart. */
  draw(purpose: string, spec: DistributionSpec, activity?: string): KeyedDraw;
  /** A number in (0, 1) that a whole replication shares: the hour, the client. */
  replicationDraw(purpose: string): number;
  /** Metered usage, in base units (requests, B·s, s); the only way to a bill line. Without `activity` it is nobody's: storage or idle. */
  meter(service: string, item: string, quantity: number, activity?: string): void;
  metric(name: string): Recorder;
  /**
   * Whether so many more requests, which could be drawn as chains, are to be: as `run.fidelity` says; `auto` once there
   * would be more than ten million of them. The results say whether it ever was so.
   */
  collapses(requests: number): boolean;
  /** The Gantt chart of the first requests; null when nobody looks. */
  readonly timeline: TimelineRecorder | null;
  /**
   * Called once when the warm-up ends, if there is one: sums that a model keeps for a metric of its own start anew, and
   * the statistics of its pools and links. Its recorders have done so; what it meters goes on, as bills are never cut.
   */
  atWarmUpEnd(restart: () => void): void;
  /** Called once when the run stops (work done, or horizon), at the simulated time it stops. */
  atEnd(close: () => void): void;
}

export interface TimelineRecorder {
  /** False when the first 200 entities are full: a caller may stop recording. */
  readonly open: boolean;
  bar(activity: string, lane: number, entity: number, phase: string, fromSeconds: number, toSeconds: number): void;
}

export interface Occurrence extends OccurrencePort {
  /** 0, 1, 2 ... within its activity. */
  readonly index: number;
  readonly askedAtSeconds: number;
  fail(reason: string): void;
}

/** Keep the inference, return the general type. */
export const defineComponent = <B extends Block, O extends Capability>(
  kind: ComponentKind<B, O>,
): ComponentKind<B, O> => kind;
export const defineActivity = <B extends Block>(kind: ActivityKind<B>): ActivityKind<B> => kind;
