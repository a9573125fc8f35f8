/** Every single customer: the kernel against recursions and slow, obvious models, and against itself told otherwise. */
import type { CaseSpec, Outcome } from '../case.ts';
import { greedyShaper, type NaiveFlow, naiveSharing, nonPreemptive, preemptive } from '../coupling/brute-force.ts';
import {
  type Coupled,
  endsByServing,
  endsByUsing,
  endsOnLink,
  endsOnNetwork,
  grantsOfBucket,
  impatientByHandlers,
  impatientByProcesses,
  waitsByHandlers,
  waitsByProcesses,
} from '../coupling/kernel-side.ts';
import { drawLoad, largestDifference } from '../coupling/load.ts';
import { impatientWaits, kieferWolfowitz, lindley } from '../coupling/recursions.ts';
import { exactly } from '../estimate.ts';
import type { Lab } from '../lab.ts';
import { exponential, hyperexponential } from '../laws.ts';
import { runOpenNetwork } from '../machines/open-network.ts';
import { runSharedLink } from '../machines/shared-link.ts';
import { runStation } from '../machines/station.ts';
import { sources } from './_sources.ts';

const customers = 20_000;

interface Comparison {
  readonly name: string;
  readonly says: string;
  readonly formula: string;
  readonly source: string;
}

interface CouplingOptions {
  readonly id: string;
  readonly title: string;
  readonly simulates: string;
  readonly entity: string;
  readonly comparisons: readonly Comparison[];
  /** The comparisons' differences in the same order. */
  run(lab: Lab): { differences: number[]; entities: number; events: number };
}

function coupling({ id, title, simulates, entity, comparisons, run }: CouplingOptions): CaseSpec {
  return {
    id,
    group: 'coupling',
    title,
    simulates,
    entity,
    relativeVariance: null,
    quantities: comparisons.map((comparison) => ({ ...comparison, theory: 0, exact: true })),
    run(lab): Outcome {
      const { differences, entities, events } = run(lab);
      const estimates = Object.fromEntries(comparisons.map(({ name }, index) => [name, exactly(differences[index]!)]));
      return { estimates, invariants: [], entities, events, batches: 0 };
    },
  };
}

const services = 'services hyperexponential of mean 1 (cv² 3)';

/** Handlers and processes against the same recursion. */
function waits(servers: number): CaseSpec {
  const id = servers === 1 ? 'coupling-lindley' : `coupling-kiefer-wolfowitz-${servers}`;
  const source = servers === 1 ? sources.lindley : sources.kieferWolfowitz;
  const formula =
    servers === 1 ? 'w(n+1) = max(0, w(n) + s(n) − t(n+1))' : 'ordered work before each server, less the gap';
  return coupling({
    id,
    title: `G/G/${servers}: every wait`,
    simulates: `20,000 customers at load 0.9, ${services}; the kernel against the recursion of ${source}.`,
    entity: 'customers',
    comparisons: ['handlers', 'processes'].map((told) => ({
      name: told,
      says: `largest difference of a wait, told by ${told}`,
      formula,
      source,
    })),
    run(lab) {
      const load = drawLoad(lab, id, { count: customers, rate: 0.9 * servers });
      const expected = servers === 1 ? lindley(load) : kieferWolfowitz(load, servers);
      return against(expected, [waitsByHandlers(lab, load, servers), waitsByProcesses(lab, load, servers)]);
    },
  });
}

function against(expected: Float64Array, found: readonly Coupled[]) {
  return {
    differences: found.map(({ values }) => largestDifference(values, expected)),
    entities: expected.length * found.length,
    events: found.reduce((sum, { events }) => sum + events, 0),
  };
}

function priorities(servers: number, isPreemptive: boolean): CaseSpec {
  const id = `coupling-priorities-${servers}${isPreemptive ? '-preemptive' : ''}`;
  return coupling({
    id,
    title: `Priorities on ${servers} ${servers === 1 ? 'server' : 'servers'}${isPreemptive ? ', preemption' : ''}: every end`,
    simulates: `20,000 customers of four classes at load 0.9, ${services}; the kernel against a list searched from end to end.`,
    entity: 'customers',
    comparisons: ['serve()', 'use()'].map((told) => ({
      name: told,
      says: `largest difference of an end, told by ${told}`,
      formula: 'the first of the best class is served',
      source: sources.bruteForce,
    })),
    run(lab) {
      const load = drawLoad(lab, id, { count: customers, rate: 0.9 * servers, classes: 4 });
      const expected = isPreemptive ? preemptive(load, servers) : nonPreemptive(load, servers);
      const options = { servers, preemptive: isPreemptive };
      return against(expected, [endsByServing(lab, load, options), endsByUsing(lab, load, options)]);
    },
  });
}

