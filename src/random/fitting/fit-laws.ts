/**
 * The candidate laws, each by maximum likelihood: lognormal in closed form, gamma and Weibull by Newton's steps, the
 * mixture of two lognormals by expectation and maximization (Dempster, Laird and Rubin, 1977).
 */
import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import { digamma, trigamma } from './_polygamma.ts';
import { quantileTable } from './quantile-table.ts';
import { compress, type Sample } from './sample.ts';

export const lawNames = ['quantiles', 'lognormal', 'two-lognormals', 'gamma', 'weibull'] as const;
export type LawName = (typeof lawNames)[number];

/** Null where the values leave nothing to fit (all the same). */
export function fitLaw(law: LawName, sample: Sample): DistributionSpec | null {
  if (sample.quantile(0) === sample.quantile(1)) return null;
  switch (law) {
    case 'quantiles':
      return { kind: 'quantiles', points: quantileTable(sample) };
    case 'lognormal':
      return fitLognormal(sample);
    case 'two-lognormals':
      return fitTwoLognormals(sample);
    case 'gamma':
      return fitGamma(sample);
    case 'weibull':
      return fitWeibull(sample);
  }
}

type Lognormal = Extract<DistributionSpec, { kind: 'lognormal' }>;

function momentsOf(values: Float64Array, weights: Float64Array): { mean: number; variance: number } {
  let mass = 0;
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    mass += weights[i]!;
    const away = values[i]! - mean;
    mean += (weights[i]! / mass) * away;
    squares += weights[i]! * away * (values[i]! - mean);
  }
  return { mean, variance: squares / mass };
}

function fitLognormal({ values, weights }: Sample): Lognormal {
  const { mean, variance } = momentsOf(values.map(Math.log), weights);
  return { kind: 'lognormal', mu: mean, sigma: Math.sqrt(variance) };
}

function fitGamma({ values, weights }: Sample): DistributionSpec {
  const { mean } = momentsOf(values, weights);
  const logs = momentsOf(values.map(Math.log), weights).mean;
  // ln k - psi(k) = ln(mean) - mean(ln x); the start is good to 2 % (Minka, Estimating a Gamma distribution, 2002).
  const gap = Math.log(mean) - logs;
  let shape = (3 - gap + Math.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap);
  for (let step = 0; step < 50; step++) {
    const next = shape - (Math.log(shape) - digamma(shape) - gap) / (1 / shape - trigamma(shape));
    const settled = Math.abs(next / shape - 1) < 1e-12;
    shape = next > 0 ? next : shape / 2;
    if (settled) break;
  }
  return { kind: 'gamma', mean, cv: 1 / Math.sqrt(shape) };
}

const mostBins = 4096;

function fitWeibull(sample: Sample): DistributionSpec {
  const { logs, weights } = compress(sample, mostBins);
  const { mean, variance } = momentsOf(logs, weights);
  // Against the largest, so that x^shape does not overflow.
  const top = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let mass = 0;
  for (const weight of weights) mass += weight;
  const sums = (shape: number): [zero: number, one: number, two: number] => {
    let zero = 0;
    let one = 0;
    let two = 0;
    for (let i = 0; i < logs.length; i++) {
      const power = weights[i]! * Math.exp(shape * (logs[i]! - top));
      zero += power;
      one += power * logs[i]!;
      two += power * logs[i]! * logs[i]!;
    }
    return [zero, one, two];
  };
  let shape = Math.PI / Math.sqrt(6 * variance);
  for (let step = 0; step < 100; step++) {
    const [zero, one, two] = sums(shape);
    const value = one / zero - 1 / shape - mean;
    const slope = two / zero - (one / zero) ** 2 + 1 / (shape * shape);
    const next = shape - value / slope;
    const settled = Math.abs(next / shape - 1) < 1e-12;
    shape = next > 0 ? next : shape / 2;
    if (settled) break;
  }
  const scale = Math.exp(top + Math.log(sums(shape)[0] / mass) / shape);
  return { kind: 'weibull', shape, scale };
}

