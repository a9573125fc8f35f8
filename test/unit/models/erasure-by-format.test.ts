/** When the last bytes of deleted rows go, of tables whose versions go in other ways than Delta's. */
import { describe, expect, it } from 'vitest';
import type { Commit, Committer } from '../../../src/models/capabilities.ts';
import type { ChangingTable } from '../../../src/models/table/changing-table.ts';
import { vacuum } from '../../../src/models/vacuum/vacuum.ts';
import { type TableValues, tableLake } from './_table.ts';
import { perform } from './_world.ts';

const day = 86_400;
const by: Committer = { activity: 'forget', writer: 'forget' };
/** 100 files of 10,000 rows of 100 B, stored as they are. */
const hundred = {
  ...{ files: 100, fileSize: 1e6, rowSize: 100, compression: 1, encoding: 'text' as const, codec: 'none' as const },
  ...{ columns: { user_id: { distinct: 1000 } } },
};
const lakeOf = (profile: string, values: Partial<TableValues> = {}) => {
  const found = tableLake(profile, { ...hundred, ...values });
  const erasedAt: number[] = [];
  const forget = (table: ChangingTable, entity = 0): void => {
    const filter = { columns: ['user_id'], keys: 1, rowsPerKey: 5, entity, activity: 'forget' };
    const change = table.rowChanges.begin(table.rowChanges.match({ filter }), { kind: 'delete', inserted: 0 }, by);
    if (entity === 0) change.whenErased(() => erasedAt.push(found.replication.kernel.now / day));
    const size = Math.round(change.leftBytes / change.files);
    const files = change.work === 'rewrite' ? [{ count: change.files, sizeBytes: size }] : [];
    through(change.commit(files));
  };
  const clean = (retainSeconds: number): number => {
    const { upkeep } = found.table;
    upkeep.expire?.(retainSeconds);
    const garbage = upkeep.garbage({ retainSeconds, orphans: true });
    garbage.removed(garbage.files);
    return garbage.files;
  };
  const add = (): void => found.table.add({ rowsAtSeconds: 0, count: 1, bytes: 100, rows: 1 }, 1);
  return { ...found, forget, clean, add, erasedAt };
};
const through = (commit: Commit): void => {
  while (commit.tell(0) === 'more');
};

describe('rows that an Iceberg table has deleted', () => {
  it('are gone once the snapshots before are dropped and their files deleted, and not before', () => {
    const { table, at, forget, clean, erasedAt, last } = lakeOf('iceberg');
    at(day, () => forget(table));
    // The manifests of the delete still name what it has removed; those of the next do not.
    at(1.5 * day, () => forget(table, 1));
    at(5 * day, () => {
      // Less than five days: nothing is old enough but what the table began with.
      expect(clean(5 * day)).toBe(0);
      expect(erasedAt).toEqual([]);
    });
    at(7 * day, () => {
      const before = last('table.logBytes');
      expect(clean(5 * day)).toBeGreaterThan(1);
      expect(last('table.logBytes')).not.toBe(before);
      expect(last('table.deadBytes')).toBe(0);
    });
    at(8 * day, () => expect(erasedAt).toEqual([7]));
  });

  it('by value are not, however long one waits, until the files that hold them are written anew', () => {
    const { table, at, forget, clean, erasedAt } = lakeOf('iceberg', { changes: 'equality-deletes' });
    at(day, () => forget(table));
    at(10 * day, () => clean(5 * day));
    at(11 * day, () => {
      expect(erasedAt).toEqual([]);
      for (const part of table.candidates({ recentSeconds: null, belowBytes: 0, markedAbove: 0 }))
        through(table.rewrite(part, 'purge').commit!([{ count: 1, sizeBytes: part.bytes }], { isOrdered: false, by })!);
    });
    at(12 * day, () => table.upkeep.rewriteManifests!());
    at(17.5 * day, () => {
      // A snapshot from before the files were written anew is kept.
      clean(7 * day);
      expect(erasedAt).toEqual([]);
    });
    at(18 * day, () => clean(5 * day));
    at(19 * day, () => expect(erasedAt).toEqual([18]));
  });
});

describe('rows that a Hudi table has deleted', () => {
  it('are gone with the eleventh commit after, whatever the time: the cleaner keeps ten', () => {
    const { table, at, forget, clean, add, erasedAt } = lakeOf('hudi');
    at(day, () => forget(table));
    for (let commit = 1; commit <= 9; commit++) at(day + commit, add);
    at(40 * day, () => expect([clean(0), erasedAt]).toEqual([0, []]));
    at(41 * day, () => {
      add();
      expect(clean(0)).toBeGreaterThan(1);
    });
    at(42 * day, () => expect(erasedAt).toEqual([41]));
  });
});

describe('cleaning up', () => {
  it.each(['iceberg', 'hudi'])('a table of %s may keep less than seven days', (profile) => {
    const { replication, table } = lakeOf(profile);
    replication.capabilities.table = table;
    replication.capabilities.queries = { list: () => [][Symbol.iterator]() } as never;
    const { failure } = perform(replication, vacuum, { retain: 0 });
    replication.run();
    expect(failure).toBeNull();
  });

  it('a table of Delta may not, unless it is told', () => {
    const { replication, table } = lakeOf('delta');
    replication.capabilities.table = table;
    replication.capabilities.queries = { list: () => [][Symbol.iterator]() } as never;
    const occurrence = perform(replication, vacuum, { retain: 0 });
    replication.run();
    expect(occurrence.failure).toContain('168 h');
  });
});
