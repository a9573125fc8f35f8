export type { HistogramBucket } from './_buckets.ts';
export { type FlipOptions, type FlipPoint, type FlipSearch, findFlip } from './find-flip.ts';
export { type JackknifeResult, jackknife, type MeanInterval, meanInterval } from './intervals.ts';
export { QuantileHistogram, type QuantileHistogramData } from './quantile-histogram.ts';
export { studentT } from './student-t.ts';
export { Tally, type TallyData } from './tally.ts';
export { TimeWeighted } from './time-weighted.ts';
export { type Expectation, judge, replicationsToSettle, type VerdictWord } from './verdict.ts';
