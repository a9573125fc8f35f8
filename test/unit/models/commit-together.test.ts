/** Parts of a table with a log that were written anew and become one commit. */
import { describe, expect, it } from 'vitest';
import type { Commit, Committer, RowFilter, TablePart } from '../../../src/models/capabilities.ts';
import type { ChangingTable } from '../../../src/models/table/changing-table.ts';
import { tableLake } from './_table.ts';

const day = 86_400;
const by: Committer = { activity: 'optimize', writer: 'optimize' };
/** Thirty days of ten files, a row a byte. */
const days = {
  files: 300,
  fileSize: 1e6,
  rowSize: 1,
  compression: 1,
  encoding: 'text',
  codec: 'none',
  directories: [30],
  partitionBy: ['day'],
  columns: { user_id: { distinct: 100 } },
} as const;

const through = (commit: Commit | null): string => {
  if (commit === null) return 'no log';
  for (;;) {
    const end = commit.tell(0);
    if (end !== 'more') return end;
  }
};
const begin = (table: ChangingTable) =>
  table.candidates({ recentSeconds: null, belowBytes: Infinity }).map((part: TablePart) => ({
    rewrite: table.rewrite(part, by.activity),
    files: [{ count: 1, sizeBytes: part.bytes }],
  }));
const remove = (table: ChangingTable): string => {
  const filter: RowFilter = {
    ...{ columns: ['user_id'], keys: 1, rowsPerKey: 1, entity: 0 },
    activity: 'forget',
  };
  const match = table.rowChanges.match({ filter });
  const change = table.rowChanges.begin(match, { kind: 'delete', inserted: 0 }, { activity: 'forget', writer: 'a' });
  return through(change.commit([{ count: change.files, sizeBytes: Math.round(change.leftBytes / change.files) }]));
};

describe('parts that are committed together', () => {
  it('are one version, and an entry that names all files of all parts', () => {
    const { table, at, last, replication } = tableLake('delta', days);
    at(day, () => {
      const parts = begin(table);
      expect(parts).toHaveLength(30);
      const commit = table.commitTogether(parts, { isOrdered: false, by })!;
      const amount = table.tableLog!.entryBytes({ added: 30, removed: 300 });
      expect(commit.requests).toEqual([{ kind: 'store', operation: 'put', amount, count: 1 }]);
      expect(last('table.files')).toBe(300);
      expect(through(commit)).toBe('committed');
      expect(replication.recorder('table.commits').total).toBe(1);
      expect([last('table.files'), last('table.tombstones')]).toEqual([30, 300]);
      expect(last('table.rows')).toBeCloseTo(300e6, 3);
      expect(last('table.bytes')).toBe(300e6);
    });
  });

  it('are all lost if somebody has changed a file of one of them, and lie there as orphans', () => {
    const { table, at, last, replication } = tableLake('delta', days);
    at(day, () => {
      const parts = begin(table);
      expect(remove(table)).toBe('committed');
      expect(through(table.commitTogether(parts, { isOrdered: false, by }))).toBe('conflict');
      expect(replication.recorder('table.conflicts').total).toBe(1);
      expect(last('table.files')).toBe(300);
      // The file with the row, and thirty that nobody will read.
      expect(last('table.tombstones')).toBe(31);
      expect(last('table.rows')).toBeCloseTo(300e6 - 1, 3);
    });
  });

  it('one by one are a version each, and each of them reads what the ones before it have done', () => {
    const { table, at, replication } = tableLake('delta', days);
    at(day, () => {
      let gets = 0;
      for (const part of begin(table)) {
        const commit = table.commitTogether([part], { isOrdered: false, by })!;
        for (;;) {
          const end = commit.tell(0);
          if (end !== 'more') break;
          for (const request of commit.requests) {
            if (request.kind === 'store' && request.operation === 'get') gets += request.count;
          }
        }
      }
      expect(replication.recorder('table.commits').total).toBe(30);
      expect(gets).toBe((30 * 29) / 2);
    });
  });
});
