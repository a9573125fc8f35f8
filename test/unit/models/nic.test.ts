import { describe, expect, it } from 'vitest';
import { nicOf } from '../../../src/models/network/_nic.ts';
import { read } from '../../../src/models/object-store/read.ts';
import {
  type ClientValues,
  constant,
  type FakeOccurrence,
  lake,
  perform,
  plainClient,
  type Replication,
  sum,
} from './_world.ts';

/** A store without latency whose connections carry 100 MB/s, so that only bandwidth takes time. */
const bare = { open: constant(0), firstByte: constant(0), close: constant(0), connectionRate: constant(100e6) };

const readAt = (
  client: Partial<ClientValues>,
  reads: readonly { at: number; objects: number; bytes: number }[],
): { replication: Replication; occurrences: FakeOccurrence[] } => {
  const replication = lake(bare, client);
  const world = replication.world('read');
  const occurrences = reads.map(({ at, objects, bytes }, index) =>
    perform(replication, read, { objects, size: constant(bytes) }, { world, at, index }),
  );
  replication.run();
  return { replication, occurrences };
};
const nic = (baseline: number, burst: number | null = null, bucket: number | null = null) => ({
  baseline,
  burst,
  bucket,
});

describe('a NIC', () => {
  it.each([
    // 20 objects of 10 MB. Ten connections of 100 MB/s ask for 1 GB/s.
    { connections: 10, baseline: 1e9, seconds: 0.2, why: 'connections and NIC are even' },
    { connections: 10, baseline: 250e6, seconds: 0.8, why: 'the NIC limits: 200 MB at 250 MB/s' },
    { connections: 2, baseline: 250e6, seconds: 1, why: 'the connections limit: 200 MB at 200 MB/s' },
  ])(
    'of $baseline B/s lets $connections connections read 200 MB in $seconds s ($why)',
    ({ connections, baseline, seconds }) => {
      const { replication, occurrences } = readAt({ connections, keepAlive: true, nic: nic(baseline) }, [
        { at: 0, objects: 20, bytes: 10e6 },
      ]);
      expect(occurrences[0]!.seconds).toBeCloseTo(seconds, 9);
      expect(sum(occurrences[0]!.phases)).toBeCloseTo(seconds, 9);
      expect(occurrences[0]!.bounds.nic).toBeCloseTo(200e6 / baseline, 9);
      expect(replication.recorder('client.utilization').mean).toBeCloseTo(200e6 / baseline / seconds, 9);
    },
  );

  it('is each machine its own', () => {
    const { occurrences } = readAt({ connections: 10, machines: 4, keepAlive: true, nic: nic(250e6) }, [
      { at: 0, objects: 40, bytes: 10e6 },
    ]);
    // 100 MB a machine.
    expect(occurrences[0]!.seconds).toBeCloseTo(0.4, 9);
  });

  it('of a single flow is not asked for more than the flow carries', () => {
    const { occurrences } = readAt({ nic: nic(1e9) }, [{ at: 0, objects: 1, bytes: 100e6 }]);
    expect(occurrences[0]!.seconds).toBeCloseTo(1, 9);
    expect(occurrences[0]!.bounds.connections).toBeCloseTo(1, 9);
  });
});

describe('a burst bucket', () => {
  // 200 MB/s while 300 MB of credits last, then 50 MB/s: at full rate they last 300 / (200 - 50) = 2 s.
  const burst = nic(50e6, 200e6, 300e6);
  const client = { connections: 4, keepAlive: true, nic: burst };

  it('lasts its bytes over burst less baseline', () => {
    const { occurrences, replication } = readAt(client, [{ at: 0, objects: 4, bytes: 150e6 }]);
    // 400 MB in 2 s, the other 200 MB in 4 s.
    expect(occurrences[0]!.seconds).toBeCloseTo(6, 6);
    expect(occurrences[0]!.bounds.nic).toBeCloseTo((600e6 - 300e6) / 50e6, 6);
    expect(replication.recorder('client.burstLeft').last).toBeCloseTo(0, 0);
  });

  it('is not touched below the baseline', () => {
    const { occurrences, replication } = readAt({ ...client, connections: 1, nic: nic(100e6, 200e6, 1) }, [
      { at: 0, objects: 1, bytes: 500e6 },
    ]);
    expect(occurrences[0]!.seconds).toBeCloseTo(5, 9);
    expect(replication.recorder('client.burstLeft').last).toBe(1);
  });

  it('fills again at the baseline while nothing is sent', () => {
    const { occurrences } = readAt(client, [
      { at: 0, objects: 4, bytes: 100e6 },
      { at: 5, objects: 4, bytes: 100e6 },
    ]);
    // The first 400 MB empty it in 2 s. In 3 s come back 150 MB, which last 1 s: 200 MB, and 200 MB more in 4 s.
    expect(occurrences[0]!.seconds).toBeCloseTo(2, 6);
    expect(occurrences[1]!.seconds).toBeCloseTo(5, 6);
  });

  it('is never more than full', () => {
    const { occurrences } = readAt(client, [{ at: 1000, objects: 4, bytes: 150e6 }]);
    expect(occurrences[0]!.seconds).toBeCloseTo(6, 6);
  });

  it('fills while the flows under way ask for less than the baseline', () => {
    // One flow of 100 MB/s against a baseline of 150: 50 MB/s come back.
    const half = { connections: 3, keepAlive: true, nic: nic(150e6, 300e6, 300e6) };
    const { occurrences } = readAt(half, [
      { at: 0, objects: 3, bytes: 200e6 },
      { at: 2, objects: 1, bytes: 200e6 },
      { at: 4, objects: 3, bytes: 100e6 },
    ]);
    // 600 MB at 300 MB/s use 300 MB of credits: empty at 2 s. The single flow lets 100 MB come back until 4 s; they last
    // 2/3 s for 200 MB, and 100 MB more take 2/3 s at 150 MB/s.
    expect(occurrences[0]!.seconds).toBeCloseTo(2, 6);
    expect(occurrences[1]!.seconds).toBeCloseTo(2, 6);
    expect(occurrences[2]!.seconds).toBeCloseTo(4 / 3, 6);
  });
});

describe('the NIC of an instance', () => {
  const instance = { name: 'x', values: { baseline: 100, burst: 200, bucket: 1000 } };
  const none = { baselineBytesPerSecond: 100, burstBytesPerSecond: 100, bucketBytes: 0 };
  it('is none without an instance', () => expect(nicOf(plainClient)).toBeNull());
  it('bursts where the bucket is known', () =>
    expect(nicOf({ ...plainClient, instance })).toEqual({ ...none, burstBytesPerSecond: 200, bucketBytes: 1000 }));
  it('gives its baseline where the bucket is not known', () =>
    expect(nicOf({ ...plainClient, instance: { name: 'x', values: { baseline: 100, burst: 200 } } })).toEqual(none));
  it('gives way to the nic that is written', () =>
    expect(nicOf({ ...plainClient, instance, nic: nic(100) })).toEqual(none));
});
