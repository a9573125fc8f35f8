/** Streams whose deliveries are transactions of a table's log, from the keys of a scenario, on a store of constant times. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import type { ReplicationResult } from '../../../src/experiment/core/replication.ts';
import { models } from '../../../src/models/registry.ts';
import { createCatalog } from '../../../src/scenario/index.ts';
import { constantStore } from './_spark.ts';
import { type Keys, parseLake } from './_stream-lake.ts';

const catalog = createCatalog(models);
/** A request takes 10 ms whatever it carries, and there is no checkpoint. */
const store = { ...constantStore, listBytesPerKey: '0 B', connectionRate: '1 TB/s' };
const table = { ...{ profile: 'delta', files: 10, fileSize: '1 MB', checkpointEvery: 1e6 } };
const stream = {
  ...{ profile: 'spark-micro-batch', interval: '10 s', writers: 1, together: false, transactions: true, work: '0 s' },
};
const run = async (
  lake: { storage?: Keys; table?: Keys; stream?: Keys; ingest?: Keys; run?: Keys; workload?: Keys[] } = {},
): Promise<{ result: ReplicationResult; of: (metric: string) => number; end: (metric: string) => number }> => {
  const resolved = await parseLake({
    storage: { ...store, ...lake.storage },
    table: { ...table, ...lake.table },
    stream: { ...stream, ...lake.stream },
    workload: [
      { ingest: { records: '1000 /s', recordSize: '100 B', until: '100 s', ...lake.ingest } },
      ...(lake.workload ?? []),
    ],
    run: { seed: 1, replications: 1, ...lake.run },
  });
  const result = simulate(resolved.designs[0]!, { replication: 0, run: resolved.run, catalog });
  return {
    result,
    of: (metric) => Number(result.metrics[metric]?.whole.value ?? 0),
    end: (metric) => Number(result.metrics[metric]!.whole.end),
  };
};
/** Rows that were there at the start. */
const rowsAtStart = async (keys: Keys = {}): Promise<number> => {
  const { end } = await run({ table: keys, ingest: { records: '1 /s', until: '0.5 s' } });
  return end('table.rows');
};

describe('deliveries that are transactions', () => {
  /**
   * All writers deliver at the same time. The first has its entry written in 10 ms; each of the others is told that it is too late,
   * lists, gets the entry of the winner and tries again, 30 ms in all, and each time the next one wins: 10 ms, 40 ms, 70 ms ...
   */
  it.each([1, 2, 3, 8])(
    'of %i writers at once are committed one by one, each a listing, a GET and a PUT later',
    async (writers) => {
      const { of } = await run({ stream: { writers } });
      expect(of('stream.flushes.total')).toBe(10 * writers);
      expect(of('table.commits')).toBe(10 * writers);
      expect(of('table.retries')).toBe((10 * writers * (writers - 1)) / 2);
      expect(of('stream.commitTime')).toBeCloseTo(0.01 + 0.015 * (writers - 1), 6);
      // LISTs: one at the beginning of each, and one for each retry.
      expect(of('storage.requests.list')).toBe(10 * writers + of('table.retries'));
    },
  );

  it.each(['delta', 'iceberg', 'hudi'])('put all records into a table of %s, once', async (profile) => {
    const rows = await rowsAtStart({ profile });
    const { of, end } = await run({ table: { profile }, stream: { writers: 6 } });
    expect(of('ingest.records')).toBe(100_000);
    expect(end('table.rows') - rows).toBeCloseTo(100_000, 3);
  });

  it('whose commit comes to nothing have their records go with the next', async () => {
    const keys = { profile: 'iceberg', commitRetries: 0 };
    const rows = await rowsAtStart(keys);
    const { of, end } = await run({ table: keys, stream: { writers: 6 } });
    // Of six at once one gets its number.
    expect(of('stream.uncommitted')).toBeGreaterThan(40);
    expect(end('table.rows') - rows).toBeCloseTo(100_000, 3);
    expect(end('table.deadBytes')).toBeGreaterThan(0);
    expect(of('ingest.delayed')).toBeGreaterThan(0);
  });

  it('are there once, whenever the writer crashes', async () => {
    const rows = await rowsAtStart();
    const crash = { crashes: '600 /h', recovery: '1 s', work: '2 s', writers: 4 };
    const { of, end } = await run({ stream: crash, ingest: { until: '1000 s' } });
    expect(end('table.rows') - rows).toBeCloseTo(1e6, 3);
    expect(of('ingest.duplicates')).toBe(0);
    expect(of('ingest.delayed')).toBeGreaterThan(0);
  });

  it('are there once, where the writer crashes between its commit and the checkpoint that it brings about', async () => {
    const keys = { checkpointEvery: 1 };
    const rows = await rowsAtStart(keys);
    const crash = { crashes: '360 /h', recovery: '1 s' };
    const { of, end } = await run({
      table: keys,
      storage: { put: '1 s' },
      stream: crash,
      ingest: { until: '600 s' },
    });
    expect(of('table.commits')).toBeGreaterThan(20);
    expect(end('table.rows') - rows).toBeCloseTo(600_000, 3);
    expect(of('ingest.duplicates')).toBe(0);
  });

  it('are lost where nothing guards the log, and counted', async () => {
    const keys = { commit: 'unguarded' };
    const rows = await rowsAtStart(keys);
    const { of, end } = await run({ table: keys, stream: { writers: 6 } });
    expect(of('table.lostRows')).toBeGreaterThan(0);
    expect(of('table.commits') + of('table.lostCommits')).toBe(60);
    expect(end('table.rows') - rows).toBeCloseTo(100_000 - of('table.lostRows'), 3);
  });

  it('with work in between begin with a listing and are too late for those who have not worked so long', async () => {
    const { of } = await run({ stream: { writers: 2, work: { uniform: { low: '0 s', high: '5 s' } } } });
    expect(of('table.commits')).toBe(20);
    // Of two that looked at the same time the later one is too late.
    expect(of('table.retries')).toBe(10);
  });

  it('are simulated one by one, whatever the fidelity', async () => {
    const exact = await run({ run: { fidelity: 'exact' }, stream: { writers: 3 } });
    const collapsed = await run({ run: { fidelity: 'collapsed' }, stream: { writers: 3 } });
    expect(collapsed.result.metrics).toEqual(exact.result.metrics);
  });

  it('into a table without a log are there when they are uploaded', async () => {
    const hive = { table: { profile: 'hive', checkpointEvery: 10 } };
    const without = await run({ ...hive, stream: { transactions: false, writers: 3 }, run: { fidelity: 'exact' } });
    const { result, of } = await run({ ...hive, stream: { writers: 3 } });
    expect(result.metrics['table.files']).toEqual(without.result.metrics['table.files']);
    expect(of('stream.commitTime')).toBe(0);
  });
});

