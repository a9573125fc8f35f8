/** Compaction that comes with a commit: when a table asks for it, of which files, and what becomes of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Commit, DuePart, NewFiles } from '../../../src/models/capabilities.ts';
import { problemOfAutoCompaction } from '../../../src/models/table/_auto-compaction.ts';
import type { ChangingTable } from '../../../src/models/table/changing-table.ts';
import { countOf, type TableValues, tableLake, tableValues } from './_table.ts';

const mebi = 2 ** 20;
const hour = 3600;
const driver = {};
/** Hours as partitions, files as they come. */
const hourly: Partial<TableValues> = {
  ...{ files: 0, size: 0, fileSize: null, rowSize: 100, compression: 1, encoding: 'text', codec: 'none' },
  ...{ partitionBy: ['hour'], autoCompact: true },
};
/** Without partitions, with a column that rows are looked for by. */
const flat: Partial<TableValues> = {
  ...{ files: 20, fileSize: 1e6, rowSize: 100, compression: 1, encoding: 'text', codec: 'none' },
  ...{ columns: { id: { distinct: 1000 } }, autoCompact: true },
};
const through = (commit: Commit | null): string => {
  for (;;) {
    const end = commit!.tell(0);
    if (end !== 'more') return end;
  }
};
const files = (atSeconds: number, count: number, sizeBytes: number): NewFiles => ({
  ...{ rowsAtSeconds: atSeconds, count, bytes: count * sizeBytes, rows: (count * sizeBytes) / 100 },
});
const append = (table: ChangingTable, of: readonly NewFiles[], writer = 'load'): string =>
  through(table.append(of, { activity: 'load', writer }));
const due = (table: ChangingTable, writer = 'load', by: object = driver): readonly DuePart[] =>
  table.autoCompaction!.due(writer, by);
const counts = (parts: readonly DuePart[]): number[][] => parts.map(({ part, files: to }) => [countOf(part.files), to]);
/** As whoever committed does it: all files of a part become as many as it says. */
const begin = (table: ChangingTable, parts: readonly DuePart[]) =>
  parts.map(({ part, files: count }) => ({
    rewrite: table.rewrite(part, 'load'),
    files: [{ count, sizeBytes: Math.max(1, Math.floor(part.bytes / count)) }],
  }));
const finish = (table: ChangingTable, parts: readonly DuePart[], begun: ReturnType<typeof begin>): string => {
  const end = through(table.commitTogether(begun, { isOrdered: false, by: { activity: 'load', writer: 'load' } }));
  table.autoCompaction!.ended(parts, driver, end === 'committed');
  return end;
};
const forget = (table: ChangingTable, entity: number, rowsPerKey = 5): string => {
  const filter = { columns: ['id'], keys: 1, rowsPerKey, entity, activity: 'forget' };
  const match = table.rowChanges.match({ filter });
  const by = { activity: 'forget', writer: 'forget' };
  const change = table.rowChanges.begin(match, { kind: 'delete', inserted: 0 }, by);
  const written =
    change.work === 'rewrite' && change.files > 0
      ? [{ count: change.files, sizeBytes: Math.round(change.leftBytes / change.files) }]
      : [];
  return through(change.commit(written));
};

describe('a Delta table with automatic compaction', () => {
  it.each([
    [49, []],
    [50, [[50, 1]]],
    [51, [[51, 1]]],
  ])('after a commit that leaves %i small files in a partition has %o due', (count, expected) => {
    const { table } = tableLake('delta', hourly);
    append(table, [files(0, count, mebi)]);
    expect(counts(due(table))).toEqual(expected);
  });

  it('counts those that were there before, and asks once', () => {
    const { table } = tableLake('delta', hourly);
    append(table, [files(0, 35, mebi)]);
    expect(due(table)).toEqual([]);
    append(table, [files(0, 15, mebi)]);
    expect(counts(due(table))).toEqual([[50, 1]]);
    expect(due(table)).toEqual([]);
  });

  it('takes the partition that the commit has added to, and no other', () => {
    const { table } = tableLake('delta', hourly);
    append(table, [files(0, 80, mebi)], 'other');
    append(table, [files(2 * hour, 60, mebi)]);
    expect(counts(due(table))).toEqual([[60, 1]]);
    expect(counts(due(table, 'other'))).toEqual([[80, 1]]);
  });

  it('does not count files of half the target and more', () => {
    const { table } = tableLake('delta', hourly);
    append(table, [files(0, 49, mebi), files(0, 100, 64 * mebi)]);
    expect(due(table)).toEqual([]);
    append(table, [files(0, 1, mebi)]);
    expect(counts(due(table))).toEqual([[50, 1]]);
  });

  it('has files of 128 MiB at the most come of them', () => {
    for (const [count, size, into] of [
      [64, 2 * mebi, 1],
      [65, 2 * mebi, 2],
      [60, 63 * mebi, 30],
    ] as const) {
      const { table } = tableLake('delta', hourly);
      append(table, [files(0, count, size)]);
      const [only] = due(table);
      expect(only!.files).toBe(into);
      expect(only!.part.bytes / only!.files).toBeLessThanOrEqual(128 * mebi);
    }
  });

  it('has what one writer of a driver packs not packed by another of it, until that one is through', () => {
    const { table } = tableLake('delta', hourly);
    append(table, [files(0, 60, mebi)], 'a');
    const first = due(table, 'a');
    append(table, [files(0, 1, mebi)], 'b');
    expect(due(table, 'b')).toEqual([]);
    append(table, [files(0, 1, mebi)], 'c');
    expect(counts(due(table, 'c', {}))).toEqual([[62, 1]]);
    table.autoCompaction!.ended(first, driver, false);
    append(table, [files(0, 1, mebi)], 'b');
    expect(counts(due(table, 'b'))).toEqual([[63, 1]]);
  });

  it('is as it was without the key, which is its default', () => {
    const { table } = tableLake('delta', { ...hourly, autoCompact: tableValues('delta').autoCompact });
    append(table, [files(0, 80, mebi)]);
    expect(table.autoCompaction).toBeNull();
  });

  it('gives it up where a delete has taken one of the files, and the delete and the load stand', () => {
    const { replication, table, last, at } = tableLake('delta', { ...flat, files: 60 });
    const total = (metric: string): number => replication.recorder(metric).total;
    at(hour, () => {
      const rows = last('table.rows');
      append(table, [files(0, 1, mebi)]);
      const parts = due(table);
      const begun = begin(table, parts);
      expect(forget(table, 1)).toBe('committed');
      expect(finish(table, parts, begun)).toBe('conflict');
      expect([total('table.autoCompactionsLost'), total('table.autoCompactions')]).toEqual([1, 0]);
      expect(last('table.rows')).toBeCloseTo(rows + mebi / 100 - 5, 3);
    });
  });
});

