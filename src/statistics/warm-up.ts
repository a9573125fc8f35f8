/**
 * How much of the beginning to leave out, so that the state a simulation starts in does not colour its averages.
 *
 * MSER-5 (White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69, 1997;
 * Franklin and White, Winter Simulation Conference 2008): observations are averaged in batches of five, and of the
 * batches as many are left out from the front as makes the marginal standard error of the rest least,
 *
 *     MSER(d) = 1 / (m - d)^2  x  sum over i > d of (x_i - mean of those)^2
 *
 * d never goes beyond half of the series: there the least value is one of few batches that happen to be alike. A minimum
 * at that limit means that the series never settled, or is too short to tell.
 */

export interface WarmUpCut {
  /** Observations to leave out from the front; a multiple of five. */
  readonly count: number;
  /** The minimum lies at the limit: too short a series to tell, or one that never settles. */
  readonly atLimit: boolean;
}

const batchSize = 5;
/** Below so many batches there is nothing to choose between. */
const fewestBatches = 10;

/** Of one series, in the order of time. A series of fewer than fifty observations tells nothing: no cut, at the limit. */
export function mser5(series: readonly number[]): WarmUpCut {
  const batches = batchMeansOf(series);
  const m = batches.length;
  if (m < fewestBatches) return { count: 0, atLimit: true };
  const limit = Math.floor(m / 2);
  let best = limit;
  let least = Number.POSITIVE_INFINITY;
  // From the end backwards, so that one pass gives the mean and the squares of every rest (Welford's updates).
  let mean = 0;
  let squares = 0;
  for (let d = m - 1; d >= 0; d--) {
    const n = m - d;
    const distance = batches[d]! - mean;
    mean += distance / n;
    squares += distance * (batches[d]! - mean);
    if (d > limit) continue;
    const statistic = squares / (n * n);
    // Of equal ones the earliest: nothing is thrown away without need.
    if (statistic <= least) {
      least = statistic;
      best = d;
    }
  }
  return { count: best * batchSize, atLimit: best === limit };
}

/** One cut for several series (designs, metrics) observed at the same times: the largest of their own. */
export function commonCut(series: readonly (readonly number[])[]): WarmUpCut {
  let count = 0;
  let atLimit = false;
  for (const each of series) {
    const cut = mser5(each);
    count = Math.max(count, cut.count);
    atLimit ||= cut.atLimit;
  }
  return { count, atLimit };
}

/** Warm-up by time: the position of the first observation at or after it, the length of the series if there is none. */
export function cutAtTime(timesSeconds: readonly number[], warmUpSeconds: number): number {
  const position = timesSeconds.findIndex((time) => time >= warmUpSeconds);
  return position < 0 ? timesSeconds.length : position;
}

function batchMeansOf(series: readonly number[]): number[] {
  const means: number[] = [];
  for (let end = batchSize; end <= series.length; end += batchSize) {
    let sum = 0;
    for (let i = end - batchSize; i < end; i++) sum += series[i]!;
    means.push(sum / batchSize);
  }
  return means;
}
