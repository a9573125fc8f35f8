/**
 * Spark's task scheduler as a mechanism. One dispatch thread frees slots and hands out tasks; one DAG thread submits
 * stages and stamps what is through; some threads fetch large results. See README.md for what happens when, and where
 * each rule is from.
 */
import type { HandlerId, Kernel, Timer } from '../../../kernel/index.ts';
import { DagThread } from './_dag-thread.ts';
import { DispatchThread } from './_dispatch-thread.ts';
import { Executors } from './_executors.ts';
import { LineUp } from './_line-up.ts';
import { ResultGetters } from './_result-getters.ts';
import { Runs, runCancelled, runFailed, runFinished, runFree, runLaunched, runStarted } from './_runs.ts';
import { Speculation } from './_speculation.ts';
import { nothingToRun, TaskSet, taskDone, taskRuns, waitsForLocality } from './_task-set.ts';
import { Waves } from './_waves.ts';
import type { SchedulerParameters, SchedulerSettings } from './parameters.ts';
import type { AbortReason, AttemptListener, TaskBody, TaskSetOptions, WaveListener } from './port.ts';

/** Messages to the dispatch thread: what, and about which run, in one small integer. */
const aboutReport = 0;
const aboutOffers = 1;

export class SparkScheduler {
  private launches = 0;
  /** Stages submitted so far. */
  submittedCount = 0;
  /** Somebody who writes attempts down; usually nobody. */
  listener: AttemptListener | null = null;
  private readonly kernel: Kernel;
  private readonly parameters: SchedulerParameters;
  private readonly settings: SchedulerSettings;
  private readonly body: TaskBody;

  private readonly executors = new Executors();
  private readonly runs = new Runs();
  private readonly line: LineUp;
  private readonly sets: (TaskSet | null)[] = [];
  private readonly freeSets: number[] = [];
  /** Numbers of the sets that are not over. */
  private readonly active: number[] = [];
  private readonly round: TaskSet[] = [];

  private readonly dispatch: DispatchThread;
  private readonly dag = new DagThread();
  private readonly getters: ResultGetters;
  private readonly speculation: Speculation | null;
  private readonly waves: Waves;
  private readonly reviveTimer: Timer;

  private readonly ready: HandlerId;
  private readonly arrive: HandlerId;
  private readonly report: HandlerId;
  private readonly fetched: HandlerId;
  private readonly enter: HandlerId;
  private readonly done: HandlerId;

  constructor(kernel: Kernel, parameters: SchedulerParameters, settings: SchedulerSettings, body: TaskBody) {
    this.kernel = kernel;
    this.parameters = parameters;
    this.settings = settings;
    this.body = body;
    this.line = new LineUp(settings.mode, settings.pools);
    this.getters = new ResultGetters(settings.resultThreads);
    this.arrive = kernel.handler((run) => this.arriveAtExecutor(run), 'task arrives at its executor');
    this.ready = kernel.handler((executor) => {
      if (this.executors.makeReady(executor, kernel.now)) this.dispatch.receive(aboutOffers);
    }, 'executor ready');
    this.report = kernel.handler((run) => this.dispatch.receive(run * 2 + aboutReport), 'report of a task');
    this.dispatch = new DispatchThread(kernel, (message) => this.handle(message));
    this.fetched = kernel.handler((run) => {
      this.sets[this.runs.set[run]!]!.fetching--;
      this.succeed(run);
    }, 'result fetched');
    this.enter = kernel.handler((set) => this.enterSet(set), 'stage submitted');
    this.done = kernel.handler((set) => this.endSet(set), 'stage completed');
    this.reviveTimer = kernel.timer(kernel.handler(() => this.dispatch.receive(aboutOffers), 'revive of offers'));
    this.speculation = settings.speculation === null ? null : new Speculation(kernel, settings.speculation, this);
    const { executors, runs, line, dispatch, dag, getters, arrive, report, done } = this;
    this.waves = new Waves({
      kernel,
      parameters,
      settings,
      executors,
      runs,
      line,
      dispatch,
      dag,
      getters,
      arrive,
      report,
      done,
      setOf: (id) => this.sets[id]!,
      messageOf: (run) => run * 2 + aboutReport,
      waitingTasks: () => this.waitingTaskCount,
      warmUpSeconds: (executor, through) => this.warmUpSeconds(executor, through),
    });
  }

