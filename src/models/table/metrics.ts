import type { Metric } from '../../results/index.ts';

export const tableMetrics: readonly Metric[] = [
  { name: 'files', unit: '1', kind: 'level', doc: 'files of the table', better: 'low' },
  { name: 'smallFiles', unit: '1', kind: 'level', doc: 'files below smallBelow', better: 'low' },
  { name: 'partitions', unit: '1', kind: 'level', doc: 'partitions of the table' },
  { name: 'rows', unit: '1', kind: 'level', doc: 'rows in its files' },
  { name: 'bytes', unit: 'B', kind: 'level', doc: 'bytes of its files' },
  { name: 'deadBytes', unit: 'B', kind: 'level', doc: 'bytes of files that no reader needs and that lie there still' },
  { name: 'logBytes', unit: 'B', kind: 'level', doc: 'bytes of its log, checkpoints among them' },
  {
    name: 'tombstones',
    unit: '1',
    kind: 'level',
    doc: 'files that no version from now on has, and that lie there still',
  },
  { name: 'deletionVectors', unit: '1', kind: 'level', doc: 'files with rows that are marked as gone' },
  { name: 'fileSize', unit: 'B', kind: 'samples', doc: 'bytes of a file that was written' },
  { name: 'commits', unit: '1', kind: 'total', doc: 'commits to its log' },
  {
    name: 'conflicts',
    unit: '1',
    kind: 'total',
    doc: 'changes that came too late: another stood in their way',
    better: 'low',
  },
  {
    name: 'brokenReads',
    unit: '1',
    kind: 'total',
    doc: 'reads that found a file gone which their version has',
    better: 'low',
  },
  {
    name: 'mixedReads',
    unit: '1',
    kind: 'total',
    doc: 'reads that met rows twice or not at all, as their files were replaced meanwhile',
    better: 'low',
  },
];
