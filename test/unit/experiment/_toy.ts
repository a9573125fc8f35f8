/** A registry of one toy model, and designs and scenarios made by hand: no profile, no YAML. */
import type { DistributionSpec } from '../../../src/fields/index.ts';
import { quantity, randomQuantity } from '../../../src/fields/index.ts';
import { type Process, ServerPool } from '../../../src/kernel/index.ts';
import { defineActivity, defineComponent, type Model, type Occurrence } from '../../../src/models/model.ts';
import type {
  ClaimSpec,
  Expression,
  Overrides,
  Resolution,
  Resolved,
  ResolvedActivity,
  ResolvedDesign,
  ResolvedInput,
  RunSpec,
  Scenario,
  Timing,
} from '../../../src/scenario/core/index.ts';
import { createCatalog } from '../../../src/scenario/core/index.ts';

interface Bench {
  /** Works on a piece for its time, after whoever came before. */
  work(piece: number, occurrence: Occurrence): Process<void>;
}
declare module '../../../src/models/capabilities.ts' {
  interface Capabilities {
    bench: Bench;
  }
}

const benchFields = {
  hands: quantity('count', { doc: 'pieces at once', fallback: 1 }),
  time: randomQuantity('time', { doc: 'time for a piece' }),
};

const bench = defineComponent({
  kind: 'toybench',
  doc: 'a work bench',
  fields: benchFields,
  defaultProfile: 'oak',
  offers: ['bench'],
  needs: [],
  metrics: [
    { name: 'busy', unit: '1', kind: 'level', doc: 'hands at work' },
    { name: 'pieces', unit: '1', kind: 'total', doc: 'pieces done', better: 'high' },
    { name: 'pieceTime', unit: 's', kind: 'samples', doc: 'time at work on a piece' },
  ],
  charts: [{ id: 'busy', y: 'toybench.busy', x: 'time', howToRead: 'The line is the number of hands at work.' }],
  notModelled: [{ text: 'Hands get tired.', direction: 'Long days come out too short.' }],
  create: (values, world) => {
    const pool = new ServerPool(world.kernel, { name: world.name, servers: values.hands });
    const busy = world.metric('busy');
    const pieces = world.metric('pieces');
    const pieceTime = world.metric('pieceTime');
    const times = world.draw('time', values.time);
    busy.set(0);
    world.atEnd(() => world.meter('toy', 'rent', world.kernel.now));
    return {
      bench: {
        *work(piece, occurrence) {
          const asked = world.kernel.now;
          yield pool.acquire();
          occurrence.phase('wait', world.kernel.now - asked);
          busy.add(1);
          const seconds = times.at(piece, 0);
          world.timeline?.bar(occurrence.activity, 0, piece, 'saw', world.kernel.now, world.kernel.now + seconds);
          yield seconds;
          busy.add(-1);
          pieces.add(1);
          pieceTime.add(seconds);
          pool.release();
          occurrence.phase('saw', seconds);
          occurrence.bound('hands', seconds);
          occurrence.requests(1);
          world.meter('toy', 'piece', 1, occurrence.activity);
          world.meter('toy', 'glue', 1, occurrence.activity);
        },
      },
    };
  },
});

/** 1 cent a piece, 1 cent an hour of rent; glue has no price. */
const till = defineComponent({
  kind: 'toytill',
  doc: 'prices',
  fields: {},
  defaultProfile: 'cash',
  offers: ['prices'],
  needs: [],
  metrics: [],
  charts: [],
  notModelled: [],
  create: () => ({
    prices: {
      name: 'toy prices',
      date: '2026-01-01',
      note: '',
      bill: (service, item, quantity) => {
        const price = { piece: { usd: 0.01, unit: 'pieces' }, rent: { usd: 0.01 / 3600, unit: 's' } }[item];
        if (!price) return null;
        const { usd: unitPriceUsd, unit } = price;
        const group = item === 'piece' ? 'requests' : 'compute';
        return [{ service, item, group, quantity, unit, unitPriceUsd, usd: quantity * unitPriceUsd, source: 'toy' }];
      },
    },
  }),
});

const cut = defineActivity({
  kind: 'toycut',
  doc: 'cuts pieces, one after the other',
  fields: { pieces: quantity('count', { doc: 'how many' }) },
  doneBy: 'bench',
  overlap: 'parallel',
  phases: ['saw'],
  bounds: ['hands'],
  metrics: [{ name: 'mark', unit: '1', kind: 'samples', doc: 'number of the occurrence' }],
  charts: [{ id: 'cut', y: 'toycut.makespan', x: 'design', howToRead: 'A bar is the time for all.' }],
  *perform({ pieces }, world, occurrence) {
    occurrence.sample('mark')(occurrence.index);
    for (let i = 0; i < pieces; i++) yield* world.find('bench').work(occurrence.index * 1e6 + i, occurrence);
  },
});

