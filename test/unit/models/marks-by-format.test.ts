/** What changes of rows write as merge-on-read, by format, and what readers get of it; sizes by hand from the profiles' own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Commit, Committer, RowChange, RowFilter, TableFiles } from '../../../src/models/capabilities.ts';
import type { ChangingTable } from '../../../src/models/table/changing-table.ts';
import { bytesOf, countOf, type TableValues, tableLake } from './_table.ts';

const hour = 3600;
const by: Committer = { activity: 'forget', writer: 'forget' };
/** 100 files of 10,000 rows of 100 B, stored as they are. */
const hundred = {
  ...{ files: 100, fileSize: 1e6, rowSize: 100, compression: 1, encoding: 'text' as const, codec: 'none' as const },
  ...{ columns: { user_id: { distinct: 1000 }, day: { distinct: 365 } } },
};
const sizes = {
  ...{ positionFile: 1000, positionRow: 3, equalityFile: 500, equalityKey: 8 },
  ...{ puffinFile: 100, puffinVector: 300, changeLog: 2000, changeLogKey: 50, commitRetries: 4 },
};
const kinds: Record<string, [profile: string, values: Partial<TableValues>]> = {
  vectors: ['delta', { changes: 'merge-on-read' }],
  puffin: ['iceberg', { changes: 'merge-on-read', deletes: 'vector' }],
  positions: ['iceberg', { changes: 'merge-on-read' }],
  'positions by partition': ['iceberg', { changes: 'merge-on-read', deleteGranularity: 'partition' }],
  values: ['iceberg', { changes: 'equality-deletes' }],
  logs: ['hudi', { changes: 'merge-on-read' }],
};
const lakeOf = (kind: string, given: Partial<TableValues> = {}) => {
  const [profile, values] = kinds[kind]!;
  return tableLake(profile, { ...hundred, ...sizes, ...values, ...given });
};
const forget = (entity: number, rowsPerKey: number, keys = 1): RowFilter => ({
  ...{ columns: ['user_id'], keys, rowsPerKey, entity },
  activity: 'forget',
});
const through = (commit: Commit | null): string => {
  if (commit === null) return 'no log';
  for (;;) {
    const end = commit.tell(0);
    if (end !== 'more') return end;
  }
};
const begin = (table: ChangingTable, filter: RowFilter, kind: 'delete' | 'update' = 'delete', inserted = 0) => {
  const match = table.rowChanges.match({ filter });
  return { match, change: table.rowChanges.begin(match, { kind, inserted }, by) };
};
const remove = (table: ChangingTable, filter: RowFilter): RowChange => {
  const { change } = begin(table, filter);
  expect(through(change.commit([]))).toBe('committed');
  return change;
};
const marked = (table: ChangingTable): TableFiles[] =>
  table.scan(null, null).files.filter(({ marks }) => marks !== undefined);
const getsOf = (files: readonly TableFiles[]): number =>
  files.reduce((sum, { count, marks }) => sum + count * (marks?.gets ?? 0), 0);

describe('position deletes by file', () => {
  it('are an object for each touched file, of all its rows that are gone', () => {
    const { table, at, last } = lakeOf('positions', { files: 1 });
    at(hour, () => {
      expect(remove(table, forget(0, 10)).marks).toEqual([{ count: 1, sizeBytes: 1000 + 3 * 10 }]);
      expect(remove(table, forget(1, 20)).marks).toEqual([{ count: 1, sizeBytes: 1000 + 3 * 30 }]);
      expect(marked(table)).toEqual([
        { count: 1, sizeBytes: 1e6, marks: { gets: 1, by: 'position', bytesEach: 1090, rows: 30 } },
      ]);
      // The first is in no version any more.
      expect([last('table.tombstones'), table.live.markObjects]).toEqual([1, 1]);
      expect(last('table.rows')).toBeCloseTo(10_000 - 30, 6);
    });
  });

  it('are read with the touched files alone', () => {
    const { table, at } = lakeOf('positions');
    at(hour, () => {
      const { match, change } = begin(table, forget(0, 20));
      expect(bytesOf(change.marks)).toBe(1000 * match.touched + 3 * 20);
      expect(through(change.commit([]))).toBe('committed');
      expect([countOf(marked(table)), getsOf(marked(table))]).toEqual([match.touched, match.touched]);
    });
  });
});

describe('position deletes by partition', () => {
  it('are one object beside those before, that readers of all files get', () => {
    const { table, at, last } = lakeOf('positions by partition');
    at(hour, () => {
      expect(remove(table, forget(0, 20)).marks).toEqual([{ count: 1, sizeBytes: 1000 + 3 * 20 }]);
      expect([countOf(marked(table)), getsOf(marked(table))]).toEqual([100, 100]);
      remove(table, forget(1, 20));
      expect([countOf(marked(table)), getsOf(marked(table))]).toEqual([100, 200]);
      expect([last('table.tombstones'), table.live.markObjects]).toEqual([0, 2]);
      expect(last('table.rows')).toBeCloseTo(1e6 - 40, 6);
    });
  });
});

