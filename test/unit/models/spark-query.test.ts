import { describe, expect, it } from 'vitest';
import { codingCpuOf, readSeconds } from '../../../src/models/spark/_cpu.ts';
import { measureOf, type SparkLake, simulateSpark } from './_spark.ts';
import { tableRow } from './_spark-tables.ts';

const run = async (lake: SparkLake) => {
  const result = await simulateSpark(lake);
  return { result, of: (metric: string) => measureOf(result, metric) };
};

/** CPU of a JSON file of 10 kB that is read with a HEAD and a GET. */
const cpuOfFile = readSeconds(
  codingCpuOf(tableRow('file-formats', 'json'), tableRow('codecs', 'none'), tableRow('client-cpu', 'aws-sdk-java')),
  { bytes: 10_000, chunks: 0, requests: 2 },
  0,
);
/** A page of so many keys of 300 B at 1 MB/s. */
const pageSeconds = (keys: number): number => 0.01 + (keys * 300) / 1e6;

describe('a scan', () => {
  it('asks for each file what its connector asks, and reads every byte once', async () => {
    const { of } = await run({});
    expect(of('query.requests')).toBe(100 * 2 + 1);
    expect(of('storage.requests.head')).toBe(100);
    expect(of('storage.requests.get')).toBe(100);
    expect(of('query.bytesRead')).toBe(100 * 10_000 + 100 * 300);
    expect(of('query.requestsPerFile')).toBe(2);
    expect(of('query.files')).toBe(100);
  });

  it('takes waves x (files of a task x (requests x latency + transfer + CPU)) when nothing has a spread', async () => {
    // 100 files of 10 kB on 4 slots: minSplit is the open cost of 4 MiB, which one file fills; 25 files a task.
    const { of } = await run({});
    expect(of('query.tasks')).toBe(4);
    const seconds = pageSeconds(100) + 25 * (2 * 0.01 + 0.01 + cpuOfFile);
    expect(of('query.latency')).toBeCloseTo(seconds, 9);
    expect(of('query.time.firstByte')).toBeCloseTo(25 * 0.02, 9);
    expect(of('query.time.transfer')).toBeCloseTo(25 * 0.01, 9);
    expect(of('query.time.compute')).toBeCloseTo(25 * cpuOfFile, 9);
    expect(of('query.time.list')).toBeCloseTo(pageSeconds(100), 9);
    // The cores alone: all 100 files on 4 of them.
    expect(of('query.bound.cores')).toBeCloseTo(25 * cpuOfFile, 9);
  });

  it('packs 32 small files into a task, one wave after the other', async () => {
    const { of } = await run({ table: { files: 320 }, compute: { workers: 2, minPartitions: 1 } });
    expect(of('query.tasks')).toBe(10);
    expect(of('query.latency')).toBeCloseTo(pageSeconds(320) + 5 * 32 * (0.03 + cpuOfFile), 9);
  });

  it('accounts for the scheduler along the critical path: a stage, and dispatch, launch and report of each task', async () => {
    const { of } = await run({ table: { files: 320 }, compute: { workers: 1, minPartitions: 1 }, overhead: true });
    const of10 = Array.from({ length: 10 }, (_, task) => task);
    const { stage, coldStage, stamp, dispatch, launch, report, coldLaunch, interpreted, executorReady } = tableRow(
      'spark-schedulers',
      'yarn',
    ).values as Record<string, number>;
    // The first task finds its executor cold; after each report the slot is given to the next task, on warmer code.
    const begun = stage! + coldStage!;
    const warming = of10.reduce((sum, task) => sum + interpreted! / Math.sqrt(1 + task), 0);
    const scheduled = begun + 10 * (dispatch! + launch! + report!) + coldLaunch! + warming + stamp!;
    const waited = executorReady! - pageSeconds(320);
    expect(of('query.time.schedule') + of('query.time.wait')).toBeCloseTo(scheduled + waited - begun, 9);
    expect(of('query.time.wait')).toBeCloseTo(waited, 9);
  });

  it('does not list again what its driver keeps: a table that a catalog knows, as long as there is room and the driver lives', async () => {
    const twice = [{ query: { name: 'first' } }, { query: { name: 'second', after: 'first', delay: '1 min' } }];
    const listed = async (lake: Omit<SparkLake, 'workload'>): Promise<number> =>
      (await run({ ...lake, workload: twice })).of('storage.requests.list');
    const table = { directories: [8], files: 160 };
    expect(await listed({ table })).toBe(8);
    expect(await listed({ table, compute: { statusCache: '0 B' } })).toBe(16);
    // Each directory has 20 files of 655 B: three fit into 40 kB. But one alone is over the share of an entry, a quarter.
    expect(await listed({ table, compute: { statusCache: '40 kB' } })).toBe(16);
    expect(await listed({ table, compute: { statusCache: '60 kB' } })).toBe(16 - 4);
    expect(await listed({ table, compute: { shutdownAfter: '10 s' } })).toBe(16);
    // By path: it is looked for, and the table and its directories are walked, each time.
    expect(await listed({ table: { ...table, catalog: 'none' } })).toBe(2 * (1 + 1 + 8));
  });

  it('gets its files from a log where the table has one, and lists no directory', async () => {
    const table = { profile: 'delta', directories: [8], files: 160, catalog: 'log' };
    const { of } = await run({ table, query: { recent: '1 d' }, compute: { replayAction: '1 ms' } });
    // _last_checkpoint, a page with the one key after it, and the checkpoint: 15 kB and 160 files of 100 B.
    expect(of('storage.requests.list')).toBe(1);
    expect(of('storage.requests.get')).toBe(160 + 2);
    expect(of('query.time.list')).toBeCloseTo(0.01 + 100 / 1e6 + pageSeconds(1) + 0.01 + 31_000 / 1e6, 9);
    expect(of('query.time.plan')).toBeCloseTo(0.16, 9);
  });

  it('gets of a log only what its driver has not read yet, and a new driver all of it', async () => {
    const workload = [{ query: { name: 'first' } }, { query: { name: 'second', after: 'first', delay: '1 min' } }];
    const table = { profile: 'delta', directories: [8], files: 160, catalog: 'log' };
    const { of } = await run({ table, workload, compute: { replayAction: '1 ms' } });
    expect([of('first.requests'), of('second.requests')]).toEqual([2 * 160 + 3, 2 * 160 + 1]);
    expect(of('second.time.list')).toBeCloseTo(pageSeconds(1), 9);
    expect([of('first.time.plan'), of('second.time.plan')]).toEqual([0.16, 0]);
    const anew = await run({ table, workload, compute: { shutdownAfter: '10 s' } });
    expect(anew.of('second.requests')).toBe(2 * 160 + 3);
  });

  it('asks the catalog of an Iceberg table and plans by its manifests, each time', async () => {
    const workload = [{ query: { name: 'first' } }, { query: { name: 'second', after: 'first', delay: '1 min' } }];
    const sizes = { icebergMetadata: '1 kB', icebergSnapshot: '1 kB', manifestList: '950 B', manifestListed: '50 B' };
    const manifest = { manifest: '4 kB', manifestFile: '100 B', catalogCall: '1 s' };
    const table = { profile: 'iceberg', directories: [8], files: 160, catalog: 'log', ...sizes, ...manifest };
    const { of } = await run({ table, workload, compute: { replayAction: '1 ms' } });
    // metadata.json of 2 kB, the list of 1 kB, and one manifest of 20 kB at 1 MB/s.
    expect(of('first.time.list')).toBeCloseTo(1 + 3 * 0.01 + 23_000 / 1e6, 9);
    expect(of('second.time.list')).toBeCloseTo(1 + 2 * 0.01 + 21_000 / 1e6, 9);
    expect([of('first.time.plan'), of('second.time.plan')]).toEqual([0.16, 0.16]);
    expect(of('storage.requests.list')).toBe(0);
  });

  it('lists the directories of a Hudi table after its timeline, unless a metadata table has its files', async () => {
    const table = { profile: 'hudi', directories: [8], files: 160, catalog: 'log' };
    const listing = await run({ table });
    // The timeline, and eight partitions; hoodie.properties.
    expect(listing.of('storage.requests.list')).toBe(1 + 8);
    expect(listing.of('storage.requests.get')).toBe(160 + 1);
    const known = await run({ table: { ...table, metadataTable: true } });
    expect(known.of('storage.requests.list')).toBe(3);
    expect(known.of('storage.requests.get')).toBe(160 + 2);
  });

  it('of an empty table asks for no file', async () => {
    const { of } = await run({
      table: { files: undefined, fileSize: undefined, size: '0 B' },
      query: { output: '1 MB', shuffle: '50%' },
    });
    expect(of('query.failed')).toBe(0);
    expect(of('storage.requests.get')).toBe(0);
  });

  it('computes the longer the more executors there are, if they contend for what is not modelled', async () => {
    const compute = { workers: 12, minPartitions: 1, openCost: '128 MiB' };
    const alone = await run({ table: { files: 12 }, compute });
    const together = await run({ table: { files: 12 }, compute: { ...compute, contention: '2%' } });
    expect(alone.of('query.time.compute')).toBeCloseTo(cpuOfFile, 12);
    expect(together.of('query.time.compute')).toBeCloseTo(1.2 * cpuOfFile, 12);
  });

  it('leaves a file its luck however many workers read it', async () => {
    // One prefix of requests a file: the slowest first byte decides alone when every file is a task of its own.
    const spread = { firstByte: { uniform: { low: '10 ms', high: '10 s' } }, head: '0 s' };
    const compute = (workers: number) => ({ workers, openCost: '128 MiB', minPartitions: 1 });
    const few = await run({ storage: spread, compute: compute(100), table: { files: 100 } });
    const many = await run({ storage: spread, compute: compute(400), table: { files: 100 } });
    expect(few.of('query.tasks')).toBe(100);
    expect(many.of('query.latency')).toBe(few.of('query.latency'));
  });

  it('is read through prefixes that the store counts apart: ten refuse less than half as often as one', async () => {
    const partitions = { start: 1, get: '50 /s', put: '50 /s', split: '1 h', splitAt: '50%', idle: '1 h' };
    const on = (prefixes: number) =>
      run({
        storage: { partitions },
        table: { files: 400, prefixes },
        compute: { workers: 40, client: { nic: 'none', timeout: 'none', connections: 100, retry: 's3a-3.4' } },
      });
    const one = await on(1);
    const ten = await on(10);
    expect(one.of('storage.throttled')).toBeGreaterThan(100);
    expect(ten.of('storage.throttled')).toBeLessThan(one.of('storage.throttled') / 2);
    // 800 requests beyond the first burst at 50 a second.
    expect(one.of('query.latency')).toBeGreaterThan(10);
    expect(one.of('query.requests')).toBe(801 + one.of('storage.throttled'));
  });
});

