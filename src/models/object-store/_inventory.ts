/**
 * What lies in the store over time, and what of it is billed. Objects are kept as cohorts, those of one size or of one
 * stretch of time together, so that memory grows with the stretches and not with the objects.
 *
 *     billed bytes of an object    max(size, minimum size of its class)
 *     storage                      integral of the billed bytes over time, by class
 *     early deletion               billed bytes x what is left of the class's minimum duration, on leaving it
 *     lifecycle                    age reaches `after`: the object goes to another class, unless it is too small
 *     versions                     deleted or overwritten, it lies there for another `keepVersions`, in its class
 *
 * Sums over a cohort weigh ages by billed bytes, so integrals are exact however cohorts were joined; only which
 * objects of a cohort go first is lost (all count as of mean size). Deletions take the oldest objects first.
 * Left out: delete markers, the day on which a provider's lifecycle runs, versions that change class.
 */
export interface StorageClass {
  readonly name: string;
  /** An object is billed as if it had at least so many bytes. */
  readonly minimumSizeBytes: number;
  /** An object is billed for at least so long. */
  readonly minimumSeconds: number;
}

export interface LifecycleStep {
  /** Age of an object, counted from when it was written. */
  readonly afterSeconds: number;
  readonly to: StorageClass;
}

export interface InventoryOptions {
  /** The class that objects are written to. */
  readonly storageClass: StorageClass;
  /** Ascending by age. */
  readonly lifecycle: readonly LifecycleStep[];
  /** Smaller objects never move. */
  readonly smallestMovedBytes: number;
  /** How long an overwritten or deleted object stays; 0: not at all. */
  readonly keepVersionsSeconds: number;
  /** Objects written within one such stretch are one cohort; 0: only those of one moment and one size. */
  readonly cohortSeconds: number;
}

/** What one class is billed for, up to now. */
export interface ClassUsage {
  readonly name: string;
  /** Integral of billed bytes over time. */
  readonly byteSeconds: number;
  /** Billed bytes x what was left of the minimum duration. */
  readonly earlyByteSeconds: number;
  /** Objects that lifecycle moved into it. */
  readonly transitions: number;
}

/** Parts of one. */
export interface ClassShare {
  readonly name: string;
  readonly objects: number;
  readonly bytes: number;
}

interface Cohort {
  count: number;
  bytes: number;
  billedBytes: number;
  /** When it was written, mean by billed bytes. */
  writtenSeconds: number;
  /** When it came to its class. */
  enteredSeconds: number;
  /** The stretch of time of its first object. */
  readonly stretch: number;
  /** Bytes of an object, where all have the same; else NaN. */
  sizeBytes: number;
}

/** One class, its running integral, and what has left it early. */
class Account {
  readonly storageClass: StorageClass;
  transitions = 0;
  earlyByteSeconds = 0;
  /** Of the newest version of each object. */
  liveObjects = 0;
  liveBytes = 0;
  private count = 0;
  private billedBytes = 0;
  private byteSeconds = 0;
  private sinceSeconds = 0;

  constructor(storageClass: StorageClass) {
    this.storageClass = storageClass;
  }

  billed(count: number, bytesEach: number): number {
    return count * Math.max(bytesEach, this.storageClass.minimumSizeBytes);
  }

  add(cohort: Cohort, now: number): void {
    this.settle(now);
    this.billedBytes += cohort.billedBytes;
    this.count += cohort.count;
  }

  /** Of what was there before it was told. */
  addEarlier(byteSeconds: number): void {
    this.byteSeconds += byteSeconds;
  }

  take(cohort: Cohort, now: number): void {
    this.settle(now);
    this.count -= cohort.count;
    // The last one takes all that is left, so that no rounding stays behind.
    this.billedBytes = this.count === 0 ? 0 : this.billedBytes - cohort.billedBytes;
    const left = cohort.enteredSeconds + this.storageClass.minimumSeconds - now;
    if (left > 0) this.earlyByteSeconds += cohort.billedBytes * left;
  }

