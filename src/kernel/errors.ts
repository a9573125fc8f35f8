/** Why the kernel stopped or refused. Codes are stable; the texts in messages.ts are not. */
export type KernelErrorCode =
  /** An event, a horizon or a period's start lies before the clock. */
  | 'PAST'
  /** A delay or a time is NaN or infinite. */
  | 'NOT_A_TIME'
  /** A priority is not a whole number from -31 to 31. */
  | 'NOT_A_PRIORITY'
  /** An option, a size or a capacity is out of its range. */
  | 'OUT_OF_RANGE'
  /** More events than `eventBudget` were asked for. */
  | 'EVENT_BUDGET'
  /** `stallBudget` events ran without progress of the clock. */
  | 'STALLED'
  /** A handler threw; `cause` is what it threw. */
  | 'HANDLER_FAILED'
  /** A process threw; `cause` is what it threw. */
  | 'PROCESS_FAILED'
  /** A process yielded something that is neither a delay nor a command. */
  | 'NOT_A_COMMAND'
  /** A process was resumed that does not exist or has ended (a command resumed it twice), or interrupted itself. */
  | 'NOT_WAITING'
  /** A pool with preemption was asked for a unit without the length of the service. */
  | 'NEEDS_SERVICE_TIME'
  /** A pool was given back a unit that nobody held. */
  | 'NOT_HELD'
  /** run() was called from inside a run. */
  | 'ALREADY_RUNNING';

/**
 * The one error class of the kernel. It always knows the simulated time, and names the handler or process it is about
 * (`label`), and the one that was running when it happened (`during`), where there is one.
 */
export class KernelError extends Error {
  override readonly name = 'KernelError';
  readonly code: KernelErrorCode;
  readonly timeSeconds: number;
  readonly label: string | undefined;
  /** Set by the run loop: the handler or process whose event was running. */
  during: string | undefined;

  constructor(code: KernelErrorCode, text: string, about: { timeSeconds: number; label?: string; cause?: unknown }) {
    super(text, about.cause === undefined ? undefined : { cause: about.cause });
    this.code = code;
    this.timeSeconds = about.timeSeconds;
    this.label = about.label;
  }
}
