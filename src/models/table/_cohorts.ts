import type { TableFiles } from '../capabilities.ts';
import { bytesOfPart, longer, none, Pieces } from './_pieces.ts';

/** Sizes that a partition tells apart, and those that one of long ago still does. */
const mostSizes = 16;
const oldSizes = 2;
/** Of the newest stretches nothing is made coarser. */
const newest = 256;

export interface CohortLimits {
  /** Stretches and pieces kept apart, at the most; beyond, what is old is made coarser. */
  readonly stretches: number;
  readonly pieces: number;
}

export interface NewCohort {
  readonly count: number;
  readonly bytes: number;
  readonly rows: number;
}

/**
 * The files of a table by slots: slot n holds the rows of the n-th span of time (the start of a table lies before slot 0).
 * Slots that follow each other evenly and hold the same are one stretch, so that a year of a file a second is one entry.
 * A stretch has the sums over its slots: of alike slots each has its exact part.
 *
 * When there is more to keep apart than the limits allow, old slots first join sizes, then neighbours join: from then on
 * a slot of such a stretch counts as its mean. Count, bytes and rows in all stay exact, whatever is joined.
 *
 * When a slot has changed last is kept for the first and the last of a stretch; those between lie on the line, and slots
 * off that line by more than a sixteenth of a span are not taken into a stretch.
 */
export class Cohorts {
  /** Slots that have or had files; files, bytes and rows in all. */
  slots = 0;
  files = 0;
  bytes = 0;
  rows = 0;
  readonly pieces: Pieces;
  private readonly limits: CohortLimits;
  private readonly changeTolerance: number;
  private stretches = 0;
  /** Files of the first stretches, as they were listed last, and where each of these ends among them. */
  private readonly listed: TableFiles[] = [];
  private listedEnd = new Uint32Array(16);
  private listedStretches = 0;
  // By stretch, in the order of time.
  private first = new Int32Array(16);
  private last = new Int32Array(16);
  private length = new Uint32Array(16);
  private head = new Int32Array(16);
  private firstChange = new Float64Array(16);
  private lastChange = new Float64Array(16);

  constructor(options: { spanSeconds: number; smallBelowBytes: number; limits: CohortLimits }) {
    this.pieces = new Pieces(options.smallBelowBytes);
    this.limits = options.limits;
    this.changeTolerance = options.spanSeconds === Infinity ? 0 : options.spanSeconds / 16;
  }

  get stretchCount(): number {
    return this.stretches;
  }
  /** The slot that is last in time; -Infinity: there is none. */
  get newestSlot(): number {
    return this.stretches === 0 ? -Infinity : this.last[this.stretches - 1]!;
  }
  get smallFiles(): number {
    return this.pieces.smallFiles;
  }
  /** Bytes of memory that it holds. */
  get heldBytes(): number {
    return this.first.length * 32 + this.pieces.count.length * 24;
  }

  /** Slots alike, before all others, that have these files together. */
  start(first: number, length: number, files: readonly NewCohort[], now: number): void {
    const at = this.append(first, first + length - 1, length, now);
    for (const each of files) this.put(at, each);
  }

  /** New files in a slot. */
  add(slot: number, files: NewCohort, now: number): void {
    const at = this.stretches - 1;
    if (at >= 0 && this.last[at] === slot && this.length[at] === 1) {
      // The short way for what comes in its time.
      this.put(at, files);
      this.firstChange[at] = now;
      this.lastChange[at] = now;
      return;
    }
    const found = this.single(slot, now);
    this.put(found, files);
    this.touchAt(found, now);
    if (found < this.stretches - 1) this.rejoin(found);
    if (this.stretches > this.limits.stretches || this.pieces.used > this.limits.pieces) this.coarsen();
  }

  /** A slot has changed, in what is kept elsewhere. */
  touch(slot: number, now: number): void {
    const at = this.single(slot, now);
    this.touchAt(at, now);
    if (at < this.stretches - 1) this.rejoin(at);
  }

  /** Takes files out of a slot: those of sizes that fit. Hands each size to the visitor. */
  take(slot: number, fits: (sizeBytes: number) => boolean, visit: (files: NewCohort) => void): void {
    const at = this.single(slot, Number.NaN);
    const { pieces } = this;
    this.listedStretches = Math.min(this.listedStretches, at);
    for (let piece = this.head[at]!; piece !== none; ) {
      const following = pieces.next[piece]!;
      if (fits(pieces.sizeOf(piece))) {
        const files = { count: pieces.count[piece]!, bytes: pieces.bytes[piece]!, rows: pieces.rows[piece]! };
        this.head[at] = pieces.remove(this.head[at]!, piece);
        this.files -= files.count;
        this.bytes -= files.bytes;
        this.rows = this.files === 0 ? 0 : this.rows - files.rows;
        visit(files);
      }
      piece = following;
    }
  }

