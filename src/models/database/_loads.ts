import type { Process } from '../../kernel/index.ts';
import { CumulativeRate, createDistribution } from '../../random/index.ts';
import type { Ingest, Landing, OccurrencePort } from '../capabilities.ts';
import { brokenOff } from '../side-by-side.ts';
import { pagesOfRows } from './_pages.ts';
import type { Work } from './_resources.ts';
import { NativeTable } from './native-table.ts';
import type { Server } from './server.ts';

/** Parts of what comes between two loads that are samples of how fresh it is: evenly spread, each in its middle. */
const samplesPerLoad = 4;

/** What has become of a load. */
export interface Loaded {
  /** Rows that there was room for. */
  readonly kept: number;
  /** Until it began: for a connection, while nothing is taken in, and for what was broken off. */
  readonly waitedSeconds: number;
  readonly bound: { readonly disk: number; readonly cores: number };
}

declare module '../capabilities.ts' {
  interface Capabilities {
    loads: Loads;
  }
}

/**
 * Loads into a database. What has come is loaded together, `loadEvery`, and later where the load before still runs; it is
 * visible when the load is through. A load parses and stores on `loadStreams` cores, writes what it stores and its log of
 * changes, and puts each row into each index: its leaf is read if it is not in memory, and written again.
 */
export class Loads implements Landing {
  private readonly server: Server;

  constructor(server: Server) {
    this.server = server;
  }

  *run(ingest: Ingest, occurrence: OccurrencePort): Process<void> {
    const { server } = this;
    const { kernel } = server.world;
    const { table, untilSeconds } = ingest;
    if (!(table instanceof NativeTable)) {
      occurrence.fail(`${table.name} is not in the database`);
      return;
    }
    const rate = new CumulativeRate(ingest.recordsPerSecond);
    const recordBytes = createDistribution(ingest.recordBytes).mean;
    const freshness = occurrence.sample('freshness');
    const records = occurrence.sample('records');
    const rejected = occurrence.sample('rejected');
    const from = kernel.now;
    let since = from;
    let loaded = 0;
    for (let turn = 1; since < untilSeconds; ) {
      yield Math.max(0, Math.min(from + turn * server.values.loadEvery, untilSeconds) - kernel.now);
      const until = Math.min(kernel.now, untilSeconds);
      // What came by then, as whole records.
      const rows = Math.floor(rate.at(until) - rate.at(from) + 1e-6) - loaded;
      if (rows > 0) {
        const { kept } = yield* this.load(table, rows, recordBytes, occurrence);
        records(rows);
        if (kept < rows) rejected(rows - kept);
        if (kept > 0) this.tellFreshness(freshness, since, until);
      }
      loaded += rows;
      since = until;
      // Turns that went by while it was at work are of the next load.
      turn = Math.max(turn + 1, Math.ceil((kernel.now - from) / server.values.loadEvery));
    }
  }

  /** Loads so many rows, or as many as there is room for. */
  *load(table: NativeTable, rows: number, rowBytes: number, occurrence: OccurrencePort): Process<Loaded> {
    const { server } = this;
    const { kernel } = server.world;
    const askedAt = kernel.now;
    let begunAt: number;
    let work: Work;
    for (;;) {
      yield* server.whenOpen(true);
      yield server.connections.acquire();
      server.bill.machines.begin(occurrence.activity);
      begunAt = kernel.now;
      work = this.workOf(table, rows, rowBytes);
      const end: number = yield server.resources.work(work);
      server.bill.machines.finish(occurrence.activity);
      server.connections.release();
      if (end !== brokenOff) break;
    }
    const kept = server.store(table, rows);
    const stored = table.bytesOf(kept);
    occurrence.bytesWritten(stored);
    server.bill.io((stored * server.values.walFactor) / server.values.writeUnit, occurrence.activity);
    return { kept, waitedSeconds: begunAt - askedAt, bound: server.resources.bound(work) };
  }

  private workOf(table: NativeTable, rows: number, rowBytes: number): Work {
    const { values } = this.server;
    const { loadRate, loadStreams, indexCpu, walFactor, readsAhead, randomRead } = values;
    const leaves = this.leavesOf(table, rows);
    return {
      bytes: table.bytesOf(rows) * (1 + walFactor) + leaves.touched * values.page,
      reads: leaves.missed,
      readsPerSecond: (loadStreams * readsAhead) / randomRead,
      coreSeconds: (rows * rowBytes) / loadRate + rows * table.indexed.length * indexCpu,
      speed: Math.min(loadStreams, this.server.limits.cores),
    };
  }

  /** Leaves of its indexes that rows go to, anywhere in them: all are written again, those not in memory are read before. */
  private leavesOf(table: NativeTable, rows: number): { touched: number; missed: number } {
    const { cache, values } = this.server;
    if (table.indexed.length === 0) return { touched: 0, missed: 0 };
    const piece = table.newest();
    const { leaves } = table.indexShape(piece);
    const touched = pagesOfRows(rows, leaves);
    let missedBytes = 0;
    for (const column of table.indexed) {
      const number = table.indexPiece(piece, column, 'leaves');
      missedBytes += cache.probe(number, touched * values.page, leaves * values.page);
    }
    return { touched: touched * table.indexed.length, missed: missedBytes / values.page };
  }

  private tellFreshness(tell: (seconds: number) => void, since: number, until: number): void {
    const { now } = this.server.world.kernel;
    for (let part = 0; part < samplesPerLoad; part++)
      tell(now - (since + ((until - since) * (part + 0.5)) / samplesPerLoad));
  }
}
