/**
 * The mean of one long run with an interval, by batch means: neighbours depend on each other, the means of long batches
 * hardly.
 *
 * Memory is fixed: 1,280 short batches at most; when they are full, neighbours are put together in pairs and the batches
 * are twice as long from then on. The interval is made of 20 to 40 long batches (32 short ones each, once the run is long
 * enough), as many as Schmeiser found useful (Operations Research 30, 1982). Whether they are long enough is looked at in
 * batches a quarter as long, of which there are enough to see a correlation: the von Neumann ratio's lag-1 estimate.
 */
import { confidence } from './intervals.ts';
import { studentT } from './student-t.ts';
import { Tally } from './tally.ts';

export interface BatchMeansInterval {
  readonly mean: number;
  readonly lo: number;
  readonly hi: number;
  /** Values taken in. */
  readonly n: number;
  /** Batches behind the interval, and values in each. */
  readonly batches: number;
  readonly batchSize: number;
  /** Lag-1 correlation of batches a quarter as long. */
  readonly lag1: number;
  /** The batches are long enough; if not, the interval is too narrow and a run several times as long is needed. */
  readonly settled: boolean;
}

/** Short batches kept; half of them after neighbours were put together. */
const capacity = 1280;
const fewestBatches = 20;
const mostBatches = 40;
/**
 * Four batches of variance 1 and lag-1 correlation r make one of variance 4 + 6 r that shares r with its neighbour: for
 * 0.3 a correlation of 0.05 is left, and the interval is 5 % too narrow.
 */
const mostLag1 = 0.3;

export class BatchMeans {
  private readonly sums = new Float64Array(capacity);
  private filled = 0;
  private size = 1;
  private inBatch = 0;
  private batchSum = 0.5;
  private readonly all = new Tally();

  constructor() {
    this.batchSum = 0;
  }

  /** Allocates nothing. */
  add(x: number): void {
    this.all.add(x);
    this.batchSum += x;
    if (++this.inBatch < this.size) return;
    this.sums[this.filled++] = this.batchSum;
    this.batchSum = 0;
    this.inBatch = 0;
    if (this.filled === capacity) this.pair();
  }

  get n(): number {
    return this.all.n;
  }

  get mean(): number {
    return this.all.mean;
  }

  /** Null under 20 values. */
  interval(): BatchMeansInterval | null {
    const { filled, size } = this;
    if (filled < fewestBatches) return null;
    const together = Math.ceil(filled / mostBatches);
    const means = this.meansOf(together);
    const batches = means.length;
    const tally = new Tally();
    for (const mean of means) tally.add(mean);
    const half = studentT(confidence, batches - 1) * Math.sqrt(tally.variance / batches);
    const lag1 = lag1Correlation(this.meansOf(Math.max(1, together >> 2)));
    const { mean, n } = this.all;
    return {
      mean,
      lo: mean - half,
      hi: mean + half,
      n,
      batches,
      batchSize: together * size,
      lag1,
      settled: lag1 <= mostLag1,
    };
  }

  /** Forgets everything: for the end of a warm-up. */
  reset(): void {
    this.filled = 0;
    this.size = 1;
    this.inBatch = 0;
    this.batchSum = 0;
    this.all.reset();
  }

  private pair(): void {
    for (let i = 0; i < capacity / 2; i++) this.sums[i] = this.sums[2 * i]! + this.sums[2 * i + 1]!;
    this.filled = capacity / 2;
    this.size *= 2;
  }

  /** Means of so many short batches each. What is left over stands at the front, where a run may still be warming up. */
  private meansOf(together: number): number[] {
    const count = Math.floor(this.filled / together);
    const from = this.filled - count * together;
    return Array.from({ length: count }, (_, k) => {
      let sum = 0;
      for (let i = 0; i < together; i++) sum += this.sums[from + k * together + i]!;
      return sum / (together * this.size);
    });
  }
}

/**
 * By the von Neumann ratio: 1 - (sum of squared differences of neighbours) / (2 x sum of squared distances from the
 * mean), with the two end values that the ratio leaves out put right. 0 for values that are all equal.
 */
export function lag1Correlation(values: readonly number[]): number {
  const tally = new Tally();
  for (const value of values) tally.add(value);
  const { mean, n } = tally;
  if (n < 3 || tally.variance === 0) return 0;
  let differences = 0;
  for (let i = 1; i < n; i++) differences += (values[i]! - values[i - 1]!) ** 2;
  const ends = (values[0]! - mean) ** 2 + (values[n - 1]! - mean) ** 2;
  return 1 - (differences + ends) / (2 * tally.variance * (n - 1));
}
