import { type Process, Signal } from '../../kernel/index.ts';
import type { QueryContext } from './_query-context.ts';
import { columnCount, commitColumn } from './_slot-account.ts';
import { StageGroup } from './_stage-group.ts';
import type { TaskWork } from './_work.ts';

export interface PlannedStage {
  /** Those that it waits for, by their places in the list. */
  readonly after: readonly number[];
  /** Called when it begins: by then it is known on how many machines. */
  make(): TaskWork;
}

export interface GraphResult {
  /** Seconds along the critical path, by column: from each stage back to the one that it waited for last. */
  readonly path: Float64Array;
  readonly failure: string | null;
  readonly tasks: number;
  readonly cpuSeconds: number;
}

/**
 * Stages that wait for each other. Those that do not run side by side; with the first that fails the others are called
 * off. What a stage writes is committed when it has ended.
 */
export class StageGraph {
  private readonly context: QueryContext;
  private readonly stages: readonly PlannedStage[];
  private readonly group = new StageGroup();
  private readonly missing: number[];
  private readonly done: Signal;
  private left: number;
  private failure: string | null = null;
  private path: Float64Array = new Float64Array(columnCount);
  private tasks = 0;
  private cpuSeconds = 0;

  constructor(context: QueryContext, stages: readonly PlannedStage[]) {
    this.context = context;
    this.stages = stages;
    this.missing = stages.map(({ after }) => after.length);
    this.left = stages.length;
    this.done = new Signal(context.engine.world.kernel);
  }

  *run(): Process<GraphResult> {
    for (const [index, { after }] of this.stages.entries()) {
      if (after.length === 0) this.begin(index, new Float64Array(columnCount));
    }
    if (!this.isOver) yield this.done.wait();
    const { path, failure, tasks, cpuSeconds } = this;
    return { path, failure, tasks, cpuSeconds };
  }

  private get isOver(): boolean {
    return this.left === 0 || this.failure !== null;
  }

  private begin(index: number, path: Float64Array): void {
    this.context.engine.world.kernel.spawn(this.stage(index, path), 'spark: stage');
  }

  private *stage(index: number, path: Float64Array): Process<void> {
    const work = this.stages[index]!.make();
    const { account, failure, cpuSeconds } = yield* this.context.stage(work, this.group);
    if (this.isOver) return;
    for (let column = 0; column < columnCount; column++) path[column]! += account[column]!;
    this.tasks += work.tasks;
    this.cpuSeconds += cpuSeconds;
    const failed = failure ?? (work.output === null ? null : yield* this.commit(work.output.jobCommit, path));
    if (this.isOver) return;
    this.path = path;
    if (failed !== null) {
      this.failure = failed;
      this.context.engine.cancel(this.group);
      this.done.fire();
      return;
    }
    this.left--;
    if (this.left === 0) this.done.fire();
    else this.beginFollowers(index, path);
  }

  /** Who waited for several goes on from the last of them: that is its critical path. */
  private beginFollowers(index: number, path: Float64Array): void {
    for (const [follower, { after }] of this.stages.entries()) {
      if (!after.includes(index) || --this.missing[follower]! > 0) continue;
      this.begin(follower, Float64Array.from(path));
    }
  }

  private *commit(requests: Parameters<QueryContext['onDriver']>[0], path: Float64Array): Process<string | null> {
    const from = this.context.nowSeconds;
    const failed = yield* this.context.onDriver(requests, 'firstByte');
    path[commitColumn]! += this.context.nowSeconds - from;
    return failed > 0 ? 'the commit failed' : null;
  }
}
