import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DistributionSpec } from '../../../src/fields/distribution-spec.ts';
import {
  createDistribution,
  createStream,
  keyedDraws,
  lognormalFromMean,
  lognormalFromQuantiles,
} from '../../../src/random/index.ts';
import { createLawOf } from '../../../src/random/laws/create-law.ts';

/** GET latency of S3 Standard in milliseconds: 597,402 requests pooled, measured in 2024; mean 32.5. */
const getLatency: DistributionSpec = {
  kind: 'quantiles',
  points: [
    [0, 10.1],
    [0.01, 13.3],
    [0.05, 14.6],
    [0.1, 15.5],
    [0.25, 17.3],
    [0.5, 26.1],
    [0.75, 40.7],
    [0.9, 58.7],
    [0.95, 73.8],
    [0.99, 105],
    [0.995, 120],
    [0.999, 175],
    [0.9995, 213],
    [0.9999, 283],
    [0.99999, 841],
    [1, 1290],
  ],
};
const twoModes: DistributionSpec = {
  kind: 'mix',
  parts: [
    { share: 0.64, of: { kind: 'constant', value: 16 } },
    { share: 0.36, of: { kind: 'lognormal', mu: Math.log(40), sigma: 0.5 } },
  ],
};

const specs: [string, DistributionSpec][] = [
  ['exponential', { kind: 'exponential', mean: 2 }],
  ['uniform', { kind: 'uniform', low: -1, high: 3 }],
  ['normal', { kind: 'normal', mean: 5, sd: 2 }],
  ['lognormal', { kind: 'lognormal', mu: 0.3, sigma: 0.8 }],
  ['gamma, cv under 1', { kind: 'gamma', mean: 2, cv: 0.7 }],
  ['gamma, cv over 1', { kind: 'gamma', mean: 2, cv: 1.8 }],
  ['weibull, heavy', { kind: 'weibull', shape: 0.7, scale: 2 }],
  ['weibull, light', { kind: 'weibull', shape: 3, scale: 2 }],
  ['pareto, shape 1', { kind: 'pareto', shape: 1, low: 1, high: 100 }],
  ['pareto, shape 2.5', { kind: 'pareto', shape: 2.5, low: 1, high: 100 }],
  ['quantile table', getLatency],
  [
    'short table',
    {
      kind: 'quantiles',
      points: [
        [0, 10],
        [0.5, 26],
        [0.99, 105],
        [1, 1300],
      ],
    },
  ],
  [
    'table from zero, with a flat stretch',
    {
      kind: 'quantiles',
      points: [
        [0, 0],
        [0.3, 5],
        [0.6, 5],
        [1, 20],
      ],
    },
  ],
  ['mix with an atom', twoModes],
  [
    'smooth mix',
    {
      kind: 'mix',
      parts: [
        { share: 0.5, of: { kind: 'gamma', mean: 2, cv: 0.7 } },
        { share: 0.5, of: { kind: 'exponential', mean: 10 } },
      ],
    },
  ],
  [
    'mix with a gap',
    {
      kind: 'mix',
      parts: [
        { share: 0.3, of: { kind: 'uniform', low: 1, high: 2 } },
        { share: 0.7, of: { kind: 'uniform', low: 5, high: 6 } },
      ],
    },
  ],
  ['truncated normal', { kind: 'truncated', of: { kind: 'normal', mean: 5, sd: 2 }, low: 0, high: 8 }],
  ['truncated mix', { kind: 'truncated', of: twoModes, low: 16, high: 100 }],
  ['truncated table', { kind: 'truncated', of: getLatency, low: 12, high: 200 }],
];

