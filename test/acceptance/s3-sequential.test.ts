/** Whole reads, through pool, latency and network card, against the published totals of sequential clients. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/experiment/index.ts';
import type { Results } from '../../src/results/index.ts';
import { parseScenario } from '../../src/scenario/index.ts';

const run = async (storage: string, replications: number, claim = ''): Promise<Results> => {
  const text = `lakesim: 1
title: t
question: q
designs: { a: { storage: ${storage}, client: { connections: 1, keepAlive: true }, workload: [ { read: { objects: 1000, size: 1 kB } } ] } }
run: { seed: 3, replications: ${replications} }
${claim}`;
  const loaded = await parseScenario('x.yaml', text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return runScenario(loaded.scenario, { version: '0.0.0' });
};
const makespan = (results: Results) => results.designs.a!.metrics['read.makespan']!;

describe('1,000 GETs of 1 KB, one after another on a warm connection', () => {
  // The pooled mean latency of the source, 32.5 ms, times 1,000; the profile's open of 9.5 ms is 0.03 % of it.
  it('take 32.5 s on S3 Standard, mean of 200 replications within 3 %', async () => {
    const { mean, n } = makespan(await run('{ profile: s3-standard, load: typical }', 200));
    expect(n).toBe(200);
    expect(Math.abs(mean! / 32.5 - 1)).toBeLessThan(0.03);
  });

  it('take 4.9 s on S3 Express One Zone, within 3 %', async () => {
    expect(Math.abs(makespan(await run('s3-express-one-zone', 50)).mean! / 4.9 - 1)).toBeLessThan(0.03);
  });

  // Published clients: p5 23.1 s, p95 49.2 s. The range is of 95 % and so a little wider than p5 to p95; a sixth of it.
  it('spread over hours as the published clients do', async () => {
    const claim = 'claims: [ { id: c, says: s, value: a.read.makespan, expect: 30 s ± 50% } ]\n';
    const { prediction } = (await run('s3-standard', 200, claim)).claims[0]!;
    expect(prediction?.varied).toEqual([{ address: 'storage.load', to: 'hourly' }]);
    expect(Math.abs(prediction!.lo / 23.1 - 1)).toBeLessThan(0.15);
    expect(Math.abs(prediction!.hi / 49.2 - 1)).toBeLessThan(0.15);
  });
});

const folder = process.env.LAKESIM_REAL_DATA;
const file = folder ? join(folder, 's3', 's3-standard-latency-1a.json.gz') : '';

interface Trace {
  runs: {
    parameters: { operation_type: string };
    repetitions: { invocations: { invocation_request_latencies_ms: number[] }[] }[];
  }[];
}

describe.skipIf(!existsSync(file))('the raw trace of a quiet hour (skipped without LAKESIM_REAL_DATA)', () => {
  const clients = (): number[][] => {
    const trace = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Trace;
    const reads = trace.runs.find((each) => /read/i.test(each.parameters.operation_type))!;
    return reads.repetitions.flatMap((each) =>
      each.invocations.map((client) => client.invocation_request_latencies_ms),
    );
  };
  const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

  it('has the totals that load: quiet gives, within 3 %', async () => {
    const totals = clients().map((latencies) => latencies.slice(1).reduce((a, b) => a + b, 0) / 1000);
    const measured = totals.reduce((a, b) => a + b, 0) / totals.length;
    const simulated = makespan(await run('{ profile: s3-standard, load: quiet }', 100)).mean!;
    expect(Math.abs(simulated / measured - 1)).toBeLessThan(0.03);
  });

  // The profile's coldOpen is of all six runs; this one run's difference lies within its spread of 36 to 69 ms.
  it('has a first request that is slower by a cold opening', () => {
    const all = clients();
    const first = median(all.map((latencies) => latencies[0]!));
    const later = median(all.flatMap((latencies) => latencies.slice(1)));
    expect(first - later).toBeGreaterThan(36);
    expect(first - later).toBeLessThan(69);
  });
});
