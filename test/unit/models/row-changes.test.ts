/** delete_rows and update_rows on a table that says what it is asked for, and an engine that takes a second for each job. */
import { describe, expect, it } from 'vitest';
import type { Process } from '../../../src/kernel/index.ts';
import type {
  Commit,
  CommitEnd,
  Query,
  QueryEngine,
  RowChange,
  RowChanges,
  RowMatch,
  Table,
  TableFiles,
  TableScan,
  TableWrites,
} from '../../../src/models/capabilities.ts';
import { deleteRows, updateRows } from '../../../src/models/row-changes/row-changes.ts';
import { perform, Replication } from './_world.ts';

interface TableOptions {
  readonly match?: Partial<RowMatch>;
  readonly work?: RowChange['work'];
  /** How the commits end, one after another; then: committed. */
  readonly ends?: readonly CommitEnd[];
  readonly hasLog?: boolean;
  readonly erasedAfterSeconds?: number;
}

/** 20 of 100 files may hold the rows, 4 do: of 1 MB and 10,000 rows each, of which 40 match. */
const tableOf = (options: TableOptions, { kernel }: Replication) => {
  const told: string[] = [];
  const asked: Parameters<RowChanges['match']>[0][] = [];
  const ends = [...(options.ends ?? [])];
  const shape = { columns: 4, rowBytes: 200, directories: [], prefixes: 1, log: () => null, writes: null } as const;
  const scanOf = (files: number): TableScan => ({
    ...{ partitions: 1, partitionsInAll: 1, filesInAll: files, changedSince: () => 0 },
    files: [{ count: files, sizeBytes: 1e6 }],
  });
  const partOf = (name: string, files: number) =>
    ({ ...shape, name, scan: () => scanOf(files), ended: () => 'whole' }) as unknown as Table;
  const tell = (what: string) => told.push(`${Math.round(10 * kernel.now) / 10} ${what}`);
  const match: RowMatch = {
    ...{ problem: null, filesInAll: 100, candidates: 20, touched: 4, rows: 40, isWhole: false },
    candidateSource: partOf('candidates', 20),
    ...options.match,
  };
  const rowChanges: RowChanges = {
    match: (of) => {
      asked.push(of);
      return match;
    },
    begin: (_match, { kind, inserted }, by): RowChange => {
      tell(`begin ${kind} +${inserted} by ${by.writer}`);
      const work = options.work ?? 'rewrite';
      return {
        ...{ work, source: partOf('touched', 4), leftRows: 39_960, leftBytes: 3_996_000, files: 4, partitions: 1 },
        newBytes: kind === 'update' ? 4000 + 100 * inserted : 0,
        marks: work === 'mark' ? [{ count: 1, sizeBytes: 500 }] : [],
        replacement:
          options.hasLog === false
            ? {
                publish: (files) => {
                  tell(`publish ${bytesOf(files)}`);
                  return true;
                },
                swap: (files) => {
                  tell(`swap ${bytesOf(files)}`);
                  return true;
                },
                remove: (count) => tell(`remove ${count}`),
                abandon: () => 0,
              }
            : null,
        commit: (files): Commit => ({
          waitSeconds: 0,
          requests: [{ kind: 'service', seconds: 0.1 }],
          tell: () => {
            const end = ends.shift() ?? 'committed';
            tell(`${end} ${bytesOf(files)}`);
            return end;
          },
        }),
        abandon: () => tell('abandon'),
        whenErased: (erased) => {
          const { erasedAfterSeconds } = options;
          if (erasedAfterSeconds === undefined) return;
          const wait = function* () {
            yield erasedAfterSeconds;
            erased();
          };
          kernel.spawn(wait(), 'erasure');
        },
      };
    },
  };
  const writes: Partial<TableWrites> = { rowChanges };
  return { table: { ...partOf('events', 100), writes } as unknown as Table, told, asked };
};

const bytesOf = (files: readonly TableFiles[]): number =>
  files.reduce((sum, { count, sizeBytes }) => sum + count * sizeBytes, 0);

/** A second a job, of two slots; `fails`: the job by that number. PUTs of a commit take half a second. */
const engineOf = (fails: number) => {
  const queries: Query[] = [];
  const puts: number[] = [];
  const engine: Partial<QueryEngine> = {
    *run(query, occurrence) {
      const nth = queries.push(query) - 1;
      yield 1;
      occurrence.phase('compute', 1);
      const { outputBytes } = query;
      const files = outputBytes > 0 ? [{ count: 1, sizeBytes: outputBytes }] : [];
      return { files, failure: nth === fails ? 'it failed' : null, slotSeconds: 2 };
    },
    *commit(commit, _table, occurrence): Process<CommitEnd> {
      for (;;) {
        for (const request of commit.requests) {
          const seconds = request.kind === 'service' ? request.seconds : 0.5;
          if (request.kind === 'store') puts.push(request.amount * request.count);
          yield seconds;
          occurrence.phase('commit', seconds);
        }
        const end = commit.tell(0);
        if (end !== 'more') return end;
      }
    },
    *remove({ files, removed }) {
      for (let file = 0; file < files; file++) {
        yield 0.25;
        removed(1);
      }
      return 0;
    },
  };
  return { engine: engine as QueryEngine, queries, puts };
};

