/** Reports of attempts that are on their way: the earliest first, and of equal ones the one that was put in first. */
export class ReportHeap {
  size = 0;
  /** A binary heap of runs. */
  private runs = new Int32Array(64);
  /** By run. */
  private at = new Float64Array(64);
  private order = new Float64Array(64);
  private orders = 0;

  get firstSeconds(): number {
    return this.at[this.runs[0]!]!;
  }
  get firstRun(): number {
    return this.runs[0]!;
  }
  runAt(place: number): number {
    return this.runs[place]!;
  }

  push(atSeconds: number, run: number): void {
    this.set(atSeconds, run);
    this.up(this.size++, run);
  }
  /** In place of the first. */
  replaceFirst(atSeconds: number, run: number): void {
    this.set(atSeconds, run);
    this.down(0, run);
  }
  removeFirst(): void {
    this.removeAt(0);
  }
  remove(run: number): void {
    const place = this.runs.subarray(0, this.size).indexOf(run);
    if (place >= 0) this.removeAt(place);
  }

  /** All of them have other times. */
  reorder(secondsOf: (run: number) => number): void {
    const { size, runs, at } = this;
    for (let place = 0; place < size; place++) {
      const run = runs[place]!;
      at[run] = secondsOf(run);
      this.up(place, run);
    }
  }

  private removeAt(place: number): void {
    const last = --this.size;
    if (place < last) this.down(place, this.runs[last]!);
  }

  /** What comes in is mostly later than all others: down to a leaf without a look at it, and then up. */
  private down(from: number, run: number): void {
    const { size, runs, at, order } = this;
    let place = from;
    for (let child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size) {
        const one = runs[child]!;
        const other = runs[child + 1]!;
        const difference = at[other]! - at[one]!;
        if (difference < 0 || (difference === 0 && order[other]! < order[one]!)) child++;
      }
      runs[place] = runs[child]!;
      place = child;
    }
    this.up(place, run);
  }

  private up(from: number, run: number): void {
    const { runs, at, order } = this;
    const seconds = at[run]!;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = runs[above]!;
      if (!(seconds < at[other]! || (seconds === at[other]! && order[run]! < order[other]!))) break;
      runs[place] = other;
      place = above;
    }
    runs[place] = run;
  }

  private set(atSeconds: number, run: number): void {
    while (run >= this.at.length) this.grow();
    this.at[run] = atSeconds;
    this.order[run] = this.orders++;
  }

  /** There are no more in the heap than runs. */
  private grow(): void {
    const { runs, at, order } = this;
    this.runs = new Int32Array(2 * runs.length);
    this.runs.set(runs);
    this.at = new Float64Array(2 * at.length);
    this.at.set(at);
    this.order = new Float64Array(2 * order.length);
    this.order.set(order);
  }
}
