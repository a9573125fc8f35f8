import { describe, expect, it } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import type { TableLogReads } from '../../../src/models/capabilities.ts';
import { codingCpuOf, readSeconds } from '../../../src/models/spark/_cpu.ts';
import { createCatalog } from '../../../src/scenario/index.ts';
import { type LivingOptions, type LivingTable, withLivingTable } from './_living-table.ts';
import { measureOf, type SparkLake, sparkDesign } from './_spark.ts';
import { tableRow } from './_spark-tables.ts';

const run = async (options: LivingOptions, lake: SparkLake) => {
  let table: LivingTable | undefined;
  const models = withLivingTable(options, (made) => {
    table = made;
  });
  const { design, run } = await sparkDesign(lake);
  const result = simulate(design, { replication: 0, run, catalog: createCatalog(models) });
  return { result, table: table!, of: (metric: string) => measureOf(result, metric) };
};
const compacted = (options: LivingOptions, keys: object = {}, lake: SparkLake = {}) =>
  run(options, { ...lake, workload: [{ compact: { target: '1 MB', ...keys } }] });

/** 100 files of 100 rows of 100 B, with 500 B on top of each file: 10,500 B. */
const hundred: LivingOptions = { parts: [{ files: 100, rows: 100 }] };
const log: TableLogReads = {
  steps: [{ serviceSeconds: 0, listedKeys: 3, gets: [{ count: 2, sizeBytes: 600 }], parallel: 2 }],
  actions: 4,
  version: 2,
};
/** CPU of one of them, which is read with a HEAD and a GET. */
const cpuOfFile = readSeconds(
  codingCpuOf(tableRow('file-formats', 'json'), tableRow('codecs', 'none'), tableRow('client-cpu', 'aws-sdk-java')),
  { bytes: 10_500, chunks: 0, requests: 2 },
  0,
);

describe('compaction as a job', () => {
  it('reads every small file once and writes as many as the target asks: rows and raw bytes stay, overheads shrink', async () => {
    const { of, table } = await compacted(hundred);
    // 1,050,000 B at 1 MB a file: two.
    expect(of('compact.filesIn')).toBe(100);
    expect(of('compact.filesOut')).toBe(2);
    expect(of('storage.requests.get')).toBe(100);
    // By its path: a LIST that looks for it brings one key, the listing a hundred.
    expect(of('compact.bytesRead')).toBe(100 * 10_500 + 101 * 300);
    expect(of('compact.bytesWritten')).toBe(2 * 500 + 1_000_000);
    expect(table.rows).toBe(10_000);
    expect(table.parts[0]!.files.filter(({ count }) => count > 0)).toEqual([
      { count: 2, rows: 5000, sizeBytes: 500 + 500_000 },
    ]);
  });

  it('in bins writes a file into each partition by a task of its own, without a shuffle', async () => {
    const { of, table } = await compacted({ ...hundred, partitions: 10 }, { write: 'bins' });
    expect([of('compact.filesIn'), of('compact.filesOut'), of('compact.time.shuffle')]).toEqual([100, 10, 0]);
    expect(table.rows).toBe(10_000);
    // As one task that goes through all of them takes about so many times as long as cores that share them.
    const one = await compacted({ ...hundred, partitions: 10 }, { write: 'coalesce', tasks: 1 });
    expect(one.of('compact.filesOut')).toBe(10);
    expect(one.of('compact.time.compute')).toBeGreaterThan(2 * of('compact.time.compute'));
  });

  it('goes through the parts one job after another, and leaves out those with too few files', async () => {
    const parts = [
      { files: 40, rows: 100 },
      { files: 1, rows: 100 },
      { files: 9, rows: 100 },
    ];
    const all = await compacted({ parts });
    expect(all.of('compact.filesIn')).toBe(49);
    expect(all.table.told.map(({ what }) => what)).toEqual(['publish', 'remove 40', 'publish', 'remove 9']);
    const many = await compacted({ parts }, { minFiles: 10 });
    expect(many.of('compact.filesIn')).toBe(40);
    expect(many.table.rows).toBe(50 * 100);
  });

  it('does nothing where it would not make fewer files, unless all are wanted anew', async () => {
    const twoLarge = { parts: [{ files: 2, rows: 9000 }] };
    expect((await compacted(twoLarge)).of('storage.requests.total')).toBe(0);
    const anew = await compacted(twoLarge, { pick: 'all' });
    expect(anew.of('compact.filesIn')).toBe(2);
    expect(anew.of('compact.filesOut')).toBe(2);
  });

  it('writes a file into each partition of a part for each of its tasks', async () => {
    const { of } = await compacted({ ...hundred, partitions: 4 }, { tasks: 2 });
    expect(of('compact.filesOut')).toBe(8);
    expect(of('compact.bytesWritten')).toBe(8 * 500 + 1_000_000);
  });

  it('of a table that nobody can write to fails', async () => {
    const { of } = await compacted({ ...hundred, standing: true });
    expect(of('compact.failed')).toBe(1);
  });

  it('has luck of its own in each of its jobs, and in each occurrence', async () => {
    const spread = { firstByte: { uniform: { low: '10 ms', high: '10 s' } } };
    const parts = Array.from({ length: 4 }, () => ({ files: 2, rows: 100 }));
    const lake = { storage: spread, compute: { workers: 1 } };
    const { table } = await compacted(
      { parts },
      { pick: 'all', minFiles: 1, times: 2, write: 'coalesce', tasks: 1 },
      lake,
    );
    const ends = table.told.filter(({ what }) => what === 'publish').map(({ atSeconds }) => atSeconds);
    const starts = [0, ...table.told.filter(({ what }) => what !== 'publish').map(({ atSeconds }) => atSeconds)];
    const took = ends.map((end, nth) => (end - starts[nth]!).toFixed(6));
    expect(took).toHaveLength(8);
    expect(new Set(took).size).toBe(8);
  });
});

