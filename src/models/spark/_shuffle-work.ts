import type { KeyedDraw } from '../model.ts';
import type { ShuffleTasks } from './_adaptive.ts';
import type { TaskOutput, TaskWork } from './_work.ts';

export interface ShuffleOptions {
  readonly shuffled: ShuffleTasks;
  readonly shuffleBytes: number;
  /** Share of what a task reads that lies on other executors. */
  readonly remoteRatio: number;
  /** Bytes of a shuffle that a task can hold in memory. */
  readonly memoryBytes: number;
  readonly resultBytes: number;
  /** Seconds of an ordinary task, by its number; null: by the bytes that it reads. */
  readonly cpu: KeyedDraw | null;
  readonly cpuSecondsPerByte: number;
  readonly output: TaskOutput | null;
}

/** Tasks behind a shuffle: they fetch, compute, and write shuffle files or output. */
export class ShuffleWork implements TaskWork {
  readonly tasks: number;
  readonly output: TaskOutput | null;
  readonly chains = null;
  private readonly options: ShuffleOptions;

  constructor(options: ShuffleOptions) {
    this.options = options;
    this.tasks = options.shuffled.tasks;
    this.output = options.output;
  }

  fetchBytes(task: number): number {
    return this.options.shuffled.bytesOf(task) * this.options.remoteRatio;
  }
  spillBytes(task: number): number {
    return Math.max(0, this.options.shuffled.bytesOf(task) - this.options.memoryBytes);
  }
  cpuSecondsBefore(task: number): number {
    const { cpu, cpuSecondsPerByte, shuffled } = this.options;
    if (cpu !== null) return cpu.at(task, 0) * shuffled.shareOf(task);
    return shuffled.bytesOf(task) * cpuSecondsPerByte;
  }
  shuffleBytes(): number {
    return this.options.shuffleBytes / this.tasks;
  }
  resultBytes(): number {
    return this.options.resultBytes / this.tasks;
  }
  begin(): null {
    return null;
  }
  next(): null {
    return null;
  }
}
