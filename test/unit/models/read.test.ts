import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DistributionSpec } from '../../../src/fields/index.ts';
import { read } from '../../../src/models/object-store/read.ts';
import { type ClientValues, constant, type FakeOccurrence, lake, perform, Replication, sum } from './_world.ts';

const kilobyte = constant(1000);

const readOnce = (
  objects: number,
  size: DistributionSpec,
  client: Partial<ClientValues> = {},
  store: Parameters<typeof lake>[0] = {},
): { occurrence: FakeOccurrence; replication: Replication } => {
  const replication = lake(store, client);
  const occurrence = perform(replication, read, { objects, size });
  replication.run();
  return { occurrence, replication };
};

describe('the textbook', () => {
  it.each([
    // 1,000 x (50 + 1 + 5) ms one after another; spread over connections; 64 take 16 rounds of 64, the last not full.
    { objects: 1000, bytes: 1000, connections: 1, seconds: 56 },
    { objects: 1000, bytes: 1000, connections: 2, seconds: 28 },
    { objects: 1000, bytes: 1000, connections: 64, seconds: 16 * 0.056 },
    { objects: 1, bytes: 1_000_000, connections: 1, seconds: 0.075 },
    { objects: 1, bytes: 1_000_000, connections: 64, seconds: 0.075 },
  ])(
    'reads $objects x $bytes B over $connections connections in $seconds s',
    ({ objects, bytes, connections, seconds }) => {
      const { occurrence, replication } = readOnce(objects, constant(bytes), { connections });
      expect(occurrence.seconds).toBeCloseTo(seconds, 9);
      expect(sum(occurrence.phases)).toBeCloseTo(seconds, 9);
      expect(occurrence.requestCount).toBe(objects);
      expect(occurrence.bytes).toBe(objects * bytes);
      expect(replication.recorder('client.opened').total).toBe(objects);
    },
  );

  it('spends 50 s opening, 1 s reading and 5 s closing', () => {
    const { phases } = readOnce(1000, kilobyte).occurrence;
    expect(phases.open).toBeCloseTo(50, 9);
    expect(phases.firstByte! + phases.transfer!).toBeCloseTo(1, 9);
    expect(phases.close).toBeCloseTo(5, 9);
    expect(phases.wait).toBeUndefined();
  });

  it('opens one connection and closes none with keep-alive: 50 ms + 1,000 x 1 ms', () => {
    const { occurrence, replication } = readOnce(1000, kilobyte, { keepAlive: true });
    expect(occurrence.seconds).toBeCloseTo(0.05 + 1, 9);
    expect(replication.recorder('client.opened').total).toBe(1);
    expect(occurrence.phases.close).toBeUndefined();
  });

  it('opens the first connection of each machine cold: 300 ms in place of 50', () => {
    const { occurrence, replication } = readOnce(4, kilobyte, { keepAlive: true, cold: true, machines: 2 });
    // Two machines with one connection each, two objects each.
    expect(occurrence.seconds).toBeCloseTo(0.3 + 2 * 0.001, 9);
    expect(replication.recorder('client.opened').total).toBe(2);
  });

  it('shares the objects out over machines as over connections', () => {
    expect(readOnce(1000, kilobyte, { connections: 8, machines: 8 }).occurrence.seconds).toBeCloseTo(16 * 0.056, 9);
  });
});

describe('kept connections', () => {
  const gap = (seconds: number): number => {
    const replication = lake({}, { keepAlive: true, idleTimeout: 60 });
    const world = replication.world('read');
    perform(replication, read, { objects: 1, size: kilobyte }, { world });
    // The first ends at 51 ms.
    perform(replication, read, { objects: 1, size: kilobyte }, { world, at: 0.051 + seconds, index: 1 });
    replication.run();
    return replication.recorder('client.opened').total;
  };
  it('are used again within the idle timeout', () => expect(gap(59.9)).toBe(1));
  it('are opened anew after it', () => expect(gap(60.1)).toBe(2));

  it.each([
    // Two at 0 s. One of them carries the requests at 40 and 80 s; at 90 s the other has been idle for 90 s.
    { until: 80, opened: 2 },
    { until: 90, opened: 3 },
  ])('are taken most recent first, so that the others grow idle: $opened by $until s', ({ until, opened }) => {
    const replication = lake({}, { keepAlive: true, idleTimeout: 60, connections: 2 });
    const world = replication.world('read');
    for (const [index, [at, objects]] of [
      [0, 2] as const,
      [40, 1] as const,
      [80, 1] as const,
      [90, 2] as const,
    ].entries()) {
      if (at <= until) perform(replication, read, { objects, size: kilobyte }, { world, at, index });
    }
    replication.run();
    expect(replication.recorder('client.opened').total).toBe(opened);
  });
});

