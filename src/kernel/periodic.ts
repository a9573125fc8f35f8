import { KernelError } from './errors.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import { messages } from './messages.ts';

export interface PeriodicOptions {
  /** Time of the first event, in seconds. Default: now. */
  from?: number;
  /** No event at this time or later, in seconds. Default: Infinity. */
  until?: number;
  /** At most this many events. Default: Infinity. */
  count?: number;
}

export interface PeriodicEvents {
  /** Events run so far. */
  readonly count: number;
  /** No further event. */
  stop(): void;
}

/**
 * Runs a handler at from + k * period for k = 0, 1, 2, ... Each time is a product, never a running sum: an hour of
 * 3,600 periods of a second ends at 3600 exactly, and so does one of 36,000 periods of 0.1 s to the last bit of the
 * product.
 */
export function startPeriodic(
  kernel: Kernel,
  periodSeconds: number,
  handler: HandlerId,
  argument: number,
  options: PeriodicOptions,
): PeriodicEvents {
  const { from = kernel.now, until = Infinity, count: limit = Infinity } = options;
  const label = `every ${periodSeconds} s: ${kernel.label(handler, argument)}`;
  if (!(periodSeconds > 0 && periodSeconds < Infinity)) {
    const text = messages.outOfRange(label, 'the period', periodSeconds, 'positive and finite');
    throw new KernelError('OUT_OF_RANGE', text, { timeSeconds: kernel.now, label });
  }
  let count = 0;
  let stopped = false;
  const timer = kernel.timer(
    kernel.handler(() => {
      count++;
      armNext();
      kernel.dispatch(handler, argument);
    }, label),
  );
  const armNext = () => {
    const next = from + count * periodSeconds;
    if (!stopped && count < limit && !(next >= until)) timer.setAt(next);
  };
  armNext();
  return {
    get count() {
      return count;
    },
    stop() {
      stopped = true;
      timer.cancel();
    },
  };
}
