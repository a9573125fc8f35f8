import type { Values } from '../../fields/index.ts';
import type { CumulativeRate } from '../../random/index.ts';
import type { Ingest } from '../capabilities.ts';
import type { World } from '../model.ts';
import type { IntakeParts } from './_intake.ts';
import type { BufferPlan } from './_plan.ts';
import type { Uploads } from './_uploads.ts';
import type { streamFields } from './fields.ts';

/** Of what a prefix carries: below it nothing is refused, whatever else goes there now and then. */
const calmShare = 0.1;
/** Uploads that are tried, and the share of them that may outlast a buffer. */
const uploadsTried = 500;
const mostSlowShare = 0.01;

/** Deliveries of so many records in so long, in the mean. */
export const objectsIn = (
  { lines, shares, fullAt, intervalSeconds, writers }: BufferPlan,
  records: number,
  seconds: number,
): number => {
  if (!(records < Infinity && seconds < Infinity)) return 0;
  const recordsEach = Math.min(fullAt, (records / seconds) * intervalSeconds * shares[0]!);
  const ofRecords = (records * shares[0]!) / Math.max(1, recordsEach);
  return lines * writers * Math.min(ofRecords, records);
};

/**
 * Whether deliveries are put down in stretches: the run asks for it, or has too many of them, and nothing keeps them from
 * being alike. An upload that outlasts its buffer, a prefix near its limit, a crash, and shards that refuse records are for
 * the exact run; so are buffers of partitions, buffers that wait for nothing, and deliveries that wait for their turn in a log.
 */
export function mayCollapse(
  values: Values<typeof streamFields>,
  world: World,
  { ingest, parts, rate, uploads }: { ingest: Ingest; parts: IntakeParts; rate: CumulativeRate; uploads: Uploads },
): boolean {
  const { plan, writes, records } = parts;
  const { untilSeconds } = ingest;
  const from = world.kernel.now;
  if (
    values.transactions ||
    values.perPartition ||
    values.interval === 0 ||
    values.crashes > 0 ||
    untilSeconds === Infinity
  )
    return false;
  if (Math.min(plan.intervalSeconds, plan.fullAt) === Infinity) return false;
  const { highest } = rate.extremes(from, untilSeconds);
  if (values.shards !== null) {
    const perSecond = values.shards * Math.min(values.shardRecords, values.shardBytes / records.meanBytes);
    if (highest > perSecond) return false;
  }
  const rows = Math.max(1, Math.min(plan.fullAt, highest * plan.intervalSeconds * plan.shares[0]!) / plan.writers);
  const bytes = writes.fileBytes(rows, rows * records.meanBytes);
  const buffers = Math.min(plan.intervalSeconds, plan.fullAt / (highest * plan.shares[0]!));
  let slow = 0;
  for (let i = 0; i < uploadsTried; i++) if (uploads.seconds(bytes, i) > buffers) slow++;
  if (slow > mostSlowShare * uploadsTried) return false;
  const requestsEach = uploads.requestsOf(bytes);
  const perSecond = (plan.lines * plan.writers * requestsEach) / buffers / ingest.table.prefixes;
  const flow = world.find('objects').collapsed.flowOf('put', 0);
  if (flow !== null && perSecond > calmShare * flow.carriedPerSecond) return false;
  const total = rate.at(untilSeconds) - rate.at(from);
  return world.collapses(objectsIn(plan, total, untilSeconds - from) * requestsEach);
}
