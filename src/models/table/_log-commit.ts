import type { Commit, CommitEnd, CommitRequest } from '../capabilities.ts';
import { conflictOf } from './_conflicts.ts';
import {
  decisionRequests,
  lookRequests,
  openingOf,
  type ProtocolParts,
  readingRequests,
  settlingRequests,
  waitOf,
} from './_protocol.ts';
import type { Change, ChangeEnd, Snapshot, Transactions } from './_transactions.ts';

/** Who commits what, from which version on, and as which commit of the table. */
export interface Attempting {
  readonly snapshot: Snapshot;
  readonly change: Change;
  readonly writer: string;
  readonly activity: string;
  readonly number: number;
  /** It begins now, and its work comes after the first step; without this the work is done. */
  readonly isBeginning: boolean;
}

/**
 * begin      looks for the newest version, and says that somebody has begun, where the log has that
 * wait       until the next attempt
 * lock       asks for the lock
 * look       asks whether the number is free
 * read       gets the entries of those who came first
 * put        writes the entry: after it the number is theirs, or it was too late
 * behind     the same driver writes that number: it waits as long as a PUT takes
 * settle     what the protocol has left to do
 * after      checkpoints and the like
 */
type Step = 'begin' | 'wait' | 'lock' | 'look' | 'read' | 'put' | 'behind' | 'settle' | 'after';

/** One attempt after another, until there is a free number or a winner that stands in the way. */
export class LogCommit implements Commit {
  waitSeconds = 0;
  requests: readonly CommitRequest[] = [];
  private readonly transactions: Transactions;
  private readonly of: Attempting;
  private readonly ended: (end: ChangeEnd) => void;
  private step: Step = 'begin';
  /** The newest version whose entry it knows; it tries the next one. */
  private known: number;
  private readUntil: number;
  private attempts = 1;
  private beganSeconds = 0;
  /** What it has to do after the commit: checkpoints and the like. */
  private left: readonly CommitRequest[] = [];

  constructor(transactions: Transactions, of: Attempting, ended: (end: ChangeEnd) => void) {
    this.transactions = transactions;
    this.of = of;
    this.ended = ended;
    this.known = of.snapshot.version;
    this.readUntil = this.known;
    const { log, protocol } = transactions.options;
    const announcements = log.announcements > 0 ? log.entry(of.change.entry).slice(0, log.announcements) : [];
    // Who reads anew at each attempt has no need to know before.
    const newest = of.isBeginning && openingOf(protocol) !== 'read' ? log.newestReads(this.known) : [];
    if (of.isBeginning || announcements.length > 0) this.goOn('begin', [...newest, ...announcements]);
    else this.start();
  }

  get isThere(): boolean {
    return this.step === 'settle' || this.step === 'after';
  }

  tell(failed: number): 'more' | CommitEnd {
    // It is there: what is left undone harms nobody for good.
    if (this.step === 'after') return 'committed';
    const end = failed > 0 ? this.fail() : this.next();
    if (end === 'more' || end === 'committed') return end;
    this.transactions.unlock(this);
    this.ended(end);
    return end;
  }

  // --- steps -----------------------------------------------------------------------------------------------------

  private next(): 'more' | CommitEnd {
    const { transactions, step } = this;
    transactions.options.beforeLook?.();
    switch (step) {
      case 'begin':
        return this.start();
      case 'wait':
        return openingOf(transactions.options.protocol) === 'lock' ? this.open() : this.read();
      case 'lock':
        return transactions.lock(this) ? this.read() : this.late();
      case 'look':
        return this.isTaken ? this.late() : this.put();
      case 'read':
        return this.check();
      case 'put':
        return this.decide();
      case 'behind':
        return this.late();
      case 'settle':
        transactions.unlock(this);
        return this.leave();
      case 'after':
        return 'committed';
      default:
        return step satisfies never;
    }
  }

  private start(): 'more' {
    this.beganSeconds = this.transactions.options.now();
    return this.open();
  }

  private open(): 'more' {
    const { protocol } = this.transactions.options;
    const opening = openingOf(protocol);
    if (opening === 'look') this.call('read');
    if (opening === 'read') return this.read();
    if (opening === 'put') return this.put();
    return opening === 'lock'
      ? this.goOn('lock', [{ kind: 'service', seconds: this.parts.serviceSeconds }])
      : this.goOn('look', lookRequests(protocol, this.parts));
  }

  private read(): 'more' {
    const { log, protocol } = this.transactions.options;
    this.readUntil = this.transactions.version;
    this.call('read');
    const winners = log.winnerReads(this.known, this.of.change.isBlind);
    return this.goOn('read', [...readingRequests(protocol, this.parts), ...winners]);
  }