describe('finding the files', () => {
  const partitioned = (directories: number[], keys: object = {}): SparkLake => ({
    table: { files: 660, directories, ...keys },
    compute: { workers: 4 },
  });

  it('is done by the driver alone for 32 directories, one page after the other', async () => {
    const { of } = await run({ ...partitioned([32]), table: { files: 640, directories: [32] } });
    expect(of('query.time.list')).toBeCloseTo(32 * pageSeconds(20), 9);
    expect(of('storage.requests.list')).toBe(32);
  });

  it('is a job from 33 on: a task for each, here in 9 waves of 4', async () => {
    const { of } = await run(partitioned([33]));
    expect(of('query.time.list')).toBeCloseTo(9 * pageSeconds(20), 9);
    expect(of('storage.requests.list')).toBe(33);
  });

  it('without a catalog walks the tree and reads a footer of a columnar table', async () => {
    const { of } = await run(partitioned([3, 11], { catalog: 'none', encoding: 'parquet' }));
    // Is it there (HEAD, LIST); the table's directory, 3, and 33 of 20 files.
    expect(of('storage.requests.list')).toBe(1 + 1 + 3 + 33);
  });

  it('fails for a driver whose heap does not hold the statuses, before any task', async () => {
    const { of, result } = await run({ compute: { driverMemory: '10 kB' } });
    expect(of('query.failed')).toBe(1);
    expect(result.failures.query).toEqual({ 'driver out of memory': 1 });
    expect(of('storage.requests.get')).toBe(0);
  });
});

