/** A number for each one inside, used again after it has left; typed arrays of the owner grow with it. */
export class Slots {
  /** Numbers given out so far are below this. */
  made = 0;
  private free = new Int32Array(64);
  private freeCount = 0;

  take(): number {
    return this.freeCount > 0 ? this.free[--this.freeCount]! : this.made++;
  }

  give(slot: number): void {
    if (this.freeCount === this.free.length) {
      const longer = new Int32Array(2 * this.free.length);
      longer.set(this.free);
      this.free = longer;
    }
    this.free[this.freeCount++] = slot;
  }
}

export function longer(array: Float64Array): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(2 * array.length);
  copy.set(array);
  return copy;
}
