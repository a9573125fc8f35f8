import type { ReadEnd, Rewrite, Table, TableFiles, TableLogReads, TablePart, TableScan } from '../capabilities.ts';
import { listFiles, type NewCohort } from './_cohorts.ts';
import { newestBytes } from './_newest-bytes.ts';
import { bytesOfPart } from './_pieces.ts';

/** Files of a slot that are worth writing anew, as they were when it was asked for. */
export class SlotPart implements TablePart {
  readonly slot: number;
  readonly partitions: number;
  readonly pieces: readonly NewCohort[];
  readonly files: readonly TableFiles[];
  readonly bytes: number;
  readonly rows: number;
  readonly rawBytes: number;

  constructor(of: { slot: number; partitions: number; pieces: readonly NewCohort[]; rowBytes: number }) {
    const files: TableFiles[] = [];
    let [bytes, rows] = [0, 0];
    for (const piece of of.pieces) {
      listFiles(files, piece.count, piece.bytes);
      bytes += piece.bytes;
      rows += piece.rows;
    }
    this.slot = of.slot;
    this.partitions = of.partitions;
    this.pieces = of.pieces;
    this.files = files;
    this.bytes = bytes;
    this.rows = rows;
    this.rawBytes = rows * of.rowBytes;
  }
}

/** Files that a rewrite takes away in the end: they are there, but nothing joins them any more. */
export interface Pinned {
  readonly slot: number;
  /** Written between these. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  count: number;
  bytes: number;
  rows: number;
  /** The rewrite that has begun to take them away, or has the new files in their place. */
  takenBy: SlotRewrite | null;
}

/** What a rewrite does to its table. */
export interface RewrittenTable extends Table {
  /** A reader sees old files or new ones, never a mixture. */
  readonly readsVersions: boolean;
  publish(rewrite: SlotRewrite, files: readonly TableFiles[]): void;
  takeAway(rewrite: SlotRewrite, pinned: Pinned, count: number): void;
  /** Old and new files are both there, or neither. */
  mixes(rewrite: SlotRewrite, isMixed: boolean): void;
  conflict(): void;
  changed(slot: number): void;
}

/** A part of a table that is written anew. It conflicts with another that was ready before it, if both take the same files. */
export class SlotRewrite implements Rewrite {
  readonly source: Table;
  readonly slot: number;
  readonly pinned: readonly Pinned[];
  readonly rows: number;
  readonly files: number;
  readonly sourceBytes: number;
  readonly activity: string;
  isPublished = false;
  removed = 0;
  private readonly table: RewrittenTable;

  constructor(table: RewrittenTable, part: SlotPart, pinned: readonly Pinned[], activity: string) {
    this.table = table;
    this.activity = activity;
    this.slot = part.slot;
    this.pinned = pinned;
    this.rows = pinned.reduce((sum, { rows }) => sum + rows, 0);
    this.files = pinned.reduce((sum, { count }) => sum + count, 0);
    this.sourceBytes = pinned.reduce((sum, { bytes }) => sum + bytes, 0);
    this.source = new SourceTable(table, part.partitions, pinned, () => this.isLost);
  }

  publish(files: readonly TableFiles[]): boolean {
    if (this.isLost) {
      this.table.conflict();
      return false;
    }
    this.claim();
    this.isPublished = true;
    this.table.publish(this, files);
    if (!this.table.readsVersions) this.table.mixes(this, this.left > 0);
    this.table.changed(this.slot);
    return true;
  }

  remove(count: number): void {
    // Of a table with versions they stay where they are; of a lost one somebody else has removed them.
    if (this.table.readsVersions || this.isLost) return;
    this.claim();
    let left = count;
    for (const pinned of this.pinned) {
      if (left === 0) break;
      const taken = Math.min(left, pinned.count);
      if (taken === 0) continue;
      this.table.takeAway(this, pinned, taken);
      this.removed += taken;
      left -= taken;
    }
    this.table.mixes(this, this.isPublished ? this.left > 0 : this.removed > 0);
    this.table.changed(this.slot);
  }

  swap(files: readonly TableFiles[]): boolean {
    if (!this.publish(files)) return false;
    this.remove(this.left);
    return true;
  }

  abandon(): number {
    if (this.isPublished || this.isLost) return 0;
    for (const pinned of this.pinned) pinned.takenBy = null;
    this.table.mixes(this, false);
    return this.rows - this.pinned.reduce((sum, { rows }) => sum + rows, 0);
  }

  get left(): number {
    return this.pinned.reduce((sum, { count }) => sum + count, 0);
  }

  /** Another has its files. */
  private get isLost(): boolean {
    return this.pinned.some(({ takenBy }) => takenBy !== null && takenBy !== this);
  }
  private claim(): void {
    for (const pinned of this.pinned) pinned.takenBy = this;
  }
}

/** Takes files out of what is pinned; whole bytes, of their mean size. */
export const unpin = (pinned: Pinned, count: number): NewCohort => {
  const bytes = bytesOfPart(pinned.bytes, pinned.count, count);
  const rows = count === pinned.count ? pinned.rows : (pinned.rows / pinned.count) * count;
  pinned.bytes -= bytes;
  pinned.rows -= rows;
  pinned.count -= count;
  return { count, bytes, rows };
};

/** The files of a rewrite, for the job that reads them. */
class SourceTable implements Table {
  readonly name: string;
  readonly encoding: string;
  readonly codec: string;
  readonly columns: number;
  readonly rowBytes: number;
  readonly directories: readonly number[];
  readonly catalog: string;
  readonly prefixes: number;
  readonly writes = null;
  private readonly table: Table;
  private readonly partitions: number;
  private readonly files: readonly TableFiles[];
  private readonly isLost: () => boolean;

  constructor(table: Table, partitions: number, pinned: readonly Pinned[], isLost: () => boolean) {
    const files: TableFiles[] = [];
    for (const { count, bytes } of pinned) listFiles(files, count, bytes);
    this.table = table;
    this.partitions = partitions;
    this.files = files;
    this.isLost = isLost;
    this.name = `${table.name}: a part`;
    this.encoding = table.encoding;
    this.codec = table.codec;
    this.columns = table.columns;
    this.rowBytes = table.rowBytes;
    this.directories = partitions > 1 ? [partitions] : [];
    this.catalog = table.catalog;
    this.prefixes = table.prefixes;
  }

  scan(_recentSeconds: number | null, bytes: number | null): TableScan {
    const { partitions } = this;
    const filesInAll = this.files.reduce((sum, { count }) => sum + count, 0);
    const files = bytes === null ? this.files : newestBytes(this.files, bytes);
    return { partitions, partitionsInAll: partitions, files, filesInAll, changedSince: () => partitions };
  }
  log(knownVersion?: number): TableLogReads | null {
    return this.table.log(knownVersion);
  }
  get logName(): string {
    return this.table.logName ?? this.table.name;
  }
  ended(): ReadEnd {
    return this.isLost() ? 'missing' : 'whole';
  }
}
