import { describe, expect, it } from 'vitest';
import { staleReadsOf } from '../../../src/models/object-store/_watch.ts';
import { copy } from '../../../src/models/object-store/copy.ts';
import { remove } from '../../../src/models/object-store/delete.ts';
import { head } from '../../../src/models/object-store/head.ts';
import { list } from '../../../src/models/object-store/list.ts';
import { read } from '../../../src/models/object-store/read.ts';
import { write } from '../../../src/models/object-store/write.ts';
import { constant, lake, perform, Replication, type StorageValues } from './_world.ts';

const plain: Partial<StorageValues> = { open: constant(0), close: constant(0), connectionRate: constant(1e9) };
const eventual = (seconds: StorageValues['visibleAfter'], more: Partial<StorageValues> = {}): Replication =>
  lake(
    { ...plain, consistency: 'eventual', visibleAfter: seconds, ...more },
    { connections: 100, keepAlive: true },
    referred(),
  );
const strong = (more: Partial<StorageValues> = {}): Replication =>
  lake({ ...plain, ...more }, { connections: 100, keepAlive: true }, referred());
const referred = (): Replication => {
  const replication = new Replication();
  replication.referredTo.add('write').add('copy');
  return replication;
};
const size = constant(1000);
const totals = (replication: Replication, ...names: string[]): number[] =>
  names.map((name) => replication.recorder(name).total);

