/** The driver's threads that fetch results too large for a message: c servers, first come, first served. */
export class ResultGetters {
  private readonly freeAt: Float64Array;

  /** All are, from then on. */
  private idleFrom = 0;

  constructor(threads: number) {
    this.freeAt = new Float64Array(threads);
  }

  areIdle(now: number): boolean {
    return this.idleFrom <= now;
  }

  /** When a thread is through with this, taken up at now or as soon as one is free. */
  through(now: number, seconds: number): number {
    let first = 0;
    for (let i = 1; i < this.freeAt.length; i++) if (this.freeAt[i]! < this.freeAt[first]!) first = i;
    const end = Math.max(now, this.freeAt[first]!) + seconds;
    this.freeAt[first] = end;
    if (end > this.idleFrom) this.idleFrom = end;
    return end;
  }
}
