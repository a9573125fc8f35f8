/** What happens between records and the table: nothing is lost on the way, and each delay has its cause. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantileHistogram } from '../../../src/statistics/index.ts';
import { constantStore } from './_spark.ts';
import { type StreamLake, type StreamRun, simulateStream } from './_stream.ts';

const fast = { ...constantStore, connectionRate: '100 GB/s' };
const timeout = 120_000;

const bytesOf = (run: StreamRun): number => run.files.reduce((sum, { bytes }) => sum + bytes, 0);
const line = (run: StreamRun, item: string) =>
  run.result.cost.lines.find((each) => `${each.service}.${each.item}` === item);
const whole = (run: StreamRun, metric: string) => run.result.metrics[metric]!.whole;

describe('records', () => {
  const settings = fc.record({
    profile: fc.constantFrom('firehose', 'kinesis', 'kafka-connect', 'flink', 'spark-micro-batch'),
    interval: fc.constantFrom('none', '0 s', '1 s', '7 s', '60 s'),
    size: fc.constantFrom('none', '100 kB', '5 MiB'),
    channels: fc.integer({ min: 1, max: 3 }),
    perPartition: fc.boolean(),
    crashes: fc.constantFrom('0 /h', '60 /h'),
    exactlyOnce: fc.boolean(),
    spacing: fc.constantFrom('even', 'random'),
    late: fc.constantFrom('none', { share: '3%', by: { exponential: { mean: '10 min' } } }),
    recordSize: fc.constantFrom('1 kB', { lognormal: { mean: '2 kB', cv: 1 } }),
    rate: fc.integer({ min: 1, max: 120 }),
    fidelity: fc.constantFrom('exact', 'collapsed'),
  });
  it('and their bytes all come to the table once, whatever the buffers and crashes, or are counted', {
    timeout,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(settings, async (given) => {
        const { profile, rate, spacing, late, recordSize, fidelity, ...stream } = given;
        const lake: StreamLake = {
          storage: fast,
          stream: { profile, recovery: '20 s', activePartitions: 6, ...stream },
          table: { span: '1 h', partitions: 4 },
          ingest: { records: `${rate} /s`, spacing, lateArrivals: late, recordSize, until: '2000 s' },
          run: { horizon: '2 h', fidelity },
        };
        const run = await simulateStream(lake);
        const records = run.of('ingest.records');
        const duplicates = run.of('ingest.duplicates');
        // All is over: what was made is in the table, twice where it was read again, or under the error prefix.
        expect(run.rows - duplicates + run.of('ingest.rejected')).toBe(records);
        if (spacing === 'even' && !(given.perPartition && late !== 'none')) expect(records).toBe(2000 * rate);
        else expect(Math.abs(records - 2000 * rate)).toBeLessThan(5 * Math.sqrt(2000 * rate) + 6);
        expect(run.of('ingest.unfinished')).toBe(0);
        expect(run.of('ingest.lost')).toBe(0);
        if (stream.exactlyOnce || stream.crashes === '0 /h') expect(duplicates).toBe(0);
        if (typeof recordSize === 'string') expect(bytesOf(run)).toBeCloseTo(1000 * run.rows, 3);
        else expect(Math.abs(bytesOf(run) / run.rows / 2000 - 1)).toBeLessThan(5 / Math.sqrt(run.rows));
        expect(run.of('ingest.bytesWritten')).toBeGreaterThanOrEqual(bytesOf(run) * (1 - 1e-9));
      }),
      { seed: 11, numRuns: 40 },
    );
  });

  it('that are still in a buffer when the run stops are neither lost nor in the table', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { interval: '60 s', size: '128 MiB', channels: 3 },
      ingest: { records: '10 /s' },
      run: { horizon: '150 s' },
    });
    expect([run.of('ingest.records'), run.rows, run.objects]).toEqual([1500, 1200, 6]);
  });
});

describe('an ingest', () => {
  it.each(['exact', 'collapsed'] as const)(
    'ends when its last record is visible, and the run with it, %s',
    { timeout },
    async (fidelity) => {
      const run = await simulateStream({
        storage: fast,
        stream: { interval: '60 s', size: 'none' },
        ingest: { records: '10 /s', until: '100 s' },
        run: { fidelity },
      });
      // Buffers end at 60 and 120 s; an upload takes 10 ms.
      expect(run.result.stoppedAtSeconds).toBeCloseTo(120.01, 4);
      expect([run.rows, run.objects, run.of('ingest.unfinished')]).toEqual([1000, 2, 0]);
      expect(run.of('ingest.time.write')).toBeCloseTo(120.01, 4);
    },
  );

  it('says how much comes in one way, not in two and not in none', { timeout }, async () => {
    await expect(simulateStream({ ingest: {}, run: { horizon: '1 h' } })).rejects.toThrow(
      'ingest: needs exactly one of bytes, records; here is none',
    );
    await expect(
      simulateStream({ ingest: { bytes: '1 kB/s', records: '1 /s' }, run: { horizon: '1 h' } }),
    ).rejects.toThrow('ingest.records: needs exactly one of bytes, records; here are bytes and records');
  });
});

describe('a crash', () => {
  const lake = (stream: StreamLake['stream']): StreamLake => ({
    // An upload takes 3 s: it is often under way.
    storage: { ...fast, put: '3 s' },
    stream: { interval: '10 s', size: 'none', partsBelow: 'none', crashes: '1 /min', recovery: '5 s', ...stream },
    ingest: { records: '100 /s', until: '30000 s' },
    run: { horizon: '31000 s' },
  });
  it('reads again what was in buffers and under way, which then is there twice', { timeout }, async () => {
    const run = await simulateStream(lake({ exactlyOnce: false }));
    expect(run.rows - run.of('ingest.duplicates')).toBe(3e6);
    expect(run.of('ingest.duplicates')).toBeGreaterThan(0);
    // About one a minute of running, after which all of 5 s and of the buffer before are held up: 500 to 1,500 each.
    expect(run.of('ingest.delayed')).toBeGreaterThan(400 * 500);
    expect(run.of('ingest.delayed')).toBeLessThan(560 * 1800);
  });
  it('makes no duplicates where uploads under way are given up, and is as late', { timeout }, async () => {
    const once = await simulateStream(lake({ exactlyOnce: true }));
    const twice = await simulateStream(lake({ exactlyOnce: false }));
    expect([once.of('ingest.duplicates'), once.rows]).toEqual([0, 3e6]);
    expect(once.of('ingest.delayed')).toBe(twice.of('ingest.delayed'));
    expect(whole(once, 'ingest.freshness').value!).toBeGreaterThanOrEqual(whole(twice, 'ingest.freshness').value!);
  });
});

describe('requests', () => {
  it('are three of the PUT class an object where the interval is under 60 s, else one', { timeout }, async () => {
    for (const [interval, each] of [
      ['59 s', 3],
      ['60 s', 1],
    ] as const) {
      const run = await simulateStream({
        storage: fast,
        stream: { interval, size: '128 MiB' },
        ingest: { bytes: '10 kB/s', until: '590 s' },
        run: { horizon: '1 h' },
      });
      expect(run.of('storage.requests.put')).toBe(each * run.objects);
      expect(line(run, 's3-standard.put')!.quantity).toBe(each * run.objects);
    }
  });

  it('of files in parts are one a part, and two more', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { profile: 'kafka-connect', writers: 1, records: 60_000 },
      ingest: { records: '600 /s', until: '1000 s' },
      run: { horizon: '1 h' },
    });
    // 60 MB in parts of 25 MiB: three parts.
    expect([run.objects, run.of('storage.requests.put')]).toEqual([10, 50]);
  });

  it('that are refused are sent again until they are through', { timeout }, async () => {
    const run = await simulateStream({
      storage: {
        ...fast,
        partitions: { start: 1, get: '10 /s', put: '4 /s', split: 'none', splitAt: '80%', idle: 'none' },
      },
      stream: { profile: 'flink', writers: 40, interval: '60 s', partSize: 'none' },
      ingest: { records: '100 /s', until: '600 s' },
      run: { horizon: '1 h' },
    });
    expect(run.rows).toBe(60_000);
    expect(run.of('storage.throttled')).toBeGreaterThan(100);
    // 36 of 40 wait for their turn at 4 a second: the checkpoint takes 9 s and more, and is visible as a whole.
    expect(whole(run, 'ingest.freshness').min!).toBeGreaterThan(8);
    expect(new Set(run.files.map(({ atSeconds }) => atSeconds)).size).toBe(10);
  });
});

describe('what is billed', () => {
  it('rounds each record up to 5 KB for the delivery, whatever its size', { timeout }, async () => {
    for (const [size, billed] of [
      ['1 kB', 5120],
      ['5 KiB', 5120],
      ['6 kB', 10_240],
    ] as const) {
      const run = await simulateStream({
        storage: fast,
        ingest: { records: '10 /s', recordSize: size, until: '1000 s' },
        run: { horizon: '1 h' },
      });
      expect(line(run, 'firehose.ingest')!.quantity * 2 ** 30).toBeCloseTo(10_000 * billed, 3);
    }
  });

  it('are shard hours and a payload unit for each 25 KB of a record', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { profile: 'kinesis', shards: 3 },
      ingest: { records: '10 /s', recordSize: '60 kB' },
      run: { horizon: '2 h' },
    });
    expect(line(run, 'kinesis.shard')!.quantity).toBeCloseTo(6, 9);
    expect(line(run, 'kinesis.payload')!.quantity).toBeCloseTo(3 * 72_000, 6);
  });

  it('names what has no price: conversion to columns, and partitions with buffers of their own', {
    timeout,
  }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { interval: '60 s', perPartition: true },
      table: { encoding: 'parquet' },
      ingest: { records: '10 /s' },
      run: { horizon: '10 min' },
    });
    expect(run.result.cost.notPriced).toEqual(['firehose.conversion', 'firehose.partitioning']);
  });
});

describe('shards', () => {
  // 1,500 records/s for an hour at the shards of 1,000, then 100: the backlog grows by 500 a second for 1 h, 1.8 million, and
  // is gone after 1.8e6 / 900 = 2,000 s.
  const burst = { base: '100 /s', bursts: { factor: 15, for: '1 h', every: '10 h' } };
  it('keep what they refuse waiting, as a fluid backlog does', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { profile: 'kinesis', shards: 1, shardBytes: '10 MB/s', interval: '60 s', size: '128 MiB' },
      ingest: { records: burst },
      run: { horizon: '10 h' },
    });
    expect(run.of('stream.throttled')).toBe(1.8e6);
    expect(run.of('ingest.delayed')).toBe(1.8e6);
    // The longest wait is that of the last record of the burst: 1.8 million records before it, at 1,000 a second.
    expect(Math.abs(whole(run, 'stream.lag').max! / 1800 - 1)).toBeLessThan(0.005);
    // Waits grow from 0 to 1,800 s over 5.4 million records, and go back to 0 over 0.2 million: of 8.64 million in all.
    const mean = (900 * (5.4e6 + 0.2e6)) / 8.64e6;
    expect(Math.abs(whole(run, 'stream.lag').value! / mean - 1)).toBeLessThan(0.01);
    // While there is a backlog a minute brings 60,000 records.
    const full = run.files.filter(({ atSeconds }) => atSeconds > 60 && atSeconds < 5500).map(({ rows }) => rows);
    expect(full.length).toBe(91);
    expect(full.every((rows) => Math.abs(rows - 60_000) <= 1)).toBe(true);
    expect(run.of('ingest.records')).toBe(8.64e6);
  });

  it('have a limit on bytes as well, whichever comes first', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { profile: 'kinesis', shards: 2 },
      ingest: { records: '1000 /s', recordSize: '4 kB' },
      run: { horizon: '1 h' },
    });
    // Two shards take 500 of 4 kB: the other 500 a second wait.
    expect(run.of('stream.throttled')).toBe(500 * 3600);
    expect(whole(run, 'stream.utilization').value).toBeCloseTo(1, 6);
  });

  it('on demand take in double what they have had, and so grow with the load', { timeout }, async () => {
    const at = (stream: StreamLake['stream']) =>
      simulateStream({
        storage: fast,
        stream: { profile: 'kinesis', shards: 4, ...stream },
        ingest: { records: '10000 /s', recordSize: '100 B' },
        run: { horizon: '6 h' },
      });
    const run = await at({ onDemand: true });
    // For 15 minutes 4,000 records/s come in and 6,000 wait; then twice as many, 8,000; then 16,000: all is caught up.
    expect(run.of('stream.throttled')).toBe(6000 * 900 + 2000 * 900);
    expect(line(run, 'kinesis.onDemand')!.quantity).toBeCloseTo(6, 9);
    expect((await at({})).of('stream.throttled')).toBe(6000 * 6 * 3600);
  });
});

describe('delivery', () => {
  it('that lags lets buffers fill further, so that objects grow', { timeout }, async () => {
    const run = await simulateStream({
      storage: { ...fast, put: '35 s' },
      stream: { interval: '10 s', size: 'none', partsBelow: 'none' },
      ingest: { records: '100 /s' },
      run: { horizon: '1 h' },
    });
    // The first holds 10 s; the buffer behind it goes out when it is through, and so on: 35 s each.
    expect(run.files[0]!.rows).toBe(1000);
    expect(run.files.slice(1).every(({ rows }) => rows === 3500)).toBe(true);
  });

  it('with an interval of 0 follows the uploads: what has come while one was under way goes with the next', {
    timeout,
  }, async () => {
    const run = await simulateStream({
      storage: { ...fast, put: '200 ms' },
      stream: { interval: '0 s', partsBelow: 'none' },
      ingest: { records: '100 /s' },
      run: { horizon: '100 s' },
    });
    expect(run.files[0]!.rows).toBe(1);
    expect(run.files.slice(1).every(({ rows }) => Math.abs(rows - 20) <= 1)).toBe(true);
    expect(Math.abs(run.objects - 500)).toBeLessThan(3);
  });

  it('follows the day: objects by size come as the rate says, by interval as ever', { timeout }, async () => {
    // 50 records/s from 8 to 20 h, 10 at night; 20,000 records fill a buffer: 400 s by day, at night the interval of 900 s.
    const daily = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 20 ? 50 : 10));
    const run = await simulateStream({
      storage: fast,
      stream: { interval: '900 s', size: '20 MB' },
      ingest: { records: { base: '30 /s', daily } },
      run: { horizon: '10 d' },
    });
    expect(Math.abs(run.of('stream.flushes.size') - (10 * 43_200) / 400)).toBeLessThanOrEqual(10);
    expect(Math.abs(run.of('stream.flushes.interval') - (10 * 43_200) / 900)).toBeLessThanOrEqual(11);
    expect(run.of('ingest.records')).toBe(10 * 30 * 86_400);
  });

  it('goes to the partition in which its buffer began', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { interval: '50 min', size: 'none' },
      table: { span: '1 h' },
      ingest: { records: '1 /s' },
      run: { horizon: '6 h' },
    });
    expect(run.files.map(({ rowsAtSeconds }) => Math.floor(rowsAtSeconds / 3600))).toEqual(
      [0, 0, 1, 2, 3, 4, 5].slice(0, run.files.length),
    );
  });
});

describe('a checkpoint', () => {
  it('makes a file for each writer and partition that it touches', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { profile: 'flink', writers: 3, interval: '60 s' },
      table: { span: '1 h', partitions: 5 },
      ingest: { records: '100 /s' },
      run: { horizon: '3601 s' },
    });
    // 60 checkpoints, 15 files each, one commit.
    expect([run.objects, run.files.reduce((sum, { commits }) => sum + commits, 0)]).toEqual([900, 60]);
  });

  it('splits at the hour by the time of records', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { profile: 'flink', writers: 1, interval: '7 min' },
      table: { span: '1 h' },
      ingest: { records: '1 /s' },
      run: { horizon: '2 h' },
    });
    // The ninth checkpoint, 56 to 63 min, has 4 min of one hour and 3 of the next.
    expect(run.files.slice(8, 10).map(({ rows }) => rows)).toEqual([240, 180]);
  });
});

describe('late records', () => {
  const late = { share: '10%', by: '2 h' };
  it('go to older partitions, in files of their own', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { profile: 'spark-micro-batch', writers: 2, interval: '60 s' },
      table: { span: '1 h' },
      ingest: { records: '10 /s', lateArrivals: late },
      run: { horizon: '5 h' },
    });
    const old = run.files.filter(({ rowsAtSeconds, atSeconds }) => atSeconds - rowsAtSeconds > 3700);
    // Each of the batches after the second hour: 60 of 600 rows are two hours older, in two files.
    expect(old.reduce((sum, { rows }) => sum + rows, 0) / run.rows).toBeCloseTo(0.1 * (3 / 5), 1);
    expect(old.every(({ count, rows }) => count === 2 && rows === 60)).toBe(true);
    expect(Math.abs(whole(run, 'ingest.freshness').value! - (0.1 * 7200 + 30))).toBeLessThan(40);
  });

  it('close the only open file of a sink: two more files for each', { timeout }, async () => {
    const at = (lateArrivals: unknown) =>
      simulateStream({
        storage: fast,
        stream: { profile: 'kafka-connect', writers: 1, records: 1000 },
        table: { span: '1 h' },
        ingest: { records: '10 /s', lateArrivals, until: '1 h' },
        run: { horizon: '2 h' },
      });
    expect((await at('none')).objects).toBe(36);
    // 1 % of 36,000 are 360 late records.
    expect((await at({ share: '1%', by: '2 h' })).objects).toBe(36 + 2 * 360);
  });
});

describe('deliveries put down in stretches', () => {
  const both = async (lake: StreamLake) => {
    const exact = await simulateStream({ ...lake, run: { ...lake.run, fidelity: 'exact' } });
    const collapsed = await simulateStream({ ...lake, run: { ...lake.run, fidelity: 'collapsed' } });
    expect([exact.result.fidelity, collapsed.result.fidelity]).toEqual(['exact', 'collapsed']);
    return { exact, collapsed };
  };
  const daily = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 20 ? 50 : 10));
  it.each([
    ['by interval', { stream: { interval: '1 s', size: '128 MiB' }, ingest: { bytes: '100 kB/s' } }],
    ['by size', { stream: { interval: '900 s', size: '1 MB', channels: 2 }, ingest: { bytes: '400 kB/s' } }],
    ['at random', { stream: { interval: '5 s', size: '1 MB' }, ingest: { bytes: '100 kB/s', spacing: 'random' } }],
    ['by the hour', { stream: { interval: '20 s', size: '500 kB' }, ingest: { records: { base: '30 /s', daily } } }],
    [
      'with checkpoints',
      {
        stream: { profile: 'flink', interval: '10 s' },
        ingest: { records: '30 /s', lateArrivals: { share: '2%', by: '3 h' } },
      },
    ],
  ] as [string, StreamLake][])('are as many, as large and as fresh %s', { timeout }, async (_, lake) => {
    const { exact, collapsed } = await both({
      storage: { profile: 's3-standard' },
      table: { span: '1 h' },
      run: { horizon: '2 d' },
      ...lake,
    });
    const ratio = (of: (run: StreamRun) => number): number => of(collapsed) / of(exact);
    expect(Math.abs(ratio((run) => run.objects) - 1)).toBeLessThan(0.002);
    expect(Math.abs(ratio((run) => run.rows) - 1)).toBeLessThan(0.002);
    expect(Math.abs(ratio((run) => run.of('storage.requests.put')) - 1)).toBeLessThan(0.002);
    expect(Math.abs(ratio((run) => line(run, 's3-standard.put')!.quantity) - 1)).toBeLessThan(0.002);
    expect(Math.abs(ratio((run) => run.of('stream.objectSize')) - 1)).toBeLessThan(0.005);
    // What results promise of `collapsed`.
    expect(Math.abs(ratio((run) => run.of('ingest.freshness')) - 1)).toBeLessThan(0.01);
    const quantile = (run: StreamRun, p: number) =>
      QuantileHistogram.fromJSON(whole(run, 'ingest.freshness').histogram!).quantile(p);
    for (const p of [0.5, 0.99]) expect(Math.abs(ratio((run) => quantile(run, p)) - 1)).toBeLessThan(0.02);
    expect(collapsed.result.events).toBeLessThan(exact.result.events / 10);
    const spans = (run: StreamRun) => {
      const sums = new Map<number, number>();
      for (const { rowsAtSeconds, count } of run.files) {
        const span = Math.floor(rowsAtSeconds / 3600);
        sums.set(span, (sums.get(span) ?? 0) + count);
      }
      return sums;
    };
    const inExact = spans(exact);
    for (const [span, count] of spans(collapsed)) {
      // A delivery at either end of the hour, a checkpoint's files; at random four standard deviations.
      expect(Math.abs(count - (inExact.get(span) ?? 0))).toBeLessThanOrEqual(8 + 0.02 * count);
    }
  });

  it('are not where an upload may outlast its buffer, or something crashes', { timeout }, async () => {
    for (const lake of [
      { storage: { ...fast, put: '2 s' }, stream: { interval: '1 s' } },
      { stream: { interval: '1 s', crashes: '1 /d' } },
      { stream: { interval: '0 s' } },
    ]) {
      const run = await simulateStream({
        ingest: { bytes: '10 kB/s' },
        ...lake,
        run: { horizon: '1 h', fidelity: 'collapsed' },
      });
      expect(run.result.fidelity).toBe('exact');
    }
  });
});
