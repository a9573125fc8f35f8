/**
 * The delivery buffer against closed forms, from YAML to the recommendation.
 *
 * Objects a day: with a constant rate, an interval of T and k channels, k x 86,400 / T.
 *
 * The best interval: a query reads a window of W, so W / T files, each of which costs f of a slot's time (a HEAD and a GET,
 * a first byte each) on S slots; an event waits for T / 2 in the mean. What does not depend on T is A:
 *
 *     J(T) = query latency + freshness = A + f W / (S T) + T / 2        J'(T) = 0:  T* = sqrt(2 f W / S)
 *
 * The sweep has intervals a factor of sqrt(2) or 4 / 3 apart, so the best of them is one of the two beside T*.
 */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/experiment/index.ts';
import type { DistributionSpec } from '../../src/fields/index.ts';
import { createDistribution } from '../../src/random/index.ts';
import type { Results } from '../../src/results/index.ts';
import { parseScenario } from '../../src/scenario/index.ts';

type Keys = { readonly [key: string]: unknown };

const daySeconds = 86_400;

async function load(scenario: Keys) {
  const text = JSON.stringify({ lakesim: 1, title: 't', question: 'q', ...scenario });
  const loaded = await parseScenario('buffer.yaml', text);
  if (!loaded.ok) throw new Error(loaded.issues.map(({ subject, message }) => `${subject}: ${message}`).join('\n'));
  return loaded;
}

const run = async (scenario: Keys): Promise<Results> =>
  runScenario((await load(scenario)).scenario, { version: 'test', workers: 1 });

const meanIn = (results: Results, metric: string): number => {
  const found = results.designs.lake!.metrics[metric];
  return found!.mean!;
};

describe('objects of a day', () => {
  // 1 kB a second in even records fills no buffer of 128 MiB: only the interval counts. Each run stops a moment after the
  // day, so that the last delivery of the day is through.
  it.each([
    { seconds: 1, channels: 1, exactly: 86_400 },
    { seconds: 60, channels: 1, exactly: 1440 },
    { seconds: 900, channels: 1, exactly: 96 },
    { seconds: 60, channels: 4, exactly: 5760 },
    { seconds: 900, channels: 7, exactly: 672 },
  ])('are $exactly with $seconds s and $channels channels', async ({ seconds, channels, exactly }) => {
    for (const fidelity of seconds === 1 ? ['collapsed'] : ['exact', 'collapsed']) {
      const results = await run({
        designs: {
          lake: {
            storage: { profile: 's3-standard', put: '10 ms' },
            stream: { interval: `${seconds} s`, size: '128 MiB', channels },
            table: { profile: 'hive', encoding: 'json', codec: 'none', partitionBy: ['hour'] },
            workload: [{ ingest: { bytes: '10 kB/s', recordSize: '1 kB', until: '1 d' } }],
          },
        },
        run: { seed: 1, replications: 1, horizon: '24.1 h', fidelity },
      });
      expect(meanIn(results, 'stream.flushes.total')).toBe(exactly);
      expect(meanIn(results, 'stream.flushes.interval')).toBe(exactly);
      expect(results.designs.lake!.metrics['table.files']).toMatchObject({ end: exactly });
    }
  });

  it('are k x 86,400 / (B / r) where the size comes first, and larger objects where it does not', async () => {
    // 1 MB/s fills 16 MB in 16 s.
    const results = await run({
      designs: {
        lake: {
          storage: { profile: 's3-standard', put: '10 ms' },
          stream: { interval: '60 s', size: '16 MB', channels: 2 },
          table: { profile: 'hive', encoding: 'json', codec: 'none', partitionBy: ['hour'] },
          workload: [{ ingest: { bytes: '1 MB/s', recordSize: '1 kB', until: '1 d' } }],
        },
      },
      run: { seed: 1, replications: 1, horizon: '24.1 h', fidelity: 'collapsed' },
    });
    expect(meanIn(results, 'stream.flushes.size')).toBe(2 * (daySeconds / 16));
    expect(meanIn(results, 'stream.objectSize')).toBe(8e6);
  });
});

const intervals = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

interface Lake {
  readonly storage: Keys;
  readonly slots: number;
}

