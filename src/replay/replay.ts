/** A log, replayed: the plan, the changes asked for, the simulation, and both side by side. */
import {
  type ClusterManagerParameters,
  type DynamicAllocationSettings,
  dynamicAllocationDefaults,
  type SchedulerParameters,
  speculationDefaults,
} from '../models/spark/scheduler/index.ts';
import type { ReplayedAttempt, ReplayedJob, ReplayedStage, ReplayResult } from '../results/replay.ts';
import { criticalPath } from './critical-path.ts';
import type { LoggedApplication, LoggedStage } from './log/index.ts';
import { neverRan, notModelled, changes as words } from './messages.ts';
import { overlappingStages } from './overlapping.ts';
import type { PlannedStage, ReplayPlan } from './plan.ts';
import { rebuild } from './rebuild.ts';
import { contentionFactor, scaledSeconds } from './scale-out.ts';
import { type ClusterManager, clusterManagerOf, parseBytes, parseSeconds, settingsOf } from './settings.ts';
import { simulate } from './simulate.ts';
import type { Place, Simulated, SimulatedAllocation } from './simulated.ts';
import { withExecutors, withFilesOf } from './what-if.ts';

export interface Machinery {
  readonly parameters: SchedulerParameters;
  readonly manager: ClusterManagerParameters;
  /** By what share of its time a task is slower for each executor; see scale-out.ts. */
  readonly contentionPerExecutor: number;
  readonly source: string;
}

export interface ReplayChanges {
  readonly executors?: number | undefined;
  /** Cores of each executor. */
  readonly cores?: number | undefined;
  readonly fileBytes?: number | undefined;
  readonly speculation?: boolean;
  readonly dynamicAllocation?: boolean;
}

export interface ReplayOptions {
  readonly changes?: ReplayChanges;
  /** At most so many attempts go into the result, for the picture; default 4,000, spread over the run. */
  readonly keepAttempts?: number;
}

/** The result without what only its caller knows: files, version, cost. */
export type Replayed = Omit<ReplayResult, 'lakesim' | 'files' | 'cost'>;

export function replay(
  app: LoggedApplication,
  machineryOf: (manager: ClusterManager) => Machinery,
  options: ReplayOptions = {},
): Replayed {
  const { changes = {} } = options;
  const { plan: logged, warnings } = rebuild(app);
  const manager = clusterManagerOf(app);
  const machinery = machineryOf(manager);
  const base = settingsOf(app);
  const said: string[] = [];
  const plan = changed(app, logged, changes, said);
  const settings = changes.speculation
    ? { ...base.settings, speculation: base.settings.speculation ?? speculationDefaults(majorOf(app)) }
    : base.settings;
  if (changes.speculation) said.push(words.speculation(settings.speculation!));
  const allocation = changes.dynamicAllocation ? allocationOf(app, plan, machinery.manager) : null;
  if (allocation !== null) said.push(words.dynamicAllocation(allocation.settings));
  const seconds = secondsWith(logged, plan, machinery, base, said);
  const simulated = simulate(plan, {
    ...base,
    parameters: machinery.parameters,
    settings,
    allocation,
    keepAttempts: true,
    ...(seconds === null ? {} : { seconds }),
  });
  const stages = app.stages.filter((stage) => stage.tasks.length > 0);
  const overlapping = overlappingStages(stages);
  const slotCount = mostSlots(simulated);
  const stageRows = plan.stages.map((planned, index) =>
    stageRow(planned, stages[index]!, { plan, simulated, index, overlapping: overlapping[index]!, slotCount }),
  );
  const jobRows = jobRowsOf(app, plan, simulated);
  const loggedSeconds = (app.endedMs - app.startedMs) / 1000;
  const { applicationSeconds, busySeconds, slotSeconds } = simulated;
  const stuck = stageRows.flatMap(({ id, attempt, simulatedSeconds }) =>
    simulatedSeconds === null ? [attempt > 0 ? `${id}.${attempt}` : String(id)] : [],
  );
  return {
    schema: 1,
    app: app.name,
    appId: app.id,
    sparkVersion: app.sparkVersion,
    clusterManager: manager,
    changes: said,
    applicationSeconds: { logged: loggedSeconds, simulated: applicationSeconds },
    stages: stageRows,
    jobs: jobRows,
    executors: simulated.executors.map(({ name, slots, addedSeconds, removedSeconds }) => ({
      id: name,
      slotCount: slots,
      addedSeconds,
      removedSeconds: removedSeconds < Number.POSITIVE_INFINITY ? removedSeconds : null,
    })),
    attempts: sampleOf(simulated, options.keepAttempts ?? 4000),
    criticalPath: criticalPath(plan, simulated),
    slots: { thereSeconds: slotSeconds, busySeconds, wastedSeconds: Math.max(0, slotSeconds - busySeconds) },
    lowerBounds: lowerBounds(plan, machinery, base, slotCount, seconds),
    errors: {
      isolated: meanError(stageRows.filter((row) => !row.overlapping)),
      overlapping: meanError(stageRows.filter((row) => row.overlapping)),
      application: Math.abs(applicationSeconds / loggedSeconds - 1),
    },
    parameters: Object.entries(machinery.parameters).flatMap(([name, value]) =>
      typeof value === 'number' ? [{ name, value }] : [],
    ),
    parametersSource: machinery.source,
    warnings: [...app.warnings, ...warnings, ...(stuck.length > 0 ? [neverRan(stuck)] : [])],
    notModelled,
  };
}

