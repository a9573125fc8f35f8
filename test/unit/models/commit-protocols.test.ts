/** How commits get their number, request by request, for each protocol. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Commit, Committer, RowChange, TableFiles } from '../../../src/models/capabilities.ts';
import type { ChangingTable } from '../../../src/models/table/changing-table.ts';
import { type TableValues, tableLake } from './_table.ts';

const day = 86_400;
const columns = { user_id: { distinct: 1000 } };
/** 100 files of 10,000 rows of 100 B, stored as they are. */
const hundred = {
  files: 100,
  fileSize: 1e6,
  rowSize: 100,
  compression: 1,
  encoding: 'text',
  codec: 'none',
  columns,
} as const;
const tableOf = (profile: string, given: Partial<TableValues> = {}) => tableLake(profile, { ...hundred, ...given });

const words = ({ requests, waitSeconds }: Commit): string =>
  [
    ...(waitSeconds > 0 ? [`wait ${Number(waitSeconds.toFixed(6))}`] : []),
    ...requests.map((each) =>
      each.kind === 'service' ? `service ${each.seconds}` : `${each.count} ${each.operation}`,
    ),
  ].join(', ') || '-';
/** The requests of all steps, and how it ended. */
const steps = (commit: Commit): string[] => {
  const found: string[] = [];
  for (;;) {
    found.push(words(commit));
    const end = commit.tell(0);
    if (end === 'more') continue;
    return [...found, end];
  }
};
const through = (commit: Commit): string => steps(commit).at(-1)!;
const append = (table: ChangingTable, writer: string, rows = 10): Commit =>
  table.append([{ rowsAtSeconds: day, count: 1, bytes: 100 * rows, rows }], { activity: 'load', writer })!;

