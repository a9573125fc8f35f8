/** The fit finds what the values were drawn from. Seeds are fixed; tolerances are four standard errors, as derived. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DistributionSpec } from '../../../src/fields/index.ts';
import { digamma, trigamma } from '../../../src/random/fitting/_polygamma.ts';
import { monotoneCubic } from '../../../src/random/fitting/_published.ts';
import { kolmogorovDistance, meanLogLikelihood, quantileErrors } from '../../../src/random/fitting/goodness.ts';
import { createSample, fitLatency, fitLaw, type LawName, type Series } from '../../../src/random/fitting/index.ts';
import { logDensity } from '../../../src/random/fitting/log-density.ts';
import { quantileTable } from '../../../src/random/fitting/quantile-table.ts';
import { createDistribution, keyedDraws } from '../../../src/random/index.ts';

const draw = (spec: DistributionSpec, n: number, purpose = 'fit'): Float64Array => {
  const luck = keyedDraws(2, 0, purpose);
  const law = createDistribution(spec);
  return Float64Array.from({ length: n }, (_, i) => law.sample(luck.uniform(i, 0)));
};
const lognormal = (p50: number, sigma: number): DistributionSpec => ({ kind: 'lognormal', mu: Math.log(p50), sigma });
const twoModes: DistributionSpec = {
  kind: 'mix',
  parts: [
    { share: 0.6, of: lognormal(0.016, 0.12) },
    { share: 0.4, of: lognormal(0.035, 0.45) },
  ],
};
const clients = (values: Float64Array, count: number, group = ''): Series[] =>
  Array.from({ length: count }, (_, c) => ({
    group,
    seconds: values.slice((c * values.length) / count, ((c + 1) * values.length) / count),
  }));

describe('a law fitted to 20,000 of its own draws', () => {
  const n = 20_000;

  it('lognormal: mu within 4 sigma / sqrt(n), sigma within 4 sigma / sqrt(2 n)', () => {
    const fitted = fitLaw('lognormal', createSample([draw(lognormal(0.03, 0.5), n)]));
    if (fitted?.kind !== 'lognormal') throw new Error('no lognormal');
    expect(Math.abs(fitted.mu - Math.log(0.03))).toBeLessThan((4 * 0.5) / Math.sqrt(n));
    expect(Math.abs(fitted.sigma - 0.5)).toBeLessThan((4 * 0.5) / Math.sqrt(2 * n));
  });

  it('gamma: the mean within 4 standard errors, the cv within 4 %', () => {
    const fitted = fitLaw('gamma', createSample([draw({ kind: 'gamma', mean: 0.02, cv: 0.7 }, n)]));
    if (fitted?.kind !== 'gamma') throw new Error('no gamma');
    expect(Math.abs(fitted.mean / 0.02 - 1)).toBeLessThan((4 * 0.7) / Math.sqrt(n));
    // The variance of the shape's estimate is shape / (n (shape psi'(shape) - 1)): 0.9 % of it, 0.5 % of the cv.
    expect(Math.abs(fitted.cv / 0.7 - 1)).toBeLessThan(0.04);
  });

  it('Weibull: shape within 4 x 0.78 / sqrt(n), scale within 4 x 1.05 / (shape sqrt(n))', () => {
    const fitted = fitLaw('weibull', createSample([draw({ kind: 'weibull', shape: 1.6, scale: 0.03 }, n)]));
    if (fitted?.kind !== 'weibull') throw new Error('no Weibull');
    expect(Math.abs(fitted.shape / 1.6 - 1)).toBeLessThan((4 * 0.78) / Math.sqrt(n));
    expect(Math.abs(fitted.scale / 0.03 - 1)).toBeLessThan((4 * 1.05) / (1.6 * Math.sqrt(n)));
  });

  it('two lognormals: share within 0.03, medians within 2 %, the fast mode first', () => {
    const fitted = fitLaw('two-lognormals', createSample([draw(twoModes, n)]));
    if (fitted?.kind !== 'mix') throw new Error('no mix');
    const [fast, slow] = fitted.parts;
    if (fast?.of.kind !== 'lognormal' || slow?.of.kind !== 'lognormal') throw new Error('no lognormals');
    expect(fast.share + slow.share).toBeCloseTo(1, 12);
    // 12,000 draws of the fast mode: sigma / sqrt(n) is 0.1 % of its median; of the slow one 0.5 %; overlap doubles both.
    expect(Math.abs(fast.share - 0.6)).toBeLessThan(0.03);
    expect(Math.abs(Math.exp(fast.of.mu) / 0.016 - 1)).toBeLessThan(0.02);
    expect(Math.abs(Math.exp(slow.of.mu) / 0.035 - 1)).toBeLessThan(0.04);
  });

  it('a rare slow mode of 1 % is found', () => {
    const rare: DistributionSpec = {
      kind: 'mix',
      parts: [
        { share: 0.99, of: lognormal(0.0048, 0.06) },
        { share: 0.01, of: lognormal(0.024, 0.1) },
      ],
    };
    const fitted = fitLaw('two-lognormals', createSample([draw(rare, n)]));
    if (fitted?.kind !== 'mix' || fitted.parts[1]?.of.kind !== 'lognormal') throw new Error('no mix');
    // 200 draws: a standard error of 0.0007 of the share, of 0.7 % of the median.
    expect(Math.abs(fitted.parts[1].share - 0.01)).toBeLessThan(0.003);
    expect(Math.abs(Math.exp(fitted.parts[1].of.mu) / 0.024 - 1)).toBeLessThan(0.03);
  });

  it.each<[LawName, DistributionSpec]>([
    ['lognormal', lognormal(0.03, 0.5)],
    ['gamma', { kind: 'gamma', mean: 0.02, cv: 0.7 }],
    ['weibull', { kind: 'weibull', shape: 1.6, scale: 0.03 }],
    ['two-lognormals', twoModes],
  ])('%s is judged likelier on the held-out half than the other simple laws', (law, spec) => {
    const { comparison } = fitLatency({ kind: 'values', series: clients(draw(spec, n), 20) }, 'quantiles');
    const order = comparison!.candidates.map((each) => each.law);
    // Two lognormals can be one lognormal, and a table of 15 points comes near any law: those may tie with the truth.
    const simple = order.filter((each) => each === law || !['two-lognormals', 'quantiles'].includes(each));
    expect(simple[0]).toBe(law);
    const right = comparison!.candidates.find((each) => each.law === law)!;
    // Parameters come from as many values again: sqrt 2 wider than the law itself would be, and 1.63 is 1 %.
    expect(right.kolmogorovDistance).toBeLessThan((1.63 * Math.SQRT2) / Math.sqrt(n / 2));
    expect(Math.abs(right.quantileErrors.find(({ p }) => p === 0.9)!.error)).toBeLessThan(0.05);
  });

  it('values that are all the same become a constant, and nothing is compared', () => {
    const fit = fitLatency({ kind: 'values', series: clients(new Float64Array(100).fill(0.02), 10) }, 'lognormal');
    expect(fit.spec).toEqual({ kind: 'constant', value: 0.02 });
    expect(fit.comparison).toBeNull();
    expect(fit.dependence).toEqual({
      lag1: null,
      lag10: null,
      clientCount: 10,
      clientSpread: null,
      clientVariation: null,
    });
  });
});

describe('the quantile table', () => {
  it('has least, greatest and only such levels as five values lie beyond', () => {
    const values = Float64Array.from({ length: 101 }, (_, i) => (i + 1) / 1000);
    expect(quantileTable(createSample([values]))).toEqual(
      [
        [0, 0.001],
        [0.05, 0.006],
        [0.1, 0.011],
        [0.25, 0.026],
        [0.5, 0.051],
        [0.75, 0.076],
        [0.9, 0.091],
        [0.95, 0.096],
        [1, 0.101],
      ].map(([p, value]) => [p, expect.closeTo(value!, 12)]),
    );
  });

  it('of any values is a distribution', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-4, max: 10, noNaN: true }), { minLength: 20, maxLength: 400 }),
        (values) => {
          const points = quantileTable(createSample([Float64Array.from(values)]));
          if (points[0]![1] === points[points.length - 1]![1]) return;
          const law = createDistribution({ kind: 'quantiles', points });
          expect(law.quantile(0)).toBe(Math.min(...values));
          expect(law.quantile(1)).toBe(Math.max(...values));
        },
      ),
      { seed: 5, numRuns: 100 },
    );
  });
});

describe('goodness, by hand', () => {
  it('the Kolmogorov-Smirnov distance of 1, 2, 3, 4 from the uniform law on 0 to 4 is a quarter', () => {
    const sample = createSample([Float64Array.of(1, 2, 3, 4)]);
    expect(kolmogorovDistance({ kind: 'uniform', low: 0, high: 4 }, sample)).toBeCloseTo(0.25, 12);
  });

  it('the log likelihood of a Weibull of shape 1 and scale 2 is -ln 2 - x / 2', () => {
    const sample = createSample([Float64Array.of(1, 3)]);
    expect(meanLogLikelihood({ kind: 'weibull', shape: 1, scale: 2 }, 10, sample)).toBeCloseTo(-Math.LN2 - 1, 12);
  });

  it('errors of quantiles are relative, and only of levels that the sample resolves', () => {
    const sample = createSample([Float64Array.from({ length: 101 }, (_, i) => i / 10 + 1)]);
    const errors = quantileErrors({ kind: 'uniform', low: 2, high: 22 }, sample);
    expect(errors.map(({ p }) => p)).toEqual([0.5, 0.75, 0.9, 0.95]);
    expect(errors[0]!.error).toBeCloseTo(12 / 6 - 1, 12);
  });

  it.each<[string, DistributionSpec]>([
    ['lognormal', lognormal(0.03, 0.5)],
    ['gamma', { kind: 'gamma', mean: 0.02, cv: 0.7 }],
    ['weibull', { kind: 'weibull', shape: 1.6, scale: 0.03 }],
    ['mix', twoModes],
    [
      'quantiles',
      {
        kind: 'quantiles',
        points: [
          [0, 0.01],
          [0.5, 0.02],
          [0.9, 0.05],
          [0.99, 0.1],
          [1, 0.5],
        ],
      },
    ],
  ])('the density of a %s law holds all its mass: one, within 0.2 %', (_, spec) => {
    // Trapezoids in ln x from 1e-9 s to 1000 s.
    const density = logDensity(spec, 1000);
    const steps = 40_000;
    const width = Math.log(1e12) / steps;
    let mass = 0;
    for (let i = 0; i <= steps; i++) {
      const x = 1e-9 * Math.exp(i * width);
      mass += Math.exp(density(x)) * x * width;
    }
    expect(mass).toBeCloseTo(1, 2);
    expect(Math.abs(mass - 1)).toBeLessThan(0.002);
  });

  // Abramowitz and Stegun, 6.3.2 and 6.4.2: minus Euler's constant, and pi squared over six.
  it('digamma(1) and trigamma(1) are the published constants', () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 12);
    expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 12);
  });
});

describe('dependence', () => {
  const n = 40_000;
  const normal = (z: Float64Array): Float64Array => z.map((value) => 0.02 * Math.exp(0.3 * Math.log(value)));
  const noise = draw({ kind: 'lognormal', mu: 0, sigma: 1 }, n, 'noise');

  it('of independent draws: correlation 0 within 4 / sqrt(n), clients spread 1 within 0.3', () => {
    const { dependence } = fitLatency({ kind: 'values', series: clients(normal(noise), 100) }, 'quantiles');
    // A series' mean is its own, so that each of 100 clients takes 1/400 off the correlation.
    expect(Math.abs(dependence!.lag1! + 1 / 400)).toBeLessThan(4 / Math.sqrt(n));
    // F with 99 degrees of freedom: its root has a standard error of 1 / sqrt(2 x 99) = 0.071.
    expect(Math.abs(dependence!.clientSpread! - 1)).toBeLessThan(0.3);
  });

  it('of three clients with two values each is worked by hand', () => {
    // Means 10, 20, 30 about 20: between (0.25 + 0 + 0.25) x 2 / 2 = 0.5; within 6 x (1 / 20)^2 / 3 = 0.005; n = (6 - 12 / 6) / 2 = 2.
    const series = clients(Float64Array.of(9, 11, 19, 21, 29, 31), 3);
    const { dependence } = fitLatency({ kind: 'values', series }, 'quantiles');
    expect(dependence!.clientSpread).toBeCloseTo(Math.sqrt(0.5 / 0.005), 12);
    expect(dependence!.clientVariation).toBeCloseTo(Math.sqrt((0.5 - 0.005) / 2), 12);
  });

  it('of clients that differ by 10 % in two hours: 10 % beyond chance, and none where nothing but chance tells them apart', () => {
    // The standard deviation of 200 factors has a standard error of 0.1 / sqrt(400) = 0.005.
    const factor = createDistribution({ kind: 'lognormal', mu: -0.005, sigma: 0.1 });
    const luck = keyedDraws(3, 0, 'client');
    const both = ['slow', 'quick'].flatMap((group, hour) =>
      clients(normal(noise), 100, group).map(({ seconds }, c) => ({
        group,
        seconds: seconds.map((value) => value * (1 + hour) * factor.sample(luck.uniform(100 * hour + c, 0))),
      })),
    );
    const apart = fitLatency({ kind: 'values', series: both }, 'quantiles').dependence!.clientVariation!;
    expect(Math.abs(apart - 0.1)).toBeLessThan(4 * 0.005);
    const alike = fitLatency({ kind: 'values', series: clients(normal(noise), 100) }, 'quantiles').dependence!;
    // Chance alone moves a mean of 400 by 0.3 / 20 = 1.5 %; what is left of it is less.
    expect(alike.clientVariation!).toBeLessThan(0.008);
  });

  it('of a process that remembers half: correlation 0.5, ten apart 0.001, within 0.04', () => {
    const logs = noise.map(Math.log);
    for (let i = 1; i < n; i++) logs[i] = 0.5 * logs[i - 1]! + Math.sqrt(0.75) * logs[i]!;
    const series = clients(
      logs.map((z) => 0.02 * Math.exp(0.3 * z)),
      20,
    );
    const { dependence } = fitLatency({ kind: 'values', series }, 'quantiles');
    expect(Math.abs(dependence!.lag1! - 0.5)).toBeLessThan(0.04);
    expect(Math.abs(dependence!.lag10!)).toBeLessThan(0.04);
    // Means of such a process spread sqrt((1 + r) / (1 - r)) = 1.73 times as wide; 19 degrees of freedom: +- 4 x 0.28.
    expect(dependence!.clientSpread!).toBeGreaterThan(1.1);
  });

  it('of two hours, one twice as slow: medians a factor of two apart, most of the variance between', () => {
    const quick = draw(lognormal(0.02, 0.1), 5000, 'quick');
    const slow = draw(lognormal(0.04, 0.1), 5000, 'slow');
    const fit = fitLatency(
      { kind: 'values', series: [...clients(quick, 10, '1'), ...clients(slow, 10, '2')] },
      'quantiles',
    );
    expect(fit.drift!.highestMedianSeconds / fit.drift!.lowestMedianSeconds).toBeCloseTo(2, 1);
    // (ln 2 / 2)^2 / ((ln 2 / 2)^2 + 0.1^2) = 0.923
    expect(fit.drift!.varianceBetween).toBeCloseTo(0.923, 2);
    expect(fit.groups.map(({ name, count }) => [name, count])).toEqual([
      ['1', 5000],
      ['2', 5000],
    ]);
  });
});

describe('published quantiles', () => {
  const rowsOf = (specs: readonly DistributionSpec[]) =>
    specs.map((spec, i) => {
      const sample = createSample([draw(spec, 50_000, `row ${i}`)]);
      return { group: String(i), count: 50_000, meanSeconds: null, points: quantileTable(sample) };
    });

  it('of one run come back as they are', () => {
    const rows = rowsOf([twoModes]);
    const fit = fitLatency({ kind: 'quantiles', rows }, 'quantiles');
    expect(fit.points).toEqual(rows[0]!.points);
    expect([fit.comparison, fit.dependence, fit.drift]).toEqual([null, null, null]);
  });

  // What the table holds decides: the error is the interpolation's, and 0.7 % of it is sampling at p99.
  it('of three runs pool to the quantiles of all values, within 2 % from p1 to p99.9', () => {
    const specs = [lognormal(0.018, 0.25), lognormal(0.026, 0.4), lognormal(0.04, 0.4)];
    const fit = fitLatency({ kind: 'quantiles', rows: rowsOf(specs) }, 'quantiles');
    const all = createSample(specs.map((spec, i) => draw(spec, 50_000, `row ${i}`)));
    for (const [p, value] of fit.points.filter(([level]) => level >= 0.01 && level <= 0.999)) {
      expect(Math.abs(value / all.quantile(p) - 1), `p${100 * p}`).toBeLessThan(0.02);
    }
    expect(fit.comparison!.split).toBe('runs');
  });

  it('a monotone cubic goes through its points and never turns back', () => {
    const curve = monotoneCubic([0, 1, 2, 5], [0, 0.1, 3, 3.1]);
    expect([0, 1, 2, 5].map(curve)).toEqual([0, 0.1, 3, 3.1].map((y) => expect.closeTo(y, 12)));
    let before = Number.NEGATIVE_INFINITY;
    for (let x = 0; x <= 5; x += 0.01) {
      expect(curve(x)).toBeGreaterThanOrEqual(before);
      before = curve(x);
    }
  });
});
