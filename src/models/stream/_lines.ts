import type { Inflow } from './_inflow.ts';
import type { BufferPlan } from './_plan.ts';
import { type Records, rounding } from './_records.ts';

/** Keys apart of several draws for one delivery. */
const keysPerDelivery = 4;

/**
 * Buffers side by side by line: what each has taken of the flow so far, and when it is due. Positions are those of the whole
 * flow; a line takes its share of it.
 */
export class Lines {
  readonly count: number;
  readonly plan: BufferPlan;
  /** Where the present buffer begins, and up to where its records have been counted: less, where some are read again. */
  readonly from: Float64Array;
  readonly counted: Float64Array;
  readonly fromSeconds: Float64Array;
  /** Deliveries so far; keys the next. */
  readonly index: Float64Array;
  /** Records counted so far, each once. */
  readonly records: Float64Array;
  /** Read again after a crash: records and their bytes, and up to where those that were held up go. */
  readonly againRows: Float64Array;
  readonly againBytes: Float64Array;
  readonly heldTo: Float64Array;
  /** The interval ends at begun + (ended + 1) x interval: products, never a running sum. */
  readonly begun: Float64Array;
  readonly ended: Float64Array;
  /** Where the present buffer will be full; Infinity: not within its time. And, at random, its first record's place. */
  readonly fullTo: Float64Array;
  readonly first: Float64Array;
  private readonly inflow: Inflow;
  private readonly law: Records;

  constructor(plan: BufferPlan, inflow: Inflow, records: Records, fromSeconds: number) {
    const zeros = (): Float64Array => new Float64Array(plan.lines);
    this.plan = plan;
    this.count = plan.lines;
    this.inflow = inflow;
    this.law = records;
    this.from = zeros();
    this.counted = zeros();
    this.fromSeconds = zeros().fill(fromSeconds);
    this.index = zeros();
    this.records = zeros();
    this.againRows = zeros();
    this.againBytes = zeros();
    this.heldTo = zeros();
    this.begun = zeros().fill(fromSeconds);
    this.ended = zeros();
    this.fullTo = zeros().fill(Infinity);
    this.first = zeros().fill(-1);
  }

  /** Keys what chance does to the present buffer; the same in every design that has as many. */
  keyOf(line: number): number {
    return this.index[line]! * this.count + line;
  }

  private drawKey(line: number, which: number): number {
    return keysPerDelivery * this.keyOf(line) + which;
  }

  intervalEnd(line: number): number {
    return this.begun[line]! + (this.ended[line]! + 1) * this.plan.intervalSeconds;
  }

  /** The interval begins anew, now. */
  restart(line: number, seconds: number): void {
    this.begun[line] = seconds;
    this.ended[line] = 0;
  }

  /** Records of the line that have come by a position, where they come evenly. */
  private evenBy(line: number, position: number): number {
    const place = position * this.plan.shares[line]! + this.plan.offsets[line]!;
    // A few units in the last place, where there are thousands of millions of them.
    return Math.floor(place + rounding + 1e-15 * place);
  }

  /** Where its next record is: drawn once for each buffer. */
  nextRecord(line: number): number {
    const { shares, offsets } = this.plan;
    if (!this.law.isRandom) return Math.max(0, (this.records[line]! + 1 - offsets[line]!) / shares[line]!);
    return this.counted[line]! + this.law.gap(this.drawKey(line, 0)) / shares[line]!;
  }

