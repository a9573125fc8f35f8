import type { OccurrencePort } from '../capabilities.ts';

/** What tasks do counts for the query; how long it took them is told by its stages, and failures are retried. */
export class OfTasks implements OccurrencePort {
  readonly activity: string;
  private readonly occurrence: OccurrencePort;

  constructor(occurrence: OccurrencePort) {
    this.activity = occurrence.activity;
    this.occurrence = occurrence;
  }
  requests(count: number): void {
    this.occurrence.requests(count);
  }
  bytesRead(bytes: number): void {
    this.occurrence.bytesRead(bytes);
  }
  bytesWritten(bytes: number): void {
    this.occurrence.bytesWritten(bytes);
  }
  phase(): void {}
  bound(): void {}
  sample(): () => void {
    return () => {};
  }
  fail(): void {}
}
