import type { Values } from '../../fields/index.ts';
import type { Ingest, TableWrites } from '../capabilities.ts';
import type { Records } from './_records.ts';
import type { streamFields } from './fields.ts';

/** What one ingest makes of a stream's settings: how many buffers there are, and when each is full. */
export interface BufferPlan {
  /** Buffers that fill and are delivered on their own. */
  readonly lines: number;
  /** Of all records, and where the buffer's first one stands. Parallel by line. */
  readonly shares: Float64Array;
  readonly offsets: Float64Array;
  /** The buffer of all late records, where partitions have buffers of their own; -1: there is none. */
  readonly lateLine: number;
  /** Writers that share one delivery. */
  readonly writers: number;
  /** Infinity: time does not matter. */
  readonly intervalSeconds: number;
  /** Records that fill one; Infinity: nothing does. */
  readonly fullAt: number;
  /** Records of a file at the most. */
  readonly fileRows: number;
  /** A buffer begins with its first record; else when the one before is delivered. */
  readonly beginsWithRecord: boolean;
  readonly lateShare: number;
}

/**
 * Channels share the size between them, writers do not: size / channels fills a buffer. Buffers: one a channel and writer;
 * one for all where they deliver together; one a partition where each has its own.
 */
export function planBuffers(
  values: Values<typeof streamFields>,
  ingest: Ingest,
  records: Records,
  writes: TableWrites,
): BufferPlan {
  const { channels, writers, together, perPartition } = values;
  const lateShare = ingest.late?.share ?? 0;
  const sinks = channels * writers;
  const ofPartitions = perPartition ? writes.partitionsPerSpan : together ? 1 : sinks;
  const hasLateLine = perPartition && lateShare > 0;
  const lines = ofPartitions + (hasLateLine ? 1 : 0);
  const shares = new Float64Array(lines).fill((hasLateLine ? 1 - lateShare : 1) / ofPartitions);
  const offsets = Float64Array.from({ length: lines }, (_, line) => line / ofPartitions);
  if (hasLateLine) {
    shares[lines - 1] = lateShare;
    offsets[lines - 1] = 0;
  }
  const ofSize = values.size === null ? Infinity : records.filling(values.size / channels) * (together ? sinks : 1);
  const ofRecords = values.records === null ? Infinity : values.records * (together ? sinks : 1);
  return {
    lines,
    shares,
    offsets,
    lateLine: hasLateLine ? lines - 1 : -1,
    writers: together ? sinks : 1,
    intervalSeconds: values.interval ?? Infinity,
    fullAt: Math.min(ofSize, ofRecords),
    fileRows: values.records ?? Infinity,
    beginsWithRecord: perPartition || values.interval === 0,
    lateShare,
  };
}
