/** A small world for models: the real kernel, recorders that remember, and chance by key with seed 1. */
import type { Block, DistributionSpec, Values } from '../../../src/fields/index.ts';
import { Kernel } from '../../../src/kernel/index.ts';
import type { Capabilities, Capability, NetworkPath } from '../../../src/models/capabilities.ts';
import type {
  ActivityKind,
  KeyedDraw,
  Occurrence,
  Recorder,
  TimelineRecorder,
  World,
} from '../../../src/models/model.ts';
import type { clientFields } from '../../../src/models/network/fields.ts';
import { client } from '../../../src/models/network/index.ts';
import type { storageFields } from '../../../src/models/object-store/fields.ts';
import { storage } from '../../../src/models/object-store/index.ts';
import { createDistribution, createStream, keyedDraws } from '../../../src/random/index.ts';

export const constant = (value: number): DistributionSpec => ({ kind: 'constant', value });

/** Adds up, and remembers the last level with the time integral of the levels before. */
export class FakeRecorder implements Recorder {
  total = 0;
  count = 0;
  last: number | null = null;
  private area = 0;
  private since = 0;
  private readonly kernel: Kernel;
  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }
  add(value: number): void {
    this.total += value;
    this.count++;
  }
  set(value: number): void {
    this.settle();
    this.last = value;
  }
  get mean(): number {
    this.settle();
    return this.area / this.kernel.now;
  }
  private settle(): void {
    this.area += (this.last ?? 0) * (this.kernel.now - this.since);
    this.since = this.kernel.now;
  }
}

export interface Metered {
  service: string;
  item: string;
  quantity: number;
  activity: string | undefined;
}
export interface Bar {
  activity: string;
  lane: number;
  entity: number;
  phase: string;
  from: number;
  to: number;
}

/** What several worlds of one replication share. */
export class Replication {
  readonly kernel = new Kernel();
  readonly capabilities: Partial<Capabilities> = {};
  readonly recorders = new Map<string, FakeRecorder>();
  readonly metered: Metered[] = [];
  readonly bars: Bar[] = [];
  readonly closers: (() => void)[] = [];
  readonly warnings: string[] = [];
  /** Activities that others come back to. */
  readonly referredTo = new Set<string>();
  timeline: TimelineRecorder | null = null;

  recorder(name: string): FakeRecorder {
    const found = this.recorders.get(name) ?? new FakeRecorder(this.kernel);
    this.recorders.set(name, found);
    return found;
  }

  /** Records the bars of the first so many entities. */
  draw(entities: number): void {
    const seen = new Set<number>();
    const { bars } = this;
    this.timeline = {
      get open() {
        return seen.size < entities;
      },
      bar(activity, lane, entity, phase, from, to) {
        seen.add(entity);
        bars.push({ activity, lane, entity, phase, from, to });
      },
    };
  }

  world(name: string): World {
    const { kernel, capabilities, metered, closers, timeline } = this;
    return {
      name,
      isReferredTo: this.referredTo.has(name),
      kernel,
      timeline,
      events: null,
      find: <C extends Capability>(capability: C): Capabilities[C] => capabilities[capability] as Capabilities[C],
      stream: (purpose) => createStream(1, 0, `${name}.${purpose}`),
      draw: (purpose, spec, activity = name): KeyedDraw => {
        const law = createDistribution(spec);
        const draws = keyedDraws(1, 0, `${activity}.${purpose}`);
        return {
          mean: law.mean,
          at: law.constant ? () => law.mean : (entity, attempt) => law.sample(draws.uniform(entity, attempt)),
        };
      },
      replicationDraw: (purpose) => keyedDraws(1, 0, `${name}.${purpose}`).uniform(0, 0),
      meter: (service, item, quantity, activity) => metered.push({ service, item, quantity, activity }),
      metric: (metric) => this.recorder(`${name}.${metric}`),
      warn: (text) => this.warnings.push(text),
      collapses: () => false,
      atWarmUpEnd: () => {},
      atBill: (meter) => closers.push(meter),
      atEnd: (close) => closers.push(close),
      atSettle: (settle) => closers.unshift(settle),
    };
  }

  run(untilSeconds?: number): void {
    this.kernel.run(untilSeconds);
    for (const close of this.closers) close();
  }
}

