import type { Values } from '../../fields/index.ts';
import type { Committer, RowChange, RowChanges, RowFilter, TableFiles } from '../capabilities.ts';
import { type BloomOptions, bloomBytes, bloomError, indexFiles, type KeyIndex, wrongFiles } from './_key-index.ts';
import type { LivePiece } from './_live-files.ts';
import { placesOf } from './_places.ts';
import { PlainRowChange } from './_plain-change.ts';
import { SlotPart, SlotRewrite, SourceTable } from './_rewrite.ts';
import { type ChangedTable, LogRowChange } from './_row-change.ts';
import { beginning, type FoundPiece, findRows, Match, problemOf, type RowPlaces, someOf } from './_row-match.ts';
import type { tableFields } from './fields.ts';

/** Looks for rows of a table, and begins to change them. */
export class TableRowChanges implements RowChanges {
  private readonly table: ChangedTable;
  private readonly places: RowPlaces;
  private readonly index: KeyIndex;

  /** `places`: with the statistics that whoever looks for rows to change has. */
  constructor(table: ChangedTable, places: RowPlaces, index: KeyIndex = { kind: 'none' }) {
    this.table = table;
    this.places = places;
    this.index = index;
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
    if (this.index.kind !== 'none') return this.byIndex(found, filter, filesInAll);
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

  private byIndex(found: FoundPiece[], filter: RowFilter, filesInAll: number): Match {
    const { table, index } = this;
    const looked = { filesInAll, filter };
    if (index.kind === 'record') {
      const rows = found.reduce((sum, each) => sum + each.rows, 0);
      const blocks = [{ count: rows, sizeBytes: index.blockBytes }];
      const known = found.map((each) => ({ ...each, candidates: each.touched }));
      return new Match({ ...looked, found: known, indexSource: indexFiles(table, blocks) });
    }
    const asked = index.kind === 'bloom' ? this.askFilters(found, filter, index) : found;
    const candidates = asked.flatMap(({ piece, candidates: files }) => (files > 0 ? [someOf(piece, files)] : []));
    const footers = index.kind === 'bloom' ? this.footers(found, index) : [];
    return new Match({
      ...{ ...looked, found: asked },
      indexSource: footers.length > 0 ? indexFiles(table, footers) : null,
      candidateSource: new SourceTable(table, 1, candidates, () => false),
    });
  }

  /** Those whose filters say yes: with the keys, and by mistake. */
  private askFilters(found: readonly FoundPiece[], { entity }: RowFilter, bloom: BloomOptions): FoundPiece[] {
    const keys = found.reduce((sum, { rows }) => sum + rows, 0);
    return found.map((each, nth) => {
      const { piece, candidates, touched } = each;
      const error = bloomError(bloom, piece.rows / Math.max(1, piece.count));
      const luck = this.table.indexLuck.at(entity, nth);
      return { ...each, candidates: touched + wrongFiles(Math.max(0, candidates - touched), error, keys, luck) };
    });
  }

  /** Of all files, for their ranges, and of those that are left for their filters. */
  private footers(found: readonly FoundPiece[], bloom: BloomOptions): TableFiles[] {
    return found.map(({ piece, candidates }) => ({
      count: piece.count + candidates,
      sizeBytes: bloomBytes(bloom, piece.rows / Math.max(1, piece.count)),
    }));
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

/** Of a table of these values. Whoever has read the footers knows the range of the keys, which are the first column. */
export const rowChangesOf = (
  table: ChangedTable,
  values: Values<typeof tableFields>,
  places: RowPlaces,
): TableRowChanges => {
  const { index: kind, bloomEntries: entries, bloomMost: mostEntries, bloomError: errorRatio } = values;
  switch (kind) {
    case 'none':
    case 'simple':
      return new TableRowChanges(table, places, { kind });
    case 'record':
      return new TableRowChanges(table, places, { kind, blockBytes: values.recordBlock });
    case 'bloom': {
      const { live, world } = places;
      const withRanges = placesOf({ ...values, statistics: Math.max(1, values.statistics) }, live, world);
      return new TableRowChanges(table, withRanges, { kind, entries, mostEntries, errorRatio });
    }
    default:
      return kind satisfies never;
  }
};
