/** Plain data of a tally, to cross a worker thread. */
export interface TallyData {
  readonly n: number;
  readonly mean: number;
  /** Sum of squared distances from the mean. */
  readonly squares: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

/**
 * Count, mean, spread and range of a series of values, without keeping them: Welford's updates, merged by Chan, Golub
 * and LeVeque's formula. Equal values give a variance of exactly 0.
 *
 * An empty tally has n and sum 0, and NaN for everything else; a single value has no variance (NaN).
 */
export class Tally {
  private count = 0;
  // Fractions to begin with, so that the engine keeps bare doubles from the start (an undefined or whole first value
  // makes it box them).
  private runningMean = 0.5;
  private squares = 0.5;
  private least = 0.5;
  private greatest = 0.5;
  private total = 0.5;

  constructor() {
    this.reset();
  }

  static fromJSON(data: TallyData): Tally {
    const tally = new Tally();
    if (data.n === 0) return tally;
    tally.count = data.n;
    tally.runningMean = data.mean;
    tally.squares = data.squares;
    tally.least = data.min;
    tally.greatest = data.max;
    tally.total = data.sum;
    return tally;
  }

  add(x: number): void {
    const n = this.count + 1;
    this.count = n;
    const distance = x - this.runningMean;
    const mean = this.runningMean + distance / n;
    this.runningMean = mean;
    this.squares += distance * (x - mean);
    this.total += x;
    if (x < this.least) this.least = x;
    if (x > this.greatest) this.greatest = x;
  }

  /** The same value so often: Chan, Golub and LeVeque with a tally of equal values. */
  addTimes(x: number, times: number): void {
    if (!(times > 0)) return;
    const before = this.count;
    const n = before + times;
    const distance = before === 0 ? 0 : x - this.runningMean;
    this.count = n;
    this.runningMean = before === 0 ? x : this.runningMean + (distance * times) / n;
    this.squares += distance * distance * ((before * times) / n);
    this.total += x * times;
    if (x < this.least) this.least = x;
    if (x > this.greatest) this.greatest = x;
  }

  get n(): number {
    return this.count;
  }

  get mean(): number {
    return this.count === 0 ? Number.NaN : this.runningMean;
  }

  /** Of the sample, divided by n - 1. */
  get variance(): number {
    return this.count < 2 ? Number.NaN : this.squares / (this.count - 1);
  }

  get sd(): number {
    return Math.sqrt(this.variance);
  }

  get min(): number {
    return this.count === 0 ? Number.NaN : this.least;
  }

  get max(): number {
    return this.count === 0 ? Number.NaN : this.greatest;
  }

  get sum(): number {
    return this.total;
  }

  /** Takes in the other's values; the order of merging may show in the last bits. */
  merge(other: Tally): void {
    if (other.count === 0) return;
    const n = this.count + other.count;
    const distance = other.runningMean - this.runningMean;
    this.squares += other.squares + (distance * distance * this.count * other.count) / n;
    this.runningMean += (distance * other.count) / n;
    this.count = n;
    this.total += other.total;
    if (other.least < this.least) this.least = other.least;
    if (other.greatest > this.greatest) this.greatest = other.greatest;
  }

  reset(): void {
    this.count = 0;
    this.runningMean = 0;
    this.squares = 0;
    this.least = Number.POSITIVE_INFINITY;
    this.greatest = Number.NEGATIVE_INFINITY;
    this.total = 0;
  }

  toJSON(): TallyData {
    // Infinity, the least of nothing, does not survive JSON.
    if (this.count === 0) return { n: 0, mean: 0, squares: 0, min: 0, max: 0, sum: 0 };
    const { count: n, runningMean: mean, squares, least: min, greatest: max, total: sum } = this;
    return { n, mean, squares, min, max, sum };
  }
}
