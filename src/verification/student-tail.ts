import { studentT } from '../statistics/index.ts';

/** The probability that Student's |T| is beyond t, by bisection on its quantile: to about 1e-12. */
export function studentTail(t: number, degreesOfFreedom: number): number {
  let low = 0;
  let high = 1 - 1e-12;
  for (let step = 0; step < 60; step++) {
    const confidence = (low + high) / 2;
    if (studentT(confidence, degreesOfFreedom) < t) low = confidence;
    else high = confidence;
  }
  return 1 - (low + high) / 2;
}
