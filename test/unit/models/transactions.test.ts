import { describe, expect, it } from 'vitest';
import { type Claim, conflictOf, type Isolation, type LostFiles } from '../../../src/models/table/_conflicts.ts';
import { type Change, Transactions } from '../../../src/models/table/_transactions.ts';
import { optionsOf } from './_transactions.ts';

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

/** Seconds of a request of a writer, its n-th. */
type Latency = (operation: string, writer: number, index: number) => number;

/** By a hash: 0.6 to 1.4 times the mean of its kind. */
const means: Record<string, number> = { list: 0.02, get: 0.015, put: 0.06 };
const hashed =
  (seed: number): Latency =>
  (operation, writer, index) => {
    let x = Math.imul(writer * 7919 + index + seed * 104_729 + 1, 2654435761) >>> 0;
    x = Math.imul(x ^ (x >>> 15), 2246822519) >>> 0;
    x = Math.imul(x ^ (x >>> 13), 3266489917) >>> 0;
    return means[operation]! * (0.6 + (0.8 * ((x ^ (x >>> 16)) >>> 0)) / 2 ** 32);
  };
/** Thousandths, so that sums are exact and what is due together comes together. */
const constant: Latency = (operation) => 1000 * means[operation]!;

interface Race {
  readonly commits: number[];
  readonly retries: number;
}

/**
 * Writers that begin (a listing), work so long, and commit, again and again; of those due at the same time the first one
 * comes first. What a writer does next is asked of `next`: operations, one after another, and whether a commit is through.
 */
function race(
  of: { writers: number; until: number; work: number; latency: Latency },
  next: (writer: number) => { operations: string[]; worksFirst: boolean; isThrough: boolean },
): number[] {
  const { writers, until, work, latency } = of;
  const index = new Array<number>(writers).fill(0);
  const commits = new Array<number>(writers).fill(0);
  const at = new Array<number>(writers).fill(0);
  for (let writer = 0; writer < writers; writer++) at[writer] = latency('list', writer, index[writer]!++);
  for (;;) {
    let first = 0;
    for (let writer = 1; writer < writers; writer++) if (at[writer]! < at[first]!) first = writer;
    if (at[first]! > until) return commits;
    const { operations, worksFirst, isThrough } = next(first);
    if (isThrough) commits[first]!++;
    if (worksFirst) at[first]! += work;
    for (const operation of operations) at[first]! += latency(operation, first, index[first]!++);
  }
}

/** Rows of one each. */
function model(of: Parameters<typeof race>[0]): Race & { live: number; version: number } {
  const log: Transactions = new Transactions(optionsOf({}, () => log));
  let live = 0;
  const change: Change = {
    ...claim('insert', here),
    entry: { added: 1, removed: 0 },
    lostTo: () => 'none',
    apply: () => live++,
  };
  const begin = (writer: number) => log.beginning(change, { activity: 'load', writer: String(writer) }, () => {});
  const under = Array.from({ length: of.writers }, (_, writer) => begin(writer));
  const hasBegun = under.map(() => false);
  const commits = race(of, (writer) => {
    const worksFirst = !hasBegun[writer];
    const end = under[writer]!.tell(0);
    hasBegun[writer] = end === 'more';
    if (end !== 'more') under[writer] = begin(writer);
    const operations = under[writer]!.requests.flatMap((each) =>
      each.kind === 'store' ? new Array<string>(each.count).fill(each.operation) : [],
    );
    return { operations, worksFirst, isThrough: end === 'committed' };
  });
  return { commits, retries: log.retries, live, version: log.version };
}

/** The same by a store of keys, without a word of versions' owners or conflicts. */
function oracle(of: Parameters<typeof race>[0]): Race {
  let newest = 0;
  let retries = 0;
  const step = new Array<'list' | 'put' | 'read'>(of.writers).fill('list');
  const known = new Array<number>(of.writers).fill(0);
  const seen = new Array<number>(of.writers).fill(0);
  const commits = race(of, (w) => {
    switch (step[w]!) {
      case 'list':
        step[w] = 'put';
        return { operations: ['put'], worksFirst: true, isThrough: false };
      case 'read':
        known[w] = seen[w]!;
        step[w] = 'put';
        return { operations: ['put'], worksFirst: false, isThrough: false };
      case 'put': {
        if (newest === known[w]) {
          newest++;
          known[w] = newest;
          step[w] = 'list';
          return { operations: ['list'], worksFirst: false, isThrough: true };
        }
        retries++;
        seen[w] = newest;
        step[w] = 'read';
        const gets = new Array<string>(newest - known[w]!).fill('get');
        return { operations: ['list', ...gets], worksFirst: false, isThrough: false };
      }
    }
  });
  return { commits, retries };
}

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);

