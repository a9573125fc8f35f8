/**
 * Writing files and committing them: the requests of each step by committer, as plans. Nothing is drawn and nothing runs.
 *
 *     file written      looks, then a PUT or create, parts, complete; open uploads are not completed
 *     task commit       in each task, beside the others: v1 renames the task's directory, v2 every file to its place,
 *                       staging uploads, magic gathers .pending files, EMRFS completes
 *     job commit        on the driver: v1 renames every file in one thread; staging and magic complete every upload in a pool
 *
 * A rename on S3 is a COPY inside the store and a DELETE, with what the connector asks before. v1 copies every byte twice,
 * the second time in the driver, one file after another.
 * Source: apache/hadoop FileOutputCommitter.java (mergePaths, renameOrMerge), S3A committers; the rows of the table
 * committers name theirs. Out of order is only what is equal in sum: a thread that goes through directories and files in
 * turn is one chain after another in a phase of one.
 */
import type { Row } from '../../fields/index.ts';
import { type RequestPlan, RequestPlanBuilder } from './_request-plan.ts';

/** Files of equal size. */
export interface OutputFiles {
  readonly count: number;
  readonly sizeBytes: number;
}

export interface CommittedJob {
  readonly tasks: number;
  /** Of each task. */
  readonly files: readonly OutputFiles[];
  /** Partition directories that a task writes into; 0: its files lie in the table's directory. */
  readonly partitionsPerTask: number;
  /** Partition directories of all tasks together. */
  readonly partitions: number;
  /** Of the directories that tasks bring, those that are not at the destination yet and are renamed as a whole. */
  readonly newPartitions: number;
  /** spark.sql.sources.partitionOverwriteMode = dynamic: files of each partition there now; null: no overwriting. */
  readonly replacedFilesPerPartition: number | null;
  readonly keysPerPage: number;
}

/** A committer from its row; what is left out is 0. */
export class Committer {
  readonly name: string;
  private readonly values: Row['values'];

  constructor({ name, values }: Row) {
    this.name = name;
    this.values = values;
  }

  /** Writing one file up to its close. */
  planFile(sizeBytes: number): RequestPlan {
    const plan = new RequestPlanBuilder();
    if (this.is('taskUploads')) return plan.build();
    plan.phase(1).chain(1, () => this.look(plan, 'createHeads', 'createLists'));
    this.upload(plan, sizeBytes);
    plan.phase(1).chain(1, () => {
      if (this.is('pendingFiles')) plan.add('put', 0, 1, 2);
      plan.add('head', 0, 1, this.of('sizeHeads'));
    });
    return plan.build();
  }

  /** In the task, after its files are closed. */
  planTaskCommit(files: readonly OutputFiles[], job: CommittedJob): RequestPlan {
    const plan = new RequestPlanBuilder();
    const count = countOf(files);
    if (count === 0) return plan.build();
    if (this.is('taskRename') || this.is('taskMerge')) {
      plan.phase(1).chain(1, () => {
        this.status(plan); // Is there anything to commit?
        this.status(plan); // The task's directory.
        if (this.is('taskRename')) this.status(plan); // An earlier attempt's output.
      });
      if (this.is('taskRename')) this.renameDirectories(plan, files, 1, job.keysPerPage);
      else this.merge(plan, { ...job, tasks: 1, newPartitions: Math.min(job.newPartitions, job.partitionsPerTask) });
    }
    if (this.is('taskUploads')) {
      plan.phase(this.threads);
      for (const { count: alike, sizeBytes } of files) {
        plan.chain(alike, () => {
          plan.add('createUpload');
          this.parts(plan, sizeBytes);
        });
      }
    }
    if (this.is('pendingFiles')) {
      plan.phase(1).chain(1, () => {
        this.status(plan);
        plan.addPages(2 * count, job.keysPerPage);
      });
      plan.phase(this.threads).chain(count, () => plan.add('get'));
      plan.phase(1).chain(1, () => {
        plan.add('put');
        this.deleteDirectory(plan, 2 * count, job.keysPerPage);
      });
    }
    if (this.is('taskCompletes')) plan.phase(this.threads).chain(count, () => plan.add('completeUpload'));
    return plan.build();
  }

