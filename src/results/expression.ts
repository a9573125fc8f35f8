/** Reads the few forms of a metric expression that have words of their own: one metric, or one over another. */
import type { DesignResult, MetricResult } from './types.ts';

export interface MetricRef {
  design: string;
  /** `read.makespan`, with `.last` and the like, but without the statistic. */
  metric: string;
  /** `mean` unless the expression names another. */
  statistic: Statistic;
}

const statistics = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'min', 'max', 'n', 'end'] as const;
export type Statistic = (typeof statistics)[number];

/** `many_small.read.latency.p99`; null if it is anything else. */
export function parseMetric(text: string): MetricRef | null {
  const words = text.trim().split('.');
  if (words.length < 3 || !words.every((word) => /^[A-Za-z]\w*$/.test(word))) return null;
  const last = words.at(-1)!;
  const isStatistic = words.length > 3 && (statistics as readonly string[]).includes(last);
  return {
    design: words[0]!,
    metric: words.slice(1, isStatistic ? -1 : undefined).join('.'),
    statistic: isStatistic ? (last as Statistic) : 'mean',
  };
}

/** `a.read.makespan / b.read.makespan`; null if it is anything else. */
export function parseQuotient(text: string): { over: MetricRef; under: MetricRef } | null {
  const [left, right, ...more] = text.split('/');
  if (left === undefined || right === undefined || more.length > 0) return null;
  const over = parseMetric(left);
  const under = parseMetric(right);
  return over && under ? { over, under } : null;
}

/** A quotient of two designs' same metric and statistic. */
export function parseDesignRatio(text: string): { over: MetricRef; under: MetricRef } | null {
  const quotient = parseQuotient(text);
  if (!quotient) return null;
  const { over, under } = quotient;
  const same = over.metric === under.metric && over.statistic === under.statistic && over.design !== under.design;
  return same ? quotient : null;
}

/** The metric's result in its design, if both are there. */
export function metricOf(designs: Readonly<Record<string, DesignResult>>, ref: MetricRef): MetricResult | null {
  if (!Object.hasOwn(designs, ref.design)) return null;
  const { metrics } = designs[ref.design]!;
  return Object.hasOwn(metrics, ref.metric) ? metrics[ref.metric]! : null;
}

/** The named statistic; null where nothing was measured. */
export function statisticOf(metric: MetricResult, statistic: Statistic): number | null {
  return metric[statistic] ?? null;
}
