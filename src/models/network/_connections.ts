/**
 * The connections of one pool. Idle ones are taken again most recent first, as the common HTTP clients do; when even
 * the most recent has been idle for too long, all have. Where only so many are kept idle, the others are closed as soon as
 * they are free: a pool that keeps too few opens connections all the time.
 */
export class Connections {
  /** Whether the connection that take() returned last must be opened. */
  fresh = false;
  private readonly idleTimeoutSeconds: number;
  private readonly keptIdle: number;
  private readonly idle: Int32Array;
  private readonly idleSince: Float64Array;
  private idleCount = 0;
  private readonly closed: Int32Array;
  private closedCount: number;

  constructor(most: number, idleTimeoutSeconds: number, keptIdle = most) {
    this.idleTimeoutSeconds = idleTimeoutSeconds;
    this.keptIdle = keptIdle;
    this.idle = new Int32Array(most);
    this.idleSince = new Float64Array(most);
    // The lowest numbers are taken first.
    this.closed = Int32Array.from({ length: most }, (_, place) => most - 1 - place);
    this.closedCount = most;
  }

  /** The number of a connection for one request. The caller holds a unit of the pool, so that there is one. */
  take(nowSeconds: number): number {
    if (this.idleCount > 0) {
      const top = this.idleCount - 1;
      if (nowSeconds - this.idleSince[top]! <= this.idleTimeoutSeconds) {
        this.idleCount = top;
        this.fresh = false;
        return this.idle[top]!;
      }
      while (this.idleCount > 0) this.closed[this.closedCount++] = this.idle[--this.idleCount]!;
    }
    this.fresh = true;
    return this.closed[--this.closedCount]!;
  }

  keep(connection: number, nowSeconds: number): void {
    if (this.idleCount >= this.keptIdle) {
      this.close(connection);
      return;
    }
    this.idle[this.idleCount] = connection;
    this.idleSince[this.idleCount++] = nowSeconds;
  }

  close(connection: number): void {
    this.closed[this.closedCount++] = connection;
  }
}
