import type { RequestPlan } from './_request-plan.ts';
import type { Segments } from './_task-plan.ts';

/** Where an attempt of a task is in its work. What the work remembers of it is here: two attempts may run at once. */
export interface Cursor {
  task: number;
  /** Free for the work: the segments of the task, which of them, which piece of it, and whether it reads no more. */
  readonly segments: Segments;
  segment: number;
  piece: number;
  writing: boolean;
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
}
