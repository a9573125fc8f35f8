import { describe, expect, it } from 'vitest';
import { fileStatusesOf, heapOfListing, partitionsCached } from '../../../src/models/spark/_file-statuses.ts';
import {
  type ListingOptions,
  listingDefaults,
  pagesOfPlan,
  pathsOfTask,
  planListing,
} from '../../../src/models/spark/_listing.ts';
import { tableRow } from './_spark-tables.ts';

const plan = (options: Partial<ListingOptions>): ReturnType<typeof planListing> =>
  planListing({
    ...listingDefaults,
    tree: { children: [], filesPerLeaf: 1 },
    partitions: null,
    cachedPartitions: 0,
    flat: false,
    pathsToCheck: 0,
    footers: 'none',
    defaultParallelism: 8,
    ...options,
  });

describe('finding the files of a table', () => {
  it('in one directory takes its pages, one after another', () => {
    const { steps, files } = plan({ tree: { children: [], filesPerLeaf: 2500 } });
    expect(steps).toEqual([{ kind: 'serial', listings: [{ directories: 1, keys: 2500 }] }]);
    expect(files).toBe(2500);
    expect(pagesOfPlan({ steps, files, directories: 1 }, 1000)).toBe(3);
  });

  it('walks up to 32 child directories on the driver, and lets a job list 33', () => {
    const few = plan({ tree: { children: [32], filesPerLeaf: 5 } });
    // The table's directory with its 32 children, then each of them.
    expect(few.steps).toEqual([
      {
        kind: 'serial',
        listings: [
          { directories: 1, keys: 32 },
          { directories: 32, keys: 5 },
        ],
      },
    ]);
    const many = plan({ tree: { children: [33], filesPerLeaf: 5 } });
    expect(many.steps).toEqual([
      { kind: 'serial', listings: [{ directories: 1, keys: 33 }] },
      { kind: 'job', jobs: 1, tasks: 33, paths: 33, listingsPerPath: [{ directories: 1, keys: 5 }] },
    ]);
  });

  it('by year, month, day and hour never starts a job: all levels have 32 children at most', () => {
    // 3 years x 12 months x 30 days x 24 hours = 25,920 leaves. 1 + 3 + 36 + 1,080 + 25,920 directories.
    const hourly = plan({ tree: { children: [3, 12, 30, 24], filesPerLeaf: 1 } });
    expect(hourly.steps).toHaveLength(1);
    expect(hourly.steps[0]!.kind).toBe('serial');
    expect(hourly.directories).toBe(27_040);
    expect(pagesOfPlan(hourly, 1000)).toBe(27_040);
    // Flat, the same are 26 pages.
    const flat = plan({ tree: { children: [3, 12, 30, 24], filesPerLeaf: 1 }, flat: true });
    expect(flat.steps).toEqual([{ kind: 'serial', listings: [{ directories: 1, keys: 25_920 }] }]);
    expect(pagesOfPlan(flat, 1000)).toBe(26);
  });

  it('of a tree of few, few, many runs a job for each of the few times few', () => {
    // 2 x 3 directories with 100 children each: 6 jobs, and before each of the second level its own listing.
    const { steps, files } = plan({ tree: { children: [2, 3, 100], filesPerLeaf: 4 } });
    const job = { kind: 'job', tasks: 100, paths: 100, listingsPerPath: [{ directories: 1, keys: 4 }] };
    const jobs = steps.filter((step) => step.kind === 'job');
    expect(jobs).toHaveLength(6);
    for (const step of jobs) expect(step).toEqual({ ...job, jobs: 1 });
    // The root, the first of two with three children, and the first of those with a hundred.
    expect(steps[0]).toEqual({
      kind: 'serial',
      listings: [
        { directories: 1, keys: 2 },
        { directories: 1, keys: 3 },
        { directories: 1, keys: 100 },
      ],
    });
    expect(files).toBe(2400);
    // 1 + 2 + 6 + 600 directories.
    expect(pagesOfPlan({ steps, files, directories: 609 }, 1000)).toBe(609);
  });

  it('of many at the top lists everything below in the tasks of one job', () => {
    const { steps } = plan({ tree: { children: [100, 50], filesPerLeaf: 1500 } });
    expect(steps[1]).toEqual({
      kind: 'job',
      jobs: 1,
      tasks: 100,
      paths: 100,
      listingsPerPath: [
        { directories: 1, keys: 50 },
        { directories: 50, keys: 1500 },
      ],
    });
    // 1 + 100 x (1 + 50 x 2).
    expect(pagesOfPlan({ steps, files: 0, directories: 0 }, 1000)).toBe(10_101);
  });

  it('gives a job 10,000 tasks at most, of one path more or less', () => {
    const { steps } = plan({ tree: { children: [25_000], filesPerLeaf: 1 } });
    const job = steps[1]!;
    expect(job).toMatchObject({ kind: 'job', tasks: 10_000, paths: 25_000 });
    const shares = Array.from({ length: 10_000 }, (_, task) => pathsOfTask(25_000, 10_000, task));
    expect(shares.reduce((all, share) => all + share)).toBe(25_000);
    expect(new Set(shares)).toEqual(new Set([2, 3]));
    // The 25,000 children of the table's directory are 25 pages on the driver.
    expect(steps[0]).toEqual({ kind: 'serial', listings: [{ directories: 1, keys: 25_000 }] });
  });

  it('with a catalog lists only the partitions that it returns, less those in the cache', () => {
    const tree = { children: [365, 24], filesPerLeaf: 10 };
    expect(plan({ tree, partitions: 24 }).steps).toEqual([
      { kind: 'serial', listings: [{ directories: 24, keys: 10 }] },
    ]);
    expect(plan({ tree, partitions: 48 }).steps).toEqual([
      { kind: 'job', jobs: 1, tasks: 48, paths: 48, listingsPerPath: [{ directories: 1, keys: 10 }] },
    ]);
    const cached = plan({ tree, partitions: 48, cachedPartitions: 48 });
    expect(cached.steps).toEqual([]);
    expect(cached.files).toBe(480);
  });

  it('reads one footer, or with mergeSchema all of them in a job', () => {
    const tree = { children: [], filesPerLeaf: 900 };
    expect(plan({ tree, footers: 'one' }).steps[1]).toEqual({ kind: 'footers', tasks: 1, files: 1 });
    expect(plan({ tree, footers: 'all' }).steps[1]).toEqual({ kind: 'footers', tasks: 8, files: 900 });
    expect(plan({ tree: { children: [], filesPerLeaf: 5 }, footers: 'all' }).steps[1]).toEqual({
      kind: 'footers',
      tasks: 5,
      files: 5,
    });
  });

  it('looks at named paths before, 40 at once', () => {
    expect(plan({ pathsToCheck: 1206 }).steps[0]).toEqual({ kind: 'check', paths: 1206, threads: 40 });
  });
});