  private check(): 'more' | CommitEnd {
    const { transactions } = this;
    const { change } = this.of;
    const { isolation, protocol } = transactions.options;
    for (let version = this.known + 1; version <= this.readUntil; version = transactions.at(version).to + 1) {
      const winner = transactions.at(version).change;
      const conflict = conflictOf(change, winner, { isolation, lost: change.lostTo(winner) });
      if (conflict === null) continue;
      transactions.conflicts.set(conflict, (transactions.conflicts.get(conflict) ?? 0) + 1);
      return 'conflict';
    }
    this.known = this.readUntil;
    return openingOf(protocol) === 'look' ? this.open() : this.put();
  }

  private put(): 'more' {
    const { transactions, of } = this;
    const { log, protocol } = transactions.options;
    if (protocol === 'unguarded') {
      const { overwriting } = transactions;
      if (overwriting.isWriting(this.wanted, of.writer)) return this.goOn('behind', log.entry(of.change.entry));
      overwriting.starts(this.wanted, of.writer);
    }
    this.call('write');
    const entry = log.entry({ ...of.change.entry, isAgain: this.attempts > 1 }).slice(log.announcements);
    return this.goOn('put', [...entry, ...decisionRequests(protocol, this.parts)]);
  }

  private decide(): 'more' | CommitEnd {
    const { transactions, of } = this;
    const { protocol } = transactions.options;
    const { change, writer } = of;
    if (protocol === 'unguarded') return this.overwrite();
    // Behind a lock nobody is too late: who has not asked for it has not been waited for.
    if (protocol === 'lock') this.known = transactions.version;
    if (this.isTaken) return this.late();
    transactions.write(this.wanted, { change, writer });
    return this.settle();
  }

  /** Over whatever is there, but for what somebody has told who never waits. */
  private overwrite(): 'more' | CommitEnd {
    const { transactions, wanted } = this;
    const { change, writer } = this.of;
    const isTold = this.isTaken && transactions.at(wanted).isTold;
    const entry = { change, writer };
    if (!isTold) transactions.take(wanted, entry);
    transactions.overwriting.ends(wanted, writer, isTold ? null : { entry, lost: () => this.ended('lost') });
    return isTold ? this.late() : this.settle();
  }

  private settle(): 'more' | CommitEnd {
    const { protocol, log } = this.transactions.options;
    this.left = log.checkpointRequests();
    this.call('write');
    this.ended('committed');
    const requests = settlingRequests(protocol, this.parts);
    if (protocol === 'lock') requests.push({ kind: 'service', seconds: this.parts.serviceSeconds });
    return requests.length > 0 ? this.goOn('settle', requests) : this.leave();
  }

  private leave(): 'more' | CommitEnd {
    return this.left.length > 0 ? this.goOn('after', this.left) : 'committed';
  }

  /** The number, or the lock, is somebody else's: another attempt, if it may have one. */
  private late(): 'more' | CommitEnd {
    const { transactions, attempts } = this;
    const { protocol, retries, backoff, now, luck, onRetry } = transactions.options;
    const isOver = attempts > 1 && now() - this.beganSeconds > backoff.withinSeconds;
    if (attempts > retries || isOver) {
      transactions.gaveUp++;
      return 'gave-up';
    }
    this.attempts++;
    transactions.retries++;
    onRetry?.();
    const seconds = waitOf(backoff, attempts, luck.at(this.of.number, attempts));
    if (seconds === 0) return openingOf(protocol) === 'lock' ? this.open() : this.read();
    this.goOn('wait', []);
    this.waitSeconds = seconds;
    return 'more';
  }

  private fail(): 'more' | CommitEnd {
    const { transactions, step } = this;
    if (step === 'settle') return this.next();
    if (step === 'put' && transactions.options.protocol === 'unguarded')
      transactions.overwriting.ends(this.wanted, this.of.writer, null);
    return 'failed';
  }

  /** Of the key-value store, where there is one: it is billed by the call. */
  private call(kind: 'read' | 'write'): void {
    const { protocol, onCall } = this.transactions.options;
    if (protocol === 'dynamodb') onCall?.(kind, this.of.activity);
  }

  private goOn(step: Step, requests: readonly CommitRequest[]): 'more' {
    this.step = step;
    this.requests = requests;
    this.waitSeconds = 0;
    return 'more';
  }

  private get wanted(): number {
    return this.known + 1;
  }
  private get isTaken(): boolean {
    return this.transactions.version >= this.wanted;
  }
  private get parts(): ProtocolParts {
    const { log, serviceSeconds } = this.transactions.options;
    const bytes = log.entryBytes(this.of.change.entry);
    return { serviceSeconds, bytes, listing: () => log.newestReads(this.known) };
  }
}
