/** Changes of rows and what queries see of them, from the keys of a scenario to the metrics, on a store of constant times. */
import { describe, expect, it } from 'vitest';
import { measureOf, type SparkLake, simulateSpark } from './_spark.ts';
import { tableRow } from './_spark-tables.ts';

/** 100 files of 1000 rows of 100 B, stored as they are. */
const delta = {
  ...{ profile: 'delta', files: 100, fileSize: '100 kB', rowSize: '100 B', compression: 1 },
  ...{ encoding: 'json', codec: 'none', columns: { user_id: { distinct: 1000 } } },
};
const sorted = { layout: 'sort', orderBy: ['user_id'] };
const forget = { delete_rows: { name: 'forget', at: '1 h', by: 'user_id', rowsPerKey: 40 } };
const count = (keys: object = {}) => ({ query: { name: 'count', at: '2 h', ...keys } });

const run = async (table: object, workload: NonNullable<SparkLake['workload']>, rest: SparkLake = {}) => {
  const result = await simulateSpark({ ...rest, table: { ...delta, ...table }, workload });
  return { result, of: (metric: string) => measureOf(result, metric) };
};

describe('a query of a table with deletion vectors', () => {
  const marked = { changes: 'merge-on-read' };

  it.each(['exact', 'collapsed'])('gets the vector of each marked file beside it (%s)', async (fidelity) => {
    const before = await run(marked, [count()], { run: { fidelity } });
    const after = await run(marked, [forget, count()], { run: { fidelity } });
    const touched = after.of('forget.filesTouched');
    expect(touched).toBeGreaterThan(20);
    expect(after.of('count.files')).toBe(100);
    // The listing and the commit: the driver knows what was there before, which it got for the delete. Without that, three:
    // the word of the last checkpoint, the listing, the checkpoint.
    expect(after.of('count.requests') - before.of('count.requests')).toBe(touched + 2 - 3);
    expect(after.of('count.latency')).toBeGreaterThan(before.of('count.latency'));
  });

  it('takes as long, and as many bytes, when its tasks are run as chains or request by request', async () => {
    const [exact, collapsed] = await Promise.all(
      ['exact', 'collapsed'].map((fidelity) => run(marked, [forget, count()], { run: { fidelity } })),
    );
    expect(collapsed!.result.fidelity).toBe('collapsed');
    expect(collapsed!.result.events).toBeLessThan(exact!.result.events);
    for (const metric of ['count.latency', 'count.requests', 'count.bytesRead', 'count.time.total'])
      expect(collapsed!.of(metric), metric).toBeCloseTo(exact!.of(metric), 6);
  });

  it('is as it was without them, where the rows are rewritten instead', async () => {
    const { of } = await run({}, [forget, count()]);
    expect(of('forget.rowsCopied')).toBe(1000 * of('forget.filesTouched') - 40);
    // A HEAD and a GET for each file, two to the log: the listing, and the commit; its driver knows the rest.
    expect(of('count.requests') - 2 * of('count.files')).toBe(2);
  });
});

describe('a query of a table with rows that are marked', () => {
  const lakes: [by: string, table: object][] = [
    ['position', { changes: 'merge-on-read' }],
    ['position', { profile: 'iceberg', changes: 'merge-on-read' }],
    ['value', { profile: 'iceberg', changes: 'equality-deletes' }],
    ['merge', { profile: 'hudi', changes: 'merge-on-read' }],
  ];
  it.each(lakes)(
    'computes for each object, each row named in it, and each row of the file (%s, %o)',
    async (by, table) => {
      const at = { run: { fidelity: 'exact' } };
      const before = await run({ ...table, metadataTable: true }, [count()], at);
      const after = await run({ ...table, metadataTable: true }, [forget, count()], at);
      const { values } = tableRow('row-marks', by);
      const isByValue = by === 'value';
      const marked = isByValue ? 100 : after.of('forget.filesTouched');
      // A value for each of 100 files; else each of the 40 rows once.
      const named = isByValue ? 100 : 40;
      const seconds = marked * values.open! + named * values.named! + marked * 1000 * values.row!;
      const cores = (lake: typeof after) => lake.of('count.bound.cores') * 4;
      // And a GET for each object.
      const gets = marked * tableRow('client-cpu', 'aws-sdk-java').values.request!;
      expect(cores(after) - cores(before)).toBeCloseTo(seconds + gets, 9);
    },
  );

  it('gets each delete by value with each file that is older, so that reading grows with their number', async () => {
    const deletes = (keys: number) =>
      Array.from({ length: keys }, (_, nth) => ({
        delete_rows: { ...forget.delete_rows, name: `forget${nth}`, at: `${10 + nth} min` },
      }));
    const iceberg = { profile: 'iceberg', changes: 'equality-deletes' };
    const [none, one, three] = await Promise.all(
      [0, 1, 3].map((keys) => run(iceberg, [...deletes(keys), count()], { run: { fidelity: 'exact' } })),
    );
    // All that was read of the log is read anew once it has changed: metadata.json and one manifest more for each commit.
    const data = (lake: typeof one) => lake!.of('count.requests') - 200;
    expect(data(three) - data(one)).toBe(2 * 100 + 2);
    expect(one!.of('forget0.filesCandidate')).toBe(0);
    expect(one!.of('forget0.bytesRead')).toBe(0);
    expect(three!.of('count.latency')).toBeGreaterThan(one!.of('count.latency'));
    expect(one!.of('count.latency')).toBeGreaterThan(none!.of('count.latency'));
  });
});

