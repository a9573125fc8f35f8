import { TimeAverage } from './_accumulators.ts';
import { FlowClass, fillToLevel } from './_flow-class.ts';
import { FlowTable } from './_flow-table.ts';
import { KernelError } from './errors.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import { messages } from './messages.ts';
import type { Command, ProcessHandle } from './process.ts';
import type { Timer } from './timer.ts';

export interface FairShareLinkOptions {
  /** Shown in errors. */
  name: string;
  /** Shared by all flows, in bytes per second; zero stops them, Infinity leaves each at its cap. */
  capacityBytesPerSecond: number;
}

/** Since time 0 or the last resetStats(). `carriedOver + started = completed + aborted + active` holds at any moment. */
export interface FairShareLinkStats {
  /** Achieved rate over capacity, averaged over time; 0 while the capacity is infinite or zero. */
  utilization: number;
  /**
   * Sizes of the completed flows, in bytes, and what the aborted ones had received. What is under way counts when it is
   * through, as a whole.
   */
  bytes: number;
  /** Flows under way, averaged over time. */
  meanFlows: number;
  completed: number;
  aborted: number;
  started: number;
  /** Flows under way when the window began. */
  carriedOver: number;
}

/** A ticket is (number of the start, counted round) * ticketStep + slot, exact in a float64. */
const ticketStep = 2 ** 23;
const ticketRound = 2 ** 30;
/** In place of a handler: the flow is to be taken out. */
const abortedCode = -1;

/**
 * A link whose capacity is shared equally by the flows on it, each held below its own cap: max-min fairness, egalitarian
 * processor sharing. A change costs O(classes + log flows), see _flow-class.ts. Completions run as events at their time;
 * a completion ends every flow that is through within one unit in the last place of the clock, since a clock far from
 * zero cannot tell them apart.
 */
export class FairShareLink {
  readonly name: string;
  private readonly kernel: Kernel;
  private capacity: number;
  /** By class number, and in ascending order of cap. */
  private readonly classes: FlowClass[] = [];
  private readonly classesByCap: FlowClass[] = [];
  private uncapped = -1;

  private readonly flows = new FlowTable();
  private sequence = 0;

  private readonly completion: Timer;
  private activeCount = 0;
  /** Slot of the flow that was started last; -1 when it took no time. */
  private lastSlot = -1;
  private completing = false;
  private stale = false;
  private hook: ((rateBytesPerSecond: number) => void) | null = null;
  private filledCapacity = -1;
  private totalRate = 0;
  private reportedRate = 0;

  private readonly flowLevel: TimeAverage;
  private readonly utilizationLevel: TimeAverage;
  private bytes = 0;
  private completed = 0;
  private aborted = 0;
  private started = 0;
  private carriedOver = 0;

  constructor(kernel: Kernel, options: FairShareLinkOptions) {
    this.kernel = kernel;
    this.name = options.name;
    this.capacity = this.checkedCapacity(options.capacityBytesPerSecond);
    this.completion = kernel.timer(kernel.handler(() => this.complete(), `${options.name}: completion`));
    this.flowLevel = new TimeAverage(kernel.now);
    this.utilizationLevel = new TimeAverage(kernel.now);
  }

  /** Flows under way. */
  get active(): number {
    return this.activeCount;
  }

  /** Achieved rate of all flows together, in bytes per second. */
  get rate(): number {
    if (this.stale) this.update();
    return this.totalRate;
  }

  /** In bytes per second. */
  get capacityBytesPerSecond(): number {
    return this.capacity;
  }

  /** The number of the class of flows with this cap, in bytes per second: more than zero; Infinity for none. */
  flowClass(capBytesPerSecond: number): number {
    const known = this.classes.findIndex((flowClass) => flowClass.capBytesPerSecond === capBytesPerSecond);
    if (known >= 0) return known;
    if (!(capBytesPerSecond > 0)) this.refuse('a cap', capBytesPerSecond, 'more than zero bytes per second');
    const flowClass = new FlowClass(capBytesPerSecond, this.flows);
    this.classesByCap.push(flowClass);
    this.classesByCap.sort((a, b) => (a.capBytesPerSecond < b.capBytesPerSecond ? -1 : 1));
    return this.classes.push(flowClass) - 1;
  }