const run = (
  kind: 'delete' | 'update',
  options: TableOptions = {},
  keys: object = {},
  { fails = -1, cannotCommit = false } = {},
) => {
  const replication = new Replication();
  const made = tableOf(options, replication);
  const { engine, ...seen } = engineOf(fails);
  replication.capabilities.table = made.table;
  replication.capabilities.queries = cannotCommit ? ({ run: engine.run } as QueryEngine) : engine;
  const given = { by: 'user_id', ...keys };
  const occurrence =
    kind === 'delete' ? perform(replication, deleteRows, given) : perform(replication, updateRows, given);
  /** FakeOccurrence starts a metric anew with each asking for it. */
  const samples: Record<string, number[]> = {};
  occurrence.sample = (metric) => (value) => {
    samples[metric] = [...(samples[metric] ?? []), value];
  };
  replication.run();
  return { ...made, ...seen, occurrence, samples };
};
const jobs = (queries: readonly Query[]) =>
  queries.map(({ table, projectionRatio, outputBytes }) => [table.name, projectionRatio, outputBytes]);

describe('a delete by copy-on-write', () => {
  it('reads one column of the candidates, then the touched files whole, and writes what is left of them', () => {
    const { queries, told, asked, samples, occurrence } = run('delete', {}, { keys: 2, rowsPerKey: 20 });
    expect(asked).toMatchObject([
      { filter: { columns: ['user_id'], keys: 2, rowsPerKey: 20, entity: 0, activity: 'delete_rows' } },
    ]);
    expect(jobs(queries)).toEqual([
      ['candidates', 1 / 4, 0],
      ['touched', 1, 3_996_000],
    ]);
    expect(told).toEqual(['0 begin delete +0 by delete_rows', '2.1 committed 3996000']);
    expect(samples).toEqual({
      ...{ filesTotal: [100], filesCandidate: [20], filesTouched: [4], rows: [40], rowsCopied: [39_960] },
      ...{ scanTime: [1], rewriteTime: [1], hidden: [2.1], unerased: [1] },
    });
    expect(occurrence.phases).toEqual({ compute: 2, commit: 0.1 });
    expect(occurrence.failure).toBeNull();
  });

  it('of whole partitions is a commit and nothing else', () => {
    const match = { isWhole: true, candidateSource: null, candidates: 4 };
    const { queries, told, asked, samples } = run('delete', { match, work: 'none' }, { by: '', partitions: 3 });
    expect(asked).toEqual([{ partitions: 3 }]);
    expect(queries).toEqual([]);
    expect(told.at(-1)).toBe('0.1 committed 0');
    expect([samples.scanTime, samples.rewriteTime, samples.rowsCopied]).toEqual([[0], [0], [0]]);
  });

  it('that finds no rows commits nothing', () => {
    const { queries, told, occurrence, samples } = run('delete', { match: { touched: 0, rows: 0 } });
    expect([queries, told, occurrence.failure]).toEqual([[], [], null]);
    expect([samples.filesTouched, samples.hidden]).toEqual([[0], undefined]);
  });

  it('fails with what the table says of its columns', () => {
    const { occurrence, told } = run('delete', { match: { problem: 'the table names no column user_id' } });
    expect([occurrence.failure, told]).toEqual(['the table names no column user_id', []]);
  });

  it('commits nothing when one of its jobs fails', () => {
    for (const fails of [0, 1]) {
      const { told, occurrence, queries } = run('delete', {}, {}, { fails });
      expect(queries.length).toBe(fails + 1);
      expect(told.at(-1)).toBe(`${fails + 1} abandon`);
      expect(occurrence.failure).toBe('it failed');
    }
  });
});

describe('marks', () => {
  it('of a delete are written after the scan, and no file is written anew', () => {
    const { queries, puts, told, samples } = run('delete', { work: 'mark' });
    expect(jobs(queries)).toEqual([['candidates', 1 / 4, 0]]);
    expect(puts).toEqual([500]);
    expect(told.at(-1)).toBe('1.6 committed 0');
    expect([samples.rewriteTime, samples.rowsCopied]).toEqual([[0.5], [0]]);
  });

  it('of an update come with the changed and the new rows alone', () => {
    const { queries, puts, told } = run('update', { work: 'mark' }, { inserts: 10 });
    expect(puts).toEqual([500]);
    expect(jobs(queries)).toEqual([
      ['candidates', 1 / 4, 0],
      ['touched', 1, 5000],
    ]);
    expect(told.at(-1)).toBe('2.6 committed 5000');
  });

  it('cannot be written by whoever cannot commit', () => {
    const { occurrence, told } = run('delete', { work: 'mark' }, {}, { cannotCommit: true });
    expect(occurrence.failure).toBe('whoever answers queries cannot commit');
    expect(told.at(-1)).toContain('abandon');
  });
});

