import type { RowFilter, RowMatch, Table, TableFiles } from '../capabilities.ts';
import type { World } from '../model.ts';
import type { Found, Layout, LayoutLuck } from './_layout.ts';
import { type LiveFiles, type LivePiece, listPiece } from './_live-files.ts';
import { marksOf } from './_marks.ts';

const uniform = { kind: 'uniform', low: 0, high: 1 } as const;
/** A slot before all others. */
export const beginning = -(2 ** 31);

/** A piece in which rows are looked for, and what was found. */
export interface FoundPiece extends Found {
  readonly piece: LivePiece;
}

/** What a table knows of where its rows lie. */
export interface RowPlaces {
  readonly layout: Layout;
  /** Named columns: how many values each has. */
  readonly distinct: ReadonlyMap<string, number>;
  readonly live: LiveFiles;
  readonly world: World;
}

/** Null, or why a filter cannot be answered. */
export const problemOf = (filter: RowFilter, { distinct }: RowPlaces): string | null => {
  const unknown = filter.columns.find((name) => !distinct.has(name));
  if (unknown !== undefined) {
    const known = [...distinct.keys()].join(', ');
    return `the table names no column ${unknown}: ${known === '' ? 'it names none (columns)' : `it has ${known}`}`;
  }
  if (filter.columns.length === 0) return 'it asks for no column';
  if (filter.place != null && filter.keys > 1) return 'a certain value is one: keys has to be 1';
  const values = valuesOf(filter, distinct);
  return filter.keys > values ? `${filter.keys} values asked for, where there are ${values}` : null;
};

const valuesOf = ({ columns }: RowFilter, distinct: ReadonlyMap<string, number>): number =>
  columns.reduce((product, name) => product * distinct.get(name)!, 1);

/** Looks for rows in all pieces from a slot on. */
export const findRows = (filter: RowFilter, fromSlot: number, places: RowPlaces): FoundPiece[] => {
  const { layout, live, distinct } = places;
  const pieces: LivePiece[] = [];
  live.eachSlot(fromSlot, (_slot, each) => pieces.push(...each.filter(({ count }) => count > 0)));
  const rows = pieces.reduce((sum, each) => sum + each.rows, 0);
  const { columns, keys } = filter;
  const rowsPerKey = filter.rowsPerKey ?? Math.max(1, Math.round(rows / valuesOf(filter, distinct)));
  const strata = pieces.map((piece) => ({
    count: piece.count,
    rowsEach: Math.round(piece.rows / piece.count),
    isOrdered: piece.order !== null,
    ...(piece.order === null ? {} : { order: piece.order }),
  }));
  const found = layout.find(
    strata,
    { columns, keys, rowsPerKey, firstKey: filter.entity * keys },
    luckOf(filter, places),
  );
  return found.map((each, nth) => {
    const piece = pieces[nth]!;
    // Files have whole rows to be found in, and the piece what it has on the average.
    const held = (piece.rows * each.touched) / piece.count;
    return { ...each, rows: Math.min(each.rows, held), piece };
  });
};

const luckOf = ({ activity, place = null }: RowFilter, { world }: RowPlaces): LayoutLuck => ({
  value: place === null ? world.draw('layout values', uniform, activity) : { mean: place, at: () => place },
  row: world.draw('layout rows', uniform, activity),
  file: world.draw('layout files', uniform),
});

/** Some files of a piece, of its mean size. */
export const someOf = (
  { bytes, count, marks }: LivePiece,
  files: number,
): Pick<LivePiece, 'count' | 'bytes' | 'marks'> => {
  const share = files / count;
  return {
    count: files,
    bytes: files === count ? bytes : Math.round(bytes * share),
    marks: marksOf(marks, share),
  };
};

export const candidateFiles = (found: readonly FoundPiece[]): TableFiles[] => {
  const files: TableFiles[] = [];
  for (const { piece, candidates } of found) if (candidates > 0) listPiece(files, someOf(piece, candidates));
  return files;
};

/** Rows that were looked for, and what of the table they are in. */
export class Match implements RowMatch {
  readonly problem: string | null;
  readonly filesInAll: number;
  readonly candidates: number;
  readonly touched: number;
  readonly rows: number;
  readonly isWhole: boolean;
  readonly candidateSource: Table | null;
  readonly indexSource: Table | null;
  readonly found: readonly FoundPiece[];
  /** What was asked for; null: whole partitions. */
  readonly filter: RowFilter | null;

  constructor(of: {
    readonly found: readonly FoundPiece[];
    readonly filesInAll: number;
    readonly problem?: string | null;
    readonly isWhole?: boolean;
    readonly candidateSource?: Table | null;
    readonly indexSource?: Table | null;
    readonly filter?: RowFilter;
    /** Nobody looks for them. */
    readonly isByValue?: boolean;
  }) {
    this.found = of.found;
    this.problem = of.problem ?? null;
    this.filesInAll = of.filesInAll;
    this.isWhole = of.isWhole ?? false;
    this.candidateSource = of.candidateSource ?? null;
    this.indexSource = of.indexSource ?? null;
    this.filter = of.filter ?? null;
    const candidates = of.found.reduce((sum, { candidates: files }) => sum + files, 0);
    this.candidates = of.isByValue === true ? 0 : candidates;
    this.touched = of.found.reduce((sum, { touched }) => sum + touched, 0);
    this.rows = of.found.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** Values that it is about. */
  get keys(): number {
    return this.filter?.keys ?? 0;
  }
}
