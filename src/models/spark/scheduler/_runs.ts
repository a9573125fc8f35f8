/** Attempts under way: numbers that are used again, so that the arrays are as long as there are slots. */
export class Runs {
  set = new Int32Array(64);
  task = new Int32Array(64);
  attempt = new Int32Array(64);
  slot = new Int32Array(64);
  state = new Uint8Array(64);
  cold = new Uint8Array(64);
  speculative = new Uint8Array(64);
  resultBytes = new Float64Array(64);
  launchedSeconds = new Float64Array(64);
  /** Numbers handed out so far; those of them that are free have state 0. */
  length = 0;
  private readonly free: number[] = [];

  take(): number {
    const run = this.free.pop();
    if (run !== undefined) return run;
    if (this.length === this.set.length) this.grow();
    return this.length++;
  }

  release(run: number): void {
    this.state[run] = runFree;
    this.free.push(run);
  }

  /** Of this task, and not called off. */
  isAttempt(run: number, set: number, task: number): boolean {
    const state = this.state[run]!;
    return state !== runFree && state !== runCancelled && this.set[run] === set && this.task[run] === task;
  }

  private grow(): void {
    const size = 2 * this.length;
    const ints = (from: Int32Array<ArrayBuffer>) => {
      const to = new Int32Array(size);
      to.set(from);
      return to;
    };
    const bytes = (from: Uint8Array<ArrayBuffer>) => {
      const to = new Uint8Array(size);
      to.set(from);
      return to;
    };
    const doubles = (from: Float64Array<ArrayBuffer>) => {
      const to = new Float64Array(size);
      to.set(from);
      return to;
    };
    this.set = ints(this.set);
    this.task = ints(this.task);
    this.attempt = ints(this.attempt);
    this.slot = ints(this.slot);
    this.state = bytes(this.state);
    this.cold = bytes(this.cold);
    this.speculative = bytes(this.speculative);
    this.resultBytes = doubles(this.resultBytes);
    this.launchedSeconds = doubles(this.launchedSeconds);
  }
}

export const runFree = 0;
/** Chosen, and on its way to the executor. */
export const runLaunched = 1;
/** Its body runs. */
export const runStarted = 2;
/** Through, or failed; the report is on its way to the driver. */
export const runFinished = 3;
export const runFailed = 4;
/** Called off: what is still on its way frees the number and nothing else. */
export const runCancelled = 5;
