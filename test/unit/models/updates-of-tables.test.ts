import { describe, expect, it } from 'vitest';
import type { Commit } from '../../../src/models/capabilities.ts';
import { tableLake } from './_table.ts';

/** 100 files of 10,000 rows of 100 B, stored as they are. */
const hundred = {
  ...{ files: 100, fileSize: 1e6, rowSize: 100, compression: 1, encoding: 'text' as const, codec: 'none' as const },
  columns: { user_id: { distinct: 1000 } },
} as const;

const through = (commit: Commit): string => {
  for (;;) {
    const end = commit.tell(0);
    if (end !== 'more') return end;
  }
};

describe('an update', () => {
  it.each(['copy-on-write', 'merge-on-read'] as const)(
    'keeps all rows and adds the inserted ones, again and again (%s)',
    (changes) => {
      const { table, at, last } = tableLake('delta', { ...hundred, changes });
      for (let round = 1; round <= 5; round++)
        at(round * 3600, () => {
          const filter = { columns: ['user_id'], keys: 1, rowsPerKey: 50, entity: round, activity: 'merge' };
          const match = table.match({ filter });
          const by = { activity: 'merge', writer: 'merge' };
          const change = table.begin(match, { kind: 'update', inserted: 30 }, by);
          // 50 changed and 30 new rows of 100 B.
          expect(change.newBytes / 8000).toBeCloseTo(1, 2);
          const bytes = change.newBytes + (change.work === 'rewrite' ? change.leftBytes : 0);
          expect(through(change.commit([{ count: 1, sizeBytes: bytes }]))).toBe('committed');
          expect(last('table.rows')).toBeCloseTo(1e6 + 30 * round, 4);
        });
    },
  );
});
