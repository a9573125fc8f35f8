import type { KeyedDraw } from '../model.ts';

/** What a read or a look at one key in a listing brings. */
export const current = 0;
/** A read of an overwritten object brings what was there before. */
export const stale = 1;
/** The object is there, but not found. */
export const missing = 2;
/** The object is deleted, but found. */
export const ghost = 3;
/** Rightly not found. */
export const absent = 4;
export type Sight = typeof current | typeof stale | typeof missing | typeof ghost | typeof absent;

/** Flags of a slot. */
const there = 1;
/** There in the state that readers saw when the last change was made. */
const wasThere = 2;
/** Asked for while it was not there: the service remembers the absence, and a PUT does not undo that at once. */
const askedBefore = 4;
/** The last change was the creation of an object whose absence nobody had asked for: a GET sees it at once. */
const seenAtOnce = 8;

/**
 * What readers see of an object store before December 2020, when a change took time to reach all of it. Each change of a key
 * has a delay of its own, drawn by (key, change); until it has passed,
 *
 *     GET   brings what readers saw when the change was made: the old object after an overwrite, or after a DELETE.
 *           A new object is seen at once, unless somebody had asked for the key before it was there
 *     LIST  shows what it showed when the change was made: no new key, and the deleted one still
 *
 * Source: Amazon S3 Developer Guide, "Data Consistency Model", as of the time (github.com/awsdocs/amazon-s3-developer-guide,
 * doc_source/Introduction.md, commit 038ef11). It gives no times: the delay is the scenario's. Left out: replicas that disagree,
 * so that a reader may see the new state and then the old one again; here what was seen once stays seen.
 *
 * A key is a slot: a whole number, small and without gaps. With consistency: strong there is no need of this class.
 */
export class Visibility {
  /** Reads that brought what was no longer, or not yet, so; keys that a listing left out, and that it should have. */
  staleReads = 0;
  missedKeys = 0;
  ghostKeys = 0;
  private readonly delay: KeyedDraw;
  private flags = new Uint8Array(16);
  /** When the last change is seen by all, and how many there have been. */
  private settled = new Float64Array(16);
  private changes = new Int32Array(16);
  /** For listings: whether the key was listed when the last change was made. */
  private wasListed = new Uint8Array(16);
  private lastSettled = 0;

  constructor(delay: KeyedDraw) {
    this.delay = delay;
  }

  /** Objects that have been there since long before the run: slots 0 to count - 1. */
  fill(count: number): void {
    if (count > 0) this.reach(count - 1);
    this.flags.fill(there | wasThere, 0, count);
    this.wasListed.fill(1, 0, count);
  }

  /** A PUT, as of its success: a new object or an overwrite. */
  put(slot: number, nowSeconds: number): void {
    this.reach(slot);
    const flags = this.flags[slot]!;
    const isNew = (flags & there) === 0 && !this.isSeen(slot, nowSeconds);
    this.change(slot, nowSeconds, there | (isNew && (flags & askedBefore) === 0 ? seenAtOnce : 0));
  }

  /** A DELETE, as of its success. */
  remove(slot: number, nowSeconds: number): void {
    this.reach(slot);
    if ((this.flags[slot]! & there) !== 0) this.change(slot, nowSeconds, 0);
  }

  /** What a GET or HEAD brings. */
  read(slot: number, nowSeconds: number): Sight {
    this.reach(slot);
    const flags = this.flags[slot]!;
    const isThere = (flags & there) !== 0;
    if (!isThere) this.flags[slot] = flags | askedBefore;
    if (nowSeconds >= this.settled[slot]! || (flags & seenAtOnce) !== 0) return isThere ? current : absent;
    const was = (flags & wasThere) !== 0;
    if (!was && !isThere) return absent;
    this.staleReads++;
    if (was) return isThere ? stale : ghost;
    return missing;
  }

  /** What a listing shows of one key. */
  list(slot: number, nowSeconds: number): Sight {
    this.reach(slot);
    const isThere = (this.flags[slot]! & there) !== 0;
    const listed = nowSeconds >= this.settled[slot]! ? isThere : this.wasListed[slot] === 1;
    if (listed === isThere) return isThere ? current : absent;
    if (isThere) {
      this.missedKeys++;
      return missing;
    }
    this.ghostKeys++;
    return ghost;
  }

  /** From then on all changes made so far are seen. */
  get settledSeconds(): number {
    return this.lastSettled;
  }

  private change(slot: number, now: number, next: number): void {
    const seen = this.isSeen(slot, now);
    const listed = now >= this.settled[slot]! ? (this.flags[slot]! & there) !== 0 : this.wasListed[slot] === 1;
    this.flags[slot] = next | (seen ? wasThere : 0);
    this.wasListed[slot] = listed ? 1 : 0;
    const settled = now + this.delay.at(slot, this.changes[slot]!++);
    this.settled[slot] = settled;
    if (settled > this.lastSettled) this.lastSettled = settled;
  }

  /** Whether a read at now finds an object, old or new. */
  private isSeen(slot: number, now: number): boolean {
    const flags = this.flags[slot]!;
    const settled = now >= this.settled[slot]! || (flags & seenAtOnce) !== 0;
    return (flags & (settled ? there : wasThere)) !== 0;
  }

  private reach(slot: number): void {
    const { length } = this.flags;
    if (slot < length) return;
    const size = Math.max(2 * length, slot + 1);
    const larger = <A extends Uint8Array | Int32Array | Float64Array>(old: A): A => {
      const array = new (old.constructor as new (length: number) => A)(size);
      array.set(old);
      return array;
    };
    this.flags = larger(this.flags);
    this.settled = larger(this.settled);
    this.changes = larger(this.changes);
    this.wasListed = larger(this.wasListed);
  }
}