/** Task times on other executors than the log's; null where they are the log's own. */
function secondsWith(
  logged: ReplayPlan,
  plan: ReplayPlan,
  { parameters, contentionPerExecutor }: Machinery,
  base: ReturnType<typeof settingsOf>,
  said: string[],
): ReturnType<typeof scaledSeconds> | null {
  if (plan.executors === logged.executors) return null;
  const factor = contentionFactor(contentionPerExecutor, logged.executors.length, plan.executors.length);
  said.push(words.contention(factor));
  // The plan's stages, so that changed files are scaled too, on the log's own executors.
  const asLogged = simulate({ ...plan, executors: logged.executors }, { ...base, parameters });
  return scaledSeconds(plan, asLogged, factor);
}

const majorOf = (app: LoggedApplication): number => Number(app.sparkVersion.split('.')[0]) || 3;

function changed(app: LoggedApplication, logged: ReplayPlan, changes: ReplayChanges, said: string[]): ReplayPlan {
  let plan = logged;
  const { executors, cores, fileBytes } = changes;
  if (executors !== undefined || cores !== undefined) {
    const cpus = Number(app.properties['spark.task.cpus']) || 1;
    const slots = cores === undefined ? undefined : Math.max(1, Math.floor(cores / cpus));
    plan = withExecutors(plan, { count: executors, slots });
    said.push(words.executors(plan.executors.length, plan.executors[0]!.slots));
  }
  if (fileBytes !== undefined) {
    const split = {
      maxPartitionBytes: parseBytes(app.properties['spark.sql.files.maxPartitionBytes']) ?? 128 * 2 ** 20,
      openCostBytes: parseBytes(app.properties['spark.sql.files.openCostInBytes']) ?? 4 * 2 ** 20,
      parallelism: plan.executors.reduce((sum, { slots }) => sum + slots, 0),
    };
    const files = plan.stages.reduce((sum, stage) => sum + Math.ceil(stage.inputBytes / fileBytes), 0);
    plan = withFilesOf(plan, fileBytes, split);
    said.push(words.files(fileBytes, files));
  }
  return plan;
}

