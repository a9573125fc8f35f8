/**
 * Streams against arithmetic, for any rate, interval, size and channels:
 *
 *     time between deliveries of a buffer   min(T, B / r), however many channels k share B and r
 *     objects a day                         k x 86,400 / min(T, B / r)
 *     bytes of an object                    min(B, r T) / (k c), c the compression
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantStore } from './_spark.ts';
import { simulateStream } from './_stream.ts';

const fast = { ...constantStore, connectionRate: '100 GB/s' };
const timeout = 120_000;

const cases = fc.record({
  rate: fc.integer({ min: 1, max: 3000 }),
  interval: fc.integer({ min: 5, max: 900 }),
  /** What the whole stream takes to bring the size. */
  fillSeconds: fc.integer({ min: 2, max: 2000 }),
  channels: fc.integer({ min: 1, max: 5 }),
  compression: fc.constantFrom(1, 3, 7.5),
});

describe('objects of a buffered stream', () => {
  it.each(['exact', 'collapsed'] as const)(
    'are as many and as large as arithmetic says, %s',
    { timeout },
    async (fidelity) => {
      await fc.assert(
        fc.asyncProperty(cases, async ({ rate, interval, fillSeconds, channels, compression }) => {
          const sizeKb = rate * fillSeconds;
          const horizon = 20 * interval + 0.5;
          const run = await simulateStream({
            storage: fast,
            stream: { interval: `${interval} s`, size: `${sizeKb} kB`, channels },
            table: { compression },
            ingest: { records: `${rate} /s` },
            run: { horizon: `${horizon} s`, fidelity },
          });
          // Whole records fill a channel: at least one, and no fewer than size / channels.
          const full = Math.max(1, Math.ceil(sizeKb / channels));
          const period = Math.min(interval, (full * channels) / rate);
          // Each channel has ended so many buffers, the last of them too late for its upload, or with a record more or less.
          const expected = (channels * horizon) / period;
          expect(Math.abs(run.objects - expected)).toBeLessThanOrEqual(
            channels * (1 + 0.05 / period) + 1e-6 * expected,
          );
          const rowsEach = Math.min(full, (rate * interval) / channels);
          for (const { count, rows, bytes } of run.files) {
            expect(Math.abs(rows / count - rowsEach)).toBeLessThanOrEqual(1 + 1e-9);
            expect(bytes).toBeCloseTo((rows * 1000) / compression, 3);
          }
          const bySize = run.of('stream.flushes.size');
          const byInterval = run.of('stream.flushes.interval');
          if ((full * channels) / rate < interval * 0.99) expect(byInterval).toBe(0);
          if ((full * channels) / rate > interval * 1.01 + channels / rate) expect(bySize).toBe(0);
          expect(bySize + byInterval).toBe(run.of('stream.flushes.total'));
        }),
        { seed: 7, numRuns: 25 },
      );
    },
  );

  it.each([
    // 60 s: at least 1,440 a day; 900 s: 96; 1 s: 86,400.
    ['60 s', 1440],
    ['900 s', 96],
    ['1 s', 86_400],
  ])('of a day with an interval of %s are %d', { timeout }, async (interval, objects) => {
    const { files } = await simulateStream({
      storage: fast,
      stream: { interval, size: '128 MiB' },
      ingest: { bytes: '100 kB/s' },
      run: { horizon: '86400.5 s', fidelity: 'exact' },
    });
    expect(files.reduce((sum, { count }) => sum + count, 0)).toBe(objects);
  });

  it('of 128 MiB within 900 s take 0.142 MiB/s: below, the interval always wins', { timeout }, async () => {
    const winner = async (rate: string): Promise<number> => {
      const run = await simulateStream({
        storage: fast,
        stream: { interval: '900 s', size: '128 MiB' },
        ingest: { bytes: rate },
        run: { horizon: '1 d' },
      });
      return run.of('stream.flushes.size') / run.of('stream.flushes.total');
    };
    expect(await winner('0.141 MiB/s')).toBe(0);
    expect(await winner('0.144 MiB/s')).toBe(1);
  });

  it('at random are as many and as large in the mean', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { interval: '10 s', size: '128 MiB' },
      ingest: { records: '50 /s', spacing: 'random' },
      run: { horizon: '20000.5 s' },
    });
    expect(run.objects).toBe(2000);
    const rows = run.files.map((file) => file.rows);
    const mean = run.rows / 2000;
    const variance = rows.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 2000;
    // Poisson counts of 500: four standard errors of mean and variance.
    expect(Math.abs(mean - 500)).toBeLessThan(4 * Math.sqrt(500 / 2000));
    expect(Math.abs(variance - 500)).toBeLessThan(4 * 500 * Math.sqrt(2 / 2000));
  });

  it('at random that are full come as often as records fill them', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { interval: '900 s', size: '20 kB' },
      ingest: { records: '50 /s', spacing: 'random' },
      run: { horizon: '2000 s' },
    });
    expect(run.files.every(({ rows }) => rows === 20)).toBe(true);
    // 100,000 records in the mean, 20 each: 5,000 objects, and a Poisson count's four standard deviations of records.
    expect(Math.abs(run.objects - 5000)).toBeLessThan((4 * Math.sqrt(100_000)) / 20);
  });

  it('at random end by size or interval, whichever comes first, as often as each is likely', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { interval: '10 s', size: '500 kB' },
      ingest: { records: '50 /s', spacing: 'random' },
      run: { horizon: '40000 s' },
    });
    // The 500th record comes within 10 s with the chance P(gamma(500) <= 500) = 0.5059; four standard errors of a share.
    const share = run.of('stream.flushes.size') / run.of('stream.flushes.total');
    expect(Math.abs(share - 0.5059)).toBeLessThan(4 * Math.sqrt(0.25 / run.objects));
    expect(run.files.every(({ rows }) => rows <= 500)).toBe(true);
    expect(Math.abs(run.rows - 2e6)).toBeLessThan(4 * Math.sqrt(2e6) + 500);
  });
});