  /** On the driver, after the last task. */
  planJobCommit(job: CommittedJob): RequestPlan {
    const plan = new RequestPlanBuilder();
    const { tasks, keysPerPage } = job;
    const count = tasks * countOf(job.files);
    if (this.is('jobMerge')) {
      plan.phase(1).chain(1, () => plan.addPages(tasks, keysPerPage)); // The directories of the committed tasks.
      this.merge(plan, job);
    }
    const checks = this.of('checksDestination');
    if (checks > 0) plan.phase(1).chain(checks === 2 ? Math.max(1, job.partitions) : 1, () => this.status(plan));
    if (this.is('pendingFiles')) {
      plan.phase(1).chain(1, () => plan.addPages(tasks, keysPerPage));
      plan.phase(this.threads).chain(tasks, () => plan.add('get'));
    }
    if (this.is('jobCompletes')) plan.phase(this.threads).chain(count, () => plan.add('completeUpload'));
    plan.phase(1);
    if (this.is('abortsPending')) plan.chain(1, () => plan.add('list'));
    if (this.is('cleans'))
      plan.chain(1, () => this.deleteDirectory(plan, this.is('pendingFiles') ? tasks : 1, keysPerPage));
    this.replacePartitions(plan, job);
    plan.phase(1).chain(1, () => {
      plan.add('list', 0, 1, this.of('successLists'));
      plan.add('put'); // _SUCCESS.
    });
    return plan.build();
  }

  private get threads(): number {
    return this.of('threads');
  }
  private of(key: string): number {
    return this.values[key] ?? 0;
  }
  private is(key: string): boolean {
    return this.of(key) === 1;
  }

  private look(plan: RequestPlanBuilder, heads: string, lists: string): void {
    plan.add('head', 0, 1, this.of(heads));
    plan.add('list', 0, 1, this.of(lists));
  }
  /** Asking for a directory, or for one that is not there. */
  private status(plan: RequestPlanBuilder): void {
    this.look(plan, 'statusHeads', 'statusLists');
  }

  private upload(plan: RequestPlanBuilder, sizeBytes: number): void {
    const open = this.is('jobCompletes') || this.is('taskCompletes');
    if (!open && sizeBytes <= this.of('part')) {
      plan.phase(1).chain(1, () => plan.add('put', sizeBytes));
      return;
    }
    plan.phase(1).chain(1, () => plan.add('createUpload'));
    const whole = Math.floor(sizeBytes / this.of('part'));
    const rest = sizeBytes - whole * this.of('part');
    plan.phase(this.of('partsAtOnce')).chain(whole, () => plan.add('uploadPart', this.of('part')));
    if (rest > 0 || whole === 0) plan.chain(1, () => plan.add('uploadPart', rest));
    if (!open) plan.phase(1).chain(1, () => plan.add('completeUpload'));
  }
  /** One after another. */
  private parts(plan: RequestPlanBuilder, sizeBytes: number): void {
    const whole = Math.floor(sizeBytes / this.of('part'));
    const rest = sizeBytes - whole * this.of('part');
    plan.add('uploadPart', this.of('part'), 1, whole);
    if (rest > 0 || whole === 0) plan.add('uploadPart', rest);
  }

  /** Each file: is there one at the destination; look, COPY, DELETE. */
  private mergeFiles(plan: RequestPlanBuilder, files: readonly OutputFiles[], times: number): void {
    for (const { count, sizeBytes } of files) {
      plan.chain(count * times, () => {
        this.look(plan, 'mergeHeads', 'mergeLists');
        this.look(plan, 'renameHeads', 'renameLists');
        plan.add('copy', sizeBytes);
        plan.add('delete');
      });
    }
  }

