import { describe, expect, it } from 'vitest';
import { DeltaLog, type DeltaLogOptions } from '../../../src/models/table/_delta-log.ts';
import type { Commits } from '../../../src/models/table/_log.ts';
import { countedStore } from './_log-store.ts';

const day = 86_400;
const hour = 3600;
const options: DeltaLogOptions = {
  checkpointEvery: 10,
  commitBytes: 400,
  addBytes: 600,
  removeBytes: 200,
  markBytes: 130,
  checksumBytes: 0,
  checkpointBytes: 15_000,
  checkpointedBytes: 100,
  partFiles: null,
  checkpointForm: 'classic',
  topBytes: 543,
  sidecarBytes: 174,
  readThreads: null,
  listing: 'from-checkpoint',
  keepRemovedSeconds: 7 * day,
  keepLogSeconds: 30 * day,
};
const deltaLog = (given: Partial<DeltaLogOptions> = {}) => {
  const counted = countedStore();
  const log = new DeltaLog({ ...options, ...given }, counted.store);
  let files = 0;
  const commit = (nowSeconds: number, of: Partial<Commits> = {}) => {
    const { commits = 1, added = 1, removed = 0 } = of;
    const others = { filesBefore: files, nowSeconds, activity: 'test', isPut: false };
    log.commit({ ...others, ...of, commits, added, removed });
    files += added - removed;
  };
  return { log, counted, commit };
};
/** Each step as words: LIST of keys, GETs of sizes. */
const words = (log: DeltaLog, known?: number) =>
  log
    .reads(known)
    .steps.map(({ listedKeys, gets, parallel }) =>
      [
        ...(listedKeys === null ? [] : [`list ${listedKeys}`]),
        ...gets.map(({ count, sizeBytes }) => `${count} x ${sizeBytes} B`),
        `${parallel} at once`,
      ].join(', '),
    );

