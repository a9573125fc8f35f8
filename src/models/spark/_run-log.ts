/**
 * What happened on the cluster, told to the world's events: one event for each query, each stage and each attempt of a task,
 * told when it begins and filled in when it ends. `_event-log.ts` and `_spans.ts` read them.
 */
import type { Kernel } from '../../kernel/index.ts';
import type { Operation } from '../capabilities.ts';
import type { EventFields, EventRecorder } from '../model.ts';
import { fetching, spilling } from './_body.ts';
import type { TaskWork } from './_work.ts';
import type { StageOptions } from './engine.ts';
import type { AttemptListener, AttemptOutcome, SparkScheduler } from './scheduler/index.ts';

/** Times in simulated seconds; null: it did not come to that. */
export interface AttemptEvent extends EventFields {
  readonly stage: number;
  readonly task: number;
  readonly attempt: number;
  /** Position in the order of launches. */
  readonly id: number;
  readonly executor: number;
  readonly core: number;
  readonly speculative: boolean;
  /** By the driver's clock: chosen, and known to be over. */
  readonly launched: number;
  readonly finished: number | null;
  /** On the executor: its first and its last instruction. */
  readonly began: number | null;
  readonly ended: number | null;
  readonly outcome: AttemptOutcome | 'running';
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly recordsRead: number;
  readonly remoteBytes: number;
  readonly localBytes: number;
  readonly shuffleBytes: number;
  readonly fetchSeconds: number;
  /** Of shuffle files. */
  readonly writeSeconds: number;
  readonly spilledBytes: number;
  readonly cpuSeconds: number;
  readonly resultBytes: number;
  /** Seconds from began to ended, by the columns of a slot's account; empty for one that was called off. */
  readonly seconds: readonly number[];
}

export interface StageEvent extends EventFields {
  readonly stage: number;
  readonly job: number;
  /** Its place in the query, and the places of those that it reads from; -1: it lists files, before the first of them. */
  readonly nth: number;
  readonly after: readonly number[];
  /** Which query of the run, and of which activity. */
  readonly query: number;
  readonly activity: string;
  readonly tasks: number;
  readonly pool: string;
  readonly submitted: number;
  readonly completed: number | null;
  readonly failure: string | null;
}

export interface QueryEvent extends EventFields {
  readonly query: number;
  readonly activity: string;
  /** When the cluster was there for it, and when it was over. */
  readonly began: number;
  readonly ended: number | null;
}

export interface ExecutorEvent extends EventFields {
  readonly executor: number;
  readonly worker: number;
  readonly cores: number;
  readonly memoryBytes: number;
}

/** What a stage's tasks tell while they run. */
export interface TaskLog {
  request(run: number, operation: Operation, bytes: number): void;
  /** A step is through. */
  booked(run: number, step: number, seconds: number): void;
  /** Its last instruction is through; `account` by the columns of a slot's account, CPU as it was used on one core. */
  bodyEnded(run: number, account: Float64Array, cpuSeconds: number): void;
}

type Open<T> = { -readonly [K in keyof T]: T[K] };
interface OpenStage {
  readonly event: Open<StageEvent>;
  readonly work: TaskWork;
}

export class RunLog implements AttemptListener, TaskLog {
  private readonly events: EventRecorder;
  private readonly kernel: Kernel;
  private readonly scheduler: SparkScheduler;
  private readonly slotsEach: number;
  private readonly attempts = new Map<number, Open<AttemptEvent>>();
  /** Stages under way, by the number of their task set. */
  private readonly stages = new Map<number, OpenStage>();
  private readonly queries = new Map<object, Open<QueryEvent>>();
  private queryCount = 0;
  private launchCount = 0;
  private stageCount = 0;

  constructor(events: EventRecorder, kernel: Kernel, scheduler: SparkScheduler, slotsEach: number) {
    this.events = events;
    this.kernel = kernel;
    this.scheduler = scheduler;
    this.slotsEach = slotsEach;
  }

