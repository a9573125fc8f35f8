/**
 * The results of the kernel's verification: what `lakesim verify-kernel` prints and reports/verification shows. Plain
 * data; the report computes nothing from it but words.
 */
import type { Interval } from './types.ts';

export type VerificationSize = 'quick' | 'long';

export interface VerificationQuantity {
  /** `W`, `p99 Wq`. */
  name: string;
  /** In words. */
  says: string;
  theory: number;
  formula: string;
  source: string;
  /** The decimals that a table of known answers prints. */
  published?: string;
  /** Without chance, must agree to `rule.exactTolerance`. */
  exact: boolean;
  /** Null: the run gave no value. */
  simulated: number | null;
  /** Null where exact. */
  standardError: number | null;
  /** Student t over the batches; null where exact. */
  ci95: Interval | null;
  /** (simulated - theory) / standard error; null where exact. */
  deviationInErrors: number | null;
  /** (simulated - theory) / theory; the plain difference where theory is 0. */
  relativeError: number | null;
  verdict: 'holds' | 'fails';
  /** Why it fails. */
  reason?: string;
}

export interface VerificationInvariant {
  name: string;
  /** Relative deviation of an identity, or how many times a rule was broken; null when not a number. */
  deviation: number | null;
  tolerance: number;
  holds: boolean;
}

export interface VerificationCase {
  id: string;
  group: string;
  title: string;
  simulates: string;
  /** What `entities` counts: customers, flows, jobs. */
  entity: string;
  entities: number;
  events: number;
  /** Batches or replications behind the intervals; 0 where all is exact. */
  batches: number;
  quantities: VerificationQuantity[];
  invariants: VerificationInvariant[];
  verdict: 'holds' | 'fails';
}

export interface VerificationRule {
  minBatches: number;
  /** |simulated - theory| must be below so many standard errors. */
  standardErrors: number;
  /** The standard error must be below this share of theory. */
  relativeStandardError: number;
  exactTolerance: number;
}

export interface VerificationSummary {
  cases: number;
  quantities: number;
  holds: number;
  /** Of them without chance. */
  exact: number;
  invariants: number;
  invariantsHold: number;
  entities: number;
  events: number;
  /** The estimate furthest from theory, in standard errors; null without estimates. */
  worst: { case: string; quantity: string; deviationInErrors: number } | null;
  /** Estimates more than two standard errors from theory, and how many chance would put there. */
  beyondTwo: number;
  beyondTwoExpected: number;
}

export interface VerificationResults {
  schema: 1;
  kind: 'kernel-verification';
  lakesim: string;
  engine: { mathDigest: string };
  size: VerificationSize;
  seed: number;
  rule: VerificationRule;
  summary: VerificationSummary;
  groups: { id: string; title: string; about: string }[];
  cases: VerificationCase[];
  /** The works that `source` names. */
  references: string[];
}
