import type { Commit, CommitEnd, Committer } from '../capabilities.ts';
import type { KeyedDraw } from '../model.ts';
import type { Claim, Conflict, Isolation, LostFiles } from './_conflicts.ts';
import type { EntryOf, TableLog } from './_log.ts';
import { LogCommit } from './_log-commit.ts';
import { Overwriting } from './_overwriting.ts';
import type { Backoff, Protocol } from './_protocol.ts';

/** The version that a change was made from. */
export interface Snapshot {
  readonly version: number;
}

/** A change that asks to be the next version. */
export interface Change extends Claim {
  /** How many files it removes; without this: none that matter. */
  readonly removedFiles?: number;
  /** What its entry in the log says. */
  readonly entry: EntryOf;
  /** Asked for each commit that came first: what became of the files of this change. */
  lostTo(winner: Change): LostFiles;
  /** It is visible from now on; once, at most. */
  apply(version: number): void;
}

/** How a commit ended, as the table sees it. Lost: whoever committed was told that it is there, and it was written over. */
export type ChangeEnd = CommitEnd | 'lost';

/** The part of a log that commits are about. */
export type CommitLog = Pick<
  TableLog,
  'entry' | 'entryBytes' | 'announcements' | 'newestReads' | 'winnerReads' | 'checkpointRequests'
>;

export interface TransactionOptions {
  readonly log: CommitLog;
  readonly protocol: Protocol;
  /** A call of a key-value store or a lock, where the protocol has one. */
  readonly serviceSeconds: number;
  readonly isolation: Isolation;
  /** Attempts after the first, at most. */
  readonly retries: number;
  readonly backoff: Backoff;
  readonly now: () => number;
  /** Of waits, by commit and attempt. */
  readonly luck: Pick<KeyedDraw, 'at'>;
  /** Called before the versions are looked at: others may have some to tell. */
  readonly beforeLook?: () => void;
  /** Somebody tries once more. */
  readonly onRetry?: () => void;
  /** A commit was written over. */
  readonly onLost?: () => void;
}

export interface Entry {
  readonly change: Change;
  readonly writer: string;
}

/** Commits alike that came one after another: `to` is the version of the last. */
export interface Span extends Entry {
  to: number;
  /** Told by somebody who did not wait for his turn. */
  readonly isTold: boolean;
}

/** Entries that are kept at the least, whoever may need them. */
const fewestSpans = 64;

/**
 * The versions of a table, and who gets the next one. How a number becomes somebody's is the protocol's, step by step in
 * LogCommit; nothing is drawn but waits: the order in which steps are told decides.
 */
export class Transactions {
  readonly options: TransactionOptions;
  readonly conflicts = new Map<Conflict, number>();
  readonly overwriting: Overwriting;
  commits = 0;
  retries = 0;
  gaveUp = 0;
  private spans: Span[] = [];
  private newest = 0;
  private begun = 0;
  private lockedBy: object | null = null;
  private readonly open = new Set<Snapshot>();

  constructor(options: TransactionOptions) {
    this.options = options;
    this.overwriting = new Overwriting((version, entry) => this.show(version, entry), options.onLost);
  }

  get version(): number {
    return this.newest;
  }
  get lostCommits(): number {
    return this.overwriting.lost;
  }

  /** Whoever begins says when it has ended: commit() does. */
  begin(): Snapshot {
    const snapshot = { version: this.newest };
    this.open.add(snapshot);
    return snapshot;
  }
  close(snapshot: Snapshot): void {
    this.open.delete(snapshot);
  }

  /** `ended`: told how it ended, before whoever commits hears of it; and again if it was lost after that. */
  commit(snapshot: Snapshot, change: Change, by: Committer, ended: (end: ChangeEnd) => void = () => {}): Commit {
    return this.attempt({ snapshot, change, by, isBeginning: false }, ended);
  }
  /** Of work that is still to be done: the first step looks for the newest version, and the work comes before the second. */
  beginning(change: Change, by: Committer, ended: (end: ChangeEnd) => void): Commit {
    return this.attempt({ snapshot: this.begin(), change, by, isBeginning: true }, ended);
  }
  private attempt(
    of: { snapshot: Snapshot; change: Change; by: Committer; isBeginning: boolean },
    ended: (end: ChangeEnd) => void,
  ): Commit {
    const { snapshot, change, by, isBeginning } = of;
    return new LogCommit(this, { snapshot, change, writer: by.writer, number: this.begun++, isBeginning }, (end) => {
      this.close(snapshot);
      ended(end);
    });
  }

  at(version: number): Readonly<Span> {
    const { spans } = this;
    let low = 0;
    let high = spans.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (spans[middle]!.to < version) low = middle + 1;
      else high = middle;
    }
    return spans[low]!;
  }

  /** Commits alike that others have made without waiting for their turn: they are there. */
  made(commits: number, entry: Entry): void {
    if (commits <= 0) return;
    this.newest += commits;
    this.commits += commits;
    const last = this.spans.at(-1);
    if (last !== undefined && last.change === entry.change) last.to = this.newest;
    else this.spans.push({ ...entry, to: this.newest, isTold: true });
    this.forget();
  }

  /** The number is theirs, and nobody else's. */
  write(version: number, entry: Entry): void {
    this.take(version, entry);
    this.show(version, entry);
  }

  /** The number is taken, whoever may take it again; shown later. */
  take(version: number, entry: Entry): void {
    if (version > this.newest) {
      this.newest = version;
      this.spans.push({ ...entry, to: version, isTold: false });
      this.forget();
      return;
    }
    const at = this.spans.indexOf(this.at(version) as Span);
    this.spans[at] = { ...entry, to: version, isTold: false };
  }

  /** True: it is theirs until they let it go. */
  lock(by: object): boolean {
    if (this.lockedBy !== null && this.lockedBy !== by) return false;
    this.lockedBy = by;
    return true;
  }
  unlock(by: object): void {
    if (this.lockedBy === by) this.lockedBy = null;
  }

  private show(version: number, { change }: Entry): void {
    this.commits++;
    change.apply(version);
  }

  /** What nobody who is under way can meet any more. */
  private forget(): void {
    if (this.spans.length <= 2 * fewestSpans) return;
    let oldest = this.newest;
    for (const { version } of this.open) oldest = Math.min(oldest, version);
    const needed = this.spans.findIndex(({ to }) => to > oldest);
    const gone = Math.min(needed < 0 ? this.spans.length : needed, this.spans.length - fewestSpans);
    if (gone > 0) this.spans = this.spans.slice(gone);
  }
}

/** Those of somebody who writes all the time, and has had his turn when he tells. */
export const blindAppends = (): Change => ({
  kind: 'append',
  isBlind: true,
  readsSlots: 'none',
  addsSlots: 'all',
  readsAll: false,
  removes: false,
  appId: null,
  entry: { added: 1, removed: 0 },
  lostTo: () => 'none',
  apply: () => {},
});
