import { describe, expect, it } from 'vitest';
import type { CommitRequest } from '../../../src/models/capabilities.ts';
import { IcebergLog, type IcebergLogOptions } from '../../../src/models/table/_iceberg-log.ts';
import type { Commits } from '../../../src/models/table/_log.ts';
import { countedStore } from './_log-store.ts';

const day = 86_400;
const options: IcebergLogOptions = {
  metadataBytes: 2000,
  snapshotBytes: 1000,
  listBytes: 4000,
  listEntryBytes: 50,
  manifestBytes: 7000,
  entryBytes: 100,
  mergeAt: 100,
  targetBytes: 8 * 2 ** 20,
  readThreads: 4,
  catalogSeconds: 0.05,
};
const icebergLog = (given: Partial<IcebergLogOptions> = {}, files = 0) => {
  const counted = countedStore();
  const log = new IcebergLog({ ...options, ...given }, counted.store);
  log.begin(files);
  const commit = (nowSeconds: number, of: Partial<Commits> = {}) =>
    log.commit({ commits: 1, added: 1, removed: 0, filesBefore: 0, nowSeconds, activity: 'test', isPut: false, ...of });
  return { log, counted, commit };
};
const words = (requests: readonly CommitRequest[]) =>
  requests.map((each) =>
    each.kind === 'service' ? `service ${each.seconds} s` : `${each.count} ${each.operation} ${each.amount}`,
  );
const readWords = (log: IcebergLog, known?: number) =>
  log
    .reads(known)
    .steps.map(({ serviceSeconds, gets, parallel }) =>
      serviceSeconds > 0
        ? `service ${serviceSeconds} s`
        : gets.map(({ count, sizeBytes }) => `${count} get ${sizeBytes}, ${parallel} at once`).join(),
    );

