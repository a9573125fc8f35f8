/**
 * Tasks without events against the same tasks with an event for each of their steps: a run that is written down has them.
 * Chance is keyed, so what is timed, counted and billed is the same to rounding; levels that are told in the mean are the
 * same in the mean.
 */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/experiment/core/index.ts';
import type { ReplicationResult } from '../../src/experiment/core/replication.ts';
import { models } from '../../src/models/registry.ts';
import { createCatalog } from '../../src/scenario/index.ts';
import { measureOf, type SparkLake, sparkDesign } from '../unit/models/_spark.ts';

const catalog = createCatalog(models);
const names = ['close', 'firstByte', 'put', 'upload', 'head', 'list', 'listKey', 'delete', 'copy', 'connectionRate'];
const measured = Object.fromEntries(names.map((key) => [key, undefined]));

/** 270 tasks on 32 slots, about 10 s. */
const lake: SparkLake = {
  storage: { ...measured, partitions: undefined },
  table: { encoding: 'json', codec: 'none', files: 8640, fileSize: '100 kB' },
  compute: { connector: 's3fileio', instance: 'm5.2xlarge', cores: 8, client: { connections: 500 } },
  overhead: true,
};
const every = (period: string, count: number, keys: object = {}) => ({ query: { every: period, count, ...keys } });

interface Pair {
  readonly waves: ReplicationResult;
  readonly events: ReplicationResult;
}
const pairOf = async (of: SparkLake, replication = 0): Promise<Pair> => {
  const { design, run } = await sparkDesign(of);
  const options = { replication, run: { ...run, fidelity: 'collapsed' as const }, catalog };
  const recording = { mostEvents: 1e9, whenFull: 'cut' as const };
  return { waves: simulate(design, options), events: simulate(design, { ...options, recording }) };
};

/** Told in the mean of stretches: the time average is the same, its extremes need not be. */
const inTheMean = ['connections', 'utilization', 'burstLeft', 'queue', 'busy', 'idle', 'partitions'];
const isInTheMean = (metric: string): boolean => inTheMean.some((word) => metric.endsWith(`.${word}`));

const expectSame = ({ waves, events }: Pair, slack: { readonly mean: number; readonly time?: number }): void => {
  expect(waves.fidelity).toBe('collapsed');
  for (const [metric, { whole }] of Object.entries(events.metrics)) {
    if (whole.value === null) continue;
    const value = whole.value;
    const other = measureOf(waves, metric);
    const allowed = isInTheMean(metric) ? slack.mean : (slack.time ?? 1e-9);
    expect(Math.abs(other - value), `${metric}: ${other} against ${value}`).toBeLessThanOrEqual(
      allowed * Math.abs(value) + 1e-9,
    );
  }
};