const impatient = coupling({
  id: 'coupling-impatient',
  title: 'Impatient customers: every wait',
  simulates: `20,000 customers at offered load 1.2, ${services}, patience exponential of mean 2; the kernel against the recursion of ${sources.impatience}.`,
  entity: 'customers',
  comparisons: ['withdraw()', 'acquireWithin()'].map((told) => ({
    name: told,
    says: `largest difference of a wait, told by ${told}`,
    formula: 'v(n+1) = max(0, v(n) + s(n) [v(n) ≤ p(n)] − t(n+1)); w = min(v, p)',
    source: sources.impatience,
  })),
  run(lab) {
    const load = drawLoad(lab, 'coupling-impatient', { count: customers, rate: 1.2 });
    const stream = lab.stream('coupling-impatient', 'patience');
    const patience = Float64Array.from({ length: customers }, () => stream.exponential(2));
    const found = [impatientByHandlers(lab, load, patience), impatientByProcesses(lab, load, patience)];
    return against(impatientWaits(load, patience), found);
  },
});

const link = coupling({
  id: 'coupling-link',
  title: 'A shared link with caps: every end',
  simulates: `4,000 flows at load 0.85, sizes hyperexponential of mean 1 (cv² 3), a third each capped at 0.4, at 0.7 and not at all; the link and the network against residual bytes.`,
  entity: 'flows',
  comparisons: ['link', 'network'].map((part) => ({
    name: part,
    says: `largest difference of an end, ${part}`,
    formula: 'residual bytes, moved on from change to change',
    source: sources.bruteForce,
  })),
  run(lab) {
    const load = drawLoad(lab, 'coupling-link', { count: 4_000, rate: 0.85 });
    const caps = [0.4, 0.7, Infinity];
    const flows = flowsOf(load.arrivals, load.services, (index) => ({ cap: caps[index % 3]!, path: [0] }));
    const expected = naiveSharing([1], flows);
    return against(expected, [endsOnLink(lab, 1, flows), endsOnNetwork(lab, [1], flows)]);
  },
});

const paths: readonly (readonly number[])[] = [[0], [1], [2], [0, 1], [1, 2], [0, 1, 2], [3], [0, 3]];

const network = coupling({
  id: 'coupling-network',
  title: 'Four links and eight routes: every end',
  simulates:
    '4,000 flows on eight routes over links of capacity 1, 2, 1.5 and 0.8, a quarter of them capped at 0.5; the network against progressive filling and residual bytes.',
  entity: 'flows',
  comparisons: [
    {
      name: 'network',
      says: 'largest difference of an end',
      formula: 'max-min rates anew at each change',
      source: sources.maxMin,
    },
  ],
  run(lab) {
    const load = drawLoad(lab, 'coupling-network', { count: 4_000, rate: 1.1, classes: paths.length });
    const flows = flowsOf(load.arrivals, load.services, (index) => ({
      cap: index % 4 === 0 ? 0.5 : Infinity,
      path: paths[load.priorities[index]!]!,
    }));
    const capacities = [1, 2, 1.5, 0.8];
    return against(naiveSharing(capacities, flows), [endsOnNetwork(lab, capacities, flows)]);
  },
});

function flowsOf(
  arrivals: Float64Array,
  sizes: Float64Array,
  rest: (index: number) => Pick<NaiveFlow, 'cap' | 'path'>,
): NaiveFlow[] {
  return Array.from(arrivals, (at, index) => ({ at, size: sizes[index]!, ...rest(index) }));
}

const bucket = coupling({
  id: 'coupling-token-bucket',
  title: 'Token bucket: every grant',
  simulates:
    '10,000 requests at random at rate 0.66 for a bucket that fills at rate 0.7 and holds 5; the kernel against a maximum over all earlier arrivals.',
  entity: 'requests',
  comparisons: [
    {
      name: 'bucket',
      says: 'largest difference of a grant',
      formula: 'level + rate × time, at most 5',
      source: sources.bruteForce,
    },
  ],
  run(lab) {
    const { arrivals } = drawLoad(lab, 'coupling-token-bucket', { count: 10_000, rate: 0.66 });
    return against(greedyShaper(arrivals, 0.7, 5), [grantsOfBucket(lab, arrivals, 0.7, 5)]);
  },
});

