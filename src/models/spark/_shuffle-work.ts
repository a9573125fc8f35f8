import type { KeyedDraw } from '../model.ts';
import type { CommittedJob, Committer } from './_commit.ts';
import type { RequestPlan } from './_request-plan.ts';
import type { Cursor, TaskWork } from './_work.ts';

export interface ShuffleOptions {
  readonly tasks: number;
  /** In all, from the shuffles before and for those after. */
  readonly inputBytes: number;
  readonly shuffleBytes: number;
  /** Share of what a task reads that lies on other executors. */
  readonly remoteRatio: number;
  readonly resultBytes: number;
  /** CPU of a task; by number it has luck of its own. */
  readonly cpu: KeyedDraw | null;
  readonly cpuSecondsPerByte: number;
  readonly output: OutputWork | null;
}

/** Files that each task writes. */
export interface OutputWork {
  readonly committer: Committer;
  readonly job: CommittedJob;
  readonly filesPerTask: number;
  readonly bytesPerFile: number;
  readonly encodeSecondsPerFile: number;
  readonly firstEntity: number;
  readonly prefixes: number;
}

/** Tasks behind a shuffle: they fetch, compute, and write shuffle files or output. */
export class ShuffleWork implements TaskWork {
  readonly tasks: number;
  private readonly options: ShuffleOptions;
  private readonly filePlan: RequestPlan | null;
  private readonly commitPlan: RequestPlan | null;

  constructor(options: ShuffleOptions) {
    this.options = options;
    this.tasks = options.tasks;
    const { output } = options;
    this.filePlan = output && output.committer.planFile(output.bytesPerFile);
    this.commitPlan = output && output.committer.planTaskCommit(output.job.files, output.job);
  }

  fetchBytes(): number {
    return (this.options.inputBytes / this.tasks) * this.options.remoteRatio;
  }
  localBytes(): number {
    return (this.options.inputBytes / this.tasks) * (1 - this.options.remoteRatio);
  }
  cpuSecondsBefore(task: number): number {
    const { cpu, cpuSecondsPerByte, inputBytes, output } = this.options;
    const own = cpu === null ? (inputBytes / this.tasks) * cpuSecondsPerByte : cpu.at(task, 0);
    return own + (output === null ? 0 : output.filesPerTask * output.encodeSecondsPerFile);
  }
  shuffleBytes(): number {
    return this.options.shuffleBytes / this.tasks;
  }
  resultBytes(): number {
    return this.options.resultBytes;
  }

  /** Its files, one after another, and what the committer does in the task. */
  begin(cursor: Cursor): RequestPlan | null {
    cursor.piece = -1;
    return this.next(cursor);
  }
  next(cursor: Cursor): RequestPlan | null {
    const { output } = this.options;
    if (output === null) return null;
    cursor.piece++;
    if (cursor.piece > output.filesPerTask) return null;
    const plan = cursor.piece < output.filesPerTask ? this.filePlan! : this.commitPlan!;
    const perTask = output.filesPerTask * this.filePlan!.requests + this.commitPlan!.requests;
    cursor.firstEntity = output.firstEntity + cursor.task * perTask + cursor.piece * this.filePlan!.requests;
    cursor.prefix = cursor.task % output.prefixes;
    cursor.cpuSeconds = 0;
    return plan;
  }
}
