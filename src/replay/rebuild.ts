/** From the logged application to the plan of its replay. */
import type { LoggedApplication, LoggedStage, LoggedTask, LogWarning } from './log/index.ts';
import { missingTasks, noMetrics, stageOutsideJobs } from './messages.ts';
import type { JobEvent, PlannedExecutor, PlannedJob, PlannedStage, ReplayPlan, TaskAttempts } from './plan.ts';
import { slotsOf } from './slots.ts';

export interface Rebuilt {
  readonly plan: ReplayPlan;
  readonly warnings: readonly LogWarning[];
}

export function rebuild(app: LoggedApplication): Rebuilt {
  const counts = { missing: 0, noMetrics: 0 };
  const logged = app.stages.filter((stage) => stage.tasks.length > 0);
  const jobs = withStrayStages(app, logged);
  const jobPosition = new Map(jobs.map((job, index) => [job.id, index]));
  const stages = logged.map((stage, index): PlannedStage => {
    const again = logged.some((other) => other.id === stage.id && other.attempt > stage.attempt);
    return {
      ...tasksOf(stage, again, counts),
      id: stage.id,
      attempt: stage.attempt,
      job: jobPosition.get(stage.job) ?? jobPosition.get(strayJob(stage))!,
      parents: parentsOf(stage, index, logged),
      profile: stage.profile,
    };
  });
  const warnings: LogWarning[] = [];
  if (counts.missing > 0) warnings.push(missingTasks(counts.missing));
  if (counts.noMetrics > 0) warnings.push(noMetrics(counts.noMetrics));
  const strays = jobs.length - app.jobs.length;
  if (strays > 0) warnings.push(stageOutsideJobs(strays));
  return { plan: { ...jobPlan(app, jobs, stages), stages, executors: executorsOf(app) }, warnings };
}

interface JobTimes {
  readonly id: number;
  readonly pool: string;
  readonly stageIds: readonly number[];
  readonly startSeconds: number;
  readonly endSeconds: number | null;
  readonly cancelled: boolean;
  /** Its events say when others begin. */
  readonly anchors: boolean;
}

const strayJob = (stage: LoggedStage): number => -1 - stage.id - stage.attempt * 1e6;

/** Its own tasks ended it; a stage that was cancelled names another reason. */
const isAbort = ({ failureReason }: LoggedStage): boolean =>
  failureReason !== null && /failed \d+ times|maxResultSize|Total size of serialized results/i.test(failureReason);

/** The jobs, and one for each stage that belongs to none: it begins with the job event that the log has before it. */
function withStrayStages(app: LoggedApplication, stages: readonly LoggedStage[]): JobTimes[] {
  const seconds = (ms: number): number => (ms - app.startedMs) / 1000;
  const jobs = app.jobs.map(
    (job): JobTimes => ({
      id: job.id,
      pool: job.pool,
      stageIds: job.stageIds,
      startSeconds: seconds(job.submittedMs),
      endSeconds: job.endedMs === null ? null : seconds(job.endedMs),
      cancelled:
        !job.succeeded && job.endedMs !== null && !stages.some((stage) => stage.job === job.id && isAbort(stage)),
      anchors: true,
    }),
  );
  const known = new Set(app.jobs.map((job) => job.id));
  const events = app.jobs.flatMap((job) => [
    { order: job.startOrder, atSeconds: seconds(job.submittedMs) },
    ...(job.endOrder === null ? [] : [{ order: job.endOrder, atSeconds: seconds(job.endedMs!) }]),
  ]);
  for (const stage of stages) {
    if (known.has(stage.job)) continue;
    const before = events.filter(({ order }) => order < stage.jobEventsBefore).map(({ atSeconds }) => atSeconds);
    jobs.push({
      id: strayJob(stage),
      pool: 'default',
      stageIds: [stage.id],
      startSeconds: Math.max(0, ...before),
      endSeconds: null,
      cancelled: false,
      anchors: false,
    });
  }
  return jobs;
}

/**
 * The latest attempt of each parent that was submitted before this stage; for a further attempt also its own one before,
 * and the children that failed before it: one of them missed its outputs.
 */
function parentsOf(stage: LoggedStage, index: number, all: readonly LoggedStage[]): number[] {
  const latest = new Map<number, number>();
  for (let before = 0; before < index; before++) {
    const { id, parents, failureReason } = all[before]!;
    const missedIt = stage.attempt > 0 && failureReason !== null && parents.includes(stage.id);
    if (id === stage.id || stage.parents.includes(id) || missedIt) latest.set(id, before);
  }
  return [...latest.values()].sort((a, b) => a - b);
}

const noBytes = { resultBytes: 0, inputBytes: 0, shuffleWriteBytes: 0, shuffleReadBytes: 0 };

type TaskPart = Pick<
  PlannedStage,
  'tasks' | 'medianSeconds' | 'inputBytes' | 'shuffleReadBytes' | 'shuffleWriteBytes' | 'outputBytes'
>;