describe('equality deletes', () => {
  it('look into no file, and write the values alone', () => {
    const { table, at, last } = lakeOf('values');
    at(hour, () => {
      const { match, change } = begin(table, forget(0, 5, 3));
      expect([match.candidates, match.candidateSource, match.rows]).toEqual([0, null, 15]);
      expect(change.marks).toEqual([{ count: 1, sizeBytes: 500 + 3 * 8 }]);
      expect(countOf(change.source.scan(null, null).files)).toBe(0);
      expect(through(change.commit([]))).toBe('committed');
      expect(last('table.rows')).toBeCloseTo(1e6 - 15, 6);
    });
  });

  it('are read with every file that is older, all of them, and with none that is younger', () => {
    const { table, at } = lakeOf('values');
    at(hour, () => {
      remove(table, forget(0, 5));
      remove(table, forget(1, 5));
      table.add({ rowsAtSeconds: hour, count: 10, bytes: 1e6, rows: 1e4 }, 1);
      remove(table, forget(2, 5));
      const files = table.scan(null, null).files;
      const gets = (each: number) => countOf(files.filter(({ marks }) => marks?.gets === each));
      expect([gets(3), gets(1), countOf(files)]).toEqual([100, 10, 110]);
      // A value of each, 508 B.
      for (const { marks } of files) expect(marks).toMatchObject({ rows: marks!.gets, bytesEach: 508, by: 'value' });
    });
  });

  it('stand in nobody’s way, and apply to what a rewrite makes of the files that it had read before', () => {
    const { table, at, last } = lakeOf('values');
    at(hour, () => {
      const [part] = table.candidates({ recentSeconds: null, belowBytes: Infinity });
      const rewrite = table.rewrite(part!, 'compact');
      remove(table, forget(0, 5));
      const files = [{ count: 10, sizeBytes: 1e7 }];
      expect(through(rewrite.commit!(files, { isOrdered: false, by }))).toBe('committed');
      expect([countOf(table.scan(null, null).files), getsOf(marked(table))]).toEqual([10, 10]);
      expect(last('table.rows')).toBeCloseTo(1e6 - 5, 6);
    });
  });

  it('are gone once the files that they apply to are written anew', () => {
    const { table, at, last } = lakeOf('values');
    at(hour, () => {
      remove(table, forget(0, 5));
      remove(table, forget(1, 5));
      for (const part of table.candidates({ recentSeconds: null, belowBytes: 0, markedAbove: 0 })) {
        const rewrite = table.rewrite(part, 'compact');
        expect(through(rewrite.commit!([{ count: 10, sizeBytes: 1e7 }], { isOrdered: false, by }))).toBe('committed');
      }
      expect([marked(table), table.live.markObjects, last('table.rows')]).toEqual([[], 0, 1e6 - 10]);
      // A hundred files, and the two deletes.
      expect(last('table.tombstones')).toBe(102);
    });
  });
});

describe('vectors in Puffin files', () => {
  it('are as those of Delta, with what describes them', () => {
    const { table, at } = lakeOf('puffin', { files: 1 });
    at(hour, () => {
      expect(remove(table, forget(0, 1)).marks).toEqual([{ count: 1, sizeBytes: 34 + 300 + 100 }]);
      expect(marked(table)[0]!.marks).toEqual({ gets: 1, by: 'position', bytesEach: 34, rows: 1 });
    });
  });
});

