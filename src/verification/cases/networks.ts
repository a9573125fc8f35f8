/** Networks of stations. */
import type { CaseSpec } from '../case.ts';
import { exponential, fixed, type Law } from '../laws.ts';
import { runClosedNetwork } from '../machines/closed-network.ts';
import { runForkJoin } from '../machines/fork-join.ts';
import { runOpenNetwork } from '../machines/open-network.ts';
import { runTold } from '../machines/told-by-processes.ts';
import { birthDeath, closedNetwork, meanWaitMmc, trafficRates } from '../theory/index.ts';
import { sources } from './_sources.ts';

const tandem: CaseSpec = {
  id: 'tandem',
  group: 'networks',
  title: 'Two stations in a row',
  simulates: 'Customers at rate 0.7 visit two single servers, rates 1 and 0.8, exponential.',
  entity: 'customers',
  relativeVariance: 250,
  quantities: [
    {
      name: 'W',
      says: 'mean time in both',
      theory: 1 / 0.3 + 1 / (0.8 - 0.7),
      formula: 'Σ 1 / (μ − λ): the output of M/M/1 is Poisson',
      source: sources.series,
      published: '13.33333',
    },
    { name: 'L1', says: 'mean number at the first', theory: 0.7 / 0.3, formula: 'ρ / (1 − ρ)', source: sources.series },
    { name: 'L2', says: 'mean number at the second', theory: 7, formula: 'ρ / (1 − ρ)', source: sources.series },
  ],
  run(lab, entities) {
    const run = runOpenNetwork(lab, {
      caseId: 'tandem',
      stations: [
        { servers: 1, service: exponential(1), externalRate: 0.7, next: [0, 1] },
        { servers: 1, service: exponential(1 / 0.8), externalRate: 0, next: [] },
      ],
      entities,
    });
    return run.outcome({ W: run.time(), L1: run.number(0), L2: run.number(1) });
  },
};

const jacksonStations = [
  { servers: 1, mean: 0.5, externalRate: 0.8, next: [0, 0.6, 0.4] },
  { servers: 2, mean: 1.2, externalRate: 0.1, next: [0.25, 0, 0] },
  { servers: 1, mean: 0.8, externalRate: 0.2, next: [0.3, 0.1, 0] },
] as const;
const jacksonRates = trafficRates(
  jacksonStations.map(({ externalRate }) => externalRate),
  jacksonStations.map(({ next }) => next),
);
const jacksonNumbers = jacksonStations.map(({ servers, mean }, index) => {
  const rate = jacksonRates[index]!;
  return rate * (meanWaitMmc(servers, rate, 1 / mean) + mean);
});

const jackson: CaseSpec = {
  id: 'jackson',
  group: 'networks',
  title: 'Jackson network with feedback',
  simulates:
    'Three stations (1, 2 and 1 servers; services of mean 0.5, 1.2 and 0.8) with arrivals from outside at 0.8, 0.1 and 0.2; after a service customers go back or on with probabilities up to 0.6.',
  entity: 'customers',
  relativeVariance: 35,
  quantities: [
    ...jacksonNumbers.map((theory, index) => ({
      name: `L${index + 1}`,
      says: `mean number at station ${index + 1}`,
      theory,
      formula: 'that of M/M/c at the rate of the traffic equations',
      source: sources.jackson,
    })),
    {
      name: 'W',
      says: 'mean time from coming to leaving',
      theory: jacksonNumbers.reduce((sum, number) => sum + number, 0) / 1.1,
      formula: 'Σ L / Σ γ',
      source: sources.little,
    },
  ],
  run(lab, entities) {
    const run = runOpenNetwork(lab, {
      caseId: 'jackson',
      stations: jacksonStations.map(({ servers, mean, externalRate, next }) => ({
        servers,
        service: exponential(mean),
        externalRate,
        next,
      })),
      entities,
    });
    return run.outcome({ L1: run.number(0), L2: run.number(1), L3: run.number(2), W: run.time() });
  },
};

interface ClosedOptions {
  readonly id: string;
  readonly demands: readonly number[];
  readonly think: Law | null;
  readonly jobs: number;
  readonly relativeVariance: number;
  readonly published?: { readonly throughput: string; readonly response: string };
}

