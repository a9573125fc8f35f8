import { KernelError } from './errors.ts';
import { type EventList, highestPriority, priorityStep } from './event-list.ts';
import { HeapEventList } from './heap-event-list.ts';
import { messages } from './messages.ts';
import { type PeriodicEvents, type PeriodicOptions, startPeriodic } from './periodic.ts';
import { type Process, ProcessHandle } from './process.ts';
import { Timer } from './timer.ts';

/** Number of a registered handler. */
export type HandlerId = number;

/** What runs at an event. The argument is any number: an index, a process number, a size. */
export type Handler = (argument: number) => void;

/** How run() ended: nothing is left to do, or the horizon was reached with events pending. */
export type RunEnd = 'drained' | 'horizon';

/** Is told of every event just before it runs. It may look, and must not schedule. */
export interface Observer {
  event?(timeSeconds: number, handler: HandlerId, argument: number): void;
}

export interface KernelOptions {
  /** The kernel stops with EVENT_BUDGET when more events would run. Default: Infinity. */
  eventBudget?: number;
  /** The kernel stops with STALLED when so many events run at one simulated time. Default: 10 million. */
  stallBudget?: number;
  /** Pending events to make room for at first; grows by doubling. Default: 64. */
  firstCapacity?: number;
}

/** In place of a handler number: the entry was cancelled, or belongs to the timer in `timers[slot]`. */
const cancelled = -1;
const ofTimer = -2;

/** Below so many cancelled entries a sweep is not worth the walk. */
const fewestToSweep = 32;

/**
 * Clock and event list. Events run in the order of (time, priority, sequence of scheduling); the lower priority number
 * goes first, 0 is the default. An event is a slot in parallel arrays: scheduling and running allocate nothing.
 */
export class Kernel {
  /** Simulated time in seconds. */
  private clock = 0;
  private sequence = 0;
  private events = 0;
  private observer: Observer | null = null;
  private running = false;

  private readonly handlers: Handler[] = [];
  private readonly labels: string[] = [];

  private readonly list: EventList;
  private codes: Int32Array;
  private eventArguments: Float64Array;
  private freeSlots: Int32Array;
  private freeCount = 0;
  private readonly timers: (Timer | null)[] = [];
  private cancelledCount = 0;

  private readonly processes: (ProcessHandle | null)[] = [];
  private readonly freeProcessIds: number[] = [];
  private readonly resumeHandler: HandlerId;

  /** The handler that dispatch() runs inside another event, for the error text; -1 when there is none. */
  private nestedHandler = -1;
  private nestedArgument = 0;

  private readonly eventBudget: number;
  private readonly stallBudget: number;

  constructor(options: KernelOptions = {}) {
    this.eventBudget = options.eventBudget ?? Infinity;
    this.stallBudget = options.stallBudget ?? 10_000_000;
    const capacity = Math.max(4, Math.ceil(options.firstCapacity ?? 64));
    this.list = new HeapEventList(capacity);
    this.codes = new Int32Array(capacity);
    this.eventArguments = new Float64Array(capacity);
    this.freeSlots = new Int32Array(capacity);
    this.addFreeSlots(0, capacity);
    this.resumeHandler = this.handler((id) => this.resume(id), 'process');
  }

  /** Simulated time in seconds. */
  get now(): number {
    return this.clock;
  }

  /** Events run so far. What a link or a period runs within its own event is not counted again. */
  get eventCount(): number {
    return this.events;
  }

  /** Events scheduled and neither run nor cancelled. */
  get pendingCount(): number {
    return this.list.size - this.cancelledCount;
  }

  /** Registers what an event can run; once for each kind of event, not for each event. */
  handler(run: Handler, label = 'handler'): HandlerId {
    this.labels.push(label);
    return this.handlers.push(run) - 1;
  }

  /** The label of a handler; for a process that is resumed, its name. */
  label(handler: HandlerId, argument = 0): string {
    const process = handler === this.resumeHandler ? this.processes[argument] : null;
    return process?.name ?? this.labels[handler] ?? `handler ${handler}`;
  }

  /**
   * Runs a handler in `delaySeconds` from now; zero is at now, after what is scheduled there already.
   * @throws KernelError PAST for a negative delay, NOT_A_TIME for NaN or Infinity, NOT_A_PRIORITY
   */
  schedule(delaySeconds: number, handler: HandlerId, argument = 0, priority = 0): void {
    if (!(delaySeconds >= 0 && delaySeconds < Infinity)) this.refuseDelay(delaySeconds, handler, argument);
    const slot = this.takeSlot();
    this.codes[slot] = handler;
    this.eventArguments[slot] = argument;
    this.list.push(this.clock + delaySeconds, this.nextOrder(priority), slot);
  }

