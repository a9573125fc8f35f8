import { type CommittedJob, Committer } from './_commit.ts';
import { writeSeconds } from './_cpu.ts';
import { filesOfTask } from './_output.ts';
import { isColumnar, type QueryContext } from './_query-context.ts';
import type { RequestPlan } from './_request-plan.ts';
import { rowOf } from './_tables.ts';
import type { Cursor, TaskOutput } from './_work.ts';

export interface OutputOptions {
  readonly committer: Committer;
  readonly job: CommittedJob;
  readonly filesPerTask: number;
  readonly bytesPerFile: number;
  readonly encodeSecondsPerFile: number;
  readonly firstEntity: number;
  readonly prefixes: number;
}

/** Files that each task writes, one after another, and what the committer does in the task and after the last of them. */
export class OutputWork implements TaskOutput {
  readonly jobCommit: RequestPlan;
  private readonly options: OutputOptions;
  private readonly filePlan: RequestPlan;
  private readonly taskCommit: RequestPlan;

  constructor(options: OutputOptions) {
    const { committer, job, bytesPerFile } = options;
    this.options = options;
    this.filePlan = committer.planFile(bytesPerFile);
    this.taskCommit = committer.planTaskCommit(job.files, job);
    this.jobCommit = committer.planJobCommit(job);
  }

  encodeSeconds(): number {
    return this.options.filesPerTask * this.options.encodeSecondsPerFile;
  }
  begin(cursor: Cursor): RequestPlan | null {
    cursor.piece = -1;
    return this.next(cursor);
  }
  next(cursor: Cursor): RequestPlan | null {
    const { filesPerTask, firstEntity, prefixes } = this.options;
    cursor.piece++;
    if (cursor.piece > filesPerTask) return null;
    const perTask = filesPerTask * this.filePlan.requests + this.taskCommit.requests;
    cursor.firstEntity = firstEntity + cursor.task * perTask + cursor.piece * this.filePlan.requests;
    cursor.prefix = (cursor.task * filesPerTask + cursor.piece) % prefixes;
    cursor.cpuSeconds = 0;
    return cursor.piece < filesPerTask ? this.filePlan : this.taskCommit;
  }
}

/** So many bytes in all, from so many tasks, each of which sees so many directories (0: there are none). */
export const outputOf = (
  context: QueryContext,
  { bytes, tasks: given, partitionsSeen }: { bytes: number; tasks: number; partitionsSeen: number },
): OutputWork => {
  // Of an empty table there are none.
  const tasks = Math.max(1, given);
  const { engine, query } = context;
  const { values } = engine;
  const { table, write } = query;
  const ratio = rowOf(values.codecs, table.codec).values.ratio ?? 1;
  const rows = Math.max(1, Math.round((bytes * ratio) / table.rowBytes / tasks));
  const filesPerTask = filesOfTask({ rows, partitionsSeen, maxRecordsPerFile: write.maxRecordsPerFile });
  const bytesPerFile = Math.max(1, Math.round(bytes / tasks / filesPerTask));
  context.written.push({ count: tasks * filesPerTask, sizeBytes: bytesPerFile });
  const chunks = isColumnar(table.encoding) ? table.columns : 0;
  const job: CommittedJob = {
    tasks,
    files: [{ count: filesPerTask, sizeBytes: bytesPerFile }],
    partitionsPerTask: write.directories === 0 ? 0 : partitionsSeen,
    partitions: write.directories,
    newPartitions: 0,
    replacedFilesPerPartition: null,
    keysPerPage: engine.store.keysPerPage,
  };
  return new OutputWork({
    committer: new Committer(values.committer),
    job,
    filesPerTask,
    bytesPerFile,
    encodeSecondsPerFile: writeSeconds(context.codingCpu, { bytes: bytesPerFile * ratio, chunks, requests: 1 }),
    firstEntity: context.nextEntity(),
    prefixes: table.prefixes,
  });
};
