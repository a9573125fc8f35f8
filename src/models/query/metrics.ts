import type { Chart, Metric } from '../../results/index.ts';

const sample = (name: string, doc: string, unit: Metric['unit'] = '1'): Metric => ({
  name,
  unit,
  kind: 'samples',
  doc,
  better: 'low',
});

export const queryMetrics: readonly Metric[] = [
  sample('plan', 'from asked to the first task: parsing, planning, listing', 's'),
  sample('files', 'files that a query reads'),
  sample('partitions', 'partitions that a query reads'),
  sample('tasks', 'tasks of a query, without those that list'),
  sample('requestsPerFile', 'requests to the store for each file read'),
  { name: 'skipped', unit: '1', kind: 'samples', doc: 'share of the files that a query need not read', better: 'high' },
  { name: 'wasted', unit: 's', kind: 'total', doc: 'time of slots on attempts that came to nothing', better: 'low' },
];

export const queryCharts: readonly Chart[] = [
  {
    id: 'query-latency',
    y: 'query.latency',
    x: 'design',
    howToRead: 'A bar is the time from asking to the answer; shorter is better.',
  },
];
