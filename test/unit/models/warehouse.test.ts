/** Warehouses and services by the scan, worked by hand: a table of 100 MB, 10 MB/s a node, 4 cores, 55 ns for a byte of CSV. */
import { describe, expect, it } from 'vitest';
import { measureOf } from './_spark.ts';
import { plainService, plainWarehouse, type RentedLake, simulateRented } from './_warehouse.ts';

const fast = { ...plainWarehouse, network: '1 GB/s', disk: '1 GB/s' };
/** 55 ns/B of decoding and so much more that 100 MB are 40 core seconds: 10 s on four cores. */
const tenSeconds = { cpu: '345 ns/B' };

const run = (
  compute: NonNullable<RentedLake['compute']>,
  workload: RentedLake['workload'],
  rest: Partial<RentedLake> = {},
) => simulateRented({ compute, workload, ...rest });

describe('a query alone in a warehouse', () => {
  it('takes what its network takes, where that is most', async () => {
    const result = await run(plainWarehouse, [{ query: { cpu: '0 ns/B' } }]);
    expect(measureOf(result, 'query.latency')).toBeCloseTo(10, 6);
    expect(measureOf(result, 'query.time.transfer')).toBeCloseTo(10, 6);
    expect(measureOf(result, 'query.bound.nic')).toBeCloseTo(10, 6);
  });

  it('takes what its cores take, where that is most, and half on twice the nodes', async () => {
    const one = await run(fast, [{ query: tenSeconds }]);
    const two = await run({ ...fast, size: 's' }, [{ query: tenSeconds }]);
    expect(measureOf(one, 'query.latency')).toBeCloseTo(10, 6);
    expect(measureOf(two, 'query.latency')).toBeCloseTo(5, 6);
    expect(measureOf(one, 'compute.busy')).toBeCloseTo(40, 5);
  });

  it('adds planning, its serial share on one core, and each node', async () => {
    // 0.2 + 40 x 0.9 / 8 + 40 x 0.1 + 2 x 0.05
    const compute = { ...fast, size: 's', planning: '200 ms', serial: '10%', coordination: '50 ms' };
    const result = await run(compute, [{ query: tenSeconds }]);
    expect(measureOf(result, 'query.latency')).toBeCloseTo(0.2 + 4.5 + 4 + 0.1, 6);
    expect(measureOf(result, 'query.time.total')).toBeCloseTo(measureOf(result, 'query.latency'), 9);
  });

  it('leaves cores idle that have no file to work on', async () => {
    // Five files of 20 MB on 4 cores: two rounds, 8 core seconds of each file.
    const compute = { ...fast, split: '100 MB' };
    const result = await run(compute, [{ query: tenSeconds }], { table: { files: 5, fileSize: '20 MB' } });
    expect(measureOf(result, 'query.latency')).toBeCloseTo(16, 5);
  });

  it('has so many requests under way at once, each with its first byte', async () => {
    // 100 GETs of 1 MB, 10 at once: 10 x (100 ms + 1 MB / 100 MB/s).
    const storage = { firstByte: '100 ms', connectionRate: '100 MB/s' };
    const result = await run({ ...fast, streams: 10, cores: 1000 }, [{ query: { cpu: '0 ns/B' } }], { storage });
    expect(measureOf(result, 'query.latency')).toBeCloseTo(10 * (0.1 + 0.01), 6);
    expect(measureOf(result, 'storage.requests.get')).toBe(100);
  });

  it('is held up by a prefix that admits fewer GETs', async () => {
    const partitions = { start: 1, get: '10 /s', put: '10 /s', split: '1 yr', idle: '1 yr' };
    const open = await run(fast, [{ query: { cpu: '0 ns/B' } }]);
    const held = await run(fast, [{ query: { cpu: '0 ns/B' } }], { storage: { partitions } });
    expect(measureOf(open, 'query.latency')).toBeLessThan(6);
    expect(measureOf(held, 'query.latency')).toBeGreaterThan(8);
  });
});

describe('queries that run at the same time', () => {
  it('share cores and network: two take twice as long', async () => {
    for (const compute of [fast, plainWarehouse]) {
      const workload = [{ query: { name: 'first', ...tenSeconds } }, { query: { name: 'other', ...tenSeconds } }];
      const result = await run(compute, workload);
      expect(measureOf(result, 'first.latency')).toBeCloseTo(20, 5);
      expect(measureOf(result, 'other.latency')).toBeCloseTo(20, 5);
    }
  });

  it('wait in the order in which they came, where all places are taken', async () => {
    const workload = [0, 1, 2].map((at) => ({ query: { name: `q${at}`, at: `${at} s`, ...tenSeconds } }));
    const result = await run({ ...fast, concurrency: 1 }, workload);
    expect([0, 1, 2].map((at) => measureOf(result, `q${at}.latency`).toFixed(4))).toEqual([
      '10.0000',
      '19.0000',
      '28.0000',
    ]);
    expect(measureOf(result, 'q2.time.wait')).toBeCloseTo(18, 5);
  });

  it('get another cluster while they wait, if there may be one', async () => {
    const workload = [0, 1].map((at) => ({ query: { name: `q${at}`, at: `${at} s`, ...tenSeconds } }));
    const compute = { ...fast, concurrency: 1, start: '2 s', maxClusters: 2 };
    const result = await run(compute, workload);
    // The second asks at 1 s, waits for the first cluster (2 s), which the first query takes, and then for the next: 4 s.
    expect(measureOf(result, 'q0.latency')).toBeCloseTo(12, 5);
    expect(measureOf(result, 'q1.latency')).toBeCloseTo(13, 5);
    expect(measureOf(result, 'compute.starts')).toBe(2);
  });

  it('do not meet in warehouses of their own', async () => {
    const also = [{ compute: { name: 'second', ...fast } }];
    const workload = [
      { query: { name: 'first', using: 'compute', ...tenSeconds } },
      { query: { name: 'other', using: 'second', ...tenSeconds } },
    ];
    const result = await run(fast, workload, { also });
    expect(measureOf(result, 'first.latency')).toBeCloseTo(10, 5);
    expect(measureOf(result, 'other.latency')).toBeCloseTo(10, 5);
  });
});

