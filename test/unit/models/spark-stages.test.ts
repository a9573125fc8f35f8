import { describe, expect, it } from 'vitest';
import { measureOf, type SparkLake, simulateSpark } from './_spark.ts';

const run = async (lake: SparkLake) => {
  const result = await simulateSpark(lake);
  return { result, of: (metric: string) => measureOf(result, metric) };
};
const inFull = (stages: object[], compute: object = {}) => run({ query: { stages }, compute: { ...compute } });

describe('a query in full', () => {
  it('runs branches side by side and joins them: as long as the longest way', async () => {
    const { of } = await inFull([
      { id: 'a', tasks: 2, cpu: '1 s' },
      { id: 'b', tasks: 2, cpu: '3 s' },
      { id: 'c', after: ['a', 'b'], tasks: 4, cpu: '1 s' },
    ]);
    expect(of('query.latency')).toBeCloseTo(4, 9);
    expect(of('query.time.compute')).toBeCloseTo(4, 9);
    expect(of('query.tasks')).toBe(8);
    expect(of('query.bound.cores')).toBeCloseTo((2 + 6 + 4) / 4, 9);
  });

  it('runs branches one after the other where there is room for one', async () => {
    const stages = [
      { id: 'a', tasks: 4, cpu: '1 s' },
      { id: 'b', tasks: 4, cpu: '3 s' },
      { id: 'c', after: ['a', 'b'], tasks: 4, cpu: '1 s' },
    ];
    const { of } = await inFull(stages);
    expect(of('query.latency')).toBeCloseTo(5, 9);
    // b, which c waited for last, waited for the slots of a.
    expect(of('query.time.wait')).toBeCloseTo(1, 9);
    expect(of('query.time.compute')).toBeCloseTo(4, 9);
  });

  it('hands shuffles on over the network, of which the part from other machines, and over local disks', async () => {
    const compute = { localDisk: '10 MB/s', network: '5 MB/s' };
    const stages = [
      { id: 'a', tasks: 4, shuffle: '400 MB', cpu: '0 s' },
      { id: 'b', after: ['a'], tasks: 4, input: '400 MB', cpu: '0 s' },
    ];
    const { of } = await inFull(stages, compute);
    // 100 MB a task and machine: onto the disk, then three quarters of it from the others.
    expect(of('query.time.shuffle')).toBeCloseTo(100 / 10 + 75 / 5, 9);
    expect(of('query.latency')).toBeCloseTo(25, 9);
  });

  it('reads the table where a stage waits for none and has an input, in about so many tasks', async () => {
    const stages = [{ id: 'scan', tasks: 10, input: '500 kB', cpu: '2 s' }];
    const { of } = await inFull(stages);
    expect(of('query.files')).toBe(100);
    expect(of('storage.requests.get')).toBe(50);
    expect(of('query.tasks')).toBe(10);
    // Three waves of 2 s and 5 files each.
    expect(of('query.time.compute')).toBeCloseTo(6, 9);
  });

  it('looks for no files where no stage reads the table', async () => {
    const { of } = await inFull([{ id: 'a', tasks: 4, cpu: '1 s' }]);
    expect(of('query.requests')).toBe(0);
    expect(of('query.latency')).toBe(1);
  });

  it('is over with the first stage that fails, and takes nothing more', async () => {
    const stages = [
      { id: 'a', tasks: 2, cpu: '1 s' },
      { id: 'b', tasks: 2, cpu: '100 s' },
      { id: 'c', after: ['a', 'b'], tasks: 4, cpu: '1 s' },
    ];
    const { of, result } = await inFull(stages, { taskFailures: '100%' });
    expect(result.failures.query).toEqual({ 'task failed too often': 1 });
    expect(of('query.latency')).toBeCloseTo(4, 9);
  });
});

describe('stages that cannot run', () => {
  it.each([
    ['a name that there is not', [{ id: 'a', after: ['b'] }], 'the stage a waits for b, which there is not'],
    ['a name twice', [{ id: 'a' }, { id: 'a' }], 'two stages are called a'],
    [
      'a circle',
      [{ id: 'a' }, { id: 'b', after: ['a', 'c'] }, { id: 'c', after: ['b'] }],
      'the stage b waits for itself',
    ],
  ])('%s fails the query with the reason', async (_what, stages, reason) => {
    const { result } = await inFull(stages.map((stage) => ({ tasks: 1, cpu: '1 s', ...stage })));
    expect(result.failures.query).toEqual({ [reason]: 1 });
  });
});

