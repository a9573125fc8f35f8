import { WaiterLine } from './_waiter-line.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import type { Command, ProcessHandle } from './process.ts';

/**
 * Something that happens, for whoever waits at that moment. fire() schedules all waiters at now, in the order in which
 * they came; nobody runs inside fire(). A signal keeps no memory: who begins to wait after fire() waits for the next.
 */
export class Signal {
  private readonly kernel: Kernel;
  private readonly waiters = new WaiterLine();
  private readonly waiting: Command;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.waiting = new SignalWait(this);
  }

  /** How many wait. */
  get waiterCount(): number {
    return this.waiters.length;
  }

  fire(): void {
    const { waiters, kernel } = this;
    while (waiters.length > 0) {
      waiters.shift();
      kernel.scheduleNow(waiters.shiftedHandler, waiters.shiftedArgument);
    }
  }

  /** For processes: `yield signal.wait()`. */
  wait(): Command {
    return this.waiting;
  }

  /** For handlers: schedules the handler when the signal fires next, once. */
  request(handler: HandlerId, argument = 0): void {
    this.waiters.push(handler, argument, this.kernel.now);
  }

  /** Takes back a request, of several alike any one; false when the signal has fired since. */
  withdraw(handler: HandlerId, argument = 0): boolean {
    return this.waiters.remove(handler, argument);
  }
}

class SignalWait implements Command {
  private readonly signal: Signal;

  constructor(signal: Signal) {
    this.signal = signal;
  }

  begin(process: ProcessHandle): boolean {
    this.signal.request(process.resumeHandler, process.id);
    return false;
  }

  withdraw(process: ProcessHandle): boolean {
    return this.signal.withdraw(process.resumeHandler, process.id);
  }
}