describe.each(specs)('%s', (_, spec) => {
  const law = createLawOf(spec);

  it('has a quantile that never descends', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(probability, probability, (a, b) => {
        expect(law.quantile(Math.min(a, b))).toBeLessThanOrEqual(law.quantile(Math.max(a, b)));
      }),
      { seed: 31, numRuns: 500 },
    );
    let before = law.quantile(0);
    for (let i = 1; i <= 20_000; i++) {
      const value = law.quantile(i / 20_000);
      if (value < before) expect.fail(`Q(${i / 20_000}) is ${value} after ${before}`);
      before = value;
    }
  });

  it('has a distribution function that undoes the quantile', () => {
    for (let i = 1; i < 400; i++) {
      const p = i / 400;
      const x = law.quantile(p);
      const near = 2e-6 * Math.abs(x) + 1e-12;
      // An atom takes a range of p; a table in front of a solution is right to 1e-6 of the value.
      expect(law.cdf(x + near)).toBeGreaterThanOrEqual(p - 1e-9);
      expect(law.cdf(x - near)).toBeLessThanOrEqual(p + 1e-9);
    }
  });

  it('has a mean and partial means that are the integral of the quantile', () => {
    // Midpoints, with steps that shrink towards both ends: p = 3t^2 - 2t^3.
    const steps = 400_000;
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const t = (i + 0.5) / steps;
      const before = (i / steps) ** 2 * (3 - (2 * i) / steps);
      const after = ((i + 1) / steps) ** 2 * (3 - (2 * (i + 1)) / steps);
      sum += (after - before) * law.quantile(t * t * (3 - 2 * t));
      if (i + 1 === steps / 4) expect(law.partialMean(after) / sum).toBeCloseTo(1, 5);
      if (i + 1 === (steps * 9) / 10) expect(law.partialMean(after) / sum).toBeCloseTo(1, 5);
    }
    expect(law.mean / sum).toBeCloseTo(1, 5);
    expect(law.partialMean(1) / law.mean).toBeCloseTo(1, 12);
    expect(law.partialMean(0) / law.mean).toBeCloseTo(0, 12);
  });

  it('samples by inversion', () => {
    const distribution = createDistribution(spec);
    for (const u of [2 ** -53, 0.1, 0.5, 0.999, 1 - 2 ** -53]) {
      expect(distribution.sample(u)).toBe(distribution.quantile(u));
      expect(Number.isFinite(distribution.sample(u))).toBe(true);
    }
    expect(distribution.constant).toBe(false);
    expect(distribution.spec).toBe(spec);
  });
});

