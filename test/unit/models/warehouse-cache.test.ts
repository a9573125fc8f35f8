/** The local cache of a warehouse, worked by hand: partitions of 10 bytes, of which the newest are read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalCache } from '../../../src/models/warehouse/_cache.ts';

interface Read {
  readonly table?: string;
  readonly partitions: number;
  readonly inAll?: number;
  readonly projection?: number;
  readonly coverage?: number;
  readonly at?: number;
  /** Partitions that have changed since any time. */
  readonly changed?: number;
}

const read = (cache: LocalCache, of: Read): number => {
  const { table = 't', partitions, inAll = 100, projection = 1, coverage = 1, at = 0, changed = 0 } = of;
  const scan = { partitions, partitionsInAll: inAll, files: [], filesInAll: inAll, changedSince: () => changed };
  const bytes = 10 * partitions * projection * coverage;
  return cache.read({ table, scan, partitions, bytes, projection, coverage, nowSeconds: at });
};

describe('the local cache', () => {
  it('has what was read before, and nothing else', () => {
    const cache = new LocalCache(1000);
    expect(read(cache, { partitions: 10 })).toBe(0);
    expect(read(cache, { partitions: 10 })).toBe(1);
    expect(read(cache, { partitions: 20 })).toBe(0.5);
    expect(read(cache, { table: 'other', partitions: 10 })).toBe(0);
    expect(cache.bytes).toBe(300);
  });

  it('reads a partition anew that has changed', () => {
    const cache = new LocalCache(1000);
    read(cache, { partitions: 10 });
    expect(read(cache, { partitions: 10, changed: 1 })).toBeCloseTo(0.9, 12);
  });

  it('knows partitions by when they came: a day later one of ten is new', () => {
    const cache = new LocalCache(1000);
    read(cache, { partitions: 10, inAll: 100 });
    expect(read(cache, { partitions: 10, inAll: 101 })).toBeCloseTo(0.9, 12);
  });

  it('gives up first what was used least recently', () => {
    const cache = new LocalCache(200);
    read(cache, { table: 'first', partitions: 10 });
    read(cache, { table: 'second', partitions: 10 });
    read(cache, { table: 'first', partitions: 10 });
    read(cache, { table: 'third', partitions: 10 });
    expect(read(cache, { table: 'first', partitions: 10 })).toBe(1);
    expect(read(cache, { table: 'second', partitions: 10 })).toBe(0);
  });

  it('has half of a row for who wants all of it, and all for who wants half', () => {
    const cache = new LocalCache(1000);
    read(cache, { partitions: 10, projection: 0.5 });
    expect(read(cache, { partitions: 10, projection: 1 })).toBeCloseTo(0.5, 12);
    expect(read(cache, { partitions: 10, projection: 0.5 })).toBe(1);
    expect(cache.bytes).toBeCloseTo(100, 12);
  });

  it('has files by chance, where a query reads some of them', () => {
    const cache = new LocalCache(1000);
    read(cache, { partitions: 10, coverage: 0.5 });
    expect(read(cache, { partitions: 10, coverage: 0.5 })).toBeCloseTo(0.5, 12);
    // 0.5 + 0.5 - 0.25 of the files are here now.
    expect(read(cache, { partitions: 10, coverage: 1 })).toBeCloseTo(0.75, 12);
  });

  it('is empty when it was cleared, and without a disk', () => {
    const cache = new LocalCache(1000);
    read(cache, { partitions: 10 });
    cache.clear();
    expect(read(cache, { partitions: 10 })).toBe(0);
    const none = new LocalCache(0);
    read(none, { partitions: 10 });
    expect(read(none, { partitions: 10 })).toBe(0);
  });

  it('never holds more than it can, and never has more than was asked', () => {
    const reads = fc.array(
      fc.record({
        table: fc.constantFrom('a', 'b', 'c'),
        partitions: fc.integer({ min: 1, max: 60 }),
        inAll: fc.integer({ min: 60, max: 100 }),
        projection: fc.constantFrom(0.1, 0.5, 1),
        coverage: fc.constantFrom(0.2, 1),
        changed: fc.integer({ min: 0, max: 3 }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(reads, fc.integer({ min: 1, max: 700 }), (list, capacity) => {
        const cache = new LocalCache(capacity);
        for (const each of list) {
          const hits = read(cache, each);
          expect(hits).toBeGreaterThanOrEqual(0);
          expect(hits).toBeLessThanOrEqual(1);
          expect(cache.bytes).toBeLessThanOrEqual(capacity * (1 + 1e-9));
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
