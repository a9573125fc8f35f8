import { describe, expect, it } from 'vitest';
import { gammaQuantile, logGamma, regularizedGamma } from '../../../src/random/_gamma-functions.ts';
import { normalCdf, normalQuantile } from '../../../src/random/_normal-functions.ts';

// Reference values: computed elsewhere with 30 digits of working precision.
describe('gamma functions', () => {
  it.each([
    [1e-3, 6.907178885383853],
    [0.5, 0.5723649429247001],
    [1, 0],
    [1.25, -0.09827183642181316],
    [3.7, 1.4280723266653879],
    [100.5, 361.4355404677776],
    [10_001, 82108.92783681436],
  ])('ln gamma(%d) is %d', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-14 * Math.max(1, Math.abs(expected)));
  });

  it.each([
    [0.04, 1e-6, 5.798758340857584e-151],
    [0.04, 0.5, 1.7281646839426064e-8],
    [0.04, 0.99, 0.9452947909782817],
    [0.5, 1e-6, 7.853981633978595e-13],
    [0.5, 0.5, 0.2274682115597864],
    [0.5, 0.99, 3.3174483005106077],
    [2.5, 0.01, 0.27714903836413857],
    [2.5, 0.5, 2.1757300955477636],
    [16, 0.5, 15.66792954431725],
    [16, 0.999999, 42.615775358549485],
    [400, 1e-6, 312.0215855497568],
    [400, 0.99, 447.99212782875816],
    [10_000, 0.01, 9768.836856696591],
    [10_000, 0.999999, 10482.561164638855],
  ])('the gamma quantile of shape %d at %d is %d', (shape, p, expected) => {
    // 1 - p loses digits of p itself near 1: 1e-16 / 1e-6.
    expect(Math.abs(gammaQuantile(shape, p, normalQuantile(p)) / expected - 1)).toBeLessThan(1e-11);
  });

  it('goes over into Wilson and Hilferty’s cube without a step that matters', () => {
    for (const p of [1e-6, 0.01, 0.5, 0.99, 0.999999]) {
      const below = gammaQuantile(999_999, p, normalQuantile(p)) / 999_999;
      const above = gammaQuantile(1_000_001, p, normalQuantile(p)) / 1_000_001;
      // The shapes themselves differ by 2e-6, which moves a quantile by about 2e-6 x z x 1e-3 / 2.
      expect(Math.abs(above / below - 1)).toBeLessThan(1e-8);
    }
  });

  it('splits all mass between below and above', () => {
    for (const shape of [0.1, 1, 7, 300]) {
      for (const x of [1e-9, 0.5, 7, 280, 320, 1000]) {
        const { lower, upper } = regularizedGamma(shape, x);
        expect(lower + upper).toBeCloseTo(1, 14);
      }
    }
    // Shape 1 is the exponential.
    expect(regularizedGamma(1, 0.3).lower / -Math.expm1(-0.3)).toBeCloseTo(1, 14);
    expect(regularizedGamma(1, 50).upper / Math.exp(-50)).toBeCloseTo(1, 12);
  });

  it('has a normal distribution function that undoes its quantile, far into the tails', () => {
    for (const p of [1e-300, 1e-100, 1e-10, 0.001, 0.3, 0.5, 0.8, 0.999]) {
      expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-12);
    }
  });
});
