import { TimeAverage, WaitTally } from './_accumulators.ts';
import { Patience } from './_patience.ts';
import { Preemption } from './_preemption.ts';
import { PriorityLines, type Refusal } from './_priority-line.ts';
import { ServiceVisit } from './_service-visit.ts';
import { Services } from './_services.ts';
import { KernelError } from './errors.ts';
import type { HandlerId, Kernel } from './kernel.ts';
import { messages } from './messages.ts';
import type { Command, Process, ProcessHandle } from './process.ts';

export type { Refusal } from './_priority-line.ts';

export interface ServerPoolOptions {
  /** Shown in errors. */
  name: string;
  /** Number of equal servers: a whole number, at least 1. */
  servers: number;
  /**
   * Most that are in the pool at once, waiting and served together; who comes on top is turned away, however urgent: with
   * as many places as servers nobody is ever preempted. A whole number, or Infinity. Default: Infinity.
   */
  capacity?: number;
  /**
   * Whether a request of higher priority takes the server from a service of lower priority, which waits at the head of
   * its line and is resumed where it stopped. Such a pool has to know how long services take: serve() and use() only.
   * Default: none.
   */
  preemption?: 'none' | 'resume';
}

/**
 * Since time 0 or the last resetStats(). At any moment
 * `carriedOver + offered = served + refused + reneged + busy + queueLength`.
 */
export interface ServerPoolStats {
  /** Share of the servers that was busy, averaged over time. */
  utilization: number;
  /** Waiters, averaged over time. */
  meanQueueLength: number;
  /** Busy servers, averaged over time. */
  meanBusy: number;
  /**
   * Seconds that each customer waited, from the request to the grant, zero for who was granted at once; NaN for nobody. A
   * wait is counted when it is known: at the grant, and with preemption, where all waits of a service are added up, when
   * the service is over. Who leaves the line is not among them. So over a window that begins and ends empty, and if
   * nobody reneged, mean queue length = count / length of the window x mean: Little's law.
   */
  waits: { count: number; mean: number; max: number };
  /** Units given back; a service that is preempted counts once, when it is over. */
  served: number;
  /**
   * Of those served, how many were cut short by an interrupt of the process: in use(), or before it went on with the unit.
   * Whether a release() by hand came early the pool cannot know.
   */
  interrupted: number;
  /** Requests made. */
  offered: number;
  /** Requests turned away because the pool was full. */
  refused: number;
  /** Requests taken back while they waited; with preemption, also while they waited to go on. */
  reneged: number;
  /** Services interrupted by others of higher priority. */
  preemptions: number;
  /** Waiting or being served when the window began. */
  carriedOver: number;
}

/** Is told what a customer waited, in seconds. It may look at the pool, and must ask it for nothing. */
export type WaitObserver = (seconds: number) => void;

/**
 * Equal servers with one waiting line: first come, first served among equal priorities, the lower number first.
 * A free server is granted at once; a release hands the unit to the next waiter and schedules it at now, so that a
 * newcomer at the same moment cannot overtake and no waiter runs inside release().
 */
export class ServerPool {
  readonly name: string;
  readonly servers: number;
  readonly capacity: number;
  private readonly kernel: Kernel;
  private readonly lines: PriorityLines;
  private readonly serviceEnd: HandlerId;
  private readonly services = new Services();
  /** Null in a pool without. */
  private readonly preemption: Preemption | null;
  private patience: Patience | null = null;
  private readonly busyLevel: TimeAverage;
  private readonly queueLevel: TimeAverage;
  private readonly waits = new WaitTally();
  private waitObserver: WaitObserver | null = null;
  private served = 0;
  private interrupted = 0;
  private offered = 0;
  private refused = 0;
  private reneged = 0;
  private preemptions = 0;
  private carriedOver = 0;

