/**
 * The results of the validation: what the models predict for published measurements. Plain data; the report computes
 * nothing from it but words.
 */

/** Seconds, bytes a second, requests a second; a count or a ratio. */
export type ValidationUnit = 's' | 'B/s' | '1/s' | '1';

/** `set`: the measurement gave the profiles their numbers; `check`: it gave them none. */
export type ValidationRole = 'set' | 'check';

/** One measured value and what the model says to it. */
export interface ValidationValue {
  /** `C08.1`: the first value of measurement C08. */
  id: string;
  /** `C08`. */
  measurement: string;
  group: string;
  role: ValidationRole;
  /** `8 threads, throughput`. */
  says: string;
  predicted: number;
  measured: number;
  unit: ValidationUnit;
  /** max(predicted / measured, measured / predicted) - 1. */
  error: number;
  /** The largest error that passes. */
  band: number;
  pass: boolean;
  /** The run's length and the like, where the source does not state it. */
  assumes?: string;
}

/** What one source measured in one set-up. */
export interface ValidationMeasurement {
  id: string;
  group: string;
  says: string;
  role: ValidationRole | 'excluded';
  /** `spread`: quantiles over single runs, with a band of their own. */
  kind: 'value' | 'spread';
  confidence: 'H' | 'M' | 'L';
  /** Of the storage, by service and year of the measurement. */
  profile: string;
  year: number;
  region: string;
  source: string;
  /** Median of its values' errors; null where none ran. */
  error: number | null;
  values: number;
  pass: number;
  /** Values that did not run. */
  notRun: number;
  /** Why it misses, or why it is left out. */
  word?: string;
}

export interface ValidationNotRun {
  id: string;
  measurement: string;
  group: string;
  role: ValidationRole;
  says: string;
  measured: number;
  unit: ValidationUnit;
  reason: string;
}

/** Counts and medians over the check rows; `error`s are null where nothing was checked. */
export interface ValidationTally {
  measurements: number;
  values: number;
  pass: number;
  /** Median over measurements of the median over each one's values: a source with twenty values counts once. */
  medianError: number | null;
  /** Median over all values alike. */
  medianErrorOfValues: number | null;
}

export interface ValidationGroup {
  id: string;
  title: string;
  about: string;
  check: ValidationTally;
  set: ValidationTally;
  notRun: number;
}

export interface ValidationResults {
  schema: 1;
  kind: 'model-validation';
  lakesim: string;
  engine: { mathDigest: string };
  seed: number;
  /** The largest error that passes, by confidence in the measurement, and for a spread. */
  bands: { H: number; M: number; L: number; spread: number };
  check: ValidationTally;
  set: ValidationTally;
  notRun: ValidationNotRun[];
  groups: ValidationGroup[];
  measurements: ValidationMeasurement[];
  rows: ValidationValue[];
  sources: string[];
}
