/**
 * A first-in first-out ring in a plain array that grows by doubling. Numbers stay unboxed in it as long as nothing else
 * is put in: the array never gets holes, and only what is not a number is cleared behind the head.
 */
export class Ring<Item> {
  length = 0;
  private head = 0;
  /** A power of two. `items` becomes as long as this in the course of the first round. */
  private capacity = 16;
  private items: (Item | undefined)[] = [];

  push(item: Item): void {
    if (this.length === this.capacity) this.rebuild([]);
    this.items[(this.head + this.length++) & (this.capacity - 1)] = item;
  }

  /** Puts an item before all others, which are copied: for the rare case. */
  unshift(item: Item): void {
    this.rebuild([item]);
    this.length++;
  }

  /** Takes the first item. Only when there is one. */
  shift(): Item {
    const { items, head } = this;
    const item = items[head] as Item;
    // Else the ring would keep alive what it does not hold any more.
    if (typeof item !== 'number') items[head] = undefined;
    this.head = (head + 1) & (this.capacity - 1);
    this.length--;
    return item;
  }

  /** The item at a place from the head on, 0 being the first. Only when there is one. */
  at(place: number): Item {
    return this.items[(this.head + place) & (this.capacity - 1)] as Item;
  }

  /** Takes out the item at a place; those before it move back by one. */
  removeAt(place: number): Item {
    const { items, head } = this;
    const mask = this.capacity - 1;
    const removed = this.at(place);
    for (let to = place; to > 0; to--) items[(head + to) & mask] = items[(head + to - 1) & mask];
    items[head] = removed;
    return this.shift();
  }

  private rebuild(items: Item[]): void {
    for (let place = 0; place < this.length; place++) items.push(this.at(place));
    this.items = items;
    this.head = 0;
    while (this.capacity <= items.length) this.capacity *= 2;
  }
}