describe('the log of a Delta table', () => {
  it('has a commit for what is added, removed and marked', () => {
    const { log } = deltaLog();
    // 400 + 3 x 600 + 2 x 200 + 1 x (600 + 200 + 2 x 130).
    expect(log.entry({ added: 3, removed: 2, marked: 1 })).toEqual([
      { kind: 'store', operation: 'put', amount: 3660, count: 1 },
    ]);
    expect(log.entryBytes({ added: 3, removed: 2, marked: 1 })).toBe(3660);
  });

  it('is read from its newest checkpoint on, and by who knows a version only from there on', () => {
    const { log, commit } = deltaLog();
    for (let i = 1; i <= 13; i++) commit(i * hour);
    // 15,000 + 10 x 100 B; commits of 400 + 600 B.
    const all = ['1 x 100 B, 1 at once', 'list 4, 1 at once', '1 x 16000 B, 3 x 1000 B, 4 at once'];
    expect(words(log)).toEqual(all);
    expect(words(log, 12)).toEqual(['list 4, 1 at once', '1 x 1000 B, 1 at once']);
    expect(words(log, 10)).toEqual(['list 4, 1 at once', '3 x 1000 B, 3 at once']);
    expect(words(log, 13)).toEqual(['list 4, 1 at once']);
    // A checkpoint has come since: it lists 6 commits and one checkpoint, and takes the checkpoint.
    expect(words(log, 7)).toEqual(['list 7, 1 at once', all[2]]);
    expect([log.reads().actions, log.reads(12).actions, log.reads(13).actions]).toEqual([10 + 3 * 2, 2, 0]);
    expect(log.reads().version).toBe(13);
  });

  it('is listed as a whole where the log store does not begin with the checkpoint', () => {
    const { log, commit } = deltaLog({ listing: 'whole', checksumBytes: 662 });
    for (let i = 1; i <= 13; i++) commit(i * hour);
    // 13 commits, 13 checksums and a checkpoint.
    expect(words(log)[1]).toBe('list 27, 1 at once');
    expect(words(log, 13)).toEqual(['list 27, 1 at once']);
    expect([log.objects, log.bytes]).toEqual([27, 13 * 1662 + 16_000]);
  });

  it('has checkpoints in parts, or in sidecars that one more object names', () => {
    const [parts, v2] = (['classic', 'v2'] as const).map((checkpointForm) =>
      deltaLog({ checkpointForm, partFiles: 50_000, readThreads: 32, listing: 'whole' }),
    );
    for (const { log } of [parts!, v2!]) log.begin(120_000);
    // Three of 40,000 files each.
    expect(words(parts!.log).slice(1)).toEqual(['list 3, 1 at once', '3 x 4015000 B, 3 at once']);
    expect(words(v2!.log).slice(1)).toEqual(['list 1, 1 at once', '1 x 1065 B, 1 at once', '3 x 4015000 B, 3 at once']);
    expect(v2!.log.bytes - parts!.log.bytes).toBe(543 + 3 * 174);
    const many = deltaLog({ partFiles: 50_000, readThreads: 32 });
    many.log.begin(2_000_000);
    expect(words(many.log)[2]).toBe('40 x 5015000 B, 32 at once');
  });

  it('keeps names of removed files in its checkpoints for a week', () => {
    const { log, commit } = deltaLog({ checkpointEvery: 1 });
    commit(hour, { added: 10 });
    commit(2 * hour, { added: 1, removed: 10 });
    expect(log.reads().actions).toBe(11);
    commit(7 * day + 2 * hour, { added: 1 });
    expect(log.reads().actions).toBe(2);
  });

  it('leaves requests to whoever commits, where he makes them, once', () => {
    const { log, counted, commit } = deltaLog({ checksumBytes: 662 });
    for (let i = 1; i <= 9; i++) commit(i, { isPut: true, isCheckpointPut: true });
    expect(log.checkpointRequests()).toEqual([{ kind: 'store', operation: 'put', amount: 662, count: 1 }]);
    commit(10, { isPut: true, isCheckpointPut: true });
    const left = log.checkpointRequests().map((each) => (each.kind === 'store' ? each.amount : null));
    expect(left).toEqual([662, 16_000, 100]);
    expect(log.checkpointRequests()).toEqual([]);
    expect(counted.requests).toEqual({});
    expect(log.winnerReads(9).slice(1)).toEqual([{ kind: 'store', operation: 'get', amount: 1000, count: 1 }]);
  });

  it('has whoever was too late list and get each winner on its own', () => {
    const { log, commit } = deltaLog({ listing: 'from-checkpoint' });
    commit(1, { commits: 5, added: 5 });
    commit(2, { added: 4 });
    commit(3, { added: 1 });
    const words = log
      .winnerReads(3)
      .map((each) => (each.kind === 'store' ? `${each.count} ${each.operation} ${each.amount}` : ''));
    // Seven commits since the start, of which the last four are not known.
    expect(words).toEqual(['1 list 7', '2 get 1000', '1 get 2800', '1 get 1000']);
    expect(log.newestReads(7)).toHaveLength(1);
  });
});

