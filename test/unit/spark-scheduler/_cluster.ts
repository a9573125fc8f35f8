/** A scheduler with bodies that take given seconds, for the tests. */
import { Kernel } from '../../../src/kernel/index.ts';
import {
  type AbortReason,
  defaultSettings,
  type JobSpec,
  Jobs,
  type SchedulerParameters,
  type SchedulerSettings,
  SparkScheduler,
} from '../../../src/models/spark/scheduler/index.ts';

/** No overheads at all: what is left is list scheduling. */
export const free: SchedulerParameters = {
  name: 'free',
  dispatchSeconds: 0,
  launchSeconds: 0,
  reportSeconds: 0,
  stageSeconds: 0,
  stampSeconds: 0,
  coldLaunchSeconds: 0,
  interpretedSeconds: 0,
  coldStageSeconds: 0,
  executorReadySeconds: 0,
  pluginReadySeconds: 0,
  resultRoundTripSeconds: 0,
  resultBytesPerSecond: 1e9,
};

export interface Attempt {
  readonly job: number;
  readonly stage: number;
  readonly task: number;
  readonly attempt: number;
  readonly executor: number;
  readonly cold: boolean;
  readonly startedSeconds: number;
  endedSeconds: number;
  outcome: 'running' | 'finished' | 'failed' | 'stopped';
}

export interface ClusterOptions {
  readonly parameters?: Partial<SchedulerParameters>;
  readonly settings?: Partial<SchedulerSettings>;
  /** Slots of each executor; each stands on a host of its own unless `hosts` says otherwise. */
  readonly executors?: readonly number[];
  readonly hosts?: readonly number[];
  readonly seconds: (about: { job: number; stage: number; task: number; attempt: number; executor: number }) => number;
  readonly fails?: (about: { job: number; stage: number; task: number; attempt: number }) => boolean;
  readonly resultBytes?: number;
}

export class Cluster {
  readonly kernel = new Kernel();
  readonly scheduler: SparkScheduler;
  readonly jobs: Jobs;
  readonly attempts: Attempt[] = [];
  readonly jobEnds: { job: number; atSeconds: number; reason: AbortReason | null }[] = [];
  readonly stageEnds: { job: number; stage: number; atSeconds: number }[] = [];
  private readonly running = new Map<number, Attempt>();
  private readonly options: ClusterOptions;

  constructor(options: ClusterOptions) {
    this.options = options;
    const { kernel } = this;
    const end = kernel.handler((run) => this.end(run));
    this.scheduler = new SparkScheduler(
      kernel,
      { ...free, ...options.parameters },
      { ...defaultSettings, ...options.settings },
      {
        start: (run) => {
          const { scheduler } = this;
          const about = {
            job: this.jobs.jobOf(scheduler.setOf(run)),
            stage: this.jobs.stageOf(scheduler.setOf(run)),
            task: scheduler.taskOf(run),
            attempt: scheduler.attemptOf(run),
            executor: scheduler.executorOf(run),
          };
          const attempt: Attempt = {
            ...about,
            cold: scheduler.isCold(run),
            startedSeconds: kernel.now,
            endedSeconds: Number.NaN,
            outcome: 'running',
          };
          this.attempts.push(attempt);
          this.running.set(run, attempt);
          this.generation.set(run, (this.generation.get(run) ?? 0) + 1);
          kernel.schedule(options.seconds(about), end, run * 1000 + this.generation.get(run)!);
        },
        stop: (run) => this.close(run, 'stopped'),
        setDone: (set) => this.jobs.setDone(set),
        setAborted: (set, reason) => this.jobs.setAborted(set, reason),
      },
    );
    this.jobs = new Jobs(this.scheduler, {
      stageDone: (job, stage) => this.stageEnds.push({ job, stage, atSeconds: kernel.now }),
      jobDone: (job, reason) => this.jobEnds.push({ job, atSeconds: kernel.now, reason }),
    });
    (options.executors ?? []).forEach((slots, index) => {
      this.scheduler.addExecutor(slots, options.hosts?.[index] ?? index);
    });
  }

  private readonly generation = new Map<number, number>();

  /** The body that was started last under this number is through, unless it was stopped. */
  private end(argument: number): void {
    const run = Math.floor(argument / 1000);
    const attempt = this.running.get(run);
    if (attempt === undefined || this.generation.get(run) !== argument % 1000) return;
    if (this.options.fails?.(attempt)) {
      this.close(run, 'failed');
      this.scheduler.failed(run);
    } else {
      this.close(run, 'finished');
      this.scheduler.finished(run, this.options.resultBytes ?? 0);
    }
  }

  private close(run: number, outcome: Attempt['outcome']): void {
    const attempt = this.running.get(run)!;
    attempt.endedSeconds = this.kernel.now;
    attempt.outcome = outcome;
    this.running.delete(run);
  }

  at(seconds: number, act: () => void): void {
    this.kernel.schedule(seconds, this.kernel.handler(act));
  }

  run(...jobs: readonly JobSpec[]): this {
    for (const job of jobs) this.jobs.submit(job);
    this.kernel.run(1e7);
    return this;
  }

  get makespan(): number {
    return Math.max(...this.jobEnds.map(({ atSeconds }) => atSeconds));
  }
}

/** A job of stages that follow one another, with so many tasks each. */
export const chain = (job: number, ...tasks: readonly number[]): JobSpec => ({
  job,
  stages: tasks.map((taskCount, stage) => ({ stage, taskCount, parents: stage === 0 ? [] : [stage - 1] })),
});
