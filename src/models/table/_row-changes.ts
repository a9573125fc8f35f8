import type { Committer, RowChange, RowChanges, RowFilter } from '../capabilities.ts';
import type { LivePiece } from './_live-files.ts';
import { PlainRowChange } from './_plain-change.ts';
import { SlotPart, SlotRewrite, SourceTable } from './_rewrite.ts';
import { type ChangedTable, LogRowChange } from './_row-change.ts';
import { beginning, type FoundPiece, findRows, Match, problemOf, type RowPlaces, someOf } from './_row-match.ts';

/** Looks for rows of a table, and begins to change them. */
export class TableRowChanges implements RowChanges {
  private readonly table: ChangedTable;
  private readonly places: RowPlaces;

  constructor(table: ChangedTable, places: RowPlaces) {
    this.table = table;
    this.places = places;
  }

  match(of: { readonly filter: RowFilter } | { readonly partitions: number }): Match {
    const { table, places } = this;
    table.look();
    const filesInAll = table.live.count;
    if ('partitions' in of) return new Match({ found: this.wholeSlots(of.partitions), filesInAll, isWhole: true });
    const problem = problemOf(of.filter, places);
    if (problem !== null) return new Match({ found: [], filesInAll, problem });
    const found = findRows(of.filter, beginning, places);
    if (!table.readsVersions) {
      // Nobody knows which files: all of them.
      const all = found.map((each) => ({ ...each, candidates: each.piece.count, touched: each.piece.count }));
      return new Match({ found: all, filesInAll });
    }
    const { filter } = of;
    if (table.markKind?.scope === 'table') return new Match({ found, filesInAll, filter, isByValue: true });
    const candidates = found.flatMap(({ piece, candidates: files }) => (files > 0 ? [someOf(piece, files)] : []));
    return new Match({
      found,
      filesInAll,
      filter,
      candidateSource: new SourceTable(table, 1, candidates, () => false),
    });
  }

  begin(
    match: Match,
    change: { readonly kind: 'delete' | 'update'; readonly inserted: number },
    by: Committer,
  ): RowChange {
    const { table } = this;
    table.look();
    if (table.readsVersions) return new LogRowChange(table, match, change, by);
    const { partitionsPerSlot: partitions, rowBytes, live } = table;
    const bySlot = new Map<number, LivePiece[]>();
    for (const { piece } of match.found) bySlot.set(piece.slot, [...(bySlot.get(piece.slot) ?? []), piece]);
    const rewrites = [...bySlot].map(([slot, pieces]) => {
      const groups = pieces.flatMap((piece) => live.setApart(piece, piece.count));
      return new SlotRewrite(table, new SlotPart({ slot, partitions, pieces, rowBytes }), groups, by.activity);
    });
    return new PlainRowChange(table, match, rewrites, change);
  }

  /** Where the rows of a match lie now. */
  find({ filter }: Match): readonly FoundPiece[] {
    return filter === null ? [] : findRows(filter, beginning, this.places);
  }

  /** Of the oldest slots, so many partitions. */
  private wholeSlots(partitions: number): FoundPiece[] {
    const { live, partitionsPerSlot } = this.table;
    const found: FoundPiece[] = [];
    let left = partitions;
    live.eachSlot(beginning, (_slot, pieces) => {
      if (left <= 0 || pieces.length === 0) return;
      const share = Math.min(1, left / partitionsPerSlot);
      left -= partitionsPerSlot;
      for (const piece of pieces) {
        const files = Math.round(piece.count * share);
        const rows = (piece.rows * files) / piece.count;
        if (files > 0) found.push({ piece, candidates: files, touched: files, rows, byRows: [], isConsecutive: true });
      }
    });
    return found;
  }
}