  /** mergePaths: down into directories that are at the destination, whole renames of those that are not. */
  private merge(plan: RequestPlanBuilder, job: CommittedJob): void {
    const { tasks, files, partitionsPerTask, keysPerPage } = job;
    const count = countOf(files);
    plan.phase(1).chain(tasks, () => {
      this.status(plan);
      if (this.of('statusLists') > 0) plan.addPages(partitionsPerTask || count, keysPerPage);
    });
    if (partitionsPerTask === 0) {
      this.mergeFiles(plan, files, tasks);
      return;
    }
    const brought = tasks * partitionsPerTask;
    const whole = Math.min(job.newPartitions, brought);
    // Files are whole numbers, even where they do not divide evenly among the directories.
    const renamed = files.map(({ count: all, sizeBytes }) => ({
      count: Math.round((all * whole) / partitionsPerTask),
      sizeBytes,
    }));
    const merged = files.map(({ count: all, sizeBytes }, at) => ({
      count: all * tasks - renamed[at]!.count,
      sizeBytes,
    }));
    plan.chain(brought - whole, () => {
      this.status(plan);
      if (this.of('statusLists') > 0) plan.addPages(Math.ceil(count / partitionsPerTask), keysPerPage);
    });
    this.mergeFiles(plan, merged, 1);
    // Asked for, not found, renamed: v1 as a directory; v2 makes it and goes through its files.
    plan.chain(whole, () => this.status(plan));
    if (this.is('taskMerge')) this.mergeFiles(plan, renamed, 1);
    else this.renameDirectories(plan, renamed, whole, keysPerPage);
  }

  /**
   * Directories with so many files together. Each: looks and pages, then its copies, copiesAtOnce of them, then deletes in
   * batches; one directory after another.
   */
  private renameDirectories(
    plan: RequestPlanBuilder,
    files: readonly OutputFiles[],
    directories: number,
    keysPerPage: number,
  ): void {
    if (directories === 0) return;
    const each = Math.ceil(countOf(files) / directories);
    plan.phase(1).chain(directories, () => {
      this.look(plan, 'directoryHeads', 'directoryLists');
      if (this.of('directoryLists') > 0) plan.addPages(each, keysPerPage);
    });
    // Copies of different directories never run together; with few files in each, fewer are at once.
    plan.phase(Math.max(1, Math.min(this.of('copiesAtOnce'), each)));
    for (const { count, sizeBytes } of files) {
      plan.chain(count, () => {
        plan.add('head', 0, 1, this.of('copyHeads'));
        plan.add('copy', sizeBytes);
      });
    }
    plan.phase(1).chain(directories, () => plan.addDeletes(each, this.of('deletePage')));
  }

  private deleteDirectory(plan: RequestPlanBuilder, keys: number, keysPerPage: number): void {
    this.status(plan);
    plan.addPages(keys, keysPerPage);
    plan.addDeletes(keys, this.of('deletePage'));
  }

  /** Dynamic overwriting: for each partition the old directory is deleted and the new one renamed to its place. */
  private replacePartitions(plan: RequestPlanBuilder, job: CommittedJob): void {
    const { replacedFilesPerPartition, partitions, tasks, files, keysPerPage } = job;
    if (replacedFilesPerPartition === null || partitions === 0) return;
    if (!(this.is('jobMerge') || this.is('taskMerge'))) return;
    plan.phase(1).chain(partitions, () => {
      if (replacedFilesPerPartition > 0) this.deleteDirectory(plan, replacedFilesPerPartition, keysPerPage);
      else this.status(plan);
    });
    const all = files.map(({ count, sizeBytes }) => ({ count: count * tasks, sizeBytes }));
    this.renameDirectories(plan, all, partitions, keysPerPage);
  }
}

const countOf = (files: readonly OutputFiles[]): number => files.reduce((sum, { count }) => sum + count, 0);