describe('what readers see while consistency is eventual', () => {
  it('a listing misses the keys that were just written, and shows them once their changes are seen', () => {
    const replication = eventual(constant(10));
    perform(replication, write, { objects: 50, size });
    perform(replication, list, { objects: 50, of: 'write' }, { at: 5 });
    perform(replication, list, { objects: 50, of: 'write' }, { name: 'later', at: 11 });
    replication.run();
    expect(totals(replication, 'list.missedKeys', 'later.missedKeys', 'storage.missedKeys')).toEqual([50, 0, 50]);
  });
  it('new objects are read at once by their names', () => {
    const replication = eventual(constant(10));
    perform(replication, write, { objects: 50, size });
    perform(replication, read, { objects: 50, size, of: 'write' }, { at: 5 });
    replication.run();
    expect(totals(replication, 'read.staleReads', 'storage.staleReads')).toEqual([0, 0]);
  });
  it('unless somebody asked for them before they were there', () => {
    const replication = eventual(constant(10));
    perform(replication, head, { objects: 20, of: 'write' });
    perform(replication, write, { objects: 50, size }, { at: 1 });
    perform(replication, read, { objects: 50, size, of: 'write' }, { at: 5 });
    perform(replication, read, { objects: 50, size, of: 'write' }, { name: 'later', at: 12 });
    replication.run();
    expect(totals(replication, 'head.staleReads', 'read.staleReads', 'later.staleReads')).toEqual([0, 20, 0]);
  });
  it('an overwritten object is read old, in ranges each of them, and copied old', () => {
    const replication = eventual(constant(10));
    perform(replication, write, { objects: 5, size });
    perform(replication, write, { objects: 5, size, over: 'write' }, { name: 'again', at: 20 });
    perform(replication, read, { objects: 5, size, of: 'write', partSize: 250 }, { at: 25 });
    perform(replication, copy, { objects: 5, size, of: 'write' }, { at: 26 });
    perform(replication, read, { objects: 5, size, of: 'write' }, { name: 'later', at: 31 });
    replication.run();
    expect(totals(replication, 'read.staleReads', 'copy.staleReads', 'later.staleReads')).toEqual([20, 5, 0]);
    expect(totals(replication, 'storage.staleReads')).toEqual([25]);
  });
  it('deleted objects are listed and read for a while, whatever the batch', () => {
    const replication = eventual(constant(10));
    perform(replication, write, { objects: 30, size });
    perform(replication, remove, { objects: 30, batch: 7, of: 'write' }, { at: 20 });
    perform(replication, list, { objects: 30, prefixes: 4, of: 'write' }, { at: 25 });
    perform(replication, head, { objects: 30, of: 'write' }, { at: 26 });
    perform(replication, list, { objects: 30, prefixes: 4, of: 'write' }, { name: 'later', at: 31 });
    replication.run();
    expect(totals(replication, 'list.ghostKeys', 'head.staleReads', 'later.ghostKeys')).toEqual([30, 30, 0]);
  });
  it('each page of each prefix has its own keys: all together they miss every key once', () => {
    const replication = eventual(constant(100));
    perform(replication, write, { objects: 2503, size, prefixes: 3 });
    perform(replication, list, { objects: 2503, prefixes: 3, of: 'write' }, { at: 50 });
    replication.run();
    expect(totals(replication, 'list.missedKeys', 'list.pages')).toEqual([2503, 3]);
  });
  it('a key put at t is missed by a listing at t + d with the probability that its delay is longer than d', () => {
    const count = 20_000;
    // PUTs all end at 50 ms, and listings look at the pages one after another: what matters is 5 s.
    const replication = eventual(
      { kind: 'exponential', mean: 5 },
      { put: constant(0.05), list: constant(0), listKey: constant(0) },
    );
    perform(replication, write, { objects: count, size: constant(0) });
    const at = 0.05 * (count / 100) + 5;
    perform(replication, list, { objects: count, of: 'write' }, { at });
    replication.run();
    // Key i is put at 0.05 s x (floor(i / 100) + 1).
    let expected = 0;
    let variance = 0;
    for (let key = 0; key < count; key++) {
      const p = Math.exp(-(at - 0.05 * (Math.floor(key / 100) + 1)) / 5);
      expected += p;
      variance += p * (1 - p);
    }
    const [missed] = totals(replication, 'list.missedKeys');
    // Four standard errors of a sum of independent trials.
    expect(Math.abs(missed! - expected)).toBeLessThan(4 * Math.sqrt(variance));
    expect(missed).toBeGreaterThan(0);
  });
  it('only with eventual consistency, and of a writer, has a request anything to ask', () => {
    const asked = (replication: Replication, of: string | null) => staleReadsOf(replication.world('read'), of, 10);
    expect([asked(strong(), 'write'), asked(strong(), null), asked(eventual(constant(10)), null)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(asked(eventual(constant(10)), 'write')).toBeTypeOf('function');
  });
  it('strong consistency never counts any of it', () => {
    const replication = strong({ visibleAfter: constant(10) });
    perform(replication, head, { objects: 20, of: 'write' });
    perform(replication, write, { objects: 50, size }, { at: 1 });
    perform(replication, list, { objects: 50, of: 'write' }, { at: 2 });
    perform(replication, write, { objects: 50, size, over: 'write' }, { name: 'again', at: 3 });
    perform(replication, read, { objects: 50, size, of: 'write' }, { at: 4 });
    perform(replication, remove, { objects: 50, of: 'write' }, { at: 5 });
    perform(replication, list, { objects: 50, of: 'write' }, { name: 'later', at: 6 });
    replication.run();
    const names = [
      'storage.staleReads',
      'storage.missedKeys',
      'storage.ghostKeys',
      'list.missedKeys',
      'later.ghostKeys',
    ];
    expect(totals(replication, ...names)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('what lies in the store', () => {
  const levels = (replication: Replication) => [
    replication.recorder('storage.objects').last,
    replication.recorder('storage.bytes').last,
  ];
  it('an overwrite takes the place of the object that was there, not of another', () => {
    const replication = strong({ stored: 1e9, storedObjects: 10 });
    perform(replication, write, { objects: 5, size });
    perform(replication, write, { objects: 5, size: constant(3000), over: 'write' }, { name: 'again', at: 1 });
    replication.run();
    expect(levels(replication)).toEqual([15, 1e9 + 15_000]);
  });
  it('keepVersions keeps the old version', () => {
    const replication = strong({ keepVersions: 86_400 });
    perform(replication, write, { objects: 5, size });
    perform(replication, write, { objects: 5, size: constant(3000), over: 'write' }, { name: 'again', at: 1 });
    replication.run(100);
    expect(levels(replication)).toEqual([5, 20_000]);
  });
  it('writing over what was deleted adds it again, and a second delete does nothing', () => {
    const replication = strong({ stored: 1e9, storedObjects: 10 });
    perform(replication, write, { objects: 5, size });
    perform(replication, remove, { objects: 5, of: 'write' }, { at: 1 });
    perform(replication, remove, { objects: 5, of: 'write' }, { name: 'twice', at: 2 });
    perform(replication, write, { objects: 3, size, over: 'write' }, { name: 'again', at: 3 });
    replication.run();
    expect(levels(replication)).toEqual([13, 1e9 + 3000]);
  });
  it('whoever comes back finds the objects that were written last', () => {
    const replication = strong();
    perform(replication, write, { objects: 5, size });
    perform(replication, write, { objects: 5, size: constant(7000) }, { at: 1, index: 1 });
    perform(replication, remove, { objects: 5, of: 'write' }, { at: 2 });
    replication.run();
    expect(levels(replication)).toEqual([5, 5000]);
  });
});
