export { checkDistribution } from './check-distribution.ts';
export { createDistribution } from './create-distribution.ts';
export { CumulativeRate } from './cumulative-rate.ts';
export type { Distribution } from './distribution.ts';
export { type KeyedDraws, keyedDraws } from './keyed-draws.ts';
export { lognormalFromMean, lognormalFromQuantiles } from './lognormal-from.ts';
export { nextArrival, rateAt } from './rate.ts';
export { createStream, type RandomStream } from './stream.ts';
export { Zipf } from './zipf.ts';