  /** Tasks launched so far, copies and further attempts among them. */
  get launchedCount(): number {
    return this.launches + this.waves.launchedCount;
  }

  /** Hears what attempts without events come to; see TaskSetOptions.known. */
  set waveListener(listener: WaveListener) {
    this.waves.listener = listener;
  }

  // --- Cluster ---

  /** A new executor registers, and is offered when it is ready. Slots = floor(cores / task CPUs), or fewer by its GPUs. */
  addExecutor(slots: number, host: number, profile = 0): number {
    const executor = this.executors.add(slots, host, profile);
    this.kernel.schedule(this.parameters.executorReadySeconds, this.ready, executor);
    return executor;
  }

  /**
   * An executor is gone, and with it what ran there: those tasks run again. `failure`: it counts towards maxFailures
   * (a crash does; a removal that was asked for does not).
   */
  removeExecutor(executor: number, failure = false): void {
    const { runs, executors } = this;
    if (!executors.alive[executor]) return;
    executors.remove(executor);
    for (let run = 0; run < runs.length; run++) {
      const state = runs.state[run]!;
      if (state === runFree || state === runCancelled || this.executorOf(run) !== executor) continue;
      const id = runs.set[run]!;
      const task = runs.task[run]!;
      const set = this.sets[id]!;
      this.listener?.ended(run, 'lost');
      this.cancel(run);
      if (set.over || set.state[task] === taskDone) continue;
      if (failure && set.countFailure(task) >= this.settings.maxFailures) this.abort(id, 'task failed too often');
      else if (!this.runsElsewhere(run)) this.putBack(set, task);
    }
    if (!this.settings.shuffleService) this.loseMapOutputs(executor);
    this.dispatch.receive(aboutOffers);
  }

  private loseMapOutputs(executor: number): void {
    for (const id of this.active) {
      const set = this.sets[id]!;
      if (set.ranOn === null || set.over) continue;
      for (let task = 0; task < set.count; task++) {
        if (set.ranOn[task] !== executor || set.state[task] !== taskDone) continue;
        set.remaining++;
        this.putBack(set, task);
      }
    }
  }

  isAlive(executor: number): boolean {
    return this.executors.alive[executor] === true;
  }

  get executorCount(): number {
    return this.executors.count;
  }

  /** Since when all its slots are free; Infinity while one is taken or it is gone. */
  idleSince(executor: number): number {
    return this.executors.idleSince[executor]!;
  }

  /** Tasks that wait for a slot, in all sets that are offered. */
  get waitingTaskCount(): number {
    let count = 0;
    for (const id of this.active) {
      const set = this.sets[id]!;
      count += set.inLine ? set.waiting + set.copies.length : 0;
    }
    return count;
  }

  /** Tasks that hold a slot. */
  get runningTaskCount(): number {
    let count = 0;
    for (const id of this.active) count += this.sets[id]!.running;
    return count;
  }

  // --- Task sets ---

  /** Submits a stage's tasks through the DAG thread; the number by which its owner hears of it. */
  submit(options: TaskSetOptions): number {
    const set = new TaskSet(options);
    const id = this.freeSets.pop() ?? this.sets.length;
    this.sets[id] = set;
    set.id = id;
    this.active.push(id);
    set.submittedSeconds = Math.max(this.kernel.now, this.dag.freeAtSeconds);
    const { stageSeconds, coldStageSeconds } = this.parameters;
    this.dag.freeAtSeconds = set.submittedSeconds + stageSeconds + coldStageSeconds / (1 + this.submittedCount++) ** 2;
    this.kernel.scheduleAt(this.dag.freeAtSeconds, this.enter, id);
    return id;
  }

  /** When the DAG thread took up the submission: what Spark logs as Submission Time. */
  submittedSeconds(set: number): number {
    return this.sets[set]!.submittedSeconds;
  }

  private enterSet(id: number): void {
    const set = this.sets[id]!;
    set.entering = false;
    if (set.over) {
      this.retire(id);
      return;
    }
    if (set.count === 0) {
      this.endSet(id);
      return;
    }
    set.enter(this.kernel.now);
    this.line.add(set);
    this.speculation?.watch();
    this.dispatch.receive(aboutOffers);
  }