describe('what goes wrong', () => {
  it('fails a query on a format that nobody has told of the connector', async () => {
    const { result } = await run({ table: { encoding: 'avro' }, compute: { connector: 's3a-3.4' } });
    expect(result.failures.query).toEqual({ 'nothing is known of how s3a-3.4 reads avro': 1 });
  });

  it('is tried again: with a fifth of the attempts failing all files are still read', async () => {
    const { of } = await run({ table: { files: 640 }, compute: { minPartitions: 1, taskFailures: '20%' } });
    expect(of('query.failed')).toBe(0);
    expect(of('query.wasted')).toBeGreaterThan(0);
    expect(of('storage.requests.get')).toBeGreaterThan(640);
    expect(of('storage.requests.get') % 32).toBe(0);
  });

  it('fails the query when a task has failed four times', async () => {
    const { of, result } = await run({ compute: { taskFailures: '100%' } });
    expect(result.failures.query).toEqual({ 'task failed too often': 1 });
    expect(of('query.failed')).toBe(1);
    // Four attempts of a task at the least, and each of them reads 25 files.
    expect(of('storage.requests.get')).toBeGreaterThanOrEqual(4 * 25);
  });

  it('is done all the same on workers that are lost and replaced', async () => {
    const stages = [{ id: 'a', tasks: 200, cpu: '1 s' }];
    const { of } = await run({ compute: { workerLosses: '100 /h', start: '5 s' }, query: { stages } });
    expect(of('compute.interruptions')).toBeGreaterThan(0);
    expect(of('query.failed')).toBe(0);
    expect(of('query.tasks')).toBe(200);
    expect(of('query.latency')).toBeGreaterThan(50);
    expect(of('query.wasted')).toBeGreaterThan(0);
  });

  it('fails a query whose results are too large for the driver', async () => {
    const lake = { query: { result: '10 MB' } };
    expect((await run({ ...lake, compute: { maxResultSize: '20 MB' } })).of('query.failed')).toBe(0);
    const { result } = await run({ ...lake, compute: { maxResultSize: '9 MB' } });
    expect(result.failures.query).toEqual({ 'results too large': 1 });
  });
});