/** At 2 USD a credit. */
const usdOf = (nodeSeconds: number): number => (2 * nodeSeconds) / 3600;

describe('credits', () => {
  it('bill ten seconds of work as sixty, and of these fifty as idle', async () => {
    const result = await run(fast, [{ query: tenSeconds }]);
    expect(measureOf(result, 'cost.compute')).toBeCloseTo(usdOf(60), 9);
    expect(measureOf(result, 'cost.idle')).toBeCloseTo(usdOf(50), 9);
  });

  it('bill by the second beyond that, each node', async () => {
    const result = await run({ ...fast, size: 'm' }, [{ query: { cpu: '31945 ns/B' } }]);
    // 3,200 core seconds on 16 cores.
    expect(measureOf(result, 'query.latency')).toBeCloseTo(200, 4);
    expect(measureOf(result, 'cost.compute')).toBeCloseTo(usdOf(4 * 200), 8);
  });

  it('bill each start, and the time until it is suspended', async () => {
    // 10 s and 80 s idle; suspended at 90 s; again at 1,000 s, to the end of the run at 1,010 s, which owes 60 s.
    const compute = { ...fast, shutdownAfter: '80 s', start: '3 s' };
    const result = await run(compute, [{ query: { at: ['0 s', '1000 s'], ...tenSeconds } }]);
    expect(measureOf(result, 'compute.starts')).toBe(2);
    expect(measureOf(result, 'query.time.wait')).toBeCloseTo(6, 6);
    expect(measureOf(result, 'cost.compute')).toBeCloseTo(usdOf(90 + 60), 8);
  });

  it('are none before the first query and after the warehouse is suspended', async () => {
    const compute = { ...fast, shutdownAfter: '0 s', minimumBilling: '0 s' };
    const result = await run(compute, [{ query: { at: '1 h', ...tenSeconds } }], { run: { horizon: '1 d' } });
    expect(measureOf(result, 'cost.compute')).toBeCloseTo(usdOf(10), 8);
    expect(measureOf(result, 'compute.workers')).toBeCloseTo(10 / 86400, 9);
  });

  it('run on where a warehouse is never suspended', async () => {
    const compute = { ...fast, shutdownAfter: 'none' };
    const result = await run(compute, [{ query: { at: '1 h', ...tenSeconds } }], { run: { horizon: '1 d' } });
    expect(measureOf(result, 'cost.compute')).toBeCloseTo(usdOf(86400), 6);
  });
});

describe('the local cache', () => {
  const twice = [{ query: { name: 'cold' } }, { query: { name: 'hot', after: 'cold', cpu: '0 ns/B' } }];
  const slowNetwork = { ...plainWarehouse, cores: 1000, cache: '1 GB' };

  it('makes a second query faster: bytes over the disk in place of the network', async () => {
    const result = await run(slowNetwork, twice);
    expect(measureOf(result, 'cold.latency')).toBeCloseTo(10, 5);
    expect(measureOf(result, 'hot.latency')).toBeCloseTo(1, 5);
    expect(measureOf(result, 'hot.bytesRead')).toBe(0);
    expect(measureOf(result, 'storage.requests.get')).toBe(100);
  });

  it('is gone when the warehouse has been suspended', async () => {
    const late = [twice[0]!, { query: { name: 'hot', after: 'cold', delay: '1 h' } }];
    const result = await run({ ...slowNetwork, shutdownAfter: '1 min' }, late);
    expect(measureOf(result, 'hot.latency')).toBeCloseTo(10, 5);
  });

  it('is no use to whoever reads more than it holds, over and over', async () => {
    const result = await run({ ...slowNetwork, cache: '99 MB' }, twice);
    expect(measureOf(result, 'hot.latency')).toBeCloseTo(10, 5);
  });

  it('has what a query reads of a table that another has read in part', async () => {
    const workload = [
      { query: { name: 'part', scan: '40 MB' } },
      { query: { name: 'all', after: 'part', cpu: '0 ns/B' } },
    ];
    const result = await run(slowNetwork, workload);
    expect(measureOf(result, 'all.latency')).toBeCloseTo(6, 5);
  });
});