describe('closed forms', () => {
  const quantile = (spec: DistributionSpec, p: number): number => createDistribution(spec).quantile(p);

  it.each<[DistributionSpec, number, number]>([
    [{ kind: 'exponential', mean: 2 }, 0.5, 2 * Math.LN2],
    [{ kind: 'exponential', mean: 2 }, 1e-12, 2.000000000001e-12],
    [{ kind: 'uniform', low: 1, high: 3 }, 0.25, 1.5],
    // Standard normal quantiles to 17 digits, computed with 30 digits elsewhere.
    [{ kind: 'normal', mean: 0, sd: 1 }, 0.975, 1.9599639845400543],
    [{ kind: 'normal', mean: 0, sd: 1 }, 0.001, -3.0902323061678136],
    [{ kind: 'normal', mean: 0, sd: 1 }, 1e-10, -6.361340902404057],
    [{ kind: 'normal', mean: 0, sd: 1 }, 1e-300, -37.0470962993612],
    [{ kind: 'normal', mean: 10, sd: 2 }, 0.5, 10],
    [{ kind: 'lognormal', mu: 1, sigma: 2 }, 0.5, Math.E],
    [{ kind: 'weibull', shape: 2, scale: 3 }, 1 - Math.exp(-4), 6],
    // 1 / (1 - 0.5 x (1 - 0.01)) = 1 / 0.505
    [{ kind: 'pareto', shape: 1, low: 1, high: 100 }, 0.5, 1 / 0.505],
    [{ kind: 'gamma', mean: 3, cv: 1 }, 0.9, 3 * Math.log(10)],
  ])('%j at %d is %d', (spec, p, expected) => {
    // A gamma is read from a table that is right to 1e-6; the others are as exact as doubles.
    expect(Math.abs(quantile(spec, p) / expected - 1)).toBeLessThan(spec.kind === 'gamma' ? 1e-6 : 1e-14);
  });

  it.each<[DistributionSpec, number]>([
    [{ kind: 'normal', mean: 5, sd: 2 }, 5],
    [{ kind: 'lognormal', mu: 1, sigma: 0.5 }, Math.exp(1.125)],
    [{ kind: 'gamma', mean: 3, cv: 0.4 }, 3],
    [{ kind: 'weibull', shape: 0.5, scale: 3 }, 6],
    // ln 100 x 100 / 99
    [{ kind: 'pareto', shape: 1, low: 1, high: 100 }, (Math.log(100) * 100) / 99],
    // (2 / (1 - 1e-4)) x (1 - 0.01)
    [{ kind: 'pareto', shape: 2, low: 1, high: 100 }, 1.98 / 0.9999],
    [twoModes, 0.64 * 16 + 0.36 * 40 * Math.exp(0.125)],
  ])('the mean of %j is %d', (spec, mean) => {
    expect(createDistribution(spec).mean / mean).toBeCloseTo(1, 12);
  });

  it('draws beyond 22 means of an exponential, and never 0 or infinity', () => {
    const exponential = createDistribution({ kind: 'exponential', mean: 1 });
    expect(exponential.sample(1 - 2 ** -53)).toBeCloseTo(53 * Math.LN2, 10);
    expect(exponential.sample(2 ** -53)).toBe(2 ** -53);
  });

  it.each<[DistributionSpec, number]>([
    [{ kind: 'constant', value: 4 }, 4],
    [{ kind: 'exponential', mean: 0 }, 0],
    [{ kind: 'uniform', low: 2, high: 2 }, 2],
    [{ kind: 'normal', mean: 3, sd: 0 }, 3],
    [{ kind: 'gamma', mean: 3, cv: 0 }, 3],
    [{ kind: 'lognormal', mu: 0, sigma: 0 }, 1],
    [{ kind: 'pareto', shape: 1, low: 2, high: 2 }, 2],
    [
      {
        kind: 'quantiles',
        points: [
          [0, 7],
          [1, 7],
        ],
      },
      7,
    ],
    [{ kind: 'mix', parts: [{ share: 1, of: { kind: 'constant', value: 5 } }] }, 5],
    [{ kind: 'truncated', of: { kind: 'constant', value: 5 }, low: 0, high: 9 }, 5],
  ])('without spread is constant: %j', (spec, value) => {
    const distribution = createDistribution(spec);
    expect(distribution.constant).toBe(true);
    expect([distribution.mean, distribution.sample(0.3), distribution.quantile(1)]).toEqual([value, value, value]);
  });
});

describe('a quantile table', () => {
  it('goes through its points', () => {
    const distribution = createDistribution(getLatency);
    if (getLatency.kind !== 'quantiles') throw new Error('unreachable');
    for (const [p, value] of getLatency.points) expect(distribution.quantile(p) / value).toBeCloseTo(1, 12);
  });

  it('runs straight in the logarithm: against p up to p90, against the survival above', () => {
    const { quantile } = createDistribution({
      kind: 'quantiles',
      points: [
        [0, 1],
        [0.9, 10],
        [0.99, 40],
        [1, 1e9],
      ],
    });
    expect(quantile(0.45)).toBeCloseTo(Math.sqrt(10), 12);
    // Survival 0.1 to 0.01: half-way in its logarithm is 1 - 10^-1.5, and the value there sqrt(10 x 40).
    expect(quantile(1 - 10 ** -1.5)).toBeCloseTo(20, 9);
    // Beyond p99 the tail goes on: four times the value for each nine.
    expect(quantile(0.999)).toBeCloseTo(160, 9);
    expect(quantile(1)).toBe(1e9);
  });

  it('bends off towards the maximum where the tail would pass it', () => {
    const { quantile } = createDistribution({
      kind: 'quantiles',
      points: [
        [0, 1],
        [0.9, 10],
        [0.99, 40],
        [1, 80],
      ],
    });
    // The tail reaches 160 at p99.9; the straight line 40 x 2^0.9.
    expect(quantile(0.999)).toBeCloseTo(40 * 2 ** 0.9, 9);
    expect(quantile(0.9999999)).toBeLessThan(80);
  });

  it('runs straight in the value where that begins at zero', () => {
    const { quantile, mean } = createDistribution({
      kind: 'quantiles',
      points: [
        [0, 0],
        [0.5, 4],
        [1, 16],
      ],
    });
    expect(quantile(0.25)).toBe(2);
    expect(quantile(0.75)).toBeCloseTo(8, 12);
    // 0.5 x 2, and 0.5 x (16 - 4) / ln 4.
    expect(mean).toBeCloseTo(1 + 6 / Math.log(4), 12);
  });

  it('gives back the measured latency of S3: mean within 3 %, p50 to p99 within 2 %, p99.9 within 5 %', () => {
    const distribution = createDistribution(getLatency);
    expect(Math.abs(distribution.mean / 32.5 - 1)).toBeLessThan(0.03);
    const draws = keyedDraws(1, 0, 'get.firstByte');
    const values = Float64Array.from({ length: 1_000_000 }, (_, i) => distribution.sample(draws.uniform(i, 0))).sort();
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(mean / 32.5 - 1)).toBeLessThan(0.03);
    for (const [p, value, tolerance] of [
      [0.5, 26.1, 0.02],
      [0.75, 40.7, 0.02],
      [0.9, 58.7, 0.02],
      [0.95, 73.8, 0.02],
      [0.99, 105, 0.02],
      [0.999, 175, 0.05],
    ] as const) {
      expect(Math.abs(values[Math.floor(p * values.length)]! / value - 1), `p${p * 100}`).toBeLessThan(tolerance);
    }
  });
});

