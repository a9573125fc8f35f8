import type { KeyedDraw } from '../model.ts';

/** What a request counts as: GET and HEAD, or PUT, COPY, POST, DELETE and LIST. */
export const reads = 0;
export const writes = 1;
export type Direction = typeof reads | typeof writes;

export interface PartitionLimits {
  /** Partitions of a prefix that nobody has used yet; more than zero. */
  readonly startCount: number;
  /** What one partition carries, requests per second. */
  readonly readsPerSecond: number;
  readonly writesPerSecond: number;
  /** The share of its capacity above which a load makes a prefix grow; in (0, 1]. */
  readonly splitAtRatio: number;
  /** Seconds of such a load for one partition more, by prefix and split; null: it never grows. */
  readonly splitSeconds: KeyedDraw | null;
  /** Seconds after which an unused surplus of partitions is down to 1/e of itself; Infinity: never. */
  readonly idleSeconds: number;
}

/** A quota is stated for a second: what a second brings is what a full bucket holds. */
export const burstSeconds = 1;
/** A rate below one a second admits one request at a time. */
const leastTokens = 1;
/** How often the service looks at the load, in a mean split. */
const looksPerSplit = 60;
/** In tokens; a sum of fractions of a token ends a few units in the last place under the whole. */
const rounding = 1e-9;

/**
 * The request-rate partitions of prefixes (or of a whole bucket, as one slot), and the requests they admit. A prefix with
 * capacity n, in partitions, has a token bucket for each direction, of rate n x rate and a burst of a second of it;
 * who finds it empty is answered 503. Capacity follows sustained load, looked at sixty times a split:
 *
 *     needed = offered rate / (one partition's rate x splitAt), the larger of the two directions; 503s count as offered
 *     needed > n:   n grows by one partition a split, steadily, at most to what is needed
 *     otherwise:    n - m shrinks by exp(-t / idle), where m = max(start, needed)
 *
 * A pause therefore keeps what has grown but for the little that idling takes, and short bursts far apart never add up.
 * One partition at a time, not doubling: a prefix held at about 12 % of 503s had twice its capacity after 10.3 min and three
 * times after 21.5 (Skyrise 2024). Between splits capacity moves over steadily, as it did there in the mean of ten
 * repetitions. Left out: one hot key, which no split helps; LIST counts as a write, as it is billed.
 *
 * Not the kernel's TokenBucket: its burst is fixed, and each is an object with a timer; here a prefix is a slot in flat
 * arrays, and admission is one multiplication and two comparisons.
 */
export class Partitions {
  private readonly limits: PartitionLimits;
  private readonly rates: readonly [number, number];
  /** Between two looks at the load; Infinity: there are none. */
  readonly lookSeconds: number;
  private readonly onChange: ((partitions: number) => void) | undefined;
  /** By slot: capacity in partitions; when the present look ends, 0 for a prefix not used yet. */
  private capacity = new Float64Array(0);
  private lookEnd = new Float64Array(0);
  /** By slot and direction: tokens as of `since`; requests offered in the present look. */
  private tokens = new Float64Array(0);
  private since = new Float64Array(0);
  private offered = new Float64Array(0);
  private sum = 0;

  /** `onChange` hears the sum over the prefixes in use, each time that a look changes it. */
  constructor(limits: PartitionLimits, onChange?: (partitions: number) => void) {
    this.limits = limits;
    this.rates = [limits.readsPerSecond, limits.writesPerSecond];
    this.onChange = onChange;
    const split = limits.splitSeconds?.mean ?? Infinity;
    this.lookSeconds = split / looksPerSplit;
    if (!(split > 0)) throw new Error(`a split takes more than ${split} s`);
    if (!(limits.startCount > 0 && limits.splitAtRatio > 0))
      throw new Error('partitions: start and splitAt are above 0');
  }

  /** Capacity of the prefixes in use, in partitions, as of their last look. */
  get total(): number {
    return this.sum;
  }

  /** Whether a request is admitted; if not it is answered 503, and counts as load all the same. */
  admits(slot: number, direction: Direction, nowSeconds: number): boolean {
    if (slot >= this.capacity.length) this.grow(slot);
    if (nowSeconds >= this.lookEnd[slot]!) this.look(slot, nowSeconds);
    const { tokens, since } = this;
    const at = 2 * slot + direction;
    this.offered[at]! += 1;
    const rate = this.rates[direction]! * this.capacity[slot]!;
    const full = rate * burstSeconds < leastTokens ? leastTokens : rate * burstSeconds;
    const there = tokens[at]! + (nowSeconds - since[at]!) * rate;
    const level = there < full ? there : full;
    since[at] = nowSeconds;
    if (level < 1 - rounding) {
      tokens[at] = level;
      return false;
    }
    tokens[at] = level - 1;
    return true;
  }

