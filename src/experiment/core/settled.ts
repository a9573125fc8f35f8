/** What a run finds out about itself before it goes on, as plain data: workers are told with each job. */
import type { RunSpec } from '../../scenario/core/index.ts';

export interface Settled {
  /** In place of `warmUp: auto`. */
  readonly warmUpSeconds?: number;
  /** In place of a precision: as many as the base case took. Assumptions, sweep points and predictions take the same. */
  readonly replications?: number;
}

export const settleRun = (run: RunSpec, { warmUpSeconds, replications }: Settled): RunSpec => ({
  ...run,
  warmUpSeconds: run.warmUpSeconds === 'auto' ? (warmUpSeconds ?? run.warmUpSeconds) : run.warmUpSeconds,
  replications: run.precision === null ? run.replications : (replications ?? run.replications),
});