describe('output', () => {
  const written = (write: object | null, compute: object = {}, table: object = {}) =>
    run({
      table: { files: 320, ...table },
      compute: { minPartitions: 1, committer: 'emrfs-optimized', ...compute },
      query: { output: '16 MB', ...(write === null ? {} : { write }) },
    });

  it('is one file a task, and its requests are the phase write', async () => {
    const { of } = await written(null);
    expect(of('query.tasks')).toBe(10);
    expect(of('query.bytesWritten')).toBe(16e6);
    expect(of('query.time.write')).toBeGreaterThan(1.6);
    // Reading is told apart from it: three waves of 32 files.
    expect(of('query.time.transfer')).toBeCloseTo(3 * 32 * 0.01, 6);
  });

  it('coalesced to one task, that one does all reading as well', async () => {
    const { of } = await written({ by: 'coalesce', tasks: 1 });
    expect(of('query.tasks')).toBe(1);
    expect(of('query.time.firstByte')).toBeCloseTo(320 * 0.02, 6);
    expect(of('query.bytesWritten')).toBe(16e6);
  });

  it('repartitioned, all read and then few write', async () => {
    const { of } = await written({ by: 'repartition', tasks: 2 });
    expect(of('query.tasks')).toBe(12);
    expect(of('query.time.firstByte')).toBeCloseTo(3 * 32 * 0.02, 6);
    expect(of('query.time.shuffle')).toBeGreaterThan(0);
    expect(of('query.bytesWritten')).toBe(16e6);
  });

  it('is a file for each directory that a task meets, and more with a limit of rows', async () => {
    // 10 tasks of 3,200 rows of 500 B.
    const plain = await written(null);
    const each = await written({ by: 'none', directories: 4 });
    const limited = await written({ by: 'none', maxRecordsPerFile: 1000 });
    // One for _SUCCESS, and of each file: create, a part, complete.
    expect(plain.of('storage.requests.put')).toBe(1 + 3 * 10);
    expect(each.of('storage.requests.put')).toBe(1 + 3 * 40);
    expect(limited.of('storage.requests.put')).toBe(1 + 3 * 40);
  });

  it('is committed by the driver: with file-v1 every file is renamed once more, one after the other', async () => {
    const v1 = await written(null, { committer: 'file-v1' });
    const emrfs = await written(null);
    expect(v1.of('storage.requests.copy')).toBe(20);
    expect(v1.of('query.time.commit')).toBeGreaterThan(10 * 0.07);
    expect(emrfs.of('storage.requests.copy')).toBe(0);
    expect(emrfs.of('query.time.commit')).toBeLessThan(0.1);
  });
});

describe('a shuffle', () => {
  const reduced = (query: object, compute: object = {}) =>
    run({
      table: { files: 4, fileSize: '100 MB' },
      compute: { network: '100 MB/s', localDisk: '1 GB/s', work: '10 ns/B', openCost: '100 MB', ...compute },
      query: { shuffle: '100%', ...query },
    });

  it('of 400 MB on 4 cores is joined to partitions under 64 MiB', async () => {
    const { of } = await reduced({});
    // 200 partitions of 2 MB: 33 of them are under 64 MiB, so 7 tasks beside the 4 that read.
    expect(of('query.tasks')).toBe(4 + 7);
  });

  it('waits for the one partition that is larger than the others, unless that is split', async () => {
    const compute = { shufflePartitions: 4, advisorySize: '64 MB', minPartitionSize: '1 MB' };
    const even = await reduced({}, { ...compute, adaptive: false });
    const skewed = await reduced({ skew: 9 }, { ...compute, adaptive: false });
    // 9 of 12 parts in one task, in place of one of 4: 3 times as long.
    expect(skewed.of('query.time.compute') - even.of('query.time.compute')).toBeCloseTo((300e6 - 100e6) * 10e-9, 6);
    const split = await reduced({ skew: 9 }, compute);
    // 300 MB is over 5 x 33 MB and over 256 MiB: 5 pieces of up to 64 MB.
    expect(split.of('query.tasks')).toBe(4 + 3 + 5);
    expect(split.of('query.latency')).toBeLessThan(skewed.of('query.latency'));
  });

  it('goes over the disk and back with what memory does not hold', async () => {
    const compute = { shufflePartitions: 4, adaptive: false, localDisk: '100 MB/s' };
    const roomy = await reduced({}, compute);
    const tight = await reduced({}, { ...compute, memory: '400 MiB' });
    // 0.6 x (400 - 300) MiB for values that LZ4 has made 2.101 times as small: 29.9 MB of each 100 MB are held.
    const spilled = 100e6 - (0.6 * 100 * 2 ** 20) / 2.101;
    expect(tight.of('query.time.shuffle') - roomy.of('query.time.shuffle')).toBeCloseTo((2 * spilled) / 100e6, 6);
  });

  it('comes after a broadcast, which every machine receives whole', async () => {
    const without = await reduced({});
    const with100 = await reduced({ broadcast: '100 MB' });
    expect(with100.of('query.latency') - without.of('query.latency')).toBeCloseTo(1, 9);
  });
});

