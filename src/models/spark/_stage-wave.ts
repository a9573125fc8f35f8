import type { AnswerLaw, ChainWave, OccurrencePort } from '../capabilities.ts';
import type { KeyedDraw } from '../model.ts';
import type { WaveSpent } from './_slot-account.ts';
import type { Stage, StageHost } from './_stage.ts';
import type { TaskChainRunner } from './_task-chains.ts';
import { noSums, type TaskChains } from './_work.ts';
import type { KnownTasks } from './scheduler/index.ts';

export interface StageWaveOptions {
  readonly stage: Stage;
  readonly host: StageHost;
  readonly client: ChainWave;
  readonly chains: TaskChains;
  readonly runner: TaskChainRunner;
  readonly occurrence: OccurrencePort;
  readonly slowness: KeyedDraw | null;
  /** The number of its first task among those that have luck. */
  readonly firstTask: number;
  readonly resultBytes: number;
  /** Of shuffle files, by task; null: none. */
  readonly shuffleBytes: ((task: number) => number) | null;
}

/** An attempt under way. */
interface Under {
  task: number;
  attempt: number;
  slot: number;
  executor: number;
  tasks: number;
  gets: number;
  heads: number;
  bytes: number;
  /** Seconds when nothing holds it up. */
  ownSeconds: number;
  readonly spent: WaveSpent;
}

/**
 * The tasks of a stage whose requests nothing but a prefix holds up, and who do nothing else but leave shuffle files on a disk
 * that is hardly used: seconds as ChainRunner has them, accounts as
 * Stage has them. Tasks that are alike differ in their draw alone.
 */
export class StageWave implements KnownTasks {
  readonly resultBytes: number;
  requests = 0;
  bytes = 0.5;
  weight = 1;
  mostPerSecond = Infinity;
  running = 0;
  inWaves = true;
  private readonly options: StageWaveOptions;
  private readonly under: Under[] = [];
  /** Of the tasks from `first` on, up to sums.until. */
  private readonly sums = noSums();
  private first = 0;
  private law: AnswerLaw | null = null;
  private lawGets = -1;
  private lawHeads = -1;
  private transferSeconds = 0.5;
  private shuffleBytes = 0.5;
  /** Through, and not told yet. */
  private gets = 0;
  private heads = 0;
  private bytesThrough = 0.5;
  private refused = 0;
  private readonly held = { requests: 0, paceSeconds: 0.5, entity: 0 };

  constructor(options: StageWaveOptions) {
    this.options = options;
    this.resultBytes = options.resultBytes;
    this.bytesThrough = 0;
  }

  alikeUntil(task: number): number {
    const { sums, options } = this;
    if (options.slowness !== null || options.shuffleBytes !== null) return task;
    if (task < this.first || task >= sums.until) this.sumUp(task);
    return sums.until;
  }

  begin(run: number, task: number, attempt: number, slot: number, executor: number, tasks: number): number {
    const { sums, options } = this;
    if (task < this.first || task >= sums.until) this.sumUp(task);
    this.requests = tasks * (sums.gets + sums.heads);
    this.bytes = tasks * sums.bytes;
    const entity = sums.firstEntity + (task - this.first) * sums.entityStep + attempt;
    const { mean, spread, draw } = this.law!;
    // Of several tasks: the sum of so many draws, by its mean and its spread.
    const answerSeconds =
      draw === null ? tasks * mean : Math.max(0, tasks * mean + Math.sqrt(tasks) * spread * (draw.at(entity, 0) - 1));
    const bad = options.slowness === null ? 1 : options.slowness.at(options.firstTask + task, attempt);
    const computeSeconds = this.requests === 0 ? 0 : tasks * sums.cpuSeconds * (bad * options.host.contention());
    const under = this.under[run] ?? this.add(run);
    under.task = task;
    under.attempt = attempt;
    under.slot = slot;
    under.executor = executor;
    under.tasks = tasks;
    under.gets = tasks * sums.gets;
    under.heads = tasks * sums.heads;
    under.bytes = tasks * sums.bytes;
    under.spent.answerSeconds = answerSeconds;
    under.spent.computeSeconds = computeSeconds;
    const shuffleSeconds =
      this.shuffleBytes === 0 ? 0 : this.shuffleBytes / options.host.diskOf(executor).capacityBytesPerSecond;
    under.spent.shuffleSeconds = shuffleSeconds;
    under.ownSeconds = answerSeconds + tasks * this.transferSeconds + computeSeconds + shuffleSeconds;
    this.weight = this.mostPerSecond === Infinity ? 1 : this.weightOf(under.ownSeconds, entity);
    return under.ownSeconds;
  }

