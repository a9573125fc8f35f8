import type { TableFiles, TablePart } from '../capabilities.ts';
import type { WhenDue } from '../model.ts';
import { type compactFields, dueFields } from './fields.ts';

/** Enough small files in one partition. */
export const filesAreDue: WhenDue<typeof compactFields, typeof dueFields> = {
  doc: 'when a partition has so many small files: a named rule, or { files, below, check }',
  fields: dueFields,
  rules: 'compaction-triggers',
  isDue({ files, below }, values, world) {
    const { writes } = world.find('table');
    if (writes === null) return false;
    const parts = writes.candidates({ recentSeconds: values.recent, belowBytes: below });
    return parts.some((part) => smallFiles(part, below) / part.partitions >= files);
  },
};

const smallFiles = ({ files }: TablePart, below: number): number =>
  files.reduce((sum: number, { count, sizeBytes }: TableFiles) => (sizeBytes < below ? sum + count : sum), 0);
