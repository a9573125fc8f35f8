/**
 * Where things lie in a columnar file, and how large it is at least.
 *
 *     "PAR1"  | row group: chunk of each column | row group ... | footer | footer's length (4) | "PAR1"
 *
 *     overheadBytes = fixed + columns x rowGroups x perChunk
 *     sizeBytes     = overheadBytes + rows x rowBytes / compression
 *
 * Row groups are equal, and so are the columns of one; the columns that are read lie evenly spread, so that neighbours are
 * read together only where more than half are. The footer is the overhead without the first four bytes.
 * Source: apache/parquet-format README; fixed and perChunk are in the table file-formats. Left out: pages
 * and their headers one by one, Bloom filters, page indexes, Spark's own schema text in the footer.
 */
export interface ColumnarFile {
  readonly sizeBytes: number;
  readonly rowGroups: number;
  readonly columns: number;
  readonly columnsRead: number;
  readonly footerBytes: number;
}

/** Magic at the end, and the length of the footer before it. */
export const trailerBytes = 8;
const magicBytes = 4;

export interface OverheadBytes {
  readonly fixedBytes: number;
  readonly perChunkBytes: number;
}

export const overheadBytes = (columns: number, rowGroups: number, overhead: OverheadBytes): number =>
  overhead.fixedBytes + columns * rowGroups * overhead.perChunkBytes;

export const footerBytes = (columns: number, rowGroups: number, overhead: OverheadBytes): number =>
  Math.max(0, overheadBytes(columns, rowGroups, overhead) - magicBytes - trailerBytes);

export const columnarSizeBytes = (options: {
  readonly rows: number;
  readonly rowBytes: number;
  readonly compression: number;
  readonly columns: number;
  readonly rowGroups: number;
  readonly overhead: OverheadBytes;
}): number => {
  const { rows, rowBytes, compression, columns, rowGroups, overhead } = options;
  return Math.ceil(overheadBytes(columns, rowGroups, overhead) + (rows * rowBytes) / compression);
};

/** Ranges of a row group that hold the columns read; those that touch are one. */
export const columnRanges = (
  file: ColumnarFile,
  rowGroup: number,
  visit: (from: number, lengthBytes: number) => void,
): void => {
  const { start, end } = rowGroupRange(file, rowGroup);
  const { columns, columnsRead } = file;
  const at = (column: number): number => start + Math.floor(((end - start) * column) / columns);
  let from = -1;
  let to = -1;
  for (let read = 0; read < columnsRead; read++) {
    const column = Math.floor((read * columns) / columnsRead);
    if (at(column) !== to) {
      if (to > from) visit(from, to - from);
      from = at(column);
    }
    to = at(column + 1);
  }
  if (to > from) visit(from, to - from);
};

export const rowGroupRange = (file: ColumnarFile, rowGroup: number): { start: number; end: number } => {
  const data = Math.max(0, file.sizeBytes - magicBytes - file.footerBytes - trailerBytes);
  return {
    start: magicBytes + Math.floor((data * rowGroup) / file.rowGroups),
    end: magicBytes + Math.floor((data * (rowGroup + 1)) / file.rowGroups),
  };
};

/** A piece of a file reads the row groups whose middle lies in it. */
export const rowGroupsOf = (file: ColumnarFile, pieceFrom: number, pieceBytes: number): number[] => {
  const groups: number[] = [];
  for (let group = 0; group < file.rowGroups; group++) {
    const { start, end } = rowGroupRange(file, group);
    const middle = start + Math.floor((end - start) / 2);
    if (middle >= pieceFrom && middle < pieceFrom + pieceBytes) groups.push(group);
  }
  return groups;
};