function tasksOf(stage: LoggedStage, triedAgain: boolean, counts: { missing: number; noMetrics: number }): TaskPart {
  const through = stage.tasks.filter((task) => task.outcome === 'success' && task.runMs !== null);
  const known = through.length > 0 ? through : stage.tasks.filter((task) => task.runMs !== null);
  const medianSeconds = median(known.map(executorSeconds));
  const byIndex = new Map<number, LoggedTask[]>();
  for (const task of stage.tasks) {
    const attempts = byIndex.get(task.index);
    if (attempts === undefined) byIndex.set(task.index, [task]);
    else attempts.push(task);
  }
  const tasks = [...byIndex.keys()]
    .sort((a, b) => a - b)
    .map((index) => attemptsOf(byIndex.get(index)!, stage, triedAgain, medianSeconds, counts));
  const finished = stage.completedMs !== null && !(stage.failureReason !== null && triedAgain);
  const missing = finished ? Math.max(0, stage.plannedTasks - tasks.length) : 0;
  counts.missing += missing;
  for (let i = 0; i < missing; i++)
    tasks.push({
      seconds: [medianSeconds],
      failed: [false],
      ...noBytes,
    });
  const sum = (of: (task: LoggedTask) => number) => through.reduce((total, task) => total + of(task), 0);
  return {
    tasks,
    medianSeconds,
    inputBytes: sum((task) => task.inputBytes),
    shuffleReadBytes: sum((task) => task.shuffleReadBytes),
    shuffleWriteBytes: sum((task) => task.shuffleWriteBytes),
    outputBytes: sum((task) => task.outputBytes),
  };
}

/**
 * The attempts of one task that the replay makes too. One that was lost with its executor is not among them: the replay
 * loses its own. A failure counts as one when the task was tried again, or when the stage failed for good.
 */
function attemptsOf(
  attempts: readonly LoggedTask[],
  stage: LoggedStage,
  stageTriedAgain: boolean,
  medianSeconds: number,
  counts: { noMetrics: number },
): TaskAttempts {
  const ordered = [...attempts].sort((a, b) => a.attempt - b.attempt);
  const own = ordered.filter((task) => task.outcome !== 'lost' && !(task.speculative && task.outcome === 'killed'));
  const kept = own.length > 0 ? own : ordered.slice(-1);
  const seconds = kept.map((task) => {
    if (task.runMs !== null) return executorSeconds(task);
    counts.noMetrics++;
    return medianSeconds;
  });
  const aborts = isAbort(stage) && !stageTriedAgain;
  const failed = kept.map(({ outcome }, i) => outcome === 'failed' && (i < kept.length - 1 || aborts));
  const { resultBytes, inputBytes, shuffleWriteBytes, shuffleReadBytes } = kept.at(-1)!;
  return { seconds, failed, resultBytes, inputBytes, shuffleWriteBytes, shuffleReadBytes };
}

const executorSeconds = (task: LoggedTask): number =>
  ((task.runMs ?? 0) + task.deserializeMs + task.serializeResultMs) / 1000;

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}

function jobPlan(
  app: LoggedApplication,
  jobs: readonly JobTimes[],
  stages: readonly PlannedStage[],
): Pick<ReplayPlan, 'jobs' | 'ends' | 'closingSeconds'> {
  interface Event extends JobEvent {
    readonly seconds: number;
  }
  const events: Event[] = jobs.flatMap(({ startSeconds, endSeconds }, job): Event[] => [
    { seconds: startSeconds, job, event: 'start' },
    ...(endSeconds === null ? [] : [{ seconds: Math.max(startSeconds, endSeconds), job, event: 'end' as const }]),
  ]);
  // At one millisecond an end comes before the start that it may have caused, but a job starts before it ends.
  events.sort(
    (a, b) =>
      a.seconds - b.seconds ||
      (a.job === b.job ? (a.event === 'start' ? -1 : 1) : a.event === 'end' ? -1 : 1) ||
      a.job - b.job,
  );
  const ends: number[] = [];
  const planned: PlannedJob[] = [];
  let before: Event | null = null;
  for (const event of events) {
    const thinkSeconds = Math.max(0, event.seconds - (before?.seconds ?? 0));
    const after = before === null ? null : { job: before.job, event: before.event };
    const { id, pool, stageIds, cancelled, anchors } = jobs[event.job]!;
    if (event.event === 'end') {
      ends.push(event.job);
      if (cancelled) planned[event.job] = { ...planned[event.job]!, cancelled: { after, thinkSeconds } };
    } else {
      planned[event.job] = {
        id,
        pool,
        stages: stages.flatMap((stage, index) =>
          stageIds.includes(stage.id) && stage.job <= event.job ? [index] : [],
        ),
        after,
        endedBefore: anchors ? ends.length : 0,
        thinkSeconds,
        cancelled: null,
      };
    }
    if (anchors) before = event;
  }
  const lastEnd = before?.seconds ?? 0;
  const open = jobs.flatMap(({ endSeconds, anchors }, job) => (endSeconds === null && anchors ? [job] : []));
  const closing = open.length > 0 || !app.endKnown ? 0 : (app.endedMs - app.startedMs) / 1000 - lastEnd;
  return { jobs: planned, ends: [...ends, ...open], closingSeconds: Math.max(0, closing) };
}

function executorsOf(app: LoggedApplication): PlannedExecutor[] {
  const hosts = new Map<string, number>();
  return app.executors.flatMap((executor): PlannedExecutor[] => {
    const slots = slotsOf(app, executor.cores, executor.profile);
    if (slots < 1) return [];
    const host = hosts.get(executor.host) ?? hosts.size;
    hosts.set(executor.host, host);
    const removed = executor.removedMs;
    return [
      {
        slots,
        host,
        profile: executor.profile,
        addedSeconds: Math.max(0, executor.addedMs - app.startedMs) / 1000,
        removedSeconds: removed === null ? Number.POSITIVE_INFINITY : (removed - app.startedMs) / 1000,
        name: executor.id,
      },
    ];
  });
}
