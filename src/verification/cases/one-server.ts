/** One server, first come first served. */
import type { CaseSpec } from '../case.ts';
import { erlang, exponential, fixed, hyperexponential, type Law } from '../laws.ts';
import { runStation } from '../machines/station.ts';
import {
  meanNumberGroups,
  meanWaitGm1,
  meanWaitMg1,
  rootGm1,
  timeQuantileMm1,
  waitDistributionMd1,
  waitQuantileGm1,
  waitQuantileMmc,
} from '../theory/index.ts';
import { sources } from './_sources.ts';

const mm1: CaseSpec = {
  id: 'mm1-90',
  group: 'one-server',
  title: 'M/M/1, load 0.9',
  simulates: 'Customers at rate 0.9 come at random; a service takes 1 on average, exponential.',
  entity: 'customers',
  // The 99th percentiles, measured; for L alone it is 2 (1 + ρ) / (1 − ρ)² = 380 (Whitt 1989).
  relativeVariance: 1500,
  quantities: [
    {
      name: 'W',
      says: 'mean time there',
      theory: 10,
      formula: '1 / (μ − λ)',
      source: sources.mm1,
      published: '10',
    },
    {
      name: 'Wq',
      says: 'mean wait',
      theory: meanWaitMg1(0.9, 1, 1),
      formula: 'ρ / (μ − λ)',
      source: sources.mm1,
      published: '9',
    },
    { name: 'L', says: 'mean number there', theory: 9, formula: 'ρ / (1 − ρ)', source: sources.mm1, published: '9' },
    {
      name: 'Lq',
      says: 'mean number waiting',
      theory: 8.1,
      formula: 'ρ² / (1 − ρ)',
      source: sources.mm1,
      published: '8.1',
    },
    { name: 'P(wait)', says: 'share who wait', theory: 0.9, formula: 'ρ', source: sources.mm1, published: '.9' },
    {
      name: 'p50 W',
      says: 'median time there',
      theory: timeQuantileMm1(0.9, 1, 0.5),
      formula: 'ln 2 / (μ − λ)',
      source: sources.mm1,
      published: '6.93147',
    },
    {
      name: 'p99 W',
      says: '99th percentile of the time',
      theory: timeQuantileMm1(0.9, 1, 0.99),
      formula: 'ln 100 / (μ − λ)',
      source: sources.mm1,
      published: '46.0517',
    },
    {
      name: 'p99 Wq',
      says: '99th percentile of the wait',
      theory: waitQuantileMmc(1, 0.9, 1, 0.99),
      formula: 'ln(100 ρ) / (μ − λ)',
      source: sources.mm1,
      published: '44.998',
    },
    { name: 'busy', says: 'share of time busy', theory: 0.9, formula: 'λ / μ', source: sources.mm1 },
  ],
  run(lab, entities) {
    const run = runStation(lab, {
      caseId: 'mm1-90',
      servers: 1,
      classes: [{ arrivalRate: 0.9, service: exponential() }],
      histograms: true,
      entities,
    });
    return run.outcome({
      W: run.time(),
      Wq: run.wait(),
      L: run.number(),
      Lq: run.queueLength(),
      'P(wait)': run.waiting(),
      'p50 W': run.timeQuantile(0.5),
      'p99 W': run.timeQuantile(0.99),
      'p99 Wq': run.waitQuantile(0.99),
      busy: run.utilization(),
    });
  },
};

/** Mean wait by Pollaczek and Khinchine, for one law of services. */
function mg1(id: string, rate: number, law: Law, relativeVariance: number, published?: string): CaseSpec {
  return {
    id,
    group: 'one-server',
    title: `${id === 'md1-80' ? 'M/D/1' : 'M/G/1'}, ${law.name}, load ${rate}`,
    simulates: `Customers at rate ${rate} come at random; services of mean 1, ${law.name}.`,
    entity: 'customers',
    relativeVariance,
    quantities: [
      {
        name: 'Wq',
        says: 'mean wait',
        theory: meanWaitMg1(rate, 1, law.cv2),
        formula: 'λ E[S²] / (2 (1 − ρ))',
        source: sources.mg1,
        ...(published === undefined ? {} : { published }),
      },
      { name: 'P(wait)', says: 'share who wait', theory: rate, formula: 'ρ', source: sources.mg1 },
      ...(law.cv2 === 0
        ? [1, 4].map((t) => ({
            name: `P(Wq ≤ ${t})`,
            says: `share who wait ${t} at most`,
            theory: waitDistributionMd1(rate, t),
            formula: '(1 − ρ) Σ (−λ(t − k))^k e^(λ(t − k)) / k!, k ≤ t',
            source: sources.md1,
          }))
        : []),
    ],
    run(lab, entities) {
      const options = { caseId: id, servers: 1, classes: [{ arrivalRate: rate, service: law }], entities };
      const run = runStation(lab, { ...options, waitAtMost: 1 });
      const estimates = { Wq: run.wait(), 'P(wait)': run.waiting(), 'P(Wq ≤ 1)': run.waitedAtMost() };
      if (law.cv2 > 0) return run.outcome(estimates);
      // The same customers once more, counted at the other limit.
      const again = runStation(lab, { ...options, waitAtMost: 4 });
      return run.outcome({ ...estimates, 'P(Wq ≤ 4)': again.waitedAtMost() });
    },
  };
}

