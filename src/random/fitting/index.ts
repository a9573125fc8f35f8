export type { Candidate, Comparison, Split } from './compare-laws.ts';
export type { Dependence, Drift } from './dependence.ts';
export { type FittedGroup, fitLatency, type LatencyFit } from './fit-latency.ts';
export { fitLaw, type LawName, lawNames } from './fit-laws.ts';
export { type QuantileError, reportedLevels } from './goodness.ts';
export { createSample, type Measurement, type QuantileRow, type Sample, type Series } from './sample.ts';