  /**
   * Starts a flow. The handler runs with the argument when its last byte is through: at now for a size of zero, or for
   * any size when neither cap nor capacity holds it back.
   */
  start(sizeBytes: number, flowClass: number, handler: HandlerId, argument: number): void {
    if (!(sizeBytes >= 0 && sizeBytes < Infinity)) this.refuse('a size', sizeBytes, 'finite, zero or more bytes');
    const ofCap = this.classes[flowClass];
    if (ofCap === undefined) this.refuse('a flow class', flowClass, 'a number that flowClass() returned');
    const { now } = this.kernel;
    this.lastSlot = -1;
    this.started++;
    if (sizeBytes === 0 || (this.capacity === Infinity && ofCap.capBytesPerSecond === Infinity)) {
      this.completed++;
      this.bytes += sizeBytes;
      this.kernel.scheduleNow(handler, argument);
      return;
    }
    const slot = this.flows.take(handler, argument);
    this.flows.sizes[slot] = sizeBytes;
    this.flows.startTimes[slot] = now;
    this.flows.classes[slot] = flowClass;
    if (ofCap.count === 0) ofCap.restart(this.capacity, now);
    ofCap.add(slot, this.sequence++);
    this.lastSlot = slot;
    this.activeCount++;
    this.changed();
  }

  /** The number of the flow that was started last, for abort(); -1 when it took no time. */
  get ticket(): number {
    return this.lastSlot < 0 ? -1 : this.ticketOf(this.lastSlot);
  }

  /**
   * Ends a flow whose handler then does not run. False when it is through or was aborted already. Takes time in
   * proportion to the flows of its class.
   */
  abort(ticket: number): boolean {
    const slot = ticket % ticketStep;
    if (!(slot >= 0 && slot < this.flows.sizes.length) || this.ticketOf(slot) !== ticket) return false;
    const { events, sizes, classes } = this.flows;
    const { now } = this.kernel;
    const flowClass = this.classes[classes[slot]!]!;
    this.bytes += Math.min(sizes[slot]!, Math.max(0, sizes[slot]! - flowClass.leftBytes(slot, now)));
    events.setCode(slot, abortedCode);
    flowClass.abort(abortedCode);
    this.freeSlot(slot);
    this.activeCount--;
    this.aborted++;
    this.changed();
    return true;
  }

  /** For processes: `yield link.transfer(sizeBytes)`, which an interrupt aborts; the class defaults to that without a cap. */
  transfer(sizeBytes: number, flowClass: number = this.uncappedClass()): Command {
    // An object of its own, because a command may be kept before it is yielded.
    return new Transfer(this, sizeBytes, flowClass);
  }

  /** Changes the capacity from now on; flows under way keep what they have received. */
  setCapacity(bytesPerSecond: number): void {
    this.capacity = this.checkedCapacity(bytesPerSecond);
    this.changed();
  }

  /** Calls the hook whenever the achieved total rate has changed: burst credits hang on it. Null ends it. */
  onRate(hook: ((rateBytesPerSecond: number) => void) | null): void {
    this.hook = hook;
  }

  stats(): FairShareLinkStats {
    const { now } = this.kernel;
    if (this.stale) this.update();
    return {
      utilization: this.utilizationLevel.mean(now),
      bytes: this.bytes,
      meanFlows: this.flowLevel.mean(now),
      completed: this.completed,
      aborted: this.aborted,
      started: this.started,
      carriedOver: this.carriedOver,
    };
  }

  /** Starts a new window at now: the end of a warm-up. */
  resetStats(): void {
    const { now } = this.kernel;
    this.flowLevel.reset(now);
    this.utilizationLevel.reset(now);
    this.bytes = 0;
    this.completed = 0;
    this.aborted = 0;
    this.started = 0;
    this.carriedOver = this.active;
  }

  /** For an interrupted process; false when its flow is through. @internal */
  abortProcess({ resumeHandler, id }: ProcessHandle): boolean {
    const { events, sizes } = this.flows;
    for (let slot = 0; slot < sizes.length; slot++) {
      const isIts = events.codeOf(slot) === resumeHandler && events.argumentOf(slot) === id;
      if (isIts && this.abort(this.ticketOf(slot))) return true;
    }
    return false;
  }

  private ticketOf(slot: number): number {
    const order = this.flows.events.orderOf(slot);
    return order < 0 ? Number.NaN : (order % ticketRound) * ticketStep + slot;
  }

  /** Its order is taken from it, so that its ticket is void. */
  private freeSlot(slot: number): void {
    this.flows.events.setKey(slot, 0, -1);
    this.flows.events.free(slot);
  }

  private uncappedClass(): number {
    if (this.uncapped < 0) this.uncapped = this.flowClass(Infinity);
    return this.uncapped;
  }

