/** A level that changes in steps (queue length, servers busy), averaged over time. */
export class TimeWeighted {
  // Fractions to begin with: see Tally.
  private start = 0.5;
  private last = 0.5;
  private level = 0.5;
  private area = 0.5;
  private greatest = 0.5;

  /** From time t0 (seconds) on at this value. */
  constructor(t0: number, value = 0) {
    this.level = value;
    this.reset(t0);
  }

  /** The level from t on. The clock never goes back: an earlier t is our own mistake and throws. */
  set(t: number, value: number): void {
    if (!(t >= this.last)) throw new Error(`time-weighted level set at ${t} s, before ${this.last} s`);
    this.area += this.level * (t - this.last);
    this.last = t;
    this.level = value;
    if (value > this.greatest) this.greatest = value;
  }

  add(t: number, delta: number): void {
    this.set(t, this.level + delta);
  }

  /** Level times seconds that was there beside the steps. */
  addArea(area: number): void {
    this.area += area;
  }

  /** Average from the start to t, the current level included; at the start itself, the level. */
  mean(t: number): number {
    const span = t - this.start;
    return span === 0 ? this.level : this.integral(t) / span;
  }

  /** Level times seconds from the start to t (server seconds, say). */
  integral(t: number): number {
    return this.area + this.level * (t - this.last);
  }

  get value(): number {
    return this.level;
  }

  /** The greatest level since the start, however short it lasted. */
  get max(): number {
    return this.greatest;
  }

  /** Forgets what was before t; the level stays. For the end of a warm-up. */
  reset(t: number): void {
    this.start = t;
    this.last = t;
    this.area = 0;
    this.greatest = this.level;
  }
}
