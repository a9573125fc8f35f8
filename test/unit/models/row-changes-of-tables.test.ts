import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Commit, Committer, RowChange, RowFilter, TableFiles } from '../../../src/models/capabilities.ts';
import type { ChangingTable } from '../../../src/models/table/changing-table.ts';
import { countOf, tableLake } from './_table.ts';

const day = 86_400;
const by: Committer = { activity: 'forget', writer: 'forget' };
const columns = { user_id: { distinct: 1000 }, day: { distinct: 365 } };
/** 100 files of 10,000 rows of 100 B, stored as they are. */
const hundred = {
  files: 100,
  fileSize: 1e6,
  rowSize: 100,
  compression: 1,
  encoding: 'text',
  codec: 'none',
  columns,
} as const;
const forget = (entity: number, keys = 1, rowsPerKey: number | null = 5): RowFilter => ({
  ...{ columns: ['user_id'], keys, rowsPerKey, entity },
  activity: 'forget',
});
const oneFileEach = ({ files, leftBytes }: RowChange): TableFiles[] => [
  { count: files, sizeBytes: Math.max(1, Math.round(leftBytes / files)) },
];
/** Makes all requests at once. */
const through = (commit: Commit | null): string => {
  if (commit === null) return 'no log';
  for (;;) {
    const end = commit.tell(0);
    if (end !== 'more') return end;
  }
};
const remove = (table: ChangingTable, filter: RowFilter): string => {
  const match = table.match({ filter });
  const change = table.begin(match, { kind: 'delete', inserted: 0 }, by);
  return through(change.commit(change.work === 'rewrite' ? oneFileEach(change) : []));
};

describe('deleting rows by copy-on-write', () => {
  it('touches the files that hold the rows, writes what is left of them, and keeps the old ones as dead', () => {
    const { table, at, last } = tableLake('delta', hundred);
    at(day, () => {
      const match = table.match({ filter: forget(0) });
      // Rows at random: statistics rule nothing out.
      expect([match.candidates, match.rows, match.filesInAll]).toEqual([100, 5, 100]);
      expect(match.touched).toBeGreaterThan(1);
      const change = table.begin(match, { kind: 'delete', inserted: 0 }, by);
      expect([change.work, change.files]).toEqual(['rewrite', match.touched]);
      expect(change.leftRows).toBeCloseTo(match.touched * 10_000 - 5, 6);
      expect(through(change.commit(oneFileEach(change)))).toBe('committed');
      expect([last('table.files'), last('table.tombstones')]).toEqual([100, match.touched]);
      expect(last('table.rows')).toBeCloseTo(1e6 - 5, 6);
      expect(last('table.deadBytes')).toBe(match.touched * 1e6);
    });
  });

  it('of sorted rows touches one file or two, and looks into no other', () => {
    const { table, at } = tableLake('delta', { ...hundred, layout: 'sort', orderBy: ['user_id'] });
    at(day, () => {
      for (let entity = 0; entity < 50; entity++) {
        const { candidates, touched } = table.match({ filter: forget(entity) });
        expect(candidates).toBeLessThanOrEqual(2);
        expect(touched).toBeLessThanOrEqual(candidates);
        expect(touched).toBeGreaterThan(0);
      }
    });
  });

  it('by a column that is not named says which there are', () => {
    const { table, at } = tableLake('delta', hundred);
    at(day, () => {
      const { problem } = table.match({ filter: { ...forget(0), columns: ['userid'] } });
      expect(problem).toBe('the table names no column userid: it has user_id, day');
    });
  });
});