  /**
   * Looks where the buffer will be full, if it can be within the interval, and remembers it. `begins`: the position of
   * its first record, where it began with one; else -1.
   */
  findFull(line: number, begins: number): void {
    const { plan, law } = this;
    this.first[line] = begins;
    this.fullTo[line] = Infinity;
    if (plan.fullAt === Infinity) return;
    const missing = plan.fullAt - this.againRows[line]!;
    const share = plan.shares[line]!;
    if (missing <= 0) {
      this.fullTo[line] = this.counted[line]!;
      return;
    }
    if (!law.isRandom) {
      this.fullTo[line] = (this.records[line]! + missing - plan.offsets[line]!) / share;
      return;
    }
    const from = begins < 0 ? this.counted[line]! : begins;
    const more = begins < 0 ? missing : missing - 1;
    if (more <= 0) {
      this.fullTo[line] = from;
      return;
    }
    const mean = (this.inflow.at(this.intervalEnd(line)) - from) * share;
    // Ten standard deviations away nothing is drawn.
    if (mean + 10 * Math.sqrt(mean) + 10 < more) return;
    this.fullTo[line] = from + law.lengthOf(more, this.drawKey(line, 1)) / share;
  }

  /** Records that the buffer has when it is delivered at a position; each is counted once. */
  take(line: number, to: number): number {
    const { plan, law } = this;
    let rows: number;
    if (!law.isRandom) {
      // A buffer that is delivered because it is full has all its records, whatever rounding says of their place.
      const place = to === this.fullTo[line] ? this.records[line]! + plan.fullAt - this.againRows[line]! : 0;
      rows = Math.max(0, Math.max(place, this.evenBy(line, to)) - this.records[line]!);
    } else rows = this.takeRandom(line, to);
    this.records[line]! += rows;
    this.counted[line] = to;
    return rows;
  }

  /** The same for several buffers in a row, none of which was full, or all of them: then their records are known. */
  takeMany(line: number, to: number, full: number | null): number {
    const { plan, law } = this;
    let rows = full;
    if (rows === null) {
      const mean = Math.max(0, to - this.counted[line]!) * plan.shares[line]!;
      rows = law.isRandom
        ? law.drawn(mean, this.drawKey(line, 2))
        : Math.max(0, this.evenBy(line, to) - this.records[line]!);
    }
    this.records[line]! += rows;
    this.counted[line] = to;
    return rows;
  }

  /** Where so many more buffers will have been full, one after another. */
  fullAfter(line: number, buffers: number): number {
    const { plan, law } = this;
    const share = plan.shares[line]!;
    if (law.isRandom) return this.counted[line]! + (buffers * plan.fullAt) / share;
    return (this.records[line]! + buffers * plan.fullAt - plan.offsets[line]!) / share;
  }

  private takeRandom(line: number, to: number): number {
    const { plan, law } = this;
    const share = plan.shares[line]!;
    const full = this.fullTo[line]!;
    const missing = plan.fullAt - this.againRows[line]!;
    if (to >= full && missing > 0) {
      const more = (to - full) * share;
      return missing + (more > rounding ? law.drawn(more, this.drawKey(line, 2)) : 0);
    }
    const begins = this.first[line]!;
    const from = begins < 0 ? this.counted[line]! : begins;
    const least = begins < 0 || to < begins - rounding ? 0 : 1;
    const mean = Math.max(0, to - from) * share;
    const limit = missing - least;
    // Known not to be full: the count is one of those below the limit.
    if (limit > 0 && limit < Infinity && mean + 10 * Math.sqrt(mean) + 10 >= limit && to <= full)
      return least + law.drawnBelow(limit, mean, this.drawKey(line, 2));
    return least + law.drawn(mean, this.drawKey(line, 2));
  }

  /** Whether records are still to be counted when no more come in. */
  hasLeft(line: number, total: number): boolean {
    if (this.againRows[line]! > 0) return true;
    if (!this.law.isRandom) return this.evenBy(line, total) > this.records[line]!;
    return total - this.counted[line]! > rounding;
  }

  /** Rows that came late among the last so many counted ones. */
  lateAmong(line: number, rows: number): number {
    const { lateShare, lateLine } = this.plan;
    if (lateShare === 0) return 0;
    if (lateLine >= 0) return line === lateLine ? rows : 0;
    const after = this.records[line]!;
    return Math.floor(after * lateShare + rounding) - Math.floor((after - rows) * lateShare + rounding);
  }
}
