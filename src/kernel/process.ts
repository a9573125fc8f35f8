import { WaiterLine } from './_waiter-line.ts';
import { KernelError } from './errors.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import { messages } from './messages.ts';

/**
 * Something a process can wait for by yielding it. `begin` is called with the process straight after the yield. It
 * returns true when the process goes on at once, without a trip through the event list; else it sees to it that
 * (process.resumeHandler, process.id) is scheduled exactly once, later.
 */
export interface Command {
  begin(process: ProcessHandle): boolean;
}

/**
 * A story told as a generator: it yields a delay in seconds, or a command, and goes on when that is over. Parts of a
 * story are called with `yield*`.
 */
// biome-ignore lint/suspicious/noExplicitAny: what a yield returns depends on what was yielded
export type Process<Result = any> = Generator<number | Command, Result, any>;

/** A running or finished process. Yield it to wait for its end: `const result = yield handle`. */
export class ProcessHandle<Result = unknown> implements Command {
  readonly name: string;
  /** Number of the process: the argument that goes with resumeHandler. Used again after the end. */
  readonly id: number;
  /** The handler that goes on with the process when it is scheduled with `id`. */
  readonly resumeHandler: HandlerId;
  private finished = false;
  private returned: Result | undefined = undefined;
  private received: unknown = undefined;
  private waiters: WaiterLine | null = null;
  private readonly kernel: Kernel;
  private readonly story: Process<Result>;

  /** Use kernel.spawn(). @internal */
  constructor(kernel: Kernel, story: Process<Result>, name: string, id: number, resumeHandler: HandlerId) {
    this.kernel = kernel;
    this.story = story;
    this.name = name;
    this.id = id;
    this.resumeHandler = resumeHandler;
  }

  get done(): boolean {
    return this.finished;
  }

  /** What the process returned; undefined before its end. */
  get result(): Result | undefined {
    return this.returned;
  }

  /** Schedules a handler for the moment this process ends; at now when it has ended already. */
  onDone(handler: HandlerId, argument = 0): void {
    if (this.finished) {
      this.kernel.schedule(0, handler, argument);
      return;
    }
    if (this.waiters === null) this.waiters = new WaiterLine(2);
    this.waiters.push(handler, argument, 0);
  }

  /** Waiting for the end of this process; one that has ended already keeps nobody waiting. */
  begin(process: ProcessHandle): boolean {
    if (this.finished) {
      process.receive(this.returned);
      return true;
    }
    this.onDone(process.resumeHandler, process.id);
    return false;
  }

  /** Sets what the yield this process waits in will return. For commands. */
  receive(value: unknown): void {
    this.received = value;
  }

  /** Goes on until the next wait; true when the process has ended. @internal */
  step(turnBudget: number): boolean {
    for (let turns = 0; ; turns++) {
      const value = this.received;
      this.received = undefined;
      const { value: wish, done } = this.story.next(value);
      if (done) {
        this.finish(wish as Result);
        return true;
      }
      if (typeof wish === 'number') {
        this.kernel.schedule(wish, this.resumeHandler, this.id);
        return false;
      }
      if (typeof (wish as Command | undefined)?.begin !== 'function') this.refuse(wish);
      if (!(wish as Command).begin(this)) return false;
      if (turns >= turnBudget) this.stall(turnBudget);
    }
  }

  private finish(result: Result): void {
    this.finished = true;
    this.returned = result;
    const { waiters, kernel } = this;
    if (waiters === null) return;
    while (waiters.length > 0) {
      waiters.shift();
      if (waiters.shiftedHandler === this.resumeHandler) kernel.process(waiters.shiftedArgument).receive(result);
      kernel.schedule(0, waiters.shiftedHandler, waiters.shiftedArgument);
    }
    this.waiters = null;
  }

  private refuse(wish: unknown): never {
    const { name: label, kernel } = this;
    const text = messages.notACommand(label, wish, kernel.now);
    throw new KernelError('NOT_A_COMMAND', text, { timeSeconds: kernel.now, label });
  }

  private stall(budget: number): never {
    const { name: label, kernel } = this;
    throw new KernelError('STALLED', messages.stalled(budget, label, kernel.now), { timeSeconds: kernel.now, label });
  }
}
