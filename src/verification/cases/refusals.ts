/** Customers who are turned away, leave the line, or do not join it. */
import type { CaseSpec } from '../case.ts';
import { exponential, fixed, hyperexponential, type Law, lognormal } from '../laws.ts';
import { runStation } from '../machines/station.ts';
import { birthDeath, erlangB } from '../theory/index.ts';
import { sources } from './_sources.ts';

/** M/M/c/K: the number is a birth-death chain cut off at K. */
function truncated(options: {
  servers: number;
  capacity: number;
  rate: number;
  relativeVariance: number;
  published?: { refused: string; number: string };
}): CaseSpec {
  const { servers, capacity, rate, relativeVariance, published } = options;
  const id = `mm${servers}-${capacity}`;
  const chain = birthDeath(
    () => rate,
    (n) => Math.min(n, servers),
    capacity,
  );
  const refused = chain.probabilities[capacity]!;
  const number = chain.mean((n) => n);
  return {
    id,
    group: 'refusals',
    title: `M/M/${servers}/${capacity}, offered load ${Number((rate / servers).toFixed(3))}`,
    simulates: `Customers at rate ${rate} come to ${servers} servers; who finds ${capacity} there goes away. Services exponential of mean 1.`,
    entity: 'customers',
    relativeVariance,
    quantities: [
      {
        name: 'P(block)',
        says: 'share turned away',
        theory: refused,
        formula: 'p(K) of the birth-death chain',
        source: sources.truncated,
        ...(published ? { published: published.refused } : {}),
      },
      {
        name: 'L',
        says: 'mean number there',
        theory: number,
        formula: 'Σ n p(n)',
        source: sources.truncated,
        ...(published ? { published: published.number } : {}),
      },
      {
        name: 'W',
        says: 'mean time of those let in',
        theory: number / (rate * (1 - refused)),
        formula: 'L / (λ (1 − p(K)))',
        source: sources.little,
      },
    ],
    run(lab, entities) {
      const classes = [{ arrivalRate: rate, service: exponential() }];
      const run = runStation(lab, { caseId: id, servers, capacity, classes, entities });
      return run.outcome({ 'P(block)': run.refusal(), L: run.number(), W: run.time() });
    },
  };
}

/** Erlang's loss system, insensitive to the law of services. */
function loss(id: string, service: Law, relativeVariance: number): CaseSpec {
  const blocked = erlangB(10, 10);
  return {
    id,
    group: 'refusals',
    title: `Erlang B, 10 servers, load 10, ${service.name}`,
    simulates: `Customers at rate 10 come to 10 servers; who finds all busy goes away. Services of mean 1, ${service.name}.`,
    entity: 'customers',
    relativeVariance,
    quantities: [
      {
        name: 'P(block)',
        says: 'share turned away',
        theory: blocked,
        formula: 'B(c, a) = (a^c / c!) / Σ a^k / k!, whatever the law',
        source: service.cv2 === 1 ? sources.erlangB : sources.insensitive,
        published: '.2145823',
      },
      {
        name: 'L',
        says: 'mean number there',
        theory: 10 * (1 - blocked),
        formula: 'a (1 − B)',
        source: sources.erlangB,
      },
    ],
    run(lab, entities) {
      const classes = [{ arrivalRate: 10, service }];
      const run = runStation(lab, { caseId: id, servers: 10, capacity: 10, classes, entities });
      return run.outcome({ 'P(block)': run.refusal(), L: run.number() });
    },
  };
}

/** Erlang A: exponential patience; those in the line leave at rate theta each. */
function impatient(id: string, servers: number, rate: number, theta: number, relativeVariance: number): CaseSpec {
  const chain = birthDeath(
    () => rate,
    (n) => Math.min(n, servers) + Math.max(0, n - servers) * theta,
  );
  const line = chain.mean((n) => Math.max(0, n - servers));
  const waiting = chain.probabilities.reduce((sum, p, n) => (n >= servers ? sum + p : sum), 0);
  return {
    id,
    group: 'refusals',
    title: `M/M/${servers}+M, offered load ${rate / servers}, patience ${1 / theta}`,
    simulates: `Customers at rate ${rate} come to ${servers} ${servers === 1 ? 'server' : 'servers'}; each leaves the line when its exponential patience of mean ${1 / theta} is at its end. Services exponential of mean 1.`,
    entity: 'customers',
    relativeVariance,
    quantities: [
      {
        name: 'P(abandon)',
        says: 'share who leave the line',
        theory: (theta * line) / rate,
        formula: 'θ Lq / λ, Lq of the birth-death chain',
        source: sources.abandonment,
      },
      {
        name: 'P(wait)',
        says: 'share who wait',
        theory: waiting,
        formula: 'Σ p(n), n ≥ c',
        source: sources.abandonment,
      },
      {
        name: 'Lq',
        says: 'mean number waiting',
        theory: line,
        formula: 'Σ (n − c) p(n), n > c',
        source: sources.abandonment,
      },
    ],
    run(lab, entities) {
      const classes = [{ arrivalRate: rate, service: exponential() }];
      const run = runStation(lab, { caseId: id, servers, classes, renegingRate: theta, entities });
      return run.outcome({ 'P(abandon)': run.reneging(), 'P(wait)': run.waiting(), Lq: run.queueLength() });
    },
  };
}

const discouraged: CaseSpec = {
  id: 'mm1-discouraged',
  group: 'refusals',
  title: 'Discouraged arrivals, offered load 2',
  simulates: 'Customers at rate 2 see n others and join with probability 1 / (n + 1); services exponential of mean 1.',
  entity: 'customers',
  relativeVariance: 20,
  quantities: [
    {
      name: 'L',
      says: 'mean number there',
      theory: 2,
      formula: 'λ / μ: the number is Poisson',
      source: sources.discouraged,
    },
    {
      name: 'X',
      says: 'customers served per unit of time',
      theory: 1 - Math.exp(-2),
      formula: 'μ (1 − e^(−λ/μ))',
      source: sources.discouraged,
    },
    {
      name: 'P(balk)',
      says: 'share who do not join',
      theory: 1 - (1 - Math.exp(-2)) / 2,
      formula: '1 − X / λ',
      source: sources.discouraged,
    },
  ],
  run(lab, entities) {
    const run = runStation(lab, {
      caseId: 'mm1-discouraged',
      servers: 1,
      classes: [{ arrivalRate: 2, service: exponential() }],
      joins: (inside) => 1 / (inside + 1),
      entities,
    });
    return run.outcome({ L: run.number(), X: run.throughput(), 'P(balk)': run.refusal() });
  },
};

export const refusalCases: readonly CaseSpec[] = [
  truncated({
    servers: 1,
    capacity: 10,
    rate: 0.9,
    relativeVariance: 130,
    published: { refused: '.05081373', number: '3.969441' },
  }),
  truncated({
    servers: 3,
    capacity: 5,
    rate: 4,
    relativeVariance: 20,
    published: { refused: '.3335505', number: '3.583062' },
  }),
  truncated({ servers: 4, capacity: 12, rate: 4, relativeVariance: 120 }),
  loss('erlang-b-exponential', exponential(), 20),
  loss('erlang-b-fixed', fixed(), 20),
  loss('erlang-b-hyperexponential', hyperexponential(4), 32),
  loss('erlang-b-lognormal', lognormal(4), 35),
  impatient('mm1-impatient', 1, 1.2, 0.5, 20),
  impatient('mm10-impatient', 10, 11, 0.25, 71),
  discouraged,
];
