/** The replications of one design to what the results say of it. All sums run in the order of the replications. */
import type {
  CostLine,
  CostResult,
  DesignResult,
  DistributionResult,
  LowerBound,
  MetricResult,
  SeriesResult,
  TimeAccount,
} from '../../results/index.ts';
import { meanInterval, QuantileHistogram, quantileIntervals, samplesForInterval } from '../../statistics/index.ts';
import type { SeriesRef } from './chart-plan.ts';
import { type ColumnRef, intervalOf, pool, quantileOf, quantileOfValues, readColumn, stretchOf } from './columns.ts';
import { InvariantError } from './errors.ts';
import { invariants } from './messages.ts';
import type { ReplicationResult } from './replication.ts';
import type { WindowPlan } from './windows.ts';

export interface SummaryOptions {
  /** Metrics whose value in each replication is kept. */
  readonly keepValues: ReadonlySet<string>;
  /** Windowed metrics that something names: `query.latency.last`. */
  readonly windowed: readonly ColumnRef[];
  /** What is kept by window. */
  readonly series: readonly SeriesRef[];
  readonly plan: WindowPlan | null;
  /** Activities whose time the account is of, in order. */
  readonly activities: readonly string[];
}

const mostBuckets = 80;
const replicationsForQuantiles = 10;

export function summariseDesign(
  results: readonly ReplicationResult[],
  options: SummaryOptions,
): Omit<DesignResult, 'differs'> {
  const metrics: Record<string, MetricResult> = {};
  const names = Object.keys(results[0]!.metrics);
  for (const name of names) metrics[name] = summariseMetric(results, { metric: name, window: null }, options);
  for (const ref of options.windowed) {
    if (names.includes(ref.metric) && ref.window !== null) {
      metrics[`${ref.metric}.${ref.window}`] = summariseMetric(results, ref, options);
    }
  }
  return {
    metrics,
    cost: summariseCost(results),
    time: timeAccount(metrics, options.activities),
    lowerBounds: lowerBounds(results),
    events: meanOf(results.map((each) => each.events)),
    fidelity: results.some((each) => each.fidelity === 'collapsed') ? 'collapsed' : 'exact',
    distributions: names.flatMap((name) => distributionOf(results, name, metrics[name]!)),
    series: options.plan ? seriesOf(results, names, options.plan, options.series) : [],
    timeline: results[0]!.timeline,
  };
}

const meanOf = (values: readonly number[]): number => meanInterval(values).mean;

function summariseMetric(
  results: readonly ReplicationResult[],
  { metric, window }: Pick<ColumnRef, 'metric' | 'window'>,
  options: SummaryOptions,
): MetricResult {
  const ref: ColumnRef = { metric, window, statistic: 'mean' };
  const { unit, kind } = results[0]!.metrics[metric]!;
  const column = readColumn(results, ref);
  const interval = intervalOf(column);
  const found = results.map((each) => stretchOf(each, ref)).filter((each) => each !== undefined);
  const known = column.values.filter((each) => each !== null);
  const least = found.flatMap(({ min }) => (min === null ? [] : [min]));
  const greatest = found.flatMap(({ max }) => (max === null ? [] : [max]));
  const name = window === null ? metric : `${metric}.${window}`;
  const result: MetricResult = {
    unit,
    kind,
    mean: column.value,
    ci95: interval ? [interval.lo, interval.hi] : null,
    min: column.value === null ? null : Math.min(...(kind === 'total' ? known : least)),
    max: column.value === null ? null : Math.max(...(kind === 'total' ? known : greatest)),
    n: known.length,
  };
  if (column.value !== null && kind === 'samples') addSampleQuantiles(result, results, ref);
  else if (known.length >= replicationsForQuantiles && column.random) addReplicationQuantiles(result, known);
  const ends = found.flatMap(({ end }) => (end === undefined ? [] : [end]));
  if (kind === 'level' && ends.length > 0) result.end = meanOf(ends);
  if (column.atLeast) result.atLeast = true;
  if (column.reason !== null) result.reason = column.reason;
  if (options.keepValues.has(name)) result.values = [...column.values];
  return result;
}

type QuantileName = 'p50' | 'p90' | 'p95' | 'p99' | 'p999';
const quantileNames: readonly QuantileName[] = ['p50', 'p90', 'p95', 'p99', 'p999'];

/**
 * A quantile is said where at least one sample is expected beyond it, its interval where there are ten. Samples are never
 * negative, and neither are their quantiles.
 */
function addSampleQuantiles(result: MetricResult, results: readonly ReplicationResult[], ref: ColumnRef): void {
  const own = results.flatMap((each) => {
    const { histogram } = stretchOf(each, ref) ?? {};
    return histogram ? [QuantileHistogram.fromJSON(histogram)] : [];
  });
  const quantileAt = quantileIntervals(own);
  const { samples } = quantileAt(0.5);
  const random = results.some((each) => each.random);
  const intervals: NonNullable<MetricResult['quantileCi95']> = {};
  result.samples = samples;
  for (const name of quantileNames) {
    const p = quantileOf[name]!;
    if (name !== 'p50' && samples * (1 - p) < 1 - 1e-9) continue;
    const { value, lo, hi } = quantileAt(p);
    result[name] = value;
    if (random && samples >= samplesForInterval(p) && !Number.isNaN(lo)) intervals[name] = [Math.max(0, lo), hi];
  }
  if (Object.keys(intervals).length > 0) result.quantileCi95 = intervals;
}

function addReplicationQuantiles(result: MetricResult, values: readonly number[]): void {
  for (const name of quantileNames) {
    const p = quantileOf[name]!;
    if (name === 'p50' || values.length * (1 - p) >= 1 - 1e-9) result[name] = quantileOfValues(values, p);
  }
}

