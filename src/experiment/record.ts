/** Runs written down event by event, within the wall time that the scenario allows. */
import type { Model } from '../models/model.ts';
import { models as registry } from '../models/registry.ts';
import type { Scenario } from '../scenario/core/index.ts';
import { BudgetError, budgets, type DesignRecording, type RecordOptions, recordDesigns } from './core/index.ts';

export interface RecordScenarioOptions extends Omit<RecordOptions, 'checkpoint'> {
  readonly limitSeconds: number;
  readonly models?: readonly Model[];
}

/** Design by design, so that only one is in memory. */
export function recordScenario(
  scenario: Scenario,
  { limitSeconds, models = registry, ...options }: RecordScenarioOptions,
): Generator<DesignRecording> {
  const started = Date.now();
  const checkpoint = (): void => {
    if (Date.now() - started > 1000 * limitSeconds) throw new BudgetError('WALL_TIME', budgets.wallTime(limitSeconds));
  };
  return recordDesigns(scenario, models, { ...options, checkpoint });
}