/** A model in small, as a list of all it measured. */
interface Model {
  readonly id: string;
  readonly words: string;
  run(lab: Lab): { numbers: number[]; entities: number; events: number };
}

const models: readonly Model[] = [
  {
    id: 'queue',
    words: 'M/M/1 at load 0.9',
    run: (lab) => {
      const classes = [{ arrivalRate: 0.9, service: exponential() }];
      const run = runStation(lab, { caseId: 'lists-queue', servers: 1, classes, entities: 100_000 });
      return numbersOf(run.outcome({ W: run.time(), Wq: run.wait(), L: run.number(), Lq: run.queueLength() }));
    },
  },
  {
    id: 'unlimited',
    words: 'M/G/∞ with 5,000 services pending',
    run: (lab) => {
      const classes = [{ arrivalRate: 2_500, service: hyperexponential(4, 2) }];
      const run = runStation(lab, { caseId: 'lists-unlimited', servers: 10_000, classes, entities: 150_000 });
      return numbersOf(run.outcome({ L: run.number(), V: run.numberVariance() }));
    },
  },
  {
    id: 'impatient',
    words: 'M/M/10+M, whose timers are cancelled and set again',
    run: (lab) => {
      const options = { caseId: 'lists-impatient', servers: 10, renegingRate: 0.25, entities: 100_000 };
      const run = runStation(lab, { ...options, classes: [{ arrivalRate: 11, service: exponential() }] });
      return numbersOf(run.outcome({ R: run.reneging(), W: run.time(), Lq: run.queueLength() }));
    },
  },
  {
    id: 'network',
    words: 'two stations in a row with feedback',
    run: (lab) => {
      const run = runOpenNetwork(lab, {
        caseId: 'lists-network',
        stations: [
          { servers: 1, service: exponential(0.5), externalRate: 1, next: [0.2, 0.8] },
          { servers: 2, service: exponential(1), externalRate: 0.2, next: [0.1, 0] },
        ],
        entities: 100_000,
      });
      return numbersOf(run.outcome({ W: run.time(), A: run.number(0), B: run.number(1) }));
    },
  },
  {
    id: 'link',
    words: 'a shared link at load 0.8',
    run: (lab) => {
      const options = { caseId: 'lists-link', arrivalRate: 0.8, sizes: exponential(), capacity: 1, entities: 100_000 };
      const run = runSharedLink(lab, options);
      return numbersOf(run.outcome({ W: run.time(), L: run.number(), V: run.timeVariance() }));
    },
  },
];

function numbersOf({ estimates, entities, events }: Outcome) {
  const numbers = Object.values(estimates).flatMap(({ value, standardError }) => [value, standardError ?? 0]);
  return { numbers: [...numbers, entities, events], entities, events };
}

const eventLists = coupling({
  id: 'coupling-event-lists',
  title: 'Heap and ladder: every bit',
  simulates: `${models.map(({ words }) => words).join('; ')}: each with the heap, with the ladder and with the choice of the kernel.`,
  entity: 'customers',
  comparisons: models.map(({ id, words }) => ({
    name: id,
    says: `results that differ in any bit, ${words}`,
    formula: 'the order of events is that of (time, priority, sequence)',
    source: sources.definition,
  })),
  run(lab) {
    let entities = 0;
    let events = 0;
    const differences = models.map((model) => {
      const [first, ...others] = (['heap', 'ladder', 'auto'] as const).map((eventList) => {
        const run = model.run({ ...lab, kernel: (options) => lab.kernel({ ...options, eventList }) });
        entities += run.entities;
        events += run.events;
        return run.numbers;
      });
      // Object.is tells every bit apart and finds NaN equal to itself, which counts as a difference here.
      const differ = (other: readonly number[]) =>
        other.filter((value, index) => !Object.is(value, first![index]) || Number.isNaN(value)).length;
      return others.reduce((sum, other) => sum + differ(other), 0);
    });
    return { differences, entities, events };
  },
});

export const couplingCases: readonly CaseSpec[] = [
  waits(1),
  waits(2),
  waits(3),
  waits(16),
  priorities(1, false),
  priorities(3, false),
  priorities(1, true),
  priorities(3, true),
  impatient,
  link,
  network,
  bucket,
  eventLists,
];
