/**
 * What listed files cost in the driver's heap, and what the status cache holds. The numbers are rows of the table
 * file-statuses.
 * Source: apache/spark, FileStatusCache.scala; pull 26105 (SPARK-26570) for the two copies; pull 24585 (SPARK-27664) for
 * the share of one entry.
 */
import type { Row } from '../../fields/index.ts';

export interface FileStatuses {
  readonly bytes: number;
  /** Copies that are there at once while a listing job's answer is read. */
  readonly copiesWhileListing: number;
}

export const fileStatusesOf = ({ values }: Row): FileStatuses => ({
  bytes: values.bytes!,
  copiesWhileListing: values.double === 1 ? 2 : 1,
});

/** The most heap at any time, and what stays. */
export const heapOfListing = (
  files: number,
  { bytes, copiesWhileListing }: FileStatuses,
  byJob: boolean,
): { peakBytes: number; keptBytes: number } => ({
  peakBytes: files * bytes * (byJob ? copiesWhileListing : 1),
  keptBytes: files * bytes,
});

/**
 * Partitions that stay in the status cache after a listing: those that came last, as many as fit; none if a single one is
 * over its share, capacity / concurrency (4 by default of Guava, 1 with SPARK-27664).
 */
export const partitionsCached = (
  partitions: number,
  filesPerPartition: number,
  { bytes }: FileStatuses,
  { capacityBytes, concurrency }: { readonly capacityBytes: number; readonly concurrency: number },
): number => {
  const each = filesPerPartition * bytes;
  if (each > capacityBytes / concurrency) return 0;
  return each === 0 ? partitions : Math.min(partitions, Math.floor(capacityBytes / each));
};