describe('deleting rows with deletion vectors', () => {
  it('leaves the files as they are, and gives each a vector of 34 B for a single row', () => {
    const { table, at, last } = tableLake('delta', { ...hundred, changes: 'merge-on-read' });
    at(day, () => {
      const match = table.match({ filter: forget(0, 1, 1) });
      const change = table.begin(match, { kind: 'delete', inserted: 0 }, by);
      // A frame of 8 B and the version of the file, 1 B.
      expect(change.marks).toEqual([{ count: 1, sizeBytes: 34 + 8 + 1 }]);
      expect(through(change.commit([]))).toBe('committed');
      expect([last('table.files'), last('table.deletionVectors'), last('table.tombstones')]).toEqual([100, 1, 0]);
      expect(last('table.rows')).toBeCloseTo(1e6 - 1, 6);
      const marked = table.scan(null, null).files.filter(({ marks }) => marks !== undefined);
      expect(marked).toEqual([
        { count: 1, sizeBytes: 1e6, marks: { gets: 1, by: 'position', bytesEach: 34, rows: 1 } },
      ]);
    });
  });

  it('are cumulative, and purging takes the files that have one', () => {
    const { table, at, last } = tableLake('delta', { ...hundred, files: 1, changes: 'merge-on-read' });
    at(day, () => {
      for (let entity = 0; entity < 3; entity++) expect(remove(table, forget(entity, 1, 10))).toBe('committed');
      expect(last('table.deletionVectors')).toBe(1);
      const [file] = table.scan(null, null).files;
      expect(file!.marks).toMatchObject({ rows: 30, bytesEach: 32 + 2 * 30 });
      // The two vectors before are in no version any more.
      expect(last('table.tombstones')).toBe(2);
      const [part] = table.candidates({ recentSeconds: null, belowBytes: 0, markedAbove: 0 });
      expect(part!.rows).toBeCloseTo(10_000 - 30, 6);
      const rewrite = table.rewrite(part!, 'purge');
      expect(through(rewrite.commit!([{ count: 1, sizeBytes: 997_000 }], { isOrdered: false, by }))).toBe('committed');
      expect([last('table.deletionVectors'), last('table.tombstones')]).toEqual([0, 4]);
      expect(last('table.rows')).toBeCloseTo(10_000 - 30, 6);
    });
  });
});

describe('two changes at once', () => {
  const two = (layout: 'random' | 'sort') => {
    const found = tableLake('delta', { ...hundred, layout, orderBy: layout === 'sort' ? ['user_id'] : [] });
    return found;
  };

  it('of rows at random stand in each other’s way: both have looked into all files', () => {
    const { table, at, last, replication } = two('random');
    at(day, () => {
      const [a, b] = [0, 1].map((entity) =>
        table.begin(
          table.match({ filter: forget(entity) }),
          { kind: 'delete', inserted: 0 },
          { ...by, writer: `${entity}` },
        ),
      );
      expect(through(a!.commit(oneFileEach(a!)))).toBe('committed');
      expect(through(b!.commit(oneFileEach(b!)))).toBe('conflict');
      expect(replication.recorder('table.conflicts').total).toBe(1);
      expect(last('table.rows')).toBeCloseTo(1e6 - 5, 6);
    });
  });

  it('of sorted rows do as well: without partitions what one has written may be what the other looks for', () => {
    const { table, at } = two('sort');
    at(day, () => {
      const begin = (entity: number, writer: string) =>
        table.begin(table.match({ filter: forget(entity) }), { kind: 'delete', inserted: 0 }, { ...by, writer });
      const [a, b] = [begin(0, 'a'), begin(7, 'b')];
      expect(through(a!.commit(oneFileEach(a!)))).toBe('committed');
      expect(through(b!.commit(oneFileEach(b!)))).toBe('conflict');
      expect([...table.transactions!.conflicts]).toEqual([['append', 1]]);
    });
  });

  it('of sorted rows do not where only removed files count', () => {
    const { table, at, last } = tableLake('delta', {
      ...hundred,
      layout: 'sort',
      orderBy: ['user_id'],
      isolation: 'snapshot',
    });
    at(day, () => {
      const begin = (entity: number, writer: string) =>
        table.begin(table.match({ filter: forget(entity) }), { kind: 'delete', inserted: 0 }, { ...by, writer });
      const [a, b] = [begin(0, 'a'), begin(7, 'b')];
      expect(through(a!.commit(oneFileEach(a!)))).toBe('committed');
      expect(through(b!.commit(oneFileEach(b!)))).toBe('committed');
      expect(last('table.rows')).toBeCloseTo(1e6 - 10, 6);
    });
  });

  it('compaction loses against a delete of its files, never against an append', () => {
    const { table, at, last } = two('random');
    at(day, () => {
      const [part] = table.candidates({ recentSeconds: null, belowBytes: 2e6 });
      const [lost, kept] = [table.rewrite(part!, 'compact'), 0];
      expect(kept).toBe(0);
      expect(remove(table, forget(0))).toBe('committed');
      const big = [{ count: 1, sizeBytes: 1e8 }];
      expect(through(lost.commit!(big, { isOrdered: false, by }))).toBe('conflict');
      // What it has written lies there for nothing.
      expect(last('table.deadBytes')).toBeGreaterThan(1e8);
      const [after] = table.candidates({ recentSeconds: null, belowBytes: 2e6 });
      const rewrite = table.rewrite(after!, 'compact');
      table.add({ rowsAtSeconds: day, count: 1, bytes: 1000, rows: 10 }, 1);
      expect(through(rewrite.commit!(big, { isOrdered: false, by }))).toBe('committed');
      expect(last('table.files')).toBe(2);
      expect(last('table.rows')).toBeCloseTo(1e6 - 5 + 10, 6);
    });
  });

  it('a delete loses against an append under serializable, not under write-serializable', () => {
    for (const isolation of ['serializable', 'write-serializable'] as const) {
      const { table, at } = tableLake('delta', { ...hundred, isolation });
      at(day, () => {
        const change = table.begin(table.match({ filter: forget(0) }), { kind: 'delete', inserted: 0 }, by);
        table.add({ rowsAtSeconds: day, count: 1, bytes: 1000, rows: 10 }, 1);
        expect(through(change.commit(oneFileEach(change)))).toBe(
          isolation === 'serializable' ? 'conflict' : 'committed',
        );
      });
    }
  });
});