export const toyModels: readonly Model[] = [{ id: 'toy', components: [bench, till], activities: [cut] }];
export const toyCatalog = createCatalog(toyModels);

export const constant = (value: number): DistributionSpec => ({ kind: 'constant', value });

export const timing = (given: Partial<Timing> = {}): Timing => ({
  at: null,
  everySeconds: null,
  arrivals: null,
  closedLoop: null,
  after: null,
  when: null,
  delaySeconds: 0,
  fromSeconds: 0,
  untilSeconds: null,
  count: null,
  times: 1,
  overlap: 'parallel',
  deadlineSeconds: null,
  ...given,
});

export interface ToyActivity {
  readonly name?: string;
  readonly pieces?: number;
  readonly timing?: Partial<Timing>;
}

export interface ToyDesign {
  readonly name?: string;
  readonly hands?: number;
  readonly time?: DistributionSpec;
  readonly activities?: readonly ToyActivity[];
}

const input = (address: string, value: unknown, variesAs: ResolvedInput['variesAs'], unit: string): ResolvedInput => ({
  address,
  value,
  unit,
  origin: 'given',
  source: null,
  doc: address,
  variesAs,
});

export function toyDesign({
  name = 'shop',
  hands = 1,
  time = constant(1),
  activities = [{}],
}: ToyDesign): ResolvedDesign {
  return {
    name,
    components: [
      { name: 'toybench', kind: 'toybench', model: 'toy', profile: 'oak', values: { hands, time }, needs: {} },
      { name: 'toytill', kind: 'toytill', model: 'toy', profile: 'cash', values: {}, needs: {} },
    ],
    activities: activities.map(
      (each): ResolvedActivity => ({
        name: each.name ?? 'toycut',
        kind: 'toycut',
        values: { pieces: each.pieces ?? 1 },
        timing: timing(each.timing),
        uses: { bench: 'toybench' },
      }),
    ),
    inputs: [
      input('toybench.hands', hands, 'integer', '1'),
      input('toybench.time', time, 'continuous', 's'),
      ...activities.map((each) => input(`${each.name ?? 'toycut'}.pieces`, each.pieces ?? 1, 'integer', '1')),
    ],
  };
}

export const toyRun = (given: Partial<RunSpec> = {}): RunSpec => ({
  seed: 1,
  replications: 10,
  precision: null,
  horizonSeconds: null,
  warmUpSeconds: 0,
  windowSeconds: null,
  fidelity: 'auto',
  limits: { events: 1e7, wallTimeSeconds: 600 },
  ...given,
});

/** `a.b.c` as a metric, `metric('a.b') / metric('c.d')` by hand. */
export const metric = (text: string): Expression => ({ k: 'metric', words: text.split('.') });
export const quotient = (left: string, right: string): Expression => ({
  k: 'operator',
  op: '/',
  left: metric(left),
  right: metric(right),
});

export const claim = (id: string, expression: Expression, given: Partial<ClaimSpec> = {}): ClaimSpec => ({
  id,
  says: id,
  source: null,
  tags: [],
  basis: 'stated',
  value: { text: id, expression },
  expect: { text: '> 0', low: 0, high: Number.POSITIVE_INFINITY, lowOpen: true, highOpen: true },
  assumptions: [],
  ...given,
});

/** Designs as a function of what was changed, by address. */
export type ToyShape = (changed: Readonly<Record<string, number>>) => readonly ToyDesign[];

export interface ToyScenario {
  readonly scenario: Scenario;
  readonly resolve: (scenario: Scenario, overrides: Overrides) => Resolution;
}

export function toyScenario(
  shape: ToyShape,
  given: Partial<Scenario> & { toyRun?: Partial<RunSpec> } = {},
): ToyScenario {
  const { toyRun: run, ...rest } = given;
  const designs = shape({}).map((each) => each.name ?? 'shop');
  const scenario: Scenario = {
    file: 'toy.yaml',
    text: '',
    sha256: '',
    title: 'Toy',
    question: 'How long?',
    parameters: {},
    defaults: {},
    designs: Object.fromEntries(designs.map((name) => [name, {}])),
    designOrder: designs,
    baseline: designs[0]!,
    run: {},
    claims: [],
    sweep: null,
    tune: null,
    charts: [],
    expressions: {},
    profiles: {},
    tables: {},
    lines: {},
    set: {},
    overridden: {},
    ...rest,
  };
  const resolve = (_: Scenario, overrides: Overrides): Resolution => {
    const changed: Record<string, number> = {};
    for (const [address, override] of Object.entries(overrides)) {
      changed[address] = 'base' in override ? override.base : Number(override.raw);
    }
    const resolved: Resolved = {
      parameters: {},
      parameterInputs: [],
      designs: shape(changed).map(toyDesign),
      run: toyRun(run),
    };
    return { resolved, issues: [], addresses: new Set() };
  };
  return { scenario, resolve };
}
