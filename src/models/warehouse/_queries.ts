import type { OccurrencePort, Query, ReadEnd, TableScan } from '../capabilities.ts';
import { filesOf, type Reading } from './_reading.ts';

/** What these engines are not asked for; null: they can. */
export const problemOfQuery = ({ stages, outputBytes }: Query): string | null => {
  if (stages !== null) return 'this engine plans its queries itself: stages have no meaning';
  return outputBytes > 0 ? 'this engine answers queries and writes no files' : null;
};

export const tellFiles = (occurrence: OccurrencePort, scan: TableScan, { units }: Reading, requests: number): void => {
  const files = filesOf(scan.files);
  occurrence.sample('files')(files);
  occurrence.sample('partitions')(scan.partitions);
  occurrence.sample('skipped')(scan.filesInAll > 0 ? 1 - files / scan.filesInAll : 0);
  occurrence.sample('tasks')(units);
  if (files > 0) occurrence.sample('requestsPerFile')(requests / files);
};

export const endOf = (end: ReadEnd): string | null =>
  end === 'missing' ? 'files that it had found were deleted before it had read them' : null;
