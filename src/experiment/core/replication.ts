/** What one replication of one design leaves behind: plain data that crosses worker threads. */
import type { CostResult, MetricKind, MetricUnit, TimelineResult } from '../../results/index.ts';
import type { QuantileHistogramData } from '../../statistics/index.ts';
import type { RecordingResult } from './recording.ts';

/** A metric over one stretch of a run: the whole, or a window. */
export interface Measured {
  /** The replication's value: a sum, the mean over samples, a time average. Null where nothing was measured. */
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** A level when the stretch ends. */
  readonly end?: number;
  /** Samples behind the value. */
  readonly samples?: number;
  readonly histogram?: QuantileHistogramData;
  /** The truth is this or more: the horizon or a failure cut it off. With a null value: nothing was over when the run stopped. */
  readonly atLeast?: boolean;
  readonly reason?: string;
}

export interface MetricRecord {
  readonly unit: MetricUnit;
  readonly kind: MetricKind;
  readonly whole: Measured;
  /** The first and last whole window, where there is a horizon. */
  readonly first?: Measured;
  readonly last?: Measured;
  /** One value a window of the plan; null where nothing was measured in it. */
  readonly series?: readonly (number | null)[];
  /** Of the samples in each window, where quantiles over time are asked for. */
  readonly histograms?: readonly (QuantileHistogramData | null)[];
}

export interface ReplicationBound {
  readonly activity: string;
  readonly resource: string;
  readonly seconds: number;
}

/** What a model tells the reader beside its numbers. */
export interface ModelWarning {
  /** The component or activity. */
  readonly by: string;
  readonly text: string;
  readonly remedy: string;
}

export interface ReplicationResult {
  readonly replication: number;
  /** Something was drawn by chance. If not, every replication is this one. */
  readonly random: boolean;
  readonly events: number;
  /** Whether requests were drawn as one. */
  readonly fidelity: 'exact' | 'collapsed';
  readonly stoppedAtSeconds: number;
  /** By `<activity or component>.<metric>`, `cost.<kind>`, `time.<phase>`. */
  readonly metrics: { readonly [name: string]: MetricRecord };
  readonly bounds: readonly ReplicationBound[];
  readonly cost: CostResult;
  /** Occurrences that were not begun because the one before still ran, by activity. */
  readonly skipped: { readonly [activity: string]: number };
  /** Why occurrences failed and how many, by activity. */
  readonly failures: { readonly [activity: string]: { readonly [reason: string]: number } };
  readonly warnings: readonly ModelWarning[];
  /** Of replication 0 only. */
  readonly timeline: TimelineResult | null;
  /** Where somebody asked for it. */
  readonly recording?: RecordingResult;
}