describe('tasks whose seconds are known', () => {
  it.each([
    { name: 'files of text', more: {} },
    { name: 'columnar files', more: { table: { ...lake.table, encoding: 'parquet', codec: 'snappy' } } },
    {
      name: 'files of two sizes over prefixes',
      more: { table: { ...lake.table, fileSize: undefined, size: '900 MB', prefixes: 7 } },
    },
    {
      name: 'tasks slow by chance',
      more: { compute: { ...lake.compute, stragglers: { share: '10%', factor: 5 }, contention: 0.02 } },
    },
  ])('take what they take with events: $name', async ({ more }) => {
    const pair = await pairOf({ ...lake, ...more });
    // A queue is looked at when tasks begin there, and always here.
    expectSame(pair, { mean: 0.005 });
    expect(pair.waves.events).toBeLessThan(pair.events.events / 20);
  });

  it('leave shuffle files on disks that are hardly used, one at a time', async () => {
    const query = { selectivity: '10%', shuffle: '10%' };
    const pair = await pairOf({ ...lake, query });
    expect(measureOf(pair.waves, 'query.time.shuffle')).toBeGreaterThan(0);
    // Two tasks of an executor that write at the same moment share its disk, which waves leave out: here 0.1 ms of 1.3 s.
    expectSame(pair, { mean: 0.005, time: 1e-4 });
    expect(pair.waves.events).toBeLessThan(pair.events.events / 10);
  });

  it('wait for each other where queries overlap', async () => {
    const pair = await pairOf({ ...lake, workload: [every('5 s', 6)] });
    expectSame(pair, { mean: 0.005 });
    expect(pair.waves.events).toBeLessThan(pair.events.events / 20);
  });

  it.each([
    {
      name: 'the scheduler is fair',
      more: { compute: { ...lake.compute, mode: 'fair' }, workload: [every('5 s', 6)] },
    },
    {
      name: 'stages with shuffles and with files come between',
      more: {
        workload: [
          every('5 s', 4, { name: 'reports', shuffle: '5%', selectivity: '50%' }),
          every('6 s', 3, { name: 'rewrites', output: '10 MB' }),
          every('4 s', 6, { name: 'looks' }),
        ],
      },
    },
    {
      name: 'workers are lost and come again',
      more: { compute: { ...lake.compute, workerLosses: '300 /h', start: '1 s' }, workload: [every('5 s', 4)] },
    },
    {
      name: 'workers come and go with the tasks',
      more: {
        compute: { ...lake.compute, autoscale: { min: 1, max: 5, idle: '2 s' }, start: '2 s' },
        workload: [every('40 s', 3)],
      },
    },
    {
      name: 'the cluster is given back',
      more: { compute: { ...lake.compute, shutdownAfter: '5 s', start: '3 s' }, workload: [every('40 s', 3)] },
    },
  ])('take what they take with events where $name', async ({ more }) => {
    expectSame(await pairOf({ ...lake, ...more }), { mean: 0.005 });
  });

  it('go several in turn where very many wait, and come to the same', async () => {
    // 5,000 tasks on 4 slots are 1,250 rounds, of which a slot takes up to 19 at once.
    const compute = { ...lake.compute, workers: 1, cores: 4 };
    const many = { ...lake, compute, table: { ...lake.table, files: 160_000 } };
    const replications = 8;
    const sums: Record<string, { waves: number; events: number }> = {};
    for (let replication = 0; replication < replications; replication++) {
      const { waves, events } = await pairOf(many, replication);
      for (const metric of ['query.requests', 'query.bytesRead', 'query.tasks', 'query.files']) {
        expect(measureOf(waves, metric), metric).toBe(measureOf(events, metric));
      }
      expect(waves.events).toBeLessThan(events.events / 50);
      for (const metric of ['query.latency', 'query.time.total', 'query.cost', 'compute.busy']) {
        sums[metric] ??= { waves: 0, events: 0 };
        sums[metric].waves += measureOf(waves, metric);
        sums[metric].events += measureOf(events, metric);
      }
    }
    // A pack has one draw in place of its tasks', so both are samples: 32 GETs of a spread of 1.5 times their mean are 27 %
    // a task, 0.38 % over 5,000, 0.19 % for the difference of two means of 8; four of these.
    for (const [metric, { waves, events }] of Object.entries(sums)) {
      expect(Math.abs(waves / events - 1), metric).toBeLessThan(0.0076);
    }
  });

  it('go several in turn, and none is left out, where another query comes between', async () => {
    const compute = { ...lake.compute, workers: 1, cores: 4 };
    const stages = [{ id: 'a', tasks: 8, cpu: '1 s' }];
    const workload = [{ query: {} }, { query: { name: 'other', every: '100 s', from: '700 s', count: 5, stages } }];
    const fair = { ...compute, mode: 'fair' };
    const two = { ...lake, compute: fair, table: { ...lake.table, files: 160_000 }, workload };
    const { waves, events } = await pairOf(two);
    for (const metric of ['query.unfinished', 'other.unfinished', 'query.failed'])
      expect(measureOf(waves, metric)).toBe(0);
    for (const metric of ['query.requests', 'query.bytesRead']) {
      expect(measureOf(waves, metric), metric).toBe(measureOf(events, metric));
    }
    expect(Math.abs(measureOf(waves, 'query.latency') / measureOf(events, 'query.latency') - 1)).toBeLessThan(0.0076);
  });

  it('go one by one again where a worker is lost, and none is done twice or left out', async () => {
    const compute = { ...lake.compute, workers: 2, cores: 4, workerLosses: '40 /h', start: '1 s' };
    const { waves, events } = await pairOf({ ...lake, compute, table: { ...lake.table, files: 160_000 } });
    expect(measureOf(waves, 'query.failed')).toBe(0);
    expect(measureOf(events, 'query.failed')).toBe(0);
    // What was lost is read again: 40 losses an hour, each of four slots with up to a minute of work.
    expect(measureOf(waves, 'query.requests')).toBeGreaterThan(160_000);
    expect(Math.abs(measureOf(waves, 'query.requests') / measureOf(events, 'query.requests') - 1)).toBeLessThan(0.02);
    expect(Math.abs(measureOf(waves, 'query.latency') / measureOf(events, 'query.latency') - 1)).toBeLessThan(0.02);
  });

  it('are where they are when a warm-up ends and when the horizon comes', async () => {
    const run = { horizon: '241 s', warmUp: '19 s', window: '30 s' };
    const pair = await pairOf({ ...lake, workload: [{ query: { every: '17 s' } }], run });
    expectSame(pair, { mean: 0.005 });
    // Totals are added at the ends of stretches of two rounds of tasks: 64 on 32 slots of 1.3 s each, 84 of the 640 slot
    // seconds of a window. So much of at most one stretch lies in the window beside.
    const series = (of: ReplicationResult, metric: string): number[] => of.metrics[metric]!.series!.map(Number);
    for (const [metric, slack] of [
      ['compute.utilization', 0.02],
      ['compute.client.connections', 0.02],
      ['compute.busy', 0.14],
      ['query.bytesRead', 0.14],
    ] as const) {
      const most = Math.max(...series(pair.events, metric));
      series(pair.events, metric).forEach((value, window) => {
        const other = series(pair.waves, metric)[window]!;
        expect(Math.abs(other - value), `${metric} in ${window}`).toBeLessThan(slack * most);
      });
    }
  });

  it('go on with events where the prefix may refuse their requests', async () => {
    const partitions = { start: 1, get: '400 /s', put: '3500 /s', splitAt: '80%', idle: '2 d', split: '1 h' };
    const pair = await pairOf({ ...lake, storage: { ...measured, partitions } });
    expect(measureOf(pair.waves, 'storage.throttled')).toBeGreaterThan(0);
    expectSame(pair, { mean: 1e-9 });
  });

  it('are load of the prefix that they read from', async () => {
    const partitions = { start: 1, get: '5500 /s', put: '3500 /s', splitAt: '80%', idle: '1 min', split: '10 s' };
    const pair = await pairOf({ ...lake, storage: { ...measured, partitions }, workload: [every('5 s', 6)] });
    expectSame(pair, { mean: 0.005 });
  });
});

