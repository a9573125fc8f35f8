/**
 * A run as Spark writes it down: the event log of Spark 3.5, JSON lines that its History Server opens. Field names, nesting
 * and order are Spark's (core/src/main/scala/org/apache/spark/util/JsonProtocol.scala, and logs of 3.5.3). Plain data in,
 * lines out.
 */
import type { ExportFile, RunEvent } from '../model.ts';
import type { ApplicationEvent } from './_application.ts';
import { epochMs, executorId, toMs } from './_log-times.ts';
import { jobsOf, type LoggedJob, type LoggedStage } from './_logged-jobs.ts';
import type { AttemptEvent, ExecutorEvent, QueryEvent, StageEvent } from './_run-log.ts';
import { taskEnd, taskStart } from './_task-lines.ts';

const driverHost = 'driver';
const hostOf = (worker: number): string => `worker-${worker + 1}`;
const blockManagerPort = 7079;

/** spark.memory.fraction of the heap without 300 MiB (UnifiedMemoryManager): what a block manager may hold. */
const storageBytes = (heapBytes: number): number => Math.max(0, Math.floor((heapBytes - 300 * 2 ** 20) * 0.6));

export interface LoggedRun {
  readonly title: string;
  readonly endSeconds: number;
}

export function eventLog(events: readonly RunEvent[], { title, endSeconds }: LoggedRun): ExportFile[] {
  const id = `lakesim-${title}`;
  return [{ path: id, lines: linesOf(events, id, endSeconds) }];
}

type Add = (atSeconds: number, rank: number, write: () => string) => void;
type Line = readonly [atSeconds: number, rank: number, sequence: number, write: () => string];
/** At the same moment what ends stands before what begins because of it. */
const ranks = {
  taskEnd: 0,
  stageEnd: 1,
  jobEnd: 2,
  queryEnd: 3,
  executorRemoved: 4,
  executorAdded: 5,
  queryStart: 6,
  jobStart: 7,
  stageSubmitted: 8,
  taskStart: 9,
};

function* linesOf(events: readonly RunEvent[], id: string, endSeconds: number): Generator<string> {
  const told = <T>(kind: string): T[] =>
    events.filter((event) => event.kind === kind).map((event) => event.fields as unknown as T);
  const application = told<ApplicationEvent>('application')[0]!;
  const executors = events.filter(({ kind }) => kind === 'executorAdded');
  yield* opening(application, id, (executors[0]?.fields as unknown as ExecutorEvent) ?? null);
  const attempts = told<AttemptEvent>('attempt');
  const jobs = jobsOf(told<StageEvent>('stage'), attempts);
  const lines: Line[] = [];
  const add: Add = (atSeconds, rank, write) => {
    lines.push([atSeconds, rank, lines.length, write]);
  };
  const workers = new Map<number, number>();
  for (const { kind, atSeconds, fields } of events) {
    const atMs = toMs(atSeconds);
    if (kind === 'executorAdded') {
      const added = fields as ExecutorEvent;
      workers.set(added.executor, added.worker);
      add(atSeconds, ranks.executorAdded, () => executorAdded(added, atMs));
      add(atSeconds, ranks.executorAdded, () =>
        blockManager(executorId(added.executor), hostOf(added.worker), added.memoryBytes, atMs),
      );
    } else if (kind === 'executorRemoved') {
      add(atSeconds, ranks.executorRemoved, () => executorRemoved(Number(fields.executor), fields.lost === true, atMs));
    }
  }
  for (const query of told<QueryEvent>('query')) addQuery(query, add);
  for (const job of jobs) addJob(job, add);
  const stages = new Map(jobs.flatMap((job) => job.ran.map((stage) => [stage.event.stage, stage] as const)));
  for (const attempt of attempts) {
    const stage = stages.get(attempt.stage)!;
    const place = { stage, host: hostOf(workers.get(attempt.executor)!) };
    add(attempt.launched, ranks.taskStart, () => taskStart(attempt, place));
    const { finished } = attempt;
    if (finished !== null) add(finished, ranks.taskEnd, () => taskEnd(attempt, place));
  }
  lines.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  for (const [, , , write] of lines) yield write();
  yield json({ Event: 'SparkListenerApplicationEnd', Timestamp: toMs(endSeconds) });
}

const json = (event: object): string => JSON.stringify(event);

function* opening(application: ApplicationEvent, id: string, executor: ExecutorEvent | null): Generator<string> {
  const { version, properties, driverMemoryBytes } = application;
  yield json({ Event: 'SparkListenerLogStart', 'Spark Version': version });
  yield json(resourceProfile(executor));
  yield blockManager('driver', driverHost, driverMemoryBytes, epochMs);
  const named = { ...properties, 'spark.app.id': id, 'spark.app.name': id, 'spark.app.startTime': String(epochMs) };
  yield json({
    Event: 'SparkListenerEnvironmentUpdate',
    'JVM Information': {},
    'Spark Properties': Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1))),
    'Hadoop Properties': {},
    'System Properties': {},
    'Metrics Properties': {},
    'Classpath Entries': {},
  });
  yield json({
    Event: 'SparkListenerApplicationStart',
    'App Name': id,
    'App ID': id,
    Timestamp: epochMs,
    User: 'lakesim',
  });
}

