import type { Chart, Metric } from '../../results/index.ts';

export const storageMetrics: readonly Metric[] = [
  { name: 'objects', unit: '1', kind: 'level', doc: 'objects stored, old versions not counted', better: 'low' },
  { name: 'bytes', unit: 'B', kind: 'level', doc: 'bytes stored, old versions among them', better: 'low' },
  { name: 'requests.get', unit: '1', kind: 'total', doc: 'GET requests sent', better: 'low' },
  {
    name: 'requests.put',
    unit: '1',
    kind: 'total',
    doc: 'PUT requests sent: whole objects, parts, and what creates and completes uploads',
    better: 'low',
  },
  { name: 'requests.list', unit: '1', kind: 'total', doc: 'LIST requests sent, one a page', better: 'low' },
  { name: 'requests.head', unit: '1', kind: 'total', doc: 'HEAD requests sent', better: 'low' },
  { name: 'requests.copy', unit: '1', kind: 'total', doc: 'COPY requests sent', better: 'low' },
  {
    name: 'requests.delete',
    unit: '1',
    kind: 'total',
    doc: 'DELETE requests sent; a batch of keys is one',
    better: 'low',
  },
  { name: 'throttled', unit: '1', kind: 'total', doc: 'requests answered 503 Slow Down', better: 'low' },
  { name: 'retries', unit: '1', kind: 'total', doc: 'requests sent once more after a failure', better: 'low' },
  {
    name: 'staleReads',
    unit: '1',
    kind: 'total',
    doc: 'GETs, HEADs and COPYs answered out of date: with old data, a deleted object, or a 404 for one that is there',
    better: 'low',
  },
  {
    name: 'missedKeys',
    unit: '1',
    kind: 'total',
    doc: 'keys that listings left out though the objects were there',
    better: 'low',
  },
  {
    name: 'ghostKeys',
    unit: '1',
    kind: 'total',
    doc: 'keys that listings showed though the objects were deleted',
    better: 'low',
  },
  {
    name: 'partitions',
    unit: '1',
    kind: 'level',
    doc: 'capacity of the prefixes in use, in partitions; only where requests are limited',
  },
  { name: 'requests.total', unit: '1', kind: 'total', doc: 'requests sent', better: 'low' },
];

/** Of those who read what an activity has written (`of`). */
const staleReads: Metric = {
  name: 'staleReads',
  unit: '1',
  kind: 'total',
  doc: 'its requests that were answered out of date: with old data, a deleted object, or a 404 for one that is there',
  better: 'low',
};
export const headMetrics: readonly Metric[] = [staleReads];
export const copyMetrics: readonly Metric[] = [staleReads];

export const readMetrics: readonly Metric[] = [
  {
    name: 'firstByte',
    unit: 's',
    kind: 'samples',
    doc: 'from sending a request on an open connection to the first byte of its answer',
    better: 'low',
  },
  {
    name: 'throughput',
    unit: 'B/s',
    kind: 'total',
    doc: 'bytes read over the time in which at least one read was under way',
    better: 'high',
  },
  staleReads,
];

export const writeMetrics: readonly Metric[] = [
  {
    name: 'firstByte',
    unit: 's',
    kind: 'samples',
    doc: 'from the last byte of a request to the answer: what the store takes to keep it',
    better: 'low',
  },
  {
    name: 'throughput',
    unit: 'B/s',
    kind: 'total',
    doc: 'bytes written over the time in which at least one write was under way',
    better: 'high',
  },
];

export const serveMetrics: readonly Metric[] = [
  {
    name: 'firstByte',
    unit: 's',
    kind: 'samples',
    doc: 'from sending a request on an open connection to the first byte of its answer',
    better: 'low',
  },
  {
    name: 'throughput',
    unit: 'B/s',
    kind: 'total',
    doc: 'bytes of the requests that are done, over the time in which requests may come and the last are done',
    better: 'high',
  },
];

export const listMetrics: readonly Metric[] = [
  { name: 'pages', unit: '1', kind: 'total', doc: 'LIST pages fetched', better: 'low' },
  {
    name: 'missedKeys',
    unit: '1',
    kind: 'total',
    doc: 'keys that it did not see though the objects were there',
    better: 'low',
  },
  {
    name: 'ghostKeys',
    unit: '1',
    kind: 'total',
    doc: 'keys that it saw though the objects were deleted',
    better: 'low',
  },
];

/** The word before the dot is the activity's kind; a design may give the activity another name. */
export const readCharts: readonly Chart[] = [
  {
    id: 'read-makespan',
    y: 'read.makespan',
    x: 'design',
    howToRead: 'A bar is the time from the first request to the last byte; shorter is better.',
  },
];

export const serveCharts: readonly Chart[] = [
  {
    id: 'serve-latency',
    y: 'serve.latency',
    x: 'design',
    howToRead: 'A bar is the mean time from a request to its last byte, or to its failure; shorter is better.',
  },
];

export const listCharts: readonly Chart[] = [
  {
    id: 'list-makespan',
    y: 'list.makespan',
    x: 'design',
    howToRead: 'A bar is the time from the first page asked for to the last one received; shorter is better.',
  },
];

const makespanOf = (kind: string): readonly Chart[] => [
  {
    id: `${kind}-makespan`,
    y: `${kind}.makespan`,
    x: 'design',
    howToRead: 'A bar is the time from the first request to the last answer; shorter is better.',
  },
];

export const writeCharts = makespanOf('write');
export const headCharts = makespanOf('head');
export const copyCharts = makespanOf('copy');
export const deleteCharts = makespanOf('delete');
