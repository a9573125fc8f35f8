import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { gammaQuantile, regularizedGamma } from '../_gamma-functions.ts';
import { normalCdf, normalQuantile } from '../_normal-functions.ts';
import { createConstantLaw, createLaw, type Law } from '../distribution.ts';
import { tabulate } from './_tabulate.ts';

/**
 * Shape 1 / cv^2, scale mean x cv^2. The quantile comes from Newton's method on the incomplete gamma function, with a
 * table in front (_tabulate.ts).
 */
export function createGamma(spec: Extract<DistributionSpec, { kind: 'gamma' }>): Law {
  const { mean, cv } = spec;
  if (mean === 0 || cv === 0) return createConstantLaw(spec, mean);
  const shape = 1 / (cv * cv);
  const scale = mean / shape;
  const share = shape < 1e6 ? (k: number, x: number) => regularizedGamma(k, x).lower : wilsonHilfertyCdf;
  const solve = (p: number): number => scale * gammaQuantile(shape, p, normalQuantile(p));
  return createLaw({
    spec,
    mean,
    quantile: tabulate(solve),
    cdf: (x) => share(shape, x / scale),
    partialMean: (p) => mean * share(shape + 1, solve(p) / scale),
  });
}

/** For shapes at which the exact sum would take thousands of terms; the inverse of what the quantile does there. */
function wilsonHilfertyCdf(shape: number, x: number): number {
  return normalCdf((Math.cbrt(x / shape) - 1 + 1 / (9 * shape)) * 3 * Math.sqrt(shape));
}
