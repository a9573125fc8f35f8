/** Columns of the account of a task: what clients tell of their requests, then what the stage adds. */
export const waitColumn = 0;
export const openColumn = 1;
export const answerColumn = 2;
export const transferColumn = 3;
export const closeColumn = 4;
export const retryColumn = 5;
export const computeColumn = 6;
export const shuffleColumn = 7;
export const scheduleColumn = 8;
/** For a slot: other work had it, or there was no executor. */
export const queueColumn = 9;
export const columnCount = 10;

/**
 * Where the time of a stage went, along its critical path: the slot of the task that ended last. Between its tasks a slot
 * waits for other work (or to be there at all), then for the scheduler.
 */
export class SlotAccount {
  private readonly beganAtSeconds: number;
  private readonly sums = new Map<number, Float64Array>();
  private readonly endedAt = new Map<number, number>();
  private lastSlot = -1;
  private lastEnd = 0;

  constructor(beganAtSeconds: number) {
    this.beganAtSeconds = beganAtSeconds;
  }

  /** A task begins on the slot, which was free for it from `freeSince` on. */
  begin(slot: number, nowSeconds: number, freeSince: number): void {
    const sum = this.sumOf(slot);
    const from = this.endedAt.get(slot) ?? this.beganAtSeconds;
    const queued = Math.min(nowSeconds, Math.max(from, freeSince)) - from;
    sum[queueColumn]! += queued;
    sum[scheduleColumn]! += nowSeconds - from - queued;
  }

  /** It ends; `account` adds up to its time. */
  end(slot: number, nowSeconds: number, account: Float64Array): void {
    const sum = this.sumOf(slot);
    for (let column = 0; column < columnCount; column++) sum[column]! += account[column]!;
    this.endedAt.set(slot, nowSeconds);
    if (nowSeconds < this.lastEnd) return;
    this.lastEnd = nowSeconds;
    this.lastSlot = slot;
  }

  /** Of the critical path until now; what passed since its last task is the scheduler's. */
  total(nowSeconds: number): Float64Array {
    const sum = this.lastSlot < 0 ? new Float64Array(columnCount) : Float64Array.from(this.sumOf(this.lastSlot));
    const through = this.lastSlot < 0 ? this.beganAtSeconds : this.lastEnd;
    sum[scheduleColumn]! += nowSeconds - through;
    return sum;
  }

  private sumOf(slot: number): Float64Array {
    const found = this.sums.get(slot) ?? new Float64Array(columnCount);
    this.sums.set(slot, found);
    return found;
  }
}
