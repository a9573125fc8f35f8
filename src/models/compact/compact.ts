import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { Query, QueryEngine, QueryWrite, Table, TablePart, TableWrites } from '../capabilities.ts';
import { JobPort } from '../job-port.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { keysPerDelete } from '../replacing.ts';
import { type JobOutcome, rewriteQuery } from '../rewriting.ts';
import { ReadByPath } from './_by-path.ts';
import { countOf, filesEach, orderOf, pickedParts } from './_picked.ts';
import { failed, type Outcome, overwrite, type Place, refused, replaceBy } from './_replacement.ts';
import { canCommit, compactThroughLog, type PartJob } from './_through-log.ts';
import { filesAreDue } from './due.ts';
import { compactFields } from './fields.ts';
import { compactCharts, compactMetrics } from './metrics.ts';

type CompactValues = Values<typeof compactFields>;

/** Writes small files of a table anew as large ones: a job for each part of it, one after another, as a script would. */
export const compact = defineActivity({
  kind: 'compact',
  doc: 'writes small files of a table anew as large ones',
  fields: compactFields,
  doneBy: 'queries',
  when: filesAreDue,
  overlap: 'skip',
  phases: [
    'wait',
    'plan',
    'list',
    'schedule',
    'open',
    'firstByte',
    'transfer',
    'close',
    'retry',
    'compute',
    'shuffle',
    'write',
    'commit',
  ],
  bounds: ['cores', 'nic'],
  metrics: compactMetrics,
  charts: compactCharts,
  *perform(values: CompactValues, world: World, occurrence: Occurrence): Process<void> {
    yield* new Compaction(values, world, occurrence).run();
  },
});

/** One occurrence. */
class Compaction {
  private readonly values: CompactValues;
  private readonly occurrence: Occurrence;
  private readonly table: Table;
  private readonly engine: QueryEngine;
  private readonly world: World;
  private orderBy: readonly string[] = [];

  constructor(values: CompactValues, world: World, occurrence: Occurrence) {
    this.values = values;
    this.world = world;
    this.occurrence = occurrence;
    this.table = world.find('table');
    this.engine = world.find('queries');
  }

  /** The first part that fails ends it: what was done before stays, that part is as it was. */
  *run(): Process<void> {
    const { values, occurrence, table, engine } = this;
    const { writes } = table;
    if (writes === null) {
      occurrence.fail('the table stands as it is: nothing can be written to it');
      return;
    }
    const hasLog = table.log() !== null;
    this.orderBy = orderOf(values, writes);
    if (values.pick === 'unordered' && (this.orderBy.length === 0 || !hasLog)) {
      occurrence.fail(hasLog ? unorderable : logless);
      return;
    }
    const parts = pickedParts(values, writes, hasLog);
    if (hasLog && canCommit(engine, writes)) {
      const jobs = parts.map((part) => this.jobOf(part, writes));
      const isOrdered = this.orderBy.length > 0;
      const { parallel, commits } = values;
      const { kernel } = this.world;
      yield* compactThroughLog(jobs, { engine, table, writes, kernel, occurrence, parallel, commits, isOrdered });
      return;
    }
    for (const part of parts) {
      const { failure, isConflict, rowsLost } = yield* this.replace(part, writes);
      if (rowsLost > 0) occurrence.sample('rowsLost')(rowsLost);
      if (isConflict) occurrence.sample('conflicts')(1);
      if (failure === null) continue;
      occurrence.fail(failure);
      return;
    }
  }

  private jobOf(part: TablePart, writes: TableWrites): PartJob {
    const rewrite = writes.rewrite(part, this.occurrence.activity);
    const query = this.queryOf(part, writes, rewrite.source);
    return { rewrite, oldFiles: countOf(part.files), run: (port) => this.runQueries(query, port) };
  }

  /** Looks at the keys first, where rows are to be in an order. */
  private *runQueries(query: Query, port: JobPort): Process<JobOutcome> {
    const { engine } = this;
    let slotSeconds = 0;
    for (const projectionRatio of samplesOf(this.orderBy.length, query.table.columns)) {
      const sample = { ...query, projectionRatio, outputBytes: 0, write: asItIs };
      const { failure, slotSeconds: seconds = 0 } = yield* engine.run(sample, port.next());
      slotSeconds += seconds;
      if (failure !== null) return { files: [], failure, slotSeconds };
    }
    const { files, failure, slotSeconds: seconds = 0 } = yield* engine.run(query, port);
    return { files, failure, slotSeconds: slotSeconds + seconds };
  }

  private *replace(part: TablePart, writes: TableWrites): Process<Outcome> {
    const { values, occurrence, table, engine } = this;
    const hasLog = table.log() !== null;
    if (!hasLog && values.replace === 'in-place-table') return failed(refused);
    const place: Place = {
      engine,
      table,
      rewrite: writes.rewrite(part, occurrence.activity),
      oldFiles: countOf(part.files),
      deleteBatch: values.deletes === 'batch' ? keysPerDelete : 1,
      isOrdered: this.orderBy.length > 0,
      nextJob: () => new JobPort(occurrence),
    };
    if (!hasLog && values.replace === 'in-place') return yield* overwrite(place);
    const { source } = place.rewrite;
    const query = this.queryOf(part, writes, hasLog ? source : new ReadByPath(source, part.partitions));
    const { files, failure, slotSeconds } = yield* this.runQueries(query, place.nextJob());
    if (failure !== null) return failed(failure);
    const outcome = yield* replaceBy(files, values.replace, place);
    if (outcome.isConflict) occurrence.sample('wasted')(slotSeconds);
    if (outcome.failure === null) {
      occurrence.sample('filesIn')(place.oldFiles);
      occurrence.sample('filesOut')(countOf(files));
    }
    return outcome;
  }

  private queryOf(part: TablePart, writes: TableWrites, source: Table): Query {
    const { values } = this;
    const each = filesEach(values, part);
    const files = each * part.partitions;
    // Rows in an order have to be dealt by ranges.
    const by = this.orderBy.length > 0 ? 'repartition' : values.write;
    return rewriteQuery(part, { source, writes, files, by, tasks: by === 'bins' ? files : each, pool: values.pool });
  }
}

/**
 * Passes over the keys before rows are dealt by ranges, as shares of the columns' bytes: Spark's range partitioner reads its
 * input to learn the ranges. Several columns are each made ranks of first, and then their interleaved bits are dealt.
 * Source: apache/spark, Partitioner.scala (RangePartitioner); delta-io/delta, MultiDimClustering.scala, RangePartitionId.
 */
const samplesOf = (keys: number, columns: number): readonly number[] => {
  if (keys === 0) return [];
  const all = Math.min(1, keys / columns);
  return keys === 1 ? [all] : [...Array.from({ length: keys }, () => Math.min(1, 1 / columns)), all];
};

const unorderable = 'pick: unordered wants an order: a layout of the table (cluster, zorder, sort), or orderBy';
const logless = 'pick: unordered wants a table with a log: no other tells which of its files are in order';

const asItIs: QueryWrite = { by: 'none', tasks: null, directories: 0, maxRecordsPerFile: 0 };
