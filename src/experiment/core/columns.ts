/** One statistic of one metric over the replications: what claims, comparisons and sweeps calculate with. */
import { meanInterval, QuantileHistogram, quantileInterval, samplesForInterval } from '../../statistics/index.ts';
import { reasons } from './messages.ts';
import type { Measured, ReplicationResult } from './replication.ts';

export type Statistic = 'mean' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999' | 'min' | 'max' | 'n' | 'end';

/** Which number: a metric without its design. */
export interface ColumnRef {
  /** `<activity or component>.<metric>`. */
  readonly metric: string;
  readonly window: 'first' | 'last' | null;
  readonly statistic: Statistic;
}

export const columnKey = ({ metric, window, statistic }: ColumnRef): string =>
  [metric, ...(window ? [window] : []), statistic].join('.');

/** Plain data. */
export interface Column {
  /** Over all replications: a mean of values, a quantile of pooled samples. Null where nothing was measured. */
  readonly value: number | null;
  /**
   * One number a replication, null where it measured nothing; their mean is `value`. For a quantile of pooled samples the
   * replications' own ones are moved and spread so that the interval of their mean is the one by sectioning.
   */
  readonly values: readonly (number | null)[];
  /** Chance had a part in it. */
  readonly random: boolean;
  readonly atLeast: boolean;
  /** Why there is no value, or what is special about it. */
  readonly reason: string | null;
  /** Why the values tell no interval, or null if they do. */
  readonly noInterval: string | null;
  /** More replications will bring the interval that is not there yet. */
  readonly isTooFew?: boolean;
}

export const quantileOf: Readonly<Partial<Record<Statistic, number>>> = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
};

const missing = (replications: number, random: boolean, reason: string): Column => ({
  value: null,
  values: Array.from({ length: replications }, () => null),
  random,
  atLeast: false,
  reason,
  noInterval: reason,
});

export function stretchOf(result: ReplicationResult, { metric, window }: ColumnRef): Measured | undefined {
  const record = result.metrics[metric];
  return window === null ? record?.whole : record?.[window];
}

export function readColumn(results: readonly ReplicationResult[], ref: ColumnRef): Column {
  const random = results.some((each) => each.random);
  const stretches = results.map((each) => stretchOf(each, ref));
  const found = stretches.filter((each) => each !== undefined);
  if (found.length < results.length) {
    const isThere = results.some((each) => each.metrics[ref.metric] !== undefined);
    return missing(results.length, random, isThere ? reasons.noWindows : reasons.noMetric(ref.metric));
  }
  // What the end of the run cut off altogether may not be left out of a mean: only the lucky ones would be in it.
  const cut = found.filter((each) => each.value === null && each.atLeast);
  if (cut.length > 0) {
    const reason = cut[0]!.reason ?? reasons.noSamples;
    return missing(
      results.length,
      random,
      found.length === 1 ? reason : reasons.missingIn(cut.length, found.length, reason),
    );
  }
  if (found.every((each) => each.value === null)) {
    return missing(results.length, random, found[0]?.reason ?? reasons.noSamples);
  }
  const column = pick(found, ref.statistic, random);
  const lower = found.find((each) => each.atLeast);
  return { ...column, random, atLeast: lower !== undefined, reason: lower?.reason ?? column.reason };
}

type Picked = Pick<Column, 'value' | 'values' | 'reason' | 'noInterval' | 'isTooFew'>;

function pick(found: readonly Measured[], statistic: Statistic, random: boolean): Picked {
  const isSamples = found.some((each) => each.samples !== undefined);
  switch (statistic) {
    case 'mean':
      return around(found.map((each) => each.value));
    case 'n':
      return around(found.map((each) => each.samples ?? 1));
    case 'end':
      return around(found.map((each) => each.end ?? null));
    case 'min':
    case 'max': {
      const values = found.map((each) => each[statistic]);
      const known = values.filter((each) => each !== null);
      if (known.length === 0) return none(reasons.noSamples, found.length);
      const extreme = statistic === 'min' ? Math.min(...known) : Math.max(...known);
      if (!isSamples && random) return only(extreme, found.length, reasons.ofReplications(statistic));
      return moved(values, extreme);
    }
    default:
      return isSamples ? pooledQuantile(found, statistic, random) : quantileOfReplications(found, statistic, random);
  }
}

/** The mean of what is there. */
function around(values: readonly (number | null)[]): Picked {
  const known = values.filter((each) => each !== null);
  if (known.length === 0) return none(reasons.noSamples, values.length);
  return { value: meanInterval(known).mean, values, reason: null, noInterval: null };
}

const none = (reason: string, replications: number): Picked => ({
  value: null,
  values: Array.from({ length: replications }, () => null),
  reason,
  noInterval: reason,
});

/** A value that the replications do not spread around. */
const only = (value: number, replications: number, noInterval: string | null): Picked => ({
  value,
  values: Array.from({ length: replications }, () => value),
  reason: null,
  noInterval,
});

/** Values moved so that their mean is the given one. */
function moved(values: readonly (number | null)[], value: number): Picked {
  const { mean } = meanInterval(values.filter((each) => each !== null));
  const by = value - mean;
  return { value, values: values.map((each) => (each === null ? null : each + by)), reason: null, noInterval: null };
}

export function pool(found: readonly Measured[]): QuantileHistogram {
  const all = new QuantileHistogram();
  for (const each of found) if (each.histogram) all.merge(QuantileHistogram.fromJSON(each.histogram));
  return all;
}

function pooledQuantile(found: readonly Measured[], statistic: Statistic, random: boolean): Picked {
  const p = quantileOf[statistic]!;
  const own = found.map((each) =>
    each.histogram && each.value !== null ? QuantileHistogram.fromJSON(each.histogram) : null,
  );
  const { value, lo, hi, samples } = quantileInterval(
    own.filter((each) => each !== null),
    p,
  );
  if (samples === 0) return none(reasons.noSamples, found.length);
  const picked = moved(
    own.map((each) => each?.quantile(p) ?? null),
    value,
  );
  const needed = samplesForInterval(p);
  if (random && samples < needed) {
    return { ...picked, noInterval: reasons.fewSamples(statistic, needed, samples), isTooFew: true };
  }
  return { ...picked, values: spread(picked.values, (hi - lo) / 2) };
}

/** The same mean and order, with an interval of that half-width; as they are where one of the two has none. */
function spread(values: Column['values'], half: number): Column['values'] {
  const { mean, lo, hi } = meanInterval(values.filter((each) => each !== null));
  const factor = (2 * half) / (hi - lo);
  return Number.isFinite(factor)
    ? values.map((each) => (each === null ? null : mean + (each - mean) * factor))
    : values;
}

function quantileOfReplications(found: readonly Measured[], statistic: Statistic, random: boolean): Picked {
  const values = found.map((each) => each.value).filter((each) => each !== null);
  const quantile = quantileOfValues(values, quantileOf[statistic]!);
  return only(quantile, found.length, random ? reasons.ofReplications(statistic) : null);
}

/** Linear between the two values around position (n - 1) p. */
export function quantileOfValues(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

/** The interval of the mean, a point where nothing is random; null where there is none. */
export function intervalOf(column: Column): { lo: number; hi: number } | null {
  if (column.value === null || column.noInterval !== null) return null;
  const known = column.values.filter((each) => each !== null);
  if (known.length < 2) return column.random ? null : { lo: column.value, hi: column.value };
  const { lo, hi } = meanInterval(known);
  return { lo, hi };
}
