import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableFiles, TablePart } from '../../../src/models/capabilities.ts';
import { overheadBytes } from '../../../src/models/spark/_parquet-layout.ts';
import type { SlotPart } from '../../../src/models/table/_rewrite.ts';
import { bytesOf, countOf, NaiveTable, sizesOf, tableLake, tableValues } from './_table.ts';

const hour = 3600;
const day = 24 * hour;
const hourly = { partitionBy: ['hour'] as const, compression: 1 };
const file = (rowsAtSeconds: number, sizeBytes: number, count = 1) => ({
  rowsAtSeconds,
  count,
  bytes: count * sizeBytes,
  rows: count * 10,
});
const oneOf = ({ bytes }: TablePart): TableFiles[] => [{ count: 1, sizeBytes: bytes }];

describe('a table that is written to', () => {
  it('has its files in the partition of their rows, whenever they come', () => {
    const { table, at } = tableLake('hive', hourly);
    at(2.5 * hour, () => {
      table.add(file(0.5 * hour, 100), 1);
      table.add(file(2.2 * hour, 200), 1);
      expect(table.scan(hour, null)).toMatchObject({ partitions: 1, files: [{ count: 1, sizeBytes: 200 }] });
      // (0.5 h, 2.5 h] reaches into hours 0, 1 and 2; nothing is in hour 1.
      expect(table.scan(2 * hour, null)).toMatchObject({ partitions: 2, partitionsInAll: 2, filesInAll: 2 });
    });
    at(3 * hour, () => expect(table.scan(hour, null).partitions).toBe(1));
    // (3 h, 4 h] has hours 3 and 4 alone.
    at(4 * hour, () => expect(table.scan(hour, null).partitions).toBe(0));
  });

  it('begins with what it had, in the partitions before time 0', () => {
    const { table, at, last } = tableLake('hive', { ...hourly, files: 48, fileSize: 1000, partitions: 24 });
    expect(last('table.files')).toBe(48);
    at(0.5 * hour, () => {
      expect(table.scan(3 * hour, null).partitions).toBe(3);
      table.add(file(0, 500), 1);
      // (-2.5 h, 0.5 h] reaches into hours -3, -2, -1 and 0.
      const scan = table.scan(3 * hour, null);
      expect([scan.partitions, scan.partitionsInAll, scan.filesInAll]).toEqual([4, 25, 49]);
      expect(sizesOf(scan.files)).toEqual({ 1000: 6, 500: 1 });
    });
    expect([last('table.files'), last('table.bytes'), last('table.partitions')]).toEqual([49, 48_500, 25]);
  });

  it('reads so many bytes of its newest files', () => {
    const { table, at } = tableLake('hive', hourly);
    at(hour, () => {
      table.add(file(0, 100, 3), 1);
      table.add(file(hour, 70), 1);
      expect(table.scan(null, 200).files).toEqual([
        { count: 1, sizeBytes: 30 },
        { count: 1, sizeBytes: 100 },
        { count: 1, sizeBytes: 70 },
      ]);
    });
  });

  it('counts the values of its keys in each span of time, and has a directory for each', () => {
    const { table, at } = tableLake('hive', { partitionBy: ['day', 'hour'], keys: { country: 5, kind: 2 } });
    expect([table.partitionSeconds, table.partitionsPerSpan]).toEqual([hour, 10]);
    at(2 * day, () => {
      for (let h = 0; h < 48; h++) table.add(file(h * hour, 1000, 10), 1);
      expect(table.scan(null, null)).toMatchObject({ partitions: 480, partitionsInAll: 480, filesInAll: 480 });
      expect(table.directories).toEqual([2, 24, 5, 2]);
    });
  });

  it('lies in the store, from the start on and as it changes', () => {
    const { table, at, last } = tableLake('hive', { ...hourly, files: 10, fileSize: 1000 });
    expect([last('storage.objects'), last('storage.bytes')]).toEqual([10, 10_000]);
    at(hour, () => table.add(file(0, 300, 2), 1));
    expect([last('storage.objects'), last('storage.bytes')]).toEqual([12, 10_600]);
    at(2 * hour, () => {
      const [part] = table.candidates({ recentSeconds: 3 * hour, belowBytes: 750 });
      const rewrite = table.rewrite(part!);
      expect(rewrite.publish([{ count: 1, sizeBytes: 550 }])).toBe(true);
      expect([last('storage.objects'), last('storage.bytes')]).toEqual([13, 11_150]);
      rewrite.remove(2);
    });
    expect([last('storage.objects'), last('storage.bytes'), last('table.bytes')]).toEqual([11, 10_550, 10_550]);
    expect(last('table.rows')).toBeCloseTo(10 * (1000 / 2 / 500) + 20, 9);
  });

  it('tells of what is written in stretches before anybody looks', () => {
    const { table, at, replication } = tableLake('hive', hourly);
    let told = 0;
    table.beforeLook(() => {
      for (; told < Math.floor(replication.kernel.now / 60); told++) table.add(file(told * 60, 100), 1);
    });
    at(hour, () => expect(table.scan(null, null).filesInAll).toBe(60));
    at(90 * 60, () => expect(table.candidates({ recentSeconds: null, belowBytes: Infinity })).toHaveLength(2));
    expect(told).toBe(90);
  });

  it('counts small files below its bound, and samples each file that is written', () => {
    const { table, at, last, replication } = tableLake('hive', { ...hourly, smallBelow: 500 });
    at(1, () => {
      table.add(file(0, 499, 7), 1);
      table.add(file(0, 500, 2), 1);
    });
    expect(last('table.smallFiles')).toBe(7);
    expect(replication.recorder('table.fileSize').total).toBe(499 + 500);
  });

  it('has equal sizes exactly, and whole bytes that add up where a size is a fraction', () => {
    const { table, at } = tableLake('hive', hourly);
    at(1, () => {
      for (let i = 0; i < 3; i++) table.add({ rowsAtSeconds: 0, count: 7, bytes: 1000, rows: 7 }, 1);
      expect(table.scan(null, null).files).toEqual([
        { count: 18, sizeBytes: 143 },
        { count: 3, sizeBytes: 142 },
      ]);
    });
  });
});

