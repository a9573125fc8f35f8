/** The kernel keeps a handler for as long as it runs: what comes and goes with each query must not make one. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import { Kernel } from '../../../src/kernel/index.ts';
import { models } from '../../../src/models/registry.ts';
import { createCatalog } from '../../../src/scenario/index.ts';
import { measureOf, type SparkLake, sparkDesign } from './_spark.ts';

afterEach(() => vi.restoreAllMocks());

const handlersOf = async (lake: SparkLake, count: number): Promise<number> => {
  const { design, run } = await sparkDesign({
    ...lake,
    workload: [{ query: { ...lake.query, every: '1 min', count } }],
  });
  const made = vi.spyOn(Kernel.prototype, 'handler');
  const result = simulate(design, { replication: 0, run, catalog: createCatalog(models) });
  expect(measureOf(result, 'query.count')).toBe(count);
  const { length } = made.mock.calls;
  made.mockRestore();
  return length;
};

describe('what the kernel keeps', () => {
  it.each([
    { name: 'a scan', query: {} },
    { name: 'a shuffle', query: { selectivity: '50%', shuffle: '50%' } },
    { name: 'a broadcast', query: { broadcast: '10 MB' } },
    { name: 'output', query: { output: '10 MB', write: { by: 'repartition', tasks: 2 } } },
  ])('does not grow with the number of queries: $name', async ({ query }) => {
    const lake: SparkLake = { table: { files: 20, fileSize: '1 MB' }, compute: {}, query };
    expect(await handlersOf(lake, 30)).toBe(await handlersOf(lake, 3));
  });
});