describe('dynamic allocation', () => {
  const autoscale = { min: 1, max: 50, idle: '10 s' };

  it('adds 1, 2, 4, 8 workers, second by second, while tasks wait', async () => {
    const stages = [{ id: 'a', tasks: 100, cpu: '4 s' }];
    const { of } = await inFull(stages, { autoscale });
    // One is there; 1, 3, 7, 15, 31 more at about 1 to 5 s, and the last 18 at 6 s: the 50 that are allowed.
    const ready = [0, ...[1, 2, 4, 8, 16, 18].flatMap((count, second) => Array(count).fill(second + 1))];
    const free = ready.slice(0, 50);
    for (let task = 0; task < 100; task++) free[free.indexOf(Math.min(...free))] += 4;
    // Ticks are 100 ms apart.
    expect(of('query.latency')).toBeGreaterThanOrEqual(Math.max(...free) - 0.2);
    expect(of('query.latency')).toBeLessThanOrEqual(Math.max(...free) + 0.8);
  });

  it('gives workers back that have been idle for so long, down to the least', async () => {
    const stages = [{ id: 'a', tasks: 20, cpu: '5 s' }];
    const { result } = await run({
      query: { stages },
      compute: { autoscale },
      run: { horizon: '1 h' },
    });
    expect(result.metrics['compute.workers']!.whole.end).toBe(1);
    expect(result.metrics['compute.workers']!.whole.max).toBeGreaterThan(5);
    const seconds = measureOf(result, 'compute.busy') + measureOf(result, 'compute.idle');
    // One for an hour, the others for less than half a minute each.
    expect(seconds).toBeLessThan(3600 + 20 * 30);
  });

  it('begins anew with a cluster that was given back', async () => {
    const stages = [{ id: 'a', tasks: 20, cpu: '5 s' }];
    const { of, result } = await run({
      workload: [{ query: { stages, at: ['0 s', '10 min'] } }],
      compute: { autoscale, shutdownAfter: '1 s', start: '20 s' },
    });
    const { min, max } = result.metrics['query.latency']!.whole;
    expect(of('query.count')).toBe(2);
    // Ticks are 100 ms apart, and begin when the tasks come.
    expect(max! - min!).toBeLessThan(0.2);
    // The driver's start, and that of the workers that were asked for then.
    expect(min).toBeGreaterThan(20);
    expect(min).toBeLessThan(20 + 20 * 5);
  });

  it('keeps a worker that holds shuffle files of a query under way', async () => {
    const stages = [
      { id: 'wide', tasks: 20, shuffle: '1 kB', cpu: '5 s' },
      { id: 'narrow', after: ['wide'], tasks: 1, input: '1 kB', cpu: '60 s' },
    ];
    const { of } = await inFull(stages, { autoscale });
    const wide = { ...stages[0], shuffle: '0 B' };
    const without = await inFull([wide, stages[1]!], { autoscale });
    expect(of('compute.idle')).toBeGreaterThan(1.5 * without.of('compute.idle'));
  });
});