describe('files of a table', () => {
  it.each(['parquet', 'json'])('of %s have what the format adds, which weighs more in small ones', (encoding) => {
    const { table } = tableLake('hive', { encoding: encoding as 'parquet', codec: 'snappy', columnCount: 20 });
    const row = { fixedBytes: 86, perChunkBytes: 150 };
    const ratio = 2.089;
    const own = (raw: number): number =>
      encoding === 'json' ? 0 : overheadBytes(20, Math.max(1, Math.ceil(raw / 2 ** 27)), row);
    for (const raw of [1000, 1e6, 2 ** 27, 2 ** 27 + 1, 1e9])
      expect(table.fileBytes(raw / 500, raw)).toBe(Math.round(own(raw) + raw / ratio));
    const perByte = (raw: number): number => table.fileBytes(raw / 500, raw) / raw;
    if (encoding === 'parquet') expect(perByte(10_000) / perByte(1e8)).toBeCloseTo(1 + (3086 * ratio) / 10_000, 3);
  });

  it('are compressed as the scenario says, if it does', () => {
    const { table } = tableLake('hive', { encoding: 'json', compression: 10 });
    expect(table.fileBytes(2, 1000)).toBe(100);
    expect(table.fileBytes(0, 0)).toBe(0);
  });
});

const slots = (parts: readonly TablePart[]): number[] => parts.map((part) => (part as SlotPart).slot);
const hourOf = (seconds: number): number => Math.floor(seconds / hour);