describe('a table without a log', () => {
  const halves = { ...hundred, files: 4, partitionBy: ['day'] as const, partitions: 2 };
  const begin = (table: ChangingTable) =>
    table.begin(table.match({ filter: forget(0) }), { kind: 'delete', inserted: 0 }, by);

  it('is rewritten as a whole: nobody knows which files hold the rows', () => {
    const { table, at, last } = tableLake('hive', halves);
    at(day, () => {
      const change = begin(table);
      expect([change.files, change.work]).toEqual([4, 'rewrite']);
      expect(change.replacement!.publish(oneFileEach(change))).toBe(true);
      // Old and new ones lie there: a read that begins now meets rows twice.
      expect([last('table.files'), table.ended(table.scan(null, null))]).toEqual([8, 'twice']);
      change.replacement!.remove(4);
      expect([last('table.files'), table.ended(table.scan(null, null))]).toEqual([4, 'whole']);
      expect(last('table.rows')).toBeCloseTo(40_000 - 5, 6);
    });
  });

  it('keeps all rows where somebody else has changed one of its partitions meanwhile', () => {
    const { table, at, last } = tableLake('hive', halves);
    at(day, () => {
      const change = begin(table);
      const [part] = table.candidates({ recentSeconds: null, belowBytes: 2e6 });
      expect(table.rewrite(part!, 'compact').swap([{ count: 1, sizeBytes: part!.bytes }])).toBe(true);
      expect(change.replacement!.publish(oneFileEach(change))).toBe(false);
      expect(last('table.files')).toBe(3);
      expect(last('table.rows')).toBeCloseTo(40_000, 6);
    });
  });
});

describe('new rows', () => {
  it('go to where rows come now if nothing else is touched', () => {
    const { table, at, last } = tableLake('delta', { ...hundred, files: null, fileSize: null, partitionBy: ['day'] });
    at(1.5 * day, () => {
      const change = table.begin(table.match({ filter: forget(0) }), { kind: 'update', inserted: 30 }, by);
      expect(through(change.commit([{ count: 1, sizeBytes: 3000 }]))).toBe('committed');
      expect([last('table.files'), last('table.rows')]).toEqual([1, 30]);
      expect(table.scan(day, null).files).toEqual([{ count: 1, sizeBytes: 3000 }]);
    });
  });
});

