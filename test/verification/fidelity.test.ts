/**
 * Requests drawn as one against each of them simulated: 30 pairs of replications of one Spark scan over 40,000 or fewer
 * small files. Mean, median, p95 and makespan within 1 %, p99 within 2 %: what the results promise of `collapsed`.
 */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/experiment/core/index.ts';
import type { ReplicationResult } from '../../src/experiment/core/replication.ts';
import { models } from '../../src/models/registry.ts';
import { createCatalog } from '../../src/scenario/index.ts';
import { measureOf, type SparkLake, sparkDesign } from '../unit/models/_spark.ts';

const catalog = createCatalog(models);
const pairs = 30;

/** S3 with its measured spread; a connection that is there. */
const measured = Object.fromEntries(
  ['close', 'firstByte', 'put', 'upload', 'head', 'list', 'listKey', 'delete', 'copy', 'connectionRate'].map((key) => [
    key,
    undefined,
  ]),
);
const client = { nic: 'none', connections: 100, timeout: 'none', retry: 's3a-3.4' };
const lakeOf = (files: number, partitions: unknown): SparkLake => ({
  storage: { ...measured, partitions },
  table: { encoding: 'parquet', codec: 'snappy', files, fileSize: '20 kB' },
  compute: { connector: 's3fileio', workers: 20, cores: 4, client },
});

const runs = async (lake: SparkLake, fidelity: 'auto' | 'exact' | 'collapsed', n = pairs) => {
  const { design, run } = await sparkDesign(lake);
  return Array.from({ length: n }, (_, replication) =>
    simulate(design, { replication, run: { ...run, fidelity }, catalog }),
  );
};
const ofAll = (results: readonly ReplicationResult[], metric: string): number[] =>
  results.map((each) => measureOf(each, metric));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const quantile = (values: readonly number[], p: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = p * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
};

describe('requests drawn as one', () => {
  const start = { start: 1, put: '3500 /s', splitAt: '80%', idle: '2 d' };
  it.each([
    { name: 'nothing refuses', files: 12_800, partitions: 'none' },
    // 80 slots ask for about 2,700 requests a second.
    {
      name: 'a prefix of 1,000 GETs a second refuses',
      files: 40_000,
      partitions: { ...start, get: '1000 /s', split: '1 h' },
    },
    { name: 'a prefix grows while it refuses', files: 40_000, partitions: { ...start, get: '500 /s', split: '20 s' } },
  ])('take as long as each of them, where $name', { timeout: 300_000 }, async ({ files, partitions }) => {
    const lake = lakeOf(files, partitions);
    const exact = await runs(lake, 'exact');
    const collapsed = await runs(lake, 'collapsed');
    expect(new Set(exact.map((each) => each.fidelity))).toEqual(new Set(['exact']));
    expect(new Set(collapsed.map((each) => each.fidelity))).toEqual(new Set(['collapsed']));
    const ratio = (metric: string, of: (values: readonly number[]) => number): number =>
      of(ofAll(collapsed, metric)) / of(ofAll(exact, metric));
    for (const metric of ['query.latency', 'query.makespan']) {
      expect(Math.abs(ratio(metric, mean) - 1)).toBeLessThan(0.01);
      expect(Math.abs(ratio(metric, (values) => quantile(values, 0.5)) - 1)).toBeLessThan(0.01);
      expect(Math.abs(ratio(metric, (values) => quantile(values, 0.95)) - 1)).toBeLessThan(0.01);
      expect(Math.abs(ratio(metric, (values) => quantile(values, 0.99)) - 1)).toBeLessThan(0.02);
    }
    // What is read and what is billed is the same to the byte and the request.
    expect(ofAll(collapsed, 'query.bytesRead')).toEqual(ofAll(exact, 'query.bytesRead'));
    const billed = (results: readonly ReplicationResult[]): number[] =>
      results.map((each) => measureOf(each, 'storage.requests.get') - measureOf(each, 'storage.throttled'));
    expect(billed(collapsed)).toEqual(billed(exact));
    if (partitions !== 'none') expect(Math.abs(ratio('storage.throttled', mean) - 1)).toBeLessThan(0.03);
    const events = (results: readonly ReplicationResult[]): number => mean(results.map((each) => each.events));
    expect(events(collapsed)).toBeLessThan(events(exact) / 10);
  });

  it('are not where a task has several under way at once, or where they fill the card', async () => {
    const ranges = lakeOf(20, 'none');
    const vectored = { ...ranges, table: { ...ranges.table, fileSize: '500 MB' } };
    const sideBySide = { ...vectored, compute: { ...ranges.compute, connector: 's3a-3.4' } };
    const onCard = {
      ...vectored,
      compute: { ...ranges.compute, client: { ...client, nic: { baseline: '1 Gbit/s' } } },
    };
    for (const lake of [sideBySide, onCard]) {
      const [only] = await runs(lake, 'collapsed', 1);
      expect(only!.fidelity).toBe('exact');
    }
  });

  it('are not as long as there are no more than ten million of them', async () => {
    const [only] = await runs(lakeOf(1000, 'none'), 'auto', 1);
    expect(only!.fidelity).toBe('exact');
  });

  it('are beyond ten million', async () => {
    const [only] = await runs(lakeOf(4_000_000, 'none'), 'auto', 1);
    expect(only!.fidelity).toBe('collapsed');
    expect(measureOf(only!, 'storage.requests.get')).toBe(12_000_000);
  });
});
