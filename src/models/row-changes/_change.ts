/**
 * A change of rows, as the commands of Delta, Iceberg and Hudi do it:
 *
 *     whole partitions    a commit, and nothing else
 *     source              of a MERGE: read whole, and kept on local disks for both of the jobs that join it
 *     index               of Hudi: what it finds keys by is read before, by a job of its own
 *     scan                the columns of the condition are read in the files that statistics do not rule out; of a MERGE these
 *                         are joined with its source
 *     rewrite             copy-on-write: the touched files are read whole, what is left of them and the new rows are written
 *     mark                merge-on-read: vectors, delete files or logs are put; new rows are written beside
 *     commit              one entry of the log, with what the table says about conflicts
 *
 * A table without a log does not know its files' rows: all are rewritten, and take the place of the old ones. A source up to
 * 10 MB goes to every machine; a larger one is joined by a shuffle of both sides: of the keys where rows are looked for, of
 * whole rows where they are written.
 * Source: delta-io/delta at commit bb1057f, DeleteCommand.scala, UpdateCommand.scala, MergeIntoCommand.scala; apache/spark,
 * spark.sql.autoBroadcastJoinThreshold; delta-io/delta, DeltaSQLConf.scala, merge.repartitionBeforeWrite.enabled. A source is
 * kept by a shuffle of its own, which writes it to local disks and reads it back. Left out: sources that are Delta tables
 * themselves and are read twice instead, rewrites that matched-only or insert-only variants spare.
 */
import type { Process } from '../../kernel/index.ts';
import { compactAfterCommit } from '../after-commit.ts';
import type {
  Commit,
  CommitEnd,
  Query,
  QueryEngine,
  QueryWrite,
  RowChange,
  RowChanges,
  RowMatch,
  Table,
  TableFiles,
} from '../capabilities.ts';
import { JobPort } from '../job-port.ts';
import type { Occurrence, World } from '../model.ts';
import { keysPerDelete, takePlace } from '../replacing.ts';
import { mergeSource } from './_merge-source.ts';

/** What an optimized write deals to a task. Source: delta-io/delta, DeltaSQLConf.scala, optimizeWrite.binSize. */
const binBytes = 512 * 1024 * 1024;
const broadcastBytes = 10 * 1024 * 1024;
export interface ChangeOptions {
  readonly kind: 'delete' | 'update';
  readonly by: string;
  readonly keys: number;
  readonly place: number | null;
  readonly rowsPerKey: number | null;
  readonly partitions: number;
  readonly inserts: number;
  /** Partitions that its rows go to, at the least. */
  readonly into: number;
  readonly sourceBytes: number;
  readonly replace: 'beside' | 'aside';
  readonly attempts: number;
  readonly pool: string;
  readonly isDealt: boolean;
}

type Outcome = 'done' | 'conflict' | { readonly failure: string };

export class ChangeOfRows {
  private readonly options: ChangeOptions;
  private readonly world: World;
  private readonly occurrence: Occurrence;
  private readonly table: Table;
  private readonly engine: QueryEngine;
  private slotSeconds = 0;
  /** Of the last attempt. */
  private readonly measured = new Map<string, number>();

  constructor(options: ChangeOptions, world: World, occurrence: Occurrence) {
    this.options = options;
    this.world = world;
    this.occurrence = occurrence;
    this.table = world.find('table');
    this.engine = world.find('queries');
  }

  *run(): Process<void> {
    const { occurrence, table, options } = this;
    const changes = table.writes?.rowChanges;
    if (changes === undefined) {
      occurrence.fail('nothing can be written to the table');
      return;
    }
    let outcome = yield* this.attempt(changes);
    for (let attempt = 2; outcome === 'conflict'; attempt++) {
      occurrence.sample('conflicts')(1);
      occurrence.sample('wasted')(this.slotSeconds);
      if (attempt > options.attempts) break;
      outcome = yield* this.attempt(changes);
    }
    for (const [metric, value] of this.measured) occurrence.sample(metric)(value);
    if (outcome === 'done') return;
    occurrence.fail(outcome === 'conflict' ? 'somebody else has committed what stands in its way' : outcome.failure);
  }

