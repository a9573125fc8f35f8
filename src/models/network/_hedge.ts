/** Answers that a quantile needs before it is trusted, and between two looks at it. */
const leastAnswers = 100;
const answersPerLook = 100;
/** Times fall into classes of 2 %, from 10 us to 10^4 s. */
const shortestSeconds = 1e-5;
const classesPerLog = 1 / Math.log(1.02);
const classCount = Math.ceil(classesPerLog * Math.log(1e4 / shortestSeconds));

export interface HedgeOptions {
  /** A second request is sent after so long without an answer; null: after the quantile. */
  readonly afterSeconds: number | null;
  /** In (0, 1): after this quantile of the answer times seen so far. Not used beside afterSeconds. */
  readonly afterQuantile: number;
  /** Hedges are at most this share of the requests sent by then; 1: no limit. */
  readonly atMostRatio: number;
}

/**
 * Hedged requests: one that has had no answer for some time is sent a second time, with luck of its own and, as AWS
 * advises, over another connection ("Best practices design patterns: optimizing performance", Amazon S3 User Guide, 2023-06:
 * retry the slowest 1 %). The first answer wins, the other request is cancelled; both are requests to pay for.
 *
 * With an answer that would come after `a` seconds, a hedge sent at `h` whose own takes `b` ends the wait at min(a, h + b). So no
 * event needs to be cancelled. In a request's life:
 *
 *     sent:   hedging.sent(); if (a > hedging.waitSeconds) schedule(waitSeconds, hedge) else schedule(a, answered)
 *     hedge:  if (hedging.grant()) { bill it; draw b; schedule(winnerSeconds(a - h, b), answered) } else schedule(a - h, answered)
 *     answered:  hedging.answered(the first request's time, as far as it was seen)
 *
 * An independent second draw is right: slow requests are local to a server or path (lag-1 autocorrelation of log latency 0.03 to
 * 0.05, Skyrise 2024). Left out: that the copies load the service.
 */
export class Hedging {
  /** Requests sent, hedges not counted; hedges sent. */
  requests = 0;
  hedges = 0;
  /** Seconds without an answer after which a hedge is due: Infinity while the quantile is not known yet. */
  waitSeconds: number;
  private readonly options: HedgeOptions;
  private readonly classes: Float64Array;
  private answers = 0;

  constructor(options: HedgeOptions) {
    this.options = options;
    this.waitSeconds = options.afterSeconds ?? Infinity;
    this.classes = new Float64Array(options.afterSeconds === null ? classCount : 0);
  }

  /** A request is sent. */
  sent(): void {
    this.requests++;
  }

  /** Whether the share allows one more hedge; if so it is counted as sent. */
  grant(): boolean {
    if (this.hedges + 1 > this.options.atMostRatio * this.requests) return false;
    this.hedges++;
    return true;
  }

  /**
   * How long the first of the two was under way when the answer came. Where the hedge has won that is less than it would have
   * taken, and more than the quantile either way: which is all that the quantile depends on.
   */
  answered(seconds: number): void {
    if (this.options.afterSeconds !== null) return;
    const place = Math.floor(Math.log(Math.max(seconds, shortestSeconds) / shortestSeconds) * classesPerLog);
    this.classes[Math.min(place, classCount - 1)]! += 1;
    if (++this.answers >= leastAnswers && this.answers % answersPerLook === 0) this.waitSeconds = this.quantile();
  }

  /** The upper end of the class that holds the quantile: at most 2 % above it. */
  private quantile(): number {
    let left = this.options.afterQuantile * this.answers;
    for (let place = 0; place < classCount; place++) {
      left -= this.classes[place]!;
      if (left <= 0) return shortestSeconds * Math.exp((place + 1) / classesPerLog);
    }
    return Infinity;
  }
}

/** Seconds from the hedge to the first answer of the two. */
export const winnerSeconds = (firstLeftSeconds: number, hedgeSeconds: number): number =>
  firstLeftSeconds <= hedgeSeconds ? firstLeftSeconds : hedgeSeconds;