describe('the metadata of an Iceberg table', () => {
  it('is a manifest, a list of manifests, and a file with all snapshots for each append', () => {
    const { log, counted, commit } = icebergLog();
    expect([log.objects, log.bytes]).toEqual([1, 3000]);
    // Snapshots 0 and 1 in metadata.json.
    expect(words(log.entry({ added: 3, removed: 0 }))).toEqual([
      '1 put 7300',
      '1 put 4050',
      '1 put 4000',
      'service 0.05 s',
    ]);
    expect(log.entryBytes({ added: 3, removed: 0 })).toBe(15_350);
    // Tried again, its manifest is there.
    expect(words(log.entry({ added: 3, removed: 0, isAgain: true }))).toEqual([
      '1 put 4050',
      '1 put 4000',
      'service 0.05 s',
    ]);
    commit(60, { added: 3 });
    expect([log.objects, log.bytes]).toEqual([4, 3000 + 15_350]);
    commit(120, { added: 1 });
    // Two manifests in the list, three snapshots in the file.
    expect(log.bytes).toBe(18_350 + 7100 + 4100 + 5000);
    expect(counted.requests).toEqual({ put: 6 });
    expect([counted.objects, counted.bytes]).toEqual([log.objects, log.bytes]);
  });

  it('is read manifest by manifest, whatever the reader knew, but for the file with the snapshots', () => {
    const { log, commit } = icebergLog();
    for (let i = 1; i <= 6; i++) commit(i, { added: 2 });
    const planning = ['1 get 4300, 1 at once', '6 get 7200, 4 at once'];
    expect(readWords(log)).toEqual(['service 0.05 s', '1 get 9000, 1 at once', ...planning]);
    expect(readWords(log, 6)).toEqual(['service 0.05 s', ...planning]);
    expect(readWords(log, 5)).toEqual(readWords(log));
    expect(log.reads()).toMatchObject({ actions: 12, version: 6 });
    // Who has read nothing wants the newest metadata alone; others look at what each winner has added.
    expect(words(log.winnerReads(4, true))).toEqual(['service 0.05 s', '1 get 9000']);
    expect(words(log.winnerReads(4, false))).toEqual(['service 0.05 s', '1 get 9000', '1 get 4300', '2 get 7200']);
    expect(words(log.winnerReads(6, false))).toEqual(['service 0.05 s']);
  });

  it('merges its manifests once there are a hundred, the newest of them in memory', () => {
    const { log, counted, commit } = icebergLog();
    for (let i = 1; i <= 99; i++) commit(i);
    expect(log.reads().steps.at(-1)!.gets).toEqual([{ count: 99, sizeBytes: 7100 }]);
    const entry = log.entry({ added: 1, removed: 0 });
    // 99 read, one of 100 files written, alone in its list.
    expect(words(entry).slice(0, 3)).toEqual(['99 get 7100', '1 put 17000', '1 put 4050']);
    commit(100);
    expect(counted.requests).toEqual({ put: 300, get: 99 });
    expect(log.reads().steps.at(-1)!.gets).toEqual([{ count: 1, sizeBytes: 17_000 }]);
    // 98 appends on, the merged one and they are 99 again.
    for (let i = 101; i <= 198; i++) commit(i);
    expect(log.reads().steps.at(-1)!.gets[0]!.count).toBe(99);
    commit(199);
    expect(log.reads().steps.at(-1)!.gets).toEqual([{ count: 1, sizeBytes: 26_900 }]);
  });

  it('leaves alone manifests that have reached their target', () => {
    // (8,388,608 - 7,000) / 100 = 83,816 files.
    const { log, commit } = icebergLog({}, 83_816 * 2 + 10);
    expect(log.reads().steps.at(-1)!.gets).toEqual([{ count: 3, sizeBytes: Math.round((3 * 7000 + 16_764_200) / 3) }]);
    for (let i = 1; i <= 99; i++) commit(i);
    // The two full ones and the one that all others became.
    expect(log.reads().steps.at(-1)!.gets[0]!.count).toBe(3);
  });

  it('reads and writes anew the manifests that lose files', () => {
    const { log } = icebergLog({}, 83_816 * 2 + 10);
    const each = Math.round((3 * 7000 + 16_764_200) / 3);
    // Files in all three are gone; the new one is in a fourth.
    expect(words(log.entry({ added: 1, removed: 5 })).slice(0, 1)).toEqual([`3 get ${each}`]);
    const written = log.entry({ added: 1, removed: 5 })[1]!;
    expect(written.kind === 'store' ? written.count : 0).toBe(4);
    expect(words(log.entry({ added: 0, removed: 1 }))[1]).toBe(`1 put ${each}`);
  });

  it('drops snapshots with their lists and the manifests that no other has', () => {
    const { log, counted, commit } = icebergLog();
    for (let i = 1; i <= 150; i++) commit(i * 3600);
    expect([log.version, log.oldestVersion]).toEqual([150, 0]);
    // The merge at version 100 did without 99 manifests of 7,100 B: versions up to 99 need them.
    const early = log.expireSnapshots(51 * 3600, 151 * 3600);
    // Versions 0 to 50, of which 0 has no list: it had no files.
    expect([early.versions, early.objects]).toEqual([51, 50]);
    expect(log.oldestVersion).toBe(51);
    expect([log.reaches(51 * 3600 - 1), log.reaches(51 * 3600)]).toEqual([false, true]);
    const before = log.objects;
    const late = log.expireSnapshots(101 * 3600, 152 * 3600);
    expect(late.versions).toBe(50);
    // Lists of 51 to 100, and the 99 manifests; a new metadata.json is there.
    expect(late.objects).toBe(50 + 99);
    expect(log.objects).toBe(before - 149 + 1);
    const lists = [...Array(50).keys()].reduce((sum, i) => sum + 4000 + 50 * (i + 51 <= 99 ? i + 51 : 1), 0);
    expect(late.bytes).toBe(lists + 99 * 7100);
    expect(words(late.requests).at(-1)).toBe('149 delete 1');
    expect([counted.objects, counted.bytes]).toEqual([log.objects, log.bytes]);
  });

  it('keeps its newest snapshot however old it is', () => {
    const { log, commit } = icebergLog();
    commit(60);
    expect(log.expireSnapshots(Infinity, 365 * day).versions).toBe(1);
    expect(log.oldestVersion).toBe(1);
    expect(log.expireSnapshots(Infinity, 366 * day)).toMatchObject({ versions: 0, objects: 0 });
  });

  it('names what was removed, statistics and all, until manifests are merged and older snapshots dropped', () => {
    const { log, commit } = icebergLog({ mergeAt: 5 });
    for (let i = 1; i <= 3; i++) commit(i * day);
    commit(4 * day, { added: 0, removed: 1 });
    let isForgotten = false;
    log.whenForgotten(4 * day, () => (isForgotten = true));
    // Version 4 removed a file: the manifest names it as removed.
    log.expireSnapshots(4.5 * day, 4.5 * day);
    expect([log.oldestVersion, log.hasStatsBefore(4)]).toEqual([4, true]);
    commit(5 * day);
    log.expireSnapshots(5.5 * day, 5.5 * day);
    expect([log.oldestVersion, log.hasStatsBefore(4)]).toEqual([5, true]);
    // The fifth manifest comes with version 6: they are merged.
    commit(6 * day);
    expect([log.hasStatsBefore(4), isForgotten]).toEqual([true, false]);
    log.expireSnapshots(6.5 * day, 6.5 * day);
    expect([log.oldestVersion, log.hasStatsBefore(4), isForgotten]).toEqual([6, false, true]);
  });

  it('has as many bytes whether appends come one by one or together', () => {
    const [single, bulk] = [icebergLog(), icebergLog()];
    for (let i = 1; i <= 1000; i++) single.commit(i * 60);
    bulk.commit(60_000, { commits: 1000, added: 1000, sinceSeconds: 0 });
    expect([bulk.log.objects, bulk.log.bytes]).toEqual([single.log.objects, single.log.bytes]);
    expect(bulk.log.reads()).toEqual(single.log.reads());
    const gone = [single, bulk].map(({ log }) => log.expireSnapshots(30_000, 60_000));
    expect(gone[1]!.versions).toBe(gone[0]!.versions);
    expect(gone[1]!.objects).toBe(gone[0]!.objects);
    // Lists of a run that is dropped in part count as of mean size: a run has up to 99 lists of 4,050 to 9,000 B.
    expect(Math.abs(gone[1]!.bytes - gone[0]!.bytes) / gone[0]!.bytes).toBeLessThan(0.01);
  });
});
