import type { Query, QueryStage, TableScan } from '../capabilities.ts';
import type { KeyedDraw } from '../model.ts';
import { type Adaptive, ShuffleTasks } from './_adaptive.ts';
import { Coalesced } from './_coalesced.ts';
import { type FileCodec, type FileFormat, isSplittable } from './_formats.ts';
import { outputStages, type Redistribution } from './_output.ts';
import { outputOf } from './_output-work.ts';
import { isColumnar, type QueryContext } from './_query-context.ts';
import { ScanWork } from './_scan-work.ts';
import { ShuffleWork } from './_shuffle-work.ts';
import { planSplits, type SplitPlan } from './_splits.ts';
import type { PlannedStage } from './_stage-graph.ts';
import { rowOf } from './_tables.ts';
import type { TaskOutput, TaskWork } from './_work.ts';

/** Draws of a stage's tasks: so many for each query. */
const tasksPerQuery = 2 ** 24;
/** Shuffle files are compressed with LZ4 (spark.io.compression.codec). */
const shuffleCodec = 'lz4';
/** Of the heap, beyond what is reserved, for what tasks sort and join: spark.memory.fraction, RESERVED_SYSTEM_MEMORY_BYTES. */
const memoryRatio = 0.6;
const reservedBytes = 300 * 2 ** 20;

/** What the last stage is given: files to write, what goes to the driver, and what another stage is to write in its place. */
interface Ending {
  readonly output: TaskOutput | null;
  readonly resultBytes: number;
  readonly shuffleBytes: number;
}
const goesOn: Ending = { output: null, resultBytes: 0, shuffleBytes: 0 };

/** The stages of a query, as it is given: in short (a scan, and a shuffle if there is one), or in full. */
export class QueryStages {
  private readonly context: QueryContext;
  private readonly query: Query;

  constructor(context: QueryContext) {
    this.context = context;
    this.query = context.query;
  }

  /** A scan, a shuffle of what comes through its filter, and another where the output is to be redistributed. */
  inShort(scan: TableScan): PlannedStage[] {
    const { query } = this;
    const shuffleRatio = query.selectivityRatio * query.shuffleRatio;
    // Bins are made first, of whole files; all else is split as Spark splits.
    const splits = this.split(scan, query.write.by === 'bins' ? query.write.tasks : null);
    const scanning = (ending: Ending): TaskWork =>
      this.scanWork(scan, splits, { shuffleRatio, taskCpu: null, ...ending });
    if (shuffleRatio === 0) {
      const files = scan.files.reduce((sum, { count }) => sum + count, 0);
      return this.ending([], splits.tasks.tasks, scanning, files);
    }
    const first = this.scanWork(scan, splits, { shuffleRatio, taskCpu: null, ...goesOn });
    const { values, cluster } = this.context.engine;
    const shuffled = this.shuffled({
      partitions: values.shufflePartitions,
      bytes: first.bytesInAll * shuffleRatio,
      skew: query.skew,
      nth: 1,
      adaptive: values.adaptive ? this.adaptive(cluster.cores) : null,
    });
    const reducing = (ending: Ending): TaskWork => this.shuffleWork(shuffled, { cpu: null, ...ending });
    return this.ending([{ after: [], make: () => first }], shuffled.tasks, reducing);
  }

  /** As they are given. One that waits for none reads its input from the table, if it has any. */
  inFull(stages: readonly QueryStage[], scanOf: (bytes: number) => TableScan): PlannedStage[] {
    const ids = stages.map(({ id }) => id);
    return stages.map((stage, nth) => ({
      after: [...new Set(stage.after)].map((id) => ids.indexOf(id)),
      make: () =>
        readsTable(stage) ? this.scanStage(stage, nth, scanOf(stage.inputBytes)) : this.laterStage(stage, nth),
    }));
  }

