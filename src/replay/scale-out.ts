/**
 * What task times do when the cluster grows. The executor-side seconds in a log belong to its own number of executors;
 * with another number three things change, and each is a mechanism here.
 *
 * - The first task of a stage on each slot is slow (its code, its broadcast, its connections come first), those behind it
 *   are not. More slots make more first tasks: with 20 executors 20 of 200, with 100 executors 100.
 * - An executor that joins an application has a slower first task still (a fresh process).
 * - Executors share something (a network, disks, a metastore): seconds(n) = seconds(0) x (1 + c n).
 *
 * A fourth one is about machines: in cluster mode the driver's container takes the place of one executor, so that of n
 * machines n - 1 work.
 */
import { defaultSettings, type SchedulerParameters } from '../models/spark/scheduler/index.ts';
import type { PlannedStage, ReplayPlan } from './plan.ts';
import { simulate } from './simulate.ts';
import type { Place, Simulated } from './simulated.ts';

/** How many times as long as n0 executors a task takes with n, by what they share. */
export const contentionFactor = (contentionPerExecutor: number, before: number, after: number): number =>
  (1 + contentionPerExecutor * after) / (1 + contentionPerExecutor * before);

/** Seconds of a stage's tasks by where they run. */
export interface TaskClasses {
  readonly freshSeconds: number;
  readonly firstSeconds: number;
  readonly restSeconds: number;
}

export const secondsOf = (classes: TaskClasses, place: Place): number =>
  place.fresh ? classes.freshSeconds : place.first ? classes.firstSeconds : classes.restSeconds;

/**
 * Logged seconds on another cluster: divided by what being first cost there, times what it costs here. The cost is the
 * stage's own: the median of its first tasks over the median of the others, as the replay of the log as it was has them.
 */
export function scaledSeconds(
  plan: ReplayPlan,
  asLogged: Simulated,
  factor: number,
): (stage: number, task: number, attempt: number, place: Place) => number {
  const ratios = plan.stages.map((stage, index) => firstRatio(stage, asLogged.firsts[index]!));
  return (index, task, attempt, place) => {
    const stage = plan.stages[index]!;
    const seconds = stage.tasks[task]!.seconds[attempt] ?? stage.medianSeconds;
    const ratio = ratios[index]!;
    const wasFirst = asLogged.firsts[index]![task] === 1;
    return seconds * factor * (place.first ? ratio : 1) * (wasFirst ? 1 / ratio : 1);
  };
}

/** At least three tasks of either kind, and never below one: a first task is not the faster one. */
function firstRatio(stage: PlannedStage, firsts: Uint8Array): number {
  const first: number[] = [];
  const rest: number[] = [];
  stage.tasks.forEach(({ seconds }, task) => {
    if (seconds.length === 1) (firsts[task] === 1 ? first : rest).push(seconds[0]!);
  });
  if (first.length < 3 || rest.length < 3) return 1;
  const usual = median(rest);
  return usual > 0 ? Math.max(1, median(first) / usual) : 1;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
};

export interface MeasuredRun {
  readonly machines: number;
  readonly seconds: number;
}

const pieces = 6000;

const nothing: SchedulerParameters = {
  name: 'no overheads',
  dispatchSeconds: 0,
  launchSeconds: 0,
  reportSeconds: 0,
  stageSeconds: 0,
  coldStageSeconds: 0,
  stampSeconds: 0,
  coldLaunchSeconds: 0,
  interpretedSeconds: 0,
  executorReadySeconds: 0,
  pluginReadySeconds: 0,
  resultRoundTripSeconds: 0,
  resultBytesPerSecond: 1e9,
};

/**
 * Two run times of one application on m1 and m2 machines, and from them what the driver does alone and what the machines
 * share: T(m) = driver + work / (m - 1), the driver's machine left out. Then the work, cut small, on the scheduler with
 * any number of machines.
 */
export function betweenRuns(a: MeasuredRun, b: MeasuredRun, slotsPerMachine: number): (machines: number) => number {
  const share = ({ machines }: MeasuredRun): number => 1 / (machines - 1);
  const machineSeconds = (a.seconds - b.seconds) / (share(a) - share(b));
  const driverSeconds = b.seconds - machineSeconds * share(b);
  return (machines) => {
    const seconds = (machineSeconds * slotsPerMachine) / pieces;
    const plan = planOf(driverSeconds, seconds, machines - 1, slotsPerMachine);
    return simulate(plan, {
      parameters: nothing,
      settings: { ...defaultSettings, localityWaitSeconds: 0 },
      reduceLocality: false,
      gpuPlugin: false,
    }).applicationSeconds;
  };
}

function planOf(driverSeconds: number, taskSeconds: number, executors: number, slots: number): ReplayPlan {
  const bytes = { inputBytes: 0, shuffleReadBytes: 0, shuffleWriteBytes: 0 };
  const task = { seconds: [taskSeconds], failed: [false], resultBytes: 0, ...bytes };
  return {
    jobs: [
      {
        id: 0,
        pool: 'default',
        stages: [0],
        after: null,
        endedBefore: 0,
        thinkSeconds: Math.max(0, driverSeconds),
        cancelled: null,
      },
    ],
    ends: [0],
    stages: [
      {
        id: 0,
        attempt: 0,
        job: 0,
        parents: [],
        profile: 0,
        tasks: Array.from({ length: pieces }, () => task),
        medianSeconds: taskSeconds,
        outputBytes: 0,
        ...bytes,
      },
    ],
    executors: Array.from({ length: executors }, (_, index) => ({
      slots,
      host: index,
      profile: 0,
      addedSeconds: 0,
      removedSeconds: Number.POSITIVE_INFINITY,
      name: String(index + 1),
    })),
    closingSeconds: 0,
  };
}
