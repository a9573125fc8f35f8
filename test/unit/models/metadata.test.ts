import { describe, expect, it } from 'vitest';
import { copy } from '../../../src/models/object-store/copy.ts';
import { remove } from '../../../src/models/object-store/delete.ts';
import { head } from '../../../src/models/object-store/head.ts';
import { write } from '../../../src/models/object-store/write.ts';
import { constant, lake, perform, sum } from './_world.ts';

const store = {
  open: constant(0),
  close: constant(0),
  put: constant(0.04),
  head: constant(0.014),
  delete: constant(0.012),
  deleteKey: constant(0.001),
  copy: constant(0.05),
  copyRate: 100e6,
};
const items = (replication: ReturnType<typeof lake>): [string, number][] =>
  replication.metered.map(({ item, quantity }) => [item, quantity]);

describe('a HEAD', () => {
  it('takes its answer and nothing else: 100 objects over 4 connections in 25 rounds of 14 ms', () => {
    const replication = lake(store, { keepAlive: true, connections: 4 });
    const occurrence = perform(replication, head, { objects: 100 });
    replication.run();
    expect(occurrence.seconds).toBeCloseTo(25 * 0.014, 9);
    expect(occurrence.phases).toEqual({ firstByte: expect.closeTo(25 * 0.014, 9) });
    expect(occurrence.bytes).toBe(0);
    expect(replication.recorder('storage.requests.head').total).toBe(100);
    expect(items(replication)).toEqual([['head', 100]]);
  });
});

describe('a COPY', () => {
  it('takes its base and the time of its bytes inside the store, and none of the client', () => {
    const replication = lake(store, { keepAlive: true });
    const occurrence = perform(replication, copy, { objects: 2, size: constant(10e6) });
    replication.run();
    expect(occurrence.seconds).toBeCloseTo(2 * (0.05 + 0.1), 9);
    expect(occurrence.bytes + occurrence.written).toBe(0);
    expect(replication.recorder('storage.requests.copy').total).toBe(2);
    expect(replication.recorder('storage.bytes').last).toBe(20e6);
    // What is copied is retrieved: classes that charge for it charge for copies too.
    expect(items(replication).filter(([item]) => item !== 'storage')).toEqual([
      ['copy', 2],
      ['retrieval', 20e6],
    ]);
  });
  it('of more than 5 GiB fails before anything is sent', () => {
    const replication = lake(store);
    const occurrence = perform(replication, copy, { objects: 1, size: constant(2 ** 33) });
    replication.run();
    expect(occurrence.failure).toMatch(/too large for one COPY/);
    expect(occurrence.requestCount).toBe(0);
  });
  it('in parts is created, copied part by part inside the store, and completed', () => {
    const replication = lake({ ...store, upload: constant(0.03) }, { keepAlive: true, connections: 4 });
    // 95 MB in parts of 10 MB: ten, of which the last has 5; over 4 connections in three rounds, the last of one part
    // of 10 MB and one of 5.
    const occurrence = perform(replication, copy, { objects: 1, size: constant(95e6), partSize: 10e6 });
    replication.run();
    expect(occurrence.seconds).toBeCloseTo(0.03 + 3 * (0.05 + 0.1) + 0.03, 9);
    expect(occurrence.bytes + occurrence.written).toBe(0);
    expect(occurrence.samples).toEqual({});
    expect(occurrence.bounds.latency).toBeCloseTo((0.03 + 10 * 0.05 + 0.95 + 0.03) / 4, 9);
    expect(replication.recorder('storage.bytes').last).toBe(95e6);
    expect(items(replication).filter(([item]) => item !== 'storage')).toEqual([
      ['put', 2],
      ['copy', 10],
      ['retrieval', 95e6],
    ]);
  });
  it('in parts waits for what creates it, its slowest part and what completes it, however many run at once', () => {
    const replication = lake({ ...store, upload: constant(0.03) }, { keepAlive: true, connections: 100 });
    const occurrence = perform(replication, copy, { objects: 1, size: constant(95e6), partSize: 10e6 });
    replication.run();
    expect(occurrence.seconds).toBeCloseTo(0.03 + 0.15 + 0.03, 9);
    expect(occurrence.bounds.latency).toBeCloseTo(0.21, 9);
  });
  it('that fits into one part is a single COPY, and more than 10,000 parts fail', () => {
    const replication = lake(store, { keepAlive: true });
    const one = perform(replication, copy, { objects: 1, size: constant(10e6), partSize: 10e6 }, { name: 'one' });
    const many = perform(replication, copy, { objects: 1, size: constant(1e11), partSize: 6e6 }, { name: 'many' });
    replication.run();
    expect(one.requestCount).toBe(1);
    expect(many.failure).toMatch(/more than 10000 parts/);
    expect(many.requestCount).toBe(0);
  });
});

describe('a DELETE', () => {
  it.each([
    // One by one; in batches of 1,000, of which the last holds 500.
    { batch: 1, requests: 2500, seconds: 2500 * 0.012 },
    { batch: 1000, requests: 3, seconds: 3 * 0.012 + (2500 - 3) * 0.001 },
  ])('of 2,500 objects in batches of $batch takes $requests requests', ({ batch, requests, seconds }) => {
    const replication = lake({ ...store, stored: 3000, storedObjects: 3000 }, { keepAlive: true });
    const occurrence = perform(replication, remove, { objects: 2500, batch });
    replication.run();
    expect(occurrence.seconds).toBeCloseTo(seconds, 9);
    expect(replication.recorder('storage.requests.delete').total).toBe(requests);
    expect(replication.recorder('storage.objects').last).toBe(500);
    expect(items(replication).filter(([item]) => item === 'delete')).toEqual([['delete', requests]]);
  });
});

describe('renaming', () => {
  it('is a COPY and a DELETE of each object, one after the other', () => {
    const replication = lake(store, { keepAlive: true, connections: 10 });
    perform(replication, write, { objects: 100, size: constant(1e6) });
    const copied = perform(replication, copy, { objects: 100, size: constant(1e6) }, { at: 10 });
    const deleted = perform(replication, remove, { objects: 100, batch: 50 }, { at: 10 + 10 * 0.06 });
    replication.run();
    expect(copied.seconds).toBeCloseTo(10 * (0.05 + 0.01), 9);
    expect(deleted.seconds).toBeCloseTo(0.012 + 49 * 0.001, 9);
    expect(replication.recorder('storage.objects').last).toBe(100);
    for (const { phases, seconds } of [copied, deleted]) expect(sum(phases)).toBeCloseTo(seconds, 9);
  });
});
