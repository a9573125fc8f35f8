import type { FairShareLink, HandlerId, Kernel } from '../../kernel/index.ts';
import type { Operation, RequestBatch, RequestFeed } from '../capabilities.ts';
import type { KeyedDraw } from '../model.ts';
import { operations, type RequestPlan } from './_request-plan.ts';
import { columnCount, computeColumn, SlotAccount, shuffleColumn } from './_slot-account.ts';
import { Segments } from './_task-plan.ts';
import type { Cursor, TaskWork } from './_work.ts';

/** Requests that one task has under way at once, at most: ranges of a vectored read, threads of a committer. */
const placeBits = 4;
const placesPerTask = 1 << placeBits;

/** What a stage needs of the cluster that it runs on. */
export interface StageHost {
  readonly kernel: Kernel;
  readonly listBytesPerKey: number;
  readonly prefixes: number;
  machineOf(executor: number): number;
  /** Of an executor: its local disk, and what comes in from others. */
  diskOf(executor: number): FairShareLink;
  networkOf(executor: number): FairShareLink;
  /** A slot is free from then on; it was somebody else's, or not there. */
  slotFreeSince(slot: number): number;
  finished(run: number, resultBytes: number): void;
  failed(run: number): void;
}

/** Chance that befalls tasks, by task and attempt. */
export interface TaskLuck {
  /** Times the CPU. */
  readonly slowness: KeyedDraw | null;
  /** An attempt fails when this is under its share. */
  readonly failure: KeyedDraw | null;
  readonly failureRatio: number;
}

/** A task attempt under way. */
class Body implements Cursor {
  task = 0;
  readonly segments = new Segments();
  segment = 0;
  piece = 0;
  writing = false;
  firstEntity = 0;
  prefix = 0;
  cpuSeconds = 0;
  run = 0;
  slot = 0;
  executor = 0;
  attempt = 0;
  startedAt = 0;
  /** The present step. */
  beganAt = 0;
  slowness = 1;
  /** Called off: nobody is told when it ends. */
  stopped = false;
  failed = false;
  plan: RequestPlan | null = null;
  phase = 0;
  chain = 0;
  repeatsLeft = 0;
  /** Requests of the present phase under way, and CPU that is due before the next plan. */
  active = 0;
  pause = 0;
  step = 0;
  readonly account = new Float64Array(columnCount);
}

const fetching = 0;
const computing = 1;
const requesting = 2;
const closing = 3;
const spilling = 4;

/**
 * The tasks of one stage on the cluster's executors. Of each task, one thing after the other:
 *
 *     fetch     what it reads of shuffles, over its executor's network
 *     compute   before its requests
 *     requests  plan by plan: phases, in each chains side by side; CPU after each plan
 *     spill     its shuffle files onto the executor's disk
 *
 * All requests of the stage are one batch, fed by the tasks as they start, so that a request costs no more than in any
 * other batch.
 */
export class Stage implements RequestBatch {
  readonly parallel: number;
  readonly answerPhase = 'firstByte';
  readonly samplesFirstByte = false;
  readonly paths = null;
  readonly feed: RequestFeed;
  readonly account: SlotAccount;
  readonly work: TaskWork;
  /** Seconds of slots on attempts that came to nothing. */
  wastedSeconds = 0;
  requests = 0;
  private readonly host: StageHost;
  private readonly luck: TaskLuck;
  private readonly bodies: Body[] = [];
  private readonly freeBodies: number[] = [];
  private readonly bodyOfRun: number[] = [];
  /** By place: the request under way and the end of its chain. */
  private at = new Int32Array(32 * placesPerTask);
  private end = new Int32Array(32 * placesPerTask);
  /** Places with a request that may start, from `firstWaiting` on: shifting a long array would copy it each time. */
  private readonly waiting: number[] = [];
  private firstWaiting = 0;
  private closed = false;
  private readonly stepDone: HandlerId;

  constructor(host: StageHost, work: TaskWork, luck: TaskLuck, slots: number) {
    this.host = host;
    this.work = work;
    this.luck = luck;
    this.parallel = Math.max(1, slots) * placesPerTask;
    this.account = new SlotAccount(host.kernel.now);
    this.stepDone = host.kernel.handler((body) => this.nextStep(body), 'spark: step of a task');
    const stage = this;
    this.feed = {
      get closed() {
        return stage.closed;
      },
      wake: () => {},
      ended: (place, phases, at) => this.placeEnded(place, phases, at),
    };
  }

  /** No task will begin any more. */
  close(): void {
    this.closed = true;
    this.feed.wake();
  }

  // --- attempts, as the scheduler says -------------------------------------------------------------------------

