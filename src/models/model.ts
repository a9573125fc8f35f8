/** What a model folder hands in, and what the world hands to a model. */
import type { Block, DistributionSpec, TraceJob, Values } from '../fields/index.ts';
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

/** Values of a block that do not go together. */
export interface ValueProblem {
  readonly key: string;
  readonly message: string;
  readonly hint?: string;
}

/** Values of the components that one needs, each under the capability that it is needed for. Their keys are their own. */
export interface NeededValues {
  readonly [capability: string]: {
    readonly name: string;
    readonly values: Readonly<Record<string, unknown>>;
    /** All that it offers, and all that it needs itself. */
    readonly offers: readonly string[];
    readonly needs: readonly string[];
  };
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
  /** Files that can be written from the events that it emits. */
  readonly exports?: readonly EventExport[];
  /** The events that it emits as spans of time, for a trace. */
  readonly spans?: (events: readonly RunEvent[], endSeconds: number) => readonly TraceSpan[];
  /** Null, or what is wrong with values that are right one by one; told at the place of that key in the scenario. */
  check?(values: Values<B>): ValueProblem | null;
  /** The same of values together with those of the components that it needs, by capability. */
  checkWith?(values: Values<B>, needs: NeededValues): ValueProblem | null;
  /** What the model leaves out, as sentences for the report; the weightiest first. */
  readonly notModelled: readonly { text: string; direction?: string }[];
  create(values: Values<B>, world: World): Pick<Capabilities, O>;
}

