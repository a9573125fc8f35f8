/** The phases that a client accounts for, as columns. */
export const wait = 0;
export const open = 1;
/** `list` of a page, `firstByte` of all other requests. */
export const answer = 2;
export const transfer = 3;
export const close = 4;
/** A failed attempt, from when it was sent, and the wait for the next. */
export const retry = 5;
/** Between requests, where the batch says that its side works on what has come. */
export const pause = 6;
export const phaseCount = 7;

const names: readonly string[] = ['wait', 'open', '', 'transfer', 'close', 'retry', 'compute'];
/** As reports call it; what an answer is called is the batch's to say. */
export const phaseName = (phase: number, batch: { readonly answerPhase: string }): string =>
  phase === answer ? batch.answerPhase : names[phase]!;

/**
 * State of the lanes, side by side by slot: a lane is one place in a batch where requests follow each other. Slots are
 * used again; the arrays grow by doubling.
 */
export class Lanes {
  run = new Int32Array(16);
  machine = new Int32Array(16);
  connection = new Int32Array(16);
  /** Which of the batch's places it has: places are dealt out to the machines in turn. */
  place = new Int32Array(16);
  /** The present request, as the batch numbers it. */
  request = new Float64Array(16);
  entity = new Float64Array(16);
  bytes = new Float64Array(16);
  /** 1: the present request sends its bytes, 0: it brings them. */
  sends = new Uint8Array(16);
  /** 1: the present request is drawn in the timeline. */
  drawn = new Uint8Array(16);
  /** Attempts of the present request that have failed. */
  attempt = new Int32Array(16);
  /** What the first of two requests would still take when the second is due. */
  pending = new Float64Array(16);
  /** When the present phase began. */
  mark = new Float64Array(16);
  /** Of the requests here that wait for each other: latencies, bytes, and seconds of transfer at their own rates. */
  chainSeconds = new Float64Array(16);
  chainBytes = new Float64Array(16);
  chainTransferSeconds = new Float64Array(16);
  /** Seconds by lane and phase, since the batch began: they add up to the time since then. */
  phases = new Float64Array(16 * phaseCount);
  private free: number[] = [];
  private count = 0;

  /** A slot with its sums at zero. */
  take(): number {
    const slot = this.free.pop() ?? this.count++;
    if (slot === this.run.length) this.grow();
    this.attempt[slot] = 0;
    this.chainSeconds[slot] = 0;
    this.chainBytes[slot] = 0;
    this.chainTransferSeconds[slot] = 0;
    const { phases } = this;
    for (let at = slot * phaseCount; at < (slot + 1) * phaseCount; at++) phases[at] = 0;
    return slot;
  }

  /** What led to one place here leads on to another: its time so far is that of the place it comes from. */
  copyTime(from: number, to: number): void {
    this.mark[to] = this.mark[from]!;
    this.phases.copyWithin(to * phaseCount, from * phaseCount, (from + 1) * phaseCount);
  }

  giveBack(slot: number): void {
    this.free.push(slot);
  }

  private grow(): void {
    const doubled = <A extends Int32Array | Float64Array | Uint8Array>(array: A): A => {
      const larger = new (array.constructor as new (length: number) => A)(2 * array.length);
      larger.set(array);
      return larger;
    };
    this.run = doubled(this.run);
    this.machine = doubled(this.machine);
    this.connection = doubled(this.connection);
    this.place = doubled(this.place);
    this.request = doubled(this.request);
    this.entity = doubled(this.entity);
    this.bytes = doubled(this.bytes);
    this.sends = doubled(this.sends);
    this.drawn = doubled(this.drawn);
    this.attempt = doubled(this.attempt);
    this.pending = doubled(this.pending);
    this.mark = doubled(this.mark);
    this.chainSeconds = doubled(this.chainSeconds);
    this.chainBytes = doubled(this.chainBytes);
    this.chainTransferSeconds = doubled(this.chainTransferSeconds);
    this.phases = doubled(this.phases);
  }
}