interface Step {
  readonly kind: 'add' | 'late' | 'rewrite' | 'wait';
  readonly size: number;
  readonly count: number;
}
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind'][]>('add', 'add', 'add', 'wait', 'wait', 'late', 'rewrite'),
    size: fc.constantFrom(100, 100, 100, 101, 250, 1000),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('cohorts against a table file by file', () => {
  it('agree on files, bytes, rows, windows, candidates and changes, whatever is added and written anew', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 40 }), (story, waits) => {
        const { table, at, last } = tableLake('hive', hourly);
        const naive = new NaiveTable();
        let now = 0;
        const bound = 300;
        const look = (): void => {
          expect(table.scan(null, null).filesInAll).toBe(naive.files.length);
          for (const recent of [hour, 5 * hour, 1000 * hour]) {
            const from = hourOf(now - recent);
            const scan = table.scan(recent, null);
            expect(sizesOf(scan.files)).toEqual(naive.from(from));
            expect(scan.partitions).toBe(naive.slotsFrom(from));
            for (const ago of [1, hour, 7 * hour]) {
              const changed = scan.changedSince(now - ago);
              expect(changed).toBeLessThanOrEqual(naive.changedAfter(from, now - ago - hour / 16));
              expect(changed).toBeGreaterThanOrEqual(naive.changedAfter(from, now - ago + hour / 16));
            }
          }
          const found = table.candidates({ recentSeconds: null, belowBytes: bound });
          expect(slots(found)).toEqual(naive.candidates(-Infinity, bound));
        };
        for (const { kind, size, count } of story) {
          at(now, () => {
            const rowsAt = kind === 'late' ? Math.max(0, now - waits * hour * 0.7) : now;
            if (kind === 'add' || kind === 'late') {
              table.add(file(rowsAt, size, count), 1);
              naive.add(hourOf(rowsAt), count, size, count * 10, now);
            }
            if (kind === 'rewrite') {
              for (const part of table.candidates({ recentSeconds: null, belowBytes: 300 })) {
                const slot = (part as SlotPart).slot;
                const gone = naive.small(slot, bound);
                expect([countOf(part.files), part.bytes]).toEqual([
                  gone.length,
                  gone.reduce((sum, each) => sum + each.sizeBytes, 0),
                ]);
                const rewrite = table.rewrite(part);
                expect(rewrite.publish(oneOf(part))).toBe(true);
                rewrite.remove(gone.length);
                naive.remove(gone, now);
                naive.add(slot, 1, part.bytes, part.rows, now);
              }
            }
            look();
          });
          now += kind === 'wait' ? hour : 60;
        }
        const bytes = naive.files.reduce((sum, each) => sum + each.sizeBytes, 0);
        if (naive.files.length === 0) return;
        expect([last('table.files'), last('table.bytes')]).toEqual([naive.files.length, bytes]);
        expect([last('storage.objects'), last('storage.bytes')]).toEqual([naive.files.length, bytes]);
        expect(last('table.rows')).toBeCloseTo(
          naive.files.reduce((sum, each) => sum + each.rows, 0),
          6,
        );
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  it('keep count, bytes and rows to the last one through thousands of sizes', () => {
    const { table, at, last } = tableLake('hive', hourly);
    let [files, bytes] = [0, 0];
    for (let h = 0; h < 300; h++) {
      at(h * hour, () => {
        for (let i = 0; i < 50; i++) {
          const size = 1000 + (((h * 50 + i) * 7919) % 100_003);
          table.add(file(h * hour, size), 1);
          files++;
          bytes += size;
        }
      });
    }
    const { files: listed } = table.scan(null, null);
    expect([countOf(listed), bytesOf(listed), last('table.rows')]).toEqual([files, bytes, 10 * files]);
    for (const { sizeBytes, count } of listed) expect([sizeBytes % 1, count % 1]).toEqual([0, 0]);
  });
});