  /** The same for an absolute time, at or after now. */
  scheduleAt(timeSeconds: number, handler: HandlerId, argument = 0, priority = 0): void {
    if (!(timeSeconds >= this.clock && timeSeconds < Infinity)) {
      this.refuseDelay(timeSeconds - this.clock, handler, argument);
    }
    const slot = this.takeSlot();
    this.codes[slot] = handler;
    this.eventArguments[slot] = argument;
    this.list.push(timeSeconds, this.nextOrder(priority), slot);
  }

  /** An event that can be cancelled and moved. Make one for each thing that waits, and arm it again and again. */
  timer(handler: HandlerId, argument = 0): Timer {
    return new Timer(this, handler, argument);
  }

  /** Events at from + k * period. See PeriodicOptions. */
  every(periodSeconds: number, handler: HandlerId, argument = 0, options: PeriodicOptions = {}): PeriodicEvents {
    return startPeriodic(this, periodSeconds, handler, argument, options);
  }

  /** Starts a process at now, through the event list, so that processes start in the order of spawning. */
  spawn<Result>(story: Process<Result>, name = 'process'): ProcessHandle<Result> {
    const id = this.freeProcessIds.pop() ?? this.processes.length;
    const process = new ProcessHandle(this, story, name, id, this.resumeHandler);
    this.processes[id] = process as ProcessHandle;
    this.schedule(0, this.resumeHandler, id);
    return process;
  }

  /** Tells an observer of every event from now on; null ends it. */
  observe(observer: Observer | null): void {
    this.observer = observer;
  }

  /**
   * Runs the events at times before `untilSeconds` (half-open: the one at the horizon itself stays), then sets the clock
   * to a finite horizon. After an error the simulation is over: the kernel's state is that of the moment.
   * @throws KernelError EVENT_BUDGET, STALLED, HANDLER_FAILED or PROCESS_FAILED with the cause, or what was refused
   */
  run(untilSeconds = Infinity): RunEnd {
    this.checkHorizon(untilSeconds);
    this.running = true;
    const { list, handlers, eventBudget, stallBudget } = this;
    let code = -1;
    let argument = 0;
    // The one number compared for both budgets; it moves on with the clock.
    let limit = Math.min(eventBudget, this.events + stallBudget);
    try {
      for (;;) {
        const time = list.firstTime();
        if (!(time < untilSeconds)) break;
        const slot = list.takeFirst();
        code = this.codes[slot]!;
        argument = this.eventArguments[slot]!;
        this.freeSlots[this.freeCount++] = slot;
        if (code < 0) {
          if (code === cancelled) {
            this.cancelledCount--;
            continue;
          }
          const timer = this.timers[slot]!;
          this.timers[slot] = null;
          timer.slot = -1;
          code = timer.handler;
          argument = timer.argument;
        }
        if (time !== this.clock) {
          this.clock = time;
          limit = Math.min(eventBudget, this.events + stallBudget);
        }
        if (this.events >= limit) this.exhausted(code, argument);
        this.events++;
        if (this.observer !== null) this.observer.event?.(time, code, argument);
        handlers[code]!(argument);
      }
    } catch (error) {
      throw this.explain(error, code, argument);
    } finally {
      this.running = false;
    }
    if (untilSeconds < Infinity) this.clock = untilSeconds;
    return this.pendingCount === 0 ? 'drained' : 'horizon';
  }

  /** Runs a handler within the present event, as a link does at a completion: observers and errors know it. @internal */
  dispatch(handler: HandlerId, argument: number): void {
    if (this.observer !== null) this.observer.event?.(this.clock, handler, argument);
    this.nestedHandler = handler;
    this.nestedArgument = argument;
    this.handlers[handler]!(argument);
    this.nestedHandler = -1;
  }

  /** A waiting process by its number. @internal */
  process(id: number): ProcessHandle {
    const process = this.processes[id];
    if (process == null) {
      throw new KernelError('NOT_WAITING', messages.notWaiting(id, this.clock), { timeSeconds: this.clock });
    }
    return process;
  }

  /** For Timer. @internal */
  arm(timer: Timer, timeSeconds: number): void {
    if (!(timeSeconds >= this.clock && timeSeconds < Infinity)) {
      this.refuseDelay(timeSeconds - this.clock, timer.handler, timer.argument);
    }
    if (timer.slot >= 0) this.disarm(timer);
    const slot = this.takeSlot();
    this.codes[slot] = ofTimer;
    this.timers[slot] = timer;
    timer.slot = slot;
    timer.dueSeconds = timeSeconds;
    this.list.push(timeSeconds, this.sequence++, slot);
  }

