import { describe, expect, it } from 'vitest';
import type { LogStep, TableLogReads } from '../../../src/models/capabilities.ts';
import { requestsOfLog } from '../../../src/models/spark/_find-files.ts';
import { describePlan } from '../../../src/models/spark/_request-plan.ts';
import { StatusCache } from '../../../src/models/spark/_status-cache.ts';
import { tableLake } from './_table.ts';

const hour = 3600;
const day = 24 * hour;
const statuses = { bytes: 655, copiesWhileListing: 1 };

/** A file a minute into partitions by hour, and a query each hour: partitions that it lists, over the last so long. */
const listedBy = (recents: readonly number[], changes: (lake: ReturnType<typeof tableLake>, at: number) => void) => {
  const lake = tableLake('hive', { partitionBy: ['hour'], compression: 1 });
  const cache = new StatusCache(250e6, statuses);
  const listed: number[] = [];
  for (let h = 1; h <= 48; h++) {
    for (let minute = 0; minute < 60; minute++) {
      const now = (h - 1) * hour + minute * 60;
      lake.at(now + 1, () => lake.table.add({ rowsAtSeconds: now, count: 1, bytes: 100, rows: 1 }, 1));
    }
    lake.at(h * hour, () => changes(lake, h * hour));
    for (const recent of recents) {
      const scan = lake.table.scan(recent, null);
      listed.push(scan.partitions - cache.cached('table', scan, 0).partitions);
      cache.keep('table', scan, 60, h * hour);
    }
  }
  return listed;
};

describe('the status cache of a table that changes', () => {
  it('leaves a moving window the partition that has come since', () => {
    const listed = listedBy([day], () => {});
    expect(listed).toEqual(Array.from({ length: 48 }, () => 1));
  });

  it('lists again what a late file or a rewrite has changed', () => {
    const listed = listedBy([day], ({ table }, at) => {
      if (at === 30 * hour) table.add({ rowsAtSeconds: 20 * hour, count: 1, bytes: 100, rows: 1 }, 1);
      if (at !== 40 * hour) return;
      for (const part of table.candidates({ recentSeconds: 5 * hour, belowBytes: 750000 }))
        table.rewrite(part).swap([{ count: 1, sizeBytes: part.bytes }]);
    });
    const others = listed.filter((_, query) => query !== 29 && query !== 39);
    expect(new Set(others)).toEqual(new Set([1]));
    expect([listed[29], listed[39]]).toEqual([2, 5]);
  });

  it('knows of each of several windows what it has listed', () => {
    const listed = listedBy([hour, 1000 * hour], () => {});
    // The narrow one has a new partition each time; the wide one lists it again, as it counts by its own last listing.
    expect(listed.slice(2)).toEqual(Array.from({ length: 94 }, () => 1));
  });
});

const readsOf = (steps: readonly Partial<LogStep>[]): TableLogReads => ({
  steps: steps.map((step) => ({ serviceSeconds: 0, listedKeys: null, gets: [], parallel: 1, ...step })),
  actions: 0,
  version: 1,
});

describe('reading a log', () => {
  it('takes the pointer, a listing, and all parts of the checkpoint and commits after it at once', () => {
    const log = readsOf([
      { gets: [{ count: 1, sizeBytes: 100 }] },
      { listedKeys: 9 },
      {
        gets: [
          { count: 2, sizeBytes: 5000 },
          { count: 7, sizeBytes: 600 },
        ],
        parallel: 9,
      },
    ]);
    expect(describePlan(requestsOfLog(log, 1000))).toMatchInlineSnapshot(`
      "1 at once: get 100 B
      1 at once: list 9 keys
      9 at once: 2 x (get 5000 B); 7 x (get 600 B)"
    `);
  });

  it('lists pages where commits have piled up', () => {
    const log = readsOf([{ gets: [{ count: 1, sizeBytes: 100 }] }, { listedKeys: 2500 }]);
    expect(describePlan(requestsOfLog(log, 1000))).toMatchInlineSnapshot(
      `
      "1 at once: get 100 B
      1 at once: 2 list 1000 keys, list 500 keys"
    `,
    );
  });
});
