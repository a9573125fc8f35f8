import type { Values } from '../../fields/index.ts';
import type { Ingest, OccurrencePort } from '../capabilities.ts';
import type { World } from '../model.ts';
import type { Inflow } from './_inflow.ts';
import type { Records } from './_records.ts';
import type { streamFields } from './fields.ts';

/** Formats that the delivery has to convert records to. */
const converted: ReadonlySet<string> = new Set(['parquet', 'orc']);

/** `unit` bytes and more count as whole multiples. */
const roundedUp = (bytes: number, unit: number): number =>
  unit === 0 ? bytes : Math.ceil(bytes / unit - 1e-12) * unit;

/**
 * What is billed of the records that came in since the last bill, for the activity that brought them:
 *
 *     delivery.ingest         bytes, each record rounded up to a multiple of deliveryUnit
 *     delivery.conversion     the same bytes, where they become columns
 *     delivery.partitioning   bytes, where each partition has a buffer of its own
 *     shards.shard            seconds of all shards, whether or not they are used
 *     shards.payload          records, each as often as payloadUnit goes into it, rounded up
 *     shards.onDemand, .in, .out   seconds of the stream, bytes written to it and read from it
 */
export function billDelivery(
  values: Values<typeof streamFields>,
  world: World,
  what: {
    readonly ingest: Ingest;
    readonly records: Records;
    readonly occurrence: OccurrencePort;
    readonly fromSeconds: number;
    readonly inflow: Inflow;
  },
): void {
  const { ingest, records, occurrence, fromSeconds, inflow } = what;
  const { activity } = occurrence;
  const { deliveryService, deliveryUnit, streamService, payloadUnit, shards, onDemand, perPartition } = values;
  const deliveredEach = records.meanOf((size) => roundedUp(size, deliveryUnit));
  const payloadsEach = records.meanOf((size) => Math.ceil(size / payloadUnit - 1e-12));
  let billedSeconds = fromSeconds;
  let billedRecords = 0;
  world.atBill(() => {
    const { now } = world.kernel;
    const cameBy = inflow.at(now);
    const came = Math.max(0, cameBy - billedRecords);
    const seconds = now - billedSeconds;
    billedRecords = cameBy;
    billedSeconds = now;
    const meter = (service: string, item: string, quantity: number): void =>
      world.meter(service, item, quantity, activity);
    if (deliveryService !== 'none') {
      const bytes = came * deliveredEach;
      meter(deliveryService, 'ingest', bytes);
      if (converted.has(ingest.table.encoding)) meter(deliveryService, 'conversion', bytes);
      if (perPartition) meter(deliveryService, 'partitioning', came * records.meanBytes);
    }
    if (streamService === 'none' || shards === null) return;
    if (onDemand) {
      meter(streamService, 'onDemand', seconds);
      meter(streamService, 'in', came * records.meanBytes);
      meter(streamService, 'out', came * records.meanBytes);
      return;
    }
    meter(streamService, 'shard', seconds * shards);
    meter(streamService, 'payload', came * payloadsEach);
  });
}
