import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { RequestBatch } from '../capabilities.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { Objects } from './_objects.ts';
import { IndependentRequests } from './_one-each.ts';
import { mostPlaces, ObjectsInParts } from './_parts.ts';
import { Throughput } from './_throughput.ts';
import { staleReadsOf } from './_watch.ts';
import { readFields } from './fields.ts';
import { readCharts, readMetrics } from './metrics.ts';

/** Reads n objects, each by one GET or by one for each of its ranges: as many at once as the client's pool admits. */
export const read = defineActivity({
  kind: 'read',
  doc: 'reads objects, each by one GET or in ranges',
  fields: readFields,
  doneBy: 'requests',
  overlap: 'parallel',
  phases: ['wait', 'open', 'firstByte', 'transfer', 'close', 'retry'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: readMetrics,
  charts: readCharts,
  *perform(values: Values<typeof readFields>, world: World, occurrence: Occurrence): Process<void> {
    const { partSize } = values;
    const sizes = world.draw('size', values.size);
    const objects = new Objects(
      { operation: 'get', count: values.objects, sizes, prefixes: values.prefixes, samplesFirstByte: true },
      occurrence,
    );
    const reached = staleReadsOf(world, values.of, values.objects);
    let batch: RequestBatch = new IndependentRequests(objects, null, reached);
    if (partSize !== null) {
      const parallelParts = values.parallelParts ?? Infinity;
      const ranges = new ObjectsInParts(objects, { direction: 'get', partSizeBytes: partSize, parallelParts, reached });
      if (ranges.mostParts > mostPlaces) {
        occurrence.fail(`an object of more than ${mostPlaces} ranges`);
        return;
      }
      batch = ranges;
    }
    const throughput = Throughput.of(world);
    throughput.begin(world.kernel.now);
    const bytes = yield* world.find('requests').run(batch, occurrence);
    throughput.finish(world.kernel.now, bytes);
  },
});