describe('very many tasks that a prefix holds up', () => {
  // 5,000 tasks on 32 slots, 156 rounds, ask for 790 GETs a second.
  const many = { ...lake, table: { ...lake.table, files: 160_000 } };
  const refusing = { start: 1, get: '400 /s', put: '3500 /s', splitAt: '80%', idle: '2 d', split: '1 h' };
  const over = async (of: SparkLake, replications: number): Promise<Map<string, { waves: number; events: number }>> => {
    const sums = new Map<string, { waves: number; events: number }>();
    for (let replication = 0; replication < replications; replication++) {
      const { waves, events } = await pairOf(of, replication);
      expect(waves.events).toBeLessThan(events.events / 30);
      for (const metric of ['query.latency', 'query.requests', 'query.cost', 'compute.busy', 'storage.throttled']) {
        const sum = sums.get(metric) ?? { waves: 0, events: 0 };
        sum.waves += measureOf(waves, metric);
        sum.events += measureOf(events, metric);
        sums.set(metric, sum);
      }
      for (const metric of ['query.bytesRead', 'query.tasks', 'query.files']) {
        expect(measureOf(waves, metric), metric).toBe(measureOf(events, metric));
      }
    }
    return sums;
  };

  it.each([
    ['refuses half of what is asked', refusing],
    ['grows while it refuses', { ...refusing, split: '2 min' }],
    ['could carry all that is asked', { ...refusing, get: '1100 /s' }],
  ])('take as long as with events where it %s', async (_, partitions) => {
    const sums = await over({ ...many, storage: { ...measured, partitions } }, 4);
    // Shares are looked at once in two rounds of tasks, not at each of them, and the bucket of a second, 0.25 % of all that is
    // asked, is left out: 1 % of what takes time or is counted, and 3 % of refusals, which go with the time above that of the
    // work itself, half of it.
    for (const [metric, { waves, events }] of sums) {
      const slack = metric === 'storage.throttled' ? 0.03 : 0.01;
      expect(Math.abs(waves - events), `${metric}: ${waves} for ${events}`).toBeLessThanOrEqual(slack * events);
    }
  });

  it('take no less than the prefix needs for their requests', async () => {
    const { waves } = await pairOf({ ...many, storage: { ...measured, partitions: refusing } });
    const latency = measureOf(waves, 'query.latency');
    const admitted = measureOf(waves, 'query.requests') - measureOf(waves, 'storage.throttled');
    // 400 a second, 10 % more by an hour's growth towards the split, at the most.
    expect(admitted).toBe(160_160);
    expect(admitted / latency).toBeLessThan(440);
    expect(measureOf(waves, 'query.time.total')).toBeCloseTo(latency, 6);
  });

  it('go on with events from when another cluster reads from the prefix, and are the same in the end', async () => {
    const other = { ...lake.compute, workers: 1, cores: 4 };
    const of = (from: string): SparkLake => ({
      ...many,
      storage: { ...measured, partitions: refusing },
      other,
      workload: [
        { query: { using: 'compute' } },
        { query: { name: 'guest', using: 'other', at: from, scan: '100 MB' } },
      ],
    });
    const { waves, events } = await pairOf(of('100 s'));
    // Most of the 5,000 tasks had an event for each of their steps, as after the end there is nobody any more.
    const alone = await pairOf(of('1 h'));
    expect(alone.waves.events).toBeLessThan(2000);
    expect(waves.events).toBeGreaterThan(10 * alone.waves.events);
    for (const metric of ['query.latency', 'guest.latency', 'query.requests', 'guest.requests']) {
      const ratio = measureOf(waves, metric) / measureOf(events, metric);
      expect(Math.abs(ratio - 1), metric).toBeLessThan(0.015);
    }
  });

  it('are done once each where a worker is lost meanwhile', async () => {
    const compute = { ...lake.compute, workerLosses: '20 /h', start: '1 s' };
    const { waves, events } = await pairOf({ ...many, compute, storage: { ...measured, partitions: refusing } });
    expect(measureOf(waves, 'query.failed')).toBe(0);
    expect(measureOf(waves, 'query.requests') - measureOf(waves, 'storage.throttled')).toBeGreaterThanOrEqual(160_160);
    expect(Math.abs(measureOf(waves, 'query.latency') / measureOf(events, 'query.latency') - 1)).toBeLessThan(0.03);
  });
});
