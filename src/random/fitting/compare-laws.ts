/** The candidates, fitted to one half and judged on the other: a law with many points must not win by remembering. */
import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { samplePublished } from './_published.ts';
import { fitLaw, type LawName, lawNames } from './fit-laws.ts';
import {
  kolmogorovAtFivePercent,
  kolmogorovDistance,
  meanLogLikelihood,
  type QuantileError,
  quantileErrors,
} from './goodness.ts';
import { createSample, type Measurement, type Sample, type Series } from './sample.ts';

/** What was held out: every other client, alternating blocks of a client's values, or every other published run. */
export type Split = 'clients' | 'blocks' | 'runs';

export interface Candidate {
  readonly law: LawName;
  /** As fitted to the first half. */
  readonly spec: DistributionSpec;
  /** Mean log density of the held-out values, natural logarithm, values in seconds. */
  readonly logLikelihood: number;
  readonly quantileErrors: readonly QuantileError[];
  /** The largest of them in size. */
  readonly worstQuantileError: number;
  readonly kolmogorovDistance: number;
}

export interface Comparison {
  readonly split: Split;
  readonly fittedCount: number;
  readonly heldOutCount: number;
  /** What chance alone would exceed once in twenty times; see goodness.ts. */
  readonly kolmogorovAtFivePercent: number;
  /** Likeliest first. */
  readonly candidates: readonly Candidate[];
}

/** Null where there is only one published run, or where all values are the same: nothing to hold out. */
export function compareLaws(measurement: Measurement): Comparison | null {
  const halves = halve(measurement);
  if (halves === null) return null;
  const { split, fitted, heldOut } = halves;
  const candidates: Candidate[] = [];
  for (const law of lawNames) {
    const spec = fitLaw(law, fitted);
    if (spec === null) return null;
    const errors = quantileErrors(spec, heldOut);
    candidates.push({
      law,
      spec,
      logLikelihood: meanLogLikelihood(spec, fitted.count, heldOut),
      quantileErrors: errors,
      worstQuantileError: errors.reduce((worst, { error }) => Math.max(worst, Math.abs(error)), 0),
      kolmogorovDistance: kolmogorovDistance(spec, heldOut),
    });
  }
  candidates.sort((a, b) => b.logLikelihood - a.logLikelihood);
  return {
    split,
    fittedCount: fitted.count,
    heldOutCount: heldOut.count,
    kolmogorovAtFivePercent: kolmogorovAtFivePercent(heldOut.count),
    candidates,
  };
}

function halve(measurement: Measurement): { split: Split; fitted: Sample; heldOut: Sample } | null {
  if (measurement.kind === 'quantiles') {
    const { rows } = measurement;
    if (rows.length < 2) return null;
    const [even, odd] = [rows.filter((_, i) => i % 2 === 0), rows.filter((_, i) => i % 2 === 1)];
    return { split: 'runs', fitted: samplePublished(even), heldOut: samplePublished(odd) };
  }
  const { split, fitted, heldOut } = splitSeries(measurement.series);
  if (fitted.length === 0 || heldOut.length === 0) return null;
  return { split, fitted: createSample(fitted), heldOut: createSample(heldOut) };
}

const blocksPerSeries = 20;
const enoughClients = 8;

/**
 * Whole clients where there are enough, alternating within each group, so that a client's own luck is not in both
 * halves and the hours are. Otherwise blocks of neighbours, which are alike where values depend on each other.
 */
function splitSeries(series: readonly Series[]): { split: Split; fitted: Float64Array[]; heldOut: Float64Array[] } {
  const fitted: Float64Array[] = [];
  const heldOut: Float64Array[] = [];
  const seen = new Map<string, number>();
  const byClient = series.length >= enoughClients;
  for (const { group, seconds } of series) {
    if (byClient) {
      const index = seen.get(group) ?? 0;
      seen.set(group, index + 1);
      (index % 2 === 0 ? fitted : heldOut).push(seconds);
      continue;
    }
    for (let block = 0; block < blocksPerSeries; block++) {
      const from = Math.floor((block * seconds.length) / blocksPerSeries);
      const to = Math.floor(((block + 1) * seconds.length) / blocksPerSeries);
      if (to > from) (block % 2 === 0 ? fitted : heldOut).push(seconds.subarray(from, to));
    }
  }
  return { split: byClient ? 'clients' : 'blocks', fitted, heldOut };
}
