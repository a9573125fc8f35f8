import type { Row, Values } from '../../fields/index.ts';
import type { tableFields } from './fields.ts';

export interface FileSizeOptions {
  readonly encoding: string;
  readonly codec: string;
  readonly columns: number;
  /** Bytes of values in a row group. */
  readonly rowGroupBytes: number;
  readonly rowBytes: number;
  /** How many times smaller what is in a file gets; null: as the codec's row has it. */
  readonly compression: number | null;
  readonly fileFormats: { readonly [row: string]: Row };
  readonly codecs: { readonly [row: string]: Row };
}

/**
 * How large files are.
 *
 *     bytes = fixed + columns x row groups x perChunk + raw bytes / compression        row groups = ceil(raw / rowGroup)
 *
 * The first part is the file's own, whatever is in it: in small files it weighs more. Text formats have none.
 * Source: the tables file-formats (fixed, perChunk) and codecs (ratio), which name theirs.
 */
export class FileSize {
  readonly compression: number;
  readonly rowBytes: number;
  private readonly fixedBytes: number;
  private readonly bytesPerRowGroup: number;
  private readonly rowGroupBytes: number;

  constructor(options: FileSizeOptions) {
    const { encoding, codec, columns, rowGroupBytes, rowBytes, compression, fileFormats, codecs } = options;
    const format = rowIn(fileFormats, encoding)?.values ?? {};
    this.fixedBytes = format.fixed ?? 0;
    this.bytesPerRowGroup = columns * (format.perChunk ?? 0);
    this.rowGroupBytes = rowGroupBytes;
    this.rowBytes = rowBytes;
    this.compression = compression ?? rowIn(codecs, codec)?.values.ratio ?? 1;
  }

  /** Of one file with rows that come as so many bytes. */
  bytesOf(rawBytes: number): number {
    return Math.max(1, Math.round(this.overheadOf(rawBytes) + rawBytes / this.compression));
  }

  /** Rows of a file of so many bytes. Where the format's own part would be more than half of it, half is rows. */
  rowsIn(bytes: number): number {
    const most = (bytes / 2) * this.compression;
    const raw = Math.max(most, (bytes - this.overheadOf(bytes * this.compression)) * this.compression);
    return raw / this.rowBytes;
  }

  private overheadOf(rawBytes: number): number {
    return this.fixedBytes + this.bytesPerRowGroup * Math.max(1, Math.ceil(rawBytes / this.rowGroupBytes));
  }
}

/** Of a table whose rows are so large. */
export const fileSizeOf = (
  values: Pick<
    Values<typeof tableFields>,
    'encoding' | 'codec' | 'columnCount' | 'rowGroup' | 'compression' | 'fileFormats' | 'codecs'
  >,
  rowBytes: number,
): FileSize =>
  new FileSize({
    encoding: values.encoding,
    codec: values.codec,
    columns: values.columnCount,
    rowGroupBytes: values.rowGroup,
    rowBytes,
    compression: values.compression,
    fileFormats: values.fileFormats,
    codecs: values.codecs,
  });

const rowIn = (rows: { readonly [row: string]: Row }, name: string): Row | undefined =>
  Object.hasOwn(rows, name) ? rows[name] : undefined;
