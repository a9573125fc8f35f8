/** Nothing random: stories whose ends are computed by hand. */
import { FairShareNetwork, Interrupt, type Kernel, type Process, Store, TokenBucket } from '../../kernel/index.ts';
import type { CaseSpec } from '../case.ts';
import { exactly } from '../estimate.ts';
import { Invariants } from '../invariants.ts';
import type { Lab } from '../lab.ts';
import { sources } from './_sources.ts';

interface Step {
  readonly name: string;
  readonly says: string;
  readonly theory: number;
  /** The arithmetic. */
  readonly formula: string;
  readonly published?: string;
}

interface Story {
  readonly id: string;
  readonly title: string;
  readonly simulates: string;
  readonly steps: readonly Step[];
  /** Sets the story up; what it notes by name is compared when the kernel has run. */
  tell(lab: Lab, kernel: Kernel, note: (name: string, value: number) => void, invariants: Invariants): () => void;
}

function story({ id, title, simulates, steps, tell }: Story): CaseSpec {
  return {
    id,
    group: 'exact',
    title,
    simulates,
    entity: 'steps',
    relativeVariance: null,
    quantities: steps.map((step) => ({ ...step, source: sources.hand, exact: true })),
    run(lab) {
      const kernel = lab.kernel();
      const found = new Map<string, number>();
      const invariants = new Invariants();
      const end = tell(lab, kernel, (name, value) => found.set(name, value), invariants);
      kernel.run();
      end();
      const estimates = Object.fromEntries(Array.from(found, ([name, value]) => [name, exactly(value)]));
      const { eventCount: events } = kernel;
      return { estimates, invariants: invariants.list(), entities: steps.length, events, batches: 0 };
    },
  };
}

const nothing = () => {};

/** Flows on one link: name, start, size and cap of each. */
function linkStory(
  lab: Lab,
  kernel: Kernel,
  note: (name: string, value: number) => void,
  options: {
    capacity: number;
    flows: readonly (readonly [name: string, at: number, size: number, cap?: number])[];
    changes?: readonly (readonly [at: number, capacity: number])[];
    origin?: number;
  },
): () => void {
  const { capacity, flows, changes = [], origin = 0 } = options;
  const link = lab.link(kernel, { name: 'link', capacityBytesPerSecond: capacity });
  for (const [name, at, size, cap = Infinity] of flows) {
    const done = kernel.handler(() => note(name, kernel.now - origin));
    kernel.scheduleAt(
      origin + at,
      kernel.handler(() => link.start(size, link.flowClass(cap), done, 0)),
    );
  }
  for (const [at, next] of changes) {
    kernel.scheduleAt(
      origin + at,
      kernel.handler(() => link.setCapacity(next)),
    );
  }
  return nothing;
}

