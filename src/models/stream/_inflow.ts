import type { CumulativeRate } from '../../random/index.ts';

/**
 * Records as a fluid, on their way into the buffers. A position x is a number of records since the beginning, as the mean
 * has them: record x was made when the integral of the rate reached x, and comes in when at() does.
 */
export interface Inflow {
  /** Of what comes in, so much had by a time. */
  at(seconds: number): number;
  /** When so much will have come in; Infinity: never. */
  inverse(position: number): number;
  /** When it was made. */
  madeAt(position: number): number;
  /** So much had been made by a time. */
  madeBy(seconds: number): number;
  /** No more comes in from here on; Infinity as long as nobody knows. */
  readonly closedAtSeconds: number;
  /** The same, however far ahead it is; Infinity: more comes for ever. */
  findClosed(): number;
  /** Of what was refused at first, so much had been by a time. */
  refusedBy(seconds: number): number;
}

/** Nothing holds them up. */
export class OpenInflow implements Inflow {
  readonly closedAtSeconds: number;
  readonly rate: CumulativeRate;
  private readonly from: number;
  private readonly total: number;

  constructor(rate: CumulativeRate, fromSeconds: number, untilSeconds: number) {
    this.rate = rate;
    this.from = rate.at(fromSeconds);
    this.closedAtSeconds = untilSeconds;
    this.total = untilSeconds === Infinity ? Infinity : rate.at(untilSeconds) - this.from;
  }

  at(seconds: number): number {
    return seconds >= this.closedAtSeconds ? this.total : this.rate.at(seconds) - this.from;
  }
  inverse(position: number): number {
    return position > this.total ? Infinity : this.rate.inverse(position + this.from, this.closedAtSeconds);
  }
  madeAt(position: number): number {
    return this.rate.inverse(Math.min(position, this.total) + this.from);
  }
  madeBy(seconds: number): number {
    return this.at(seconds);
  }
  findClosed(): number {
    return this.closedAtSeconds;
  }
  refusedBy(): number {
    return 0;
  }
}

/** What the shards take in, records per second, from a time on. */
export interface Capacity {
  readonly perSecond: number;
  /** When it is looked at again; Infinity: it stays. */
  readonly nextLookSeconds: number;
  /** So much was taken in since the last look. */
  look(seconds: number, taken: number): void;
}

/** Pieces are short enough for a rate that grows to be taken as straight where it crosses the capacity. */
const longestPieceSeconds = 86_400;
/** Rounding of a backlog, in records. */
const rounding = 1e-9;

/**
 * Shards that take in c records a second, and producers that keep what is refused and send it again: a fluid backlog
 *
 *     q' = rate - c while rate > c or q > 0, and q >= 0;   what comes in is c while q > 0, else the rate
 *
 * Pieces of time in which nothing changes are worked out as far as anybody asks, in order. Refused at first is what makes
 * the backlog grow. Left out: that retries themselves use up limits, and that one shard may be hot.
 */
export class ShardedInflow implements Inflow {
  closedAtSeconds = Infinity;
  readonly rate: CumulativeRate;
  private readonly source: OpenInflow;
  private readonly capacity: Capacity;
  private readonly untilSeconds: number;
  /** Ends of pieces: time, what had come in, what had been refused; and whether a piece is a straight line. */
  private readonly times: number[];
  private readonly taken: number[] = [0];
  private readonly refused: number[] = [0];
  private readonly straight: boolean[] = [];
  private readonly capacities: number[] = [];
  private backlog = 0;
  private lookTaken = 0;
  private found = 0;

  constructor(rate: CumulativeRate, fromSeconds: number, untilSeconds: number, capacity: Capacity) {
    this.rate = rate;
    this.source = new OpenInflow(rate, fromSeconds, untilSeconds);
    this.capacity = capacity;
    this.untilSeconds = untilSeconds;
    this.times = [fromSeconds];
  }

  /** What the shards take in, records a second: on demand it changes. */
  capacityAt(seconds: number): number {
    this.at(seconds);
    return this.capacities[this.pieceOf(this.times, seconds)] ?? this.capacity.perSecond;
  }