describe('a mix', () => {
  it('has the atom over exactly its share, and the rest around it', () => {
    const { quantile } = createDistribution(twoModes);
    // Of the lognormal, F(16) = Phi(ln(16/40) / 0.5) = Phi(-1.8326) = 0.03343 lies below the atom.
    expect(quantile(0.36 * 0.0333)).toBeLessThan(16);
    expect(quantile(0.36 * 0.0336)).toBe(16);
    expect(quantile(0.5)).toBe(16);
    expect(quantile(0.64 + 0.36 * 0.0333)).toBe(16);
    expect(quantile(0.64 + 0.36 * 0.0336)).toBeGreaterThan(16);
  });

  it('gives the same value whatever was asked before', () => {
    const fresh = createLawOf(twoModes);
    const used = createLawOf(twoModes);
    const stream = createStream(9, 0, 'mix');
    for (let i = 0; i < 3000; i++) used.sample(stream.uniform());
    for (let i = 1; i < 500; i++) expect(fresh.quantile(i / 500)).toBe(used.quantile(i / 500));
  });
});

describe('lognormal parameters', () => {
  it('come from the median and the 99th percentile', () => {
    const distribution = createDistribution(lognormalFromQuantiles(0.026, 0.105));
    expect(distribution.quantile(0.5)).toBeCloseTo(0.026, 15);
    expect(distribution.quantile(0.99)).toBeCloseTo(0.105, 14);
  });

  it('come from the mean and the coefficient of variation', () => {
    const distribution = createDistribution(lognormalFromMean(3, 2));
    expect(distribution.mean).toBeCloseTo(3, 13);
    const stream = createStream(4, 0, 'lognormal');
    let sum = 0;
    let squares = 0;
    const n = 400_000;
    for (let i = 0; i < n; i++) {
      const x = Math.log(stream.draw(distribution));
      sum += x;
      squares += x * x;
    }
    // Of the logarithm: variance ln(1 + 2^2); relative standard error sqrt(2 / n) = 0.2 %, four of them.
    expect(Math.abs((squares / n - (sum / n) ** 2) / Math.log(5) - 1)).toBeLessThan(0.009);
  });

  it('refuses what no lognormal has', () => {
    expect(() => lognormalFromQuantiles(0, 1)).toThrow('p50 must be more than zero (found 0)');
    expect(() => lognormalFromQuantiles(2, 1)).toThrow('p99 (1) is below p50 (2)');
    expect(() => lognormalFromMean(0, 1)).toThrow('mean must be more than zero (found 0)');
    expect(() => lognormalFromMean(1, -1)).toThrow('cv must not be negative (found -1)');
  });
});
