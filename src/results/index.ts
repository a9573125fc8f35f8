export { answerSentence, mainClaim } from './answer.ts';
export { type Direction, directionOf, expectWords, metricWords, spell } from './answer-words.ts';
export { checkShape, type Mismatch } from './check.ts';
export {
  type ClaimStyle,
  claimStyle,
  claimUnit,
  formatClaimPoint,
  formatClaimValue,
  isPointInterval,
  predictionRange,
  predictionWords,
} from './claim-value.ts';
export { digestResults, sha256, sha256Hex } from './digest.ts';
export { type MetricRef, metricOf, parseDesignRatio, parseMetric, parseQuotient, statisticOf } from './expression.ts';
export { childPointer, pointer, resolvePointer } from './pointer.ts';
export { type ReadIssue, type ReadResult, readResults } from './read.ts';
export { replicationWords } from './replication-words.ts';
export { resultsJsonSchema, resultsSchema, type Schema } from './schema.ts';
export { flipWords, mainFlip } from './tune-answer.ts';
export {
  bestWords,
  candidateVerdict,
  candidateWords,
  givenWords,
  headWords,
  limitWords,
  measuredWords,
  measureWords,
  namesDesigns,
  settingValue,
  settingWords,
} from './tune-words.ts';
export type * from './types.ts';
export { byCodeUnit, canonicalText, ResultsWriteError, writeResults } from './write.ts';
