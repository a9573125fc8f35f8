import type { ReportHeap } from './_report-heap.ts';
import type { WaveSums } from './_wave-sums.ts';

/** Shares that differ by less are the same. */
const sameRatio = 0.01;

/**
 * What each attempt of a wave gets of a store that admits C requests a second, fewer than they want: with wants w_i
 *
 *     min(w_i, share),   where the sum over all is C, or all have what they want
 *
 * as for flows over a link. It holds for a stretch of time; where it has changed, the ends of all that is under way change.
 */
export class HoldUp {
  /** Requests a second, at the most; Infinity: nothing is held up. */
  share = Infinity;
  /** For each request, in the mean. */
  waitingSeconds = 0;
  private readonly heap: ReportHeap;
  private readonly sums: WaveSums;
  private readonly reportSeconds: number;
  private now = 0.5;
  private readonly reportAt = (run: number): number => this.sums.hold(run, this.now, this.share) + this.reportSeconds;

  constructor(heap: ReportHeap, sums: WaveSums, reportSeconds: number) {
    this.heap = heap;
    this.sums = sums;
    this.reportSeconds = reportSeconds;
  }

  /** From now on so many requests a second are admitted. */
  admit(limitPerSecond: number, now: number): void {
    const share = limitPerSecond === Infinity ? Infinity : this.shareOf(limitPerSecond, now);
    if (share === this.share || Math.abs(share / this.share - 1) < sameRatio) return;
    this.share = share;
    this.now = now;
    this.heap.reorder(this.reportAt);
  }

  private shareOf(limitPerSecond: number, now: number): number {
    const { heap, sums } = this;
    let share = 0;
    let underWay = 0;
    // Those who want less than the share leave the rest to the others: it only grows.
    for (;;) {
      let left = limitPerSecond;
      let held = 0;
      underWay = 0;
      for (let place = 0; place < heap.size; place++) {
        const run = heap.runAt(place);
        if (!sums.isNear(run, now)) continue;
        const wanted = sums.wantedPerSecond(run);
        underWay++;
        if (wanted <= share) left -= wanted;
        else held++;
      }
      if (held === 0) {
        this.waitingSeconds = 0;
        return Infinity;
      }
      const next = left / held;
      if (next <= share * (1 + 1e-12)) break;
      share = next;
    }
    // By Little: n = C (own seconds of a request + its wait).
    let own = 0;
    for (let place = 0; place < heap.size; place++) {
      const run = heap.runAt(place);
      if (sums.isNear(run, now)) own += sums.speedAt(run, share);
    }
    this.waitingSeconds = (underWay - own) / limitPerSecond;
    return share;
  }
}