describe("the driver's heap", () => {
  const hdfs = fileStatusesOf(tableRow('file-statuses', 'hdfs'));
  const cache = fileStatusesOf(tableRow('file-statuses', 'cache'));

  it('holds 7 million files in 12 GB, and twice that while a job lists them', () => {
    const { peakBytes, keptBytes } = heapOfListing(7_039_474, hdfs, true);
    expect(keptBytes / 1e9).toBeCloseTo(12.02, 2);
    expect(peakBytes).toBe(2 * keptBytes);
    expect(heapOfListing(7_039_474, hdfs, false).peakBytes).toBe(keptBytes);
  });

  it('caches partitions until they fill it, and none that is over its share', () => {
    const usual = { capacityBytes: 250 * 2 ** 20, concurrency: 4 };
    // 1,000 files x 655 B: 400 such partitions fit.
    expect(partitionsCached(1000, 1000, cache, usual)).toBe(400);
    expect(partitionsCached(12, 1000, cache, usual)).toBe(12);
    // 110,000 files in one directory are 72 MB, over 62.5 MiB: kept only where an entry may have it all.
    expect(partitionsCached(1, 110_000, cache, usual)).toBe(0);
    expect(partitionsCached(1, 110_000, cache, { ...usual, concurrency: 1 })).toBe(1);
  });
});