describe('a commit of an append', () => {
  it('to Delta looks for the newest version, writes its entry, and each tenth a checkpoint', () => {
    const { table, at, last } = tableOf('delta');
    at(day, () => {
      for (let nth = 1; nth < 10; nth++) expect(steps(append(table, 'a'))).toEqual(['1 list', '1 put', 'committed']);
      // The checkpoint, and the word of where it is.
      expect(steps(append(table, 'a'))).toEqual(['1 list', '1 put', '1 put, 1 put', 'committed']);
      expect([last('table.files'), last('table.rows')]).toEqual([110, 1e6 + 100]);
    });
  });

  it('that is too late lists, gets the entries of the winners, and tries the next number', () => {
    const { table, at, replication } = tableOf('delta');
    at(day, () => {
      const late = append(table, 'late');
      expect(late.tell(0)).toBe('more');
      for (const writer of ['a', 'b', 'c']) expect(through(append(table, writer))).toBe('committed');
      expect(steps(late)).toEqual(['1 put', '1 list, 3 get', '1 put', 'committed']);
      expect(replication.recorder('table.retries').total).toBe(1);
      expect(table.transactions!.version).toBe(4);
    });
  });

  it('with DynamoDB looks whether the number is free, writes aside, takes the record, and copies', () => {
    const { table, at } = tableOf('delta', { commit: 'dynamodb' });
    const look = '1 head, service 0.005, 1 head';
    at(day, () => {
      const settle = '1 get, 1 put, service 0.005';
      expect(steps(append(table, 'a'))).toEqual(['1 list', look, '1 put, service 0.005', settle, 'committed']);
      const [first, second] = [append(table, 'first'), append(table, 'second')];
      // Both find it free; the record is the first one's.
      for (const each of [first, second]) for (let step = 0; step < 2; step++) expect(each.tell(0)).toBe('more');
      expect([words(first), first.tell(0), words(first)]).toEqual(['1 put, service 0.005', 'more', settle]);
      const again = 'service 0.005, 1 list, 1 get';
      expect(steps(second)).toEqual(['1 put, service 0.005', again, look, '1 put, service 0.005', settle, 'committed']);
    });
  });

  it('to Iceberg reads the newest metadata at each attempt, and waits 0.1, 0.2, 0.4, 0.8 s and up to a tenth more', () => {
    const { table, at, replication } = tableOf('iceberg');
    at(day, () => {
      // Nobody has come between: the call says so. A manifest, the list, metadata.json, and the swap.
      const put = '1 put, 1 put, 1 put, service 0.05';
      expect(steps(append(table, 'a'))).toEqual(['-', 'service 0.05', put, 'committed']);
      const late = append(table, 'late');
      const told: string[] = [];
      for (let attempt = 0; ; attempt++) {
        // Somebody commits while it writes.
        while (!words(late).includes('put')) {
          told.push(words(late));
          expect(late.tell(0)).toBe('more');
        }
        told.push(words(late));
        expect(through(append(table, 'a'))).toBe('committed');
        const end = late.tell(0);
        if (end === 'more') continue;
        expect([end, attempt]).toEqual(['gave-up', 4]);
        break;
      }
      const waits = told.filter((each) => each.startsWith('wait')).map((each) => Number(each.slice(5)));
      [0.1, 0.2, 0.4, 0.8].forEach((seconds, nth) => {
        expect(waits[nth]).toBeGreaterThanOrEqual(seconds);
        expect(waits[nth]).toBeLessThan(1.1 * seconds);
      });
      // The manifest is written once.
      expect(told.filter((each) => each.includes('put'))).toEqual([
        put,
        ...new Array(4).fill('1 put, 1 put, service 0.05'),
      ]);
      expect(told.filter((each) => each.startsWith('service'))).toEqual([
        'service 0.05',
        ...new Array(4).fill('service 0.05, 1 get'),
      ]);
      expect(replication.recorder('table.retries').total).toBe(4);
    });
  });

  it('to Iceberg gives up after half an hour', () => {
    const { table, at, replication } = tableOf('iceberg', { commitRetries: 1000 });
    const late = { commit: null as Commit | null };
    const attempt = () => {
      const { commit } = late;
      while (!words(commit!).includes('put')) expect(commit!.tell(0)).toBe('more');
      expect(through(append(table, 'a'))).toBe('committed');
      return commit!.tell(0);
    };
    at(day, () => {
      late.commit = append(table, 'late');
      // At once, and once more whenever that is.
      expect(attempt()).toBe('more');
    });
    at(day + 1799, () => expect(attempt()).toBe('more'));
    at(day + 1801, () => expect(attempt()).toBe('gave-up'));
    expect(replication.recorder('table.retries').total).toBe(2);
  });

  it('to Hudi says that it has begun, takes the lock, and lets others wait for it', () => {
    const { table, at, replication } = tableOf('hudi');
    at(day, () => {
      const [first, second] = [append(table, 'first'), append(table, 'second')];
      const begun = '1 list, 1 put, 1 put';
      expect([words(first), words(second)]).toEqual([begun, begun]);
      for (const each of [first, second]) expect(each.tell(0)).toBe('more');
      expect([words(first), first.tell(0), words(first)]).toEqual(['service 0.005', 'more', '1 list']);
      // The lock is taken: it waits a second, then two.
      expect(second.tell(0)).toBe('more');
      expect([words(second), second.tell(0), words(second), second.tell(0)]).toEqual([
        'wait 1',
        'more',
        'service 0.005',
        'more',
      ]);
      expect(words(second)).toBe('wait 2');
      // The completed instant, and the lock is let go.
      expect(steps(first)).toEqual(['1 list', '1 put', 'service 0.005', 'committed']);
      expect(steps(second)).toEqual([
        'wait 2',
        'service 0.005',
        '1 list, 1 get',
        '1 put',
        'service 0.005',
        'committed',
      ]);
      expect(replication.recorder('table.retries').total).toBe(2);
      expect(table.transactions!.version).toBe(2);
    });
  });

  it('to Hudi lets the lock go where the commit fails', () => {
    const { table, at } = tableOf('hudi');
    at(day, () => {
      const [first, second] = [append(table, 'first'), append(table, 'second')];
      for (let step = 0; step < 3; step++) expect(first.tell(0)).toBe('more');
      expect(words(first)).toBe('1 put');
      expect(first.tell(1)).toBe('failed');
      expect(through(second)).toBe('committed');
    });
  });

  it('that cannot be written leaves its files as garbage', () => {
    const { table, at, last } = tableOf('delta');
    at(day, () => {
      const commit = append(table, 'a');
      expect([commit.tell(0), commit.tell(1)]).toEqual(['more', 'failed']);
      expect([last('table.rows'), last('table.deadBytes'), last('table.files')]).toEqual([1e6, 1000, 100]);
    });
  });
});