const links: readonly CaseSpec[] = [
  story({
    id: 'link-three',
    title: 'Three flows on a link',
    simulates: 'Sizes 10, 20 and 30 start at 0 on a link of capacity 10.',
    steps: [
      { name: 'first', says: 'end of the flow of 10', theory: 3, formula: '10 / (10 / 3)', published: '3' },
      { name: 'second', says: 'end of the flow of 20', theory: 5, formula: '3 + 10 / (10 / 2)', published: '5' },
      { name: 'third', says: 'end of the flow of 30', theory: 6, formula: '5 + 10 / 10', published: '6' },
    ],
    tell: (lab, kernel, note) =>
      linkStory(lab, kernel, note, {
        capacity: 10,
        flows: [
          ['first', 0, 10],
          ['second', 0, 20],
          ['third', 0, 30],
        ],
      }),
  }),
  story({
    id: 'link-late',
    title: 'A flow that comes later',
    simulates: 'Size 1 starts at 0 and again at 0.5 on a link of capacity 1.',
    steps: [
      { name: 'first', says: 'end of the first', theory: 1.5, formula: '0.5 + 0.5 / (1 / 2)', published: '1.5' },
      { name: 'second', says: 'end of the second', theory: 2, formula: '1.5 + 0.5 / 1', published: '2' },
    ],
    tell: (lab, kernel, note) =>
      linkStory(lab, kernel, note, {
        capacity: 1,
        flows: [
          ['first', 0, 1],
          ['second', 0.5, 1],
        ],
      }),
  }),
  story({
    id: 'link-caps',
    title: 'Flows with caps',
    simulates: 'Sizes 4, 9 and 10 with caps 2, 3 and none start at 0 on a link of capacity 10.',
    steps: [
      { name: 'capped at 2', says: 'end of the flow of 4', theory: 2, formula: '4 / 2' },
      {
        name: 'capped at 3',
        says: 'end of the flow of 9',
        theory: 3,
        formula: '9 / 3: its cap holds after the others end',
      },
      { name: 'no cap', says: 'end of the flow of 10', theory: 2, formula: '10 / (10 − 2 − 3)' },
    ],
    tell: (lab, kernel, note) =>
      linkStory(lab, kernel, note, {
        capacity: 10,
        flows: [
          ['capped at 2', 0, 4, 2],
          ['capped at 3', 0, 9, 3],
          ['no cap', 0, 10],
        ],
      }),
  }),
  story({
    id: 'link-outage',
    title: 'A link that stops and comes back slower',
    simulates: 'Size 10 starts at 0 at capacity 10, which is 0 from 0.5 and 5 from 2.5.',
    steps: [{ name: 'end', says: 'end of the flow', theory: 3.5, formula: '2.5 + (10 − 0.5 × 10) / 5' }],
    tell: (lab, kernel, note) =>
      linkStory(lab, kernel, note, {
        capacity: 10,
        flows: [['end', 0, 10]],
        changes: [
          [0.5, 0],
          [2.5, 5],
        ],
      }),
  }),
  story({
    id: 'link-after-years',
    title: 'A link after eight and a half years',
    simulates: 'The flows of "A flow that comes later", 2²⁸ seconds later, where the clock resolves 6 × 10⁻⁸ s.',
    steps: [
      { name: 'first', says: 'end of the first', theory: 1.5, formula: '0.5 + 0.5 / (1 / 2)' },
      { name: 'second', says: 'end of the second', theory: 2, formula: '1.5 + 0.5 / 1' },
    ],
    tell: (lab, kernel, note) =>
      linkStory(lab, kernel, note, {
        capacity: 1,
        flows: [
          ['first', 0, 1],
          ['second', 0.5, 1],
        ],
        origin: 2 ** 28,
      }),
  }),
];

/** Three flows over two links of capacity 1 and 2: A on both, B on the first, C on the second. */
function maxMin(kernel: Kernel, note: (name: string, value: number) => void, sizes: readonly [number, number, number]) {
  const network = new FairShareNetwork(kernel, { name: 'network' });
  const [first, second] = [1, 2].map((capacityBytesPerSecond) =>
    network.link({ name: `link of ${capacityBytesPerSecond}`, capacityBytesPerSecond }),
  );
  const routes = [[first!, second!], [first!], [second!]];
  routes.forEach((route, index) => {
    const done = kernel.handler(() => note('ABC'[index]!, kernel.now));
    network.start(sizes[index]!, network.route(route), done, 0);
  });
  return nothing;
}

const networks: readonly CaseSpec[] = [
  story({
    id: 'max-min-rates',
    title: 'Max-min rates on two links',
    simulates:
      'Links of capacity 1 and 2; A on both, B on the first, C on the second; sizes 0.5, 0.5, 1.5 end together.',
    steps: [
      { name: 'A', says: 'rate of A', theory: 0.5, formula: '1 / 2: half of the first link', published: '.5' },
      { name: 'B', says: 'rate of B', theory: 0.5, formula: '1 − 0.5', published: '.5' },
      { name: 'C', says: 'rate of C', theory: 1.5, formula: '2 − 0.5', published: '1.5' },
    ],
    tell: (_, kernel, note) => {
      const sizes = [0.5, 0.5, 1.5] as const;
      return maxMin(kernel, (name, seconds) => note(name, sizes['ABC'.indexOf(name)]! / seconds), sizes);
    },
  }),
  story({
    id: 'max-min-ends',
    title: 'Max-min ends on two links',
    simulates: 'The same links and routes with sizes 0.5, 1 and 3.5.',
    steps: [
      { name: 'A', says: 'end of A', theory: 1, formula: '0.5 / 0.5' },
      { name: 'B', says: 'end of B', theory: 1.5, formula: '1 + (1 − 0.5) / 1' },
      { name: 'C', says: 'end of C', theory: 2, formula: '1 + (3.5 − 1.5) / 2' },
    ],
    tell: (_, kernel, note) => maxMin(kernel, note, [0.5, 1, 3.5]),
  }),
];

