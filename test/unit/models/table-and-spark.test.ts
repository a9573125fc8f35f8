/** Queries over a table while somebody writes to it: from YAML to metrics. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import { quantity } from '../../../src/fields/index.ts';
import { defineActivity } from '../../../src/models/model.ts';
import { models } from '../../../src/models/registry.ts';
import { createCatalog } from '../../../src/scenario/index.ts';
import { load } from '../scenario/_load.ts';
import { constantStore, measureOf, plainCompute } from './_spark.ts';

/** A file a minute, without any request. */
const fill = defineActivity({
  kind: 'fill',
  doc: 'writes a file a minute',
  fields: {
    files: quantity('count', { doc: 'times' }),
    each: quantity('count', { doc: 'files each time', fallback: 1 }),
  },
  doneBy: 'table',
  overlap: 'parallel',
  phases: ['wait'],
  bounds: [],
  metrics: [],
  charts: [],
  *perform({ files, each }, world, occurrence) {
    const { writes } = world.find('table');
    for (let written = 0; written < files; written++) {
      yield 60;
      writes!.add({ rowsAtSeconds: world.kernel.now - 1, count: each, bytes: each * 10_000, rows: each * 20 }, 1);
    }
    occurrence.phase('wait', files * 60);
  },
});

/** Writes all small files anew in an instant. */
const merge = defineActivity({
  kind: 'merge',
  doc: 'merges files',
  fields: {},
  doneBy: 'table',
  overlap: 'parallel',
  phases: ['wait'],
  bounds: [],
  metrics: [],
  charts: [],
  *perform(_values, world) {
    const { writes } = world.find('table');
    for (const part of writes!.candidates({ recentSeconds: null, belowBytes: 75000000 }))
      writes!.rewrite(part).swap([{ count: 1, sizeBytes: part.bytes }]);
    yield 0;
  },
});

const withToys = [...models, { id: 'toys', components: [], activities: [fill, merge] }];
const catalog = createCatalog(withToys);

const run = async (table: object, workload: readonly object[]) => {
  const scenario = {
    lakesim: 1,
    title: 't',
    question: 'q',
    designs: {
      a: {
        storage: constantStore,
        table: { profile: 'hive', encoding: 'json', codec: 'none', partitionBy: ['hour'], ...table },
        compute: plainCompute,
        workload: [{ fill: { files: 600 } }, ...workload],
      },
    },
    run: { seed: 1, replications: 1, horizon: '10 h' },
  };
  const { resolved } = await load(JSON.stringify(scenario), { models: withToys });
  const result = simulate(resolved.designs[0]!, { replication: 0, run: resolved.run, catalog });
  return (metric: string) => measureOf(result, metric);
};

describe('queries over a table that is written to', () => {
  it('read the hours of their window, and list those that are new', async () => {
    const of = await run({}, [{ query: { every: '1 h', from: '1 h', recent: '2 h' } }]);
    expect(of('query.count')).toBe(9);
    // At 1 h there is one hour; from then on there are two.
    expect(of('query.partitions')).toBeCloseTo((1 + 8 * 2) / 9, 9);
    // Each lists the hour that has come since the last; the one before is as it was.
    expect(of('storage.requests.list')).toBe(9);
    expect(of('query.failed')).toBe(0);
  });

  it('list pages of what the new hour has, though merged hours have a file each', async () => {
    // 1,200 keys in an hour are two pages; the mean over the hours is far below one.
    const of = await run({ keys: {} }, [
      { fill: { name: 'more', files: 600, each: 20 } },
      { merge: { every: '1 h', from: '3590 s' } },
      { query: { every: '1 h', from: '3580 s', recent: '5 h' } },
    ]);
    // 59 minutes of 1 + 20 files: two pages. The hour before has been merged since it was listed, and got the files of its
    // last minute; these have been merged in the hour before that. So one more page from the second query on, then two.
    expect(of('storage.requests.list')).toBe(2 + (2 + 1) + 8 * (2 + 1 + 1));
  });

  it('fail by path and by catalog where files are merged while they read, and never with a log', async () => {
    const query = { query: { at: '5 h' } };
    const merging = { merge: { at: '18001 s' } };
    const plain = await run({}, [query, merging]);
    expect([plain('query.failed'), plain('table.mixedReads')]).toEqual([1, 1]);
    const logged = await run({ profile: 'delta' }, [query, merging]);
    expect([logged('query.failed'), logged('table.mixedReads')]).toEqual([0, 0]);
    expect(logged('table.deadBytes')).toBeGreaterThan(0);
  });

  it('take fewer requests when small files have been merged', async () => {
    const query = { query: { at: '9 h' } };
    const without = await run({}, [query]);
    const merged = await run({}, [query, { merge: { at: '8.5 h' } }]);
    expect(without('query.files')).toBe(540);
    // Eight hours of one file, the half hour of one, and the minutes since.
    expect(merged('query.files')).toBe(9 + 30);
    expect(merged('query.bytesRead')).toBeLessThan(without('query.bytesRead'));
  });
});
