import type { Values } from '../../fields/index.ts';
import type { clientFields } from './fields.ts';

/** What a machine's network card carries, in bytes per second and bytes. */
export interface Nic {
  readonly baselineBytesPerSecond: number;
  /** Equals the baseline where there is no bucket. */
  readonly burstBytesPerSecond: number;
  /** What can be sent above the baseline from a full bucket. */
  readonly bucketBytes: number;
}

/**
 * The NIC that the client's keys describe, or null: no limit. A burst counts only with a bucket of known size; else
 * the NIC gives its baseline, since nobody knows how long more would last.
 */
export function nicOf(values: Values<typeof clientFields>): Nic | null {
  const { nic, instance } = values;
  if (nic !== null) return limited(nic.baseline, nic.burst, nic.bucket);
  if (instance === null) return null;
  const { baseline, burst, bucket } = instance.values;
  if (baseline === undefined) throw new Error(`the table of instances has no baseline for ${instance.name}`);
  return limited(baseline, burst ?? null, bucket ?? null);
}

function limited(baseline: number, burst: number | null, bucket: number | null): Nic {
  const bursts = burst !== null && bucket !== null && burst > baseline;
  return {
    baselineBytesPerSecond: baseline,
    burstBytesPerSecond: bursts ? burst : baseline,
    bucketBytes: bursts ? bucket : 0,
  };
}
