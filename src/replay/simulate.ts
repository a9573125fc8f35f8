/**
 * The plan on the scheduler: executors come and go as logged (or as dynamic allocation asks), jobs begin when what was
 * before them in the log is through and the driver has thought, tasks take their executor-side seconds.
 */
import { type HandlerId, Kernel } from '../kernel/index.ts';
import { DynamicAllocation, type Preferences, SparkScheduler } from '../models/spark/scheduler/index.ts';
import type { PlannedStage, ReplayPlan } from './plan.ts';
import type {
  Place,
  Simulated,
  SimulatedAllocation,
  SimulatedAttempt,
  SimulatedExecutor,
  SimulationOptions,
} from './simulated.ts';

/** @throws when something of the plan can never run: no executor of a stage's profile, say */
export function simulate(plan: ReplayPlan, options: SimulationOptions): Simulated {
  return new Replay(plan, options).run();
}

const longestSeconds = 30 * 86_400;
const homeShare = 0.2;
const tooManyForHomes = 1000;

class Replay {
  private readonly kernel = new Kernel();
  private readonly plan: ReplayPlan;
  private readonly options: SimulationOptions;
  private readonly scheduler: SparkScheduler;
  private readonly end: HandlerId;
  private readonly begin: HandlerId;

  private readonly stageStart: number[];
  private readonly stageEnd: number[];
  private readonly missingParents: number[];
  private readonly children: number[][];
  private readonly stageOfSet: number[] = [];
  private readonly setOfStage: number[];
  /** Logged attempts of each task that are used up. */
  private readonly used: (Uint8Array | null)[];

  private readonly jobStart: number[];
  private readonly jobEnd: number[];
  private readonly jobLeft: number[];
  private readonly jobsOfStage: number[][];
  private readonly dependants: number[][];
  private readonly waitsForEvent: boolean[];
  private readonly cancelledBy: number[][];
  private readonly cancel: HandlerId;
  /** Bytes that each stage's tasks wrote for a shuffle, by host. */
  private readonly shuffledTo: (Map<number, number> | null)[];
  /** So many jobs in the order of their logged ends are through. */
  private endedInOrder = 0;
  private waiting: number[] = [];

  private readonly hosts: number[] = [];
  private readonly executors: SimulatedExecutor[] = [];
  private readonly allocation: DynamicAllocation | null;
  private endedCount = 0;
  private readonly firsts: Uint8Array[];
  /** Stage that ran last on each slot, and executors that ran anything. */
  private readonly stageOnSlot: number[] = [];
  private readonly usedExecutors: boolean[] = [];
  private readonly place: Place = { first: false, fresh: false };
  private readonly startedSeconds: number[] = [];
  private readonly turn: number[] = [];
  private readonly attempts: SimulatedAttempt[] = [];
  private busySeconds = 0;

  constructor(plan: ReplayPlan, options: SimulationOptions) {
    this.plan = plan;
    this.options = options;
    const { kernel } = this;
    this.end = kernel.handler((argument) => this.endBody(argument), 'task body');
    this.begin = kernel.handler((job) => this.startJob(job), 'job');
    const { parameters, gpuPlugin } = options;
    const executorReadySeconds = parameters.executorReadySeconds + (gpuPlugin ? parameters.pluginReadySeconds : 0);
    this.scheduler = new SparkScheduler(kernel, { ...parameters, executorReadySeconds }, options.settings, {
      start: (run) => this.startBody(run),
      stop: (run) => this.stopBody(run),
      setDone: (set) => this.endStage(this.stageOfSet[set]!),
      setAborted: (set) => this.abortJob(this.stageOfSet[set]!),
    });
    this.allocation = options.allocation == null ? null : this.createAllocation(options.allocation);
    const { stages, jobs } = plan;
    this.firsts = stages.map((stage) => new Uint8Array(stage.tasks.length));
    this.stageStart = stages.map(() => Number.NaN);
    this.stageEnd = stages.map(() => Number.NaN);
    this.missingParents = stages.map((stage) => stage.parents.length);
    this.children = stages.map(() => []);
    stages.forEach((stage, index) => {
      for (const parent of stage.parents) this.children[parent]!.push(index);
    });
    this.setOfStage = stages.map(() => -1);
    this.used = stages.map((stage) =>
      stage.tasks.some((task) => task.seconds.length > 1) ? new Uint8Array(stage.tasks.length) : null,
    );
    this.jobStart = jobs.map(() => Number.NaN);
    this.jobEnd = jobs.map(() => Number.NaN);
    this.jobLeft = jobs.map((job) => job.stages.length);
    this.jobsOfStage = stages.map(() => []);
    jobs.forEach((job, index) => {
      for (const stage of job.stages) this.jobsOfStage[stage]!.push(index);
    });
    this.dependants = jobs.map(() => []);
    this.cancelledBy = jobs.map(() => []);
    this.cancel = kernel.handler((job) => this.cancelJob(job), 'job cancelled');
    this.shuffledTo = stages.map((stage) => (stage.shuffleWriteBytes > 0 ? new Map<number, number>() : null));
    this.waitsForEvent = jobs.map((job) => job.after !== null);
    jobs.forEach((job, index) => {
      if (job.after !== null) this.dependants[job.after.job]!.push(index);
      if (job.cancelled?.after) this.cancelledBy[job.cancelled.after.job]!.push(index);
    });
  }

