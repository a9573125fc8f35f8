/**
 * The requests of reading one piece of one file, by connector and format.
 *
 *     each open:   HEADs; where the footer is read: its tail, then the footer
 *     last open:   the columns of each row group of the piece, one group after another: as a stream (see _object-stream.ts),
 *                  or vectored: ranges merged and fetched side by side
 *     text:        one stream from the beginning of the piece to its end
 *
 * A piece without the middle of a row group opens the file and reads the footer for nothing.
 * Source: apache/spark ParquetFileFormat.scala, SpecificParquetRecordReaderBase; apache/parquet-java ParquetFileReader
 * (readFooter, readAll, readVectored); apache/hadoop VectoredReadUtils; the table file-opens names what a row stands on.
 * Left out: row groups that statistics rule out, page indexes, Bloom filters, the end of the last line beyond a piece.
 */
import type { Row } from '../../fields/index.ts';
import type { FileMarks } from '../capabilities.ts';
import type { FileFormat } from './_formats.ts';
import { ObjectStream, type StreamPolicy } from './_object-stream.ts';
import { type ColumnarFile, columnRanges, rowGroupRange, rowGroupsOf, trailerBytes } from './_parquet-layout.ts';
import { type RequestPlan, RequestPlanBuilder } from './_request-plan.ts';

export const connectors = ['s3a-3.3', 's3a-3.4', 's3a-3.4-reused', 's3fileio', 'emrfs-3.4', 'emrfs', 'hdfs'] as const;
export type Connector = (typeof connectors)[number];

/** The row of the table file-opens: CSV and JSON are read as text. */
export const fileOpenRow = (connector: Connector, format: FileFormat): string =>
  `${connector}-${format === 'csv' || format === 'json' ? 'text' : format}`;

export interface FileOpen extends StreamPolicy {
  readonly opens: number;
  readonly headsPerOpen: number;
  readonly footerReads: number;
  readonly tailBytes: number;
  readonly tailHolds: boolean;
  readonly stripeFooter: boolean;
  readonly readSizeBytes: number;
  readonly vectored: boolean;
  readonly mergeGapBytes: number;
  readonly mergeMostBytes: number;
  readonly rangesAtOnce: number;
  readonly wholeFileBytes: number;
}

/** `bound`: with the least or the most that the table thinks possible where a count is not known. */
export const fileOpenOf = ({ values }: Row, bound: 'low' | 'value' | 'high' = 'value'): FileOpen => {
  const of = (key: string): number => {
    const value = values[key] ?? 0;
    return bound === 'value' ? value : (values[`${bound}${key[0]!.toUpperCase()}${key.slice(1)}`] ?? value);
  };
  const opens = of('opens');
  return {
    opens,
    headsPerOpen: of('headsPerOpen'),
    footerReads: Math.min(opens, of('footerReads')),
    tailBytes: of('tail'),
    tailHolds: of('tailHolds') === 1,
    stripeFooter: of('stripeFooter') === 1,
    readAheadBytes: of('readAhead'),
    openEnded: of('openEnded') === 1,
    adapts: of('adapts') === 1,
    skipBytes: of('skip'),
    drainBytes: of('drain'),
    readSizeBytes: of('readSize'),
    vectored: of('vectored') === 1,
    mergeGapBytes: of('mergeGap'),
    mergeMostBytes: of('mergeMost'),
    rangesAtOnce: of('rangesAtOnce'),
    wholeFileBytes: of('wholeFile'),
  };
};

export interface FilePiece {
  readonly fromBytes: number;
  readonly lengthBytes: number;
}