  at(seconds: number): number {
    while (this.times.at(-1)! < seconds) if (!this.extend()) break;
    if (seconds >= this.closedAtSeconds) return this.taken.at(-1)!;
    const piece = this.pieceOf(this.times, seconds);
    if (piece >= this.straight.length) return this.taken.at(-1)!;
    return this.within(piece, seconds, this.taken, this.straight[piece]!);
  }

  inverse(position: number): number {
    if (!(position > 0)) return this.times[0]!;
    while (this.taken.at(-1)! < position) if (!this.extend()) return Infinity;
    let low = 0;
    let high = this.taken.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.taken[middle]! < position) low = middle;
      else high = middle;
    }
    if (!this.straight[low]) return Math.min(this.times[high]!, this.source.madeAt(position));
    const share = (position - this.taken[low]!) / (this.taken[high]! - this.taken[low]!);
    return this.times[low]! + share * (this.times[high]! - this.times[low]!);
  }

  madeAt(position: number): number {
    return this.source.madeAt(position);
  }

  madeBy(seconds: number): number {
    return this.source.at(seconds);
  }

  findClosed(): number {
    if (this.untilSeconds < Infinity) while (this.extend());
    return this.closedAtSeconds;
  }

  refusedBy(seconds: number): number {
    this.at(seconds);
    const piece = this.pieceOf(this.times, seconds);
    return piece >= this.straight.length ? this.refused.at(-1)! : this.within(piece, seconds, this.refused, true);
  }

  private within(piece: number, seconds: number, sums: readonly number[], straight: boolean): number {
    if (!straight) return this.source.at(seconds);
    const share = (seconds - this.times[piece]!) / (this.times[piece + 1]! - this.times[piece]!);
    return sums[piece]! + share * (sums[piece + 1]! - sums[piece]!);
  }

  private pieceOf(times: readonly number[], seconds: number): number {
    // Those who ask go forward in time, mostly.
    while (this.found + 1 < times.length && times[this.found + 1]! <= seconds) this.found++;
    while (this.found > 0 && times[this.found]! > seconds) this.found--;
    return this.found;
  }

  /** One piece more; false: nothing comes any more. */
  private extend(): boolean {
    const from = this.times.at(-1)!;
    if (this.closedAtSeconds < Infinity) return false;
    const { capacity, source, rate, backlog } = this;
    const made = source.at(from);
    const open = from < this.untilSeconds;
    if (!open && backlog <= rounding) {
      this.closedAtSeconds = from;
      return false;
    }
    let to = Math.min(capacity.nextLookSeconds, from + longestPieceSeconds, open ? rate.nextChange(from) : Infinity);
    if (open) to = Math.min(to, this.untilSeconds);
    const c = capacity.perSecond;
    const grows = open && rate.rateAt(from) > c * (1 + 1e-12);
    if (backlog <= rounding && !grows) {
      // The rate may grow past the capacity within the piece.
      const grown = open ? rate.rateAt(to - 1e-9 * (to - from)) : 0;
      if (grown > c * (1 + 1e-9)) to = this.crossing(from, to, (at) => rate.rateAt(at) >= c);
      this.push(to, source.at(to), this.refused.at(-1)!, false);
      return true;
    }
    const backlogAt = (at: number): number => backlog + source.at(at) - made - c * (at - from);
    if (backlogAt(to) < 0) to = this.crossing(from, to, (at) => backlogAt(at) <= 0);
    this.backlog = Math.max(0, backlogAt(to));
    if (this.backlog <= rounding) this.backlog = 0;
    const taken = source.at(to) - this.backlog;
    this.push(to, taken, this.refused.at(-1)! + Math.max(0, this.backlog - backlog), true);
    return true;
  }

  private push(to: number, taken: number, refused: number, straight: boolean): void {
    this.times.push(to);
    this.taken.push(taken);
    this.refused.push(refused);
    this.straight.push(straight);
    this.capacities.push(this.capacity.perSecond);
    if (to < this.capacity.nextLookSeconds) return;
    this.capacity.look(to, taken - this.lookTaken);
    this.lookTaken = taken;
  }

  private crossing(from: number, to: number, isPast: (seconds: number) => boolean): number {
    let low = from;
    let high = to;
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (isPast(middle)) high = middle;
      else low = middle;
    }
    return high > from ? high : to;
  }
}