  private endSet(id: number): void {
    const set = this.sets[id]!;
    set.ending = false;
    // An executor may have gone since with outputs of this set: then it is not over yet.
    if (set.remaining > 0 || set.over) {
      this.retire(id);
      return;
    }
    set.over = true;
    this.line.remove(set);
    this.active.splice(this.active.indexOf(id), 1);
    this.body.setDone(id);
    this.retire(id);
  }

  /** Ends a set without a word to its owner, as for the other stages of a job that was aborted. */
  cancelSet(id: number): void {
    this.stopSet(id);
    this.retire(id);
  }

  private abort(id: number, reason: AbortReason): void {
    if (this.sets[id]!.over) return;
    this.stopSet(id);
    this.body.setAborted(id, reason);
    this.retire(id);
  }

  private stopSet(id: number): void {
    const set = this.sets[id]!;
    if (set.over) return;
    set.over = true;
    this.line.remove(set);
    this.active.splice(this.active.indexOf(id), 1);
    const { runs } = this;
    for (let run = 0; run < runs.length; run++) {
      const state = runs.state[run]!;
      if (state !== runFree && state !== runCancelled && runs.set[run] === id) this.cancel(run);
    }
  }

  /** The number of a set that is over is used again once nothing of it is on its way. */
  private retire(id: number): void {
    const set = this.sets[id];
    if (set == null || !set.over || set.running > 0 || set.fetching > 0 || set.entering || set.ending) return;
    this.sets[id] = null;
    this.freeSets.push(id);
  }

  // --- What a body asks and says ---

  setOf(run: number): number {
    return this.runs.set[run]!;
  }
  taskOf(run: number): number {
    return this.runs.task[run]!;
  }
  attemptOf(run: number): number {
    return this.runs.attempt[run]!;
  }
  slotOf(run: number): number {
    return this.runs.slot[run]!;
  }
  executorOf(run: number): number {
    return this.executors.executorOfSlot[this.runs.slot[run]!]!;
  }
  /** Nothing was through on its executor when it was launched. */
  isCold(run: number): boolean {
    return this.runs.cold[run] === 1;
  }
  isSpeculative(run: number): boolean {
    return this.runs.speculative[run] === 1;
  }
  launchedSeconds(run: number): number {
    return this.runs.launchedSeconds[run]!;
  }

  /** The body of an attempt is through, with a result of so many bytes for the driver. */
  finished(run: number, resultBytes: number): void {
    this.runs.state[run] = runFinished;
    this.runs.resultBytes[run] = resultBytes;
    this.kernel.schedule(this.parameters.reportSeconds, this.report, run);
  }

  /** The body of an attempt has failed: the task is tried again until maxFailures. */
  failed(run: number): void {
    this.runs.state[run] = runFailed;
    this.kernel.schedule(this.parameters.reportSeconds, this.report, run);
  }

  // --- Dispatch thread ---

  private handle(message: number): void {
    if (message % 2 === aboutOffers) this.offerAll();
    else this.handleReport(message >>> 1);
  }

  private handleReport(run: number): void {
    const { runs, executors } = this;
    const state = runs.state[run]!;
    const slot = runs.slot[run]!;
    const executor = executors.executorOfSlot[slot]!;
    const id = runs.set[run]!;
    const set = this.sets[id]!;
    executors.giveBack(slot, this.kernel.now);
    executors.throughCount[executor]!++;
    this.line.count(set, -1);
    // The slot is offered before anybody looks at the result.
    if (executors.alive[executor]) this.offerOne(executor);
    if (state === runCancelled) {
      this.listener?.ended(run, 'killed');
      runs.release(run);
      this.retire(id);
    } else if (state === runFailed) this.handleFailure(run);
    else this.handleResult(run);
  }

  private offerAll(): void {
    const { line, executors } = this;
    if (line.isEmpty || executors.freeCount === 0) return;
    line.sorted(this.round);
    for (const set of this.round) {
      if (executors.freeCount === 0) return;
      this.offerToSet(set);
    }
  }

  /** One task an executor and pass, until a pass launches none: work spreads over executors. */
  private offerToSet(set: TaskSet): void {
    const { executors } = this;
    const { count } = executors;
    const turn = executors.nextTurn();
    for (let launched = true; launched && set.inLine; ) {
      launched = false;
      for (let k = 0; k < count && set.inLine; k++) {
        const executor = (turn + k) % count;
        if (executors.freeOn(executor) > 0 && this.launchOne(set, executor)) launched = true;
      }
    }
  }

