import { describe, expect, it } from 'vitest';
import { inspectTable } from '../../src/inspect/index.ts';
import { layoutOf } from '../../src/inspect/layout-of.ts';
import { scenarioOf } from '../../src/inspect/scenario.ts';
import type { ColumnSummary, TableSummary } from '../../src/results/table-summary.ts';
import { parseScenario } from '../../src/scenario/index.ts';
import { cluster, madeTable } from './_predict.ts';
import { add, deltaTable } from './_table.ts';

const column = (
  name: string,
  overlapShare: number,
  files = 1000,
  more: Partial<ColumnSummary> = {},
): ColumnSummary => ({
  name,
  type: 'long',
  partition: false,
  boundsShare: 1,
  clustering: { files, overlapShare, meanDepth: overlapShare * files, maxDepth: overlapShare * files },
  ...more,
});
const layout = (columns: ColumnSummary[], by?: string) => layoutOf({ columns } as unknown as TableSummary, by);

describe('the layout that stands for measured overlap', () => {
  it.each([
    ['ranges that do not meet', 0.001, 'sort', 1],
    ['a tenth: 1000^(-1/3)', 0.1, 'zorder', 3],
    ['1000^(-1/2)', 0.0316, 'zorder', 2],
    ['half: 1000^(-1/10)', 0.5, 'zorder', 10],
    ['nearly all', 0.9, 'random', 0],
    ['all', 1, 'random', 0],
  ])('%s', (_, share, word, count) => {
    const found = layout([column('id', share)]);
    expect([found.layout, found.orderBy.length]).toEqual([word, count]);
  });

  it('takes real columns for the curve first, the best clustered ones', () => {
    const found = layout([column('id', 0.1), column('a', 0.9), column('b', 0.3), column('c', 0.2)]);
    expect(found.orderBy).toEqual(['id', 'c', 'b']);
    expect(layout([column('id', 0.1)]).orderBy).toEqual(['id', null, null]);
  });

  it('deletes by the column that is asked for, or the first with bounds that is no partition', () => {
    const columns = [
      column('day', 0.01, 1000, { partition: true }),
      column('note', 1, 1000, { clustering: null, boundsShare: 0 }),
      column('id', 0.5),
    ];
    expect(layout(columns).key?.name).toBe('id');
    expect(layout(columns, 'note')).toMatchObject({ key: { name: 'note' }, layout: 'random', hasBounds: false });
    expect(layout([columns[0]!]).key).toBeNull();
  });
});

describe('the scenario of a table', () => {
  const textOf = async (folder: string): Promise<string> =>
    scenarioOf(await inspectTable(folder, folder), cluster).text;

  it('is the same bytes for the same table, and says where its numbers are from', async () => {
    const folder = madeTable({ files: 10, sizeBytes: 1000, layout: 'sorted', removed: 3 });
    const text = await textOf(folder);
    expect(text).toBe(await textOf(folder));
    expect(text).toContain('      - { files: 10, size: 10000 B }');
    expect(text).toContain('    rows: 100000');
    expect(text).toContain('    removed: { files: 3, size: 3000 B, ago: 30 d }');
    expect(text).toContain('    layout: sort\n    orderBy: [c0]');
    expect((await parseScenario('x', text)).ok).toBe(true);
  });

  it('holds whatever the columns are called', async () => {
    const names = ['a b', '__proto__', 'x: y\n- z', 'unknown_2', 'GB', 'cost', '# no', '☃'];
    for (const first of names) {
      const fields = [first, 'plain'].map((name) => ({ name, type: 'long', nullable: true, metadata: {} }));
      const metaData = { id: 'a', schemaString: JSON.stringify({ fields }), partitionColumns: [], configuration: {} };
      const stats = (i: number) => ({
        stats: `{"numRecords":5,"minValues":{${JSON.stringify(first)}:${i}},"maxValues":{${JSON.stringify(first)}:${i + 4}}}`,
      });
      const files = Array.from({ length: 30 }, (_, i) => add(`f${i}`, 10, stats(i)));
      const text = await textOf(deltaTable([{ metaData }, ...files]));
      const read = await parseScenario('x', text);
      expect(read.ok ? [] : read.issues, text).toEqual([]);
    }
  });

  it('says nothing of rows that no statistics state, and of files of nothing that they have a byte', async () => {
    const text = await textOf(deltaTable([add('a', 0), add('b', 10)]));
    expect(text).not.toContain('    rows:');
    expect(text).toContain('    statistics: 0');
    expect((await parseScenario('x', text)).ok).toBe(true);
  });
});
