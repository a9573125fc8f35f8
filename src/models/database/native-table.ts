import type { Values } from '../../fields/index.ts';
import type { ReadEnd, RowFilter, Table, TableScan } from '../capabilities.ts';
import type { World } from '../model.ts';
import { type IndexShape, indexShape, type PageForm, storedRowBytes } from './_pages.ts';
import type { nativeFields } from './table-fields.ts';

export type NativeValues = Values<typeof nativeFields>;

const spanSeconds: Readonly<Record<string, number>> = { hour: 3600, day: 86_400, month: 730 * 3600 };

export const spanOf = ({ partitionBy }: NativeValues): number =>
  partitionBy.reduce((least, unit) => Math.min(least, spanSeconds[unit]!), Infinity);

export const firstRows = ({ rows, size, rowSize }: NativeValues): number => rows ?? (size ?? 0) / rowSize;

/** A part of a table that is read as a whole, and what indexes over it are like. */
export interface Piece {
  /** Says which, for the cache: of the table, and the numbers after it for indexes. */
  readonly number: number;
  readonly rows: number;
  readonly bytes: number;
}

/** A table has as many kinds of pieces at the most: its rows, and two for each index. */
const mostKinds = 1024;
const mostPieces = 2 ** 31;
const piecesBefore = 2 ** 30;

/**
 * A table inside a database: rows by partition, each partition a stretch of time, or all rows in one. Bytes follow from
 * rows: see _pages.ts.
 */
export class NativeTable implements Table {
  readonly name: string;
  readonly encoding = 'pages';
  readonly codec = 'none';
  readonly columns: number;
  readonly rowBytes: number;
  readonly directories: readonly number[] = [];
  readonly catalog = 'database';
  readonly prefixes = 1;
  /** It is written to by loads of its own database. */
  readonly writes = null;
  readonly storedRowBytes: number;
  readonly indexed: readonly string[];
  private readonly form: PageForm;
  private readonly world: World;
  private readonly distinct: NativeValues['columns'];
  private readonly spanSeconds: number;
  /** Rows of each partition at the start, which are numbered -1, -2 ... back from it; and of those since. */
  private readonly before: number;
  private readonly rowsBefore: number;
  private readonly since: number[] = [];
  private rowCount: number;
  private firstPiece = 0;
  private shapeRows = -1;
  private shape: IndexShape = { entriesPerPage: 2, leaves: 0, innerPages: 0, height: 0 };

  constructor(values: NativeValues, form: PageForm, world: World) {
    this.name = world.name;
    this.world = world;
    this.form = form;
    this.columns = values.columnCount;
    this.rowBytes = values.rowSize;
    this.distinct = values.columns;
    this.indexed = values.indexes;
    this.spanSeconds = spanOf(values);
    this.storedRowBytes = storedRowBytes(form, values.rowSize);
    this.rowCount = firstRows(values);
    this.before = values.partitions ?? 1;
    this.rowsBefore = this.rowCount / this.before;
    if (this.spanSeconds === Infinity) this.since[0] = this.rowCount;
  }

  /** The database numbers its tables. */
  opened(table: number): void {
    this.firstPiece = table * mostKinds * mostPieces;
  }

  get rows(): number {
    return this.rowCount;
  }
  /** Of rows and indexes. */
  get bytes(): number {
    return this.bytesOf(this.rowCount);
  }
  /** What so many rows more take, indexes among it. */
  bytesOf(rows: number): number {
    const { indexEntry, indexFill } = this.form;
    return rows * (this.storedRowBytes + (this.indexed.length * indexEntry) / indexFill);
  }

  /** New rows, which have come now. */
  add(rows: number): Piece {
    const at = this.partitionAt(this.world.kernel.now);
    for (let empty = this.since.length; empty <= at; empty++) this.since.push(0);
    this.since[at]! += rows;
    this.rowCount += rows;
    return this.piece(at);
  }

  /** What a reader of the recent past reads, the oldest first. */
  pieces(recentSeconds: number | null): Piece[] {
    const { now } = this.world.kernel;
    if (this.spanSeconds === Infinity) return [this.piece(0)];
    const oldest = -this.before;
    const from =
      recentSeconds === null ? oldest : Math.max(oldest, Math.floor((now - recentSeconds) / this.spanSeconds));
    const found: Piece[] = [];
    for (let at = from; at < this.since.length; at++) {
      const piece = this.piece(at);
      if (piece.rows > 0) found.push(piece);
    }
    return found;
  }

  /** The one that new rows go to. */
  newest(): Piece {
    return this.piece(this.partitionAt(this.world.kernel.now));
  }

  /** Rows of it all that a filter is after. */
  wanted({ columns, keys, rowsPerKey }: RowFilter): number {
    const values = columns.reduce((product, name) => product * (this.distinct[name]?.distinct ?? 1), 1);
    return Math.min(this.rowCount, keys * (rowsPerKey ?? this.rowCount / values));
  }

  /** The number of a piece's index: its inner pages, and its leaves. */
  indexPiece(piece: Piece, column: string, part: 'inner' | 'leaves'): number {
    const kind = 1 + 2 * this.indexed.indexOf(column) + (part === 'leaves' ? 1 : 0);
    return piece.number + kind * mostPieces;
  }

  indexShape(piece: Piece): IndexShape {
    if (piece.rows !== this.shapeRows) {
      this.shapeRows = piece.rows;
      this.shape = indexShape(this.form, piece.rows);
    }
    return this.shape;
  }

  scan(recentSeconds: number | null): TableScan {
    const pieces = this.pieces(recentSeconds);
    const inAll = this.spanSeconds === Infinity ? 1 : this.before + this.since.length;
    return {
      partitions: pieces.length,
      partitionsInAll: inAll,
      files: pieces.map(({ bytes }) => ({ count: 1, sizeBytes: bytes })),
      filesInAll: inAll,
      changedSince: () => 0,
    };
  }
  log(): null {
    return null;
  }
  ended(): ReadEnd {
    return 'whole';
  }

  private partitionAt(seconds: number): number {
    return this.spanSeconds === Infinity ? 0 : Math.floor(seconds / this.spanSeconds);
  }
  private piece(at: number): Piece {
    const rows = at < 0 ? this.rowsBefore : (this.since[at] ?? 0);
    return { number: this.firstPiece + piecesBefore + at, rows, bytes: rows * this.storedRowBytes };
  }
}