/** Parquet and ORC; `piece` is what split planning made. */
export const planColumnarPiece = (
  file: ColumnarFile,
  piece: FilePiece,
  open: FileOpen,
  marks?: FileMarks,
): RequestPlan => {
  const plan = new RequestPlanBuilder();
  readMarks(plan, marks);
  const { sizeBytes } = file;
  const groups = rowGroupsOf(file, piece.fromBytes, piece.lengthBytes);
  for (let nth = 1; nth <= open.opens; nth++) {
    const last = nth === open.opens;
    plan.phase(1);
    const stream = new ObjectStream(plan, sizeBytes, open);
    plan.chain(1, () => {
      plan.add('head', 0, 1, open.headsPerOpen);
      if (sizeBytes <= open.wholeFileBytes) {
        if (last) plan.add('get', sizeBytes);
        return;
      }
      if (nth <= open.footerReads) readFooter(stream, file, open);
      if (last && !open.vectored) for (const group of groups) readGroup(stream, file, group, open);
      if (!last || !open.vectored || groups.length === 0) stream.close();
    });
    if (!last || !open.vectored || sizeBytes <= open.wholeFileBytes) continue;
    for (const group of groups) {
      plan.phase(1).chain(1, () => {
        if (open.stripeFooter) readStripeFooter(stream, file, group, open);
        // The footer's GET, or the stripe's, ends before the ranges begin.
        stream.close();
        stream.becomeRandom();
      });
      plan.phase(open.rangesAtOnce);
      mergedRanges(file, group, open, (lengthBytes) => plan.chain(1, () => plan.add('get', lengthBytes)));
    }
  }
  return plan.build();
};

/** Text, CSV and JSON. */
export const planTextPiece = (sizeBytes: number, piece: FilePiece, open: FileOpen, marks?: FileMarks): RequestPlan => {
  const plan = new RequestPlanBuilder();
  readMarks(plan, marks);
  plan.phase(1).chain(1, () => {
    plan.add('head', 0, 1, open.headsPerOpen * open.opens);
    const stream = new ObjectStream(plan, sizeBytes, open);
    stream.read(piece.fromBytes, piece.lengthBytes);
    stream.close();
  });
  return plan.build();
};

/** Before a file is opened: what says which of its rows are gone. Looking them up takes CPU (`_cpu.ts`). */
const readMarks = (plan: RequestPlanBuilder, marks: FileMarks | undefined): void => {
  if (marks !== undefined) plan.phase(1).chain(1, () => plan.add('get', marks.bytesEach, 1, marks.gets));
};

const readFooter = (stream: ObjectStream, file: ColumnarFile, open: FileOpen): void => {
  const { sizeBytes } = file;
  const tailBytes = Math.min(sizeBytes, open.tailBytes);
  stream.read(sizeBytes - tailBytes, tailBytes);
  const begins = Math.max(0, sizeBytes - trailerBytes - file.footerBytes);
  const ends = open.tailHolds ? sizeBytes - tailBytes : sizeBytes - trailerBytes;
  if (begins < ends) stream.read(begins, ends - begins);
};

/** At the end of its stripe; taken to be as large as its share of the footer. */
const readStripeFooter = (stream: ObjectStream, file: ColumnarFile, group: number, open: FileOpen): void => {
  const { start, end } = rowGroupRange(file, group);
  const bytes = Math.min(end - start, Math.ceil(file.footerBytes / file.rowGroups), open.readSizeBytes);
  stream.read(end - bytes, bytes);
};

const readGroup = (stream: ObjectStream, file: ColumnarFile, group: number, open: FileOpen): void => {
  if (open.stripeFooter) readStripeFooter(stream, file, group, open);
  columnRanges(file, group, (from, lengthBytes) => {
    for (let at = from; at < from + lengthBytes; at += open.readSizeBytes)
      stream.read(at, Math.min(open.readSizeBytes, from + lengthBytes - at));
  });
};

/** A range joins the one before if the gap is under mergeGap and both together are not over mergeMost. */
const mergedRanges = (
  file: ColumnarFile,
  group: number,
  { mergeGapBytes, mergeMostBytes }: FileOpen,
  visit: (lengthBytes: number) => void,
): void => {
  let start = 0;
  let end = -1;
  columnRanges(file, group, (from, lengthBytes) => {
    const to = from + lengthBytes;
    if (end >= 0 && from - end < mergeGapBytes && to - start <= mergeMostBytes) {
      end = to;
      return;
    }
    if (end >= 0) visit(end - start);
    start = from;
    end = to;
  });
  if (end >= 0) visit(end - start);
};
