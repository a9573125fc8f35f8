import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Inventory, type InventoryOptions } from '../../../src/models/object-store/_inventory.ts';
import { ObjectByObject } from './_object-by-object.ts';

const kiB = 1024;
const day = 86_400;
const standard = { name: 'standard', minimumSizeBytes: 0, minimumSeconds: 0 };
const infrequent = { name: 'infrequent', minimumSizeBytes: 128 * kiB, minimumSeconds: 30 * day };
const archive = { name: 'archive', minimumSizeBytes: 128 * kiB, minimumSeconds: 90 * day };
const plain: InventoryOptions = {
  storageClass: standard,
  lifecycle: [],
  smallestMovedBytes: 128 * kiB,
  keepVersionsSeconds: 0,
  cohortSeconds: 0,
};
const inventory = (options: Partial<InventoryOptions> = {}): Inventory => new Inventory({ ...plain, ...options });
const twoSteps = [
  { afterSeconds: 30 * day, to: infrequent },
  { afterSeconds: 90 * day, to: archive },
];

describe('what is stored', () => {
  it('is billed as bytes times the time that they lie there', () => {
    const stored = inventory();
    stored.put(0, 10, 1000);
    stored.put(100, 1, 5000);
    stored.remove(150, 10);
    // 10 x 1,000 B for 150 s and 5,000 B from 100 s to 200 s.
    expect(stored.usage(200)).toEqual([
      { name: 'standard', byteSeconds: 10_000 * 150 + 5000 * 100, earlyByteSeconds: 0, transitions: 0 },
    ]);
    expect([stored.objects, stored.bytes]).toEqual([1, 5000]);
  });

  it('counts small objects with the minimum size of their class, and its bytes with their own', () => {
    const stored = inventory({ storageClass: infrequent });
    stored.put(0, 1_000_000, 1000);
    stored.put(0, 1, 200 * kiB);
    // A million objects of 1 kB are billed as 128 KiB each: 131 GB of 10^9 B, or 122 of 2^30 B.
    expect(stored.usage(1)[0]!.byteSeconds).toBe(1e6 * 128 * kiB + 200 * kiB);
    expect(stored.bytes).toBe(1e9 + 200 * kiB);
  });

  it('is billed for the rest of the minimum duration when it is deleted before', () => {
    const stored = inventory({ storageClass: infrequent });
    stored.put(0, 2, 1e6);
    stored.remove(10 * day, 1);
    stored.remove(30 * day, 1);
    expect(stored.usage(40 * day)).toEqual([
      { name: 'infrequent', byteSeconds: 1e6 * 40 * day, earlyByteSeconds: 1e6 * 20 * day, transitions: 0 },
    ]);
  });

  it('loses objects by age and size, whatever else was written then', () => {
    const stored = inventory({ storageClass: infrequent, cohortSeconds: 3600 });
    stored.put(0, 5, 2e6);
    stored.put(3 * 3600, 10, 1e6);
    stored.put(3 * 3600, 2, 8e6);
    stored.removeWritten(10 * day, { count: 10, bytes: 10e6, fromSeconds: 3 * 3600, toSeconds: 4 * 3600 });
    expect([stored.objects, stored.bytes]).toEqual([7, 26e6]);
    // Written at 3 h, deleted after 10 days: paid for the rest of 30.
    expect(stored.usage(10 * day)[0]!.earlyByteSeconds).toBeCloseTo(10e6 * (20 * day + 3 * 3600), -3);
    // The oldest are still there, as old as they are: one of them goes for the rest of its month, and 10 s.
    stored.removeWritten(30 * day - 10, { count: 1, bytes: 2e6, fromSeconds: 0, toSeconds: 0 });
    expect(stored.usage(30 * day - 10)[0]!.earlyByteSeconds).toBeCloseTo(10e6 * (20 * day + 3 * 3600) + 2e6 * 10, -3);
  });

  it('keeps its bytes to the last one where sizes of one hour are not told apart', () => {
    const stored = inventory({ cohortSeconds: 3600 });
    stored.put(0, 3, 101);
    stored.put(10, 4, 100);
    stored.put(20, 1, 7000);
    for (const [count, bytes] of [
      [4, 400],
      [1, 101],
      [1, 101],
      [1, 101],
    ] as const)
      stored.removeWritten(30, { count, bytes, fromSeconds: 0, toSeconds: 20 });
    expect([stored.objects, stored.bytes]).toEqual([1, 7000]);
  });

  it('pays for an overwritten object to the end of its minimum duration', () => {
    const stored = inventory({ storageClass: infrequent });
    stored.put(0, 1, 1e6);
    stored.overwrite(day, 1, 2e6);
    expect(stored.usage(day)[0]).toMatchObject({ byteSeconds: 1e6 * day, earlyByteSeconds: 1e6 * 29 * day });
    expect([stored.objects, stored.bytes]).toEqual([1, 2e6]);
  });

  it('deletes the oldest first, and nothing that is not there', () => {
    const stored = inventory();
    stored.put(0, 1, 7);
    stored.put(1, 1, 11);
    expect(stored.remove(2, 1)).toBe(1);
    expect(stored.bytes).toBe(11);
    expect(stored.remove(3, 5)).toBe(1);
    expect([stored.objects, stored.bytes]).toEqual([0, 0]);
  });
});

