/** Several servers and one line; and servers without number. */
import type { CaseSpec, QuantitySpec } from '../case.ts';
import { exponential, fixed, hyperexponential, type Law } from '../laws.ts';
import { runStation } from '../machines/station.ts';
import { erlangC, meanWaitMmc, waitQuantileMmc } from '../theory/index.ts';
import { sources } from './_sources.ts';

type Found = 'W' | 'Wq' | 'P(wait)' | 'L' | 'p99 Wq';

interface MmcOptions {
  readonly servers: number;
  readonly rate: number;
  readonly relativeVariance: number;
  readonly published?: Partial<Record<Found, string>>;
  readonly found: readonly Found[];
}

function mmc({ servers, rate, relativeVariance, published = {}, found }: MmcOptions): CaseSpec {
  const id = `mm${servers}`;
  const wait = meanWaitMmc(servers, rate, 1);
  const all: Record<Found, Omit<QuantitySpec, 'name' | 'source'>> = {
    W: { says: 'mean time there', theory: wait + 1, formula: 'Wq + 1 / μ' },
    Wq: { says: 'mean wait', theory: wait, formula: 'C(c, a) / (c μ − λ)' },
    'P(wait)': {
      says: 'share who wait',
      theory: erlangC(servers, rate),
      formula: 'C(c, a) = B / (1 − (a / c)(1 − B)), B by Erlang’s recursion',
    },
    L: { says: 'mean number there', theory: rate * (wait + 1), formula: 'λ W' },
    'p99 Wq': {
      says: '99th percentile of the wait',
      theory: waitQuantileMmc(servers, rate, 1, 0.99),
      formula: 'ln(100 C) / (c μ − λ)',
    },
  };
  return {
    id,
    group: 'several-servers',
    title: `M/M/${servers}, load ${rate / servers}`,
    simulates: `Customers at rate ${rate} come at random to ${servers} servers; services exponential of mean 1.`,
    entity: 'customers',
    relativeVariance,
    quantities: found.map((name) => ({
      name,
      ...all[name],
      source: sources.mmc,
      ...(published[name] === undefined ? {} : { published: published[name] }),
    })),
    run(lab, entities) {
      const run = runStation(lab, {
        caseId: id,
        servers,
        classes: [{ arrivalRate: rate, service: exponential() }],
        ...(found.includes('p99 Wq') ? { histograms: true as const } : {}),
        entities,
      });
      return run.outcome({
        W: run.time(),
        Wq: run.wait(),
        'P(wait)': run.waiting(),
        L: run.number(),
        ...(found.includes('p99 Wq') ? { 'p99 Wq': run.waitQuantile(0.99) } : {}),
      });
    },
  };
}

/** Nobody ever waits: the number inside is Poisson for every law of services. */
function unlimited(id: string, service: Law, relativeVariance: number): CaseSpec {
  return {
    id,
    group: 'several-servers',
    title: `M/G/∞, ${service.name}`,
    simulates: `Customers at rate 50 come at random, and each is served at once; services of mean 2, ${service.name}.`,
    entity: 'customers',
    relativeVariance,
    quantities: [
      {
        name: 'L',
        says: 'mean number there',
        theory: 100,
        formula: 'λ E[S], whatever the law',
        source: sources.mginf,
        published: '100',
      },
      {
        name: 'Var L',
        says: 'variance of the number there',
        theory: 100,
        formula: 'λ E[S], whatever the law',
        source: sources.mginf,
        published: '100',
      },
    ],
    run(lab, entities) {
      // Poisson of mean 100: a thousand at once comes in no time that anybody simulates.
      const run = runStation(lab, {
        caseId: id,
        servers: 1000,
        classes: [{ arrivalRate: 50, service }],
        entities,
      });
      return run.outcome({ L: run.number(), 'Var L': run.numberVariance() });
    },
  };
}

export const severalServersCases: readonly CaseSpec[] = [
  mmc({
    servers: 2,
    rate: 1.6,
    relativeVariance: 170,
    published: { Wq: '1.77778', 'P(wait)': '.711111' },
    found: ['Wq', 'P(wait)', 'L'],
  }),
  mmc({ servers: 3, rate: 1.5, relativeVariance: 87, found: ['Wq', 'P(wait)'] }),
  mmc({
    servers: 4,
    rate: 3.2,
    relativeVariance: 230,
    published: { Wq: '.745541', 'P(wait)': '.596432' },
    found: ['Wq', 'P(wait)'],
  }),
  mmc({ servers: 8, rate: 6, relativeVariance: 320, found: ['Wq', 'P(wait)', 'L'] }),
  mmc({
    servers: 16,
    rate: 14.4,
    relativeVariance: 1900,
    published: { W: '1.3695896', 'P(wait)': '.5913434', 'p99 Wq': '2.54988' },
    found: ['W', 'P(wait)', 'Wq', 'p99 Wq'],
  }),
  mmc({
    servers: 100,
    rate: 90,
    relativeVariance: 1100,
    published: { W: '1.0216940', 'P(wait)': '.2169405' },
    found: ['W', 'P(wait)'],
  }),
  unlimited('mginf-exponential', exponential(2), 250),
  unlimited('mginf-fixed', fixed(2), 160),
  unlimited('mginf-hyperexponential', hyperexponential(4, 2), 360),
];