  unpack(run: number): void {
    const under = this.under[run]!;
    under.gets /= under.tasks;
    under.heads /= under.tasks;
    under.bytes /= under.tasks;
    under.tasks = 1;
  }

  ended(run: number, fromSeconds: number, toSeconds: number): void {
    const { stage, host } = this.options;
    const { slot, executor, gets, heads, bytes, spent, ownSeconds } = this.under[run]!;
    const heldSeconds = toSeconds - fromSeconds - ownSeconds;
    // Beyond rounding.
    spent.heldSeconds = heldSeconds > 1e-9 * ownSeconds ? heldSeconds : 0;
    if (spent.heldSeconds > 0) this.refused += this.options.client.refusals(gets + heads, heldSeconds);
    this.options.runner.count += gets + heads;
    this.gets += gets;
    this.heads += heads;
    this.bytesThrough += bytes;
    stage.cpuSeconds += spent.computeSeconds;
    stage.slotSeconds += toSeconds - fromSeconds;
    stage.account.went(
      slot,
      fromSeconds,
      host.waveTaskEnded(slot, executor, toSeconds, spent.shuffleSeconds > 0),
      toSeconds,
      spent,
    );
  }

  resume(run: number, fromSeconds: number, doneSeconds: number): void {
    const { stage, host, runner } = this.options;
    const under = this.under[run]!;
    runner.count += under.gets + under.heads;
    host.waveTaskResumed(under.slot, under.executor);
    stage.resume(run, under, fromSeconds, doneSeconds);
  }

  tell(): void {
    const { gets, heads, bytesThrough, refused } = this;
    if (gets + heads === 0) return;
    this.refused = 0;
    this.gets = 0;
    this.heads = 0;
    this.bytesThrough = 0;
    this.options.client.through(gets, heads, bytesThrough, refused, this.options.occurrence);
  }

  private weightOf(ownSeconds: number, entity: number): number {
    const { requests, options, held } = this;
    held.requests = requests;
    held.paceSeconds = ownSeconds / requests;
    held.entity = entity;
    return options.client.weight(held, 1 / this.mostPerSecond - held.paceSeconds, options.occurrence.activity);
  }

  private sumUp(task: number): void {
    const { sums, options } = this;
    options.chains.sumUp(task, sums);
    this.first = task;
    this.shuffleBytes = options.shuffleBytes === null ? 0 : options.shuffleBytes(task);
    this.transferSeconds = options.client.transferSeconds(sums.bytes);
    if (this.law !== null && sums.gets === this.lawGets && sums.heads === this.lawHeads) return;
    this.lawGets = sums.gets;
    this.lawHeads = sums.heads;
    this.law = options.client.answers(sums.gets, sums.heads, options.occurrence.activity);
  }

  private add(run: number): Under {
    const under: Under = {
      task: 0,
      attempt: 0,
      slot: 0,
      executor: 0,
      tasks: 1,
      gets: 0,
      heads: 0,
      bytes: 0.5,
      ownSeconds: 0.5,
      spent: { answerSeconds: 0.5, computeSeconds: 0.5, shuffleSeconds: 0.5, heldSeconds: 0.5 },
    };
    this.under[run] = under;
    return under;
  }
}