function allocationOf(
  app: LoggedApplication,
  plan: ReplayPlan,
  manager: ClusterManagerParameters,
): SimulatedAllocation {
  const { properties } = app;
  const key = (name: string): string => `spark.dynamicAllocation.${name}`;
  const count = (name: string, otherwise: number): number => {
    const value = Number(properties[key(name)]);
    return properties[key(name)] !== undefined && value >= 0 ? value : otherwise;
  };
  const seconds = (name: string, otherwise: number): number => {
    const text = properties[key(name)];
    // These three count bare numbers as seconds.
    return text === undefined ? otherwise : /^\d+$/.test(text) ? Number(text) : (parseSeconds(text) ?? otherwise);
  };
  const defaults = dynamicAllocationDefaults;
  const minExecutors = count('minExecutors', defaults.minExecutors);
  const backlog = seconds('schedulerBacklogTimeout', defaults.backlogTimeoutSeconds);
  const first = Math.min(...plan.executors.map(({ addedSeconds }) => addedSeconds));
  // Where nothing says how many there were at first: those that came too early to have been asked for by a backlog.
  const askedSeconds = Math.min(...plan.jobs.map(startOf)) + backlog + manager.executorStartSeconds;
  const early = plan.executors.filter(({ addedSeconds }) => addedSeconds < askedSeconds).length;
  const said = ['initialExecutors', 'minExecutors'].some((name) => properties[key(name)] !== undefined);
  const instances = Number(properties['spark.executor.instances']) || 0;
  const settings: DynamicAllocationSettings = {
    minExecutors,
    maxExecutors: count('maxExecutors', defaults.maxExecutors),
    initialExecutors: Math.max(
      minExecutors,
      count('initialExecutors', minExecutors),
      instances,
      said || instances > 0 ? 0 : early,
    ),
    tickSeconds: defaults.tickSeconds,
    backlogTimeoutSeconds: backlog,
    sustainedBacklogTimeoutSeconds: seconds('sustainedSchedulerBacklogTimeout', backlog),
    idleTimeoutSeconds: seconds('executorIdleTimeout', defaults.idleTimeoutSeconds),
    allocationRatio: count('executorAllocationRatio', defaults.allocationRatio),
  };
  const slots = plan.executors.map((each) => each.slots).sort((a, b) => a - b);
  return {
    settings,
    manager,
    slotsPerExecutor: slots[Math.floor(slots.length / 2)] ?? 1,
    startSeconds: Math.max(0, first - manager.executorStartSeconds),
  };
}

/** When a job began that waited for no other one; Infinity for others. */
const startOf = (job: ReplayPlan['jobs'][number]): number =>
  job.after === null ? job.thinkSeconds : Number.POSITIVE_INFINITY;

function mostSlots({ executors }: Simulated): number {
  const events = executors.flatMap(({ slots, addedSeconds, removedSeconds }) => [
    [addedSeconds, slots] as const,
    [removedSeconds, -slots] as const,
  ]);
  events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let now = 0;
  let most = 1;
  for (const [, change] of events) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}

const or = (seconds: number): number | null => (Number.isFinite(seconds) ? seconds : null);

function stageRow(
  planned: PlannedStage,
  logged: LoggedStage,
  about: { plan: ReplayPlan; simulated: Simulated; index: number; overlapping: boolean; slotCount: number },
): ReplayedStage {
  const { startSeconds, endSeconds } = about.simulated.stages[about.index]!;
  const seconds = planned.tasks.flatMap((task) => task.seconds);
  const total = seconds.reduce((sum, each) => sum + each, 0);
  const longest = Math.max(0, ...seconds);
  const { submittedMs, completedMs } = logged;
  return {
    id: planned.id,
    attempt: planned.attempt,
    name: logged.name,
    jobId: logged.job >= 0 ? logged.job : null,
    overlapping: about.overlapping,
    loggedSeconds: submittedMs === null || completedMs === null ? null : (completedMs - submittedMs) / 1000,
    simulatedSeconds: or(endSeconds - startSeconds),
    simulatedStartSeconds: or(startSeconds),
    taskCount: planned.tasks.length,
    parents: planned.parents.map((parent) => {
      const { id, attempt } = about.plan.stages[parent]!;
      return { id, attempt };
    }),
    taskSeconds: total,
    medianTaskSeconds: planned.medianSeconds,
    longestTaskSeconds: longest,
    inputBytes: planned.inputBytes,
    shuffleReadBytes: planned.shuffleReadBytes,
    shuffleWriteBytes: planned.shuffleWriteBytes,
    outputBytes: planned.outputBytes,
    lowerBoundSeconds: Math.max(longest, total / about.slotCount),
  };
}