describe('a rewrite', () => {
  const begun = (profile: string) => {
    const made = tableLake(profile, hourly);
    made.at(hour, () => made.table.add(file(0, 100, 4), 1));
    const [part] = made.table.candidates({ recentSeconds: null, belowBytes: 750 });
    return { ...made, rewrite: made.table.rewrite(part!), part: part! };
  };

  it('reads the files of its part and no others', () => {
    const { table, rewrite, at } = begun('hive');
    at(2 * hour, () => table.add(file(0, 100), 1));
    const source = rewrite.source.scan(null, null);
    expect([source.files, source.partitions, rewrite.source.directories]).toEqual([
      [{ count: 4, sizeBytes: 100 }],
      1,
      [],
    ]);
    expect(rewrite.publish([{ count: 1, sizeBytes: 390 }])).toBe(true);
    rewrite.remove(4);
    expect(sizesOf(table.scan(null, null).files)).toEqual({ 100: 1, 390: 1 });
  });

  it('lets readers see rows twice until its last source is gone, and readers before it fail', () => {
    const { table, rewrite } = begun('hive');
    const before = table.scan(null, null);
    rewrite.publish([{ count: 1, sizeBytes: 400 }]);
    const between = table.scan(null, null);
    expect(table.ended(before)).toBe('whole');
    expect(table.ended(between)).toBe('twice');
    rewrite.remove(3);
    expect(table.ended(table.scan(null, null))).toBe('twice');
    rewrite.remove(1);
    expect(table.ended(before)).toBe('missing');
    // What it had found of the old files is gone as well.
    expect(table.ended(between)).toBe('missing');
    expect(table.ended(table.scan(null, null))).toBe('whole');
  });

  it('that deletes before it writes lets readers miss rows', () => {
    const { table, rewrite, replication } = begun('hive');
    rewrite.remove(1);
    expect(table.ended(table.scan(null, null))).toBe('missing');
    rewrite.remove(3);
    const without = table.scan(null, null);
    expect(without.files).toEqual([]);
    rewrite.publish([{ count: 1, sizeBytes: 400 }]);
    expect(table.ended(without)).toBe('missing');
    expect(table.ended(table.scan(null, null))).toBe('whole');
    expect(replication.recorder('table.mixedReads').total).toBe(2);
  });

  it('that is given up leaves fewer rows, and who looks after it sees no mistake', () => {
    const { table, rewrite, last, replication } = begun('hive');
    const before = table.scan(null, null);
    rewrite.remove(3);
    const during = table.scan(null, null);
    expect(rewrite.abandon()).toBe(30);
    expect([table.ended(before), table.ended(during)]).toEqual(['missing', 'missing']);
    const after = table.scan(null, null);
    expect(after.files).toEqual([{ count: 1, sizeBytes: 100 }]);
    expect(table.ended(after)).toBe('whole');
    expect(last('table.rows')).toBe(10);
    expect(replication.recorder('table.mixedReads').total).toBe(2);
    // What is left can be written anew by somebody else.
    const [part] = table.candidates({ recentSeconds: null, belowBytes: Infinity });
    expect(table.rewrite(part!).swap([{ count: 1, sizeBytes: 90 }])).toBe(true);
  });

  it('is not met by those who read other partitions', () => {
    const { table, rewrite, at } = begun('hive');
    at(5 * hour, () => {
      table.add(file(5 * hour, 100), 1);
      const recent = table.scan(hour, null);
      rewrite.publish([{ count: 1, sizeBytes: 400 }]);
      expect(table.ended(table.scan(hour, null))).toBe('whole');
      rewrite.remove(4);
      expect(table.ended(recent)).toBe('whole');
    });
  });

  it('is met by a reader of old partitions even if a newer one was rewritten after it began', () => {
    const { table, rewrite, at } = begun('hive');
    at(2 * hour, () => {
      const scan = table.scan(null, null);
      table.add(file(2 * hour, 100, 2), 1);
      const newest = table.candidates({ recentSeconds: hour, belowBytes: 750 });
      const other = table.rewrite(newest[0]!);
      other.swap([{ count: 1, sizeBytes: 200 }]);
      expect(table.ended(scan)).toBe('whole');
      rewrite.publish([{ count: 1, sizeBytes: 400 }]);
      rewrite.remove(4);
      table.add(file(2 * hour, 100, 2), 1);
      table.rewrite(table.candidates({ recentSeconds: hour, belowBytes: 300 })[0]!).swap(oneOf(newest[0]!));
      expect(table.ended(scan)).toBe('missing');
    });
  });

  it('conflicts with another of the same files that is ready before it, and not with what is added', () => {
    const { table, rewrite, replication } = begun('hive');
    const [again] = table.candidates({ recentSeconds: null, belowBytes: 750 });
    const second = table.rewrite(again!);
    table.add(file(0, 100), 1);
    expect(second.publish([{ count: 1, sizeBytes: 400 }])).toBe(true);
    second.remove(4);
    expect(rewrite.publish([{ count: 1, sizeBytes: 400 }])).toBe(false);
    rewrite.remove(4);
    expect(rewrite.source.ended(rewrite.source.scan(null, null))).toBe('missing');
    expect(sizesOf(table.scan(null, null).files)).toEqual({ 100: 1, 400: 1 });
    expect(replication.recorder('table.conflicts').total).toBe(1);
  });

  it('is asked for only where a key partition has two small files', () => {
    const { table, at } = tableLake('hive', { ...hourly, keys: { country: 4 } });
    at(hour, () => {
      table.add(file(0, 100, 4), 1);
      expect(table.candidates({ recentSeconds: null, belowBytes: 750 })).toEqual([]);
      table.add(file(0, 100), 1);
      const [part] = table.candidates({ recentSeconds: null, belowBytes: 750 });
      expect(part).toMatchObject({ partitions: 4, bytes: 500, rows: 50, rawBytes: 25_000 });
    });
  });

  it('of a table with a log is one commit, and what it replaced lies there', () => {
    const { table, rewrite, last, replication } = begun('delta');
    const before = table.scan(null, null);
    const commits = replication.recorder('table.commits').total;
    expect(rewrite.swap([{ count: 1, sizeBytes: 390 }])).toBe(true);
    expect(table.ended(before)).toBe('whole');
    expect(table.ended(table.scan(null, null))).toBe('whole');
    expect(replication.recorder('table.commits').total).toBe(commits + 1);
    expect([last('table.files'), last('table.bytes'), last('table.deadBytes')]).toEqual([1, 390, 400]);
    expect(last('storage.bytes')).toBe(790 + last('table.logBytes'));
  });
});