  /** Objects that are there come (sign 1) or go (-1). */
  live(cohort: Cohort, sign: 1 | -1): void {
    this.liveObjects += sign * cohort.count;
    this.liveBytes = this.liveObjects === 0 ? 0 : this.liveBytes + sign * cohort.bytes;
  }

  usage(now: number): ClassUsage {
    this.settle(now);
    const { storageClass, byteSeconds, earlyByteSeconds, transitions } = this;
    return { name: storageClass.name, byteSeconds, earlyByteSeconds, transitions };
  }

  private settle(now: number): void {
    this.byteSeconds += this.billedBytes * (now - this.sinceSeconds);
    this.sinceSeconds = now;
  }
}

/** Cohorts in the order in which they were written. */
class Line {
  readonly account: Account;
  /** The next class in its life, and the age at which it gets there; none for the last and for small objects. */
  readonly next: { readonly line: Line; readonly afterSeconds: number } | null;
  private readonly cohorts: Cohort[] = [];
  private first = 0;

  constructor(account: Account, next: Line['next']) {
    this.account = account;
    this.next = next;
  }

  get head(): Cohort | undefined {
    return this.cohorts[this.first];
  }
  get tail(): Cohort | undefined {
    return this.first < this.cohorts.length ? this.cohorts.at(-1) : undefined;
  }
  get length(): number {
    return this.cohorts.length - this.first;
  }

  append(cohort: Cohort): void {
    const { tail } = this;
    if (tail !== undefined && alike(tail, cohort)) join(tail, cohort);
    else this.cohorts.push(cohort);
  }

  /** One object of so many bytes out of the cohort of that stretch; null where there is none. */
  takeOne(stretch: number, sizeBytes: number): Cohort | null {
    for (let index = this.cohorts.length - 1; index >= this.first; index--) {
      const cohort = this.cohorts[index]!;
      if (cohort.stretch < stretch) return null;
      if (cohort.stretch > stretch || !(Number.isNaN(cohort.sizeBytes) || cohort.sizeBytes === sizeBytes)) continue;
      if (cohort.count === 1) {
        this.cohorts.splice(index, 1);
        return cohort;
      }
      const billedBytes = this.account.billed(1, sizeBytes);
      if (sizeBytes > cohort.bytes || billedBytes > cohort.billedBytes) return split(cohort, 1);
      cohort.count--;
      cohort.bytes -= sizeBytes;
      cohort.billedBytes -= billedBytes;
      return { ...cohort, count: 1, bytes: sizeBytes, billedBytes };
    }
    return null;
  }

  /**
   * Objects of one size out of the first cohort of those stretches that has some, at the most so many; null where there
   * are none. A cohort has its sums alone: the last object of one may have a few bytes more or less. Where it would be
   * many, it stays for them.
   */
  takeSome(of: { from: number; to: number; most: number; sizeBytes: number }): Cohort | null {
    const { from, to, most, sizeBytes } = of;
    for (let index = this.search(from); index < this.cohorts.length; index++) {
      const cohort = this.cohorts[index]!;
      if (cohort.stretch > to) return null;
      if (!(Number.isNaN(cohort.sizeBytes) || cohort.sizeBytes === sizeBytes)) continue;
      let count = Math.min(most, cohort.count);
      if (sizeBytes > 0) count = Math.min(count, Math.floor(cohort.bytes / sizeBytes + 1e-6));
      const over = Math.abs(cohort.bytes - count * sizeBytes);
      if (count === cohort.count && over > sizeBytes / 2) count--;
      if (count <= 0) continue;
      if (count === cohort.count) {
        this.cohorts.splice(index, 1);
        return cohort;
      }
      const bytes = Math.min(cohort.bytes, count * sizeBytes);
      const billedBytes = Math.min(cohort.billedBytes, this.account.billed(count, sizeBytes));
      cohort.count -= count;
      cohort.bytes -= bytes;
      cohort.billedBytes -= billedBytes;
      return { ...cohort, count, bytes, billedBytes };
    }
    return null;
  }