  /** Slots from that one on. */
  slotsFrom(slot: number): number {
    let slots = 0;
    for (let at = this.search(slot); at < this.stretches; at++) slots += this.length[at]! - this.before(at, slot);
    return slots;
  }

  /** Of the slots between (inclusive), those that have changed after that time. */
  changedAfter(fromSlot: number, toSlot: number, seconds: number): number {
    let changed = 0;
    for (let at = this.search(fromSlot); at < this.stretches && this.first[at]! <= toSlot; at++)
      changed += this.changedIn(at, fromSlot, toSlot, seconds);
    return changed;
  }

  /** Visits those, in stretches of slots with so many files together. */
  eachChanged(
    range: { readonly fromSlot: number; readonly toSlot: number; readonly seconds: number },
    visit: (slots: number, files: number, first: number, last: number) => void,
  ): void {
    const { pieces } = this;
    const { fromSlot, toSlot, seconds } = range;
    for (let at = this.search(fromSlot); at < this.stretches && this.first[at]! <= toSlot; at++) {
      const changed = this.changedIn(at, fromSlot, toSlot, seconds);
      if (changed === 0) continue;
      let all = 0;
      for (let piece = this.head[at]!; piece !== none; piece = pieces.next[piece]!) all += pieces.count[piece]!;
      visit(changed, (all / this.length[at]!) * changed, this.first[at]!, this.last[at]!);
    }
  }

  private changedIn(at: number, fromSlot: number, toSlot: number, seconds: number): number {
    const [first, last] = [this.firstChange[at]!, this.lastChange[at]!];
    if (last <= seconds) return 0;
    const length = this.length[at]!;
    const from = this.before(at, fromSlot);
    const to = toSlot >= this.last[at]! ? length : Math.floor((toSlot - this.first[at]!) / this.stride(at)) + 1;
    const step = (last - first) / (length - 1);
    const unchanged = first > seconds || last === first ? 0 : Math.floor((seconds - first) / step + 1e-6) + 1;
    return Math.max(0, to - Math.max(from, unchanged));
  }

  /**
   * Files of the slots from that one on, in their order; of a stretch of alike slots size by size. Of all slots those are
   * listed anew that come after the first change since the last time: 8,760 listings of 8,760 slots, one more each time,
   * take a twenty-fifth of the time.
   */
  list(fromSlot: number): TableFiles[] {
    if (this.stretches > 0 && fromSlot > this.first[0]!) {
      const files: TableFiles[] = [];
      for (let at = this.search(fromSlot); at < this.stretches; at++) this.listStretch(at, fromSlot, files);
      return files;
    }
    const { listed } = this;
    if (this.listedEnd.length < this.stretches) this.listedEnd = longer(this.listedEnd, this.first.length);
    listed.length = this.listedStretches === 0 ? 0 : this.listedEnd[this.listedStretches - 1]!;
    for (let at = this.listedStretches; at < this.stretches; at++) {
      this.listStretch(at, fromSlot, listed);
      this.listedEnd[at] = listed.length;
    }
    this.listedStretches = this.stretches;
    return listed.slice();
  }

  private listStretch(at: number, fromSlot: number, files: TableFiles[]): void {
    const { pieces } = this;
    const length = this.length[at]!;
    const skipped = this.before(at, fromSlot);
    const start = files.length;
    for (let piece = this.head[at]!; piece !== none; piece = pieces.next[piece]!) {
      const all = pieces.count[piece]!;
      const left = skipped === 0 ? 0 : Math.min(all, Math.round((all / length) * skipped));
      const bytes = pieces.bytes[piece]!;
      listFiles(files, all - left, left === 0 ? bytes : bytes - bytesOfPart(bytes, all, left), start);
    }
  }

  /** Visits the slots from that one on, one by one: their number, and how many files they have of each size. */
  eachSlot(fromSlot: number, visit: (slot: number, sizes: readonly NewCohort[]) => void): void {
    const { pieces } = this;
    for (let at = this.search(fromSlot); at < this.stretches; at++) {
      const length = this.length[at]!;
      const stride = this.stride(at);
      for (let nth = this.before(at, fromSlot); nth < length; nth++) {
        const sizes: NewCohort[] = [];
        for (let piece = this.head[at]!; piece !== none; piece = pieces.next[piece]!) {
          const all = pieces.count[piece]!;
          const until = (n: number): number => Math.min(all, Math.round((all / length) * n));
          const count = until(nth + 1) - until(nth);
          if (count === 0) continue;
          const bytes =
            bytesOfPart(pieces.bytes[piece]!, all, until(nth + 1)) - bytesOfPart(pieces.bytes[piece]!, all, until(nth));
          sizes.push({ count, bytes, rows: (pieces.rows[piece]! / all) * count });
        }
        visit(this.first[at]! + Math.round(nth * stride), sizes);
      }
    }
  }

