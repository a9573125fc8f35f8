import type { OccurrencePort } from './capabilities.ts';
import type { Occurrence } from './model.ts';

/** One of several jobs of an occurrence, with a number of its own for its luck. What it is made of counts for the occurrence. */
export class JobPort implements OccurrencePort {
  readonly activity: string;
  readonly index: number;
  private readonly occurrence: Occurrence;

  private readonly spent: Map<string, number> | null;

  /** `spent`: where its phases go, of a job that does not run alone. */
  constructor(occurrence: Occurrence, spent: Map<string, number> | null = null) {
    this.spent = spent;
    this.occurrence = occurrence;
    this.activity = occurrence.activity;
    this.index = occurrence.nextJob();
  }
  /** Another job beside this one, that is accounted for in the same way. */
  next(): JobPort {
    return new JobPort(this.occurrence, this.spent);
  }
  phase(name: string, seconds: number): void {
    const { spent } = this;
    if (spent === null) this.occurrence.phase(name, seconds);
    else spent.set(name, (spent.get(name) ?? 0) + seconds);
  }
  /** Jobs stand in a row: their lower bounds add up. */
  bound(resource: string, seconds: number): void {
    this.occurrence.bound(resource, seconds);
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
  /** Of what a query tells, only what it wasted is of interest here. */
  sample(metric: string): (value: number) => void {
    return metric === 'wasted' ? this.occurrence.sample(metric) : () => {};
  }
  fail(reason: string): void {
    this.occurrence.fail(reason);
  }
}
