import type { Row } from '../../fields/index.ts';
import type { Query, TableFiles, TableScan } from '../capabilities.ts';

/** What engines here know of files: rows of the tables of formats and codecs, and what they compute themselves. */
export interface ReadingValues {
  readonly fileFormats: { readonly [row: string]: Row };
  readonly codecs: { readonly [row: string]: Row };
  /** CPU on each byte of values beside decoding, where the query does not say. */
  readonly work: number;
  /** The most that one GET asks for. */
  readonly request: number;
  /** Files up to this size are read whole by one GET. */
  readonly wholeFile: number;
  /** The most bytes of a file that are one unit of work. */
  readonly split: number;
}

/** What a query reads, however it is read. */
export interface Reading {
  readonly files: number;
  /** GETs, and the bytes that they bring. */
  readonly gets: number;
  readonly bytes: number;
  /** Decoded, and only what the query needs of it. */
  readonly valueBytes: number;
  readonly coreSeconds: number;
  /** Pieces of work that cores can share. */
  readonly units: number;
}

const columnar: readonly string[] = ['parquet', 'orc', 'avro'];

/** Why the engine cannot read such files; null: it can. */
export const problemOfFiles = (values: ReadingValues, { table }: Query): string | null => {
  if (!Object.hasOwn(values.fileFormats, table.encoding)) return `nothing is known of how ${table.encoding} is read`;
  return Object.hasOwn(values.codecs, table.codec) ? null : `nothing is known of the codec ${table.codec}`;
};

/**
 * For each file:
 *
 *     footer = fixed + perChunk x columns (columnar formats: of one row group), at most the file
 *     bytes  = footer + (size - footer) x projection + marks
 *     GETs   = 1 for a footer + ceil(columns' bytes / request) + GETs of marks
 *     units  = ceil(size / split)
 *     CPU    = columns' bytes x ratio of the codec x (decode + decompress + work)
 *
 * Text formats have no footer and are read whole; so are small files (wholeFile), by one GET. Source: as the tables file-formats and codecs. Left out: CPU for each
 * request, footers of several row groups, applying marks.
 */
export const readingOf = (values: ReadingValues, query: Query, { files }: TableScan): Reading => {
  const { table } = query;
  const format = values.fileFormats[table.encoding]!.values;
  const codec = values.codecs[table.codec]!.values;
  const isColumnar = columnar.includes(table.encoding);
  const projection = isColumnar ? query.projectionRatio : 1;
  const footerBytes = isColumnar ? (format.fixed ?? 0) + (format.perChunk ?? 0) * table.columns : 0;
  const secondsPerByte = format.decode! + codec.decompress! + (query.cpuSecondsPerByte ?? values.work);
  let fileCount = 0;
  let gets = 0;
  let bytes = 0;
  let columnBytes = 0;
  let units = 0;
  for (const { count, sizeBytes, marks } of files) {
    const footer = Math.min(sizeBytes, footerBytes);
    const columns = (sizeBytes - footer) * projection;
    fileCount += count;
    const isWhole = sizeBytes <= values.wholeFile;
    const ranges = isWhole ? 1 : (footer > 0 ? 1 : 0) + Math.max(1, Math.ceil(columns / values.request));
    gets += count * (ranges + (marks?.gets ?? 0));
    bytes += count * (isWhole ? sizeBytes : footer + columns);
    if (marks !== undefined) bytes += count * marks.gets * marks.bytesEach;
    columnBytes += count * columns;
    units += count * Math.max(1, Math.ceil(sizeBytes / values.split));
  }
  const valueBytes = columnBytes * codec.ratio!;
  return { files: fileCount, gets, bytes, valueBytes, coreSeconds: valueBytes * secondsPerByte, units };
};

export const filesOf = (files: readonly TableFiles[]): number => files.reduce((sum, { count }) => sum + count, 0);

/** So many of n cores, in the mean, are busy with units alike that are dealt out in rounds: units / ceil(units / n). */
export const coresUsed = (units: number, cores: number): number => units / Math.ceil(units / cores);
