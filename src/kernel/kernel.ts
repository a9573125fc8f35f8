import { NowLane } from './_now-lane.ts';
import { Processes } from './_processes.ts';
import { KernelError } from './errors.ts';
import { type EventList, highestPriority, priorityStep } from './event-list.ts';
import { EventTable } from './event-table.ts';
import { HeapEventList } from './heap-event-list.ts';
import { LadderEventList } from './ladder-event-list.ts';
import { messages } from './messages.ts';
import { type PeriodicEvents, type PeriodicOptions, startPeriodic } from './periodic.ts';
import type { Process, ProcessHandle } from './process.ts';
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
  /**
   * What holds the pending events: a 4-ary heap, a ladder queue, or (auto, the default) the heap up to 64 of them and the
   * ladder above. The order of events is the same.
   */
  eventList?: 'auto' | 'heap' | 'ladder';
  /** Where the counter that orders equal times begins, for tests of its end. @internal */
  firstSequence?: number;
}

/** In place of a handler number: the entry was cancelled, or belongs to the timer in `timers[slot]`. */
const cancelled = -1;
const ofTimer = -2;

/**
 * Places in `doubles`: simulated time in seconds; when the event is due that put() places; argument of the running event;
 * where the run ends.
 */
const clock = 0;
const due = 1;
const argumentOfEvent = 2;
const horizon = 3;

/** Below so many cancelled entries a sweep is not worth the walk. */
const fewestToSweep = 32;

/**
 * Clock and event list. Events run in the order of (time, priority, sequence of scheduling); the lower priority number
 * goes first, 0 is the default. An event is a slot in typed arrays: scheduling and running allocate nothing.
 */
export class Kernel {
  /** Clock, due time, argument and horizon. Elements of such an array never cost an allocation; fields that hold doubles may. */
  private readonly doubles = new Float64Array([0, 0, 0, Infinity]);
  private sequence: number;
  private events = 0;
  private observer: Observer | null = null;
  private running = false;

  private readonly handlers: Handler[] = [];
  private readonly labels: string[] = [];

  private readonly table: EventTable;
  private readonly list: EventList;
  private readonly lane = new NowLane();
  private readonly timers: (Timer | null)[] = [];
  private cancelledCount = 0;
  /** Slot of the event that was scheduled last; -1 when it stands in the lane. For ProcessHandle. @internal */
  lastSlot = -1;

  private readonly processes: Processes;

  /** The event that is running, for the error text. */
  private code = -1;
  /** The handler that dispatch() runs inside another event, for the error text; -1 when there is none. */
  private nestedHandler = -1;
  private nestedArgument = 0;

  private readonly eventBudget: number;
  private readonly stallBudget: number;

  constructor(options: KernelOptions = {}) {
    this.sequence = options.firstSequence ?? 0;
    this.eventBudget = options.eventBudget ?? Infinity;
    this.stallBudget = options.stallBudget ?? 10_000_000;
    this.table = new EventTable(Math.max(4, Math.ceil(options.firstCapacity ?? 64)));
    this.list = createEventList(this.table, options.eventList ?? 'auto');
    this.processes = new Processes(this, this.stallBudget);
  }

  /** Simulated time in seconds. */
  get now(): number {
    return this.doubles[clock]!;
  }

  /** Events run so far. What a link or a period runs within its own event is not counted again. */
  get eventCount(): number {
    return this.events;
  }

  /** Events scheduled and neither run nor cancelled. */
  get pendingCount(): number {
    return this.list.size + this.lane.length - this.cancelledCount;
  }

  /**
   * Nothing happens before that time but what is scheduled from now on: an event that is running may work out ahead what
   * it would schedule until then. At most the horizon of the run; now, while more is to run at now.
   */
  get quietUntilSeconds(): number {
    const { doubles } = this;
    if (this.lane.length > 0) return doubles[clock]!;
    const slot = this.list.peek();
    const next = slot < 0 ? Infinity : this.table.timeOf(slot);
    return next < doubles[horizon]! ? next : doubles[horizon]!;
  }

