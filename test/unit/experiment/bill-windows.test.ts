/** The bill by window, by hand and against the whole bill. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import { runScenario } from '../../../src/experiment/index.ts';
import { models } from '../../../src/models/registry.ts';
import { createCatalog } from '../../../src/scenario/index.ts';
import { load } from '../scenario/_load.ts';
import { constant, toyCatalog, toyDesign, toyRun } from './_toy.ts';

const near = (found: readonly (number | null)[] | undefined, wanted: readonly number[]): void => {
  expect(found).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(found![i], `window ${i}`).toBeCloseTo(value, 12);
};

describe('the bill by window', () => {
  // Pieces end at 1, 2 and 3 s and at 16 s: a cent each.
  const design = toyDesign({ time: constant(1), activities: [{ timing: { at: [0, 0, 0, 15] } }] });
  const run = toyRun({ horizonSeconds: 20, windowSeconds: 5 });
  const result = (billsWindows: boolean) =>
    simulate(design, { replication: 0, run, catalog: toyCatalog, billsWindows }).metrics;

  it('has in each window what was used in it', () => {
    const metrics = result(true);
    near(metrics['toycut.cost']!.series, [0.03, 0, 0, 0.01]);
    near(metrics['cost.requests']!.series, [0.03, 0, 0, 0.01]);
    expect(metrics['cost.requests']!.first!.value).toBeCloseTo(0.03, 12);
    expect(metrics['cost.requests']!.last!.value).toBeCloseTo(0.01, 12);
  });

  it('is not there unless somebody asks, and costs an event for each window but the last', () => {
    expect(result(false)['cost.total']!.series).toBeUndefined();
    const events = (billsWindows: boolean) =>
      simulate(design, { replication: 0, run, catalog: toyCatalog, billsWindows }).events;
    expect(events(true)).toBe(events(false) + 3);
  });

  it('adds up to the whole bill, part by part: storage, requests, machines, idle and activities', async () => {
    const { resolved } = await load(`lakesim: 1
title: t
question: q
designs:
  a:
    storage: { profile: s3-standard, stored: 1 TB, storedObjects: 1000 }
    table: { profile: hive, encoding: json, codec: none, files: 20, fileSize: 10 kB }
    compute: { profile: spark-emr, workers: 2, shutdownAfter: 10 min }
    workload:
      - query: { every: 3 h }
      - write: { every: 5 h, from: 1 h, objects: 10, size: 1 MB }
run: { horizon: 2 d, window: 6 h, replications: 1, seed: 3 }
`);
    const of = (billsWindows: boolean) =>
      simulate(resolved.designs[0]!, {
        replication: 0,
        run: resolved.run,
        catalog: createCatalog(models),
        billsWindows,
      }).metrics;
    const whole = of(false);
    const spread = of(true);
    for (const name of ['cost.total', 'cost.storage', 'cost.requests', 'cost.compute', 'query.cost', 'write.cost']) {
      const { series, first, last, whole: all } = spread[name]!;
      expect(all.value, name).toBeGreaterThan(0);
      expect(all.value! / whole[name]!.whole.value!, name).toBeCloseTo(1, 9);
      const sum = series!.reduce<number>((total, value) => total + value!, 0);
      expect(sum / all.value!, name).toBeCloseTo(1, 9);
      expect(first!.value).toBeCloseTo(series![0]!, 12);
      expect(last!.value).toBeCloseTo(series!.at(-1)!, 12);
    }
    // What is stored is nearly the same in each window, and each window has two queries.
    const storage = spread['cost.storage']!.series!;
    for (const usd of storage) expect(usd! / storage[0]!).toBeCloseTo(1, 3);
    for (const usd of spread['query.cost']!.series!) expect(usd).toBeGreaterThan(0);
  });

  it('can be claimed and drawn', async () => {
    const loaded = await load(`lakesim: 1
title: t
question: q
designs:
  a:
    storage: s3-standard
    workload:
      - read: { every: 1 h, objects: 10, size: 1 kB }
run: { horizon: 1 d, window: 6 h, replications: 2 }
claims:
  - { id: same, says: "every window costs the same", value: a.read.cost.last / a.read.cost.first, expect: 1 ± 1% }
charts: [ { y: cost.total, x: time, color: design } ]
`);
    const results = await runScenario(loaded.scenario, { models, version: '0.0.0' });
    expect(results.claims[0]).toMatchObject({ verdict: 'confirmed' });
    expect(results.designs.a!.series.map(({ metric }) => metric)).toContain('cost.total');
    expect(results.charts.find(({ y }) => y === 'cost.total')).toMatchObject({ kind: 'series' });
  });
});