  run(): Simulated {
    const { kernel, plan } = this;
    if (this.allocation === null) this.startExecutors();
    else
      kernel.schedule(
        this.options.allocation!.startSeconds,
        kernel.handler(() => this.allocation!.start()),
      );
    plan.jobs.forEach((_, job) => {
      if (!this.waitsForEvent[job]) this.mayStart(job);
    });
    // Dynamic allocation looks for ever where nothing can run: after thirty days of that the replay says what did not.
    kernel.run(this.allocation === null ? Number.POSITIVE_INFINITY : longestSeconds);
    const lastEnd = Math.max(
      0,
      ...this.jobEnd.filter((each) => each >= 0),
      ...this.jobStart.filter((each) => each >= 0),
    );
    const applicationSeconds = lastEnd + plan.closingSeconds;
    return {
      stages: this.stageStart.map((startSeconds, i) => ({ startSeconds, endSeconds: this.stageEnd[i]! })),
      jobs: this.jobStart.map((startSeconds, i) => ({ startSeconds, endSeconds: this.jobEnd[i]! })),
      applicationSeconds,
      busySeconds: this.busySeconds,
      slotSeconds: this.executors.reduce(
        (sum, { slots, addedSeconds, removedSeconds }) =>
          sum + slots * Math.max(0, Math.min(removedSeconds, applicationSeconds) - addedSeconds),
        0,
      ),
      launchedCount: this.scheduler.launchedCount,
      executors: this.executors,
      firsts: this.firsts,
      attempts: this.attempts,
      events: kernel.eventCount,
    };
  }

  private startExecutors(): void {
    const { kernel, plan, scheduler } = this;
    const numbers: number[] = [];
    const add = kernel.handler((index) => {
      const { slots, host, profile, name } = plan.executors[index]!;
      const executor = scheduler.addExecutor(slots, host, profile);
      numbers[index] = executor;
      this.hosts[executor] = host;
      this.note(executor, name, slots);
    }, 'executor added');
    const remove = kernel.handler((index) => {
      const executor = numbers[index];
      if (executor === undefined) return;
      scheduler.removeExecutor(executor);
      this.executors[executor]!.removedSeconds = kernel.now;
    }, 'executor removed');
    plan.executors.forEach(({ addedSeconds, removedSeconds }, index) => {
      kernel.schedule(addedSeconds, add, index);
      if (removedSeconds < Number.POSITIVE_INFINITY)
        kernel.schedule(Math.max(addedSeconds, removedSeconds), remove, index);
    });
  }

  private note(executor: number, name: string, slots: number): void {
    this.executors[executor] = { name, slots, addedSeconds: this.kernel.now, removedSeconds: Number.POSITIVE_INFINITY };
  }

  private createAllocation({ settings, manager, slotsPerExecutor }: SimulatedAllocation): DynamicAllocation {
    return new DynamicAllocation(this.kernel, this.scheduler, {
      settings,
      manager,
      slotsPerExecutor,
      events: {
        added: (executor) => {
          this.hosts[executor] = executor;
          this.note(executor, String(executor + 1), slotsPerExecutor);
        },
        removed: (executor) => {
          this.executors[executor]!.removedSeconds = this.kernel.now;
        },
      },
    });
  }

