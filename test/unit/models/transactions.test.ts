import { describe, expect, it } from 'vitest';
import { type Claim, conflictOf, type Isolation, type LostFiles } from '../../../src/models/table/_conflicts.ts';
import { type Change, Transactions } from '../../../src/models/table/_transactions.ts';

const here = [{ from: 1, to: 1 }];
const there = [{ from: 2, to: 2 }];
type Operation = 'insert' | 'change' | 'compaction';

function claim(operation: Operation, slots: readonly { from: number; to: number }[]): Claim {
  const isInsert = operation === 'insert';
  return {
    kind: isInsert ? 'append' : operation === 'change' ? 'change' : 'rewrite',
    isBlind: isInsert,
    readsSlots: isInsert ? 'none' : slots,
    addsSlots: slots,
    readsAll: false,
    removes: !isInsert,
    appId: null,
  };
}

describe('conflicts of two commits', () => {
  // later, winner, lost files of the later one in a common partition, serializable, write-serializable.
  it.each<[Operation, Operation, LostFiles, string | null, string | null]>([
    ['insert', 'insert', 'none', null, null],
    ['insert', 'change', 'none', null, null],
    ['insert', 'compaction', 'none', null, null],
    ['change', 'insert', 'none', 'append', null],
    ['change', 'change', 'read', 'append', 'append'],
    ['change', 'compaction', 'read', 'append', 'append'],
    ['compaction', 'insert', 'none', null, null],
    ['compaction', 'change', 'delete', 'delete-delete', 'delete-delete'],
    ['compaction', 'compaction', 'delete', 'delete-delete', 'delete-delete'],
  ])('%s after %s: in one partition as in the matrix, in different ones never', (later, winner, lost, strict, weak) => {
    const of = (slots: typeof here, lostFiles: LostFiles, isolation: Isolation) =>
      conflictOf(claim(later, here), claim(winner, slots), { isolation, lost: lostFiles });
    expect(of(here, lost, 'serializable')).toBe(strict);
    expect(of(here, lost, 'write-serializable')).toBe(weak);
    expect(of(there, 'none', 'serializable')).toBeNull();
    expect(of(there, 'none', 'write-serializable')).toBeNull();
  });

  it('knows metadata, whole tables, applications and snapshot isolation', () => {
    const change = claim('change', here);
    const none = { isolation: 'serializable', lost: 'none' } as const;
    expect(conflictOf(claim('insert', here), { ...change, kind: 'metadata' }, none)).toBe('metadata');
    expect(conflictOf({ ...change, readsAll: true }, claim('compaction', there), none)).toBe('delete-read');
    const batch = { ...claim('insert', here), appId: 'a' };
    expect(conflictOf(batch, batch, none)).toBe('transaction');
    expect(conflictOf(batch, { ...batch, appId: 'b' }, none)).toBeNull();
    expect(conflictOf(change, change, { isolation: 'snapshot', lost: 'none' })).toBeNull();
    expect(conflictOf(change, change, { isolation: 'snapshot', lost: 'read' })).toBe('delete-read');
  });
});

interface Outcome {
  commits: number;
  retries: number;
}
type Latency = (writer: number, index: number) => number;

/** Seconds of a writer's n-th request: between 0.05 and 0.15. */
function hashed(writer: number, index: number): number {
  let x = Math.imul(writer * 7919 + index + 1, 2654435761) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 2246822519) >>> 0;
  return 0.05 + (0.1 * ((x ^ (x >>> 13)) >>> 0)) / 2 ** 32;
}

/** Runs the earliest of the writers' next requests, the first writer at equal times, until the end. */
function race(writers: number, until: number, latency: Latency, done: (writer: number) => number): void {
  const index = new Array<number>(writers).fill(0);
  const at = index.map((_, writer) => latency(writer, index[writer]!++));
  for (;;) {
    let next = 0;
    for (let writer = 1; writer < writers; writer++) if (at[writer]! < at[next]!) next = writer;
    if (at[next]! > until) return;
    // Requests of the next step, one after another.
    for (let left = done(next); left > 0; left--) at[next]! += latency(next, index[next]!++);
  }
}

/** Rows of one each. */
function model(writers: number, until: number, latency: Latency) {
  const log = new Transactions({ isolation: 'serializable', retries: 1e7 });
  let live = 0;
  const change: Change = { ...claim('insert', here), entryBytes: 1000, lostTo: () => 'none', apply: () => live++ };
  const start = (writer: number) => log.commit(log.begin(), change, { activity: 'load', writer: String(writer) });
  const under = Array.from({ length: writers }, (_, writer) => start(writer));
  race(writers, until, latency, (writer) => {
    const end = under[writer]!.tell(0);
    if (end !== 'more') under[writer] = start(writer);
    return under[writer]!.requests.length;
  });
  return { outcome: { commits: log.commits, retries: log.retries }, live, log };
}

/** The same by a store of keys, without a word of versions' owners or conflicts. */
function oracle(writers: number, until: number, latency: Latency): Outcome {
  const keys = new Set<number>();
  const newest = () => keys.size;
  const out = { commits: 0, retries: 0 };
  const wants = new Array<number>(writers).fill(1);
  const reads = new Array<boolean>(writers).fill(false);
  const seen = new Array<number>(writers).fill(0);
  race(writers, until, latency, (w) => {
    if (reads[w]) {
      out.retries++;
      wants[w] = seen[w]! + 1;
      reads[w] = false;
      return 1;
    }
    if (keys.has(wants[w]!)) {
      seen[w] = newest();
      reads[w] = true;
      return seen[w]! - wants[w]! + 1;
    }
    keys.add(wants[w]!);
    out.commits++;
    wants[w] = newest() + 1;
    return 1;
  });
  return out;
}

describe('writers that are always ready', () => {
  it('commit once a PUT where there is one of them', () => {
    const { outcome } = model(1, 100.05, () => 0.1);
    expect(outcome).toEqual({ commits: 1000, retries: 0 });
  });

  it.each([1, 2, 5, 20])('%i of them: commits and retries are those of a store of keys', (writers) => {
    expect(model(writers, 200, hashed).outcome).toEqual(oracle(writers, 200, hashed));
  });

  it('serialise: no more than one commit in the shortest PUT, and more retries for each the more they are', () => {
    const retriesPerCommit = [1, 2, 5, 20].map((writers) => {
      const { commits, retries } = model(writers, 200, hashed).outcome;
      // The PUT of a number begins when the number before it is there, and takes 0.05 s at least.
      expect(commits).toBeLessThanOrEqual(200 / 0.05);
      return retries / commits;
    });
    expect(retriesPerCommit[0]).toBe(0);
    expect([...retriesPerCommit].sort((a, b) => a - b)).toEqual(retriesPerCommit);
  });

  it('lose no row, and each commit has a version of its own', () => {
    const { live, outcome, log } = model(8, 100, hashed);
    expect([live, log.version]).toEqual([outcome.commits, outcome.commits]);
  });
});
