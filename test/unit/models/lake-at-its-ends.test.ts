/** What a lake that is written to has and costs where something ends: windows, the run, and who pays. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import type { MetricRecord } from '../../../src/experiment/core/replication.ts';
import { models } from '../../../src/models/registry.ts';
import { createCatalog } from '../../../src/scenario/index.ts';
import { load } from '../scenario/_load.ts';

type Metrics = Readonly<Record<string, MetricRecord>>;

const lake = async (keys: { fidelity: string; horizon?: string; window?: string; more?: string }): Promise<Metrics> => {
  const { fidelity, horizon = '2 d', window = '6 h', more = '' } = keys;
  const { resolved } = await load(`lakesim: 1
title: t
question: q
designs:
  a:
    storage: s3-standard
    stream: { profile: firehose, interval: 1 s, size: 128 MiB }
    table: { profile: hive, encoding: json, codec: none, partitionBy: [hour] }
    workload:
      - ingest: { bytes: 10 kB/s, recordSize: 1 kB }
${more}
run: { horizon: ${horizon}, window: ${window}, replications: 1, seed: 3, fidelity: ${fidelity} }
`);
  return simulate(resolved.designs[0]!, {
    replication: 0,
    run: resolved.run,
    catalog: createCatalog(models),
    billsWindows: true,
  }).metrics;
};

const wholeOf = (metrics: Metrics, name: string): number => metrics[name]!.whole.value!;
const seriesOf = (metrics: Metrics, name: string): number[] => metrics[name]!.series!.map((value) => value!);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('a stream in stretches', () => {
  // The run ends in the middle of a stretch of ten minutes.
  const odd = { horizon: '20007 s', window: '5000 s' };

  it('has at the end of the run what it has delivery by delivery: files, objects, bytes, requests, and the bill', async () => {
    const one = await lake({ fidelity: 'exact', ...odd });
    const many = await lake({ fidelity: 'collapsed', ...odd });
    for (const name of ['table.files', 'table.bytes', 'storage.objects', 'storage.bytes'])
      expect(many[name]!.whole.end, name).toBe(one[name]!.whole.end);
    for (const name of ['storage.requests.put', 'ingest.records', 'ingest.cost', 'cost.requests'])
      expect(wholeOf(many, name) / wholeOf(one, name), name).toBeCloseTo(1, 9);
    expect(wholeOf(many, 'storage.requests.put')).toBeGreaterThan(20_000);
  });

  it('counts in each window what was delivered in it', async () => {
    const one = await lake({ fidelity: 'exact', ...odd });
    const many = await lake({ fidelity: 'collapsed', ...odd });
    for (const name of ['storage.requests.put', 'ingest.cost', 'cost.total']) {
      const exact = seriesOf(one, name);
      // A delivery that is under way when a window ends counts in one or the other.
      for (const [at, value] of seriesOf(many, name).entries())
        expect(Math.abs(value / exact[at]! - 1), `${name} ${at}`).toBeLessThan(1 / 5000 + 1e-4);
    }
  });
});

describe('levels of a stream in stretches', () => {
  it('are in the mean, and window by window, what they are delivery by delivery', async () => {
    const one = await lake({ fidelity: 'exact', window: '3 h' });
    const many = await lake({ fidelity: 'collapsed', window: '3 h' });
    for (const name of ['table.files', 'table.bytes', 'table.rows', 'storage.objects', 'storage.bytes']) {
      // Uploads that take longer than the mean: two files of 86,400.
      expect(wholeOf(many, name) / wholeOf(one, name), name).toBeCloseTo(1, 4);
      const exact = seriesOf(one, name);
      expect(exact.length).toBe(16);
      for (const [at, value] of seriesOf(many, name).entries())
        expect(Math.abs(value / exact[at]! - 1), `${name} ${at}`).toBeLessThan(5e-4);
    }
    expect(wholeOf(many, 'cost.storage') / wholeOf(one, 'cost.storage')).toBeCloseTo(1, 5);
  });
});

describe('the bill of a lake by window', () => {
  it('adds up to the whole, and a steady stream pays the same in each', async () => {
    const metrics = await lake({ fidelity: 'collapsed' });
    for (const name of ['ingest.cost', 'cost.total', 'cost.storage', 'cost.other'])
      expect(sum(seriesOf(metrics, name)) / wholeOf(metrics, name), name).toBeCloseTo(1, 9);
    const [first, ...others] = seriesOf(metrics, 'ingest.cost');
    expect(first).toBeGreaterThan(0);
    // The first window lacks the deliveries that are still under way at its end.
    for (const usd of others) expect(usd / first!).toBeCloseTo(1, 3);
    // What is stored grows evenly: byte-seconds of windows are as 1, 3, 5 ...
    const storage = seriesOf(metrics, 'cost.storage');
    for (const [at, usd] of storage.entries()) expect(usd / storage[0]! / (2 * at + 1)).toBeCloseTo(1, 1);
  });

  it('has the machines of a cluster of its own files hour by hour', async () => {
    const { resolved } = await load(`lakesim: 1
title: t
question: q
designs:
  a:
    storage: hdfs
    workload:
      - write: { every: 1 h, objects: 1, size: 1 MB }
run: { horizon: 1 d, window: 6 h, replications: 1, seed: 3 }
`);
    const { metrics } = simulate(resolved.designs[0]!, {
      replication: 0,
      run: resolved.run,
      catalog: createCatalog(models),
      billsWindows: true,
    });
    const series = seriesOf(metrics, 'cost.compute');
    expect(sum(series)).toBeCloseTo(wholeOf(metrics, 'cost.compute'), 9);
    for (const usd of series) expect(usd / series[0]!).toBeCloseTo(1, 9);
  });
});

describe('the bill of a table with a log', () => {
  it('has commits and checkpoints with the activities that made them, so that nothing is left over', async () => {
    const { resolved } = await load(`lakesim: 1
title: t
question: q
designs:
  a:
    storage: s3-standard
    stream: { profile: firehose, interval: 60 s, size: 128 MiB }
    table: { profile: delta, partitionBy: [hour] }
    compute: { profile: spark-emr, workers: 1, shutdownAfter: 10 min }
    workload:
      - ingest: { bytes: 10 kB/s, recordSize: 1 kB }
      - compact: { every: 3 h, from: 150 min, target: 128 MB }
      - query: { every: 3 h }
run: { horizon: 12 h, window: 3 h, replications: 1, seed: 3, fidelity: exact }
`);
    const { metrics } = simulate(resolved.designs[0]!, {
      replication: 0,
      run: resolved.run,
      catalog: createCatalog(models),
      billsWindows: true,
    });
    const activities = sum(['ingest', 'compact', 'query'].map((name) => wholeOf(metrics, `${name}.cost`)));
    const rest = wholeOf(metrics, 'cost.idle') + wholeOf(metrics, 'cost.storage');
    expect((activities + rest) / wholeOf(metrics, 'cost.total')).toBeCloseTo(1, 9);
    expect(wholeOf(metrics, 'compact.filesIn')).toBeGreaterThan(0);
    expect(wholeOf(metrics, 'table.commits')).toBeGreaterThan(700);
  });
});

describe('a table after an overwrite in place', () => {
  it('has fewer rows, and queries that come later find nothing wrong with it', async () => {
    const { resolved } = await load(`lakesim: 1
title: t
question: q
designs:
  a:
    storage: s3-standard
    stream: { profile: firehose, interval: 60 s, size: 128 MiB }
    table: { profile: hive, encoding: json, codec: none, partitionBy: [hour] }
    compute: { profile: spark-emr, workers: 1 }
    workload:
      - ingest: { bytes: 10 kB/s, recordSize: 1 kB }
      - compact: { at: 4 h, target: 128 MB, replace: in-place }
      - query: { every: 30 min, from: 70 min }
run: { horizon: 12 h, replications: 1, seed: 3, fidelity: exact }
`);
    const { metrics } = simulate(resolved.designs[0]!, {
      replication: 0,
      run: resolved.run,
      catalog: createCatalog(models),
    });
    expect(wholeOf(metrics, 'compact.failed')).toBe(1);
    const lost = wholeOf(metrics, 'compact.rowsLost');
    expect(lost).toBeGreaterThan(0);
    expect(metrics['table.rows']!.whole.end! + lost).toBeGreaterThan(10 * 43_000);
    expect(wholeOf(metrics, 'query.count')).toBeGreaterThan(20);
    expect(wholeOf(metrics, 'query.failed')).toBe(0);
    expect(wholeOf(metrics, 'table.mixedReads')).toBeLessThanOrEqual(1);
  });
});

describe('a stream of which nobody says whether it is to be drawn in stretches', () => {
  const auto = async (keys: { horizon: string; stream?: string; limits?: string }) => {
    const { horizon, stream = '', limits = '' } = keys;
    const { resolved } = await load(`lakesim: 1
title: t
question: q
designs:
  a:
    storage: s3-standard
    stream: { profile: firehose, interval: 1 s, size: 128 MiB${stream} }
    table: { profile: hive, encoding: json, codec: none, partitionBy: [day] }
    workload:
      - ingest: { bytes: 10 kB/s, recordSize: 1 kB }
run: { horizon: ${horizon}, replications: 1, fidelity: auto${limits} }
`);
    return () => simulate(resolved.designs[0]!, { replication: 0, run: resolved.run, catalog: createCatalog(models) });
  };

  it('is drawn object by object up to ten million requests, and the results say which it was', async () => {
    expect((await auto({ horizon: '1 h' }))().fidelity).toBe('exact');
    // An object a second, three requests each: 40 days have 10.4 million.
    const long = (await auto({ horizon: '40 d' }))();
    expect(long.fidelity).toBe('collapsed');
    expect(long.events).toBeLessThan(20_000);
  });

  it('of partitions each with a buffer is drawn one by one, and ends where the limit of events is', async () => {
    const run = await auto({ horizon: '40 d', stream: ', perPartition: true', limits: ', limits: { events: 10000 }' });
    expect(run).toThrow(/a needs more than 10,000 events \(run\.limits\.events\); it got to .* of simulated time/);
  });
});
