import type { Chart, Metric } from '../../results/index.ts';

const metric = (kind: Metric['kind'], unit: Metric['unit'], name: string, doc: string, rest: Partial<Metric> = {}) => ({
  ...{ name, unit, kind, doc },
  ...rest,
});

const shared: readonly Metric[] = [
  metric('samples', '1', 'filesTotal', 'files of the table when it began'),
  metric('samples', '1', 'filesCandidate', 'files that statistics do not rule out, into which it looks', {
    better: 'low',
  }),
  metric('samples', '1', 'filesTouched', 'files with rows that it changes', { better: 'low' }),
  metric('samples', '1', 'rows', 'rows that it changes'),
  metric('samples', '1', 'rowsCopied', 'rows that are written again as they were', { better: 'low' }),
  metric('samples', 's', 'scanTime', 'looking for the rows', { better: 'low' }),
  metric('samples', 's', 'rewriteTime', 'writing files anew, or marks', { better: 'low' }),
  metric('samples', 's', 'hidden', 'from asked until no reader sees the rows as they were', { better: 'low' }),
  metric('total', '1', 'conflicts', 'attempts whose work was lost, because somebody else had committed', {
    better: 'low',
  }),
  metric('total', 's', 'wasted', 'time of slots on work that was lost', { better: 'low' }),
];

export const deleteMetrics: readonly Metric[] = [
  ...shared,
  metric('samples', 's', 'erased', 'from asked until the last byte of the rows is gone: files, log, old versions', {
    better: 'low',
  }),
  metric('total', '1', 'unerased', 'of which something is left when the run ends', { better: 'low' }),
];
export const updateMetrics: readonly Metric[] = [
  ...shared,
  metric('samples', 's', 'sourceTime', 'of a MERGE: reading its source, and keeping it on local disks', {
    better: 'low',
  }),
];

export const deleteCharts: readonly Chart[] = [
  {
    id: 'deleted-touched',
    y: 'delete_rows.filesTouched / delete_rows.filesTotal',
    x: 'design',
    howToRead: 'A bar is the share of the files that a delete has to write anew or to mark.',
  },
];
