import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyedDraw } from '../../../src/models/model.ts';
import { absent, current, ghost, missing, stale, Visibility } from '../../../src/models/object-store/_visibility.ts';
import { NaiveKey } from './_naive-key.ts';

const delayOf = (seconds: number): KeyedDraw => ({ mean: seconds, at: () => seconds });

describe('before December 2020', () => {
  it('a new object is read at once, but listed only when the change has got through', () => {
    const store = new Visibility(delayOf(10));
    store.put(0, 100);
    expect(store.read(0, 100)).toBe(current);
    expect(store.list(0, 109.9)).toBe(missing);
    expect(store.list(0, 110)).toBe(current);
    expect([store.staleReads, store.missedKeys]).toEqual([0, 1]);
  });
  it('a new object that was asked for before it was there is not found until then', () => {
    const store = new Visibility(delayOf(10));
    expect(store.read(0, 99)).toBe(absent);
    store.put(0, 100);
    expect(store.read(0, 105)).toBe(missing);
    expect(store.read(0, 110)).toBe(current);
    expect(store.staleReads).toBe(1);
  });
  it('an overwrite leaves the old object to be read for a while, and the listing right', () => {
    const store = new Visibility(delayOf(10));
    store.fill(1);
    store.put(0, 100);
    expect([store.read(0, 105), store.read(0, 110)]).toEqual([stale, current]);
    expect(store.list(0, 105)).toBe(current);
  });
  it('a deleted object is read and listed for a while', () => {
    const store = new Visibility(delayOf(10));
    store.fill(1);
    store.remove(0, 100);
    expect([store.read(0, 105), store.read(0, 110)]).toEqual([ghost, absent]);
    expect([store.list(0, 105), store.list(0, 110)]).toEqual([ghost, absent]);
    expect([store.staleReads, store.ghostKeys, store.missedKeys]).toEqual([1, 1, 0]);
  });
  it('an object put where one was just deleted may be read as the deleted one', () => {
    const store = new Visibility(delayOf(10));
    store.fill(1);
    store.remove(0, 100);
    store.put(0, 105);
    expect([store.read(0, 106), store.read(0, 115)]).toEqual([stale, current]);
  });
  it('a delete of what is not there changes nothing', () => {
    const store = new Visibility(delayOf(10));
    store.remove(3, 1);
    expect([store.read(3, 2), store.list(3, 2), store.staleReads]).toEqual([absent, absent, 0]);
  });
  it('a listing counts the keys that it leaves out, until all changes are seen', () => {
    const store = new Visibility(delayOf(10));
    store.fill(20);
    for (let slot = 20; slot < 30; slot++) store.put(slot, slot);
    // At 33 the keys put up to 23 are listed: 24 to 29 are not.
    for (let slot = 0; slot < 30; slot++) store.list(slot, 33);
    expect([store.missedKeys, store.settledSeconds]).toEqual([6, 39]);
    for (let slot = 0; slot < 30; slot++) store.list(slot, 39);
    expect(store.missedKeys).toBe(6);
  });
  it('each change has its own delay, by key and number', () => {
    const store = new Visibility({ mean: 1, at: (slot, change) => 10 * slot + change });
    store.fill(3);
    store.put(2, 0);
    expect([store.read(2, 19.9), store.read(2, 20)]).toEqual([stale, current]);
    store.put(2, 100);
    expect([store.read(2, 120.9), store.read(2, 121)]).toEqual([stale, current]);
  });
});

describe('laws', () => {
  const steps = fc.array(
    fc.record({
      gap: fc.integer({ min: 0, max: 8 }),
      delay: fc.integer({ min: 0, max: 12 }),
      act: fc.constantFrom('put', 'remove', 'read', 'list'),
    }),
    { maxLength: 60 },
  );
  it('what is seen is what the naive twin finds in the whole history of the key', () => {
    fc.assert(
      fc.property(steps, (story) => {
        let delay = 0;
        const store = new Visibility({ mean: 5, at: () => delay });
        const naive = new NaiveKey();
        let now = 0;
        for (const step of story) {
          now += step.gap;
          delay = step.delay;
          if (step.act === 'put') {
            store.put(7, now);
            naive.put(now, delay);
          } else if (step.act === 'remove') {
            store.remove(7, now);
            naive.remove(now, delay);
          } else {
            const listing = step.act === 'list';
            expect(listing ? store.list(7, now) : store.read(7, now)).toBe(naive.look(now, listing));
          }
        }
      }),
      { seed: 23, numRuns: 500 },
    );
  });
  it('without delay nothing is stale: strong consistency', () => {
    fc.assert(
      fc.property(steps, (story) => {
        const store = new Visibility(delayOf(0));
        let now = 0;
        let there = false;
        for (const { gap, act } of story) {
          now += gap;
          if (act === 'put') store.put(1, now);
          else if (act === 'remove') store.remove(1, now);
          else expect(act === 'list' ? store.list(1, now) : store.read(1, now)).toBe(there ? current : absent);
          if (act === 'put') there = true;
          if (act === 'remove') there = false;
        }
        expect([store.staleReads, store.missedKeys, store.ghostKeys]).toEqual([0, 0, 0]);
      }),
      { seed: 29, numRuns: 100 },
    );
  });
});
