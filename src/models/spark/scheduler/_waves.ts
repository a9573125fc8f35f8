/**
 * Attempts whose seconds are known when they are launched, without an event each, as long as nothing but the store holds them up. What would be their reports lies in a
 * heap of its own, and one event of the kernel works off all of them up to the next event of anybody else: until then
 * nothing can happen that they do not bring about themselves. So state is right whenever somebody looks, and a stage that
 * comes, a worker that goes, the end of a warm-up or the horizon find what they would find otherwise.
 *
 * A report in the loop does what SparkScheduler.handleReport does, in the same order. Where it cannot (messages wait for the
 * dispatch thread, another kind of stage is first in line) it becomes a message or an event like any other.
 *
 * Where very many tasks alike wait, a slot takes several of them in turn, a share of those that are left for it: fewer and
 * fewer, and in the last rounds one by one, so that slots end as they would.
 */
import type { Timer } from '../../../kernel/index.ts';
import { HoldUp } from './_hold-up.ts';
import { ReportHeap } from './_report-heap.ts';
import { runFinished, runLaunched, runStarted } from './_runs.ts';
import { type TaskSet, taskDone } from './_task-set.ts';
import type { WaveParts } from './_wave-parts.ts';
import { WaveSums } from './_wave-sums.ts';
import type { KnownTasks, WaveListener, WaveStretch } from './port.ts';

/** Reports between two tellings of what happened: so many rounds of the tasks under way, at least and at most. */
const roundsAtOnce = 2;
const fewestAtOnce = 16;
const mostAtOnce = 256;
/** A slot takes this share of the rounds that wait: one task where there are fewer than twice as many rounds. */
const packShare = 1 / 64;
/** And none before its executor has been through so many rounds. */
const warmRounds = 16;
/** Where fewer rounds wait, tasks have events as soon as requests may be refused. */
const fewestHeldRounds = 16;

const rest: WaveStretch = {
  slots: 0,
  mostSlots: 0,
  requestsPerSecond: 0,
  bytesPerSecond: 0,
  waitingTasks: 0,
  mostWaitingTasks: 0,
  waitingSeconds: 0,
};

export class Waves {
  /** Attempts that were launched in the loop. */
  launchedCount = 0;
  listener: WaveListener | null = null;
  private readonly parts: WaveParts;
  private readonly heap = new ReportHeap();
  private readonly sums = new WaveSums();
  private readonly holdUp: HoldUp;
  private readonly members: KnownTasks[] = [];
  /** By run: the tasks that it does in turn. */
  private readonly packs: number[] = [];
  private readonly timer: Timer;
  /** What the listener knows, and until when. */
  private told = rest;
  private toldUntil = 0.5;
  /** More is asked for than can be carried. */
  private tooMuch = false;
  /** The store may refuse requests, and they are held up here. */
  private holds = false;
  /** When the last report was handled. */
  private lastSeconds = 0.5;

  constructor(parts: WaveParts) {
    this.parts = parts;
    this.holdUp = new HoldUp(this.heap, this.sums, parts.parameters.reportSeconds);
    this.timer = parts.kernel.timer(parts.kernel.handler(() => this.wake(), 'reports of a wave'));
  }

  /** An attempt is on its way to its executor: now, by a message to the dispatch thread. */
  launched(set: TaskSet, run: number, executor: number, arriveAt: number): void {
    this.heap.push(this.begin(set, run, executor, arriveAt, 1), run);
    const { now } = this.parts.kernel;
    if (!this.timer.armed || this.timer.dueSeconds > now) this.timer.setAt(now);
  }