  private offerOne(executor: number): void {
    const { line, executors } = this;
    if (line.isEmpty) return;
    line.sorted(this.round);
    for (const set of this.round) {
      while (set.inLine && executors.freeOn(executor) > 0 && this.launchOne(set, executor));
    }
  }

  private launchOne(set: TaskSet, executor: number): boolean {
    const { executors } = this;
    if (executors.profile[executor] !== set.profile) return false;
    const host = executors.host[executor]!;
    const task = set.take(host, this.kernel.now, this.settings);
    if (task >= 0) {
      if (!set.hasWork) this.line.remove(set);
      this.launch(set, task, executor, 0);
      return true;
    }
    if (task === waitsForLocality && !this.reviveTimer.armed) this.reviveTimer.set(this.settings.reviveSeconds);
    return task === nothingToRun && set.copies.length > 0 && this.launchCopy(set, executor, host);
  }

  private launchCopy(set: TaskSet, executor: number, host: number): boolean {
    for (let i = 0; i < set.copies.length; i++) {
      const task = set.copies[i]!;
      const wanted = set.state[task] === taskRuns;
      if (wanted && this.runsOnHost(set, task, host)) continue;
      set.copies.splice(i--, 1);
      if (!set.hasWork) this.line.remove(set);
      if (!wanted) continue;
      this.launch(set, task, executor, 1);
      return true;
    }
    return false;
  }

  private launch(set: TaskSet, task: number, executor: number, speculative: 0 | 1): void {
    const { runs, executors, kernel, parameters } = this;
    const slot = executors.take(executor);
    const run = runs.take();
    const through = executors.throughCount[executor]!;
    const attempt = set.attempts[task]!;
    set.attempts[task] = attempt + 1;
    runs.set[run] = set.id;
    runs.task[run] = task;
    runs.attempt[run] = attempt;
    runs.slot[run] = slot;
    runs.cold[run] = through === 0 ? 1 : 0;
    runs.speculative[run] = speculative;
    runs.state[run] = runLaunched;
    runs.launchedSeconds[run] = kernel.now;
    this.listener?.launched(run);
    this.line.count(set, 1);
    this.launches++;
    const sentAt = this.dispatch.occupy(parameters.dispatchSeconds);
    const arriveAt = sentAt + parameters.launchSeconds + this.warmUpSeconds(executor, through);
    if (set.known?.inWaves) this.waves.launched(set, run, executor, arriveAt);
    else kernel.scheduleAt(arriveAt, this.arrive, run);
  }

  private warmUpSeconds(executor: number, through: number): number {
    const { coldLaunchSeconds, interpretedSeconds } = this.parameters;
    const rounds = through / this.executors.slotCount[executor]!;
    return (through === 0 ? coldLaunchSeconds : 0) + interpretedSeconds / Math.sqrt(1 + rounds);
  }

  private arriveAtExecutor(run: number): void {
    if (this.runs.state[run] === runCancelled) {
      this.dispatch.receive(run * 2 + aboutReport);
      return;
    }
    this.runs.state[run] = runStarted;
    this.body.start(run);
  }

  // --- Results and failures ---

  private handleResult(run: number): void {
    const { settings, parameters, runs, kernel } = this;
    const bytes = runs.resultBytes[run]!;
    const set = this.sets[runs.set[run]!]!;
    set.resultBytes += bytes;
    if (settings.maxResultBytes > 0 && set.resultBytes > settings.maxResultBytes && !set.over) {
      const id = runs.set[run]!;
      this.listener?.ended(run, 'killed');
      runs.release(run);
      this.abort(id, 'results too large');
      return;
    }
    const seconds =
      bytes > settings.maxDirectResultBytes
        ? parameters.resultRoundTripSeconds + bytes / parameters.resultBytesPerSecond
        : 0;
    const through = this.getters.through(kernel.now, seconds);
    if (through === kernel.now) {
      this.succeed(run);
      return;
    }
    set.fetching++;
    kernel.scheduleAt(through, this.fetched, run);
  }