  start(run: number, { task, attempt, slot, executor }: Pick<Body, 'task' | 'attempt' | 'slot' | 'executor'>): void {
    const id = this.freeBodies.pop() ?? this.addBody();
    const body = this.bodies[id]!;
    const { now } = this.host.kernel;
    this.bodyOfRun[run] = id;
    body.run = run;
    body.task = task;
    body.attempt = attempt;
    body.slot = slot;
    body.executor = executor;
    body.startedAt = now;
    body.beganAt = now;
    body.slowness = this.luck.slowness === null ? 1 : this.luck.slowness.at(task, attempt);
    body.stopped = false;
    body.failed = false;
    body.plan = null;
    body.active = 0;
    body.pause = 0;
    body.step = -1;
    body.account.fill(0);
    this.account.begin(slot, now, this.host.slotFreeSince(slot));
    this.nextStep(id);
  }

  private addBody(): number {
    const id = this.bodies.push(new Body()) - 1;
    const places = this.bodies.length * placesPerTask;
    if (places > this.at.length) {
      this.at = doubled(this.at);
      this.end = doubled(this.end);
    }
    return id;
  }

  /** It goes on to the end of what is under way, and then is forgotten. */
  stop(run: number): void {
    const body = this.bodies[this.bodyOfRun[run]!]!;
    const { now } = this.host.kernel;
    body.stopped = true;
    this.wastedSeconds += now - body.startedAt;
    body.account.fill(0);
    body.account[computeColumn] = now - body.startedAt;
    this.account.end(body.slot, now, body.account);
  }

  private nextStep(id: number): void {
    const body = this.bodies[id]!;
    const { kernel } = this.host;
    if (body.stopped) {
      this.forget(id);
      return;
    }
    if (body.failed && body.step === requesting) {
      this.finish(id, body);
      return;
    }
    if (body.step === computing || body.step === closing) body.account[computeColumn]! += kernel.now - body.beganAt;
    else if (body.step === fetching || body.step === spilling)
      body.account[shuffleColumn]! += kernel.now - body.beganAt;
    body.beganAt = kernel.now;
    body.step++;
    switch (body.step) {
      case fetching:
        this.flow(id, this.host.networkOf(body.executor), this.work.fetchBytes(body.task));
        return;
      case computing:
        this.compute(id, this.work.cpuSecondsBefore(body.task));
        return;
      case requesting:
        this.request(id, body);
        return;
      case closing:
        this.compute(id, body.pause);
        return;
      case spilling:
        this.flow(id, this.host.diskOf(body.executor), this.work.shuffleBytes(body.task));
        return;
      default:
        this.finish(id, body);
    }
  }

  private flow(id: number, link: FairShareLink, bytes: number): void {
    if (bytes > 0) link.start(bytes, link.flowClass(Infinity), this.stepDone, id);
    else this.nextStep(id);
  }
  private compute(id: number, seconds: number): void {
    const body = this.bodies[id]!;
    if (seconds > 0) this.host.kernel.schedule(seconds * body.slowness, this.stepDone, id);
    else this.nextStep(id);
  }

  private finish(id: number, body: Body): void {
    const { luck, host, work } = this;
    const { run, task, attempt } = body;
    this.account.end(body.slot, host.kernel.now, body.account);
    const unlucky = luck.failure !== null && luck.failure.at(task, attempt) < luck.failureRatio;
    const failed = body.failed || unlucky;
    if (failed) this.wastedSeconds += body.account.reduce((sum, seconds) => sum + seconds, 0);
    this.freeBodies.push(id);
    if (failed) host.failed(run);
    else host.finished(run, work.resultBytes(task));
  }

  private forget(id: number): void {
    this.freeBodies.push(id);
  }

  // --- its requests, as one batch ------------------------------------------------------------------------------

  private request(id: number, body: Body): void {
    const plan = this.work.begin(body);
    const place = id * placesPerTask;
    body.plan = plan;
    body.phase = -1;
    if (plan === null || !this.nextPhase(body, place)) {
      this.nextStep(id);
      return;
    }
    this.waiting.push(place);
    this.feed.wake();
  }

  next(after: number): number {
    if (after < 0) return this.takeWaiting();
    const body = this.bodies[after >> placeBits]!;
    if (body.stopped || body.failed) {
      body.active--;
      return -1;
    }
    const next = this.at[after]! + 1;
    if (next < this.end[after]!) {
      this.at[after] = next;
      return after;
    }
    if (this.takeChain(body, after)) return after;
    if (--body.active > 0) return -1;
    return this.nextPhase(body, after) ? after : -1;
  }

