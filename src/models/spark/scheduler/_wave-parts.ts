import type { HandlerId, Kernel } from '../../../kernel/index.ts';
import type { DagThread } from './_dag-thread.ts';
import type { DispatchThread } from './_dispatch-thread.ts';
import type { Executors } from './_executors.ts';
import type { LineUp } from './_line-up.ts';
import type { ResultGetters } from './_result-getters.ts';
import type { Runs } from './_runs.ts';
import type { TaskSet } from './_task-set.ts';
import type { SchedulerParameters, SchedulerSettings } from './parameters.ts';

/** What waves share with the rest of the scheduler. */
export interface WaveParts {
  readonly kernel: Kernel;
  readonly parameters: SchedulerParameters;
  readonly settings: SchedulerSettings;
  readonly executors: Executors;
  readonly runs: Runs;
  readonly line: LineUp;
  readonly dispatch: DispatchThread;
  readonly dag: DagThread;
  readonly getters: ResultGetters;
  readonly setOf: (id: number) => TaskSet;
  readonly waitingTasks: () => number;
  readonly warmUpSeconds: (executor: number, through: number) => number;
  readonly arrive: HandlerId;
  readonly report: HandlerId;
  readonly done: HandlerId;
  /** The message to the dispatch thread that a run has reported. */
  readonly messageOf: (run: number) => number;
}
