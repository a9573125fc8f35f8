import { describe, expect, it } from 'vitest';
import { inspectTable } from '../../src/inspect/index.ts';
import { renderInspect } from '../../src/report/inspect/index.ts';
import type { TablePredictions } from '../../src/results/table-summary.ts';
import { add, deltaTable } from '../inspect/_table.ts';

const evil = '<script>alert(1)</script>';

const predictions: TablePredictions = {
  cluster: { workers: 4, instance: 'm5.2xlarge', isDefault: true },
  priceBook: 'a book',
  replications: 5,
  deletedBy: evil,
  layout: 'sort',
  operations: [
    {
      operation: 'optimize',
      seconds: { mean: 60, ci95: [58, 62] },
      usd: { mean: 0.5, ci95: [0.5, 0.5] },
      reason: null,
      filesIn: 30,
      filesOut: 1,
    },
    { operation: 'vacuum', seconds: null, usd: null, reason: 'it failed', filesIn: 0, filesOut: 0 },
  ],
  notModelled: [`partitions of ${evil}`],
  scenarioSha256: '',
};

async function page(withPredictions: boolean): Promise<Record<string, string>> {
  const fields = [evil, 'x'].map((name) => ({ name, type: 'long', nullable: true, metadata: {} }));
  const metaData = { id: 'a', schemaString: JSON.stringify({ fields }), partitionColumns: ['x'], configuration: {} };
  const files = Array.from({ length: 30 }, (_, i) =>
    add(`f${i}`, 1000, {
      partitionValues: { x: `${evil}${i % 3}` },
      stats: JSON.stringify({ numRecords: 2, minValues: { [evil]: i }, maxValues: { [evil]: i } }),
    }),
  );
  const folder = deltaTable([{ commitInfo: { operation: evil } }, { metaData }, ...files]);
  const table = await inspectTable(folder, folder);
  const written = await renderInspect({
    name: evil,
    lakesim: '0',
    table,
    predictions: withPredictions ? predictions : null,
  });
  return Object.fromEntries(written.map(({ path, content }) => [path, content]));
}

describe('the report of a table', () => {
  it('says first what OPTIMIZE would take, and what could not be simulated and why', async () => {
    const html = (await page(true))['index.html']!.replaceAll('\u00a0', ' ');
    const first = /<h1[^>]*>(.*?)<\/h1>/.exec(html)![1];
    expect(first).toBe('OPTIMIZE would take 60.0 ±2.0 s and $0.50 on 4 x m5.2xlarge: 96.7% of the files go.');
    expect(html).toContain('it failed');
    expect(html.match(/<figure/g)).toHaveLength(3);
  });

  it('is of the metadata alone where nothing was simulated', async () => {
    const html = (await page(false))['index.html']!.replaceAll('\u00a0', ' ');
    expect(/<h1[^>]*>(.*?)<\/h1>/.exec(html)![1]).toContain('30 files, 30 kB, 100% of them below 128 MiB');
    expect(html).not.toContain('id="predictions"');
  });

  it('escapes names of the table wherever they stand, and is the same bytes each time', async () => {
    const [one, two] = [await page(true), await page(true)];
    expect(one['index.html']).not.toContain('<script>alert');
    expect(one['index.html']).toContain('&lt;script&gt;alert');
    expect(one['index.html']).toBe(two['index.html']);
    expect(JSON.parse(one['results.json']!)).toMatchObject({ liveFiles: 30, predictions: { replications: 5 } });
  });
});