  // --- Jobs ---

  /** What was before it has happened: it begins after the think time, as soon as all that had ended has ended. */
  private mayStart(job: number): void {
    const { endedBefore, thinkSeconds } = this.plan.jobs[job]!;
    if (this.waitsForEvent[job]) return;
    if (this.endedInOrder < endedBefore) this.waiting.push(job);
    else this.kernel.schedule(thinkSeconds, this.begin, job);
  }

  private happened(job: number, event: 'start' | 'end'): void {
    for (const dependant of this.dependants[job]!) {
      if (this.plan.jobs[dependant]!.after!.event !== event) continue;
      this.waitsForEvent[dependant] = false;
      this.mayStart(dependant);
    }
    for (const each of this.cancelledBy[job]!) {
      const { after, thinkSeconds } = this.plan.jobs[each]!.cancelled!;
      if (after!.event === event) this.kernel.schedule(thinkSeconds, this.cancel, each);
    }
  }

  /** It had stages of which the log has nothing: its end is the cancellation. */
  private waitsForCancel(job: number): boolean {
    return this.plan.jobs[job]!.cancelled !== null;
  }

  private startJob(job: number): void {
    this.jobStart[job] = this.kernel.now;
    this.happened(job, 'start');
    if (this.jobLeft[job] === 0 && !this.waitsForCancel(job)) {
      this.endJob(job);
      return;
    }
    for (const stage of this.plan.jobs[job]!.stages) this.maySubmit(stage);
  }

  private endJob(job: number): void {
    if (this.jobEnd[job]! >= 0) return;
    this.jobEnd[job] = this.kernel.now;
    this.endedCount++;
    if (this.endedCount === this.plan.jobs.length) this.allocation?.stop();
    const { ends } = this.plan;
    while (this.endedInOrder < ends.length && this.jobEnd[ends[this.endedInOrder]!]! >= 0) this.endedInOrder++;
    const { waiting } = this;
    this.waiting = [];
    this.happened(job, 'end');
    for (const each of waiting) this.mayStart(each);
  }

  // --- Stages ---

  private maySubmit(stage: number): void {
    const planned = this.plan.stages[stage]!;
    if (this.missingParents[stage]! > 0 || this.setOfStage[stage] !== -1 || this.stageEnd[stage]! >= 0) return;
    if (!(this.jobStart[planned.job]! >= 0) || this.jobEnd[planned.job]! >= 0) return;
    const set = this.scheduler.submit({
      job: this.plan.jobs[planned.job]!.id,
      stage: planned.id,
      taskCount: planned.tasks.length,
      pool: this.plan.jobs[planned.job]!.pool,
      profile: this.allocation === null ? planned.profile : 0,
      ...this.preferences(planned),
    });
    this.setOfStage[stage] = set;
    this.stageOfSet[set] = stage;
    this.stageStart[stage] = this.scheduler.submittedSeconds(set);
  }

  /**
   * Hosts that a stage's tasks prefer, if they read anything: those with a fifth or more of what its parents wrote,
   * unless either side has a thousand tasks or more (MapOutputTracker, REDUCER_PREF_LOCS_FRACTION and its two thresholds).
   */
  private preferences(planned: PlannedStage): { preferences?: Preferences } {
    if (planned.tasks.length >= tooManyForHomes || !this.options.reduceLocality) return {};
    const byHost = new Map<number, number>();
    let sum = 0;
    for (const parent of planned.parents) {
      const written = this.shuffledTo[parent];
      if (written == null || this.plan.stages[parent]!.tasks.length >= tooManyForHomes) continue;
      for (const [host, bytes] of written) {
        byHost.set(host, (byHost.get(host) ?? 0) + bytes);
        sum += bytes;
      }
    }
    const hosts = [...byHost].flatMap(([host, bytes]) => (bytes >= homeShare * sum ? [host] : []));
    if (hosts.length === 0) return {};
    const groupOfTask = Int32Array.from(planned.tasks, (task) => (task.shuffleReadBytes > 0 ? 0 : -1));
    return { preferences: { hostGroups: [hosts], groupOfTask } };
  }