  constructor(kernel: Kernel, options: ServerPoolOptions) {
    const { name, servers, capacity = Infinity, preemption = 'none' } = options;
    this.kernel = kernel;
    this.name = name;
    this.servers = servers;
    this.capacity = capacity;
    if (!(Number.isInteger(servers) && servers >= 1)) {
      this.refuse('servers', servers, 'a whole number, at least 1');
    }
    if (!(capacity >= servers && (Number.isInteger(capacity) || capacity === Infinity))) {
      this.refuse('the capacity', capacity, `a whole number, at least that of the servers, ${servers}, or Infinity`);
    }
    this.lines = new PriorityLines(this);
    const isPreemptive = preemption === 'resume';
    const end = isPreemptive ? (slot: number) => this.endPreemptible(slot) : (slot: number) => this.endService(slot);
    this.serviceEnd = kernel.handler(end, `${name}: end of a service`);
    this.preemption = isPreemptive ? new Preemption(kernel, this.services, this.serviceEnd) : null;
    this.busyLevel = new TimeAverage(kernel.now);
    this.queueLevel = new TimeAverage(kernel.now);
  }

  get busy(): number {
    return this.busyLevel.level;
  }

  get queueLength(): number {
    return this.queueLevel.level;
  }

  /** The place in the line of the last request that was queued, for withdraw(). No other request ever has the same. */
  get ticket(): number {
    return this.lines.ticket;
  }

  /**
   * Asks for a unit. True: granted at once, the caller goes on itself and the handler is not called. False: queued; the
   * handler is scheduled with the argument at the moment of the grant. In both cases release() must follow in the end.
   * Null: the pool is full, and the request is turned away.
   * @throws KernelError NEEDS_SERVICE_TIME in a pool with preemption, OUT_OF_RANGE for a priority that is not finite
   */
  request(handler: HandlerId, argument: number, priority = 0): boolean | null {
    if (priority !== 0) this.checkPriority(priority);
    if (this.preemption !== null) this.needServiceTime();
    const { busyLevel, kernel } = this;
    this.offered++;
    if (busyLevel.level < this.servers) {
      busyLevel.change(busyLevel.level + 1, kernel.now);
      this.waits.addNone();
      if (this.waitObserver !== null) this.waitObserver(0);
      return true;
    }
    if (this.isFull()) return null;
    this.queue(handler, argument, priority);
    return false;
  }

  /** Gives one unit back that request(), acquire() or acquireWithin() brought. */
  release(): void {
    const { busyLevel, queueLevel, kernel } = this;
    if (busyLevel.level === 0 || this.preemption !== null) this.refuseRelease();
    this.served++;
    if (queueLevel.level === 0) busyLevel.change(busyLevel.level - 1, kernel.now);
    else this.handOver();
  }

  /**
   * A whole visit: asks for a unit, holds it for so many seconds and gives it back; then the handler, if there is one,
   * runs with the argument. True: the service begins at once; false: it is queued; null: the pool is full and the request
   * is turned away.
   * @throws KernelError OUT_OF_RANGE for seconds or a priority that cannot be
   */
  serve(seconds: number, handler: HandlerId = nobody, argument = 0, priority = 0): boolean | null {
    if (priority !== 0) this.checkPriority(priority);
    if (!(seconds >= 0 && seconds < Infinity)) this.refuseService(seconds);
    const { busyLevel, kernel } = this;
    this.offered++;
    if (busyLevel.level >= this.servers && this.isFull()) return null;
    const { services } = this;
    const slot = services.take(handler, argument);
    services.seconds[slot] = seconds;
    if (this.preemption !== null) return this.beginOrPreempt(slot, priority);
    if (busyLevel.level < this.servers) {
      busyLevel.change(busyLevel.level + 1, kernel.now);
      this.waits.addNone();
      if (this.waitObserver !== null) this.waitObserver(0);
      kernel.scheduleFrom(services.seconds, slot, this.serviceEnd, slot);
      return true;
    }
    this.queue(this.serviceEnd, slot, priority);
    return false;
  }

  /**
   * Takes a queued request back: reneging. False when it has been granted already; a service that waits because it was
   * preempted has.
   */
  withdraw(ticket: number): boolean {
    const waiters = this.lines.leave(ticket);
    if (waiters === null) return false;
    if (waiters.shiftedHandler === this.serviceEnd) this.services.free(waiters.shiftedArgument);
    this.left();
    return true;
  }

  /**
   * For processes: `yield pool.acquire()`, later `pool.release()`. The yield gives 'full' when the request is turned away,
   * else undefined. A process that may be interrupted acquires before its `try { ... } finally { pool.release() }`: an
   * interrupt in the line takes it out of the line, and a release that followed would give back another's unit. Or use().
   */
  acquire(priority = 0): Command {
    if (priority === 0) return this.lines.usual;
    this.checkPriority(priority);
    return this.lines.command(priority);
  }