  private *attempt(changes: RowChanges): Process<Outcome> {
    const { occurrence, options, measured } = this;
    this.slotSeconds = 0;
    measured.clear();
    const match = changes.match(this.asked());
    if (match.problem !== null) return { failure: match.problem };
    this.tell(match);
    const inserted = options.inserts;
    if (match.touched === 0 && inserted === 0) return 'done';
    const { kind } = options;
    const writer = occurrence.activity;
    const change = changes.begin(match, { kind, inserted }, { activity: occurrence.activity, writer });
    if (change.replacement === null && this.engine.commit === undefined)
      return this.stopped(change, 'whoever answers queries cannot commit');
    // Bytes of values for a byte of a file.
    const expansion = ((change.leftRows + match.rows) * this.table.rowBytes) / Math.max(1, fileBytesOf(change.source));
    const asked = this.now;
    if (options.sourceBytes > 0) {
      const failure = yield* this.materialise(options.sourceBytes);
      if (failure !== null) return this.stopped(change, failure);
      measured.set('sourceTime', this.now - asked);
    }
    const from = this.now;
    if (match.indexSource != null) {
      const { failure } = yield* this.query({ table: match.indexSource, ...wholly });
      if (failure !== null) return this.stopped(change, failure);
    }
    if (match.candidateSource !== null) {
      const failure = yield* this.scan(match.candidateSource, expansion);
      if (failure !== null) return this.stopped(change, failure);
    }
    measured.set('scanTime', this.now - from);
    const begun = this.now;
    const written = yield* this.write(change, expansion);
    if ('failure' in written) return this.stopped(change, written.failure, written.written);
    measured.set('rewriteTime', this.now - begun);
    const outcome = yield* this.publish(change, written.files);
    if (outcome !== 'done') return outcome;
    measured.set('rowsCopied', change.work === 'rewrite' ? change.leftRows : 0);
    measured.set('hidden', this.now - occurrence.askedAtSeconds);
    if (kind === 'delete') this.watch(change);
    const { engine, table, world } = this;
    yield* compactAfterCommit({ engine, table, world, occurrence, pool: options.pool, writer });
    return 'done';
  }

  private asked(): Parameters<RowChanges['match']>[0] {
    const { by, keys, place, rowsPerKey, partitions } = this.options;
    if (by === '') return { partitions };
    const { index: entity, activity } = this.occurrence;
    return { filter: { columns: [by], keys, place, rowsPerKey, entity, activity } };
  }

  private tell({ filesInAll, candidates, touched, rows }: RowMatch): void {
    const { measured } = this;
    measured.set('filesTotal', filesInAll);
    measured.set('filesCandidate', candidates);
    measured.set('filesTouched', touched);
    measured.set('rows', rows);
  }

  private stopped(change: RowChange, failure: string, written: readonly TableFiles[] = []): Outcome {
    change.abandon(written);
    return { failure };
  }

  /** The source is read once, and kept on local disks where it is too large to be sent to every machine. */
  private *materialise(bytes: number): Process<string | null> {
    const shuffleRatio = bytes > broadcastBytes ? 1 : 0;
    const source = mergeSource(this.table, bytes);
    const { failure } = yield* this.query({ table: source, ...wholly, shuffleRatio });
    return failure;
  }

  /** The columns of the condition, and with a source the join. */
  private *scan(source: Table, expansion: number): Process<string | null> {
    const projectionRatio = Math.min(1, 1 / this.table.columns);
    const join = this.join(fileBytesOf(source) * expansion * projectionRatio, projectionRatio);
    const { failure } = yield* this.query({ table: source, projectionRatio, ...join, outputBytes: 0 });
    return failure;
  }

  private *write(
    change: RowChange,
    expansion: number,
  ): Process<
    { readonly files: readonly TableFiles[] } | { readonly failure: string; readonly written?: readonly TableFiles[] }
  > {
    const { work, source, leftBytes, newBytes, marks } = change;
    if (work === 'none') return { files: [] };
    if (work === 'mark') {
      const end = yield* this.engine.commit!(putting(marks), this.table, new JobPort(this.occurrence));
      if (end !== 'committed') return { failure: 'a deletion vector could not be written' };
    }
    const outputBytes = work === 'mark' ? newBytes : leftBytes + newBytes;
    if (outputBytes === 0) return { files: [] };
    if (fileBytesOf(source) === 0) {
      // Nothing of the table is read.
      const tasks = Math.max(1, Math.ceil(outputBytes / taskBytes));
      const stage = { ...noStage, id: 'write', tasks, outputBytes };
      const { files, failure } = yield* this.query({ table: source, ...wholly, outputBytes, stages: [stage] });
      return failure === null ? { files } : { failure, written: marks };
    }
    const selectivityRatio = work === 'mark' ? Math.min(1, newBytes / Math.max(1, leftBytes + newBytes)) : 1;
    const { files, failure } = yield* this.query({
      ...{ table: source, projectionRatio: 1, selectivityRatio, outputBytes },
      ...this.join(fileBytesOf(source) * expansion * selectivityRatio, 1),
      write: this.writing(change, outputBytes * expansion),
    });
    return failure === null ? { files: this.sized(files, change) } : { failure, written: marks };
  }

  /**
   * A MERGE, and an optimized write, of a table with partitions deal rows by partition; without them an optimized write deals
   * evenly. All else is written by whoever has read it.
   */
  private writing({ partitions }: RowChange, rawBytes: number): QueryWrite {
    const { isDealt, sourceBytes, into } = this.options;
    const directories = Math.max(partitions, into);
    if (directories <= 1)
      return isDealt ? { ...asItIs, by: 'repartition', tasks: Math.max(1, Math.ceil(rawBytes / binBytes)) } : asItIs;
    const by = isDealt || sourceBytes > 0 ? 'directory' : 'none';
    return { ...asItIs, by, directories, isReadByDirectory: true };
  }

