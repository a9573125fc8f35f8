/**
 * The bill over time: usage by the windows of the run. Models meter when they are asked to, so they are asked at every end
 * of a window; a price with tiers is spread over the windows by what each has used.
 */
import type { MetricRecord } from './replication.ts';
import { edgesOf, type WindowPlan } from './windows.ts';

/** Which metrics are parts of the bill: those of `cost`, and the cost of each activity. */
export const isBilled = (metric: string): boolean => metric.startsWith('cost.') || metric.endsWith('.cost');

/** Where in the windows usage falls that is metered now. Windows 0 to count - 1, then the first and the last of `first` and `last`. */
export class BillWindows {
  readonly plan: WindowPlan;
  /** Ends of stretches within which all usage is of the same windows. */
  readonly boundaries: readonly number[];
  private at = 0;
  private index = -1;
  private isFirst = false;
  private isLast = false;

  constructor(plan: WindowPlan) {
    this.plan = plan;
    this.boundaries = edgesOf(plan);
    this.place();
  }

  /** A place for sums by window. */
  create(): Float64Array {
    return new Float64Array(this.plan.count + 2);
  }

  add(sums: Float64Array, quantity: number): void {
    const { count } = this.plan;
    if (this.index >= 0 && this.index < count) sums[this.index]! += quantity;
    if (this.isFirst) sums[count]! += quantity;
    if (this.isLast) sums[count + 1]! += quantity;
  }

  /** A boundary has been reached. */
  next(nowSeconds: number): void {
    while (this.at < this.boundaries.length && this.boundaries[this.at]! <= nowSeconds) this.at++;
    this.place();
  }

  /** The record of a total with its windows. */
  record({ unit, kind, whole, ...rest }: MetricRecord, sums: Float64Array): MetricRecord {
    const { count } = this.plan;
    const one = (value: number) => ({ value, min: value, max: value });
    const series = Array.from(sums.subarray(0, count));
    return { ...rest, unit, kind, whole, first: one(sums[count]!), last: one(sums[count + 1]!), series };
  }

  /** The stretch that is under way, by its middle. */
  private place(): void {
    const { fromSeconds, widthSeconds, firstUntilSeconds, lastFromSeconds, lastUntilSeconds } = this.plan;
    const from = this.at === 0 ? 0 : this.boundaries[this.at - 1]!;
    const until = this.boundaries[this.at] ?? Number.POSITIVE_INFINITY;
    const middle = (from + until) / 2;
    this.index = middle < fromSeconds ? -1 : Math.floor((middle - fromSeconds) / widthSeconds);
    this.isFirst = middle >= fromSeconds && middle < firstUntilSeconds;
    this.isLast = middle >= lastFromSeconds && middle < lastUntilSeconds;
  }
}
