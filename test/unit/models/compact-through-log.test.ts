/** Compaction of a table whose changes are committed step by step, on an engine that takes a second for each job. */
import { describe, expect, it } from 'vitest';
import type { Process } from '../../../src/kernel/index.ts';
import type {
  Commit,
  CommitEnd,
  Query,
  QueryEngine,
  Rewritable,
  Rewrite,
  Table,
  TablePart,
  TableWrites,
} from '../../../src/models/capabilities.ts';
import { compact } from '../../../src/models/compact/compact.ts';
import { type FakeOccurrence, perform, Replication } from './_world.ts';

interface Part {
  files: number;
  sizeBytes: number;
  markedRatio: number;
  isOrdered: boolean;
}
const part = (given: Partial<Part> = {}): Part => ({
  ...{ files: 10, sizeBytes: 1e6, markedRatio: 0, isOrdered: false },
  ...given,
});

const ten = (count: number): Part[] => Array.from({ length: count }, () => part());

/** A table of such parts; those by these numbers are changed by somebody else while they are rewritten. */
const tableOf = (parts: Part[], conflictAt: readonly number[] = [], orderBy: readonly string[] = []) => {
  const told: string[] = [];
  const isTaken = (each: Part, of: Rewritable): boolean =>
    of.cubes === undefined
      ? each.sizeBytes < of.belowBytes || each.markedRatio > (of.markedAbove ?? Infinity)
      : !each.isOrdered || each.files * each.sizeBytes < of.cubes.belowBytes;
  const partOf = (each: Part): TablePart => {
    const bytes = each.files * each.sizeBytes;
    const files = [{ count: each.files, sizeBytes: each.sizeBytes }];
    return { partitions: 1, files, bytes, rows: bytes / 100, rawBytes: bytes };
  };
  const taken = new Map<TablePart, Part>();
  const table: Partial<Table> = { name: 'events', columns: 4, log: () => ({}) as never, directories: [], prefixes: 1 };
  const writes: Partial<TableWrites> = {
    orderBy,
    fileBytes: (_rows, rawBytes) => rawBytes,
    candidates: (of) =>
      parts
        .filter((each) => each.files > 0 && isTaken(each, of))
        .map((each) => {
          const made = partOf(each);
          taken.set(made, each);
          return made;
        }),
    rewrite: (made) => {
      const nth = parts.indexOf(taken.get(made)!);
      const rewrite = { source: table as Table, nth, abandon: () => told.push(`abandon ${nth}`) && 0 };
      return rewrite as unknown as Rewrite;
    },
    commitTogether: (through, { isOrdered }): Commit => {
      const all = through.map(({ rewrite, files }) => ({ nth: (rewrite as unknown as { nth: number }).nth, files }));
      return {
        waitSeconds: 0,
        requests: [{ kind: 'service', seconds: 0.1 }],
        tell: () => {
          const isMet = all.some(({ nth }) => conflictAt.includes(nth));
          told.push(`${isMet ? 'conflict' : 'commit'} ${all.map(({ nth }) => nth).join(' ')}`);
          if (isMet) return 'conflict';
          for (const { nth, files } of all) {
            const { count, sizeBytes } = files[0]!;
            Object.assign(parts[nth]!, { files: count, sizeBytes, markedRatio: 0, isOrdered });
          }
          return 'committed';
        },
      };
    },
  };
  return { table: { ...table, writes } as Table, told, parts };
};

/** A second a job, of two slots; `fails`: the job by that number. */
const engineOf = (replication: Replication, fails = -1) => {
  const queries: Query[] = [];
  let running = 0;
  let most = 0;
  const engine: Partial<QueryEngine> = {
    *run(query, occurrence) {
      const nth = queries.push(query) - 1;
      most = Math.max(most, ++running);
      yield 1;
      running--;
      occurrence.phase('compute', 1);
      const { outputBytes, write } = query;
      const count = write.tasks ?? 0;
      const files = outputBytes > 0 ? [{ count, sizeBytes: outputBytes / count }] : [];
      return { files, failure: nth === fails ? 'it failed' : null, slotSeconds: 2 };
    },
    *commit(commit, _table, occurrence): Process<CommitEnd> {
      for (;;) {
        for (const request of commit.requests) {
          if (request.kind !== 'service') continue;
          yield request.seconds;
          occurrence.phase('commit', request.seconds);
        }
        const end = commit.tell(0);
        if (end !== 'more') return end;
      }
    },
  };
  replication.capabilities.queries = engine as QueryEngine;
  return { queries, most: () => most };
};

const run = (
  parts: Part[],
  keys: object,
  { conflictAt = [], fails = -1, orderBy = [] }: { conflictAt?: number[]; fails?: number; orderBy?: string[] } = {},
) => {
  const replication = new Replication();
  const engine = engineOf(replication, fails);
  const made = tableOf(parts, conflictAt, orderBy);
  replication.capabilities.table = made.table;
  /** FakeOccurrence starts a metric anew with each asking for it. */
  const sums: Record<string, number> = {};
  const occurrence: FakeOccurrence = perform(replication, compact, { target: 10e6, ...keys });
  occurrence.sample = (metric) => (value) => {
    sums[metric] = (sums[metric] ?? 0) + value;
  };
  replication.run();
  return { ...made, ...engine, occurrence, sums };
};

