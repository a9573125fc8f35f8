import type { Metric } from '../../results/index.ts';

export const sparkMetrics: readonly Metric[] = [
  { name: 'utilization', unit: '1', kind: 'level', doc: 'task slots in use, of those that are there' },
  { name: 'workers', unit: '1', kind: 'level', doc: 'workers that have registered' },
  { name: 'queue', unit: '1', kind: 'level', doc: 'tasks that wait for a slot', better: 'low' },
  { name: 'busy', unit: 's', kind: 'total', doc: 'seconds of task slots in use' },
  {
    name: 'idle',
    unit: 's',
    kind: 'total',
    doc: 'seconds of task slots that were there and not in use',
    better: 'low',
  },
  { name: 'interruptions', unit: '1', kind: 'total', doc: 'workers lost', better: 'low' },
];