/** Means of the lines over all replications; a line that one does not have is zero there. */
function summariseCost(results: readonly ReplicationResult[]): CostResult {
  const lines = new Map<string, { line: CostLine; quantities: number }>();
  const notPriced = new Set<string>();
  for (const { cost } of results) {
    for (const line of cost.lines) {
      const key = [line.service, line.item, line.unit, line.unitPriceUsd].join('\n');
      const known = lines.get(key);
      if (known) known.quantities += line.quantity;
      else lines.set(key, { line, quantities: line.quantity });
    }
    for (const item of cost.notPriced) notPriced.add(item);
  }
  const means = [...lines.values()].map(({ line, quantities }): CostLine => {
    const quantity = quantities / results.length;
    return { ...line, quantity, usd: quantity * line.unitPriceUsd };
  });
  let totalUsd = 0;
  for (const { usd } of means) totalUsd += usd;
  const mean = meanOf(results.map((each) => each.cost.totalUsd));
  if (Math.abs(totalUsd - mean) > 1e-9 * Math.abs(mean)) {
    throw new InvariantError('bills add up', invariants.bill('the mean bill lines', totalUsd, mean), null);
  }
  return { totalUsd, lines: means, notPriced: [...notPriced].sort(), priceBook: results[0]!.cost.priceBook };
}

function timeAccount(metrics: Record<string, MetricResult>, activities: readonly string[]): TimeAccount {
  const phases: Record<string, number> = {};
  let totalSeconds = 0;
  for (const [name, metric] of Object.entries(metrics)) {
    if (!name.startsWith('time.') || name === 'time.total' || !metric.mean) continue;
    const phase = name.slice('time.'.length);
    if (phase.includes('.')) continue;
    phases[phase] = metric.mean;
    totalSeconds += metric.mean;
  }
  return { basis: `sum of the latencies of ${listInWords(activities)}`, totalSeconds, phases };
}

const listInWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

export function lowerBounds(results: readonly ReplicationResult[]): LowerBound[] {
  const bounds = results[0]!.bounds.map(({ activity, resource }, i) => ({
    metric: `${activity}.makespan`,
    name: `${resource} alone`,
    value: meanOf(results.map((each) => each.bounds[i]!.seconds)),
  }));
  // A resource that took no time, or that is not there (no network card was named), bounds nothing.
  return bounds.filter((bound) => bound.value > 0);
}

function distributionOf(
  results: readonly ReplicationResult[],
  name: string,
  metric: MetricResult,
): DistributionResult[] {
  if (metric.kind !== 'samples' || metric.mean === null || metric.max === null || metric.max === 0) return [];
  const all = pool(results.map((each) => each.metrics[name]!.whole));
  const { unit, mean, min, max, p99 } = metric;
  const buckets = all.buckets(mostBuckets).map(({ lo, hi, count }): [number, number, number] => [lo, hi, count]);
  const p50 = all.quantile(0.5);
  return [
    {
      metric: name,
      unit,
      samples: all.n,
      mean,
      min: min ?? 0,
      max,
      p50,
      ...(p99 === undefined ? {} : { p99 }),
      buckets,
    },
  ];
}

function seriesOf(
  results: readonly ReplicationResult[],
  names: readonly string[],
  plan: WindowPlan,
  wanted: readonly SeriesRef[],
): SeriesResult[] {
  // In the order of the metrics, quantiles after the mean.
  const inOrder = names.flatMap((name) => wanted.filter(({ metric }) => metric === name));
  return inOrder.flatMap((ref) => {
    const windows = ref.p === undefined ? meanWindows(results, ref, plan) : quantileWindows(results, ref, plan, ref.p);
    if (windows === null || windows.every((each) => each === null)) return [];
    const result: SeriesResult = {
      metric: ref.name,
      unit: results[0]!.metrics[ref.metric]!.unit,
      windowSeconds: plan.widthSeconds,
      from: plan.fromSeconds,
      mean: windows.map((each) => each?.mean ?? null),
    };
    if (windows.every((each) => each === null || each.lo === each.hi)) return [result];
    return [{ ...result, lo: windows.map((each) => each?.lo ?? null), hi: windows.map((each) => each?.hi ?? null) }];
  });
}

interface Window {
  readonly mean: number;
  readonly lo: number | null;
  readonly hi: number | null;
}
type Windows = readonly (Window | null)[];

/** Null where a replication has none. */
function meanWindows(results: readonly ReplicationResult[], { metric }: SeriesRef, plan: WindowPlan): Windows | null {
  const series = results.map((each) => each.metrics[metric]!.series);
  if (series.some((each) => each === undefined)) return null;
  return Array.from({ length: plan.count }, (_, i) => {
    const known = series.map((each) => each![i] ?? null).filter((each) => each !== null);
    return known.length === 0 ? null : meanInterval(known);
  });
}

/** The quantile of the samples of all replications in each window, with its interval where there are enough of them. */
function quantileWindows(
  results: readonly ReplicationResult[],
  { metric }: SeriesRef,
  plan: WindowPlan,
  p: number,
): Windows {
  return Array.from({ length: plan.count }, (_, i) => {
    const own = results.flatMap((each) => {
      const data = each.metrics[metric]!.histograms?.[i] ?? null;
      return data === null ? [] : [QuantileHistogram.fromJSON(data)];
    });
    const { value, lo, hi, samples } = quantileIntervals(own)(p);
    if (samples === 0) return null;
    const isKnown = samples >= samplesForInterval(p) && !Number.isNaN(lo);
    return { mean: value, lo: isKnown ? Math.max(0, lo) : null, hi: isKnown ? hi : null };
  });
}
