/** Whoever changes rows compacts after his commit, from the keys of a scenario to the metrics, on a store of constant times. */
import { describe, expect, it } from 'vitest';
import type { Process } from '../../../src/kernel/index.ts';
import { compactAfterCommit } from '../../../src/models/after-commit.ts';
import type { Commit, CommitEnd, QueryEngine } from '../../../src/models/capabilities.ts';
import { measureOf, type SparkLake, simulateSpark } from './_spark.ts';
import { tableLake } from './_table.ts';
import { FakeOccurrence } from './_world.ts';

const table = {
  ...{ profile: 'delta', files: 1, fileSize: '100 kB', rowSize: '100 B', compression: 1, checkpointEvery: 1e6 },
  ...{ encoding: 'json', codec: 'none', columns: { id: { distinct: 1_000_000 } } },
};
/** Each brings 15 files more, beside the one that it writes anew. */
const merge = {
  ...{ name: 'merge', by: 'id', keys: 1, rowsPerKey: 1, inserts: 1499, into: 15, source: '150 kB' },
  ...{ every: '10 min', overlap: 'queue' },
};
const rounds = (count: number) => [{ update_rows: { ...merge, count } }];
const run = async (keys: object, workload: NonNullable<SparkLake['workload']>, rest: SparkLake = {}) => {
  const result = await simulateSpark({ ...rest, table: { ...table, ...keys }, workload, run: { horizon: '3 h' } });
  return {
    of: (metric: string) => measureOf(result, metric),
    end: (metric: string) => Number(result.metrics[metric]!.whole.end),
  };
};
const auto = { autoCompact: true };

describe('a MERGE of a Delta table with automatic compaction', () => {
  it('does not compact below 50 small files, and is then as it is without', async () => {
    const [without, itself] = await Promise.all([{}, auto].map((keys) => run(keys, rounds(3))));
    expect([itself!.of('table.autoCompactions'), itself!.of('merge.time.compact')]).toEqual([0, 0]);
    for (const metric of ['merge.latency', 'merge.requests', 'table.commits'])
      expect(itself!.of(metric)).toBe(without!.of(metric));
    expect(itself!.end('table.files')).toBe(without!.end('table.files'));
  });

  it('compacts from 50 on before it is through: the one more commit, its files and its time are its own', async () => {
    const [without, itself] = await Promise.all([{}, auto].map((keys) => run(keys, rounds(4))));
    expect(without!.end('table.files')).toBeGreaterThanOrEqual(50);
    expect([itself!.of('table.autoCompactions'), itself!.end('table.files')]).toEqual([1, 1]);
    expect(itself!.of('table.autoCompacted')).toBe(without!.end('table.bytes'));
    expect(itself!.of('table.commits')).toBe(without!.of('table.commits') + 1);
    const seconds = itself!.of('merge.time.compact');
    expect(seconds).toBeGreaterThan(0.5);
    expect(4 * (itself!.of('merge.latency') - without!.of('merge.latency'))).toBeCloseTo(seconds, 6);
    expect(itself!.of('merge.time.total')).toBeCloseTo(4 * itself!.of('merge.latency'), 6);
    expect(itself!.of('merge.requests')).toBeGreaterThan(without!.of('merge.requests'));
    // No reader waits for it.
    expect(itself!.of('merge.hidden')).toBeCloseTo(without!.of('merge.hidden'), 6);
  });

  it('does so about every fourth time, and no row is lost or there twice', async () => {
    const [without, itself] = await Promise.all([{}, auto].map((keys) => run(keys, rounds(16))));
    expect(itself!.of('table.autoCompactions')).toBe(4);
    expect(itself!.end('table.rows')).toBeCloseTo(1000 + 16 * 1499, 3);
    expect(itself!.end('table.rows')).toBeCloseTo(without!.end('table.rows'), 3);
    expect(itself!.of('merge.failed')).toBe(0);
  });

  it('stands, where a delete has come between that makes its compaction worth nothing', async () => {
    const forget = { name: 'forget', by: 'id', keys: 1, rowsPerKey: 200 };
    // It looks into all files while the fourth MERGE compacts them.
    const { of: alone } = await run(auto, rounds(4));
    const begins = 30 * 60 + 4 * alone('merge.latency') - 3 * (await run(auto, rounds(3))).of('merge.latency');
    const at = `${begins - alone('merge.time.compact') + 0.05} s`;
    const workload = [...rounds(4), { delete_rows: { ...forget, at } }];
    const { of, end } = await run({ ...auto, changes: 'merge-on-read' }, workload, { compute: { workers: 40 } });
    expect([of('merge.failed'), of('merge.count'), of('forget.failed')]).toEqual([0, 4, 0]);
    expect([of('table.autoCompactions'), of('table.autoCompactionsLost')]).toEqual([0, 1]);
    expect(of('merge.wasted')).toBeGreaterThan(1);
    expect(of('merge.conflicts')).toBe(0);
    expect(end('table.rows')).toBeCloseTo(1000 + 4 * 1499 - 200, 3);
  });
});

