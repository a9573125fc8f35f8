/** The phases that a client accounts for, as columns. */
export const wait = 0;
export const open = 1;
/** `firstByte` of a GET, `list` of a page. */
export const answer = 2;
export const transfer = 3;
export const close = 4;
export const phaseCount = 5;

/**
 * State of the lanes, side by side by slot: a lane is one place in a batch where requests follow each other. Slots are
 * used again; the arrays grow by doubling.
 */
export class Lanes {
  run = new Int32Array(16);
  machine = new Int32Array(16);
  connection = new Int32Array(16);
  chain = new Float64Array(16);
  /** Position of the present request in its chain, and the number of requests there. */
  index = new Float64Array(16);
  chainLength = new Float64Array(16);
  entity = new Float64Array(16);
  bytes = new Float64Array(16);
  /** 1: the present request is drawn in the timeline. */
  drawn = new Uint8Array(16);
  /** When the present phase began. */
  mark = new Float64Array(16);
  chainSeconds = new Float64Array(16);
  chainBytes = new Float64Array(16);
  /** Seconds by lane and phase, since the batch began: they add up to the time since then. */
  phases = new Float64Array(16 * phaseCount);
  private free: number[] = [];
  private count = 0;

  /** A slot with its sums at zero. */
  take(): number {
    const slot = this.free.pop() ?? this.count++;
    if (slot === this.run.length) this.grow();
    this.chainSeconds[slot] = 0;
    this.chainBytes[slot] = 0;
    this.phases.fill(0, slot * phaseCount, (slot + 1) * phaseCount);
    return slot;
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
    this.chain = doubled(this.chain);
    this.index = doubled(this.index);
    this.chainLength = doubled(this.chainLength);
    this.entity = doubled(this.entity);
    this.bytes = doubled(this.bytes);
    this.drawn = doubled(this.drawn);
    this.mark = doubled(this.mark);
    this.chainSeconds = doubled(this.chainSeconds);
    this.chainBytes = doubled(this.chainBytes);
    this.phases = doubled(this.phases);
  }
}
