import { describe, expect, it } from 'vitest';
import type { DistributionSpec } from '../../../src/fields/distribution-spec.ts';
import { checkDistribution, createDistribution } from '../../../src/random/index.ts';

const exponential: DistributionSpec = { kind: 'exponential', mean: 1 };

describe('checkDistribution', () => {
  it.each<[DistributionSpec, string]>([
    [{ kind: 'constant', value: Number.NaN }, 'the value must be a finite number, not NaN'],
    [{ kind: 'exponential', mean: -1 }, 'mean must not be negative (found -1)'],
    [{ kind: 'uniform', low: 2, high: 1 }, 'low (2) is above high (1)'],
    [{ kind: 'normal', mean: 1, sd: -1 }, 'sd must not be negative (found -1)'],
    [{ kind: 'gamma', mean: 1, cv: -0.1 }, 'cv must not be negative (found -0.1)'],
    [{ kind: 'weibull', shape: 0, scale: 1 }, 'shape must be more than zero (found 0)'],
    [{ kind: 'weibull', shape: 0.001, scale: 1 }, 'the mean of this weibull distribution is too large to be a number'],
    [{ kind: 'pareto', shape: 1, low: 0, high: 1 }, 'low must be more than zero (found 0)'],
    [{ kind: 'quantiles', points: [] }, 'a quantile table needs at least p0 and p100'],
    [
      {
        kind: 'quantiles',
        points: [
          [0.1, 1],
          [1, 2],
        ],
      },
      'a quantile table needs p0, the least value',
    ],
    [
      {
        kind: 'quantiles',
        points: [
          [0, 1],
          [0.99, 2],
        ],
      },
      'a quantile table needs p100, the greatest value',
    ],
    [
      {
        kind: 'quantiles',
        points: [
          [0, 1],
          [0.5, 2],
          [0.5, 3],
          [1, 4],
        ],
      },
      'the points must ascend: p50 comes after p50',
    ],
    [
      {
        kind: 'quantiles',
        points: [
          [0, 1],
          [0.5, 3],
          [1, 2],
        ],
      },
      'the values must not descend: p100 is 2 after 3',
    ],
    [
      {
        kind: 'quantiles',
        points: [
          [0, 1],
          [1.5, 3],
          [1, 2],
        ],
      },
      'p150 is not a quantile: p lies between p0 and p100',
    ],
    [{ kind: 'mix', parts: [] }, 'a mix needs at least one part'],
    [
      {
        kind: 'mix',
        parts: [
          { share: 0.6, of: exponential },
          { share: 0.3, of: exponential },
        ],
      },
      'the shares of a mix must add up to 1 (100%); they add up to 0.9',
    ],
    [
      { kind: 'mix', parts: [{ share: 1, of: { kind: 'exponential', mean: -1 } }] },
      'part 1: mean must not be negative (found -1)',
    ],
    [{ kind: 'truncated', of: exponential, low: 3, high: 2 }, 'low (3) is above high (2)'],
    [
      { kind: 'truncated', of: exponential, low: 100, high: 200 },
      'next to nothing of the distribution lies between 100 and 200',
    ],
    [
      { kind: 'truncated', of: { kind: 'constant', value: 1 }, low: 2, high: 3 },
      'next to nothing of the distribution lies between 2 and 3',
    ],
    [
      { kind: 'truncated', of: { kind: 'normal', mean: 0, sd: -1 }, low: 2, high: 3 },
      'of: sd must not be negative (found -1)',
    ],
  ])('says of %j: %s', (spec, sentence) => {
    expect(checkDistribution(spec)).toBe(sentence);
    expect(() => createDistribution(spec)).toThrow(sentence);
  });

  it.each<[DistributionSpec]>([
    [{ kind: 'constant', value: 0 }],
    [{ kind: 'exponential', mean: 0 }],
    [{ kind: 'normal', mean: -3, sd: 0 }],
    [
      {
        kind: 'mix',
        parts: [
          { share: 1 / 3, of: exponential },
          { share: 2 / 3, of: exponential },
        ],
      },
    ],
    [{ kind: 'truncated', of: exponential, low: 0, high: 1 }],
  ])('finds nothing wrong with %j', (spec) => {
    expect(checkDistribution(spec)).toBeNull();
  });

  it('makes one distribution of one spec', () => {
    const spec: DistributionSpec = { kind: 'gamma', mean: 1, cv: 0.5 };
    expect(createDistribution(spec)).toBe(createDistribution(spec));
  });
});
