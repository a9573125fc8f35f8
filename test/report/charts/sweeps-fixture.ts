/**
 * A sweep whose walls can be worked out by hand: 1 GB read in objects of four sizes over three numbers of connections,
 * 32 ms to the first byte, 110 MB/s a connection, 1 GB/s on the card. Its time is the
 * latency and the slower of the other two.
 */
import type { ClaimResult, Results, SweepResult } from '../../../src/results/types.ts';
import { fixtureResults } from '../fixture.ts';

const SIZES = [1e4, 1e6, 1e8, 1e9];
const CONNECTIONS = [1, 16, 256];
const TOTAL_BYTES = 1e9;

function boundsAt(size: number, connections: number): { latency: number; connections: number; nic: number } {
  const lanes = Math.min(connections, TOTAL_BYTES / size);
  return {
    latency: ((TOTAL_BYTES / size) * 0.032) / lanes,
    connections: TOTAL_BYTES / 110e6 / lanes,
    nic: TOTAL_BYTES / 1e9,
  };
}

export function secondsAt(size: number, connections: number): number {
  const { latency, connections: transfer, nic } = boundsAt(size, connections);
  return latency + Math.max(transfer, nic);
}

function sweep(): SweepResult {
  const points = SIZES.flatMap((size) => CONNECTIONS.map((connections) => ({ size, connections })));
  const bound = (name: string, value: (at: (typeof points)[number]) => number) => ({
    name,
    design: 'many_small',
    metric: 'read.makespan',
    values: points.map(value),
  });
  return {
    axes: [
      // The scenario's own 800 kB lies between two settings.
      { address: 'size', unit: 'B', values: SIZES, scale: 'log', base: 8e5 },
      { address: 'connections', unit: '1', values: CONNECTIONS, scale: 'log', base: 16 },
    ],
    paired: false,
    columns: [
      { name: 'many_small.read.makespan', unit: 's', design: 'many_small', metric: 'read.makespan' },
      { name: 'one_large.read.makespan', unit: 's', design: 'one_large', metric: 'read.makespan' },
      { name: 'many_small.cost.total', unit: 'USD', design: 'many_small', metric: 'cost.total' },
      { name: 'one_large.cost.total', unit: 'USD', design: 'one_large', metric: 'cost.total' },
      { name: 'fills_the_card', unit: 'B/s', claim: 'fills_the_card' },
      { name: 'wastes_the_card', unit: 'B/s', claim: 'wastes_the_card' },
    ],
    points: points.map(({ size, connections }) => {
      const seconds = secondsAt(size, connections);
      const usd = (TOTAL_BYTES / size) * 4e-7;
      const rate = TOTAL_BYTES / seconds;
      const mean = [seconds, seconds * 0.9, usd, usd * 2 + 1e-6, rate, rate];
      return { at: [size, connections], mean, lo: [...mean], hi: [...mean] };
    }),
    lowerBounds: [
      bound('latency alone', ({ size, connections }) => boundsAt(size, connections).latency),
      bound('connections alone', ({ size, connections }) => boundsAt(size, connections).connections),
      bound('nic alone', ({ size, connections }) => boundsAt(size, connections).nic),
    ],
  };
}

function claim(id: string, low: number): ClaimResult {
  const [template] = fixtureResults().claims;
  return {
    ...template!,
    id,
    says: `The card is filled to ${low}`,
    expression: 'many_small.read.throughput',
    unit: 'B/s',
    value: 2.9e8,
    ci95: [2.9e8, 2.9e8],
    expect: { text: `>= ${low} B/s`, low, high: null, lowOpen: false, highOpen: false },
    verdict: 'refuted',
    assumptions: [
      {
        name: 'connections',
        base: 16,
        low: 1,
        high: 256,
        unit: '1',
        valueLow: 2e7,
        valueHigh: 8e8,
        verdictLow: 'refuted',
        verdictHigh: 'confirmed',
        flipsAt: 64,
        flipsBetween: [63, 64],
        integer: true,
        changes: 1,
        points: 9,
        curve: [],
      },
    ],
  };
}

/** Two designs in which the same phase leads, and a claim that holds one of them to a number. */
export function wallResults(): Results {
  const results = fixtureResults();
  results.claims = [claim('fills_the_card', 5e8), claim('wastes_the_card', 1e8)];
  results.answer = { sentence: '**290 MB/s**: read throughput.', scope: 'exact', claim: 'fills_the_card' };
  results.sweep = sweep();
  results.charts = [];
  return results;
}