  private endStage(stage: number): void {
    this.stageEnd[stage] = this.kernel.now;
    for (const child of this.children[stage]!) {
      this.missingParents[child]!--;
      this.maySubmit(child);
    }
    for (const job of this.jobsOfStage[stage]!) {
      this.jobLeft[job]!--;
      if (this.jobLeft[job] === 0 && this.jobStart[job]! >= 0 && !this.waitsForCancel(job)) this.endJob(job);
    }
  }

  /** A task failed too often: its stage and the other stages of its job end with it, and those to come do not begin. */
  private abortJob(failed: number): void {
    this.stopJob(this.plan.stages[failed]!.job, failed);
  }

  private cancelJob(job: number): void {
    if (this.jobStart[job]! >= 0 && !(this.jobEnd[job]! >= 0)) this.stopJob(job, -1);
  }

  private stopJob(job: number, failed: number): void {
    const running: number[] = [];
    this.plan.stages.forEach((stage, index) => {
      if (stage.job !== job || this.stageEnd[index]! >= 0) return;
      if (this.setOfStage[index] === -1) return;
      if (index !== failed) this.scheduler.cancelSet(this.setOfStage[index]!);
      running.push(index);
    });
    this.endJob(job);
    for (const index of running) this.endStage(index);
  }

  // --- Bodies ---

  private startBody(run: number): void {
    const { scheduler, kernel } = this;
    const stage = this.stageOfSet[scheduler.setOf(run)]!;
    const planned = this.plan.stages[stage]!;
    const task = scheduler.taskOf(run);
    const attempt = this.used[stage]?.[task] ?? 0;
    const copy = scheduler.isSpeculative(run) ? 1 : 0;
    const place = this.placeOf(run, stage);
    if (place.first) this.firsts[stage]![task] = 1;
    const seconds =
      this.options.seconds?.(stage, task, attempt + copy, place) ??
      planned.tasks[task]!.seconds[attempt + copy] ??
      planned.medianSeconds;
    this.startedSeconds[run] = kernel.now;
    const turn = ((this.turn[run] ?? 0) + 1) % 1024;
    this.turn[run] = turn;
    kernel.schedule(seconds, this.end, run * 1024 + turn);
  }

  private placeOf(run: number, stage: number): Place {
    const { place, scheduler, stageOnSlot, usedExecutors } = this;
    const slot = scheduler.slotOf(run);
    const executor = scheduler.executorOf(run);
    place.first = stageOnSlot[slot] !== stage;
    place.fresh = usedExecutors[executor] !== true;
    stageOnSlot[slot] = stage;
    usedExecutors[executor] = true;
    return place;
  }

  /** A body that was stopped has taken another turn, and what is still scheduled for it is not its end. */
  private stopBody(run: number): void {
    this.turn[run] = (this.turn[run]! + 1) % 1024;
    this.close(run);
  }

  private close(run: number): void {
    const start = this.startedSeconds[run]!;
    const { now } = this.kernel;
    this.busySeconds += now - start;
    if (this.options.keepAttempts) {
      const { scheduler } = this;
      this.attempts.push({
        stage: this.stageOfSet[scheduler.setOf(run)]!,
        executor: scheduler.executorOf(run),
        slot: scheduler.slotOf(run),
        startSeconds: start,
        endSeconds: now,
      });
    }
  }

  private endBody(argument: number): void {
    const run = Math.floor(argument / 1024);
    if (this.turn[run] !== argument % 1024) return;
    const { scheduler } = this;
    const stage = this.stageOfSet[scheduler.setOf(run)]!;
    const task = scheduler.taskOf(run);
    const { failed, resultBytes } = this.plan.stages[stage]!.tasks[task]!;
    this.close(run);
    const used = this.used[stage];
    const attempt = used?.[task] ?? 0;
    if (failed[attempt]) {
      if (used != null) used[task] = attempt + 1;
      scheduler.failed(run);
    } else {
      const written = this.shuffledTo[stage];
      if (written != null) {
        const { host } = { host: this.hosts[scheduler.executorOf(run)]! };
        written.set(host, (written.get(host) ?? 0) + this.plan.stages[stage]!.tasks[task]!.shuffleWriteBytes);
      }
      scheduler.finished(run, resultBytes);
    }
  }
}
