import type { RequestPlan } from './_request-plan.ts';
import type { Cursor, TaskWork } from './_work.ts';

/** Tasks that read, and then write what they have read: a stage without a shuffle between. */
export class ThenWrites implements TaskWork {
  readonly tasks: number;
  private readonly reading: TaskWork;
  private readonly writing: TaskWork;

  constructor(reading: TaskWork, writing: TaskWork) {
    this.tasks = reading.tasks;
    this.reading = reading;
    this.writing = writing;
  }

  fetchBytes(task: number): number {
    return this.reading.fetchBytes(task);
  }
  cpuSecondsBefore(task: number): number {
    return this.reading.cpuSecondsBefore(task) + this.writing.cpuSecondsBefore(task);
  }
  shuffleBytes(): number {
    return 0;
  }
  resultBytes(task: number): number {
    return this.writing.resultBytes(task);
  }
  begin(cursor: Cursor): RequestPlan | null {
    cursor.writing = false;
    return this.reading.begin(cursor) ?? this.write(cursor);
  }
  next(cursor: Cursor): RequestPlan | null {
    if (cursor.writing) return this.writing.next(cursor);
    return this.reading.next(cursor) ?? this.write(cursor);
  }
  private write(cursor: Cursor): RequestPlan | null {
    cursor.writing = true;
    return this.writing.begin(cursor);
  }
}
