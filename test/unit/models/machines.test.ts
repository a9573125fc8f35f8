/** Several machines and the two directions of their NICs: what each has for itself. */
import { describe, expect, it } from 'vitest';
import { read } from '../../../src/models/object-store/read.ts';
import { write } from '../../../src/models/object-store/write.ts';
import type { RawProfile } from './_profiles.ts';
import { profileValues, readProfile } from './_profiles.ts';
import { type ClientValues, constant, type FakeOccurrence, lake, perform, type StorageValues } from './_world.ts';

/** A store without latency whose connections carry 100 MB/s, so that only bandwidth takes time. */
const bare = {
  open: constant(0),
  firstByte: constant(0),
  put: constant(0),
  close: constant(0),
  connectionRate: constant(100e6),
} as Partial<StorageValues>;

interface Transfer {
  readonly kind: typeof read | typeof write;
  readonly at: number;
  readonly objects: number;
  readonly bytes: number;
}
const transfers = (client: Partial<ClientValues>, each: readonly Transfer[], store = bare) => {
  const replication = lake(store, { keepAlive: true, ...client });
  const occurrences: FakeOccurrence[] = each.map(({ kind, at, objects, bytes }, index) =>
    perform(replication, kind as typeof read, { objects, size: constant(bytes) }, { at, index, name: kind.kind }),
  );
  replication.run();
  return { occurrences, last: (metric: string) => replication.recorder(`client.${metric}`).last };
};

describe('N machines', () => {
  const counts = [1, 4, 16, 64];

  it('read N times as much in the same time, through NICs that are full', () => {
    const seconds = counts.map((machines) => {
      const nic = { baseline: 250e6, burst: null, bucket: null };
      const { occurrences } = transfers({ machines, connections: 10, nic }, [
        { kind: read, at: 0, objects: 40 * machines, bytes: 10e6 },
      ]);
      return occurrences[0]!.seconds;
    });
    for (const each of seconds) expect(each).toBeCloseTo(1.6, 9);
  });

  it('read N times as much from S3 Standard, with its latencies, within 5 % for the last requests to end', () => {
    const store = profileValues('storage/s3-standard', { load: 'typical' }) as unknown as StorageValues;
    const rates = counts.map((machines) => {
      // 21 Gbit/s, as in the measurement of up to 64 clients of github.com/hpides/skyrise.
      const nic = { baseline: 21e9 / 8, burst: null, bucket: null };
      const { occurrences } = transfers(
        { machines, connections: 64, nic },
        [{ kind: read, at: 0, objects: 640 * machines, bytes: 64e6 }],
        store,
      );
      return (640 * 64e6 * machines) / occurrences[0]!.seconds / machines;
    });
    for (const rate of rates) expect(Math.abs(rate / rates[0]! - 1)).toBeLessThan(0.05);
    expect(rates[0]! / (21e9 / 8)).toBeGreaterThan(0.9);
  });

  it('have a bucket each: one that works empties its own only', () => {
    // A single flow runs on the first machine: 100 MB/s against a baseline of 50 empties 200 MB in 4 s.
    const nic = { baseline: 50e6, burst: 200e6, bucket: 200e6 };
    const { occurrences, last } = transfers({ machines: 3, connections: 4, nic }, [
      { kind: read, at: 0, objects: 1, bytes: 450e6 },
    ]);
    expect(occurrences[0]!.seconds).toBeCloseTo(4 + 50 / 50, 6);
    expect(last('burstLeft')).toBeCloseTo(400e6, 0);
  });
});

describe('the two directions of a NIC', () => {
  const nic = { baseline: 50e6, burst: 200e6, bucket: 300e6 };
  const client = { connections: 8, nic };

  it('do not share a rate: a read and a write at once take as long as alone', () => {
    const flat = { connections: 8, nic: { baseline: 200e6, burst: null, bucket: null } };
    const { occurrences, last } = transfers(flat, [
      { kind: read, at: 0, objects: 4, bytes: 100e6 },
      { kind: write, at: 0, objects: 4, bytes: 100e6 },
    ]);
    expect(occurrences.map(({ seconds }) => Math.round(seconds * 1e6) / 1e6)).toEqual([2, 2]);
    expect(last('utilization')).toBe(0);
  });

  it('do not share credits: what has come in leaves the bucket for what goes out full', () => {
    const { occurrences, last } = transfers(client, [
      { kind: read, at: 0, objects: 4, bytes: 100e6 },
      { kind: write, at: 2, objects: 4, bytes: 100e6 },
    ]);
    // 400 MB empty one bucket in 300 / (200 - 50) = 2 s; the other 400 MB go as fast.
    expect(occurrences[0]!.seconds).toBeCloseTo(2, 6);
    expect(occurrences[1]!.seconds).toBeCloseTo(2, 6);
    // While the second was emptied the first got 2 s of its baseline back: the emptier one counts.
    expect(last('burstLeft')).toBeCloseTo(0, 0);
  });
});

describe('one TCP flow outside a placement group', () => {
  it('carries at most 5 Gbit/s, however fast the store and the card are', () => {
    const profile: RawProfile = readProfile('network/same-region');
    expect(profile.values!.flowRate!.value).toBe('5 Gbit/s');
    expect(profileValues('network/same-region').flowRate).toBe(625e6);
    const nic = { baseline: 12.5e9, burst: null, bucket: null };
    const { occurrences } = transfers({ connections: 1, nic }, [{ kind: read, at: 0, objects: 1, bytes: 625e6 }], {
      ...bare,
      connectionRate: constant(2e9),
    });
    expect(occurrences[0]!.seconds).toBeCloseTo(1, 9);
  });
});
