/**
 * Where the warm-up ends: a few replications that are used for nothing else are watched in a thousand windows, their mean
 * in each window makes one series a metric (Welch), and MSER-5 cuts each. One cut for all designs: the largest.
 */
import type { ResolvedDesign, RunSpec } from '../../scenario/core/index.ts';
import { mser5 } from '../../statistics/index.ts';
import type { Plan } from './plan.ts';
import type { ReplicationResult } from './replication.ts';
import { simulate } from './simulate.ts';
import { equalWindows } from './windows.ts';

/** Plain data: what one design's pilot says. */
export interface Pilot {
  /** The largest cut of its metrics. */
  readonly seconds: number;
  /** The metrics whose series would rather have lost more than half: too short a run, or one that never settles. */
  readonly unsettled: readonly string[];
  /** The metrics that were looked at. */
  readonly metrics: readonly string[];
}

const windows = 1000;
/** What is measured in fewer (a backlog at the start, a nightly job) shows no course. */
const fewestWindows = 50;
const pilots = 5;
/** Far from the replications that are measured: their own luck does not choose the cut. */
const firstPilot = 1_000_000;

export function runPilot(design: ResolvedDesign, run: RunSpec, plan: Plan, checkpoint?: () => void): Pilot {
  const horizonSeconds = run.horizonSeconds!;
  const results: ReplicationResult[] = [];
  for (let i = 0; i < pilots; i++) {
    const { catalog } = plan;
    const options = {
      catalog,
      checkpoint,
      histograms: new Set<string>(),
      windows: equalWindows(horizonSeconds, windows),
    };
    results.push(simulate(design, { ...options, replication: firstPilot + i, run: { ...run, warmUpSeconds: 0 } }));
    if (!results[0]!.random) break;
  }
  const metrics = watchedMetrics(design, plan, results[0]!);
  const unsettled: string[] = [];
  let seconds = 0;
  for (const metric of metrics) {
    const { values, fromSeconds } = seriesOf(results, metric, horizonSeconds / windows);
    const { count, atLimit } = mser5(values);
    seconds = Math.max(seconds, fromSeconds[count] ?? 0);
    if (atLimit) unsettled.push(metric);
  }
  return { seconds, unsettled, metrics };
}

/** What claims and comparisons look at, as far as it has a course over time; else the latencies. */
function watchedMetrics(design: ResolvedDesign, plan: Plan, result: ReplicationResult): string[] {
  const named = plan.claims.flatMap(({ formula }) =>
    (formula?.needs ?? []).flatMap((need) => (need.design === design.name ? [need.ref.metric] : [])),
  );
  const hasCourse = (metric: string): boolean => {
    const record = result.metrics[metric];
    const measured = record?.series?.filter((each) => each !== null).length ?? 0;
    return measured >= fewestWindows && record?.kind !== 'total';
  };
  const wanted = [...new Set([...named, ...plan.primaryMetrics])].filter(hasCourse);
  return wanted.length > 0 ? wanted : design.activities.map(({ name }) => `${name}.latency`).filter(hasCourse);
}

/** The mean over the pilots in each window in which anything was measured, and where these windows begin. */
function seriesOf(
  results: readonly ReplicationResult[],
  metric: string,
  widthSeconds: number,
): { values: number[]; fromSeconds: number[] } {
  const values: number[] = [];
  const fromSeconds: number[] = [];
  for (let i = 0; i < windows; i++) {
    let sum = 0;
    let n = 0;
    for (const result of results) {
      const value = result.metrics[metric]?.series?.[i] ?? null;
      if (value === null) continue;
      sum += value;
      n++;
    }
    if (n === 0) continue;
    values.push(sum / n);
    fromSeconds.push(i * widthSeconds);
  }
  return { values, fromSeconds };
}