describe('garbage', () => {
  it('is what was removed longer ago than is kept; whoever reads an older version finds it gone', () => {
    const { table, at, last } = tableLake('delta', hundred);
    let told = 0;
    table.onBrokenRead(() => told++);
    let touched = 0;
    at(day, () => {
      touched = table.match({ filter: forget(0) }).touched;
      const before = table.scan(null, null);
      remove(table, forget(0));
      const after = table.scan(null, null);
      expect(table.garbage({ retainSeconds: 7 * day, orphans: true }).files).toBe(0);
      const now = table.garbage({ retainSeconds: 0, orphans: true });
      expect([now.files, now.bytes, now.listedObjects]).toEqual([touched, touched * 1e6, 100 + touched]);
      expect([table.ended(before), told]).toEqual(['whole', 0]);
      return [before, after];
    });
    let scans: ReturnType<ChangingTable['scan']>[] = [];
    at(2 * day, () => {
      scans = [table.scan(null, null)];
      remove(table, forget(1));
    });
    at(2 * day + 60, () => {
      scans.push(table.scan(null, null));
      const garbage = table.garbage({ retainSeconds: 0, orphans: true });
      garbage.removed(garbage.files);
      expect([last('table.tombstones'), last('table.deadBytes')]).toEqual([0, 0]);
    });
    at(2 * day + 61, () => {
      expect(scans.map((scan) => table.ended(scan))).toEqual(['missing', 'whole']);
      expect([told, last('storage.objects')]).toEqual([1, last('table.files') + logObjects(last)]);
      expect(table.scan(null, null, { agoSeconds: 1.5 * day }).problem).toBe('files of that version have been deleted');
    });
  });
  const logObjects = (last: (name: string) => number): number => last('storage.objects') - last('table.files');
});

describe('an older version', () => {
  it('has the files that were there, as long as nothing of it has been deleted', () => {
    const { table, at } = tableLake('delta', hundred);
    at(day, () => table.add({ rowsAtSeconds: 0, count: 10, bytes: 10_000, rows: 100 }, 1));
    at(3 * day, () => {
      expect(countOf(table.scan(null, null).files)).toBe(110);
      expect(countOf(table.scan(null, null, { agoSeconds: 2.5 * day }).files)).toBe(100);
      expect(countOf(table.scan(null, null, { agoSeconds: 1 * day }).files)).toBe(110);
    });
  });
});

describe('erasure', () => {
  it('is complete once files, log entries and old versions of objects are gone', () => {
    const erasedAt: number[] = [];
    const { table, at, replication } = tableLake('delta', { ...hundred, keepLog: 30 * day }, { keepVersions: 3 * day });
    const { kernel } = replication;
    at(0.5 * day, () => {
      const change = table.begin(table.match({ filter: forget(0) }), { kind: 'delete', inserted: 0 }, by);
      change.whenErased(() => erasedAt.push(kernel.now / day));
      expect(through(change.commit(oneFileEach(change)))).toBe('committed');
    });
    at(8 * day, () => {
      const garbage = table.garbage({ retainSeconds: 7 * day, orphans: true });
      garbage.removed(garbage.files);
    });
    // Nobody commits: the log keeps its entries.
    at(40 * day, () => expect(erasedAt).toEqual([]));
    // At the next checkpoint, as the delete was on a day that ended 30 days before midnight.
    at(40.2 * day, () => {
      for (let n = 0; n < 10; n++) table.add({ rowsAtSeconds: 0, count: 1, bytes: 100, rows: 1 }, 1);
      expect(erasedAt).toEqual([]);
    });
    at(50 * day, () => expect(erasedAt).toEqual([43.2]));
  });

  it('waits for the files that vectors have marked', () => {
    let isErased = false;
    const { table, at } = tableLake('delta', { ...hundred, changes: 'merge-on-read', keepLog: 0 });
    const empty = (): void => {
      const garbage = table.garbage({ retainSeconds: 0, orphans: true });
      garbage.removed(garbage.files);
      for (let n = 0; n < 10; n++) table.add({ rowsAtSeconds: 0, count: 1, bytes: 100, rows: 1 }, 1);
    };
    at(day, () => {
      const change = table.begin(table.match({ filter: forget(0) }), { kind: 'delete', inserted: 0 }, by);
      change.whenErased(() => (isErased = true));
      expect(through(change.commit([]))).toBe('committed');
    });
    at(3 * day, empty);
    at(4 * day, () => expect(isErased).toBe(false));
    at(5 * day, () => {
      for (const part of table.candidates({ recentSeconds: null, belowBytes: 0, markedAbove: 0 })) {
        const rewrite = table.rewrite(part, 'purge');
        expect(through(rewrite.commit!([{ count: 1, sizeBytes: part.bytes }], { isOrdered: false, by }))).toBe(
          'committed',
        );
      }
    });
    at(6 * day, empty);
    at(7 * day, empty);
    at(8 * day, () => expect(isErased).toBe(true));
  });
});

