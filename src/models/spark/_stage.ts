import type { FairShareLink, Kernel } from '../../kernel/index.ts';
import type { ChainWave, OccurrencePort, RequestClient } from '../capabilities.ts';
import type { KeyedDraw } from '../model.ts';
import type { Awaited } from './_awaited.ts';
import {
  Body,
  type BodyOwner,
  closing,
  computing,
  encoding,
  fetching,
  overflowing,
  requesting,
  spilling,
  writing,
} from './_body.ts';
import type { TaskLog } from './_run-log.ts';
import { computeColumn, SlotAccount, shuffleColumn } from './_slot-account.ts';
import { StageWave } from './_stage-wave.ts';
import { TaskChainRunner } from './_task-chains.ts';
import { TaskRequests } from './_task-requests.ts';
import type { TaskChains, TaskWork } from './_work.ts';

/** What a stage needs of the cluster that it runs on. */
export interface StageHost {
  readonly kernel: Kernel;
  /** Steps of tasks that take time. */
  readonly awaited: Awaited;
  readonly listBytesPerKey: number;
  machineOf(executor: number): number;
  /** Of an executor: its local disk, and what comes in from others. */
  diskOf(executor: number): FairShareLink;
  networkOf(executor: number): FairShareLink;
  /** A task of a wave has had the slot up to then. Returns since when it was free for it. */
  waveTaskEnded(slot: number, executor: number, atSeconds: number, shuffles: boolean): number;
  /** A task of a wave goes on as any other. */
  waveTaskResumed(slot: number, executor: number): void;
  /** Times the CPU of a task that begins now: the more executors, the slower each. */
  contention(): number;
  /** A slot is free from then on; it was somebody else's, or not there. */
  slotFreeSince(slot: number): number;
  /** `shuffles`: it has left shuffle files. */
  finished(run: number, resultBytes: number, shuffles: boolean): void;
  failed(run: number): void;
  /** Null when nobody writes down what tasks do. */
  readonly log: TaskLog | null;
}

/** Which attempt of which task, and where. */
export type Attempt = Pick<Body, 'task' | 'attempt' | 'slot' | 'executor'>;

/** Chance that befalls tasks, by task and attempt. */
export interface TaskLuck {
  /** Times the CPU. */
  readonly slowness: KeyedDraw | null;
  /** An attempt fails when this is under its share. */
  readonly failure: KeyedDraw | null;
  readonly failureRatio: number;
}

/**
 * The tasks of one stage on the cluster's executors. Of each task, one thing after the other:
 *
 *     fetch     what it reads of shuffles, over its executor's network
 *     overflow  what of it does not fit into memory, to its executor's disk and back
 *     compute   before its requests
 *     requests  plan by plan: phases, in each chains side by side; CPU after each plan
 *     encode    what it writes, and then the requests of that
 *     spill     its shuffle files onto the executor's disk
 */
export class Stage implements BodyOwner {
  readonly requests: TaskRequests;
  private chains: TaskChainRunner | null = null;
  readonly account: SlotAccount;
  readonly work: TaskWork;
  /** Seconds of slots on attempts that came to nothing. */
  wastedSeconds = 0;
  /** Slots times time, of all attempts. */
  slotSeconds = 0;
  /** Of cores, by attempts that went to their end. */
  cpuSeconds = 0;
  private readonly host: StageHost;
  private readonly luck: TaskLuck;
  private readonly firstTask: number;
  private readonly bodies: Body[] = [];
  private readonly freeBodies: Body[] = [];
  private readonly bodyOfRun: Body[] = [];

  /** `firstTask`: by that number on its tasks have luck of their own. */
  constructor(
    host: StageHost,
    work: TaskWork,
    luck: TaskLuck,
    { slots, firstTask }: { slots: number; firstTask: number },
  ) {
    this.firstTask = firstTask;
    this.host = host;
    this.work = work;
    this.luck = luck;
    this.account = new SlotAccount(host.kernel.now);
    this.requests = new TaskRequests(host, this.bodies, slots, (body) => this.nextStep(body));
  }

  /** The requests of each task are drawn as one. */
  collapse(client: RequestClient, chains: TaskChains, occurrence: OccurrencePort): TaskChainRunner {
    this.chains = new TaskChainRunner(client, chains, occurrence, (body) => this.nextStep(body));
    return this.chains;
  }

  /** Its tasks without events of their own, where their requests are all that they do and none of them can fail; else null. */
  wave(client: ChainWave, chains: TaskChains, runner: TaskChainRunner, occurrence: OccurrencePort): StageWave | null {
    const { host, luck, firstTask, work } = this;
    if (!chains.isAll || luck.failure !== null) return null;
    const resultBytes = work.resultBytes(0);
    const shuffleBytes = chains.shuffleBytes === 0 ? null : (task: number): number => work.shuffleBytes(task);
    return new StageWave({
      stage: this,
      host,
      slowness: luck.slowness,
      firstTask,
      client,
      chains,
      runner,
      occurrence,
      resultBytes,
      shuffleBytes,
    });
  }

  get requestCount(): number {
    return this.requests.count + (this.chains?.count ?? 0);
  }

