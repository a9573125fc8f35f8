/** The buckets of QuantileHistogram: how a double finds its own, and how many make a picture. */

export interface HistogramBucket {
  lo: number;
  hi: number;
  count: number;
}

export interface FineBucket {
  readonly index: number;
  readonly count: number;
}

// The same eight bytes as a double and as two words; the high one holds sign, exponent and 20 bits of mantissa.
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
double[0] = 1;
const highWord = words[1] === 0 ? 0 : 1;

/** Keeps 7 of the high word's 20 bits of mantissa. */
const dropBits = 13;

/** The bucket of a value above zero; ascends with the value. */
export function bucketIndex(x: number): number {
  double[0] = x;
  return words[highWord]! >>> dropBits;
}

/** The least value of the bucket. */
export function bucketStart(index: number): number {
  words[highWord] = (index << dropBits) >>> 0;
  words[1 - highWord] = 0;
  return double[0]!;
}

/** Fine buckets, ascending (an index may repeat), put together into at most `maxBuckets`. */
export function groupBuckets(
  fine: readonly FineBucket[],
  zeros: number,
  min: number,
  max: number,
  maxBuckets: number,
): HistogramBucket[] {
  const buckets: HistogramBucket[] = zeros > 0 ? [{ lo: 0, hi: 0, count: zeros }] : [];
  const first = fine[0]?.index;
  const last = fine[fine.length - 1]?.index;
  if (first === undefined || last === undefined) return buckets;
  const width = Math.ceil((last - first + 1) / Math.max(1, maxBuckets - buckets.length));
  let group = -1;
  for (const { index, count } of fine) {
    const own = Math.floor((index - first) / width);
    if (own === group) buckets[buckets.length - 1]!.count += count;
    else {
      group = own;
      const lo = Math.max(min, bucketStart(first + own * width));
      const hi = Math.min(max, bucketStart(Math.min(last + 1, first + (own + 1) * width)));
      buckets.push({ lo, hi, count });
    }
  }
  return buckets;
}
