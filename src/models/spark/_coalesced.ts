import type { RequestPlan } from './_request-plan.ts';
import type { ChainSums, Cursor, TaskChains, TaskOutput, TaskWork } from './_work.ts';

/**
 * coalesce(n): no shuffle. The whole stage runs with n tasks, each doing the work of its neighbours in turn, so that one
 * core does what several could have done (apache/spark, Dataset.coalesce and CoalescedRDD).
 */
export class Coalesced implements TaskWork {
  readonly tasks: number;
  readonly output: TaskOutput | null;
  private readonly of: TaskWork;
  /** Of one of its tasks. */
  private one: ChainSums | null = null;

  constructor(of: TaskWork, tasks: number, output: TaskOutput | null) {
    this.of = of;
    this.tasks = Math.min(of.tasks, tasks);
    this.output = output;
  }

  /** The chains of its tasks follow each other. */
  get chains(): TaskChains | null {
    const { chains } = this.of;
    if (chains === null) return null;
    return { ...chains, sumUp: (task, sums) => this.sumUp(chains, task, sums) };
  }
  private sumUp(chains: TaskChains, task: number, sums: ChainSums): void {
    const first = this.first(task);
    chains.sumUp(first, sums);
    this.one ??= { ...sums };
    const { one } = this;
    for (let each = first + 1; each < this.first(task + 1); each++) {
      chains.sumUp(each, one);
      sums.gets += one.gets;
      sums.heads += one.heads;
      sums.bytes += one.bytes;
      sums.cpuSeconds += one.cpuSeconds;
    }
  }

  fetchBytes(task: number): number {
    return this.sum(task, (each) => this.of.fetchBytes(each));
  }
  spillBytes(task: number): number {
    return this.sum(task, (each) => this.of.spillBytes(each));
  }
  cpuSecondsBefore(task: number): number {
    return this.sum(task, (each) => this.of.cpuSecondsBefore(each));
  }
  shuffleBytes(task: number): number {
    return this.sum(task, (each) => this.of.shuffleBytes(each));
  }
  resultBytes(task: number): number {
    return this.sum(task, (each) => this.of.resultBytes(each));
  }
  recordsRead(task: number): number {
    return this.sum(task, (each) => this.of.recordsRead?.(each) ?? 0);
  }
  localBytes(task: number): number {
    return this.sum(task, (each) => this.of.localBytes?.(each) ?? 0);
  }

  begin(cursor: Cursor): RequestPlan | null {
    const last = this.first(cursor.task + 1);
    cursor.until = last;
    cursor.task = this.first(cursor.task);
    return this.of.begin(cursor) ?? this.following(cursor);
  }
  next(cursor: Cursor): RequestPlan | null {
    return this.of.next(cursor) ?? this.following(cursor);
  }

  private following(cursor: Cursor): RequestPlan | null {
    while (cursor.task + 1 < cursor.until) {
      cursor.task++;
      const plan = this.of.begin(cursor);
      if (plan !== null) return plan;
    }
    return null;
  }

  private first(task: number): number {
    return Math.floor((task * this.of.tasks) / this.tasks);
  }
  private sum(task: number, of: (each: number) => number): number {
    let sum = 0;
    for (let each = this.first(task); each < this.first(task + 1); each++) sum += of(each);
    return sum;
  }
}