  /** The last stage, which writes the output or hands it to one that does. `scannedFiles`: those that its tasks read themselves. */
  private ending(
    before: PlannedStage[],
    tasks: number,
    make: (ending: Ending) => TaskWork,
    scannedFiles = Infinity,
  ): PlannedStage[] {
    const { outputBytes: bytes, resultBytes } = this.query;
    const after = before.length === 0 ? [] : [before.length - 1];
    if (bytes === 0) return [...before, { after, make: () => make({ ...goesOn, resultBytes }) }];
    const { readTasks, shuffle, writeTasks, partitionsSeen } = this.redistributed(tasks, scannedFiles);
    const output = (): TaskOutput => outputOf(this.context, { bytes, tasks: writeTasks, partitionsSeen });
    if (!shuffle) {
      const whole = (): TaskWork => make({ ...goesOn, resultBytes, output: output() });
      const joined = (): TaskWork => new Coalesced(make({ ...goesOn, resultBytes }), readTasks, output());
      return [...before, { after, make: readTasks < tasks ? joined : whole }];
    }
    const even = this.shuffled({ partitions: writeTasks, bytes, skew: 1, nth: 2, adaptive: null });
    return [
      ...before,
      { after, make: () => make({ ...goesOn, shuffleBytes: bytes }) },
      {
        after: [before.length],
        make: () => this.shuffleWork(even, { cpu: null, shuffleBytes: 0, resultBytes, output: output() }),
      },
    ];
  }

  private redistributed(tasks: number, scannedFiles: number): ReturnType<typeof outputStages> {
    const { by, tasks: asked, directories, isReadByDirectory } = this.query.write;
    const partitions = asked ?? this.context.engine.values.shufflePartitions;
    const kinds: { readonly [word in typeof by]: Redistribution } = {
      none: { kind: 'none' },
      coalesce: { kind: 'coalesce', partitions },
      bins: { kind: 'bins', partitions },
      repartition: { kind: 'repartition', partitions },
      directory: { kind: 'repartitionByValue', partitions },
    };
    // A task that has not been given rows by directory meets all of them, or those of its files.
    const filesPerTask = isReadByDirectory === true ? Math.ceil(scannedFiles / Math.max(1, tasks)) : Infinity;
    const valuesPerReadTask = Math.min(directories, filesPerTask);
    return outputStages({ tasks, values: Math.max(1, directories), valuesPerReadTask, by: kinds[by] });
  }

  private scanStage(stage: QueryStage, nth: number, scan: TableScan): ScanWork {
    const { outputBytes: bytes, shuffleBytes } = stage;
    const splits = this.split(scan, stage.tasks);
    const { tasks } = splits.tasks;
    const output = bytes > 0 ? outputOf(this.context, { bytes, tasks, partitionsSeen: 0 }) : null;
    const taskCpu = this.cpuOf(stage, nth);
    return this.scanWork(scan, splits, { shuffleRatio: 0, shuffleBytes, resultBytes: 0, taskCpu, output });
  }

  private laterStage(stage: QueryStage, nth: number): ShuffleWork {
    const { tasks: partitions, inputBytes, outputBytes: bytes, shuffleBytes, skew } = stage;
    // Its tasks are as they are given: none are joined, but a skewed one is still split.
    const splits = this.context.engine.values.adaptive && skew !== 1;
    const adaptive = splits ? { ...this.adaptive(Infinity), minPartitionBytes: 0 } : null;
    const shuffled = this.shuffled({ partitions, bytes: inputBytes, skew, nth, adaptive });
    const output = bytes > 0 ? outputOf(this.context, { bytes, tasks: shuffled.tasks, partitionsSeen: 0 }) : null;
    return this.shuffleWork(shuffled, { cpu: this.cpuOf(stage, nth), shuffleBytes, resultBytes: 0, output });
  }

  private cpuOf({ id, cpu }: QueryStage, nth: number): KeyedDraw {
    const { engine, occurrence } = this.context;
    const draw = engine.taskCpu(occurrence.activity, `${nth} ${id}`, cpu);
    const first = occurrence.index * tasksPerQuery;
    return { mean: draw.mean, at: (task, attempt) => draw.at(first + task, attempt) };
  }

  private shuffled(of: {
    partitions: number;
    bytes: number;
    skew: number;
    nth: number;
    adaptive: Adaptive | null;
  }): ShuffleTasks {
    const { engine, occurrence } = this.context;
    return new ShuffleTasks({ ...of, skewedAtRatio: of.skew === 1 ? 0 : engine.skewedAt.at(occurrence.index, of.nth) });
  }

