/** Finite work, repeated: the time until the last task is done, and tries until one succeeds. */
import type { Process } from '../../kernel/index.ts';
import type { CaseSpec, Outcome } from '../case.ts';
import { type Estimate, exactly, meanOf } from '../estimate.ts';
import { Invariants } from '../invariants.ts';
import type { Lab } from '../lab.ts';
import { harmonic, meanMakespan } from '../theory/index.ts';
import { sources } from './_sources.ts';

/** Each replication has a kernel and streams of its own. */
function repeat(
  replications: number,
  run: (replication: number) => { value: number; events: number },
  invariants: Invariants,
): { values: Float64Array; outcome: (estimates: Record<string, Estimate>) => Outcome } {
  const values = new Float64Array(replications);
  let events = 0;
  for (let index = 0; index < replications; index++) {
    const found = run(index);
    values[index] = found.value;
    events += found.events;
  }
  return {
    values,
    outcome: (estimates) => ({
      estimates,
      invariants: invariants.list(),
      entities: replications,
      events,
      batches: replications,
    }),
  };
}

/** Tasks that stand in line for slots, told by processes: a job's stage in small. */
function makespanOf(lab: Lab, options: MakespanOptions, replication: number, invariants: Invariants) {
  const { id, tasks, slots, exponential } = options;
  const kernel = lab.kernel();
  const pool = lab.pool(kernel, { name: id, servers: slots });
  const stream = lab.stream(id, 'tasks', replication);
  let work = 0;
  let done = 0;
  function* task(): Process<void> {
    const seconds = exponential ? stream.exponential(1) : 1;
    work += seconds;
    yield* pool.use(seconds);
    done++;
  }
  for (let index = 0; index < tasks; index++) kernel.spawn(task(), 'task');
  kernel.run();
  const { meanBusy, utilization, served } = pool.stats();
  invariants.identity('work conservation', work, meanBusy * kernel.now);
  invariants.balance('every task is done', tasks, done);
  invariants.balance('flow balance of the pool', tasks, served);
  invariants.atMost('utilisation at most 1', utilization, 1);
  return { value: kernel.now, events: kernel.eventCount };
}

interface MakespanOptions {
  readonly id: string;
  readonly tasks: number;
  readonly slots: number;
  readonly exponential: boolean;
}

function makespan(options: MakespanOptions & { relativeVariance: number; published: string }): CaseSpec {
  const { id, tasks, slots, relativeVariance, published } = options;
  return {
    id,
    group: 'jobs',
    title: `${tasks} exponential tasks on ${slots} slots`,
    simulates: `${tasks} tasks, exponential of mean 1, wait for ${slots} slots; repeated; told by processes.`,
    entity: 'replications',
    relativeVariance,
    quantities: [
      {
        name: 'makespan',
        says: 'mean time until the last is done',
        theory: meanMakespan(tasks, slots),
        formula: '(n − c) / c + 1 + 1/2 + ... + 1/c',
        source: sources.maximum,
        published,
      },
    ],
    run(lab, replications) {
      const invariants = new Invariants();
      const run = repeat(replications, (index) => makespanOf(lab, options, index, invariants), invariants);
      return run.outcome({ makespan: meanOf(run.values) });
    },
  };
}

