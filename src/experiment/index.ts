export { BudgetError, type DesignRecording, formatsOf, InvariantError, ScenarioError } from './core/index.ts';
export { type RecordScenarioOptions, recordScenario } from './record.ts';
export { type RunOptions, runScenario } from './run.ts';