describe('a delete that commits', () => {
  it('writes the checkpoint as well where its turn has come, and that takes it longer', async () => {
    const [without, itself] = await Promise.all([1000, 1].map((checkpointEvery) => run({ checkpointEvery }, [forget])));
    const touched = itself!.of('forget.filesTouched');
    // All files and those that it has taken out, 100 B each, and the word of where it is: two PUTs of 10 ms at 1 MB/s.
    const bytes = 15_000 + 100 * (Number(itself!.result.metrics['table.files']!.whole.end) + touched) + 100;
    expect(itself!.of('forget.requests') - without!.of('forget.requests')).toBe(2);
    expect(itself!.of('forget.time.commit') - without!.of('forget.time.commit')).toBeCloseTo(0.02 + bytes / 1e6, 6);
  });
});

describe('a query that asks for values', () => {
  it('leaves out files whose statistics say that they have none', async () => {
    const one = count({ where: ['user_id'] });
    const { of } = await run(sorted, [one]);
    expect(of('count.files')).toBeLessThanOrEqual(2);
    expect(of('count.skipped')).toBeCloseTo(1 - of('count.files') / 100, 12);
    const random = await run({}, [one]);
    expect([random.of('count.files'), random.of('count.skipped')]).toEqual([100, 0]);
  });

  it('reads all of a table whose files nobody knows before they are opened, whatever their order', async () => {
    const { of } = await run({ ...sorted, profile: 'hive' }, [count({ where: ['user_id'] })]);
    expect([of('count.files'), of('count.skipped')]).toEqual([100, 0]);
  });

  it('of a log that commits in a way that is not its own, or that its store does not offer, is an error of the scenario', async () => {
    await expect(run({ commit: 'catalog' }, [count()])).rejects.toThrow(
      'table.commit: a log of delta does not commit by "catalog"',
    );
    const storage = { profile: 's3-standard', conditionalWrites: false };
    await expect(run({}, [count()], { storage })).rejects.toThrow(
      'table.commit: put-if-absent needs a store with conditional writes, and storage.conditionalWrites is false',
    );
    await run({ commit: 'dynamodb' }, [count()], { storage });
  });

  it('of a table whose order has no columns, or columns without a name, is an error of the scenario', async () => {
    await expect(run({ layout: 'zorder' }, [count()])).rejects.toThrow('table.layout: zorder needs orderBy');
    await expect(run({ ...sorted, orderBy: ['user'] }, [count()])).rejects.toThrow(
      'table.orderBy: the table names no column "user"',
    );
    const five = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`c${n}`, { distinct: 10 }]));
    await expect(run({ layout: 'cluster', columns: five, orderBy: Object.keys(five) }, [count()])).rejects.toThrow(
      'table.orderBy: cluster takes at most 4 columns; here are 5',
    );
  });

  it('reads more files the more values it asks for', async () => {
    const files = await Promise.all(
      [1, 10, 100].map(async (keys) => (await run(sorted, [count({ where: ['user_id'], keys })])).of('count.files')),
    );
    expect(files).toEqual(files.toSorted((a, b) => a - b));
    expect(files[2]).toBeGreaterThan(50);
  });

  it('by a column that the table does not name fails, and says which there are', async () => {
    const { result, of } = await run(sorted, [count({ where: ['user'] })]);
    expect(of('count.failed')).toBe(1);
    expect(JSON.stringify(result)).toContain('the table names no column user: it has user_id');
  });
});

