/** What failed took less than it would have taken to get through: a lower limit, and no sign that something is fast. */
import { describe, expect, it } from 'vitest';
import { sampleMeter } from '../../../src/experiment/core/recorders.ts';
import { runScenario } from '../../../src/experiment/index.ts';
import type { Results } from '../../../src/results/index.ts';
import { parseScenario } from '../../../src/scenario/index.ts';

const metric = { name: 'latency', unit: 's', kind: 'samples', doc: 'from asked to done' } as const;
const plan = {
  fromSeconds: 0,
  widthSeconds: 10,
  count: 3,
  firstUntilSeconds: 10,
  lastFromSeconds: 20,
  lastUntilSeconds: 30,
};

describe('durations of what failed', () => {
  it('make lower limits where more than one in a hundred failed', () => {
    const meterOf = (failed: number) => {
      const meter = sampleMeter(
        'toy',
        metric,
        { now: 0 },
        { plan: null, histograms: null, windowHistograms: new Set() },
      );
      for (let i = 0; i < 1000 - failed; i++) meter.add(60);
      for (let i = 0; i < failed; i++) meter.addFailed(6);
      return meter.read(0).whole;
    };
    expect(meterOf(10).atLeast).toBeUndefined();
    expect(meterOf(11)).toMatchObject({ atLeast: true, samples: 1000 });
    expect(meterOf(11).reason).toBe('11 of 1,000 failed and count with what they had taken');
  });

  it('are no mean of a window in which half or more failed', () => {
    const clock = { now: 5 };
    const meter = sampleMeter('toy', metric, clock, { plan, histograms: null, windowHistograms: new Set() });
    meter.add(60);
    clock.now = 15;
    meter.add(60);
    meter.addFailed(6);
    clock.now = 25;
    meter.add(60);
    meter.add(60);
    meter.addFailed(6);
    const { series, first, last } = meter.read(30);
    expect(series).toEqual([60, null, 42]);
    expect(first!.atLeast).toBeUndefined();
    expect(last).toMatchObject({ value: 42, atLeast: true });
  });
});

/** The driver of `slow` takes results of 1 GiB, or of 1 kB. */
const scenario = `lakesim: 1
title: files by path
question: q
defaults:
  table: { profile: hive, encoding: json, codec: none, fileSize: 100 kB }
  compute: { profile: spark-emr, workers: 1 }
  workload: [ { query: { result: 10 MB } } ]
designs:
  slow: { table: { files: 2000 }, compute: { maxResultSize: 1 GiB } }
run: { seed: 1, replications: 5 }
claims:
  - { id: is_slow, says: it is slow, source: asked, value: slow.query.latency, expect: "> 8 s",
      assumptions: [ { parameter: slow.compute.maxResultSize, low: 1 kB, high: 1 GiB, scale: log } ] }
`;

const run = async (text: string): Promise<Results> => {
  const loaded = await parseScenario('failures.yaml', text);
  if (!loaded.ok) throw new Error(loaded.issues.map(({ message }) => message).join('\n'));
  return runScenario(loaded.scenario, { version: 'test', workers: 1 });
};

describe('a claim on durations', () => {
  it('is not turned by an assumption under which all fails', async () => {
    const { claims } = await run(scenario);
    const [claim] = claims;
    expect(claim!.verdict).toBe('confirmed');
    const [assumption] = claim!.assumptions;
    // The failed query is over sooner, so that the ratio is small; nobody knows what it would have been.
    expect(assumption!.valueLow!).toBeLessThan(claim!.value!);
    expect(assumption!.verdictLow).toBe('inconclusive');
    expect(assumption!.changes).toBe(0);
    expect(assumption!.flipsAt).toBeNull();
  });

  it('is inconclusive where they fail in the scenario itself, and says how many', async () => {
    const results = await run(scenario.replace('maxResultSize: 1 GiB', 'maxResultSize: 1 kB'));
    const latency = results.designs.slow!.metrics['query.latency']!;
    expect(latency).toMatchObject({ atLeast: true });
    expect(results.claims[0]!.verdict).toBe('inconclusive');
    expect(results.claims[0]!.reason).toMatch(/failures/);
    expect(results.warnings.map(({ code }) => code)).toContain('failed');
    // Nothing was cut off by the end of the run.
    expect(results.warnings.map(({ code }) => code)).not.toContain('horizon_cut');
  });
});
