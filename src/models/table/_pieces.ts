/**
 * Files by size, as lists in one pool: how many, their bytes and their rows. A list has its sizes in ascending order;
 * equal sizes are one piece, exactly. A list that is longer than it may be joins the two neighbours whose sizes are
 * nearest by ratio: count, bytes and rows stay what they are, and their files count as of mean size from then on.
 */
export const none = -1;

export class Pieces {
  /** By list's own order: the next piece; of free ones, the next free one. */
  next = new Int32Array(16);
  count = new Uint32Array(16);
  bytes = new Float64Array(16);
  rows = new Float64Array(16);
  /** Pieces in use, and files below `smallBelowBytes` in them. */
  used = 0;
  smallFiles = 0;
  private end = 0;
  private free = none;
  private readonly smallBelowBytes: number;

  constructor(smallBelowBytes: number) {
    this.smallBelowBytes = smallBelowBytes;
  }

  /** Adds files to a list of at most so many sizes. Returns its head. */
  add(head: number, files: { count: number; bytes: number; rows: number }, mostSizes: number): number {
    const { count, bytes, rows } = files;
    if (count === 0) return head;
    const size = bytes / count;
    let before = none;
    let at = head;
    let length = 0;
    while (at !== none && this.bytes[at]! / this.count[at]! < size) {
      before = at;
      at = this.next[at]!;
      length++;
    }
    if (at !== none && this.bytes[at]! / this.count[at]! === size) {
      this.put(at, count, bytes, rows);
      return head;
    }
    const piece = this.allocate();
    this.put(piece, count, bytes, rows);
    this.next[piece] = at;
    if (before !== none) this.next[before] = piece;
    const first = before === none ? piece : head;
    length++;
    while (at !== none) {
      at = this.next[at]!;
      length++;
    }
    if (length > mostSizes) this.reduce(first, mostSizes);
    return first;
  }

  /** Joins sizes until there are at most so many. The head stays. */
  reduce(head: number, mostSizes: number): void {
    let length = 0;
    for (let at = head; at !== none; at = this.next[at]!) length++;
    for (; length > mostSizes; length--) {
      let nearest = head;
      let least = Infinity;
      for (let at = head; this.next[at] !== none; at = this.next[at]!) {
        const ratio = this.sizeOf(this.next[at]!) / this.sizeOf(at);
        if (ratio < least) {
          least = ratio;
          nearest = at;
        }
      }
      const gone = this.next[nearest]!;
      this.next[nearest] = this.next[gone]!;
      const [count, bytes, rows] = [this.count[gone]!, this.bytes[gone]!, this.rows[gone]!];
      this.put(gone, -count, -bytes, -rows);
      this.release(gone);
      this.put(nearest, count, bytes, rows);
    }
  }

  /** Takes the first `share` of `of` alike parts of each piece out of a list, as a list of its own. Returns the heads of both. */
  split(head: number, share: number, of: number): [taken: number, left: number] {
    let taken = none;
    let lastTaken = none;
    let left = none;
    let lastLeft = none;
    for (let at = head; at !== none; ) {
      const following = this.next[at]!;
      const all = this.count[at]!;
      const count = Math.min(all, Math.round((all / of) * share));
      if (count > 0) {
        const piece = count === all ? at : this.allocate();
        if (count < all) this.move(at, piece, count);
        this.next[piece] = none;
        if (lastTaken === none) taken = piece;
        else this.next[lastTaken] = piece;
        lastTaken = piece;
      }
      if (count < all) {
        this.next[at] = none;
        if (lastLeft === none) left = at;
        else this.next[lastLeft] = at;
        lastLeft = at;
      }
      at = following;
    }
    return [taken, left];
  }

  /** Joins list b into list a. Returns its head. */
  join(a: number, b: number, mostSizes: number): number {
    let head = a;
    for (let at = b; at !== none; ) {
      const following = this.next[at]!;
      const files = { count: this.count[at]!, bytes: this.bytes[at]!, rows: this.rows[at]! };
      this.put(at, -files.count, -files.bytes, -files.rows);
      this.release(at);
      head = this.add(head, files, mostSizes);
      at = following;
    }
    return head;
  }

