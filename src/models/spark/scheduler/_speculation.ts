/**
 * Copies of slow tasks (TaskSetManager.checkSpeculatableTasks): each interval, when max(floor(quantile x n), 1) tasks of a
 * set are through, a task that has run longer than max(multiplier x median, minTaskRuntime) gets one copy, on another
 * host. A set of one task has none.
 */
import type { Kernel, Timer } from '../../../kernel/index.ts';
import { RunningMedian } from './_median.ts';
import type { TaskSet } from './_task-set.ts';
import type { SpeculationSettings } from './parameters.ts';

interface Sets {
  readonly hasActiveSets: boolean;
  askForCopies(thresholdOf: (set: TaskSet) => number): void;
}

export class Speculation {
  private readonly settings: SpeculationSettings;
  private readonly sets: Sets;
  private readonly kernel: Kernel;
  private readonly timer: Timer;
  private readonly threshold: (set: TaskSet) => number;

  constructor(kernel: Kernel, settings: SpeculationSettings, sets: Sets) {
    this.kernel = kernel;
    this.settings = settings;
    this.sets = sets;
    this.timer = kernel.timer(kernel.handler(() => this.check(), 'check for slow tasks'));
    this.threshold = (set) => this.thresholdOf(set);
  }

  /** Looks at each whole multiple of the interval as long as a set is under way. */
  watch(): void {
    if (this.timer.armed) return;
    const { intervalSeconds } = this.settings;
    const past = Math.floor(this.kernel.now / intervalSeconds);
    const next = (past + 1) * intervalSeconds;
    this.timer.setAt(next > this.kernel.now ? next : (past + 2) * intervalSeconds);
  }

  /** A task was through, so long after its launch. */
  through(set: TaskSet, seconds: number): void {
    set.median ??= new RunningMedian();
    set.median.add(seconds);
  }

  private check(): void {
    this.sets.askForCopies(this.threshold);
    if (this.sets.hasActiveSets) this.watch();
  }

  private thresholdOf(set: TaskSet): number {
    const { quantile, multiplier, minTaskRuntimeSeconds } = this.settings;
    const through = set.count - set.remaining;
    if (set.count === 1 || set.over || through < Math.max(Math.floor(quantile * set.count), 1)) return Infinity;
    const median = set.median?.median ?? Number.NaN;
    return median >= 0 ? Math.max(multiplier * median, minTaskRuntimeSeconds) : Infinity;
  }
}
