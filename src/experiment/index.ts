export { BudgetError, InvariantError, ScenarioError } from './core/index.ts';
export { type RunOptions, runScenario } from './run.ts';
