import type { Process } from '../../kernel/index.ts';
import type { OccurrencePort, Query, QueryEngine, QueryOutcome } from '../capabilities.ts';
import type { KeyedDraw } from '../model.ts';
import { brokenOff } from '../side-by-side.ts';
import { planQuery, readUnits } from './_plan.ts';
import { coresPart, type Work } from './_resources.ts';
import type { Deadlines } from './_scaling.ts';
import { NativeTable } from './native-table.ts';
import type { Server } from './server.ts';

type Occurrence = OccurrencePort & { readonly index: number };

/**
 * Queries of a database. One waits until it is answered at all and for a connection, is planned, reads and computes side
 * by side, then sorts or hashes. What a restart breaks off is asked anew from the beginning.
 */
export class Queries implements QueryEngine {
  private readonly server: Server;
  private readonly deadlines: Deadlines;
  private readonly plans = new Map<string, KeyedDraw>();

  constructor(server: Server, deadlines: Deadlines) {
    this.server = server;
    this.deadlines = deadlines;
  }

  *run(query: Query, occurrence: Occurrence): Process<QueryOutcome> {
    const { server } = this;
    const { table } = query;
    const problem = problemOf(query);
    if (!(table instanceof NativeTable) || problem !== null)
      return failed(occurrence, problem ?? elsewhere(table.name));
    const { kernel } = server.world;
    for (;;) {
      const askedAt = kernel.now;
      yield* server.whenOpen(false);
      yield server.connections.acquire();
      server.bill.machines.begin(occurrence.activity);
      const begunAt = kernel.now;
      occurrence.phase('schedule', begunAt - askedAt);
      const isThrough = yield* this.answer(query, table, occurrence);
      server.bill.machines.finish(occurrence.activity);
      server.connections.release();
      if (isThrough) break;
      occurrence.phase('retry', kernel.now - begunAt);
    }
    this.deadlines.ended(occurrence);
    return { files: [], failure: null };
  }

  /** False: it was broken off. */
  private *answer(query: Query, table: NativeTable, occurrence: Occurrence): Process<boolean> {
    const { server } = this;
    const { kernel } = server.world;
    const beganAt = kernel.now;
    const planSeconds = this.planOf(occurrence.activity).at(occurrence.index, 0);
    if (planSeconds > 0) yield planSeconds;
    const { work, shuffle, pieces, processes, missedBytes } = planQuery(server, table, query);
    const workAt = kernel.now;
    const last: number = yield server.resources.work(work);
    if (last === brokenOff) return false;
    const shuffleAt = kernel.now;
    if (shuffle !== null) {
      const ended: number = yield server.resources.work(shuffle);
      if (ended === brokenOff) return false;
    }
    const writeAt = kernel.now;
    if (query.outputBytes > 0) {
      const ended: number = yield server.resources.work(written(query.outputBytes));
      if (ended === brokenOff) return false;
    }
    occurrence.phase('plan', workAt - beganAt);
    occurrence.phase(last === coresPart ? 'compute' : 'transfer', shuffleAt - workAt);
    occurrence.phase('shuffle', writeAt - shuffleAt);
    occurrence.phase('write', kernel.now - writeAt);
    occurrence.sample('plan')(workAt - beganAt);
    occurrence.sample('partitions')(pieces);
    occurrence.sample('tasks')(processes);
    const spilled = (shuffle?.bytes ?? 0) / 2;
    occurrence.bytesRead(missedBytes + spilled);
    occurrence.bytesWritten(spilled + query.outputBytes);
    server.bill.io(
      readUnits(server.values, missedBytes) + query.outputBytes / server.values.writeUnit,
      occurrence.activity,
    );
    const parts = [work, ...(shuffle === null ? [] : [shuffle])].map((each) => server.resources.bound(each));
    occurrence.bound('disk', sum(parts.map(({ disk }) => disk)));
    occurrence.bound('cores', sum(parts.map(({ cores }) => cores)));
    return true;
  }

  remove(): Process<number> {
    throw new Error(`${this.server.world.name}: a database has no files to delete`);
  }
  writeLog(): Process<boolean> {
    throw new Error(`${this.server.world.name}: tables of a database have no log of commits`);
  }

  /** Taken once for each activity. */
  private planOf(activity: string): KeyedDraw {
    const draw = this.plans.get(activity) ?? this.server.world.draw('plan', this.server.values.plan, activity);
    this.plans.set(activity, draw);
    return draw;
  }
}

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);

const written = (bytes: number): Work => ({ bytes, reads: 0, readsPerSecond: Infinity, coreSeconds: 0, speed: 1 });

const elsewhere = (name: string): string => `${name} is not in the database`;

/** What only engines over files do. */
const problemOf = ({ agoSeconds, stages }: Query): string | null => {
  if (agoSeconds) return 'a database keeps no old versions: ago has no answer';
  return stages === null ? null : 'a database plans its queries itself: stages have no meaning';
};

const failed = (occurrence: Occurrence, failure: string): QueryOutcome => {
  occurrence.fail(failure);
  return { files: [], failure };
};
