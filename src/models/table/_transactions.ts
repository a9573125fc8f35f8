import type { Commit, CommitEnd, CommitRequest, Committer } from '../capabilities.ts';
import { type Claim, type Conflict, conflictOf, type Isolation, type LostFiles } from './_conflicts.ts';

/** The version that a change was made from. */
export interface Snapshot {
  readonly version: number;
}

/** A change that asks to be the next version. */
export interface Change extends Claim {
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
}

interface Entry {
  readonly change: Change;
  readonly writer: string;
}

/** The versions of a table, and who gets the next one. Nothing is drawn: the order in which steps are told decides. */
export class Transactions {
  readonly options: TransactionOptions;
  readonly conflicts = new Map<Conflict, number>();
  commits = 0;
  retries = 0;
  gaveUp = 0;
  lostCommits = 0;
  /** By version; the first is the one that the table began with. */
  private readonly entries: (Entry | null)[] = [null];

  constructor(options: TransactionOptions) {
    this.options = options;
  }

  get version(): number {
    return this.entries.length - 1;
  }

  begin(): Snapshot {
    return { version: this.version };
  }

  commit(snapshot: Snapshot, change: Change, by: Committer): Commit {
    return new LogCommit(this, snapshot.version + 1, { change, writer: by.writer });
  }

  at(version: number): Entry {
    return this.entries[version]!;
  }

  /** The entry is written, over another one if there is one. */
  write(version: number, entry: Entry): void {
    const before = this.entries[version];
    if (before != null) {
      this.lostCommits++;
      before.change.revoke(version);
    }
    this.entries[version] = entry;
    this.commits++;
    entry.change.apply(version);
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

  constructor(log: Transactions, version: number, entry: Entry) {
    this.log = log;
    this.version = version;
    this.entry = entry;
    this.step = this.first;
    this.requests = this.attempt();
  }

  tell(failed: number): 'more' | CommitEnd {
    if (failed > 0) return 'failed';
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
    for (let version = this.version; version <= log.version; version++) {
      requests.push({ kind: 'store', operation: 'get', amount: log.at(version).change.entryBytes, count: 1 });
    }
    this.readUntil = log.version;
    this.step = 'read';
    this.requests = requests;
    return 'more';
  }

  private check(): 'more' | CommitEnd {
    const { log, entry } = this;
    const { isolation, retries } = log.options;
    for (let version = this.version; version <= this.readUntil; version++) {
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