describe('partitions with buffers of their own', () => {
  it('make P x 86,400 / min(T, B P / r) objects a day', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          partitions: fc.integer({ min: 2, max: 40 }),
          rate: fc.integer({ min: 400, max: 2000 }),
          interval: fc.integer({ min: 60, max: 300 }),
          sizeMb: fc.constantFrom(1, 5, 64),
        }),
        async ({ partitions, rate, interval, sizeMb }) => {
          const run = await simulateStream({
            storage: fast,
            stream: { interval: `${interval} s`, size: `${sizeMb} MB`, perPartition: true },
            table: { partitions },
            ingest: { records: `${rate} /s` },
            run: { horizon: '2 h' },
          });
          const period = Math.min(interval, (sizeMb * 1000 * partitions) / rate);
          // A buffer begins with its partition's next record: P / r later than the one before ended.
          const expected = (partitions * 7200) / (period + partitions / rate);
          expect(run.objects).toBeGreaterThan(expected * 0.999 - 1.5 * partitions);
          expect(run.objects).toBeLessThan((partitions * 7200) / period + partitions);
          expect(run.of('stream.errorBytes')).toBe(0);
        },
      ),
      { seed: 3, numRuns: 12 },
    );
  });

  it('are active from their first record until delivery: three new ones a second for 60 s are 180', {
    timeout,
  }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { interval: '60 s', size: '64 MiB', perPartition: true },
      // A span of a second with three partitions, each with records in its second only.
      table: { span: '1 s', partitions: 3 },
      ingest: { records: '300 /s' },
      run: { horizon: '1 h' },
    });
    const level = run.result.metrics['stream.activePartitions']!.whole;
    // The upload takes 10 ms more; the first minute fills up.
    expect(level.end).toBeGreaterThanOrEqual(180);
    expect(level.end).toBeLessThanOrEqual(183);
    expect(level.max).toBeLessThanOrEqual(183);
  });

  it('above the cap leave the rest of the records to the error prefix', { timeout }, async () => {
    const run = await simulateStream({
      storage: fast,
      stream: { interval: '60 s', size: '64 MiB', perPartition: true, activePartitions: 500 },
      table: { partitions: 800 },
      ingest: { records: '8000 /s' },
      run: { horizon: '20 min' },
    });
    expect(run.result.metrics['stream.activePartitions']!.whole.max).toBe(500);
    // 300 of 800 partitions at any time: the share 3/8 of all records, but for 0.1 s in which the first ones begin.
    const records = run.of('ingest.records');
    expect(records).toBe(8000 * 1200);
    expect(Math.abs(run.of('ingest.rejected') / records - 3 / 8)).toBeLessThan(0.01);
    expect(run.of('stream.errorBytes')).toBeCloseTo(1000 * run.of('ingest.rejected'), 0);
  });
});
