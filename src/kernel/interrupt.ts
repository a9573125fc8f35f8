/**
 * What an interrupted process catches: its yield throws this. A process that does not catch it fails, like one that
 * throws anything else.
 */
export class Interrupt {
  /** What was given to interrupt(). */
  readonly reason: unknown;

  constructor(reason: unknown) {
    this.reason = reason;
  }

  toString(): string {
    return this.reason === undefined ? 'interrupted' : `interrupted: ${String(this.reason)}`;
  }
}