describe('lifecycle', () => {
  it('moves objects at their age, bills each class for its time, and the one left early for the rest', () => {
    const stored = inventory({
      lifecycle: [
        { afterSeconds: 30 * day, to: infrequent },
        { afterSeconds: 40 * day, to: archive },
      ],
    });
    stored.put(0, 3, 1e6);
    expect(stored.nextDueSeconds).toBe(30 * day);
    const usage = stored.usage(100 * day);
    expect(usage).toEqual([
      { name: 'standard', byteSeconds: 3e6 * 30 * day, earlyByteSeconds: 0, transitions: 0 },
      { name: 'infrequent', byteSeconds: 3e6 * 10 * day, earlyByteSeconds: 3e6 * 20 * day, transitions: 3 },
      { name: 'archive', byteSeconds: 3e6 * 60 * day, earlyByteSeconds: 0, transitions: 3 },
    ]);
    expect(stored.nextDueSeconds).toBe(Infinity);
  });

  it('does not see what is due when the run ends', () => {
    const stored = inventory({ lifecycle: twoSteps });
    stored.put(0, 1, 1e6);
    expect(stored.usage(30 * day)[1]!.transitions).toBe(0);
    expect(stored.usage(30 * day + 1)[1]!.transitions).toBe(1);
  });

  it('never moves an object under 128 KB', () => {
    const stored = inventory({ lifecycle: twoSteps });
    stored.put(0, 1, 128 * kiB - 1);
    stored.put(0, 1, 128 * kiB);
    const usage = stored.usage(60 * day);
    expect(usage.map(({ transitions }) => transitions)).toEqual([0, 1, 0]);
    expect(usage[0]!.byteSeconds).toBe((128 * kiB - 1) * 60 * day + 128 * kiB * 30 * day);
  });
});

describe('where reads fall', () => {
  it('is told by the objects and bytes of each class that are there', () => {
    const stored = inventory({ lifecycle: twoSteps, keepVersionsSeconds: 10 });
    expect(stored.shares.map(({ objects, bytes }) => [objects, bytes])).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
    stored.put(0, 3, 1e6);
    stored.put(10 * day, 1, 7e6);
    stored.advance(35 * day);
    stored.remove(35 * day, 1);
    // Two of three objects, 2 of 9 MB, have moved; the third is deleted, and nobody reads an old version.
    expect(stored.shares).toEqual([
      { name: 'standard', objects: expect.closeTo(1 / 3, 12), bytes: expect.closeTo(7 / 9, 12) },
      { name: 'infrequent', objects: expect.closeTo(2 / 3, 12), bytes: expect.closeTo(2 / 9, 12) },
      { name: 'archive', objects: 0, bytes: 0 },
    ]);
  });
});

