/** Classes of customers that go before others, with and without taking the server from them. */
import type { CaseSpec } from '../case.ts';
import { erlang, exponential, fixed, hyperexponential, type Law, secondMoment } from '../laws.ts';
import { runStation, type StationClass } from '../machines/station.ts';
import {
  meanTimesPreemptive,
  meanTimesPreemptiveMmc,
  meanWaitsPriorities,
  meanWaitsPrioritiesMmc,
} from '../theory/index.ts';
import { sources } from './_sources.ts';

interface Options {
  readonly id: string;
  readonly title: string;
  readonly simulates: string;
  readonly servers?: number;
  readonly classes: readonly StationClass[];
  readonly preemptive?: true;
  readonly relativeVariance: number;
  readonly published?: readonly string[];
}

function theoryOf(servers: number, classes: readonly StationClass[], preemptive: boolean) {
  const moments = classes.map(({ arrivalRate, service }) => ({
    arrivalRate,
    meanService: service.mean,
    secondMoment: secondMoment(service),
  }));
  const rates = classes.map(({ arrivalRate }) => arrivalRate);
  const withServices = (waits: readonly number[]) => waits.map((wait, index) => wait + classes[index]!.service.mean);
  if (preemptive && servers > 1) {
    return {
      times: meanTimesPreemptiveMmc(servers, 1, rates),
      formula: '(L(k) − L(k−1)) / λ(k), L(k) of M/M/c with the first k classes alone',
      source: sources.preemptionServers,
    };
  }
  if (preemptive) {
    return {
      times: meanTimesPreemptive(moments),
      formula: 'E[S] / (1 − σ(k−1)) + R(k) / ((1 − σ(k−1))(1 − σ(k))), R(k) = Σ λ E[S²] / 2 up to k',
      source: sources.preemption,
    };
  }
  if (servers > 1) {
    return {
      times: withServices(meanWaitsPrioritiesMmc(servers, 1, rates)),
      formula: 'C(c, a) / (c μ (1 − σ(k−1))(1 − σ(k))) + 1 / μ',
      source: sources.priorities,
    };
  }
  return {
    times: withServices(meanWaitsPriorities(moments)),
    formula: 'R / ((1 − σ(k−1))(1 − σ(k))) + E[S], R = Σ λ E[S²] / 2',
    source: sources.priorities,
  };
}

function priorities(options: Options): CaseSpec {
  const { id, title, simulates, servers = 1, classes, preemptive, relativeVariance, published } = options;
  const { times, formula, source } = theoryOf(servers, classes, preemptive === true);
  return {
    id,
    group: 'priorities',
    title,
    simulates,
    entity: 'customers',
    relativeVariance,
    quantities: times.map((theory, index) => ({
      name: `W${index + 1}`,
      says: `mean time of class ${index + 1}`,
      theory,
      formula,
      source,
      ...(published === undefined ? {} : { published: published[index]! }),
    })),
    run(lab, entities) {
      const run = runStation(lab, {
        caseId: id,
        servers,
        classes,
        ...(preemptive ? { preemptive } : {}),
        entities,
      });
      return run.outcome(Object.fromEntries(times.map((_, index) => [`W${index + 1}`, run.time(index)])));
    },
  };
}

const two = (service: Law): StationClass[] => [
  { arrivalRate: 0.3, service },
  { arrivalRate: 0.4, service },
];
// A fixed service that the clock can add without rounding: else the same rounding, again and again, adds up.
const mixed: StationClass[] = [
  { arrivalRate: 0.5, service: fixed(0.5) },
  { arrivalRate: 0.2, service: hyperexponential(4, 1) },
  { arrivalRate: 0.1, service: erlang(2, 2) },
];
const mixedWords =
  'rates 0.5, 0.2, 0.1; services fixed 0.5, hyperexponential of mean 1 (cv² 4), Erlang of mean 2 (2 phases)';

export const priorityCases: readonly CaseSpec[] = [
  priorities({
    id: 'priority-two',
    title: 'Two classes, no preemption',
    simulates: 'Rates 0.3 and 0.4, services exponential of mean 1; the first class goes before the second.',
    classes: two(exponential()),
    relativeVariance: 47,
    published: ['2', '4.333333'],
  }),
  priorities({
    id: 'priority-two-preemptive',
    title: 'Two classes, preemption and resumption',
    simulates: 'Rates 0.3 and 0.4, services exponential of mean 1; the first class takes the server from the second.',
    classes: two(exponential()),
    preemptive: true,
    relativeVariance: 51,
    published: ['1.428571', '4.761905'],
  }),
  priorities({
    id: 'priority-mixed',
    title: 'Three classes with different laws, no preemption',
    simulates: `Three classes: ${mixedWords}.`,
    classes: mixed,
    relativeVariance: 160,
  }),
  priorities({
    id: 'priority-mixed-preemptive',
    title: 'Three classes with different laws, preemption and resumption',
    simulates: `Three classes: ${mixedWords}.`,
    classes: mixed,
    preemptive: true,
    relativeVariance: 140,
  }),
  priorities({
    id: 'priority-four-servers',
    title: 'Three classes on four servers, no preemption',
    simulates: 'Rates 1, 1 and 1.2 come to four servers; services exponential of mean 1.',
    servers: 4,
    classes: [1, 1, 1.2].map((arrivalRate) => ({ arrivalRate, service: exponential() })),
    relativeVariance: 110,
  }),
  priorities({
    id: 'priority-four-servers-preemptive',
    title: 'Three classes on four servers, preemption and resumption',
    simulates: 'Rates 1, 1 and 1.2 come to four servers; services exponential of mean 1.',
    servers: 4,
    classes: [1, 1, 1.2].map((arrivalRate) => ({ arrivalRate, service: exponential() })),
    preemptive: true,
    relativeVariance: 110,
  }),
];
