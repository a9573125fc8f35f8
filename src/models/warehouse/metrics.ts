import type { Metric } from '../../results/index.ts';

const queue: Metric = { name: 'queue', unit: '1', kind: 'level', doc: 'queries that wait for a place', better: 'low' };

export const warehouseMetrics: readonly Metric[] = [
  { name: 'utilization', unit: '1', kind: 'level', doc: 'cores in use, of those that are there' },
  { name: 'workers', unit: '1', kind: 'level', doc: 'nodes that run' },
  queue,
  { name: 'busy', unit: 's', kind: 'total', doc: 'seconds of cores in use' },
  { name: 'idle', unit: 's', kind: 'total', doc: 'seconds of cores that were there and not in use', better: 'low' },
  { name: 'starts', unit: '1', kind: 'total', doc: 'how often a cluster was started', better: 'low' },
  {
    name: 'cacheHits',
    unit: '1',
    kind: 'level',
    doc: 'share of its bytes that the last query found on local disks',
    better: 'high',
  },
];

export const serverlessMetrics: readonly Metric[] = [
  { name: 'workers', unit: '1', kind: 'level', doc: 'slots that work' },
  queue,
  { name: 'busy', unit: 's', kind: 'total', doc: 'seconds of slots that work' },
];
