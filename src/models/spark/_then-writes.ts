import type { RequestPlan } from './_request-plan.ts';
import type { Cursor, TaskWork } from './_work.ts';

/** Tasks that read, and then write what they have read: a stage without a shuffle between. */
export class ThenWrites implements TaskWork {
  readonly tasks: number;
  private readonly reading: TaskWork;
  private readonly writing: TaskWork;
  private readonly isWriting = new Set<number>();

  constructor(reading: TaskWork, writing: TaskWork) {
    this.tasks = reading.tasks;
    this.reading = reading;
    this.writing = writing;
  }

  fetchBytes(task: number): number {
    return this.reading.fetchBytes(task);
  }
  cpuSecondsBefore(task: number): number {
    return this.reading.cpuSecondsBefore(task);
  }
  recordsRead(task: number): number {
    return this.reading.recordsRead?.(task) ?? 0;
  }
  shuffleBytes(): number {
    return 0;
  }
  resultBytes(task: number): number {
    return this.writing.resultBytes(task);
  }
  begin(cursor: Cursor): RequestPlan | null {
    this.isWriting.delete(cursor.task);
    return this.reading.begin(cursor) ?? this.write(cursor);
  }
  next(cursor: Cursor): RequestPlan | null {
    if (this.isWriting.has(cursor.task)) return this.writing.next(cursor);
    return this.reading.next(cursor) ?? this.write(cursor);
  }
  private write(cursor: Cursor): RequestPlan | null {
    this.isWriting.add(cursor.task);
    return this.writing.begin(cursor);
  }
}