/** The interval with the least latency and freshness together, of those that were swept. */
async function recommended({ storage, slots }: Lake): Promise<number> {
  const { tune } = await run({
    parameters: { interval: '16 s' },
    designs: {
      lake: {
        // Names come at once, so that files cost what opening them costs.
        storage: { list: '1 us', listKey: '0 s', ...storage },
        stream: { interval: '=interval', size: '128 MiB' },
        table: { profile: 'hive', encoding: 'json', codec: 'none', partitionBy: ['hour'] },
        compute: { profile: 'spark-emr', workers: slots / 8, instance: 'm5.2xlarge' },
        workload: [{ ingest: { bytes: '10 kB/s', recordSize: '1 kB' } }, { query: { at: '1 d', recent: '1 d' } }],
      },
    },
    run: { seed: 1, replications: 2, horizon: '25 h', fidelity: 'collapsed' },
    sweep: { axes: { interval: intervals.map((seconds) => `${seconds} s`) } },
    tune: { minimize: 'lake.query.latency + lake.ingest.freshness' },
  });
  return tune!.candidates[tune!.recommended!]!.settings[0]!.value as number;
}

/** The intervals of the sweep beside the best one: `fileSeconds` of the window's time for each file. */
const beside = (fileSeconds: number): number[] => {
  const best = Math.sqrt(2 * fileSeconds * daySeconds);
  const after = intervals.findIndex((seconds) => seconds > best);
  return intervals.slice(after - 1, after + 1);
};

// Enough partitions of the prefix that no request is refused.
const wide = { partitions: { start: 16 } };
const storeOf = (firstByte: string): Keys => ({ profile: 's3-standard', firstByte, head: firstByte, ...wide });

/** The means of a HEAD and a GET in a profile; where it has no HEAD, that takes as long as a GET. */
async function openSeconds(profile: string): Promise<number> {
  const designs = { lake: { storage: profile, workload: [{ read: { objects: 1, size: '1 kB' } }] } };
  const loaded = await load({ designs });
  const { values } = loaded.resolved.designs[0]!.components.find(({ kind }) => kind === 'storage')!;
  const mean = (key: string): number => createDistribution(values[key] as DistributionSpec).mean;
  return mean('firstByte') + mean(values.head === null ? 'firstByte' : 'head');
}

describe('the recommended interval is the one that theory says', { timeout: 60_000 }, () => {
  it('with 26 ms for the first byte and 80 slots: T* = 10.6 s', async () => {
    expect(beside((2 * 0.026) / 80)).toEqual([8, 12]);
    expect(beside((2 * 0.026) / 80)).toContain(await recommended({ storage: storeOf('26 ms'), slots: 80 }));
  });

  it('and shorter by the root of 26 / 5 with 5 ms: T* = 4.6 s', async () => {
    expect(beside((2 * 0.005) / 80)).toEqual([4, 6]);
    expect(beside((2 * 0.005) / 80)).toContain(await recommended({ storage: storeOf('5 ms'), slots: 80 }));
  });

  it('and longer by the root of 10 with 8 slots: T* = 33.5 s', async () => {
    expect(beside((2 * 0.026) / 8)).toEqual([32, 48]);
    expect(beside((2 * 0.026) / 8)).toContain(await recommended({ storage: storeOf('26 ms'), slots: 8 }));
  });

  it('and by the requests of a prefix, where these are slower than the slots: f / S = 2 / 5,500 s, T* = 7.9 s', async () => {
    // 80 slots at 5 ms a request would send 16,000 a second.
    const storage = { ...storeOf('5 ms'), partitions: { start: 1 } };
    expect(beside(2 / 5500)).toEqual([6, 8]);
    expect(beside(2 / 5500)).toContain(await recommended({ storage, slots: 80 }));
  });

  it('with S3 Standard and Express One Zone as measured: T* = 10 s and 5 s', async () => {
    const [standard, express] = [await openSeconds('s3-standard'), await openSeconds('s3-express-one-zone')];
    expect(beside(standard / 80)).toEqual([8, 12]);
    expect(beside(express / 80)).toEqual([4, 6]);
    const inStandard = await recommended({ storage: { profile: 's3-standard', ...wide }, slots: 80 });
    const inExpress = await recommended({ storage: { profile: 's3-express-one-zone' }, slots: 80 });
    expect(beside(standard / 80)).toContain(inStandard);
    expect(beside(express / 80)).toContain(inExpress);
  });
});
