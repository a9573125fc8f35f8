import type {
  Commit,
  Committer,
  ReadEnd,
  Rewrite,
  Table,
  TableFiles,
  TableLogReads,
  TablePart,
  TableScan,
} from '../capabilities.ts';
import { type FileGroup, type Holder, liveRowsOf } from './_groups.ts';
import { type LivePiece, listPiece } from './_live-files.ts';
import type { EntryOf } from './_log.ts';
import { type GroupMarks, SeenMarks } from './_marks.ts';
import { newestBytes } from './_newest-bytes.ts';
import type { Change, Snapshot, Transactions } from './_transactions.ts';

/** Files of a slot that are worth writing anew, as they were when it was asked for. */
export class SlotPart implements TablePart {
  readonly slot: number;
  readonly partitions: number;
  readonly pieces: readonly LivePiece[];
  readonly files: readonly TableFiles[];
  readonly bytes: number;
  readonly rows: number;
  readonly rawBytes: number;

  constructor(of: { slot: number; partitions: number; pieces: readonly LivePiece[]; rowBytes: number }) {
    const files: TableFiles[] = [];
    let [bytes, rows] = [0, 0];
    for (const piece of of.pieces) {
      listPiece(files, piece);
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

/** What a rewrite does to its table. */
export interface RewrittenTable extends Table {
  /** A reader sees old files or new ones, never a mixture. */
  readonly readsVersions: boolean;
  /** Null: it has no log. */
  readonly transactions: Transactions | null;
  readonly nowSeconds: number;
  /** `isEntered`: an entry of the log names them already. */
  publish(
    rewrite: SlotRewrite,
    files: readonly TableFiles[],
    how: { readonly isOrdered: boolean; readonly isEntered: boolean },
  ): void;
  entered(of: EntryOf, activity: string): void;
  /** Files that were written for nothing. */
  orphan(slot: number, files: readonly TableFiles[]): void;
  takeAway(group: FileGroup, count: number): void;
  /** Old and new files are both there, or neither. */
  mixes(rewrite: SlotRewrite, isMixed: boolean): void;
  conflict(): void;
  changed(slot: number): void;
}

/** A part of a table that is written anew. It conflicts with another that was ready before it, if both take the same files. */
export class SlotRewrite implements Rewrite, Holder {
  readonly source: Table;
  readonly slot: number;
  readonly groups: FileGroup[];
  /** That are left when it is through: all, but for a change of rows. */
  rows: number;
  readonly files: number;
  readonly activity: string;
  isPublished = false;
  removed = 0;
  private readonly table: RewrittenTable;
  private readonly snapshot: Snapshot | null;
  private readonly seen: SeenMarks;

  constructor(table: RewrittenTable, part: SlotPart, groups: FileGroup[], activity: string) {
    this.table = table;
    this.activity = activity;
    this.slot = part.slot;
    this.groups = groups;
    for (const group of groups) group.holders.push(this);
    this.seen = new SeenMarks(groups);
    this.rows = groups.reduce((sum, group) => sum + liveRowsOf(group), 0);
    this.files = groups.reduce((sum, { count }) => sum + count, 0);
    this.source = new SourceTable(table, part.partitions, groups, () => !table.readsVersions && this.isLost);
    this.snapshot = table.transactions?.begin() ?? null;
  }

  parted(_from: FileGroup, part: FileGroup): void {
    this.groups.push(part);
  }

  publish(files: readonly TableFiles[], isOrdered = false): boolean {
    if (this.isLost) {
      this.let();
      this.table.orphan(this.slot, files);
      this.table.conflict();
      return false;
    }
    this.put(files, { isOrdered, isEntered: false });
    return true;
  }

  remove(count: number): void {
    // Of a table with versions they stay where they are; of a lost one somebody else has removed them.
    if (this.table.readsVersions || this.isLost) return;
    this.claim();
    let left = count;
    for (const group of this.groups) {
      if (left === 0) break;
      const taken = Math.min(left, group.count);
      if (taken === 0) continue;
      this.table.takeAway(group, taken);
      this.removed += taken;
      left -= taken;
    }
    this.table.mixes(this, this.isPublished ? this.left > 0 : this.removed > 0);
    this.table.changed(this.slot);
  }

  swap(files: readonly TableFiles[], isOrdered = false): boolean {
    if (!this.publish(files, isOrdered)) return false;
    this.remove(this.left);
    return true;
  }

  commit(
    files: readonly TableFiles[],
    { isOrdered, by }: { readonly isOrdered: boolean; readonly by: Committer },
  ): Commit | null {
    return commitTogether([{ rewrite: this, files }], { table: this.table, isOrdered, by });
  }

  /** The version that it was begun from. Null: its table has none. */
  get begunFrom(): Snapshot | null {
    return this.snapshot;
  }

  /** Its files have their place in the newest version, whose entry names those of all rewrites that it is committed with. */
  putEntered(files: readonly TableFiles[], isOrdered: boolean): void {
    this.put(files, { isOrdered, isEntered: true });
  }

  /** The commit has come to nothing. */
  giveUp(files: readonly TableFiles[]): void {
    this.let();
    this.table.orphan(this.slot, files);
  }

  abandon(): number {
    this.let();
    if (this.isPublished || this.isLost) return 0;
    for (const group of this.groups) if (group.takenBy === this) group.takenBy = null;
    this.table.mixes(this, false);
    return this.rows - this.groups.reduce((sum, group) => sum + liveRowsOf(group), 0);
  }

  get left(): number {
    return this.groups.reduce((sum, { count }) => sum + count, 0);
  }

  private put(files: readonly TableFiles[], how: Parameters<RewrittenTable['publish']>[2]): void {
    this.claim();
    this.isPublished = true;
    this.table.publish(this, files, how);
    if (!this.table.readsVersions) this.table.mixes(this, this.left > 0);
    this.table.changed(this.slot);
  }

  /** Another has its files, or has marked rows of them by their positions, which its new files do not have. */
  get isLost(): boolean {
    return this.groups.some(({ takenBy }) => takenBy !== null && takenBy !== this) || this.lateMarks?.by === 'position';
  }
  /** What has come to its files since it began to read them: deletes by value, and logs, apply to its new files as well. */
  get lateMarks(): GroupMarks | null {
    return this.seen.since(this.groups);
  }
  private claim(): void {
    for (const group of this.groups) group.takenBy = this;
    this.let();
  }
  /** It holds nothing any more, and reads from no version. */
  private let(): void {
    for (const { holders } of this.groups) {
      const at = holders.indexOf(this);
      if (at >= 0) holders.splice(at, 1);
    }
    if (this.snapshot !== null) this.table.transactions?.close(this.snapshot);
  }
}

/**
 * Parts that were written anew and become one commit: one entry of the log names all their files, and if another has taken a
 * file of one of them, all have been written for nothing. Null: the table has no log. Source: delta-io/delta,
 * OptimizeTableCommand.scala (one commit for all bins); apache/iceberg, RewriteDataFiles (one, unless partial progress is on).
 */
export const commitTogether = (
  parts: readonly { readonly rewrite: SlotRewrite; readonly files: readonly TableFiles[] }[],
  { table, isOrdered, by }: { readonly table: RewrittenTable; readonly isOrdered: boolean; readonly by: Committer },
): Commit | null => {
  const { transactions } = table;
  const snapshot = oldestOf(parts.map(({ rewrite }) => rewrite.begunFrom));
  if (transactions === null || snapshot === null) return null;
  const removed = parts.reduce((sum, { rewrite }) => sum + rewrite.files, 0);
  const added = parts.reduce((sum, { files }) => sum + countOf(files), 0);
  const change: Change = {
    kind: 'rewrite',
    isBlind: false,
    readsSlots: 'none',
    addsSlots: parts.map(({ rewrite: { slot } }) => ({ from: slot, to: slot })),
    readsAll: false,
    removes: true,
    removedFiles: removed,
    appId: null,
    entry: { added, removed },
    lostTo: () => (parts.some(({ rewrite }) => rewrite.isLost) ? 'read' : 'none'),
    apply: () => {
      for (const { rewrite, files } of parts) rewrite.putEntered(files, isOrdered);
      table.entered({ added, removed }, by.activity);
    },
  };
  return transactions.commit(snapshot, change, by, (end) => {
    if (end === 'committed') return;
    for (const { rewrite, files } of parts) rewrite.giveUp(files);
    if (end === 'conflict') table.conflict();
  });
};

const countOf = (files: readonly TableFiles[]): number => files.reduce((sum, { count }) => sum + count, 0);

const oldestOf = (snapshots: readonly (Snapshot | null)[]): Snapshot | null =>
  snapshots.reduce(
    (oldest, each) => (each === null || (oldest?.version ?? Infinity) <= each.version ? oldest : each),
    null,
  );

/** Some files of a table, for the job that reads them. */
export class SourceTable implements Table {
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

  constructor(
    table: Table,
    partitions: number,
    pieces: readonly Pick<LivePiece, 'count' | 'bytes' | 'marks'>[],
    isLost: () => boolean,
  ) {
    const files: TableFiles[] = [];
    for (const piece of pieces) listPiece(files, piece);
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