describe('compaction through a log', () => {
  it('runs so many jobs at once, and makes one commit of all when they are through', () => {
    const serial = run(ten(6), { parallel: 1 });
    expect(serial.occurrence.seconds).toBeCloseTo(6 + 0.1, 9);
    const four = run(ten(6), { parallel: 4 });
    expect(four.most()).toBe(4);
    expect(four.occurrence.seconds).toBeCloseTo(2 + 0.1, 9);
    expect(four.told).toEqual(['commit 0 1 2 3 4 5']);
    expect(four.sums).toEqual({ filesIn: 60, filesOut: 6 });
    // Six seconds of jobs in two.
    expect(four.occurrence.phases).toEqual({ compute: 2, commit: expect.closeTo(0.1, 9) });
  });

  it('loses the work of all parts if somebody else has changed one', () => {
    const { told, sums, occurrence, parts } = run(ten(3), { parallel: 15 }, { conflictAt: [1] });
    expect(told).toEqual(['conflict 0 1 2']);
    expect(sums).toEqual({ conflicts: 1, wasted: 6 });
    expect(occurrence.failure).toContain('somebody else');
    expect(parts).toEqual(ten(3));
  });

  it('with more commits loses that with the part alone, and the others stay', () => {
    const { told, sums, parts } = run(ten(5), { commits: 2 }, { conflictAt: [1] });
    expect(told).toEqual(['conflict 0 1', 'commit 2 3 4']);
    expect(sums).toEqual({ filesIn: 30, filesOut: 3, conflicts: 1, wasted: 4 });
    expect(parts.map(({ files }) => files)).toEqual([10, 10, 1, 1, 1]);
    expect(run(ten(2), { commits: 10 }).told).toEqual(['commit 0', 'commit 1']);
  });

  it('commits nothing if one of its jobs fails', () => {
    const { told, parts, occurrence, sums } = run(ten(3), { parallel: 3 }, { fails: 1 });
    expect(told).toEqual(['abandon 0', 'abandon 1', 'abandon 2']);
    expect(parts).toEqual(ten(3));
    expect(occurrence.failure).toBe('it failed');
    // The other two had done their work.
    expect(sums).toEqual({ wasted: 4 });
  });

  it('does the same again with an order, but finds nothing to pack a second time', () => {
    const parts = ten(2);
    expect(run(parts, {}).sums).toEqual({ filesIn: 20, filesOut: 2 });
    expect(run(parts, {}).queries).toEqual([]);
    const wide = [part({ files: 8, sizeBytes: 10e6 })];
    for (let round = 0; round < 2; round++) {
      expect(run(wide, { orderBy: ['a', 'b'] }).sums).toEqual({ filesIn: 8, filesOut: 8 });
      expect(wide[0]!.isOrdered).toBe(true);
    }
  });
});

describe('what it takes', () => {
  it('deleted: every file with marks, once', () => {
    const parts = [part({ sizeBytes: 50e6, markedRatio: 0.001, files: 1 }), part({ sizeBytes: 50e6, files: 1 })];
    expect(run(parts, { pick: 'deleted' }).told).toEqual(['commit 0']);
    expect(run(parts, { pick: 'deleted' }).told).toEqual([]);
  });

  it('small: a large file only if more of its rows are gone than maxDeleted', () => {
    const parts = () => [
      part({ sizeBytes: 50e6, markedRatio: 0.04, files: 1 }),
      part({ sizeBytes: 50e6, markedRatio: 0.06, files: 1 }),
    ];
    expect(run(parts(), {}).told).toEqual(['commit 1']);
    expect(run(parts(), { maxDeleted: 0.03 }).told).toEqual(['commit 0 1']);
  });

  it('unordered: new files, and what is in order with them as long as that is small', () => {
    const parts = () => [part({ files: 4, sizeBytes: 10e6, isOrdered: true }), part()];
    const keys = { pick: 'unordered', orderBy: ['a'] };
    expect(run(parts(), { ...keys, stable: 41e6 }).told).toEqual(['commit 0 1']);
    expect(run(parts(), { ...keys, stable: 40e6 }).told).toEqual(['commit 1']);
    expect(run([part({ isOrdered: true })], { ...keys, stable: 1 }).told).toEqual([]);
  });

  it('unordered: in the order of the table where none is asked for, so that it is not done a second time', () => {
    const parts = [part()];
    expect(run(parts, { pick: 'unordered', stable: 1 }, { orderBy: ['a'] }).told).toEqual(['commit 0']);
    expect(parts[0]!.isOrdered).toBe(true);
    expect(run(parts, { pick: 'unordered', stable: 1 }, { orderBy: ['a'] }).told).toEqual([]);
  });

  it('unordered: of a table without an order says that it wants one, and writes nothing', () => {
    const { told, occurrence } = run([part()], { pick: 'unordered' });
    expect(told).toEqual([]);
    expect(occurrence.failure).toContain('wants an order');
  });

  it('an order costs passes over the keys before: one for a sort, one more than columns if they are interleaved', () => {
    const passes = (orderBy: string[]) =>
      run([part()], { orderBy, write: 'coalesce' }).queries.map(({ projectionRatio, outputBytes, write }) => [
        projectionRatio,
        outputBytes > 0,
        write.by,
      ]);
    expect(passes([])).toEqual([[1, true, 'coalesce']]);
    expect(passes(['a'])).toEqual([
      [0.25, false, 'none'],
      [1, true, 'repartition'],
    ]);
    expect(passes(['a', 'b'])).toEqual([
      [0.25, false, 'none'],
      [0.25, false, 'none'],
      [0.5, false, 'none'],
      [1, true, 'repartition'],
    ]);
  });
});