function closed({ id, demands, think, jobs, relativeVariance, published }: ClosedOptions): CaseSpec {
  const { throughput, responseSeconds, queues } = closedNetwork(demands, think?.mean ?? 0, jobs);
  const words = think === null ? 'without thinking' : `thinking ${think.name} of mean ${think.mean}`;
  return {
    id,
    group: 'networks',
    title: `Closed, ${jobs} jobs, demands ${demands.join(' and ')}${think === null ? '' : `, thinking ${think.name}`}`,
    simulates: `${jobs} jobs, ${words}, go round two single servers with exponential services of mean ${demands.join(' and ')}; told by processes.`,
    entity: 'cycles',
    relativeVariance,
    quantities: [
      {
        name: 'X',
        says: 'cycles per unit of time',
        theory: throughput,
        formula: 'exact mean value analysis',
        source: sources.meanValues,
        ...(published ? { published: published.throughput } : {}),
      },
      {
        name: 'R',
        says: 'mean time of a cycle, without thinking',
        theory: responseSeconds,
        formula: 'N / X − Z',
        source: sources.meanValues,
        ...(published ? { published: published.response } : {}),
      },
      {
        name: 'L1',
        says: 'mean number at the first station',
        theory: queues[0]!,
        formula: 'exact mean value analysis',
        source: sources.meanValues,
      },
    ],
    run(lab, entities) {
      const stations = demands.map((mean) => ({ servers: 1, service: exponential(mean) }));
      const run = runClosedNetwork(lab, { caseId: id, jobs, think, stations, throughput, entities });
      return run.outcome({ X: run.throughput(), R: run.response(), L1: run.number(0) });
    },
  };
}

/** Machines that fail at rate `failures` each and are repaired by few: M/M/c//N. */
function repairman(id: string, think: Law, relativeVariance: number): CaseSpec {
  const [machines, crews] = [12, 3];
  const chain = birthDeath(
    (n) => (machines - n) / think.mean,
    (n) => Math.min(n, crews),
    machines,
  );
  const down = chain.mean((n) => n);
  const throughput = (machines - down) / think.mean;
  return {
    id,
    group: 'networks',
    title: `Machine repair, 12 machines and 3 crews, running times ${think.name}`,
    simulates: `12 machines run ${think.mean} on average (${think.name}) and wait for one of 3 crews; repairs exponential of mean 1; told by processes.`,
    entity: 'repairs',
    relativeVariance,
    quantities: [
      {
        name: 'L',
        says: 'mean number of machines down',
        theory: down,
        formula: 'Σ n p(n) of the birth-death chain',
        source: sources.finiteSource,
      },
      {
        name: 'X',
        says: 'repairs per unit of time',
        theory: throughput,
        formula: '(N − L) / E[running]',
        source: sources.finiteSource,
      },
      {
        name: 'R',
        says: 'mean time down',
        theory: down / throughput,
        formula: 'L / X',
        source: sources.finiteSource,
      },
    ],
    run(lab, entities) {
      const stations = [{ servers: crews, service: exponential() }];
      const run = runClosedNetwork(lab, { caseId: id, jobs: machines, think, stations, throughput, entities });
      return run.outcome({ L: run.number(0), X: run.throughput(), R: run.response() });
    },
  };
}

const engset: CaseSpec = (() => {
  const [sourcesCount, servers, meanThink] = [20, 6, 3];
  const chainOf = (jobs: number) =>
    birthDeath(
      (n) => (jobs - n) / meanThink,
      (n) => n,
      servers,
    );
  const number = chainOf(sourcesCount).mean((n) => n);
  return {
    id: 'engset',
    group: 'networks',
    title: 'Engset, 20 sources and 6 lines',
    simulates:
      '20 sources think 3 on average and then hold one of 6 lines for 1; who finds none free thinks again; told by processes.',
    entity: 'calls',
    relativeVariance: 20,
    quantities: [
      {
        name: 'P(block)',
        says: 'share of calls that find no line',
        theory: chainOf(sourcesCount - 1).probabilities[servers]!,
        formula: 'p(c) of the chain with one source less',
        source: sources.finiteSource,
      },
      {
        name: 'L',
        says: 'mean number of busy lines',
        theory: number,
        formula: 'Σ n p(n)',
        source: sources.finiteSource,
      },
    ],
    run(lab, entities) {
      const run = runClosedNetwork(lab, {
        caseId: 'engset',
        jobs: sourcesCount,
        think: exponential(meanThink),
        stations: [{ servers, capacity: servers, service: exponential() }],
        throughput: number,
        entities,
      });
      return run.outcome({ 'P(block)': run.refusal(), L: run.number(0) });
    },
  };
})();

