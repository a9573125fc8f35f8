/** Collects the events of a log, in their order, into an application. */
import { LogError } from './errors.ts';
import { countAt, isObject, type Json, numberAt, numbersAt, objectAt, objectsAt, textAt } from './json.ts';
import { type LogWarning, warnings, words } from './messages.ts';
import { readTask } from './read-task.ts';
import type { LoggedApplication, LoggedExecutor, LoggedJob, LoggedProfile, LoggedStage, LoggedTask } from './types.ts';

type Open<T> = { -readonly [K in keyof T]: T[K] };

interface OpenStage extends Open<Omit<LoggedStage, 'tasks'>> {
  tasks: LoggedTask[];
}

/** Running tasks of an executor by the order of events, for logs that name no executors. */
interface Seen {
  running: number;
  most: number;
  host: string;
}

const spark = 'SparkListener';
const eventName = /^\{\s*"Event"\s*:\s*"([^"]+)"/;
/** Known, and of no use here; others are named in a warning. */
const notUsed =
  /^(SparkListener(BlockManager(Added|Removed)|UnpersistRDD|StageExecutorMetrics|ExecutorMetricsUpdate|TaskGettingResult|SpeculativeTaskSubmitted|BlockUpdated|(Executor|Node)(Unb|B)lacklisted\w*|(Executor|Node)(Unexc|Exc)luded\w*|MiscellaneousProcessAdded)|org\.apache\.spark\.|com\.|io\.)/;

export class LogCollector {
  eventCount = 0;
  private sparkVersion = 'unknown';
  private id = '';
  private name = '';
  private attempt: string | null = null;
  private startedMs: number | null = null;
  private endedMs: number | null = null;
  private firstMs = Number.POSITIVE_INFINITY;
  private lastMs = 0;
  private attemptCount = 0;
  private properties: Record<string, string> = {};
  private profiles = new Map<number, LoggedProfile>();
  private executors: Open<LoggedExecutor>[] = [];
  private jobs: Open<LoggedJob>[] = [];
  private stages = new Map<string, OpenStage>();
  private seen = new Map<string, Seen>();
  private unknown = new Map<string, number>();
  private strayTasks = 0;
  private jobEvents = 0;

  /** @throws SyntaxError when the line is no JSON */
  line(text: string, file: string): void {
    const match = eventName.exec(text);
    if (match !== null && notUsed.test(match[1]!)) {
      this.eventCount++;
      return;
    }
    const event: unknown = JSON.parse(text);
    if (!isObject(event)) return;
    const name = textAt(event, 'Event');
    if (name === null) return;
    this.eventCount++;
    this.take(name, event, file);
  }

  private take(name: string, event: Json, file: string): void {
    const handler = this.handlers.get(name);
    if (handler !== undefined) handler(event, file);
    else if (!notUsed.test(name)) this.unknown.set(name, (this.unknown.get(name) ?? 0) + 1);
  }

  private readonly handlers = new Map<string, (event: Json, file: string) => void>([
    ['DBCEventLoggingListenerMetadata', (event) => this.version(event)],
    [`${spark}LogStart`, (event) => this.version(event)],
    [`${spark}ApplicationStart`, (event, file) => this.applicationStart(event, file)],
    [`${spark}ApplicationEnd`, (event) => this.applicationEnd(event)],
    [`${spark}EnvironmentUpdate`, (event) => this.environment(objectAt(event, 'Spark Properties'))],
    [`${spark}ResourceProfileAdded`, (event) => this.profile(event)],
    [`${spark}ExecutorAdded`, (event) => this.executorAdded(event)],
    [`${spark}ExecutorRemoved`, (event) => this.executorRemoved(event)],
    [`${spark}JobStart`, (event) => this.jobStart(event)],
    [`${spark}JobEnd`, (event) => this.jobEnd(event)],
    [`${spark}StageSubmitted`, (event) => void this.stage(objectAt(event, 'Stage Info'))],
    [`${spark}StageCompleted`, (event) => this.stageCompleted(objectAt(event, 'Stage Info'))],
    [`${spark}TaskStart`, (event) => this.taskStart(event)],
    [`${spark}TaskEnd`, (event) => this.taskEnd(event)],
  ]);

  private version(event: Json): void {
    if (this.sparkVersion === 'unknown') this.sparkVersion = textAt(event, 'Spark Version') ?? 'unknown';
  }

  private applicationEnd(event: Json): void {
    this.endedMs = this.time(event, 'Timestamp');
  }

  private time(event: Json, key: string): number | null {
    const value = this.seenTime(event, key);
    if (value !== null) this.firstMs = Math.min(this.firstMs, value);
    return value;
  }

  /** Of tasks and stages: it may be the last that the log tells, but nothing is predicted from it. */
  private seenTime(event: Json, key: string): number | null {
    const value = numberAt(event, key);
    if (value === null || value <= 0) return null;
    this.lastMs = Math.max(this.lastMs, value);
    return value;
  }

