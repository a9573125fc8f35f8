/**
 * A binary heap of small numbers (ids), each with a key that may be changed; the least key first, and among equal keys
 * the least id. Arrays grow by doubling; nothing is allocated for a change.
 */
export class IndexedHeap {
  size = 0;
  private keys = new Float64Array(16);
  private heap = new Int32Array(16);
  /** Place in the heap by id; -1 for those not in it. */
  private positions = new Int32Array(16).fill(-1);

  /** The id with the least key. Only when there is one. */
  first(): number {
    return this.heap[0]!;
  }

  /** The least key; Infinity when there is none. */
  firstKey(): number {
    return this.size > 0 ? this.keys[this.heap[0]!]! : Infinity;
  }

  /** Gives an id its key, putting it in when it is not there; Infinity takes it out. */
  set(id: number, key: number): void {
    if (id >= this.positions.length) this.grow(id);
    const { positions, keys } = this;
    let position = positions[id]!;
    if (key === Infinity) {
      if (position >= 0) this.remove(position);
      return;
    }
    if (position < 0) {
      position = this.size++;
    } else if (keys[id] === key) {
      return;
    }
    keys[id] = key;
    this.settle(id, position);
  }

  clear(): void {
    for (let position = 0; position < this.size; position++) this.positions[this.heap[position]!] = -1;
    this.size = 0;
  }

  private remove(position: number): void {
    this.positions[this.heap[position]!] = -1;
    const last = --this.size;
    if (position < last) this.settle(this.heap[last]!, position);
  }

  /** Finds the place of an id, upwards or downwards from a position that is free. */
  private settle(id: number, from: number): void {
    const { heap, positions, size } = this;
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const above = heap[parent]!;
      if (this.isBefore(above, id)) break;
      heap[position] = above;
      positions[above] = position;
      position = parent;
    }
    for (let child = 2 * position + 1; child < size; child = 2 * position + 1) {
      if (child + 1 < size && this.isBefore(heap[child + 1]!, heap[child]!)) child++;
      const least = heap[child]!;
      if (this.isBefore(id, least)) break;
      heap[position] = least;
      positions[least] = position;
      position = child;
    }
    heap[position] = id;
    positions[id] = position;
  }

  private isBefore(id: number, other: number): boolean {
    const { keys } = this;
    const key = keys[id]!;
    const otherKey = keys[other]!;
    return key < otherKey || (key === otherKey && id < other);
  }

  private grow(id: number): void {
    const { keys, heap, positions } = this;
    let capacity = keys.length;
    while (capacity <= id) capacity *= 2;
    this.keys = new Float64Array(capacity);
    this.keys.set(keys);
    this.heap = new Int32Array(capacity);
    this.heap.set(heap);
    this.positions = new Int32Array(capacity).fill(-1);
    this.positions.set(positions);
  }
}