const maximum: CaseSpec = {
  id: 'maximum-100',
  group: 'jobs',
  title: 'The slowest of 100',
  simulates: 'A hundred exponential delays of mean 1 begin together; a process waits for all of them; repeated.',
  entity: 'replications',
  relativeVariance: 0.07,
  quantities: [
    {
      name: 'maximum',
      says: 'mean of the longest',
      theory: harmonic(100),
      formula: '1 + 1/2 + ... + 1/100',
      source: sources.maximum,
      published: '5.187378',
    },
  ],
  run(lab, replications) {
    const invariants = new Invariants();
    const once = (replication: number) => {
      const kernel = lab.kernel();
      const stream = lab.stream('maximum-100', 'delays', replication);
      let longest = 0;
      function* delay(): Process<void> {
        const seconds = stream.exponential(1);
        longest = Math.max(longest, seconds);
        yield seconds;
      }
      let joinedAt = Number.NaN;
      function* all(): Process<void> {
        const delays = Array.from({ length: 100 }, () => kernel.spawn(delay(), 'delay'));
        for (const each of delays) yield each;
        joinedAt = kernel.now;
      }
      kernel.spawn(all(), 'all');
      kernel.run();
      invariants.balance('joined when the longest is over', joinedAt, longest);
      return { value: joinedAt, events: kernel.eventCount };
    };
    const run = repeat(replications, once, invariants);
    return run.outcome({ maximum: meanOf(run.values) });
  },
};

const retry: CaseSpec = {
  id: 'retry',
  group: 'jobs',
  title: 'Retry until success',
  simulates:
    'A try takes 1 on average, exponential, and fails with probability 0.2; then comes the next; one after the other.',
  entity: 'jobs',
  relativeVariance: 1.1,
  quantities: [
    {
      name: 'tries',
      says: 'mean number of tries',
      theory: 1.25,
      formula: '1 / (1 − p)',
      source: sources.geometric,
      published: '1.25',
    },
    {
      name: 'time',
      says: 'mean time until success',
      theory: 1.25,
      formula: 'E[S] / (1 − p): a geometric sum of exponentials is exponential',
      source: sources.geometric,
    },
  ],
  run(lab, jobs) {
    const kernel = lab.kernel();
    const luck = lab.stream('retry', 'luck');
    const lengths = lab.stream('retry', 'tries');
    const tries = new Float64Array(jobs);
    const times = new Float64Array(jobs);
    let sum = 0;
    function* all(): Process<void> {
      for (let job = 0; job < jobs; job++) {
        const start = kernel.now;
        for (let failed = true; failed; failed = luck.uniform() < 0.2) {
          tries[job]!++;
          const seconds = lengths.exponential(1);
          sum += seconds;
          yield seconds;
        }
        times[job] = kernel.now - start;
      }
    }
    kernel.spawn(all(), 'all');
    kernel.run();
    const invariants = new Invariants();
    invariants.identity('the clock is the sum of all tries', kernel.now, sum);
    const estimates = { tries: meanOf(tries), time: meanOf(times) };
    return { estimates, invariants: invariants.list(), entities: jobs, events: kernel.eventCount, batches: jobs };
  },
};

const fixedTasks: CaseSpec = {
  id: 'makespan-200-fixed',
  group: 'jobs',
  title: '200 fixed tasks on 16 slots',
  simulates: '200 tasks of length 1 wait for 16 slots; told by processes.',
  entity: 'tasks',
  relativeVariance: null,
  quantities: [
    {
      name: 'makespan',
      says: 'time until the last is done',
      theory: 13,
      formula: '200 / 16, rounded up: 12 full rounds and 8 tasks',
      source: sources.hand,
      exact: true,
      published: '13',
    },
  ],
  run(lab) {
    const invariants = new Invariants();
    const options = { id: 'makespan-200-fixed', tasks: 200, slots: 16, exponential: false };
    const { value, events } = makespanOf(lab, options, 0, invariants);
    const estimates = { makespan: exactly(value) };
    return { estimates, invariants: invariants.list(), entities: 200, events, batches: 0 };
  },
};

export const jobCases: readonly CaseSpec[] = [
  makespan({
    id: 'makespan-200',
    tasks: 200,
    slots: 16,
    exponential: true,
    relativeVariance: 0.0115,
    published: '14.88073',
  }),
  makespan({
    id: 'makespan-1000',
    tasks: 1000,
    slots: 64,
    exponential: true,
    relativeVariance: 0.0068,
    published: '19.36889',
  }),
  fixedTasks,
  maximum,
  retry,
];