describe('the log of a table', () => {
  const values = tableValues('delta');
  const { logCommit, logAction, logCheckpoint, logCheckpointed } = values;

  /** Pointer and listing, and then these at once. */
  const readsOf = (keys: number, gets: readonly TableFiles[]) => [
    { serviceSeconds: 0, listedKeys: null, gets: [{ count: 1, sizeBytes: 100 }], parallel: 1 },
    { serviceSeconds: 0, listedKeys: keys, gets: [], parallel: 1 },
    { serviceSeconds: 0, listedKeys: null, gets, parallel: Math.max(1, countOf(gets)) },
  ];

  it('is read from its first commit on until there is a checkpoint', () => {
    const { table } = tableLake('delta', hourly);
    expect(table.log()).toEqual({ steps: readsOf(0, []), actions: 0, version: 0 });
    for (let i = 0; i < 9; i++) table.add(file(0, 100, 2), 1);
    const commits = { count: 9, sizeBytes: logCommit + 2 * logAction };
    expect(table.log()).toEqual({ steps: readsOf(9, [commits]), actions: 9 * 3, version: 9 });
  });

  it('is read from its last checkpoint on, which has all files', () => {
    const { table, replication, last } = tableLake('delta', { ...hourly, logListing: 'from-checkpoint' });
    for (let i = 0; i < 13; i++) table.add(file(0, 100, 2), 1);
    const checkpoint = { count: 1, sizeBytes: logCheckpoint + 20 * logCheckpointed };
    const commits = { count: 3, sizeBytes: logCommit + 2 * logAction };
    expect(table.log()).toEqual({ steps: readsOf(4, [checkpoint, commits]), actions: 20 + 3 * 3, version: 13 });
    expect(last('table.logBytes')).toBe(13 * (logCommit + 2 * logAction) + logCheckpoint + 20 * logCheckpointed);
    // 13 commits, a checkpoint, and the word of where it is.
    expect(replication.recorder('storage.requests.put').total).toBe(15);
    // As the log store for S3 lists it: with the ten commits that the checkpoint holds.
    const { table: whole } = tableLake('delta', hourly);
    for (let i = 0; i < 13; i++) whole.add(file(0, 100, 2), 1);
    expect(whole.log()!.steps).toEqual(readsOf(14, [checkpoint, commits]));
  });

  it('is the same whether commits come one by one or in a stretch', () => {
    const [single, stretch] = [tableLake('delta', hourly), tableLake('delta', hourly)];
    for (let i = 0; i < 47; i++) single.table.add(file(0, 100), 1);
    stretch.table.add(file(0, 100, 30), 30);
    stretch.table.add(file(0, 100, 17), 17);
    expect(stretch.table.log()).toEqual(single.table.log());
    for (const metric of ['table.logBytes', 'storage.bytes', 'storage.objects'])
      expect(stretch.last(metric)).toBe(single.last(metric));
  });

  it('keeps what was removed in its checkpoints for a week', () => {
    const { table, at } = tableLake('delta', { ...hourly, checkpointEvery: 1 });
    at(hour, () => table.add(file(0, 100, 4), 1));
    const [part] = table.candidates({ recentSeconds: null, belowBytes: 750 });
    table.rewrite(part!).swap([{ count: 1, sizeBytes: 400 }]);
    expect(table.log()!.actions).toBe(5);
    at(8 * day, () => table.add(file(7 * day, 100), 1));
    expect(table.log()!.actions).toBe(2);
  });

  it('begins with a checkpoint of what the table had, in parts if it is so', () => {
    const { table, last } = tableLake('delta', { ...hourly, files: 1000, fileSize: 100, checkpointPart: 300 });
    expect(table.log()!.steps).toEqual(readsOf(4, [{ count: 4, sizeBytes: logCheckpoint + 250 * logCheckpointed }]));
    expect(last('storage.objects')).toBe(1004);
    expect(last('table.logBytes')).toBe(4 * logCheckpoint + 1000 * logCheckpointed);
  });

  it.each(['delta', 'iceberg', 'hudi'] as const)('of %s lies in the store, whatever is taken out of it', (profile) => {
    const { table, at, last } = tableLake(profile, { ...hourly, files: 100, fileSize: 1000, metadataTable: true });
    for (let hours = 1; hours <= 40 * 24; hours++) at(hours * hour, () => table.add(file((hours - 1) * hour, 500), 1));
    expect(table.log()!.version).toBe(40 * 24);
    // The store takes out objects of mean size, and evens out what that leaves.
    expect(last('storage.bytes')).toBeCloseTo(last('table.bytes') + last('table.logBytes'), 3);
    expect(last('table.bytes')).toBe(100 * 1000 + 40 * 24 * 500);
  });

  it.each(['iceberg', 'hudi'] as const)('of %s is told of a rewrite as one commit', (profile) => {
    const { table, at, replication } = tableLake(profile, hourly);
    at(hour, () => table.add(file(0, 100, 4), 1));
    const [part] = table.candidates({ recentSeconds: null, belowBytes: 750 });
    expect(table.rewrite(part!).swap([{ count: 1, sizeBytes: 400 }])).toBe(true);
    expect(table.log()!.version).toBe(2);
    expect(replication.recorder('table.commits').total).toBe(2);
  });

  it('is none of a table whose directories are listed', () => {
    expect(tableLake('hive').table.log()).toBeNull();
  });
});