  /** Registers what an event can run; once for each kind of event, not for each event. */
  handler(run: Handler, label = 'handler'): HandlerId {
    this.labels.push(label);
    return this.handlers.push(run) - 1;
  }

  /** The label of a handler; for a process that is resumed, its name. */
  label(handler: HandlerId, argument = 0): string {
    return this.processes.of(handler, argument)?.name ?? this.labels[handler] ?? `handler ${handler}`;
  }

  /**
   * Runs a handler in `delaySeconds` from now; zero is at now, after what is scheduled there already.
   * @throws KernelError PAST for a negative delay, NOT_A_TIME for NaN or Infinity, NOT_A_PRIORITY
   */
  schedule(delaySeconds: number, handler: HandlerId, argument = 0, priority = 0): void {
    if (!(delaySeconds >= 0 && delaySeconds < Infinity)) this.refuseDelay(delaySeconds, handler, argument);
    this.doubles[due] = this.doubles[clock]! + delaySeconds;
    this.put(handler, argument, priority);
  }

  /** The same for an absolute time, at or after now. */
  scheduleAt(timeSeconds: number, handler: HandlerId, argument = 0, priority = 0): void {
    if (!(timeSeconds >= this.doubles[clock]! && timeSeconds < Infinity)) {
      this.refuseDelay(timeSeconds - this.doubles[clock]!, handler, argument);
    }
    this.doubles[due] = timeSeconds;
    this.put(handler, argument, priority);
  }

  /** As schedule() with no delay. @internal */
  scheduleNow(handler: HandlerId, argument: number): void {
    this.lane.push(handler, argument, this.nextSequence());
  }

  /** As schedule(), with the delay in an array: a double in an argument may cost an allocation. @internal */
  scheduleFrom(delays: Float64Array, index: number, handler: HandlerId, argument: number): void {
    const delaySeconds = delays[index]!;
    if (!(delaySeconds >= 0 && delaySeconds < Infinity)) this.refuseDelay(delaySeconds, handler, argument);
    this.doubles[due] = this.doubles[clock]! + delaySeconds;
    this.put(handler, argument, 0);
  }

  /** An event that can be cancelled and moved. Make one for each thing that waits, and arm it again and again. */
  timer(handler: HandlerId, argument = 0): Timer {
    return new Timer(this, handler, argument);
  }

  /** Events at from + k * period. See PeriodicOptions. */
  every(periodSeconds: number, handler: HandlerId, argument = 0, options: PeriodicOptions = {}): PeriodicEvents {
    return startPeriodic(this, periodSeconds, handler, argument, options);
  }

  /** Starts a process at now, as an event, so that processes start in the order of spawning. */
  spawn<Result>(story: Process<Result>, name = 'process'): ProcessHandle<Result> {
    return this.processes.spawn(story, name);
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
    this.doubles[horizon] = untilSeconds;
    try {
      this.runEvents(untilSeconds);
    } catch (error) {
      throw this.explain(error);
    } finally {
      this.running = false;
    }
    if (untilSeconds < Infinity) this.doubles[clock] = untilSeconds;
    return this.pendingCount === 0 ? 'drained' : 'horizon';
  }

  /** Runs a handler within the present event, as a link does at a completion: observers and errors know it. @internal */
  dispatch(handler: HandlerId, argument: number): void {
    if (this.observer !== null) this.observer.event?.(this.doubles[clock]!, handler, argument);
    this.nestedHandler = handler;
    this.nestedArgument = argument;
    this.handlers[handler]!(argument);
    this.nestedHandler = -1;
  }

  /** A waiting process by its number. @internal */
  process(id: number): ProcessHandle {
    return this.processes.get(id);
  }

  /** For ProcessHandle. @internal */
  interrupt(process: ProcessHandle, reason: unknown): void {
    this.processes.interrupt(process, reason);
  }

