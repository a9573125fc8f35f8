/** Laws of services and sizes, by inversion: one uniform, one value (an Erlang of k phases takes k). */
import { createDistribution, lognormalFromMean, type RandomStream } from '../random/index.ts';

export interface Law {
  /** As the report names it. */
  readonly name: string;
  readonly mean: number;
  /** Variance / mean^2. */
  readonly cv2: number;
  sampler(stream: RandomStream): () => number;
}

export function exponential(mean = 1): Law {
  return { name: 'exponential', mean, cv2: 1, sampler: (stream) => () => stream.exponential(mean) };
}

export function fixed(value = 1): Law {
  return { name: 'fixed', mean: value, cv2: 0, sampler: () => () => value };
}

/** The sum of k exponentials: cv2 = 1 / k. */
export function erlang(k: number, mean = 1): Law {
  const sampler = (stream: RandomStream) => () => {
    let sum = 0;
    for (let phase = 0; phase < k; phase++) sum += stream.exponential(mean / k);
    return sum;
  };
  return { name: `Erlang, ${k} phases`, mean, cv2: 1 / k, sampler };
}

/** Two exponentials with balanced means: cv2 above 1. One uniform chooses and, stretched, is inverted. */
export function hyperexponential(cv2: number, mean = 1): Law {
  const p = (1 + Math.sqrt((cv2 - 1) / (cv2 + 1))) / 2;
  const often = mean / (2 * p);
  const seldom = mean / (2 * (1 - p));
  const sampler = (stream: RandomStream) => () => {
    const u = stream.uniform();
    return u < p ? -often * Math.log1p(-u / p) : -seldom * Math.log((1 - u) / (1 - p));
  };
  return { name: `hyperexponential, cv² ${cv2}`, mean, cv2, sampler };
}

export function lognormal(cv2: number, mean = 1): Law {
  const law = createDistribution(lognormalFromMean(mean, Math.sqrt(cv2)));
  return { name: `lognormal, cv² ${cv2}`, mean, cv2, sampler: (stream) => () => stream.draw(law) };
}

/** Mean of the square of a value. */
export function secondMoment({ mean, cv2 }: Law): number {
  return mean * mean * (1 + cv2);
}
