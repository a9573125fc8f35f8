/** The kernel against theory: cases with known answers, and the rule that judges them. */
export type { CaseSpec, GroupId, Outcome, QuantitySpec } from './case.ts';
export { allCases, references } from './cases/index.ts';
export { rules } from './judge.ts';
export { createLab, type Lab, suiteSeed } from './lab.ts';
export { assembleResults, entitiesOf, runCase } from './run-suite.ts';
