import {
  type Block,
  type Field,
  optionalQuantity,
  quantity,
  type Row,
  randomQuantity,
  rows,
  word,
} from '../../fields/index.ts';

/** A row of the table of sizes, which has to be named. */
const size: Field<Row> = {
  type: 'word',
  table: 'warehouse-sizes',
  doc: 'how many nodes a cluster has, and so credits an hour',
};

/** What both engines know of files. */
const reading = {
  planning: randomQuantity('time', { doc: 'what the service takes to parse and plan a query', min: 0 }),
  replayAction: quantity('time', {
    doc: 'replaying the log of a table that has one, for each file that an entry adds or removes',
    min: 0,
  }),
  catalogPartition: quantity('time', { doc: 'asking the catalog, for each partition that it returns', min: 0 }),
  request: quantity('size', { doc: 'the most that one GET asks for', positive: true }),
  wholeFile: quantity('size', {
    doc: 'files up to this size are read whole by one GET, whatever is asked of them',
    min: 0,
    fallback: 0,
  }),
  split: quantity('size', { doc: 'the most of a file that one core works on at a time', positive: true }),
  work: quantity('cpu', {
    doc: 'CPU on each byte of values that a scan has decoded, where the query does not say',
    min: 0,
  }),
  serial: quantity('share', { doc: 'share of the CPU of a query that one core has to do alone', min: 0, max: 1 }),
  fileFormats: rows('file-formats', { doc: 'CPU and size of file formats' }),
  codecs: rows('codecs', { doc: 'CPU and ratio of codecs' }),
} satisfies Block;

export const warehouseFields = {
  size,
  concurrency: quantity('count', { doc: 'queries at once in a cluster; more wait', positive: true }),
  maxClusters: quantity('count', {
    doc: 'clusters at the most: another one starts while queries wait',
    positive: true,
    fallback: 1,
  }),
  clusterIdle: quantity('time', { doc: 'a cluster beyond the first that is idle for so long is given back', min: 0 }),
  start: randomQuantity('time', { doc: 'from asking for nodes until they answer', min: 0 }),
  shutdownAfter: optionalQuantity('time', {
    doc: 'a warehouse without queries for so long is suspended, and resumed for the next; none: it runs',
    min: 0,
    fallback: null,
  }),
  minimumBilling: quantity('time', { doc: 'what each start is billed for at least', min: 0 }),
  edition: word(['standard', 'enterprise', 'business-critical'], { doc: 'what a credit costs' }),
  cores: quantity('count', { doc: 'cores of a node', positive: true }),
  network: quantity('bandwidth', { doc: 'what the network card of a node carries', positive: true }),
  streams: quantity('count', { doc: 'GETs that a node has under way at once', positive: true }),
  cache: quantity('size', { doc: 'local disk of a node for what was read; 0 B: none', min: 0 }),
  disk: quantity('bandwidth', { doc: 'what the local disk of a node reads', positive: true }),
  coordination: quantity('time', { doc: 'bringing a query to a node and its part of the answer back', min: 0 }),
  ...reading,
} satisfies Block;

export const serverlessFields = {
  concurrency: quantity('count', { doc: 'queries at once; more wait', positive: true }),
  start: randomQuantity('time', { doc: 'from taking a query on until it is planned', min: 0 }),
  slots: quantity('count', { doc: 'cores that one query gets at the most', positive: true }),
  rate: quantity('bandwidth', { doc: 'what one of these reads from the store', positive: true }),
  listing: quantity('count', { doc: 'listings at once', positive: true }),
  minimumScan: quantity('size', { doc: 'what each query is billed for at least', min: 0 }),
  scanUnit: quantity('size', { doc: 'the bill counts a scan in whole ones of these', positive: true }),
  ...reading,
} satisfies Block;
