import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DistributionSpec, Row } from '../../../src/fields/index.ts';
import { remove } from '../../../src/models/object-store/delete.ts';
import { list } from '../../../src/models/object-store/list.ts';
import { read } from '../../../src/models/object-store/read.ts';
import { write } from '../../../src/models/object-store/write.ts';
import { type ClientValues, constant, type FakeOccurrence, lake, perform, type Replication, sum } from './_world.ts';

const mebibyte = 2 ** 20;
/** 10 reads and 4 writes a second for each prefix, of which a burst of a second is there at first; nothing grows. */
const partitions = { of: 'prefix' as const, start: 1, get: 10, put: 4, splitAt: 0.8, split: null, idle: null };
/** Waits of exactly 1, 2, 4 ... s, ten attempts, no quota. */
const steady: Row = { name: 'steady', values: { attempts: 10, base: 1, least: 1, cap: 100 } };
const store = {
  open: constant(0),
  close: constant(0),
  firstByte: constant(0.02),
  put: constant(0.04),
  head: constant(0.01),
  partitions,
};
const requestsOf = (replication: Replication): number => replication.recorder('storage.requests.total').total;

const readOnce = (
  values: { objects: number; size?: DistributionSpec; prefixes?: number },
  client: Partial<ClientValues> = {},
  changed: Parameters<typeof lake>[0] = {},
): { occurrence: FakeOccurrence; replication: Replication } => {
  const replication = lake({ ...store, ...changed }, { keepAlive: true, ...client });
  const occurrence = perform(replication, read, { size: constant(0), ...values });
  replication.run();
  return { occurrence, replication };
};

describe('a prefix with its burst used up', () => {
  it('answers 503, and the request is sent again after its backoff', () => {
    // 11 at once: ten are answered after 20 ms, the last is refused after 10 ms, waits 1 s and is answered.
    const { occurrence, replication } = readOnce({ objects: 11 }, { connections: 11, retry: steady });
    expect(occurrence.seconds).toBeCloseTo(0.01 + 1 + 0.02, 12);
    expect(occurrence.phases).toEqual({ retry: expect.closeTo(1.01, 12), firstByte: expect.closeTo(0.02, 12) });
    expect(replication.recorder('storage.throttled').total).toBe(1);
    expect(replication.recorder('storage.retries').total).toBe(1);
    expect(requestsOf(replication)).toBe(12);
    expect(occurrence.requestCount).toBe(12);
    expect(occurrence.failure).toBeNull();
  });

  it('is not billed for what it refuses', () => {
    const { replication } = readOnce({ objects: 11 }, { connections: 11, retry: steady });
    const billed = replication.metered.filter(({ item }) => item === 'get');
    expect(billed.map(({ quantity }) => quantity)).toEqual([11]);
  });

  it('fails the occurrence where nobody tries again', () => {
    const { occurrence, replication } = readOnce({ objects: 12, size: constant(1000) }, { connections: 12 });
    expect(occurrence.failure).toBe('503 Slow Down');
    expect(occurrence.bytes).toBe(10 * 1000);
    expect(replication.recorder('storage.throttled').total).toBe(2);
    expect(replication.recorder('storage.retries').total).toBe(0);
  });

  it('leaves other prefixes alone: twice as many requests over two', () => {
    const { occurrence, replication } = readOnce({ objects: 20, prefixes: 2 }, { connections: 20, retry: steady });
    expect(occurrence.seconds).toBeCloseTo(0.02, 12);
    expect(replication.recorder('storage.throttled').total).toBe(0);
    expect(replication.recorder('storage.partitions').last).toBe(2);
  });

  it('gives the place in the pool to others while a request waits', () => {
    // One connection, 1 ms a GET: ten are through after 10 ms, the next is refused and waits a second.
    const replication = lake(
      { ...store, firstByte: constant(0.001) },
      { keepAlive: true, connections: 1, retry: steady },
    );
    const reading = perform(replication, read, { objects: 11, size: constant(0) }, { name: 'a' });
    const deleting = perform(replication, remove, { objects: 1 }, { name: 'b', at: 0.3 });
    replication.run();
    expect(reading.seconds).toBeCloseTo(10 * 0.001 + 0.01 + 1 + 0.001, 9);
    expect(deleting.seconds).toBeCloseTo(0.01, 9);
  });

  it('counts writes apart from reads', () => {
    const replication = lake(store, { keepAlive: true, connections: 20, retry: steady });
    const reading = perform(replication, read, { objects: 10, size: constant(0) });
    const writing = perform(replication, write, { objects: 5, size: constant(0) });
    replication.run();
    expect(reading.seconds).toBeCloseTo(0.02, 12);
    expect(writing.seconds).toBeCloseTo(0.01 + 1 + 0.04, 12);
  });

  it('lets through what its rate admits: 500 reads at 10 a second less the burst', () => {
    const { occurrence, replication } = readOnce({ objects: 500 }, { connections: 4, retry: steady });
    expect(occurrence.failure).toBeNull();
    // 490 tokens take 49 s to flow in; who waits for his backoff leaves some of them unused.
    expect(occurrence.seconds).toBeGreaterThan(49);
    expect(requestsOf(replication)).toBe(500 + replication.recorder('storage.throttled').total);
  });
});