  /** For Timer: arms it for its due time. @internal */
  arm(timer: Timer): void {
    const { dueSeconds } = timer;
    const now = this.doubles[clock]!;
    if (!(dueSeconds >= now && dueSeconds < Infinity))
      this.refuseDelay(dueSeconds - now, timer.handler, timer.argument);
    if (timer.slot >= 0) this.disarm(timer);
    const sequence = this.nextSequence();
    const slot = this.table.take(ofTimer, 0);
    this.timers[slot] = timer;
    timer.slot = slot;
    this.table.setKey(slot, dueSeconds, sequence);
    this.list.push(slot);
  }

  /** For Timer. @internal */
  disarm(timer: Timer): void {
    const { slot } = timer;
    if (slot < 0) return;
    timer.slot = -1;
    this.timers[slot] = null;
    this.cancelSlot(slot);
  }

  /** Takes back an event that stands in the event list. @internal */
  cancelSlot(slot: number): void {
    this.table.setCode(slot, cancelled);
    this.cancelledCount++;
    // Else 200 s timeouts at 33,000 a second leave 6.6 million dead entries for a thousand living.
    if (this.cancelledCount >= fewestToSweep && 2 * this.cancelledCount > this.list.size) this.sweep();
  }

  private runEvents(untilSeconds: number): void {
    const { doubles, list, lane, table, handlers, eventBudget, stallBudget } = this;
    // Events when the clock last moved.
    let movedAt = this.events;
    for (;;) {
      let code: number;
      let argument: number;
      if (lane.length > 0 && this.isLaneFirst()) {
        if (!(doubles[clock]! < untilSeconds)) return;
        code = lane.firstCode();
        argument = lane.firstArgument();
        lane.removeFirst();
      } else {
        const slot = list.first();
        if (slot < 0) return;
        const time = table.timeOf(slot);
        if (!(time < untilSeconds)) return;
        list.removeFirst();
        code = table.codeOf(slot);
        argument = table.argumentOf(slot);
        table.free(slot);
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
        if (time !== doubles[clock]) {
          doubles[clock] = time;
          movedAt = this.events;
        }
      }
      this.code = code;
      doubles[argumentOfEvent] = argument;
      if (this.events - movedAt >= stallBudget || this.events >= eventBudget) this.exhausted();
      this.events++;
      if (this.observer !== null) this.observer.event?.(doubles[clock]!, code, argument);
      // An argument that is a small integer is passed as one: as a double it would be an allocation.
      const index = argument | 0;
      if (index === argument) handlers[code]!(index);
      else handlers[code]!(argument);
    }
  }

  /** The first event of the lane, which is due now, comes before the first of the list. */
  private isLaneFirst(): boolean {
    const { table, lane, doubles } = this;
    const slot = this.list.peek();
    return slot < 0 || table.timeOf(slot) > doubles[clock]! || table.orderOf(slot) > lane.firstOrder();
  }

  /** Puts an event at `doubles[due]`: there, since a double in an argument may cost an allocation. */
  private put(handler: HandlerId, argument: number, priority: number): void {
    if (priority !== 0) {
      this.putUrgent(handler, argument, priority);
      return;
    }
    const { doubles } = this;
    const sequence = this.nextSequence();
    if (doubles[due] === doubles[clock]) {
      this.lastSlot = -1;
      this.lane.push(handler, argument, sequence);
      return;
    }
    const slot = this.table.take(handler, argument);
    this.lastSlot = slot;
    this.table.setKey(slot, doubles[due]!, sequence);
    this.list.push(slot);
  }

  private putUrgent(handler: HandlerId, argument: number, priority: number): void {
    const order = this.checkedPriority(priority) * priorityStep + this.nextSequence();
    const slot = this.table.take(handler, argument);
    this.table.setKey(slot, this.doubles[due]!, order);
    this.list.push(slot);
  }

  private nextSequence(): number {
    if (this.sequence === priorityStep - 1) this.renumber();
    return this.sequence++;
  }