describe('how long it takes', () => {
  it('with coalesce(1) is the sum over all files: one task opens them one after another', async () => {
    const { of } = await compacted(hundred, { write: 'coalesce', tasks: 1 });
    expect(of('compact.filesOut')).toBe(1);
    // A HEAD and a GET of 10 ms each and 10,500 B at 1 MB/s.
    expect(of('compact.time.firstByte')).toBeCloseTo(100 * 0.02, 9);
    expect(of('compact.time.transfer')).toBeCloseTo(100 * 0.0105, 9);
    expect(of('compact.time.compute')).toBeGreaterThan(100 * cpuOfFile);
    expect(of('compact.time.shuffle')).toBe(0);
  });

  it('with repartition(1) is shared by all slots, and then one task writes', async () => {
    const { of } = await compacted(hundred, { write: 'repartition', tasks: 1 });
    expect(of('compact.filesOut')).toBe(1);
    // 25 files on each of 4 slots.
    expect(of('compact.time.firstByte')).toBeCloseTo(25 * 0.02, 9);
    expect(of('compact.time.transfer')).toBeCloseTo(25 * 0.0105, 9);
    expect(of('compact.time.shuffle')).toBeGreaterThan(0);
  });

  it('holds up queries for its slots, first come first served', async () => {
    const at = async (workers: number, workload: readonly object[]) =>
      run(hundred, {
        compute: { workers, minPartitions: 1, openCost: '1 B' },
        workload: workload as SparkLake['workload'] & object,
      });
    const compaction = { compact: { target: '10 MB', write: 'coalesce', tasks: 1 } };
    const query = { query: { at: '500 ms' } };
    const alone = await at(1, [query]);
    const both = await at(1, [compaction, query]);
    // The query has listed when the only slot is free again: after list, 100 files, and the write of the task.
    const busy = both.of('compact.latency') - both.of('compact.time.commit');
    expect(both.of('query.latency')).toBeGreaterThan(busy - 0.5 + 100 * 0.03);
    expect(both.of('query.latency')).toBeGreaterThan(alone.of('query.latency') + 1);
    // With a slot for each, neither waits.
    const apart = await at(2, [compaction, query]);
    expect(apart.of('query.latency')).toBeCloseTo((await at(2, [query])).of('query.latency'), 9);
  });

  it('takes from the requests that the store admits', async () => {
    const partitions = { start: 1, get: '60 /s', put: '60 /s', split: '1 h', splitAt: '50%', idle: '1 h' };
    const client = { nic: 'none', timeout: 'none', connections: 100, retry: 's3a-3.4' };
    const options = { parts: [{ files: 400, rows: 100 }] };
    const lake = (workload: object[]): SparkLake => ({
      storage: { partitions },
      compute: { workers: 8, minPartitions: 4, client },
      workload: workload as SparkLake['workload'] & object,
    });
    const alone = await run(options, lake([{ query: {} }]));
    const both = await run(options, lake([{ query: {} }, { compact: { target: '10 MB', write: 'repartition' } }]));
    expect(both.of('storage.throttled')).toBeGreaterThan(alone.of('storage.throttled'));
    expect(both.of('query.time.retry')).toBeGreaterThan(alone.of('query.time.retry'));
  });
});