describe('a compaction after a commit', () => {
  /** A second a job, of two slots; three partitions are due. */
  const compacted = (fails: number, parallel = 15) => {
    const hourly = { files: 0, size: 0, fileSize: null, partitionBy: ['hour' as const], autoCompact: true };
    const { replication, table } = tableLake('delta', { ...hourly, autoCompactParallel: parallel });
    const occurrence = new FakeOccurrence('load', 0, 0);
    let [jobs, wasted] = [0, 0];
    occurrence.sample = () => (value) => {
      wasted += value;
    };
    const commit = function* (entry: Commit): Process<CommitEnd> {
      for (;;) {
        const end = entry.tell(0);
        if (end !== 'more') return end;
        yield 0;
      }
    };
    const engine: Partial<QueryEngine> = {
      *run({ outputBytes, write }) {
        const nth = jobs++;
        yield 1;
        const files = [{ count: write.tasks!, sizeBytes: Math.round(outputBytes / write.tasks!) }];
        return { files, failure: nth === fails ? 'it failed' : null, slotSeconds: 2 };
      },
      commit,
    };
    const { kernel } = replication;
    const world = replication.world('load');
    const by = { activity: 'load', writer: 'load' };
    const story = function* (): Process<void> {
      const added = [0, 3600, 7200].map((rowsAtSeconds) => ({ rowsAtSeconds, count: 60, bytes: 6e7, rows: 6e5 }));
      yield* commit(table.append(added, by)!);
      const of = { engine: engine as QueryEngine, table, world, occurrence, pool: 'default', writer: 'load' };
      yield* compactAfterCommit(of);
    };
    kernel.spawn(story(), 'test');
    kernel.run();
    const total = (metric: string) => replication.recorder(metric).total;
    const level = (metric: string) => replication.recorder(metric).last;
    return { jobs, wasted, occurrence, total, level, seconds: kernel.now };
  };

  it('is a job for each partition, so many at once, and one commit', () => {
    const { jobs, occurrence, total, level } = compacted(-1);
    expect([jobs, occurrence.phases, total('table.commits')]).toEqual([3, { compact: 1 }, 2]);
    expect([level('table.files'), level('table.rows')]).toEqual([3, 18e5]);
    expect([total('table.autoCompactions'), total('table.autoCompacted')]).toEqual([1, 18e7]);
    expect(compacted(-1, 2).occurrence.phases).toEqual({ compact: 2 });
  });

  it('has been for nothing where one of its jobs fails, and whoever committed is through all the same', () => {
    const { wasted, occurrence, total, level } = compacted(1);
    expect([level('table.files'), level('table.rows'), total('table.commits')]).toEqual([180, 18e5, 1]);
    expect([total('table.autoCompactions'), total('table.autoCompactionsLost')]).toEqual([0, 1]);
    expect([wasted, occurrence.failure]).toEqual([6, null]);
  });
});

describe('a delete of a Hudi table with inline compaction', () => {
  it('merges logs into files after each fifth commit', async () => {
    const forget = { name: 'forget', by: 'id', keys: 1, rowsPerKey: 20, every: '10 min', count: 11 };
    const hudi = { profile: 'hudi', changes: 'merge-on-read', files: 40, autoCompact: true };
    const { of, end } = await run(hudi, [{ delete_rows: forget }]);
    expect(of('table.autoCompactions')).toBe(2);
    expect(of('forget.time.compact')).toBeGreaterThan(0);
    const without = await run({ ...hudi, autoCompact: false }, [{ delete_rows: forget }]);
    expect(without.of('forget.time.compact')).toBe(0);
    expect(end('table.deletionVectors')).toBeLessThan(without.end('table.deletionVectors'));
    expect(end('table.rows')).toBeCloseTo(without.end('table.rows'), 3);
  });
});
