import type { Metric } from '../../results/index.ts';

export const tableMetrics: readonly Metric[] = [
  { name: 'files', unit: '1', kind: 'level', doc: 'files of the table', better: 'low' },
  { name: 'bytes', unit: 'B', kind: 'level', doc: 'bytes of its files' },
  { name: 'partitions', unit: '1', kind: 'level', doc: 'partitions of the table' },
];