  /** The newest cohort that can have so many bytes more (or less). */
  bearing(bytes: number): Cohort | null {
    for (let index = this.cohorts.length - 1; index >= this.first; index--)
      if (this.cohorts[index]!.bytes + bytes > 0) return this.cohorts[index]!;
    return null;
  }

  /** The first cohort of that stretch or a later one. */
  private search(stretch: number): number {
    let low = this.first;
    let high = this.cohorts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.cohorts[middle]!.stretch < stretch) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  shift(): Cohort {
    const cohort = this.cohorts[this.first++]!;
    // Half of it dead: cut it off, which costs each cohort one move.
    if (this.first * 2 > this.cohorts.length) {
      this.cohorts.splice(0, this.first);
      this.first = 0;
    }
    return cohort;
  }
}

/** An old version, and the class that it lies in until it is due. */
interface Version {
  readonly cohort: Cohort;
  readonly account: Account;
  readonly dueSeconds: number;
}

export class Inventory {
  /** Objects that are there: the newest version of each. */
  objects = 0;
  /** Bytes of all that lies there, old versions too. */
  bytes = 0;
  private readonly accounts: Account[] = [];
  /** Where objects of each stage of life are; the first is where they are written. */
  private readonly lines: Line[];
  /** Where objects are written that are too small to move. */
  private readonly small: Line;
  private readonly versions: Version[] = [];
  private firstVersion = 0;
  private readonly options: InventoryOptions;

  constructor(options: InventoryOptions) {
    this.options = options;
    const own = this.accountOf(options.storageClass);
    this.small = new Line(own, null);
    this.lines = this.linesFrom(0, own, options.lifecycle);
  }

  /** `count` new objects of `sizeBytes` each, which have come evenly since a time. */
  put(now: number, count: number, sizeBytes: number, sinceSeconds = now): void {
    this.advance(now);
    if (count === 0) return;
    const isSmall = sizeBytes < this.options.smallestMovedBytes;
    const line = isSmall ? this.small : this.lines[0]!;
    const cohort = this.cohortOf(line.account, { now, count, bytesEach: sizeBytes });
    line.account.add(cohort, now);
    line.account.addEarlier((cohort.billedBytes * (now - sinceSeconds)) / 2);
    line.account.live(cohort, 1);
    this.objects += count;
    this.bytes += cohort.bytes;
    line.append(cohort);
  }

  /** New versions of `count` objects, of `sizeBytes` each: what was there is deleted. */
  overwrite(now: number, count: number, sizeBytes: number): void {
    this.remove(now, count);
    this.put(now, count, sizeBytes);
  }

  /** Deletes the oldest objects. Returns how many there were to delete: deleting what is not there does nothing. */
  remove(now: number, count: number): number {
    this.advance(now);
    let left = Math.min(count, this.objects);
    const removed = left;
    while (left > 0) {
      const line = this.oldest();
      const head = line.head!;
      const cohort = head.count <= left ? line.shift() : split(head, left);
      left -= cohort.count;
      this.objects -= cohort.count;
      line.account.live(cohort, -1);
      this.retire(cohort, line.account, now);
    }
    return removed;
  }

  /**
   * Deletes one object that was written then and is so large. Where it is not to be told from others any more, or
   * somebody else has deleted it, the oldest object goes in its place.
   */
  removeOne(now: number, writtenSeconds: number, sizeBytes: number): void {
    this.advance(now);
    const { cohortSeconds, smallestMovedBytes } = this.options;
    const stretch = cohortSeconds > 0 ? Math.floor(writtenSeconds / cohortSeconds) : writtenSeconds;
    for (const line of sizeBytes < smallestMovedBytes ? [this.small] : this.lines) {
      const cohort = line.takeOne(stretch, sizeBytes);
      if (cohort === null) continue;
      this.objects--;
      line.account.live(cohort, -1);
      this.retire(cohort, line.account, now);
      return;
    }
    this.remove(now, 1);
  }