const pools: readonly CaseSpec[] = [
  story({
    id: 'pool-two',
    title: 'Two servers',
    simulates: 'Services of 3, 1, 2 come at 0 and one of 4 at 1.',
    steps: [
      { name: 'third', says: 'end of the third', theory: 3, formula: '1 + 2: the second server is free at 1' },
      { name: 'fourth', says: 'end of the fourth', theory: 7, formula: '3 + 4: both are free at 3' },
      { name: 'waits', says: 'mean wait', theory: 0.75, formula: '(0 + 0 + 1 + 2) / 4' },
      { name: 'Lq', says: 'mean number waiting up to 7', theory: 3 / 7, formula: '(1 + 2) / 7' },
      { name: 'busy', says: 'utilisation up to 7', theory: 10 / 14, formula: '(3 + 1 + 2 + 4) / (2 × 7)' },
    ],
    tell: (lab, kernel, note) => {
      const pool = lab.pool(kernel, { name: 'pool', servers: 2 });
      function* customer(name: string, at: number, seconds: number): Process<void> {
        yield at;
        yield* pool.use(seconds);
        note(name, kernel.now);
      }
      const services = [3, 1, 2, 4];
      ['first', 'second', 'third', 'fourth'].forEach((name, index) => {
        kernel.spawn(customer(name, index === 3 ? 1 : 0, services[index]!));
      });
      return () => {
        const { waits, meanQueueLength, utilization } = pool.stats();
        note('waits', waits.mean);
        note('Lq', meanQueueLength);
        note('busy', utilization);
      };
    },
  }),
  story({
    id: 'pool-priorities',
    title: 'Three classes in line',
    simulates: 'A service of 5 begins at 0; at 1, 2, 3 and 4 come services of 1 of classes 2, 1, 2 and 0.',
    steps: [
      { name: 'at 4', says: 'end of the one of class 0', theory: 6, formula: '5 + 1: the best class first' },
      { name: 'at 2', says: 'end of the one of class 1', theory: 7, formula: '6 + 1' },
      { name: 'at 1', says: 'end of the first of class 2', theory: 8, formula: '7 + 1: first come, first served' },
      { name: 'at 3', says: 'end of the second of class 2', theory: 9, formula: '8 + 1' },
    ],
    tell: (lab, kernel, note) => {
      const pool = lab.pool(kernel, { name: 'pool', servers: 1 });
      function* customer(at: number, seconds: number, priority: number): Process<void> {
        yield at;
        yield* pool.use(seconds, priority);
        if (at > 0) note(`at ${at}`, kernel.now);
      }
      kernel.spawn(customer(0, 5, 0));
      [2, 1, 2, 0].forEach((priority, index) => {
        kernel.spawn(customer(index + 1, 1, priority));
      });
      return nothing;
    },
  }),
  story({
    id: 'pool-preemption',
    title: 'Preemption and resumption',
    simulates:
      'A service of 10 of class 1 begins at 0, another of 4 comes at 1; services of class 0 come: 2 at 3, 1 at 4.',
    steps: [
      { name: 'urgent', says: 'end of the first urgent', theory: 5, formula: '3 + 2' },
      { name: 'urgent too', says: 'end of the second', theory: 6, formula: '5 + 1: its own class is not interrupted' },
      { name: 'long', says: 'end of the interrupted', theory: 13, formula: '6 + (10 − 3)' },
      { name: 'short', says: 'end of the other', theory: 17, formula: '13 + 4: the interrupted stands at the head' },
      { name: 'interruptions', says: 'interruptions', theory: 1, formula: 'at 3' },
    ],
    tell: (lab, kernel, note) => {
      const pool = lab.pool(kernel, { name: 'pool', servers: 1, preemption: 'resume' });
      function* customer(name: string, at: number, seconds: number, priority: number): Process<void> {
        yield at;
        yield* pool.use(seconds, priority);
        note(name, kernel.now);
      }
      kernel.spawn(customer('long', 0, 10, 1));
      kernel.spawn(customer('short', 1, 4, 1));
      kernel.spawn(customer('urgent', 3, 2, 0));
      kernel.spawn(customer('urgent too', 4, 1, 0));
      return () => note('interruptions', pool.stats().preemptions);
    },
  }),
  story({
    id: 'pool-impatience',
    title: 'A full room and an impatient customer',
    simulates: 'One server, room for two. Services of 4 come at 0, 1 (patience 2), 2 and 3.5.',
    steps: [
      { name: 'gave up', says: 'when the second leaves the line', theory: 3, formula: '1 + 2' },
      { name: 'turned away', says: 'when the third is turned away', theory: 2, formula: 'two are there' },
      { name: 'last', says: 'end of the last', theory: 8, formula: '4 + 4: the place is free since 3' },
      { name: 'Lq', says: 'mean number waiting up to 8', theory: 2.5 / 8, formula: '(2 + 0.5) / 8' },
    ],
    tell: (lab, kernel, note) => {
      const pool = lab.pool(kernel, { name: 'pool', servers: 1, capacity: 2 });
      function* customer(name: string, at: number, patience: number): Process<void> {
        yield at;
        const refusal = yield* pool.acquireWithin(patience);
        if (refusal !== undefined) {
          note(refusal === 'full' ? 'turned away' : 'gave up', kernel.now);
          return;
        }
        yield 4;
        pool.release();
        note(name, kernel.now);
      }
      kernel.spawn(customer('first', 0, 100));
      kernel.spawn(customer('second', 1, 2));
      kernel.spawn(customer('third', 2, 100));
      kernel.spawn(customer('last', 3.5, 100));
      return () => note('Lq', pool.stats().meanQueueLength);
    },
  }),
  story({
    id: 'interrupt',
    title: 'An interrupted wait',
    simulates: 'A customer in line is called away at 2 and comes back at 3; the server is free at 5.',
    steps: [
      { name: 'called away', says: 'when the yield throws', theory: 2, formula: 'at once' },
      { name: 'other', says: 'end of the one behind', theory: 6, formula: '5 + 1: it has moved up' },
      { name: 'back', says: 'end of the one called away', theory: 7, formula: '6 + 1: it stands behind' },
    ],
    tell: (lab, kernel, note) => {
      const pool = lab.pool(kernel, { name: 'pool', servers: 1 });
      function* customer(name: string, at: number, seconds: number): Process<void> {
        yield at;
        yield* pool.use(seconds);
        note(name, kernel.now);
      }
      function* called(): Process<void> {
        yield 0.5;
        try {
          yield* pool.use(1);
        } catch (reason) {
          if (!(reason instanceof Interrupt)) throw reason;
          note('called away', kernel.now);
          yield 1;
          yield* pool.use(1);
          note('back', kernel.now);
        }
      }
      kernel.spawn(customer('first', 0, 5));
      const handle = kernel.spawn(called());
      kernel.spawn(customer('other', 1, 1));
      kernel.schedule(
        2,
        kernel.handler(() => handle.interrupt('called')),
      );
      return nothing;
    },
  }),
];

