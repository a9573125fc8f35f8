import type { HandlerId, Kernel } from './kernel.ts';

/**
 * An event that can be cancelled or moved. A timer is armed at most once: arming it again replaces the earlier time, so
 * a stale handle cannot exist. A cancelled entry stays in the event list until its time comes or the dead outnumber the
 * living and are swept. A timer is disarmed before its handler runs, which may therefore arm it again.
 */
export class Timer {
  readonly handler: HandlerId;
  readonly argument: number;
  /** The armed entry's event slot, or -1. Belongs to the kernel. @internal */
  slot = -1;
  /** When the armed entry is due. Begun as a fraction, so that the engine keeps it as a bare double. @internal */
  dueSeconds = 0.5;
  private readonly kernel: Kernel;

  /** Use kernel.timer(). @internal */
  constructor(kernel: Kernel, handler: HandlerId, argument: number) {
    this.kernel = kernel;
    this.handler = handler;
    this.argument = argument;
  }

  get armed(): boolean {
    return this.slot >= 0;
  }

  /** Due in `delaySeconds` from now; zero is due at now, after what is already scheduled there. */
  set(delaySeconds: number): void {
    if (!(delaySeconds >= 0)) this.kernel.refuseDelay(delaySeconds, this.handler, this.argument);
    this.dueSeconds = this.kernel.now + delaySeconds;
    this.kernel.arm(this);
  }

  /** Due at an absolute simulated time, at or after now. */
  setAt(timeSeconds: number): void {
    this.dueSeconds = timeSeconds;
    this.kernel.arm(this);
  }

  /** Disarms; does nothing when it is not armed. */
  cancel(): void {
    this.kernel.disarm(this);
  }
}
