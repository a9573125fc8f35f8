/**
 * Whether files were removed from some of the slots after a moment. Most often nothing newer than the slots asked for was
 * touched, and then few removals tell it: one from an older slot than a later one's says nothing that this does not say.
 */
export class Removals {
  /** How many there have been. */
  count = 0;
  /** Ascending by number, descending by slot. */
  private readonly numbers: number[] = [];
  private readonly slots: number[] = [];

  /** The last of each slot, for the other case. */
  private readonly lastOf = new Map<number, number>();

  add(slot: number): void {
    const { numbers, slots } = this;
    this.count++;
    this.lastOf.set(slot, this.count);
    while (slots.length > 0 && slots.at(-1)! <= slot) {
      slots.pop();
      numbers.pop();
    }
    slots.push(slot);
    numbers.push(this.count);
  }

  /** Whether there was a removal from those slots (inclusive) after the first `count` of all. */
  touched(fromSlot: number, toSlot: number, count: number): boolean {
    const newest = this.newestSlotAfter(count);
    if (newest < fromSlot) return false;
    if (newest <= toSlot) return true;
    for (const [slot, last] of this.lastOf) if (slot >= fromSlot && slot <= toSlot && last > count) return true;
    return false;
  }

  private newestSlotAfter(count: number): number {
    const { numbers, slots } = this;
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (numbers[middle]! <= count) low = middle + 1;
      else high = middle;
    }
    return low < slots.length ? slots[low]! : -Infinity;
  }
}
