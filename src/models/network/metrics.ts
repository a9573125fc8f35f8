import type { Metric } from '../../results/index.ts';

export const clientMetrics: readonly Metric[] = [
  {
    name: 'hedges',
    unit: '1',
    kind: 'total',
    doc: 'requests sent a second time because the first was slow',
    better: 'low',
  },
  { name: 'opened', unit: '1', kind: 'total', doc: 'connections opened', better: 'low' },
  { name: 'connections', unit: '1', kind: 'level', doc: 'connections with a request on them, of all machines' },
  {
    name: 'utilization',
    unit: '1',
    kind: 'level',
    doc: 'achieved rate over the present capacity of the NICs, in the busier direction',
  },
  {
    name: 'burstLeft',
    unit: 'B',
    kind: 'level',
    doc: 'what the burst buckets held when the rate last changed, of all machines, in the direction that has less',
    better: 'high',
  },
];