  /** From now on an attempt has events like any other: it is to be called off, or its requests may be held up. */
  handOver(run: number): void {
    const { sums, heap, parts } = this;
    if (!sums.holds(run)) return;
    const { kernel, runs, parameters } = parts;
    const { now } = kernel;
    const arriveAt = sums.arriveAt(run);
    const endAt = sums.endAt(run);
    const doneSeconds = sums.doneSeconds(run, now);
    const known = parts.setOf(runs.set[run]!).known!;
    heap.remove(run);
    if (this.packs[run]! > 1) this.unpack(run, known);
    sums.takeBack(run, now);
    sums.remove(run);
    known.running--;
    this.tellNow(now);
    if (now < arriveAt) {
      runs.state[run] = runLaunched;
      kernel.scheduleAt(arriveAt, parts.arrive, run);
    } else if (now < endAt) {
      runs.state[run] = runStarted;
      known.resume(run, arriveAt, doneSeconds);
    } else {
      this.finish(run, known);
      kernel.scheduleAt(Math.max(now, endAt + parameters.reportSeconds), parts.report, run);
    }
    this.timer.setAt(now);
  }

  /** Of several tasks the first goes on; the others wait again. */
  private unpack(run: number, known: KnownTasks): void {
    const { parts, packs } = this;
    const { runs, line, setOf } = parts;
    const set = setOf(runs.set[run]!);
    known.unpack(run);
    for (let more = packs[run]! - 1; more > 0 && !set.over; more--) set.putBack(runs.task[run]! + more);
    if (!set.over && set.hasWork) line.add(set);
    packs[run] = 1;
  }

  /** What is under way at this moment, before it changes: it is said anew at once. */
  private tellNow(now: number): void {
    const { heap, sums, listener, parts } = this;
    sums.owe(this.told, this.toldUntil - now);
    this.toldUntil = now;
    let slots = 0;
    for (let place = 0; place < heap.size; place++) if (sums.isUnderWay(heap.runAt(place), now)) slots++;
    const waitingTasks = parts.waitingTasks();
    this.told = { ...rest, slots, mostSlots: slots, waitingTasks, mostWaitingTasks: waitingTasks };
    listener?.carry(this.told);
  }

  private begin(set: TaskSet, run: number, executor: number, arriveAt: number, tasks: number): number {
    const { runs, parameters } = this.parts;
    const known = set.known!;
    if (known.running++ === 0 && !this.members.includes(known)) this.members.push(known);
    this.packs[run] = tasks;
    const { share } = this.holdUp;
    known.mostPerSecond = share;
    const seconds = known.begin(run, runs.task[run]!, runs.attempt[run]!, runs.slot[run]!, executor, tasks);
    return this.sums.add(run, arriveAt, seconds, known, share) + parameters.reportSeconds;
  }

  private finish(run: number, known: KnownTasks): void {
    const { runs } = this.parts;
    runs.state[run] = runFinished;
    runs.resultBytes[run] = known.resultBytes;
  }

  /** The stretch that was told of is over. */
  private wake(): void {
    const { heap, sums, parts, listener } = this;
    const { kernel } = parts;
    const { now } = kernel;
    if (this.tooMuch) this.handOverAll();
    if (heap.size === 0) {
      this.holds = false;
      this.holdUp.admit(Infinity, now);
      this.tellThrough();
      this.told = rest;
      listener?.carry(rest);
      return;
    }
    const most = heap.size;
    sums.owe(this.told, this.toldUntil - now);
    sums.restart(now);
    this.toldUntil = now;
    const until = this.work(now, this.roomAt(now));
    const end = this.endOf(now, until);
    for (let place = 0; place < heap.size; place++) sums.countUpTo(heap.runAt(place), end);
    this.tellThrough();
    const span = end - now;
    if (span > 0) {
      const waiting = parts.waitingTasks();
      this.told = {
        slots: sums.slots(span, most),
        mostSlots: most,
        requestsPerSecond: sums.requestRate(span),
        bytesPerSecond: sums.byteRate(span),
        waitingTasks: waiting + sums.waitingSeconds / span,
        mostWaitingTasks: waiting + sums.launchedCount,
        waitingSeconds: this.holdUp.waitingSeconds,
      };
      this.toldUntil = end;
      listener?.carry(this.told);
    }
    this.timer.setAt(end);
  }

