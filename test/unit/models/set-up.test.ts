import { describe, expect, it } from 'vitest';
import { Connections } from '../../../src/models/network/_connections.ts';
import { path } from '../../../src/models/network/index.ts';
import { read } from '../../../src/models/object-store/read.ts';
import { constant, lake, perform, Replication } from './_world.ts';

const network = { roundTrip: constant(0.065), dns: constant(0.01), flowRate: 625e6 };

describe('setting up a connection by round trips', () => {
  it.each([
    // dns + 65 ms x (1 + 1), (1 + 2), (1 + 0).
    { tls: 'v1.3' as const, seconds: 0.01 + 2 * 0.065 },
    { tls: 'v1.2' as const, seconds: 0.01 + 3 * 0.065 },
    { tls: 'none' as const, seconds: 0.01 + 0.065 },
  ])('takes name, TCP and TLS $tls where the storage says open: none', ({ tls, seconds }) => {
    const replication = new Replication();
    const { path: way } = path.create({ ...network, tls }, replication.world('network'));
    expect(way.openSeconds(0, 0, 'read')).toBeCloseTo(seconds, 12);
    lake({ open: null, close: constant(0), firstByte: constant(0.02) }, { keepAlive: true }, replication, way);
    const occurrence = perform(replication, read, { objects: 5, size: constant(0) });
    replication.run();
    expect(occurrence.phases.open).toBeCloseTo(seconds, 12);
    expect(occurrence.seconds).toBeCloseTo(seconds + 5 * 0.02, 12);
  });

  it('is not asked for where the storage has a time of its own', () => {
    const replication = new Replication();
    const { path: way } = path.create({ ...network, tls: 'v1.3' }, replication.world('network'));
    lake({}, {}, replication, way);
    const occurrence = perform(replication, read, { objects: 1, size: constant(0) });
    replication.run();
    expect(occurrence.phases.open).toBeCloseTo(0.05, 12);
  });
});

describe('a pool that keeps few connections idle', () => {
  it('closes the others as soon as they are free', () => {
    const pool = new Connections(3, 60, 1);
    const taken = [pool.take(0), pool.take(0), pool.take(0)];
    for (const connection of taken) pool.keep(connection, 1);
    pool.take(2);
    expect(pool.fresh).toBe(false);
    pool.take(2);
    expect(pool.fresh).toBe(true);
  });

  it('opens connections all the time: 4 at once, of which 2 are kept', () => {
    const opened = (keptIdle: number | null): number => {
      const replication = lake({ close: constant(0) }, { keepAlive: true, connections: 4, keptIdle });
      const world = replication.world('read');
      for (let index = 0; index < 50; index++) {
        perform(replication, read, { objects: 4, size: constant(1000) }, { world, at: index, index });
      }
      replication.run();
      return replication.recorder('client.opened').total;
    };
    expect(opened(null)).toBe(4);
    // The first four, then two of four each second.
    expect(opened(2)).toBe(4 + 49 * 2);
  });
});
