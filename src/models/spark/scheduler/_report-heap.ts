/** Reports of attempts that are on their way: the earliest first, and of equal ones the one that was put in first. */
export class ReportHeap {
  size = 0;
  private at = new Float64Array(64);
  private order = new Float64Array(64);
  private runs = new Int32Array(64);
  private orders = 0;

  get firstSeconds(): number {
    return this.at[0]!;
  }
  get firstRun(): number {
    return this.runs[0]!;
  }
  runAt(place: number): number {
    return this.runs[place]!;
  }

  push(atSeconds: number, run: number): void {
    if (this.size === this.at.length) this.grow();
    this.up(this.size++, atSeconds, this.orders++, run);
  }
  /** In place of the first. */
  replaceFirst(atSeconds: number, run: number): void {
    this.down(0, atSeconds, this.orders++, run);
  }
  removeFirst(): void {
    this.removeAt(0);
  }
  remove(run: number): void {
    for (let place = 0; place < this.size; place++) {
      if (this.runs[place] === run) {
        this.removeAt(place);
        return;
      }
    }
  }

  private removeAt(place: number): void {
    const last = --this.size;
    if (place === last) return;
    const at = this.at[last]!;
    const order = this.order[last]!;
    const run = this.runs[last]!;
    // It may be earlier than those above the place, or later than those below it.
    const above = (place - 1) >> 1;
    if (place > 0 && this.isBefore(at, order, above)) this.up(place, at, order, run);
    else this.down(place, at, order, run);
  }

  private up(from: number, at: number, order: number, run: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!this.isBefore(at, order, above)) break;
      this.move(above, place);
      place = above;
    }
    this.put(place, at, order, run);
  }

  private down(from: number, at: number, order: number, run: number): void {
    const { size, at: times, order: orders } = this;
    let place = from;
    for (let child = 2 * place + 1; child < size; child = 2 * place + 1) {
      const other = child + 1;
      if (other < size) {
        const difference = times[other]! - times[child]!;
        if (difference < 0 || (difference === 0 && orders[other]! < orders[child]!)) child = other;
      }
      if (this.isBefore(at, order, child)) break;
      this.move(child, place);
      place = child;
    }
    this.put(place, at, order, run);
  }

  private isBefore(at: number, order: number, place: number): boolean {
    const other = this.at[place]!;
    return at < other || (at === other && order < this.order[place]!);
  }
  private move(from: number, to: number): void {
    this.at[to] = this.at[from]!;
    this.order[to] = this.order[from]!;
    this.runs[to] = this.runs[from]!;
  }
  private put(place: number, at: number, order: number, run: number): void {
    this.at[place] = at;
    this.order[place] = order;
    this.runs[place] = run;
  }

  private grow(): void {
    const times = new Float64Array(2 * this.size);
    times.set(this.at);
    const orders = new Float64Array(2 * this.size);
    orders.set(this.order);
    const runs = new Int32Array(2 * this.size);
    runs.set(this.runs);
    this.at = times;
    this.order = orders;
    this.runs = runs;
  }
}