  private checkedPriority(priority: number): number {
    if (!(Number.isInteger(priority) && Math.abs(priority) <= highestPriority)) {
      const text = messages.notAPriority(priority, this.doubles[clock]!);
      throw new KernelError('NOT_A_PRIORITY', text, { timeSeconds: this.doubles[clock]! });
    }
    return priority;
  }

  /** Numbers what is pending anew, in the same order, when the counter is at its end: after each two thousand million events. */
  private renumber(): void {
    const { table, lane } = this;
    const slots = table.usedSlots();
    const sequenceOf = (order: number) => order - Math.floor(order / priorityStep) * priorityStep;
    const known = [...slots.map((slot) => sequenceOf(table.orderOf(slot))), ...lane.orders()].sort((a, b) => a - b);
    const place = new Map(known.map((sequence, index) => [sequence, index]));
    const renumbered = (order: number) => order - sequenceOf(order) + place.get(sequenceOf(order))!;
    for (const slot of slots) table.setKey(slot, table.timeOf(slot), renumbered(table.orderOf(slot)));
    lane.renumber(renumbered);
    this.sequence = known.length;
  }

  private sweep(): void {
    this.list.sweep(cancelled, (slot) => this.table.free(slot));
    this.cancelledCount = 0;
  }

  private checkHorizon(untilSeconds: number): void {
    const about = { timeSeconds: this.doubles[clock]! };
    if (this.running) throw new KernelError('ALREADY_RUNNING', messages.alreadyRunning(this.doubles[clock]!), about);
    if (Number.isNaN(untilSeconds)) {
      throw new KernelError('NOT_A_TIME', messages.horizonNotATime(untilSeconds), about);
    }
    if (untilSeconds < this.doubles[clock]!) {
      throw new KernelError('PAST', messages.horizonPast(untilSeconds, this.doubles[clock]!), about);
    }
  }

  /** @internal */
  refuseDelay(delaySeconds: number, handler: HandlerId, argument: number): never {
    const label = this.label(handler, argument);
    const about = { timeSeconds: this.doubles[clock]!, label };
    if (delaySeconds < 0 && delaySeconds > -Infinity) {
      throw new KernelError('PAST', messages.past(label, delaySeconds, this.doubles[clock]!), about);
    }
    throw new KernelError('NOT_A_TIME', messages.notATime(label, delaySeconds, this.doubles[clock]!), about);
  }

  private exhausted(): never {
    const label = this.label(this.code, this.doubles[argumentOfEvent]!);
    const about = { timeSeconds: this.doubles[clock]!, label };
    if (this.events >= this.eventBudget) {
      throw new KernelError('EVENT_BUDGET', messages.eventBudget(this.eventBudget, label, this.doubles[clock]!), about);
    }
    throw new KernelError('STALLED', messages.stalled(this.stallBudget, label, this.doubles[clock]!), about);
  }

  /** Says who was running when something was thrown, and when. */
  private explain(error: unknown): unknown {
    const nested = this.nestedHandler >= 0;
    const handler = nested ? this.nestedHandler : this.code;
    const argument = nested ? this.nestedArgument : this.doubles[argumentOfEvent]!;
    const label = this.label(handler, argument);
    this.nestedHandler = -1;
    if (error instanceof KernelError) {
      if (error.label !== label && error.during === undefined) {
        error.during = label;
        error.message = messages.during(error.message, label);
      }
      return error;
    }
    const failure = this.processes.of(handler, argument) == null ? 'HANDLER_FAILED' : 'PROCESS_FAILED';
    const text = messages.failed(label, this.doubles[clock]!, error);
    return new KernelError(failure, text, { timeSeconds: this.doubles[clock]!, label, cause: error });
  }
}

function createEventList(table: EventTable, kind: 'auto' | 'heap' | 'ladder'): EventList {
  if (kind === 'heap') return new HeapEventList(table);
  return new LadderEventList(table, kind === 'ladder' ? { heapUpTo: 0 } : {});
}