describe('writers that are always ready', () => {
  /**
   * All latencies constant: listing l = 20, GET g = 15, PUT s = 60, work w = 30. A commit that is not too late takes
   * b = l + w + s = 110 from the one before of its writer, another attempt c = l + g + s = 95; c < b < 2 c. All PUT together: the
   * first wins, the others try again c later and the next of them wins, and so on; who has won is late with his next one,
   * as somebody has won meanwhile, and tries each c from then on. b + (n - 1) c after the first they are together again: each
   * has had a commit, and n - 1 attempts in vain. With ever more writers there is one commit each c.
   */
  it.each([1, 2, 3, 5, 8])('of constant latencies: %i of them commit in turn, one by one', (writers) => {
    const [b, c, rounds] = [110, 95, 50];
    const period = b + (writers - 1) * c;
    // The last commit of round k is at b + (k - 1) period + (n - 1) c.
    const until = b + (rounds - 1) * period + (writers - 1) * c;
    const { commits, retries } = model({ writers, until, work: 30, latency: constant });
    expect(commits).toEqual(new Array<number>(writers).fill(rounds));
    // In the last round those who have won have not been late yet, but for those whose next PUT is due before the end.
    expect(retries).toBeGreaterThanOrEqual((rounds - 1) * writers * (writers - 1));
    expect(retries).toBeLessThanOrEqual(rounds * writers * (writers - 1));
  });

  it('of constant latencies without work in between: one has it all, as the others are late by a GET', () => {
    const { commits } = model({ writers: 3, until: 80 * 100, work: 0, latency: constant });
    // The first lists and PUTs in 80, the others list, get and PUT in 95 at least.
    expect(commits).toEqual([100, 0, 0]);
  });

  it.each([1, 2, 5, 20])('%i of them: commits and retries are those of a store of keys', (writers) => {
    const of = { writers, until: 100, work: 0.03, latency: hashed(1) };
    const { commits, retries } = model(of);
    expect({ commits, retries }).toEqual(oracle(of));
  });

  it('commit more the more they are, up to one in the time that another attempt takes, and retry more for each', () => {
    const runs = [1, 2, 5, 20].map((writers) => model({ writers, until: 200, work: 0.03, latency: hashed(2) }));
    const rates = runs.map(({ commits }) => sum(commits) / 200);
    const retries = runs.map((run) => run.retries / sum(run.commits));
    expect([...rates].sort((a, b) => a - b)).toEqual(rates);
    expect(retries[0]).toBe(0);
    expect([...retries].sort((a, b) => a - b)).toEqual(retries);
    // The PUT of a number begins when the number before it is there, and takes 0.6 x 60 ms at least.
    expect(rates.at(-1)).toBeLessThan(1 / 0.036);
  });

  it('have the same share each, by chance', () => {
    const [writers, runs] = [4, 60];
    const shares = Array.from({ length: runs }, (_, seed) => {
      const { commits } = model({ writers, until: 60, work: 0.03, latency: hashed(100 + seed) });
      return commits.map((each) => each / sum(commits));
    });
    for (let writer = 0; writer < writers; writer++) {
      const own = shares.map((each) => each[writer]!);
      const mean = sum(own) / runs;
      const error = Math.sqrt(sum(own.map((each) => (each - mean) ** 2)) / (runs - 1) / runs);
      // Nothing tells the writers apart: three standard errors; each of them is small beside the share itself.
      expect(error).toBeLessThan(0.01);
      expect(Math.abs(mean - 1 / writers)).toBeLessThan(3 * error);
    }
  });

  it('lose no row, and each commit has a version of its own', () => {
    const { live, commits, version } = model({ writers: 8, until: 100, work: 0.03, latency: hashed(3) });
    expect([live, version]).toEqual([sum(commits), sum(commits)]);
  });
});
