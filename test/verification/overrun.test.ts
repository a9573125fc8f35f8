/**
 * The hour in which a query over all files no longer ends before the next one begins, against the fluid bound: with a file
 * every d seconds, c slots and s seconds of a slot for each file, a query that begins at t takes t/d x s/c, which is its
 * period T at t = T c d / s. What is not in the bound (planning, listing, the last wave of tasks) makes it earlier. The first
 * query beyond the bound begins up to T after it, and is seen to run still when the next is asked, T later: so at most
 * 2 T after the bound.
 *
 * The driver gives up before that unless an architect sees to it: results of all tasks together may be 1 GiB
 * (maxResultSize), and statuses of all files take its heap (driverMemory). Both are set aside here.
 */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/experiment/core/index.ts';
import type { DistributionSpec, Row } from '../../src/fields/index.ts';
import { models } from '../../src/models/registry.ts';
import { createDistribution } from '../../src/random/index.ts';
import type { ResolvedDesign } from '../../src/scenario/core/index.ts';
import { createCatalog } from '../../src/scenario/index.ts';
import { load } from '../unit/scenario/_load.ts';

interface Spiral {
  readonly workers: number;
  readonly cores: number;
  readonly every: string;
  /** The first query: those before it are surely in time, and left out. */
  readonly from: string;
  readonly horizon: string;
}

const spiral = async ({ workers, cores, every, from, horizon }: Spiral) => {
  const { resolved } = await load(`lakesim: 1
title: a file a second
question: q
designs:
  no_fix:
    storage: s3-standard
    stream: { profile: firehose, interval: 1 s, size: 128 MiB }
    table: { profile: hive, encoding: json, codec: none, partitionBy: [hour] }
    compute:
      profile: spark-emr
      instance: m5.2xlarge
      workers: ${workers}
      cores: ${cores}
      maxResultSize: 64 GiB
      driverMemory: 200 GiB
    workload:
      - ingest: { bytes: 100 kB/s, recordSize: 1 kB }
      - query: { every: ${every}, from: ${from}, overlap: queue }
run: { seed: 1, replications: 1, horizon: ${horizon}, fidelity: collapsed }
`);
  return { design: resolved.designs[0]!, run: resolved.run };
};

/** Seconds of a slot for one file of 100 kB: a HEAD, a GET, its bytes, and the work on all that. From the profiles alone. */
const slotSecondsOf = ({ components }: ResolvedDesign): number => {
  const valuesOf = (kind: string) => components.find((each) => each.kind === kind)!.values;
  const mean = (key: string): number => createDistribution(valuesOf('storage')[key] as DistributionSpec).mean;
  const row = (table: string, name: string) =>
    (valuesOf('compute')[table] as Readonly<Record<string, Row>>)[name]!.values;
  const cpu = 2 * row('clientCpu', 'aws-sdk-java').request! + bytes * row('fileFormats', 'json').decode!;
  return mean('head') + mean('firstByte') + bytes / mean('connectionRate') + cpu;
};
const bytes = 100_000;
const secondsAFile = 1;

describe('queries over all files of a stream', () => {
  it.each([
    // 12 h 50 min, by the bound.
    { slots: 4, periodSeconds: 600, workers: 1, cores: 4, every: '10 min', from: '10 h', horizon: '14 h' },
    // 25 days.
    { slots: 32, periodSeconds: 3600, workers: 4, cores: 8, every: '1 h', from: '22 d', horizon: '27 d' },
  ])(
    'overrun a period of $periodSeconds s on $slots slots within a tenth of the fluid bound',
    { timeout: 300_000 },
    async ({ slots, periodSeconds, ...given }) => {
      const { design, run } = await spiral(given);
      const bound = (periodSeconds * slots * secondsAFile) / slotSecondsOf(design);
      const result = simulate(design, { replication: 0, run, catalog: createCatalog(models) });
      expect(result.fidelity).toBe('collapsed');
      const { value, atLeast } = result.metrics['query.overrunAt']!.whole;
      // It is seen when the first such query begins, and not cut off by the end of the run.
      expect(atLeast ?? false).toBe(false);
      expect(result.failures.query ?? {}).toEqual({});
      expect(value! / bound).toBeGreaterThan(0.9);
      expect(value! / bound).toBeLessThan(Math.min(1.1, 1 + (2 * periodSeconds) / bound));
    },
  );
});
