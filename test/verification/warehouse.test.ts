/**
 * Queries in a warehouse against queueing theory: one cluster whose cores are shared is M/G/1 with processor sharing, one
 * place in it is M/D/1. Fixed seeds; a mean over 20 replications lies within four standard errors of the truth, and those
 * are small.
 */
import { describe, expect, it } from 'vitest';
import { measureOf } from '../unit/models/_spark.ts';
import { plainWarehouse, simulateRented } from '../unit/models/_warehouse.ts';

const replications = 20;
/** A query takes 40 core seconds: 10 s on the four cores. */
const serviceSeconds = 10;
const query = { cpu: '345 ns/B' };

const estimate = async (compute: object, perSecond: number, metric: string) => {
  const values: number[] = [];
  for (let replication = 0; replication < replications; replication++) {
    const result = await simulateRented(
      {
        compute: { ...plainWarehouse, network: '1 TB/s', shutdownAfter: 'none', ...compute },
        workload: [{ query: { ...query, arrivals: `${perSecond} /s` } }],
        run: { horizon: '40000 s', warmUp: '2000 s' },
      },
      replication,
    );
    values.push(measureOf(result, metric));
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / replications;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (replications - 1);
  return { mean, standardError: Math.sqrt(variance / replications) };
};

describe('a warehouse against queueing theory', () => {
  it.each([0.3, 0.6])('shares its cores: mean latency is S / (1 - rho) at rho = %s', async (rho) => {
    const { mean, standardError } = await estimate({ concurrency: 100000 }, rho / serviceSeconds, 'query.latency');
    const truth = serviceSeconds / (1 - rho);
    expect(standardError).toBeLessThan(0.02 * truth);
    expect(Math.abs(mean - truth)).toBeLessThan(4 * standardError);
  });

  it('with one place: mean latency is S + rho S / (2 (1 - rho))', async () => {
    const rho = 0.6;
    const { mean, standardError } = await estimate({ concurrency: 1 }, rho / serviceSeconds, 'query.latency');
    const truth = serviceSeconds + (rho * serviceSeconds) / (2 * (1 - rho));
    expect(standardError).toBeLessThan(0.02 * truth);
    expect(Math.abs(mean - truth)).toBeLessThan(4 * standardError);
  });

  it('is as busy as its load', async () => {
    const { mean, standardError } = await estimate({ concurrency: 8 }, 0.05, 'compute.utilization');
    expect(standardError).toBeLessThan(0.01);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * standardError);
  });
});