describe('a Hudi table with inline compaction', () => {
  const hudi: Partial<TableValues> = { ...flat, changes: 'merge-on-read', files: 40 };

  it('has all files with logs due after each fifth commit, each as one file again', () => {
    const { table, last, at } = tableLake('hudi', hudi);
    at(hour, () => {
      const asked = Array.from({ length: 12 }, (_, nth) => {
        expect(forget(table, nth)).toBe('committed');
        const marked = last('table.deletionVectors');
        const parts = due(table, 'forget');
        if (parts.length === 0) return 0;
        const all = parts.reduce((sum, { part }) => sum + countOf(part.files), 0);
        expect(all).toBe(marked);
        expect(parts.every(({ part, files: to }) => countOf(part.files) === to)).toBe(true);
        expect(finish(table, parts, begin(table, parts))).toBe('committed');
        expect([last('table.deletionVectors'), last('table.files')]).toEqual([0, 40]);
        return 1;
      });
      expect(asked).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0]);
    });
  });
});

describe('rows of a table that is compacted after commits', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('load' as const), count: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ kind: fc.constant('forget' as const), entity: fc.integer({ min: 0, max: 999 }) }),
    fc.record({ kind: fc.constant('finish' as const), crashes: fc.boolean() }),
  );
  it.each([
    ['delta', 'copy-on-write'],
    ['delta', 'merge-on-read'],
    ['hudi', 'merge-on-read'],
  ] as const)('are those that came less those that are gone, whatever comes between (%s, %s)', (profile, changes) => {
    let compacted = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        const { table, last, at } = tableLake(profile, { ...flat, changes });
        at(hour, () => {
          let rows = last('table.rows');
          let open: { parts: readonly DuePart[]; begun: ReturnType<typeof begin> } | null = null;
          for (const each of steps) {
            if (each.kind === 'load') {
              if (append(table, [files(0, each.count, 1e4)]) === 'committed') rows += each.count * 100;
            } else if (each.kind === 'forget') {
              const before = last('table.rows');
              if (forget(table, each.entity) === 'committed') rows -= Math.min(5, before);
            } else if (open !== null) {
              if (each.crashes) {
                for (const { rewrite } of open.begun) rewrite.abandon();
                table.autoCompaction!.ended(open.parts, driver, false);
              } else if (finish(table, open.parts, open.begun) === 'committed') compacted++;
              open = null;
            }
            if (open === null) {
              const parts = [...due(table), ...due(table, 'forget')];
              if (parts.length > 0) open = { parts, begun: begin(table, parts) };
            }
            expect(last('table.rows')).toBeCloseTo(rows, 3);
          }
        });
      }),
      { seed: 7, numRuns: 60 },
    );
    expect(compacted).toBeGreaterThan(10);
  });
});

describe('autoCompact', () => {
  it.each([
    ['iceberg', {}, 'nothing says when it compacts after a commit'],
    ['hive', {}, 'nothing says when it compacts after a commit'],
    ['hudi', { changes: 'copy-on-write' }, 'Hudi compacts what it merges on read'],
    ['hudi', { changes: 'merge-on-read' }, undefined],
    ['delta', {}, undefined],
  ] as const)('of %s with %o: %s', (profile, given, message) => {
    const problem = problemOfAutoCompaction(tableValues(profile, { ...given, autoCompact: true }));
    expect(problem?.message).toBe(message);
  });
});