  /** No task will begin any more. */
  close(): void {
    this.requests.close();
  }

  // --- attempts, as the scheduler says -------------------------------------------------------------------------

  start(run: number, at: Attempt): void {
    this.nextStep(this.take(run, at, this.host.kernel.now));
  }

  /** An attempt of a wave that began then: its requests are under way, and so much of their own time is over. */
  resume(run: number, at: Attempt, fromSeconds: number, doneSeconds: number): void {
    const body = this.take(run, at, fromSeconds);
    body.step = requesting;
    this.chains!.resume(body, { elapsedSeconds: this.host.kernel.now - fromSeconds, doneSeconds });
  }

  private take(run: number, { task, attempt, slot, executor }: Attempt, now: number): Body {
    const body = this.freeBodies.pop() ?? this.addBody();
    this.bodyOfRun[run] = body;
    body.run = run;
    body.task = task;
    body.nth = task;
    body.attempt = attempt;
    body.slot = slot;
    body.executor = executor;
    body.machine = this.host.machineOf(executor);
    body.startedAt = now;
    body.beganAt = now;
    const bad = this.luck.slowness === null ? 1 : this.luck.slowness.at(this.firstTask + task, attempt);
    body.slowness = bad * this.host.contention();
    body.stopped = false;
    body.failed = false;
    body.active = 0;
    body.pause = 0;
    body.cpu = 0;
    body.step = -1;
    body.account.fill(0);
    this.account.begin(slot, now, this.host.slotFreeSince(slot));
    return body;
  }

  /** The slot is free at once; what the attempt has under way goes on to its end, and then is forgotten. */
  stop(run: number): void {
    const body = this.bodyOfRun[run]!;
    const { now } = this.host.kernel;
    body.stopped = true;
    this.wastedSeconds += now - body.startedAt;
    this.slotSeconds += now - body.startedAt;
    body.account.fill(0);
    body.account[computeColumn] = now - body.startedAt;
    this.account.end(body.slot, now, body.account);
  }

  private addBody(): Body {
    const body = new Body(this.bodies.length, this);
    this.bodies.push(body);
    return body;
  }

  nextStep(body: Body): void {
    const { work, host } = this;
    for (;;) {
      if (body.stopped) {
        this.freeBodies.push(body);
        return;
      }
      this.bookStep(body);
      if (body.failed || body.step === spilling) {
        this.finish(body);
        return;
      }
      body.step++;
      if (this.begin(body, work, host)) return;
    }
  }

  /** Begins the present step. False: there is nothing to be done in it. */
  private begin(body: Body, work: TaskWork, host: StageHost): boolean {
    const { nth, step, executor } = body;
    switch (step) {
      case fetching:
        return this.flow(body, host.networkOf(executor), work.fetchBytes(nth));
      case overflowing:
        return this.flow(body, host.diskOf(executor), 2 * work.spillBytes(nth));
      case computing:
        return this.compute(body, work.cpuSecondsBefore(nth));
      case requesting:
        return this.chains === null ? this.requests.begin(body, work) : this.chains.begin(body);
      case closing:
        return this.compute(body, body.pause);
      case encoding:
        body.pause = 0;
        body.task = nth;
        return work.output !== null && this.compute(body, work.output.encodeSeconds(nth));
      case writing:
        return work.output !== null && this.requests.begin(body, work.output);
      default:
        return this.flow(body, host.diskOf(executor), work.shuffleBytes(nth));
    }
  }

  /** What has passed in the present step; of requests the account has been told. */
  private bookStep(body: Body): void {
    const { now } = this.host.kernel;
    const { step, account, beganAt } = body;
    if (step === computing || step === closing || step === encoding) account[computeColumn]! += now - beganAt;
    else if (step === fetching || step === overflowing || step === spilling) account[shuffleColumn]! += now - beganAt;
    this.host.log?.booked(body.run, step, now - beganAt);
    body.beganAt = now;
  }

  private flow(body: Body, link: FairShareLink, bytes: number): boolean {
    if (bytes <= 0) return false;
    const { awaited } = this.host;
    link.start(bytes, link.flowClass(Infinity), awaited.handler, awaited.by(body));
    return true;
  }
  private compute(body: Body, seconds: number): boolean {
    if (seconds <= 0) return false;
    const slowed = seconds * body.slowness;
    body.cpu += slowed;
    const { kernel, awaited } = this.host;
    kernel.schedule(slowed, awaited.handler, awaited.by(body));
    return true;
  }

  private finish(body: Body): void {
    const { luck, host, work } = this;
    const { run, nth, attempt } = body;
    const { now } = host.kernel;
    this.account.end(body.slot, now, body.account);
    host.log?.bodyEnded(run, body.account, body.cpu);
    const unlucky = luck.failure !== null && luck.failure.at(this.firstTask + nth, attempt) < luck.failureRatio;
    const failed = body.failed || unlucky;
    this.cpuSeconds += body.cpu;
    this.slotSeconds += now - body.startedAt;
    if (failed) this.wastedSeconds += now - body.startedAt;
    this.freeBodies.push(body);
    if (failed) host.failed(run);
    else host.finished(run, work.resultBytes(nth), work.shuffleBytes(nth) > 0);
  }
}