  /**
   * Deletes objects that were written between two times (inclusive) and have so many bytes together. Where there are not
   * so many of them any more, the oldest objects go in their place.
   */
  removeWritten(now: number, objects: { count: number; bytes: number; fromSeconds: number; toSeconds: number }): void {
    this.advance(now);
    const { cohortSeconds, smallestMovedBytes } = this.options;
    const { count, bytes, fromSeconds, toSeconds } = objects;
    const sizeBytes = bytes / count;
    const before = this.liveBytes;
    const stretchOf = (seconds: number): number => (cohortSeconds > 0 ? Math.floor(seconds / cohortSeconds) : seconds);
    const [from, to] = [stretchOf(fromSeconds), stretchOf(toSeconds)];
    let left = count;
    for (const line of sizeBytes < smallestMovedBytes ? [this.small] : this.lines) {
      while (left > 0) {
        const cohort = line.takeSome({ from, to, most: left, sizeBytes });
        if (cohort === null) break;
        left -= cohort.count;
        this.objects -= cohort.count;
        line.account.live(cohort, -1);
        this.retire(cohort, line.account, now);
      }
    }
    if (left > 0) this.remove(now, left);
    this.evenOut(before - bytes - this.liveBytes);
  }

  /** Sizes that a cohort does not know: what was taken too much or too little, some other has more or less. */
  private evenOut(bytes: number): void {
    if (Math.abs(bytes) < 1e-3) return;
    for (const line of [...this.lines, this.small]) {
      const cohort = line.bearing(bytes);
      if (cohort === null) continue;
      cohort.bytes += bytes;
      line.account.liveBytes += bytes;
      this.bytes += bytes;
      return;
    }
  }

  private get liveBytes(): number {
    return this.accounts.reduce((sum, { liveBytes }) => sum + liveBytes, 0);
  }

  /** When something happens next by itself; Infinity: never. */
  get nextDueSeconds(): number {
    let due = this.versions[this.firstVersion]?.dueSeconds ?? Infinity;
    for (const { head, next } of this.lines) {
      if (head !== undefined && next !== null) due = Math.min(due, head.writtenSeconds + next.afterSeconds);
    }
    return due;
  }

  /** Lets everything happen that is due by `now`, each at its own time. */
  advance(now: number): void {
    for (let due = this.nextDueSeconds; due <= now; due = this.nextDueSeconds) this.step(due);
  }

  /**
   * What each class is billed for before `now`; the class that objects are written to comes first. As all that ends with
   * a run, it does not see what would happen at `now` itself.
   */
  usage(now: number): ClassUsage[] {
    for (let due = this.nextDueSeconds; due < now; due = this.nextDueSeconds) this.step(due);
    return this.accounts.map((account) => account.usage(now));
  }

  /**
   * Which part of the objects that are there, and of their bytes, each class has: what a read of any of them meets.
   * Where there are none, all is the class that they are written to.
   */
  get shares(): ClassShare[] {
    const [own, ...others] = this.accounts;
    const bytes = this.accounts.reduce((sum, { liveBytes }) => sum + liveBytes, 0);
    const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
    const rest = others.map(({ storageClass: { name }, liveObjects, liveBytes }) => ({
      name,
      objects: share(liveObjects, this.objects),
      bytes: share(liveBytes, bytes),
    }));
    const left = (key: 'objects' | 'bytes'): number => rest.reduce((sum, each) => sum - each[key], 1);
    return [{ name: own!.storageClass.name, objects: left('objects'), bytes: left('bytes') }, ...rest];
  }

  /** Cohorts in memory. */
  get cohortCount(): number {
    const lines = this.lines.reduce((sum, { length }) => sum + length, this.small.length);
    return lines + this.versions.length - this.firstVersion;
  }

  // --- what happens by itself ----------------------------------------------------------------------------------

