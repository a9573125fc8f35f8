/** Links whose flows share them: processor sharing. */
import type { CaseSpec } from '../case.ts';
import { exponential, fixed, hyperexponential, type Law, lognormal } from '../laws.ts';
import { runSharedLink } from '../machines/shared-link.ts';
import { meanFlowsCapped, meanTimeOfSize, meanTimeProcessorSharing, varianceOfTimeSharing } from '../theory/index.ts';
import { sources } from './_sources.ts';

function plain(id: string, sizes: Law, relativeVariance: number): CaseSpec {
  return {
    id,
    group: 'sharing',
    title: `M/G/1 processor sharing, ${sizes.name}, load 0.8`,
    simulates: `Flows come at rate 0.8; sizes of mean 1, ${sizes.name}; all share the link equally.`,
    entity: 'flows',
    relativeVariance,
    quantities: [
      {
        name: 'W',
        says: 'mean time of a flow',
        theory: meanTimeProcessorSharing(0.8, 1),
        formula: 'E[S] / (1 − ρ), whatever the law',
        source: sources.sharing,
        published: '5',
      },
      { name: 'L', says: 'mean number of flows', theory: 4, formula: 'ρ / (1 − ρ)', source: sources.sharing },
    ],
    run(lab, entities) {
      const run = runSharedLink(lab, { caseId: id, arrivalRate: 0.8, sizes, capacity: 1, entities });
      return run.outcome({ W: run.time(), L: run.number() });
    },
  };
}

const timeVariance: CaseSpec = {
  id: 'ps-variance',
  group: 'sharing',
  title: 'M/M/1 processor sharing, variance, load 0.5',
  simulates: 'Flows come at rate 0.5; sizes exponential of mean 1; all share the link equally.',
  entity: 'flows',
  relativeVariance: 150,
  quantities: [
    {
      name: 'W',
      says: 'mean time of a flow',
      theory: meanTimeProcessorSharing(0.5, 1),
      formula: 'E[S] / (1 − ρ)',
      source: sources.sharing,
    },
    {
      name: 'Var W',
      says: 'variance of the time',
      theory: varianceOfTimeSharing(0.5),
      formula: '(2 + ρ) / ((2 − ρ) (1 − ρ)²)',
      source: sources.sharingVariance,
    },
  ],
  run(lab, entities) {
    const options = { caseId: 'ps-variance', arrivalRate: 0.5, sizes: exponential(), capacity: 1, entities };
    const run = runSharedLink(lab, options);
    return run.outcome({ W: run.time(), 'Var W': run.timeVariance() });
  },
};

/** Of mean 1. */
const kinds = [
  { size: 0.25, share: 0.4 },
  { size: 0.5, share: 0.2 },
  { size: 1, share: 0.1 },
  { size: 2, share: 0.2 },
  { size: 3, share: 0.1 },
] as const;

const bySize: CaseSpec = {
  id: 'ps-by-size',
  group: 'sharing',
  title: 'Time by size, load 0.8',
  simulates: 'Flows come at rate 0.8; sizes 0.25, 0.5, 1, 2 and 3 make up 40, 20, 10, 20 and 10 % of them.',
  entity: 'flows',
  relativeVariance: 93,
  quantities: kinds.map(({ size }) => ({
    name: `E[T | ${size}]`,
    says: `mean time of flows of size ${size}`,
    theory: meanTimeOfSize(0.8, 1, size),
    formula: 'x / (1 − ρ) = 5 x',
    source: sources.sharing,
  })),
  run(lab, entities) {
    const run = runSharedLink(lab, {
      caseId: 'ps-by-size',
      arrivalRate: 0.8,
      sizes: kinds,
      capacity: 1,
      entities,
    });
    return run.outcome(Object.fromEntries(kinds.map(({ size }, kind) => [`E[T | ${size}]`, run.time(kind)])));
  },
};

/** Each flow capped at capacity / c: the number is that of M/M/c, for every law. */
function capped(id: string, c: number, rate: number, sizes: Law, relativeVariance: number): CaseSpec {
  const number = meanFlowsCapped(rate, c, 1);
  return {
    id,
    group: 'sharing',
    title: `Flows capped at 1/${c} of the link, ${sizes.name}, load ${rate / c}`,
    simulates: `Flows come at rate ${rate} to a link of capacity ${c}, each capped at 1; sizes of mean 1, ${sizes.name}.`,
    entity: 'flows',
    relativeVariance,
    quantities: [
      {
        name: 'L',
        says: 'mean number of flows',
        theory: number,
        formula: `that of M/M/${c}, whatever the law`,
        source: sources.capped,
      },
      { name: 'W', says: 'mean time of a flow', theory: number / rate, formula: 'L / λ', source: sources.little },
      {
        name: 'busy',
        says: 'share of the capacity used',
        theory: rate / c,
        formula: 'λ E[S] / C',
        source: sources.capped,
      },
    ],
    run(lab, entities) {
      const run = runSharedLink(lab, { caseId: id, arrivalRate: rate, sizes, capacity: c, cap: 1, entities });
      return run.outcome({ L: run.number(), W: run.time(), busy: run.utilization() });
    },
  };
}

export const sharingCases: readonly CaseSpec[] = [
  plain('ps-exponential', exponential(), 110),
  plain('ps-fixed', fixed(), 57),
  plain('ps-lognormal', lognormal(2), 180),
  plain('ps-hyperexponential', hyperexponential(4), 220),
  timeVariance,
  bySize,
  capped('ps-capped-exponential', 4, 3.2, exponential(), 54),
  capped('ps-capped-lognormal', 4, 3.2, lognormal(2), 77),
  capped('ps-capped-wide', 16, 12, hyperexponential(4), 20),
];
