/**
 * What each event of a Spark 3.5 log has: keys as Spark 3.5.3 wrote them in the logs of
 * github.com/kubeflow/mcp-apache-spark-history-server (examples/basic/events, commit e058c872), held against those logs in
 * test/acceptance/spark-events.test.ts. What comes only with failures is from org.apache.spark.util.JsonProtocol and logs of
 * github.com/NVIDIA/spark-rapids-tools (commit 6e038871).
 */
export interface Keys {
  /** In every event of the kind (where what is around it is there). */
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** Inside these anything may stand: settings, plans, lists of another kind each time. */
const opaque = new Set([
  'Properties',
  'Spark Properties',
  'Hadoop Properties',
  'System Properties',
  'Metrics Properties',
  'Classpath Entries',
  'JVM Information',
  'Log Urls',
  'Attributes',
  'Executor Resource Requests',
  'RDD Info',
  'Accumulables',
  'children',
  'metadata',
  'metrics',
  'modifiedConfigs',
  'Stack Trace',
  'Accumulator Updates',
]);

/** `a/b` is b inside a, `a[]/b` in each of a list. */
export function keysOf(value: unknown, path = ''): string[] {
  const found = new Set<string>();
  const visit = (at: unknown, prefix: string): void => {
    if (Array.isArray(at)) for (const each of at) visit(each, `${prefix.slice(0, -1)}[]/`);
    else if (typeof at === 'object' && at !== null) {
      for (const [key, inner] of Object.entries(at)) {
        found.add(`${prefix}${key}`);
        if (!opaque.has(key)) visit(inner, `${prefix}${key}/`);
      }
    }
  };
  visit(value, path);
  return [...found].sort();
}

const under = (path: string, keys: readonly string[]): string[] => [path, ...keys.map((key) => `${path}/${key}`)];

const stageInfo = [
  'Accumulables',
  'Details',
  'Number of Tasks',
  'Parent IDs',
  'RDD Info',
  'Resource Profile Id',
  'Shuffle Push Enabled',
  'Shuffle Push Mergers Count',
  'Stage Attempt ID',
  'Stage ID',
  'Stage Name',
];
const taskInfo = [
  'Accumulables',
  'Attempt',
  'Executor ID',
  'Failed',
  'Finish Time',
  'Getting Result Time',
  'Host',
  'Index',
  'Killed',
  'Launch Time',
  'Locality',
  'Partition ID',
  'Speculative',
  'Task ID',
];
const memory = ['Memory', 'StorageMemory', 'ExecutionMemory', 'UnifiedMemory'];
const executorMetrics = [
  'DirectPoolMemory',
  'JVMHeapMemory',
  'JVMOffHeapMemory',
  'MajorGCCount',
  'MajorGCTime',
  'MappedPoolMemory',
  'MinorGCCount',
  'MinorGCTime',
  ...memory.slice(1).flatMap((kind) => [`OffHeap${kind}`, `OnHeap${kind}`]),
  ...['JVM', 'Other', 'Python'].flatMap((tree) => [`ProcessTree${tree}RSSMemory`, `ProcessTree${tree}VMemory`]),
  'TotalGCTime',
];
const shuffleRead = [
  'Fetch Wait Time',
  'Local Blocks Fetched',
  'Local Bytes Read',
  'Remote Blocks Fetched',
  'Remote Bytes Read',
  'Remote Bytes Read To Disk',
  'Remote Requests Duration',
  'Total Records Read',
  ...under('Push Based Shuffle', [
    'Corrupt Merged Block Chunks',
    'Merged Fetch Fallback Count',
    'Merged Local Blocks Fetched',
    'Merged Local Bytes Read',
    'Merged Local Chunks Fetched',
    'Merged Remote Blocks Fetched',
    'Merged Remote Bytes Read',
    'Merged Remote Chunks Fetched',
    'Merged Remote Requests Duration',
  ]),
];
const taskMetrics = [
  'Disk Bytes Spilled',
  'Executor CPU Time',
  'Executor Deserialize CPU Time',
  'Executor Deserialize Time',
  'Executor Run Time',
  'JVM GC Time',
  'Memory Bytes Spilled',
  'Peak Execution Memory',
  'Result Serialization Time',
  'Result Size',
  'Updated Blocks',
  ...under('Input Metrics', ['Bytes Read', 'Records Read']),
  ...under('Output Metrics', ['Bytes Written', 'Records Written']),
  ...under('Shuffle Read Metrics', shuffleRead),
  ...under('Shuffle Write Metrics', ['Shuffle Bytes Written', 'Shuffle Records Written', 'Shuffle Write Time']),
];

const keys = (required: readonly string[], optional: readonly string[] = []): Keys => ({
  required: ['Event', ...required],
  optional,
});

export const sparkKeys: Readonly<Record<string, Keys>> = {
  SparkListenerLogStart: keys(['Spark Version']),
  SparkListenerResourceProfileAdded: keys([
    'Executor Resource Requests',
    'Resource Profile Id',
    ...under('Task Resource Requests', ['cpus', 'cpus/Amount', 'cpus/Resource Name']),
  ]),
  SparkListenerBlockManagerAdded: keys([
    ...under('Block Manager ID', ['Executor ID', 'Host', 'Port']),
    'Maximum Memory',
    'Maximum Offheap Memory',
    'Maximum Onheap Memory',
    'Timestamp',
  ]),
  SparkListenerEnvironmentUpdate: keys([
    'Classpath Entries',
    'Hadoop Properties',
    'JVM Information',
    'Metrics Properties',
    'Spark Properties',
    'System Properties',
  ]),
  SparkListenerApplicationStart: keys(['App ID', 'App Name', 'Timestamp', 'User']),
  SparkListenerExecutorAdded: keys([
    'Executor ID',
    ...under('Executor Info', [
      'Attributes',
      'Host',
      'Log Urls',
      'Registration Time',
      'Resource Profile Id',
      'Resources',
      'Total Cores',
    ]),
    'Timestamp',
  ]),
  SparkListenerExecutorRemoved: keys(['Executor ID', 'Removed Reason', 'Timestamp']),
  SparkListenerJobStart: keys([
    'Job ID',
    'Properties',
    'Stage IDs',
    'Stage Infos',
    ...stageInfo.map((key) => `Stage Infos[]/${key}`),
    'Submission Time',
  ]),
  SparkListenerStageSubmitted: keys(['Properties', ...under('Stage Info', [...stageInfo, 'Submission Time'])]),
  SparkListenerTaskStart: keys(['Stage Attempt ID', 'Stage ID', ...under('Task Info', taskInfo)]),
  SparkListenerTaskEnd: keys(
    [
      'Stage Attempt ID',
      'Stage ID',
      ...under('Task End Reason', ['Reason']),
      ...under('Task Executor Metrics', executorMetrics),
      ...under('Task Info', taskInfo),
      ...taskMetrics.map((key) => `Task Metrics/${key}`),
      'Task Type',
    ],
    [
      // Not of a task that was lost with its executor.
      'Task Metrics',
      ...[
        'Accumulator Updates',
        'Class Name',
        'Description',
        'Full Stack Trace',
        'Stack Trace',
        'Kill Reason',
        'Executor ID',
        'Exit Caused By App',
        'Loss Reason',
      ].map((key) => `Task End Reason/${key}`),
    ],
  ),
  SparkListenerStageCompleted: keys(under('Stage Info', [...stageInfo, 'Completion Time', 'Submission Time']), [
    'Stage Info/Failure Reason',
  ]),
  SparkListenerJobEnd: keys(
    ['Completion Time', 'Job ID', ...under('Job Result', ['Result'])],
    ['Job Result/Exception', 'Job Result/Exception/Message', 'Job Result/Exception/Stack Trace'],
  ),
  SparkListenerApplicationEnd: keys(['Timestamp']),
  SparkListenerSQLExecutionStart: keys([
    'description',
    'details',
    'executionId',
    'jobTags',
    'modifiedConfigs',
    'physicalPlanDescription',
    'rootExecutionId',
    ...under('sparkPlanInfo', ['children', 'metadata', 'metrics', 'nodeName', 'simpleString']),
    'time',
  ]),
  SparkListenerSQLExecutionEnd: keys(['errorMessage', 'executionId', 'time']),
};
