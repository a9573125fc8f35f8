import type { Query } from '../capabilities.ts';
import type { DatabaseValues } from './_limits.ts';
import { pagesOfRows } from './_pages.ts';
import type { Work } from './_resources.ts';
import type { NativeTable, Piece } from './native-table.ts';
import type { Server } from './server.ts';

/** How a query is carried out. */
export interface QueryPlan {
  readonly work: Work;
  /** What it sorts or hashes after that; null: nothing. */
  readonly shuffle: Work | null;
  readonly pieces: number;
  readonly processes: number;
  /** Bytes that came from where the data lie. */
  readonly missedBytes: number;
}

/** Bytes asked of memory, and those of them that were not there. */
interface Read {
  /** In a row. */
  bytes: number;
  /** Pages one by one. */
  pages: number;
  missedBytes: number;
  missedPages: number;
}

/**
 * Processes that work on one query: all cores; or the first and, as PostgreSQL plans it, one more from `workerTable` on and
 * for each three times as many bytes, up to `workers`. Source: compute_parallel_worker in its allpaths.c.
 */
export const processesOf = (
  { workers, workerTable }: Pick<DatabaseValues, 'workers' | 'workerTable'>,
  cores: number,
  bytes: number,
): number => {
  if (workers === null) return cores;
  let helpers = 0;
  for (let least = workerTable; bytes >= least && helpers < workers; least *= 3) helpers++;
  return Math.min(cores, 1 + helpers);
};

/** Amdahl: n processes do the work of 1 / (s + (1 - s) / n). */
export const speedOf = (serial: number, processes: number): number => 1 / (serial + (1 - serial) / processes);

/** Reads what the query needs out of memory or not, now; the caller then has the disk bring what was not there. */
export function planQuery(server: Server, table: NativeTable, query: Query): QueryPlan {
  const { values } = server;
  const pieces = piecesOf(table, query);
  const indexed = indexFor(server, table, query, pieces);
  const read: Read = { bytes: 0, pages: 0, missedBytes: 0, missedPages: 0 };
  for (const piece of pieces) {
    if (indexed === null) scanPiece(server, piece, query, read);
    else probePiece(server, table, piece, indexed, read);
  }
  const bytes = read.bytes + read.pages * values.page;
  const missed = read.missedBytes + read.missedPages * values.page;
  server.hits(bytes === 0 ? 1 : 1 - missed / bytes);
  const processes = indexed === null ? processesOf(values, server.limits.cores, bytes) : 1;
  const decoded = values.form === 'columns' ? bytes / values.expansion : bytes;
  const cpu = query.cpuSecondsPerByte ?? values.scanCpu;
  const speed = speedOf(values.serial, processes);
  return {
    work: {
      bytes: read.missedBytes,
      reads: read.missedPages,
      readsPerSecond: (processes * values.readsAhead) / values.randomRead,
      coreSeconds: decoded * cpu,
      speed,
    },
    shuffle: shuffleOf(values, query, { decoded, processes, cpu, speed }),
    pieces: pieces.length,
    processes,
    missedBytes: missed,
  };
}

/** Without `scan` all that `recent` leaves; with it the newest, down to so many bytes. */
function piecesOf(table: NativeTable, { recentSeconds, scanBytes }: Query): readonly Piece[] {
  const pieces = table.pieces(recentSeconds);
  if (scanBytes === null) return pieces;
  const found: Piece[] = [];
  let left = scanBytes;
  for (let at = pieces.length - 1; at >= 0 && left > 0; at--) {
    const piece = pieces[at]!;
    const share = Math.min(1, left / piece.bytes);
    found.unshift(share === 1 ? piece : { ...piece, rows: piece.rows * share, bytes: left });
    left -= piece.bytes;
  }
  return found;
}

function scanPiece({ values, cache }: Server, { number, bytes }: Piece, query: Query, read: Read): void {
  const wanted = values.form === 'columns' ? bytes * query.projectionRatio : bytes;
  read.bytes += wanted;
  read.missedBytes += cache.scan(number, wanted);
}

interface IndexPath {
  readonly column: string;
  readonly keys: number;
  /** Rows of all the table that have one of the values. */
  readonly rows: number;
}

/** The column to be looked up, if its pages are fewer than those of a scan by so many times as the planner wants. */
function indexFor(server: Server, table: NativeTable, { where }: Query, pieces: readonly Piece[]): IndexPath | null {
  if (!where) return null;
  const name = where.columns.find((each) => table.indexed.includes(each));
  if (name === undefined) return null;
  const path: IndexPath = { column: name, keys: where.keys, rows: table.wanted(where) };
  const { page, randomPageCost } = server.values;
  let asked = 0;
  let scanned = 0;
  for (const piece of pieces) {
    asked += pagesOf(server, table, piece, path).all;
    scanned += piece.bytes / page;
  }
  return asked * randomPageCost < scanned ? path : null;
}

/** In each piece every value is searched from the root of its index, then its rows are got from where they lie. */
function pagesOf({ values }: Server, table: NativeTable, piece: Piece, { keys, rows }: IndexPath) {
  const { entriesPerPage, leaves, innerPages, height } = table.indexShape(piece);
  const wanted = (rows * piece.rows) / table.rows;
  const leafPages = Math.min(leaves, keys + wanted / entriesPerPage);
  const rowPages = pagesOfRows(wanted, piece.bytes / values.page);
  return { leaves, innerPages, inner: keys * height, leafPages, rowPages, all: keys * height + leafPages + rowPages };
}

function probePiece(server: Server, table: NativeTable, piece: Piece, path: IndexPath, read: Read): void {
  const { cache, values } = server;
  const { page } = values;
  const { innerPages, inner, leaves, leafPages, rowPages, all } = pagesOf(server, table, piece, path);
  const missed =
    cache.probe(table.indexPiece(piece, path.column, 'inner'), Math.min(inner, innerPages) * page, innerPages * page) +
    cache.probe(table.indexPiece(piece, path.column, 'leaves'), leafPages * page, leaves * page) +
    cache.probe(piece.number, rowPages * page, piece.bytes);
  read.pages += all;
  read.missedPages += missed / page;
}

/** What does not fit in the memory of its processes is written to disk and read again. */
function shuffleOf(
  values: DatabaseValues,
  { projectionRatio, selectivityRatio, shuffleRatio }: Query,
  { decoded, processes, cpu, speed }: { decoded: number; processes: number; cpu: number; speed: number },
): Work | null {
  if (shuffleRatio === 0) return null;
  const kept = values.form === 'columns' ? decoded : decoded * projectionRatio;
  const bytes = kept * selectivityRatio * shuffleRatio;
  const spilled = bytes > values.workMemory * processes ? bytes : 0;
  return { bytes: 2 * spilled, reads: 0, readsPerSecond: Infinity, coreSeconds: bytes * cpu, speed };
}

/** Units that so many bytes are billed as. */
export const readUnits = ({ readUnit }: DatabaseValues, bytes: number): number =>
  readUnit === null ? 0 : Math.ceil(bytes / readUnit);
