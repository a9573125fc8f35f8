import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DistributionSpec } from '../../../src/fields/index.ts';
import { read } from '../../../src/models/object-store/read.ts';
import { write } from '../../../src/models/object-store/write.ts';
import { type ClientValues, constant, type FakeOccurrence, lake, perform, type Replication, sum } from './_world.ts';

const mebibyte = 2 ** 20;
/** 40 ms to keep a PUT or a part, 30 ms to create or complete an upload, 20 ms to the first byte of a GET; 100 MB/s. */
const store = {
  open: constant(0),
  close: constant(0),
  firstByte: constant(0.02),
  put: constant(0.04),
  upload: constant(0.03),
  connectionRate: constant(100e6),
};

const once = (
  kind: typeof read | typeof write,
  values: Parameters<typeof perform<(typeof write)['fields']>>[2],
  client: Partial<ClientValues> = {},
  changed: Parameters<typeof lake>[0] = {},
): { occurrence: FakeOccurrence; replication: Replication } => {
  const replication = lake({ ...store, ...changed }, { keepAlive: true, ...client });
  const occurrence = perform(replication, kind as typeof write, values);
  replication.run();
  return { occurrence, replication };
};

describe('a PUT', () => {
  it('sends its bytes, then waits for the answer: 1 MB at 100 MB/s, then 40 ms', () => {
    const { occurrence, replication } = once(write, { objects: 1, size: constant(1e6) });
    expect(occurrence.seconds).toBeCloseTo(0.01 + 0.04, 12);
    expect(occurrence.phases).toEqual({ transfer: expect.closeTo(0.01, 12), firstByte: expect.closeTo(0.04, 12) });
    expect(occurrence.written).toBe(1e6);
    expect(occurrence.bytes).toBe(0);
    expect(replication.recorder('storage.requests.put').total).toBe(1);
    expect(replication.recorder('storage.requests.total').total).toBe(1);
    expect(occurrence.samples.firstByte).toEqual([0.04]);
    expect(replication.recorder('write.throughput').total).toBeCloseTo(1e6 / 0.05, 3);
  });

  it('of nothing takes its answer alone, and is stored as an empty object', () => {
    const { occurrence, replication } = once(write, { objects: 3, size: constant(0) });
    expect(occurrence.seconds).toBeCloseTo(3 * 0.04, 12);
    expect(replication.recorder('storage.objects').last).toBe(3);
    expect(replication.recorder('storage.bytes').last).toBe(0);
  });

  it('in parts of a size that is not whole sends whole bytes, all of them', () => {
    const { occurrence } = once(
      write,
      { objects: 1, size: constant(1e10), partSize: 720_001_994.6 },
      { connections: 5 },
    );
    expect(occurrence.written).toBe(1e10);
    expect(occurrence.requestCount).toBe(14 + 2);
  });

  it('is metered under its own item, with the bytes that were sent', () => {
    const { replication } = once(write, { objects: 5, size: constant(1000) });
    const items = replication.metered.filter(({ activity }) => activity === 'write');
    expect(items.map(({ item, quantity }) => [item, quantity])).toEqual([
      ['put', 5],
      ['upload', 5000],
    ]);
  });

  it('under load: hourly takes the hour that the GETs of its replication take', () => {
    const changed = {
      load: 'hourly',
      hours: [constant(0.01), constant(0.03)],
      putHours: [constant(0.1), constant(0.3)],
    } as const;
    const put = once(write, { objects: 1, size: constant(0) }, {}, changed).occurrence.seconds;
    const get = once(read, { objects: 1, size: constant(0) }, {}, changed).occurrence.seconds;
    expect([0.1, 0.3]).toContainEqual(Number(put.toFixed(9)));
    expect(put / get).toBeCloseTo(10, 9);
  });

  it('under load: hourly is stretched by a factor of its own, with the luck that GETs have; what knows no PUT by theirs', () => {
    const changed = {
      load: 'hourly',
      clientFactor: { kind: 'uniform', low: 1, high: 2 },
      putClientFactor: { kind: 'uniform', low: 1, high: 3 },
    } as const;
    const seconds = (kind: typeof read | typeof write, more: Parameters<typeof lake>[0] = {}): number =>
      once(kind, { objects: 1, size: constant(0) }, {}, { ...changed, ...more }).occurrence.seconds;
    const luck = seconds(read) / 0.02 - 1;
    expect(luck).toBeGreaterThan(0.05);
    expect(seconds(write)).toBeCloseTo(0.04 * (1 + 2 * luck), 12);
    expect(seconds(write, { put: null })).toBeCloseTo(0.02 * (1 + luck), 12);
    const parts = { objects: 1, size: constant(10 * mebibyte), partSize: 5 * mebibyte };
    const upload = once(write, parts, { connections: 2 }, { ...changed, upload: null }).occurrence;
    expect(upload.phases.firstByte).toBeCloseTo(3 * 0.04 * (1 + 2 * luck), 9);
    const known = once(write, parts, { connections: 2 }, changed).occurrence;
    expect(known.phases.firstByte).toBeCloseTo(0.06 + 0.04 * (1 + 2 * luck), 9);
  });

  it('takes as long as a GET where the store knows nothing of its own', () => {
    const { occurrence } = once(write, { objects: 1, size: constant(0) }, {}, { put: null });
    expect(occurrence.seconds).toBeCloseTo(0.02, 12);
  });

  it('of more than 5 GiB fails before anything is sent', () => {
    const { occurrence } = once(write, { objects: 2, size: constant(5 * 2 ** 30 + 1) });
    expect(occurrence.failure).toMatch(/too large for one PUT/);
    expect(occurrence.requestCount).toBe(0);
  });

  it('does not share the NIC with what comes in: both ways carry all of it', () => {
    // 100 MB in and 100 MB out through 100 MB/s: a second, and the answers beside it.
    const replication = lake(
      { ...store, connectionRate: constant(1e9) },
      { keepAlive: true, connections: 2, nic: { baseline: 100e6, burst: null, bucket: null } },
    );
    const values = { objects: 1, size: constant(100e6) };
    const reading = perform(replication, read, values);
    const writing = perform(replication, write, values);
    replication.run();
    expect(reading.seconds).toBeCloseTo(0.02 + 1, 9);
    expect(writing.seconds).toBeCloseTo(1 + 0.04, 9);
    expect(writing.bounds.nic).toBeCloseTo(1, 9);
    expect(reading.bounds.nic).toBeCloseTo(1, 9);
  });
});

