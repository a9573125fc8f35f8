/** Columns of the account of a task: what clients tell of their requests, then what the stage adds. */
export const waitColumn = 0;
export const openColumn = 1;
export const answerColumn = 2;
export const transferColumn = 3;
export const closeColumn = 4;
export const retryColumn = 5;
export const computeColumn = 6;
/** Those that a client tells. */
export const requestColumns = 7;
export const shuffleColumn = 7;
/** Requests that write, with whatever they wait for. */
export const writeColumn = 8;
export const scheduleColumn = 9;
/** For a slot: other work had it, or there was no executor. */
export const queueColumn = 10;
/** On the driver, after the tasks. */
export const commitColumn = 11;
export const columnCount = 12;

/** Columns by the phase that they belong to. */
export const phaseOfColumn: readonly string[] = [
  'wait',
  'open',
  'firstByte',
  'transfer',
  'close',
  'retry',
  'compute',
  'shuffle',
  'write',
  'schedule',
  'wait',
  'commit',
];

/** Seconds of a task of a wave; the rest is transfer. */
export interface WaveSpent {
  answerSeconds: number;
  computeSeconds: number;
  shuffleSeconds: number;
  /** Behind a prefix that refused. */
  heldSeconds: number;
}

/**
 * Where the time of a stage went, along its critical path: the slot of the task that ended last. Between its tasks a slot
 * waits for other work (or to be there at all), then for the scheduler.
 */
export class SlotAccount {
  private readonly beganAtSeconds: number;
  /** By slot, since other stages have slots too: where its sums are. */
  private readonly places: number[] = [];
  private readonly sums: Float64Array[] = [];
  private readonly endedAt: number[] = [];
  private lastPlace = -1;
  private lastEnd = 0.5;

  constructor(beganAtSeconds: number) {
    this.beganAtSeconds = beganAtSeconds;
    this.lastEnd = beganAtSeconds;
  }

  /** A task begins on the slot, which was free for it from `freeSince` on. */
  begin(slot: number, nowSeconds: number, freeSince: number): void {
    const place = this.placeOf(slot);
    const sum = this.sums[place]!;
    const from = this.endedAt[place]!;
    const queued = Math.min(nowSeconds, Math.max(from, freeSince)) - from;
    sum[queueColumn]! += queued;
    sum[scheduleColumn]! += nowSeconds - from - queued;
  }

  /** It ends; `account` adds up to its time. */
  end(slot: number, nowSeconds: number, account: Float64Array): void {
    const place = this.placeOf(slot);
    const sum = this.sums[place]!;
    for (let column = 0; column < columnCount; column++) sum[column]! += account[column]!;
    this.endedAt[place] = nowSeconds;
    if (nowSeconds < this.lastEnd) return;
    this.lastEnd = nowSeconds;
    this.lastPlace = place;
  }

  /** A task of a wave that was through: the same as begin() and end(). */
  went(slot: number, fromSeconds: number, freeSince: number, toSeconds: number, spent: WaveSpent): void {
    const place = this.placeOf(slot);
    const sum = this.sums[place]!;
    const before = this.endedAt[place]!;
    const queued = Math.min(fromSeconds, Math.max(before, freeSince)) - before;
    sum[queueColumn]! += queued;
    sum[scheduleColumn]! += fromSeconds - before - queued;
    sum[answerColumn]! += spent.answerSeconds;
    const { answerSeconds, computeSeconds, shuffleSeconds, heldSeconds } = spent;
    sum[transferColumn]! += toSeconds - fromSeconds - answerSeconds - computeSeconds - shuffleSeconds - heldSeconds;
    sum[retryColumn]! += heldSeconds;
    sum[shuffleColumn]! += shuffleSeconds;
    sum[computeColumn]! += spent.computeSeconds;
    this.endedAt[place] = toSeconds;
    if (toSeconds < this.lastEnd) return;
    this.lastEnd = toSeconds;
    this.lastPlace = place;
  }

  /** Of the critical path until now; what passed since its last task is the scheduler's. */
  total(nowSeconds: number): Float64Array {
    const sum = this.lastPlace < 0 ? new Float64Array(columnCount) : Float64Array.from(this.sums[this.lastPlace]!);
    sum[scheduleColumn]! += nowSeconds - this.lastEnd;
    return sum;
  }

  private placeOf(slot: number): number {
    const found = this.places[slot];
    if (found !== undefined) return found;
    const place = this.sums.length;
    this.places[slot] = place;
    this.sums.push(new Float64Array(columnCount));
    this.endedAt.push(this.beganAtSeconds);
    return place;
  }
}