describe('a service by the scan', () => {
  it('takes the rounds of its splits, each with requests, bytes and CPU', async () => {
    // 100 splits on 10 slots: ten rounds of (50 ms + 1 s + 55 ms).
    const result = await run(plainService, [{ query: { cpu: '0 ns/B' } }], { storage: { firstByte: '50 ms' } });
    expect(measureOf(result, 'query.latency')).toBeCloseTo(10 * (0.05 + 1 + 0.055), 6);
    expect(measureOf(result, 'query.time.total')).toBeCloseTo(measureOf(result, 'query.latency'), 9);
  });

  it('takes as many slots as there are splits, up to its most', async () => {
    const few = await run({ ...plainService, slots: 1000 }, [{ query: { cpu: '0 ns/B' } }]);
    expect(measureOf(few, 'query.latency')).toBeCloseTo(1.055, 6);
    expect(measureOf(few, 'compute.busy')).toBeCloseTo(105.5, 4);
  });

  it('reads a small file whole, by one GET, and a larger one by its footer and its columns', async () => {
    const workload = [{ query: { projection: '50%' } }];
    const table = { encoding: 'parquet', columnCount: 10, files: 10 };
    const small = await run(plainService, workload, { table: { ...table, fileSize: '3 MB' } });
    const large = await run(plainService, workload, { table: { ...table, fileSize: '4 MB' } });
    expect(measureOf(small, 'storage.requests.get')).toBe(10);
    expect(measureOf(small, 'query.bytesRead')).toBe(30e6);
    expect(measureOf(large, 'storage.requests.get')).toBe(20);
    // A footer has 86 B, and 150 B for each column.
    expect(measureOf(large, 'query.bytesRead')).toBeCloseTo(10 * (1586 + (4e6 - 1586) / 2), 3);
  });

  it('lists page after page, so many at once', async () => {
    const compute = { ...plainService, listing: 2 };
    const table = { files: 10000, fileSize: '10 kB' };
    const result = await run(compute, [{ query: { cpu: '0 ns/B' } }], { table, storage: { list: '100 ms' } });
    expect(measureOf(result, 'query.time.list')).toBeCloseTo(0.5, 6);
    expect(measureOf(result, 'storage.requests.list')).toBe(10);
  });

  it('bills five dollars a TB, in whole MB', async () => {
    const result = await run(plainService, [{ query: {} }], { table: { files: 1, fileSize: '100.5 MB' } });
    expect(measureOf(result, 'cost.compute')).toBeCloseTo((5 * 101e6) / 2 ** 40, 12);
  });

  it('bills ten megabytes for a query of one', async () => {
    const result = await run(plainService, [{ query: {} }], { table: { files: 1, fileSize: '1 MB' } });
    expect(measureOf(result, 'cost.compute')).toBeCloseTo((5 * 10e6) / 2 ** 40, 12);
  });

  it('costs nothing while nobody asks', async () => {
    const result = await run(plainService, [{ query: { at: '1 h' } }], { run: { horizon: '1 h' } });
    expect(measureOf(result, 'cost.compute')).toBe(0);
  });

  it('answers so many at once, and others wait', async () => {
    const workload = ['first', 'other', 'third'].map((name) => ({ query: { name, cpu: '0 ns/B' } }));
    const result = await run({ ...plainService, concurrency: 2 }, workload);
    expect(measureOf(result, 'other.latency')).toBeCloseTo(10.55, 5);
    expect(measureOf(result, 'third.latency')).toBeCloseTo(2 * 10.55, 5);
  });
});

describe('the log of a table', () => {
  it('is read once by a warehouse, and by each query of a service', async () => {
    const table = { profile: 'delta', size: '100 MB', fileSize: '10 MB' };
    const workload = [{ query: { name: 'one' } }, { query: { name: 'two', after: 'one' } }];
    const warehouse = await run({ ...plainWarehouse, cache: '1 GB' }, workload, { table });
    const service = await run(plainService, workload, { table });
    expect(measureOf(warehouse, 'one.requests')).toBeGreaterThan(measureOf(warehouse, 'two.requests'));
    expect(measureOf(service, 'one.requests')).toBe(measureOf(service, 'two.requests'));
  });
});

describe('what they do not do', () => {
  it.each([
    ['a warehouse', plainWarehouse],
    ['a service', plainService],
  ])('%s fails to write, and says why', async (_, compute) => {
    const result = await run(compute, [{ query: { output: '1 MB' } }]);
    expect(measureOf(result, 'query.failed')).toBe(1);
    expect(JSON.stringify(result.failures)).toContain('writes no files');
  });

  it.each([
    ['a warehouse', plainWarehouse],
    ['a service', plainService],
  ])('%s fails to compact a table', async (_, compute) => {
    const table = { profile: 'delta', size: '1 GB', fileSize: '10 MB' };
    const result = await run(compute, [{ compact: { target: '128 MB' } }], { table });
    expect(measureOf(result, 'compact.failed')).toBe(1);
  });
});