/** Mean wait and quantile by the root of G/M/1, for one law of interarrival times. */
function gm1(
  id: string,
  title: string,
  options: { rate: number; gaps: Law; root: number; transform: string; relativeVariance: number },
): CaseSpec {
  const { rate, gaps, root, transform, relativeVariance } = options;
  return {
    id,
    group: 'one-server',
    title: `${title}, load ${rate}`,
    simulates: `Customers at rate ${rate}, interarrival times ${gaps.name}; services exponential of mean 1.`,
    entity: 'customers',
    relativeVariance,
    quantities: [
      {
        name: 'Wq',
        says: 'mean wait',
        theory: meanWaitGm1(root, 1),
        formula: `σ / (μ (1 − σ)), σ = ${transform}`,
        source: sources.gm1,
      },
      { name: 'P(wait)', says: 'share who wait', theory: root, formula: 'σ', source: sources.gm1 },
      {
        name: 'p99 Wq',
        says: '99th percentile of the wait',
        theory: waitQuantileGm1(root, 1, 0.99),
        formula: 'ln(100 σ) / (μ (1 − σ))',
        source: sources.gm1,
      },
    ],
    run(lab, entities) {
      const run = runStation(lab, {
        caseId: id,
        servers: 1,
        classes: [{ arrivalRate: rate, service: exponential() }],
        interarrival: gaps,
        histograms: true,
        entities,
      });
      return run.outcome({ Wq: run.wait(), 'P(wait)': run.waiting(), 'p99 Wq': run.waitQuantile(0.99) });
    },
  };
}

const groupsOfThree: CaseSpec = {
  id: 'mxm1-groups',
  group: 'one-server',
  title: 'M[X]/M/1, groups of 3, load 0.75',
  simulates: 'Groups of three come at rate 0.25; each customer is served by itself, exponential of mean 1.',
  entity: 'customers',
  relativeVariance: 140,
  quantities: [
    {
      name: 'L',
      says: 'mean number there',
      theory: meanNumberGroups(0.25, 1, 3, 9),
      formula: 'ρ (1 + E[X²] / E[X]) / (2 (1 − ρ))',
      source: sources.groups,
    },
    {
      name: 'W',
      says: 'mean time there',
      theory: meanNumberGroups(0.25, 1, 3, 9) / 0.75,
      formula: 'L / λ',
      source: sources.little,
    },
  ],
  run(lab, entities) {
    const run = runStation(lab, {
      caseId: 'mxm1-groups',
      servers: 1,
      classes: [{ arrivalRate: 0.75, service: exponential() }],
      groupSize: 3,
      entities,
    });
    return run.outcome({ L: run.number(), W: run.time() });
  },
};

export const oneServerCases: readonly CaseSpec[] = [
  mm1,
  mg1('md1-80', 0.8, fixed(), 66, '2'),
  mg1('me4-80', 0.8, erlang(4), 91),
  mg1('mg1-cv4', 0.7, hyperexponential(4), 250, '5.833333'),
  mg1('mg1-cv9', 0.5, hyperexponential(9), 240, '5'),
  gm1('dm1-80', 'D/M/1', {
    rate: 0.8,
    gaps: fixed(1 / 0.8),
    root: rootGm1((s) => Math.exp(-s / 0.8), 1),
    transform: 'exp(−μ (1 − σ) / λ)',
    relativeVariance: 290,
  }),
  gm1('e2m1-80', 'E2/M/1', {
    rate: 0.8,
    gaps: erlang(2, 1 / 0.8),
    root: rootGm1((s) => (1.6 / (1.6 + s)) ** 2, 1),
    transform: '(2λ / (2λ + μ (1 − σ)))²',
    relativeVariance: 410,
  }),
  gm1('h2m1-60', 'H2/M/1, cv² 4', {
    rate: 0.6,
    gaps: hyperexponential(4, 1 / 0.6),
    root: rootGm1(balancedTransform(4, 0.6), 1),
    transform: 'A*(μ (1 − σ))',
    relativeVariance: 250,
  }),
  groupsOfThree,
];

/** Laplace transform of two exponentials with balanced means. */
function balancedTransform(cv2: number, rate: number): (s: number) => number {
  const p = (1 + Math.sqrt((cv2 - 1) / (cv2 + 1))) / 2;
  const [often, seldom] = [2 * p * rate, 2 * (1 - p) * rate];
  return (s) => (p * often) / (often + s) + ((1 - p) * seldom) / (seldom + s);
}