function jobRowsOf(app: LoggedApplication, plan: ReplayPlan, simulated: Simulated): ReplayedJob[] {
  return app.jobs.map((job, index) => {
    const { startSeconds, endSeconds } = simulated.jobs[index]!;
    return {
      id: plan.jobs[index]!.id,
      loggedSeconds: job.endedMs === null ? null : (job.endedMs - job.submittedMs) / 1000,
      simulatedSeconds: or(endSeconds - startSeconds),
      simulatedStartSeconds: or(startSeconds),
    };
  });
}

/** Every k-th attempt, so that the picture has a bounded number. */
function sampleOf({ attempts }: Simulated, most: number): ReplayedAttempt[] {
  const step = Math.max(1, Math.ceil(attempts.length / most));
  return attempts
    .filter((_, index) => index % step === 0)
    .map(({ stage, executor, slot, startSeconds, endSeconds }) => [stage, executor, slot, startSeconds, endSeconds]);
}

/** What no scheduler beats on this plan: the DAG with endless slots, the work spread evenly over those that there are. */
function lowerBounds(
  plan: ReplayPlan,
  { parameters }: Machinery,
  base: ReturnType<typeof settingsOf>,
  slotCount: number,
  seconds: ReturnType<typeof scaledSeconds> | null,
): ReplayResult['lowerBounds'] {
  const none = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      name.endsWith('PerSecond') || name === 'name' ? value : 0,
    ]),
  ) as unknown as SchedulerParameters;
  const profiles = [...new Set([0, ...plan.stages.map(({ profile }) => profile)])];
  const most = Math.max(
    1,
    plan.stages.reduce((sum, { tasks }) => sum + tasks.length, 0),
  );
  // No task is faster than one that is not the first on its slot.
  const later: Place = { first: false, fresh: false };
  const fastest = seconds === null ? {} : { seconds: (s: number, t: number, a: number) => seconds(s, t, a, later) };
  const endless = profiles.map((profile, host) => ({
    slots: Math.min(1_000_000, most),
    host,
    profile,
    addedSeconds: 0,
    removedSeconds: Number.POSITIVE_INFINITY,
    name: 'endless',
  }));
  const dag = simulate(
    { ...plan, executors: endless },
    { ...base, ...fastest, gpuPlugin: false, parameters: none, settings: { ...base.settings, localityWaitSeconds: 0 } },
  );
  let work = 0;
  plan.stages.forEach(({ tasks }, stage) => {
    tasks.forEach((task, index) => {
      for (let attempt = 0; attempt < task.seconds.length; attempt++) {
        work += seconds === null ? task.seconds[attempt]! : seconds(stage, index, attempt, later);
      }
    });
  });
  return [
    { name: 'longest path of stages and driver, with endless slots and no overheads', seconds: dag.applicationSeconds },
    { name: `all tasks spread evenly over ${slotCount} slots`, seconds: work / slotCount },
  ];
}

function meanError(rows: readonly ReplayedStage[]): number | null {
  const errors = rows.flatMap(({ loggedSeconds, simulatedSeconds }) =>
    loggedSeconds !== null && loggedSeconds >= 0.1 && simulatedSeconds !== null
      ? [Math.abs(simulatedSeconds / loggedSeconds - 1)]
      : [],
  );
  return errors.length === 0 ? null : errors.reduce((sum, each) => sum + each, 0) / errors.length;
}
