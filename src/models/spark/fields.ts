import {
  type Block,
  flag,
  optionalBlock,
  optionalQuantity,
  part,
  quantity,
  type Row,
  randomQuantity,
  rows,
  word,
} from '../../fields/index.ts';
import { connectors } from './_file-open.ts';

/** A row of a table, which has to be named. */
const row = (table: string, doc: string) => ({
  type: 'word' as const,
  table,
  doc,
  valueType: undefined as unknown as Row,
});

export const sparkFields = {
  workers: quantity('count', { doc: 'machines, with one executor each', positive: true }),
  instance: row('instances', 'the EC2 instance type of the workers'),
  driver: row('instances', 'the instance type of the driver'),
  cores: optionalQuantity('count', {
    doc: 'task slots of an executor; none: its vCPUs',
    positive: true,
    fallback: null,
  }),
  scheduler: row('spark-schedulers', 'what Spark runs on, and what its scheduler takes there'),
  mode: word(['fifo', 'fair'], {
    doc: 'which of several jobs goes first: the oldest, or pools in turn',
    fallback: 'fifo',
  }),
  autoscale: optionalBlock(
    {
      min: quantity('count', { doc: 'workers that always stay', min: 0 }),
      max: quantity('count', { doc: 'the most workers at once', positive: true }),
      idle: quantity('time', { doc: 'a worker without a task for so long is given back', min: 0 }),
    },
    { doc: 'workers come and go with the tasks, in place of workers; none: they stay', fallback: null },
  ),
  start: randomQuantity('time', { doc: 'from asking for the workers until they have registered', min: 0 }),
  shutdownAfter: optionalQuantity('time', {
    doc: 'a cluster without work for so long is given back, and started anew for the next; none: it stays',
    min: 0,
    fallback: null,
  }),
  planning: randomQuantity('time', { doc: 'what the driver takes for each query before it looks for files', min: 0 }),
  catalogPartition: quantity('time', { doc: 'asking the catalog, for each partition that it returns', min: 0 }),
  replayAction: quantity('time', {
    doc: 'replaying the log of a table that has one, for each file that an entry adds or removes',
    min: 0,
  }),
  connector: word(connectors, { doc: 'how files are opened and read, by connector and version' }),
  committer: row('committers', 'how the output gets to its place'),
  flatListing: flag({
    doc: 'the connector lists all under a path at once, without walking its directories',
    fallback: false,
  }),
  listingThreshold: quantity('count', {
    doc: 'paths up to which the driver lists alone; more are a job',
    fallback: 32,
  }),
  statusCache: quantity('size', {
    doc: 'what the driver keeps of file statuses, of tables that a catalog knows, so that they are not listed again',
    min: 0,
    fallback: 262144000,
  }),
  maxPartitionBytes: quantity('size', {
    doc: 'the most that one task reads of splittable files',
    positive: true,
    fallback: 134217728,
  }),
  openCost: quantity('size', {
    doc: 'bytes that opening a file counts as when files are packed into tasks',
    positive: true,
    fallback: 4194304,
  }),
  minPartitions: optionalQuantity('count', {
    doc: 'tasks that a scan is at least cut into, if the files allow; none: the cores',
    positive: true,
    fallback: null,
  }),
  maxPartitions: optionalQuantity('count', {
    doc: 'tasks that a scan is cut into at the most; none: no limit',
    positive: true,
    fallback: null,
  }),
  shufflePartitions: quantity('count', {
    doc: 'partitions of a shuffle before small ones are joined',
    positive: true,
    fallback: 200,
  }),
  adaptive: flag({ doc: 'small partitions of a shuffle are joined when its size is known', fallback: true }),
  advisorySize: quantity('size', { doc: 'what joined partitions should have', positive: true, fallback: 67108864 }),
  minPartitionSize: quantity('size', {
    doc: 'what joined partitions have at least',
    positive: true,
    fallback: 1048576,
  }),
  localDisk: quantity('bandwidth', {
    doc: "what an executor's local disk or EBS volume writes and reads",
    positive: true,
  }),
  network: optionalQuantity('bandwidth', {
    doc: 'what an executor receives of shuffles from others; none: the baseline of its instance',
    positive: true,
    fallback: null,
  }),
  work: quantity('cpu', {
    doc: 'CPU on each byte of values that a scan has decoded, where the query does not say',
    min: 0,
  }),
  rowGroup: quantity('size', { doc: 'bytes of values in a row group of a columnar file', positive: true }),
  speculation: flag({ doc: 'slow tasks are run a second time', fallback: false }),
  sparkVersion: quantity('number', { doc: 'major and minor version: defaults have changed with 4.0', positive: true }),
  contention: quantity('share', {
    doc: 'how much slower a task computes for each executor beyond the second: what they share and is not modelled',
    min: 0,
  }),
  stragglers: optionalBlock(
    {
      share: quantity('share', { doc: 'share of the tasks that are slow', min: 0, max: 1 }),
      factor: quantity('number', { doc: 'how many times as long they compute', positive: true }),
    },
    { doc: 'tasks that are slow by chance; none: no such', fallback: null },
  ),
  taskFailures: quantity('share', {
    doc: 'share of task attempts that fail when they are through',
    min: 0,
    max: 1,
    fallback: 0,
  }),
  workerLosses: optionalQuantity('frequency', {
    doc: 'how often a worker is lost, each of them; none: never',
    positive: true,
    fallback: null,
  }),
  memory: optionalQuantity('size', {
    doc: 'heap of an executor: what its tasks cannot hold of a shuffle goes to the local disk and back; none: they hold all',
    positive: true,
    fallback: null,
  }),
  maxResultSize: quantity('size', {
    doc: 'results of a job for the driver, at the most: more fail it; 0: no limit',
    fallback: 1073741824,
  }),
  driverMemory: quantity('size', { doc: "the driver's heap", positive: true }),
  client: part('client', {
    doc: 'what driver and executors send requests with, each of them',
    capability: 'fleet',
    profile: 's3a',
  }),
  fileOpens: rows('file-opens', { doc: 'requests of opening and reading a file, by connector and format' }),
  fileFormats: rows('file-formats', { doc: 'CPU and size of file formats' }),
  codecs: rows('codecs', { doc: 'CPU and ratio of codecs' }),
  clientCpu: rows('client-cpu', { doc: 'CPU for each request' }),
  rowMarks: rows('row-marks', { doc: 'CPU of applying deletes to the rows of a file' }),
  fileStatuses: rows('file-statuses', { doc: "what a file costs in the driver's heap" }),
} satisfies Block;
