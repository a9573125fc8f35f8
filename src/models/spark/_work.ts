import type { RequestPlan } from './_request-plan.ts';
import type { Segments } from './_task-plan.ts';

/** Where an attempt of a task is in its work. What the work remembers of it is here: two attempts may run at once. */
export interface Cursor {
  /** The task, by its number in the work. */
  task: number;
  /** Free for the work: the segments of the task, which of them, which piece of it. */
  readonly segments: Segments;
  segment: number;
  piece: number;
  /** Where several tasks of the work are one: the task after the last of them. */
  until: number;
  /** Of the plan that next() gave: the number of its first request within the occurrence, the prefix of its file, and CPU after it. */
  firstEntity: number;
  prefix: number;
  cpuSeconds: number;
}

/** Requests of one task, in sums. */
export interface ChainSums {
  gets: number;
  heads: number;
  bytes: number;
  cpuSeconds: number;
  firstEntity: number;
  prefix: number;
  /** Up to this task, without it, all are the same, but for firstEntity, which is so much more each time, and prefix. */
  until: number;
  entityStep: number;
}

export const noSums = (): ChainSums => ({
  gets: 0,
  heads: 0,
  bytes: 0,
  cpuSeconds: 0,
  firstEntity: 0,
  prefix: 0,
  until: 0,
  entityStep: 0,
});

/** The requests of each task follow each other, all of them, so that they can be drawn as one. */
export interface TaskChains {
  /** Of all tasks. */
  readonly requests: number;
  readonly bytes: number;
  /** Of those that bring most bytes for each request: their share of a card is the largest. */
  readonly heaviest: { readonly bytesPerRequest: number; readonly pauseSecondsPerRequest: number };
  /** Over how many prefixes they are spread evenly. */
  readonly prefixes: number;
  /** They and the CPU between them are all that a task does, but for so many bytes of shuffle files that all leave together. */
  readonly isAll: boolean;
  readonly shuffleBytes: number;
  sumUp(task: number, sums: ChainSums): void;
}

export interface RequestSource {
  /** The first plan of a task, or the next; null: there is none. */
  begin(cursor: Cursor): RequestPlan | null;
  next(cursor: Cursor): RequestPlan | null;
}

/** What tasks write into the store: CPU, then requests. */
export interface TaskOutput extends RequestSource {
  encodeSeconds(task: number): number;
  /** What the driver does when all tasks are through. */
  readonly jobCommit: RequestPlan;
}

/** What the tasks of a stage do, in this order; see Stage. */
export interface TaskWork extends RequestSource {
  readonly tasks: number;
  /** From the shuffles before, over the network. */
  fetchBytes(task: number): number;
  /** Of those, what does not fit into memory and goes to the local disk and back. */
  spillBytes(task: number): number;
  /** Null: some run side by side, or write. */
  readonly chains: TaskChains | null;
  /** Before its requests. */
  cpuSecondsBefore(task: number): number;
  readonly output: TaskOutput | null;
  /** Of shuffle files on the local disk, after its requests. */
  shuffleBytes(task: number): number;
  /** Of its result for the driver. */
  resultBytes(task: number): number;
  /** For its metrics alone: rows that it reads from the store, and what it reads of shuffles on its own executor. */
  recordsRead?(task: number): number;
  localBytes?(task: number): number;
}

/** Work that only sends requests; what else tasks do is added to it. */
export const noOtherWork = {
  fetchBytes: () => 0,
  spillBytes: () => 0,
  cpuSecondsBefore: () => 0,
  output: null,
  chains: null,
  shuffleBytes: () => 0,
  resultBytes: () => 0,
};