  /** Requests a second of which none is refused; Infinity: those that are wait here. */
  private roomAt(now: number): number {
    const { listener, sums } = this;
    if (listener === null) return Infinity;
    if (!this.holds) {
      const { room } = listener;
      if (sums.requestsPerSecond <= room || this.isShort) return room;
    }
    const { limit } = listener;
    this.holds = limit > 0;
    this.holdUp.admit(this.holds ? limit : Infinity, now);
    return this.holds ? Infinity : 0;
  }

  /** What waits is too little for attempts that are held up together. */
  private get isShort(): boolean {
    return this.parts.waitingTasks() < fewestHeldRounds * this.heap.size;
  }

  /** Works off the reports before anybody else's next event. Returns the time of that. */
  private work(now: number, room: number): number {
    const { heap, sums, parts } = this;
    const { kernel, dispatch, runs, getters } = parts;
    let until = kernel.quietUntilSeconds;
    const reports = Math.min(mostAtOnce, Math.max(fewestAtOnce, roundsAtOnce * heap.size));
    for (let left = reports; heap.size > 0 && left > 0; left--) {
      if (sums.requestsPerSecond > room) {
        this.tooMuch = this.isShort || room === 0;
        return until;
      }
      const at = heap.firstSeconds;
      if (!(at < until || at <= now)) return until;
      const run = heap.firstRun;
      const set = parts.setOf(runs.set[run]!);
      const known = set.known!;
      const handledAt = Math.max(at, dispatch.freeAtSeconds);
      const endAt = sums.endAt(run);
      sums.countUpTo(run, endAt);
      sums.remove(run);
      known.running--;
      known.ended(run, sums.arriveAt(run), endAt);
      if (dispatch.hasMessages || !(handledAt < until || handledAt <= now)) {
        heap.removeFirst();
        this.reduceToOne(run, set, known);
        this.finish(run, known);
        dispatch.enqueue(parts.messageOf(run));
      } else if (!this.canLaunch(run) || !getters.areIdle(handledAt)) {
        heap.removeFirst();
        this.reduceToOne(run, set, known);
        this.finish(run, known);
        const reportAt = Math.max(now, at);
        kernel.scheduleAt(reportAt, parts.report, run);
        until = Math.min(until, reportAt);
      } else {
        this.lastSeconds = handledAt;
        until = Math.min(until, this.handle(run, set, known, handledAt));
      }
    }
    return until;
  }

  /** What goes out on the slot can be told without a look at the others. */
  private canLaunch(run: number): boolean {
    const { line, executors, runs } = this.parts;
    if (line.isEmpty) return true;
    const next = line.only;
    if (next?.known == null || !next.known.inWaves) return false;
    return executors.profile[executors.executorOfSlot[runs.slot[run]!]!] === next.profile;
  }

  /** The dispatch thread frees the slot and hands the next task out to it. Returns when the set is over, or Infinity. */
  private handle(run: number, set: TaskSet, known: KnownTasks, at: number): number {
    const { heap, parts } = this;
    const { executors, runs, line } = parts;
    const slot = runs.slot[run]!;
    const task = runs.task[run]!;
    const executor = executors.executorOfSlot[slot]!;
    const tasks = this.packs[run]!;
    executors.throughCount[executor]! += tasks;
    line.count(set, -1);
    const next = line.isEmpty ? null : line.only!;
    if (next === null) {
      executors.giveBack(slot, at);
      runs.release(run);
      heap.removeFirst();
    } else {
      const following = runs.take();
      runs.slot[following] = slot;
      heap.replaceFirst(this.launch(next, following, executor, at), following);
      runs.release(run);
    }
    return this.succeed(set, task, tasks, known, at);
  }

