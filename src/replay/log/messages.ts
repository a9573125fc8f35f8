/** What the reader of event logs says, in one place. */

const times = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

export const words = {
  missing: () => 'there is no such file or folder',
  unreadable: (reason: string) => `the file cannot be read: ${reason}`,
  emptyFolder: () => 'this folder holds no event log',
  notALog: (found: string) => `this is not a Spark event log: ${found}`,
  firstLine: (text: string) =>
    `the first line is "${text}", and an event such as {"Event":"SparkListenerLogStart"} was expected`,
  noLine: () => 'it has no line',
  noEvent: () => 'its lines are JSON, and none of them is an event of Spark',
  noTask: () => 'it holds no task that has ended, so there is nothing to replay',
  codec: (name: string, command: string) => `${name} is not read; unpack it first: ${command}`,
  damaged: (format: string, reason: string) => `the ${format} stream is damaged: ${reason}`,
  twoApplications: (first: string, second: string) =>
    `the parts belong to two applications (${first} and ${second}); replay them one by one`,
  whatIsRead: () =>
    'a log is a file of JSON lines, plain, .gz or .zstd, a folder eventlog_v2_..., or the parts of one log in their order',
};

/** What a replay leaves out or guesses, as code and text. */
export interface LogWarning {
  readonly code: string;
  readonly text: string;
}

export const warnings = {
  truncated: (file: string, what: string): LogWarning => ({
    code: 'truncated',
    text: `${file} ends in the middle of ${what}; what came before it is read`,
  }),
  badLines: (count: number): LogWarning => ({
    code: 'bad-lines',
    text: `${times(count, 'line')} could not be read as JSON and ${count === 1 ? 'was' : 'were'} left out`,
  }),
  unknownEvents: (names: readonly string[], count: number): LogWarning => ({
    code: 'unknown-events',
    text: `${times(count, 'event')} of unknown kinds left out: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''}`,
  }),
  noApplicationStart: (): LogWarning => ({
    code: 'no-application-start',
    text: 'the log does not say when the application started; its first event stands for that',
  }),
  noApplicationEnd: (): LogWarning => ({
    code: 'no-application-end',
    text: 'the log ends before the application; its last event stands for the end',
  }),
  noJobEnd: (ids: readonly number[]): LogWarning => ({
    code: 'no-job-end',
    text: `${times(ids.length, 'job')} without an end in the log (${ids.slice(0, 5).join(', ')}): not compared as ${ids.length === 1 ? 'a job' : 'jobs'}`,
  }),
  unfinishedStages: (count: number): LogWarning => ({
    code: 'unfinished-stages',
    text: `${times(count, 'stage')} without an end in the log: simulated from the tasks that ended, and not compared`,
  }),
  strayTasks: (count: number): LogWarning => ({
    code: 'stray-tasks',
    text: `${times(count, 'task')} of stages that the log does not describe left out`,
  }),
  noExecutors: (slots: number): LogWarning => ({
    code: 'no-executors',
    text: `the log names no executors: ${times(slots, 'slot')} taken from the most tasks running at once by the order of events`,
  }),
  unknownExecutors: (count: number): LogWarning => ({
    code: 'unknown-executors',
    text: `tasks ran on ${times(count, 'executor')} whose start is not in the log: taken to be there from the beginning`,
  }),
  missingParts: (numbers: readonly number[]): LogWarning => ({
    code: 'missing-parts',
    text: `the rolled log has no part ${numbers.slice(0, 5).join(', ')}: jobs and stages of that time may be missing`,
  }),
  compacted: (file: string): LogWarning => ({
    code: 'compacted',
    text: `${file} was compacted by Spark: jobs that had ended were removed from it`,
  }),
  olderAttempts: (count: number): LogWarning => ({
    code: 'older-attempts',
    text: `the files hold ${times(count + 1, 'attempt')} of the application: the last one is replayed`,
  }),
};