  private succeed(run: number): void {
    const { runs, kernel } = this;
    const id = runs.set[run]!;
    const task = runs.task[run]!;
    const set = this.sets[id]!;
    const cancelled = runs.state[run] === runCancelled;
    const executor = this.executorOf(run);
    const launched = runs.launchedSeconds[run]!;
    this.listener?.ended(run, cancelled || set.over || set.state[task] === taskDone ? 'killed' : 'success');
    runs.release(run);
    // Another attempt was first, the set was aborted, or the executor went away with the result.
    if (cancelled || set.over || set.state[task] === taskDone) {
      this.retire(id);
      return;
    }
    set.state[task] = taskDone;
    set.remaining--;
    if (set.ranOn !== null) set.ranOn[task] = executor;
    if (this.speculation !== null) {
      this.speculation.through(set, kernel.now - launched);
      if (set.copied?.[task]) this.cancelOthers(id, task);
    }
    this.dag.occupy(kernel.now, this.parameters.stampSeconds);
    if (set.remaining === 0 && !set.ending) {
      set.ending = true;
      kernel.scheduleAt(this.dag.freeAtSeconds, this.done, id);
    }
  }

  private handleFailure(run: number): void {
    const { runs } = this;
    const id = runs.set[run]!;
    const task = runs.task[run]!;
    const set = this.sets[id]!;
    this.listener?.ended(run, 'failed');
    runs.release(run);
    if (set.over || set.state[task] === taskDone) {
      this.retire(id);
      return;
    }
    if (set.countFailure(task) >= this.settings.maxFailures) {
      this.abort(id, 'task failed too often');
      return;
    }
    if (!this.runsElsewhere(run)) this.putBack(set, task);
    this.dispatch.receive(aboutOffers);
  }

  private putBack(set: TaskSet, task: number): void {
    set.putBack(task);
    this.line.add(set);
  }

  /** Calls an attempt off. Its slot comes back when the executor has heard of it and reported. */
  private cancel(run: number): void {
    const { runs, parameters } = this;
    this.waves.handOver(run);
    const started = runs.state[run] === runStarted;
    runs.state[run] = runCancelled;
    if (!started) return;
    this.body.stop(run);
    this.kernel.schedule(parameters.launchSeconds + parameters.reportSeconds, this.report, run);
  }

  private cancelOthers(id: number, task: number): void {
    const { runs } = this;
    for (let run = 0; run < runs.length; run++) if (runs.isAttempt(run, id, task)) this.cancel(run);
  }

  /** Whether another attempt of the run's task is under way. */
  private runsElsewhere(run: number): boolean {
    const { runs } = this;
    const id = runs.set[run]!;
    const task = runs.task[run]!;
    if (!this.sets[id]!.copied?.[task]) return false;
    for (let other = 0; other < runs.length; other++) {
      if (other !== run && runs.state[other] !== runFailed && runs.isAttempt(other, id, task)) return true;
    }
    return false;
  }

  private runsOnHost(set: TaskSet, task: number, host: number): boolean {
    const { runs, executors } = this;
    const id = set.id;
    for (let run = 0; run < runs.length; run++) {
      if (runs.state[run] === runFree || runs.set[run] !== id || runs.task[run] !== task) continue;
      if (executors.host[this.executorOf(run)] === host) return true;
    }
    return false;
  }

  // --- Speculation ---

  /** For Speculation: whether any set is still under way. @internal */
  get hasActiveSets(): boolean {
    return this.active.length > 0;
  }

  /** For Speculation: asks for a copy of what has run longer than its set's threshold. @internal */
  askForCopies(thresholdOf: (set: TaskSet) => number): void {
    const { runs, kernel } = this;
    let asked = false;
    for (const id of this.active) {
      const set = this.sets[id]!;
      const threshold = thresholdOf(set);
      if (threshold === Infinity) continue;
      for (let run = 0; run < runs.length; run++) {
        const state = runs.state[run]!;
        if ((state !== runLaunched && state !== runStarted) || runs.set[run] !== id) continue;
        const task = runs.task[run]!;
        if (kernel.now - runs.launchedSeconds[run]! <= threshold || set.state[task] !== taskRuns) continue;
        set.copied ??= new Uint8Array(set.count);
        if (set.copied[task]) continue;
        set.copied[task] = 1;
        set.copies.push(task);
        this.line.add(set);
        asked = true;
      }
    }
    if (asked) this.dispatch.receive(aboutOffers);
  }
}
