/**
 * Every command as data: what it is for, what it takes, an example. Help screens, the parser and the types of the
 * handlers' arguments all come from here. Imports nothing, so that `--help` answers at once.
 */

/** A flag; a text; a whole number; `address=value`, repeatable; a list of formats. */
export type OptionType = 'flag' | 'text' | 'whole' | 'pairs' | 'formats';

export interface OptionSpec {
  readonly name: string;
  readonly type: OptionType;
  /** What the value is called in the help screen: `DIR`. */
  readonly value?: string;
  readonly doc: string;
  /** Printed behind the doc. */
  readonly fallback?: string;
  /** Smallest whole number that is taken; default 0. */
  readonly min?: number;
}

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly argument?: {
    readonly name: string;
    readonly doc: string;
    readonly min: number;
    readonly max: number;
    /** How the arguments look in the usage line, where that is not the name once or twice. */
    readonly usage?: string;
  };
  readonly options: readonly OptionSpec[];
  readonly examples: readonly { readonly line: string; readonly says: string }[];
  /** Said at the end of the help screen. */
  readonly notes?: readonly string[];
}

export const reportFormats = ['html', 'md', 'json', 'csv', 'svg'] as const;
export type ReportFormat = (typeof reportFormats)[number];

interface ValueOf {
  flag: boolean;
  text: string | undefined;
  whole: number | undefined;
  pairs: Record<string, string>;
  formats: ReportFormat[] | undefined;
}
/** What a handler receives: one property an option, and the words that are no options. */
export type ArgumentsOf<S extends CommandSpec> = { [O in S['options'][number] as O['name']]: ValueOf[O['type']] } & {
  words: string[];
};

const anyCount = Number.POSITIVE_INFINITY;
const json = { name: 'json', type: 'flag', doc: 'print one JSON document on stdout and nothing else' } as const;
const set = {
  name: 'set',
  type: 'pairs',
  value: 'ADDRESS=VALUE',
  doc: 'change a parameter or an input; may be repeated',
} as const;
const seed = { name: 'seed', type: 'whole', value: 'N', doc: "seed of all chance, instead of the scenario's" } as const;
const replications = {
  name: 'replications',
  type: 'whole',
  value: 'N',
  min: 1,
  doc: "how often each design is run, instead of the scenario's",
} as const;
const workers = {
  name: 'workers',
  type: 'whole',
  value: 'N',
  min: 1,
  doc: 'threads to run on; the results are the same for any number',
  fallback: 'one a core',
} as const;
const format = {
  name: 'format',
  type: 'formats',
  value: 'LIST',
  doc: 'what to write, separated by commas',
  fallback: 'html,md,json,csv,svg',
} as const;
const scenarioFile = 'a scenario in YAML, or the name of a bundled one (see `lakesim list`)';
const resultsFile = 'a results.json, or the report folder that holds one';