  private applicationStart(event: Json, file: string): void {
    const id = textAt(event, 'App ID') ?? textAt(event, 'App Name') ?? '';
    const attempt = textAt(event, 'App Attempt ID');
    if (this.startedMs !== null) {
      // Parts of a rolled log may each repeat the same start; another start is another attempt or application.
      const started = numberAt(event, 'Timestamp');
      if (id === this.id && started === this.startedMs && attempt === this.attempt) return;
      const sameApplication = id === this.id || (textAt(event, 'App Name') ?? '') === this.name;
      if (!sameApplication) throw new LogError(file, words.twoApplications(this.id, id));
      this.forget();
    }
    this.attemptCount++;
    this.id = id;
    this.name = textAt(event, 'App Name') ?? id;
    this.attempt = attempt;
    this.startedMs = this.time(event, 'Timestamp');
  }

  /** A new attempt begins: what the one before did is over. Its environment stands, should the new one not say. */
  private forget(): void {
    this.executors = [];
    this.jobs = [];
    this.stages = new Map();
    this.seen = new Map();
    this.profiles = new Map();
    this.strayTasks = 0;
    this.firstMs = Number.POSITIVE_INFINITY;
    this.lastMs = 0;
    this.endedMs = null;
  }

  private environment(properties: Json): void {
    for (const [key, value] of Object.entries(properties)) {
      if (typeof value === 'string') this.properties[key] = value;
    }
  }

  private profile(event: Json): void {
    const id = countAt(event, 'Resource Profile Id');
    const executor = objectAt(event, 'Executor Resource Requests');
    const task = objectAt(event, 'Task Resource Requests');
    let slots = Number.POSITIVE_INFINITY;
    for (const resource of Object.keys(task)) {
      if (resource === 'cpus') continue;
      const amount = countAt(objectAt(task, resource), 'Amount');
      const has = countAt(objectAt(executor, resource), 'Amount');
      if (amount > 0 && has > 0) slots = Math.min(slots, slotsOf(has, amount));
    }
    const cpus = countAt(objectAt(task, 'cpus'), 'Amount');
    this.profiles.set(id, { id, taskCpus: cpus > 0 ? cpus : this.taskCpus(), slotsByResources: slots });
  }

  private taskCpus(): number {
    const cpus = Number(this.properties['spark.task.cpus'] ?? 1);
    return cpus > 0 ? cpus : 1;
  }

  private executorAdded(event: Json): void {
    const info = objectAt(event, 'Executor Info');
    const addedMs = this.time(event, 'Timestamp');
    this.executors.push({
      id: textAt(event, 'Executor ID') ?? '',
      host: textAt(info, 'Host') ?? '',
      cores: countAt(info, 'Total Cores'),
      profile: countAt(info, 'Resource Profile Id'),
      addedMs: addedMs ?? this.startedMs ?? 0,
      removedMs: null,
    });
  }

  private executorRemoved(event: Json): void {
    const id = textAt(event, 'Executor ID');
    const at = this.time(event, 'Timestamp');
    const executor = this.executors.findLast((each) => each.id === id);
    if (executor !== undefined) executor.removedMs = at;
  }

  private jobStart(event: Json): void {
    const infos = objectsAt(event, 'Stage Infos');
    const ids = infos.length > 0 ? infos.map((info) => countAt(info, 'Stage ID')) : numbersAt(event, 'Stage IDs');
    const properties = objectAt(event, 'Properties');
    this.jobs.push({
      id: countAt(event, 'Job ID'),
      submittedMs: this.time(event, 'Submission Time') ?? this.lastMs,
      endedMs: null,
      succeeded: false,
      stageIds: [...new Set(ids)].sort((a, b) => a - b),
      pool: textAt(properties, 'spark.scheduler.pool') ?? 'default',
      sqlExecution: textAt(properties, 'spark.sql.execution.id'),
      startOrder: this.jobEvents++,
      endOrder: null,
    });
  }

  private jobEnd(event: Json): void {
    const id = countAt(event, 'Job ID');
    const job = this.jobs.findLast((each) => each.id === id);
    if (job === undefined) return;
    job.endOrder = this.jobEvents++;
    job.endedMs = this.time(event, 'Completion Time') ?? this.lastMs;
    job.succeeded = textAt(objectAt(event, 'Job Result'), 'Result') === 'JobSucceeded';
  }

  /** The job that runs a stage: the first one, not over yet, whose plan has it. */
  private jobOf(stageId: number): number {
    const open = this.jobs.find((job) => job.endedMs === null && job.stageIds.includes(stageId));
    return (open ?? this.jobs.findLast((job) => job.stageIds.includes(stageId)))?.id ?? -1;
  }