  /** So many requests that are drawn as one are load as well. Returns what the prefix carries, requests per second. */
  offer(slot: number, direction: Direction, requests: number, nowSeconds: number): number {
    if (slot >= this.capacity.length) this.grow(slot);
    // They came before now: in the look that may end here.
    this.offered[2 * slot + direction]! += requests;
    if (nowSeconds >= this.lookEnd[slot]!) this.look(slot, nowSeconds);
    return this.rates[direction]! * this.capacity[slot]!;
  }

  /** Capacity of one prefix, in partitions: 1.5 while the second partition takes over. */
  partitionsOf(slot: number, nowSeconds: number): number {
    if (slot >= this.capacity.length || this.lookEnd[slot] === 0) return this.limits.startCount;
    if (nowSeconds >= this.lookEnd[slot]!) this.look(slot, nowSeconds);
    return this.capacity[slot]!;
  }

  /** Brings all prefixes in use to now: what idles has no look of its own. */
  settle(nowSeconds: number): void {
    for (let slot = 0; slot < this.lookEnd.length; slot++) {
      const end = this.lookEnd[slot]!;
      if (end > 0 && nowSeconds >= end) this.look(slot, nowSeconds);
    }
  }

  /** Ends the look under way, and in one step those after it, in which nothing came. */
  private look(slot: number, now: number): void {
    const { lookSeconds, lookEnd, capacity } = this;
    const before = lookEnd[slot] === 0 ? 0 : capacity[slot]!;
    const index = Number.isFinite(lookSeconds) ? Math.floor(now / lookSeconds) : 0;
    if (before > 0) {
      const end = lookEnd[slot]!;
      this.refill(2 * slot + reads, end);
      this.refill(2 * slot + writes, end);
      this.adapt(slot);
      const idle = (index - Math.round(end / lookSeconds)) * lookSeconds;
      if (idle > 0) this.shrink(slot, this.limits.startCount, idle);
    }
    // By multiplication: adding looks up would drift.
    let next = (index + 1) * lookSeconds;
    if (next <= now) next = (index + 2) * lookSeconds;
    lookEnd[slot] = next;
    this.offered[2 * slot + reads] = 0;
    this.offered[2 * slot + writes] = 0;
    if (capacity[slot] === before) return;
    this.sum += capacity[slot]! - before;
    this.onChange?.(this.sum);
  }

  private adapt(slot: number): void {
    const { capacity, offered, limits, lookSeconds } = this;
    const inReads = offered[2 * slot + reads]! / limits.readsPerSecond;
    const inWrites = offered[2 * slot + writes]! / limits.writesPerSecond;
    const needed = Math.max(inReads, inWrites) / (lookSeconds * limits.splitAtRatio);
    const now = capacity[slot]!;
    if (needed <= now) {
      this.shrink(slot, Math.max(limits.startCount, needed), lookSeconds);
      return;
    }
    const nth = Math.max(0, Math.floor(now - limits.startCount));
    capacity[slot] = Math.min(needed, now + lookSeconds / limits.splitSeconds!.at(slot, nth));
  }

  private shrink(slot: number, least: number, seconds: number): void {
    const surplus = this.capacity[slot]! - least;
    if (surplus > 0) this.capacity[slot] = least + surplus * Math.exp(-seconds / this.limits.idleSeconds);
  }

  /** At the rate before the look's end changes it. */
  private refill(at: number, end: number): void {
    const rate = this.rates[at & 1]! * this.capacity[at >> 1]!;
    this.tokens[at] = Math.min(
      Math.max(leastTokens, rate * burstSeconds),
      this.tokens[at]! + (end - this.since[at]!) * rate,
    );
    this.since[at] = end;
  }

  private grow(slot: number): void {
    const { startCount } = this.limits;
    const from = this.capacity.length;
    const size = Math.max(16, 2 * from, slot + 1);
    const larger = (old: Float64Array, length: number): Float64Array<ArrayBuffer> => {
      const array = new Float64Array(length);
      array.set(old);
      return array;
    };
    this.capacity = larger(this.capacity, size).fill(startCount, from);
    this.lookEnd = larger(this.lookEnd, size);
    this.since = larger(this.since, 2 * size);
    this.offered = larger(this.offered, 2 * size);
    this.tokens = larger(this.tokens, 2 * size);
    for (let at = 2 * from; at < 2 * size; at++) {
      this.tokens[at] = Math.max(leastTokens, this.rates[at & 1]! * startCount * burstSeconds);
    }
  }
}
