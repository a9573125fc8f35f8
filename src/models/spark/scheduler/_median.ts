/** The median of numbers that come one by one: a heap of the lower half and one of the upper. */
export class RunningMedian {
  private readonly lower: number[] = [];
  private readonly upper: number[] = [];

  get count(): number {
    return this.lower.length + this.upper.length;
  }

  add(value: number): void {
    // The lower heap holds negated values, so that its least is the greatest of the lower half.
    if (this.lower.length === 0 || value <= -this.lower[0]!) push(this.lower, -value);
    else push(this.upper, value);
    if (this.lower.length > this.upper.length + 1) push(this.upper, -pop(this.lower));
    else if (this.upper.length > this.lower.length) push(this.lower, -pop(this.upper));
  }

  /** Of an even number the mean of the two in the middle; NaN of none. */
  get median(): number {
    if (this.lower.length === 0) return Number.NaN;
    if (this.lower.length > this.upper.length) return -this.lower[0]!;
    return (this.upper[0]! - this.lower[0]!) / 2;
  }
}

function push(heap: number[], value: number): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]! <= value) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = value;
}

function pop(heap: number[]): number {
  const first = heap[0]!;
  const last = heap.pop()!;
  const { length } = heap;
  if (length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= length) break;
    if (child + 1 < length && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= last) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return first;
}