  /** Whether list a, of so many partitions alike, has in each what list b has. */
  alike(a: number, partitionsOfA: number, b: number, partitionsOfB: number): boolean {
    let [one, other] = [a, b];
    while (one !== none && other !== none) {
      if (this.count[one]! / partitionsOfA !== this.count[other]! / partitionsOfB) return false;
      if (this.bytes[one]! / partitionsOfA !== this.bytes[other]! / partitionsOfB) return false;
      const rows = this.rows[other]! / partitionsOfB;
      if (Math.abs(this.rows[one]! / partitionsOfA - rows) > 1e-9 * rows) return false;
      one = this.next[one]!;
      other = this.next[other]!;
    }
    return one === none && other === none;
  }

  /** Adds list b, which is alike, to list a, piece by piece. */
  addAlike(a: number, b: number): void {
    let one = a;
    for (let at = b; at !== none; one = this.next[one]!) {
      const following = this.next[at]!;
      const [count, bytes, rows] = [this.count[at]!, this.bytes[at]!, this.rows[at]!];
      this.put(at, -count, -bytes, -rows);
      this.release(at);
      this.put(one, count, bytes, rows);
      at = following;
    }
  }

  /** Takes a piece out of a list. Returns the list's head. */
  remove(head: number, piece: number): number {
    const following = this.next[piece]!;
    this.put(piece, -this.count[piece]!, -this.bytes[piece]!, -this.rows[piece]!);
    this.release(piece);
    if (head === piece) return following;
    let before = head;
    while (this.next[before] !== piece) before = this.next[before]!;
    this.next[before] = following;
    return head;
  }

  sizeOf(piece: number): number {
    return this.bytes[piece]! / this.count[piece]!;
  }

  /** Moves so many of a piece's files, of its mean size, to another that is empty. */
  private move(from: number, to: number, count: number): void {
    const all = this.count[from]!;
    const bytes = bytesOfPart(this.bytes[from]!, all, count);
    const rows = (this.rows[from]! / all) * count;
    this.put(from, -count, -bytes, -rows);
    this.put(to, count, bytes, rows);
  }

  private put(piece: number, count: number, bytes: number, rows: number): void {
    const before = this.count[piece]!;
    if (before > 0 && this.sizeOf(piece) < this.smallBelowBytes) this.smallFiles -= before;
    const after = before + count;
    if (after > 0xffffffff) throw new RangeError(`${after} files of one size in one stretch of partitions: too many`);
    this.count[piece] = after;
    this.bytes[piece]! += bytes;
    // The last one takes all that is left, so that no rounding stays behind.
    this.rows[piece] = after === 0 ? 0 : this.rows[piece]! + rows;
    if (after > 0 && this.sizeOf(piece) < this.smallBelowBytes) this.smallFiles += after;
  }

  private allocate(): number {
    this.used++;
    let piece = this.free;
    if (piece !== none) this.free = this.next[piece]!;
    else {
      if (this.end === this.count.length) this.grow();
      piece = this.end++;
    }
    this.count[piece] = 0;
    this.bytes[piece] = 0;
    this.rows[piece] = 0;
    this.next[piece] = none;
    return piece;
  }

  private release(piece: number): void {
    this.used--;
    this.next[piece] = this.free;
    this.free = piece;
  }

  private grow(): void {
    const length = Math.ceil(this.count.length * 1.5);
    this.next = longer(this.next, length);
    this.count = longer(this.count, length);
    this.bytes = longer(this.bytes, length);
    this.rows = longer(this.rows, length);
  }
}

/** Of files with so many bytes in all, those of some of them: whole bytes. */
export const bytesOfPart = (bytes: number, count: number, part: number): number =>
  part === count ? bytes : Math.min(bytes, Math.round((bytes / count) * part));

export const longer = <A extends Int32Array | Uint32Array | Float64Array>(array: A, length: number): A => {
  const copy = new (array.constructor as new (length: number) => A)(length);
  copy.set(array);
  return copy;
};