  private step(due: number): void {
    for (const line of this.lines) {
      const { head, next } = line;
      if (head === undefined || next === null || head.writtenSeconds + next.afterSeconds > due) continue;
      const cohort = line.shift();
      line.account.take(cohort, due);
      line.account.live(cohort, -1);
      const { account } = next.line;
      const moved = { ...cohort, enteredSeconds: due };
      moved.billedBytes = account.billed(cohort.count, cohort.bytes / cohort.count);
      account.transitions += cohort.count;
      account.add(moved, due);
      account.live(moved, 1);
      next.line.append(moved);
      return;
    }
    const { cohort, account } = this.versions[this.firstVersion++]!;
    if (this.firstVersion * 2 > this.versions.length) {
      this.versions.splice(0, this.firstVersion);
      this.firstVersion = 0;
    }
    this.leave(cohort, account, due);
  }

  /** An object is deleted: it becomes an old version, or it is gone. */
  private retire(cohort: Cohort, account: Account, now: number): void {
    const { keepVersionsSeconds } = this.options;
    if (keepVersionsSeconds === 0) {
      this.leave(cohort, account, now);
      return;
    }
    const last = this.versions.at(-1);
    const dueSeconds = now + keepVersionsSeconds;
    if (last?.account === account && last.dueSeconds === dueSeconds && alike(last.cohort, cohort)) {
      join(last.cohort, cohort);
    } else this.versions.push({ cohort, account, dueSeconds });
  }

  private leave(cohort: Cohort, account: Account, now: number): void {
    account.take(cohort, now);
    this.bytes = this.objects === 0 && this.cohortCount === 0 ? 0 : this.bytes - cohort.bytes;
  }

  // --- making ----------------------------------------------------------------------------------------------------

  private accountOf(storageClass: StorageClass): Account {
    const known = this.accounts.find((account) => account.storageClass.name === storageClass.name);
    if (known !== undefined) return known;
    const account = new Account(storageClass);
    this.accounts.push(account);
    return account;
  }

  private linesFrom(index: number, account: Account, lifecycle: readonly LifecycleStep[]): Line[] {
    const step = lifecycle[index];
    if (step === undefined) return [new Line(account, null)];
    const rest = this.linesFrom(index + 1, this.accountOf(step.to), lifecycle);
    return [new Line(account, { line: rest[0]!, afterSeconds: step.afterSeconds }), ...rest];
  }

  private cohortOf(account: Account, of: { now: number; count: number; bytesEach: number }): Cohort {
    const { now, count, bytesEach } = of;
    const { cohortSeconds } = this.options;
    return {
      count,
      bytes: count * bytesEach,
      billedBytes: account.billed(count, bytesEach),
      writtenSeconds: now,
      enteredSeconds: now,
      stretch: cohortSeconds > 0 ? Math.floor(now / cohortSeconds) : now,
      sizeBytes: cohortSeconds > 0 ? Number.NaN : bytesEach,
    };
  }

  private oldest(): Line {
    let oldest = this.small;
    for (const line of this.lines) {
      if ((line.head?.writtenSeconds ?? Infinity) < (oldest.head?.writtenSeconds ?? Infinity)) oldest = line;
    }
    return oldest;
  }
}

/** With stretches of time (NaN) sizes may differ; without them all must be the same. */
function alike(a: Cohort, b: Cohort): boolean {
  return a.stretch === b.stretch && Object.is(a.sizeBytes, b.sizeBytes);
}

function join(into: Cohort, cohort: Cohort): void {
  const weight = into.billedBytes + cohort.billedBytes;
  if (weight > 0) {
    const share = cohort.billedBytes / weight;
    into.writtenSeconds += share * (cohort.writtenSeconds - into.writtenSeconds);
    into.enteredSeconds += share * (cohort.enteredSeconds - into.enteredSeconds);
  }
  into.count += cohort.count;
  into.bytes += cohort.bytes;
  into.billedBytes = weight;
}

/** Takes `count` objects of mean size out of a cohort that has more. */
function split(from: Cohort, count: number): Cohort {
  const share = count / from.count;
  const taken = { ...from, count, bytes: from.bytes * share, billedBytes: from.billedBytes * share };
  from.count -= count;
  from.bytes -= taken.bytes;
  from.billedBytes -= taken.billedBytes;
  return taken;
}