const bucketRequests = 1_000_000;

const others: readonly CaseSpec[] = [
  story({
    id: 'token-bucket',
    title: 'Token bucket',
    simulates: 'A bucket of 3 that fills at rate 2: five requests for a token at 0, one for two at 4.',
    steps: [
      { name: '3', says: 'grant of the third', theory: 0, formula: 'the burst' },
      { name: '4', says: 'grant of the fourth', theory: 0.5, formula: '(4 − 3) / 2' },
      { name: '5', says: 'grant of the fifth', theory: 1, formula: '(5 − 3) / 2' },
      { name: '6', says: 'grant of the sixth', theory: 4, formula: 'full since 2.5' },
      { name: 'level', says: 'tokens left at 4', theory: 1, formula: '3 − 2' },
    ],
    tell: (_, kernel, note) => {
      const bucket = new TokenBucket(kernel, { name: 'bucket', ratePerSecond: 2, burst: 3 });
      function* request(name: string, at: number, tokens: number): Process<void> {
        yield at;
        yield bucket.acquire(tokens);
        note(name, kernel.now);
      }
      for (let index = 1; index <= 5; index++) kernel.spawn(request(String(index), 0, 1));
      kernel.spawn(request('6', 4, 2));
      return () => note('level', bucket.level);
    },
  }),
  story({
    id: 'token-bucket-long',
    title: 'A million tokens',
    simulates:
      'A process asks for one token after the other, a million times, of a bucket of 5,500 that fills at 5,500 a second.',
    steps: [
      {
        name: 'end',
        says: 'grant of the last',
        theory: (bucketRequests - 5500) / 5500,
        formula: '(1,000,000 − 5,500) / 5,500',
      },
    ],
    tell: (_, kernel, note) => {
      const bucket = new TokenBucket(kernel, { name: 'bucket', ratePerSecond: 5500, burst: 5500 });
      function* requests(): Process<void> {
        for (let index = 0; index < bucketRequests; index++) yield bucket.acquire();
        note('end', kernel.now);
      }
      kernel.spawn(requests());
      return nothing;
    },
  }),
  story({
    id: 'store',
    title: 'Store with room for two',
    simulates: 'A producer puts an item every 1 as long as there is room; from 5 on a consumer takes one every 3.',
    steps: [
      { name: 'third', says: 'when the third item is in', theory: 5, formula: 'room when the first is taken' },
      { name: 'fourth', says: 'when the fourth item is in', theory: 8, formula: '5 + 3' },
      { name: 'level', says: 'mean number held up to 14', theory: 22 / 14, formula: '(2 × (11 − 2) + 1 + 1 × 3) / 14' },
      { name: 'last', says: 'when the last item is taken', theory: 14, formula: '5 + 3 × 3' },
    ],
    tell: (_, kernel, note) => {
      const store = new Store(kernel, { name: 'store', capacity: 2 });
      function* producer(): Process<void> {
        for (const name of ['first', 'second', 'third', 'fourth']) {
          yield 1;
          yield store.put(1);
          note(name, kernel.now);
        }
      }
      function* consumer(): Process<void> {
        yield 5;
        for (let index = 0; index < 4; index++) {
          if (index > 0) yield 3;
          yield store.get();
        }
        note('last', kernel.now);
      }
      kernel.spawn(producer());
      kernel.spawn(consumer());
      return () => note('level', store.stats().meanLevel);
    },
  }),
  story({
    id: 'timers',
    title: 'A timer that is moved',
    simulates: 'A timer is set to 5, moved to 3, cancelled at 2 and set at 4 to 6; another one runs out at 1.',
    steps: [
      { name: 'moved', says: 'when it runs out', theory: 6, formula: '4 + 2' },
      { name: 'times', says: 'how often', theory: 1, formula: 'the earlier settings are void' },
      { name: 'other', says: 'when the other runs out', theory: 1, formula: '0 + 1' },
    ],
    tell: (_, kernel, note) => {
      let times = 0;
      const timer = kernel.timer(
        kernel.handler(() => {
          times++;
          note('moved', kernel.now);
        }),
      );
      const other = kernel.timer(kernel.handler(() => note('other', kernel.now)));
      timer.set(5);
      timer.set(3);
      other.set(1);
      kernel.schedule(
        2,
        kernel.handler(() => timer.cancel()),
      );
      kernel.schedule(
        4,
        kernel.handler(() => timer.set(2)),
      );
      return () => note('times', times);
    },
  }),
  story({
    id: 'periods',
    title: 'Periods without drift',
    simulates: 'Every 0.1 for an hour and every hour for thirty days, each from 0 and before its end.',
    steps: [
      { name: 'tenths', says: 'events in the hour', theory: 36_000, formula: '3,600 / 0.1' },
      { name: 'last tenth', says: 'time of the last', theory: 35_999 * 0.1, formula: '35,999 × 0.1' },
      { name: 'hours', says: 'events in the thirty days', theory: 720, formula: '30 × 24' },
      { name: 'last hour', says: 'time of the last', theory: 719 * 3600, formula: '719 × 3,600' },
    ],
    tell: (_, kernel, note) => {
      const count = (name: string, last: string) => {
        let times = 0;
        return kernel.handler(() => {
          note(name, ++times);
          note(last, kernel.now);
        });
      };
      kernel.every(0.1, count('tenths', 'last tenth'), 0, { until: 3600 });
      kernel.every(3600, count('hours', 'last hour'), 0, { until: 30 * 86_400 });
      return nothing;
    },
  }),
  story({
    id: 'ties',
    title: 'Equal times',
    simulates:
      'At 1 five things happen: scheduled as 1, 2, 3 with priority 0, 4 with priority −1, 5 with priority 1; 1 schedules 6 at once.',
    steps: [{ name: 'order', says: 'order as digits', theory: 412_365, formula: 'priority, then order of scheduling' }],
    tell: (_, kernel, note) => {
      let order = 0;
      const happen = kernel.handler((number) => {
        order = 10 * order + number;
        if (number === 1) kernel.schedule(0, happen, 6);
        note('order', order);
      });
      for (const number of [1, 2, 3]) kernel.schedule(1, happen, number);
      kernel.schedule(1, happen, 4, -1);
      kernel.schedule(1, happen, 5, 1);
      return nothing;
    },
  }),
];

export const exactCases: readonly CaseSpec[] = [...links, ...networks, ...pools, ...others];