function resourceProfile(executor: ExecutorEvent | null) {
  const resource = (name: string, amount: number) => ({
    'Resource Name': name,
    Amount: amount,
    'Discovery Script': '',
    Vendor: '',
  });
  return {
    Event: 'SparkListenerResourceProfileAdded',
    'Resource Profile Id': 0,
    'Executor Resource Requests': {
      cores: resource('cores', executor?.cores ?? 0),
      memory: resource('memory', Math.floor((executor?.memoryBytes ?? 0) / 2 ** 20)),
      offHeap: resource('offHeap', 0),
    },
    'Task Resource Requests': { cpus: { 'Resource Name': 'cpus', Amount: 1 } },
  };
}

const blockManager = (executor: string, host: string, memoryBytes: number, atMs: number): string => {
  const most = storageBytes(memoryBytes);
  return JSON.stringify({
    Event: 'SparkListenerBlockManagerAdded',
    'Block Manager ID': { 'Executor ID': executor, Host: host, Port: blockManagerPort },
    'Maximum Memory': most,
    Timestamp: atMs,
    'Maximum Onheap Memory': most,
    'Maximum Offheap Memory': 0,
  });
};

const executorAdded = ({ executor, worker, cores }: ExecutorEvent, atMs: number): string =>
  JSON.stringify({
    Event: 'SparkListenerExecutorAdded',
    Timestamp: atMs,
    'Executor ID': executorId(executor),
    'Executor Info': {
      Host: hostOf(worker),
      'Total Cores': cores,
      'Log Urls': {},
      Attributes: {},
      Resources: {},
      'Resource Profile Id': 0,
      'Registration Time': atMs,
    },
  });

const executorRemoved = (executor: number, lost: boolean, atMs: number): string =>
  JSON.stringify({
    Event: 'SparkListenerExecutorRemoved',
    Timestamp: atMs,
    'Executor ID': executorId(executor),
    'Removed Reason': lost ? 'Executor Process Lost' : 'Executor killed by driver.',
  });

/** What the SQL page lists; a model has no plan of operators to draw. */
function addQuery({ query, activity, began, ended }: QueryEvent, add: Add): void {
  const name = `${activity} ${query}`;
  const sql = 'org.apache.spark.sql.execution.ui';
  add(began, ranks.queryStart, () =>
    json({
      Event: `${sql}.SparkListenerSQLExecutionStart`,
      executionId: query,
      rootExecutionId: query,
      description: name,
      details: '',
      physicalPlanDescription: name,
      sparkPlanInfo: { nodeName: name, simpleString: name, children: [], metadata: {}, metrics: [] },
      time: toMs(began),
      modifiedConfigs: {},
      jobTags: [],
    }),
  );
  if (ended === null) return;
  add(ended, ranks.queryEnd, () =>
    json({
      Event: `${sql}.SparkListenerSQLExecutionEnd`,
      executionId: query,
      time: toMs(ended),
      errorMessage: '',
    }),
  );
}

function addJob(job: LoggedJob, add: Add): void {
  const submitted = toMs(job.submitted);
  add(job.submitted, ranks.jobStart, () =>
    JSON.stringify({
      Event: 'SparkListenerJobStart',
      'Job ID': job.id,
      'Submission Time': submitted,
      'Stage Infos': job.stages.map((stage) => stageInfo(stage, {})),
      'Stage IDs': job.stages.map(({ id }) => id),
      Properties: propertiesOf(job),
    }),
  );
  for (const stage of job.ran) {
    const { event } = stage;
    const times = { 'Submission Time': toMs(event.submitted) };
    add(event.submitted, ranks.stageSubmitted, () =>
      JSON.stringify({
        Event: 'SparkListenerStageSubmitted',
        'Stage Info': stageInfo(stage, times),
        Properties: propertiesOf(job),
      }),
    );
    if (event.completed === null) continue;
    const completed = toMs(event.completed);
    const failure = event.failure === null ? {} : { 'Failure Reason': failureOf(event) };
    add(event.completed, ranks.stageEnd, () =>
      JSON.stringify({
        Event: 'SparkListenerStageCompleted',
        'Stage Info': stageInfo(stage, { ...times, 'Completion Time': completed, ...failure }),
      }),
    );
  }
  const { completed } = job;
  if (completed === null) return;
  add(completed, ranks.jobEnd, () =>
    JSON.stringify({
      Event: 'SparkListenerJobEnd',
      'Job ID': job.id,
      'Completion Time': toMs(completed),
      'Job Result':
        job.failure === null
          ? { Result: 'JobSucceeded' }
          : { Result: 'JobFailed', Exception: { Message: failureOf(job.failure), 'Stack Trace': [] } },
    }),
  );
}

const failureOf = ({ failure }: StageEvent): string => `Job aborted due to stage failure: ${failure}`;

const propertiesOf = (job: LoggedJob): Record<string, string> => ({
  'spark.job.description': job.description,
  'spark.scheduler.pool': job.pool,
  'spark.sql.execution.id': String(job.query),
});

function stageInfo({ id, name, event, parents }: LoggedStage, more: Record<string, unknown>) {
  return {
    'Stage ID': id,
    'Stage Attempt ID': 0,
    'Stage Name': name,
    'Number of Tasks': event.tasks,
    'RDD Info': [],
    'Parent IDs': parents,
    Details: '',
    ...more,
    Accumulables: [],
    'Resource Profile Id': 0,
    'Shuffle Push Enabled': false,
    'Shuffle Push Mergers Count': 0,
  };
}