describe('a multipart upload', () => {
  // Parts of 8 MiB at 100 MB/s: 83.9 ms to send, 40 ms to keep.
  const part = (8 * mebibyte) / 100e6 + 0.04;
  it.each([
    { parts: 2, connections: 1, parallelParts: null, rounds: 2 },
    { parts: 10, connections: 1, parallelParts: null, rounds: 10 },
    { parts: 10, connections: 5, parallelParts: null, rounds: 2 },
    { parts: 10, connections: 64, parallelParts: null, rounds: 1 },
    { parts: 10, connections: 64, parallelParts: 4, rounds: 3 },
  ])(
    'creates, sends $parts parts over $connections connections, $parallelParts at once, in $rounds rounds, completes',
    ({ parts, connections, parallelParts, rounds }) => {
      const size = constant(parts * 8 * mebibyte);
      const { occurrence, replication } = once(
        write,
        { objects: 1, size, partSize: 8 * mebibyte, parallelParts },
        { connections },
      );
      expect(occurrence.seconds).toBeCloseTo(0.03 + rounds * part + 0.03, 9);
      expect(sum(occurrence.phases)).toBeCloseTo(occurrence.seconds, 9);
      expect(occurrence.requestCount).toBe(parts + 2);
      expect(occurrence.written).toBe(parts * 8 * mebibyte);
      expect(replication.recorder('storage.requests.put').total).toBe(parts + 2);
      expect(replication.recorder('storage.objects').last).toBe(1);
      // Nothing is faster than creating, the slowest part and completing.
      expect(occurrence.bounds.latency).toBeGreaterThanOrEqual(0.03 + 0.04 + 0.03 - 1e-12);
      expect(occurrence.bounds.connections).toBeGreaterThanOrEqual(part - 0.04 - 1e-12);
    },
  );

  it('sends what does not fit into whole parts as a smaller last one', () => {
    const { occurrence } = once(write, { objects: 1, size: constant(20 * mebibyte), partSize: 8 * mebibyte });
    expect(occurrence.requestCount).toBe(3 + 2);
    expect(occurrence.written).toBe(20 * mebibyte);
    expect(occurrence.seconds).toBeCloseTo(0.06 + (20 * mebibyte) / 100e6 + 3 * 0.04, 9);
  });

  it('is a single PUT where the object fits into one part', () => {
    const { occurrence } = once(write, { objects: 1, size: constant(8 * mebibyte), partSize: 8 * mebibyte });
    expect(occurrence.requestCount).toBe(1);
    expect(occurrence.seconds).toBeCloseTo(part, 9);
  });

  it('of more than 10,000 parts fails before anything is sent', () => {
    const size = constant(10_000 * 5 * mebibyte + 1);
    const { occurrence } = once(write, { objects: 1, size, partSize: 5 * mebibyte });
    expect(occurrence.failure).toMatch(/more than 10000 parts/);
    expect(occurrence.requestCount).toBe(0);
  });

  it('of one object leaves room for the next: two uploads of two parts over two connections', () => {
    // Both create at once, each then sends its parts over the connection it has.
    const { occurrence } = once(
      write,
      { objects: 2, size: constant(16 * mebibyte), partSize: 8 * mebibyte },
      { connections: 2 },
    );
    expect(occurrence.seconds).toBeCloseTo(0.03 + 2 * part + 0.03, 9);
  });
});