  /** Completion handlers may start many flows: the level is filled once, after the last of them. */
  private changed(): void {
    if (this.completing) this.stale = true;
    else this.update();
  }

  /** Fills the water level anew where it may have changed, and arms the timer for the next completion. */
  private update(): void {
    this.stale = false;
    const { now } = this.kernel;
    if (this.activeCount !== this.flowLevel.level) this.flowLevel.change(this.activeCount, now);
    if (this.mustRefill()) this.refill(now);
    this.armCompletion();
    while (this.hook !== null && this.reportedRate !== this.totalRate && !this.completing) {
      this.reportedRate = this.totalRate;
      this.hook(this.reportedRate);
    }
  }

  /** The level stands as long as every class has as many flows as when it was filled: a flow ended, another began. */
  private mustRefill(): boolean {
    const { classesByCap } = this;
    if (this.filledCapacity !== this.capacity) return true;
    for (let index = 0; index < classesByCap.length; index++) {
      const flowClass = classesByCap[index]!;
      if (flowClass.count !== flowClass.filledCount) return true;
    }
    return false;
  }

  private refill(now: number): void {
    const { capacity } = this;
    this.totalRate = fillToLevel(this.classesByCap, this.activeCount, capacity, now);
    this.filledCapacity = capacity;
    const utilization = capacity > 0 && capacity < Infinity ? this.totalRate / capacity : 0;
    if (utilization !== this.utilizationLevel.level) this.utilizationLevel.change(utilization, now);
  }

  private armCompletion(): void {
    const { classesByCap, completion, kernel } = this;
    let finish = Infinity;
    for (let index = 0; index < classesByCap.length; index++) {
      const flowClass = classesByCap[index]!;
      if (flowClass.count === 0) continue;
      flowClass.findFinish();
      if (flowClass.finishSeconds < finish) finish = flowClass.finishSeconds;
    }
    if (finish === Infinity) completion.cancel();
    else if (!completion.armed || completion.dueSeconds !== finish) {
      // As setAt(), without a double in an argument.
      completion.dueSeconds = Math.max(finish, kernel.now);
      kernel.arm(completion);
    }
  }

  private complete(): void {
    const { kernel, flows, classesByCap } = this;
    const { now } = kernel;
    flows.nowSeconds = now;
    const lastFinish = now * (1 + Number.EPSILON);
    // All are taken out before the first handler runs: what it starts belongs to a later event.
    let first = -1;
    let last = -1;
    let count = 0;
    for (let index = 0; index < classesByCap.length; index++) {
      const flowClass = classesByCap[index]!;
      while (flowClass.count > 0) {
        flowClass.findFinish();
        if (!(flowClass.finishSeconds <= lastFinish)) break;
        const slot = flowClass.removeNext();
        if (last < 0) first = slot;
        else flows.events.setNext(last, slot);
        flows.events.setNext(slot, -1);
        flows.events.setKey(slot, 0, -1);
        this.bytes += flows.sizes[slot]!;
        last = slot;
        count++;
      }
    }
    this.activeCount -= count;
    this.completed += count;
    this.completing = true;
    this.stale = true;
    for (let slot = first; slot >= 0; ) {
      const handler = flows.events.codeOf(slot);
      const argument = flows.events.argumentOf(slot);
      const following = flows.events.nextOf(slot);
      flows.events.free(slot);
      kernel.dispatch(handler, argument);
      slot = following;
    }
    this.completing = false;
    this.update();
  }

  private checkedCapacity(value: number): number {
    if (!(value >= 0)) this.refuse('the capacity', value, 'zero or more bytes per second');
    return value;
  }

  private refuse(what: string, value: number, wanted: string): never {
    const text = messages.outOfRange(this.name, what, value, wanted);
    throw new KernelError('OUT_OF_RANGE', text, { timeSeconds: this.kernel.now, label: this.name });
  }
}

/** Waiting for the last byte of a flow that starts when the command is yielded. */
class Transfer implements Command {
  private readonly link: FairShareLink;
  private readonly sizeBytes: number;
  private readonly flowClass: number;

  constructor(link: FairShareLink, sizeBytes: number, flowClass: number) {
    this.link = link;
    this.sizeBytes = sizeBytes;
    this.flowClass = flowClass;
  }

  begin(process: ProcessHandle): boolean {
    this.link.start(this.sizeBytes, this.flowClass, process.resumeHandler, process.id);
    return false;
  }

  withdraw(process: ProcessHandle): boolean {
    return this.link.abortProcess(process);
  }
}
