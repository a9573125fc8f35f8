/**
 * Time cut into equal windows: the first is warm-up, the others are the batches of the estimates. The same number in
 * every size of run, so that a longer run has longer batches.
 */
export const batchCount = 40;

/** What happens after the last window, while the model is emptied, is counted here. */
export const afterwards = batchCount + 1;

/** Totals by window. */
export class WindowTotals {
  readonly all: Float64Array;

  constructor() {
    this.all = new Float64Array(batchCount + 2);
  }

  /** Of the batches. */
  get batches(): Float64Array {
    return this.all.subarray(1, batchCount + 1);
  }

  /** Over the warm-up and what came afterwards too. */
  get sum(): number {
    let sum = 0;
    for (const value of this.all) sum += value;
    return sum;
  }
}

/** Length of a window in which so many entities come, at that rate, over all windows. */
export function windowSeconds(entities: number, arrivalRate: number): number {
  return Math.ceil(entities / arrivalRate / (batchCount + 1));
}
