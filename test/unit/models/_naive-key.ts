import { absent, current, ghost, missing, type Sight, stale } from '../../../src/models/object-store/_visibility.ts';

/** One key, with its whole history: what a reader sees is found by going back change by change. */
export class NaiveKey {
  private readonly history: { at: number; until: number; there: boolean; atOnce: boolean; version: number }[] = [];
  private asked = false;

  /** The change that a reader at this time sees, of those up to `last`; null: that from before all changes, nothing. */
  private seen(now: number, last: number, listing: boolean): { there: boolean; version: number } | null {
    if (last < 0) return null;
    const change = this.history[last]!;
    if (now >= change.until || (!listing && change.atOnce)) return change;
    // Not through yet: what was seen when it was made.
    return this.seen(change.at, last - 1, listing);
  }
  put(now: number, delay: number): void {
    const atOnce = !this.isThere && !this.seen(now, this.history.length - 1, false)?.there && !this.asked;
    this.history.push({ at: now, until: now + delay, there: true, atOnce, version: this.history.length });
    this.asked = false;
  }
  remove(now: number, delay: number): void {
    if (!this.isThere) return;
    this.history.push({ at: now, until: now + delay, there: false, atOnce: false, version: this.history.length });
    this.asked = false;
  }
  look(now: number, listing: boolean): Sight {
    const seen = this.seen(now, this.history.length - 1, listing);
    const last = this.history.at(-1);
    if (!listing && !this.isThere) this.asked = true;
    if (!seen?.there) return this.isThere ? missing : absent;
    if (!this.isThere) return ghost;
    return listing || seen.version === last!.version ? current : stale;
  }
  private get isThere(): boolean {
    return this.history.at(-1)?.there ?? false;
  }
}
