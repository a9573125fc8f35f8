import type { Commit, CommitEnd, CommitRequest, Committer } from '../capabilities.ts';
import { type Claim, type Conflict, conflictOf, type Isolation, type LostFiles } from './_conflicts.ts';

/** The version that a change was made from. */
export interface Snapshot {
  readonly version: number;
}

/** A change that asks to be the next version. */
export interface Change extends Claim {
  /** How many files it removes; without this: none that matter. */
  readonly removedFiles?: number;
  /** Of its entry in the log. */
  readonly entryBytes: number;
  /** Asked for each commit that came first: what became of the files of this change. */
  lostTo(winner: Change): LostFiles;
  /** It is visible from now on; once, at most. */
  apply(version: number): void;
  /** Its entry was overwritten after it had been applied: its files belong to no version. Only where nothing guards the log. */
  revoke(version: number): void;
}

/**
 * How an entry becomes the only one of its number:
 *
 *     put-if-absent   PUT with If-None-Match; who is late gets 412, GETs the entries of the winners and tries the next number
 *     unguarded       HEAD, then PUT: whoever finds no entry writes one, over that of another who looked at the same time
 *
 * Source: AWS, what's new, 2024-08-20 (If-None-Match). That a writer without a guard looks with a HEAD first is assumed: the
 * longer the PUT that follows, the more commits are lost. A listing before the winners are read is left out.
 */
export type Protocol = 'put-if-absent' | 'unguarded';

export interface TransactionOptions {
  readonly protocol: Protocol;
  readonly isolation: Isolation;
  /** Attempts after the first, at most. */
  readonly retries: number;
  /** Called before the versions are looked at: others may have some to tell. */
  readonly beforeLook?: () => void;
}

interface Entry {
  readonly change: Change;
  readonly writer: string;
}

/** Commits alike that came one after another: `to` is the version of the last. */
interface Span extends Entry {
  to: number;
}

/** Entries that are kept at the least, whoever may need them. */
const fewestSpans = 64;

/** The versions of a table, and who gets the next one. Nothing is drawn: the order in which steps are told decides. */
export class Transactions {
  readonly options: TransactionOptions;
  readonly conflicts = new Map<Conflict, number>();
  commits = 0;
  retries = 0;
  gaveUp = 0;
  lostCommits = 0;
  private spans: Span[] = [];
  private newest = 0;
  private readonly open = new Set<Snapshot>();

  constructor(options: TransactionOptions) {
    this.options = options;
  }

  get version(): number {
    return this.newest;
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

  /** `ended`: told how it ended, before whoever commits hears of it. */
  commit(snapshot: Snapshot, change: Change, by: Committer, ended: (end: CommitEnd) => void = () => {}): Commit {
    return new LogCommit(this, snapshot.version + 1, { change, writer: by.writer }, (end) => {
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
    else this.spans.push({ ...entry, to: this.newest });
    this.forget();
  }

  /** The entry is written, over another one if there is one. */
  write(version: number, entry: Entry): void {
    this.commits++;
    if (version <= this.newest) this.overwrite(version, entry);
    else {
      this.newest = version;
      this.spans.push({ ...entry, to: version });
      this.forget();
    }
    entry.change.apply(version);
  }

  private overwrite(version: number, entry: Entry): void {
    const { spans } = this;
    const before = this.at(version);
    this.lostCommits++;
    before.change.revoke(version);
    const nth = spans.indexOf(before);
    const from = nth === 0 ? version : spans[nth - 1]!.to + 1;
    const { to } = spans[nth]!;
    const parts: Span[] = [{ ...entry, to: version }];
    if (from < version) parts.unshift({ ...before, to: version - 1 });
    if (version < to) parts.push({ ...before, to });
    spans.splice(nth, 1, ...parts);
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

/** One attempt after another, until there is a free number or a winner that stands in the way. */
class LogCommit implements Commit {
  readonly waitSeconds = 0;
  requests: readonly CommitRequest[];
  private readonly log: Transactions;
  private readonly entry: Entry;
  private version: number;
  private attempts = 1;
  private step: 'head' | 'put' | 'read';
  private readUntil = 0;
  private readonly ended: (end: CommitEnd) => void;

  constructor(log: Transactions, version: number, entry: Entry, ended: (end: CommitEnd) => void) {
    this.log = log;
    this.ended = ended;
    this.version = version;
    this.entry = entry;
    this.step = this.first;
    this.requests = this.attempt();
  }

  tell(failed: number): 'more' | CommitEnd {
    const end = this.next(failed);
    if (end !== 'more') this.ended(end);
    return end;
  }

  private next(failed: number): 'more' | CommitEnd {
    if (failed > 0) return 'failed';
    this.log.options.beforeLook?.();
    if (this.step === 'read') return this.check();
    const isTaken = this.log.version >= this.version;
    if (this.step === 'head') {
      if (isTaken) return this.readWinners();
      this.step = 'put';
      this.requests = [put(this.entry.change.entryBytes)];
      return 'more';
    }
    const { protocol } = this.log.options;
    // One driver has a lock of its own: it does not overwrite itself.
    const isGuarded =
      protocol === 'put-if-absent' || (isTaken && this.log.at(this.version).writer === this.entry.writer);
    if (isTaken && isGuarded) return this.readWinners();
    this.log.write(this.version, this.entry);
    return 'committed';
  }

  private get first(): 'head' | 'put' {
    return this.log.options.protocol === 'unguarded' ? 'head' : 'put';
  }

  private attempt(): readonly CommitRequest[] {
    return this.step === 'head'
      ? [{ kind: 'store', operation: 'head', amount: 0, count: 1 }]
      : [put(this.entry.change.entryBytes)];
  }

  private readWinners(): 'more' {
    const { log } = this;
    const requests: CommitRequest[] = [];
    for (let version = this.version; version <= log.version; ) {
      const { change, to } = log.at(version);
      requests.push({ kind: 'store', operation: 'get', amount: change.entryBytes, count: to - version + 1 });
      version = to + 1;
    }
    this.readUntil = log.version;
    this.step = 'read';
    this.requests = requests;
    return 'more';
  }

  private check(): 'more' | CommitEnd {
    const { log, entry } = this;
    const { isolation, retries } = log.options;
    for (let version = this.version; version <= this.readUntil; version = log.at(version).to + 1) {
      const winner = log.at(version).change;
      const conflict = conflictOf(entry.change, winner, { isolation, lost: entry.change.lostTo(winner) });
      if (conflict === null) continue;
      log.conflicts.set(conflict, (log.conflicts.get(conflict) ?? 0) + 1);
      return 'conflict';
    }
    if (this.attempts > retries) {
      log.gaveUp++;
      return 'gave-up';
    }
    this.attempts++;
    log.retries++;
    this.version = this.readUntil + 1;
    this.step = this.first;
    this.requests = this.attempt();
    return 'more';
  }
}

function put(bytes: number): CommitRequest {
  return { kind: 'store', operation: 'put', amount: bytes, count: 1 };
}