  /** When a slot has changed last. */
  changeOf(slot: number): number {
    const at = this.search(slot);
    if (at >= this.stretches) return 0;
    const length = this.length[at]!;
    const [first, last] = [this.firstChange[at]!, this.lastChange[at]!];
    return length === 1 ? last : first + ((last - first) * this.before(at, slot)) / (length - 1);
  }

  // --- stretches -------------------------------------------------------------------------------------------------

  /** The first stretch that ends at or after a slot. */
  private search(slot: number): number {
    const { last } = this;
    let low = 0;
    let high = this.stretches;
    // What is asked for is nearly always at the end.
    if (high > 0 && last[high - 1]! < slot) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (last[middle]! < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private stride(at: number): number {
    const length = this.length[at]!;
    return length === 1 ? 1 : (this.last[at]! - this.first[at]!) / (length - 1);
  }

  /** Slots of a stretch before a slot. */
  private before(at: number, slot: number): number {
    const first = this.first[at]!;
    return slot <= first ? 0 : Math.min(this.length[at]!, Math.ceil((slot - first) / this.stride(at) - 1e-9));
  }

  /** The stretch that is this slot alone; made where there is none. */
  private single(slot: number, now: number): number {
    const at = this.search(slot);
    if (at === this.stretches) {
      const made = this.append(slot, slot, 1, now);
      // The one before is complete, as far as can be known.
      return made > 1 && this.joined(made - 2) ? made - 1 : made;
    }
    const length = this.length[at]!;
    const first = this.first[at]!;
    if (slot < first) return this.insert(at, slot, now);
    if (length === 1) return at;
    const stride = this.stride(at);
    const nth = Math.round((slot - first) / stride);
    // A slot of its own between those of an even stretch; of a coarse one it is the nearest.
    const isBetween = Number.isInteger(stride) && first + nth * stride !== slot;
    if (isBetween) {
      this.cut(at, this.before(at, slot));
      return this.insert(at + 1, slot, now);
    }
    if (nth < length - 1) this.cut(at, nth + 1);
    if (nth === 0) return at;
    this.cut(at, nth);
    return at + 1;
  }

  /** Cuts a stretch in two after so many slots. */
  private cut(at: number, slots: number): void {
    const length = this.length[at]!;
    const stride = this.stride(at);
    const [firstChange, lastChange] = [this.firstChange[at]!, this.lastChange[at]!];
    const step = (lastChange - firstChange) / (length - 1);
    this.makeRoom(at + 1);
    const [taken, left] = this.pieces.split(this.head[at]!, slots, length);
    this.head[at] = taken;
    this.head[at + 1] = left;
    this.length[at] = slots;
    this.length[at + 1] = length - slots;
    this.last[at + 1] = this.last[at]!;
    this.first[at + 1] = Math.round(this.first[at]! + slots * stride);
    this.last[at] = Math.round(this.first[at]! + (slots - 1) * stride);
    this.lastChange[at + 1] = lastChange;
    this.firstChange[at + 1] = slots === length - 1 ? lastChange : firstChange + slots * step;
    this.lastChange[at] = slots === 1 ? firstChange : firstChange + (slots - 1) * step;
  }

  private append(first: number, last: number, length: number, now: number): number {
    const at = this.stretches;
    this.makeRoom(at);
    this.set(at, first, last, length, now);
    this.slots += length;
    return at;
  }

  private insert(at: number, slot: number, now: number): number {
    this.makeRoom(at);
    this.set(at, slot, slot, 1, now);
    this.slots++;
    return at;
  }

  private set(at: number, first: number, last: number, length: number, now: number): void {
    this.first[at] = first;
    this.last[at] = last;
    this.length[at] = length;
    this.head[at] = none;
    this.firstChange[at] = now;
    this.lastChange[at] = now;
  }

  private put(at: number, files: NewCohort): void {
    if (this.listedStretches > at) this.listedStretches = at;
    this.head[at] = this.pieces.add(this.head[at]!, files, mostSizes);
    this.files += files.count;
    this.bytes += files.bytes;
    this.rows += files.rows;
  }

  private touchAt(at: number, now: number): void {
    this.firstChange[at] = now;
    this.lastChange[at] = now;
  }

  /** Joins a slot that has changed late with its neighbours, if they are alike now. */
  private rejoin(at: number): void {
    if (at + 1 < this.stretches - 1) this.joined(at);
    if (at > 0) this.joined(at - 1);
  }

  /** Joins a stretch with the next one, if they are alike. */
  private joined(at: number): boolean {
    const next = at + 1;
    const { pieces, length } = this;
    const [a, b] = [length[at]!, length[next]!];
    const gap = this.first[next]! - this.last[at]!;
    if (a > 1 && gap !== this.stride(at)) return false;
    if (b > 1 && gap !== this.stride(next)) return false;
    const step = this.firstChange[next]! - this.lastChange[at]!;
    if (step < 0 || this.isOff(at, step) || this.isOff(next, step)) return false;
    if (!pieces.alike(this.head[at]!, a, this.head[next]!, b)) return false;
    pieces.addAlike(this.head[at]!, this.head[next]!);
    this.last[at] = this.last[next]!;
    this.lastChange[at] = this.lastChange[next]!;
    length[at] = a + b;
    this.close(next);
    return true;
  }

  /** Whether the changes of a stretch come by another step. */
  private isOff(at: number, step: number): boolean {
    const length = this.length[at]!;
    if (length === 1) return false;
    return Math.abs((this.lastChange[at]! - this.firstChange[at]!) / (length - 1) - step) > this.changeTolerance;
  }

  // --- limits ----------------------------------------------------------------------------------------------------

  /** First fewer sizes in old slots, then pairs of neighbours, the oldest half of them, until a quarter is free. */
  private coarsen(): void {
    this.listedStretches = 0;
    const { pieces, limits } = this;
    const isOver = (): boolean => this.stretches > 0.75 * limits.stretches || pieces.used > 0.75 * limits.pieces;
    if (pieces.used > limits.pieces) {
      for (let at = 0; at < this.stretches - newest && pieces.used > 0.75 * limits.pieces; at++)
        pieces.reduce(this.head[at]!, oldSizes);
      if (this.stretches <= limits.stretches && !(pieces.used > 0.75 * limits.pieces)) return;
    }
    while (isOver() && this.stretches > 2 * newest) this.pairUp(Math.floor((this.stretches - newest) / 2));
  }

  /** Joins the first so many stretches in pairs. */
  private pairUp(stretches: number): void {
    let to = 0;
    for (let at = 0; at < this.stretches; at++, to++) {
      if (to !== at) this.copy(at, to);
      if (at + 1 >= stretches) continue;
      const next = ++at;
      this.last[to] = this.last[next]!;
      this.length[to]! += this.length[next]!;
      this.firstChange[to] = Math.min(this.firstChange[to]!, this.firstChange[next]!);
      this.lastChange[to] = Math.max(this.lastChange[to]!, this.lastChange[next]!);
      this.head[to] = this.pieces.join(this.head[to]!, this.head[next]!, oldSizes);
    }
    this.stretches = to;
  }

  private copy(from: number, to: number): void {
    this.first[to] = this.first[from]!;
    this.last[to] = this.last[from]!;
    this.length[to] = this.length[from]!;
    this.head[to] = this.head[from]!;
    this.firstChange[to] = this.firstChange[from]!;
    this.lastChange[to] = this.lastChange[from]!;
  }

  private get arrays(): (Int32Array | Uint32Array | Float64Array)[] {
    return [this.first, this.last, this.length, this.head, this.firstChange, this.lastChange];
  }

  private makeRoom(at: number): void {
    if (this.stretches === this.first.length) {
      const length = Math.ceil(this.stretches * 1.5);
      this.first = longer(this.first, length);
      this.last = longer(this.last, length);
      this.length = longer(this.length, length);
      this.head = longer(this.head, length);
      this.firstChange = longer(this.firstChange, length);
      this.lastChange = longer(this.lastChange, length);
    }
    if (this.listedStretches > at - 1) this.listedStretches = Math.max(0, at - 1);
    if (at < this.stretches) for (const array of this.arrays) array.copyWithin(at + 1, at, this.stretches);
    this.stretches++;
  }

  private close(at: number): void {
    if (this.listedStretches > at - 1) this.listedStretches = Math.max(0, at - 1);
    if (at === this.stretches - 2) {
      // What is new has come after two that are alike: the way of a table by the second.
      this.copy(at + 1, at);
      this.stretches--;
      return;
    }
    for (const array of this.arrays) array.copyWithin(at, at + 1, this.stretches);
    this.stretches--;
  }
}

/**
 * Files of so many bytes together, as whole bytes: some are one byte larger than the others. Equal neighbours are one run,
 * from the `start`-th on.
 */
export const listFiles = (files: TableFiles[], count: number, bytes: number, start = 0): void => {
  if (count <= 0) return;
  const sizeBytes = Math.floor(bytes / count);
  const larger = bytes - sizeBytes * count;
  if (larger > 0) pushRun(files, larger, sizeBytes + 1, start);
  pushRun(files, count - larger, sizeBytes, start);
};

const pushRun = (files: TableFiles[], count: number, sizeBytes: number, start: number): void => {
  if (count === 0) return;
  const last = files.length - 1;
  if (last >= start && files[last]!.sizeBytes === sizeBytes)
    files[last] = { count: files[last]!.count + count, sizeBytes };
  else files.push({ count, sizeBytes });
};
