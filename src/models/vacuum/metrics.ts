import type { Chart, Metric } from '../../results/index.ts';

const total = (name: string, doc: string, rest: Partial<Metric> = {}): Metric => ({
  name,
  unit: '1',
  kind: 'total',
  doc,
  ...rest,
});

export const vacuumMetrics: readonly Metric[] = [
  total('filesDeleted', 'files that were deleted'),
  total('bytesFreed', 'bytes of the files that were deleted', { unit: 'B' }),
  total('brokenReads', 'reads that found a file gone that had been deleted as garbage', { better: 'low' }),
  total('wasted', 'time of slots on attempts that came to nothing', { unit: 's', better: 'low' }),
];

export const vacuumCharts: readonly Chart[] = [
  {
    id: 'vacuum-latency',
    y: 'vacuum.latency',
    x: 'design',
    howToRead: 'A bar is the time from asking to the last delete; shorter is better.',
  },
];
