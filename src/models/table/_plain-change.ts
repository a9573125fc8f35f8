import type { Commit, Rewrite, RowChange, Table, TableFiles } from '../capabilities.ts';
import type { Watch } from './_groups.ts';
import { type RewrittenTable, type SlotRewrite, SourceTable } from './_rewrite.ts';
import { shareFiles } from './_row-change.ts';
import type { Match } from './_row-match.ts';

/**
 * A change of rows of a table without a log: nobody knows which files hold them, so all are read and written anew, and take
 * the place of the old ones file by file.
 */
export class PlainRowChange implements RowChange {
  readonly work = 'rewrite';
  readonly source: Table;
  readonly leftRows: number;
  readonly leftBytes: number;
  readonly newBytes: number;
  readonly marks: readonly TableFiles[] = [];
  readonly files: number;
  readonly partitions: number;
  readonly replacement: Pick<Rewrite, 'publish' | 'remove' | 'swap' | 'abandon'>;
  private erased: (() => void) | null = null;
  private isErased = false;

  constructor(
    table: RewrittenTable & {
      whenForgotten(beforeSeconds: number, forgotten: () => void): void;
      readonly live: { rows: number; bytes: number };
      readonly partitionsPerSlot: number;
    },
    match: Match,
    rewrites: readonly SlotRewrite[],
    change: { readonly kind: 'delete' | 'update'; readonly inserted: number },
  ) {
    const rows = rewrites.reduce((sum, each) => sum + each.rows, 0);
    const bytes = rewrites.reduce((sum, { groups }) => sum + groups.reduce((all, each) => all + each.bytes, 0), 0);
    const newRows = change.kind === 'update' ? match.rows + change.inserted : 0;
    this.leftRows = rows - match.rows;
    this.leftBytes = rows > 0 ? Math.round((bytes * this.leftRows) / rows) : 0;
    this.newBytes = rows > 0 ? Math.round((bytes * newRows) / rows) : 0;
    this.files = rewrites.reduce((sum, { files }) => sum + files, 0);
    this.partitions = Math.max(1, rewrites.length * table.partitionsPerSlot);
    const groups = rewrites.flatMap((each) => each.groups);
    const watch: Watch = {
      ...{ groups: groups.length, removedSeconds: -Infinity },
      done: () => table.whenForgotten(watch.removedSeconds, () => this.gone()),
    };
    for (const group of groups) group.watches.push(watch);
    this.source = new SourceTable(table, Math.max(1, rewrites.length), groups, () => false);
    const weights = rewrites.map((each) => each.rows);
    const each = (
      files: readonly TableFiles[],
      act: (rewrite: SlotRewrite, share: TableFiles[]) => boolean,
    ): boolean => {
      // All slots or none: a slot that somebody else has changed would leave old and new files in the others.
      const lost = rewrites.find(({ isLost }) => isLost);
      if (lost !== undefined) {
        lost.publish([]);
        this.abandon();
        return false;
      }
      const shares = shareFiles(files, weights);
      rewrites.forEach((rewrite, nth) => {
        rewrite.rows = rows > 0 ? ((this.leftRows + newRows) * weights[nth]!) / rows : 0;
        act(rewrite, shares[nth]!);
      });
      return true;
    };
    this.replacement = {
      publish: (files) => each(files, (rewrite, share) => rewrite.publish(share)),
      swap: (files) => each(files, (rewrite, share) => rewrite.swap(share)),
      remove: (count) => {
        let left = count;
        for (const rewrite of rewrites) {
          const taken = Math.min(left, rewrite.left);
          if (taken > 0) rewrite.remove(taken);
          left -= taken;
        }
      },
      abandon: () => rewrites.reduce((sum, rewrite) => sum + rewrite.abandon(), 0),
    };
  }

  commit(): Commit {
    throw new TypeError('a table without a log has no commits');
  }
  abandon(): void {
    this.replacement.abandon();
  }
  whenErased(erased: () => void): void {
    this.erased = erased;
    if (this.isErased) erased();
  }
  private gone(): void {
    this.isErased = true;
    this.erased?.();
  }
}
