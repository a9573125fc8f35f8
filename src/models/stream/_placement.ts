import type { DistributionSpec } from '../../fields/index.ts';
import { createDistribution } from '../../random/index.ts';
import type { KeyedDraw, World } from '../model.ts';
import type { Delivery } from './_delivery.ts';
import type { Inflow } from './_inflow.ts';

/** Late rows of one delivery are looked at one by one up to so many, and by strata above. */
const mostStrata = 64;

export interface PlacementOptions {
  readonly partitionTime: 'arrival' | 'event';
  /** The stretch of time whose rows are in one partition; Infinity: time does not part them. */
  readonly partitionSeconds: number;
  /** Partitions of each stretch that one delivery may touch. */
  readonly partitions: number;
  /** Those that late rows may go to. */
  readonly latePartitions: number;
  /** Writers of one delivery, each with files of its own. */
  readonly writers: number;
  readonly oneOpenFile: boolean;
  /** Records of a file at the most. */
  readonly fileRows: number;
  readonly isRandom: boolean;
  readonly late: { readonly by: DistributionSpec } | null;
}

/**
 * Which files a delivery becomes.
 *
 *     by arrival:       one file a writer, in the partition of the time its buffer began
 *     by event:         a file for each writer and partition that has a row: of n rows over c such cells min(n, c), or at
 *                       random c (1 - (1 - 1/c)^n); rows of each stretch of time on their own, late ones in older stretches
 *     one open file:    each late row closes the file it interrupts and is one itself; with partitions beside time (q of
 *                       them) a row is of another partition than the one before with the chance 1 - 1/q
 *
 * Of several buffers alike, one after another, each has cells of its own. Left out: rows of the same late partition that
 * come one after the other, which one open file would take in together.
 */
export class Placement {
  private readonly options: PlacementOptions;
  private readonly inflow: Inflow;
  private readonly lateQuantile: ((share: number) => number) | null;
  private readonly jitter: KeyedDraw;
  /** Rows fall into cells at random. */
  private isSpread = false;

  constructor(options: PlacementOptions, inflow: Inflow, world: World, activity: string) {
    this.options = options;
    this.inflow = inflow;
    const law = options.late === null ? null : createDistribution(options.late.by);
    this.lateQuantile = law === null ? null : (share) => law.quantile(share);
    this.jitter = world.draw('lateness', { kind: 'uniform', low: 0, high: 1 }, activity);
  }

  /** Fills the delivery's groups. Their rows and bytes add up to the delivery's. */
  plan(delivery: Delivery): void {
    const { groups, rows, bytes, flushes, isFull } = delivery;
    const { partitionTime, partitions, latePartitions, writers, fileRows } = this.options;
    groups.clear();
    this.isSpread = this.options.isRandom && !isFull;
    if (partitionTime === 'arrival') {
      groups.add(delivery.fromSeconds, this.filled(writers * flushes, rows), rows, bytes);
    } else {
      const bytesPerRow = bytes / rows;
      const cells = writers * partitions * flushes;
      this.planOnTime(delivery, cells, bytesPerRow);
      this.isSpread = this.options.isRandom;
      if (delivery.lateRows > 0) this.planLate(delivery, writers * latePartitions * flushes, bytesPerRow);
    }
    if (fileRows === Infinity) return;
    for (let at = 0; at < groups.count; at++) {
      groups.files[at] = Math.max(groups.files[at]!, Math.ceil(groups.rows[at]! / fileRows));
    }
  }

  /** Buffers of a delivery that hold anything. */
  filledBuffers({ rows, flushes, isFull }: Delivery): number {
    this.isSpread = this.options.isRandom && !isFull;
    return this.filled(flushes, rows);
  }

  private planOnTime(delivery: Delivery, cells: number, bytesPerRow: number): void {
    const { groups, lateRows } = delivery;
    const rows = delivery.rows - lateRows;
    if (rows <= 0) return;
    const { partitionSeconds } = this.options;
    const add = (rowsAt: number, count: number): void => {
      const whole = this.options.oneOpenFile
        ? this.runsOf(count, delivery.flushes, count === rows ? lateRows : 0)
        : this.filled(cells, count);
      groups.add(rowsAt, whole, count, count * bytesPerRow);
    };
    const from = this.inflow.madeAt(delivery.fromPosition);
    if (partitionSeconds === Infinity) {
      add(from, rows);
      return;
    }
    const length = delivery.toPosition - delivery.fromPosition;
    const to = this.inflow.madeAt(delivery.toPosition);
    let begin = from;
    let done = 0;
    for (let span = Math.floor(from / partitionSeconds) + 1; done < rows; span++) {
      const end = span * partitionSeconds;
      const share = end >= to || !(length > 0) ? 1 : (this.inflow.madeBy(end) - delivery.fromPosition) / length;
      const until = share >= 1 ? rows : Math.min(rows, Math.round(rows * share));
      if (until > done) add(begin, until - done);
      done = Math.max(done, until);
      begin = end;
    }
  }

  private planLate(delivery: Delivery, cells: number, bytesPerRow: number): void {
    const { groups, lateRows, key } = delivery;
    const { partitionSeconds, oneOpenFile } = this.options;
    const first = groups.count;
    const strata = Math.min(mostStrata, lateRows);
    const middle = this.inflow.madeAt((delivery.fromPosition + delivery.toPosition) / 2);
    let done = 0;
    for (let i = 0; i < strata; i++) {
      const until = Math.round((lateRows * (i + 1)) / strata);
      const delay = this.lateQuantile!((i + this.jitter.at(key, i)) / strata);
      const rowsAt = partitionSeconds === Infinity ? middle : spanStart(Math.max(0, middle - delay), partitionSeconds);
      let at = first;
      while (at < groups.count && groups.rowsAtSeconds[at] !== rowsAt) at++;
      if (at === groups.count) groups.add(rowsAt, 0, 0, 0);
      groups.rows[at]! += until - done;
      done = until;
    }
    for (let at = first; at < groups.count; at++) {
      const rows = groups.rows[at]!;
      groups.files[at] = oneOpenFile ? rows : this.filled(cells, rows);
      groups.bytes[at] = rows * bytesPerRow;
    }
  }

  /** Files of rows that come one after another, between which so many of other partitions come. */
  private runsOf(rows: number, buffers: number, interruptions: number): number {
    const { partitions } = this.options;
    return Math.min(rows, Math.round(buffers + interruptions + Math.max(0, rows - buffers) * (1 - 1 / partitions)));
  }

  private filled(cells: number, rows: number): number {
    if (cells === 1 || rows === 0) return Math.min(1, rows);
    if (!this.isSpread) return Math.min(cells, rows);
    return Math.max(1, Math.min(rows, Math.round(-cells * Math.expm1(rows * Math.log1p(-1 / cells)))));
  }
}

const spanStart = (seconds: number, span: number): number => Math.floor(seconds / span) * span;