describe('a writer of a Delta table with automatic compaction', () => {
  const small = { files: 44, fileSize: '1 MB', rowSize: '100 B' };
  const auto = { ...small, autoCompact: true };

  it('compacts before its next batch once there are 50 small files: one commit more, and no row less', async () => {
    const [without, itself] = await Promise.all([small, auto].map((keys) => run({ table: keys })));
    // Ten batches of a file; the sixth makes 50, four come after.
    expect([without!.of('table.commits'), itself!.of('table.commits')]).toEqual([10, 11]);
    expect([without!.end('table.files'), itself!.end('table.files')]).toEqual([54, 5]);
    expect(itself!.end('table.rows')).toBeCloseTo(without!.end('table.rows'), 3);
    expect(itself!.of('ingest.records')).toBe(without!.of('ingest.records'));
    // 50 GETs one after another, a PUT, and the PUT of the entry: 10 ms each; and the bytes, twice.
    expect(itself!.of('stream.compactTime')).toBeCloseTo(0.52 + (2 * itself!.of('table.autoCompacted')) / 1e12, 5);
    expect(itself!.of('storage.requests.get') - without!.of('storage.requests.get')).toBe(50);
    expect(itself!.of('ingest.freshness')).toBeCloseTo(without!.of('ingest.freshness'), 6);
  });

  it('has its next batch wait for it', async () => {
    const slow = (keys: Keys) =>
      run({ table: { ...keys, files: 4000 }, stream: { interval: '1 s' }, ingest: { until: '10 s' } });
    const [without, itself] = await Promise.all([small, auto].map(slow));
    // 4001 files become 30, 15 of them at once: 134 one after another for each, longer than an interval.
    expect(itself!.of('stream.compactTime')).toBeGreaterThan(1);
    expect(itself!.of('stream.flushes.total')).toBeLessThan(without!.of('stream.flushes.total'));
    expect(itself!.of('ingest.freshness')).toBeGreaterThan(without!.of('ingest.freshness'));
    expect(itself!.end('table.rows')).toBeCloseTo(without!.end('table.rows'), 3);
  });

  it('has done it for nothing where another has compacted the same files, and both their batches stand', async () => {
    const both = { writers: 2 };
    const [without, itself] = await Promise.all(
      [small, auto].map((keys) => run({ table: { ...keys, files: 45 }, stream: both })),
    );
    // The third batch of the first makes 50; that of the other comes while he compacts.
    expect(itself!.of('table.autoCompactionsLost')).toBeGreaterThan(0);
    expect(itself!.of('table.autoCompactions')).toBeGreaterThan(0);
    expect(itself!.of('ingest.delayed')).toBe(0);
    expect(itself!.end('table.rows')).toBeCloseTo(without!.end('table.rows'), 3);
  });

  it('that crashes meanwhile leaves the table as it was before, and nothing is there twice', async () => {
    const keys = { ...auto, files: 4000 };
    const crashing = { stream: { crashes: '12 /min', recovery: '1 s' }, ingest: { until: '300 s' } };
    const rows = await rowsAtStart({ ...small, files: 4000 });
    const { of, end } = await run({ table: keys, ...crashing });
    expect(of('table.autoCompactionsLost')).toBeGreaterThan(0);
    expect(end('table.rows') - rows).toBeCloseTo(of('ingest.records'), 3);
  });
});