describe('old versions', () => {
  it('lie there and are billed until they have been kept for so long', () => {
    const stored = inventory({ keepVersionsSeconds: 10 });
    stored.put(0, 1, 100);
    stored.overwrite(5, 1, 300);
    expect([stored.objects, stored.bytes]).toEqual([1, 400]);
    expect(stored.nextDueSeconds).toBe(15);
    expect(stored.usage(20)[0]!.byteSeconds).toBe(100 * 15 + 300 * 15);
    expect(stored.bytes).toBe(300);
  });

  it('do not move to another class', () => {
    const stored = inventory({ lifecycle: twoSteps, keepVersionsSeconds: 365 * day });
    stored.put(0, 1, 1e6);
    stored.remove(day, 1);
    expect(stored.usage(100 * day).map(({ byteSeconds }) => byteSeconds)).toEqual([1e6 * 100 * day, 0, 0]);
  });
});

describe('cohorts', () => {
  it('take memory by stretches of time, not by objects, and keep every integral', () => {
    const options = { lifecycle: twoSteps, keepVersionsSeconds: 0 };
    const coarse = inventory({ ...options, cohortSeconds: 3600 });
    const fine = inventory(options);
    for (let i = 0; i < 20_000; i++) {
      const size = 200_000 + 17 * (i % 1000);
      coarse.put(i, 1, size);
      fine.put(i, 1, size);
    }
    expect(coarse.cohortCount).toBe(6);
    expect(fine.cohortCount).toBe(20_000);
    const end = 200 * day;
    const exact = fine.usage(end);
    coarse.usage(end).forEach((usage, index) => {
      expect(usage.transitions).toBe(exact[index]!.transitions);
      expect(usage.byteSeconds / exact[index]!.byteSeconds).toBeCloseTo(1, 12);
    });
  });
});

describe('random lives of a bucket', () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 40 }),
    what: fc.constantFrom('put', 'put', 'remove', 'overwrite'),
    count: fc.integer({ min: 1, max: 5 }),
    size: fc.constantFrom(0, 1000, 131_071, 131_072, 1_000_000),
  });
  const options = fc.record({
    storageClass: fc.constantFrom(standard, infrequent),
    lifecycle: fc.constantFrom([], twoSteps, [{ afterSeconds: 7 * day, to: archive }]),
    smallestMovedBytes: fc.constantFrom(0, 128 * kiB),
    keepVersionsSeconds: fc.constantFrom(0, 5 * day, 60 * day),
    cohortSeconds: fc.constant(0),
  });
  it('come out as object by object', () => {
    fc.assert(
      fc.property(options, fc.array(step, { maxLength: 25 }), (given, steps) => {
        const fast = new Inventory(given);
        const slow = new ObjectByObject(given);
        let now = 0;
        for (const { wait, what, count, size } of steps) {
          now += wait * day;
          if (what !== 'put') {
            fast.remove(now, count);
            slow.remove(now, count);
          }
          if (what !== 'remove') {
            fast.put(now, count, size);
            slow.put(now, count, size);
          }
          expect(fast.objects).toBe(slow.objects());
          expect(fast.bytes).toBeCloseTo(slow.bytes(now), 3);
        }
        now += 13 * day;
        for (const { name, byteSeconds, earlyByteSeconds, transitions } of fast.usage(now)) {
          const expected = slow.usage(now, name);
          expect(transitions).toBe(expected.transitions);
          expect(byteSeconds).toSatisfy((value: number) => near(value, expected.byteSeconds));
          expect(earlyByteSeconds).toSatisfy((value: number) => near(value, expected.earlyByteSeconds));
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });
  it('never lose or make a byte: what is billed is at least what lies there', () => {
    fc.assert(
      fc.property(options, fc.array(step, { maxLength: 25 }), (given, steps) => {
        const stored = new Inventory({ ...given, cohortSeconds: 3600 });
        let now = 0;
        let area = 0;
        for (const { wait, what, count, size } of steps) {
          if (given.keepVersionsSeconds === 0) area += stored.bytes * wait * day;
          now += wait * day;
          if (what === 'remove') stored.remove(now, count);
          else stored.put(now, count, size);
          expect(stored.objects).toBeGreaterThanOrEqual(0);
          expect(stored.bytes).toBeGreaterThanOrEqual(-1e-6);
        }
        const billed = stored.usage(now).reduce((sum, { byteSeconds }) => sum + byteSeconds, 0);
        expect(billed).toBeGreaterThanOrEqual(area * (1 - 1e-9));
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});

/** Sums in another order: a few last digits. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1);