describe('what fails for good', () => {
  it('ends a listing at the page that was refused', () => {
    const replication = lake({ ...store, list: constant(0.01), listKey: constant(0) }, { keepAlive: true });
    const occurrence = perform(replication, list, { objects: 10_000, prefixes: 1 });
    replication.run();
    // Four pages from the burst, the fifth comes too early.
    expect(occurrence.failure).toBe('503 Slow Down');
    expect(occurrence.requestCount).toBe(5);
  });

  it('ends an upload without completing it, and nothing lies in the store', () => {
    const replication = lake(store, { keepAlive: true, connections: 10 });
    const values = { objects: 1, size: constant(60 * mebibyte), partSize: 6 * mebibyte };
    const occurrence = perform(replication, write, values);
    replication.run();
    // One request creates it; three of the ten parts that follow at once are admitted.
    expect(occurrence.failure).toBe('503 Slow Down');
    expect(occurrence.requestCount).toBe(1 + 10);
    expect(occurrence.written).toBe(3 * 6 * mebibyte);
    expect(replication.recorder('storage.objects').last).toBe(0);
  });
});

describe('a time-out', () => {
  const slow: DistributionSpec = {
    kind: 'mix',
    parts: [
      { share: 0.9, of: constant(0.02) },
      { share: 0.1, of: constant(10) },
    ],
  };
  it('ends the wait, closes the connection and opens another for the next attempt', () => {
    const client = { timeout: 0.5, retry: steady };
    const { occurrence, replication } = readOnce({ objects: 100 }, client, { firstByte: slow, partitions: null });
    const failed = replication.recorder('storage.retries').total;
    // One in ten takes 10 s: about 11 of the attempts at 100 requests.
    expect(failed).toBeGreaterThan(2);
    expect(replication.recorder('client.opened').total).toBe(1 + failed);
    expect(occurrence.phases.firstByte).toBeCloseTo(100 * 0.02, 9);
    expect(occurrence.phases.retry).toBeGreaterThanOrEqual(failed * 1.5 - 1e-9);
    expect(sum(occurrence.phases)).toBeCloseTo(occurrence.seconds, 9);
  });
});

describe('a hedge', () => {
  const tailed: DistributionSpec = { kind: 'lognormal', mu: Math.log(0.02), sigma: 1 };
  it('takes the first answer of two, and both are requests to pay for', () => {
    const plain = readOnce({ objects: 2000 }, {}, { firstByte: tailed, partitions: null });
    const hedge = { after: 0.05, slowest: 0.01, atMost: 1 };
    const { occurrence, replication } = readOnce({ objects: 2000 }, { hedge }, { firstByte: tailed, partitions: null });
    const hedges = replication.recorder('client.hedges').total;
    const late = plain.occurrence.samples.firstByte!.filter((seconds) => seconds > 0.05).length;
    expect(hedges).toBe(late);
    expect(occurrence.requestCount).toBe(2000 + hedges);
    const worst = (values: number[]): number => Math.max(...values);
    expect(worst(occurrence.samples.firstByte!)).toBeLessThan(worst(plain.occurrence.samples.firstByte!));
    // No request is later than without its hedge.
    occurrence.samples.firstByte!.forEach((seconds, index) => {
      expect(seconds).toBeLessThanOrEqual(plain.occurrence.samples.firstByte![index]! + 1e-12);
    });
  });
  it('is not sent beyond its share', () => {
    const hedge = { after: 0.001, slowest: 0.01, atMost: 0.02 };
    const { replication } = readOnce({ objects: 1000 }, { hedge }, { firstByte: tailed, partitions: null });
    expect(replication.recorder('client.hedges').total).toBe(20);
  });
});

describe('whatever fails', () => {
  it('requests are successes and failures, bytes are delivered or given up, and phases add up', () => {
    const spec = fc.record({
      objects: fc.integer({ min: 1, max: 40 }),
      partSize: fc.option(fc.integer({ min: 5 * mebibyte, max: 20 * mebibyte })),
      connections: fc.integer({ min: 1, max: 12 }),
      machines: fc.integer({ min: 1, max: 2 }),
      prefixes: fc.integer({ min: 1, max: 3 }),
      keepAlive: fc.boolean(),
      attempts: fc.integer({ min: 1, max: 4 }),
      tokens: fc.constantFrom(0, 6),
      timeout: fc.option(fc.constantFrom(0.02, 0.1)),
      hedge: fc.option(fc.constantFrom({ after: 0.03, slowest: 0.01, atMost: 0.5 })),
    });
    const law = fc.property(spec, ({ objects, partSize, prefixes, attempts, tokens, ...client }) => {
      const tailedLaw: DistributionSpec = { kind: 'exponential', mean: 0.03 };
      const retry: Row = { name: 'some', values: { attempts, base: 0.2, cap: 2, tokens, cost: 2 } };
      const replication = lake({ ...store, firstByte: tailedLaw, put: tailedLaw }, { ...client, retry });
      const values = { objects, size: { kind: 'exponential' as const, mean: 12 * mebibyte }, partSize, prefixes };
      // The client itself throws where requests or bytes are lost.
      const pair = [perform(replication, read, values), perform(replication, write, values)];
      replication.run();
      for (const { phases, bounds, seconds } of pair) {
        expect(sum(phases)).toBeCloseTo(seconds, 9);
        for (const bound of Object.values(bounds)) expect(bound).toBeLessThanOrEqual(seconds);
      }
      const { total } = replication.recorder('storage.requests.total');
      expect(pair[0]!.requestCount + pair[1]!.requestCount).toBe(total);
    });
    fc.assert(law, { seed: 31, numRuns: 200 });
  });
});
