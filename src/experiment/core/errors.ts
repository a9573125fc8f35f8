/** Why an experiment stopped. Codes are stable; the texts in messages.ts are not. */

/** A guard that the scenario (or the kernel) sets was reached. There is no result; the user's business, not a mistake of ours. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
  readonly code: 'EVENT_BUDGET' | 'STALLED' | 'WALL_TIME' | 'LOG_TOO_LONG';
  constructor(code: BudgetError['code'], text: string) {
    super(text);
    this.code = code;
  }
}

/** Our own mistake: something that always holds did not. Names the invariant and the simulated time. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
  readonly code = 'INVARIANT';
  readonly invariant: string;
  /** Null where no simulation was running. */
  readonly timeSeconds: number | null;
  constructor(invariant: string, text: string, timeSeconds: number | null) {
    super(text);
    this.invariant = invariant;
    this.timeSeconds = timeSeconds;
  }
}

/** A scenario was handed in that does not resolve; the language reports these before anything runs. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly code = 'NOT_RESOLVED';
}