describe('a pool shared by two reads', () => {
  it('is taken in turns, and the wait is accounted for', () => {
    const replication = lake({}, { connections: 1 });
    const values = { objects: 10, size: kilobyte };
    const first = perform(replication, read, values, { name: 'first' });
    const second = perform(replication, read, values, { name: 'second' });
    replication.run();
    // 20 requests of 56 ms alternate: the first read ends with the 19th, the second with the 20th.
    expect(first.seconds).toBeCloseTo(19 * 0.056, 9);
    expect(second.seconds).toBeCloseTo(20 * 0.056, 9);
    expect(first.phases.wait).toBeCloseTo(9 * 0.056, 9);
    expect(second.phases.wait).toBeCloseTo(10 * 0.056, 9);
    expect(sum(second.phases)).toBeCloseTo(second.seconds, 9);
  });
});

describe('luck', () => {
  const tailed: DistributionSpec = { kind: 'lognormal', mu: Math.log(0.026), sigma: 0.6 };
  const firstBytes = (connections: number): Map<number, number> => {
    const replication = new Replication();
    replication.draw(100);
    lake({ firstByte: tailed }, { connections, keepAlive: true }, replication);
    perform(replication, read, { objects: 50, size: { kind: 'exponential', mean: 1e6 } });
    replication.run();
    const bars = replication.bars.filter((bar) => bar.phase === 'firstByte');
    return new Map(bars.map((bar) => [bar.entity, bar.to - bar.from]));
  };
  it.each([2, 7, 64])('of object 17 is the same over 1 and over %i connections', (connections) => {
    const alone = firstBytes(1);
    const together = firstBytes(connections);
    expect(alone.size).toBe(50);
    expect(together.get(17)).toBeCloseTo(alone.get(17)!, 12);
    for (const [entity, seconds] of alone) expect(together.get(entity)).toBeCloseTo(seconds, 12);
  });

  it('gives each object a size of its own that no design changes', () => {
    const size: DistributionSpec = { kind: 'exponential', mean: 1e6 };
    expect(readOnce(100, size, { connections: 1 }).occurrence.bytes).toBe(
      readOnce(100, size, { connections: 64, keepAlive: true }).occurrence.bytes,
    );
  });
});

describe('lower bounds', () => {
  it('are the arithmetic of one resource at a time', () => {
    // 10 objects of 1 MB over 4 connections, NIC of 100 MB/s.
    const nic = { baseline: 100e6, burst: null, bucket: null };
    const { occurrence } = readOnce(10, constant(1e6), { connections: 4, nic });
    const perRequest = 0.05 + 0.001 - 0.019 * (1000 / 999_000) + 0.005;
    expect(occurrence.bounds.latency).toBeCloseTo((10 * perRequest) / 4, 9);
    expect(occurrence.bounds.connections).toBeCloseTo((10 * 1e6) / 4 / (999_000 / 0.019), 9);
    expect(occurrence.bounds.nic).toBeCloseTo(0.1, 9);
  });

  it('are never above the duration, and the phases add up to it', () => {
    const spec = fc.record({
      objects: fc.integer({ min: 1, max: 60 }),
      mean: fc.integer({ min: 0, max: 5_000_000 }),
      connections: fc.integer({ min: 1, max: 20 }),
      machines: fc.integer({ min: 1, max: 3 }),
      keepAlive: fc.boolean(),
      nic: fc.option(
        fc.record({
          baseline: fc.integer({ min: 100_000, max: 1_000_000_000 }),
          burst: fc.option(fc.integer({ min: 100_000, max: 2_000_000_000 })),
          bucket: fc.option(fc.integer({ min: 1, max: 50_000_000 })),
        }),
      ),
    });
    const law = fc.property(spec, ({ objects, mean, connections, machines, keepAlive, nic }) => {
      const size: DistributionSpec = mean === 0 ? constant(0) : { kind: 'exponential', mean };
      const client = { connections, machines, keepAlive, nic };
      const replication = lake({ firstByte: { kind: 'exponential', mean: 0.03 } }, client);
      const world = replication.world('read');
      const pair = [0, 0.1].map((at, index) => perform(replication, read, { objects, size }, { world, at, index }));
      replication.run();
      for (const { phases, bounds, seconds } of pair) {
        expect(sum(phases)).toBeCloseTo(seconds, 9);
        for (const bound of Object.values(bounds)) expect(bound).toBeLessThanOrEqual(seconds);
      }
    });
    fc.assert(law, { seed: 11, numRuns: 300 });
  });
});