describe('an update', () => {
  it('writes what is left of the touched files and the rows that are changed or new', () => {
    const { queries, told, samples } = run('update', {}, { inserts: 10 });
    expect(told).toEqual(['0 begin update +10 by update_rows', `2.1 committed ${3_996_000 + 5000}`]);
    expect(queries[1]!.write.by).toBe('none');
    // Only of deletes it is asked when they are gone for good.
    expect([samples.erased, samples.unerased]).toEqual([undefined, undefined]);
    expect(run('update', {}, { optimizedWrite: true }).queries[1]!.write.by).toBe('repartition');
  });

  it('with a source up to 10 MiB sends it to every machine, for the scan and for the rewrite', () => {
    const { queries } = run('update', {}, { source: 10 * 2 ** 20 });
    expect(queries.map(({ broadcastBytes, shuffleRatio }) => [broadcastBytes, shuffleRatio])).toEqual([
      [10 * 2 ** 20, 0],
      [10 * 2 ** 20, 0],
    ]);
  });

  it('with a larger source shuffles both sides, of the scan the key and of the rewrite whole rows', () => {
    const source = 40e6;
    const { queries } = run('update', {}, { source });
    expect(queries.map(({ broadcastBytes }) => broadcastBytes)).toEqual([0, 0]);
    // 40,000 rows of 200 B in 4 files, so that 20 have 40 MB; of these and of the source a column of four.
    expect(queries[0]!.shuffleRatio).toBeCloseTo((40e6 / 4 + source / 4) / (40e6 / 4), 9);
    expect(queries[1]!.shuffleRatio).toBeCloseTo((8e6 + source) / 8e6, 9);
  });
});

describe('a conflict', () => {
  it('loses the work, and the operation fails', () => {
    const { told, samples, occurrence, queries } = run('delete', { ends: ['conflict'] });
    expect(told.slice(1)).toEqual(['2.1 conflict 3996000']);
    expect(queries.length).toBe(2);
    expect([samples.conflicts, samples.wasted, samples.hidden]).toEqual([[1], [4], undefined]);
    expect(occurrence.failure).toContain('somebody else');
  });

  it('has the whole of it begun again, as often as it may', () => {
    const twice = run('delete', { ends: ['conflict'] }, { attempts: 2 });
    expect(twice.told.map((each) => each.split(' ')[1])).toEqual(['begin', 'conflict', 'begin', 'committed']);
    expect(twice.occurrence.failure).toBeNull();
    expect(twice.samples).toMatchObject({ conflicts: [1], wasted: [4], hidden: [expect.closeTo(4.2, 9)] });
    const { occurrence, samples } = run('delete', { ends: ['conflict', 'conflict'] }, { attempts: 2 });
    expect(occurrence.failure).toContain('somebody else');
    expect(samples.conflicts).toEqual([1, 1]);
    // Of the attempt that counts alone.
    expect([twice.samples.filesTotal, samples.scanTime]).toEqual([[expect.any(Number)], [expect.any(Number)]]);
  });

  it('is not what a commit that cannot be written is', () => {
    const { occurrence, samples } = run('delete', { ends: ['failed'] }, { attempts: 3 });
    expect(occurrence.failure).toBe('the commit failed');
    expect(samples.conflicts).toBeUndefined();
  });
});

describe('a table without a log', () => {
  const plain: TableOptions = { hasLog: false, match: { candidateSource: null, candidates: 100 } };

  it('has new files beside the old ones until the last of these is deleted', () => {
    const { told, queries, samples } = run('delete', plain);
    expect(jobs(queries)).toEqual([['touched', 1, 3_996_000]]);
    expect(told.slice(1)).toEqual(['1 publish 3996000', ...[1.3, 1.5, 1.8, 2].map((at) => `${at} remove 1`)]);
    expect(samples.hidden).toEqual([2]);
  });

  it('is switched to another directory, whose files nobody counts as lost', () => {
    const { told, occurrence } = run('delete', plain, { replace: 'aside' });
    expect(told.slice(1)).toEqual(['1 swap 3996000']);
    expect(occurrence.seconds).toBe(2);
  });
});

describe('erasure', () => {
  it('is told when the last byte is gone, counted from when it was asked for', () => {
    const { samples } = run('delete', { erasedAfterSeconds: 100 });
    expect(samples.erased).toEqual([expect.closeTo(102.1, 9)]);
    expect(samples.unerased).toBeUndefined();
  });
});