  /** The slot goes from one task to the next. */
  private launch(set: TaskSet, run: number, executor: number, at: number): number {
    const { parts, sums } = this;
    const { executors, runs, line, dispatch, parameters, settings } = parts;
    const task = set.take(executors.host[executor]!, at, settings);
    const more = this.more(set, task, executor);
    if (!set.hasWork) line.remove(set);
    const through = executors.throughCount[executor]!;
    const attempt = set.attempts[task]!;
    set.attempts[task] = attempt + 1;
    runs.set[run] = set.id;
    runs.task[run] = task;
    runs.attempt[run] = attempt;
    runs.cold[run] = through === 0 ? 1 : 0;
    runs.speculative[run] = 0;
    runs.state[run] = runLaunched;
    runs.launchedSeconds[run] = at;
    line.count(set, 1);
    this.launchedCount += 1 + more;
    sums.launched(at);
    const sentAt = dispatch.occupyFrom(at, parameters.dispatchSeconds);
    const onTheWay = parameters.launchSeconds + parts.warmUpSeconds(executor, through);
    // Between one and the next: back to the driver and out again.
    const between = parameters.reportSeconds + parameters.dispatchSeconds + onTheWay;
    return this.begin(set, run, executor, sentAt + onTheWay + more * between, 1 + more);
  }

  /** Beside this task, those alike that the slot does in turn. */
  private more(set: TaskSet, task: number, executor: number): number {
    const { executors } = this.parts;
    const rounds = set.waiting / this.heap.size;
    // Tasks that are held up are, each by its own wants.
    if (this.holdUp.share !== Infinity) return 0;
    if (rounds * packShare < 2 || executors.throughCount[executor]! < warmRounds * executors.slotCount[executor]!)
      return 0;
    const alike = set.known!.alikeUntil(task) - task;
    return set.takeMore(Math.min(alike, Math.floor(rounds * packShare)) - 1);
  }

  /** All tasks of a pack are through: the report that is to come is that of the first, and the others are counted here. */
  private reduceToOne(run: number, set: TaskSet, known: KnownTasks): void {
    const { packs, parts } = this;
    const { executors, runs } = parts;
    const others = packs[run]! - 1;
    if (others === 0) return;
    const first = runs.task[run]!;
    packs[run] = 1;
    executors.throughCount[executors.executorOfSlot[runs.slot[run]!]!]! += others;
    set.resultBytes += others * known.resultBytes;
    for (let task = first + 1; task <= first + others; task++) set.state[task] = taskDone;
    set.remaining -= others;
  }

  private succeed(set: TaskSet, task: number, tasks: number, known: KnownTasks, at: number): number {
    const { dag, kernel, done, parameters } = this.parts;
    set.resultBytes += tasks * known.resultBytes;
    for (let each = task; each < task + tasks; each++) set.state[each] = taskDone;
    set.remaining -= tasks;
    dag.occupy(at, parameters.stampSeconds);
    if (set.remaining > 0 || set.ending) return Infinity;
    set.ending = true;
    kernel.scheduleAt(dag.freeAtSeconds, done, set.id);
    return dag.freeAtSeconds;
  }

  /** Up to where the sums are told. */
  private endOf(now: number, until: number): number {
    const { heap } = this;
    const last = Math.max(now, this.lastSeconds);
    if (heap.size === 0 || this.tooMuch) return last;
    const next = Math.max(last, heap.firstSeconds);
    // Where somebody else has an event now, or the loop has had enough: its own next one.
    return until > now && until <= next ? until : next;
  }

  private handOverAll(): void {
    this.tooMuch = false;
    while (this.heap.size > 0) this.handOver(this.heap.firstRun);
    for (const known of this.members) known.inWaves = false;
  }

  private tellThrough(): void {
    const { members } = this;
    for (let i = members.length - 1; i >= 0; i--) {
      members[i]!.tell();
      if (members[i]!.running === 0) members.splice(i, 1);
    }
  }
}
