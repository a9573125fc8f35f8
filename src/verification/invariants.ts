/** What must hold in every single run, whatever the chance: identities and balances, with the worst deviation seen. */

export interface Invariant {
  readonly name: string;
  /** Relative deviation of an identity, or how many times a rule was broken. */
  readonly deviation: number;
  readonly tolerance: number;
  readonly holds: boolean;
}

/** Identities hold to rounding: the clock's last place against waits of order one, over millions of customers. */
export const identityTolerance = 1e-9;

export class Invariants {
  private readonly worst = new Map<string, { deviation: number; tolerance: number }>();

  /** Both sides were computed independently and are equal but for rounding. */
  identity(name: string, left: number, right: number): void {
    const scale = Math.max(Math.abs(left), Math.abs(right));
    this.note(name, scale === 0 ? 0 : Math.abs(left - right) / scale, identityTolerance);
  }

  /** Whole numbers that must be the same. */
  balance(name: string, left: number, right: number): void {
    this.note(name, Math.abs(left - right), 0);
  }

  /** How often a rule was broken; never is right. */
  never(name: string, times: number): void {
    this.note(name, times, 0);
  }

  /** A value that must not be above a limit, but for rounding. */
  atMost(name: string, value: number, limit: number): void {
    this.note(name, Math.max(0, value / limit - 1), identityTolerance);
  }

  list(): Invariant[] {
    return Array.from(this.worst, ([name, { deviation, tolerance }]) => ({
      name,
      deviation,
      tolerance,
      // A NaN holds nothing.
      holds: deviation <= tolerance,
    }));
  }

  private note(name: string, deviation: number, tolerance: number): void {
    const known = this.worst.get(name);
    // A NaN stays the worst there is.
    if (known === undefined || Number.isNaN(deviation) || deviation > known.deviation)
      this.worst.set(name, { deviation, tolerance });
  }
}
