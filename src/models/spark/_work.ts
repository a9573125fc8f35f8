import type { RequestPlan } from './_request-plan.ts';

/** Where a task is in its work. */
export interface Cursor {
  task: number;
  /** Free for the work: which segment, which piece of it. */
  segment: number;
  piece: number;
  /** Of the plan that next() gave: the number of its first request within the occurrence, the prefix of its file, and CPU after it. */
  firstEntity: number;
  prefix: number;
  cpuSeconds: number;
}

/** What the tasks of a stage do. A task fetches, then has plans of requests with CPU after each, then writes shuffle files. */
export interface TaskWork {
  readonly tasks: number;
  /** From the shuffles before, over the network. */
  fetchBytes(task: number): number;
  /** Before its requests. */
  cpuSecondsBefore(task: number): number;
  /** The first plan of a task, or the next; null: there is none. */
  begin(cursor: Cursor): RequestPlan | null;
  next(cursor: Cursor): RequestPlan | null;
  /** Of shuffle files on the local disk, after its requests. */
  shuffleBytes(task: number): number;
  /** Of its result for the driver. */
  resultBytes(task: number): number;
  /** For its metrics alone: rows that it reads from the store, and what it reads of shuffles on its own executor. */
  recordsRead?(task: number): number;
  localBytes?(task: number): number;
}