describe('a change of rows of a table with partitions', () => {
  /** 100 files in 20 partitions; all of them are touched. */
  const parted = { partitions: 20, changes: 'copy-on-write' };
  const all = { at: '1 h', by: 'user_id', keys: 1000, rowsPerKey: 10 };
  const filesAfter = async (change: Parameters<typeof run>[1][number]) =>
    (await run(parted, [change, count()])).of('count.files');

  it('writes a file into each where a MERGE deals rows by partition', async () => {
    expect(await filesAfter({ update_rows: { ...all, source: '20 MB' } })).toBe(20);
  });

  it('writes into as many as it is told that its rows go to', async () => {
    const change = { update_rows: { ...all, keys: 1, rowsPerKey: 1, source: '20 MB', into: 7 } };
    // One file is written anew, and its rows go to seven partitions with those that are new.
    expect(await filesAfter(change)).toBe(99 + 7);
    // Six of them have new rows alone.
    const horizon = { run: { horizon: '4 h' } };
    const { of } = await run({ ...parted, smallBelow: '50 kB' }, [change, count()], horizon);
    // For three of four hours, less the minute or so that it takes.
    expect(of('table.smallFiles')).toBeCloseTo((6 * 3) / 4, 1);
  });

  it('writes as many as tasks have met where nobody deals them', async () => {
    // Each task writes a file into each partition that its files are in: more than there are tasks.
    // Of 50 partitions a task with 25 files meets 25, where the delete has touched some 43.
    const { of } = await run({ ...parted, partitions: 50 }, [{ delete_rows: { ...all, rowsPerKey: 1 } }, count()]);
    const plain = await run({ changes: 'copy-on-write' }, [{ delete_rows: { ...all, rowsPerKey: 1 } }, count()]);
    const tasks = plain.of('count.files');
    expect(tasks).toBeLessThan(100);
    expect(of('count.files')).toBe(tasks * Math.ceil(100 / tasks));
  });
});

describe('an optimized write', () => {
  it('of a table without partitions makes a file of each 512 MiB of values', async () => {
    const change = { at: '1 h', by: 'user_id', keys: 1000, rowsPerKey: 10, optimizedWrite: true };
    const { of } = await run({ changes: 'copy-on-write' }, [{ update_rows: change }, count()]);
    expect(of('count.files')).toBe(1);
  });
});

describe('a table that says how many rows it has', () => {
  it('keeps its bytes and its rows when it is compacted: the size of a row follows', async () => {
    const few = { rows: 1234 };
    const { of } = await run(few, [{ compact: { at: '1 h', target: '1 GB' } }, count()]);
    const before = await run(few, [count()]);
    expect(of('count.files')).toBe(1);
    // Less what a hundred files have of their own, and the log.
    expect(of('count.bytesRead') / before.of('count.bytesRead')).toBeGreaterThan(0.95);
    expect(of('count.bytesRead') / before.of('count.bytesRead')).toBeLessThan(1.05);
    expect(of('table.rows')).toBeCloseTo(1234, 6);
  });
});

describe('a delete of all rows', () => {
  it('finds as many as there are, where files have a broken number of them on the average', async () => {
    // 12.6 rows a file: rows are looked for in files of 13.
    const table = { rows: 1260, columns: { user_id: { distinct: 10 } } };
    const { of } = await run(table, [{ delete_rows: { ...forget.delete_rows, keys: 10, rowsPerKey: 130 } }]);
    expect(of('forget.rows')).toBeCloseTo(1260, 6);
    expect(of('forget.rowsCopied')).toBeCloseTo(0, 6);
  });
});

