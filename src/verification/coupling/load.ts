/** Arrivals, services and classes, drawn once and given to both sides. */

import type { Lab } from '../lab.ts';
import { hyperexponential } from '../laws.ts';

export interface Load {
  readonly count: number;
  readonly gaps: Float64Array;
  readonly arrivals: Float64Array;
  readonly services: Float64Array;
  readonly priorities: Float64Array;
}

export function drawLoad(lab: Lab, caseId: string, options: { count: number; rate: number; classes?: number }): Load {
  const { count, rate, classes = 1 } = options;
  const arrivalStream = lab.stream(caseId, 'arrivals');
  const classStream = lab.stream(caseId, 'classes');
  const service = hyperexponential(3).sampler(lab.stream(caseId, 'services'));
  const gaps = Float64Array.from({ length: count }, () => arrivalStream.exponential(1 / rate));
  const services = Float64Array.from({ length: count }, service);
  const priorities = Float64Array.from({ length: count }, () => classStream.integer(classes));
  let time = 0;
  const arrivals = gaps.map((gap) => {
    time += gap;
    return time;
  });
  return { count, gaps, arrivals, services, priorities };
}

/** The largest difference; NaN when one of the values is missing. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(largest)) return largest;
  }
  return largest;
}