  private takeWaiting(): number {
    const { waiting } = this;
    if (this.firstWaiting === waiting.length) return -1;
    const place = waiting[this.firstWaiting++]!;
    if (this.firstWaiting === waiting.length) {
      waiting.length = 0;
      this.firstWaiting = 0;
    }
    return place;
  }

  /** The next phase that has a chain, of this plan or the next; its chains beyond the first wait to be taken. */
  private nextPhase(body: Body, place: number): boolean {
    for (;;) {
      let plan = body.plan!;
      if (++body.phase >= plan.phases) {
        body.pause += body.cpuSeconds;
        const following = this.work.next(body);
        if (following === null) return false;
        body.plan = following;
        plan = following;
        body.phase = -1;
        continue;
      }
      body.chain = plan.phaseStart[body.phase]!;
      body.repeatsLeft = body.chain < plan.chains ? plan.chainRepeat[body.chain]! : 0;
      const most = Math.min(plan.phaseParallel[body.phase]!, placesPerTask);
      body.active = 0;
      const first = place - (place % placesPerTask);
      if (!this.takeChain(body, place)) continue;
      body.active = 1;
      for (let other = first; other < first + placesPerTask && body.active < most; other++) {
        if (other === place) continue;
        if (!this.takeChain(body, other)) break;
        body.active++;
        this.waiting.push(other);
      }
      return true;
    }
  }

  private takeChain(body: Body, place: number): boolean {
    const plan = body.plan!;
    if (body.repeatsLeft === 0) {
      body.chain++;
      if (body.chain >= plan.phaseStart[body.phase + 1]!) {
        body.chain--;
        return false;
      }
      body.repeatsLeft = plan.chainRepeat[body.chain]!;
    }
    body.repeatsLeft--;
    this.at[place] = plan.chainStart[body.chain]!;
    this.end[place] = plan.chainStart[body.chain + 1]!;
    return true;
  }

  ended(place: number, succeeded: boolean): void {
    this.requests++;
    if (!succeeded) this.bodies[place >> placeBits]!.failed = true;
  }

  /** Nothing follows in this place: the task is through with its requests when that holds of all its places. */
  private placeEnded(place: number, phases: Float64Array, at: number): void {
    const id = place >> placeBits;
    const body = this.bodies[id]!;
    for (let column = 0; column < computeColumn + 1; column++) body.account[column]! += phases[at + column]!;
    if (body.active > 0) return;
    if (body.stopped) {
      this.forget(id);
      return;
    }
    this.settle(body);
    this.nextStep(id);
  }

  /** Places side by side have more seconds than have passed: each phase has its share of those. */
  private settle(body: Body): void {
    const passed = this.host.kernel.now - body.beganAt;
    let sum = 0;
    for (let column = 0; column <= computeColumn; column++) sum += body.account[column]!;
    const before = body.account[shuffleColumn]!;
    // What it computed before its requests is in the account already, and not in what has passed.
    const earlier = this.computedBefore(body);
    const factor = sum - earlier > 0 ? passed / (sum - earlier) : 0;
    for (let column = 0; column < computeColumn; column++) body.account[column]! *= factor;
    body.account[computeColumn] = earlier + (body.account[computeColumn]! - earlier) * factor;
    body.account[shuffleColumn] = before;
    body.beganAt = this.host.kernel.now;
  }

  private computedBefore(body: Body): number {
    return this.work.cpuSecondsBefore(body.task) * body.slowness;
  }

  follows(): boolean {
    return true;
  }
  pauseSeconds(place: number): number {
    const body = this.bodies[place >> placeBits]!;
    const seconds = body.pause * body.slowness;
    body.pause = 0;
    return seconds;
  }
  operationOf(place: number): Operation {
    return operations[this.planOf(place).operation[this.at[place]!]!]!;
  }
  bytesOf(place: number): number {
    const plan = this.planOf(place);
    const request = this.at[place]!;
    return operations[plan.operation[request]!] === 'list'
      ? plan.keys[request]! * this.host.listBytesPerKey
      : plan.bytes[request]!;
  }
  keysOf(place: number): number {
    return this.planOf(place).keys[this.at[place]!]!;
  }
  prefixOf(place: number): number {
    return this.bodies[place >> placeBits]!.prefix;
  }
  entityOf(place: number): number {
    return this.bodies[place >> placeBits]!.firstEntity + this.at[place]!;
  }
  machineOf(place: number): number {
    return this.host.machineOf(this.bodies[place >> placeBits]!.executor);
  }
  private planOf(place: number): RequestPlan {
    return this.bodies[place >> placeBits]!.plan!;
  }
}

const doubled = (array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
};
