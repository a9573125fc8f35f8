import type { Process } from '../../kernel/index.ts';
import type { Query, QueryOutcome, ReadEnd, TableScan } from '../capabilities.ts';
import { broadcast } from './_broadcast.ts';
import { findFiles, plan } from './_find-files.ts';
import { QueryContext, type QueryOccurrence } from './_query-context.ts';
import { problemOf, QueryStages, readsTable } from './_query-stages.ts';
import { columnCount, phaseOfColumn } from './_slot-account.ts';
import { type PlannedStage, StageGraph } from './_stage-graph.ts';
import type { SparkEngine } from './engine.ts';

/** One query on Spark: plan, list, split, stages, commit. */
export class QueryRun {
  private readonly engine: SparkEngine;
  private readonly query: Query;
  private readonly occurrence: QueryOccurrence;
  private readonly context: QueryContext;
  private readonly askedAt: number;

  constructor(engine: SparkEngine, query: Query, occurrence: QueryOccurrence) {
    this.engine = engine;
    this.query = query;
    this.occurrence = occurrence;
    this.context = new QueryContext(engine, query, occurrence);
    this.askedAt = engine.world.kernel.now;
  }

  *run(): Process<QueryOutcome> {
    const failure = yield* this.runToEnd();
    if (failure !== null) this.occurrence.fail(failure);
    const { written, wastedSeconds } = this.context;
    const slotSeconds = this.context.slotSeconds - wastedSeconds;
    return { files: failure === null ? written : [], failure, slotSeconds };
  }

  /** Null, or why it came to nothing. */
  private *runToEnd(): Process<string | null> {
    const { context, query, occurrence } = this;
    const { stages: given, table } = query;
    const reads = given === null || given.some(readsTable);
    const problem = (given && problemOf(given)) ?? (reads ? context.problemOfTable : null);
    if (problem !== null) return problem;
    const { where = null, agoSeconds = null } = query;
    const scan = reads ? table.scan(query.recentSeconds, query.scanBytes, { where, agoSeconds }) : null;
    if (scan?.problem != null) return scan.problem;
    const unfound = scan === null ? yield* plan(context, null) : yield* findFiles(context, scan);
    if (unfound) return unfound;
    const stages = new QueryStages(context);
    const planned =
      given === null
        ? stages.inShort(scan!)
        : stages.inFull(given, (bytes) =>
            table.scan(query.recentSeconds, Math.min(bytes, query.scanBytes ?? Infinity)),
          );
    occurrence.sample('plan')(context.nowSeconds - this.askedAt);
    if (scan !== null) this.tellFiles(scan);
    if (query.broadcastBytes > 0) yield* broadcast(context, query.broadcastBytes);
    const failure = (yield* this.runStages(planned)) ?? (scan === null ? null : endOf(table.ended(scan)));
    occurrence.sample('wasted')(context.wastedSeconds);
    const files = scan === null ? 0 : filesOf(scan);
    if (files > 0) occurrence.sample('requestsPerFile')(context.requests / files);
    return failure;
  }

  private tellFiles(scan: TableScan): void {
    const { occurrence } = this;
    const files = filesOf(scan);
    occurrence.sample('files')(files);
    occurrence.sample('partitions')(scan.partitions);
    occurrence.sample('skipped')(scan.filesInAll > 0 ? 1 - files / scan.filesInAll : 0);
  }

  private *runStages(planned: PlannedStage[]): Process<string | null> {
    const { context, occurrence, engine } = this;
    const { path, failure, tasks, cpuSeconds } = yield* new StageGraph(context, planned).run();
    for (let column = 0; column < columnCount; column++) {
      if (path[column]! > 0) occurrence.phase(phaseOfColumn[column]!, path[column]!);
    }
    occurrence.sample('tasks')(tasks);
    occurrence.bound('cores', cpuSeconds / engine.cluster.mostCores);
    return failure;
  }
}

/** spark.sql.files.ignoreMissingFiles is off. */
const endOf = (end: ReadEnd): string | null =>
  end === 'missing' ? 'files that it had found were deleted before it had read them' : null;

const filesOf = ({ files }: TableScan): number => files.reduce((sum, { count }) => sum + count, 0);
