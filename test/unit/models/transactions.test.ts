import { describe, expect, it } from 'vitest';
import { type Claim, conflictOf, type Isolation, type LostFiles } from '../../../src/models/table/_conflicts.ts';
import { type Change, type Protocol, Transactions } from '../../../src/models/table/_transactions.ts';

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
  lost: number;
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

/** Rows of one each: visible, and lost. */
function model(protocol: Protocol, writers: number, until: number, latency: Latency) {
  const log = new Transactions({ protocol, isolation: 'serializable', retries: 1e7 });
  let live = 0;
  let lostRows = 0;
  const change: Change = {
    ...claim('insert', here),
    entryBytes: 1000,
    lostTo: () => 'none',
    apply: () => live++,
    revoke: () => {
      live--;
      lostRows++;
    },
  };
  const start = (writer: number) => log.commit(log.begin(), change, { activity: 'load', writer: String(writer) });
  const under = Array.from({ length: writers }, (_, writer) => start(writer));
  race(writers, until, latency, (writer) => {
    const end = under[writer]!.tell(0);
    if (end !== 'more') under[writer] = start(writer);
    return under[writer]!.requests.length;
  });
  return { outcome: { commits: log.commits, retries: log.retries, lost: log.lostCommits }, live, lostRows, log };
}

/** The same by a store of keys, without a word of versions' owners or conflicts. */
function oracle(protocol: Protocol, writers: number, until: number, latency: Latency): Outcome {
  const keys = new Set<number>();
  const newest = () => keys.size;
  const out = { commits: 0, retries: 0, lost: 0 };
  const looks = protocol === 'unguarded';
  const wants = new Array<number>(writers).fill(1);
  const doing = new Array<string>(writers).fill(looks ? 'look' : 'put');
  const seen = new Array<number>(writers).fill(0);
  race(writers, until, latency, (w) => {
    if (doing[w] === 'get') {
      out.retries++;
      wants[w] = seen[w]! + 1;
      doing[w] = looks ? 'look' : 'put';
      return 1;
    }
    const exists = keys.has(wants[w]!);
    if (exists && (doing[w] === 'look' || !looks)) {
      seen[w] = newest();
      doing[w] = 'get';
      return seen[w]! - wants[w]! + 1;
    }
    if (doing[w] === 'look') {
      doing[w] = 'put';
      return 1;
    }
    if (exists) out.lost++;
    keys.add(wants[w]!);
    out.commits++;
    wants[w] = newest() + 1;
    doing[w] = looks ? 'look' : 'put';
    return 1;
  });
  return out;
}

describe('writers that are always ready', () => {
  it('commit once a PUT where there is one of them', () => {
    const { outcome } = model('put-if-absent', 1, 100.05, () => 0.1);
    expect(outcome).toEqual({ commits: 1000, retries: 0, lost: 0 });
  });

  it.each([1, 2, 5, 20])('%i of them: commits, retries and lost commits are those of a store of keys', (writers) => {
    for (const protocol of ['put-if-absent', 'unguarded'] as const) {
      expect(model(protocol, writers, 200, hashed).outcome).toEqual(oracle(protocol, writers, 200, hashed));
    }
  });

  it('serialise: no more than one commit in the shortest PUT, and more retries for each the more they are', () => {
    const retriesPerCommit = [1, 2, 5, 20].map((writers) => {
      const { commits, retries } = model('put-if-absent', writers, 200, hashed).outcome;
      // The PUT of a number begins when the number before it is there, and takes 0.05 s at least.
      expect(commits).toBeLessThanOrEqual(200 / 0.05);
      return retries / commits;
    });
    expect(retriesPerCommit[0]).toBe(0);
    expect([...retriesPerCommit].sort((a, b) => a - b)).toEqual(retriesPerCommit);
  });

  it('lose no row with put-if-absent, and without a guard those that are overwritten: committed = live + lost', () => {
    const guarded = model('put-if-absent', 8, 100, hashed);
    expect([guarded.lostRows, guarded.live]).toEqual([0, guarded.outcome.commits]);
    const { outcome, live, lostRows, log } = model('unguarded', 8, 100, hashed);
    expect(lostRows).toBe(outcome.lost);
    expect(lostRows).toBeGreaterThan(0);
    expect(live + lostRows).toBe(outcome.commits);
    expect(live).toBe(log.version);
  });
});