  /** For Timer. @internal */
  disarm(timer: Timer): void {
    const { slot } = timer;
    if (slot < 0) return;
    timer.slot = -1;
    this.timers[slot] = null;
    this.codes[slot] = cancelled;
    this.cancelledCount++;
    // Else 200 s timeouts at 33,000 a second leave 6.6 million dead entries for a thousand living.
    if (this.cancelledCount >= fewestToSweep && 2 * this.cancelledCount > this.list.size) this.sweep();
  }

  private resume(id: number): void {
    if (this.process(id).step(this.stallBudget)) {
      this.processes[id] = null;
      this.freeProcessIds.push(id);
    }
  }

  private nextOrder(priority: number): number {
    if (priority === 0) return this.sequence++;
    if (!(Number.isInteger(priority) && Math.abs(priority) <= highestPriority)) {
      const text = messages.notAPriority(priority, this.clock);
      throw new KernelError('NOT_A_PRIORITY', text, { timeSeconds: this.clock });
    }
    return priority * priorityStep + this.sequence++;
  }

  private takeSlot(): number {
    if (this.freeCount === 0) this.grow();
    return this.freeSlots[--this.freeCount]!;
  }

  private grow(): void {
    const { codes, eventArguments, freeSlots } = this;
    const before = codes.length;
    const capacity = 2 * before;
    this.codes = new Int32Array(capacity);
    this.codes.set(codes);
    this.eventArguments = new Float64Array(capacity);
    this.eventArguments.set(eventArguments);
    this.freeSlots = new Int32Array(capacity);
    this.freeSlots.set(freeSlots);
    this.list.reserve(capacity);
    this.addFreeSlots(before, capacity);
  }

  /** The lowest slots are taken first, which keeps the arrays in use short. */
  private addFreeSlots(from: number, to: number): void {
    for (let slot = to - 1; slot >= from; slot--) this.freeSlots[this.freeCount++] = slot;
  }

  private sweep(): void {
    this.list.sweep(this.codes, cancelled, (slot) => {
      this.freeSlots[this.freeCount++] = slot;
    });
    this.cancelledCount = 0;
  }

  private checkHorizon(untilSeconds: number): void {
    const about = { timeSeconds: this.clock };
    if (this.running) throw new KernelError('ALREADY_RUNNING', messages.alreadyRunning(this.clock), about);
    if (Number.isNaN(untilSeconds)) {
      throw new KernelError('NOT_A_TIME', messages.horizonNotATime(untilSeconds), about);
    }
    if (untilSeconds < this.clock) {
      throw new KernelError('PAST', messages.horizonPast(untilSeconds, this.clock), about);
    }
  }

  /** @internal */
  refuseDelay(delaySeconds: number, handler: HandlerId, argument: number): never {
    const label = this.label(handler, argument);
    const about = { timeSeconds: this.clock, label };
    if (delaySeconds < 0 && delaySeconds > -Infinity) {
      throw new KernelError('PAST', messages.past(label, delaySeconds, this.clock), about);
    }
    throw new KernelError('NOT_A_TIME', messages.notATime(label, delaySeconds, this.clock), about);
  }

  private exhausted(handler: HandlerId, argument: number): never {
    const label = this.label(handler, argument);
    const about = { timeSeconds: this.clock, label };
    if (this.events >= this.eventBudget) {
      throw new KernelError('EVENT_BUDGET', messages.eventBudget(this.eventBudget, label, this.clock), about);
    }
    throw new KernelError('STALLED', messages.stalled(this.stallBudget, label, this.clock), about);
  }

  /** Says who was running when something was thrown, and when. */
  private explain(error: unknown, code: HandlerId, eventArgument: number): unknown {
    const nested = this.nestedHandler >= 0;
    const handler = nested ? this.nestedHandler : code;
    const label = this.label(handler, nested ? this.nestedArgument : eventArgument);
    this.nestedHandler = -1;
    if (error instanceof KernelError) {
      if (error.label !== label && error.during === undefined) {
        error.during = label;
        error.message = messages.during(error.message, label);
      }
      return error;
    }
    const failure = handler === this.resumeHandler ? 'PROCESS_FAILED' : 'HANDLER_FAILED';
    const text = messages.failed(label, this.clock, error);
    return new KernelError(failure, text, { timeSeconds: this.clock, label, cause: error });
  }
}