  /**
   * For processes: `yield* pool.acquireWithin(30)` leaves the line when it has waited so many seconds. Returns undefined
   * when a unit was granted, which must be released; else why not. Of interrupts the same is true as for acquire().
   * @throws KernelError OUT_OF_RANGE for a patience below zero
   */
  *acquireWithin(patienceSeconds: number, priority = 0): Process<Refusal | undefined> {
    if (!(patienceSeconds >= 0)) this.refuse('a patience', patienceSeconds, 'zero or more seconds, or Infinity');
    this.patience ??= new Patience(this.kernel, this);
    const wait = this.patience.take(patienceSeconds, priority);
    try {
      return yield wait;
    } finally {
      this.patience.giveBack(wait);
    }
  }

  /**
   * For processes: `yield* pool.use(1)` acquires, holds for so many seconds and releases, also when it is interrupted.
   * Returns undefined, or 'full' when it was turned away.
   * @throws KernelError OUT_OF_RANGE for seconds or a priority that cannot be
   */
  *use(seconds: number, priority = 0): Process<Refusal | undefined> {
    if (!(seconds >= 0 && seconds < Infinity)) this.refuseService(seconds);
    if (this.preemption !== null) return yield new ServiceVisit(this, seconds, priority);
    const refusal: Refusal | undefined = yield this.acquire(priority);
    if (refusal !== undefined) return refusal;
    let isOver = false;
    try {
      yield seconds;
      isOver = true;
    } finally {
      if (isOver) this.release();
      else this.breakOff();
    }
    return undefined;
  }

  /**
   * Calls the observer with every wait that stats() counts, when it is counted: for a histogram of waits. Null ends it.
   */
  onWait(observer: WaitObserver | null): void {
    this.waitObserver = observer;
  }

  stats(): ServerPoolStats {
    const { now } = this.kernel;
    const meanBusy = this.busyLevel.mean(now);
    return {
      utilization: meanBusy / this.servers,
      meanQueueLength: this.queueLevel.mean(now),
      meanBusy,
      waits: { count: this.waits.count, mean: this.waits.mean, max: this.waits.max },
      served: this.served,
      interrupted: this.interrupted,
      offered: this.offered,
      refused: this.refused,
      reneged: this.reneged,
      preemptions: this.preemptions,
      carriedOver: this.carriedOver,
    };
  }

  /** Starts a new window at now: the end of a warm-up. Who waits goes on waiting, and the whole wait counts when it is known. */
  resetStats(): void {
    const { now } = this.kernel;
    this.busyLevel.reset(now);
    this.queueLevel.reset(now);
    this.waits.reset();
    this.served = 0;
    this.interrupted = 0;
    this.offered = 0;
    this.refused = 0;
    this.reneged = 0;
    this.preemptions = 0;
    this.carriedOver = this.busy + this.queueLength;
  }

  /** For commands: somebody has left the line. @internal */
  left(): void {
    this.reneged++;
    this.queueLevel.change(this.queueLevel.level - 1, this.kernel.now);
  }

  /** For commands: an interrupted process gives its unit back, or the one on its way to it. @internal */
  breakOff(): void {
    this.interrupted++;
    this.release();
  }

  /** For ServiceVisit: a service of a process; its slot, or -1 when it is turned away. @internal */
  visit(process: ProcessHandle, seconds: number, priority: number): number {
    const answer = this.serve(seconds, process.resumeHandler, process.id, priority);
    return answer === null ? -1 : this.preemption!.lastSlot;
  }

  /** For ServiceVisit, whose process is interrupted. @internal */
  cutShort(slot: number): void {
    const preemption = this.preemption!;
    if (preemption.isUnderWay(slot)) {
      this.interrupted++;
      this.giveOn(slot);
    } else if (preemption.leave(slot)) {
      this.services.free(slot);
      this.left();
    } else this.withdraw(preemption.tickets[slot]!);
  }

  private isFull(): boolean {
    if (this.busyLevel.level + this.queueLevel.level < this.capacity) return false;
    this.refused++;
    return true;
  }

