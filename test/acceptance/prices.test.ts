/** Bills by hand: storage, requests and machine time of whole runs, through language, models and price book. */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/experiment/index.ts';
import { parseScenario } from '../../src/scenario/index.ts';

const bill = async (design: string) => {
  const text = `lakesim: 1\ntitle: t\nquestion: q\ndesigns:\n  a: ${design}\nrun: { horizon: 1 month }\n`;
  const loaded = await parseScenario('x.yaml', text);
  if (!loaded.ok) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'));
  const { designs } = await runScenario(loaded.scenario, { version: '0.0.0' });
  const mean = (name: string): number => designs.a!.metrics[name]!.mean!;
  return { mean, cost: designs.a!.cost };
};

describe('a month', () => {
  it('of 1 TB in S3 Standard costs 21.42 USD: 10^12 B are 931.3 GB of 2^30 B', async () => {
    const { mean } = await bill(
      '{ storage: { profile: s3-standard, stored: 1 TB }, workload: [ { read: { objects: 1, size: 0 B } } ] }',
    );
    expect(mean('cost.storage')).toBeCloseTo(0.023 * (1e12 / 2 ** 30), 9);
    expect(mean('cost.monthly')).toBeCloseTo(mean('cost.total'), 12);
  });

  it('of an idle m5.large costs 730 h at 0.096 USD, nearly all of it idle', async () => {
    const { mean } = await bill(
      '{ client: { instance: m5.large }, workload: [ { read: { objects: 1, size: 1 kB } } ] }',
    );
    expect(mean('cost.compute')).toBeCloseTo(730 * 0.096, 9);
    expect(mean('cost.idle') / mean('cost.compute')).toBeGreaterThan(0.999);
  });

  it('of a listing of 100,000 keys every hour costs 73,000 LIST requests at 0.005 USD a thousand', async () => {
    const { mean, cost } = await bill('{ workload: [ { list: { objects: 100000, every: 1 h } } ] }');
    expect(mean('list.count')).toBe(730);
    expect(mean('cost.requests')).toBeCloseTo((730 * 100 * 0.005) / 1000, 12);
    expect(mean('list.cost')).toBeCloseTo(mean('cost.total'), 12);
    expect(cost.lines.reduce((sum, line) => sum + line.usd, 0)).toBeCloseTo(cost.totalUsd, 12);
  });
});