describe('a query of an older version', () => {
  const past = count({ ago: '90 min' });
  const vacuum = { vacuum: { at: '100 min', retain: '0 s', retentionCheck: false } };

  it('reads the files that a delete has replaced since', async () => {
    const now = await run({}, [forget, count()]);
    const then = await run({}, [forget, past]);
    expect(then.of('count.files')).toBe(100);
    expect(now.of('count.files')).toBe(100 - now.of('forget.filesTouched') + 4);
  });

  it('fails where they have been removed', async () => {
    const { result, of } = await run({}, [forget, vacuum, past]);
    expect(of('vacuum.filesDeleted')).toBe(of('forget.filesTouched'));
    expect(of('count.failed')).toBe(1);
    expect(JSON.stringify(result)).toContain('files of that version have been deleted');
    const { of: present } = await run({}, [forget, vacuum, count()]);
    expect(present('count.failed')).toBe(0);
  });
});

describe('cleaning up less than seven days', () => {
  const soon = { vacuum: { at: '1 h', retain: '5 d' } };

  it('is an error of the scenario for a table of Delta, which refuses it', async () => {
    await expect(run({}, [soon])).rejects.toThrow('vacuum.retain: is below 168 h');
    const dared = await run({}, [{ vacuum: { ...soon.vacuum, retentionCheck: false } }]);
    expect(dared.of('vacuum.failed')).toBe(0);
  });

  it.each(['iceberg', 'hudi'])('is what a table of %s may do', async (profile) => {
    expect((await run({ profile }, [soon])).of('vacuum.failed')).toBe(0);
  });
});

describe('readers of a table without a log', () => {
  /** A DELETE takes so long that queries begin and end beside it. */
  const mixed = async (replace: string, profile: string) => {
    const rewritten = { delete_rows: { name: 'forget', at: '10 s', by: 'user_id', rowsPerKey: 40, replace } };
    const readers = { query: { name: 'count', every: '1 s' } };
    const rest = { storage: { delete: '10 s' }, run: { horizon: '60 s' }, compute: { workers: 20 } };
    const { of } = await run({ profile }, [rewritten, readers], rest);
    return { reads: of('table.mixedReads'), failed: of('forget.failed'), of };
  };

  it('see rows twice while all files are written anew beside the old ones', async () => {
    const { reads, failed, of } = await mixed('beside', 'hive');
    expect([of('forget.filesTouched'), of('forget.filesTotal'), failed]).toEqual([100, 100, 0]);
    expect(of('forget.rowsCopied')).toBe(100_000 - 40);
    expect(reads).toBeGreaterThan(5);
  });

  it('see one version or the other where there is a log', async () => {
    const { reads, failed } = await mixed('beside', 'delta');
    expect([reads, failed]).toEqual([0, 0]);
  });
});

describe('two deletes at once', () => {
  /** Both look into all files, as rows lie anywhere. */
  const both = (attempts: number) =>
    run({}, [
      { delete_rows: { name: 'first', at: '1 h', by: 'user_id', rowsPerKey: 40, attempts } },
      { delete_rows: { name: 'second', at: '1 h', by: 'user_id', rowsPerKey: 40, attempts } },
    ]);

  it('of rows that lie anywhere stand in each other’s way: the later one has worked for nothing', async () => {
    const { of } = await both(1);
    expect(of('first.failed') + of('second.failed')).toBe(1);
    expect(of('first.conflicts') + of('second.conflicts')).toBe(1);
    expect(of('first.wasted') + of('second.wasted')).toBeGreaterThan(1);
  });

  it('get through both where the later one may begin again, which takes it longer', async () => {
    const { of } = await both(2);
    expect([of('first.failed'), of('second.failed')]).toEqual([0, 0]);
    expect(of('first.conflicts') + of('second.conflicts')).toBe(1);
    const hidden = [of('first.hidden'), of('second.hidden')].toSorted((a, b) => a - b);
    expect(hidden[1]).toBeGreaterThan(1.3 * hidden[0]!);
  });
});

describe('a MERGE', () => {
  it('takes longer the larger its source is, once that is joined by a shuffle', async () => {
    const merge = async (source: string) => {
      const { of } = await run({}, [{ update_rows: { name: 'merge', by: 'user_id', rowsPerKey: 40, source } }]);
      expect(of('merge.failed')).toBe(0);
      return of('merge.time.shuffle');
    };
    const [none, large, larger] = [await merge('0 B'), await merge('100 MB'), await merge('1 GB')];
    expect(none).toBe(0);
    // 10 MB of the table with the source, in both jobs: nearly ten times as much, beside what each task takes.
    expect(larger / large).toBeGreaterThan(5);
    expect(larger / large).toBeLessThan(10);
  });
});
