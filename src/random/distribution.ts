import type { DistributionSpec } from '../fields/distribution-spec.ts';

/** A distribution ready to be drawn from. */
export interface Distribution {
  readonly spec: DistributionSpec;
  readonly mean: number;
  /** Every draw is the same value, so no chance need be spent on it. */
  readonly constant: boolean;
  /** The value below which a share p of the draws falls, p in [0, 1]; not descending. The ends may be infinite. */
  quantile(p: number): number;
  /** Inversion: the quantile of u. One uniform from the open interval (0, 1), one value. */
  sample(u: number): number;
}

/** What the laws know of each other, so that they can be mixed and truncated in closed form. */
export interface Law extends Distribution {
  /** The share of draws at or below x. */
  cdf(x: number): number;
  /** The integral of the quantile function from 0 to p; at 1 it is the mean. */
  partialMean(p: number): number;
  /** Values that are drawn with a probability of their own. */
  readonly atoms: readonly number[];
}

interface LawParts {
  readonly spec: DistributionSpec;
  readonly mean: number;
  readonly quantile: (p: number) => number;
  readonly cdf: (x: number) => number;
  readonly partialMean: (p: number) => number;
  readonly atoms?: readonly number[];
}

/** All laws are made here, with the same fields in the same order, so that a call site sees one shape of object. */
export function createLaw({ spec, mean, quantile, cdf, partialMean, atoms = [] }: LawParts): Law {
  return { spec, mean, constant: false, quantile, sample: quantile, cdf, partialMean, atoms };
}

/** All mass at one value; also what a law without spread becomes (cv 0, low equal to high). */
export function createConstantLaw(spec: DistributionSpec, value: number): Law {
  const quantile = (): number => value;
  return {
    spec,
    mean: value,
    constant: true,
    quantile,
    sample: quantile,
    cdf: (x) => (x >= value ? 1 : 0),
    partialMean: (p) => p * value,
    atoms: [value],
  };
}