describe('a read in ranges', () => {
  const range = 0.02 + (8 * mebibyte) / 100e6;
  it.each([
    { connections: 1, parallelParts: null, rounds: 8 },
    { connections: 4, parallelParts: null, rounds: 2 },
    { connections: 16, parallelParts: 2, rounds: 4 },
  ])('of 64 MiB over $connections connections, $parallelParts at once', ({ connections, parallelParts, rounds }) => {
    const values = { objects: 1, size: constant(64 * mebibyte), partSize: 8 * mebibyte, parallelParts };
    const { occurrence, replication } = once(read, values, { connections });
    expect(occurrence.seconds).toBeCloseTo(rounds * range, 9);
    expect(occurrence.bytes).toBe(64 * mebibyte);
    expect(replication.recorder('storage.requests.get').total).toBe(8);
    expect(replication.recorder('storage.objects').last).toBe(0);
  });

  it('waits for its slowest range', () => {
    // A tail of rates: 16 ranges side by side end with the slowest of 16 draws, and that is what the bound says.
    const rate: DistributionSpec = { kind: 'uniform', low: 20e6, high: 120e6 };
    const values = { objects: 1, size: constant(128 * mebibyte), partSize: 8 * mebibyte };
    const { occurrence } = once(read, values, { connections: 16 }, { connectionRate: rate });
    const alone = once(
      read,
      { ...values, size: constant(8 * mebibyte) },
      { connections: 16 },
      { connectionRate: rate },
    );
    expect(occurrence.seconds).toBeGreaterThan(alone.occurrence.seconds);
    expect(occurrence.bounds.connections! + 0.02).toBeCloseTo(occurrence.seconds, 9);
    // The slowest of 16 uniform draws is under 60 MB/s but for a chance of 0.6^16 = 0.03 %.
    expect(occurrence.seconds).toBeGreaterThan((8 * mebibyte) / 60e6);
  });

  it('gives an object of one range the luck of a whole object', () => {
    const firstByte: DistributionSpec = { kind: 'exponential', mean: 0.03 };
    const values = { objects: 20, size: constant(1000) };
    const whole = once(read, values, {}, { firstByte });
    const ranges = once(read, { ...values, partSize: mebibyte }, {}, { firstByte });
    expect(ranges.occurrence.samples.firstByte).toEqual(whole.occurrence.samples.firstByte);
  });
});