/** Two parts in the logarithm: share of the first, then mean and spread of each. */
interface Parts {
  readonly share: number;
  readonly mu: readonly [number, number];
  readonly sigma: readonly [number, number];
}

// A split at each of these shares is a start; the likeliest end wins. A rare slow mode needs the far ones.
const splits = [0.3, 0.5, 0.7, 0.9, 0.98, 0.998];
const rounds = 400;

/** Ordered by median. The narrower part is at least a thousandth of the whole spread, lest it close in on one value. */
function fitTwoLognormals(sample: Sample): DistributionSpec {
  const { logs, weights } = compress(sample, mostBins);
  const { variance } = momentsOf(logs, weights);
  const floor = 1e-3 * Math.sqrt(variance);
  let best: { parts: Parts; likelihood: number } | undefined;
  for (const split of splits) {
    const ended = maximize(
      startAt(Math.log(sample.quantile(split)), split, logs, weights, floor),
      logs,
      weights,
      floor,
    );
    if (best === undefined || ended.likelihood > best.likelihood) best = ended;
  }
  const { share, mu, sigma } = best!.parts;
  const both = [
    { share, of: { kind: 'lognormal', mu: mu[0], sigma: sigma[0] } },
    { share: 1 - share, of: { kind: 'lognormal', mu: mu[1], sigma: sigma[1] } },
  ] as const;
  return { kind: 'mix', parts: mu[0] <= mu[1] ? both : [both[1], both[0]] };
}

function startAt(cut: number, share: number, logs: Float64Array, weights: Float64Array, floor: number): Parts {
  const below = weights.map((weight, i) => (logs[i]! <= cut ? weight : 0));
  const above = weights.map((weight, i) => (logs[i]! <= cut ? 0 : weight));
  const moments = [below, above].map((part) =>
    part.some((weight) => weight > 0) ? momentsOf(...withWeight(logs, part)) : momentsOf(logs, weights),
  );
  return {
    share,
    mu: [moments[0]!.mean, moments[1]!.mean],
    sigma: [Math.max(floor, Math.sqrt(moments[0]!.variance)), Math.max(floor, Math.sqrt(moments[1]!.variance))],
  };
}

const withWeight = (logs: Float64Array, weights: Float64Array): [Float64Array, Float64Array] => [
  logs.filter((_, i) => weights[i]! > 0),
  weights.filter((weight) => weight > 0),
];

function maximize(
  start: Parts,
  logs: Float64Array,
  weights: Float64Array,
  floor: number,
): { parts: Parts; likelihood: number } {
  let parts = start;
  let likelihood = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const { share, mu, sigma } = parts;
    let sum = 0;
    let [m0, m1, s0, s1, q0, q1] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < logs.length; i++) {
      const x = logs[i]!;
      const z0 = (x - mu[0]) / sigma[0];
      const z1 = (x - mu[1]) / sigma[1];
      const d0 = (share / sigma[0]) * Math.exp(-0.5 * z0 * z0);
      const d1 = ((1 - share) / sigma[1]) * Math.exp(-0.5 * z1 * z1);
      const density = d0 + d1;
      // So far from both that nothing is left: it goes to the wider one.
      const r0 = density > 0 ? d0 / density : sigma[0] > sigma[1] ? 1 : 0;
      sum += weights[i]! * Math.log(Math.max(density, 1e-300));
      const w0 = weights[i]! * r0;
      const w1 = weights[i]! - w0;
      m0 += w0;
      m1 += w1;
      s0 += w0 * x;
      s1 += w1 * x;
      q0 += w0 * x * x;
      q1 += w1 * x * x;
    }
    if (m0 <= 0 || m1 <= 0) break;
    const next: [number, number] = [s0 / m0, s1 / m1];
    const spread = (squares: number, mass: number, mean: number): number =>
      Math.max(floor, Math.sqrt(Math.max(0, squares / mass - mean * mean)));
    const settled = sum - likelihood < 1e-9 * Math.abs(sum);
    likelihood = sum;
    parts = { share: m0 / (m0 + m1), mu: next, sigma: [spread(q0, m0, next[0]), spread(q1, m1, next[1])] };
    if (settled) break;
  }
  return { parts, likelihood };
}