export const commands = {
  run: {
    name: 'run',
    summary: 'simulate scenarios and write their reports',
    argument: { name: 'FILE', doc: scenarioFile, min: 1, max: anyCount },
    options: [
      {
        name: 'out',
        type: 'text',
        value: 'DIR',
        doc: 'folder for the report; with several files, one folder each inside it',
        fallback: "reports/ and the file's name; with changes also @ and 8 digits",
      },
      set,
      seed,
      replications,
      workers,
      format,
      json,
      {
        name: 'spark-events',
        type: 'text',
        value: 'DIR',
        doc: 'write an event log of each Spark cluster there, for its History Server',
      },
      {
        name: 'trace',
        type: 'text',
        value: 'FILE',
        doc: 'write who did what when as a Chrome trace, for ui.perfetto.dev',
      },
      { name: 'quiet', type: 'flag', doc: 'print errors only' },
      { name: 'strict', type: 'flag', doc: 'exit with 3 if a claim is refuted' },
    ],
    examples: [
      { line: 'lakesim run small-files', says: 'answer a bundled question; the report goes to reports/small-files/' },
      { line: 'lakesim run small-files --set client.connections=64', says: 'the same with one input changed' },
      {
        line: 'lakesim run mine.yaml --replications 100 --strict',
        says: 'more certainty, and exit 3 on a refuted claim',
      },
      {
        line: 'lakesim run mine.yaml --spark-events logs --trace mine.json',
        says: 'the first replication of each design, event by event',
      },
    ],
    notes: [
      'Event logs and traces are of the first replication of each design, warm-up and all. A log takes',
      '200,000 tasks and stages: with more the run stops with exit 2. A trace leaves the rest out and',
      'says so; it has the first 20,000 requests. Only files that lakesim wrote are replaced.',
    ],
  },
  validate: {
    name: 'validate',
    summary: 'check scenarios without running them',
    argument: { name: 'FILE', doc: scenarioFile, min: 1, max: anyCount },
    options: [set, json],
    examples: [
      { line: 'lakesim validate scenarios/*.yaml', says: 'every problem of every file, with line and column' },
    ],
  },
  init: {
    name: 'init',
    summary: 'write a small scenario with comments, to start from',
    argument: {
      name: 'NAME',
      doc: 'name of the new file, with or without .yaml (default: my-scenario)',
      min: 0,
      max: 1,
    },
    options: [json],
    examples: [
      { line: 'lakesim init my-question', says: 'writes my-question.yaml; an existing file is left alone' },
      { line: 'lakesim run my-question.yaml', says: 'and runs as it is' },
    ],
  },
  list: {
    name: 'list',
    summary: 'list the bundled scenarios with their questions, and the profiles',
    options: [json],
    examples: [{ line: 'lakesim list', says: 'what can be run by name, and what a component can be' }],
  },
  explain: {
    name: 'explain',
    summary: 'show every input of each design: value, origin and source',
    argument: { name: 'FILE', doc: scenarioFile, min: 1, max: 1 },
    options: [set, seed, replications, json],
    examples: [
      { line: 'lakesim explain small-files', says: 'inputs that differ between designs come first' },
      { line: 'lakesim explain small-files --set storage=s3-standard', says: 'what a change would bring with it' },
    ],
  },
  schema: {
    name: 'schema',
    summary: 'print a JSON Schema: of scenarios, for your editor, or of results.json',
    argument: { name: 'WHICH', doc: 'scenario or results (default: scenario)', min: 0, max: 1 },
    options: [json],
    examples: [
      { line: 'lakesim schema > scenario.schema.json', says: 'for the line "# yaml-language-server: $schema=..."' },
      { line: 'lakesim schema results', says: 'the shape of results.json' },
    ],
  },
  report: {
    name: 'report',
    summary: 'render a report again from its results.json',
    argument: { name: 'RESULTS', doc: resultsFile, min: 1, max: 1 },
    options: [
      { name: 'out', type: 'text', value: 'DIR', doc: 'folder for the report', fallback: 'the folder of RESULTS' },
      format,
      json,
      { name: 'quiet', type: 'flag', doc: 'print errors only' },
    ],
    examples: [{ line: 'lakesim report reports/small-files', says: 'the same numbers, drawn anew' }],
  },
  verify: {
    name: 'verify',
    summary: 'run the scenario inside a results.json again and compare',
    argument: { name: 'RESULTS', doc: resultsFile, min: 1, max: 1 },
    options: [workers, json, { name: 'quiet', type: 'flag', doc: 'print errors only' }],
    examples: [{ line: 'lakesim verify reports/small-files', says: 'exit 0 if the results are the same, 2 if not' }],
    notes: [
      'Results of the same lakesim on the same JavaScript engine are compared byte for byte,',
      'others within their intervals, and the output says which.',
    ],
  },
  'verify-kernel': {
    name: 'verify-kernel',
    summary: 'hold the simulation kernel against queueing theory, case by case',
    options: [
      { name: 'long', type: 'flag', doc: 'twenty times as long, a quarter of the error: about 20 minutes' },
      { name: 'only', type: 'text', value: 'ID', doc: 'one case or group of cases, such as mm1-90 or sharing' },
      { name: 'out', type: 'text', value: 'DIR', doc: 'write the report to this folder too' },
      json,
      { name: 'quiet', type: 'flag', doc: 'print nothing if all holds' },
    ],
    examples: [
      { line: 'lakesim verify-kernel', says: 'about a minute; exit 1 if a quantity fails, which is a bug in lakesim' },
      { line: 'lakesim verify-kernel --only priorities --long', says: 'one group, more precisely' },
    ],
  },
  fit: {
    name: 'fit',
    summary: 'fit a latency profile to measurements, and say how well it holds',
    argument: {
      name: 'latency FILE',
      doc: 'CSV or JSON, also .gz: a list of latencies, a table, lists under a key, or published quantiles',
      min: 1,
      max: anyCount,
      usage: 'latency FILE...',
    },
    options: [
      { name: 'column', type: 'text', value: 'NAME', doc: 'the column, or the JSON key, that holds the latencies' },
      {
        name: 'unit',
        type: 'text',
        value: 'UNIT',
        doc: 'of the latencies: ms, s or us',
        fallback: 'guessed, with a warning',
      },
      {
        name: 'by',
        type: 'text',
        value: 'NAME',
        doc: 'column or key that tells groups (hours, runs) apart',
        fallback: 'one group a file',
      },
      {
        name: 'requester',
        type: 'text',
        value: 'NAME',
        doc: 'column or key that tells clients apart; a list in JSON is one client',
      },
      {
        name: 'where',
        type: 'pairs',
        value: 'NAME=VALUE',
        doc: 'only what has this value in this column or key; may be repeated',
      },
      {
        name: 'skip-first',
        type: 'whole',
        value: 'N',
        doc: 'leave out the first N latencies of each client, which set up its connection',
        fallback: '0',
      },
      {
        name: 'law',
        type: 'text',
        value: 'LAW',
        doc: 'what is written: quantiles, lognormal, two-lognormals, gamma or weibull',
        fallback: 'quantiles',
      },
      {
        name: 'key',
        type: 'text',
        value: 'KEY',
        doc: 'which value of the profile the latencies are',
        fallback: 'firstByte',
      },
      {
        name: 'extends',
        type: 'text',
        value: 'PROFILE',
        doc: 'storage profile that gives all other values',
        fallback: 's3-standard',
      },
      { name: 'name', type: 'text', value: 'NAME', doc: 'what the profile is called', fallback: "the file's name" },
      {
        name: 'source',
        type: 'text',
        value: 'TEXT',
        doc: 'where the measurement comes from',
        fallback: "the file's name",
      },
      { name: 'date', type: 'text', value: 'DATE', doc: 'when it was measured' },
      {
        name: 'out',
        type: 'text',
        value: 'FILE',
        doc: 'write the profile to this file',
        fallback: 'printed below the report',
      },
      json,
      { name: 'quiet', type: 'flag', doc: 'print the profile alone, or with --out nothing' },
    ],
    examples: [
      {
        line: 'lakesim fit latency get.csv --column latency_ms --by hour --out mine.yaml',
        says: 'a profile with a table for each hour',
      },
      {
        line: 'lakesim fit latency run-*.json.gz --column latencies --skip-first 1',
        says: 'each file a group, each list a client',
      },
    ],
    notes: [
      'Laws are compared on a half of the data that they were not fitted to. A scenario uses the profile as',
      '"storage: ./mine.yaml".',
    ],
  },
  prices: {
    name: 'prices',
    summary: "make a price book of the provider's price files, and print one",
    argument: {
      name: 'import FILE, list BOOK',
      doc: 'import reads an AWS offer file (JSON, CSV), an answer of GetProducts, Savings Plans, instances of ec2instances.info, or a CSV of instances and prices, also .gz; list prints a book by its name or file (default: aws-us-east-1)',
      min: 1,
      max: anyCount,
      usage: '(import FILE | list [BOOK])',
    },
    options: [
      {
        name: 'region',
        type: 'text',
        value: 'REGION',
        doc: 'the region whose prices are taken',
        fallback: 'the only one in the file, else us-east-1',
      },
      {
        name: 'out',
        type: 'text',
        value: 'FILE',
        doc: 'write the price book to this file',
        fallback: 'none is written',
      },
      {
        name: 'extends',
        type: 'text',
        value: 'BOOK',
        doc: 'book, or file of one, that gives all other prices',
        fallback: 'aws-us-east-1',
      },
      {
        name: 'date',
        type: 'text',
        value: 'DAY',
        doc: 'the day whose prices are meant',
        fallback: 'when the file was published, or the day in its name',
      },
      { name: 'plan', type: 'text', value: 'SKU', doc: 'which savings plan of the file is meant' },
      json,
      { name: 'quiet', type: 'flag', doc: 'print the book alone, or with --out nothing' },
    ],
    examples: [
      {
        line: 'lakesim prices import AmazonS3.csv --region eu-west-1 --out book.yaml',
        says: 'what was imported, what was left out and why, what differs',
      },
      {
        line: 'lakesim prices import AmazonEC2.csv --extends ./book.yaml --out more.yaml',
        says: 'a second file on top of the first',
      },
      { line: 'lakesim prices list', says: 'every price of the bundled book, with its date and source' },
    ],
    notes: [
      'Taken are prices on demand of what a simulation is billed by: S3, EC2 (Linux, shared), Kinesis,',
      'DynamoDB, Lambda, RDS and Aurora (PostgreSQL). JSON is read up to 256 MB, CSV up to 500 MB.',
      'A scenario uses the book as "pricing: ./book.yaml".',
    ],
  },
  replay: {
    name: 'replay',
    summary: 'replay a Spark event log on the simulated scheduler, as it was or changed',
    argument: {
      name: 'LOG',
      doc: 'a Spark event log (plain, .gz, .zstd), an eventlog_v2 folder, or the parts of one log',
      min: 1,
      max: anyCount,
    },
    options: [
      { name: 'executors', type: 'whole', value: 'N', min: 1, doc: 'so many executors instead of those of the log' },
      { name: 'cores', type: 'whole', value: 'N', min: 1, doc: 'so many cores each' },
      { name: 'files-as', type: 'text', value: 'SIZE', doc: 'the same bytes in files of this size, such as 128MiB' },
      { name: 'speculation', type: 'flag', doc: 'copies of slow tasks, with the defaults of the version of Spark' },
      { name: 'dynamic-allocation', type: 'flag', doc: 'executors as dynamic allocation would ask for them' },
      { name: 'instance', type: 'text', value: 'TYPE', doc: 'what it costs with an instance for each executor' },
      { name: 'out', type: 'text', value: 'DIR', doc: 'write a report to this folder' },
      json,
      { name: 'quiet', type: 'flag', doc: 'print nothing' },
    ],
    examples: [
      { line: 'lakesim replay app-20240101', says: 'simulated against logged, stage by stage' },
      { line: 'lakesim replay app-20240101 --executors 40 --instance m5.xlarge', says: 'on another cluster' },
    ],
    notes: [
      'Read are what tasks took on their executors, sizes, the DAG, the executors and the pauses of the',
      'driver; when and where tasks ran is simulated.',
    ],
  },
  inspect: {
    name: 'inspect',
    summary: "read a table's own log, and simulate what its upkeep takes (Delta, Iceberg)",
    argument: {
      name: 'TABLE',
      doc: "a local folder with the table's _delta_log (Delta) or metadata (Iceberg); no data file is opened",
      min: 1,
      max: 1,
    },
    options: [
      {
        name: 'predict',
        type: 'flag',
        doc: 'simulate OPTIMIZE, VACUUM, a DELETE of one key and a full scan on a cluster',
      },
      { name: 'workers', type: 'whole', value: 'N', min: 1, doc: 'the same with so many workers', fallback: '4' },
      {
        name: 'instance',
        type: 'text',
        value: 'TYPE',
        doc: 'the same on this EC2 instance type',
        fallback: 'm5.2xlarge',
      },
      {
        name: 'by',
        type: 'text',
        value: 'COLUMN',
        doc: 'the column whose value is deleted',
        fallback: 'the first with statistics',
      },
      replications,
      { name: 'scenario', type: 'text', value: 'FILE', doc: 'write the scenario that is simulated, to go on from' },
      { name: 'out', type: 'text', value: 'DIR', doc: 'write a report to this folder' },
      json,
    ],
    examples: [
      { line: 'lakesim inspect events', says: 'sizes of files, clustering by column, health of the log' },
      {
        line: 'lakesim inspect events --workers 16 --instance i3.2xlarge',
        says: 'and what its upkeep takes there',
      },
      {
        line: 'lakesim inspect events --scenario events.yaml',
        says: 'a scenario of it, to go on from',
      },
      { line: 'lakesim inspect events --json', says: 'all of it, for a program' },
    ],
    notes: [
      'Copy the log of a remote table first; what names lead out of the folder is not opened. --scenario',
      'leaves a file that exists alone.',
    ],
  },
  compare: {
    name: 'compare',
    summary: 'put two results side by side: answers, verdicts, main numbers',
    argument: { name: 'RESULTS', doc: resultsFile, min: 2, max: 2 },
    options: [json],
    examples: [
      { line: 'lakesim compare reports/small-files reports/small-files@1a2b3c4d', says: 'what a change brought about' },
    ],
  },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commands;
export const commandNames = Object.keys(commands) as CommandName[];

export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(commands, word);
}