describe('metrics and meters', () => {
  it('counts requests, busy connections and throughput', () => {
    const { replication, occurrence } = readOnce(1000, kilobyte, { connections: 2 });
    expect(replication.recorder('storage.requests.get').total).toBe(1000);
    expect(replication.recorder('storage.requests.total').total).toBe(1000);
    expect(replication.recorder('client.connections').mean).toBeCloseTo(2, 9);
    expect(replication.recorder('read.throughput').total).toBeCloseTo(1e6 / 28, 6);
    expect(occurrence.samples.firstByte).toHaveLength(1000);
  });

  it('takes the throughput over the time in which something was read', () => {
    const replication = lake({}, { connections: 2 });
    const world = replication.world('read');
    for (const [index, at] of [0, 100, 100.01].entries()) {
      perform(replication, read, { objects: 1, size: constant(1e6) }, { world, at, index });
    }
    replication.run();
    // 75 ms alone, and two of 75 ms that overlap but for 10 ms at each end.
    expect(replication.recorder('read.throughput').total).toBeCloseTo(3e6 / (0.075 + 0.085), 3);
  });

  it('meters each request for its activity, under the class of the store', () => {
    const replication = lake({ priceClass: 's3-express-one-zone' });
    perform(replication, read, { objects: 3, size: kilobyte }, { name: 'a' });
    perform(replication, read, { objects: 2, size: kilobyte }, { name: 'b' });
    replication.run();
    const service = 's3-express-one-zone';
    expect(replication.metered).toEqual([
      { service, item: 'get', quantity: 3, activity: 'a' },
      { service, item: 'retrieval', quantity: 3000, activity: 'a' },
      { service, item: 'get', quantity: 2, activity: 'b' },
      { service, item: 'retrieval', quantity: 2000, activity: 'b' },
    ]);
  });

  it('shares the time of the machines out among who runs, and leaves the rest idle', () => {
    const instance = { name: 'm5.large', values: { baseline: 1e9 } };
    const replication = lake({}, { connections: 2, machines: 3, instance });
    // a: 0 to 75 ms; b: 25 to 100 ms; then nothing until the horizon.
    const values = { objects: 1, size: constant(1e6) };
    perform(replication, read, values, { name: 'a' });
    perform(replication, read, values, { name: 'b', at: 0.025 });
    replication.run(1);
    const seconds = new Map(
      replication.metered
        .filter(({ service }) => service === 'ec2')
        .map(({ activity, quantity }) => [activity, quantity]),
    );
    expect(seconds.get('a')).toBeCloseTo(3 * (0.025 + 0.025), 9);
    expect(seconds.get('b')).toBeCloseTo(3 * (0.025 + 0.025), 9);
    expect(seconds.get(undefined)).toBeCloseTo(3 * 0.9, 9);
  });

  it('draws the first requests as bars, one row a connection, without gaps', () => {
    const replication = new Replication();
    replication.draw(3);
    lake({}, { connections: 2 }, replication);
    perform(replication, read, { objects: 6, size: kilobyte });
    replication.run();
    const first = replication.bars.filter(({ entity }) => entity === 0);
    expect(first.map(({ phase }) => phase)).toEqual(['open', 'firstByte', 'transfer', 'close']);
    for (const [index, bar] of first.entries()) expect(bar.from).toBe(first[index - 1]?.to ?? 0);
    expect(first.at(-1)!.to).toBeCloseTo(0.056, 9);
    expect([...new Set(replication.bars.map(({ lane }) => lane))]).toEqual([0, 1]);
  });
});

describe('the hour', () => {
  const hours = [constant(0.01), constant(0.03)];
  const free = { open: constant(0), close: constant(0), hours };
  it('is shared by all requests of a replication under load: hourly', () => {
    // 10 requests of 10 or of 30 ms each, never a mixture.
    const { occurrence } = readOnce(10, constant(0), {}, { ...free, load: 'hourly' });
    expect([0.1, 0.3]).toContainEqual(Number(occurrence.seconds.toFixed(9)));
  });
  it('is stretched by how fast the client is: one factor for all requests of a replication', () => {
    const clientFactor = { kind: 'uniform', low: 1, high: 2 } as const;
    const plain = readOnce(10, constant(0), {}, { ...free, load: 'hourly' }).occurrence;
    const { occurrence } = readOnce(10, constant(0), {}, { ...free, load: 'hourly', clientFactor });
    const luck = new Replication().world('storage').replicationDraw('client');
    expect(luck).toBeGreaterThan(0.05);
    expect(occurrence.seconds).toBeCloseTo((1 + luck) * plain.seconds, 9);
    for (const seconds of occurrence.samples.firstByte!) expect(seconds).toBeCloseTo(occurrence.seconds / 10, 9);
    // Its connections and its bytes are not.
    const open = constant(0.05);
    const other = readOnce(1, constant(1e6), {}, { ...free, load: 'hourly', clientFactor, open }).occurrence;
    expect(other.phases.open).toBeCloseTo(0.05, 9);
    expect(other.phases.transfer).toBeCloseTo(1e6 / ((1e6 - 1000) / 0.019), 9);
  });
  it('changes nothing under another load', () => {
    const clientFactor = { kind: 'uniform', low: 1, high: 2 } as const;
    expect(readOnce(10, constant(0), {}, { ...free, clientFactor }).occurrence.seconds).toBeCloseTo(0.0098098098, 9);
    expect(readOnce(10, constant(0), {}, free).occurrence.seconds).toBeCloseTo(0.0098098098, 9);
  });
});
