import type { Row } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { FileMarks, OccurrencePort, Query, TableFiles } from '../capabilities.ts';
import { type CodingCpu, codingCpuOf } from './_cpu.ts';
import { type Connector, type FileOpen, fileOpenOf, fileOpenRow } from './_file-open.ts';
import type { FileFormat } from './_formats.ts';
import type { RequestPlan } from './_request-plan.ts';
import type { StageGroup } from './_stage-group.ts';
import { rowOf } from './_tables.ts';
import type { TaskWork } from './_work.ts';
import type { SparkEngine, StagePlace, StageResult } from './engine.ts';

/** Numbers of requests: so many of each step of a query, and of each query of an activity. */
const entitiesPerStep = 2 ** 31;
const entitiesPerQuery = 2 ** 36;
/** And of tasks, which have luck as well. */
const tasksPerStage = 2 ** 22;
const tasksPerQuery = 2 ** 28;

/** The number of the first request of a query, or of what the driver does by itself. */
export const firstEntityOf = ({ index }: { readonly index: number }): number => index * entitiesPerQuery;

/** The number of its first task, likewise. */
export const firstTaskOf = ({ index }: { readonly index: number }): number => index * tasksPerQuery;

export type QueryOccurrence = OccurrencePort & { readonly index: number };

/** What the parts of one query share. */
export class QueryContext {
  readonly engine: SparkEngine;
  readonly query: Query;
  readonly occurrence: QueryOccurrence;
  requests = 0;
  wastedSeconds = 0;
  slotSeconds = 0;
  /** Files that its last stages write. */
  readonly written: TableFiles[] = [];
  private step = 0;
  private stages = 0;
  /** Without adaptive execution a query is one job; with it, each stage. */
  private readonly job: number | null;

  constructor(engine: SparkEngine, query: Query, occurrence: QueryOccurrence) {
    this.engine = engine;
    this.query = query;
    this.occurrence = occurrence;
    this.job = engine.values.adaptive ? null : engine.nextJob();
  }

  get nowSeconds(): number {
    return this.engine.world.kernel.now;
  }

  /** The number of the first request of another step. */
  nextEntity(): number {
    return firstEntityOf(this.occurrence) + this.step++ * entitiesPerStep;
  }

  /** `place`: where it stands in the query; null: before the first of its stages. */
  *stage(work: TaskWork, group: StageGroup | null = null, place: StagePlace | null = null): Process<StageResult> {
    const { engine, query, occurrence } = this;
    const firstTask = firstTaskOf(occurrence) + this.stages++ * tasksPerStage;
    const job = this.job ?? engine.nextJob();
    const result = yield* engine.runStage(work, { job, firstTask, pool: query.pool, occurrence, group, place });
    this.requests += result.requests;
    this.wastedSeconds += result.wastedSeconds;
    this.slotSeconds += result.slotSeconds;
    return result;
  }

  /** On the driver. Returns how many requests failed for good. */
  *onDriver(plan: RequestPlan, answerPhase: 'list' | 'firstByte'): Process<number> {
    const { engine, query, occurrence } = this;
    const { prefixes } = query.table;
    return yield* engine.runOnDriver(plan, { answerPhase, firstEntity: this.nextEntity(), prefixes, occurrence });
  }

  /** Why the table cannot be read or written; null: it can. */
  get problemOfTable(): string | null {
    const { fileOpens, fileFormats, codecs, connector } = this.engine.values;
    const { encoding, codec } = this.query.table;
    const row = fileOpenRow(connector as Connector, encoding as FileFormat);
    if (!Object.hasOwn(fileOpens, row) || !Object.hasOwn(fileFormats, encoding))
      return `nothing is known of how ${connector} reads ${encoding}`;
    return Object.hasOwn(codecs, codec) ? null : `nothing is known of the codec ${codec}`;
  }

  get fileOpen(): FileOpen {
    const { values } = this.engine;
    const { encoding } = this.query.table;
    return fileOpenOf(rowOf(values.fileOpens, fileOpenRow(values.connector as Connector, encoding as FileFormat)));
  }
  get markCpu(): { readonly [by in FileMarks['by']]: Row } {
    const { rowMarks } = this.engine.values;
    return { position: rowOf(rowMarks, 'position'), value: rowOf(rowMarks, 'value'), merge: rowOf(rowMarks, 'merge') };
  }
  get codingCpu(): CodingCpu {
    const { values } = this.engine;
    const { table } = this.query;
    return codingCpuOf(
      rowOf(values.fileFormats, table.encoding),
      rowOf(values.codecs, table.codec),
      rowOf(values.clientCpu, 'aws-sdk-java'),
    );
  }
}

const columnar: readonly string[] = ['parquet', 'orc', 'avro'];
export const isColumnar = (encoding: string): boolean => columnar.includes(encoding);