describe('a log that nothing guards', () => {
  const unguarded = () => tableOf('delta', { commit: 'unguarded' });
  const tell = (commit: Commit, times: number) => {
    for (let step = 0; step < times; step++) expect(commit.tell(0)).toBe('more');
  };

  it('has its listing looked at; of two who found the number free the later PUT stays', () => {
    const { table, at, last, replication } = unguarded();
    at(day, () => {
      const [first, second] = [append(table, 'first', 10), append(table, 'second', 20)];
      for (const each of [first, second]) tell(each, 2);
      expect([words(first), words(second)]).toEqual(['1 put', '1 put']);
      // Both are told that it is there.
      expect([first.tell(0), second.tell(0)]).toEqual(['committed', 'committed']);
      expect(last('table.rows')).toBe(1e6 + 20);
      expect([last('table.deadBytes'), table.transactions!.version]).toEqual([1000, 1]);
      const totals = ['commits', 'lostCommits', 'lostRows'].map((name) => replication.recorder(`table.${name}`).total);
      expect(totals).toEqual([1, 1, 10]);
    });
  });

  it('loses nothing where the later PUT fails', () => {
    const { table, at, last } = unguarded();
    at(day, () => {
      const [first, second] = [append(table, 'first', 10), append(table, 'second', 20)];
      for (const each of [first, second]) tell(each, 2);
      expect([first.tell(0), second.tell(1)]).toEqual(['committed', 'failed']);
      expect([last('table.rows'), table.transactions!.lostCommits]).toEqual([1e6 + 10, 0]);
    });
  });

  it('has a lock in each driver: one does not write over itself', () => {
    const { table, at, last } = unguarded();
    at(day, () => {
      const [first, second] = [append(table, 'same', 10), append(table, 'same', 20)];
      for (const each of [first, second]) tell(each, 2);
      expect([first.tell(0), through(second)]).toEqual(['committed', 'committed']);
      expect([last('table.rows'), table.transactions!.lostCommits]).toEqual([1e6 + 30, 0]);
    });
  });

  it('brings deleted rows back where the delete is written over', () => {
    const { table, at, last } = unguarded();
    at(day, () => {
      const change = deleteOne(table, 0, 'forget');
      const commit = change.commit(oneFileEach(change));
      const other = append(table, 'other', 20);
      tell(other, 2);
      tell(commit, 1);
      let erased = 0;
      change.whenErased(() => erased++);
      expect([commit.tell(0), other.tell(0)]).toEqual(['committed', 'committed']);
      expect(last('table.rows')).toBeCloseTo(1e6 + 20, 6);
      expect([table.transactions!.lostCommits, erased]).toEqual([1, 0]);
    });
  });
});

const oneFileEach = ({ files, leftBytes }: RowChange): TableFiles[] => [
  { count: files, sizeBytes: Math.max(1, Math.round(leftBytes / files)) },
];
const deleteOne = (table: ChangingTable, entity: number, writer: string): RowChange => {
  const filter = { columns: ['user_id'], keys: 1, rowsPerKey: 5, entity, activity: 'forget' };
  const match = table.rowChanges.match({ filter });
  return table.rowChanges.begin(match, { kind: 'delete', inserted: 0 }, { activity: 'forget', writer });
};

/** Somebody who is at some step of an append, a delete or a rewrite. */
interface Actor {
  /** Its work is done; it commits. */
  ready: () => Commit;
  commit: Commit | null;
  /** Rows that come in, and that go, if it is in a version in the end. */
  inserted: number;
  deleted: number;
  end: string | null;
  /** It has been abandoned, perhaps after it was told that it is there. */
  isAbandoned: boolean;
}
const actorOf = (ready: () => Commit, inserted = 0): Actor => ({
  ...{ ready, commit: null, inserted, deleted: 0, end: null, isAbandoned: false },
});

