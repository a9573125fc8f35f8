export interface TimeoutOptions {
  /** Longest silence before the first byte of a first attempt; Infinity: the client waits for ever. */
  readonly seconds: number;
  /** Each further attempt waits so many times longer; 1: all wait alike. AWS advises 2 s, then 4 s: 2. */
  readonly growth: number;
  /** No attempt waits longer. */
  readonly capSeconds: number;
}

/**
 * How long an attempt waits for its first byte. It ends at min(answer, timeout), and failed if the answer would have come later;
 * both are known when it is sent, so that no event needs to be cancelled. An attempt that times out has been sent and
 * is billed; its connection is closed, the next attempt opens another.
 *
 * Sources: a socket timeout as of Hadoop S3A's fs.s3a.connection.timeout, 200 s; for small requests AWS advises a retry after
 * 2 s and then after a further 4 s (Amazon S3 User Guide, "optimizing performance", 2023-06). Left out: silence within a
 * transfer, and limits that a client learns (the AWS Common Runtime's): what is known of them does not make an algorithm.
 */
export class Timeouts {
  private readonly options: TimeoutOptions;

  constructor(options: TimeoutOptions) {
    this.options = options;
  }

  /** The longest wait of attempt 0, 1, 2 ... */
  limitSeconds(attempt: number): number {
    const { seconds, growth, capSeconds } = this.options;
    return attempt === 0 || growth === 1
      ? Math.min(seconds, capSeconds)
      : Math.min(seconds * growth ** attempt, capSeconds);
  }

  /** Whether an answer after so many seconds comes too late. One that comes in the last moment is in time. */
  isLate(answerSeconds: number, attempt: number): boolean {
    return answerSeconds > this.limitSeconds(attempt);
  }
}
