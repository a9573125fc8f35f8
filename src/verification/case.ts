/** What a case of the verification is: data about what is simulated and expected, and a mechanism that simulates it. */
import type { Estimate } from './estimate.ts';
import type { Invariant } from './invariants.ts';
import type { Lab } from './lab.ts';

export interface QuantitySpec {
  /** `W`, `p99 Wq`: unique in its case. */
  readonly name: string;
  /** In words. */
  readonly says: string;
  /** The value of the formula, in units of the case (mean services, or what `simulates` says). */
  readonly theory: number;
  readonly formula: string;
  readonly source: string;
  /** No chance in it: must agree to 1e-9. */
  readonly exact?: true;
  /** The decimals that a table of known answers prints; a test holds the formula against them. */
  readonly published?: string;
}

/** What a run found. */
export interface Outcome {
  readonly estimates: Readonly<Record<string, Estimate>>;
  readonly invariants: readonly Invariant[];
  /** Entities simulated, the warm-up included. */
  readonly entities: number;
  /** Kernel events run. */
  readonly events: number;
  /** Batches or replications that the intervals stand on; 0 where all is exact. */
  readonly batches: number;
}

export interface CaseSpec {
  /** Kebab-case, unique; also the name of the case's streams. */
  readonly id: string;
  readonly group: GroupId;
  readonly title: string;
  /** One line. */
  readonly simulates: string;
  /** What `entities` counts: customers, flows, jobs, replications. */
  readonly entity: string;
  readonly quantities: readonly QuantitySpec[];
  /**
   * Entities times (standard error / theory)^2 of the quantity that needs most of them: the size of a run follows from
   * it. By formula or measured over ten seeds, as the case says. Null: all is exact, and the size is the case's own.
   */
  readonly relativeVariance: number | null;
  run(lab: Lab, entities: number): Outcome;
}

export type GroupId =
  | 'exact'
  | 'coupling'
  | 'one-server'
  | 'several-servers'
  | 'refusals'
  | 'priorities'
  | 'sharing'
  | 'networks'
  | 'jobs';

export const groups: readonly { readonly id: GroupId; readonly title: string; readonly about: string }[] = [
  {
    id: 'exact',
    title: 'Exact by hand',
    about: 'Nothing random: the arithmetic fits on a napkin, and the kernel must give the same to 10⁻⁹.',
  },
  {
    id: 'coupling',
    title: 'Every single customer',
    about:
      'The same arrivals and services go through the kernel and through an independent recursion or a slow, obvious model. What is simulated is the largest difference over all customers: theory says 0.',
  },
  { id: 'one-server', title: 'One server', about: 'First come, first served.' },
  { id: 'several-servers', title: 'Several servers', about: 'One line, equal servers.' },
  {
    id: 'refusals',
    title: 'Full, impatient, discouraged',
    about: 'Customers who are turned away, do not join or leave the line.',
  },
  { id: 'priorities', title: 'Priorities', about: 'With and without preemption.' },
  {
    id: 'sharing',
    title: 'Shared links',
    about: 'Processor sharing on a link of capacity 1 with sizes of mean 1, where nothing else is said.',
  },
  { id: 'networks', title: 'Networks of stations', about: 'Open, closed, with feedback and with thinking.' },
  { id: 'jobs', title: 'Jobs and retries', about: 'Finite work: what a batch of tasks takes until the last is done.' },
];