describe('connections with a rate of their own', () => {
  it('have the same luck with and without a NIC that is wide enough, to the grid of rates', () => {
    const connectionRate: DistributionSpec = { kind: 'lognormal', mu: Math.log(90e6), sigma: 0.3 };
    const values = { objects: 40, size: constant(16e6) };
    const free = once(read, values, { connections: 4 }, { connectionRate });
    const wide = once(
      read,
      values,
      { connections: 4, nic: { baseline: 1e12, burst: null, bucket: null } },
      { connectionRate },
    );
    expect(wide.occurrence.seconds).toBeCloseTo(free.occurrence.seconds, 9);
  });

  it('take on average what their rates say within the 1.6 % of the grid', () => {
    const connectionRate: DistributionSpec = { kind: 'uniform', low: 50e6, high: 150e6 };
    const { occurrence } = once(
      read,
      { objects: 4000, size: constant(1e6) },
      {},
      { connectionRate, firstByte: constant(0) },
    );
    // The mean of 1/rate is ln(3) / 100 MB/s; its standard error over 4,000 draws is 0.5 %.
    const expected = (4000 * 1e6 * Math.log(3)) / 100e6;
    expect(Math.abs(occurrence.seconds / expected - 1)).toBeLessThan(0.02);
  });
});

describe('whatever is read and written', () => {
  it('arrives whole, takes no less than its bounds, and its phases add up', () => {
    const spec = fc.record({
      objects: fc.integer({ min: 1, max: 12 }),
      mean: fc.integer({ min: 0, max: 60 * mebibyte }),
      partSize: fc.option(fc.integer({ min: 5 * mebibyte, max: 20 * mebibyte })),
      parallelParts: fc.option(fc.integer({ min: 1, max: 6 })),
      connections: fc.integer({ min: 1, max: 12 }),
      machines: fc.integer({ min: 1, max: 3 }),
      keepAlive: fc.boolean(),
      varies: fc.boolean(),
      baseline: fc.option(fc.integer({ min: 1_000_000, max: 1_000_000_000 })),
    });
    const law = fc.property(spec, ({ objects, mean, partSize, parallelParts, varies, baseline, ...client }) => {
      const size: DistributionSpec = mean === 0 ? constant(0) : { kind: 'exponential', mean };
      const connectionRate: DistributionSpec = varies ? { kind: 'uniform', low: 2e7, high: 2e8 } : constant(1e8);
      const tailed: DistributionSpec = { kind: 'exponential', mean: 0.03 };
      const nic = baseline === null ? null : { baseline, burst: 2 * baseline, bucket: 20_000_000 };
      const replication = lake({ firstByte: tailed, put: tailed, upload: tailed, connectionRate }, { ...client, nic });
      const values = { objects, size, partSize, parallelParts };
      const reading = perform(replication, read, values);
      const writing = perform(replication, write, values);
      replication.run();
      for (const { phases, bounds, seconds } of [reading, writing]) {
        expect(sum(phases)).toBeCloseTo(seconds, 9);
        for (const bound of Object.values(bounds)) expect(bound).toBeLessThanOrEqual(seconds);
      }
      // The sizes of both are drawn by number, under names of their own: what is written lies there.
      expect(replication.recorder('storage.bytes').last).toBe(writing.written);
      expect(replication.recorder('storage.objects').last).toBe(objects);
    });
    fc.assert(law, { seed: 23, numRuns: 200 });
  });
});