  private queue(handler: HandlerId, argument: number, priority: number): void {
    const { now } = this.kernel;
    this.lines.push(handler, argument, priority, now);
    this.queueLevel.change(this.queueLevel.level + 1, now);
  }

  /** The unit goes to the first in line; a service begins, anyone else is told by an event at now. */
  private handOver(): void {
    const { services, serviceEnd, kernel } = this;
    const { now } = kernel;
    const waiters = this.lines.first();
    waiters.shift();
    this.queueLevel.change(this.queueLevel.level - 1, now);
    this.waits.add(now - waiters.shiftedSince);
    if (this.waitObserver !== null) this.waitObserver(now - waiters.shiftedSince);
    const { shiftedHandler: handler, shiftedArgument: argument } = waiters;
    if (handler === serviceEnd) kernel.scheduleFrom(services.seconds, argument, handler, argument);
    else kernel.scheduleNow(handler, argument);
  }

  private endService(slot: number): void {
    const { services } = this;
    const handler = services.handlers[slot]!;
    const argument = services.serviceArguments[slot]!;
    services.free(slot);
    this.release();
    if (handler !== nobody) this.kernel.dispatch(handler, argument);
  }

  /** With preemption: what becomes of a service that has come; true when it begins. */
  private beginOrPreempt(slot: number, priority: number): boolean {
    const { busyLevel, queueLevel, kernel } = this;
    const preemption = this.preemption!;
    preemption.add(slot, priority);
    if (busyLevel.level < this.servers) {
      busyLevel.change(busyLevel.level + 1, kernel.now);
      preemption.begin(slot);
      return true;
    }
    const victim = preemption.victimOf(slot);
    if (victim < 0) {
      this.queue(this.serviceEnd, slot, priority);
      preemption.tickets[slot] = this.ticket;
      return false;
    }
    this.preemptions++;
    preemption.interrupt(victim);
    queueLevel.change(queueLevel.level + 1, kernel.now);
    preemption.begin(slot);
    return true;
  }

  private endPreemptible(slot: number): void {
    const handler = this.services.handlers[slot]!;
    const argument = this.services.serviceArguments[slot]!;
    this.giveOn(slot);
    if (handler !== nobody) this.kernel.dispatch(handler, argument);
  }

  /** With preemption: a service that is under way is over, and its unit goes on. */
  private giveOn(slot: number): void {
    const { busyLevel, queueLevel, kernel } = this;
    const preemption = this.preemption!;
    const waited = preemption.waited[slot]!;
    this.waits.add(waited);
    if (this.waitObserver !== null) this.waitObserver(waited);
    preemption.stop(slot);
    this.services.free(slot);
    this.served++;
    if (queueLevel.level === 0) busyLevel.change(busyLevel.level - 1, kernel.now);
    else {
      queueLevel.change(queueLevel.level - 1, kernel.now);
      preemption.begin(this.takeNext());
    }
  }

  /** With preemption: the slot of the service whose turn it is. Of equal priority the interrupted go first. */
  private takeNext(): number {
    const { lines } = this;
    const preemption = this.preemption!;
    if (preemption.firstPriority() <= lines.firstPriority()) return preemption.takeFirst();
    const waiters = lines.first();
    waiters.shift();
    const slot = waiters.shiftedArgument;
    preemption.waited[slot] = this.kernel.now - waiters.shiftedSince;
    return slot;
  }

  private checkPriority(priority: number): void {
    if (!Number.isFinite(priority)) this.refuse('a priority', priority, 'finite');
  }

  private needServiceTime(): never {
    const { name: label, kernel } = this;
    const text = messages.needsServiceTime(label, kernel.now);
    throw new KernelError('NEEDS_SERVICE_TIME', text, { timeSeconds: kernel.now, label });
  }

  private refuseRelease(): never {
    const { name: label, kernel } = this;
    throw new KernelError('NOT_HELD', messages.notHeld(label, kernel.now), { timeSeconds: kernel.now, label });
  }

  private refuseService(seconds: number): never {
    this.refuse('a service', seconds, 'finite, zero or more seconds');
  }

  private refuse(what: string, value: number, wanted: string): never {
    const text = messages.outOfRange(this.name, what, value, wanted);
    throw new KernelError('OUT_OF_RANGE', text, { timeSeconds: this.kernel.now, label: this.name });
  }
}

/** A service without a handler at its end. */
const nobody = -1;
