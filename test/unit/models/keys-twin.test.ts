import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoredObjects } from '../../../src/models/object-store/_stored-objects.ts';
import { absent, current, ghost, missing } from '../../../src/models/object-store/_visibility.ts';
import { NaiveKey } from './_naive-key.ts';
import { constant, Replication, textbookStore } from './_world.ts';

const keyCount = 12;
const stories = fc.array(
  fc.record({
    gap: fc.integer({ min: 0, max: 4 }),
    key: fc.integer({ min: 0, max: keyCount - 1 }),
    act: fc.constantFrom('write', 'remove', 'read', 'list'),
    sizeBytes: fc.integer({ min: 0, max: 5000 }),
  }),
  { minLength: 60, maxLength: 120 },
);
const delaySeconds = 6;

/** A replication whose clock can be moved by hand. */
const storeOf = (consistency: 'strong' | 'eventual', keepVersions = 0) => {
  const replication = new Replication();
  const values = { ...textbookStore, consistency, visibleAfter: constant(delaySeconds), keepVersions };
  const stored = new StoredObjects(values, replication.world('storage'), () => {});
  return { replication, stored, keys: stored.keys('writer') };
};
const total = (replication: Replication, metric: string) => replication.recorder(`storage.${metric}`).total;
const last = (replication: Replication, metric: string) => replication.recorder(`storage.${metric}`).last;

describe('keys against a twin that keeps the whole history of every key', () => {
  it('count the same anomalies, and the store holds just what the twin says is there', () => {
    let anomalies = 0;
    fc.assert(
      fc.property(stories, (story) => {
        const { replication, keys } = storeOf('eventual');
        const twins = Array.from({ length: keyCount }, () => new NaiveKey());
        const sizes = new Map<number, number>();
        const counts = { staleReads: 0, missedKeys: 0, ghostKeys: 0 };
        const { kernel } = replication;
        let now = 0;
        for (const { gap, key, act, sizeBytes } of story) {
          now += gap;
          kernel.scheduleAt(
            now,
            kernel.handler(() => {
              const twin = twins[key]!;
              if (act === 'write') {
                keys.write(key, sizeBytes);
                twin.put(kernel.now, delaySeconds);
                sizes.set(key, sizeBytes);
              } else if (act === 'remove') {
                keys.remove(key);
                twin.remove(kernel.now, delaySeconds);
                sizes.delete(key);
              } else if (act === 'read') {
                const sight = twin.look(kernel.now, false);
                const isStale = sight !== current && sight !== absent;
                expect(keys.read(key)).toBe(isStale);
                counts.staleReads += isStale ? 1 : 0;
              } else {
                // Every third key.
                const sights = [0, 3, 6, 9].map((place) => twins[place + (key % 3)]!.look(kernel.now, true));
                const missedKeys = sights.filter((each) => each === missing).length;
                const ghostKeys = sights.filter((each) => each === ghost).length;
                expect(keys.list(key % 3, 3, 4)).toEqual({ missedKeys, ghostKeys });
                counts.missedKeys += missedKeys;
                counts.ghostKeys += ghostKeys;
              }
              expect(last(replication, 'objects')).toBe(sizes.size);
              expect(last(replication, 'bytes')).toBe([...sizes.values()].reduce((sum, bytes) => sum + bytes, 0));
            }, 'step'),
          );
        }
        replication.run();
        for (const [metric, count] of Object.entries(counts)) {
          expect(total(replication, metric)).toBe(count);
          anomalies += count;
        }
      }),
      { seed: 31, numRuns: 200 },
    );
    expect(anomalies).toBeGreaterThan(1000);
  });

  it('with strong consistency there are none, and the store holds the same', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { replication, keys } = storeOf('strong');
        const sizes = new Map<number, number>();
        expect(keys.isEventual).toBe(false);
        for (const { key, act, sizeBytes } of story) {
          if (act === 'write') {
            keys.write(key, sizeBytes);
            sizes.set(key, sizeBytes);
          } else if (act === 'remove') {
            keys.remove(key);
            sizes.delete(key);
          } else if (act === 'read') expect(keys.read(key)).toBe(false);
          else expect(keys.list(0, 1, keyCount)).toEqual({ missedKeys: 0, ghostKeys: 0 });
          expect(last(replication, 'objects')).toBe(sizes.size);
          expect(last(replication, 'bytes')).toBe([...sizes.values()].reduce((sum, bytes) => sum + bytes, 0));
        }
        const metrics = ['staleReads', 'missedKeys', 'ghostKeys'];
        expect(metrics.map((metric) => total(replication, metric))).toEqual([0, 0, 0]);
      }),
      { seed: 37, numRuns: 100 },
    );
  });

  it('old versions stay: what lies there is all that was written, until it is due', () => {
    const { replication, keys } = storeOf('strong', 100);
    keys.write(0, 10);
    keys.write(0, 300);
    keys.remove(0);
    keys.write(1, 5000);
    expect([last(replication, 'objects'), last(replication, 'bytes')]).toEqual([1, 5310]);
  });
});