describe('clean-up of a Delta log', () => {
  it('takes away whole days, thirty days after the midnight that ended them, once a checkpoint comes', () => {
    const { log, counted, commit } = deltaLog();
    // A commit an hour, at half past: 24 a day, and checkpoints at versions 10, 20 ...
    let hours = 0;
    const upTo = (seconds: number) => {
      while (hours * hour + hour / 2 <= seconds) {
        commit(hours * hour + hour / 2);
        hours++;
      }
    };
    // Day 0 ended 30 d before 31 d: up to then nothing goes.
    upTo(31 * day);
    expect([log.version, log.oldestVersion, log.objects]).toEqual([744, 0, 744 + 74]);
    expect(log.reaches(0)).toBe(true);
    upTo(31 * day + 4.5 * hour);
    expect(log.objects).toBe(749 + 74);
    // The next checkpoint is version 750: versions 1 to 24 go, with checkpoints 10 and 20.
    upTo(31 * day + 5.5 * hour);
    expect(log.objects).toBe(750 + 75 - 24 - 2);
    expect(counted.requests).toMatchObject({ delete: 26, list: 1 });
    // 15,000 + 10 x 100 B and 15,000 + 20 x 100 B.
    expect(counted.removed).toEqual([{ count: 26, bytes: 24 * 1000 + 33_000, fromSeconds: 0, toSeconds: day }]);
    expect([counted.objects, counted.bytes]).toEqual([log.objects, log.bytes]);
    // What is left begins with version 25, and can be read from the checkpoint of version 30 on, at 29:30.
    expect(log.oldestVersion).toBe(30);
    expect([log.reaches(29.5 * hour - 1), log.reaches(29.5 * hour)]).toEqual([false, true]);
    // Until the next midnight nothing more is old enough.
    upTo(32 * day - hour);
    expect(log.oldestVersion).toBe(30);
    upTo(32 * day + 9 * hour);
    // Day 2 begins with version 49.
    expect(log.oldestVersion).toBe(50);
  });

  it('keeps statistics until the days are taken away whose entries have them', () => {
    const { log, commit } = deltaLog();
    let now = 0;
    let gone: number | null = null;
    const next = () => {
      now += now === 0 ? hour / 2 : hour;
      commit(now);
    };
    for (let hours = 0; hours < 30; hours++) next();
    // Version 30 is of day 1, as 25 to 29 are, which have what it removed: they go 30 d after day 2 begins.
    expect(log.statsGoneAfter(30)).toBe(32 * day);
    // Version 25 is the first of its day.
    expect(log.statsGoneAfter(25)).toBe(31 * day);
    log.whenForgotten(now, () => (gone = now));
    expect(gone).toBeNull();
    while (now < 34 * day) {
      expect(log.hasStatsBefore(30)).toBe(gone === null);
      next();
    }
    // The first checkpoint from then on is version 770, at 769:30.
    expect(gone).toBe(769.5 * hour);
    expect(log.statsGoneAfter(30)).toBe(0);
  });

  it('keeps all of a log that nobody writes to', () => {
    const { log, commit } = deltaLog();
    for (let i = 1; i <= 12; i++) commit(i * hour);
    for (let i = 1; i <= 7; i++) commit(100 * day + i * hour);
    expect([log.objects, log.oldestVersion]).toEqual([19 + 1, 0]);
    commit(101 * day);
    // Version 20 is a checkpoint: the first day goes.
    expect([log.objects, log.oldestVersion]).toEqual([8 + 1, 20]);
  });

  it('is the same whether commits come one by one or a day at a time', () => {
    const [single, bulk] = [deltaLog(), deltaLog()];
    for (let minutes = 1; minutes <= 40 * 1440; minutes++) single.commit(minutes * 60);
    for (let days = 1; days <= 40; days++) {
      bulk.commit(days * day, { sinceSeconds: (days - 1) * day, commits: 1440, added: 1440 });
    }
    expect(bulk.log.version).toBe(single.log.version);
    expect(bulk.log.reads()).toEqual(single.log.reads());
    expect(bulk.log.oldestVersion).toBe(single.log.oldestVersion);
    expect(bulk.log.objects).toBe(single.log.objects);
    expect(bulk.log.bytes).toBe(single.log.bytes);
  });

  it('of a commit a second for a year keeps the sums of a month', () => {
    const { log, counted, commit } = deltaLog();
    for (let days = 1; days <= 365; days++) {
      commit(days * day, { sinceSeconds: (days - 1) * day, commits: 86_400, added: 86_400, removed: 86_400 });
    }
    expect(log.version).toBe(365 * 86_400);
    // Thirty whole days, up to one more, and a checkpoint for ten commits.
    expect(log.objects).toBeGreaterThan(30 * 86_400 * 1.1);
    expect(log.objects).toBeLessThan(31 * 86_400 * 1.1 + 20);
    expect((log as unknown as { days: { length: number } }).days.length).toBeLessThanOrEqual(32);
    expect([counted.objects, counted.bytes]).toEqual([log.objects, log.bytes]);
  });
});
