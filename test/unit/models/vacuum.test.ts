import { describe, expect, it } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import type { TableLogReads } from '../../../src/models/capabilities.ts';
import { createCatalog } from '../../../src/scenario/index.ts';
import { type LivingOptions, type LivingTable, withLivingTable } from './_living-table.ts';
import { measureOf, type SparkLake, sparkDesign } from './_spark.ts';

const run = async (garbage: LivingOptions['garbage'], keys: object = {}, lake: SparkLake = {}, log?: TableLogReads) => {
  let table: LivingTable | undefined;
  const options: LivingOptions = {
    parts: [{ files: 1, rows: 1 }],
    ...(garbage === undefined ? {} : { garbage }),
    ...(log === undefined ? {} : { log }),
  };
  const models = withLivingTable(options, (made) => {
    table = made;
  });
  const { design, run } = await sparkDesign({ ...lake, workload: [{ vacuum: keys }] });
  const result = simulate(design, { replication: 0, run, catalog: createCatalog(models) });
  return { result, table: table!, of: (metric: string) => measureOf(result, metric) };
};

/** 400 files of 1 kB that nobody needs, in a table without directories. */
const flat = { files: 400, bytes: 400_000, listedObjects: 2500, directories: [] };
/** 300 B of an answer at 1 MB/s. */
const keySeconds = 300e-6;
const log: TableLogReads = {
  steps: [
    { serviceSeconds: 0, listedKeys: null, gets: [{ count: 1, sizeBytes: 100 }], parallel: 1 },
    { serviceSeconds: 0, listedKeys: 3, gets: [{ count: 2, sizeBytes: 600 }], parallel: 2 },
  ],
  actions: 4,
  version: 2,
};

describe('deleting what nobody needs', () => {
  it('one key a request and one after another takes as long as all deletes together', async () => {
    const { of, table } = await run(flat);
    expect(of('storage.requests.delete')).toBe(400);
    expect(of('vacuum.time.commit')).toBeCloseTo(400 * 0.01, 6);
    expect(of('vacuum.filesDeleted')).toBe(400);
    expect(of('vacuum.bytesFreed')).toBeCloseTo(400_000, 3);
    expect(table.told).toHaveLength(400);
    expect(table.asked).toEqual([{ retainSeconds: 7 * 86_400, orphans: true }]);
  });

  it('in parallel takes as long as the deletes of one slot: tasks deal keys, slots run tasks', async () => {
    // 400 keys in 200 tasks of two, on four slots: a hundred deletes each.
    const { of } = await run(flat, { parallel: true });
    expect(of('storage.requests.delete')).toBe(400);
    expect(of('vacuum.filesDeleted')).toBe(400);
    expect(of('vacuum.time.commit')).toBeCloseTo((400 / 4) * 0.01, 6);
    // Three tasks cannot fill four slots: the longest has 134 of the 400.
    const three = await run(flat, { parallel: true, tasks: 3 });
    expect(three.of('vacuum.time.commit')).toBeCloseTo(134 * 0.01, 6);
  });

  it('in bulk is a request for each batch, the last of what is left', async () => {
    const { of } = await run({ ...flat, files: 2300 }, { batch: 1000 });
    expect(of('storage.requests.delete')).toBe(3);
    expect(of('vacuum.time.commit')).toBeCloseTo(0.03, 6);
    const parallel = await run({ ...flat, files: 2300 }, { batch: 1000, parallel: true });
    expect(parallel.of('storage.requests.delete')).toBe(3);
    expect(parallel.of('vacuum.filesDeleted')).toBe(2300);
    expect(parallel.table.told.map(({ what }) => what).sort()).toEqual(['garbage 1000', 'garbage 1000', 'garbage 300']);
  });

  it('counts a file once, however often its task is tried', async () => {
    const { of, table } = await run(flat, { parallel: true }, { compute: { taskFailures: '3%' } });
    expect(of('storage.requests.delete')).toBeGreaterThan(400);
    expect(of('vacuum.filesDeleted')).toBe(400);
    expect(of('vacuum.wasted')).toBeGreaterThan(0);
    expect(table.told).toHaveLength(400);
  });

  it('finds nothing left the second time', async () => {
    const { of } = await run(flat, { times: 2 });
    expect(of('vacuum.filesDeleted')).toBe(400);
    expect(of('storage.requests.delete')).toBe(400);
  });

  it('dry: lists, and deletes nothing', async () => {
    const { of, table } = await run(flat, { dryRun: true });
    expect(of('storage.requests.list')).toBeGreaterThan(0);
    expect(of('storage.requests.delete')).toBe(0);
    expect(table.told).toEqual([]);
  });
});