  private stage(info: Json): OpenStage | null {
    const id = numberAt(info, 'Stage ID');
    if (id === null) return null;
    const attempt = countAt(info, 'Stage Attempt ID');
    const key = `${id}.${attempt}`;
    const known = this.stages.get(key);
    const submittedMs = this.seenTime(info, 'Submission Time');
    if (known !== undefined) {
      known.submittedMs ??= submittedMs;
      return known;
    }
    const job = this.jobOf(id);
    const stage: OpenStage = {
      id,
      attempt,
      name: textAt(info, 'Stage Name') ?? `stage ${id}`,
      parents: Array.isArray(info['Parent IDs']) ? numbersAt(info, 'Parent IDs') : this.completedOf(job),
      jobEventsBefore: this.jobEvents,
      plannedTasks: countAt(info, 'Number of Tasks'),
      submittedMs,
      completedMs: null,
      failureReason: null,
      profile: countAt(info, 'Resource Profile Id'),
      job,
      tasks: [],
    };
    this.stages.set(key, stage);
    return stage;
  }

  /** Before Spark 1.5 the log had no parents: what of the job was through when a stage was submitted stands for them. */
  private completedOf(job: number): number[] {
    return [...this.stages.values()].flatMap((stage) =>
      stage.job === job && stage.completedMs !== null ? [stage.id] : [],
    );
  }

  private stageCompleted(info: Json): void {
    const stage = this.stage(info);
    if (stage === null) return;
    stage.completedMs = this.seenTime(info, 'Completion Time');
    stage.failureReason = textAt(info, 'Failure Reason');
  }

  private seenOn(info: Json): Seen {
    const id = textAt(info, 'Executor ID') ?? '';
    const known = this.seen.get(id);
    if (known !== undefined) return known;
    const seen = { running: 0, most: 0, host: textAt(info, 'Host') ?? '' };
    this.seen.set(id, seen);
    return seen;
  }

  private taskStart(event: Json): void {
    const seen = this.seenOn(objectAt(event, 'Task Info'));
    seen.running++;
    seen.most = Math.max(seen.most, seen.running);
  }

  private taskEnd(event: Json): void {
    const info = objectAt(event, 'Task Info');
    const seen = this.seenOn(info);
    seen.running = Math.max(0, seen.running - 1);
    seen.most = Math.max(seen.most, 1);
    this.seenTime(info, 'Finish Time');
    const task = readTask(event);
    const stage = this.stages.get(`${countAt(event, 'Stage ID')}.${countAt(event, 'Stage Attempt ID')}`);
    if (task === null || stage === undefined) this.strayTasks++;
    else stage.tasks.push(task);
  }

  finish(file: string, before: readonly LogWarning[]): LoggedApplication {
    const said = [...before];
    if (this.attemptCount > 1) said.push(warnings.olderAttempts(this.attemptCount - 1));
    const stages = [...this.stages.values()];
    if (!stages.some((stage) => stage.tasks.length > 0)) {
      throw new LogError(file, words.noTask(), words.whatIsRead());
    }
    if (this.startedMs === null) said.push(warnings.noApplicationStart());
    const startedMs = this.startedMs ?? (Number.isFinite(this.firstMs) ? this.firstMs : this.lastMs);
    if (this.endedMs === null) said.push(warnings.noApplicationEnd());
    if (this.unknown.size > 0) {
      const count = [...this.unknown.values()].reduce((sum, each) => sum + each, 0);
      said.push(warnings.unknownEvents([...this.unknown.keys()].sort(), count));
    }
    if (this.strayTasks > 0) said.push(warnings.strayTasks(this.strayTasks));
    const open = this.jobs.filter((job) => job.endedMs === null);
    if (open.length > 0) said.push(warnings.noJobEnd(open.map((job) => job.id)));
    const unfinished = stages.filter((stage) => stage.completedMs === null).length;
    if (unfinished > 0) said.push(warnings.unfinishedStages(unfinished));
    this.addUnknownExecutors(startedMs, said);
    return {
      id: this.id,
      name: this.name,
      attempt: this.attempt,
      sparkVersion: this.sparkVersion,
      startedMs,
      endedMs: this.endedMs ?? this.lastMs,
      endKnown: this.endedMs !== null,
      properties: this.properties,
      profiles: [...this.profiles.values()],
      executors: this.executors,
      jobs: this.jobs,
      stages,
      warnings: said,
    };
  }

  /** What ran tasks and was never added: there from the beginning, with as many slots as were seen busy at once. */
  private addUnknownExecutors(startedMs: number, said: LogWarning[]): void {
    const known = new Set(this.executors.map((executor) => executor.id));
    const missing = [...this.seen].filter(([id]) => !known.has(id));
    if (missing.length === 0) return;
    const cpus = this.taskCpus();
    let slots = 0;
    for (const [id, { most, host }] of missing) {
      slots += most;
      this.executors.push({ id, host, cores: most * cpus, profile: 0, addedMs: startedMs, removedMs: null });
    }
    said.push(known.size === 0 ? warnings.noExecutors(slots) : warnings.unknownExecutors(missing.length));
  }
}

/** Slots of an amount of a resource, with a share such as 0.0625 of a GPU counted as Spark does: whole shares in one. */
export function slotsOf(has: number, amount: number): number {
  return amount >= 1 ? Math.floor(has / amount) : Math.floor(has * Math.floor(1 / amount + 1e-9));
}