  private adaptive(parallelism: number): Adaptive {
    const { advisorySize: advisoryBytes, minPartitionSize: minPartitionBytes } = this.context.engine.values;
    return { advisoryBytes, minPartitionBytes, parallelism };
  }

  /** `tasks`: about so many; null: as many as Spark makes of it. */
  private split(scan: TableScan, tasks: number | null): SplitPlan {
    const { values, cluster } = this.context.engine;
    const { table } = this.query;
    return planSplits(scan.files, {
      maxPartitionBytes: tasks === null ? Math.round(values.maxPartitionBytes) : Infinity,
      openCostBytes: tasks === null ? Math.round(values.openCost) : 0,
      minPartitionNum: tasks ?? values.minPartitions ?? cluster.cores,
      maxPartitionNum: tasks ?? values.maxPartitions,
      splittable: isSplittable(table.encoding as FileFormat, table.codec as FileCodec),
    });
  }

  private scanWork(
    scan: TableScan,
    splits: SplitPlan,
    own: Ending & { readonly shuffleRatio: number; readonly taskCpu: KeyedDraw | null },
  ): ScanWork {
    const { query, context } = this;
    const { values } = context.engine;
    const { table } = query;
    const format = rowOf(values.fileFormats, table.encoding);
    const codec = rowOf(values.codecs, table.codec);
    const columnar = isColumnar(table.encoding);
    const projectionRatio = columnar ? query.projectionRatio : 1;
    const workSecondsPerByte = query.cpuSecondsPerByte ?? values.work;
    return new ScanWork({
      ...own,
      splits,
      files: scan.files,
      table,
      projectionRatio,
      open: context.fileOpen,
      cpu: context.codingCpu,
      markCpu: context.markCpu,
      overhead: { fixedBytes: format.values.fixed ?? 0, perChunkBytes: format.values.perChunk ?? 0 },
      compression: codec.values.ratio ?? 1,
      rowGroupBytes: values.rowGroup,
      columnar,
      wholeFiles: context.engine.wholeFilesOf(
        `${table.name} ${table.encoding} ${table.codec} ${table.columns} ${projectionRatio} ${workSecondsPerByte}`,
      ),
      workSecondsPerByte,
      firstEntity: context.nextEntity(),
    });
  }

  private shuffleWork(shuffled: ShuffleTasks, own: Ending & { readonly cpu: KeyedDraw | null }): ShuffleWork {
    const { engine } = this.context;
    const { values, cluster } = engine;
    const expansion = rowOf(values.codecs, shuffleCodec).values.ratio ?? 1;
    const heap = values.memory === null ? Infinity : Math.max(0, values.memory - reservedBytes) * memoryRatio;
    return new ShuffleWork({
      ...own,
      shuffled,
      remoteRatio: 1 - 1 / Math.max(1, cluster.workersNow),
      memoryBytes: heap / cluster.slotsEach / expansion,
      cpuSecondsPerByte: this.query.cpuSecondsPerByte ?? values.work,
    });
  }
}

export const readsTable = ({ after, inputBytes }: QueryStage): boolean => after.length === 0 && inputBytes > 0;

/** Why these stages cannot run: a name that is not there or not alone, or a circle; null: they can. */
export const problemOf = (stages: readonly QueryStage[]): string | null => {
  const ids = stages.map(({ id }) => id);
  const twice = ids.find((id, nth) => ids.indexOf(id) !== nth);
  if (twice !== undefined) return `two stages are called ${twice}`;
  for (const { id, after } of stages) {
    const unknown = after.find((each) => !ids.includes(each));
    if (unknown !== undefined) return `the stage ${id} waits for ${unknown}, which there is not`;
  }
  const ended = new Set<string>();
  for (let round = 0; round < stages.length; round++) {
    for (const { id, after } of stages) if (after.every((each) => ended.has(each))) ended.add(id);
  }
  const stuck = ids.find((id) => !ended.has(id));
  return stuck === undefined ? null : `the stage ${stuck} waits for itself`;
};
