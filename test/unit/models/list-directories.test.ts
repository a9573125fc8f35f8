import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Directories } from '../../../src/models/object-store/_directories.ts';
import { list } from '../../../src/models/object-store/list.ts';
import { grow, walk } from './_naive-walk.ts';
import { type ClientValues, constant, type FakeOccurrence, lake, perform, type Replication, sum } from './_world.ts';

interface Listing {
  objects: number;
  prefixes?: number;
  parallel?: number;
  directories?: readonly number[];
}

const listOnce = (
  values: Listing,
  client: Partial<ClientValues> = {},
  store: Parameters<typeof lake>[0] = {},
): { occurrence: FakeOccurrence; replication: Replication } => {
  const replication = lake({ open: constant(0), close: constant(0), ...store }, { keepAlive: true, ...client });
  const occurrence = perform(replication, list, values);
  replication.run();
  return { occurrence, replication };
};

/** 13 ms a page and 66 µs an entry. */
const secondsOf = (entries: number): number => 0.013 + entries * 66e-6;

describe('a walk over directories', () => {
  it.each([
    // One page names 12 directories, 12 pages have 10 keys each.
    { objects: 120, directories: [12], pages: 13, seconds: secondsOf(12) + 12 * secondsOf(10) },
    // Common prefixes count towards the 1,000: 2,500 directories take three pages to name.
    { objects: 2500, directories: [2500], pages: 3 + 2500, seconds: 3 * 0.013 + 2500 * 66e-6 + 2500 * secondsOf(1) },
    // 1 + 3 + 6 pages; 2,500 keys each take three.
    {
      objects: 15_000,
      directories: [3, 2],
      pages: 4 + 18,
      seconds: secondsOf(3) + 3 * secondsOf(2) + 6 * (3 * 0.013 + 2500 * 66e-6),
    },
    // Two tables, one after the other.
    { objects: 40, prefixes: 2, directories: [5], pages: 12, seconds: 2 * secondsOf(5) + 10 * secondsOf(4) },
    // Three years by the hour: 1 + 3 + 36 + 1,080 + 25,920 directories.
    {
      objects: 25_920,
      directories: [3, 12, 30, 24],
      pages: 27_040,
      seconds: 27_040 * 0.013 + (3 + 36 + 1080 + 25_920 * 2) * 66e-6,
    },
    // A directory without keys is a page as well.
    { objects: 3, directories: [5], pages: 6, seconds: 6 * 0.013 + (5 + 3) * 66e-6 },
  ])(
    'of $objects keys in $directories takes $pages pages',
    ({ objects, prefixes = 1, directories, pages, seconds }) => {
      const { occurrence, replication } = listOnce({ objects, prefixes, directories });
      expect(replication.recorder('list.pages').total).toBe(pages);
      expect(replication.recorder('storage.requests.list').total).toBe(pages);
      expect(replication.metered).toEqual([
        { service: 's3-standard', item: 'list', quantity: pages, activity: 'list' },
      ]);
      expect(occurrence.seconds).toBeCloseTo(seconds, 6);
      expect(occurrence.phases.list).toBeCloseTo(seconds, 6);
    },
  );

  it('of a tree that branches alike takes level after level: ceil(directories / parallel) rounds each', () => {
    // 8 at once: 1, then 16 in 2 rounds, then 16 x 8 = 128 in 16; a level begins when the one before is through.
    const directories = [16, 8];
    const { occurrence } = listOnce({ objects: 1280, directories, parallel: 8 }, { connections: 8 });
    const expected = secondsOf(16) + 2 * secondsOf(8) + 16 * secondsOf(10);
    expect(occurrence.seconds).toBeCloseTo(expected, 9);
    expect(sum(occurrence.phases)).toBeCloseTo(expected, 9);
  });

  it('is limited by its depth when everything may be asked at once', () => {
    const { occurrence } = listOnce({ objects: 1280, directories: [16, 8], parallel: 1000 }, { connections: 1000 });
    const depth = secondsOf(16) + secondsOf(8) + secondsOf(10);
    expect(occurrence.seconds).toBeCloseTo(depth, 9);
    expect(occurrence.bounds.latency).toBeCloseTo(depth, 9);
  });

  it('begins with what a page has named while its directory goes on', () => {
    // Two pages of ten name 20 directories of one key: the second page runs beside the first directory.
    const { occurrence } = listOnce(
      { objects: 20, directories: [20], parallel: 2 },
      { connections: 2 },
      { keysPerPage: 10, listKey: constant(0) },
    );
    // One page alone, then 21 in turns of two.
    expect(occurrence.seconds).toBeCloseTo(12 * 0.013, 9);
  });

  it('counts the bytes of every entry, and its transfer is on the path', () => {
    const store = { listBytesPerKey: 300, connectionRate: constant(30e3) };
    const { occurrence } = listOnce({ objects: 120, directories: [12], parallel: 12 }, { connections: 12 }, store);
    expect(occurrence.bytes).toBe(300 * (12 + 120));
    // 12 entries and then 10, at 10 ms each.
    expect(occurrence.phases.transfer).toBeCloseTo(0.22, 9);
    expect(occurrence.bounds.connections).toBeCloseTo(0.22, 9);
  });

  it('lists what it knows of when a page fails, and nothing below that', () => {
    // One LIST is admitted at first and then ten a second; nobody tries again: the root and some directories come through.
    const partitions = { of: 'prefix' as const, start: 1, get: 10, put: 10, splitAt: 1, split: null, idle: null };
    const { occurrence, replication } = listOnce({ objects: 100, directories: [100] }, {}, { partitions });
    const { total } = replication.recorder('list.pages');
    expect(occurrence.failure).toBe('503 Slow Down');
    expect(total).toBeGreaterThan(0);
    expect(total + replication.recorder('storage.throttled').total).toBe(101);
  });

  it('refuses a tree that would not fit in memory', () => {
    const { occurrence } = listOnce({ objects: 1, directories: [1000, 1000, 1000] });
    expect(occurrence.failure).toBe('more than 16777216 directories');
  });

  it('agrees with a naive walker on any tree', () => {
    const shape = fc.record({
      prefixes: fc.integer({ min: 1, max: 3 }),
      directories: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
      objects: fc.integer({ min: 1, max: 400 }),
      keysPerPage: fc.integer({ min: 1, max: 9 }),
      parallel: fc.integer({ min: 1, max: 20 }),
      connections: fc.integer({ min: 1, max: 20 }),
    });
    // Pages with a luck of their own, so that no two end at the same time.
    const spec = { kind: 'exponential', mean: 0.013 } as const;
    fc.assert(
      fc.property(shape, ({ prefixes, directories, objects, keysPerPage, parallel, connections }) => {
        const values = { objects, prefixes, directories, parallel };
        const { occurrence, replication } = listOnce(values, { connections }, { keysPerPage, list: spec });
        const luck = replication.world('storage').draw('list', spec, 'list');
        const roots = grow(prefixes, directories, { keys: objects, keysPerPage });
        const lanes = Math.min(parallel, connections);
        const twin = walk(roots, {
          keysPerPage,
          parallel: lanes,
          secondsOf: (entries, page) => luck.at(page, 0) + entries * 66e-6,
        });
        expect(replication.recorder('list.pages').total).toBe(twin.pages);
        expect(occurrence.seconds).toBeCloseTo(twin.seconds, 9);
        // With fewer directories than places the model's bound knows that there are not so many lanes.
        expect(occurrence.bounds.latency).toBeGreaterThan(twin.longestSeconds - 1e-9);
        expect(occurrence.bounds.latency).toBeGreaterThan(twin.busySeconds / lanes - 1e-9);
        if (directories.length > 0 && lanes > 1 && twin.busySeconds / 2 < twin.longestSeconds)
          expect(occurrence.bounds.latency).toBeCloseTo(twin.longestSeconds, 9);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('pages of directories', () => {
  it('are numbered without gap of meaning: every page knows its directory, level and place', () => {
    const tree = new Directories({ prefixes: 2, children: [3, 25], keys: 155 }, { keysPerPage: 10 });
    expect(tree.total).toBe(2 + 6 + 150);
    const seen = new Set<number>();
    for (let level = 0; level <= 2; level++) {
      for (let index = 0; index < tree.counts[level]!; index++) {
        for (let place = 0; place < tree.pagesOf(level, index); place++) {
          const page = tree.firstPage(level, index) + place;
          expect([tree.levelOf(page), tree.indexOf(page, level), tree.placeOf(page, level)]).toEqual([
            level,
            index,
            place,
          ]);
          expect(tree.prefixOf(level, index)).toBe(Math.floor(index / [1, 3, 75][level]!));
          seen.add(page);
        }
      }
    }
    // 2 of one page, 6 of three, 150 of one.
    expect(seen.size).toBe(2 + 18 + 150);
    expect(tree.entriesOn(2, 4, 0)).toBe(2);
    expect(tree.entriesOn(2, 5, 0)).toBe(1);
    // The third page of directory 1 on level 1 names its directories 20 to 24.
    expect(tree.firstNamed(1, 1, 2)).toBe(45);
    expect(tree.entriesOn(1, 1, 2)).toBe(5);
  });
});