/** A state of the world that asks for an activity: `when` in a scenario, looked at again and again. */
export interface WhenDue<B extends Block = Block, W extends Block = Block> {
  readonly doc: string;
  /** Its own keys; how often it is looked at is everybody's. */
  readonly fields: W;
  /** A table of named rules: a word in place of the keys is one of its rows. */
  readonly rules?: string;
  /** Looks at the world, and changes nothing. */
  isDue(condition: Values<W>, values: Values<B>, world: World): boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: a kind of activity forgets the keys of its condition, as the registry does.
export interface ActivityKind<B extends Block = Block, W extends Block = any> {
  readonly kind: string;
  readonly doc: string;
  readonly fields: B;
  readonly doneBy: Capability;
  /** As of a component, with those that it uses. */
  checkWith?(values: Values<B>, needs: NeededValues): ValueProblem | null;
  /** Keys of which exactly one is to be given: the others are none. */
  readonly oneOf?: readonly string[];
  /** Runs all the time between `from` and `until`. */
  readonly continuous?: boolean;
  /**
   * A single occurrence takes on all that is asked for, from `from` on: each asking is an item, counted and timed on its
   * own. For what is asked for so often that an occurrence each would be too slow.
   */
  readonly serves?: boolean;
  /** Without this there is no `when`. */
  readonly when?: WhenDue<B, W>;
  readonly overlap: 'parallel' | 'queue' | 'skip';
  /** The phases its time is made of, in drawing order. */
  readonly phases: readonly string[];
  /** The resources whose lower bounds it reports. */
  readonly bounds: readonly string[];
  readonly metrics: readonly Metric[];
  readonly charts: readonly Chart[];
  /** The values of an occurrence that is a job of a trace: its sizes in place of those that nobody gave. */
  fromJob?(values: Values<B>, job: TraceJob, isGiven: (key: keyof B & string) => boolean): Values<B>;
  /** One occurrence. */
  perform(values: Values<B>, world: World, occurrence: Occurrence): Process;
}

/** A handle on one metric: taken once, no string in the hot loop. */
export interface Recorder {
  /** A sample, or something added to a total. `times`: so many samples alike; default 1. */
  add(value: number, times?: number): void;
  /** A level's new value, from now on. `sinceSeconds`: it has come there evenly since then. */
  set(value: number, sinceSeconds?: number): void;
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
  /** Another activity comes back to what this one has written. */
  readonly isReferredTo: boolean;
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
  /** Tells whoever reads the results something that its numbers alone may hide, once; with what can be done about it. */
  warn(text: string, remedy: string): void;
  /**
   * Whether so many more requests, which could be drawn as chains, are to be: as `run.fidelity` says; `auto` once there
   * would be more than ten million of them. The results say whether it ever was so.
   */
  collapses(requests: number): boolean;
  /** The Gantt chart of the first requests; null when nobody looks. */
  readonly timeline: TimelineRecorder | null;
  /** Whoever writes down what happens, event by event; null when nobody does, and then nothing may be spent on it. */
  readonly events: EventRecorder | null;
  /**
   * Called once when the warm-up ends, if there is one: sums that a model keeps for a metric of its own start anew, and
   * the statistics of its pools and links. Its recorders have done so; what it meters goes on, as bills are never cut.
   */
  atWarmUpEnd(restart: () => void): void;
  /**
   * Called when the run stops, and before that at the end of each window where somebody looks at the bill over time: meters
   * what has been used since it was called last.
   */
  atBill(meter: () => void): void;
  /**
   * For what is done in stretches of time rather than event by event: called before sums are cut, looked at or billed (when
   * the warm-up ends, at the end of each window, when the run stops), to tell what has been done up to now.
   */
  atSettle(settle: () => void): void;
  /**
   * Called once when the run stops (work done, or horizon), at the simulated time it stops: after all has been settled, and
   * before it is metered for the bill.
   */
  atEnd(close: () => void): void;
}

export interface TimelineRecorder {
  /** False when the first 200 entities are full: a caller may stop recording. */
  readonly open: boolean;
  bar(activity: string, lane: number, entity: number, phase: string, fromSeconds: number, toSeconds: number): void;
}

export interface EventRecorder {
  /** Something has begun or happened, now. The fields are kept, not copied: what comes of it may be put into them later. */
  emit(kind: string, fields: EventFields): void;
}

/** Plain data: it is kept until the run is over. */
export interface EventFields {
  readonly [name: string]: string | number | boolean | null | readonly number[] | Readonly<Record<string, string>>;
}

/** What a component told of a run, in the order in which it told it. */
export interface RunEvent {
  readonly kind: string;
  readonly atSeconds: number;
  readonly fields: EventFields;
}

/** A format of another program that a component's events can be written in. */
export interface EventExport {
  /** What it is asked for by. */
  readonly name: string;
  /** `title` names the run: letters, digits and dashes. Lines come one by one, as a file may be longer than a text can be. */
  files(
    events: readonly RunEvent[],
    run: { readonly title: string; readonly endSeconds: number },
  ): readonly ExportFile[];
}
export interface ExportFile {
  readonly path: string;
  readonly lines: Iterable<string>;
}

/** A stretch of time on a lane: a slot, a thread, a connection. */
export interface TraceSpan {
  /** Where it is drawn; lanes are sorted by their names, numbers in them by value. */
  readonly lane: string;
  readonly name: string;
  readonly category: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly details: Readonly<Record<string, string | number>>;
  /** What it is made of, one after the other; they add up to it. */
  readonly parts: readonly { readonly name: string; readonly seconds: number }[];
}

export interface Occurrence extends OccurrencePort {
  /** 0, 1, 2 ... within its activity. */
  readonly index: number;
  readonly askedAtSeconds: number;
  /** Nothing of it is to be begun at or after this time: the activity's `until` or the run's end; Infinity: neither. */
  readonly untilSeconds: number;
  /**
   * A number for one of several jobs that an occurrence consists of, to stand in for its index where luck is keyed by it:
   * 0, 1, 2 ... through all occurrences of the activity. An activity uses the one or the other.
   */
  nextJob(): number;
  /** Of an activity that serves: what is asked of it. */
  readonly items?: Items;
  fail(reason: string): void;
}

/** What is asked one by one of an activity that serves; count, latency, wait, failed and unfinished are theirs. */
export interface Items {
  /** Nothing more will be asked for. */
  readonly closed: boolean;
  /** Whoever is to be told of each, at the moment it is asked for. Call once. */
  take(server: ItemServer): void;
  /** The work on an item begins: its wait is over. */
  begun(askedAtSeconds: number): void;
  /**
   * An item is done. `phases` from `at` on: its seconds, in the order in which the activity declares them, which add up
   * to its latency. `failure`: why it failed, or null.
   */
  done(askedAtSeconds: number, phases: Float64Array, at: number, failure: string | null): void;
}

export interface ItemServer {
  /** Item `index`, counted from 0, is asked for now. */
  asked(index: number): void;
  /** Nothing more will be asked for. */
  closed(): void;
  /** What has been asked for and is not done, when the run stops. */
  open(): OpenItem[];
}

/** Still open when the run stopped. */
export interface OpenItem {
  readonly askedAtSeconds: number;
  /** Null when it has not begun. */
  readonly begunAtSeconds: number | null;
}

/** Keep the inference, return the general type. */
export const defineComponent = <B extends Block, O extends Capability>(
  kind: ComponentKind<B, O>,
): ComponentKind<B, O> => kind;
export const defineActivity = <B extends Block, W extends Block = Block>(
  kind: ActivityKind<B, W>,
): ActivityKind<B, W> => kind;