export class FakeOccurrence implements Occurrence {
  readonly index: number;
  readonly activity: string;
  readonly askedAtSeconds: number;
  readonly untilSeconds = Infinity;
  readonly phases: Record<string, number> = {};
  readonly bounds: Record<string, number> = {};
  readonly samples: Record<string, number[]> = {};
  requestCount = 0;
  bytes = 0;
  written = 0;
  jobs = 0;
  failure: string | null = null;
  doneAtSeconds = Number.NaN;

  constructor(activity: string, askedAtSeconds: number, index: number) {
    this.activity = activity;
    this.askedAtSeconds = askedAtSeconds;
    this.index = index;
  }
  get seconds(): number {
    return this.doneAtSeconds - this.askedAtSeconds;
  }
  phase(name: string, seconds: number): void {
    this.phases[name] = (this.phases[name] ?? 0) + seconds;
  }
  bound(resource: string, seconds: number): void {
    this.bounds[resource] = seconds;
  }
  requests(count: number): void {
    this.requestCount += count;
  }
  bytesRead(bytes: number): void {
    this.bytes += bytes;
  }
  bytesWritten(bytes: number): void {
    this.written += bytes;
  }
  sample(metric: string): (value: number) => void {
    const values: number[] = [];
    this.samples[metric] = values;
    return (value) => values.push(value);
  }
  nextJob(): number {
    return this.jobs++;
  }
  fail(reason: string): void {
    this.failure ??= reason;
  }
}

export type StorageValues = Values<typeof storageFields>;
export type ClientValues = Values<typeof clientFields>;

const million = 1e6;
/** The interview's store: 50 ms to open, 1 ms for 1 kB, 20 ms for 1 MB, 5 ms to close. */
export const textbookStore: StorageValues = {
  open: constant(0.05),
  firstByte: constant(0.001 - (1000 * (0.02 - 0.001)) / (million - 1000)),
  put: null,
  upload: null,
  head: null,
  delete: null,
  deleteKey: constant(0),
  copy: null,
  copyRate: null,
  list: constant(0.013),
  listKey: constant(66e-6),
  listBytesPerKey: 0,
  keysPerPage: 1000,
  close: constant(0.005),
  partitions: null,
  connectionRate: constant((million - 1000) / (0.02 - 0.001)),
  latencyFactor: 1,
  load: 'typical',
  hours: [],
  putHours: [],
  clientFactor: constant(1),
  putClientFactor: constant(1),
  stored: 0,
  storedObjects: 1,
  minimumSize: 0,
  minimumDuration: 0,
  lifecycle: [],
  smallestMoved: 0,
  keepVersions: 0,
  consistency: 'strong',
  conditionalWrites: true,
  visibleAfter: constant(0),
  priceClass: 's3-standard',
};
export const plainClient: ClientValues = {
  connections: 1,
  keepAlive: false,
  idleTimeout: 60,
  keptIdle: null,
  window: 0,
  timeout: null,
  retry: null,
  retrySettings: null,
  hedge: null,
  cold: false,
  coldOpen: constant(0.3),
  machines: 1,
  instance: null,
  nic: null,
};

/** A store, a network without limits and a client. */
export const lake = (
  store: Partial<StorageValues> = {},
  clientValues: Partial<ClientValues> = {},
  replication = new Replication(),
  path: NetworkPath = { flowRateBytesPerSecond: 625e6, openSeconds: () => 0 },
): Replication => {
  const { capabilities } = replication;
  const objects = storage.create({ ...textbookStore, ...store }, replication.world('storage'));
  Object.assign(capabilities, objects, { path });
  Object.assign(capabilities, client.create({ ...plainClient, ...clientValues }, replication.world('client')));
  return replication;
};

/** Starts an occurrence of an activity, with the fallbacks of its keys; its fields are filled when the replication runs. */
export const perform = <B extends Block>(
  replication: Replication,
  kind: ActivityKind<B>,
  given: Partial<Values<B>>,
  { name = kind.kind, at = 0, index = 0, world = replication.world(name) } = {},
): FakeOccurrence => {
  const fallbacks = Object.entries(kind.fields).map(([key, { fallback }]) => [key, fallback]);
  const values = { ...Object.fromEntries(fallbacks), ...given } as Values<B>;
  const occurrence = new FakeOccurrence(name, at, index);
  const story = function* () {
    yield at;
    yield* kind.perform(values, world, occurrence);
    occurrence.doneAtSeconds = replication.kernel.now;
  };
  replication.kernel.spawn(story(), name);
  return occurrence;
};

export const sum = (values: Record<string, number>): number => Object.values(values).reduce((a, b) => a + b, 0);