  /**
   * What is left of the touched files stays in their partitions, and new rows go to all: files of the others are small. They
   * are written as if all were of one size.
   */
  private sized(files: readonly TableFiles[], change: RowChange): readonly TableFiles[] {
    const { work, partitions, leftBytes, newBytes } = change;
    const { into } = this.options;
    const all = files.reduce((sum, { count }) => sum + count, 0);
    const large = Math.max(1, Math.round((all * partitions) / into));
    if (work !== 'rewrite' || into <= partitions || large >= all || newBytes === 0) return files;
    const written = files.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0);
    const each = Math.max(1, Math.round((written * newBytes) / (leftBytes + newBytes) / all));
    return [
      { count: large, sizeBytes: Math.max(1, Math.round((written - each * (all - large)) / large)) },
      { count: all - large, sizeBytes: each },
    ];
  }

  private *publish(change: RowChange, files: readonly TableFiles[]): Process<Outcome> {
    const { replacement } = change;
    if (replacement !== null) return yield* this.replace(replacement, files, change.files);
    const { engine, table, occurrence } = this;
    const end: CommitEnd = yield* engine.commit!(change.commit(files), table, new JobPort(occurrence));
    if (end === 'committed') return 'done';
    return end === 'failed' ? { failure: 'the commit failed' } : 'conflict';
  }

  /** Between the two, readers of new files beside old ones see rows twice. */
  private *replace(
    replacement: NonNullable<RowChange['replacement']>,
    files: readonly TableFiles[],
    oldFiles: number,
  ): Process<Outcome> {
    const { engine, table, occurrence } = this;
    const isAside = this.options.replace === 'aside';
    const port = new JobPort(occurrence);
    const left = yield* takePlace(files, {
      engine,
      table,
      replacement,
      oldFiles,
      deleteBatch: keysPerDelete,
      isAside,
      port,
    });
    if (left === null) return 'conflict';
    return left === 0 ? 'done' : { failure: `${left} of the old files could not be deleted` };
  }

  private watch(change: RowChange): void {
    const { occurrence, world } = this;
    let isErased = false;
    change.whenErased(() => {
      isErased = true;
      occurrence.sample('erased')(this.now - occurrence.askedAtSeconds);
    });
    world.atEnd(() => {
      if (!isErased) occurrence.sample('unerased')(1);
    });
  }

  /** What a MERGE adds to a job that joins so many bytes of values, and of the source this share of each row. */
  private join(joinedBytes: number, sourceRatio: number): Pick<Query, 'shuffleRatio' | 'broadcastBytes'> {
    const { sourceBytes } = this.options;
    if (sourceBytes <= broadcastBytes) return { shuffleRatio: 0, broadcastBytes: sourceBytes };
    const fromSource = joinedBytes > 0 ? (sourceBytes * sourceRatio) / joinedBytes : 0;
    return { shuffleRatio: 1 + fromSource, broadcastBytes: 0 };
  }

  private *query(
    of: Pick<Query, 'table' | 'projectionRatio' | 'shuffleRatio' | 'broadcastBytes' | 'outputBytes'> & Partial<Query>,
  ): Process<{ readonly files: readonly TableFiles[]; readonly failure: string | null }> {
    const query: Query = {
      recentSeconds: null,
      scanBytes: null,
      selectivityRatio: 1,
      cpuSecondsPerByte: 0,
      skew: 1,
      resultBytes: 0,
      write: asItIs,
      pool: this.options.pool,
      mergeSchema: false,
      stages: null,
      ...of,
    };
    const outcome = yield* this.engine.run(query, new JobPort(this.occurrence));
    this.slotSeconds += outcome.slotSeconds ?? 0;
    return outcome;
  }

  private get now(): number {
    return this.world.kernel.now;
  }
}

/** Of a task that writes rows which are there already. */
const taskBytes = 128 * 1024 * 1024;
const noStage = {
  ...{ after: [], inputBytes: 0, shuffleBytes: 0, skew: 1 },
  cpu: { kind: 'constant', value: 0 } as const,
};
const wholly = { projectionRatio: 1, shuffleRatio: 0, broadcastBytes: 0, outputBytes: 0 };

const asItIs: QueryWrite = { by: 'none', tasks: null, directories: 0, maxRecordsPerFile: 0 };

const fileBytesOf = (source: Table): number =>
  source.scan(null, null).files.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0);

/** Objects that nobody competes for, written by the tasks that have found the rows. */
const putting = (objects: readonly TableFiles[]): Commit => ({
  waitSeconds: 0,
  requests: objects.map(({ count, sizeBytes }) => ({
    kind: 'store',
    operation: 'put',
    amount: sizeBytes,
    count,
    byTasks: true,
  })),
  tell: (failed) => (failed > 0 ? 'failed' : 'committed'),
});
