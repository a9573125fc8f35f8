import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import type { RequestBatch } from '../capabilities.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { Objects } from './_objects.ts';
import { IndependentRequests } from './_one-each.ts';
import { ObjectsInParts } from './_parts.ts';
import { keysToWrite, puttingInto, staleReadsOf } from './_watch.ts';
import { copyFields, largestPutBytes, mostParts } from './fields.ts';
import { copyCharts, copyMetrics } from './metrics.ts';

/**
 * Copies n objects inside the store, each by one COPY or, if it is larger than a part, part by part: a multipart upload
 * of which the store copies the parts. Their bytes do not pass through the client.
 */
export const copy = defineActivity({
  kind: 'copy',
  doc: 'copies objects inside the store, each by one COPY or part by part',
  fields: copyFields,
  doneBy: 'requests',
  overlap: 'parallel',
  phases: ['wait', 'open', 'firstByte', 'close', 'retry'],
  bounds: ['latency', 'connections', 'nic'],
  metrics: copyMetrics,
  charts: copyCharts,
  *perform(values: Values<typeof copyFields>, world: World, occurrence: Occurrence): Process<void> {
    const sizes = world.draw('size', values.size);
    const objects = new Objects(
      { operation: 'copy', count: values.objects, sizes, prefixes: values.prefixes },
      occurrence,
    );
    const client = world.find('requests');
    const keys = keysToWrite(world, null, values.objects);
    const through = puttingInto(client.contents, keys, (object) => objects.bytesOf(object));
    const reached = staleReadsOf(world, values.of, values.objects);
    let batch: RequestBatch = new IndependentRequests(objects, through, reached);
    const { partSize: partSizeBytes } = values;
    if (partSizeBytes !== null) {
      const parallelParts = values.parallelParts ?? Infinity;
      const parts = new ObjectsInParts(objects, { direction: 'copy', partSizeBytes, parallelParts, through, reached });
      if (parts.mostParts > mostParts) {
        occurrence.fail(`a copy has more than ${mostParts} parts: give a larger partSize`);
        return;
      }
      batch = parts;
    } else if (objects.largestBytes() > largestPutBytes) {
      occurrence.fail('an object is too large for one COPY: give partSize');
      return;
    }
    yield* client.run(batch, occurrence);
  },
});