describe('rows are conserved', () => {
  it('live = at the start + inserted - deleted, whatever deletes, vectors, rewrites, conflicts and crashes come', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('delete' as const), entity: fc.nat(500), rows: fc.integer({ min: 1, max: 400 }) }),
      fc.record({ kind: fc.constant('add' as const), entity: fc.nat(9), rows: fc.integer({ min: 1, max: 500 }) }),
      fc.record({ kind: fc.constant('purge' as const), entity: fc.nat(1), rows: fc.nat(1) }),
      fc.record({ kind: fc.constant('collide' as const), entity: fc.nat(500), rows: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ kind: fc.constant('crash' as const), entity: fc.nat(500), rows: fc.integer({ min: 1, max: 50 }) }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('copy-on-write' as const, 'merge-on-read' as const),
        fc.constantFrom('random' as const, 'zorder' as const),
        fc.array(step, { maxLength: 25 }),
        (changes, layout, steps) => {
          const orderBy = layout === 'zorder' ? ['user_id', 'day'] : [];
          const { table, at, last } = tableLake('delta', { ...hundred, changes, layout, orderBy });
          let rows = 1e6;
          let now = 0;
          for (const { kind, entity, rows: amount } of steps) {
            now += 3600;
            at(now, () => {
              const begin = (key: number, writer: string) => {
                const match = table.match({ filter: forget(key, 1, amount) });
                return { match, change: table.begin(match, { kind: 'delete', inserted: 0 }, { ...by, writer }) };
              };
              const files = (change: RowChange) => (change.work === 'rewrite' ? oneFileEach(change) : []);
              if (kind === 'add') {
                table.add({ rowsAtSeconds: now, count: 3, bytes: 100 * amount, rows: amount }, 3);
                rows += amount;
              } else if (kind === 'purge') {
                for (const part of table.candidates({ recentSeconds: null, belowBytes: 0, markedAbove: 0 })) {
                  const rewrite = table.rewrite(part, 'purge');
                  through(
                    rewrite.commit!([{ count: 2, sizeBytes: Math.ceil(part.bytes / 2) }], { isOrdered: true, by }),
                  );
                }
              } else if (kind === 'crash') begin(entity, 'a').change.abandon();
              else {
                const first = begin(entity, 'a');
                const second = kind === 'collide' ? begin(entity + 1, 'b') : null;
                if (through(first.change.commit(files(first.change))) === 'committed') rows -= first.match.rows;
                if (second !== null && through(second.change.commit(files(second.change))) === 'committed')
                  rows -= second.match.rows;
              }
            });
            expect(last('table.rows')).toBeCloseTo(rows, 4);
            expect(table.live.count).toBe(countOf(table.scan(null, null).files));
          }
        },
      ),
      { seed: 7, numRuns: 60 },
    );
  }, 60_000);
});
