import type { Chart, Metric } from '../../results/index.ts';

export const databaseMetrics: readonly Metric[] = [
  { name: 'utilization', unit: '1', kind: 'level', doc: 'cores at work, of all that it has' },
  { name: 'fill', unit: '1', kind: 'level', doc: 'what it holds, of what it can hold', better: 'low' },
  { name: 'nodes', unit: '1', kind: 'level', doc: 'nodes that it has' },
  {
    name: 'cacheHits',
    unit: '1',
    kind: 'level',
    doc: 'share of what the last query read that was in memory',
    better: 'high',
  },
  { name: 'grown', unit: '1', kind: 'total', doc: 'times that disk space or nodes were added' },
  { name: 'upgrades', unit: '1', kind: 'total', doc: 'times that it moved to larger machines' },
  { name: 'bytesMoved', unit: 'B', kind: 'total', doc: 'bytes that moved to new nodes', better: 'low' },
  { name: 'downtime', unit: 's', kind: 'total', doc: 'time in which nobody was answered', better: 'low' },
  {
    name: 'fullAt',
    unit: 's',
    kind: 'samples',
    doc: 'when it could not take in all that came, for the first time; nothing: it always could',
    better: 'high',
  },
];

export const databaseCharts: readonly Chart[] = [
  {
    id: 'database-fill',
    y: 'database.fill',
    x: 'time',
    howToRead: 'The line is the share of the disk space that is in use; it falls when space is added.',
  },
];