describe('finding it', () => {
  it('takes a page for each thousand objects of a directory', async () => {
    const { of } = await run(flat);
    expect(of('storage.requests.list')).toBe(3);
    expect(of('vacuum.time.list')).toBeCloseTo(0.03 + 2500 * keySeconds, 6);
  });

  it('lists the directories of the first level side by side, and what is below each one after another', async () => {
    // 2 x 12 directories of 1,500 objects: 1 page of the top, and for each of the 2: 1 + 12 x 2.
    const byYear = await run({ ...flat, listedObjects: 24 * 1500, directories: [2, 12] });
    expect(byYear.of('storage.requests.list')).toBe(1 + 2 * (1 + 24));
    expect(byYear.of('vacuum.time.list')).toBeCloseTo(0.01 + 25 * 0.01 + (2 + 12 + 12 * 1500) * keySeconds, 6);
    // As 24 directories of the first level: 6 for each of 4 slots, two pages each.
    const byMonth = await run({ ...flat, listedObjects: 24 * 1500, directories: [24] });
    expect(byMonth.of('storage.requests.list')).toBe(1 + 48);
    expect(byMonth.of('vacuum.time.list')).toBeCloseTo(0.01 + 12 * 0.01 + (24 + 6 * 1500) * keySeconds, 6);
  });

  it('by the log, or by an inventory, lists no directory; the log knows no orphans', async () => {
    const byLog = await run(flat, { listing: 'log' }, {}, log);
    // Where its newest entries are.
    expect(byLog.of('storage.requests.list')).toBe(1);
    expect(byLog.of('storage.requests.get')).toBe(3);
    expect(byLog.table.asked[0]!.orphans).toBe(false);
    const byInventory = await run(flat, { listing: 'inventory' }, {}, log);
    expect(byInventory.of('storage.requests.list')).toBe(1);
    expect(byInventory.table.asked[0]!.orphans).toBe(true);
    const full = await run(flat, {}, {}, log);
    expect(full.of('storage.requests.list')).toBe(1 + 3);
  });

  it('of an hourly table is bound by its listing, and quicker once each hour has fewer files', async () => {
    const hours = (filesEach: number) =>
      run({ files: 100, bytes: 1e6, listedObjects: 720 * filesEach, directories: [1, 30, 24] });
    const before = await hours(20_000);
    const after = await hours(100);
    expect(before.of('vacuum.time.list')).toBeGreaterThan(0.9 * before.of('vacuum.latency'));
    expect(before.of('vacuum.latency') / after.of('vacuum.latency')).toBeGreaterThan(5);
  });
});

describe('what it breaks', () => {
  it('less than 168 h is refused when the scenario is read, at its place, unless it may', async () => {
    await expect(run(flat, { retain: '167 h' })).rejects.toThrow(/vacuum\.retain.*below 168 h/s);
    const dared = await run(flat, { retain: '0 s', retentionCheck: false });
    expect(dared.of('vacuum.failed')).toBe(0);
    expect(dared.table.asked[0]!.retainSeconds).toBe(0);
    expect((await run(flat, { retain: '168 h' })).of('vacuum.failed')).toBe(0);
  });

  it('readers whose files it has removed are counted, each once, also after it has ended', async () => {
    const garbage = { ...flat, breaksAfterSeconds: [1, 2, 50] };
    const { of } = await run(garbage, { times: 2 }, { run: { horizon: '2 min' } });
    expect(of('vacuum.brokenReads')).toBe(3);
  });

  it('of a table without versions fails', async () => {
    const { of } = await run(undefined);
    expect(of('vacuum.failed')).toBe(1);
  });
});
