import type { Chart, Metric } from '../../results/index.ts';

const total = (name: string, doc: string, better?: Metric['better']): Metric => ({
  name,
  unit: '1',
  kind: 'total',
  doc,
  ...(better ? { better } : {}),
});

export const ingestMetrics: readonly Metric[] = [
  {
    name: 'freshness',
    unit: 's',
    kind: 'samples',
    doc: 'from when a record was made until it is visible',
    better: 'low',
  },
  total('records', 'records that were made'),
  total('duplicates', 'records that are in the table once more than they were made', 'low'),
  total('rejected', 'records that went to an error prefix instead of the table', 'low'),
  total('lost', 'records that were made and will never be anywhere', 'low'),
  total('delayed', 'records that were refused at first, or read again after a crash', 'low'),
];

export const ingestCharts: readonly Chart[] = [
  {
    id: 'ingest-freshness',
    y: 'ingest.freshness',
    x: 'design',
    howToRead: 'A bar is the time from an event until queries see it; shorter is fresher.',
  },
];
