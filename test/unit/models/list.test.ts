import { describe, expect, it } from 'vitest';
import { list } from '../../../src/models/object-store/list.ts';
import { type ClientValues, constant, type FakeOccurrence, lake, perform, type Replication, sum } from './_world.ts';

// 13 ms a page and 66 µs a key: 79 ms a full page.
const page = 0.013 + 1000 * 66e-6;

const listOnce = (
  values: { objects: number; prefixes?: number; parallel?: number },
  client: Partial<ClientValues> = {},
  store: Parameters<typeof lake>[0] = {},
): { occurrence: FakeOccurrence; replication: Replication } => {
  const replication = lake({ open: constant(0), close: constant(0), ...store }, { keepAlive: true, ...client });
  const occurrence = perform(replication, list, { prefixes: 1, parallel: 1, ...values });
  replication.run();
  return { occurrence, replication };
};

describe('a listing', () => {
  it.each([
    { objects: 1000, pages: 1, seconds: page },
    { objects: 1001, pages: 2, seconds: page + 0.013 + 66e-6 },
    { objects: 10_000, pages: 10, seconds: 10 * page },
    // Four prefixes of 2,500 keys: two full pages and a half one each, one prefix after another.
    { objects: 10_000, prefixes: 4, pages: 12, seconds: 4 * (3 * 0.013 + 2500 * 66e-6) },
    { objects: 10_000, prefixes: 4, parallel: 2, connections: 8, pages: 12, seconds: 2 * (3 * 0.013 + 2500 * 66e-6) },
    { objects: 10_000, prefixes: 4, parallel: 4, connections: 8, pages: 12, seconds: 3 * 0.013 + 2500 * 66e-6 },
    // The pool limits as well.
    { objects: 10_000, prefixes: 4, parallel: 4, connections: 2, pages: 12, seconds: 2 * (3 * 0.013 + 2500 * 66e-6) },
    // 3 keys in 5 prefixes: an empty prefix is a page too.
    { objects: 3, prefixes: 5, pages: 5, seconds: 5 * 0.013 + 3 * 66e-6 },
  ])(
    'of $objects keys takes $pages pages',
    ({ objects, prefixes = 1, parallel = 1, connections = 1, pages, seconds }) => {
      const { occurrence, replication } = listOnce({ objects, prefixes, parallel }, { connections });
      expect(replication.recorder('list.pages').total).toBe(pages);
      expect(replication.recorder('storage.requests.list').total).toBe(pages);
      expect(replication.metered).toEqual([
        { service: 's3-standard', item: 'list', quantity: pages, activity: 'list' },
      ]);
      expect(occurrence.seconds).toBeCloseTo(seconds, 9);
      expect(occurrence.phases.list).toBeCloseTo(seconds, 9);
    },
  );

  it('accounts for opening, pages, bytes and closing', () => {
    const store = {
      open: constant(0.05),
      close: constant(0.005),
      listBytesPerKey: 300,
      connectionRate: constant(30e6),
    };
    const { occurrence } = listOnce({ objects: 2000 }, { keepAlive: false }, store);
    expect(occurrence.phases.open).toBeCloseTo(0.1, 9);
    expect(occurrence.phases.list).toBeCloseTo(2 * page, 9);
    // 300 kB a page at 30 MB/s.
    expect(occurrence.phases.transfer).toBeCloseTo(0.02, 9);
    expect(occurrence.phases.close).toBeCloseTo(0.01, 9);
    expect(sum(occurrence.phases)).toBeCloseTo(occurrence.seconds, 9);
    expect(occurrence.bytes).toBe(600_000);
    expect(occurrence.bounds.latency).toBeCloseTo(0.1 + 2 * page + 0.01, 9);
  });

  it('is bounded by its longest prefix, however many are listed at once', () => {
    const { occurrence } = listOnce({ objects: 10_000, prefixes: 3, parallel: 3 }, { connections: 3 });
    // 3,334 keys: three full pages and one of 334.
    expect(occurrence.bounds.latency).toBeCloseTo(4 * 0.013 + 3334 * 66e-6, 9);
    expect(occurrence.seconds).toBeCloseTo(occurrence.bounds.latency!, 9);
  });

  it('stretches with the latency factor', () => {
    expect(listOnce({ objects: 1000 }, {}, { latencyFactor: 2 }).occurrence.seconds).toBeCloseTo(2 * page, 9);
  });
});
