export { checkDistribution } from './check-distribution.ts';
export { createDistribution } from './create-distribution.ts';
export type { Distribution } from './distribution.ts';
export { type KeyedDraws, keyedDraws } from './keyed-draws.ts';
export { lognormalFromMean, lognormalFromQuantiles } from './lognormal-from.ts';
export { type Moments, momentsOf, scaled } from './moments.ts';
export { createStream, type RandomStream } from './stream.ts';
export { Zipf } from './zipf.ts';
