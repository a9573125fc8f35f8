import type { RateSpec, Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import { createDistribution } from '../../random/index.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { problemOfPlace } from '../table-place.ts';
import { ingestFields } from './fields.ts';
import { ingestCharts, ingestMetrics } from './metrics.ts';

/** Data that come all the time; whoever offers landing takes them in. */
export const ingest = defineActivity({
  kind: 'ingest',
  doc: 'data that come, record by record, all the time',
  fields: ingestFields,
  doneBy: 'landing',
  checkWith: (_, needs) => problemOfPlace(needs, 'landing'),
  oneOf: ['bytes', 'records'],
  continuous: true,
  overlap: 'parallel',
  phases: ['write'],
  bounds: [],
  metrics: ingestMetrics,
  charts: ingestCharts,
  *perform(values: Values<typeof ingestFields>, world: World, occurrence: Occurrence): Process<void> {
    const began = world.kernel.now;
    const { recordSize, spacing, lateArrivals } = values;
    yield* world.find('landing').run(
      {
        table: world.find('table'),
        recordsPerSecond: recordRate(values, world.name),
        recordBytes: recordSize,
        spacing,
        late: lateArrivals,
        untilSeconds: occurrence.untilSeconds,
      },
      occurrence,
    );
    occurrence.phase('write', world.kernel.now - began);
  },
});

/** Bytes that come at a rate are records of the mean size. */
function recordRate({ bytes, records, recordSize }: Values<typeof ingestFields>, name: string): RateSpec {
  if (records !== null) return records;
  if (bytes === null) throw new Error(`${name}: nobody says how much comes`);
  return { ...bytes, base: bytes.base / createDistribution(recordSize).mean };
}