describe('log files of Hudi', () => {
  it('come beside each touched file, one for each change', () => {
    const { table, at, last } = lakeOf('logs', { files: 1 });
    at(hour, () => {
      expect(remove(table, forget(0, 10)).marks).toEqual([{ count: 1, sizeBytes: 2000 + 50 * 10 }]);
      expect(remove(table, forget(1, 20)).marks).toEqual([{ count: 1, sizeBytes: 2000 + 50 * 20 }]);
      expect(marked(table)).toEqual([
        { count: 1, sizeBytes: 1e6, marks: { gets: 2, by: 'merge', bytesEach: 2750, rows: 30 } },
      ]);
      expect(last('table.rows')).toBeCloseTo(10_000 - 30, 6);
    });
  });

  it('of an update hold the rows, none of which is gone; what is new is a file', () => {
    const { table, at, last } = lakeOf('logs', { files: 1 });
    at(hour, () => {
      const { change } = begin(table, forget(0, 10), 'update', 30);
      expect(change.marks).toEqual([{ count: 1, sizeBytes: 2000 + 100 * 10 }]);
      expect(change.newBytes).toBe(30 * 100);
      expect(through(change.commit([{ count: 1, sizeBytes: change.newBytes }]))).toBe('committed');
      expect(last('table.rows')).toBeCloseTo(10_000 + 30, 6);
    });
  });

  it('that come while others are merged in stay beside the new file', () => {
    const { table, at, last } = lakeOf('logs', { files: 1 });
    at(hour, () => {
      remove(table, forget(0, 10));
      const [part] = table.candidates({ recentSeconds: null, belowBytes: 0, markedAbove: 0 });
      const rewrite = table.rewrite(part!, 'compact');
      remove(table, forget(1, 20));
      const files = [{ count: 1, sizeBytes: 999_000 }];
      expect(through(rewrite.commit!(files, { isOrdered: false, by }))).toBe('committed');
      expect(marked(table).map(({ marks }) => marks)).toEqual([{ gets: 1, by: 'merge', bytesEach: 3000, rows: 20 }]);
      expect(last('table.rows')).toBeCloseTo(10_000 - 30, 6);
    });
  });
});

describe.each(['positions', 'positions by partition', 'puffin'])('a rewrite of files (%s)', (kind) => {
  it('is lost where rows of them have been marked since it began to read them', () => {
    const { table, at, last } = lakeOf(kind, { files: 1 });
    at(hour, () => {
      const [part] = table.candidates({ recentSeconds: null, belowBytes: Infinity });
      const rewrite = table.rewrite(part!, 'compact');
      remove(table, forget(0, 5));
      expect(through(rewrite.commit!([{ count: 1, sizeBytes: 1e6 }], { isOrdered: false, by }))).toBe('conflict');
      expect(last('table.rows')).toBeCloseTo(10_000 - 5, 6);
    });
  });
});

describe.each(Object.keys(kinds))('rows are conserved by %s', (kind) => {
  it('whatever deletes, updates, rewrites, collisions and crashes come', () => {
    const what = fc.constantFrom('delete', 'update', 'add', 'purge', 'late purge', 'collide', 'crash');
    const step = fc.record({ what, entity: fc.nat(500), amount: fc.integer({ min: 1, max: 100 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { table, at, last } = lakeOf(kind);
        let rows = 1e6;
        let now = 0;
        const purge = (between: () => void): void => {
          const parts = table.candidates({ recentSeconds: null, belowBytes: 0, markedAbove: 0 });
          const rewrites = parts.map((part) => ({ part, rewrite: table.rewrite(part, 'purge') }));
          between();
          for (const { part, rewrite } of rewrites) {
            const files = [{ count: 2, sizeBytes: Math.ceil(part.bytes / 2) }];
            through(rewrite.commit!(files, { isOrdered: false, by }));
          }
        };
        for (const { what: kindOfStep, entity, amount } of steps) {
          now += hour;
          at(now, () => {
            const gone = (key: number): void => {
              const { match, change } = begin(table, forget(key, amount));
              if (through(change.commit([])) === 'committed') rows -= match.rows;
            };
            if (kindOfStep === 'add') {
              table.add({ rowsAtSeconds: now, count: 3, bytes: 100 * amount, rows: amount }, 3);
              rows += amount;
            } else if (kindOfStep === 'update') {
              const { change } = begin(table, forget(entity, amount), 'update', amount);
              if (through(change.commit([{ count: 1, sizeBytes: change.newBytes }])) === 'committed') rows += amount;
            } else if (kindOfStep === 'purge') purge(() => {});
            else if (kindOfStep === 'late purge') purge(() => gone(entity));
            else if (kindOfStep === 'crash') begin(table, forget(entity, amount)).change.abandon();
            else if (kindOfStep === 'collide') {
              const first = begin(table, forget(entity, amount));
              const second = begin(table, forget(entity + 1, amount));
              for (const { match, change } of [first, second])
                if (through(change.commit([])) === 'committed') rows -= match.rows;
            } else gone(entity);
          });
          expect(last('table.rows')).toBeCloseTo(rows, 3);
          expect(table.live.count).toBe(countOf(table.scan(null, null).files));
          expect(table.live.markObjects).toBe(objectsOf(table));
        }
      }),
      { seed: 11, numRuns: 30 },
    );
  }, 60_000);
});

/** Each once, whoever has it. */
const objectsOf = ({ live }: ChangingTable): number => {
  const objects = new Set([...live.groups.bySlot.values()].flat().flatMap(({ marks }) => marks?.objects ?? []));
  return [...objects].reduce((sum, { count }) => sum + count, 0);
};
