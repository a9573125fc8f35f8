import { describe, expect, it } from 'vitest';
import type { CommitRequest } from '../../../src/models/capabilities.ts';
import { HudiLog, type HudiLogOptions } from '../../../src/models/table/_hudi-log.ts';
import type { Commits } from '../../../src/models/table/_log.ts';
import { countedStore } from './_log-store.ts';

const options: HudiLogOptions = {
  propertiesBytes: 1000,
  inflightBytes: 140,
  inflightFileBytes: 1400,
  completedBytes: 1100,
  fileBytes: 1000,
  archiveAbove: 30,
  archiveTo: 20,
  metadataTable: null,
};
const hudiLog = (given: Partial<HudiLogOptions> = {}, files = 0) => {
  const counted = countedStore();
  const log = new HudiLog({ ...options, ...given }, counted.store);
  log.begin(files);
  const commit = (nowSeconds: number, of: Partial<Commits> = {}) =>
    log.commit({ commits: 1, added: 1, removed: 0, filesBefore: 0, nowSeconds, activity: 'test', isPut: false, ...of });
  return { log, counted, commit };
};
const words = (requests: readonly CommitRequest[]) =>
  requests.map((each) => (each.kind === 'service' ? 'service' : `${each.count} ${each.operation} ${each.amount}`));
const readWords = (log: HudiLog, known?: number) =>
  log
    .reads(known)
    .steps.map(({ listedKeys, gets }) =>
      [
        ...(listedKeys === null ? [] : [`list ${listedKeys}`]),
        ...gets.map(({ count, sizeBytes }) => `${count} get ${sizeBytes}`),
      ].join(', '),
    );

describe('the timeline of a Hudi table', () => {
  it('is three objects for each commit, the last of which makes it count', () => {
    const { log, counted, commit } = hudiLog();
    expect(words(log.entry({ added: 2, removed: 1 }))).toEqual(['1 put 0', '1 put 2940', '1 put 3100']);
    commit(60, { added: 2 });
    expect([log.objects, log.bytes]).toEqual([1 + 3, 1000 + 2940 + 3100]);
    expect(counted.requests).toEqual({ put: 3 });
  });

  it('is listed and then the directories are, as it says what happened and not what is there', () => {
    const { log, commit } = hudiLog({}, 1000);
    for (let i = 1; i <= 5; i++) commit(i);
    // Five commits and hoodie.properties.
    expect(readWords(log)).toEqual(['1 get 1000', 'list 16', '1 get 2100']);
    expect(readWords(log, 5)).toEqual(['list 16']);
    expect(log.reads()).toMatchObject({ listsFiles: true, actions: 0, version: 5 });
    expect(words(log.winnerReads(3))).toEqual(['1 list 16', '1 get 2100', '1 get 2100']);
    expect(words(log.winnerReads(5))).toEqual(['1 list 16']);
  });

  it('archives all but twenty commits once there are more than thirty', () => {
    const { log, counted, commit } = hudiLog();
    for (let i = 1; i <= 30; i++) commit(i * 60);
    expect([log.objects, log.oldestVersion, log.reaches(0)]).toEqual([91, 0, true]);
    commit(31 * 60);
    // Eleven are read, written to one object of 11 x 2,100 B, and deleted: 33 objects.
    expect(log.objects).toBe(1 + 20 * 3 + 1);
    expect(log.bytes).toBe(1000 + 20 * (1540 + 2100) + 11 * 2100);
    expect(counted.requests).toEqual({ put: 31 * 3 + 1, get: 11, delete: 33 });
    expect(log.oldestVersion).toBe(12);
    expect([log.reaches(12 * 60 - 1), log.reaches(12 * 60)]).toEqual([false, true]);
    for (let i = 32; i <= 41; i++) commit(i * 60);
    expect(log.objects).toBe(1 + 30 * 3 + 1);
    commit(42 * 60);
    expect(log.objects).toBe(1 + 20 * 3 + 2);
    expect([counted.objects, counted.bytes]).toEqual([log.objects, log.bytes]);
  });

  it('knows its files by a metadata table, where it has one, which is compacted every so often', () => {
    const { log, counted, commit } = hudiLog({ metadataTable: { fileBytes: 100, compactEvery: 4 } }, 1000);
    commit(60);
    // Its own three objects and a block, and then the commit of the table.
    expect(words(log.entry({ added: 2, removed: 1 }))).toEqual([
      '1 put 0',
      '1 put 2940',
      '3 put 0',
      '1 put 300',
      '1 put 3100',
    ]);
    expect(readWords(log)).toEqual([
      '1 get 1000',
      'list 4',
      '1 get 2100',
      'list 4',
      'list 2',
      '1 get 100000, 1 get 100',
    ]);
    expect(log.reads()).toMatchObject({ actions: 1001, version: 1 });
    expect(log.reads().listsFiles).toBeUndefined();
    for (let i = 2; i <= 4; i++) commit(i * 60);
    // The base file and four blocks are read; a base file of 1,004 files takes their place.
    expect(readWords(log).slice(3)).toEqual(['list 1', 'list 1', '1 get 100400']);
    expect(log.objects).toBe(1 + 4 * 3 + 1);
    expect(counted.requests).toEqual({ put: 4 * 7 + 1, get: 5, delete: 1 + 4 * 4 });
    expect([counted.objects, counted.bytes]).toEqual([log.objects, log.bytes]);
  });

  it('is the same whether commits come one by one or together', () => {
    const metadataTable = { fileBytes: 100, compactEvery: 24 };
    const [single, bulk] = [hudiLog({ metadataTable }), hudiLog({ metadataTable })];
    for (let i = 1; i <= 1000; i++) single.commit(i * 60);
    bulk.commit(60_000, { commits: 1000, added: 1000, sinceSeconds: 0 });
    expect([bulk.log.objects, bulk.log.bytes]).toEqual([single.log.objects, single.log.bytes]);
    expect(bulk.log.reads()).toEqual(single.log.reads());
    expect(bulk.counted.requests).toEqual(single.counted.requests);
    expect(bulk.log.reaches(59_000)).toBe(single.log.reaches(59_000));
  });

  it('keeps no statistics of files', () => {
    const { log, commit } = hudiLog();
    commit(60, { removed: 1 });
    expect([log.hasStatsBefore(), log.statsGoneAfter()]).toEqual([false, 0]);
  });
});
