import type { Chart, Metric } from '../../results/index.ts';

export const storageMetrics: readonly Metric[] = [
  { name: 'bytes', unit: 'B', kind: 'level', doc: 'bytes stored', better: 'low' },
  { name: 'requests.get', unit: '1', kind: 'total', doc: 'GET requests sent', better: 'low' },
  { name: 'requests.list', unit: '1', kind: 'total', doc: 'LIST requests sent, one a page', better: 'low' },
  { name: 'requests.total', unit: '1', kind: 'total', doc: 'requests sent', better: 'low' },
];

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
];

export const listMetrics: readonly Metric[] = [
  { name: 'pages', unit: '1', kind: 'total', doc: 'LIST pages fetched', better: 'low' },
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

export const listCharts: readonly Chart[] = [
  {
    id: 'list-makespan',
    y: 'list.makespan',
    x: 'design',
    howToRead: 'A bar is the time from the first page asked for to the last one received; shorter is better.',
  },
];