describe('rows, whatever comes between whom', () => {
  const cases: [string, Partial<TableValues>][] = [
    ['delta', {}],
    ['delta', { isolation: 'write-serializable' }],
    ['delta', { changes: 'merge-on-read', isolation: 'write-serializable' }],
    ['delta', { commit: 'dynamodb' }],
    ['delta', { commit: 'unguarded' }],
    ['delta', { commit: 'unguarded', isolation: 'snapshot' }],
    ['iceberg', {}],
    ['hudi', {}],
  ];
  const step = fc.record({
    actor: fc.integer({ min: 0, max: 5 }),
    kind: fc.constantFrom('append', 'append', 'delete', 'rewrite'),
    fails: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
    rows: fc.integer({ min: 1, max: 50 }),
  });

  it.each(cases)(
    '%s %j: those that are there are those that came less those that went and those that were lost',
    (profile, given) => {
      const seen = { conflicts: 0, retries: 0, lostDeletes: 0, lostRows: 0 };
      fc.assert(
        fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (script) => {
          const { table, at, last, replication } = tableOf(profile, given);
          at(day, () => {
            const actors = new Array<Actor | null>(6).fill(null);
            const all: Actor[] = [];
            let entity = 0;
            const begin = (nth: number, { kind, rows }: (typeof script)[number]): Actor | null => {
              const writer = `${nth}`;
              const by: Committer = { activity: kind, writer };
              if (kind === 'append') {
                const commit = append(table, writer, rows);
                return actorOf(() => commit, rows);
              }
              if (kind === 'rewrite') {
                const [part] = table.candidates({ recentSeconds: null, belowBytes: 1e9 });
                if (part === undefined) return null;
                const rewrite = table.rewrite(part, 'rewrite');
                const files = [{ count: 3, sizeBytes: Math.max(1, Math.round(part.bytes / 3)) }];
                return actorOf(() => rewrite.commit!(files, { isOrdered: false, by })!);
              }
              const change = deleteOne(table, entity++, writer);
              const actor = actorOf(() => change.commit(change.work === 'rewrite' ? oneFileEach(change) : []));
              const abandon = change.abandon.bind(change);
              change.abandon = (written) => {
                actor.isAbandoned = true;
                abandon(written);
              };
              return Object.assign(actor, { deleted: change.files > 0 ? 5 : 0 });
            };
            for (const each of script) {
              let actor = actors[each.actor] ?? null;
              if (actor === null) {
                actor = begin(each.actor, each);
                if (actor === null) continue;
                actors[each.actor] = actor;
                all.push(actor);
                continue;
              }
              actor.commit ??= actor.ready();
              const end = actor.commit.tell(each.fails ? 1 : 0);
              if (end === 'more') continue;
              actor.end = end;
              actors[each.actor] = null;
            }
            for (const actor of actors) {
              if (actor === null) continue;
              const commit = actor.commit ?? actor.ready();
              for (let end: string = 'more'; end === 'more'; actor.end = end) end = commit.tell(0);
            }
            const done = all.filter(({ end }) => end === 'committed');
            const inserted = done.reduce((sum, each) => sum + each.inserted, 0);
            // A delete that was written over has brought its rows back.
            const deleted = done.reduce((sum, each) => sum + (each.isAbandoned ? 0 : each.deleted), 0);
            const lost = replication.recorder('table.lostRows').total;
            const commits = replication.recorder('table.commits').total;
            const lostCommits = replication.recorder('table.lostCommits').total;
            expect(commits + lostCommits).toBe(done.length);
            if (given.commit !== 'unguarded') expect([lost, lostCommits]).toEqual([0, 0]);
            expect(last('table.rows')).toBeCloseTo(1e6 + inserted - deleted - lost, 3);
            seen.conflicts += all.filter(({ end }) => end === 'conflict').length;
            seen.retries += table.transactions!.retries;
            seen.lostDeletes += done.filter(({ isAbandoned }) => isAbandoned).length;
            seen.lostRows += lost;
          });
        }),
        { numRuns: 40, seed: 7 },
      );
      // All of it has happened.
      expect(Math.min(seen.conflicts, seen.retries)).toBeGreaterThan(20);
      if (given.commit === 'unguarded') expect(Math.min(seen.lostDeletes, seen.lostRows)).toBeGreaterThan(20);
    },
  );
});
