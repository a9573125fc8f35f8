import type { Row } from '../../fields/index.ts';
import type { FileMarks, Table, TableFiles } from '../capabilities.ts';
import { type CodingCpu, markSeconds, readSeconds } from './_cpu.ts';
import { type FileOpen, planColumnarPiece, planTextPiece } from './_file-open.ts';
import { type ColumnarFile, footerBytes, type OverheadBytes } from './_parquet-layout.ts';
import { bytesOfPlan, countRequests, isChain, type RequestPlan } from './_request-plan.ts';
import type { Piece } from './_task-plan.ts';

/** What says how a piece of a file is read. */
export interface PieceOptions {
  readonly files: readonly TableFiles[];
  readonly table: Table;
  readonly projectionRatio: number;
  readonly open: FileOpen;
  readonly cpu: CodingCpu;
  /** What marks of these kinds cost. */
  readonly markCpu: { readonly [by in FileMarks['by']]: Row };
  readonly overhead: OverheadBytes;
  /** Bytes of values for a byte of the file. */
  readonly compression: number;
  /** Of values, in a row group of a columnar file. */
  readonly rowGroupBytes: number;
  readonly columnar: boolean;
  /** On each byte of values that is read. */
  readonly workSecondsPerByte: number;
  /** Plans of whole files by their bytes, as far as they have been made: of queries that read alike. */
  readonly wholeFiles: Map<number, PiecePlan>;
}

export interface PiecePlan {
  readonly plan: RequestPlan;
  /** Its requests all follow each other. */
  readonly isChain: boolean;
  readonly gets: number;
  readonly heads: number;
  readonly bytes: number;
  readonly cpuSeconds: number;
  readonly valueBytes: number;
}

/** Plans that are kept. */
const mostWholeFiles = 10_000;

/** How pieces of files are read: their requests, bytes and CPU. */
export class PiecePlans {
  private readonly options: PieceOptions;

  constructor(options: PieceOptions) {
    this.options = options;
  }

  of(piece: Piece): PiecePlan {
    const { files, wholeFiles } = this.options;
    const { sizeBytes, marks } = files[piece.cohort]!;
    if (piece.lengthBytes < sizeBytes || marks !== undefined) return this.make(piece);
    const found = wholeFiles.get(sizeBytes);
    if (found !== undefined) return found;
    const made = this.make(piece);
    // Of sizes that never come again nothing is worth keeping.
    if (wholeFiles.size === mostWholeFiles) wholeFiles.clear();
    wholeFiles.set(sizeBytes, made);
    return made;
  }

  private make({ cohort, offsetBytes, lengthBytes }: Piece): PiecePlan {
    const { files, open, cpu, columnar, compression, workSecondsPerByte, projectionRatio } = this.options;
    const { sizeBytes, marks } = files[cohort]!;
    const piece = { fromBytes: offsetBytes, lengthBytes };
    const file = this.layout(sizeBytes);
    const plan = columnar ? planColumnarPiece(file, piece, open, marks) : planTextPiece(sizeBytes, piece, open, marks);
    const bytes = columnar
      ? Math.max(0, lengthBytes - (file.footerBytes * lengthBytes) / sizeBytes) * projectionRatio * compression
      : lengthBytes * compression;
    const chunks = columnar ? file.columns * file.rowGroups : 0;
    const seconds = readSeconds(cpu, { bytes, chunks, requests: plan.requests }, open.footerReads);
    const rows = bytes / (this.options.table.rowBytes * projectionRatio);
    const marked = marks === undefined ? 0 : markSeconds(this.options.markCpu[marks.by], marks, rows);
    const { get: gets = 0, head: heads = 0 } = countRequests(plan);
    return {
      plan,
      isChain: isChain(plan),
      gets,
      heads,
      bytes: bytesOfPlan(plan),
      cpuSeconds: seconds + marked + bytes * workSecondsPerByte,
      valueBytes: bytes,
    };
  }

  private layout(sizeBytes: number): ColumnarFile {
    const { table, overhead, compression, rowGroupBytes, projectionRatio } = this.options;
    const rowGroups = Math.max(1, Math.round((sizeBytes * compression) / rowGroupBytes));
    return {
      sizeBytes,
      rowGroups,
      columns: table.columns,
      columnsRead: Math.max(1, Math.round(table.columns * projectionRatio)),
      footerBytes: Math.min(sizeBytes / 2, footerBytes(table.columns, rowGroups, overhead)),
    };
  }
}
