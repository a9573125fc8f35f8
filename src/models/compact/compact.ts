import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { Query, QueryEngine, Table, TableFiles, TablePart, TableWrites } from '../capabilities.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { ReadByPath } from './_by-path.ts';
import { JobPort } from './_job-port.ts';
import { failed, type Outcome, overwrite, type Place, refused, replaceBy } from './_replacement.ts';
import { filesAreDue } from './due.ts';
import { compactFields } from './fields.ts';
import { compactCharts, compactMetrics } from './metrics.ts';

type CompactValues = Values<typeof compactFields>;

/** DeleteObjects takes so many keys. Source: docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const keysPerDelete = 1000;

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

  constructor(values: CompactValues, world: World, occurrence: Occurrence) {
    this.values = values;
    this.occurrence = occurrence;
    this.table = world.find('table');
    this.engine = world.find('queries');
  }

  /** The first part that fails ends it: what was done before stays, that part is as it was. */
  *run(): Process<void> {
    const { values, occurrence, table } = this;
    const { writes } = table;
    if (writes === null) {
      occurrence.fail('the table stands as it is: nothing can be written to it');
      return;
    }
    const { recent: recentSeconds, pick, small, target } = values;
    const belowBytes = pick === 'all' ? Infinity : small * target;
    for (const part of writes.candidates({ recentSeconds, belowBytes })) {
      if (!this.isWorthIt(part)) continue;
      const { failure, isConflict, rowsLost } = yield* this.replace(part, writes);
      if (rowsLost > 0) occurrence.sample('rowsLost')(rowsLost);
      if (isConflict) occurrence.sample('conflicts')(1);
      if (failure === null) continue;
      occurrence.fail(failure);
      return;
    }
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
      nextJob: () => new JobPort(occurrence),
    };
    if (!hasLog && values.replace === 'in-place') return yield* overwrite(place);
    const { source } = place.rewrite;
    const query = this.queryOf(part, writes, hasLog ? source : new ReadByPath(source, part.partitions));
    const { files, failure } = yield* engine.run(query, place.nextJob());
    if (failure !== null) return failed(failure);
    const outcome = yield* replaceBy(files, values.replace, place);
    if (outcome.failure === null) {
      occurrence.sample('filesIn')(place.oldFiles);
      occurrence.sample('filesOut')(countOf(files));
    }
    return outcome;
  }

  /** Enough files, and fewer than before afterwards, unless all are wanted anew. */
  private isWorthIt(part: TablePart): boolean {
    const { minFiles, pick } = this.values;
    const files = countOf(part.files);
    if (files < minFiles * part.partitions) return false;
    return pick === 'all' || files > this.filesEach(part) * part.partitions;
  }

  /** New files of each partition. */
  private filesEach({ bytes, partitions }: TablePart): number {
    const { tasks, target } = this.values;
    return tasks ?? Math.max(1, Math.ceil(bytes / partitions / target));
  }

  /** Reads all rows and writes them; what an encoding adds to each file shrinks with their number. */
  private queryOf(part: TablePart, writes: TableWrites, source: Table): Query {
    const { values } = this;
    const tasks = this.filesEach(part);
    const files = tasks * part.partitions;
    return {
      table: source,
      recentSeconds: null,
      scanBytes: null,
      projectionRatio: 1,
      selectivityRatio: 1,
      shuffleRatio: 0,
      // Rows are handed on as they are.
      cpuSecondsPerByte: 0,
      skew: 1,
      broadcastBytes: 0,
      resultBytes: 0,
      outputBytes: files * writes.fileBytes(part.rows / files, part.rawBytes / files),
      write: {
        by: values.write,
        tasks,
        directories: part.partitions > 1 ? part.partitions : 0,
        maxRecordsPerFile: 0,
      },
      pool: values.pool,
      mergeSchema: false,
      stages: null,
    };
  }
}

const countOf = (files: readonly TableFiles[]): number => files.reduce((sum, { count }) => sum + count, 0);
