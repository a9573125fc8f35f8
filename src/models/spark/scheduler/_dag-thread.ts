/** The driver's one DAG thread: it takes up what is submitted and stamps what is through, one after another. */
export class DagThread {
  freeAtSeconds = 0;

  /** So much more of its time, from now on or when it is free. */
  occupy(now: number, seconds: number): void {
    this.freeAtSeconds = Math.max(this.freeAtSeconds, now) + seconds;
  }
}
