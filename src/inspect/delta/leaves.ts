/**
 * Leaf columns of a row group of a checkpoint, row by row, without the objects that a Parquet reader makes of nested
 * columns: a checkpoint of 300,000 files is read in XX.
 *
 * The reader gives each row of a leaf as a list in a list for every optional or repeated step above it; a list without
 * entries stands for a step that is null.
 */
import { type AsyncBuffer, type FileMetaData, parquetRead } from 'hyparquet';
import { prune } from './prune.ts';

type Cell = unknown;

/** One leaf: `at(row)` is null where it or something above it is null. */
export class Leaf {
  readonly path: readonly string[];
  private readonly cells: ArrayLike<Cell>;

  constructor(path: readonly string[], cells: ArrayLike<Cell>) {
    this.path = path;
    this.cells = cells;
  }

  at(row: number): unknown {
    let cell = this.cells[row];
    while (Array.isArray(cell)) cell = cell[0];
    return cell ?? null;
  }

  /** Keys or values of a map: all entries of the row. */
  listAt(row: number): readonly unknown[] {
    let cell = this.cells[row];
    while (Array.isArray(cell) && Array.isArray(cell[0])) cell = cell[0];
    return Array.isArray(cell) ? cell : [];
  }

  /** True if some row has a value. */
  get isUsed(): boolean {
    for (let row = 0; row < this.cells.length; row++) if (this.at(row) !== null) return true;
    return false;
  }
}

/** The row group whose rows these are, and the leaves at or below some paths. */
export class RowGroupLeaves {
  readonly rowStart: number;
  readonly rows: number;
  private readonly file: AsyncBuffer;
  private readonly metadata: FileMetaData;

  constructor(file: AsyncBuffer, metadata: FileMetaData, rowStart: number, rows: number) {
    this.file = file;
    this.metadata = metadata;
    this.rowStart = rowStart;
    this.rows = rows;
  }

  /** By full path, joined by dots. Leaves that the file does not have are left out. */
  async read(paths: readonly string[]): Promise<Map<string, Leaf>> {
    const metadata = prune(this.metadata, paths);
    const found = new Map<string, { path: readonly string[]; chunks: ArrayLike<Cell>[] }>();
    if (metadata.schema.length <= 1) return new Map();
    await parquetRead({
      file: this.file,
      metadata,
      rowStart: this.rowStart,
      rowEnd: this.rowStart + this.rows,
      onPage: ({ pathInSchema, columnData }) => {
        const key = pathInSchema.join('.');
        const known = found.get(key);
        if (known === undefined) found.set(key, { path: pathInSchema, chunks: [columnData] });
        else known.chunks.push(columnData);
      },
    });
    const leaves = new Map<string, Leaf>();
    for (const [key, { path, chunks }] of found) {
      const [first, ...more] = chunks;
      const cells = more.length === 0 ? first! : chunks.flatMap((chunk) => Array.from(chunk));
      if (cells.length !== this.rows) throw new Error(`the column ${key} has ${cells.length} rows of ${this.rows}`);
      leaves.set(key, new Leaf(path, cells));
    }
    return leaves;
  }
}