describe('the place of the old files', () => {
  const many: LivingOptions = { parts: [{ files: 2500, rows: 1 }] };

  it('beside: readers see rows twice until the old files are gone, a thousand a request', async () => {
    const { of, table } = await compacted(many);
    expect(table.told.map(({ what, rows }) => [what, rows])).toEqual([
      ['publish', 5000],
      ['remove 1000', 4000],
      ['remove 1000', 3000],
      ['remove 500', 2500],
    ]);
    expect(of('storage.requests.delete')).toBe(3);
    const [publish, ...removals] = table.told.map(({ atSeconds }) => atSeconds);
    removals.forEach((at, nth) => {
      expect(at).toBeCloseTo(publish! + (nth + 1) * 0.01, 9);
    });
  });

  it('beside, deleted one by one: a request for each, and rows twice for so much longer', async () => {
    const { of, table } = await compacted(many, { deletes: 'single' });
    expect(of('storage.requests.delete')).toBe(2500);
    expect(table.told.at(-1)!.atSeconds - table.told[0]!.atSeconds).toBeCloseTo(25, 6);
    expect(table.rows).toBe(2500);
  });

  it('aside: rows are there once at any time, and then the old directory is deleted', async () => {
    const { of, table } = await compacted(many, { replace: 'aside' });
    expect(table.told.map(({ what, rows }) => [what, rows])).toEqual([['swap', 2500]]);
    expect(of('storage.requests.delete')).toBe(3);
  });

  it('in a table with a log is one entry of it, whatever replace says', async () => {
    const plain = await compacted(many, { replace: 'aside' });
    for (const replace of ['beside', 'in-place', 'in-place-table']) {
      const { of, table } = await compacted({ ...many, log }, { replace });
      expect(table.told.map(({ what, rows }) => [what, rows])).toEqual([['swap', 2500]]);
      expect(of('storage.requests.delete')).toBe(0);
      expect(of('storage.requests.put')).toBe(plain.of('storage.requests.put') + 1);
      // 2,500 files out and two in (1.5 MB as they are listed), each 300 B of its entry.
      expect(of('compact.bytesWritten')).toBe(plain.of('compact.bytesWritten') + 2502 * 300);
    }
  });

  it('in place: what is there is deleted before it is read, the job fails, the rows are gone', async () => {
    const { of, table, result } = await compacted(many, { replace: 'in-place' });
    expect(table.rows).toBe(0);
    expect(of('compact.failed')).toBe(1);
    expect(of('compact.rowsLost')).toBe(2500);
    expect(of('compact.filesOut')).toBe(0);
    expect(of('storage.requests.get')).toBe(0);
    expect(of('storage.requests.delete')).toBe(3);
    expect(JSON.stringify(result)).toContain('deleted before they were read');
  });

  it('in place by the name of a table: refused, and nothing has happened', async () => {
    const { of, table } = await compacted(many, { replace: 'in-place-table' });
    expect(table.rows).toBe(2500);
    expect(table.told).toEqual([]);
    expect(of('compact.failed')).toBe(1);
    expect(of('storage.requests.total')).toBe(0);
  });

  it('is what it was when the job fails: nothing is published, nothing deleted', async () => {
    const { of, table } = await compacted(hundred, {}, { compute: { taskFailures: '100%' } });
    expect(of('compact.failed')).toBe(1);
    expect(of('compact.wasted')).toBeGreaterThan(0);
    expect(of('compact.filesIn')).toBe(0);
    expect(of('storage.requests.delete')).toBe(0);
    expect(table.told).toEqual([]);
    expect(table.rows).toBe(10_000);
    expect(table.fileCount).toBe(100);
  });

  it('wastes the time of its slots in a conflict: of all files, one after another in one task', async () => {
    const { of } = await compacted({ ...hundred, log, conflicts: true }, { write: 'coalesce', tasks: 1 });
    const phases = ['schedule', 'open', 'firstByte', 'transfer', 'close', 'retry', 'compute', 'shuffle', 'write'];
    const onSlot = phases.reduce((sum, phase) => sum + of(`compact.time.${phase}`), 0);
    expect(of('compact.wasted')).toBeCloseTo(onSlot, 9);
    expect(of('compact.wasted')).toBeGreaterThan(100 * (0.02 + 0.0105));
  });

  it('is what it was after a conflict, which is counted', async () => {
    const { of, table } = await compacted({ ...hundred, log, conflicts: true });
    expect(of('compact.conflicts')).toBe(1);
    expect(of('compact.failed')).toBe(1);
    expect(of('compact.filesIn')).toBe(0);
    expect(table.rows).toBe(10_000);
    expect(table.fileCount).toBe(100);
  });
});

