import type { Garbage, ObjectStore } from '../capabilities.ts';
import type { Watch } from './_groups.ts';

/** Files that no reader of the newest version needs and that lie in the store still. */
export interface DeadFiles {
  readonly slot: number;
  count: number;
  bytes: number;
  /** Written between these. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** When a commit took them out of the table; -Infinity: they have never been in it. */
  readonly removedSeconds: number;
  readonly watches: readonly Watch[];
}

/** `burial`: how often files had been taken out when these were. */
type Entry = DeadFiles & { readonly burial: number };

/** A reader at work: what it has found, after how many files had been taken out, and deletions made. */
export interface OpenScan {
  readonly burials: number;
  readonly deletions: number;
  readonly fromSlot: number;
  readonly toSlot: number;
}

interface Deletion {
  readonly slot: number;
  /** Of the files that it deleted, and its own. */
  readonly burial: number;
  readonly nth: number;
}

/** Deletions that are remembered, for readers that began before them. */
const mostDeletions = 4096;

/**
 * What commits have taken out of a table, in the order in which they did, until somebody deletes it. A reader that began
 * before a file was taken out, and ends after it was deleted, has missed it.
 */
export class Graveyard {
  files = 0;
  bytes = 0;
  /** How often files were taken out, and deleted. */
  burials = 0;
  deletionCount = 0;
  private readonly lost = new LostVersions();
  private entries: Entry[] = [];
  private readonly deletions: Deletion[] = [];
  private readonly store: ObjectStore;

  constructor(store: ObjectStore) {
    this.store = store;
  }

  add(dead: DeadFiles): void {
    if (dead.count === 0) return;
    this.entries.push({ ...dead, burial: ++this.burials });
    this.files += dead.count;
    this.bytes += dead.bytes;
  }

  /** Of what was taken out at that time or before; `orphans`: and of what never was in the table. */
  garbage(
    of: { readonly throughSeconds: number; readonly orphans: boolean },
    found: Pick<Garbage, 'listedObjects' | 'directories'>,
  ): Garbage {
    const { throughSeconds, orphans } = of;
    const due = this.entries.filter(({ removedSeconds }) =>
      removedSeconds === -Infinity ? orphans : removedSeconds <= throughSeconds,
    );
    return {
      ...found,
      files: due.reduce((sum, { count }) => sum + count, 0),
      bytes: due.reduce((sum, { bytes }) => sum + bytes, 0),
      removed: (files) => this.delete(due, files),
    };
  }

  breaks(scan: OpenScan): boolean {
    return this.deletions.some(
      ({ slot, burial, nth }) =>
        nth > scan.deletions && burial > scan.burials && slot >= scan.fromSlot && slot <= scan.toSlot,
    );
  }

  /** Whether no file of the version of that time has been deleted. */
  hasAllOf(seconds: number): boolean {
    return !this.lost.has(seconds);
  }

  private delete(due: readonly Entry[], files: number): void {
    let left = files;
    for (const dead of due) {
      if (left === 0) break;
      const count = Math.min(left, dead.count);
      if (count === 0) continue;
      left -= count;
      const bytes = count === dead.count ? dead.bytes : Math.round((dead.bytes / dead.count) * count);
      const { fromSeconds, toSeconds, removedSeconds, slot } = dead;
      this.store.contents.removeWritten({ count, bytes, fromSeconds, toSeconds });
      dead.count -= count;
      dead.bytes -= bytes;
      this.files -= count;
      this.bytes -= bytes;
      if (removedSeconds > -Infinity) this.lost.add(fromSeconds, removedSeconds);
      this.remember({ slot, burial: dead.burial, nth: ++this.deletionCount });
      if (dead.count === 0) for (const watch of dead.watches) released(watch, removedSeconds);
    }
    this.entries = this.entries.filter(({ count }) => count > 0);
  }

  private remember(deletion: Deletion): void {
    const { deletions } = this;
    const last = deletions.at(-1);
    if (last !== undefined && last.slot === deletion.slot && last.burial === deletion.burial) deletions.pop();
    deletions.push(deletion);
    if (deletions.length > mostDeletions) deletions.shift();
  }
}

/**
 * Times whose versions had a file that has been deleted: from when it was written, at the earliest, until it was taken out.
 * Spans that meet are one.
 */
class LostVersions {
  /** In order, with gaps between them. */
  private spans: { readonly from: number; readonly to: number }[] = [];

  add(from: number, to: number): void {
    const [apart, met] = [[] as typeof this.spans, { from, to }];
    for (const span of this.spans) {
      if (span.to < met.from || span.from > met.to) apart.push(span);
      else {
        met.from = Math.min(met.from, span.from);
        met.to = Math.max(met.to, span.to);
      }
    }
    this.spans = [...apart, met].sort((a, b) => a.from - b.from);
  }

  has(seconds: number): boolean {
    return this.spans.some(({ from, to }) => seconds >= from && seconds < to);
  }
}

/** One group less to wait for. */
export const released = (watch: Watch, removedSeconds: number): void => {
  watch.groups--;
  watch.removedSeconds = Math.max(watch.removedSeconds, removedSeconds);
  if (watch.groups === 0) watch.done();
};
