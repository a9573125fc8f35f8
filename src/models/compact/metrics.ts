import type { Chart, Metric } from '../../results/index.ts';

const total = (name: string, doc: string, rest: Partial<Metric> = {}): Metric => ({
  name,
  unit: '1',
  kind: 'total',
  doc,
  ...rest,
});

export const compactMetrics: readonly Metric[] = [
  total('filesIn', 'files that were replaced'),
  total('filesOut', 'files that replaced them'),
  total(
    'conflicts',
    'commits, or jobs where each part is replaced by itself, whose files were not taken, because somebody else had changed the same part',
    {
      better: 'low',
    },
  ),
  total('rowsLost', 'rows that were deleted before they were read, and are nowhere any more', { better: 'low' }),
  total('wasted', 'time of slots on attempts that came to nothing', { unit: 's', better: 'low' }),
];

export const compactCharts: readonly Chart[] = [
  {
    id: 'compact-files',
    y: 'compact.filesIn',
    x: 'design',
    howToRead: 'A bar is the number of files that compaction read and replaced.',
  },
];