describe('compaction when a table needs it', () => {
  /** A file a second. */
  const growing: LivingOptions = { parts: [{ files: 0, rows: 1 }], arrivalSeconds: 1 };
  const tenMinutes = async (keys: object, lake: SparkLake = {}) =>
    run(growing, { run: { horizon: '10 min' }, ...lake, workload: [{ compact: { target: '64 MB', ...keys } }] });

  it('looks every so often and begins once there are enough small files', async () => {
    // 60 new files at each look: more than 50 each time from 60 s to 540 s.
    const fifty = await tenMinutes({ when: { files: 50, below: '1 MB', check: '1 min' } });
    expect(fifty.of('compact.count')).toBe(9);
    // And every other time more than 100.
    const hundred = await tenMinutes({ when: { files: 100, below: '1 MB', check: '1 min' } });
    expect(hundred.of('compact.count')).toBe(4);
    expect(hundred.of('compact.filesIn')).toBe(480 + 3);
    expect(hundred.table.rows).toBe(540);
    // At 10 s intervals it finds 100 at 100 s, then 99 new ones and the large one at 200 s.
    const often = await tenMinutes({ when: { files: 100, below: '1 MB', check: '10 s' } });
    expect(often.of('compact.count')).toBe(5);
  });

  it('counts only files that are small enough', async () => {
    const { of } = await tenMinutes({ when: { files: 50, below: '100 B', check: '1 min' } });
    expect(of('compact.count')).toBe(0);
  });

  it('does not begin while it runs, unless it may run twice at once', async () => {
    // Each takes longer than the check: 60 files, a HEAD and a GET of a second each, on one slot.
    const lake = { storage: { firstByte: '1 s', head: '1 s' }, compute: { workers: 1 } };
    const when = { files: 50, below: '1 MB', check: '10 s' };
    const alone = await tenMinutes({ when }, lake);
    expect(alone.of('compact.count')).toBeLessThan(6);
    const parallel = await tenMinutes({ when, overlap: 'parallel' }, lake);
    expect(parallel.of('compact.count')).toBeGreaterThan(10);
  });

  it('waits for its first possible start, and does not begin after its last', async () => {
    const when = { files: 50, below: '1 MB', check: '1 min' };
    expect((await tenMinutes({ when, from: '5 min' })).of('compact.count')).toBe(5);
    expect((await tenMinutes({ when, until: '5 min' })).of('compact.count')).toBe(4);
    expect((await tenMinutes({ when, count: 2 })).of('compact.count')).toBe(2);
  });
});

describe('compaction with its requests drawn as one', () => {
  it('takes as long as request by request where nothing has a spread, whoever reads', async () => {
    for (const write of ['coalesce', 'repartition']) {
      const of = async (fidelity: string) =>
        (await compacted(hundred, { write, tasks: 1 }, { run: { fidelity } })).result;
      const exact = await of('exact');
      const collapsed = await of('collapsed');
      expect(collapsed.fidelity).toBe('collapsed');
      expect(collapsed.events).toBeLessThan(exact.events);
      for (const name of ['compact.latency', 'compact.requests', 'compact.bytesRead', 'storage.requests.get']) {
        expect(measureOf(collapsed, name), `${write} ${name}`).toBeCloseTo(measureOf(exact, name), 6);
      }
    }
  });

  it('and wastes as much in a conflict', async () => {
    const wasted = async (fidelity: string) => {
      const options = { ...hundred, log, conflicts: true };
      const { result, of } = await compacted(options, { write: 'repartition', tasks: 1 }, { run: { fidelity } });
      expect(result.fidelity).toBe(fidelity);
      return of('compact.wasted');
    };
    expect(await wasted('collapsed')).toBeCloseTo(await wasted('exact'), 6);
  });
});
