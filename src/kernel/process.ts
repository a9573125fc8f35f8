import { WaiterLine } from './_waiter-line.ts';
import { KernelError } from './errors.ts';
import { Interrupt } from './interrupt.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import { messages } from './messages.ts';

/**
 * Something a process can wait for by yielding it. `begin` is called with the process straight after the yield. It
 * returns true when the process goes on at once, without a trip through the event list; else it sees to it that
 * (process.resumeHandler, process.id) is scheduled exactly once, later.
 */
export interface Command {
  begin(process: ProcessHandle): boolean;
  /**
   * Calls the wait off, because the process is interrupted. True when nothing will resume the process any more; false
   * when its resumption is scheduled already: the kernel then ignores that event, and what had been handed over is given
   * back here. A command without this method cannot be called off: the resumption it schedules in the end is ignored. One
   * that hands over a value by receive() needs this method.
   */
  withdraw?(process: ProcessHandle): boolean;
}

/**
 * A story told as a generator: it yields a delay in seconds, or a command, and goes on when that is over. Parts of a
 * story are called with `yield*`.
 */
// biome-ignore lint/suspicious/noExplicitAny: what a yield returns depends on what was yielded
export type Process<Result = any> = Generator<number | Command, Result, any>;

/** The first handler that a kernel registers. */
export const resumeHandler: HandlerId = 0;

/** The one next() that all generators share: looked up on each of them, every kind of story would be a kind of its own. */
const { next: resumeStory, throw: throwIntoStory } = Object.getPrototypeOf(
  Object.getPrototypeOf((function* () {})()),
) as Process;

/** What a process is doing. */
const notBegun = 0;
const waiting = 1;
const running = 2;
const ended = 3;

/** A running or finished process. Yield it to wait for its end: `const result = yield handle`. */
export class ProcessHandle<Result = unknown> implements Command {
  readonly name: string;
  private number: number;
  private state = notBegun;
  /** What the present yield will return; after the end, what the process returned. */
  private value: unknown = undefined;
  /** What the last yield waits for; null for a delay. */
  private waitsFor: Command | null = null;
  /** Of a delay it waits for: the slot of its event, or -1. */
  private delaySlot = -1;
  private waiters: WaiterLine | null = null;
  private readonly kernel: Kernel;
  private readonly story: Process<Result>;

  /** Use kernel.spawn(). @internal */
  constructor(kernel: Kernel, story: Process<Result>, name: string, id: number) {
    this.kernel = kernel;
    this.story = story;
    this.name = name;
    this.number = id;
  }

  /** The handler that goes on with the process when it is scheduled with `id`. */
  get resumeHandler(): HandlerId {
    return resumeHandler;
  }

  /**
   * Number of the process: the argument that goes with resumeHandler. Used again after the end; an interrupt changes it,
   * so that what is scheduled for the old one finds nobody.
   */
  get id(): number {
    return this.number;
  }

  get done(): boolean {
    return this.state === ended;
  }

  /** What the process returned; undefined before its end. */
  get result(): Result | undefined {
    return this.state === ended ? (this.value as Result) : undefined;
  }

  /** Schedules a handler for the moment this process ends; at now when it has ended already. */
  onDone(handler: HandlerId, argument = 0): void {
    if (this.state === ended) {
      this.kernel.scheduleNow(handler, argument);
      return;
    }
    if (this.waiters === null) this.waiters = new WaiterLine(2);
    this.waiters.push(handler, argument, 0);
  }

  /**
   * Interrupts the process at now, before anything else that is scheduled there: the yield it waits in throws an
   * Interrupt with the reason, and what it waited for is called off. One that has not begun yet is interrupted in its
   * first yield. Nobody runs inside interrupt(). False, and nothing happens, when the process has ended.
   * @throws KernelError NOT_WAITING when a process interrupts itself
   */
  interrupt(reason?: unknown): boolean {
    if (this.state === ended) return false;
    if (this.state === running) {
      const text = messages.interruptsItself(this.name, this.kernel.now);
      throw new KernelError('NOT_WAITING', text, { timeSeconds: this.kernel.now, label: this.name });
    }
    this.kernel.interrupt(this as ProcessHandle, reason);
    return true;
  }

  /** Waiting for the end of this process; one that has ended already keeps nobody waiting. */
  begin(process: ProcessHandle): boolean {
    if (this.state === ended) {
      process.receive(this.value);
      return true;
    }
    this.onDone(process.resumeHandler, process.id);
    return false;
  }

  withdraw(process: ProcessHandle): boolean {
    return this.waiters?.remove(process.resumeHandler, process.id) ?? false;
  }

  /** Sets what the yield this process waits in will return. For commands. */
  receive(value: unknown): void {
    this.value = value;
  }

  /** Goes on until the next wait; true when the process has ended. @internal */
  step(turnBudget: number): boolean {
    this.state = running;
    const { value } = this;
    this.value = undefined;
    return this.goOn(resumeStory.call(this.story, value), turnBudget);
  }

  /** Throws an Interrupt into the wait, and goes on as step() does. @internal */
  stepInterrupted(reason: unknown, turnBudget: number): boolean {
    this.state = running;
    this.value = undefined;
    return this.goOn(throwIntoStory.call(this.story, new Interrupt(reason)), turnBudget);
  }

  /**
   * Calls off what the process waits for, before an interrupt. Null when it has not begun yet; else whether its old
   * number will still be called. @internal
   */
  callOff(): boolean | null {
    if (this.state === notBegun) return null;
    if (this.waitsFor === null) {
      // A delay of zero stands in the lane, and runs at now in any case.
      if (this.delaySlot < 0) return true;
      this.kernel.cancelSlot(this.delaySlot);
      return false;
    }
    return this.waitsFor.withdraw === undefined || !this.waitsFor.withdraw(this as ProcessHandle);
  }

  /** @internal */
  renumber(id: number): void {
    this.number = id;
  }

  private goOn(first: IteratorResult<number | Command, Result>, turnBudget: number): boolean {
    let outcome = first;
    for (let turns = 0; ; turns++) {
      const wish = outcome.value;
      if (outcome.done === true) {
        this.finish(wish as Result);
        return true;
      }
      if (typeof wish === 'number') {
        this.waitsFor = null;
        this.kernel.schedule(wish, resumeHandler, this.number);
        this.delaySlot = this.kernel.lastSlot;
        break;
      }
      if (typeof (wish as Command | undefined)?.begin !== 'function') this.refuse(wish);
      this.waitsFor = wish as Command;
      if (!(wish as Command).begin(this as ProcessHandle)) break;
      if (turns >= turnBudget) this.stall(turnBudget);
      const { value } = this;
      this.value = undefined;
      outcome = resumeStory.call(this.story, value);
    }
    this.state = waiting;
    return false;
  }

  private finish(result: Result): void {
    this.state = ended;
    this.value = result;
    if (this.waiters !== null) this.wakeWaiters(this.waiters, result);
  }

  private wakeWaiters(waiters: WaiterLine, result: Result): void {
    const { kernel } = this;
    while (waiters.length > 0) {
      waiters.shift();
      if (waiters.shiftedHandler === resumeHandler) kernel.process(waiters.shiftedArgument).receive(result);
      kernel.scheduleNow(waiters.shiftedHandler, waiters.shiftedArgument);
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
