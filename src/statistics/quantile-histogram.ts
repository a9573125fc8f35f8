/**
 * Quantiles of any number of values of zero or more: exact for the first 10,000, then from buckets under 1 % wide.
 *
 * A bucket is all doubles with the same exponent and the same first seven bits of mantissa: 128 to a factor of two, 0.4
 * to 0.8 % wide, found from the bits without a logarithm, so the same in every JavaScript engine. Zero has a bucket of
 * its own. Quantiles are interpolated inside a bucket and never leave [min, max].
 *
 * What a histogram holds depends on the values it was given, not on their order or on how they were merged: it is exact
 * as long as it has had at most 10,000 of them, in whatever pieces. (With fractional weights the sums may differ in the
 * last bit.) After the exact stage `add` allocates nothing, except when the range of buckets grows.
 */
import { bucketIndex, bucketStart, type FineBucket, groupBuckets, type HistogramBucket } from './_buckets.ts';
import { sortWithWeights } from './_sort.ts';

/** Plain data, to cross a worker thread or a file. */
export type QuantileHistogramData =
  | {
      readonly kind: 'exact';
      /** Ascending. */
      readonly values: readonly number[];
      /** One for each value; left out when all are 1. */
      readonly weights?: readonly number[];
    }
  | {
      readonly kind: 'buckets';
      readonly added: number;
      readonly n: number;
      readonly min: number;
      readonly max: number;
      readonly zeros: number;
      /** Of the buckets that hold something, ascending. */
      readonly indices: readonly number[];
      readonly counts: readonly number[];
    };

export const exactLimit = 10_000;

export class QuantileHistogram {
  /** Calls of add, in which a weighted value counts once. */
  private added = 0;
  private weight = 0.5;
  private least = Number.POSITIVE_INFINITY;
  private greatest = Number.NEGATIVE_INFINITY;

  private values: Float64Array | null = new Float64Array(64);
  private weights: Float64Array | null = null;
  private sorted = true;

  private zeros = 0.5;
  private counts: Float64Array = new Float64Array(0);
  /** The bucket index of counts[0]. */
  private base = 0;

  constructor() {
    this.weight = 0;
    this.zeros = 0;
  }

  /** One value, or `weight` values alike. Negative, infinite and absent values are our own mistake and throw. */
  add(x: number, weight = 1): void {
    if (!(x >= 0 && x < Number.POSITIVE_INFINITY)) throw new RangeError(`a histogram holds no ${x}`);
    if (this.values !== null && this.added >= exactLimit) this.spill();
    this.added++;
    this.weight += weight;
    if (x < this.least) this.least = x;
    if (x > this.greatest) this.greatest = x;
    if (this.values === null) this.count(x, weight);
    else this.keep(x, weight);
  }

  /** How many values, weights counted in full. */
  get n(): number {
    return this.weight;
  }

  /** NaN when empty, as are `max` and every quantile. */
  get min(): number {
    return this.added === 0 ? Number.NaN : this.least;
  }

  get max(): number {
    return this.added === 0 ? Number.NaN : this.greatest;
  }

  /**
   * The p-quantile, p in [0, 1]: linear between the two values around position (n - 1) p of the ordered sample (the
   * definition of spreadsheets and NumPy). A weighted value counts as that many equal ones.
   */
  quantile(p: number): number {
    if (this.added === 0) return Number.NaN;
    if (p <= 0) return this.least;
    if (p >= 1) return this.greatest;
    const position = (this.weight - 1) * p;
    return this.values === null ? this.bucketQuantile(position) : this.exactQuantile(this.values, position);
  }

  merge(other: QuantileHistogram): void {
    if (other.added === 0) return;
    const exact = this.values !== null && other.values !== null && this.added + other.added <= exactLimit;
    if (exact) {
      const count = other.added;
      for (let i = 0; i < count; i++) this.add(other.values![i]!, other.weights === null ? 1 : other.weights[i]!);
      return;
    }
    this.spill();
    this.added += other.added;
    this.weight += other.weight;
    if (other.least < this.least) this.least = other.least;
    if (other.greatest > this.greatest) this.greatest = other.greatest;
    other.eachFineBucket((index, count) => this.countAt(index, count));
    this.zeros += other.countZeros();
  }

  /**
   * At most so many buckets of about equal width on a logarithmic scale, ascending, for drawing; empty ones are left
   * out. The first begins at the least value, the last ends at the greatest; zero has a bucket { lo: 0, hi: 0 }.
   */
  buckets(maxBuckets: number): HistogramBucket[] {
    const fine: FineBucket[] = [];
    this.eachFineBucket((index, count) => fine.push({ index, count }));
    fine.sort((a, b) => a.index - b.index);
    return groupBuckets(fine, this.countZeros(), this.least, this.greatest, maxBuckets);
  }

  toJSON(): QuantileHistogramData {
    if (this.values !== null) {
      this.sort(this.values);
      const values = Array.from(this.values.subarray(0, this.added));
      if (this.weights === null) return { kind: 'exact', values };
      return { kind: 'exact', values, weights: Array.from(this.weights.subarray(0, this.added)) };
    }
    const indices: number[] = [];
    const counts: number[] = [];
    this.eachFineBucket((index, count) => {
      indices.push(index);
      counts.push(count);
    });
    const { added, weight: n, least: min, greatest: max, zeros } = this;
    return { kind: 'buckets', added, n, min, max, zeros, indices, counts };
  }