const forkJoin: CaseSpec = {
  id: 'fork-join',
  group: 'networks',
  title: 'Fork and join, two stations, load 0.8',
  simulates:
    'Jobs at rate 0.8 send a task to each of two single servers, exponential of mean 1, and are done when both are.',
  entity: 'jobs',
  relativeVariance: 62,
  quantities: [
    {
      name: 'W',
      says: 'mean time of a job',
      theory: (12 - 0.8) / 8 / 0.2,
      formula: '(12 − ρ) / (8 (μ − λ))',
      source: sources.forkJoin,
    },
  ],
  run(lab, entities) {
    const run = runForkJoin(lab, { caseId: 'fork-join', arrivalRate: 0.8, entities });
    return run.outcome({ W: run.time });
  },
};

const told: CaseSpec = {
  id: 'mm2-processes',
  group: 'networks',
  title: 'M/M/2 told by processes, load 0.8',
  simulates: 'Customers at rate 1.6 come to two servers, each customer a generator; services exponential of mean 1.',
  entity: 'customers',
  relativeVariance: 170,
  quantities: [
    {
      name: 'Wq',
      says: 'mean wait',
      theory: meanWaitMmc(2, 1.6, 1),
      formula: 'C(c, a) / (c μ − λ)',
      source: sources.mmc,
    },
    {
      name: 'W',
      says: 'mean time there',
      theory: meanWaitMmc(2, 1.6, 1) + 1,
      formula: 'Wq + 1 / μ',
      source: sources.mmc,
    },
  ],
  run(lab, entities) {
    const run = runTold(lab, { caseId: 'mm2-processes', servers: 2, arrivalRate: 1.6, entities });
    return run.outcome({ Wq: run.wait(), W: run.time() });
  },
};

const toldImpatient: CaseSpec = (() => {
  const chain = birthDeath(
    () => 4,
    (n) => Math.min(n, 4) + Math.max(0, n - 4) * 0.5,
  );
  return {
    id: 'mm4-impatient-processes',
    group: 'refusals',
    title: 'M/M/4+M told by processes, offered load 1, patience 2',
    simulates: 'Customers at rate 4 come to 4 servers, each a generator that waits 2 on average and then leaves.',
    entity: 'customers',
    relativeVariance: 20,
    quantities: [
      {
        name: 'P(abandon)',
        says: 'share who leave the line',
        theory: (0.5 * chain.mean((n) => Math.max(0, n - 4))) / 4,
        formula: 'θ Lq / λ, Lq of the birth-death chain',
        source: sources.abandonment,
      },
    ],
    run(lab, entities) {
      const options = { caseId: 'mm4-impatient-processes', servers: 4, arrivalRate: 4, meanPatience: 2, entities };
      const run = runTold(lab, options);
      return run.outcome({ 'P(abandon)': run.reneging() });
    },
  };
})();

export const toldRefusalCases: readonly CaseSpec[] = [toldImpatient];

export const networkCases: readonly CaseSpec[] = [
  tandem,
  jackson,
  forkJoin,
  closed({
    id: 'closed-thinking',
    demands: [0.1, 0.05],
    think: exponential(1),
    jobs: 20,
    relativeVariance: 20,
    published: { throughput: '9.940837', response: '1.011903' },
  }),
  closed({
    id: 'closed-thinking-fixed',
    demands: [0.1, 0.05],
    think: fixed(1),
    jobs: 20,
    relativeVariance: 20,
  }),
  closed({
    id: 'closed-balanced',
    demands: [1, 1],
    think: null,
    jobs: 10,
    relativeVariance: 20,
    published: { throughput: '.909091', response: '11' },
  }),
  repairman('repair-exponential', exponential(4), 20),
  repairman('repair-fixed', fixed(4), 20),
  engset,
  told,
];
