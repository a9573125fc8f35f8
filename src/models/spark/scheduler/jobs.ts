/**
 * Jobs as DAGs of stages on a scheduler: a stage is submitted when its parents in the same job are through, the lower
 * stage number first among those that become ready together; a job ends with its last stage.
 */
import type { AbortReason, TaskSetOptions } from './port.ts';
import type { SparkScheduler } from './scheduler.ts';

export interface StageSpec extends Omit<TaskSetOptions, 'job'> {
  /** Indices into the job's stages; what is done already (a skipped stage) is left out. */
  readonly parents: readonly number[];
}

export interface JobSpec {
  /** FIFO rank. */
  readonly job: number;
  readonly stages: readonly StageSpec[];
}

export interface JobListener {
  stageSubmitted?(job: number, stage: number, set: number): void;
  stageDone?(job: number, stage: number): void;
  /** All stages are through, or `reason`: a stage was aborted and the job with it. */
  jobDone(job: number, reason: AbortReason | null): void;
}

interface Running {
  readonly spec: JobSpec;
  /** Parents of each stage that are not through. */
  readonly missing: number[];
  /** Set of each stage while it is under way, else -1. */
  readonly sets: number[];
  left: number;
  over: boolean;
}

export class Jobs {
  private readonly scheduler: SparkScheduler;
  private readonly listener: JobListener;
  private readonly jobs: Running[] = [];
  private readonly jobOfSet: number[] = [];
  private readonly stageOfSet: number[] = [];

  constructor(scheduler: SparkScheduler, listener: JobListener) {
    this.scheduler = scheduler;
    this.listener = listener;
  }

  /** Begins a job now; its number here. A job without stages is done at once. */
  submit(spec: JobSpec): number {
    const job = this.jobs.length;
    const running: Running = {
      spec,
      missing: spec.stages.map((stage) => stage.parents.length),
      sets: spec.stages.map(() => -1),
      left: spec.stages.length,
      over: false,
    };
    this.jobs.push(running);
    if (running.left === 0) {
      running.over = true;
      this.listener.jobDone(job, null);
      return job;
    }
    running.missing.forEach((missing, stage) => {
      if (missing === 0) this.submitStage(job, stage);
    });
    return job;
  }

  /** Position of a set's stage in its job. */
  stageOf(set: number): number {
    return this.stageOfSet[set]!;
  }
  jobOf(set: number): number {
    return this.jobOfSet[set]!;
  }

  /** To be called from TaskBody.setDone. */
  setDone(set: number): void {
    const job = this.jobOfSet[set]!;
    const stage = this.stageOfSet[set]!;
    const running = this.jobs[job]!;
    running.sets[stage] = -1;
    this.listener.stageDone?.(job, stage);
    if (running.over) return;
    running.left--;
    if (running.left === 0) {
      running.over = true;
      this.listener.jobDone(job, null);
      return;
    }
    running.spec.stages.forEach((child, index) => {
      let isChild = false;
      for (const parent of child.parents) if (parent === stage) isChild = true;
      if (!isChild) return;
      running.missing[index]!--;
      if (running.missing[index] === 0) this.submitStage(job, index);
    });
  }

  /** To be called from TaskBody.setAborted: the job ends, and no further stage of it begins. */
  setAborted(set: number, reason: AbortReason): void {
    const job = this.jobOfSet[set]!;
    const running = this.jobs[job]!;
    running.sets[this.stageOfSet[set]!] = -1;
    if (running.over) return;
    running.over = true;
    for (const other of running.sets) if (other >= 0) this.scheduler.cancelSet(other);
    this.listener.jobDone(job, reason);
  }

  private submitStage(job: number, stage: number): void {
    const running = this.jobs[job]!;
    const { parents: _, ...options } = running.spec.stages[stage]!;
    const set = this.scheduler.submit({ ...options, job: running.spec.job });
    running.sets[stage] = set;
    this.jobOfSet[set] = job;
    this.stageOfSet[set] = stage;
    this.listener.stageSubmitted?.(job, stage, set);
  }
}