  static fromJSON(data: QuantileHistogramData): QuantileHistogram {
    const histogram = new QuantileHistogram();
    if (data.kind === 'exact') {
      for (const [i, value] of data.values.entries()) histogram.add(value, data.weights?.[i] ?? 1);
      return histogram;
    }
    histogram.spill();
    histogram.added = data.added;
    histogram.weight = data.n;
    histogram.least = data.min;
    histogram.greatest = data.max;
    histogram.zeros = data.zeros;
    for (const [i, index] of data.indices.entries()) histogram.countAt(index, data.counts[i]!);
    return histogram;
  }

  private keep(x: number, weight: number): void {
    const i = this.added - 1;
    let values = this.values!;
    if (i === values.length) {
      const size = Math.min(exactLimit, 2 * i);
      values = grow(values, size);
      this.values = values;
      if (this.weights !== null) this.weights = grow(this.weights, size);
    }
    values[i] = x;
    if (weight !== 1 && this.weights === null) this.weights = new Float64Array(values.length).fill(1, 0, i);
    if (this.weights !== null) this.weights[i] = weight;
    this.sorted = false;
  }

  private count(x: number, weight: number): void {
    if (x === 0) this.zeros += weight;
    else this.countAt(bucketIndex(x), weight);
  }

  private countAt(index: number, weight: number): void {
    const at = index - this.base;
    if (at >= 0 && at < this.counts.length) this.counts[at]! += weight;
    else this.countOutside(index, weight);
  }

  /** Widens the range of buckets, by half again on the side where it was too short. */
  private countOutside(index: number, weight: number): void {
    const spare = 128 + (this.counts.length >> 1);
    if (this.counts.length === 0) this.base = index - (spare >> 1);
    const low = Math.min(this.base, index < this.base ? index - spare : this.base);
    const high = Math.max(this.base + this.counts.length, index >= this.base ? index + spare : 0);
    const wider = new Float64Array(high - low);
    wider.set(this.counts, this.base - low);
    this.counts = wider;
    this.base = low;
    wider[index - low]! += weight;
  }

  /** From exact values to buckets, for good. */
  private spill(): void {
    const { values, weights } = this;
    if (values === null) return;
    this.values = null;
    this.weights = null;
    for (let i = 0; i < this.added; i++) this.count(values[i]!, weights === null ? 1 : weights[i]!);
  }

  private sort(values: Float64Array): void {
    if (this.sorted) return;
    sortWithWeights(values.subarray(0, this.added), this.weights?.subarray(0, this.added) ?? null);
    this.sorted = true;
  }

  private exactQuantile(values: Float64Array, position: number): number {
    this.sort(values);
    const rank = Math.floor(position);
    const low = this.valueAt(values, rank);
    const high = this.valueAt(values, rank + 1);
    return low === high ? low : low + (high - low) * (position - rank);
  }

  /** The value of that rank, from 0, in the ordered sample. */
  private valueAt(values: Float64Array, rank: number): number {
    if (this.weights === null) return values[Math.min(rank, this.added - 1)]!;
    let reached = 0;
    for (let i = 0; i < this.added; i++) {
      reached += this.weights[i]!;
      if (reached > rank) return values[i]!;
    }
    return this.greatest;
  }

  private bucketQuantile(position: number): number {
    // The k-th of the c values in a bucket is taken to lie (k + 1/2) / c of the way through it.
    const sought = position + 0.5;
    let reached = this.zeros;
    if (sought < reached) return 0;
    for (let i = 0; i < this.counts.length; i++) {
      const count = this.counts[i]!;
      if (count === 0) continue;
      if (sought < reached + count) {
        const low = Math.max(this.least, bucketStart(this.base + i));
        const high = Math.min(this.greatest, bucketStart(this.base + i + 1));
        return Math.min(high, low + ((high - low) * (sought - reached)) / count);
      }
      reached += count;
    }
    return this.greatest;
  }

  /** Buckets above zero that hold something: ascending once in buckets, else one a value. */
  private eachFineBucket(visit: (index: number, count: number) => void): void {
    if (this.values === null) {
      for (let i = 0; i < this.counts.length; i++) if (this.counts[i]! > 0) visit(this.base + i, this.counts[i]!);
      return;
    }
    for (let i = 0; i < this.added; i++) {
      const value = this.values[i]!;
      if (value > 0) visit(bucketIndex(value), this.weights === null ? 1 : this.weights[i]!);
    }
  }

  private countZeros(): number {
    if (this.values === null) return this.zeros;
    let zeros = 0;
    for (let i = 0; i < this.added; i++)
      if (this.values[i] === 0) zeros += this.weights === null ? 1 : this.weights[i]!;
    return zeros;
  }
}

function grow(array: Float64Array, size: number): Float64Array {
  const longer = new Float64Array(size);
  longer.set(array);
  return longer;
}
