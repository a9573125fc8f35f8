/** The kernel's own small statistics: no samples are kept, a reset starts a new window at the present level. */

/** Mean of a level over time. */
export class TimeAverage {
  level = 0;
  private area = 0;
  private changedAt = 0;
  private startedAt: number;

  constructor(now: number) {
    this.changedAt = now;
    this.startedAt = now;
  }

  change(level: number, now: number): void {
    this.area += this.level * (now - this.changedAt);
    this.changedAt = now;
    this.level = level;
  }

  /** Over a window without length: the present level, which is what the mean tends to. */
  mean(now: number): number {
    const seconds = now - this.startedAt;
    return seconds > 0 ? (this.area + this.level * (now - this.changedAt)) / seconds : this.level;
  }

  reset(now: number): void {
    this.area = 0;
    this.changedAt = now;
    this.startedAt = now;
  }
}

/** Count, mean and maximum of waits, in seconds. NaN while there are none. */
export class WaitTally {
  count = 0;
  private sum = 0;
  private longest = 0;

  /** A wait of zero: the common case costs one addition. */
  addNone(): void {
    this.count++;
  }

  add(seconds: number): void {
    this.count++;
    this.sum += seconds;
    if (seconds > this.longest) this.longest = seconds;
  }

  get mean(): number {
    return this.sum / this.count;
  }

  get max(): number {
    return this.count === 0 ? Number.NaN : this.longest;
  }

  reset(): void {
    this.count = 0;
    this.sum = 0;
    this.longest = 0;
  }
}
