/** A database by hand arithmetic: scans, memory, indexes, loads, connections, bills. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diskLimits } from '../../../src/models/database/_limits.ts';
import { PageCache } from '../../../src/models/database/_page-cache.ts';
import { indexShape, pagesOfRows, storedRowBytes } from '../../../src/models/database/_pages.ts';
import { processesOf, speedOf } from '../../../src/models/database/_plan.ts';
import { nativeTable } from '../../../src/models/database/index.ts';
import { load as loadActivity } from '../../../src/models/database/load.ts';
import type { NativeTable } from '../../../src/models/database/native-table.ts';
import { createStream } from '../../../src/random/index.ts';
import { Base, plainDatabase, plainTable, row } from './_database.ts';
import { constant, perform } from './_world.ts';

const column = { u: { distinct: 1e6 } };

describe('pages', () => {
  it('hold whole rows, with what the page and each row keep for themselves', () => {
    // 8,192 - 24 B of a page, 28 + 500 B a row: 15.47, of which a half is wasted in the mean.
    const form = { ...plainDatabase, page: 8192, pageHeader: 24, rowOverhead: 28, wasted: 0.5 };
    expect(storedRowBytes(form, 500)).toBeCloseTo(8192 / (8168 / 528 - 0.5), 9);
    expect(storedRowBytes({ ...form, fillFactor: 0.5, bloat: 2 }, 500)).toBeCloseTo(16_384 / (4084 / 528 - 0.5), 9);
    // Larger than a quarter of a page: cut into pieces that fill it.
    expect(storedRowBytes(form, 20_000)).toBeCloseTo(8192 / (8168 / 20_028), 9);
    expect(storedRowBytes({ ...form, form: 'columns', expansion: 0.25, rowOverhead: 0 }, 500)).toBe(125);
  });

  it('waste what rows of any size leave at their end', () => {
    // Rows of 100 to 500 B, put into pages of 8,000 B one after the other: counted against the mean over them.
    const stream = createStream(3, 0, 'rows');
    let pages = 0;
    let room = 0;
    const rows = 200_000;
    for (let row = 0; row < rows; row++) {
      const size = 100 + 400 * stream.uniform();
      if (size > room) {
        pages++;
        room = 8000;
      }
      room -= size;
    }
    // Of variation 0.385: (1 - 0.148) / 2 of a row is left, and the row that did not fit, which is larger than the mean,
    // begins the next page: both are in the renewal formula for a page that begins anew.
    const wasted = 8000 / 300 - rows / pages;
    expect(wasted).toBeGreaterThan(0.4);
    expect(wasted).toBeLessThan(0.65);
  });

  it('of a B-tree have a level for each power of what fits into one', () => {
    // 400 entries a page: 160,000 leaves of 64 million rows, 400 pages above them, one root.
    expect(indexShape(plainDatabase, 64e6)).toEqual({
      entriesPerPage: 400,
      leaves: 160_000,
      innerPages: 401,
      height: 2,
    });
    expect(indexShape(plainDatabase, 64e6 + 1)).toMatchObject({ leaves: 160_001, innerPages: 404, height: 3 });
    expect(indexShape(plainDatabase, 10)).toMatchObject({ leaves: 1, innerPages: 0, height: 0 });
  });

  it('of rows that lie anywhere are as many as the rows where these are few, and never more than there are', () => {
    expect(pagesOfRows(10, 1e9)).toBeCloseTo(10, 6);
    expect(pagesOfRows(1e9, 1000)).toBe(1000);
    expect(pagesOfRows(1000, 1000)).toBeCloseTo(1000 * (1 - Math.exp(-1)), 9);
  });
});

describe('memory that keeps pages', () => {
  it('brings all of what fits, once it was read', () => {
    const cache = new PageCache(100);
    expect([cache.scan(1, 60), cache.scan(1, 60), cache.scan(1, 80)]).toEqual([60, 0, 20]);
  });
  it('brings nothing of a scan that is larger than itself, however often it comes', () => {
    const cache = new PageCache(100);
    expect([cache.scan(1, 101), cache.scan(1, 101), cache.scan(1, 101)]).toEqual([101, 101, 101]);
  });
  it('forgets what was not read for longest', () => {
    const cache = new PageCache(100);
    for (const piece of [1, 2, 1, 3]) cache.scan(piece, 40);
    expect(cache.scan(1, 40)).toBe(0);
    // Of the second the first half was dropped for the third; what comes for it drives out the other half.
    expect(cache.scan(2, 40)).toBe(40);
    expect(cache.usedBytes).toBe(100);
  });
  it('finds what was read exactly as pages do that are kept one by one', () => {
    const sizes = [5, 12, 20, 30, 41];
    const scans = fc.array(fc.nat(sizes.length - 1), { maxLength: 60 });
    fc.assert(
      fc.property(scans, fc.integer({ min: 10, max: 110 }), (order, capacity) => {
        const cache = new PageCache(capacity);
        const pages = new Map<number, true>();
        for (const piece of order) {
          let missed = 0;
          for (let page = 0; page < sizes[piece]!; page++) {
            const key = 100 * piece + page;
            if (!pages.delete(key)) missed++;
            pages.set(key, true);
            if (pages.size > capacity) pages.delete(pages.keys().next().value!);
          }
          expect(cache.scan(piece, sizes[piece]!)).toBe(missed);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });
  it('finds single pages in the share of their piece that is there, and keeps what was missed', () => {
    const cache = new PageCache(100);
    cache.scan(1, 50);
    expect(cache.probe(1, 10, 200)).toBe(7.5);
    expect(cache.usedBytes).toBe(57.5);
  });
  it('has what is written', () => {
    const cache = new PageCache(100);
    cache.append(7, 30);
    expect(cache.scan(7, 30)).toBe(0);
  });
});

describe('a network disk', () => {
  const gp3 = row('gp3', {
    reads: 3000,
    rate: 125,
    stripedFrom: 400 * 2 ** 30,
    stripedReads: 12_000,
    stripedRate: 500,
    mostReads: 64_000,
    mostRate: 4000,
    readSize: 0.25,
  });
  const none = { reads: null, rate: null };
  it('brings more from the size on at which it is spread over volumes, and what is bought', () => {
    expect(diskLimits(gp3, 399 * 2 ** 30, none)).toMatchObject({ readsPerSecond: 3000, bytesPerSecond: 125 });
    expect(diskLimits(gp3, 400 * 2 ** 30, none)).toMatchObject({ readsPerSecond: 12_000, bytesPerSecond: 500 });
    const bought = { reads: 100_000, rate: 9000 };
    expect(diskLimits(gp3, 1e12, bought)).toMatchObject({ readsPerSecond: 64_000, bytesPerSecond: 4000 });
  });
  it('carries no more than its reads do', () => {
    expect(diskLimits(gp3, 1e12, { reads: 3000, rate: 4000 }).bytesPerSecond).toBe(750);
  });
  it('grows its reads with its size where its kind does', () => {
    const gp2 = row('gp2', { reads: 100, readsPerGiB: 3, rate: 250, mostReads: 16_000 });
    expect([10, 1000, 10_000].map((gib) => diskLimits(gp2, gib * 2 ** 30, none).readsPerSecond)).toEqual([
      100, 3000, 16_000,
    ]);
  });
});

describe('a query', () => {
  it('takes all bytes of the table over what the disk carries, whatever columns it wants', () => {
    const base = new Base();
    const asked = base.ask({ projection: 0.1 });
    base.run();
    // 10 GB at 100 MB/s.
    expect(asked.seconds).toBeCloseTo(100, 9);
    expect(asked.phases.transfer).toBeCloseTo(100, 9);
    expect(asked.bounds).toMatchObject({ disk: 100, cores: 2.5 });
    expect(asked.bytes).toBe(10e9);
  });
  it('takes what the machine carries where that is less than the disk', () => {
    const instance = row('m.small', { vcpu: 4, memory: 8e9, ebs: 50e6 });
    const base = new Base({ instance, throughput: 400e6 });
    const asked = base.ask();
    base.run();
    expect(asked.seconds).toBeCloseTo(200, 9);
  });
  it('computes with the processes that its table is worth once it is in memory', () => {
    const base = new Base({}, { size: 2e9 });
    const [cold, hot] = [base.ask(), base.ask({}, 1000, 1)];
    base.run();
    expect(cold.seconds).toBeCloseTo(20, 9);
    // 2 GB of 1 ns a byte on four processes.
    expect(hot.seconds).toBeCloseTo(0.5, 9);
    expect(hot.phases.compute).toBeCloseTo(0.5, 9);
    expect(base.recorder('database.cacheHits').last).toBe(1);
  });
  it('shares the disk with others', () => {
    const base = new Base();
    const asked = [base.ask(), base.ask({}, 0, 1)];
    base.run();
    for (const { seconds } of asked) expect(seconds).toBeCloseTo(200, 9);
  });
  it('reads pages one by one where an index is worth it: descent, leaf and rows', () => {
    // 1e8 rows, 100 of a value on 100 pages of 1.25 million; 250,000 leaves, 625 pages above, 2 and a root.
    const base = new Base({}, { columns: column, indexes: ['u'] });
    const asked = base.ask({ where: ['u'] });
    base.run();
    const pages = 3 + 1 + 100 / 400 + pagesOfRows(100, 1.25e6);
    // One process waits a millisecond for each.
    expect(asked.seconds).toBeCloseTo(pages / 1000, 9);
    expect(asked.bytes).toBeCloseTo(pages * 8000, 3);
  });
  it('reads no more pages a second than the disk has, together with others', () => {
    const base = new Base({ randomRead: 0.0001 }, { columns: column, indexes: ['u'] });
    const asked = Array.from({ length: 20 }, (_, index) => base.ask({ where: ['u'] }, 0, index));
    base.run();
    const reads = asked.reduce((all, { bytes }) => all + bytes, 0) / 8000;
    const last = Math.max(...asked.map(({ seconds }) => seconds));
    expect(last).toBeCloseTo(reads / 1000, 6);
  });
  it('scans where an index would read more', () => {
    const base = new Base({}, { columns: { u: { distinct: 10 } }, indexes: ['u'] });
    const asked = base.ask({ where: ['u'] });
    base.run();
    expect(asked.seconds).toBeCloseTo(100, 9);
  });
  it('reads only the partitions of the recent past', () => {
    const base = new Base({}, { partitionBy: ['day'], partitions: 10 });
    const asked = base.ask({ recent: 86_400 });
    base.run();
    expect(asked.seconds).toBeCloseTo(10, 9);
  });
  it('writes to disk and reads again what its memory does not hold of a sort', () => {
    const base = new Base({}, { size: 2e9 });
    const asked = base.ask({ shuffle: 0.5 });
    base.run();
    // 20 s of scan; 1 GB to disk and back.
    expect(asked.phases.shuffle).toBeCloseTo(20, 9);
    expect(asked.written).toBe(1e9);
  });
  it('is planned before', () => {
    const base = new Base({ plan: constant(3) });
    const asked = base.ask();
    base.run();
    expect(asked.phases.plan).toBe(3);
    expect(asked.seconds).toBeCloseTo(103, 9);
  });
  it('waits for a connection', () => {
    const base = new Base({ connections: 1 });
    const asked = [base.ask(), base.ask({}, 0, 1)];
    base.run();
    expect(asked[1]!.phases.schedule).toBeCloseTo(100, 9);
    expect(asked[1]!.seconds).toBeCloseTo(200, 9);
  });
  it('has processes by the size of its table as PostgreSQL plans them', () => {
    // 8 MB: one helper; 24 MB: two; 72 MB: three; no more than there are.
    const of = (bytes: number) => processesOf({ workers: 3, workerTable: 8e6 }, 16, bytes);
    expect([7e6, 8e6, 24e6, 71e6, 72e6, 1e12].map(of)).toEqual([1, 2, 3, 3, 4, 4]);
    expect(processesOf({ workers: null, workerTable: 8e6 }, 16, 1)).toBe(16);
  });
  it('is sped up by processes as Amdahl says', () => {
    expect(speedOf(0, 8)).toBe(8);
    expect(speedOf(0.5, 1e9)).toBeCloseTo(2, 6);
  });
});

describe('several tables', () => {
  it('share disk and memory, and each has its own pieces in it', () => {
    const base = new Base({}, { size: 1e9, columns: column, indexes: ['u'] });
    const other = nativeTable.create({ ...plainTable, size: 2e9 }, base.world('other')).table as NativeTable;
    expect(base.server.fill).toBeCloseTo((1e9 * 1.2 + 2e9) / 100e9, 12);
    const numbers = [base.table, other].flatMap((table) => table.pieces(null).map(({ number }) => number));
    const [piece] = base.table.pieces(null);
    const all = [...numbers, base.table.indexPiece(piece!, 'u', 'inner'), base.table.indexPiece(piece!, 'u', 'leaves')];
    expect(new Set(all).size).toBe(4);
    for (const number of all) expect(Number.isSafeInteger(number)).toBe(true);
    base.ask();
    base.run();
    // What one has read helps the other nothing.
    expect(base.server.cache.scan(numbers[1]!, 2e9)).toBe(2e9);
  });
});

describe('a load', () => {
  it('takes what one core parses, and is visible then', () => {
    const base = new Base({}, { size: 0 });
    // 10 MB/s for 60 s: 600 MB, 12 s of one core at 50 MB/s; 1.2 GB to disk with the log: 12 s as well.
    const load = base.takeIn(10e6, 60);
    base.run();
    expect(base.table.rows).toBe(6e6);
    expect(load.samples.records).toEqual([6e6]);
    expect(load.seconds).toBeCloseTo(72, 6);
    // Evenly over the minute: the middle of its quarters, and the 12 s.
    expect(load.samples.freshness!.map((each) => Math.round(each * 1e6) / 1e6)).toEqual([64.5, 49.5, 34.5, 19.5]);
    expect(load.written).toBe(600e6);
    expect(base.recorder('database.fill').last).toBeCloseTo(0.006, 12);
  });
  it('that takes longer than the time to the next brings more the next time', () => {
    const base = new Base({ loadRate: 5e6 }, { size: 0 });
    const load = base.takeIn(10e6, 300);
    base.run();
    const records = load.samples.records!;
    expect(records[0]).toBe(6e6);
    expect(records[1]).toBeGreaterThan(records[0]!);
    expect(base.table.rows).toBe(30e6);
  });
  it('rejects rows once the disk is full, and says when that was', () => {
    // Room for 3e6 rows more; 1e6 come a minute, so the fourth minute's do not fit.
    const base = new Base({ disk: 10.3e9 });
    const load = base.takeIn(100e6 / 60, 300);
    base.run();
    expect(base.table.rows).toBe(103e6);
    expect(load.samples.rejected!.reduce((a, b) => a + b)).toBe(2e6);
    expect(base.recorder('database.fullAt')).toMatchObject({ count: 1 });
    expect(base.recorder('database.fullAt').total).toBeGreaterThan(240);
    expect(base.recorder('database.fullAt').total).toBeLessThan(300);
  });
  it('reads leaves of an index that are not in memory, and writes all that it touches', () => {
    const table = { columns: column, indexes: ['u'] };
    const base = new Base({ cacheShare: 0 }, table);
    const load = base.takeIn(1e3, 60);
    base.run();
    // 600 rows on as many leaves of 250,000, a millisecond each, of a cache that keeps nothing.
    expect(load.seconds - 60).toBeCloseTo(pagesOfRows(600, 250_000) / 1000, 6);
  });
});

describe('the bill', () => {
  it('is of machines for whoever uses them, else for nobody, and of the disk that was bought', () => {
    const base = new Base({ replicas: 1 });
    base.ask();
    base.run(3600);
    expect(base.amount('m.large')).toBeCloseTo(7200, 6);
    const used = base.metered.filter(({ item, activity }) => item === 'm.large' && activity === 'query');
    expect(used.map(({ quantity }) => quantity)).toEqual([expect.closeTo(200, 6)]);
    expect(base.amount('slow')).toBeCloseTo(2 * 100e9 * 3600, 0);
    expect(base.amount('backup')).toBe(0);
  });
  it('is of reads that are bought beyond what comes with the disk, and of backups beyond the disk', () => {
    const base = new Base({ iops: 1500, backup: 12, purchase: 'reserved-1y' });
    base.run(1000);
    expect(base.amount('slow-iops')).toBe(500 * 1000);
    expect(base.amount('backup')).toBe((120e9 - 100e9) * 1000);
    expect(base.amount('m.large.reserved-1y')).toBe(1000);
  });
});

describe('the activity load', () => {
  const load = (base: Base, size: number, at = 0, index = 0) =>
    perform(base, loadActivity, { size: constant(size) }, { at, index });
  it('takes what one core parses, or what the disk takes of rows and log', () => {
    const base = new Base({}, { size: 0 });
    const first = load(base, 1e9);
    base.run();
    // 20 s of one core at 50 MB/s; 2 GB at 100 MB/s as well.
    expect(first.seconds).toBeCloseTo(20, 9);
    expect(first.bounds).toEqual({ cores: 5, disk: 20 });
    expect(first.samples.throughput).toEqual([expect.closeTo(50e6, 3)]);
    const parallel = new Base({ loadStreams: 4, walFactor: 0 }, { size: 0 });
    const second = load(parallel, 1e9);
    parallel.run();
    // On four cores 5 s, to disk 10.
    expect(second.seconds).toBeCloseTo(10, 9);
  });
  it('keeps what there is room for, and fails', () => {
    const base = new Base({ disk: 10.5e9 });
    const asked = load(base, 1e9);
    base.run();
    expect(base.table.rows).toBe(105e6);
    expect(asked.samples.rejected).toEqual([5e6]);
    expect(asked.failure).toBe('the disk is full');
  });
});

describe('credits of a small machine', () => {
  // 50 MB/s for as long as you like, 250 MB/s for 100 s: 20 GB above the baseline. The disk gives 100 MB/s.
  const small = {
    instance: row('m.small', { vcpu: 4, memory: 0, ebs: 50e6, ebsBurst: 250e6 }),
    burst: 100,
    throughput: 100e6,
  };
  it('let it carry what the disk gives, until they are used up', () => {
    const base = new Base(small, { size: 60e9 });
    const asked = base.ask();
    base.run();
    // 20 GB above 50 MB/s last 400 s at 100 MB/s: 40 GB. The other 20 take 400 s more.
    expect(asked.seconds).toBeCloseTo(800, 6);
    expect(asked.bounds.disk).toBe(600);
  });
  it('come back at what is left of the baseline', () => {
    const base = new Base(small, { size: 60e9 });
    // Empty at 400 s; idle from 800 s to 1,000 s, which brings 10 GB: 200 s at 100 MB/s, then 800 s at 50.
    const asked = [base.ask(), base.ask({}, 1000, 1)];
    base.run();
    expect(asked[1]!.seconds).toBeCloseTo(1000, 6);
  });
  it('are those of the machine, whatever disk is under it', () => {
    const grown = { ...small, grow: { at: 0.5, by: 1, cooldown: 1e6 }, growTime: constant(200) };
    const base = new Base(grown, { size: 60e9 });
    const asked = base.ask();
    base.run();
    expect(base.server.size.diskBytes).toBe(200e9);
    expect(asked.seconds).toBeCloseTo(800, 6);
  });
});