  // --- queries and stages, as the engine says ------------------------------------------------------------------

  queryBegan(query: object, activity: string): void {
    const event: Open<QueryEvent> = { query: this.queryCount++, activity, began: this.kernel.now, ended: null };
    this.queries.set(query, event);
    this.events.emit('query', event);
  }
  queryEnded(query: object): void {
    this.queries.get(query)!.ended = this.kernel.now;
    this.queries.delete(query);
  }

  submitted(set: number, work: TaskWork, { job, place, occurrence, pool }: StageOptions): void {
    const event: Open<StageEvent> = {
      stage: this.stageCount++,
      job,
      nth: place?.nth ?? -1,
      after: place?.after ?? [],
      query: this.queries.get(occurrence)?.query ?? -1,
      activity: occurrence.activity,
      tasks: work.tasks,
      pool,
      submitted: this.scheduler.submittedSeconds(set),
      completed: null,
      failure: null,
    };
    this.stages.set(set, { event, work });
    this.events.emit('stage', event);
  }

  completed(set: number, failure: string | null): void {
    const { event } = this.stages.get(set)!;
    event.completed = this.kernel.now;
    event.failure = failure;
  }

  // --- attempts, as driver and executors say -------------------------------------------------------------------

  launched(run: number): void {
    const { scheduler } = this;
    const { event, work } = this.stages.get(scheduler.setOf(run))!;
    const task = scheduler.taskOf(run);
    const attempt: Open<AttemptEvent> = {
      stage: event.stage,
      task,
      attempt: scheduler.attemptOf(run),
      id: this.launchCount++,
      executor: scheduler.executorOf(run),
      core: scheduler.slotOf(run) % this.slotsEach,
      speculative: scheduler.isSpeculative(run),
      launched: this.kernel.now,
      finished: null,
      began: null,
      ended: null,
      outcome: 'running',
      readBytes: 0,
      writtenBytes: 0,
      recordsRead: work.recordsRead?.(task) ?? 0,
      remoteBytes: work.fetchBytes(task),
      localBytes: work.localBytes?.(task) ?? 0,
      shuffleBytes: work.shuffleBytes(task),
      fetchSeconds: 0,
      writeSeconds: 0,
      spilledBytes: work.spillBytes(task),
      cpuSeconds: 0,
      resultBytes: work.resultBytes(task),
      seconds: [],
    };
    this.attempts.set(run, attempt);
    this.events.emit('attempt', attempt);
  }

  began(run: number): void {
    this.attempts.get(run)!.began = this.kernel.now;
  }

  request(run: number, operation: Operation, bytes: number): void {
    const attempt = this.attempts.get(run);
    if (attempt === undefined) return;
    if (operation === 'get') attempt.readBytes += bytes;
    else if (operation === 'put' || operation === 'uploadPart') attempt.writtenBytes += bytes;
  }

  booked(run: number, step: number, seconds: number): void {
    const attempt = this.attempts.get(run);
    if (attempt === undefined) return;
    if (step === fetching) attempt.fetchSeconds += seconds;
    else if (step === spilling) attempt.writeSeconds += seconds;
  }

  bodyEnded(run: number, account: Float64Array, cpuSeconds: number): void {
    const attempt = this.attempts.get(run)!;
    attempt.ended = this.kernel.now;
    attempt.seconds = [...account];
    attempt.cpuSeconds = cpuSeconds;
  }

  /** Called off: it does no more that counts. */
  stopped(run: number): void {
    const attempt = this.attempts.get(run);
    if (attempt !== undefined) attempt.ended = this.kernel.now;
  }

  ended(run: number, outcome: AttemptOutcome): void {
    const attempt = this.attempts.get(run);
    // One that was lost with its executor is reported once more when its number comes back.
    if (attempt === undefined) return;
    this.attempts.delete(run);
    attempt.finished = this.kernel.now;
    if (attempt.began !== null) attempt.ended ??= this.kernel.now;
    attempt.outcome = outcome;
  }
}