describe('slow tasks', () => {
  const stages = [{ id: 'a', tasks: 100, cpu: '1 s' }];
  const stragglers = { share: '5%', factor: 20 };
  const on = (speculation: boolean) => run({ compute: { workers: 25, stragglers, speculation }, query: { stages } });

  it('hold a stage up, and are run a second time with speculation', async () => {
    const without = await on(false);
    const withCopies = await on(true);
    expect(without.of('query.latency')).toBeGreaterThan(20);
    expect(withCopies.of('query.latency')).toBeLessThan(without.of('query.latency') / 2);
    expect(withCopies.of('query.wasted')).toBeGreaterThan(0);
    expect(without.of('query.wasted')).toBe(0);
  });
});

describe('several queries', () => {
  const workload = [
    { query: { name: 'long', stages: [{ id: 'a', tasks: 100, cpu: '1 s' }] } },
    { query: { name: 'short', at: '500 ms', pool: 'b', stages: [{ id: 'a', tasks: 4, cpu: '1 s' }] } },
  ];

  it('share the slots: together they take as long as their tasks', async () => {
    for (const mode of ['fifo', 'fair']) {
      const { of } = await run({ compute: { mode }, workload });
      expect(of('compute.busy')).toBeCloseTo(104, 6);
      expect(Math.max(of('long.latency'), of('short.latency') + 0.5)).toBeCloseTo(26, 9);
    }
  });

  it('one after the other with FIFO, in turn with FAIR', async () => {
    const fifo = await run({ compute: { mode: 'fifo' }, workload });
    expect(fifo.of('long.latency')).toBeCloseTo(25, 9);
    expect(fifo.of('short.latency')).toBeCloseTo(25.5, 9);
    // The time for which others have the slots is a wait.
    expect(fifo.of('short.time.wait')).toBeCloseTo(24.5, 9);
    const fair = await run({ compute: { mode: 'fair' }, workload });
    expect(fair.of('short.latency')).toBeLessThan(3);
    expect(fair.of('long.latency')).toBeCloseTo(26, 9);
  });
});

describe('a cluster that is given back', () => {
  it('is started for the first query, is there for the next, and is started anew after a pause', async () => {
    const stages = [{ id: 'a', tasks: 4, cpu: '10 s' }];
    const { of } = await run({
      compute: { start: '30 s', shutdownAfter: '1 min' },
      workload: [{ query: { at: ['0 s', '90 s', '300 s'], stages } }],
    });
    expect(of('query.time.wait')).toBeCloseTo(2 * 30, 9);
    expect(of('query.latency')).toBeCloseTo((40 + 10 + 40) / 3, 9);
    // From asked for to given back: 0 to 160 s, and 300 to 340 s, when the work is done.
    expect(of('compute.busy')).toBeCloseTo(3 * 4 * 10, 6);
    expect(of('compute.busy') + of('compute.idle')).toBeCloseTo(4 * (130 + 10), 6);
  });
});
